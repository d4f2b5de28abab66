"""Reads the figures of a text back, and says which figures a clause holds: words and figures cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from uberrima.core.explanation.context import Context
from uberrima.core.kernel.money import plain
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import Amount, Band, Clause, Condition, Count, Value

_REFERENCE = re.compile(r"`[^`]*`|(?:条款|[Cc]lauses?)\s*[^\s，。；：、（）()\[\],;:*]+")
_ZH_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_DAY = re.compile(r"(?<![\w.-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])(\d[\d,]*(?:\.\d+)?)(?: (\d+)/(\d+))?\s?(%|万)?")


def numbers_in(text: str) -> tuple[str, ...]:
    """Every figure of a text in one form: ``10000``, ``80%``, ``33 1/3%``, ``2025-01-31``; numbers of clauses left out.

    Names in backticks are no figures. ``1.5万`` is read as 15000, ``10,000.00`` as 10000.
    """
    found: list[str] = []

    def day(match: re.Match[str]) -> str:
        found.append(date(int(match[1]), int(match[2]), int(match[3])).isoformat())
        return " "

    rest = _DAY.sub(day, _ZH_DAY.sub(day, _REFERENCE.sub(" ", text)))
    return (*found, *(_figure(match) for match in _NUMBER.finditer(rest)))


def _figure(match: re.Match[str]) -> str:
    value = Fraction(match[1].rstrip(",").replace(",", ""))
    if match[2]:
        value += Fraction(int(match[2]), int(match[3]))
    if match[4] == "%":
        return percent(value / 100)
    return number(value * 10_000 if match[4] == "万" else value)


def number(value: Fraction) -> str:
    """A number in the form of :func:`numbers_in`; what is no decimal is written as a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.normalize():f}" if Fraction(exact) == value else str(value)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a clause, in the form of :func:`numbers_in`."""

    #: each of these groups must be told by one of its members (a bound can be told as 65 or as over 64)
    needed: tuple[frozenset[str], ...]
    #: further figures that may be told: the other part of a share
    also: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Every figure that may be told."""
        return self.also.union(*self.needed)

    def missing(self, told: Iterable[str]) -> tuple[frozenset[str], ...]:
        """Groups that a text does not tell."""
        have = set(told)
        return tuple(group for group in self.needed if not group & have)


def figures_of(context: Context, clause: Clause) -> Figures:
    """The figures that the fields of a clause hold."""
    needed: list[frozenset[str]] = []
    also: set[str] = set()
    for name, value in clause.values.items():
        if name == "per" and clause.kind.name == "days" and not clause.has("days"):
            continue  # a pool without an end begins anew in no period
        needed += [frozenset({told}) for told in _of_value(context, name, value)]
        if name in {"pays", "bears"} and isinstance(value, Fraction):
            also.add(percent(1 - value))
        if name == "bands":
            also |= {percent(1 - band.pays) for band in clause.bands()}
    for condition in (*clause.when, *clause.unless):
        needed += _of_condition(context, condition)
    needed += [frozenset({day.isoformat()}) for day in (clause.start, context.ends(clause)) if day is not None]
    return Figures(needed=tuple(dict.fromkeys(needed)), also=frozenset(also))


def _of_value(context: Context, name: str, value: Value) -> Iterator[str]:
    if isinstance(value, Amount):
        yield from _of_amount(context, value)
    elif isinstance(value, Count):
        known = context.count(value)
        if known is not None:
            yield str(known)
    elif isinstance(value, Fraction):
        yield percent(value)
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, tuple):
        for band in value:
            if isinstance(band, Band):
                yield percent(band.pays)
                yield from _of_amount(context, band.upto) if band.upto is not None else ()
    elif isinstance(value, str) and (name == "contact" or (name == "per" and ":" in value)):
        yield from numbers_in(value.replace(":", " "))


def _of_amount(context: Context, amount: Amount) -> Iterator[str]:
    known = context.chosen_number(amount.name) if amount.source == "choice" else amount.value
    if amount.source != "fact" and known is not None:
        yield _money(context, known)
    if amount.rate is not None:
        yield percent(amount.rate)
    if amount.per_extra_member:
        yield from (_money(context, amount.per_extra_member), str(amount.above))
        if amount.most is not None:
            yield _money(context, amount.most)
    times = context.chosen_number(amount.times) if amount.times else None
    if times is not None:
        yield str(times)
    worked_out = context.worked_out(amount)
    if worked_out is not None:
        yield _money(context, worked_out)


def _money(context: Context, minor: int) -> str:
    return number(Fraction(plain(minor, context.currency)))


def _of_condition(context: Context, condition: Condition) -> list[frozenset[str]]:
    """A bound may be told as it is, or by the number beside it: ``..17`` is under 18."""
    if condition.form == "money":
        return [frozenset({_money(context, end)}) for ends in condition.ranges for end in ends if end is not None]
    groups = []
    for low, high in condition.ranges:
        if low is not None:
            groups.append(frozenset({str(low)}))
        if high is not None:
            groups.append(frozenset({str(high), str(high + 1)}))
    if condition.form == "code":
        groups += [frozenset({told}) for value in condition.values for told in numbers_in(value)]
    return groups
