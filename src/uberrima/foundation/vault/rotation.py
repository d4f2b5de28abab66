"""Rotation: a new epoch of class keys, every data key wrapped anew, the old epoch destroyed when nothing needs it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count

from uberrima.core.privacy import DataClass
from uberrima.foundation.vault import keyfile, keyring, sealed
from uberrima.foundation.vault.datakeys import LOCK
from uberrima.foundation.vault.errors import KeyFileError, KeyMissing, Unreadable
from uberrima.foundation.vault.keyfile import Keys
from uberrima.foundation.vault.models import DataKey
from uberrima.foundation.vault.suites import Suite


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What a rotation did."""

    epoch: int
    rewrapped: int
    #: data keys that do not unwrap, and were left as they are
    unreadable: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the vault consists of."""

    #: epoch → number of data keys wrapped under it
    data_keys: dict[int, int]
    #: epochs that the key file has
    epochs: list[int]
    suite: str


def status() -> Status:
    """Count data keys by epoch."""
    keys = keyring.keys()
    counted = {
        row["epoch"]: row["many"]
        for row in DataKey.objects.order_by("epoch").values("epoch").annotate(many=Count("id"))
    }
    return Status(data_keys=counted, epochs=keys.epochs, suite=keyring.suite().name)


def rotate(batch: int = 1000, after_batch: Callable[[int], None] = lambda _: None) -> Rotated:
    """Wrap every data key under the newest epoch.

    A rotation that was broken off is taken up again; only when none is under way does a new epoch begin. The key file
    is on disk before anything is wrapped under it, and the old epoch stays in it: every value opens at every moment.
    """
    with _alone():
        keys = keyring.keys()
        if not DataKey.objects.filter(epoch__lt=keys.epoch).exists():
            keyfile.write(keyring.path(), keyfile.with_next_epoch(keys))
            keys = keyring.keys()
        suite = keyring.suite()
        done = unreadable = last = 0
        while True:
            # Each batch is one transaction: a kill leaves whole batches, each wrapped under one epoch or the other.
            with transaction.atomic():
                rows = list(
                    DataKey.objects.select_for_update().filter(epoch__lt=keys.epoch, id__gt=last).order_by("id")[:batch]
                )
                moved = [row for row in rows if _rewrapped(row, keys, suite)]
                DataKey.objects.bulk_update(moved, ["wrapped", "commitment", "epoch"])
            if not rows:
                return Rotated(epoch=keys.epoch, rewrapped=done, unreadable=unreadable)
            last = rows[-1].id
            done += len(moved)
            unreadable += len(rows) - len(moved)
            after_batch(done)


def destroy(epoch: int) -> None:
    """Take an epoch out of the key file for good, and out of the file that was kept before it.

    :raises KeyFileError: when it is the newest, is not there, or when a data key still needs it.
    """
    with _alone(), transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            # Waits for everybody who is making a data key, and whoever comes later sees the new file.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        keys = keyring.keys()
        if epoch not in keys.epochs:
            raise KeyFileError(f"The key file has no epoch {epoch}. It has {_listed(keys.epochs)}.")
        if epoch == keys.epoch:
            raise KeyFileError(f"Epoch {epoch} is the newest: new data keys are wrapped under it. Rotate first.")
        needing = DataKey.objects.filter(epoch=epoch).count()
        if needing:
            raise KeyFileError(f"{needing} data keys are still wrapped under epoch {epoch}. Say: uberrima vault rotate")
        keyfile.write_without_previous(keyring.path(), keyfile.without_epoch(keys, epoch))


def check() -> dict[DataClass, tuple[int, int]]:
    """Unwrap every data key, use none: class → (that unwrap, that do not)."""
    found = dict.fromkeys(DataClass, (0, 0))
    keys = keyring.keys()
    for row in DataKey.objects.order_by("id").iterator(2000):
        data_class = sealed.CLASS_OF[row.data_class]
        good, bad = found[data_class]
        found[data_class] = (good + 1, bad) if _secret(row, keys) is not None else (good, bad + 1)
    return found


def _rewrapped(row: DataKey, keys: Keys, suite: Suite) -> bool:
    secret = _secret(row, keys)
    if secret is None:
        return False
    data_class = sealed.CLASS_OF[row.data_class]
    class_key = keys.of(data_class, keys.epoch)
    row.wrapped = sealed.wrap(
        class_key, secret, subject=row.subject, data_class=data_class, epoch=keys.epoch, suite=suite
    )
    row.commitment = suite.commitment(secret)
    row.epoch = keys.epoch
    return _secret(row, keys) == secret


def _secret(row: DataKey, keys: Keys) -> bytes | None:
    try:
        data_class = sealed.CLASS_OF[row.data_class]
        wrapped = bytes(row.wrapped)
        _, epoch = sealed.wrapped_by(wrapped)
        return sealed.unwrap(
            keys.of(data_class, epoch), wrapped, bytes(row.commitment), subject=row.subject, data_class=data_class
        )
    except (Unreadable, KeyMissing):
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time writes the key file."""
    with keyring.path().with_name(keyring.path().name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _listed(epochs: list[int]) -> str:
    return ", ".join(map(str, epochs))
