"""How long pages take at 20 requests a second arriving at random: the demonstration, served as `make run` serves it."""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
PER_SECOND, SECONDS, SEED = 20, 20, 20260101
PASSWORD = "utmost-good-faith"  # noqa: S105 — the demonstration prints it
#: what a request that never came back counts as, seconds
LOST = 30.0


class Visitor:
    """Somebody signed in, who keeps cookies; each request is a connection of its own."""

    def __init__(self, port: int, username: str) -> None:
        self.port, self.cookies = port, {"django_language": "zh-hans"}
        form = self.get("/signin")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        body = {"csrfmiddlewaretoken": token.group(1) if token else "", "username": username, "password": PASSWORD}
        self.request("POST", "/signin", urlencode(body))

    def get(self, path: str) -> str:
        """A page; anything but 200 ends the measurement."""
        status, text = self.request("GET", path)
        if status != http.client.OK:
            raise SystemExit(f"{path} answered {status}")
        return text

    def request(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """One request, and the cookies it sets."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Referer": f"http://localhost:{self.port}/",
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        return answer.status, text


def measure() -> dict[str, tuple[float, str, str]]:
    """Name → value, unit, how."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = {
            **os.environ,
            "UBERRIMA_DEMO": "1",
            "UBERRIMA_DATA": folder,
            "PORT": str(port),
            "PYTHONPATH": str(ROOT / "src"),
        }
        env.pop("DATABASE_URL", None)
        with subprocess.Popen(
            [sys.executable, "-m", "uberrima.cli", "serve"], env=env, stdout=subprocess.DEVNULL
        ) as service:
            try:
                _wait(port)
                return _figures(port)
            finally:
                service.terminate()
                service.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=2)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("The service did not become ready.")


def _figures(port: int) -> dict[str, tuple[float, str, str]]:
    lan, heng = Visitor(port, "lan"), Visitor(port, "liheng")
    claims = re.findall(r"/my/claims/([0-9a-f-]{36})", lan.get("/my/claims"))
    decided = next(c for c in claims if lan.request("GET", f"/my/claims/{c}/decision")[0] == http.client.OK)
    pages = [
        (lan, "/my/home"), (lan, "/my/claims"), (lan, f"/my/claims/{decided}"), (lan, f"/my/claims/{decided}/decision"),
        (lan, "/my/cover"), (heng, "/staff/worklist"), (heng, f"/staff/claims/{decided}"), (heng, f"/staff/claims/{decided}/decision"),
    ]  # fmt: skip
    for who, path in pages:
        who.get(path)
    alone = [_timed(who, path) for _ in range(5) for who, path in pages]
    bare = [_timed(lan, "/health/live") for _ in range(20)]
    taken = _arrivals(pages)
    p95 = statistics.quantiles(taken, n=20)[18]
    how = f"{len(taken)} requests for {len(pages)} pages, {PER_SECOND} a second at random (seed {SEED}), asked on the machine that serves"
    return {
        "page.p95_ms": (p95 * 1000, "ms", f"slowest of twenty: {how}"),
        "page.p50_ms": (statistics.median(taken) * 1000, "ms", "the middle one of the same"),
        "page.alone_vs_bare": (
            statistics.median(alone) / statistics.median(bare),
            "times",
            "the same pages one after another ÷ /health/live",
        ),
    }


def _timed(who: Visitor, path: str) -> float:
    begun = time.perf_counter()
    who.get(path)
    return time.perf_counter() - begun


def _keep(taken: list[float], who: Visitor, path: str) -> None:
    try:
        taken.append(_timed(who, path))
    except OSError:
        taken.append(LOST)


def _arrivals(pages: list[tuple[Visitor, str]]) -> list[float]:
    """Requests at random moments, each in a thread of its own, so that a slow one holds up nobody who arrives after it."""
    dice = random.Random(SEED)
    taken: list[float] = []
    threads = []
    begun = time.perf_counter()
    at = 0.0
    while at < SECONDS:
        at += dice.expovariate(PER_SECOND)
        who, path = dice.choice(pages)
        time.sleep(max(0.0, begun + at - time.perf_counter()))
        thread = threading.Thread(target=_keep, args=(taken, who, path))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return taken


if __name__ == "__main__":
    for name, (value, unit, how) in measure().items():
        print(f"{name} {value:.3g} {unit} {how}")
