"""Data keys are made once, survive only what was committed, and never seal what could not be opened again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tests.rooms.vault.world import CONTACT, FINANCIAL, LIN, MEDICAL, WANG, permit_for, place_of
from uberrima.foundation.vault import api, keyfile
from uberrima.foundation.vault.models import DataKey

pytestmark = pytest.mark.django_db(transaction=True)


class Undone(Exception):
    """The business transaction fails."""


def sealed_and_undone() -> None:
    with transaction.atomic():
        api.seal(LIN, CONTACT, place_of(), "undone")
        raise Undone


def opened(sealed: bytes) -> str:
    """Lin's name, in a request of its own."""
    with api.batch_trail("test"):
        return api.unseal(permit_for(), CONTACT, place_of(), sealed)


def test_a_name_is_sealed_and_opened() -> None:
    sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    assert "林晓岚".encode() not in sealed
    assert opened(sealed) == "林晓岚"


def test_each_person_and_class_has_one_key() -> None:
    for subject in (LIN, WANG):
        for data_class in (CONTACT, MEDICAL, CONTACT, FINANCIAL, MEDICAL):
            api.seal(subject, data_class, place_of(), "x")
    assert DataKey.objects.count() == 6
    assert len({bytes(row.wrapped) for row in DataKey.objects.all()}) == 6


def test_a_key_that_was_rolled_back_seals_nothing_later() -> None:
    with api.batch_trail("test"):
        with pytest.raises(Undone):
            sealed_and_undone()
        assert DataKey.objects.count() == 0
        sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    assert opened(sealed) == "林晓岚"


def test_a_key_that_was_rolled_back_to_a_savepoint_seals_nothing_later() -> None:
    with api.batch_trail("test"), transaction.atomic():
        with pytest.raises(Undone):
            sealed_and_undone()
        sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
        again = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    assert opened(sealed) == opened(again) == "林晓岚"


def test_many_at_once_make_one_key_and_everything_opens() -> None:
    sealed: list[bytes] = []
    start = threading.Barrier(8)

    def seal() -> None:
        start.wait()
        with transaction.atomic():
            sealed.append(api.seal(LIN, CONTACT, place_of(), "林晓岚"))
        connection.close()

    threads = [threading.Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DataKey.objects.count() == 1
    assert [opened(value) for value in sealed] == ["林晓岚"] * 8


def test_keys_are_gone_when_the_request_is() -> None:
    sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    opened(sealed)
    DataKey.objects.all().delete()
    with pytest.raises(api.Unreadable):
        opened(sealed)


def test_the_suite_may_be_changed_and_changed_back(settings: Settings) -> None:
    values = []
    for suite in ("aes-256-gcm", "sm4-gcm", "aes-256-gcm"):
        settings.VAULT_SUITE = suite
        values.append(api.seal(LIN, CONTACT, place_of(), suite))
        values.append(api.seal(WANG, MEDICAL, place_of(), suite))
    assert [value[0] for value in values] == [1, 1, 2, 2, 1, 1]
    for suite in ("aes-256-gcm", "sm4-gcm"):
        settings.VAULT_SUITE = suite
        assert [opened(value) for value in values[::2]] == ["aes-256-gcm", "sm4-gcm", "aes-256-gcm"]


def test_a_suite_that_nobody_knows_is_refused(settings: Settings) -> None:
    settings.VAULT_SUITE = "rot13"
    with pytest.raises(api.KeyFileError, match="aes-256-gcm, sm4-gcm"):
        api.seal(LIN, CONTACT, place_of(), "x")


def test_one_missing_class_key_leaves_the_other_classes_working(key_file: Path) -> None:
    sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    illness = api.seal(LIN, MEDICAL, place_of("diagnosis"), "急性阑尾炎")
    keys = keyfile.load(key_file)
    for place in [place for place in keys.classes if place[0] is MEDICAL]:
        del keys.classes[place]
    keyfile.write(key_file, keys)
    assert opened(sealed) == "林晓岚"
    with pytest.raises(api.KeyMissing) as told, api.batch_trail("test"):
        api.unseal(permit_for(), MEDICAL, place_of("diagnosis"), illness)
    assert "medical" in str(told.value)
    assert "急性" not in str(told.value)
    with pytest.raises(api.KeyMissing):
        api.seal(WANG, MEDICAL, place_of(), "x")


@pytest.mark.parametrize("spoil", ["truncated", "flipped", "missing", "another's"])
def test_with_a_spoilt_key_file_nothing_is_sealed_with_a_wrong_key(key_file: Path, spoil: str) -> None:
    sealed = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    content = key_file.read_bytes()
    if spoil == "truncated":
        key_file.write_bytes(content[:-1])
    elif spoil == "flipped":
        key_file.write_bytes(bytes((content[0] ^ 1,)) + content[1:])
    elif spoil == "missing":
        key_file.unlink()
    else:
        keyfile.write(key_file, keyfile.made())
    wrong = api.Unreadable if spoil == "another's" else api.KeyFileError
    with pytest.raises(wrong):
        api.seal(LIN, CONTACT, place_of(), "x")
    with pytest.raises(wrong):
        opened(sealed)
    keyfile.write(key_file, keyfile.from_bytes(content, ""))
    assert opened(sealed) == "林晓岚"
