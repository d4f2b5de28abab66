"""The form of a sealed value: ``suite | class | epoch (2) | nonce (12) | ciphertext | tag (16)``, and what it is bound to.

Only values and keys come in here; who may open them is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag

from uberrima.core.privacy import DataClass
from uberrima.foundation.vault.errors import NotSealed, Unreadable
from uberrima.foundation.vault.suites import NONCE, SUITES, TAG, Crypt, Suite

HEADER = 4
#: bytes that a sealed value is longer than its padded content
OVERHEAD = HEADER + NONCE + TAG
#: contents are padded to a multiple of this, so that a length tells little: every Chinese name of up to five characters
#: is as long as any other
BLOCK = 16
#: bytes a document may have
LARGEST = 10 * 1024 * 1024

CLASS_BYTE = {DataClass.CONTACT: 1, DataClass.FINANCIAL: 2, DataClass.MEDICAL: 3}
CLASS_OF = {number: data_class for data_class, number in CLASS_BYTE.items()}
_VERSION = b"uberrima-vault/1"
_PADS = [b"\x80" + bytes(BLOCK - 1 - over) for over in range(BLOCK)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a value stands. A sealed value opens there and nowhere else."""

    table: str
    column: str
    row: UUID


class OpenKey:
    """An unwrapped data key: the ciphers that were made of it. It lives in a request's context and no longer."""

    __slots__ = ("ciphers", "data_class", "epoch", "header", "is_durable", "seal", "subject", "tail")

    def __init__(self, secret: bytes, *, subject: UUID, data_class: DataClass, epoch: int, suite: Suite) -> None:
        self.subject = subject
        self.data_class = data_class
        self.epoch = epoch
        #: each suite has a cipher key of its own, derived from the one data key
        self.ciphers: dict[int, tuple[Crypt, Crypt]] = {
            each.id: each.ciphers(secret, b"field") for each in SUITES.values()
        }
        self.seal = self.ciphers[suite.id][0]
        self.header = bytes((suite.id, CLASS_BYTE[data_class])) + epoch.to_bytes(2)
        self.tail = _framed(bytes((CLASS_BYTE[data_class],)), subject.bytes)
        #: False while the transaction that wrote it may still be rolled back
        self.is_durable = True


def _framed(*parts: bytes) -> bytes:
    """Each part behind its length: no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(2) + part for part in parts)


@lru_cache(maxsize=1024)
def _column(table: str, column: str) -> bytes:
    return _framed(_VERSION, table.encode(), column.encode())


def associated(header: bytes, place: Place, tail: bytes) -> bytes:
    """What a value is bound to: version, table, column, row, class, subject, and its own header."""
    return _column(place.table, place.column) + b"\x00\x10" + place.row.bytes + tail + header


def padded(content: bytes) -> bytes:
    """One byte 0x80, then zeros, up to a multiple of 16 (ISO/IEC 7816-4)."""
    return content + _PADS[len(content) % BLOCK]


def unpadded(content: bytes) -> bytes:
    """The content without its padding.

    :raises Unreadable: when there is none. Behind a tag that fits, only a fault of ours comes here.
    """
    found = content.rstrip(b"\x00")
    if found[-1:] != b"\x80" or len(content) % BLOCK or len(content) - len(found) >= BLOCK:
        raise Unreadable
    return found[:-1]


def seal(key: OpenKey, place: Place, content: bytes) -> bytes:
    """Seal a value for its place.

    :raises NotSealed: when it is larger than a document may be.
    """
    if len(content) > LARGEST:
        raise NotSealed(f"Nothing over {LARGEST // 1024 // 1024} MB is sealed in one piece. Hand it in in parts.")
    nonce = urandom(NONCE)
    header = key.header
    return header + nonce + key.seal(nonce, padded(content), associated(header, place, key.tail))


def unseal(key: OpenKey, place: Place, sealed: bytes) -> bytes:
    """Open a value where it stands.

    :raises Unreadable: when it was changed or belongs elsewhere.
    """
    header = sealed[:HEADER]
    ciphers = key.ciphers.get(header[0]) if len(sealed) >= OVERHEAD else None
    if ciphers is None or header[1] != key.header[1]:
        raise Unreadable
    try:
        content = ciphers[1](
            sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], associated(header, place, key.tail)
        )
    except InvalidTag:
        raise Unreadable from None
    return unpadded(content)


def wrap(class_key: bytes, secret: bytes, *, subject: UUID, data_class: DataClass, epoch: int, suite: Suite) -> bytes:
    """A data key, sealed under its class key of an epoch."""
    header = bytes((suite.id, CLASS_BYTE[data_class])) + epoch.to_bytes(2)
    nonce = urandom(NONCE)
    close, _ = suite.ciphers(class_key, b"wrap")
    return header + nonce + close(nonce, secret, _framed(_VERSION, b"data key", subject.bytes, header))


def wrapped_by(wrapped: bytes) -> tuple[Suite, int]:
    """Under which suite and epoch a data key was wrapped.

    :raises Unreadable: when it is none.
    """
    suite = SUITES.get(wrapped[0]) if len(wrapped) == OVERHEAD + 32 else None
    if suite is None:
        raise Unreadable
    return suite, int.from_bytes(wrapped[2:HEADER])


def unwrap(class_key: bytes, wrapped: bytes, commitment: bytes, *, subject: UUID, data_class: DataClass) -> bytes:
    """The data key. It is used for nothing before its commitment has been compared.

    :raises Unreadable: when it was changed, is another's, or was wrapped under another key.
    """
    suite, _ = wrapped_by(wrapped)
    header = wrapped[:HEADER]
    if header[1] != CLASS_BYTE[data_class]:
        raise Unreadable
    _, open_ = suite.ciphers(class_key, b"wrap")
    try:
        secret = open_(
            wrapped[HEADER : HEADER + NONCE],
            wrapped[HEADER + NONCE :],
            _framed(_VERSION, b"data key", subject.bytes, header),
        )
    except InvalidTag:
        raise Unreadable from None
    if suite.commitment(secret) != commitment:
        raise Unreadable
    return secret
