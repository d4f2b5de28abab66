"""A person who does not exist goes the whole way through the real service; afterwards nothing of her is found where nothing may be.

`uberrima serve` runs as it is over a folder of its own. The way is gone by HTTP alone. Then every byte of the database's folder with its
log of writes, a dump, the logs, the sessions and the folder of temporary files is searched, in every spelling that bytes have.
"""

from __future__ import annotations

import base64
import http.cookiejar
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from psycopg import connect

from tests.prove.crashes import Service
from tests.prove.shelf import ROOT
from uberrima.config.papers import pdf
from uberrima.config.postgres import binaries

#: Everything about her that is hers alone, each rare enough not to stand anywhere by chance.
CANARY = {
    "name": "卞鹭珩",
    "number of the identity card": "330106197402296174",
    "telephone": "13911837742",
    "hospital": "青鹭岭骨伤专科医院",
    "item": "珩式人工髋关节假体",
    "item corrected": "珩式人工髋臼杯套件",
    "diagnosis": "S72.03",
    "invoice": "88461207993",
    "check code": "c4n4ry7f",
    "account, as typed where it does not belong": "6222021234567890017",
    "words of a paper": "CANARY-LUHENG-HIP",
    "password": "a canary sings at dawn",
}
FACT = "fact:"
#: of the demonstration's people
PASSWORD = "utmost-good-faith"  # noqa: S105 — a demonstration has no secret


@dataclass(kw_only=True)
class Found:
    """How far she came, and where something of her was left."""

    steps: int = 0
    searched: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether she came all the way, and left nothing."""
        return not self.left and not self.faults and self.steps > 0

    def __str__(self) -> str:
        mb = sum(self.searched.values()) / 1e6
        return (
            f"{self.steps} requests; {len(self.searched)} places, {mb:.0f} MB searched for {len(CANARY)} words in "
            f"{len(spellings('x' * 9))} spellings; {len(self.left)} left behind"
        )


def spellings(word: str) -> list[bytes]:
    """Every way in which a word may lie in bytes."""
    plain = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("gb18030")]
    escaped = [word.encode("unicode_escape"), urllib.parse.quote(word).encode()]
    found = dict.fromkeys([*plain, *escaped])
    for raw in plain[:1] + plain[3:]:
        found |= dict.fromkeys([raw.hex().encode(), raw.hex().upper().encode()])
        for shift in range(3):  # base64 writes the same bytes in three ways, by where they begin
            whole = base64.b64encode(b"\0" * shift + raw)
            found[whole[(0, 2, 3)[shift] : len(whole) - 4]] = None
    return [one for one in found if len(one) >= 6]


class Browser:
    """Somebody who opens pages and sends their forms."""

    def __init__(self, address: str, found: Found) -> None:
        self.address, self.found = address, found
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        ).open

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where it led, and the page."""
        return self._send(urllib.request.Request(self.address + path))  # noqa: S310

    def post(
        self, path: str, data: Mapping[str, str], *, page: str, files: Mapping[str, bytes] | None = None
    ) -> tuple[int, str, str]:
        """Send the form of a page, with its key and its version."""
        shown = self.get(page)[2]
        hidden = {name: _value(shown, name) for name in ("csrfmiddlewaretoken", "key", "version")}
        told = {name: value for name, value in hidden.items() if value} | dict(data)
        if files is None:
            body, kind = urllib.parse.urlencode(told).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(told, files)
        return self._send(urllib.request.Request(self.address + path, body, {"Content-Type": kind}))  # noqa: S310

    def _send(self, request: urllib.request.Request) -> tuple[int, str, str]:
        self.found.steps += 1
        try:
            with self._open(request, timeout=120) as answer:
                return answer.status, answer.url.removeprefix(self.address), answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, request.full_url.removeprefix(self.address), error.read().decode("utf-8", "replace")

    def sign_in(self, name: str, password: str) -> None:
        """The way everybody goes."""
        status, where, _ = self.post("/signin", {"username": name, "password": password}, page="/signin")
        self.expect(status == 200 and where != "/signin", f"{name} does not get in: {status} {where}")

    def expect(self, true: bool, fault: str) -> None:
        """What must be so for the way to go on."""
        if not true:
            raise AssertionError(fault)


