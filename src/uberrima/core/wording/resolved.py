"""source → resolved: every value typed, every name known. Faults are collected, none stops the search for others."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from uberrima.core.kernel.errors import Problem
from uberrima.core.kernel.money import InexactAmount, parse_amount
from uberrima.core.wording.clause import Clause, Value, Wording
from uberrima.core.wording.heads import Heads
from uberrima.core.wording.kinds import KINDS, Kind
from uberrima.core.wording.references import References
from uberrima.core.wording.sentences import Sentences
from uberrima.core.wording.source import Block, Raw, Source
from uberrima.core.wording.variants import MAX_VARIANTS, tables_of, variants

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


class Resolver(Heads, Sentences, References):
    """Turns one source into one wording and collects every problem on the way."""

    def __init__(self, source: Source, fees_text: str | None) -> None:
        super().__init__(source.file)
        self.source = source
        self.fees_text = fees_text

    def resolve(self) -> Wording:
        product = self.product(self.source.product)
        self.currency = product.currency
        for block in self.source.facts:
            self.fact(block)
        for block in self.source.choices:
            self.choice(block)
        for block in self.source.clauses:
            if block.values.get("kind") == "benefit" and isinstance(block.values.get("name"), str):
                self.benefits.add(cast("str", block.values["name"]))
        clauses: list[Clause] = []
        for block in self.source.clauses:
            self._tables(block)
            for variant in variants(block)[:MAX_VARIANTS]:
                clause = self._clause(variant.block, variant.keys, len(clauses))
                if clause is not None:
                    clauses.append(clause)
        self.references(clauses)
        self.problems = list(dict.fromkeys(self.problems))
        return Wording(
            file=self.source.file,
            product=product,
            facts=self.facts,
            choices=self.choices,
            clauses=_with_accounts(clauses),
            fees=self._fees(),
        )

    def _tables(self, block: Block) -> None:
        """Tables by a fact or choice must tell every value of it."""
        for name, by, of in tables_of(block):
            place = f"clause {block.values.get('id')} {name}"
            found = self.form_of(by)
            if found is None or found[0] != "choice":
                fitting = [
                    n
                    for n in (*self.facts, *self.choices, "benefit", "sex")
                    if (self.form_of(n) or ("",))[0] == "choice"
                ]
                self.unknown("fact or choice of kind choice", by, fitting, block.line_of(name), place)
                continue
            when = block.values.get("when", {})
            asked = when.get(by) if isinstance(when, dict) else None
            wanted = found[1] if asked is None else asked if isinstance(asked, list) else [asked]
            missing = [str(value) for value in wanted if value not in of]
            if missing:
                cause = f"The table does not tell {', '.join(missing)}."
                self.report("missing-value", block.line_of(name), place, cause, f"Add it, or ask `{by}` in `when`.")
        if len(variants(block)) > MAX_VARIANTS:
            cause = f"The tables of this clause make more than {MAX_VARIANTS} clauses."
            self.report(
                "too-many-variants",
                block.line,
                f"clause {block.values.get('id')}",
                cause,
                "Put values together, or use a fee schedule.",
            )

    def _clause(self, block: Block, keys: tuple[tuple[str, str], ...], index: int) -> Clause | None:
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
                value = self.value(field, values[name], block.line_of(name), f"{place} {name}")
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
            zh=self.translation(block, "zh", place),
            en=self.translation(block, "en", place),
            title_zh=self.text(block, "title_zh", place),
            title_en=self.text(block, "title_en", place),
            start=self.day(block, "from", place),
            until=self.day(block, "until", place),
            when=self.conditions(block, "when", place),
            unless=self.conditions(block, "unless", place),
            benefits=self.strings(values["benefits"], block.line_of("benefits"), place) if "benefits" in values else (),
            overrides=self.strings(values["overrides"], block.line_of("overrides"), place)
            if "overrides" in values
            else (),
            before=self.text(block, "before", place),
            quoted_zh=self.text(block, "quoted_zh", place),
            quoted_en=self.text(block, "quoted_en", place),
            quoted_source=self.text(block, "quoted_source", place),
            source=self.text(block, "source", place),
            informative=values.get("informative") is True,
            keys=keys,
            line=block.line,
            lines=dict(block.lines),
        )
        self.clause_rules(clause, block, place)
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
