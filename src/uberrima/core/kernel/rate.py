"""Rates as exact fractions: ``80%``, ``0.1%``, ``33 1/3%``, ``2/37``."""

from __future__ import annotations

import re
from fractions import Fraction

_PERCENT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?%")
_MIXED = re.compile(r"([0-9]{1,9}) ([0-9]{1,9})/([0-9]{1,9})%")
_RATIO = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


class BadRate(ValueError):
    """The text is not a rate; the message says what one looks like."""


def parse_rate(text: object) -> Fraction:
    """Turn ``"80%"`` into 4/5. Rates are never negative.

    :raises BadRate: for anything that is not a percentage or a ratio written as a string.
    """
    if isinstance(text, str):
        if match := _PERCENT.fullmatch(text):
            part = match.group(2) or ""
            return Fraction(int(match.group(1) + part), 100 * 10 ** len(part))
        if match := _MIXED.fullmatch(text):
            whole, top, bottom = (int(g) for g in match.groups())
            if bottom:
                return Fraction(whole * bottom + top, 100 * bottom)
        if (match := _RATIO.fullmatch(text)) and int(match.group(2)):
            return Fraction(int(match.group(1)), int(match.group(2)))
    raise BadRate('a rate is a string such as "80%", "33 1/3%" or "2/37"')


def percent(rate: Fraction) -> str:
    """4/5 → ``80%``; 1/3 → ``33 1/3%``. Exact, so that the figure can be read back."""
    value = rate * 100
    whole = value.numerator // value.denominator
    rest = value - whole
    if not rest:
        return f"{whole}%"
    for digits in (1, 2, 3, 4, 5, 6):
        if (rest * 10**digits).denominator == 1:
            return f"{whole}.{int(rest * 10**digits):0{digits}d}%"
    return f"{whole} {rest.numerator}/{rest.denominator}%"
