"""Whether the service lives and whether it is ready, for whoever watches it. Answered before hosts and sessions are looked at."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

#: the worker reports every 5 seconds; so long without a word it is taken for dead
SILENCE = 20


class Health:
    """`/health/live`: this process answers. `/health/ready`: and the database, its tables and the worker are there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        #: tables only change with a new version, which is a new process
        self._migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Everything else goes on."""
        if request.path == "/health/live":
            return _answer({"live": True})
        if request.path == "/health/ready":
            return _answer(self._checks())
        return self.get_response(request)

    def _checks(self) -> dict[str, bool]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self._migrated = self._migrated or _is_migrated()
            return {"database": True, "migrations": self._migrated, "worker": self._migrated and _worker_lives()}
        except Error:
            connection.close()
            return {"database": False, "migrations": False, "worker": False}


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker_lives() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [SILENCE],
        )
        return bool(cursor.fetchone()[0])


def _answer(found: dict[str, bool]) -> HttpResponse:
    response = JsonResponse(found, status=200 if all(found.values()) else 503)
    response["Cache-Control"] = "no-store"
    return response
