"""The door of the vault: seal, open under a permit, look up blindly, record, and tell who read what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from os import urandom
from uuid import UUID

from django.db.models import QuerySet

from uberrima.core.evidence.canonical import canonical
from uberrima.core.privacy import Action, DataClass, Mask, Permit, Purpose, Role, mask
from uberrima.foundation import clock
from uberrima.foundation.journal import api as journal
from uberrima.foundation.vault import datakeys, index, keyring
from uberrima.foundation.vault import models as rows
from uberrima.foundation.vault import sealed as form
from uberrima.foundation.vault import trail as trails
from uberrima.foundation.vault.errors import (
    KeyFileError,
    KeyMissing,
    NoTrail,
    NotSealed,
    Refused,
    Unreadable,
    VaultError,
)
from uberrima.foundation.vault.sealed import Place
from uberrima.foundation.vault.suites import SUITES
from uberrima.foundation.vault.trail import READ, REFUSED, batch_trail

__all__ = [
    "INSERT_ONLY", "READ", "REFUSED", "KeyFileError", "KeyMissing", "NoTrail", "NotSealed", "OpenedRecord", "Place", "Read", "Recorded",
    "Refused", "Unreadable", "VaultError", "audit_reads", "audit_tries", "batch_trail", "blind_index", "blind_indexes", "fits",
    "open_record", "reads_of", "record", "refused", "seal", "seal_bytes", "tries_of", "unseal",
    "unseal_bytes", "unseal_masked",
]  # fmt: skip

#: The application's role may add to these tables, and neither change nor remove anything in them.
INSERT_ONLY = ("vault_read",)

_SALT = 16


# ------------------------------------------------------------------------------------------- seal and open


def seal(subject: UUID, data_class: DataClass, place: Place, plain: str) -> bytes:
    """Seal a text for its place. A person's first value of a class makes the data key, in the caller's transaction."""
    return seal_bytes(subject, data_class, place, plain.encode())


def seal_bytes(subject: UUID, data_class: DataClass, place: Place, content: bytes) -> bytes:
    """Seal bytes for their place, a document's for example.

    :raises NotSealed: over 10 MB.
    """
    open_trail = trails.current_or_none()
    cache: datakeys.Cache = open_trail.keys if open_trail is not None else {}
    return form.seal(datakeys.to_seal(subject, data_class, cache), place, content)


def unseal(permit: Permit, data_class: DataClass, place: Place, sealed: bytes) -> str:
    """Open a text.

    :raises Refused: when the permit does not let read this class, or nobody would note it.
    :raises Unreadable: when the value was changed, stands elsewhere than it was sealed for, or is another person's.
    """
    return _opened(permit, data_class, Action.READ, place, sealed).decode()


def unseal_bytes(permit: Permit, data_class: DataClass, place: Place, sealed: bytes) -> bytes:
    """Open bytes, as :func:`unseal` does."""
    return _opened(permit, data_class, Action.READ, place, sealed)


def unseal_masked(permit: Permit, data_class: DataClass, place: Place, sealed: bytes, kind: Mask) -> str:
    """Open a text and show it behind its mask. A permit for MASKED is enough; the trail notes it as such."""
    return mask(kind, _opened(permit, data_class, Action.MASKED, place, sealed).decode())


def fits(permit: Permit, data_class: DataClass, place: Place, sealed: bytes, said: str) -> bool:
    """Is what somebody said what is sealed here? Reception asks so, and sees nothing. Noted as masked."""
    held = index.folded(_opened(permit, data_class, Action.MASKED, place, sealed).decode())
    return compare_digest(held.encode(), index.folded(said).encode())


def _opened(permit: Permit, data_class: DataClass, action: Action, place: Place, sealed: bytes) -> bytes:
    open_trail = trails.current()
    under = open_trail.under(permit)
    noted = under.reading if action is Action.READ else under.masking
    key = noted.get(data_class)
    try:
        if key is not None:
            return form.unseal(key, place, bytes(sealed))
        if not permit.covers(data_class, action):
            under.seen.refused.add(data_class)
            raise Refused
        key = datakeys.to_open(permit.subject, data_class, open_trail.keys)
        content = form.unseal(key, place, bytes(sealed))
    except (Unreadable, KeyMissing):
        under.seen.unreadable.add(data_class)
        raise
    (under.seen.read if action is Action.READ else under.seen.masked).add(data_class)
    noted[data_class] = key
    return content


def refused(
    *, reader: UUID, role: Role, purpose: Purpose, case: str, subject: UUID, classes: Iterable[DataClass]
) -> None:
    """Note that somebody asked for a permit and got none. People calls it where it denies one.

    :raises NoTrail: outside a request or a batch_trail.
    """
    trails.current().refused(reader, role, purpose, case, subject, frozenset(classes))


# ------------------------------------------------------------------------------------------- look up


def blind_index(kind: str, value: str) -> bytes:
    """Four bytes to look a value up by. Spaces, width and case of its letters do not count."""
    open_trail = trails.current_or_none()
    mac = open_trail.index_mac if open_trail is not None else None
    if mac is None:
        mac = keyring.suite().mac(keyring.keys().index)
        if open_trail is not None:
            open_trail.index_mac = mac
    return index.blind(mac, kind, value)


def blind_indexes(kind: str, value: str) -> tuple[bytes, ...]:
    """The same under every suite, for looking up after the suite has been changed: ``filter(x_index__in=…)``."""
    key = keyring.keys().index
    return tuple(index.blind(suite.mac(key), kind, value) for suite in SUITES.values())


# ------------------------------------------------------------------------------------------- record


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An entry as it was recorded."""

    entry: UUID
    salt: bytes
    #: SHA-256 over salt and canonical payload
    commitment: bytes


