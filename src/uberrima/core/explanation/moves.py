"""What each clause did to a line: amounts with the room before and after, whether the line was settled whole or day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from uberrima.core.adjudication.decision import Decision, Part, Settlement, State, Taken
from uberrima.core.explanation.context import Context
from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause

#: Operation → column of the waterfall that it fills; pools and the benefit itself aside.
COLUMN_OF = {
    t.OP_ALLOWED: "recognised", t.OP_RECOGNISE: "recognised", t.OP_PROPORTION: "recognised", t.OP_GRANT_DAY: "granted",
    t.OP_GRANT_EVENT: "granted", t.OP_OTHER: "other", t.OP_OTHER_LATE: "other", t.OP_CAP: "sublimit", t.OP_UNITS: "sublimit",
    t.OP_VISITS: "sublimit", t.OP_DEDUCT: "deductible", t.OP_DEDUCT_CAP: "deductible", t.OP_COPAY: "copay", t.OP_COPAY_RATE: "copay",
    t.OP_COPAY_DAY: "copay", t.OP_SHARE: "share", t.OP_LIMIT: "limit", t.OP_EVENTS: "limit", t.OP_INTERVAL: "limit",
    t.OP_FURTHER: "limit",
    t.OP_TAKE_OVER: "relief", t.OP_OOP: "relief",
}  # fmt: skip

#: Operations whose room is all used when they take something.
_FULL = {t.OP_UNITS, t.OP_VISITS, t.OP_EVENTS}


@dataclass(frozen=True, kw_only=True)
class Move:
    """What one clause did to a line, or to one day of it."""

    clause: Clause
    #: an operation of ``wording.tables``
    op: int
    #: minor units
    amount: int
    #: payments of others that filled a deductible besides, minor units
    filled: int = 0
    #: what was left of the capacity before and after, and the capacity; None where there is none or it cannot be told
    before: int | None = None
    after: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True)
class DayGroup:
    """Days of a line that were settled alike: drawn from one pool, or refused for one reason."""

    #: id of the pool; empty for days that no pool counts
    pool: str
    reason: str
    clause: Clause | None
    #: the days themselves
    days: tuple[date, ...]
    #: the waterfall of these days
    columns: tuple[int, ...]


def moves_of(context: Context, decision: Decision) -> tuple[Move, ...]:
    """What each clause did to the line as a whole, in the order of the steps."""
    found: dict[tuple[str, int], list[tuple[Part, Move]]] = {}
    for part in decision.parts:
        for move in _moves_of_part(context, part):
            found.setdefault((move.clause.id, move.op), []).append((part, move))
    return tuple(_together(moves) for moves in found.values())


def _together(moves: list[tuple[Part, Move]]) -> Move:
    """The moves of one clause on several days as one; rooms only where all days lie in one period."""
    first, last = moves[0][1], moves[-1][1]
    whole = replace(
        first, amount=sum(m.amount for _, m in moves), filled=sum(m.filled for _, m in moves), after=last.after
    )
    if len(moves) > 1 and not _one_period(first.clause, [part for part, _ in moves]):
        return replace(whole, before=None, after=None, capacity=None)
    return whole


def _one_period(clause: Clause, parts: list[Part]) -> bool:
    per = clause.word("per") if "per" in clause.kind.fields else "lifetime"
    if per == "policy_year":
        return len({part.year for part in parts}) == 1
    if per == "calendar_year":
        return len({part.day.year for part in parts}) == 1
    if per == "month":
        return len({(part.day.year, part.day.month) for part in parts}) == 1
    return per in {"bill", "visit", "confinement", "benefit_period", "lifetime"}


def _moves_of_part(context: Context, part: Part) -> Iterable[Move]:
    for taken in part.taken:
        if taken.op in COLUMN_OF:
            filled = _filled(part, taken)
            amount = (
                taken.amount - _given_back(context, part, taken.clause.id) if taken.op == t.OP_DEDUCT else taken.amount
            )
            if taken.op == t.OP_DEDUCT and not amount and not filled:
                continue  # the second deductible tells it
            yield Move(clause=taken.clause, op=taken.op, amount=amount, filled=filled, before=taken.room_before,
                       after=_after(context, part, taken, filled), capacity=taken.capacity)  # fmt: skip


def _filled(part: Part, taken: Taken) -> int:
    """What payments of others put into a deductible."""
    if taken.op not in {t.OP_DEDUCT, t.OP_DEDUCT_CAP}:
        return 0
    payers = taken.clause.words("filled_by")
    paid = sum(x.amount for x in part.taken if x.op == t.OP_OTHER and x.clause.word("payer") in payers)
    return paid if taken.room_before is None else min(paid, taken.room_before)


def _after(context: Context, part: Part, taken: Taken, filled: int) -> int | None:
    """What is left of the capacity after the part; the same arithmetic as where the kernel fills it."""
    before, columns = taken.room_before, part.columns
    if before is None:
        return None
    used: int | None = None
    if taken.op in _FULL:
        used = before
    elif taken.op == t.OP_CAP:
        others = sum(x.amount for x in part.taken if x.op == t.OP_OTHER)
        used = columns[t.GRANTED] + columns[t.RECOGNISED] - others - columns[t.SUBLIMIT]
    elif taken.op == t.OP_DEDUCT:
        used = taken.amount - _given_back(context, part, taken.clause.id) + filled
    elif taken.op == t.OP_DEDUCT_CAP:
        root = _root(context, taken.clause)
        capped = next((x.amount for x in part.taken if x.op == t.OP_DEDUCT and x.clause.id == root), 0)
        used = capped - _given_back(context, part, root) + filled
    elif taken.op in {t.OP_COPAY, t.OP_COPAY_RATE}:
        used = taken.amount
    elif taken.op == t.OP_FURTHER:
        used = _drawn(part)[taken.clause.id]
    elif taken.op == t.OP_LIMIT:
        drawn = _drawn(part)
        used = columns[t.PAID] - sum(v for name, v in drawn.items() if _limit_of(context, name) == taken.clause.id)
    elif taken.op == t.OP_OOP:
        used = _borne_under(part, taken.clause)
    return None if used is None else max(0, before - used)


def _drawn(part: Part) -> dict[str, int]:
    """What each further limit gave in the end: what a later limit cut was given last, and is taken back first."""
    given: dict[str, int] = {}
    for taken in part.taken:
        if taken.op == t.OP_FURTHER:
            given[taken.clause.id] = taken.amount
        elif taken.op in {t.OP_LIMIT, t.OP_EVENTS, t.OP_INTERVAL}:
            over = taken.amount
            for name in reversed(list(given)):
                less = min(over, given[name])
                given[name] -= less
                over -= less
    return given


def _limit_of(context: Context, further: str) -> str:
    """Id of the limit at the beginning of a chain of further limits."""
    after = next(c.word("after") for c in context.wording.clauses if c.id == further)
    named = next(c for c in context.wording.clauses if c.id == after)
    return _limit_of(context, after) if named.kind.name == "further_limit" else after


def _borne_under(part: Part, clause: Clause) -> int:
    """What the insured bears at the end of what an out-of-pocket maximum counts. Relief takes the share first, then copays."""
    own = {name: part.columns[t.COLUMNS.index(name)] for name in ("share", "copay", "deductible")}
    for taken in part.taken:
        if taken.op == t.OP_TAKE_OVER:
            own[taken.clause.word("of")] -= taken.amount
        elif taken.op == t.OP_OOP:
            excess = taken.amount
            for name, borne in own.items():
                lighter = min(excess, borne) if name in taken.clause.words("counts") else 0
                own[name] = borne - lighter
                excess -= lighter
    return sum(own[name] for name in clause.words("counts"))


def _given_back(context: Context, part: Part, deductible: str) -> int:
    """What further deductibles took back from this one."""
    return sum(x.amount for x in part.taken if x.op == t.OP_DEDUCT_CAP and _root(context, x.clause) == deductible)


def _root(context: Context, clause: Clause) -> str:
    """Id of the deductible at the beginning of a chain of caps."""
    found = clause.word("caps")
    capped = next(c for c in context.wording.clauses if c.id == found)
    return _root(context, capped) if capped.has("caps") else found


def day_groups(decision: Decision) -> tuple[DayGroup, ...]:
    """The days of a line, those settled alike in a row together; empty for a line that was settled whole."""
    if len(decision.parts) == 1 and not decision.parts[0].pool:
        return ()
    return tuple(
        _group(list(parts))
        for _, parts in groupby(decision.parts, key=lambda p: (p.pool, p.reason, p.clause.id if p.clause else ""))
    )


def _group(parts: list[Part]) -> DayGroup:
    return DayGroup(
        pool=parts[0].pool, reason=parts[0].reason, clause=parts[0].clause, days=tuple(part.day for part in parts),
        columns=tuple(sum(part.columns[c] for part in parts) for c in range(t.N_COLUMNS)),
    )  # fmt: skip


def not_coverable(decision: Decision) -> int:
    """What of the billed amount was never in scope: neither recognised nor cut by a clause."""
    total = 0
    for part in decision.parts:
        if part.reason == "decided" and not part.fixed and _granting(part):
            cut = sum(x.amount for x in part.taken if COLUMN_OF.get(x.op) == "recognised")
            total += part.columns[t.BILLED] - part.columns[t.RECOGNISED] - cut
    return total


def _granting(part: Part) -> bool:
    """Whether the day was drawn from a pool that is paid."""
    pool = next((x.clause for x in part.taken if x.op == t.OP_DAYS), None)
    return pool is None or pool.flag("grants")


def state_after(settlement: Settlement, decision: Decision, clause: Clause) -> State | None:
    """The accumulator of a clause as it stands after the bill; the last of its periods where the bill touches several."""
    for states in settlement.states:
        if (states.policy, states.bill) == (decision.policy, decision.bill):
            found = [s for s in states.states if (s.account == clause.account and s.owner in {decision.member, decision.policy}) or
                     (s.account == clause.account and clause.word("owner") == "family")]  # fmt: skip
            return found[-1] if found else None
    return None
