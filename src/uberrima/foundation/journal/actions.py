"""The one verb of other rooms: record an act within the transaction that does it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from uberrima.foundation.journal.errors import Unfit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TREE = re.compile(r"[a-z][a-z0-9-]{0,30}")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,60}/[1-9][0-9]{0,3}")
_WORD = re.compile(r"[\x21-\x7e]{1,200}")

# The lock is one of the stream, held until the transaction ends: entries of one stream are numbered in the order of their commits, and
# streams do not wait for each other. No NOTIFY here: PostgreSQL lets commits that notify wait for each other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 6962))"
_INSERT = """
WITH written AS (
    INSERT INTO journal_entry (id, tree, stream, number, kind, at, actor, purpose, "case", commitment, sealed, rows)
    SELECT %s, %s, %s, coalesce(max(number), 0) + 1, %s, %s, %s, %s, %s, %s, %s, %s
    FROM journal_entry WHERE tree = %s AND stream = %s
    RETURNING id
)
INSERT INTO journal_waiting (entry) SELECT id FROM written
"""


def record(
    *,
    tree: str = "acts",
    kind: str,
    stream: str,
    at: datetime,
    actor: UUID,
    purpose: str,
    case: str,
    commitment: bytes,
    sealed: bytes,
    rows: bytes = b"",
) -> UUID:
    """Record an act and give the entry's id. It has its place in the tree within a second after the commit.

    :param kind: what was done and the version of its payload, such as ``claim.decided/1``
    :param stream: what it is numbered together with. All who record in one stream wait for each other's commits, so it is as narrow as
        a claim; two streams in one transaction are always taken in the same order.
    :param case: the file it belongs to; neither this nor the stream may hold anybody's data
    :param commitment: SHA-256 over salt and canonical payload
    :param sealed: salt and payload, sealed under their subject's key
    :param rows: SHA-256 over salt and the canonical business rows, for the audit
    :raises Unfit: outside a transaction, or when a field has not its form.
    """
    if not connection.in_atomic_block:
        raise Unfit(
            "An entry is recorded in the transaction of the act it tells of. Open transaction.atomic() around both."
        )
    _check(tree, kind, stream, case, purpose, commitment, rows)
    micros = (at - _EPOCH) // timedelta(microseconds=1)
    entry = _id(micros)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{tree}/{stream}"])
        cursor.execute(
            _INSERT,
            [entry, tree, stream, kind, micros, actor, purpose, case, commitment, sealed, rows, tree, stream],
        )
    return entry


def _check(tree: str, kind: str, stream: str, case: str, purpose: str, commitment: bytes, rows: bytes) -> None:
    if not _TREE.fullmatch(tree):
        raise Unfit('A tree is a short word in small letters, such as "acts".')
    if not _KIND.fullmatch(kind):
        raise Unfit('A kind says what was done and in which version, such as "claim.decided/1".')
    if (
        not _WORD.fullmatch(stream)
        or (case and not _WORD.fullmatch(case))
        or (purpose and not _WORD.fullmatch(purpose))
    ):
        raise Unfit(
            "Stream, case and purpose are numbers and words in ASCII without spaces: no name of a person can stand there."
        )
    if len(commitment) != 32 or len(rows) not in {0, 32}:
        raise Unfit("A commitment is 32 bytes of SHA-256, and so is a digest of rows, if there is one.")


def _id(micros: int) -> UUID:
    """Give a UUID of version 7: ordered by time, so that entries written together lie together in the index."""
    value = (
        (micros // 1000 & (1 << 48) - 1) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    )
    return UUID(int=value)
