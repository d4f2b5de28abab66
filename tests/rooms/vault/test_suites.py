"""The ciphers give the bytes that their standards print, and the derivations are what their names say."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes

from uberrima.foundation.vault.suites import AES, SM4, SUITES, Suite

_MCGREW_A = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
_MCGREW_P = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)

# source, suite, key, nonce, plain, associated, sealed and tag
VECTORS = [
    (
        "McGrew and Viega, The Galois/Counter Mode of Operation, test case 13",
        AES, "00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b",
    ),
    (
        "the same, test case 14",
        AES, "00" * 32, "00" * 12, "00" * 16, "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ),
    (
        "the same, test case 16",
        AES, "feffe9928665731c6d6a8f9467308308" * 2, "cafebabefacedbaddecaf888", _MCGREW_P, _MCGREW_A,
        ("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"),
    ),
    (
        "RFC 8998, appendix A.1",
        SM4, "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        _MCGREW_A,
        ("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "suite", "key", "nonce", "plain", "associated", "sealed"), VECTORS)
def test_a_suite_gives_the_bytes_of_its_standard(
    source: str, suite: Suite, key: str, nonce: str, plain: str, associated: str, sealed: str
) -> None:
    close, open_ = suite.crypt(bytes.fromhex(key))
    place = (bytes.fromhex(nonce), bytes.fromhex(associated))
    assert close(place[0], bytes.fromhex(plain), place[1]).hex() == sealed
    assert open_(place[0], bytes.fromhex(sealed), place[1]).hex() == plain


@pytest.mark.parametrize(("source", "suite", "key", "nonce", "plain", "associated", "sealed"), VECTORS)
def test_a_suite_refuses_every_other_bit(
    source: str, suite: Suite, key: str, nonce: str, plain: str, associated: str, sealed: str
) -> None:
    _, open_ = suite.crypt(bytes.fromhex(key))
    parts = [bytes.fromhex(part) for part in (nonce, sealed, associated)]
    for which, part in enumerate(parts):
        for bit in range(len(part) * 8):
            changed = bytearray(part)
            changed[bit // 8] ^= 1 << (bit % 8)
            tried = [bytes(changed) if i == which else other for i, other in enumerate(parts)]
            with pytest.raises(InvalidTag):
                open_(*tried)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_gb_t_32905(message: bytes, digest: str) -> None:
    context = hashes.Hash(SM4.hash)
    context.update(message)
    assert context.finalize().hex() == digest


def hmac_said_again(suite: Suite, key: bytes, message: bytes) -> bytes:
    """HMAC as RFC 2104 defines it, over the bare hash."""

    def bare(content: bytes) -> bytes:
        context = hashes.Hash(suite.hash)
        context.update(content)
        return context.finalize()

    block = (key if len(key) <= 64 else bare(key)).ljust(64, b"\x00")
    inner = bare(bytes(b ^ 0x36 for b in block) + message)
    return bare(bytes(b ^ 0x5C for b in block) + inner)


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_derivations_are_hmac_and_hkdf_of_the_suites_own_hash(suite: Suite) -> None:
    key, message = bytes(range(32)), "林晓岚".encode()
    assert suite.mac(key)(message) == hmac_said_again(suite, key, message)
    extracted = hmac_said_again(suite, bytes(32), key)
    expanded = hmac_said_again(suite, extracted, b"uberrima-vault/1 commit\x01")
    assert suite.commitment(key) == expanded[:16]


def test_the_hmac_is_the_standard_library_s() -> None:
    assert AES.mac(b"k" * 32)(b"m") == hmac.new(b"k" * 32, b"m", hashlib.sha256).digest()


def test_one_secret_gives_each_suite_and_purpose_a_key_of_its_own() -> None:
    secret = bytes(range(32))
    keys = {
        suite.derive(secret, purpose + bytes((suite.id,)), 16)
        for suite in SUITES.values()
        for purpose in (b"field ", b"wrap ")
    }
    assert len(keys) == 4
