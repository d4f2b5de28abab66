"""Where an entry stands, its proof, and a receipt that needs nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from psycopg import Cursor

from uberrima.core.evidence.checkpoint import Checkpoint, parse_text
from uberrima.core.evidence.entry import Entry
from uberrima.core.evidence.receipt import Receipt, check, to_dict
from uberrima.core.evidence.tree import consistency_proof, inclusion_proof
from uberrima.foundation.journal.errors import Broken, Unfit
from uberrima.foundation.journal.signer import public_key, verify
from uberrima.foundation.journal.store import LEVELS, Stored, blocks_query


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where an entry stands."""

    tree: str
    #: the first is 0
    index: int
    #: leaves and root of the latest checkpoint that covers it, and its signed note
    size: int
    root: bytes
    note: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That an entry stands in the tree that a checkpoint signs."""

    entry: Entry
    index: int
    path: tuple[bytes, ...]
    note: str


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_PLACE = """
SELECT p.tree, p.index, c.note FROM journal_place p
CROSS JOIN LATERAL (SELECT note FROM journal_checkpoint WHERE tree = p.tree AND size > p.index ORDER BY size DESC LIMIT 1) c
WHERE p.entry = %s
"""
_FIELDS = 'e.tree, e.stream, e.number, e.id, e.kind, e.at, e.actor, e.purpose, e."case", e.commitment, sha256(e.sealed), e.rows'
_ENTRY = f"SELECT {_FIELDS} FROM journal_entry e WHERE e.id = %s"  # noqa: S608 - made of constants
# Entry, place, checkpoint and every hash that the proof needs, at once.
_ALL = f"""
SELECT p.tree, p.index, c.size, c.note, {_FIELDS}, {blocks_query("p.index", "c.size", "p.tree")}
FROM journal_place p JOIN journal_entry e ON e.id = p.entry
CROSS JOIN LATERAL (SELECT size, note FROM journal_checkpoint WHERE tree = p.tree AND size > p.index ORDER BY size DESC LIMIT 1) c
WHERE p.entry = %s
"""  # noqa: S608 - made of constants


def place_of(entry: UUID) -> Placed | None:
    """Say where the entry stands, or None while it waits for its place (a second at most)."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [entry])
        found = cursor.fetchone()
    if found is None:
        return None
    tree, index, note = found
    signed = _signed(note)
    return Placed(tree=tree, index=index, size=signed.size, root=signed.root, note=note)


def prove(entry: UUID) -> Proof:
    """Give the entry's proof against the latest checkpoint.

    :raises Unfit: when there is no such entry, or it has no place yet.
    """
    connection.ensure_connection()
    # Past Django's cursor: the statement is planned once for each connection, and hashes come as bytes, not as hexadecimal.
    with Cursor(connection.connection) as cursor:
        found = cursor.execute(_ALL, [entry], prepare=True, binary=True).fetchone()
    if found is None:
        raise Unfit("There is no such entry, or it has no place in the tree yet: try again in a second.")
    tree, index, size, note = found[:4]
    signed, stored = _signed(note), Stored(tree, size)
    if signed.size != size:
        raise Broken(f'The checkpoint kept for {size} entries of "{tree}" is one for {signed.size}.')
    blocks = iter(found[-2 * len(LEVELS) :])
    for level in LEVELS:
        for leaf in (index, size):
            stored.take(level, leaf >> level >> 8, next(blocks) or b"")
    path = inclusion_proof(index, size, stored.node)
    return Proof(entry=_entry(found[4 : -2 * len(LEVELS)]), index=index, path=path, note=note)


def prove_growth(tree: str, old: int, new: int) -> tuple[bytes, ...]:
    """Give the proof that the tree at ``old`` is the beginning of that at ``new``, for a witness."""
    stored = Stored(tree, new)
    return consistency_proof(old, new, stored.node)


def entry_of(entry: UUID) -> Entry:
    """Give the public fields of an entry.

    :raises Unfit: when there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [entry])
        found = cursor.fetchone()
    if found is None:
        raise Unfit("There is no such entry.")
    return _entry(found)


def sealed_of(entry: UUID) -> bytes:
    """Give the sealed payload of an entry, for the vault to open under a permit.

    :raises Unfit: when there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM journal_entry WHERE id = %s", [entry])
        found = cursor.fetchone()
    if found is None:
        raise Unfit("There is no such entry.")
    return bytes(found[0])


def _entry(found: Sequence[Any]) -> Entry:
    tree, stream, number, id_, kind, at, actor, purpose, case, commitment, sealed, rows = found
    return Entry(
        tree=tree, stream=stream, number=number, id=id_, kind=kind, at=at, actor=actor, purpose=purpose, case=case,
        commitment=bytes(commitment), sealed=bytes(sealed), rows=bytes(rows),
    )  # fmt: skip


def receipt(entry: UUID, *, salt: bytes, payload: Mapping[str, object]) -> dict[str, object]:
    """Give the receipt for an entry whose salt and payload were unsealed for their owner: plain values, ready for JSON. It was checked.

    :raises Unfit: while the entry has no place.
    :raises ReceiptError: when it would not hold: the payload is not the recorded one, or the journal was altered.
    """
    proof = prove(entry)
    made = Receipt(
        payload=payload, salt=salt, entry=proof.entry, index=proof.index, proof=proof.path, checkpoint=proof.note,
        public_key=public_key(Path(settings.UBERRIMA_JOURNAL_KEY)),
    )  # fmt: skip
    check(made, verify)
    return to_dict(made)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as a list shows it: nothing of what it holds."""

    kind: str
    case: str
    at: datetime
    #: the first is 0; None while it waits for its place
    index: int | None


_RECENT = """
SELECT e.kind, e."case", e.at, p.index FROM journal_entry e LEFT JOIN journal_place p ON p.entry = e.id
WHERE e.tree = %s ORDER BY e.at DESC LIMIT %s
"""


def recent(tree: str, most: int) -> list[Line]:
    """The newest entries of a tree, for a list."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [tree, most])
        return [
            Line(kind=kind, case=case, at=_EPOCH + timedelta(microseconds=at), index=index)
            for kind, case, at, index in cursor.fetchall()
        ]


def _signed(note: str) -> Checkpoint:
    return parse_text(note.rpartition("\n\n")[0] + "\n")
