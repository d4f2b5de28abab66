"""The rows of law: what each says, how sure it is, and what it does to days. Text in, checked values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

from uberrima.core.clocks.table import Table, Tables, read_tables
from uberrima.core.kernel.errors import LawError, Problem

Certainty: TypeAlias = Literal["QL", "QW", "QS", "QP", "S", "K", "design"]
Unit: TypeAlias = Literal["day", "working-day", "month", "year"]
Whose: TypeAlias = Literal["insurer", "customer"]

CERTAINTIES: tuple[Certainty, ...] = ("QL", "QW", "QS", "QP", "S", "K", "design")
UNITS: tuple[Unit, ...] = ("day", "working-day", "month", "year")
_ID = re.compile(r"[A-Z]{2}-[0-9]{2}")
#: What a row may do to days, at most one of them.
_EFFECTS = ("clock", "pauses", "extends", "restarts", "once", "follows")


@dataclass(frozen=True, kw_only=True)
class Period:
    """So many days from an event until another one."""

    #: kind of the event it begins with
    start: str
    length: int
    unit: Unit
    #: kinds of events that end it; none when it only tells a date
    ends: tuple[str, ...]
    #: who has to keep it, or may use it
    whose: Whose
    #: may the contract set another term?
    contract_may_set: bool = False
    #: is the length the contract's own?
    by_contract: bool = False
    #: does every such event begin a period of its own, or only the first?
    each: bool = False
    #: kinds of events after which it does not apply
    dropped_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days that are not counted, between two events."""

    clocks: tuple[str, ...]
    start: str
    end: str
    #: the row that allows one such notice only
    notice: str = ""
    #: the law says *may*: then only the latest lawful date uses it
    may: bool = False


@dataclass(frozen=True, kw_only=True)
class Extension:
    """More days, when all the events it needs came in time."""

    clock: str
    #: how long the period is then in all
    total: int
    needs: tuple[str, ...]
    #: the row whose extension must have come before
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Restart:
    """The count begins anew."""

    clock: str
    event: str


@dataclass(frozen=True, kw_only=True)
class Once:
    """What may be asked for one time only, unless a second asking arose from the first answer."""

    notice: str
    arises_from: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row."""

    id: str
    article: str
    #: where the text was read
    source: str
    certainty: Certainty
    #: what it says, in our own words; the article decides
    zh: str
    en: str
    #: is it law, or a standard we set ourselves?
    law: bool = True
    clock: Period | None = None
    pauses: Pause | None = None
    extends: Extension | None = None
    restarts: Restart | None = None
    once: Once | None = None
    #: clocks whose being missed it speaks of
    follows: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """May this row stop anybody? What was read in a summary only, or is known by heart, warns."""
        return self.certainty not in {"S", "K"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The table of law."""

    #: whose law, and which edition of the table
    id: str
    edition: str
    rows: Mapping[str, Rule]

    def __getitem__(self, row: str) -> Rule:
        return self.rows[row]

    def with_terms(self, terms: Mapping[str, int]) -> Rules:
        """The same rules under a contract that sets terms of its own, e.g. ``{"CL-06": 5}``.

        :raises LawError: when the law does not leave that term to the contract.
        """
        rows = dict(self.rows)
        for row, length in terms.items():
            period = rows[row].clock if row in rows else None
            if period is None or not period.contract_may_set or length < 1:
                free = ", ".join(sorted(r.id for r in rows.values() if r.clock and r.clock.contract_may_set))
                problem = Problem(
                    file="contract", line=0, place=row, code="term-not-free",
                    cause="The law does not leave this term to the contract, or it is no day at all.",
                    cure=f"A contract may set {free}, one day or more.",
                )  # fmt: skip
                raise LawError((problem,))
            rows[row] = replace(rows[row], clock=replace(period, length=length, by_contract=True))
        return replace(self, rows=rows)


def read_rules(text: str | bytes, file: str = "cn.toml") -> Rules:
    """Read and check a table of law.

    :raises LawError: with every fault found.
    """
    tables = read_tables(text, file, one=("law",), many=("rule", "service"))
    head = tables.one("law")
    rows: dict[str, Rule] = {}
    for name in ("rule", "service"):
        for table in tables.many(name):
            row = _rule(table, law=name == "rule")
            if row.id in rows:
                table.fault("id", f"There is a row {row.id} already.", "Give each row an id of its own.", "twice")
            rows[row.id] = row
    rules = Rules(id=head.text("id"), edition=head.text("edition"), rows=rows)
    head.text("zh")
    head.text("en")
    head.refuse_unknown()
    _check_together(rules, tables)
    tables.refuse_faults()
    return rules


