"""A receipt: what it says is checked from the contents up to the signature, and each thing that can be wrong has its own name."""

from __future__ import annotations

import base64
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.receipts import KEY, KINDS_OF_TAMPERING, PUBLIC, good, holds, signed_by, verify
from uberrima.core.evidence import receipt as r
from uberrima.core.evidence.canonical import canonical
from uberrima.core.evidence.checkpoint import Checkpoint, NoteError, key_id, parse_text, read_note, write_note
from uberrima.core.evidence.entry import Entry
from uberrima.core.kernel.errors import UberrimaError

ROOT = Path(__file__).parents[2]


def test_a_good_receipt_holds_and_names_its_checkpoint() -> None:
    for size in (1, 2, 5, 8, 13):
        for index in range(size):
            receipt = r.from_dict(good(index=index, size=size))
            checkpoint = r.check(receipt, verify, known_key=PUBLIC)
            assert (checkpoint.origin, checkpoint.size) == ("test.local/acts", size)
            assert r.to_dict(receipt) == good(index=index, size=size)


@pytest.mark.parametrize("name", KINDS_OF_TAMPERING)
def test_each_kind_of_tampering_is_refused_by_its_name(name: str) -> None:
    tamper, error = KINDS_OF_TAMPERING[name]
    found = good()
    tamper(found)
    with pytest.raises(getattr(r, error)):
        r.check(r.from_dict(found), verify)
    assert not holds(found)


def test_another_key_than_the_known_one_is_refused() -> None:
    with pytest.raises(r.OtherKey):
        r.check(r.from_dict(good(key=signed_by(2))), verify, known_key=PUBLIC)


def test_a_whole_number_that_readers_of_json_read_differently_is_never_written() -> None:
    receipt = r.from_dict(good())
    for payload in ({"a": 2**53}, {"a": 1.5}, {"a": [{"b": b""}]}, {"a": "\ud800"}, {1: "a"}):
        with pytest.raises(r.NotAReceipt):
            r.to_dict(r.Receipt(**{**vars(receipt), "payload": payload}))


@given(st.data())
def test_no_single_character_of_a_receipt_can_be_changed(data: st.DataObject) -> None:
    text = json.dumps(good(), ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from('0123456789abcdefABCDEFnrtu xyz{}[]",:-+=/。'))
    changed = text[:at] + char + text[at + 1 :]
    try:
        found = json.loads(changed)
        same = found == good()
        r.check(r.from_dict(found), verify, known_key=PUBLIC)
    except (ValueError, UberrimaError):
        return
    assert same


