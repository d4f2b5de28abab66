"""Plain text tables that stay straight with Chinese in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Columns that a text takes on a screen: Chinese signs take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clipped(text: str, most: int) -> str:
    """A text cut to so many columns, with an ellipsis where something is missing."""
    if width(text) <= most:
        return text
    kept, used = "", 1
    for char in text:
        used += width(char)
        if used > most:
            break
        kept += char
    return kept + "…"


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset(), most: int = 60
) -> str:
    """Rows under a head, columns aligned; those in ``right`` to the right."""
    cells = [[clipped(cell, most) for cell in row] for row in ([*head], *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        parts = []
        for column, cell in enumerate(row):
            space = " " * (widths[column] - width(cell))
            parts.append(space + cell if column in right else cell + space)
        return "  ".join(parts).rstrip()

    rule = "  ".join("─" * w for w in widths)
    return "\n".join([line(cells[0]), rule, *(line(row) for row in cells[1:])])
