"""Settles a family: every bill under every policy, in the order that the insured chose and the wordings state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from uberrima.core.adjudication.amounts import amount_of
from uberrima.core.adjudication.decision import BillStates, Decision, Part, Settlement, State, Taken
from uberrima.core.adjudication.kernel import adjudicate, capacity_of
from uberrima.core.adjudication.lines import Atom
from uberrima.core.adjudication.prepare import Prepared, Slice, prepare
from uberrima.core.adjudication.records import Bill, Log, Policy
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import NO_BOUND
from uberrima.core.wording.edition import Edition

#: The payer that other policies are.
OTHER_INSURERS = "other_insurers"
#: Operations whose account has a capacity that people may read.
_WITH_ROOM = {
    t.OP_DAYS,
    t.OP_CAP,
    t.OP_UNITS,
    t.OP_VISITS,
    t.OP_DEDUCT,
    t.OP_DEDUCT_CAP,
    t.OP_COPAY,
    t.OP_COPAY_RATE,
    t.OP_LIMIT,
    t.OP_FURTHER,
    t.OP_EVENTS,
    t.OP_OOP,
}


@dataclass(kw_only=True)
class _Run:
    """One edition's lines of the family while they are decided."""

    prepared: Prepared
    done: int = 0
    out: list[int] = field(default_factory=list)
    mask: list[int] = field(default_factory=list)
    reason: list[int] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    took: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    width: int = 1
    pended_row: int = 0
    #: cell → capacity as the last line found it
    capacities: dict[int, int] = field(default_factory=dict)
    #: slices that could not be ordered among the policies
    circular: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        arrays = self.prepared.arrays
        n = len(self.prepared.atoms)
        starts = arrays["row_ops"]
        self.width = max([1, *(b - a for a, b in pairwise(starts))])
        self.out, self.mask, self.reason, self.drawn = [0] * (n * t.N_COLUMNS), [0] * n, [0] * n, [-1] * n
        self.took, self.room, self.capacity = [0] * (n * self.width), [0] * (n * self.width), [0] * (n * self.width)
        self.pended_row = len(arrays["row_reason"])
        arrays["row_reason"].append(t.PENDED)
        arrays["row_fixed"].append(0)
        arrays["row_ops"].append(arrays["row_ops"][-1])
        arrays["row_fills"].append(arrays["row_fills"][-1])

    def decide(self, first: int, last: int) -> None:
        """Hand lines to the kernel."""
        a, p = self.prepared.arrays, self.prepared
        adjudicate(
            first,
            last,
            a["row"],
            a["day"],
            a["year"],
            a["insured_year"],
            a["no_days"],
            a["months_left"],
            a["amounts_at"],
            a["billed"],
            a["coverable"],
            a["paid_by_others"],
            a["units"],
            a["extra"],
            len(p.edition.tables.columns),
            a["period"],
            len(p.scopes),
            a["amounts"],
            a["row_reason"],
            a["row_fixed"],
            a["row_ops"],
            a["row_fills"],
            a["op_kind"],
            a["op_clause"],
            a["op_account"],
            a["op_account2"],
            a["op_amount"],
            a["op_amount2"],
            a["op_num"],
            a["op_den"],
            a["op_aux"],
            a["op_rule"],
            a["op_step"],
            a["op_bound"],
            a["op_watch"],
            a["op_carry"],
            a["op_mode"],
            a["op_unit"],
            a["op_own"],
            a["band_at"],
            a["band_upto"],
            a["band_num"],
            p.edition.tables.den,
            a["fill_account"],
            a["fill_op"],
            a["account_scope"],
            a["account_base"],
            a["account_basis"],
            p.cells,
            self.out,
            self.mask,
            self.reason,
            self.drawn,
            1,
            self.took,
            self.room,
            self.capacity,
            self.width,
            [0] * self.width,
            [0] * self.width,
        )


def settle(editions: Mapping[str, Edition], log: Log, as_of: date | None = None) -> Settlement:
    """Settle all bills of a family that were known on a day (None: all), from the beginning.

    The result does not depend on the order in which the records came.
    """
    return settle_bills(editions, log.policies, log.known(as_of))


