"""Bill lines → atoms: a line, or one day of it, under one policy, with the row of the clauses that apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from uberrima.core.adjudication.calendar import anniversary, years_between
from uberrima.core.adjudication.facts import fact_of
from uberrima.core.adjudication.records import Bill, BillLine, Policy
from uberrima.core.adjudication.stays import days_of
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import Row
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.situations import Version

#: A row that only says why: no version has it, so it gets an index of its own.
_PENDED = Row(reason=t.PENDED, clause=-1)
_OUTSIDE = Row(reason=t.NOT_IN_FORCE, clause=-1)
#: More open facts than this pend a line without trying every combination.
_MAX_OPEN = 512


@dataclass(kw_only=True)
class Atom:
    """One line of a bill under one policy, or one day of such a line."""

    policy: Policy
    bill: Bill
    line: BillLine
    #: 0, or the number of the day within the line
    part: int
    #: how many days the line was divided into (1: it was not)
    parts: int
    day: date
    version: Version
    row: Row
    #: why it is pended: ("fact" | "payer" | "fee", name)
    pending: tuple[tuple[str, str], ...] = ()
    #: a stay without a night: there is no day to count
    no_days: bool = False

    @property
    def insured_year(self) -> int:
        """Policy years since the member's own start: the first is 0."""
        joined = self.policy.members[self.bill.member].start or self.policy.start
        first = max(0, years_between(self.policy.start, joined))
        return max(0, years_between(self.policy.start, self.day) - first)

    def share(self, amount: int, after: int = 0) -> int:
        """This day's part of an amount of the line: even, the larger parts first.

        Amounts that belong together (payments) are divided as running totals, ``after`` being the total before this one: so no day
        gets more payments than it has costs.
        """
        return self._even(after + amount) - self._even(after)

    def _even(self, amount: int) -> int:
        whole, rest = divmod(amount, self.parts)
        return whole + (1 if self.part < rest else 0)

    def payments(self) -> dict[str, int]:
        """This day's part of what each payer paid, in the order in which the line tells them."""
        found: dict[str, int] = {}
        total = 0
        for payer, paid in self.line.paid_by.items():
            found[payer] = self.share(paid, total)
            total += paid
        return found


def atoms_of(edition: Edition, policy: Policy, bill: Bill, line: BillLine) -> Iterable[Atom]:
    """The parts that a line is settled in: the line itself, or its days where a clause of its benefit counts days."""
    governing = governing_day(edition, policy, bill, line.day)
    version = version_on(edition, governing)
    stay = next((c for c in version.clauses if c.kind.name == "stay" and not c.informative), None)
    days = days_of(bill, line, stay)
    if days < 1 or not _by_day(edition, version, policy.on(governing), bill, line):
        atom = _atom(edition, policy, bill, line, 0, 1, line.day)
        atom.no_days = days == 0 and not line.dated and bill.admitted is not None and bill.discharged is not None
        return [atom]
    start = line.day if line.dated else bill.admitted or line.day
    return [_atom(edition, policy, bill, line, part, days, start + timedelta(days=part)) for part in range(days)]


def _by_day(edition: Edition, version: Version, policy: Policy, bill: Bill, line: BillLine) -> bool:
    """Does some clause count days for the benefit of this line (or for one that it could be under, if a fact is missing)?"""
    combos = _combos(version, _classes(edition, version, policy, bill, line, line.day)[0])
    if len(combos) > _MAX_OPEN:
        return version.counts_days()
    rows = [version.rows[version.row(combo)] for combo in combos]
    return any(row.reason != t.NOT_COVERED and version.counts_days(row.benefit) for row in rows)


def governing_day(edition: Edition, policy: Policy, bill: Bill, day: date) -> date:
    """The day that picks the version of the wording and of the schedule, by `version_by` of the order clause."""
    order = edition.versions[-1].order
    by = order.word("version_by") if order is not None else "service_date"
    if by == "admission":
        return bill.admitted or day
    if by == "policy_year_start":
        return anniversary(policy.start, max(0, years_between(policy.start, day)))
    return policy.start if by == "policy_start" else day


def version_on(edition: Edition, day: date) -> Version:
    """The version of the wording on its governing day."""
    return next(v for v in reversed(edition.versions) if v.start <= day)


def _atom(edition: Edition, policy: Policy, bill: Bill, line: BillLine, part: int, parts: int, day: date) -> Atom:
    governing = governing_day(edition, policy, bill, day)
    policy, version = policy.on(governing), version_on(edition, governing)
    atom = Atom(policy=policy, bill=bill, line=line, part=part, parts=parts, day=day, version=version, row=_OUTSIDE)
    cover_day = day
    if version.order is not None and version.order.word("cover_by") == "admission":
        cover_day = bill.admitted or day
    if not policy.insures(bill.member, cover_day):
        return atom
    row, missing = _row_of(edition, version, policy, bill, line, day)
    if missing:
        atom.row, atom.pending = _PENDED, tuple(("fact", name) for name in missing)
        return atom
    atom.row = row
    lacking = _lacking(edition, row, atom)
    if lacking:
        atom.row, atom.pending = _PENDED, lacking
    return atom


