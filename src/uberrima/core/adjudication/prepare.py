"""A family's bills → the arrays of whole numbers that the kernel reads, in the order that the wording states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from uberrima.core.adjudication.amounts import amount_of, column_value
from uberrima.core.adjudication.lines import Atom, atoms_of
from uberrima.core.adjudication.periods import Periods
from uberrima.core.adjudication.records import Bill, Policy
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import Account, Op, Row
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.situations import Version

#: (owner, period, fact that it is kept for each value of)
Scope: TypeAlias = tuple[str, str, str]


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
    scopes: list[Scope] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that reads digits as numbers: B2 before B10."""
    return tuple(
        (0, int(p), "") if p.isdigit() and p.isascii() else (1, 0, p) for p in re.split(r"([0-9]+)", text) if p
    )


def prepare(edition: Edition, policies: Iterable[Policy], bills: Iterable[Bill]) -> Prepared:
    """Everything the kernel needs to know of a family's bills under its policies of one edition."""
    held = tuple(policies)
    seen = sorted(bills, key=lambda b: (_bill_day(edition, b), natural(b.id)))
    atoms: list[Atom] = []
    slices: list[Slice] = []
    for bill in seen:
        ranked = sorted(
            (p for p in held if bill.member in p.members),
            key=lambda p: bill.order.index(p.id) if p.id in bill.order else len(bill.order),
        )
        for policy in ranked:
            first = len(atoms)
            for line in sorted(bill.lines, key=lambda x: x.line):
                atoms.extend(atoms_of(edition, policy, bill, line))
            slices.append(Slice(policy=policy, bill=bill, first=first, last=len(atoms)))
    prepared = Prepared(edition=edition, atoms=atoms, slices=slices)
    _fill_arrays(prepared)
    return prepared


def _bill_day(edition: Edition, bill: Bill) -> date:
    order = edition.versions[-1].order
    return bill.received if order is not None and order.word("bills_by") == "received" else bill.day


def scope_of(account: Account) -> Scope:
    """Whose an accumulator is, for which period, and for each value of which fact."""
    return account.owner, account.per, account.each


def _fill_arrays(prepared: Prepared) -> None:
    edition, atoms = prepared.edition, prepared.atoms
    tables = edition.tables
    periods = Periods(edition, atoms)
    accounts = tables.accounts
    prepared.scopes = list(dict.fromkeys(scope_of(account) for account in accounts))
    period, sizes = _period_of_each(periods, atoms, prepared.scopes)
    base: list[int] = []
    total = 0
    for account in accounts:
        base.append(total)
        total += sizes[prepared.scopes.index(scope_of(account))]
    prepared.cells = [0] * (total + 1)
    _label_cells(prepared, periods, period, base)
    held = {(a.policy.id, a.policy.schedule_number): a.policy for a in atoms}
    at = {key: number * len(tables.amounts) for number, key in enumerate(held)}
    columns = tables.columns
    arrays = prepared.arrays
    arrays.update(_row_arrays(edition, atoms))
    arrays["day"] = [a.day.toordinal() for a in atoms]
    arrays["year"] = [periods.year(a) for a in atoms]
    arrays["insured_year"] = [a.insured_year for a in atoms]
    arrays["no_days"] = [int(a.no_days) for a in atoms]
    arrays["months_left"] = [m for a in atoms for m in periods.months_left(a)]
    arrays["amounts_at"] = [at[a.policy.id, a.policy.schedule_number] for a in atoms]
    arrays["amounts"] = [amount_of(x, p) for p in held.values() for x in tables.amounts]
    arrays["billed"] = [a.share(a.line.billed) for a in atoms]
    arrays["coverable"] = [min(a.share(a.line.coverable), a.share(a.line.billed)) for a in atoms]
    own = {
        c.word("payer") for c in edition.wording.clauses if c.kind.name == "other_payer" and c.word("counts") == "own"
    }
    arrays["paid_by_others"] = [sum(v for name, v in a.payments().items() if name not in own) for a in atoms]
    arrays["units"] = [a.line.units for a in atoms]
    arrays["extra"] = [column_value(edition, column, a) for a in atoms for column in columns]
    arrays["period"] = period
    arrays["account_scope"] = [prepared.scopes.index(scope_of(a)) for a in accounts]
    arrays["account_base"] = base
    arrays["account_basis"] = [a.basis for a in accounts]


def _period_of_each(periods: Periods, atoms: list[Atom], scopes: list[Scope]) -> tuple[list[int], list[int]]:
    """The cell of every line in every scope, and how many cells each scope has. Years of one owner lie side by side."""
    ordinals: list[dict[object, int]] = [{} for _ in scopes]
    period: list[int] = []
    for atom in atoms:
        for scope, (owner, per, each) in enumerate(scopes):
            who = (periods.owner(owner, atom), periods.each(each, atom))
            years = periods.years_of(per)
            key = who if years > 1 else (who, periods.period(per, atom))
            block = ordinals[scope].setdefault(key, len(ordinals[scope]))
            period.append(block * years + (periods.year_in(per, atom) if years > 1 else 0))
    sizes = [max(1, len(ordinals[n])) * periods.years_of(per) for n, (_, per, _) in enumerate(scopes)]
    return period, sizes


def _label_cells(prepared: Prepared, periods: Periods, period: list[int], base: list[int]) -> None:
    """Remember whose and which period each visible cell is."""
    accounts = prepared.edition.tables.accounts
    n_scopes = len(prepared.scopes)
    for number, account in enumerate(accounts):
        if account.hidden:
            continue
        scope = prepared.scopes.index(scope_of(account))
        for i, atom in enumerate(prepared.atoms):
            cell = base[number] + period[i * n_scopes + scope]
            if cell not in prepared.labels:
                owner = {
                    "member": atom.bill.member,
                    "policy": atom.policy.id,
                    "family": prepared.atoms[0].policy.family,
                }[account.owner]
                prepared.labels[cell] = (number, owner, periods.label(account.per, account.each, atom))


def _row_arrays(edition: Edition, atoms: list[Atom]) -> dict[str, list[int]]:
    """Flatten the rows that the lines need, each once."""
    tables = edition.tables
    rows: dict[tuple[int, int], int] = {}
    held: list[tuple[Row, Version]] = []
    names = (
        "kind",
        "clause",
        "account",
        "account2",
        "amount",
        "amount2",
        "num",
        "den",
        "aux",
        "rule",
        "step",
        "bound",
        "watch",
        "carry",
        "mode",
        "unit",
        "own",
    )
    ops: Mapping[str, list[int]] = {name: [] for name in names}
    arrays: dict[str, list[int]] = {
        "row": [],
        "row_reason": [],
        "row_fixed": [],
        "row_ops": [0],
        "row_fills": [0],
        "fill_account": [],
        "fill_op": [],
    }
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
    if op.rule % 4 in {t.RULE_FALLS, t.RULE_GROWS}:
        watch = edition.tables.account_of[f"#paid:{clause.word('owner')}"]
    carry = (
        op.carry_months * 2 + (1 if clause.has("carry_months") and clause.word("per") == "calendar_year" else 0)
        if op.carry_months
        else 0
    )
    values = (
        op.kind,
        op.clause,
        op.account,
        op.account2,
        op.amount,
        op.amount2,
        op.num,
        op.den,
        op.aux,
        op.rule,
        op.step,
        op.bound,
        watch,
        carry,
        mode,
        unit,
        int(op.account >= 0 and edition.tables.accounts[op.account].owner == "member"),
    )
    for values_of, value in zip(ops.values(), values, strict=True):
        values_of.append(value)
