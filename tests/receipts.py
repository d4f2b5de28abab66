"""A receipt that holds, and every kind of tampering with it: shared by the tests of all verifiers."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from uberrima.core.evidence.checkpoint import Checkpoint, write_note
from uberrima.core.evidence.entry import Entry, commit
from uberrima.core.evidence.receipt import Receipt, to_dict
from uberrima.core.evidence.tree import fold, inclusion_proof, leaf_hash

ROOT = Path(__file__).parents[1]
SALT = bytes(range(16))


def signed_by(number: int) -> Ed25519PrivateKey:
    """A key that anyone can make: for tests only."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


KEY = signed_by(1)
PUBLIC = KEY.public_key().public_bytes_raw()

PAYLOAD: dict[str, object] = {
    "format": "uberrima-decision/1",
    "claim": "C-2026-0001",
    "engine": "0.2.0",
    "edition": {"name": "linli-family-medical/2025-1", "hash": "sha256:" + "ab" * 32},
    "records": [{"policy": {"id": "P1", "member": "林晓岚", "𠮷": "a rare sign", "longer name first": None}}, {"bill": {"id": "B1", "lines": [1, -2, 0]}}],
    "bill": "B1",
    "as_of": "2026-11-25",
    "decision": [{"line": 1, "paid": "300.00", "pending": False, "waives_premium": True, "evidence": [{"mask": 2**32 - 1}], "clause": None}],
}  # fmt: skip


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Check an Ed25519 signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def good(
    *, index: int = 5, size: int = 8, key: Ed25519PrivateKey = KEY, origin: str = "test.local/acts"
) -> dict[str, Any]:
    """A receipt for the leaf ``index`` of a tree of ``size``."""
    entry = Entry(
        tree="acts", stream="C-2026-0001", number=1, id=UUID(int=7), kind="claim.decided/1", at=1_795_600_000_000_000, actor=UUID(int=2**100 + 9),
        purpose="claim", case="C-2026-0001", commitment=commit(SALT, PAYLOAD), sealed=hashlib.sha256(b"sealed").digest(),
        rows=hashlib.sha256(b"rows").digest(),
    )  # fmt: skip
    leaves = [leaf_hash(bytes([i])) for i in range(size)]
    leaves[index] = entry.leaf_hash()
    proof = inclusion_proof(index, size, lambda level, i: fold(leaves[i << level : (i + 1) << level]))
    public = key.public_key().public_bytes_raw()
    note = write_note(Checkpoint(origin=origin, size=size, root=fold(leaves)), public, key.sign)
    receipt = Receipt(
        payload=PAYLOAD, salt=SALT, entry=entry, index=index, proof=proof, checkpoint=note, public_key=public
    )
    return copy.deepcopy(to_dict(receipt))


