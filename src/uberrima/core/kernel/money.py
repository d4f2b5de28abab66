"""Money as whole minor units. No float, no binary fraction, no silent rounding."""

from __future__ import annotations

import re
from typing import NewType

#: An amount in minor units (分, cents, yen) of the product's currency.
Minor = NewType("Minor", int)

#: Decimals of the currencies by ISO 4217 (only those that are used; others have to be added here).
DECIMALS: dict[str, int] = {
    **dict.fromkeys(("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "IDR", "ILS", "INR"), 2),
    **dict.fromkeys(("MOP", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SAR", "SEK", "SGD", "THB", "TRY", "TWD"), 2),
    **dict.fromkeys(("USD", "ZAR"), 2),
    **dict.fromkeys(("JPY", "KRW", "VND"), 0),
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3),
}

#: No single amount may be larger: 10^11 minor units (a thousand million of a currency with two decimals).
#: It keeps every product of an amount with a rate's numerator inside 63 bits.
MAX_AMOUNT = 10**11

_AMOUNT = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,6}))?")


class InexactAmount(ValueError):
    """The text is not an exact amount of the currency; the message says why."""


def parse_amount(text: object, currency: str) -> Minor:
    """Turn ``"600.00"`` into 60000 minor units.

    :param text: digits with at most the currency's decimals; no sign, no unit, no thousands separator.
    :raises InexactAmount: when it is anything else, or above :data:`MAX_AMOUNT`.
    """
    decimals = DECIMALS[currency]
    if not isinstance(text, str):
        raise InexactAmount(f'an amount is a string such as "600.00", not {type(text).__name__}')
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise InexactAmount(
            f'not an amount of {currency}: write digits only, such as "600.00", without sign, unit or comma'
        )
    whole, part = match.group(1), match.group(2) or ""
    if len(part) > decimals:
        raise InexactAmount(f"{currency} has {decimals} decimals, this has {len(part)}")
    value = int(whole) * 10**decimals + int(part.ljust(decimals, "0") or "0")
    if value > MAX_AMOUNT:
        raise InexactAmount("larger than the largest amount that is computed exactly (10^11 minor units)")
    return Minor(value)


def plain(value: int, currency: str) -> str:
    """``60000`` → ``"600.00"``: the form that records use. Negative amounts keep their sign."""
    decimals = DECIMALS[currency]
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def grouped(value: int, currency: str) -> str:
    """``1234500`` → ``"12,345.00"``: the form that people read."""
    text = plain(value, currency)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, part = text.partition(".")
    return f"{sign}{int(whole):,}{dot}{part}"
