"""What the journal says of one act, and the bytes of its leaf: length-prefixed, the version word first, nobody's data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from uberrima.core.evidence.canonical import canonical
from uberrima.core.evidence.tree import leaf_hash

VERSION = b"uberrima-entry/1"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry as its leaf has it. All of it may be shown to anybody."""

    id: UUID
    #: which tree: ``acts`` or ``reads``
    tree: str
    #: the row of entries that are numbered together, such as one claim's
    stream: str
    #: place in the stream, the first is 1
    number: int
    #: what was done, and in which version of the payload: ``claim.decided/1``
    kind: str
    #: microseconds since 1970, UTC
    at: int
    actor: UUID
    purpose: str
    case: str
    #: SHA-256 over the salt and the canonical bytes of the payload
    commitment: bytes
    #: SHA-256 over the sealed payload, as it lies in the database
    sealed: bytes
    #: digest over the business rows that were written with it; empty where there are none
    rows: bytes = b""

    def leaf(self) -> bytes:
        """Give the bytes of the leaf: each field after its length in four bytes, the most significant first."""
        return b"".join(len(field).to_bytes(4, "big") + field for field in self._fields())

    def leaf_hash(self) -> bytes:
        """Give the hash of the leaf in the tree."""
        return leaf_hash(self.leaf())

    def _fields(self) -> tuple[bytes, ...]:
        return (
            VERSION, self.tree.encode(), self.stream.encode(), _int64(self.number), self.id.bytes, self.kind.encode(), _int64(self.at),
            self.actor.bytes, self.purpose.encode(), self.case.encode(), self.commitment, self.sealed, self.rows,
        )  # fmt: skip


def _int64(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def commit(salt: bytes, payload: object) -> bytes:
    """SHA-256 over a salt of 16 bytes and the canonical bytes: it binds the payload and tells nothing of it."""
    return hashlib.sha256(salt + canonical(payload)).digest()
