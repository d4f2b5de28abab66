"""Entries as PostgreSQL's binary COPY gives them: each field after its length, which is the very form of a leaf's bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from uberrima.core.evidence.entry import VERSION

_HEAD = b"PGCOPY\n\xff\r\n\x00"
_HEAD_SIZE = len(_HEAD) + 8

#: The fields of a leaf in their order (core.evidence.entry); text, bigint, uuid and bytea all come in the bytes that the leaf has.
LEAF = f"""'{VERSION.decode()}'::text, e.tree, e.stream, e.number, e.id, e.kind, e.at, e.actor, e.purpose, e."case",
    e.commitment, sha256(e.sealed), e.rows"""


def copied(cursor: Any, query: str) -> Iterator[bytes]:  # noqa: ANN401 - Django's cursor hands through psycopg's copy
    """Give each row of a query in the binary form of COPY: the number of fields in two bytes, then the fields."""
    with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy:
        first = True
        for block in copy:
            row = bytes(block)
            if first:
                first = False
                if row.startswith(_HEAD):
                    row = row[_HEAD_SIZE:]
            if row and row != b"\xff\xff":
                yield row
