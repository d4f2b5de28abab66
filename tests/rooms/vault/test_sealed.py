"""A sealed value opens where it stands, unchanged, under its person's key of its class; nowhere else and in no other way."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.vault.world import CONTACT, LIN, MEDICAL, WANG, place_of
from uberrima.core.privacy import DataClass
from uberrima.foundation.vault import sealed
from uberrima.foundation.vault.errors import NotSealed, Unreadable
from uberrima.foundation.vault.suites import AES, SM4, SUITES, Suite

SECRET = bytes(range(32))
BOTH = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)


def key_of(
    suite: Suite = AES, *, subject: UUID = LIN, data_class: DataClass = CONTACT, epoch: int = 1, secret: bytes = SECRET
) -> sealed.OpenKey:
    return sealed.OpenKey(secret, subject=subject, data_class=data_class, epoch=epoch, suite=suite)


def bits_of(content: bytes) -> Iterator[bytes]:
    for bit in range(len(content) * 8):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << (bit % 8)
        yield bytes(changed)


@BOTH
@given(content=st.binary(max_size=200))
def test_what_is_sealed_opens(suite: Suite, content: bytes) -> None:
    key = key_of(suite)
    assert sealed.unseal(key, place_of(), sealed.seal(key, place_of(), content)) == content


@BOTH
def test_the_form_is_as_it_is_written_down(suite: Suite) -> None:
    value = sealed.seal(key_of(suite, epoch=258), place_of(), "林晓岚".encode())
    assert value[:4] == bytes((suite.id, 1, 1, 2))
    assert len(value) == 32 + 16 == sealed.OVERHEAD + sealed.BLOCK
    assert "林晓岚".encode() not in value


def test_the_same_value_is_sealed_otherwise_each_time() -> None:
    assert len({sealed.seal(key_of(), place_of(), b"same")[4:] for _ in range(200)}) == 200


def test_names_are_all_of_one_length() -> None:
    lengths = {
        len(sealed.seal(key_of(), place_of(), name.encode())) for name in ("王梅", "林晓岚", "欧阳娜娜", "阿依古丽")
    }
    assert len(lengths) == 1


@BOTH
def test_every_flipped_bit_and_every_truncation_is_refused(suite: Suite) -> None:
    key = key_of(suite)
    value = sealed.seal(key, place_of(), b"110105194912310021")
    changes = [*bits_of(value), *(value[:length] for length in range(len(value))), value + b"\x00"]
    for changed in changes:
        with pytest.raises(Unreadable):
            sealed.unseal(key, place_of(), changed)


@BOTH
def test_moved_anywhere_else_it_is_refused(suite: Suite) -> None:
    value = sealed.seal(key_of(suite), place_of(), b"13812345678")
    for elsewhere in (
        place_of(column="phone"),
        place_of(row=WANG),
        place_of(table="people_account"),
        place_of("nam", table="people_persone"),
    ):
        with pytest.raises(Unreadable):
            sealed.unseal(key_of(suite), elsewhere, value)
    # The very same secret, so that nothing but what the value is bound to is in its way:
    for other in (key_of(suite, subject=WANG), key_of(suite, data_class=MEDICAL)):
        with pytest.raises(Unreadable):
            sealed.unseal(other, place_of(), value)
    with pytest.raises(Unreadable):
        sealed.unseal(key_of(suite, secret=bytes(32)), place_of(), value)


def test_a_value_opens_whichever_suite_is_the_one_for_new_values() -> None:
    old = sealed.seal(key_of(AES), place_of(), b"old")
    new = sealed.seal(key_of(SM4), place_of(), b"new")
    assert sealed.unseal(key_of(SM4), place_of(), old) == b"old"
    assert sealed.unseal(key_of(AES), place_of(), new) == b"new"


def test_ten_megabytes_are_sealed_and_one_byte_more_is_not() -> None:
    document = bytes(sealed.LARGEST)
    assert sealed.unseal(key_of(), place_of(), sealed.seal(key_of(), place_of(), document)) == document
    with pytest.raises(NotSealed, match="10 MB"):
        sealed.seal(key_of(), place_of(), document + b"\x00")


@given(content=st.binary(max_size=100))
def test_padding_comes_off_as_it_went_on(content: bytes) -> None:
    whole = sealed.padded(content)
    assert len(whole) % 16 == 0
    assert 1 <= len(whole) - len(content) <= 16
    assert sealed.unpadded(whole) == content


@pytest.mark.parametrize("content", [b"", bytes(16), b"x" * 16, b"\x80" + bytes(16), b"\x80", b"x\x80" + bytes(30)])
def test_what_is_not_padded_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        sealed.unpadded(content)


@BOTH
def test_a_wrapped_key_opens_for_its_person_class_and_class_key_alone(suite: Suite) -> None:
    class_key, commitment = b"k" * 32, suite.commitment(SECRET)
    wrapped = sealed.wrap(class_key, SECRET, subject=LIN, data_class=CONTACT, epoch=7, suite=suite)
    assert sealed.wrapped_by(wrapped) == (suite, 7)
    assert sealed.unwrap(class_key, wrapped, commitment, subject=LIN, data_class=CONTACT) == SECRET
    with pytest.raises(Unreadable):
        sealed.unwrap(b"j" * 32, wrapped, commitment, subject=LIN, data_class=CONTACT)
    with pytest.raises(Unreadable):
        sealed.unwrap(class_key, wrapped, commitment, subject=WANG, data_class=CONTACT)
    with pytest.raises(Unreadable):
        sealed.unwrap(class_key, wrapped, commitment, subject=LIN, data_class=MEDICAL)
    for changed in bits_of(wrapped):
        with pytest.raises(Unreadable):
            sealed.unwrap(class_key, changed, commitment, subject=LIN, data_class=CONTACT)
    for changed in bits_of(commitment):
        with pytest.raises(Unreadable):
            sealed.unwrap(class_key, wrapped, changed, subject=LIN, data_class=CONTACT)
