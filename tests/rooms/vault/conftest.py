"""A key file of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from uberrima.foundation.vault import keyfile


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, settings: Settings) -> Path:
    """The key file of this test."""
    path = tmp_path / "vault.keys"
    keyfile.write(path, keyfile.made())
    settings.VAULT_KEYS = path
    settings.VAULT_SUITE = "aes-256-gcm"
    return path
