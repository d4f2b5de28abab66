"""Replay and booked differences: what a correction changes, line by line. Nothing is ever subtracted from an accumulator."""

from __future__ import annotations

from dataclasses import dataclass

from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.wording import tables as t


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What one line was paid before and after; a bill that is gone or new counts as nothing paid."""

    policy: str
    bill: str
    line: int
    before: int
    after: int
    #: (column, before, after) of everything that changed
    changed: tuple[tuple[str, int, int], ...] = ()

    @property
    def settle(self) -> int:
        """To be paid (positive) or claimed back (negative), minor units."""
        return self.after - self.before


def differences(before: Settlement, after: Settlement) -> tuple[Difference, ...]:
    """Every line of either settlement, in the order of the first one and then of the second."""
    old = {(d.policy, d.bill, d.line): d for d in before.decisions}
    new = {(d.policy, d.bill, d.line): d for d in after.decisions}
    return tuple(_difference(key, old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new]))


def _difference(key: tuple[str, str, int], old: Decision | None, new: Decision | None) -> Difference:
    nothing = (0,) * t.N_COLUMNS
    one, two = old.columns if old else nothing, new.columns if new else nothing
    changed = tuple((name, a, b) for name, a, b in zip(t.COLUMNS, one, two, strict=True) if a != b)
    return Difference(policy=key[0], bill=key[1], line=key[2], before=one[t.PAID], after=two[t.PAID], changed=changed)