def _value(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    return match.group(1) if match else ""


def _multipart(told: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    line = uuid4().hex
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in told.items()]
    for name, raw in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{CANARY["name"]}.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + raw + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"


class Demonstration(Service):
    """The service with its invented people, and a folder for temporary files of its own."""

    def start(self) -> None:
        self.env["TMPDIR"] = str(self.data / "tmp")
        (self.data / "tmp").mkdir(parents=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uberrima.cli", "serve"], cwd=ROOT, env=self.env, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.wait_until_ready()


# --- the way -------------------------------------------------------------------------------------------------------


def _set_up(operator: Browser) -> None:
    operator.sign_in("yunying", PASSWORD)
    _, home, _ = operator.post("/staff/people/household", {}, page="/staff/people")
    who = {"id_number": CANARY["number of the identity card"], "phone": CANARY["telephone"], "sex": "female"}
    refused = operator.post(f"{home}/person", who | {"name": CANARY["name"], "born": "the day"}, page=home)
    operator.expect(refused[0] == 422, f"a day that is none was taken: {refused[0]}")
    operator.post(f"{home}/person", who | {"name": CANARY["name"], "born": "1974-02-28"}, page=home)
    person = re.findall(r"<code>([0-9a-f-]{36})</code>", operator.get(home)[2])
    operator.expect(len(person) == 1, "she was not taken in")
    policy = {
        "product": "own-lake-hospital/2026-1", "holder": person[0], "insured": person[0], "start": "2026-01-01", "end": "2026-12-31",
        "choice_special_ward": "false",
    }  # fmt: skip
    made = operator.post(f"{home}/policy", policy, page=home)
    operator.expect(made[0] == 200, f"no policy: {made[0]}")
    account = {"username": "kehu-9", "password": CANARY["password"], "role": "customer", "person": person[0]}
    made = operator.post("/staff/people/account", account, page="/staff/people")
    operator.expect(made[0] == 200, f"no account: {made[0]}")


def _claim(her: Browser) -> str:
    her.sign_in("kehu-9", CANARY["password"])
    _, _, page = her.get("/my/claims/new")
    _, where, _ = her.post("/my/claims/new", {"whose": _radio(page)}, page="/my/claims/new")
    claim = where.removesuffix("/papers")
    her.expect(claim.startswith("/my/claims/") and len(claim) > 40, f"no claim: {where}")
    for kind in ("invoice", "list", "record"):
        scan = pdf([[CANARY["words of a paper"], CANARY["invoice"], CANARY["diagnosis"]]])
        her.post(f"{claim}/papers", {"kind": kind}, page=f"{claim}/papers", files={"file": scan})
    told = {
        "invoice_number": CANARY["invoice"], "invoice_check": CANARY["check code"], "hospital_name": CANARY["hospital"], "date": "2026-05-20",
        "total": "2640.00", f"{FACT}care": "surgery", f"{FACT}diagnosis": CANARY["diagnosis"], f"{FACT}cause": "illness",
        f"{FACT}hospital": "public_2", f"{FACT}settled": "true", "source_invoice": "1:1", "source_summary": "3:1", "source_settlement": "1:1",
    }  # fmt: skip
    strange = CANARY["account, as typed where it does not belong"] + " " + CANARY["name"]
    refused = her.post(f"{claim}/bill", told | {"total": strange}, page=f"{claim}/bill")
    her.expect(refused[0] == 422, f"an amount that is none was taken: {refused[0]}")
    her.expect(her.post(f"{claim}/bill", told, page=f"{claim}/bill")[0] == 200, "the bill is not taken")
    line = {"item": CANARY["item"], "class": "乙", "billed": "2640.00", f"{FACT}charge": "other", "source": "2:1"}
    her.expect(her.post(f"{claim}/lines/add", line, page=f"{claim}/lines")[0] == 200, "the line is not taken")
    her.post(f"{claim}/lines/1", line | {"item": CANARY["item corrected"]}, page=f"{claim}/lines/1")
    her.expect(her.post(f"{claim}/hand-in", {}, page=f"{claim}/check")[0] == 200, "not handed in")
    return claim.rpartition("/")[2]


def _radio(page: str) -> str:
    match = re.search(r'name="whose"[^>]*value="([^"]+)"', page) or re.search(
        r'value="([0-9a-f-]{36}:[0-9a-f-]{36})"', page
    )
    return match.group(1) if match else ""


def _work(handler: Browser, her: Browser, claim: str) -> None:
    handler.sign_in("liheng", PASSWORD)
    who = {"name": CANARY["name"], "id_number": CANARY["number of the identity card"]}
    handler.post("/staff/reception", who, page="/staff/reception")
    handler.post("/staff/reception", who | {"name": CANARY["name"] + "。"}, page="/staff/reception")
    file = f"/staff/claims/{claim}"
    handler.post(f"{file}/take", {}, page="/staff/worklist")
    for page in ("", "/papers", "/papers/1", "/bill", "/lines", "/decision", "/reveal"):
        handler.expect(handler.get(file + page)[0] == 200, f"the handler does not see {page}")
    shown = handler.post(f"{file}/reveal", {"purpose": "claim"}, page=f"{file}/reveal")[2]
    handler.expect(CANARY["telephone"] in shown, "what is revealed is not shown")
    handler.post(f"{file}/ask", {"kind": "summary"}, page=file)
    scan = {"file": pdf([[CANARY["words of a paper"], CANARY["diagnosis"]]])}
    her.post(f"/my/claims/{claim}/papers", {"kind": "summary"}, page=f"/my/claims/{claim}/papers", files=scan)
    her.post(f"/my/claims/{claim}/arrived", {}, page=f"/my/claims/{claim}")
    handler.post(f"{file}/lines/1", {"item": CANARY["item"], "class": "乙", "billed": "2640.00", f"{FACT}charge": "other", "source": "2:1"},
                 page=f"{file}/lines/1")  # fmt: skip
    decided = handler.post(f"{file}/decide", {}, page=f"{file}/decision")
    handler.expect(decided[0] == 200, f"not decided: {decided[0]}")


def _read(her: Browser, claim: str) -> None:
    mine = f"/my/claims/{claim}"
    until = time.monotonic() + 60
    while her.get(f"{mine}/letter")[0] != 200 or her.get(f"{mine}/receipt.json")[0] != 200:
        her.expect(time.monotonic() < until, "no letter, or no receipt, within a minute")
        time.sleep(1)
    her.post(f"{mine}/agree", {}, page=f"{mine}/decision")
    receipt = her.get(f"{mine}/receipt.json")[2]
    her.expect(CANARY["hospital"] in receipt or CANARY["item"] in receipt, "the receipt does not tell what it is about")
    for page in ("/my/home", "/my/reads", "/my/cover", mine, f"{mine}/decision", f"/nothing/{CANARY['name']}"[:9]):
        her.get(page)


def _break(her: Browser, service: Service, claim: str) -> None:
    """A fault of ours in the web, and in a job: her name and her decision do not open any more."""
    with connect(host=str(service.data / "cluster"), user="postgres", dbname="uberrima", autocommit=True) as database:
        row = database.execute("SELECT d.id, d.sealed, p.id, p.name FROM claim_decision d JOIN claim_claim c ON c.id = d.claim_id "
                               "JOIN people_person p ON p.id = c.person WHERE c.id = %s", [claim]).fetchone()  # fmt: skip
        assert row is not None
        decision, sealed, person, name = row
        database.execute(
            "UPDATE people_person SET name = set_byte(name, 40, get_byte(name, 40) # 1) WHERE id = %s", [person]
        )
        database.execute(
            "UPDATE claim_decision SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id = %s",
            [decision],
        )
        her.expect(her.get("/my/home")[0] == 500, "no fault was forced")
        database.execute(
            "DELETE FROM claim_event WHERE claim_id = %s AND kind IN ('claim.letter_sent', 'claim.refusal_sent')",
            [claim],
        )
        job = database.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'claim.send_decision', "
                               "jsonb_build_object('decision', %s::text)) RETURNING id", [str(decision)]).fetchone()  # fmt: skip
        until = time.monotonic() + 60
        while not database.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND (attempts > 0 OR status = 'failed')", job
        ).fetchone():
            her.expect(time.monotonic() < until, "the job did not fail within a minute")
            time.sleep(0.5)
        database.execute("UPDATE people_person SET name = %s WHERE id = %s", [name, person])
        database.execute("UPDATE claim_decision SET sealed = %s WHERE id = %s", [sealed, decision])


