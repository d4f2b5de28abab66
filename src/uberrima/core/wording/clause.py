"""Resolved values: a clause whose fields are amounts, rates, counts and conditions instead of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, cast

from uberrima.core.wording.kinds.field import Kind


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A money field: a constant, a choice of the schedule, or a fact of the line."""

    #: constant in minor units (when ``source`` is ``constant``)
    value: int = 0
    source: Literal["constant", "choice", "fact"] = "constant"
    #: name of the choice or fact
    name: str = ""
    rate: Fraction | None = None
    #: name of a count choice to multiply with
    times: str = ""
    per_extra_member: int = 0
    above: int = 0
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Count:
    """A count field: a constant or a choice of the schedule."""

    value: int = 0
    choice: str = ""


@dataclass(frozen=True, kw_only=True)
class Band:
    """One band of a share: up to (exclusive of what lies above) an amount of the axis, the insurer pays a rate."""

    upto: Amount | None
    pays: Fraction


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition: a fact (or choice, or built-in) and what it must be."""

    fact: str
    #: any of these values (choice), these prefixes (code), this truth (flag)
    values: tuple[str, ...] = ()
    #: any of these ranges, both ends included; None is open
    ranges: tuple[tuple[int | None, int | None], ...] = ()
    form: Literal["choice", "flag", "code", "count", "money"] = "choice"

    def holds(self, value: object) -> bool:
        """Whether a known value meets the condition."""
        if self.form in {"count", "money"}:
            number = cast("int", value)
            return any((lo or 0) <= number and (hi is None or number <= hi) for lo, hi in self.ranges)
        if self.form == "code":
            return any(str(value).startswith(prefix) for prefix in self.values)
        if self.form == "flag":
            return ("true" if value else "false") in self.values
        return value in self.values


#: A field's value after resolution.
Value: TypeAlias = Amount | Count | Fraction | bool | str | date | tuple[str, ...] | tuple[Band, ...]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause of an edition, resolved."""

    #: its place among the clauses of the edition
    index: int
    id: str
    kind: type[Kind]
    values: Mapping[str, Value]
    zh: str
    en: str
    title_zh: str = ""
    title_en: str = ""
    start: date | None = None
    until: date | None = None
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    benefits: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    before: str = ""
    quoted_zh: str = ""
    quoted_en: str = ""
    quoted_source: str = ""
    source: str = ""
    informative: bool = False
    #: name of the accumulator it fills, with the marks of restarts
    account: str = ""
    #: where fields are tables: the keys of this one, ("plan", "I"), …
    keys: tuple[tuple[str, str], ...] = ()
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the field was written (defaults do not count)."""
        return name in self.values

    def _get(self, name: str) -> object:
        if name in self.values:
            return self.values[name]
        return self.kind.fields[name].default

    def money(self, name: str) -> Amount:
        return cast("Amount", self._get(name))

    def count(self, name: str) -> Count:
        return cast("Count", self._get(name))

    def rate(self, name: str) -> Fraction:
        return Fraction(cast("Fraction", self._get(name)))

    def flag(self, name: str) -> bool:
        return bool(self._get(name))

    def word(self, name: str) -> str:
        value = self._get(name)
        if value is None and name == "accumulator":
            return self.id
        return cast("str", value or "")

    def words(self, name: str) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self._get(name) or ())

    def bands(self) -> tuple[Band, ...]:
        """The shares as bands: a flat share is one band without an upper end."""
        if self.has("bands"):
            return cast("tuple[Band, ...]", self.values["bands"])
        pays = self.rate("pays") if self.has("pays") else 1 - self.rate("bears")
        return (Band(upto=None, pays=pays),)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What a bill line, bill or member may tell."""

    name: str
    form: Literal["choice", "flag", "code", "count", "money", "day"]
    values: tuple[str, ...]
    of: Literal["line", "member"]
    zh: str
    en: str
    labels: Mapping[str, Mapping[str, str]]
    #: value assumed when nothing is told: str, bool or int; None when absence is unknown
    default: object = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a policy's schedule may choose."""

    name: str
    form: Literal["choice", "flag", "count", "money"]
    #: allowed values: strings, or counts and amounts in minor units; empty when free
    values: tuple[object, ...]
    zh: str
    en: str
    labels: Mapping[str, Mapping[str, str]]
    default: object = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Product:
    """The head of a wording."""

    id: str
    edition: str
    currency: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A whole wording, resolved: every value typed, every name known."""

    file: str
    product: Product
    facts: Mapping[str, Fact]
    choices: Mapping[str, Choice]
    clauses: tuple[Clause, ...]
    #: allowed amounts by fee code, minor units (fees.csv)
    fees: Mapping[str, int]

    @property
    def benefits(self) -> dict[str, Clause]:
        """Benefit name → its clause (the first version of it)."""
        found: dict[str, Clause] = {}
        for clause in self.clauses:
            if clause.kind.name == "benefit":
                found.setdefault(clause.word("name"), clause)
        return found


#: Facts that come by themselves, with their form.
BUILT_IN: Mapping[str, Literal["choice", "count", "money"]] = {
    "benefit": "choice",
    "sex": "choice",
    "age": "count",
    "days_covered": "count",
    "months_covered": "count",
    "policy_year_number": "count",
    "birthday_month": "count",
    "entry_age": "count",
    "year_age": "count",
    "stay_days": "count",
    "billed": "money",
    "bill_total": "money",
}

#: Before the name of a fact of kind day: days from it to the line's day, and days from the line's day to it.
SINCE, BEFORE = "days_since_", "days_before_"


def day_fact(name: str) -> str:
    """The fact that ``days_since_accident`` or ``days_before_admission`` counts from; empty for other names."""
    for start in (SINCE, BEFORE):
        if name.startswith(start):
            return name.removeprefix(start)
    return ""