def _classes(
    edition: Edition, version: Version, policy: Policy, bill: Bill, line: BillLine, day: date
) -> tuple[list[int | None], list[str]]:
    """The class of every fact that the version asks (None: unknown), and the names of the unknown ones."""
    classes: list[int | None] = []
    unknown: list[str] = []
    for name, facts in version.facts.items():
        value = fact_of(name, edition.wording, policy, bill, line, day)
        classes.append(None if value is None else facts.class_of(value))
        if value is None:
            unknown.append(name)
    return classes, unknown


def _combos(version: Version, classes: list[int | None]) -> list[tuple[int, ...]]:
    """Every situation that the unknown facts leave open; the search ends soon after it has found too many."""
    combos: list[tuple[int, ...]] = [()]
    for facts, number in zip(version.facts.values(), classes, strict=True):
        options = range(len(facts.classes)) if number is None else (number,)
        if len(combos) * len(options) > 8 * _MAX_OPEN:
            return [()] * (_MAX_OPEN + 1)
        combos = [(*combo, option) for combo in combos for option in options]
    return combos


def _row_of(
    edition: Edition, version: Version, policy: Policy, bill: Bill, line: BillLine, day: date
) -> tuple[Row, list[str]]:
    """The row of a line; with the names of unknown facts when they could change it."""
    classes, unknown = _classes(edition, version, policy, bill, line, day)
    combos = _combos(version, classes)
    if len(combos) > _MAX_OPEN:
        return _PENDED, unknown
    rows = {version.row(combo) for combo in combos}
    if len(rows) == 1:
        return version.rows[rows.pop()], []
    return _PENDED, [name for name in unknown if _matters(version, classes, name)] or unknown


def _matters(version: Version, classes: list[int | None], name: str) -> bool:
    """Could this fact alone change the row, whatever the other unknown ones are?"""
    names = list(version.facts)
    place = names.index(name)
    combos: list[tuple[int, ...]] = [()]
    for index, (facts, number) in enumerate(zip(version.facts.values(), classes, strict=True)):
        options = range(len(facts.classes)) if number is None and index != place else (number or 0,)
        combos = [(*c, o) for c in combos for o in options]
    for combo in combos:
        rows = {
            version.row((*combo[:place], o, *combo[place + 1 :]))
            for o in range(len(list(version.facts.values())[place].classes))
        }
        if len(rows) > 1:
            return True
    return False


def _lacking(edition: Edition, row: Row, atom: Atom) -> tuple[tuple[str, str], ...]:
    """What the operations of a row need and the line does not tell."""
    found: list[tuple[str, str]] = []
    if row.reason == t.DECIDED and not row.fixed:
        named = {c.word("payer") for c in atom.version.clauses if c.kind.name == "other_payer"}
        found += [("payer", name) for name, paid in atom.line.paid_by.items() if paid and name not in named]
    for column in columns_read(edition, row):
        what = edition.tables.columns[column]
        if (
            what.kind in {"fact", "amount"}
            and fact_of(what.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) is None
        ):
            found.append(("fact", what.name))
        if what.kind == "allowed" and edition.clause(what.clause).has("amount"):
            amount = edition.clause(what.clause).money("amount")
            if (
                amount.source == "fact"
                and fact_of(amount.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) is None
            ):
                found.append(("fact", amount.name))
        if (
            what.kind == "allowed"
            and edition.clause(what.clause).has("fees")
            and atom.line.fee_code not in edition.wording.fees
        ):
            found.append(("fee", "fee_code"))
    accounts = [edition.tables.accounts[account] for account, _ in row.fills]
    periods = {account.per for account in accounts}
    same = {c.word("same") for c in atom.version.clauses if c.kind.name == "stay" and c.word("name") in periods}
    for name in sorted(({account.each for account in accounts} | same) - {""}):
        if fact_of(name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) is None:
            found.append(("fact", name))
    return tuple(dict.fromkeys(found))


def columns_read(edition: Edition, row: Row) -> set[int]:
    """The line columns that a row reads, payers aside."""
    used: set[int] = set()
    for op in row.ops:
        slots = [op.amount, op.amount2, op.step, op.bound]
        if op.kind == t.OP_SHARE:
            slots += [upto for upto, _ in edition.tables.bands[op.aux]]
        used |= {-1 - slot for slot in slots if slot < 0}
        if op.kind in {t.OP_ALLOWED, t.OP_PROPORTION}:
            used.add(op.aux)
    return used
