"""The two suites of ciphers, each named by one byte: AES-256-GCM with SHA-256, and SM4-GCM with SM3."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
TAG = 16

#: (nonce, data, associated data) → sealed or opened data; opening raises InvalidTag
Crypt = Callable[[bytes, bytes, bytes], bytes]
#: message → 32 bytes
Mac = Callable[[bytes], bytes]


class Suite(ABC):
    """A cipher with associated data, and the hash that goes with it."""

    #: the byte that names it
    id: int
    #: as settings and people name it
    name: str
    #: bytes of a cipher key; it is derived from a secret of 32 bytes, so that one secret never serves two ciphers
    key_length: int
    hash: hashes.HashAlgorithm

    @abstractmethod
    def crypt(self, key: bytes) -> tuple[Crypt, Crypt]:
        """How to seal and how to open under a cipher key."""

    def mac(self, key: bytes) -> Mac:
        """HMAC under a key. The key is taken in once: for a short message that is most of the time."""
        keyed = HMAC(key, self.hash)

        def over(message: bytes) -> bytes:
            context = keyed.copy()
            context.update(message)
            return context.finalize()

        return over

    def derive(self, secret: bytes, purpose: bytes, length: int) -> bytes:
        """HKDF from a secret of 32 bytes."""
        return HKDF(algorithm=self.hash, length=length, salt=None, info=b"uberrima-vault/1 " + purpose).derive(secret)

    def ciphers(self, secret: bytes, purpose: bytes) -> tuple[Crypt, Crypt]:
        """How to seal and how to open under a key derived from a secret for a purpose."""
        return self.crypt(self.derive(secret, purpose + b" " + bytes((self.id,)), self.key_length))

    def commitment(self, secret: bytes) -> bytes:
        """16 bytes that fit this secret alone. GCM by itself lets one ciphertext be opened under two keys."""
        return self.derive(secret, b"commit", 16)


class Aes(Suite):
    """AES-256-GCM, HMAC and HKDF with SHA-256."""

    id = 0x01
    name = "aes-256-gcm"
    key_length = 32
    hash = hashes.SHA256()

    def crypt(self, key: bytes) -> tuple[Crypt, Crypt]:
        """The cipher object is made once for a key: that is a third of the time of a short field."""
        cipher = AESGCM(key)
        return cipher.encrypt, cipher.decrypt


class Sm4(Suite):
    """SM4-GCM (GB/T 32907, RFC 8998), HMAC and HKDF with SM3 (GB/T 32905)."""

    id = 0x02
    name = "sm4-gcm"
    key_length = 16
    hash = hashes.SM3()

    def crypt(self, key: bytes) -> tuple[Crypt, Crypt]:
        """A new cipher context for each value: the package offers no quicker way for SM4."""
        block = algorithms.SM4(key)

        def seal(nonce: bytes, data: bytes, associated: bytes) -> bytes:
            context = Cipher(block, modes.GCM(nonce)).encryptor()
            context.authenticate_additional_data(associated)
            return context.update(data) + context.finalize() + context.tag

        def open_(nonce: bytes, data: bytes, associated: bytes) -> bytes:
            if len(data) < TAG:
                raise InvalidTag
            context = Cipher(block, modes.GCM(nonce, data[-TAG:])).decryptor()
            context.authenticate_additional_data(associated)
            return context.update(data[:-TAG]) + context.finalize()

        return seal, open_


AES, SM4 = Aes(), Sm4()
SUITES: dict[int, Suite] = {suite.id: suite for suite in (AES, SM4)}
BY_NAME: dict[str, Suite] = {suite.name: suite for suite in (AES, SM4)}
