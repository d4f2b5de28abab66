"""The key file as this process holds it: read again as soon as the file is another one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from uberrima.foundation.vault import keyfile
from uberrima.foundation.vault.errors import KeyFileError
from uberrima.foundation.vault.keyfile import Keys
from uberrima.foundation.vault.suites import BY_NAME, Suite

_held: dict[Path, tuple[tuple[int, int, int, int], Keys]] = {}


def path() -> Path:
    """Where the key file lies: the setting VAULT_KEYS."""
    return Path(settings.VAULT_KEYS)


def keys() -> Keys:
    """The keys, as the file has them now. A rotation in another process is seen at once.

    :raises KeyFileError: when the file cannot be used.
    """
    where = path()
    try:
        found = where.stat()
    except OSError:
        return keyfile.load(where)  # which says what is wrong
    state = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
    held = _held.get(where)
    if held is None or held[0] != state:
        held = (state, keyfile.load(where))
        _held[where] = held
    return held[1]


def suite() -> Suite:
    """The suite that new values are sealed with: the setting VAULT_SUITE. What is there already opens under either.

    :raises KeyFileError: when the setting names none.
    """
    name = getattr(settings, "VAULT_SUITE", "aes-256-gcm")
    found = BY_NAME.get(name)
    if found is None:
        raise KeyFileError(f"VAULT_SUITE names no suite. Choose one of {', '.join(BY_NAME)}.")
    return found
