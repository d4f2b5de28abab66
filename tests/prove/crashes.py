"""Processes of the real service are killed while writes go on: nothing that was acknowledged may be lost, or be there twice.

`uberrima serve` runs as it is, over a folder of its own. Writers commit rows and entries of the journal as the application does, and say each
one aloud only after its commit. Then a victim falls to SIGKILL (or, the database, to an immediate stop), and the next, and at last the watcher.
"""

from __future__ import annotations

import http.client
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from psycopg import connect

from tests.prove.shelf import ROOT

VICTIMS = ("database", "database at once", "web", "web process", "worker")
#: how long anything may take on a machine that is busy with other things
PATIENCE = 90.0


@dataclass(kw_only=True)
class Crashes:
    """What was killed, what was written, what is missing."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    #: victim → the longest that anybody waited until all was ready again, in seconds; a figure and no verdict
    back: dict[str, float] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether the promise was kept, and put to the test at all."""
        return not (self.lost or self.twice or self.faults) and self.acknowledged > 0

    def __str__(self) -> str:
        killed = ", ".join(f"{count} {name}" for name, count in sorted(self.kills.items()))
        waited = ", ".join(f"{seconds:.1f} s ({name})" for name, seconds in sorted(self.back.items()))
        return (
            f"{sum(self.kills.values())} kills ({killed}); {self.acknowledged} acknowledged writes, {len(self.lost)} lost, "
            f"{len(self.twice)} there twice; ready again at the latest after {waited}"
        )


class Service:
    """`uberrima serve`, an empty demonstration, in a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        self.env = os.environ | {"UBERRIMA_DEMO": "1", "UBERRIMA_DATA": str(data), "PORT": str(self.port)}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "UBERRIMA_TESTS"):
            self.env.pop(name, None)
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uberrima.cli", "serve", "--empty"], cwd=ROOT, env=self.env, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.wait_until_ready()

    def close(self) -> None:
        """Let go of what the last process said."""
        if self.process is not None and self.process.stderr is not None:
            self.process.stderr.close()

    def is_ready(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                asked.request("GET", "/health/ready")
                with asked.getresponse() as answer:
                    return answer.status == 200
            finally:
                asked.close()
        return False

    def wait_until_ready(self) -> float:
        """How long it took."""
        begun = time.monotonic()
        while not self.is_ready():
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(
                    f"the service has ended: {self.process.stderr.read() if self.process.stderr else ''}"
                )
            if time.monotonic() - begun > PATIENCE:
                raise AssertionError(
                    f"not ready after {PATIENCE:.0f} s: {(self.data / 'service.log').read_text()[-2000:]}"
                )
            time.sleep(0.05)
        return time.monotonic() - begun

    def victim(self, name: str, chance: random.Random) -> int | None:
        assert self.process is not None
        children = children_of(self.process.pid)
        if name.startswith("database"):
            return next((pid for pid, words in children.items() if "postgres" in words[0]), None)
        if name == "worker":
            return next((pid for pid, words in children.items() if "uberrima.config.worker" in words), None)
        web = next((pid for pid, words in children.items() if "uberrima.config.wsgi:application" in words), None)
        if web is None or name == "web":
            return web
        return chance.choice(sorted(children_of(web)) or [web])

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)


def children_of(parent: int) -> dict[int, list[str]]:
    """Its child processes and the words they were started with."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                state, ppid = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(ppid) == parent and state != "Z":
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
    return found


def crash(rounds: int, seed: int, writers: int = 2) -> Crashes:
    """Kill `rounds` times while `writers` write, then kill the watcher itself, and count."""
    chance = random.Random(seed)
    found = Crashes()
    folder = Path(tempfile.mkdtemp(prefix="uberrima-crash-"))
    service = Service(folder)
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    processes: list[subprocess.Popen[str]] = []
    try:
        service.start()
        processes += [_writer(service, number, said) for number in range(writers)]
        _wait_for_the_first(said, processes)
        for turn in range(rounds):
            name = VICTIMS[turn % len(VICTIMS)] if turn < len(VICTIMS) else chance.choice(VICTIMS)
            time.sleep(chance.uniform(0.05, 0.8))
            pid = service.victim(name, chance)
            if pid is None:
                found.faults.append(f"round {turn}: there was no {name} to kill")
                continue
            os.kill(pid, signal.SIGQUIT if name == "database at once" else signal.SIGKILL)
            found.kills[name] += 1
            time.sleep(0.05)
            found.back[name] = max(found.back.get(name, 0.0), service.wait_until_ready())
        assert service.process is not None
        ours = [service.process.pid, *children_of(service.process.pid)]
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
        found.kills["watcher"] += 1
        _end(processes)
        found.faults += [f"process {pid} outlived its watcher" for pid in _left_after(ours, 20.0)]
        service.start()
        _count(found, folder, said)
        _verify(found, service)
        if service.stop() != 0:
            found.faults.append("the service did not end in good order")
    finally:
        _end(processes)
        if service.process is not None and service.process.poll() is None:
            service.stop()
        service.close()
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _writer(service: Service, number: int, said: queue.SimpleQueue[str]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.prove.writer", str(number)], cwd=ROOT, env=service.env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    threading.Thread(target=_listen, args=(process.stdout, said), daemon=True).start()
    return process


def _listen(lines: IO[str], said: queue.SimpleQueue[str]) -> None:
    with lines:
        for line in lines:
            said.put(line.strip())


def _end(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.kill()
        process.wait()


def _left_after(pids: list[int], seconds: float) -> list[int]:
    """Which of these still live when they had that long to end by themselves."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and any(_lives(pid) for pid in pids):
        time.sleep(0.1)
    return [pid for pid in pids if _lives(pid)]


def _wait_for_the_first(said: queue.SimpleQueue[str], writers: list[subprocess.Popen[str]]) -> None:
    until = time.monotonic() + PATIENCE
    while said.empty():
        if any(writer.poll() is not None for writer in writers) or time.monotonic() > until:
            raise AssertionError("a writer cannot write: python -m tests.prove.writer 0 says why")
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _count(found: Crashes, folder: Path, said: queue.SimpleQueue[str]) -> None:
    acknowledged = []
    while not said.empty():
        acknowledged.append(said.get())
    with connect(host=str(folder / "cluster"), user="uberrima_auditor", dbname="uberrima") as connection:
        rows = Counter(str(row[0]) for row in connection.execute("select username from people_account"))
        kept = Counter(
            str(row[0]) for row in connection.execute("select stream from journal_entry where kind = 'test.written/1'")
        )
    found.acknowledged = len(acknowledged)
    found.lost = [word for word in acknowledged if not rows[word] or not kept[word]]
    found.twice = [word for word, count in (rows + kept).items() if rows[word] > 1 or kept[word] > 1]
    halves = {word for word, _ in rows.items() ^ kept.items() if word.startswith("w")}
    found.faults += [f"{word}: a row without its entry, or an entry without its row" for word in sorted(halves)]


def _verify(found: Crashes, service: Service) -> None:
    """The journal holds, and every entry has its place."""
    until = time.monotonic() + PATIENCE
    while True:
        done = subprocess.run(
            [sys.executable, "-m", "uberrima.cli", "journal", "verify"], cwd=ROOT, env=service.env, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return
        if time.monotonic() > until or done.returncode == 2:
            found.faults.append(f"journal verify says: {(done.stdout + done.stderr).strip()[-600:]}")
            return
        time.sleep(1)
