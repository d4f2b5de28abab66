"""Worked cases: what goes in, what must come out, and whether it did. See docs/cases.md for the format."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import cast

from uberrima.core.adjudication.decision import Decision, Part, Settlement, State
from uberrima.core.adjudication.differences import differences
from uberrima.core.adjudication.kernel import rounded
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Log, Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.depth import too_deep
from uberrima.core.kernel.errors import Problem, RecordError
from uberrima.core.kernel.money import InexactAmount, Minor, parse_amount, plain
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import Edition

_EXPECT = {
    "bill",
    "line",
    "policy",
    "part",
    "year",
    "as_of",
    "rounded_to",
    "rounding",
    "days",
    "reason",
    "clause",
    "path",
    *t.COLUMNS,
}
_ACCUMULATOR = {"after", "name", "used", "left", "capacity", "owner", "period", "policy", "as_of"}
_DIFFERENCE = {"before", "after", "bill", "line", "policy", "paid_before", "paid_after", "settle"}
_UNREACHED = {"bill", "line", "policy", "column", "published", "zh", "en"}
_CASE = {"id", "source", "origin", "zh", "en", "figure"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One figure or word of a case: expected and got, as text."""

    place: str
    expected: str
    got: str
    #: the column it is about, and the [[expect]] it stands in
    column: str = ""
    item: Mapping[str, object] | None = None

    @property
    def met(self) -> bool:
        return self.expected == self.got


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """A published figure that the wording does not give, and why."""

    place: str
    published: str
    got: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One worked case, read but not yet run."""

    id: str
    source: str
    origin: str
    zh: str
    en: str
    file: str
    records: tuple[Record, ...]
    #: the column that the source prints
    figure: str = "paid"
    expect: tuple[Mapping[str, object], ...] = ()
    accumulators: tuple[Mapping[str, object], ...] = ()
    differences: tuple[Mapping[str, object], ...] = ()
    unreached: tuple[Mapping[str, object], ...] = ()

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions that its policies name (relative paths), besides its own."""
        return tuple(
            dict.fromkeys(
                str(r.fields["edition"]) for r in self.records if r.kind == "policy" and "edition" in r.fields
            )
        )


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """A case that was run."""

    case: Case
    checks: tuple[Check, ...]
    unreached: tuple[Unreached, ...]
    settlement: Settlement | None
    #: why it could not be run at all
    error: str = ""

    @property
    def met(self) -> bool:
        return (
            not self.error
            and bool(self.checks or self.unreached)
            and all(check.met for check in self.checks)
            and all(gap.published != gap.got for gap in self.unreached)
        )

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.met)


def read_case(text: str | bytes, file: str) -> Case:
    """Read the text of a case file.

    :raises RecordError: when it is not UTF-8, not TOML, or has unknown tables or keys.
    """
    reader = _CaseReader(file)
    case = reader.case(_parsed(text, file))
    if reader.problems:
        raise RecordError(tuple(reader.problems))
    return case


def _parsed(text: str | bytes, file: str) -> Mapping[str, object]:
    try:
        raw = tomllib.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
        if too_deep(raw):
            raise RecursionError
        return raw
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else 0
        cause = f"This is not TOML in UTF-8 ({type(error).__name__})."
        problem = Problem(file=file, line=line, place="", code="not-toml", cause=cause, cure="Mend the syntax there.")
        raise RecordError((problem,)) from None


_TABLES = {"case", "policy", "bill", "event", "expect", "expect_accumulator", "expect_difference", "unreached"}


