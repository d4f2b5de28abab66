"""Deterministic, length-prefixed bytes of plain values, and the hash over them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time


def canonical(value: object) -> bytes:
    """Encode a value of strings, whole numbers, truths, days, lists and mappings.

    Each value is a tag, its length in bytes in decimal, a colon and its content; mappings are sorted by their keys' bytes. So two
    different values never share an encoding, and layout, comments and order of keys in a file do not count.

    :raises TypeError: for anything else, floats above all.
    """
    if value is None:
        return b"n0:"
    if isinstance(value, bool):
        return b"b1:" + (b"1" if value else b"0")
    if isinstance(value, int):
        return _framed(b"i", str(value).encode())
    if isinstance(value, str):
        return _framed(b"s", value.encode())
    if isinstance(value, datetime | date | time):
        return _framed(b"d", value.isoformat().encode())
    if isinstance(value, list | tuple):
        return _framed(b"l", b"".join(canonical(item) for item in value))
    if isinstance(value, Mapping):
        items = sorted((canonical(str(key)), canonical(inner)) for key, inner in value.items())
        return _framed(b"m", b"".join(key + inner for key, inner in items))
    raise TypeError(f"no canonical bytes for {type(value).__name__}")


def _framed(tag: bytes, content: bytes) -> bytes:
    return tag + str(len(content)).encode() + b":" + content


def content_hash(value: object) -> str:
    """SHA-256 over the canonical bytes, as ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()
