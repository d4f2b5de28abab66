"""Every kind of clause: one class each, and that class is the whole feature (fields, steps, what fills its accumulator)."""

from __future__ import annotations

from uberrima.core.wording.kinds.field import Field, Kind
from uberrima.core.wording.kinds.fixed import DayBenefit, Days, EventLimit, Interval, LumpSum
from uberrima.core.wording.kinds.frame import Order, Rounding, Stay, Term
from uberrima.core.wording.kinds.informative import Definition, Duty, Notice, Right
from uberrima.core.wording.kinds.limits import CountLimit, FurtherLimit, Limit, OutOfPocketMax, Sublimit, TakeOver
from uberrima.core.wording.kinds.recognised import Allowed, OtherPayer, Proportion, Recognise
from uberrima.core.wording.kinds.selection import Benefit, Exception_, Exclusion, Otherwise, Waiting
from uberrima.core.wording.kinds.sharing import Copay, Deductible, Share

#: In the order in which the reference tells them.
KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        Order,
        Term,
        Stay,
        Rounding,
        Benefit,
        Exclusion,
        Exception_,
        Otherwise,
        Waiting,
        Allowed,
        Recognise,
        Proportion,
        OtherPayer,
        CountLimit,
        Sublimit,
        Deductible,
        Copay,
        Share,
        Limit,
        FurtherLimit,
        OutOfPocketMax,
        TakeOver,
        Days,
        DayBenefit,
        LumpSum,
        EventLimit,
        Interval,
        Definition,
        Right,
        Duty,
        Notice,
    )
}

__all__ = ["KINDS", "Field", "Kind"]