def _rule(table: Table, *, law: bool) -> Rule:
    row = Rule(
        id=table.text("id"), article=table.text("article"), source=table.text("source"), law=law,
        certainty=cast("Certainty", table.one_of("certainty", CERTAINTIES)), zh=table.text("zh"), en=table.text("en"),
        clock=_clock(table.part("clock")), pauses=_pause(table.part("pauses")), once=_once(table.part("once")),
        extends=_extension(table.part("extends")), restarts=_restart(table.part("restarts")),
        follows=_follows(table.part("follows")),
    )  # fmt: skip
    if not _ID.fullmatch(row.id):
        table.fault("id", "A row's id is two letters, a hyphen and two digits.", "Write it like CL-03.", "id")
    if sum(name in table.values for name in _EFFECTS) > 1:
        cure = f"Let it have one of {', '.join(_EFFECTS)} and put the other into its own row."
        table.fault("", "A row does one thing to days.", cure, "two-effects")
    if not law and row.certainty != "design":
        table.fault("certainty", "A service level is ours, not law.", 'Write certainty = "design".', "not-law")
    table.refuse_unknown()
    return row


def _clock(table: Table | None) -> Period | None:
    if table is None:
        return None
    period = Period(
        start=table.text("start"), length=table.number("length"), unit=cast("Unit", table.one_of("unit", UNITS)),
        ends=table.texts("ends"), whose=cast("Whose", table.one_of("whose", ("insurer", "customer"))),
        contract_may_set=table.truth("contract_may_set"), each=table.truth("each"),
        dropped_by=table.texts("dropped_by", ()),
    )  # fmt: skip
    table.refuse_unknown()
    return period


def _pause(table: Table | None) -> Pause | None:
    if table is None:
        return None
    pause = Pause(
        clocks=table.texts("clocks"), start=table.text("from"), end=table.text("to"),
        notice=table.text("notice", ""), may=table.truth("may"),
    )  # fmt: skip
    table.refuse_unknown()
    return pause


def _extension(table: Table | None) -> Extension | None:
    if table is None:
        return None
    extension = Extension(
        clock=table.text("clock"), total=table.number("total"), needs=table.texts("needs"), after=table.text("after", "")
    )  # fmt: skip
    if not extension.needs:
        table.fault("needs", "An extension needs an event.", "Name the events that grant it.", "missing")
    table.refuse_unknown()
    return extension


def _restart(table: Table | None) -> Restart | None:
    if table is None:
        return None
    restart = Restart(clock=table.text("clock"), event=table.text("event"))
    table.refuse_unknown()
    return restart


def _once(table: Table | None) -> Once | None:
    if table is None:
        return None
    once = Once(notice=table.text("notice"), arises_from=table.text("arises_from"))
    table.refuse_unknown()
    return once


def _follows(table: Table | None) -> tuple[str, ...]:
    if table is None:
        return ()
    clocks = table.texts("clocks")
    table.refuse_unknown()
    return clocks


def _check_together(rules: Rules, tables: Tables) -> None:
    """What rows say of one another: each name leads to a row that can bear it."""
    for table in (*tables.many("rule"), *tables.many("service")):
        row = rules.rows.get(str(table.values.get("id")))
        if row is None:
            continue
        for name in _named(row):
            named = rules.rows.get(name)
            if named is None or named.clock is None:
                cure = "Name a row that has a [rule.clock]."
                table.fault("", f"There is no clock {name}.", cure, "no-clock")
            elif named.clock.unit != "day" and not row.follows:
                cure = "Only clocks in days are paused, extended or begun anew."
                table.fault("", f"The clock {name} does not count days.", cure, "not-days")
        if row.pauses and row.pauses.notice and not _is_once(rules, row.pauses.notice, row.pauses.start):
            cure = "Name a row with [rule.once] for the same event."
            table.fault("pauses.notice", f"{row.pauses.notice} does not speak of {row.pauses.start}.", cure, "notice")
        if row.extends:
            _check_extension(row.extends, rules, table)


def _named(row: Rule) -> tuple[str, ...]:
    found = (*row.follows, *(row.pauses.clocks if row.pauses else ()))
    return found + tuple(one.clock for one in (row.extends, row.restarts) if one)


def _is_once(rules: Rules, name: str, event: str) -> bool:
    row = rules.rows.get(name)
    return row is not None and row.once is not None and row.once.notice == event


def _check_extension(extension: Extension, rules: Rules, table: Table) -> None:
    before = rules.rows.get(extension.after) if extension.after else None
    if extension.after and (before is None or before.extends is None or before.extends.clock != extension.clock):
        cure = f"Name a row that extends {extension.clock}, or leave `after` out."
        table.fault("extends.after", f"{extension.after} does not extend the same clock.", cure, "after")
        return
    clock = rules.rows.get(extension.clock)
    least = before.extends.total if before and before.extends else clock.clock.length if clock and clock.clock else 0
    if extension.total <= least:
        cure = f"Give the whole length, more than {least}."
        table.fault("extends.total", "An extension never shortens.", cure, "shorter")
