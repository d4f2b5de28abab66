"""source → resolved: every value typed, every name known. Faults are collected, none stops the search for others."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal, cast

from uberrima.core.kernel.errors import Problem
from uberrima.core.kernel.money import DECIMALS, InexactAmount, parse_amount
from uberrima.core.kernel.rate import BadRate, parse_rate
from uberrima.core.wording.clause import (
    BUILT_IN,
    Amount,
    Band,
    Choice,
    Clause,
    Condition,
    Count,
    Fact,
    Product,
    Value,
    Wording,
)
from uberrima.core.wording.kinds import KINDS, Field, Kind
from uberrima.core.wording.kinds.field import PERIODS
from uberrima.core.wording.numerals import PLACEHOLDER, bare_numbers
from uberrima.core.wording.source import Block, Raw, Source
from uberrima.core.wording.words import allowed_placeholders

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RANGE = re.compile(r"(\d*)\.\.(\d*)")
_COMMON = {
    "id",
    "kind",
    "zh",
    "en",
    "title_zh",
    "title_en",
    "from",
    "until",
    "when",
    "unless",
    "benefits",
    "overrides",
    "before",
    "quoted_zh",
    "quoted_en",
    "quoted_source",
    "source",
    "informative",
}
#: Counts above this are typing errors (and keep day sums far from overflow).
MAX_COUNT = 1_000_000


class Resolver:
    """Turns one source into one wording and collects every problem on the way."""

    def __init__(self, source: Source, fees_text: str | None) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.currency = "CNY"
        self.facts: dict[str, Fact] = {}
        self.choices: dict[str, Choice] = {}
        self.benefits: set[str] = set()
        self.fees_text = fees_text

    # --- reporting ------------------------------------------------------------------------------------------------

    def report(self, code: str, line: int, place: str, cause: str, cure: str) -> None:
        self.problems.append(Problem(file=self.source.file, line=line, place=place, code=code, cause=cause, cure=cure))

    def unknown(self, what: str, name: str, known: list[str], line: int, place: str) -> None:
        near = get_close_matches(name, known, n=1)
        cure = f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(sorted(known)) or 'none'}."
        self.report("unknown-name", line, place, f'There is no {what} "{name}".', cure)

    # --- the whole ------------------------------------------------------------------------------------------------

    def resolve(self) -> Wording:
        product = self._product()
        self.currency = product.currency
        for block in self.source.facts:
            self._fact(block)
        for block in self.source.choices:
            self._choice(block)
        for block in self.source.clauses:
            if block.values.get("kind") == "benefit" and isinstance(block.values.get("name"), str):
                self.benefits.add(cast("str", block.values["name"]))
        clauses: list[Clause] = []
        for block in self.source.clauses:
            clause = self._clause(block, len(clauses))
            if clause is not None:
                clauses.append(clause)
        self._references(clauses)
        return Wording(
            file=self.source.file,
            product=product,
            facts=self.facts,
            choices=self.choices,
            clauses=_with_accounts(clauses),
            fees=self._fees(),
        )

    def _product(self) -> Product:
        block = self.source.product
        values = block.values
        for key in values:
            if key not in {"id", "edition", "currency", "zh", "en"}:
                self.unknown("key", key, ["id", "edition", "currency", "zh", "en"], block.line_of(key), "[product]")
        for key in ("id", "edition"):
            if not isinstance(values.get(key), str) or not _SLUG.fullmatch(cast("str", values[key])):
                self.report(
                    "bad-slug",
                    block.line_of(key),
                    f"[product] {key}",
                    f"`{key}` must be a slug.",
                    "Use a-z, 0-9 and hyphens.",
                )
        currency = values.get("currency")
        if currency not in DECIMALS:
            self.report(
                "unknown-currency",
                block.line_of("currency"),
                "[product]",
                "The currency is not known.",
                f"Use one of {', '.join(sorted(DECIMALS))}.",
            )
            currency = "CNY"
        for lang in ("zh", "en"):
            self._translation(block, lang, "[product]")
        return Product(
            id=str(values.get("id", "")),
            edition=str(values.get("edition", "")),
            currency=str(currency),
            zh=str(values.get("zh", "")),
            en=str(values.get("en", "")),
        )

    def _translation(self, block: Block, key: str, place: str) -> str:
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

    def _labels(self, block: Block, place: str) -> Mapping[str, Mapping[str, str]]:
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

    def _head(
        self, block: Block, what: str, forms: tuple[str, ...], keys: set[str], taken: Mapping[str, object]
    ) -> tuple[str, str, str] | None:
        """Name, form and place of a fact or choice; None when it cannot be used."""
        name, form = block.values.get("name"), block.values.get("kind")
        place = f"{what} {name}"
        for key in block.values:
            if key not in keys:
                self.unknown("key", key, sorted(keys), block.line_of(key), place)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.report(
                "bad-name",
                block.line,
                place,
                f"A {what} needs a name.",
                "Use letters, digits and underscores, beginning with a letter.",
            )
            return None
        if name in BUILT_IN or name in taken or name in self.facts or name in self.choices:
            self.report(
                "duplicate-name",
                block.line,
                place,
                f'The name "{name}" is taken.',
                "Give each fact and choice a name of its own.",
            )
            return None
        if form not in forms:
            self.unknown("kind of " + what, str(form), list(forms), block.line_of("kind"), place)
            return None
        return name, str(form), place

    def _fact(self, block: Block) -> None:
        keys = {"name", "kind", "values", "zh", "en", "labels", "of", "default"}
        head = self._head(block, "fact", ("choice", "flag", "code", "count", "money"), keys, self.facts)
        if head is None:
            return
        name, form, place = head
        values = self._strings(block.values.get("values", []), block.line_of("values"), place)
        if form == "choice" and not values:
            self.report(
                "missing-field",
                block.line,
                place,
                "A fact of kind choice needs `values`.",
                "List every value it can have.",
            )
        of = block.values.get("of", "line")
        if of not in {"line", "member"}:
            self.unknown("place", str(of), ["line", "member"], block.line_of("of"), place)
        default = block.values.get("default")
        wanted = {"choice": str, "flag": bool, "code": str, "count": int, "money": str}[form]
        if default is not None and (type(default) is not wanted or (form == "choice" and default not in values)):
            self.report(
                "bad-value",
                block.line_of("default"),
                place,
                "The default does not fit the fact.",
                "Give a value that the fact can have.",
            )
            default = None
        self.facts[name] = Fact(
            name=name,
            form=cast("Literal['choice', 'flag', 'code', 'count', 'money']", form),
            values=values,
            of=cast("Literal['line', 'member']", of),
            zh=self._translation(block, "zh", place),
            en=self._translation(block, "en", place),
            labels=self._labels(block, place),
            default=default,
            line=block.line,
        )

    def _choice(self, block: Block) -> None:
        keys = {"name", "kind", "values", "zh", "en", "labels", "default"}
        head = self._head(block, "choice", ("choice", "flag", "count", "money"), keys, self.choices)
        if head is None:
            return
        name, form, place = head
        raw = block.values.get("values", [])
        items = raw if isinstance(raw, list) else []
        values = tuple(
            v
            for v in (self.choice_value(form, item, block.line_of("values"), place) for item in items)
            if v is not None
        )
        if form == "choice" and not values:
            self.report("missing-field", block.line, place, "A choice needs `values`.", "List every value it can have.")
        default = block.values.get("default")
        if default is not None:
            default = self.choice_value(form, default, block.line_of("default"), place)
        self.choices[name] = Choice(
            name=name,
            form=cast("Literal['choice', 'flag', 'count', 'money']", form),
            values=values,
            zh=self._translation(block, "zh", place),
            en=self._translation(block, "en", place),
            labels=self._labels(block, place),
            default=default,
            line=block.line,
        )

    def choice_value(self, form: str, raw: Raw, line: int, place: str) -> object:
        """One value of a choice, resolved; None (and a problem) when it does not fit."""
        if form == "money":
            return self._plain_money(raw, line, place)
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

    def _strings(self, raw: Raw, line: int, place: str) -> tuple[str, ...]:
        if (
            not isinstance(raw, list)
            or any(not isinstance(item, str) or not item for item in raw)
            or len(set(map(str, raw))) != len(raw)
        ):
            self.report("bad-value", line, place, "This must be a list of different strings.", 'Write ["a", "b"].')
            return ()
        return tuple(cast("list[str]", raw))

    # --- clauses --------------------------------------------------------------------------------------------------

    def _clause(self, block: Block, index: int) -> Clause | None:
        values = block.values
        identifier = values.get("id")
        if not isinstance(identifier, str) or not identifier.strip():
            self.report(
                "bad-id",
                block.line,
                "clause",
                "A clause needs an id that is a string.",
                'Write id = "3.10" with quotes: 3.10 would be read as 3.1.',
            )
            return None
        place = f"clause {identifier}"
        kind = KINDS.get(str(values.get("kind")))
        if kind is None:
            self.unknown("kind of clause", str(values.get("kind")), list(KINDS), block.line_of("kind"), place)
            return None
        for key in values:
            if key not in _COMMON and key not in kind.fields:
                self.unknown(f"field of {kind.name}", key, [*kind.fields, *_COMMON], block.line_of(key), place)
        found: dict[str, Value] = {}
        for name, field in kind.fields.items():
            if name in values:
                value = self._value(field, values[name], block.line_of(name), f"{place} {name}")
                if value is not None:
                    found[name] = value
            elif field.required:
                self.report(
                    "missing-field", block.line, place, f"A {kind.name} needs `{name}`.", f"{name}: {field.says}."
                )
        self._groups(kind, values, block, place)
        clause = Clause(
            index=index,
            id=identifier,
            kind=kind,
            values=found,
            zh=self._translation(block, "zh", place),
            en=self._translation(block, "en", place),
            title_zh=self._text(block, "title_zh", place),
            title_en=self._text(block, "title_en", place),
            start=self._day(block, "from", place),
            until=self._day(block, "until", place),
            when=self._conditions(block, "when", place),
            unless=self._conditions(block, "unless", place),
            benefits=self._strings(values["benefits"], block.line_of("benefits"), place)
            if "benefits" in values
            else (),
            overrides=self._strings(values["overrides"], block.line_of("overrides"), place)
            if "overrides" in values
            else (),
            before=self._text(block, "before", place),
            quoted_zh=self._text(block, "quoted_zh", place),
            quoted_en=self._text(block, "quoted_en", place),
            quoted_source=self._text(block, "quoted_source", place),
            source=self._text(block, "source", place),
            informative=values.get("informative") is True,
            line=block.line,
            lines=dict(block.lines),
        )
        self._clause_rules(clause, block, place)
        return clause

    def _groups(self, kind: type[Kind], values: Mapping[str, Raw], block: Block, place: str) -> None:
        for group in kind.one_of:
            given = [name for name in group if name in values]
            if len(given) != 1:
                self.report(
                    "one-of",
                    block.line_of(given[-1]) if given else block.line,
                    place,
                    f"A {kind.name} needs exactly one of {', '.join(group)}; {len(given)} are given.",
                    "Keep one.",
                )
        for name, needed in kind.needs.items():
            if name in values and needed not in values:
                self.report(
                    "needs",
                    block.line_of(name),
                    place,
                    f"`{name}` means nothing without `{needed}`.",
                    f"Add `{needed}` or take `{name}` out.",
                )

    def _clause_rules(self, clause: Clause, block: Block, place: str) -> None:
        if bool(clause.title_zh) != bool(clause.title_en):
            self.report(
                "missing-translation",
                block.line,
                place,
                "The title stands in one language only.",
                "Give title_zh and title_en.",
            )
        if bool(clause.quoted_zh) != bool(clause.quoted_source) and clause.quoted_zh:
            self.report(
                "missing-source",
                block.line_of("quoted_zh"),
                place,
                "Quoted text needs `quoted_source`.",
                "Say where it is quoted from.",
            )
        if clause.start and clause.until and clause.start >= clause.until:
            self.report(
                "bad-dates",
                block.line_of("until"),
                place,
                "`until` is not after `from`.",
                "`until` is the first day on which the clause holds no more.",
            )
        if clause.benefits and not clause.kind.by_benefit:
            self.report(
                "not-here",
                block.line_of("benefits"),
                place,
                f"A {clause.kind.name} does not take `benefits`.",
                "Use `when`.",
            )
        for name in clause.benefits:
            if name not in self.benefits:
                self.unknown("benefit", name, sorted(self.benefits), block.line_of("benefits"), place)
        if clause.kind.name == "exclusion" and not (clause.when or clause.benefits):
            self.report(
                "missing-field", block.line, place, "An exclusion needs `when` or `benefits`.", "Say what it excludes."
            )
        if clause.kind.name == "exception" and not clause.overrides:
            self.report(
                "missing-field", block.line, place, "An exception needs `overrides`.", "Name the clauses it sets aside."
            )
        if clause.has("bands"):
            self._band_order(clause, block, place)
        for name in ("pays", "bears", "counts"):
            rate = clause.values.get(name)
            if isinstance(rate, Fraction) and rate > 1:
                self.report(
                    "share-above-one",
                    block.line_of(name),
                    place,
                    f"`{name}` is more than the whole.",
                    "A share lies between 0% and 100%.",
                )
        self._words(clause, block, place)

    def _band_order(self, clause: Clause, block: Block, place: str) -> None:
        bands = clause.bands()
        line = block.line_of("bands")
        if any(band.pays > 1 for band in bands):
            self.report(
                "share-above-one", line, place, "A band pays more than the whole.", "A share lies between 0% and 100%."
            )
        if not bands or bands[-1].upto is not None or any(b.upto is None for b in bands[:-1]):
            self.report(
                "open-band",
                line,
                place,
                "Only the last band must be without `upto`.",
                "Say what holds above the last amount.",
            )
        constants = [b.upto.value for b in bands if b.upto is not None and b.upto.source == "constant"]
        if constants != sorted(set(constants)):
            self.report(
                "band-order", line, place, "The bands do not rise.", "Write them from the lowest to the highest."
            )

    def _words(self, clause: Clause, block: Block, place: str) -> None:
        known = allowed_placeholders(clause)
        for lang, text in (("zh", clause.zh), ("en", clause.en)):
            line = block.line_of(lang)
            for number in bare_numbers(text, lang):
                self.report(
                    "bare-number",
                    line,
                    place,
                    f'The number "{number}" stands in the words ({lang}) outside a placeholder.',
                    "Make it a field and write its placeholder, or reword.",
                )
            for match in PLACEHOLDER.finditer(text):
                if match.group(1) not in known:
                    self.report(
                        "unknown-placeholder",
                        line,
                        place,
                        f"{match.group()} is no field of this clause.",
                        f"Fields here: {', '.join(sorted(known)) or 'none'}.",
                    )
            stray = PLACEHOLDER.sub("", text)
            if "{" in stray or "}" in stray:
                self.report(
                    "unknown-placeholder",
                    line,
                    place,
                    "A brace belongs to no placeholder.",
                    "Placeholders look like {amount} or {amount:万}.",
                )
            shown = {m.group(1) for m in PLACEHOLDER.finditer(text)}
            for name, value in clause.values.items():
                views = {"pays", "bears"} if name in {"pays", "bears"} else {name}
                if isinstance(value, Amount | Count | Fraction | date) or name == "bands":
                    if text and not views & shown:
                        self.report(
                            "hidden-figure",
                            block.line_of(name),
                            place,
                            f"`{name}` is a figure that the words ({lang}) do not show.",
                            f"Write {{{name}}} where it is told.",
                        )
        for lang, text in (("zh", clause.title_zh), ("en", clause.title_en)):
            for number in bare_numbers(text, lang):
                self.report(
                    "bare-number",
                    block.line_of(f"title_{lang}"),
                    place,
                    f'The number "{number}" stands in the title.',
                    "Reword the title.",
                )

    # --- values ---------------------------------------------------------------------------------------------------

    def _text(self, block: Block, key: str, place: str) -> str:
        text = block.values.get(key, "")
        if not isinstance(text, str):
            self.report("bad-value", block.line_of(key), place, f"`{key}` must be a text.", "Put it in quotes.")
            return ""
        return text

    def _day(self, block: Block, key: str, place: str) -> date | None:
        value = block.values.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.report(
            "bad-date", block.line_of(key), place, f"`{key}` is no day.", "Write it without quotes: 2025-01-31."
        )
        return None

    def _value(self, field: Field, raw: Raw, line: int, place: str) -> Value | None:
        form = field.form
        if form == "money":
            return self._money(raw, line, place)
        if form == "rate":
            return self._rate(raw, line, place)
        if form == "count":
            return self._count(raw, field.least, line, place)
        if form == "bands":
            return self._bands(raw, line, place)
        if form == "period":
            return self._period(raw, line, place)
        if form in {"words", "ids"}:
            words = self._strings(raw, line, place)
            for word in words:
                if field.values and word not in field.values:
                    self.unknown("word here", word, list(field.values), line, place)
            return words
        if form == "flag" and isinstance(raw, bool):
            return raw
        if form == "day" and isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        if form in {"word", "id", "name"} and isinstance(raw, str) and raw:
            if field.values and raw not in field.values:
                self.unknown("word here", raw, list(field.values), line, place)
                return None
            return raw
        wanted = {"flag": "true or false", "day": "a day such as 2025-01-31, without quotes"}.get(
            form, "a string in quotes"
        )
        self.report("bad-value", line, place, f"This must be {wanted}.", f"{field.says}.")
        return None

    def _plain_money(self, raw: Raw, line: int, place: str) -> int | None:
        try:
            return parse_amount(raw, self.currency)
        except InexactAmount as error:
            self.report(
                "inexact-amount", line, place, f"This is not an exact amount: {error}.", 'Write it like "600.00".'
            )
            return None

    def _money(self, raw: Raw, line: int, place: str) -> Amount | None:
        if not isinstance(raw, dict):
            value = self._plain_money(raw, line, place)
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
        rate = self._rate(raw["rate"], line, place) if "rate" in raw else None
        times = str(raw.get("times", ""))
        if times:
            self._named_choice(times, "count", line, place)
        if given == ["amount"]:
            value = self._plain_money(raw["amount"], line, place)
            each = self._plain_money(raw["per_extra_member"], line, place) if extra else 0
            above = self._count(raw["above"], 0, line, place) if extra else Count()
            most = self._plain_money(raw["max"], line, place) if "max" in raw else None
            if value is None or each is None or above is None:
                return None
            return Amount(value=value, rate=rate, times=times, per_extra_member=each, above=above.value, most=most)
        name = str(raw[given[0]])
        if given == ["choice"]:
            self._named_choice(name, "money", line, place)
            return Amount(source="choice", name=name, rate=rate, times=times)
        self._named_fact(name, line, place)
        return Amount(source="fact", name=name, rate=rate, times=times)

    def _named_choice(self, name: str, form: str, line: int, place: str) -> None:
        fitting = [c.name for c in self.choices.values() if c.form == form]
        if name not in fitting:
            self.unknown(f"choice of kind {form}", name, fitting, line, place)

    def _named_fact(self, name: str, line: int, place: str) -> None:
        fitting = [f.name for f in self.facts.values() if f.form == "money"]
        if name not in fitting:
            self.unknown("fact of kind money", name, fitting, line, place)

    def _rate(self, raw: Raw, line: int, place: str) -> Fraction | None:
        try:
            return parse_rate(raw)
        except BadRate as error:
            self.report("bad-rate", line, place, f"This is not a rate: {error}.", 'Write it like "80%".')
            return None

    def _count(self, raw: Raw, least: int, line: int, place: str) -> Count | None:
        if isinstance(raw, dict) and set(raw) == {"choice"}:
            self._named_choice(str(raw["choice"]), "count", line, place)
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

    def _bands(self, raw: Raw, line: int, place: str) -> tuple[Band, ...] | None:
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
            upto = self._money(item["upto"], line, place) if "upto" in item else None
            rate = self._rate(item["pays"] if "pays" in item else item["bears"], line, place)
            if rate is None or ("upto" in item and upto is None):
                return None
            bands.append(Band(upto=upto, pays=rate if "pays" in item else 1 - rate))
        return tuple(bands)

    def _period(self, raw: Raw, line: int, place: str) -> str | None:
        if isinstance(raw, str):
            if raw in PERIODS:
                return raw
            if (match := re.fullmatch(r"months:(\d+)", raw)) and match.group(1) in {"2", "3", "4", "6"}:
                return raw
        self.unknown("period", str(raw), [*PERIODS, "months:2", "months:3", "months:4", "months:6"], line, place)
        return None

    def _conditions(self, block: Block, key: str, place: str) -> tuple[Condition, ...]:
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
        found = [self._condition(fact, value, line, f"{place} {key}.{fact}") for fact, value in raw.items()]
        return tuple(c for c in found if c is not None)

    def _form_of(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        if name == "benefit":
            return "choice", tuple(sorted(self.benefits))
        if name == "sex":
            return "choice", ("female", "male", "other")
        if name in BUILT_IN:
            return "count", ()
        if name in self.facts:
            return self.facts[name].form, self.facts[name].values
        if name in self.choices:
            choice = self.choices[name]
            return choice.form, tuple(str(v) for v in choice.values) if choice.form == "choice" else ()
        return None

    def _condition(self, name: str, raw: Raw, line: int, place: str) -> Condition | None:
        found = self._form_of(name)
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
        if form == "flag":
            if len(items) != 1 or not isinstance(items[0], bool):
                self.report("bad-value", line, place, "This must be true or false.", "Write it without quotes.")
                return None
            return Condition(fact=name, form="flag", values=("true" if items[0] else "false",))
        if form == "money" or any(not isinstance(item, str) or not item for item in items) or not items:
            self.report(
                "bad-value",
                line,
                place,
                "Conditions ask choices, flags, codes and counts, by strings.",
                "See the language page, section 3.",
            )
            return None
        for item in items:
            if form == "choice" and item not in values:
                self.unknown(f"value of {name}", str(item), list(values), line, place)
        return Condition(fact=name, form="code" if form == "code" else "choice", values=tuple(str(i) for i in items))

    # --- references between clauses -------------------------------------------------------------------------------

    def _references(self, clauses: list[Clause]) -> None:
        by_id: dict[str, list[Clause]] = {}
        for clause in clauses:
            by_id.setdefault(clause.id, []).append(clause)
        offsetting = {
            c.word("payer")
            for c in clauses
            if c.kind.name == "other_payer" and c.word("counts") == "offset" and c.word("method") == "first"
        }
        for clause in clauses:
            place = f"clause {clause.id}"
            names = {"overrides": clause.overrides, "before": (clause.before,) if clause.before else ()}
            for field in ("caps", "on_top_of"):
                if clause.has(field):
                    names[field] = (clause.word(field),)
            for field, ids in names.items():
                for identifier in ids:
                    if identifier not in by_id or identifier == clause.id:
                        self.unknown(
                            "clause",
                            identifier,
                            [i for i in by_id if i != clause.id],
                            clause.lines.get(field, clause.line),
                            f"{place} {field}",
                        )
            for payer in clause.words("filled_by") if clause.has("filled_by") else ():
                if payer not in offsetting:
                    self.unknown(
                        "payer that offsets",
                        payer,
                        sorted(offsetting),
                        clause.lines.get("filled_by", clause.line),
                        f"{place} filled_by",
                    )
            if clause.kind.name == "stay" and clause.has("same") and clause.word("same") not in self.facts:
                self.unknown(
                    "fact", clause.word("same"), list(self.facts), clause.lines.get("same", clause.line), place
                )
            if clause.kind.name == "proportion" and clause.has("fact"):
                self._named_fact(clause.word("fact"), clause.lines.get("fact", clause.line), place)
        for identifier, versions in by_id.items():
            self._versions(identifier, versions)

    def _versions(self, identifier: str, versions: list[Clause]) -> None:
        seen: dict[date | None, Clause] = {}
        for clause in versions:
            if clause.start in seen:
                self.report(
                    "duplicate-id",
                    clause.line,
                    f"clause {identifier}",
                    f"The id stands at line {seen[clause.start].line}, too, from the same day.",
                    "Give it another id, or a `from` if it amends the other.",
                )
            if clause.kind is not versions[0].kind:
                self.report(
                    "amendment-kind",
                    clause.line,
                    f"clause {identifier}",
                    "An amendment is of another kind than the clause it amends.",
                    "End the old clause with `until` and write a new one with a new id.",
                )
            seen[clause.start] = clause

    def _fees(self) -> dict[str, int]:
        if self.fees_text is None:
            return {}
        rows = list(csv.reader(self.fees_text.splitlines()))
        found: dict[str, int] = {}
        if not rows or rows[0] != ["code", "amount"]:
            self.problems.append(
                Problem(
                    file="fees.csv",
                    line=1,
                    place="",
                    code="bad-header",
                    cause="The header is not code,amount.",
                    cure="Begin the file with the line code,amount.",
                )
            )
            return {}
        for number, row in enumerate(rows[1:], 2):
            try:
                if len(row) != 2 or not row[0] or row[0] in found:
                    raise InexactAmount("a row is one new code and one amount")
                found[row[0]] = parse_amount(row[1], self.currency)
            except InexactAmount as error:
                self.problems.append(
                    Problem(
                        file="fees.csv", line=number, place="", code="bad-fee", cause=f"{error}.", cure="Mend the row."
                    )
                )
        return found


def _range(raw: Raw) -> tuple[int | None, int | None] | None:
    if type(raw) is int and raw >= 0:
        return raw, raw
    if isinstance(raw, str) and (match := _RANGE.fullmatch(raw)):
        low, high = (int(g) if g else None for g in match.groups())
        if (low is not None or high is not None) and (low is None or high is None or low <= high):
            return low, high
    return None


def _with_accounts(clauses: list[Clause]) -> tuple[Clause, ...]:
    """Name each clause's accumulator; a restart gets a name of its own that later amendments keep."""
    marks: dict[int, str] = {}
    by_id: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_id.setdefault(clause.id, []).append(clause)
    for versions in by_id.values():
        mark = ""
        for clause in sorted(versions, key=lambda c: c.start or date.min):
            if "restart" in clause.kind.fields and clause.flag("restart"):
                mark = f"@{clause.start}"
            marks[clause.index] = mark
    named = []
    for clause in clauses:
        account = ""
        if "accumulator" in clause.kind.fields:
            account = clause.word("accumulator") + marks[clause.index]
        named.append(replace(clause, account=account))
    return tuple(named)


def resolve(source: Source, fees_text: str | None = None) -> tuple[Wording, tuple[Problem, ...]]:
    """Resolve a source. The wording may only be used when there are no problems."""
    resolver = Resolver(source, fees_text)
    wording = resolver.resolve()
    return wording, tuple(resolver.problems)
