"""Data keys: made when a person's first value of a class is sealed, unwrapped for a request, dropped at its end."""

from __future__ import annotations

from collections.abc import MutableMapping
from os import urandom
from uuid import UUID

from django.db import connection, transaction

from uberrima.core.privacy import DataClass
from uberrima.foundation import clock
from uberrima.foundation.vault import keyring, sealed
from uberrima.foundation.vault.errors import Unreadable
from uberrima.foundation.vault.models import DataKey
from uberrima.foundation.vault.sealed import CLASS_BYTE, OpenKey

#: PostgreSQL's advisory lock of the vault: shared by those who make data keys, alone for who destroys an epoch
LOCK = 0x7661756C74

#: Unwrapped keys of one request, by person (as a whole number, which is quicker to look up) and class.
Cache = MutableMapping[tuple[int, DataClass], OpenKey]


def to_open(subject: UUID, data_class: DataClass, cache: Cache) -> OpenKey:
    """The key for opening.

    :raises Unreadable: when there is none, or when it does not unwrap.
    :raises KeyMissing: when the key file lacks its class key.
    """
    found = cache.get((subject.int, data_class))
    if found is None:
        row = _row(subject, data_class)
        if row is None:
            raise Unreadable
        found = cache[subject.int, data_class] = unwrapped(row)
    return found


def to_seal(subject: UUID, data_class: DataClass, cache: Cache) -> OpenKey:
    """The key for sealing; made, and written in the caller's transaction, if there is none yet."""
    found = cache.get((subject.int, data_class))
    if found is not None and (found.is_durable or _row(subject, data_class) is not None):
        return found
    row = _row(subject, data_class)
    found = unwrapped(row) if row is not None else _make(subject, data_class)
    if not found.is_durable:
        transaction.on_commit(lambda: _is_durable(found))
    cache[subject.int, data_class] = found
    return found


def unwrapped(row: DataKey) -> OpenKey:
    """A row's key, ready for use."""
    data_class = sealed.CLASS_OF[row.data_class]
    wrapped = bytes(row.wrapped)
    _, epoch = sealed.wrapped_by(wrapped)
    secret = sealed.unwrap(
        keyring.keys().of(data_class, epoch),
        wrapped,
        bytes(row.commitment),
        subject=row.subject,
        data_class=data_class,
    )
    return OpenKey(secret, subject=row.subject, data_class=data_class, epoch=epoch, suite=keyring.suite())


def _row(subject: UUID, data_class: DataClass) -> DataKey | None:
    return DataKey.objects.filter(subject=subject, data_class=CLASS_BYTE[data_class]).first()


def _make(subject: UUID, data_class: DataClass) -> OpenKey:
    with transaction.atomic():
        # Held to the end of the transaction, and taken before the key file is looked at: who destroys an epoch waits
        # for us, and we do not wrap under an epoch that is gone.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        keys, suite, secret = keyring.keys(), keyring.suite(), urandom(32)
        wrapped = sealed.wrap(
            keys.of(data_class, keys.epoch),
            secret,
            subject=subject,
            data_class=data_class,
            epoch=keys.epoch,
            suite=suite,
        )
        made = DataKey(
            subject=subject,
            data_class=CLASS_BYTE[data_class],
            epoch=keys.epoch,
            wrapped=wrapped,
            commitment=suite.commitment(secret),
            created_at=clock.now(),
        )
        DataKey.objects.bulk_create([made], ignore_conflicts=True)
        row = _row(subject, data_class)  # ours, or that of another who was quicker
        if row is None:
            raise Unreadable
        found = unwrapped(row)
    # Until the caller's transaction is committed the key may vanish again; then nothing must be sealed with it.
    found.is_durable = not connection.in_atomic_block
    return found


def _is_durable(key: OpenKey) -> None:
    key.is_durable = True
