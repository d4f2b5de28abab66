"""`uberrima serve`: the database, the web and the worker, started in order, watched, and stopped together."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from uberrima.config.children import Child
from uberrima.config.environment import DatabaseRole, Environment, read
from uberrima.config.postgres import Postgres
from uberrima.core.kernel.errors import UberrimaError

#: how long everything may take from start to the first answer
PATIENCE = 60.0
WEB_PROCESSES, WEB_THREADS = 2, 4


class NotServed(UberrimaError):
    """The service cannot be started: what, why, and what to do."""


def serve(*, demonstration: bool, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. With `demonstration` an empty database is given its people first.

    :raises UberrimaError: when it cannot be started, or cannot be kept alive.
    """
    environment = read()
    _port_is_free(environment)
    os.umask(0o077)
    environment.data.mkdir(parents=True, exist_ok=True)
    over: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: over.append(got))
    with ExitStack() as stack:
        log = stack.enter_context((environment.data / "service.log").open("ab")) if environment.demo else None
        postgres = None if environment.database_url else Postgres(environment.data)
        if postgres is not None:
            stack.callback(postgres.stop)
            postgres.start()
        _keys(environment)
        env = _handed_down(environment)
        _run("uberrima.config.prepare", env | {"UBERRIMA_ROLE": DatabaseRole.OWNER.value}, log)
        if demonstration and find_spec("uberrima.config.demonstration") is not None:
            say(_run("uberrima.config.demonstration", env, log))
        children = [
            Child("worker", [*_ends_with_us(), sys.executable, "-m", "uberrima.config.worker"], env, log),
            Child("web", [*_ends_with_us(), *_web(environment)], env, log),
        ]
        for child in children:
            stack.callback(child.stop)
            child.start()
        _wait_for_answer(environment, children, over)
        if not over:
            say(f"{environment.address}  (Ctrl-C stops it{f'; the log is {log.name}' if log else ''})")
        while not over:
            time.sleep(0.1)
            if postgres is not None:
                postgres.restart_if_dead()
            for child in children:
                child.restart_if_dead()


def _web(environment: Environment) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "uberrima.config.wsgi:application",
        "--host", environment.bind, "--port", str(environment.port), "--workers", str(WEB_PROCESSES),
        "--blocking-threads", str(WEB_THREADS), "--no-ws", "--http", "1", "--log-level", "error", "--no-access-log",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8",
    ]  # fmt: skip


def _handed_down(environment: Environment) -> dict[str, str]:
    """What every process of the service is told. A demonstration's secret is made here, the same for all of them."""
    return os.environ | {
        "UBERRIMA_SECRET_KEY": environment.secret_key or secrets.token_urlsafe(50),
        "UBERRIMA_DATA": str(environment.data),
        "UBERRIMA_ROLE": DatabaseRole.APPLICATION.value,
        "DJANGO_SETTINGS_MODULE": "uberrima.config.settings",
    }


def _keys(environment: Environment) -> None:
    """A demonstration makes its own key file; anybody else has made it on purpose, and `read` has looked for it."""
    if environment.demo and not environment.keys.exists():
        from uberrima.foundation.vault import keyfile  # noqa: PLC0415 - only a first demonstration needs the ciphers here

        environment.keys.parent.mkdir(parents=True, exist_ok=True)
        keyfile.write(environment.keys, keyfile.made())


def _run(module: str, env: dict[str, str], log: IO[bytes] | None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module], env=env, stdout=subprocess.PIPE, stderr=log, text=True, check=False
    )
    if done.returncode:
        where = f"{log.name} says why" if log else "what went wrong stands above"
        raise NotServed(f"{module.rpartition('.')[2]} ended with {done.returncode}: {where}.")
    return done.stdout.rstrip()


def _ends_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []


def _port_is_free(environment: Environment) -> None:
    family = socket.AF_INET6 if ":" in environment.bind else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((environment.bind, environment.port))
        except OSError as error:
            raise NotServed(
                f"Port {environment.port} of {environment.bind} cannot be used: {error.strerror}. Give another one, as in PORT=8001."
            ) from None


def _wait_for_answer(environment: Environment, children: list[Child], over: list[int]) -> None:
    until = time.monotonic() + PATIENCE
    while not over:
        with suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection(environment.bind, environment.port, timeout=5)
            asked.request("GET", "/health/ready")
            if asked.getresponse().status == 200:
                return
        for child in children:
            child.restart_if_dead()
        if time.monotonic() > until:
            raise NotServed(f"The service does not get ready within {PATIENCE:.0f} seconds. Its log says why.")
        time.sleep(0.1)
