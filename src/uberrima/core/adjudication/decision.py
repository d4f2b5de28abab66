"""What was decided of a line, and why: amounts, the clauses that moved them, the state of every accumulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.edition import Edition


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one clause did to a line."""

    clause: Clause
    #: an operation of ``wording.tables``
    op: int
    #: minor units (days for a pool)
    amount: int
    #: what was left of the capacity before the line, and the capacity; None where the operation has none
    room_before: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line, or one day of a line that is settled day by day."""

    day: date
    #: policy year, the first is 1
    year: int
    columns: tuple[int, ...]
    #: a word of ``wording.tables.REASONS``
    reason: str
    #: the clause that spoke: the benefit, or the clause that refused; None when nothing could be named
    clause: Clause | None
    #: what is missing: ("fact" | "payer" | "fee" | "order", name)
    pending: tuple[tuple[str, str], ...]
    #: id of the pool the day was drawn from
    pool: str
    benefit: str
    fixed: bool
    row: int
    mask: int
    taken: tuple[Taken, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision on one line of a bill under one policy (理算结果)."""

    policy: str
    bill: str
    line: int
    member: str
    parts: tuple[Part, ...]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The waterfall of the line in minor units, by ``wording.tables.COLUMNS``."""
        return tuple(sum(part.columns[c] for part in self.parts) for c in range(t.N_COLUMNS))

    @property
    def reason(self) -> str:
        """One reason for the line: ``decided`` if any part was, else the first part's."""
        found = [part.reason for part in self.parts]
        return "decided" if "decided" in found else found[0]

    @property
    def speaking(self) -> Clause | None:
        """The clause that spoke for :attr:`reason`."""
        return next(part.clause for part in self.parts if part.reason == self.reason)

    @property
    def pending(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(p for part in self.parts for p in part.pending))

    def taken(self) -> tuple[Taken, ...]:
        """What each clause did to the line as a whole, in the order of the steps; room and capacity as its first part found them."""
        found: dict[tuple[str, int], Taken] = {}
        for part in self.parts:
            for one in part.taken:
                key = (one.clause.id, one.op)
                before = found.get(key)
                found[key] = (
                    one
                    if before is None
                    else Taken(
                        clause=one.clause,
                        op=one.op,
                        amount=before.amount + one.amount,
                        room_before=before.room_before,
                        capacity=before.capacity,
                    )
                )
        return tuple(found.values())

    @property
    def path(self) -> tuple[str, ...]:
        """Ids of the clauses that moved money (or drew a day), in order, each once; the benefit itself is :attr:`speaking`."""
        return tuple(dict.fromkeys(one.clause.id for one in self.taken() if one.op != t.OP_BENEFIT))

    @property
    def waives_premium(self) -> bool:
        """Whether the line paid a lump sum that waives later premiums."""
        return self.columns[t.PAID] > 0 and any(
            x.clause.kind.name == "lump_sum" and x.clause.flag("waives_premium") for x in self.taken()
        )


@dataclass(frozen=True, kw_only=True)
class State:
    """One accumulator of one owner in one period, after a bill."""

    account: str
    #: the first clause that names it
    clause: Clause
    unit: str
    per: str
    owner: str
    period: str
    policy: str
    used: int
    #: None: without an upper end, or an axis of bands
    capacity: int | None

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.used)


@dataclass(frozen=True, kw_only=True)
class BillStates:
    """The accumulators that stand after one bill under one policy (only those of its own periods)."""

    policy: str
    bill: str
    states: tuple[State, ...]


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A family settled: every line decided, every accumulator as it stands after each bill."""

    editions: Mapping[str, Edition]
    #: policy → name of its edition
    edition_of: Mapping[str, str]
    decisions: tuple[Decision, ...]
    states: tuple[BillStates, ...] = field(default_factory=tuple)

    def of(self, bill: str, line: int | None = None, policy: str | None = None) -> tuple[Decision, ...]:
        """Decisions on a bill, or on one of its lines, under one policy or all."""
        return tuple(
            d
            for d in self.decisions
            if d.bill == bill and (line is None or d.line == line) and (policy is None or d.policy == policy)
        )
