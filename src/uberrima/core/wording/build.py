"""Clauses → flat tables: amounts, line columns, accumulators, bands, rows of operations."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import lcm
from typing import TYPE_CHECKING, Literal

from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Amount, Clause, Count, Wording
from uberrima.core.wording.kinds.fixed import Days

if TYPE_CHECKING:
    from fractions import Fraction

#: Larger than every sum of a family's amounts, small enough to be added to one: "no bound".
NO_BOUND = 2**61
#: No product inside the kernel may reach this.
INT63 = 2**63

Unit = Literal["money", "days", "visits", "units", "events", "date", "flag", "fraction"]


@dataclass(frozen=True, kw_only=True)
class Account:
    """One accumulator of an edition."""

    name: str
    owner: str
    #: a period, or ``benefit`` (each benefit of a bill) for rounding
    per: str
    basis: int
    unit: Unit
    #: index of the first clause that names it; -1 for accounts that no clause names
    clause: int
    #: one for each value of this fact; empty when it is not kept so
    each: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class LineColumn:
    """One column of amounts that a line carries besides what is billed."""

    kind: Literal["payer", "fact", "allowed", "amount"]
    name: str = ""
    clause: int = -1
    amount: Amount | None = None


@dataclass(frozen=True, kw_only=True)
class Op:
    """One operation of a row; what the numbers mean depends on ``kind`` (see the kernel)."""

    kind: int
    clause: int
    account: int = -1
    account2: int = -1
    amount: int = 0
    amount2: int = 0
    num: int = 0
    den: int = 1
    aux: int = 0
    rule: int = t.RULE_NONE
    step: int = 0
    bound: int = 0
    carry_months: int = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """What happens to a line in one situation under one version of the wording."""

    reason: int
    #: the clause that spoke: the benefit when decided, the refusing clause otherwise; -1 when none can be named
    clause: int
    benefit: str = ""
    #: fixed benefit: what is billed plays no part
    fixed: bool = False
    ops: tuple[Op, ...] = ()
    #: accounts that are filled, each once: (account, index of its operation or -1)
    fills: tuple[tuple[int, int], ...] = ()


@dataclass(kw_only=True)
class Tables:
    """The tables of an edition, growing while rows are built. Index 0 of amounts is nothing, 1 is no bound."""

    wording: Wording
    amounts: list[Amount | Count] = field(default_factory=lambda: [Amount(value=0), Amount(value=NO_BOUND)])
    columns: list[LineColumn] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    payers: list[str] = field(default_factory=list)
    #: bands: (upto amount slot, numerator over ``den``)
    bands: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    den: int = 1
    account_of: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for clause in self.wording.clauses:
            if clause.kind.name == "other_payer" and clause.has("payer") and clause.word("counts") == "offset":
                name = clause.word("payer")
                if name not in self.payers:
                    self.payers.append(name)
                    self.columns.append(LineColumn(kind="payer", name=name))
            if clause.kind.name == "share":
                self.den = lcm(self.den, *(band.pays.denominator for band in clause.bands()))

    def slot(self, amount: Amount | Count) -> int:
        """The index of an amount; amounts that the line states are counted from -1 downwards."""
        if isinstance(amount, Amount) and amount.source == "fact":
            return -1 - self.column(LineColumn(kind="amount", name=amount.name, amount=amount))
        if amount not in self.amounts:
            self.amounts.append(amount)
        return self.amounts.index(amount)

    def column(self, column: LineColumn) -> int:
        if column not in self.columns:
            self.columns.append(column)
        return self.columns.index(column)

    def paid_account(self, owner: str) -> int:
        """What was paid to an owner in a policy year: a no-claim rule looks at it."""
        return self.account(
            Account(
                name=f"#paid:{owner}",
                owner=owner,
                per="policy_year",
                basis=t.FILL_PAID,
                unit="money",
                clause=-1,
                hidden=True,
            )
        )

    def account(self, account: Account) -> int:
        """The index of an account; the first clause that names it fixes owner, period and unit."""
        known = self.account_of.get(account.name)
        if known is None:
            known = self.account_of[account.name] = len(self.accounts)
            self.accounts.append(account)
        return known


@dataclass(kw_only=True)
class RowBuilder:
    """Collects the operations of one row."""

    tables: Tables
    benefit: str
    rounding: Clause | None
    #: may a line of this benefit be divided into days?
    by_day: bool = False
    ops: list[Op] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    #: (account, position) of operations that fill a second account
    further: list[tuple[int, int]] = field(default_factory=list)

    def op(
        self,
        kind: int,
        clause: Clause,
        *,
        acc: int = -1,
        acc2: int = -1,
        amount: int = 0,
        amount2: int = 0,
        num: int = 0,
        den: int = 1,
        aux: int = 0,
    ) -> None:
        """Add one operation."""
        rule, step, bound = self._rule(clause, acc)
        months = clause.count("carry_months").value if clause.has("carry_months") else 0
        self.positions.setdefault(clause.id, len(self.ops))
        self.ops.append(
            Op(
                kind=kind,
                clause=clause.index,
                account=acc,
                account2=acc2,
                amount=amount,
                amount2=amount2,
                num=num,
                den=den,
                aux=aux,
                rule=rule,
                step=step,
                bound=bound,
                carry_months=months,
            )
        )

    def _rule(self, clause: Clause, account: int) -> tuple[int, int, int]:
        if account < 0:
            return t.RULE_NONE, 0, 0
        if clause.has("no_claim_step"):
            kind = t.RULE_FALLS if clause.kind.name == "deductible" else t.RULE_GROWS
            kind += 4 * ("reset", "keep", "step").index(clause.word("after_claim"))
            return kind, self.money(clause, "no_claim_step"), self.money(clause, "no_claim_bound")
        if clause.kind.name == "limit" and clause.flag("carry_unused"):
            return t.RULE_UNUSED, 0, self.money(clause, "carry_max") if clause.has("carry_max") else self.no_bound()
        return t.RULE_NONE, 0, 0

    # --- what kinds ask for -------------------------------------------------------------------------------------

    def money(self, clause: Clause, name: str) -> int:
        return self.tables.slot(clause.money(name))

    def count(self, clause: Clause, name: str) -> int:
        return self.tables.slot(clause.count(name))

    def nothing(self) -> int:
        return 0

    def no_bound(self) -> int:
        return 1

    def op_of(self, identifier: str) -> int | None:
        """The position of a clause's operation in this row; None when it has none."""
        return self.positions.get(identifier)

    def root_of(self, identifier: str) -> int | None:
        """The position of the deductible at the root of a chain of caps."""
        position = self.op_of(identifier)
        if position is not None and self.ops[position].kind == t.OP_DEDUCT_CAP:
            return self.ops[position].aux
        return position

    def root_limit(self, identifier: str) -> int | None:
        """The position of the limit at the root of a chain of further limits."""
        position = self.op_of(identifier)
        if position is not None and self.ops[position].kind == t.OP_FURTHER:
            return self.ops[position].aux
        return position

    def also_fill(self, clause: Clause, basis: int) -> None:
        """The operation that comes next fills the accumulators of other clauses, too."""
        for identifier in clause.words("also_fills"):
            other = next(c for c in self.tables.wording.clauses if c.id == identifier)
            account = self.accumulator(other, basis)
            if account >= 0:
                self.further.append((account, len(self.ops)))

    def payer(self, name: str) -> int:
        return self.tables.payers.index(name)

    def fact_column(self, name: str) -> int:
        return self.tables.column(LineColumn(kind="fact", name=name))

    def allowed_column(self, clause: Clause) -> int:
        return self.tables.column(LineColumn(kind="allowed", clause=clause.index))

    def bands(self, clause: Clause) -> int:
        """The index of the clause's bands, rates over the edition's common denominator."""
        den = self.tables.den
        bands = tuple((1 if b.upto is None else self.tables.slot(b.upto), _over(b.pays, den)) for b in clause.bands())
        if bands not in self.tables.bands:
            self.tables.bands.append(bands)
        return self.tables.bands.index(bands)

    def accumulator(self, clause: Clause, basis: int, unit: Unit = "money", per: str = "") -> int:
        """The clause's accumulator; -1 for a period of one line, which remembers nothing."""
        per = per or clause.word("per")
        if per == "line":
            return self._line_account(f"#line:{clause.account}", clause.word("owner"), basis)
        return self.tables.account(
            Account(
                name=clause.account,
                owner=clause.word("owner"),
                per=per,
                basis=basis,
                unit=unit,
                clause=clause.index,
                each=clause.word("each"),
            )
        )

    def _line_account(self, name: str, owner: str, basis: int, unit: Unit = "money") -> int:
        """What is per line remembers nothing, unless a line may be divided into days."""
        if not self.by_day:
            return -1
        return self.tables.account(
            Account(name=name, owner=owner, per="line", basis=basis, unit=unit, clause=-1, hidden=True)
        )

    def flag_account(self, clause: Clause, per: str, name: str) -> int:
        """Remembers which pool a day was drawn from, or what was counted (once for a person, if the family shares the count)."""
        shared = name.startswith(("#visit", "#counted")) and clause.word("owner") == "family"
        return self.tables.account(
            Account(
                name=name,
                owner="person" if shared else "member",
                per=per,
                basis=t.FILL_FLAG,
                unit="flag",
                clause=clause.index,
                hidden=True,
            )
        )

    def day_copay_account(self, clause: Clause) -> int:
        return self.tables.account(
            Account(
                name=f"#daycopay:{clause.account}",
                owner="member",
                per="day",
                basis=t.FILL_COPAY,
                unit="money",
                clause=clause.index,
                hidden=True,
            )
        )

    def base_account(self, clause: Clause) -> int:
        """Adds up the amounts that a copay by rate is measured on, over its period."""
        of = self.accumulator(clause, t.FILL_COPAY)
        kept = self.tables.accounts[of]
        return self.tables.account(replace(kept, name=f"#base:{clause.account}", basis=t.FILL_FLAG, hidden=True))

    def granted_account(self, clause: Clause) -> int:
        return self.tables.account(
            Account(
                name=f"#granted:{self.benefit}",
                owner="member",
                per="day",
                basis=t.FILL_GRANTED,
                unit="money",
                clause=clause.index,
                hidden=True,
            )
        )

    def lump_account(self, clause: Clause) -> int:
        """A lump sum is granted once for a line, also when the line is divided into days."""
        return self._line_account(f"#lump:{clause.id}", "member", t.FILL_GRANTED)

    def rounding_account(self, on_top_of: str) -> int:
        """Carries the fraction from line to line; -1 when every line is rounded by itself."""
        where = self.rounding.word("where") if self.rounding is not None else "line"
        if where == "line":
            return self._line_account(f"#round:line:{on_top_of}", "member", t.FILL_FLAG, "fraction")
        name = f"#round:{where}:{self.benefit if where == 'benefit' else ''}{':' + on_top_of if on_top_of else ''}"
        return self.tables.account(
            Account(
                name=name,
                owner="member",
                per="bill" if where == "benefit" else where,
                basis=t.FILL_FLAG,
                unit="fraction",
                clause=-1,
                hidden=True,
            )
        )

    # --- the row --------------------------------------------------------------------------------------------------

    def row(self, benefit: Clause, clauses: list[Clause], steps: tuple[str, ...]) -> Row:
        """All operations of the clauses that apply, in the order of the steps."""
        in_step: dict[str, list[Clause]] = {}
        for clause in clauses:
            in_step.setdefault(clause.kind.step or clause.kind.name, []).append(clause)
        pools = _ordered(in_step.get("days", []))
        for clause in pools:
            clause.kind.build(clause, self)
        fixed = any(c.kind.name in {"day_benefit", "lump_sum"} for c in clauses)
        if fixed:
            clauses = [c for c in clauses if c.kind.name not in _OF_COSTS or c.kind.group(c)]
            in_step = {step: [c for c in held if c in clauses] for step, held in in_step.items()}
        for clause in _ordered(in_step.get("recognised", [])):
            if not (fixed and clause.kind.name not in {"day_benefit", "lump_sum"}):
                clause.kind.build(clause, self)
        if not fixed:
            self.op(t.OP_BENEFIT, benefit)
        payers = _ordered(in_step.pop("other_payers", []))
        late = [c for c in payers if c.word("method") != "first"]
        in_step["other_payers"] = [] if fixed else [c for c in payers if c not in late]
        for step in _with_late(steps):
            for clause in late if step == "late" and not fixed else _ordered(in_step.get(step, [])):
                clause.kind.build(clause, self)
            if step == "copay":
                for clause in pools:
                    Days.build_copay(clause, self)
        return Row(
            reason=t.DECIDED,
            clause=benefit.index,
            benefit=benefit.word("name"),
            fixed=fixed,
            ops=tuple(self.ops),
            fills=self._fills(),
        )

    def _fills(self) -> tuple[tuple[int, int], ...]:
        fills: dict[int, int] = {}
        for position, op in enumerate(self.ops):
            if op.account >= 0:
                fills.setdefault(op.account, position)
        for account, position in self.further:
            fills.setdefault(account, position)
        for clause in self.tables.wording.clauses:
            if clause.has("no_claim_step"):  # every payment of the year counts, under whatever benefit
                fills.setdefault(self.tables.paid_account(clause.word("owner")), -1)
        return tuple(fills.items())


def _over(rate: Fraction, den: int) -> int:
    return rate.numerator * (den // rate.denominator)


#: Kinds that are about costs: a fixed amount is subject to them only where they name its benefit.
_OF_COSTS = {"sublimit", "deductible", "copay", "share", "take_over", "out_of_pocket_max"}


def _with_late(steps: tuple[str, ...]) -> list[str]:
    """The steps after `recognised`, with the place of payers whose method is late: right after the share, before limits."""
    ordered = [step for step in steps if step != "recognised"]
    if "share" in ordered:
        place = ordered.index("share") + 1
    else:
        place = next((n for n, step in enumerate(ordered) if step in {"limit", "relief"}), len(ordered))
    return [*ordered[:place], "late", *ordered[place:]]


def _ordered(clauses: list[Clause]) -> list[Clause]:
    """File order, except that a clause with `before` goes right before the one it names."""
    result = [c for c in clauses if not c.before]
    for clause in clauses:
        if clause.before:
            place = next((i for i, c in enumerate(result) if c.id == clause.before), len(result))
            result.insert(place, clause)
    return result
