"""The key file: class keys by epoch, and the index key. Written safely, read exactly or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from uberrima.core.privacy import DataClass
from uberrima.foundation.vault.errors import KeyFileError, KeyMissing

TITLE = "uberrima-keys/1"
PREVIOUS = ".previous"
BESIDE = ".new"
#: epochs are two bytes in every sealed value, and 0 is none
LAST_EPOCH = 65535
_LINE = re.compile(r"(class-(contact|financial|medical)|index) (0|[1-9][0-9]{0,4}) ([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What the key file holds. Printing it shows no key."""

    #: key that wraps data keys, by class and epoch: 32 bytes
    classes: dict[tuple[DataClass, int], bytes] = field(repr=False)
    #: key of the blind indexes: 32 bytes
    index: bytes = field(repr=False)

    @property
    def epoch(self) -> int:
        """The newest epoch; new data keys are wrapped under it."""
        return max((epoch for _, epoch in self.classes), default=0)

    @property
    def epochs(self) -> list[int]:
        """All epochs that are still there."""
        return sorted({epoch for _, epoch in self.classes})

    def of(self, data_class: DataClass, epoch: int) -> bytes:
        """The key of a class in an epoch.

        :raises KeyMissing: when this key file has none.
        """
        key = self.classes.get((data_class, epoch))
        if key is None:
            raise KeyMissing(data_class.value, epoch)
        return key


def made() -> Keys:
    """A new set of keys, epoch 1."""
    return Keys(
        classes={(data_class, 1): secrets.token_bytes(32) for data_class in DataClass},
        index=secrets.token_bytes(32),
    )


def with_next_epoch(keys: Keys) -> Keys:
    """The same with one epoch more.

    :raises KeyFileError: when all epochs are used up.
    """
    epoch = keys.epoch + 1
    if epoch > LAST_EPOCH:
        raise KeyFileError(f"Epoch {LAST_EPOCH} was the last one. Begin a new vault.")
    new = {(data_class, epoch): secrets.token_bytes(32) for data_class in DataClass}
    return replace(keys, classes=keys.classes | new)


def without_epoch(keys: Keys, epoch: int) -> Keys:
    """The same without one epoch."""
    return replace(keys, classes={place: key for place, key in keys.classes.items() if place[1] != epoch})


def as_bytes(keys: Keys) -> bytes:
    """The file's content: a title, one line a key, and the SHA-256 of all that."""
    lines = [TITLE]
    lines += [
        f"class-{data_class.value} {epoch} {key.hex()}"
        for (data_class, epoch), key in sorted(keys.classes.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    lines.append(f"index 0 {keys.index.hex()}")
    body = "".join(line + "\n" for line in lines)
    return f"{body}sha256 {hashlib.sha256(body.encode()).hexdigest()}\n".encode()


def from_bytes(content: bytes, name: str) -> Keys:
    """Read a key file's content. It is exact to the byte, or refused.

    :raises KeyFileError: saying what is wrong, and never a byte of a key.
    """
    if not content:
        raise KeyFileError(_message(name, "is empty"))
    body, mark, sum_ = content.rpartition(b"sha256 ")
    if not mark or sum_ != hashlib.sha256(body).hexdigest().encode() + b"\n":
        raise KeyFileError(_message(name, "is torn or was changed: its SHA-256 does not fit"))
    first, *lines = body.decode("ascii", errors="replace").splitlines()
    if first != TITLE:
        raise KeyFileError(_message(name, f"does not begin with {TITLE}"))
    classes: dict[tuple[DataClass, int], bytes] = {}
    index: bytes | None = None
    for number, line in enumerate(lines, start=2):
        found = _LINE.fullmatch(line)
        if found is None:
            raise KeyFileError(_message(name, f"line {number} is not a key"))
        data_class, epoch, key = found[2], int(found[3]), bytes.fromhex(found[4])
        if data_class is None:
            index = key
        elif 1 <= epoch <= LAST_EPOCH:
            classes[DataClass(data_class), epoch] = key
    if index is None or not classes:
        raise KeyFileError(_message(name, "lacks the index key, or every class key"))
    keys = Keys(classes=classes, index=index)
    if as_bytes(keys) != content:
        raise KeyFileError(_message(name, "is not written as this program writes it"))
    return keys


def load(path: Path) -> Keys:
    """Read the key file.

    :raises KeyFileError: when there is none, when others may read it, or when it is not exact.
    """
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeyFileError(_message(str(path), "does not exist. Make one: uberrima vault init")) from None
    except OSError as error:
        raise KeyFileError(_message(str(path), f"cannot be read: {error.strerror}")) from None
    if mode & 0o077:
        raise KeyFileError(_message(str(path), f"may be read by others. Say: chmod 600 {path}"))
    return from_bytes(content, str(path))


def write(path: Path, keys: Keys) -> None:
    """Write the key file: beside it, flushed to disk, then put in its place. What was there is kept as ``….previous``.

    Whoever is killed at any point leaves the old file or the new one, whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        _put(path.with_name(path.name + PREVIOUS), path.read_bytes())
    _put(path, as_bytes(keys))
    if as_bytes(load(path)) != as_bytes(keys):
        raise KeyFileError(_message(str(path), "does not read as it was written"))


def write_without_previous(path: Path, keys: Keys) -> None:
    """Write the key file and keep nothing of what was there: an epoch that is destroyed must not live on beside it.

    Whoever is killed on the way does it again. The file system may still hold the old blocks: see docs/howto/keys.md.
    """
    previous = path.with_name(path.name + PREVIOUS)
    for left in (previous, previous.with_name(previous.name + BESIDE)):
        if left.exists():
            with left.open("r+b") as file:
                file.write(bytes(left.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            left.unlink()
    _flush_folder(path.parent)
    _put(path, as_bytes(keys))


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + BESIDE)
    beside.unlink(missing_ok=True)  # left by somebody who was killed
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _message(name: str, cause: str) -> str:
    return f"The key file {name} {cause}. Nothing is sealed or opened with it. The one before lies beside it as {PREVIOUS}; see docs/howto/keys.md."
