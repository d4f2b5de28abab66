"""One real PostgreSQL for the whole run, started when the first test asks for it, with a database for each worker.

Tests work as the application's role, as the web does: what it may not, they may not. `DATABASE_URL` names another server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from uberrima.config.environment import DatabaseRole

if TYPE_CHECKING:
    from django.db.backends.base.operations import BaseDatabaseOperations
    from pytest_django import DjangoDbBlocker

OURS = "UBERRIMA_TESTS"  # the folder of this run, made by tests/settings.py


def pytest_unconfigure() -> None:
    if os.environ.get("UBERRIMA_TESTS_PID") != str(os.getpid()):
        return
    folder = Path(os.environ.pop(OURS))
    with (folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pid = folder / "server.pid"
        if pid.exists():
            end(int(pid.read_text()))
    shutil.rmtree(folder, ignore_errors=True)


def end(pid: int) -> None:
    """End the keeper of the server, and wait until the server is gone with it."""
    import signal
    import time

    try:
        os.kill(pid, signal.SIGTERM)
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.02)
    except OSError:
        return


@pytest.fixture(scope="session")
def database_server() -> None:
    """The server answers: the one of `DATABASE_URL`, or the wheel's, kept by a process that ends with this run."""
    if os.environ.get("DATABASE_URL"):
        return
    folder = Path(os.environ[OURS])
    with (folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "server.pid").exists():
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.keeper", str(folder), os.environ["UBERRIMA_TESTS_PID"]],
                cwd=Path(__file__).parents[1],
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            assert keeper.stdout is not None
            assert keeper.stdout.readline() == "ready\n"
            (folder / "server.pid").write_text(str(keeper.pid))
            KEEPERS.append(keeper)


KEEPERS: list[subprocess.Popen[str]] = []


@pytest.fixture(scope="session")
def key_file_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault's key file for all tests that bring none of their own."""
    from uberrima.foundation.vault import keyfile

    path = tmp_path_factory.mktemp("keys") / "vault.keys"
    keyfile.write(path, keyfile.made())
    return path


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, database_server: None, key_file_of_the_run: Path
) -> None:
    """The test database is made, and migrated, by the server's first user."""
    from django.conf import settings
    from django.db import connection

    settings.VAULT_KEYS = key_file_of_the_run

    if not os.environ.get("DATABASE_URL"):
        connection.settings_dict["USER"] = "postgres"
    options = connection.settings_dict["OPTIONS"]
    options["options"] = options.get("options", "").partition("-c role=")[0]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """From here on the tests are the application, and only clearing a table is done by whom it belongs to."""
    from django.db import connection

    from uberrima.config.postgres import make_roles
    from uberrima.config.roles import grant_all

    with django_db_blocker.unblock():
        if os.environ.get("DATABASE_URL"):
            connection.ensure_connection()
            make_roles(connection.connection, login=False)
        grant_all(connection)
        connection.close()
    options = connection.settings_dict["OPTIONS"]
    as_owner = options["options"]
    options["options"] = f"{as_owner} -c role={DatabaseRole.APPLICATION}".strip()
    # On the class: where a browser's event loop runs, Django gives the same thread another connection.
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_as_owner(self: BaseDatabaseOperations, statements: Iterable[str]) -> None:
        flush(
            self,
            [
                "SET ROLE NONE",
                "SET session_replication_role = replica",
                *statements,
                "SET session_replication_role = origin",
                f"SET ROLE {DatabaseRole.APPLICATION}",
            ],
        )

    operations.execute_sql_flush = flush_as_owner  # type: ignore[assignment, method-assign]
    yield
    operations.execute_sql_flush = flush  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connection.close()
    options["options"] = as_owner


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` does what the application may not, as somebody would who has the whole server."""
    from django.db import connection

    @contextmanager
    def owner() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {DatabaseRole.APPLICATION}")

    return owner


@pytest.fixture(autouse=True)
def own_journal(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Give each test with a database its own journal key and its own file of checkpoints, for the database begins empty each time."""
    if "world" in request.fixturenames and "tests/attacks" in request.node.nodeid:
        return  # a world brings the journal that it was made with
    if (
        "db" in request.fixturenames
        or "transactional_db" in request.fixturenames
        or request.node.get_closest_marker("django_db")
    ):
        settings = request.getfixturevalue("settings")
        settings.UBERRIMA_JOURNAL_KEY = tmp_path / "journal.key"
        settings.UBERRIMA_JOURNAL_CHECKPOINTS = tmp_path / "checkpoints.log"
