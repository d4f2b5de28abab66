"""Bills → the whole numbers that the kernel reads. Decides strings once: which clauses apply, which period a line falls into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from uberrima.core.adjudication.calendar import anniversary, months_between, years_between
from uberrima.core.adjudication.facts import fact_of
from uberrima.core.adjudication.kernel import rounded
from uberrima.core.adjudication.records import Bill, BillLine, Policy
from uberrima.core.adjudication.stays import days_of, number_periods, stay_of
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import LineColumn, Op, Row
from uberrima.core.wording.clause import Amount, Clause, Count
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

    def share(self, amount: int) -> int:
        """This day's part of an amount of the line: even, the larger parts first."""
        whole, rest = divmod(amount, self.parts)
        return whole + (1 if self.part < rest else 0)


@dataclass(kw_only=True)
class Slice:
    """One bill under one policy: what the kernel decides in one call."""

    policy: Policy
    bill: Bill
    first: int
    last: int


@dataclass(kw_only=True)
class Prepared:
    """All lines of a family under all its policies of one edition, in the wording's order."""

    edition: Edition
    atoms: list[Atom]
    slices: list[Slice]
    #: (account name, owner, period) → cell, for the accounts that people may see
    labels: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    arrays: dict[str, list[int]] = field(default_factory=dict)
    scopes: list[tuple[str, str]] = field(default_factory=list)
    n_cells: int = 0
    cells: list[int] = field(default_factory=list)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that reads digits as numbers: B2 before B10."""
    return tuple((0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in re.split(r"([0-9]+)", text) if p)


def prepare(edition: Edition, policies: Iterable[Policy], bills: Iterable[Bill]) -> Prepared:
    """Everything the kernel needs to know of a family's bills under its policies of one edition."""
    held = tuple(policies)
    seen = sorted(bills, key=lambda b: (_bill_day(edition, b), natural(b.id)))
    atoms: list[Atom] = []
    slices: list[Slice] = []
    for bill in seen:
        ranked = sorted((p for p in held if bill.member in p.members),
                        key=lambda p: bill.order.index(p.id) if p.id in bill.order else len(bill.order))  # fmt: skip
        for policy in ranked:
            first = len(atoms)
            for line in sorted(bill.lines, key=lambda x: x.line):
                atoms.extend(_atoms(edition, policy, bill, line))
            slices.append(Slice(policy=policy, bill=bill, first=first, last=len(atoms)))
    prepared = Prepared(edition=edition, atoms=atoms, slices=slices)
    _fill_arrays(prepared, held)
    return prepared


def _bill_day(edition: Edition, bill: Bill) -> date:
    order = edition.versions[-1].order
    return bill.received if order is not None and order.word("bills_by") == "received" else bill.date


# --- which clauses apply -------------------------------------------------------------------------------------------


def _atoms(edition: Edition, policy: Policy, bill: Bill, line: BillLine) -> Iterable[Atom]:
    start = line.day if line.dated else bill.admitted or line.day
    whole = _atom(edition, policy, bill, line, 0, 1, line.day)
    stay = next((c for c in whole.version.clauses if c.kind.name == "stay"), None)
    days = days_of(bill, line, stay)
    if days < 1 or not _by_day(edition, whole):
        return [whole]
    return [_atom(edition, policy, bill, line, part, days, start + timedelta(days=part)) for part in range(days)]


def _by_day(edition: Edition, atom: Atom) -> bool:
    """Does some clause count days for the benefit of this line?"""
    benefit = atom.row.benefit
    if not benefit:  # refused or pended as a whole: look at what the line could be
        return any(_counts_days(c) for c in atom.version.selecting)
    return any(_counts_days(c) and (not c.benefits or benefit in c.benefits) for c in atom.version.selecting)


def _counts_days(clause: Clause) -> bool:
    if clause.kind.name in {"days", "day_benefit"}:
        return True
    return "per" in clause.kind.fields and clause.word("per") == "day"


