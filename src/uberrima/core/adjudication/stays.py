"""Confinements and benefit periods: which stays belong together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from uberrima.core.adjudication.records import Bill, BillLine
from uberrima.core.wording.clause import Clause


def stay_of(bill: Bill, line: BillLine) -> tuple[date, date]:
    """Admission and discharge of the stay that a line belongs to; a line without one is a stay of its own day."""
    if bill.admitted is not None:
        last = bill.discharged or (
            bill.admitted + timedelta(days=line.days) if line.days else max(bill.admitted, line.day)
        )
        return bill.admitted, last
    return line.day, line.day + timedelta(days=(line.days or 1) - 1)


def days_of(bill: Bill, line: BillLine, stay: Clause | None) -> int:
    """How many days a line covers (0: it does not say). A line with a day of its own is not spread over the stay."""
    if line.days is not None:
        return line.days
    if not line.dated and bill.admitted is not None and bill.discharged is not None:
        extra = 1 if stay is not None and stay.word("count") == "days" else 0
        return (bill.discharged - bill.admitted).days + extra
    return 0


def number_periods(clause: Clause, stays: Iterable[tuple[date, date, object]]) -> dict[tuple[date, date, object], int]:
    """Number the periods that a ``stay`` clause makes of stays (admission, discharge, value of the `same` fact).

    ``continues_within_days = n``: an admission at most n days after the last discharge continues the period.
    ``new_after_days = n``: an admission n or more days after opens a new one.
    """
    within = clause.has("continues_within_days")
    most = clause.count("continues_within_days").value if within else clause.count("new_after_days").value - 1
    numbers: dict[tuple[date, date, object], int] = {}
    last: dict[object, tuple[date, int]] = {}
    made = 0
    for stay in sorted(set(stays), key=lambda s: (s[0], s[1], str(s[2]))):
        admitted, discharged, same = stay
        before = last.get(same)
        if before is not None and (admitted - before[0]).days <= most:
            number = before[1]
            last[same] = (max(before[0], discharged), number)
        else:
            number = made
            made += 1
            last[same] = (discharged, number)
        numbers[stay] = number
    return numbers