@dataclass(frozen=True, kw_only=True)
class OpenedRecord:
    """What an entry says, opened."""

    salt: bytes
    payload: Mapping[str, object]


def record(
    *,
    subject: UUID,
    data_class: DataClass,
    kind: str,
    stream: str,
    actor: UUID,
    purpose: Purpose,
    case: str,
    payload: Mapping[str, object],
    rows: bytes = b"",
    salt: bytes = b"",
) -> Recorded:
    """Record what was done, in the transaction that does it. The journal gets a salted commitment, and the rest sealed.

    :param payload: texts, whole numbers, truths, lists and mappings: what JSON can hold, so that it can be handed out.
    :param rows: digest of the business rows, for audit.
    :param salt: 16 random bytes, when `rows` was made with them; made here otherwise.
    :raises TypeError: for a payload of anything else.
    """
    salt = salt or urandom(_SALT)
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    commitment = hashlib.sha256(salt + canonical(payload)).digest()
    sealed = seal_bytes(subject, data_class, _record_place(commitment), salt + body.encode())
    entry = journal.record(
        kind=kind, stream=stream, at=clock.now(), actor=actor, purpose=purpose.value, case=case, commitment=commitment,
        sealed=sealed, rows=rows,
    )  # fmt: skip
    return Recorded(entry=entry, salt=salt, commitment=commitment)


def open_record(permit: Permit, data_class: DataClass, commitment: bytes, sealed: bytes) -> OpenedRecord:
    """Open what :func:`record` sealed, and compare it with its commitment.

    :raises Refused: when the permit does not cover it.
    :raises Unreadable: when it is not what was recorded.
    """
    body = unseal_bytes(permit, data_class, _record_place(commitment), sealed)
    salt, payload = body[:_SALT], json.loads(body[_SALT:])
    if not compare_digest(hashlib.sha256(salt + canonical(payload)).digest(), commitment):
        trails.current().under(permit).seen.unreadable.add(data_class)
        raise Unreadable
    return OpenedRecord(salt=salt, payload=payload)


def _record_place(commitment: bytes) -> Place:
    # The entry has no id yet when it is sealed, and its commitment is as good a name.
    return Place(table="journal_entry", column="sealed", row=UUID(bytes=commitment[:16]))


# ------------------------------------------------------------------------------------------- who read what


@dataclass(frozen=True, kw_only=True)
class Read:
    """One reading, or one try."""

    reader: UUID
    role: Role
    purpose: Purpose
    #: number of the case; empty where there is none
    case: str
    #: seen in clear, or asked for in vain
    classes: frozenset[DataClass]
    #: only a mask of it was seen
    masked: frozenset[DataClass]
    at: datetime
    #: name of the page or job
    route: str
    #: its entry in the journal
    entry: UUID
    #: opened | refused | unreadable
    outcome: str


def reads_of(subject: UUID) -> list[Read]:
    """Who opened this person's data, newest first. Masked readings are among them: their `classes` are empty."""
    return _reads(rows.Read.objects.filter(subject=subject, outcome=rows.Read.Outcome.OPENED))


def tries_of(subject: UUID) -> list[Read]:
    """Who tried to, and got nothing."""
    return _reads(rows.Read.objects.filter(subject=subject).exclude(outcome=rows.Read.Outcome.OPENED))


def audit_reads() -> Iterator[journal.Recomputed]:
    """For the journal's audit of :data:`READ`: the digest of each row as it stands now."""
    return _recomputed(rows.Read.objects.filter(outcome=rows.Read.Outcome.OPENED))


def audit_tries() -> Iterator[journal.Recomputed]:
    """For the journal's audit of :data:`REFUSED`."""
    return _recomputed(rows.Read.objects.exclude(outcome=rows.Read.Outcome.OPENED))


def _recomputed(found: QuerySet[rows.Read]) -> Iterator[journal.Recomputed]:
    for row in found.iterator(2000):
        yield journal.Recomputed(entry=row.entry, digest=trails.digest(row), name=f"vault_read {row.id}")


def _reads(found: Iterable[rows.Read]) -> list[Read]:
    return [
        Read(
            reader=row.reader, role=Role(row.role), purpose=Purpose(row.purpose), case=row.case,
            classes=_classes(row.classes), masked=_classes(row.masked), at=row.at, route=row.route, entry=row.entry,
            outcome=row.outcome,
        )
        for row in found
    ]  # fmt: skip


def _classes(text: str) -> frozenset[DataClass]:
    return frozenset(DataClass(name) for name in text.split(",") if name)
