"""The processes of the service: started, watched, started again, stopped, and never left alone."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from uberrima.core.kernel.errors import UberrimaError

_PR_SET_PDEATHSIG = 1


class KeepsDying(UberrimaError):
    """A process cannot be kept alive."""


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone, however that went."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)


class Child:
    """One process with all its own children, which is started again when it dies."""

    #: so many deaths in so many seconds are no accident
    DEATHS, WITHIN = 8, 30.0

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], log: IO[bytes] | None) -> None:
        self.name = name
        self.command = list(command)
        self.env = dict(env)
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._deaths: deque[float] = deque(maxlen=self.DEATHS)

    def start(self) -> None:
        """Start it as the head of a group of its own, so that the terminal's Ctrl-C reaches only us."""
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def restart_if_dead(self) -> bool:
        """Start it again if it has died; whether it had.

        :raises KeepsDying: when it dies again and again.
        """
        if self.process is not None and self.process.poll() is None:
            return False
        now = time.monotonic()
        self._deaths.append(now)
        if len(self._deaths) == self.DEATHS and now - self._deaths[0] < self.WITHIN:
            raise KeepsDying(f"The {self.name} dies as soon as it is started. Its log says why.")
        if len(self._deaths) > 1 and now - self._deaths[-2] < 1:
            time.sleep(0.5)
        self._kill_group()  # what it has left behind holds the port
        self.start()
        return True

    def stop(self, patience: float = 10.0) -> None:
        """Ask it to end, and end it if it does not."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self._kill_group()
        self.process.wait()
        self.process = None

    def _kill_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