def version_on(edition: Edition, policy: Policy, bill: Bill, day: date) -> Version:
    """The version of the wording that governs a day, by `version_by` of the order clause."""
    order = edition.versions[-1].order
    by = order.word("version_by") if order is not None else "service_date"
    if by == "admission":
        day = bill.admitted or day
    elif by == "policy_year_start":
        day = anniversary(policy.start, max(0, years_between(policy.start, day)))
    elif by == "policy_start":
        day = policy.start
    return next(v for v in reversed(edition.versions) if v.start <= day)


def _atom(edition: Edition, policy: Policy, bill: Bill, line: BillLine, part: int, parts: int, day: date) -> Atom:
    version = version_on(edition, policy, bill, day)
    atom = Atom(policy=policy, bill=bill, line=line, part=part, parts=parts, day=day, version=version, row=_OUTSIDE)
    cover_day = day
    if version.order is not None and version.order.word("cover_by") == "admission":
        cover_day = bill.admitted or day
    if not any(a <= cover_day <= b for a, b in policy.in_force):
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


def _row_of(edition: Edition, version: Version, policy: Policy, bill: Bill, line: BillLine, day: date) -> tuple[Row, list[str]]:
    """The row of a line; with the names of unknown facts when they could change it."""
    classes: list[int | None] = []
    unknown: list[str] = []
    for name, facts in version.facts.items():
        value = fact_of(name, edition.wording, policy, bill, line, day)
        if value is None:
            unknown.append(name)
            classes.append(None)
        else:
            classes.append(facts.class_of(value))
    if not unknown:
        return version.rows[version.row(tuple(c for c in classes if c is not None))], []
    combos: list[tuple[int, ...]] = [()]
    for facts, number in zip(version.facts.values(), classes, strict=True):
        options = range(len(facts.classes)) if number is None else (number,)
        combos = [(*c, o) for c in combos for o in options]
        if len(combos) > _MAX_OPEN:
            return _PENDED, unknown
    rows = {version.row(c) for c in combos}
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
        rows = {version.row((*combo[:place], o, *combo[place + 1 :])) for o in range(len(list(version.facts.values())[place].classes))}
        if len(rows) > 1:
            return True
    return False


def _lacking(edition: Edition, row: Row, atom: Atom) -> tuple[tuple[str, str], ...]:
    """What the operations of a row need and the line does not tell."""
    found: list[tuple[str, str]] = []
    if row.reason == t.DECIDED and not row.fixed:
        named = {c.word("payer") for c in atom.version.clauses if c.kind.name == "other_payer"}
        found += [("payer", name) for name, paid in atom.line.paid_by.items() if paid and name not in named]
    for column in _columns(edition, row):
        what = edition.tables.columns[column]
        if what.kind in {"fact", "amount"} and fact_of(what.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) is None:
            found.append(("fact", what.name))
        if what.kind == "allowed" and edition.clause(what.clause).has("amount"):
            amount = edition.clause(what.clause).money("amount")
            if amount.source == "fact" and fact_of(amount.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) is None:
                found.append(("fact", amount.name))
        if what.kind == "allowed" and edition.clause(what.clause).has("fees") and atom.line.fee_code not in edition.wording.fees:
            found.append(("fee", "fee_code"))
    return tuple(dict.fromkeys(found))


def _columns(edition: Edition, row: Row) -> set[int]:
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


# --- amounts -------------------------------------------------------------------------------------------------------


def amount_of(expression: Amount | Count, policy: Policy, stated: int = 0) -> int:
    """A money or count field under a policy; ``stated`` is what the line states for a fact."""
    if isinstance(expression, Count):
        return int(policy.schedule[expression.choice]) if expression.choice else expression.value  # type: ignore[call-overload,no-any-return]
    value = stated if expression.source == "fact" else expression.value
    if expression.source == "choice":
        value = int(policy.schedule[expression.name])  # type: ignore[call-overload]
    if expression.per_extra_member:
        value += expression.per_extra_member * max(0, len(policy.members) - expression.above)
        if expression.most is not None:
            value = min(value, expression.most)
    if expression.rate is not None:
        value = rounded(value * expression.rate.numerator, expression.rate.denominator, 0)
    if expression.times:
        value *= int(policy.schedule[expression.times])  # type: ignore[call-overload]
    return value


