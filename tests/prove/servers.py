"""The tests that use the database, once more on the PostgreSQL of the distribution: over the network, with a password, by `DATABASE_URL`."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.prove.shelf import ROOT
from uberrima.config.postgres import Postgres

#: what uses the database
TESTS = ("tests/config", "tests/rooms")
#: the oldest that is promised
OLDEST = 15


def installed() -> list[Path]:
    """The programs of every server of the distribution that is new enough, the oldest first."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return sorted((path for path in found if int(path.parent.name) >= OLDEST), key=lambda path: int(path.parent.name))


def install() -> None:
    """Where we may: the distribution's own package."""
    apt = shutil.which("apt-get")
    if os.geteuid() == 0 and apt:
        subprocess.run([apt, "install", "-y", "-qq", "postgresql"], check=False, capture_output=True)


@contextmanager
def served(programs: Path) -> Iterator[str]:
    """The address of such a server in a folder of its own, for somebody with a password who may make roles and databases."""
    folder = Path(tempfile.mkdtemp(prefix="uberrima-server-"))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    server = Postgres(folder, programs=programs, settings=("listen_addresses=127.0.0.1", f"port={port}", "fsync=off"))
    password = secrets.token_urlsafe(16)
    try:
        server.start()
        with server.connect() as connection:
            connection.execute(f"create role tester superuser login password '{password}'")
            connection.execute("create database tester owner tester")
            rules = server.folder / "pg_hba.conf"
            rules.write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
            connection.execute("select pg_reload_conf()")
        yield f"postgresql://tester:{password}@127.0.0.1:{port}/tester"
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def trial(programs: Path) -> tuple[bool, str]:
    """Run the tests there. Whether all hold, and what pytest counted."""
    with served(programs) as url:
        env = {name: value for name, value in os.environ.items() if not name.startswith("UBERRIMA_")}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *TESTS, "-p", "no:cacheprovider"], cwd=ROOT, env=env | {"DATABASE_URL": url},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    said = lines[-1] if lines else done.stderr[-200:]
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return done.returncode == 0, "\n".join([said, *failed])
