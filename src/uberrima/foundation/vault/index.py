"""Blind indexes: a value can be looked for without being opened, and four bytes of a keyed hash tell nothing else."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from uberrima.foundation.vault.suites import Mac

#: 32 bits: among ten million people one look-up in 430 finds somebody else besides, and he is sorted out once opened
LENGTH = 4


def folded(value: str) -> str:
    """The one spelling that a value is looked for by: NFKC, capitals, no spaces, nothing that cannot be seen."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
        value = "".join(c for c in value if unicodedata.category(c) not in {"Cf", "Cc", "Zl", "Zp"})
    return "".join(value.split()).upper()


@lru_cache(maxsize=64)
def _label(kind: str) -> bytes:
    name = kind.encode()
    return b"uberrima-index/1" + len(name).to_bytes(2) + name


def blind(mac: Mac, kind: str, value: str) -> bytes:
    """Four bytes that are the same for the same value of the same kind."""
    return mac(_label(kind) + folded(value).encode())[:LENGTH]