class _CaseReader:
    """Reads one parsed case file; collects its problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, place: str, code: str, cause: str, cure: str) -> None:
        self.problems.append(Problem(file=self.file, line=0, place=place, code=code, cause=cause, cure=cure))

    def keys(self, item: Mapping[str, object], known: set[str], place: str) -> None:
        for name in item:
            if name not in known:
                near = get_close_matches(name, sorted(known), n=1)
                cure = f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(sorted(known))}."
                self.report(place, "unknown-field", f'There is no field "{name}".', cure)

    def tables(self, raw: Mapping[str, object], key: str, known: set[str] | None) -> tuple[Mapping[str, object], ...]:
        items = raw.get(key, [])
        if not isinstance(items, list) or any(not isinstance(item, dict) for item in items):
            self.report(key, "not-a-list", f"[[{key}]] must be a list of tables.", "Use double brackets.")
            return ()
        for number, item in enumerate(items, 1):
            if known is not None:
                self.keys(item, known, f"{key} {number}")
        return tuple(items)

    def case(self, raw: Mapping[str, object]) -> Case:
        self.keys(raw, _TABLES, "")
        head = raw.get("case", {})
        if not isinstance(head, dict) or not isinstance(head.get("id"), str):
            self.report("[case]", "missing-field", "[case] needs an id.", 'Write id = "…".')
            head = {}
        self.keys(head, _CASE, "[case]")
        if head.get("figure", "paid") not in t.COLUMNS:
            self.report("[case]", "bad-value", "`figure` is no column.", f"Columns are: {', '.join(t.COLUMNS)}.")
        kinds = {"policy": "policy", "bill": "bill", "event": "void"}
        return Case(
            **{name: str(head.get(name, "")) for name in ("id", "source", "origin", "zh", "en")},
            file=self.file,
            figure=str(head.get("figure", "paid")),
            records=tuple(
                Record(kind=kind, fields=item, file=self.file)
                for key, kind in kinds.items()
                for item in self.tables(raw, key, None)
            ),
            expect=self.tables(raw, "expect", _EXPECT),
            accumulators=self.tables(raw, "expect_accumulator", _ACCUMULATOR),
            differences=self.tables(raw, "expect_difference", _DIFFERENCE),
            unreached=self.tables(raw, "unreached", _UNREACHED),
        )


@dataclass(kw_only=True)
class _Runner:
    """Runs one case; settles the family once for each day that is asked about."""

    case: Case
    editions: Mapping[str, Edition]
    log: Log
    currency: str
    settled: dict[date | None, Settlement] = field(default_factory=dict)

    def at(self, as_of: object) -> Settlement:
        day = as_of if isinstance(as_of, date) else None
        if day not in self.settled:
            self.settled[day] = settle(self.editions, self.log, day)
        return self.settled[day]

    # --- lines and bills ------------------------------------------------------------------------------------------

    def expected(self, item: Mapping[str, object]) -> Iterator[Check]:
        bill, line = str(item.get("bill", "")), cast("int | None", item.get("line"))
        policy = cast("str | None", item.get("policy"))
        found = self.at(item.get("as_of")).of(bill, line, policy)
        place = " ".join(
            x
            for x in (
                f"bill {bill}",
                f"line {line}" if line is not None else "",
                f"policy {policy}" if policy else "",
                f"part {item['part']}" if "part" in item else "",
                f"year {item['year']}" if "year" in item else "",
                f"as of {item['as_of']}" if "as_of" in item else "",
            )
            if x
        )
        if not found:
            yield Check(place=place, expected="a decision", got="no such bill, line or policy")
            return
        parts = [(d, p) for d in found for p in d.parts if _wanted(p, item)]
        for column in t.COLUMNS:
            if column in item:
                total = sum(p.columns[t.COLUMNS.index(column)] for _, p in parts)
                got = plain(self.rounded(total, item), self.currency)
                expected = self.money(item[column])
                yield Check(place=f"{place} {column}", expected=expected, got=got, column=column, item=item)
        if "reason" not in item and any(d.pending for d in found):
            missing = ", ".join(dict.fromkeys(name for d in found for _, name in d.pending))
            yield Check(place=f"{place} reason", expected="(anything but pended)", got=f"pended: {missing}")
        if "days" in item:
            yield Check(place=f"{place} days", expected=str(item["days"]), got=str(len(parts)))
        decision = replace(found[0], parts=tuple(p for d, p in parts if d is found[0]))
        yield from self.words(item, decision, place)

    @staticmethod
    def words(item: Mapping[str, object], decision: Decision, place: str) -> Iterator[Check]:
        if "reason" in item:
            yield Check(
                place=f"{place} reason",
                expected=str(item["reason"]),
                got=decision.reason if decision.parts else "(no such part)",
            )
        if "clause" in item:
            clause = decision.speaking if decision.parts else None
            yield Check(place=f"{place} clause", expected=str(item["clause"]), got=clause.id if clause else "(none)")
        if "path" in item:
            path = item["path"] if isinstance(item["path"], list) else [item["path"]]
            yield Check(place=f"{place} path", expected=" → ".join(map(str, path)), got=" → ".join(decision.path))

    def money(self, value: object) -> str:
        text = value if isinstance(value, str) else "(an amount is a string in quotes)"
        try:
            negative = text.startswith("-")
            amount = parse_amount(text.removeprefix("-"), self.currency)
            return plain(-amount if negative else amount, self.currency)
        except InexactAmount as error:
            return f"(not an amount: {error})"

    def rounded(self, value: int, item: Mapping[str, object]) -> int:
        if "rounded_to" not in item:
            return value
        mode = str(item.get("rounding", "half_up"))
        try:
            unit = parse_amount(item["rounded_to"], self.currency)
        except InexactAmount:
            unit = Minor(0)
        if unit < 1 or mode not in t.MODES:
            cause = "`rounded_to` is no amount above nothing, or `rounding` is no mode."
            cure = f"Modes are: {', '.join(t.MODES)}."
            raise RecordError(
                (Problem(file=self.case.file, line=0, place="expect", code="bad-value", cause=cause, cure=cure),)
            )
        return rounded(value, unit, t.MODES.index(mode)) * unit

    # --- accumulators ---------------------------------------------------------------------------------------------

    def accumulator(self, item: Mapping[str, object]) -> Iterator[Check]:
        settlement = self.at(item.get("as_of"))
        after = str(item["after"]) if "after" in item else settlement.states[-1].bill if settlement.states else ""
        state = self.state(settlement, item, after)
        place = f"after {after} accumulator {item.get('name')}" + "".join(
            f" {k} {item[k]}" for k in ("owner", "period", "policy", "as_of") if k in item
        )
        if state is None:
            yield Check(place=place, expected="an accumulator", got="no such accumulator")
            return
        unit = state.unit
        for name, value in (("used", state.used), ("left", state.left), ("capacity", state.capacity)):
            if name in item:
                yield Check(
                    place=f"{place} {name}",
                    expected=self.money(item[name]) if unit == "money" else str(item[name]),
                    got="no upper end"
                    if value is None
                    else plain(value, self.currency)
                    if unit == "money"
                    else str(value),
                )

    @staticmethod
    def state(settlement: Settlement, item: Mapping[str, object], after: str) -> State | None:
        """The accumulator as it stood after a bill: the bill's own period, or the latest that fits; empty where nothing has filled it yet."""
        name = str(item.get("name"))
        position = max((n for n, s in enumerate(settlement.states) if s.bill == after), default=-1)
        for states in reversed(settlement.states[: position + 1]):
            for state in reversed(states.states):
                if name not in {state.account, state.clause.id}:
                    continue
                if any(key in item and str(item[key]) != getattr(state, key) for key in ("owner", "period", "policy")):
                    continue
                return state
        later = [x for s in settlement.states for x in s.states if name in {x.account, x.clause.id}]
        return replace(later[0], used=0) if later and position >= 0 else None

    # --- differences ----------------------------------------------------------------------------------------------

    def difference(self, item: Mapping[str, object]) -> Iterator[Check]:
        rows = differences(self.at(item.get("before")), self.at(item.get("after")))
        place = f"difference {item.get('before')} → {item.get('after')}"
        if "bill" in item:
            rows = tuple(
                r
                for r in rows
                if r.bill == item["bill"]
                and ("line" not in item or r.line == item["line"])
                and ("policy" not in item or r.policy == item["policy"])
            )
            place += f" bill {item['bill']}" + (f" line {item['line']}" if "line" in item else "")
        totals: dict[str, Callable[[], int]] = {
            "paid_before": lambda: sum(r.before for r in rows),
            "paid_after": lambda: sum(r.after for r in rows),
            "settle": lambda: sum(r.settle for r in rows),
        }
        for name, total in totals.items():
            if name in item:
                yield Check(place=f"{place} {name}", expected=self.money(item[name]), got=plain(total(), self.currency))

    def gap(self, item: Mapping[str, object]) -> Unreached:
        bill, column = str(item.get("bill", "")), str(item.get("column", "paid"))
        found = self.at(None).of(bill, cast("int | None", item.get("line")), cast("str | None", item.get("policy")))
        got = sum(d.columns[t.COLUMNS.index(column)] for d in found) if column in t.COLUMNS else 0
        return Unreached(
            place=f"bill {bill} {column}",
            published=self.money(item.get("published")),
            got=plain(got, self.currency),
            zh=str(item.get("zh", "")),
            en=str(item.get("en", "")),
        )


def _wanted(part: Part, item: Mapping[str, object]) -> bool:
    if "part" in item and (item["part"] if item["part"] != "none" else "") != part.pool:
        return False
    return "year" not in item or item["year"] == part.year


def run_case(case: Case, editions: Mapping[str, Edition], own: str) -> CaseResult:
    """Run a case.

    :param editions: by the name that its policies use; ``own`` is the name of the edition it lies beside.
    """
    try:
        log = read_log(case.records, editions, own).one()
        runner = _Runner(case=case, editions=editions, log=log, currency=editions[log.policies[0].edition].currency)
        checks = [c for item in case.expect for c in runner.expected(item)]
        checks += [c for item in case.accumulators for c in runner.accumulator(item)]
        checks += [c for item in case.differences for c in runner.difference(item)]
        return CaseResult(
            case=case,
            checks=tuple(checks),
            unreached=tuple(runner.gap(item) for item in case.unreached),
            settlement=runner.at(None),
        )
    except RecordError as error:
        return CaseResult(case=case, checks=(), unreached=(), settlement=None, error=str(error))