def test_the_file_alone_checks_a_receipt(tmp_path: Path) -> None:
    """verifier/verify.py is under 150 lines and imports nothing of this project."""
    file = ROOT / "verifier" / "verify.py"
    source = file.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 150
    assert "import uberrima" not in source
    assert "from uberrima" not in source
    receipt = tmp_path / "receipt.json"

    def run(found: object, *more: str) -> tuple[int, str]:
        receipt.write_text(json.dumps(found), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", str(file), str(receipt), *more],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert not done.stderr
        return done.returncode, done.stdout

    code, says = run(good())
    assert code == 0
    assert says.startswith("HOLDS: recorded and unaltered, entry 5 of 8 in test.local/acts")
    assert run(good(), "--key", PUBLIC.hex())[0] == 0
    assert run(good(key=signed_by(2)), "--key", PUBLIC.hex())[0] == 1
    bad = good()
    bad["payload"]["decision"][0]["paid"] = "9999.00"
    code, says = run(bad)
    assert code == 1
    assert says.startswith("DOES NOT HOLD: the contents are not those that were recorded")
    assert subprocess.run([sys.executable, str(file)], capture_output=True, check=False).returncode == 2
    assert (
        subprocess.run([sys.executable, str(file), str(tmp_path / "none")], capture_output=True, check=False).returncode
        == 2
    )


# --- checkpoints -----------------------------------------------------------------------------------------------------


def test_a_note_has_the_form_of_c2sp() -> None:
    checkpoint = Checkpoint(origin="test.local/acts", size=20, root=bytes(range(32)))
    note = write_note(checkpoint, PUBLIC, KEY.sign)
    text, _, signature = note.rpartition("\n\n")
    assert text.split("\n")[:2] == ["test.local/acts", "20"]
    assert signature.startswith("— test.local/acts ")
    assert note.endswith("\n")
    assert read_note(note, PUBLIC, verify) == checkpoint
    witnessed = note + "— witness.example/w1 " + "A" * 92 + "\n"
    assert read_note(witnessed, PUBLIC, verify) == checkpoint


def test_a_key_is_named_as_in_the_specification() -> None:
    """PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW: the example of golang.org/x/mod/sumdb/note."""
    raw = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert raw[0] == 1
    assert key_id("PeterNeumann", raw[1:]).hex() == "c74f20a3"


ROOT64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n1\n", f"a\n1\n{ROOT64}", f"a\n01\n{ROOT64}\n", f"a\n-1\n{ROOT64}\n", f"a\n１\n{ROOT64}\n", f"\n1\n{ROOT64}\n", "a\n1\nAAAA\n",
        f"a\n1\n{ROOT64[:-2]}9=\n", f"a\n1\n{ROOT64[:-1]}\n", f"a\n1\n{ROOT64}\nmore\n", f"a\n99999999999999999\n{ROOT64}\n", f"a\n\n{ROOT64}\n",
    ],
)  # fmt: skip
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_text(text)


def test_a_note_without_a_right_signature_is_refused() -> None:
    note = write_note(Checkpoint(origin="a/acts", size=1, root=bytes(32)), PUBLIC, KEY.sign)
    other = signed_by(3)
    wrongs = [
        note.replace("1\n", "2\n", 1), note[:-1], note.replace("\n\n", "\n"), note.replace("— a/acts", "— b/acts"), note + "\n",
        note.replace("— ", "- "), write_note(Checkpoint(origin="a/acts", size=1, root=bytes(32)), PUBLIC, other.sign), "",
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(NoteError):
            read_note(wrong, PUBLIC, verify)


# --- leaves ----------------------------------------------------------------------------------------------------------


def entry_of(found: dict) -> Entry:
    return r.from_dict(found).entry


CHANGES: list[Callable[[dict], object]] = [
    lambda e: e.update(tree="reads"), lambda e: e.update(stream=e["stream"] + "x"), lambda e: e.update(number=2), lambda e: e.update(at=e["at"] + 1),
    lambda e: e.update(kind="claim.decided/2"), lambda e: e.update(purpose=""), lambda e: e.update(case=""), lambda e: e.update(id=e["actor"]),
    lambda e: e.update(actor=e["id"]), lambda e: e.update(sealed="00" * 32), lambda e: e.update(rows=""), lambda e: e.update(commitment="00" * 32),
    lambda e: e.update(stream=e["stream"][:-1], case="1" + e["case"]),
]  # fmt: skip


def test_every_field_counts_in_the_leaf() -> None:
    leaves = {entry_of(good()).leaf()}
    for change in CHANGES:
        found = good()
        change(found["entry"])
        leaves.add(entry_of(found).leaf())
    assert len(leaves) == len(CHANGES) + 1


def test_the_leaf_of_a_known_entry_has_known_bytes() -> None:
    leaf = entry_of(good()).leaf()
    assert leaf.startswith(b"\0\0\0\x10uberrima-entry/1\0\0\0\x04acts\0\0\0\x0bC-2026-0001\0\0\0\x08\0\0\0\0\0\0\0\x01")
    assert copy.deepcopy(good()) == good()


def test_the_example_of_canonical_bytes_in_the_docs_is_right() -> None:
    page = (ROOT / "docs" / "receipt.md").read_text(encoding="utf-8")
    assert f'`{{"b": 1, "a": [true, null]}}` → `{canonical({"b": 1, "a": [True, None]}).decode()}`' in page
