"""Keeps the tests' PostgreSQL while the run that asked for it lives, and ends it with that run, however that ends."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from uberrima.config.postgres import Postgres

#: nothing here outlives the run, so nothing need reach the disk
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def keep(folder: Path, run: int) -> None:
    """Start, say so, and wait for the end of the run or for SIGTERM."""
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: over.append(number))
    server = Postgres(folder, settings=QUICK)
    server.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not over and Path(f"/proc/{run}").exists():
        time.sleep(0.1)
    server.stop()
    if not over:  # the run was killed, and cannot clear up itself
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.umask(0o077)
    keep(Path(sys.argv[1]), int(sys.argv[2]))
