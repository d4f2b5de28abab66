"""The key file is exact or refused: torn, flipped, swapped, half written, seen by others (F4)."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from uberrima.core.privacy import DataClass
from uberrima.foundation.vault import keyfile
from uberrima.foundation.vault.errors import KeyFileError, KeyMissing

ROOT = Path(__file__).parents[3]
KEYS = keyfile.made()
CONTENT = keyfile.as_bytes(keyfile.with_next_epoch(KEYS))


def secrets_in(content: bytes) -> list[str]:
    return [word for word in content.decode().split() if len(word) == 64]


def refused(content: bytes) -> None:
    with pytest.raises(KeyFileError) as told:
        keyfile.from_bytes(content, "vault.keys")
    message = str(told.value)
    assert "vault.keys" in message
    assert not any(secret[:8] in message for secret in secrets_in(CONTENT))


def test_what_is_written_is_read() -> None:
    assert keyfile.as_bytes(keyfile.from_bytes(CONTENT, "")) == CONTENT
    assert keyfile.from_bytes(CONTENT, "").epochs == [1, 2]


def test_every_length_but_the_whole_is_refused() -> None:
    for length in range(len(CONTENT)):
        refused(CONTENT[:length])
    for more in (b"\n", b" ", b"\x00", CONTENT):
        refused(CONTENT + more)


def test_every_flipped_bit_is_refused() -> None:
    for bit in range(len(CONTENT) * 8):
        changed = bytearray(CONTENT)
        changed[bit // 8] ^= 1 << (bit % 8)
        refused(bytes(changed))


def resealed(body: bytes) -> bytes:
    return body + b"sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"uberrima-keys/1", b"uberrima-keys/2"),
        lambda body: body.replace(b"class-medical 1 ", b"class-medical 01 "),
        lambda body: body.replace(b"class-medical 1 ", b"class-medical 70000 "),
        lambda body: body.replace(b"class-medical 1 ", b"class-medical 0 "),
        lambda body: body.replace(b"class-medical 1 ", b"class-dental 1 "),
        lambda body: body.replace(b"index 0 ", b"index 1 "),
        lambda body: body.replace(b"\n", b"\r\n"),
        lambda body: body + body.splitlines(keepends=True)[1],
        lambda body: b"".join(sorted(body.splitlines(keepends=True))),
        lambda body: b"".join(line for line in body.splitlines(keepends=True) if not line.startswith(b"index")),
        lambda body: b"".join(line for line in body.splitlines(keepends=True) if not line.startswith(b"class")),
        lambda body: body.upper(),
    ],
)
def test_what_is_summed_right_and_written_otherwise_is_refused(change: object) -> None:
    body = CONTENT[: CONTENT.index(b"sha256")]
    assert resealed(body) == CONTENT
    assert callable(change)
    refused(resealed(change(body)))


def test_printing_keys_shows_none() -> None:
    assert not any(secret[:8] in repr(KEYS) for secret in secrets_in(CONTENT))
    assert not any(key.hex()[:8] in repr(KEYS) or str(key) in repr(KEYS) for key in KEYS.classes.values())


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    keyfile.write(path, KEYS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keyfile.load(path)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="uberrima vault init"):
        keyfile.load(tmp_path / "other.keys")


def test_what_was_there_is_kept_until_an_epoch_is_destroyed(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    keyfile.write(path, KEYS)
    second = keyfile.with_next_epoch(KEYS)
    keyfile.write(path, second)
    previous = tmp_path / "vault.keys.previous"
    assert previous.read_bytes() == keyfile.as_bytes(KEYS)
    assert stat.S_IMODE(previous.stat().st_mode) == 0o600
    keyfile.write_without_previous(path, keyfile.without_epoch(second, 1))
    assert keyfile.load(path).epochs == [2]
    assert [file.name for file in tmp_path.iterdir()] == ["vault.keys"]


def test_a_stale_half_written_file_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    (tmp_path / "vault.keys.new").write_bytes(CONTENT[:50])
    keyfile.write(path, KEYS)
    assert keyfile.as_bytes(keyfile.load(path)) == keyfile.as_bytes(KEYS)


def test_a_missing_class_is_named_and_the_others_work() -> None:
    body = b"".join(
        line for line in CONTENT.splitlines(keepends=True) if not line.startswith((b"class-medical", b"sha"))
    )
    keys = keyfile.from_bytes(resealed(body), "vault.keys")
    assert len(keys.of(DataClass.CONTACT, 2)) == 32
    with pytest.raises(KeyMissing, match="class medical, epoch 1"):
        keys.of(DataClass.MEDICAL, 1)


WRITER = """
import sys
from pathlib import Path
from uberrima.foundation.vault import keyfile
path = Path(sys.argv[1])
keys = keyfile.load(path)
print("begun", flush=True)
while True:
    keys = keyfile.with_next_epoch(keyfile.without_epoch(keys, keys.epoch - 1))
    keyfile.write(path, keys)
"""


def test_whoever_is_killed_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path, dice, seen = tmp_path / "vault.keys", Random(4), set()
    keyfile.write(path, KEYS)
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT / "src"))},
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(dice.random() * 0.05)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        seen.add(keyfile.load(path).epoch)
        previous = path.with_name("vault.keys.previous")
        if previous.exists():
            keyfile.load(previous)
    assert len(seen) > 1
