"""A settlement sheet's totals → the lines of a bill: what social insurance and the personal account paid of each line.

Hospitals in China print one settlement sheet (医保结算单) for a whole bill, while clauses look at lines. The totals are shared out in
proportion and exactly: whole minor units by the method of the largest remainder, a tie to the earlier line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uberrima.core.kernel.errors import UberrimaError


class MoreThanBilled(UberrimaError):
    """Others paid more than the lines that they may pay for come to."""

    def __init__(self, payer: str, paid: int, room: int) -> None:
        super().__init__(
            f"{payer} paid {paid} minor units, but the lines it may pay for come to {room}. Check the sheet, and the class of each line."
        )
        self.payer, self.paid, self.room = payer, paid, room


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One line of a bill, as far as payers look at it."""

    #: minor units
    billed: int
    #: whether the line lies in the catalogue of social insurance (甲 or 乙); 丙 does not
    listed: bool


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What others paid of one line, minor units."""

    public_insurance: int
    personal_account: int


def apportion(charges: Sequence[Charge], *, public_insurance: int, personal_account: int) -> tuple[Paid, ...]:
    """Share out what the sheet says, line by line.

    :param public_insurance: pooled fund, serious-illness insurance and medical aid together, minor units; only listed lines bear it.
    :param personal_account: paid from the personal account, minor units; what the fund left of any line bears it.
    :raises MoreThanBilled: when a payer paid more than there is room for.
    """
    pooled = shared_out(public_insurance, [c.billed if c.listed else 0 for c in charges], "public_insurance")
    left = [c.billed - fund for c, fund in zip(charges, pooled, strict=True)]
    own = shared_out(personal_account, left, "personal_account")
    return tuple(Paid(public_insurance=a, personal_account=b) for a, b in zip(pooled, own, strict=True))


def shared_out(total: int, rooms: Sequence[int], payer: str) -> list[int]:
    """Whole minor units in proportion to the rooms, none above its room; they add up to the total.

    :raises MoreThanBilled: when the total is above all rooms together.
    """
    whole = sum(rooms)
    if total > whole:
        raise MoreThanBilled(payer, total, whole)
    if not total:
        return [0] * len(rooms)
    parts = [total * room // whole for room in rooms]
    rests = sorted(range(len(rooms)), key=lambda i: (-(total * rooms[i] % whole), i))
    for i in rests[: total - sum(parts)]:
        parts[i] += 1
    return parts