def _column_value(edition: Edition, column: LineColumn, atom: Atom) -> int:
    if column.kind == "payer":
        return atom.share(atom.line.paid_by.get(column.name, 0))
    if column.kind == "allowed":
        clause = edition.clause(column.clause)
        if clause.has("amount"):
            amount = clause.money("amount")
            stated = fact_of(amount.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day) if amount.source == "fact" else 0
            return amount_of(amount, atom.policy, stated if isinstance(stated, int) else 0) * atom.line.units
        fee = edition.wording.fees.get(atom.line.fee_code, 0)
        multiple = clause.rate("multiple")
        mode = t.MODES.index(atom.version.rounding.word("mode")) if atom.version.rounding else 0
        return rounded(fee * multiple.numerator * atom.line.units, multiple.denominator, mode)
    stated = fact_of(column.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day)
    value = stated if isinstance(stated, int) else 0
    return amount_of(column.amount, atom.policy, value) if column.amount is not None else value


# --- periods -------------------------------------------------------------------------------------------------------


class _Periods:
    """Gives every line its cell in every scope (owner × period)."""

    def __init__(self, edition: Edition, atoms: list[Atom]) -> None:
        self.edition = edition
        self.years = max((self.year(a) for a in atoms), default=0) + 2
        self.first_calendar_year = min((a.day.year for a in atoms), default=0)
        self.calendar_years = max((a.day.year for a in atoms), default=0) - self.first_calendar_year + 2
        self.stays: dict[str, dict[tuple[str, date, date, object], int]] = {}
        for name in ("confinement", "benefit_period"):
            clause = next((c for c in edition.wording.clauses if c.kind.name == "stay" and c.word("name") == name), None)
            if clause is not None:
                self.stays[name] = self._number(clause, atoms)

    @staticmethod
    def year(atom: Atom) -> int:
        return max(0, years_between(atom.policy.start, atom.day))

    def _same(self, clause: Clause, atom: Atom) -> object:
        if not clause.has("same"):
            return None
        return fact_of(clause.word("same"), self.edition.wording, atom.policy, atom.bill, atom.line, atom.day)

    def _number(self, clause: Clause, atoms: list[Atom]) -> dict[tuple[str, date, date, object], int]:
        members: dict[str, set[tuple[date, date, object]]] = {}
        for atom in atoms:
            members.setdefault(atom.bill.member, set()).add((*stay_of(atom.bill, atom.line), self._same(clause, atom)))
        return {(member, *stay): n for member, stays in members.items() for stay, n in number_periods(clause, stays).items()}

    def owner(self, owner: str, atom: Atom) -> tuple[str, ...]:
        if owner == "family":
            return ()
        return (atom.policy.id,) if owner == "policy" else (atom.policy.id, atom.bill.member)

    def period(self, per: str, atom: Atom) -> object:
        """A key that is equal for lines of one period."""
        if per == "bill":
            return atom.bill.id
        if per == "visit":
            return ("visit", atom.line.visit) if atom.line.visit else ("bill", atom.bill.id)
        if per == "day":
            return atom.day
        if per in self.stays:
            clause = next(c for c in self.edition.wording.clauses if c.kind.name == "stay" and c.word("name") == per)
            return self.stays[per][(atom.bill.member, *stay_of(atom.bill, atom.line), self._same(clause, atom))]
        if per == "month":
            return (atom.day.year, atom.day.month)
        if per.startswith("months:"):
            return (atom.day.year, (atom.day.month - 1) // int(per.split(":")[1]))
        if per == "guaranteed_period":
            term = next(c for c in self.edition.wording.clauses if c.kind.name == "term")
            return self.year(atom) // term.count("guaranteed_years").value
        return ""

    def label(self, per: str, atom: Atom) -> str:
        """What people call the period."""
        if per == "policy_year":
            return str(self.year(atom) + 1)
        if per == "calendar_year":
            return str(atom.day.year)
        key = self.period(per, atom)
        if per == "visit":
            return atom.line.visit or atom.bill.id
        if per == "month":
            return f"{atom.day.year}-{atom.day.month:02d}"
        if per.startswith("months:"):
            size = int(per.split(":")[1])
            first = (atom.day.month - 1) // size * size + 1
            return f"{atom.day.year}-{first:02d}/{first + size - 1:02d}"
        if isinstance(key, int):
            return str(key + 1)
        return str(key)

    def months_left(self, atom: Atom) -> tuple[int, int]:
        """Months from the line's month to the last of the policy year and of the calendar year (0: it lies in the last)."""
        into = months_between(anniversary(atom.policy.start, self.year(atom)), atom.day)
        return max(0, 11 - into), 12 - atom.day.month


def _fill_arrays(prepared: Prepared, policies: tuple[Policy, ...]) -> None:
    edition, atoms = prepared.edition, prepared.atoms
    tables = edition.tables
    periods = _Periods(edition, atoms)
    accounts = tables.accounts
    scopes: list[tuple[str, str]] = []
    for account in accounts:
        if (account.owner, account.per) not in scopes:
            scopes.append((account.owner, account.per))
    prepared.scopes = scopes
    ordinals: list[dict[object, int]] = [{} for _ in scopes]
    period: list[int] = []
    for atom in atoms:
        for scope, (owner, per) in enumerate(scopes):
            who = periods.owner(owner, atom)
            if per == "policy_year":
                block = ordinals[scope].setdefault(who, len(ordinals[scope]))
                period.append(block * periods.years + periods.year(atom))
            elif per == "calendar_year":
                block = ordinals[scope].setdefault(who, len(ordinals[scope]))
                period.append(block * periods.calendar_years + atom.day.year - periods.first_calendar_year)
            else:
                key = (who, periods.period(per, atom))
                period.append(ordinals[scope].setdefault(key, len(ordinals[scope])))
    size = {"policy_year": periods.years, "calendar_year": periods.calendar_years}
    base: list[int] = []
    total = 0
    for account in accounts:
        base.append(total)
        scope = scopes.index((account.owner, account.per))
        total += max(1, len(ordinals[scope])) * size.get(account.per, 1)
    prepared.cells = [0] * (total + 1)
    _label_cells(prepared, periods, period, base)
    at = {policy.id: number * len(tables.amounts) for number, policy in enumerate(policies)}
    columns = tables.columns
    arrays = prepared.arrays
    arrays.update(_row_arrays(edition, atoms))
    arrays["day"] = [a.day.toordinal() for a in atoms]
    arrays["year"] = [periods.year(a) for a in atoms]
    arrays["months_left"] = [m for a in atoms for m in periods.months_left(a)]
    arrays["amounts_at"] = [at[a.policy.id] for a in atoms]
    arrays["amounts"] = [amount_of(x, p) for p in policies for x in tables.amounts]
    arrays["billed"] = [a.share(a.line.billed) for a in atoms]
    arrays["coverable"] = [min(a.share(a.line.coverable), a.share(a.line.billed)) for a in atoms]
    own = {c.word("payer") for c in edition.wording.clauses if c.kind.name == "other_payer" and c.word("counts") == "own"}
    arrays["paid_by_others"] = [sum(a.share(v) for name, v in a.line.paid_by.items() if name not in own) for a in atoms]
    arrays["units"] = [a.line.units for a in atoms]
    arrays["extra"] = [_column_value(edition, column, a) for a in atoms for column in columns]
    arrays["period"] = period
    arrays["account_scope"] = [scopes.index((a.owner, a.per)) for a in accounts]
    arrays["account_base"] = base
    arrays["account_basis"] = [a.basis for a in accounts]


def _label_cells(prepared: Prepared, periods: _Periods, period: list[int], base: list[int]) -> None:
    """Remember whose and which period each visible cell is."""
    accounts = prepared.edition.tables.accounts
    n_scopes = len(prepared.scopes)
    for number, account in enumerate(accounts):
        if account.hidden:
            continue
        scope = prepared.scopes.index((account.owner, account.per))
        for i, atom in enumerate(prepared.atoms):
            cell = base[number] + period[i * n_scopes + scope]
            if cell not in prepared.labels:
                owner = {"member": atom.bill.member, "policy": atom.policy.id, "family": prepared.atoms[0].policy.family}[account.owner]
                prepared.labels[cell] = (number, owner, periods.label(account.per, atom))


def _row_arrays(edition: Edition, atoms: list[Atom]) -> dict[str, list[int]]:
    """Flatten the rows that the lines need, each once."""
    tables = edition.tables
    rows: dict[tuple[int, int], int] = {}
    held: list[tuple[Row, Version]] = []
    names = ("kind", "clause", "account", "account2", "amount", "amount2", "num", "den", "aux", "rule", "step", "bound", "watch", "carry", "mode", "unit")
    ops: Mapping[str, list[int]] = {name: [] for name in names}
    arrays: dict[str, list[int]] = {"row": [], "row_reason": [], "row_fixed": [], "row_ops": [0], "row_fills": [0], "fill_account": [], "fill_op": []}
    for atom in atoms:
        key = (id(atom.version), id(atom.row))
        if key not in rows:
            rows[key] = len(held)
            held.append((atom.row, atom.version))
        arrays["row"].append(rows[key])
    for row, version in held:
        first = len(ops["kind"])
        for op in row.ops:
            _append_op(edition, ops, op, version)
        arrays["row_reason"].append(row.reason)
        arrays["row_fixed"].append(int(row.fixed))
        arrays["row_ops"].append(len(ops["kind"]))
        for account, position in row.fills:
            arrays["fill_account"].append(account)
            arrays["fill_op"].append(first + position if position >= 0 else -1)
        arrays["row_fills"].append(len(arrays["fill_account"]))
    arrays.update({f"op_{name}": values for name, values in ops.items()})
    arrays["band_at"] = [0]
    arrays["band_upto"], arrays["band_num"] = [], []
    for bands in tables.bands:
        for upto, num in bands:
            arrays["band_upto"].append(upto)
            arrays["band_num"].append(num)
        arrays["band_at"].append(len(arrays["band_upto"]))
    return arrays


def _append_op(edition: Edition, ops: Mapping[str, list[int]], op: Op, version: Version) -> None:
    clause = edition.clause(op.clause)
    rounding = version.rounding
    mode = t.MODES.index(rounding.word("mode")) if rounding is not None else 0
    unit = 1
    if op.kind == t.OP_SHARE and rounding is not None:
        unit = max(1, rounding.money("to").value) if rounding.has("to") else 1
        mode += 4 if rounding.word("of") == "borne" else 0
    watch = -1
    if op.rule in {t.RULE_FALLS, t.RULE_GROWS}:
        watch = edition.tables.account_of[f"#paid:{clause.word('owner')}"]
    carry = op.carry_months * 2 + (1 if clause.has("carry_months") and clause.word("per") == "calendar_year" else 0) if op.carry_months else 0
    values = (op.kind, op.clause, op.account, op.account2, op.amount, op.amount2, op.num, op.den, op.aux, op.rule, op.step, op.bound, watch,
              carry, mode, unit)  # fmt: skip
    for values_of, value in zip(ops.values(), values, strict=True):
        values_of.append(value)

