"""Raw values → typed ones: amounts, rates, counts, days, words, bands, conditions. Every fault is told with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from typing import cast

from uberrima.core.kernel.errors import Problem
from uberrima.core.kernel.money import InexactAmount, parse_amount
from uberrima.core.kernel.rate import BadRate, parse_rate
from uberrima.core.wording.clause import BUILT_IN, Amount, Band, Choice, Condition, Count, Fact, Value, day_fact
from uberrima.core.wording.kinds import Field
from uberrima.core.wording.kinds.field import PERIODS
from uberrima.core.wording.source import Block, Raw

_RANGE = re.compile(r"([0-9]{0,9})\.\.([0-9]{0,9})")
#: Counts above this are typing errors (and keep day sums far from overflow).
MAX_COUNT = 1_000_000


class Values:
    """Reads values of one file; collects every problem, knows the names that may be used."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.currency = "CNY"
        self.facts: dict[str, Fact] = {}
        self.choices: dict[str, Choice] = {}
        self.benefits: set[str] = set()

    def report(self, code: str, line: int, place: str, cause: str, cure: str) -> None:
        self.problems.append(Problem(file=self.file, line=line, place=place, code=code, cause=cause, cure=cure))

    def unknown(self, what: str, name: str, known: list[str], line: int, place: str) -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        cure = f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(sorted(known)) or 'none'}."
        self.report("unknown-name", line, place, f'There is no {what} "{name}".', cure)

    def strings(self, raw: Raw, line: int, place: str) -> tuple[str, ...]:
        if (
            not isinstance(raw, list)
            or any(not isinstance(item, str) or not item for item in raw)
            or len(set(map(str, raw))) != len(raw)
        ):
            self.report("bad-value", line, place, "This must be a list of different strings.", 'Write ["a", "b"].')
            return ()
        return tuple(cast("list[str]", raw))

    def text(self, block: Block, key: str, place: str) -> str:
        text = block.values.get(key, "")
        if not isinstance(text, str):
            self.report("bad-value", block.line_of(key), place, f"`{key}` must be a text.", "Put it in quotes.")
            return ""
        return text

    def day(self, block: Block, key: str, place: str) -> date | None:
        value = block.values.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.report(
            "bad-date", block.line_of(key), place, f"`{key}` is no day.", "Write it without quotes: 2025-01-31."
        )
        return None

    def value(self, field: Field, raw: Raw, line: int, place: str) -> Value | None:
        """One field of a clause; None (and a problem) when it does not fit its form."""
        form = field.form
        if form == "count":
            return self.count(raw, field.least, line, place)
        if form in {"words", "ids"}:
            return self.words_of(field, raw, line, place)
        reader = {"money": self.money, "rate": self.rate, "bands": self.bands, "period": self.period}.get(form)
        if reader is not None:
            return cast("Value | None", reader(raw, line, place))
        return self.plain_value(field, raw, line, place)

    def words_of(self, field: Field, raw: Raw, line: int, place: str) -> tuple[str, ...]:
        words = self.strings(raw, line, place)
        for word in words:
            if field.values and word not in field.values:
                self.unknown("word here", word, list(field.values), line, place)
        return words

    def plain_value(self, field: Field, raw: Raw, line: int, place: str) -> Value | None:
        if field.form == "flag" and isinstance(raw, bool):
            return raw
        if field.form == "day" and isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        if field.form in {"word", "id", "name"} and isinstance(raw, str) and raw:
            if field.values and raw not in field.values:
                self.unknown("word here", raw, list(field.values), line, place)
                return None
            return raw
        wanted = {"flag": "true or false", "day": "a day such as 2025-01-31, without quotes"}
        what = wanted.get(field.form, "a string in quotes")
        self.report("bad-value", line, place, f"This must be {what}.", f"{field.says}.")
        return None

    def plain_money(self, raw: Raw, line: int, place: str) -> int | None:
        try:
            return parse_amount(raw, self.currency)
        except InexactAmount as error:
            self.report(
                "inexact-amount", line, place, f"This is not an exact amount: {error}.", 'Write it like "600.00".'
            )
            return None

    def money(self, raw: Raw, line: int, place: str) -> Amount | None:
        if not isinstance(raw, dict):
            value = self.plain_money(raw, line, place)
            return None if value is None else Amount(value=value)
        known = {"amount", "choice", "fact", "rate", "times", "per_extra_member", "above", "max"}
        for key in raw:
            if key not in known:
                self.unknown("key of an amount", key, sorted(known), line, place)
        given = [key for key in ("amount", "choice", "fact") if key in raw]
        if len(given) != 1:
            self.report("one-of", line, place, "An amount needs exactly one of amount, choice, fact.", "Keep one.")
            return None
        extra = "per_extra_member" in raw
        if extra != ("above" in raw) or ("max" in raw and not extra) or (extra and given != ["amount"]):
            self.report(
                "needs",
                line,
                place,
                "`per_extra_member` needs `amount` and `above`, `max` needs `per_extra_member`.",
                "Add what is missing.",
            )
            return None
        rate = self.rate(raw["rate"], line, place) if "rate" in raw else None
        times = str(raw.get("times", ""))
        if times:
            self.named_choice(times, "count", line, place)
        if given == ["amount"]:
            value = self.plain_money(raw["amount"], line, place)
            each = self.plain_money(raw["per_extra_member"], line, place) if extra else 0
            above = self.count(raw["above"], 0, line, place) if extra else Count()
            most = self.plain_money(raw["max"], line, place) if "max" in raw else None
            if value is None or each is None or above is None:
                return None
            return Amount(value=value, rate=rate, times=times, per_extra_member=each, above=above.value, most=most)
        name = str(raw[given[0]])
        if given == ["choice"]:
            self.named_choice(name, "money", line, place)
            return Amount(source="choice", name=name, rate=rate, times=times)
        self.named_fact(name, line, place)
        return Amount(source="fact", name=name, rate=rate, times=times)

    def named_choice(self, name: str, form: str, line: int, place: str) -> None:
        fitting = [c.name for c in self.choices.values() if c.form == form]
        if name not in fitting:
            self.unknown(f"choice of kind {form}", name, fitting, line, place)

    def named_fact(self, name: str, line: int, place: str) -> None:
        fitting = [f.name for f in self.facts.values() if f.form == "money"]
        if name not in fitting:
            self.unknown("fact of kind money", name, fitting, line, place)

    def rate(self, raw: Raw, line: int, place: str) -> Fraction | None:
        try:
            return parse_rate(raw)
        except BadRate as error:
            self.report("bad-rate", line, place, f"This is not a rate: {error}.", 'Write it like "80%".')
            return None

    def count(self, raw: Raw, least: int, line: int, place: str) -> Count | None:
        if isinstance(raw, dict) and set(raw) == {"choice"}:
            self.named_choice(str(raw["choice"]), "count", line, place)
            return Count(choice=str(raw["choice"]))
        if type(raw) is not int or not least <= raw <= MAX_COUNT:
            self.report(
                "bad-count",
                line,
                place,
                f"This must be a whole number, {least} or more, without quotes and unit.",
                "Write it like 30.",
            )
            return None
        return Count(value=raw)

    def bands(self, raw: Raw, line: int, place: str) -> tuple[Band, ...] | None:
        items = raw if isinstance(raw, list) else [None]
        bands = []
        for item in items:
            if (
                not isinstance(item, dict)
                or not set(item) <= {"upto", "pays", "bears"}
                or ("pays" in item) == ("bears" in item)
            ):
                self.report(
                    "bad-value",
                    line,
                    place,
                    "A band is { upto = …, pays = … } (or bears).",
                    "See the language page, section on shares.",
                )
                return None
            upto = self.money(item["upto"], line, place) if "upto" in item else None
            rate = self.rate(item["pays"] if "pays" in item else item["bears"], line, place)
            if rate is None or ("upto" in item and upto is None):
                return None
            bands.append(Band(upto=upto, pays=rate if "pays" in item else 1 - rate))
        return tuple(bands)

    def period(self, raw: Raw, line: int, place: str) -> str | None:
        if isinstance(raw, str):
            if raw in PERIODS:
                return raw
            if (match := re.fullmatch(r"months:([0-9])", raw)) and match.group(1) in {"2", "3", "4", "6"}:
                return raw
            if (match := re.fullmatch(r"(?:policy|calendar)_years:([0-9]{1,2})", raw)) and 2 <= int(
                match.group(1)
            ) <= 30:
                return raw
        meant = {"accident": "lifetime", "stay": "confinement", "episode": "confinement", "year": "policy_year"}.get(
            str(raw)
        )
        if meant is not None:
            more = " For each accident, add `each` with a fact that names it." if raw == "accident" else ""
            self.report("unknown-name", line, place, f'There is no period "{raw}".', f'Did you mean "{meant}"?{more}')
            return None
        self.unknown(
            "period",
            str(raw),
            [*PERIODS, *(f"months:{n}" for n in (2, 3, 4, 6)), "policy_years:2", "calendar_years:2"],
            line,
            place,
        )
        return None

    def conditions(self, block: Block, key: str, place: str) -> tuple[Condition, ...]:
        raw = block.values.get(key, {})
        line = block.line_of(key)
        if not isinstance(raw, dict) or (key in block.values and not raw):
            self.report(
                "bad-value",
                line,
                place,
                f"`{key}` is a table of conditions and not empty.",
                'Write when = { cause = "accident" }.',
            )
            return ()
        found = [self.condition(fact, value, line, f"{place} {key}.{fact}") for fact, value in raw.items()]
        return tuple(c for c in found if c is not None)

    def form_of(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        if name == "benefit":
            return "choice", tuple(sorted(self.benefits))
        if name == "sex":
            return "choice", ("female", "male", "other")
        if name in BUILT_IN:
            return BUILT_IN[name], ()
        counted = day_fact(name)
        if counted in self.facts and self.facts[counted].form == "day":
            return "count", ()
        if name in self.facts:
            return self.facts[name].form, self.facts[name].values
        if name in self.choices:
            choice = self.choices[name]
            return choice.form, tuple(str(v) for v in choice.values) if choice.form == "choice" else ()
        return None

    def condition(self, name: str, raw: Raw, line: int, place: str) -> Condition | None:
        found = self.form_of(name)
        if found is None:
            self.unknown("fact, choice or built-in", name, [*self.facts, *self.choices, *BUILT_IN], line, place)
            return None
        form, values = found
        items = raw if isinstance(raw, list) else [raw]
        if form == "count":
            ranges = [_range(item) for item in items]
            if None in ranges or not ranges:
                self.report(
                    "bad-range",
                    line,
                    place,
                    "This is no whole number and no range.",
                    'Write 18, "18..64", "65.." or "..17".',
                )
                return None
            return Condition(fact=name, form="count", ranges=tuple(cast("list[tuple[int | None, int | None]]", ranges)))
        if form == "money":
            amounts = [self.money_range(item, line, place) for item in items]
            if None in amounts or not amounts:
                return None
            return Condition(
                fact=name, form="money", ranges=tuple(cast("list[tuple[int | None, int | None]]", amounts))
            )
        if form == "flag":
            if len(items) != 1 or not isinstance(items[0], bool):
                self.report("bad-value", line, place, "This must be true or false.", "Write it without quotes.")
                return None
            return Condition(fact=name, form="flag", values=("true" if items[0] else "false",))
        if form == "day" or any(not isinstance(item, str) or not item for item in items) or not items:
            self.report(
                "bad-value",
                line,
                place,
                "Conditions ask choices and codes by strings, days by days_since_… or days_before_….",
                "See the language page, section 3.",
            )
            return None
        for item in items:
            if form == "choice" and item not in values:
                self.unknown(f"value of {name}", str(item), list(values), line, place)
        return Condition(fact=name, form="code" if form == "code" else "choice", values=tuple(str(i) for i in items))

    def money_range(self, raw: Raw, line: int, place: str) -> tuple[int | None, int | None] | None:
        """A range of amounts, ``"1000.01.."``, both ends included."""
        low, dots, high = raw.partition("..") if isinstance(raw, str) else ("", "", "")
        if not dots or not (low or high):
            self.report(
                "bad-range",
                line,
                place,
                "This is no range of amounts.",
                'Write "1000.01..", "..1000.00" or "0.01..99.99".',
            )
            return None
        ends = [self.plain_money(end, line, place) if end else None for end in (low, high)]
        if (low and ends[0] is None) or (high and ends[1] is None):
            return None
        return ends[0], ends[1]

    def choice_value(self, form: str, raw: Raw, line: int, place: str) -> object:
        """One value of a choice, resolved; None (and a problem) when it does not fit."""
        if form == "money":
            return self.plain_money(raw, line, place)
        fine = {
            "choice": isinstance(raw, str),
            "flag": isinstance(raw, bool),
            "count": type(raw) is int and 0 <= raw <= MAX_COUNT,
        }[form]
        if not fine:
            self.report(
                "bad-value",
                line,
                place,
                f"This is no value for a choice of kind {form}.",
                "See the language page, section on choices.",
            )
            return None
        return raw

    def translation(self, block: Block, key: str, place: str) -> str:
        text = block.values.get(key)
        if not isinstance(text, str) or not text.strip():
            self.report(
                "missing-translation",
                block.line_of(key),
                place,
                f"The words in `{key}` are missing.",
                "Every text stands in zh (simplified Chinese) and en.",
            )
            return ""
        return text.strip()

    def labels(self, block: Block, place: str) -> Mapping[str, Mapping[str, str]]:
        labels = block.values.get("labels", {})
        fine = isinstance(labels, dict) and all(
            isinstance(v, dict) and set(v) == {"zh", "en"} and all(isinstance(t, str) and t for t in v.values())
            for v in labels.values()
        )
        if not fine:
            self.report(
                "missing-translation",
                block.line_of("labels"),
                place,
                "A label lacks zh or en.",
                'Write labels = { value = { zh = "…", en = "…" } }.',
            )
            return {}
        return cast("dict[str, dict[str, str]]", labels)


def _range(raw: Raw) -> tuple[int | None, int | None] | None:
    if type(raw) is int and raw >= 0:
        return raw, raw
    if isinstance(raw, str) and (match := _RANGE.fullmatch(raw)):
        low, high = (int(g) if g else None for g in match.groups())
        if (low is not None or high is not None) and (low is None or high is None or low <= high):
            return low, high
    return None
