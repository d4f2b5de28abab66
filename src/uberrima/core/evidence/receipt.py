"""The receipt a person holds: what was decided in clear, and the proof that it was recorded so and not altered since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from uberrima.core.evidence.checkpoint import Checkpoint, NoteError, Verifier, read_note
from uberrima.core.evidence.entry import Entry, commit
from uberrima.core.evidence.tree import ProofError, verify_inclusion
from uberrima.core.kernel.errors import UberrimaError

FORMAT = "uberrima-receipt/1"
#: Whole numbers up to here are read alike by every reader of JSON.
MAX_WHOLE = 2**53 - 1
SALT_SIZE = 16
#: How deep a payload may be nested; a decision needs eight.
MAX_DEPTH = 64


class ReceiptError(UberrimaError):
    """A receipt does not show what it should."""


class NotAReceipt(ReceiptError):
    """The form is wrong: a field is missing, too many, or of another kind."""


class PayloadAltered(ReceiptError):
    """The contents are not those that were recorded: salt and contents do not give the commitment of the entry."""


class CheckpointAltered(ReceiptError):
    """The checkpoint is malformed, or its signature does not hold."""


class OtherTree(ReceiptError):
    """The checkpoint is one of another tree than the entry's."""


class OtherKey(ReceiptError):
    """The receipt is signed by another key than the one that is known."""


