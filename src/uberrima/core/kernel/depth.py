"""How deeply a value read from a file is nested. Honest records are flat; deep ones are refused before they exhaust the stack."""

from __future__ import annotations

#: Levels that a wording, a case or a record may have.
MAX_DEPTH = 12


def too_deep(value: object, most: int = MAX_DEPTH) -> bool:
    """Whether lists and mappings are nested in more than ``most`` levels. Walks without recursion."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
        ]
        if not level:
            return False
    return any(isinstance(item, dict | list) for item in level)