# --- the search ----------------------------------------------------------------------------------------------------


def _places(service: Service) -> Iterator[tuple[str, bytes]]:
    """Everything that outlives a request, by name."""
    host = str(service.data / "cluster")
    dump = subprocess.run(
        [binaries() / "pg_dump", "--host", host, "--username", "postgres", "uberrima"], capture_output=True, check=True
    )
    yield "a dump of the database", dump.stdout
    with connect(host=host, user="postgres", dbname="uberrima") as database:
        sessions = [str(data) for (data,) in database.execute("SELECT session_data FROM django_session")]
    yield "the sessions", b"\n".join(_opened(one) for one in sessions)
    for path in sorted(service.data.rglob("*")):
        if path.is_file() and not path.is_symlink() and "static" not in path.relative_to(service.data).parts[:1]:
            yield str(path.relative_to(service.data)), path.read_bytes()


def _opened(session: str) -> bytes:
    """A session as Django keeps it: signed, and squeezed where that is shorter."""
    head = session.removeprefix(".").partition(":")[0]
    raw = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))
    return zlib.decompress(raw) if session.startswith(".") else raw


def search(found: Found, service: Service, words: Mapping[str, str]) -> None:
    """Look everywhere for every word."""
    wanted = {name: spellings(word) for name, word in words.items()}
    for place, content in _places(service):
        found.searched[place] = len(content)
        low = content.lower()
        for name, ways in wanted.items():
            hit = next(
                (way for way in ways if way in content or (way.lower() in low and way.isalnum() and len(way) > 16)),
                None,
            )
            if hit is not None:
                found.left.append(f"{name} in {place}")


