"""Made-up acts of a made-up house, and the journal they are recorded in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import transaction

from uberrima.core.evidence.entry import commit
from uberrima.foundation.journal import api as journal

DAY = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def payload(number: int) -> dict[str, object]:
    """What was decided, in clear."""
    return {
        "format": "uberrima-decision/1",
        "claim": f"C-2026-{number:04}",
        "decision": [{"line": 1, "paid": f"{number}.00"}],
    }


def salt(number: int) -> bytes:
    """A salt that a test can name again."""
    return hashlib.sha256(f"salt {number}".encode()).digest()[:16]


def act(number: int, *, tree: str = "acts", streams: int = 5) -> UUID:
    """Record one act in a transaction of its own."""
    with transaction.atomic():
        return journal.record(
            tree=tree,
            kind="test.acted/1",
            stream=f"C-2026-{number % streams:04}",
            at=DAY + timedelta(seconds=number),
            actor=UUID(int=number % 3 + 1),
            purpose="claim",
            case=f"C-2026-{number % streams:04}",
            commitment=commit(salt(number), payload(number)),
            sealed=f"sealed {number}".encode(),
            rows=rows(number),
        )


def rows(number: int) -> bytes:
    """The digest over the business rows of an act; every other has none."""
    return hashlib.sha256(f"rows {number}".encode()).digest() if number % 2 else b""


def place_some(seed: int, count: int) -> list[UUID]:
    """Record acts in both trees, placed in batches of any size, as a day brings them."""
    dice = Random(seed)
    sequencer = journal.configured()
    entries = []
    for number in range(count):
        entries.append(act(number, tree=dice.choice(("acts", "acts", "reads"))))
        if dice.random() < 0.2:
            sequencer.drain()
    sequencer.drain()
    return entries


def checkpoints() -> Path:
    """The file outside the database."""
    return Path(settings.UBERRIMA_JOURNAL_CHECKPOINTS)


def public() -> bytes:
    """The journal's public key."""
    return journal.public_key(Path(settings.UBERRIMA_JOURNAL_KEY))


def verified() -> journal.Report:
    """What `journal verify` finds."""
    return journal.verify(checkpoints(), public(), patience=0)
