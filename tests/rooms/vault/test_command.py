"""``uberrima vault`` says what it did, never a key, and ends with 1 where something is not as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.vault.world import CONTACT, LIN, MEDICAL, place_of
from uberrima.cli import main, vault
from uberrima.foundation.vault import api, keyfile
from uberrima.foundation.vault.models import DataKey


def test_a_key_file_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new" / "vault.keys"
    assert main(["vault", "init", "--file", str(path)]) == 0
    content = path.read_bytes()
    assert main(["vault", "init", "--file", str(path)]) == 1
    assert path.read_bytes() == content
    told = capsys.readouterr().out
    assert not any(word[:8] in told for word in content.decode().split() if len(word) == 64)


@pytest.mark.django_db(transaction=True)
def test_status_check_rotate_and_destroy_say_how_things_stand(
    key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.seal(LIN, CONTACT, place_of(), "x")
    api.seal(LIN, MEDICAL, place_of(), "x")
    assert vault._rotate(10) == vault._status() == vault._check() == vault._destroy(1) == 0
    assert capsys.readouterr().out.splitlines() == [
        "epoch 2: 2 data keys wrapped anew, 0 do not unwrap",
        "new values: aes-256-gcm",
        "epoch 1: 0 data keys, in the key file",
        "epoch 2: 2 data keys, in the key file",
        "contact: 1 data keys unwrap, 0 do not",
        "financial: 0 data keys unwrap, 0 do not",
        "medical: 1 data keys unwrap, 0 do not",
        "epoch 1 is gone from the key file. Copies of the old file are yours to destroy: see docs/howto/keys.md.",
    ]
    DataKey.objects.filter(data_class=1).update(commitment=bytes(16))
    assert vault._check() == 1
    keyfile.write(key_file, keyfile.made())
    assert vault._status() == 1
    assert "epoch 2: 2 data keys, NOT in the key file" in capsys.readouterr().out
