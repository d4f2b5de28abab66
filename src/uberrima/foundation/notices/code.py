"""The code on a letter: short enough to be typed, long enough not to be guessed, without characters that look alike."""

from __future__ import annotations

import secrets
from unicodedata import normalize

#: No I, L, O, U: people read them as 1, 1, 0 and V, or as words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, EACH = 3, 4


def new_code() -> str:
    """Sixty random bits in three groups: 7K3M-9QTX-2B4D."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(EACH)) for _ in range(GROUPS))


def read_code(typed: str) -> str:
    """A code as somebody typed it, in its one form; full-width, small, spaced and mistaken letters are put right.

    What is no code comes back as an empty text.
    """
    plain = normalize("NFKC", typed).upper().translate(str.maketrans("ILOU", "110V"))
    signs = "".join(sign for sign in plain if sign not in " -–—_.")
    if len(signs) != GROUPS * EACH or any(sign not in ALPHABET for sign in signs):
        return ""
    return "-".join(signs[at : at + EACH] for at in range(0, len(signs), EACH))