def walk() -> Found:
    """She goes all the way; then everything is searched while the service runs, and once more when it has ended."""
    found = Found()
    folder = Path(tempfile.mkdtemp(prefix="uberrima-canary-"))
    service = Demonstration(folder / "var")
    try:
        service.start()
        operator, her, handler, auditor = (Browser(f"http://127.0.0.1:{service.port}", found) for _ in range(4))
        _set_up(operator)
        claim = _claim(her)
        _work(handler, her, claim)
        _read(her, claim)
        auditor.sign_in("shencha", PASSWORD)
        auditor.post("/oversight/journal", {}, page="/oversight/journal")
        _break(her, service, claim)
        search(found, service, CANARY)
        if "cluster/pg_wal" not in " ".join(found.searched) or "service.log" not in found.searched:
            found.faults.append("the log of writes or the service's own log was not searched")
        planted = Found()
        (service.data / "tmp" / "planted").write_bytes(base64.b64encode(b"x" + CANARY["name"].encode() * 2))
        search(planted, service, {"planted": CANARY["name"]})
        if planted.left != ["planted in tmp/planted"]:
            found.faults.append(f"the search does not find what was planted: {planted.left}")
    except AssertionError as error:
        found.faults.append(str(error))
    finally:
        if service.process is not None and service.process.poll() is None:
            service.stop()
        if os.environ.get("UBERRIMA_KEEP"):
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return found


if __name__ == "__main__":
    walked = walk()
    print(walked, *walked.left, *walked.faults, sep="\n")
    sys.exit(0 if walked.good else 1)