def settle_bills(editions: Mapping[str, Edition], policies: Iterable[Policy], bills: Iterable[Bill]) -> Settlement:
    """Settle bills under policies. One run for each edition: its policies share the family's accumulators."""
    held, known = tuple(policies), tuple(bills)
    names = list(dict.fromkeys(p.edition for p in held))
    runs = [_Run(prepared=prepare(editions[name], [p for p in held if p.edition == name], known)) for name in names]
    states: list[BillStates] = []
    decided: dict[tuple[str, str], list[Decision]] = {}
    rank = {policy.id: number for number, policy in enumerate(held)}
    waiting = True
    while waiting:
        waiting, moved = False, False
        for run in runs:
            while run.done < len(run.prepared.slices):
                piece = run.prepared.slices[run.done]
                if run.done not in run.circular and not all(key in decided for key in _earlier(piece, held, rank)):
                    waiting = True
                    break
                _take(run, piece, decided, held, rank)
                states.append(_states(run, piece))
                moved = True
        if waiting and not moved:
            _break_circle(runs)
    order = {(p.bill.id, p.policy.id): n for n, p in enumerate(s for run in runs for s in run.prepared.slices)}
    decisions = sorted(
        (d for found in decided.values() for d in found), key=lambda d: (order[d.bill, d.policy], d.line)
    )
    return Settlement(
        editions=editions, edition_of={p.id: p.edition for p in held}, decisions=tuple(decisions), states=tuple(states)
    )


def _earlier(piece: Slice, held: tuple[Policy, ...], rank: Mapping[str, int]) -> list[tuple[str, str]]:
    """The (bill, policy) pairs that the insured put before this one."""

    def place(policy: Policy) -> tuple[int, int]:
        order = piece.bill.order
        return (order.index(policy.id) if policy.id in order else len(order), rank[policy.id])

    mine = place(piece.policy)
    return [(piece.bill.id, p.id) for p in held if piece.bill.member in p.members and place(p) < mine]


def _take(
    run: _Run,
    piece: Slice,
    decided: dict[tuple[str, str], list[Decision]],
    held: tuple[Policy, ...],
    rank: Mapping[str, int],
) -> None:
    """Decide one bill under one policy, after what earlier policies paid on it has been entered as payments of other insurers."""
    earlier: dict[int, int] = {}
    for key in _earlier(piece, held, rank):
        for decision in decided.get(key, ()):
            paid = sum(part.columns[t.PAID] for part in decision.parts if not part.fixed)
            earlier[decision.line] = earlier.get(decision.line, 0) + paid
    for i in range(piece.first, piece.last):
        paid = earlier.get(run.prepared.atoms[i].line.line, 0)
        if paid:
            _enter_other_insurers(run, i, paid)
        if run.done in run.circular:
            _pend(run, i, ("order", "policies"))
    run.decide(piece.first, piece.last)
    decided[piece.bill.id, piece.policy.id] = _decisions(run, piece)
    run.done += 1


def _enter_other_insurers(run: _Run, i: int, paid: int) -> None:
    prepared = run.prepared
    tables, atom = prepared.edition.tables, prepared.atoms[i]
    part = atom.share(paid, sum(atom.line.paid_by.values()))
    if atom.row.fixed or atom.row.reason != t.DECIDED:
        prepared.arrays["paid_by_others"][i] += part
        return
    if OTHER_INSURERS not in {c.word("payer") for c in atom.version.clauses if c.kind.name == "other_payer"}:
        _pend(run, i, ("payer", OTHER_INSURERS))
        return
    prepared.arrays["paid_by_others"][i] += part
    if OTHER_INSURERS in tables.payers:
        prepared.arrays["extra"][i * len(tables.columns) + tables.payers.index(OTHER_INSURERS)] += part


def _pend(run: _Run, i: int, why: tuple[str, str]) -> None:
    atom = run.prepared.atoms[i]
    atom.pending = (*atom.pending, why)
    run.prepared.arrays["row"][i] = run.pended_row


def _break_circle(runs: list[_Run]) -> None:
    """Two wordings that put bills in different orders can wait for each other: such a bill is pended, not guessed."""
    run = next(run for run in runs if run.done < len(run.prepared.slices))
    run.circular.add(run.done)


# --- numbers → decisions -------------------------------------------------------------------------------------------


def _decisions(run: _Run, piece: Slice) -> list[Decision]:
    lines: dict[int, list[Part]] = {}
    for i in range(piece.first, piece.last):
        lines.setdefault(run.prepared.atoms[i].line.line, []).append(_part(run, i))
    return [
        Decision(policy=piece.policy.id, bill=piece.bill.id, line=line, member=piece.bill.member, parts=tuple(parts))
        for line, parts in lines.items()
    ]


