"""The browser's verifier and the file that anyone can run agree on every receipt, good and tampered with."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

from tests.receipts import KINDS_OF_TAMPERING, PUBLIC, good, holds, signed_by
from uberrima.core.evidence.canonical import canonical

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "src" / "uberrima" / "portals" / "public" / "static" / "uberrima" / "verify.js"
SCRIPT = """
import {{ canonical, verifyReceipt }} from {module};
const questions = {questions};
const answers = [];
for (const [receipt, key] of questions.receipts) answers.push(await verifyReceipt(receipt, key ?? undefined));
const bytes = questions.values.map((value) => Buffer.from(canonical(value)).toString("hex"));
console.log(JSON.stringify({{ answers, bytes }}));
"""
VALUES: list[object] = [
    None, True, False, 0, -1, 2**53 - 1, -(2**53) + 1, "", "a", "林晓岚", "𠮷", "\x00", [], [1, [2, "x"]], {},
    {"b": 1, "a": 2}, {"longer name": 1, "z": 2, "十": 3, "𠮷": 4, "\uffee": 5}, {"1": 1, "10": 2, "2": 3}, {"__proto__": 1, "a": 2},
]  # fmt: skip


def named() -> list[tuple[str, dict, str | None]]:
    """Every receipt that is tried, with the key that is known."""
    found: list[tuple[str, dict, str | None]] = [("good", good(), None), ("good, known key", good(), PUBLIC.hex())]
    found += [
        (f"{index} of {size}", good(index=index, size=size), None) for size in range(1, 10) for index in range(size)
    ]
    found.append(("another key", good(key=signed_by(2)), PUBLIC.hex()))
    for name, (tamper, _) in KINDS_OF_TAMPERING.items():
        bad = good()
        tamper(bad)
        found.append((name, bad, None))
    return found


@cache
def answers() -> dict:
    """What node says of all of them."""
    node = shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")
    questions = {"receipts": [[receipt, key] for _, receipt, key in named()], "values": VALUES}
    script = SCRIPT.format(
        module=json.dumps(MODULE.as_uri()), questions=f"JSON.parse({json.dumps(json.dumps(questions))})"
    )
    done = subprocess.run([node, "--input-type=module", "-"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_browser_and_file_agree_on_every_receipt() -> None:
    found = answers()["answers"]
    assert len(found) == len(named())
    for (name, receipt, key), answer in zip(named(), found, strict=True):
        wanted = holds(receipt) and key in {None, receipt["public_key"]}
        assert answer["ok"] is wanted, (name, answer)


def test_the_browser_names_the_step_at_which_a_receipt_fails() -> None:
    step = {
        "NotAReceipt": "format",
        "PayloadAltered": "commitment",
        "CheckpointAltered": "signature",
        "OtherTree": "tree",
        "NotRecorded": "inclusion",
    }
    by_name = {name: answer for (name, _, _), answer in zip(named(), answers()["answers"], strict=True)}
    for name, (_, error) in KINDS_OF_TAMPERING.items():
        last = by_name[name]["steps"][-1]
        assert (last["ok"], last["name"]) == (False, step[error]), (name, last)
    assert [one["name"] for one in by_name["good"]["steps"]] == [
        "format",
        "key",
        "commitment",
        "signature",
        "tree",
        "inclusion",
    ]
    assert by_name["another key"]["steps"][-1]["name"] == "key"


def test_canonical_bytes_are_the_same_in_both_languages() -> None:
    assert answers()["bytes"] == [canonical(value).hex() for value in VALUES]
