"""Checkpoints in the form of C2SP: the size and root of a tree as text (tlog-checkpoint), signed as a note (signed-note)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from uberrima.core.evidence.tree import HASH_SIZE
from uberrima.core.kernel.errors import UberrimaError

#: Checks a signature: (public key, signature, signed bytes) → whether it holds.
Verifier = Callable[[bytes, bytes, bytes], bool]

_ED25519 = b"\x01"
_DASH = "— "


class NoteError(UberrimaError):
    """A checkpoint note is not what it should be."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A tree at one moment."""

    #: which log and tree, for example ``uberrima.local/acts``
    origin: str
    #: leaves
    size: int
    root: bytes

    def text(self) -> str:
        """Give the signed part: origin, size, root in base64, a line each."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """Give the four bytes by which a note names an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def write_note(checkpoint: Checkpoint, public: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Give the whole note, signed by the key that bears the origin's name."""
    text = checkpoint.text()
    mark = key_id(checkpoint.origin, public) + sign(text.encode())
    return f"{text}\n{_DASH}{checkpoint.origin} {base64.b64encode(mark).decode()}\n"


def read_note(note: str, public: bytes, verify: Verifier) -> Checkpoint:
    """Check the signature of the log's own key and give what was signed. Signatures of others (witnesses) are passed over.

    :raises NoteError: when the form is wrong or no signature of this key holds.
    """
    text, gap, below = note.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise NoteError("the note has no signatures: text, an empty line and signature lines are needed")
    text += "\n"
    checkpoint = parse_text(text)
    ours = key_id(checkpoint.origin, public)
    for line in below[:-1].split("\n"):
        name, _, mark = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not name or not mark:
            raise NoteError("a line below the empty one is no signature")
        raw = _base64(mark)
        if name == checkpoint.origin and raw[:4] == ours:
            if not verify(public, raw[4:], text.encode()):
                raise NoteError("the signature does not hold: the note was altered, or signed by another key")
            return checkpoint
    raise NoteError("no signature of this key stands below the note")


def parse_text(text: str) -> Checkpoint:
    """Read origin, size and root; lines after the third are refused, for nothing of ours writes any.

    :raises NoteError: when the form is wrong, a leading zero of the size among it.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NoteError("a checkpoint has three lines: origin, size, root")
    origin, size, root = lines[:3]
    if not origin:
        raise NoteError("the first line, the origin, is empty")
    if not (size.isascii() and size.isdigit() and len(size) <= 16) or str(int(size)) != size or int(size) >= 2**53:
        raise NoteError("the second line, the size, is no whole number in its plain form")
    raw = _base64(root)
    if len(raw) != HASH_SIZE:
        raise NoteError("the third line, the root, has not 32 bytes")
    return Checkpoint(origin=origin, size=int(size), root=raw)


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError("base64 in another than its plain form")
    return raw
