"""What all tests share: one real PostgreSQL for a run, started only when a test asks for the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server, as one who may make databases: the wheel's, or that of DATABASE_URL."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    from uberrima.config.postgres import Postgres  # noqa: PLC0415 — the core's tests run where psycopg is not installed

    server = Postgres(Path(tmp_path_factory.mktemp("data")))
    server.start()
    try:
        yield server.address()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: str) -> None:
    """Point Django at the server, before its test database is made."""
    from django.conf import settings  # noqa: PLC0415 — see above
    from django.db import connections  # noqa: PLC0415

    from uberrima.config.environment import database  # noqa: PLC0415

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    told = database(postgres, settings.ENVIRONMENT.data)
    told["NAME"] = f"uberrima{worker}"
    told["OPTIONS"] = {k: v for k, v in dict(told["OPTIONS"]).items() if k != "pool"}  # type: ignore[call-overload]
    settings.DATABASES["default"].update(told)
    connections["default"].settings_dict.update(told)