@cache
def _file() -> Any:  # noqa: ANN401 - a file that is no package, loaded as it stands
    spec = importlib.util.spec_from_file_location("verify", ROOT / "verifier" / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def holds(found: object) -> bool:
    """What verifier/verify.py says."""
    try:
        _file().verify(found)
    except (ValueError, InvalidSignature):
        return False
    return True


def _entry(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["entry"].update(changes)


def _top(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update(changes)


def _payload(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["payload"].update(changes)


def _paid(found: dict[str, Any]) -> None:
    found["payload"]["decision"][0]["paid"] = "300.01"


def _note(change: Callable[[str], str]) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update(checkpoint=change(found["checkpoint"]))


def _proof(change: Callable[[list[str]], list[str]]) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update(proof=change(found["proof"]))


def _nest(found: dict[str, Any]) -> None:
    inner: dict[str, Any] = {}
    for _ in range(80):
        inner = {"a": inner}
    found["payload"]["deep"] = inner


#: name → (what is done to a good receipt, the error of core.evidence.receipt)
KINDS_OF_TAMPERING: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "one cent more": (_paid, "PayloadAltered"),
    "another policy holder": (_payload(claim="C-2026-0002"), "PayloadAltered"),
    "a field more in the payload": (_payload(more=None), "PayloadAltered"),
    "a string for a number": (_payload(decision="1"), "PayloadAltered"),
    "an empty payload": (_top(payload={}), "PayloadAltered"),
    "a truth for a number": (_payload(records=[True]), "PayloadAltered"),
    "a number that is not whole": (_payload(records=[1.5]), "NotAReceipt"),
    "a number that is too large": (_payload(records=[2**60]), "NotAReceipt"),
    "nested without end": (_nest, "NotAReceipt"),
    "half a character": (_payload(claim="\ud83d"), "NotAReceipt"),
    "another salt": (_top(salt="00" * 16), "PayloadAltered"),
    "a short salt": (_top(salt="00" * 15), "NotAReceipt"),
    "another format": (_top(format="uberrima-receipt/2"), "NotAReceipt"),
    "a field more": (_top(more=1), "NotAReceipt"),
    "a field less": (lambda found: found.pop("proof"), "NotAReceipt"),
    "a list for a payload": (_top(payload=[]), "NotAReceipt"),
    "another time": (_entry(at=1_795_600_000_000_001), "NotRecorded"),
    "another actor": (_entry(actor=str(UUID(int=5))), "NotRecorded"),
    "another id": (_entry(id=str(UUID(int=5))), "NotRecorded"),
    "an id in capitals": (_entry(id="0000000A-0000-0000-0000-000000000007"), "NotAReceipt"),
    "another number": (_entry(number=2), "NotRecorded"),
    "a number below zero": (_entry(number=-1), "NotAReceipt"),
    "a truth for the number": (_entry(number=True), "NotAReceipt"),
    "another kind": (_entry(kind="claim.decided/2"), "NotRecorded"),
    "another purpose": (_entry(purpose="audit"), "NotRecorded"),
    "another case": (_entry(case="C-2026-0002"), "NotRecorded"),
    "another stream": (_entry(stream="C-2026-0002"), "NotRecorded"),
    "another tree": (_entry(tree="reads"), "OtherTree"),
    "another commitment": (_entry(commitment="00" * 32), "PayloadAltered"),
    "another sealed digest": (_entry(sealed="00" * 32), "NotRecorded"),
    "other rows": (_entry(rows="00" * 32), "NotRecorded"),
    "capitals in hexadecimal": (_entry(rows="AB" * 32), "NotAReceipt"),
    "no entry": (_top(entry=None), "NotAReceipt"),
    "an entry with a field more": (_entry(more=""), "NotAReceipt"),
    "another place": (_top(index=4), "NotRecorded"),
    "a place beyond the tree": (_top(index=8), "NotRecorded"),
    "a place below zero": (_top(index=-1), "NotAReceipt"),
    "a proof that is too short": (_proof(lambda p: p[:-1]), "NotRecorded"),
    "a proof that is too long": (_proof(lambda p: [*p, p[0]]), "NotRecorded"),
    "a proof in another order": (_proof(lambda p: p[::-1]), "NotRecorded"),
    "an empty proof": (_proof(lambda p: []), "NotRecorded"),
    "a short piece of proof": (_proof(lambda p: [p[0][2:], *p[1:]]), "NotAReceipt"),
    "another size": (_note(lambda n: n.replace("\n8\n", "\n9\n")), "CheckpointAltered"),
    "a size with a zero before": (_note(lambda n: n.replace("\n8\n", "\n08\n")), "CheckpointAltered"),
    "another origin": (_note(lambda n: n.replace("test.local", "evil.local")), "CheckpointAltered"),
    "no signature": (_note(lambda n: n.partition("\n\n")[0] + "\n\n"), "CheckpointAltered"),
    "a note without its last line end": (_note(lambda n: n[:-1]), "CheckpointAltered"),
    "a line more": (_note(lambda n: n.replace("\n\n", "\nmore\n\n")), "CheckpointAltered"),
    "an empty note": (_top(checkpoint=""), "CheckpointAltered"),
    "a stranger's signature": (lambda found: found.update(checkpoint=good(key=signed_by(2))["checkpoint"]), "CheckpointAltered"),
    "a stranger's key": (lambda found: found.update(public_key=good(key=signed_by(2))["public_key"]), "CheckpointAltered"),
    "a checkpoint of the other tree": (lambda found: found.update(checkpoint=good(origin="test.local/reads")["checkpoint"]), "OtherTree"),
    "a checkpoint of another moment": (lambda found: found.update(checkpoint=good(index=2, size=6)["checkpoint"]), "NotRecorded"),
}  # fmt: skip