def _part(run: _Run, i: int) -> Part:
    prepared, atom = run.prepared, run.prepared.atoms[i]
    arrays, edition = prepared.arrays, prepared.edition
    first, last = arrays["row_ops"][arrays["row"][i]], arrays["row_ops"][arrays["row"][i] + 1]
    taken = []
    for k in range(first, last):
        j = k - first
        if run.mask[i] >> j & 1:
            kind = arrays["op_kind"][k]
            at = i * run.width + j
            with_room = arrays["op_account"][k] >= 0 and kind in _WITH_ROOM and run.capacity[at] < NO_BOUND
            taken.append(
                Taken(
                    clause=edition.clause(arrays["op_clause"][k]),
                    op=kind,
                    amount=run.took[at],
                    room_before=run.room[at] if with_room else None,
                    capacity=run.capacity[at] if with_room else None,
                )
            )
    reason = t.REASONS[run.reason[i]]
    pended = run.reason[i] == t.PENDED
    speaking = None if pended or atom.row.clause < 0 else edition.clause(atom.row.clause)
    pool = ""
    if run.drawn[i] >= 0:
        pool = edition.clause(arrays["op_clause"][first + run.drawn[i]]).id
    if run.reason[i] == t.DAYS_USED_UP:
        speaking = next(x.clause for x in reversed(taken) if x.op == t.OP_DAYS)
    return Part(
        day=atom.day,
        year=arrays["year"][i] + 1,
        columns=tuple(run.out[i * t.N_COLUMNS : (i + 1) * t.N_COLUMNS]),
        reason=reason,
        clause=speaking,
        pending=atom.pending,
        pool=pool,
        benefit="" if pended else atom.row.benefit,
        fixed=atom.row.fixed and not pended,
        row=arrays["row"][i],
        mask=run.mask[i],
        taken=tuple(taken),
    )


def _states(run: _Run, piece: Slice) -> BillStates:
    """Every accumulator of the bill's own owners and periods, whether a line touched it or not."""
    prepared = run.prepared
    tables, arrays = prepared.edition.tables, prepared.arrays
    n_scopes = len(prepared.scopes)
    for i in range(piece.first, piece.last):
        first, last = arrays["row_ops"][arrays["row"][i]], arrays["row_ops"][arrays["row"][i] + 1]
        for k in range(first, last):
            account = arrays["op_account"][k]
            if account >= 0 and arrays["op_kind"][k] in _WITH_ROOM:
                cell = (
                    arrays["account_base"][account] + arrays["period"][i * n_scopes + arrays["account_scope"][account]]
                )
                run.capacities[cell] = run.capacity[i * run.width + k - first]
    found: dict[int, State] = {}
    for i in range(piece.first, piece.last):
        for number, named in enumerate(tables.accounts):
            if named.hidden or named.unit == "date":
                continue
            cell = arrays["account_base"][number] + arrays["period"][i * n_scopes + arrays["account_scope"][number]]
            _, owner, period = prepared.labels[cell]
            capacity = run.capacities.get(cell)
            if capacity is None:
                capacity = _capacity(run, prepared.atoms[i], number, cell, i)
            found[cell] = State(
                account=named.name,
                clause=prepared.edition.clause(named.clause),
                unit=named.unit,
                per=named.per,
                owner=owner,
                period=period,
                policy=piece.policy.id,
                used=prepared.cells[cell],
                capacity=None if capacity is None or capacity >= NO_BOUND else capacity,
            )
    return BillStates(policy=piece.policy.id, bill=piece.bill.id, states=tuple(found.values()))


def _capacity(run: _Run, atom: Atom, account: int, cell: int, i: int) -> int | None:
    """The capacity of an accumulator that no line has asked yet: as the version of the day says it, if it says one."""
    prepared = run.prepared
    arrays, tables = prepared.arrays, prepared.edition.tables
    for row in atom.version.rows:
        for op in row.ops:
            if op.account != account or op.kind not in _WITH_ROOM or op.amount < 0:
                continue
            base = amount_of(tables.amounts[op.amount], atom.policy)
            if op.rule == t.RULE_NONE:
                return base
            watched = -1
            if op.rule != t.RULE_UNUSED:
                watch = tables.account_of[f"#paid:{prepared.edition.clause(op.clause).word('owner')}"]
                watched = (
                    arrays["account_base"][watch]
                    + arrays["period"][i * len(prepared.scopes) + arrays["account_scope"][watch]]
                )
            step = amount_of(tables.amounts[op.step], atom.policy)
            years = arrays["insured_year" if tables.accounts[account].owner == "member" else "year"][i]
            bound = amount_of(tables.amounts[op.bound], atom.policy)
            return capacity_of(base, op.rule, step, bound, cell, watched, years, prepared.cells)
    return None
