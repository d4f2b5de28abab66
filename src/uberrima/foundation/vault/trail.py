"""The trail of a request: whose data were opened, noted as it happens and written down before the answer leaves."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from os import urandom
from uuid import UUID

from django.db import transaction

from uberrima.core.evidence.canonical import canonical
from uberrima.core.privacy import DataClass, Permit, Purpose, Role
from uberrima.foundation import clock
from uberrima.foundation.journal import api as journal
from uberrima.foundation.vault.errors import NoTrail
from uberrima.foundation.vault.models import Read
from uberrima.foundation.vault.sealed import OpenKey
from uberrima.foundation.vault.suites import Mac

READ, REFUSED = "vault.read/1", "vault.refused/1"

_current: ContextVar[Trail | None] = ContextVar("vault_trail", default=None)


@dataclass(kw_only=True)
class Seen:
    """What one reader saw of one person, for one purpose, in one case."""

    reader: UUID
    role: Role
    purpose: Purpose
    case: str
    subject: UUID
    at: datetime
    read: set[DataClass] = field(default_factory=set)
    masked: set[DataClass] = field(default_factory=set)
    refused: set[DataClass] = field(default_factory=set)
    unreadable: set[DataClass] = field(default_factory=set)

    def rows(self, route: str) -> Iterator[Read]:
        """The rows to be written: one for what was opened, one for what was refused, one for what could not be opened."""
        for outcome, classes, masked in (
            (Read.Outcome.OPENED, self.read, self.masked - self.read),
            (Read.Outcome.REFUSED, self.refused, frozenset[DataClass]()),
            (Read.Outcome.UNREADABLE, self.unreadable, frozenset[DataClass]()),
        ):
            if classes or masked:
                yield Read(
                    id=uuid.uuid4(), subject=self.subject, reader=self.reader, role=self.role.value,
                    purpose=self.purpose.value, case=self.case, classes=",".join(sorted(classes)),
                    masked=",".join(sorted(masked)), outcome=outcome.value, at=self.at, route=route, salt=urandom(16),
                )  # fmt: skip


@dataclass(kw_only=True, slots=True)
class Under:
    """One permit in use. It is held, so that its id stays its own."""

    permit: Permit
    seen: Seen
    #: the keys of the classes that it covers, and whose reading, or reading behind a mask, has been noted already
    reading: dict[DataClass, OpenKey] = field(default_factory=dict)
    masking: dict[DataClass, OpenKey] = field(default_factory=dict)


class Trail:
    """Notes what is opened, and holds the unwrapped keys, of one request or one run of a batch job."""

    def __init__(self, route: str) -> None:
        self.route = route
        self.keys: dict[tuple[int, DataClass], OpenKey] = {}
        #: the keyed hash of the blind indexes, once it was needed
        self.index_mac: Mac | None = None
        self._seen: dict[tuple[UUID, Role, Purpose, str, UUID], Seen] = {}
        # A permit is used for many fields, and is looked up by its identity: comparing it would take longer than a field.
        self._under: dict[int, Under] = {}

    def under(self, permit: Permit) -> Under:
        """What has been opened under this permit."""
        found = self._under.get(id(permit))
        if found is None:
            seen = self._of(permit.reader, permit.role, permit.purpose, permit.case, permit.subject)
            found = self._under[id(permit)] = Under(permit=permit, seen=seen)
        return found

    def refused(
        self, reader: UUID, role: Role, purpose: Purpose, case: str, subject: UUID, classes: frozenset[DataClass]
    ) -> None:
        """Somebody asked for what he may not have."""
        self._of(reader, role, purpose, case, subject).refused.update(classes)

    def _of(self, reader: UUID, role: Role, purpose: Purpose, case: str, subject: UUID) -> Seen:
        key = (reader, role, purpose, case, subject)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = Seen(
                reader=reader, role=role, purpose=purpose, case=case, subject=subject, at=clock.now()
            )
        return found

    def commit(self) -> None:
        """Write everything down, durably, in a transaction of its own. What was rolled back elsewhere counts nevertheless.

        Afterwards the trail is empty: what is written is not written twice.
        """
        # By person: each has a stream in the journal, and streams are always taken in the same order.
        seen_by_person = sorted(self._seen.values(), key=lambda seen: seen.subject)
        rows = [row for seen in seen_by_person for row in seen.rows(self.route)]
        if rows:
            with transaction.atomic(durable=True):
                for row in rows:
                    row.entry = _recorded(row)
                Read.objects.bulk_create(rows)
        self._seen.clear()
        self._under.clear()

    def forget(self) -> None:
        """Drop every key. Python cannot promise that no copy of their bytes is left in memory until it is used anew."""
        self.keys.clear()
        self._under.clear()
        self.index_mac = None


def digest(row: Read) -> bytes:
    """What the journal holds of a row: SHA-256 over its salt and its canonical bytes."""
    told = {
        "id": str(row.id), "subject": str(row.subject), "reader": str(row.reader), "role": row.role,
        "purpose": row.purpose, "case": row.case, "classes": row.classes, "masked": row.masked,
        "outcome": str(row.outcome), "at": row.at, "route": row.route,
    }  # fmt: skip
    return hashlib.sha256(bytes(row.salt) + canonical(told)).digest()


def _recorded(row: Read) -> UUID:
    found = digest(row)
    return journal.record(
        tree="reads",
        kind=READ if row.outcome == Read.Outcome.OPENED else REFUSED,
        stream=f"reads:{row.subject}",
        at=row.at,
        actor=row.reader,
        purpose=row.purpose,
        case=row.case,
        commitment=found,
        sealed=b"",  # the row itself tells everything, with its salt
        rows=found,
    )


def current() -> Trail:
    """The trail that is open here.

    :raises NoTrail: when there is none.
    """
    found = _current.get()
    if found is None:
        raise NoTrail
    return found


def current_or_none() -> Trail | None:
    """The trail that is open here, if any."""
    return _current.get()


@contextmanager
def begun(route: str) -> Iterator[Trail]:
    """Open a trail. Whoever opens it commits it; the keys are dropped at its end in any case."""
    trail = Trail(route)
    token = _current.set(trail)
    try:
        yield trail
    finally:
        _current.reset(token)
        trail.forget()


@contextmanager
def batch_trail(job: str) -> Iterator[None]:
    """Open a trail for one run of a batch job, and write it at its end, whether the run went well or not."""
    with begun(job) as trail:
        try:
            yield
        finally:
            trail.commit()
