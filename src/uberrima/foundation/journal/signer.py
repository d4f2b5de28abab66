"""The key that signs checkpoints: a file of one line, whole or refused; and the check of signatures."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from uberrima.foundation.journal.errors import NoKey

_LINE = re.compile(r"uberrima-journal-key/1 ([0-9a-f]{64}) ([0-9a-f]{64})\n")


class Signer(Protocol):
    """Who signs: a key file here, a hardware module elsewhere."""

    #: 32 bytes
    public: bytes

    def sign(self, message: bytes) -> bytes:
        """Give an Ed25519 signature."""


class FileSigner:
    """Signs with the key of a file."""

    def __init__(self, path: Path) -> None:
        """Read the key.

        :raises NoKey: when the file is missing, torn or altered in any bit.
        """
        try:
            text = path.read_bytes().decode("ascii", errors="replace")
        except FileNotFoundError:
            raise NoKey(
                f"{path} does not exist. It is made at the first start; after a restore, bring it back."
            ) from None
        match = _LINE.fullmatch(text)
        if match is None or hashlib.sha256(bytes.fromhex(match[1])).hexdigest() != match[2]:
            raise NoKey(f"{path} is no whole journal key: torn or altered. Bring it back from where it is kept.")
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(match[1]))
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Give an Ed25519 signature."""
        return self._key.sign(message)


def make_key(path: Path) -> None:
    """Make a key file, readable by its owner alone, and the public key beside it (``.pub``). One that is there stays."""
    seed = secrets.token_bytes(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    line = f"uberrima-journal-key/1 {seed.hex()} {hashlib.sha256(seed).hexdigest()}\n"
    if _write_new(path, line, 0o600):
        public_path(path).unlink(missing_ok=True)
        _write_new(public_path(path), public.hex() + "\n", 0o644)


def public_path(path: Path) -> Path:
    """Where the public key lies."""
    return path.with_name(path.name + ".pub")


def public_key(path: Path) -> bytes:
    """Give the public key, without reading the private one where the public lies beside it.

    :raises NoKey: when neither can be read.
    """
    try:
        text = public_path(path).read_text(encoding="ascii")
    except FileNotFoundError:
        return FileSigner(path).public
    if not re.fullmatch("[0-9a-f]{64}\n?", text):
        raise NoKey(f"{public_path(path)} is no public key of 64 hexadecimal digits.")
    return bytes.fromhex(text.strip())


def _write_new(path: Path, text: str, mode: int) -> bool:
    """Write a file so that it is there whole or not at all; False where one is there already."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: whoever comes second must not replace the key of the first.
            os.link(half, path)
        except FileExistsError:
            return False
    finally:
        half.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Check an Ed25519 signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