class NotRecorded(ReceiptError):
    """The entry does not stand where the receipt says in the tree of the checkpoint."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """All that is needed to check, without asking anybody."""

    #: what was recorded, in clear: it is the holder's own
    payload: Mapping[str, object]
    salt: bytes
    entry: Entry
    #: place of the entry's leaf in the tree, the first is 0
    index: int
    #: hashes from the leaf up to the root
    proof: tuple[bytes, ...]
    #: the signed note
    checkpoint: str
    #: the Ed25519 key of the log, 32 bytes
    public_key: bytes


def to_dict(receipt: Receipt) -> dict[str, object]:
    """Give the receipt as plain values for JSON; bytes are lower-case hexadecimal.

    :raises NotAReceipt: when the payload has values that not every reader of JSON would read alike.
    """
    _check_plain(receipt.payload, MAX_DEPTH)
    entry = receipt.entry
    return {
        "format": FORMAT,
        "payload": dict(receipt.payload),
        "salt": receipt.salt.hex(),
        "entry": {
            "tree": entry.tree, "stream": entry.stream, "number": entry.number, "id": str(entry.id), "kind": entry.kind, "at": entry.at,
            "actor": str(entry.actor), "purpose": entry.purpose, "case": entry.case,
            "commitment": entry.commitment.hex(), "sealed": entry.sealed.hex(), "rows": entry.rows.hex(),
        },
        "index": receipt.index,
        "proof": [piece.hex() for piece in receipt.proof],
        "checkpoint": receipt.checkpoint,
        "public_key": receipt.public_key.hex(),
    }  # fmt: skip


def from_dict(found: object) -> Receipt:
    """Read a receipt from what JSON gave.

    :raises NotAReceipt: when anything of the form is wrong.
    """
    top = _fields(found, "the receipt", _TOP)
    if top["format"] != FORMAT:
        raise NotAReceipt(f'the format is not "{FORMAT}"')
    entry = _fields(top["entry"], "the entry", _ENTRY)
    payload, proof = top["payload"], top["proof"]
    if not isinstance(payload, dict) or not isinstance(proof, list):
        raise NotAReceipt("payload has to be an object and proof a list")
    _check_plain(payload, MAX_DEPTH)
    return Receipt(
        payload=payload,
        salt=_hex(top["salt"], "salt", SALT_SIZE),
        entry=Entry(
            tree=_text(entry["tree"], "tree"),
            stream=_text(entry["stream"], "stream"),
            number=_whole(entry["number"], "number"),
            id=_uuid(entry["id"], "id"),
            kind=_text(entry["kind"], "kind"),
            at=_whole(entry["at"], "at"),
            actor=_uuid(entry["actor"], "actor"),
            purpose=_text(entry["purpose"], "purpose"),
            case=_text(entry["case"], "case"),
            commitment=_hex(entry["commitment"], "commitment", 32),
            sealed=_hex(entry["sealed"], "sealed", 32),
            rows=_hex(entry["rows"], "rows", None),
        ),
        index=_whole(top["index"], "index"),
        proof=tuple(_hex(piece, "proof", 32) for piece in proof),
        checkpoint=_text(top["checkpoint"], "checkpoint"),
        public_key=_hex(top["public_key"], "public_key", 32),
    )


def check(receipt: Receipt, verify: Verifier, *, known_key: bytes | None = None) -> Checkpoint:
    """Check the whole receipt and give the checkpoint that vouches for it.

    :param known_key: the log's key as it is known from elsewhere (the letter, the auditor). Without it the receipt only agrees with
        itself and with the key that it brings along.
    :raises ReceiptError: one kind for each thing that can be wrong.
    """
    if known_key is not None and receipt.public_key != known_key:
        raise OtherKey("the receipt is signed by another key than the one you gave")
    if commit(receipt.salt, receipt.payload) != receipt.entry.commitment:
        raise PayloadAltered(
            "salt and contents do not give the commitment of the entry: they are not those that were recorded"
        )
    try:
        checkpoint = read_note(receipt.checkpoint, receipt.public_key, verify)
    except NoteError as error:
        raise CheckpointAltered(str(error)) from None
    if checkpoint.origin.rpartition("/")[2] != receipt.entry.tree:
        raise OtherTree(
            f'the checkpoint is one of the tree "{checkpoint.origin}", the entry one of "{receipt.entry.tree}"'
        )
    try:
        verify_inclusion(receipt.entry.leaf_hash(), receipt.index, checkpoint.size, receipt.proof, checkpoint.root)
    except ProofError as error:
        raise NotRecorded(str(error)) from None
    return checkpoint


_TOP = frozenset({"format", "payload", "salt", "entry", "index", "proof", "checkpoint", "public_key"})
_ENTRY = frozenset(
    {"tree", "stream", "number", "id", "kind", "at", "actor", "purpose", "case", "commitment", "sealed", "rows"}
)


def _fields(found: object, what: str, names: frozenset[str]) -> dict[str, object]:
    if not isinstance(found, dict):
        raise NotAReceipt(f"{what} has to be an object")
    if set(found) != names:
        raise NotAReceipt(
            f"{what} lacks fields or has unknown ones: {', '.join(sorted(names))} are needed, and no others"
        )
    return found


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise NotAReceipt(f"{name} has to be a string")
    return _utf8(value)


def _utf8(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotAReceipt("half a character (a lone surrogate) stands in a string") from None
    return value


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_WHOLE:
        raise NotAReceipt(f"{name} has to be a whole number, not below 0 and not above 2^53 - 1")
    return value


def _hex(value: object, name: str, size: int | None) -> bytes:
    if not isinstance(value, str) or any(c not in "0123456789abcdef" for c in value) or len(value) % 2:
        raise NotAReceipt(f"{name} has to be lower-case hexadecimal digits")
    if size is not None and len(value) != 2 * size:
        raise NotAReceipt(f"{name} has to have {size} bytes")
    return bytes.fromhex(value)


def _uuid(value: object, name: str) -> UUID:
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value:
        raise NotAReceipt(f"{name} has to be a UUID in its plain form")
    return found


def _check_plain(value: object, depth: int) -> None:
    """Refuse what has no canonical bytes, or not the same ones for every reader."""
    if depth == 0:
        raise NotAReceipt(f"the payload is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        _utf8(value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > MAX_WHOLE:
            raise NotAReceipt("a whole number beyond 2^53 - 1 stands in the payload: write it as a string")
    elif isinstance(value, list | tuple):
        for item in value:
            _check_plain(item, depth - 1)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotAReceipt("a key of the payload is no string")
            _utf8(key)
            _check_plain(inner, depth - 1)
    else:
        raise NotAReceipt(
            f"a {type(value).__name__} stands in the payload: strings, whole numbers, truths, lists and objects only"
        )
