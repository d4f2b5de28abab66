"""Rotation may be killed at any moment: everything opens all the while, and it goes on where it was (F5)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.rooms.vault.world import CONTACT, LIN, MEDICAL, WANG, permit_for, place_of
from uberrima.core.privacy import DataClass
from uberrima.foundation.vault import api, keyfile, rotation
from uberrima.foundation.vault.models import DataKey

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_process_that_dies(do: Callable[[], object], after: float | None = None) -> None:
    """Do it in a process of its own, with a connection of its own, and kill that."""
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None
            do()
        finally:
            os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def many(number: int) -> dict[UUID, bytes]:
    """So many people, each with a sealed name."""
    people = [UUID(int=n + 1) for n in range(number)]
    with api.batch_trail("made"), transaction.atomic():
        return {person: api.seal(person, CONTACT, place_of(row=person), f"name {person}") for person in people}


def all_open(values: dict[UUID, bytes]) -> bool:
    with api.batch_trail("looked at"):
        found = {
            person: api.unseal(permit_for(person), CONTACT, place_of(row=person), sealed)
            for person, sealed in values.items()
        }
    return found == {person: f"name {person}" for person in values}


def test_killed_at_every_hundredth_it_goes_on_and_everything_opens(key_file: Path) -> None:
    values = many(100)
    few = dict(list(values.items())[::40])
    for done in range(1, 101):
        in_a_process_that_dies(lambda: rotation.rotate(batch=1, after_batch=die))
        assert keyfile.load(key_file).epochs == [1, 2]
        assert DataKey.objects.filter(epoch=2).count() == done
        assert rotation.check()[CONTACT] == (100, 0)
        assert all_open(few)
    assert all_open(values)
    assert rotation.status().data_keys == {2: 100}


def test_killed_at_any_moment_nothing_is_lost() -> None:
    values, dice, stages = many(100), Random(5), set()
    for _ in range(25):
        in_a_process_that_dies(lambda: rotation.rotate(batch=7), after=dice.random() * 0.12)
        assert rotation.check()[CONTACT] == (100, 0)
        stages.add(tuple(rotation.status().data_keys.items()))
    assert all_open(values)
    assert len(stages) > 1
    rotation.rotate()
    assert len(rotation.status().data_keys) == 1


def test_a_rotation_that_is_through_begins_a_new_epoch_and_a_broken_one_does_not() -> None:
    many(5)
    assert rotation.rotate() == rotation.Rotated(epoch=2, rewrapped=5, unreadable=0)
    in_a_process_that_dies(lambda: rotation.rotate(batch=2, after_batch=die))
    assert rotation.rotate() == rotation.Rotated(epoch=3, rewrapped=3, unreadable=0)


def test_what_does_not_unwrap_is_counted_and_left_as_it_is() -> None:
    many(3)
    spoilt = DataKey.objects.order_by("id")[1]
    DataKey.objects.filter(pk=spoilt.pk).update(wrapped=bytes(len(spoilt.wrapped)))
    done = rotation.rotate(batch=1)
    assert (done.rewrapped, done.unreadable) == (2, 1)
    assert bytes(DataKey.objects.get(pk=spoilt.pk).wrapped) == bytes(len(spoilt.wrapped))


def test_while_another_process_rotates_a_request_sees_its_new_epoch(key_file: Path) -> None:
    sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    in_a_process_that_dies(rotation.rotate)
    assert all_epochs() == {2}
    api.seal(WANG, MEDICAL, place_of(), "x")
    assert all_epochs() == {2}
    with api.batch_trail("page"):
        assert api.unseal(permit_for(), CONTACT, place_of(), sealed) == "林晓岚"


def all_epochs() -> set[int]:
    return set(DataKey.objects.values_list("epoch", flat=True))


def test_an_old_epoch_is_destroyed_only_when_nothing_needs_it(key_file: Path) -> None:
    values = many(4)
    with pytest.raises(api.KeyFileError, match="newest"):
        rotation.destroy(1)
    in_a_process_that_dies(lambda: rotation.rotate(batch=2, after_batch=die))
    with pytest.raises(api.KeyFileError, match="2 data keys"):
        rotation.destroy(1)
    with pytest.raises(api.KeyFileError, match="no epoch 9"):
        rotation.destroy(9)
    rotation.rotate()
    old = {row.subject: bytes(row.wrapped) for row in DataKey.objects.all()}
    rotation.destroy(1)
    assert keyfile.load(key_file).epochs == [2]
    assert not key_file.with_name("vault.keys.previous").exists()
    assert all_open(values)
    assert old == {row.subject: bytes(row.wrapped) for row in DataKey.objects.all()}


def test_a_backup_from_before_opens_for_nobody_after_the_old_epoch_is_destroyed() -> None:
    values = many(2)
    erased, kept = values
    backup = {row.subject: (bytes(row.wrapped), bytes(row.commitment)) for row in DataKey.objects.all()}
    DataKey.objects.filter(subject=erased).delete()
    rotation.rotate()
    rotation.destroy(1)
    DataKey.objects.create(
        subject=erased, data_class=1, epoch=1, wrapped=backup[erased][0], commitment=backup[erased][1],
        created_at=DataKey.objects.get(subject=kept).created_at,
    )  # fmt: skip
    with api.batch_trail("page"):
        with pytest.raises(api.KeyMissing):
            api.unseal(permit_for(erased), CONTACT, place_of(row=erased), values[erased])
        assert api.unseal(permit_for(kept), CONTACT, place_of(row=kept), values[kept]) == f"name {kept}"


def test_who_destroys_an_epoch_waits_for_who_is_making_a_key(key_file: Path) -> None:
    many(1)
    rotation.rotate()
    with transaction.atomic():
        api.seal(LIN, DataClass.MEDICAL, place_of(), "x")
        in_a_process_that_dies(lambda: rotation.destroy(1), after=0.3)
    assert keyfile.load(key_file).epochs == [1, 2]
    rotation.destroy(1)
    assert keyfile.load(key_file).epochs == [2]
