"""Days off and make-up working days; what lies beyond the covered years is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from uberrima.core.clocks.table import Table, read_tables

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The days off of one country."""

    #: its name, e.g. ``cn``
    id: str
    #: which issue of it
    edition: str
    #: the first and the last day it knows
    first: date
    last: date
    #: days off by announcement, and weekend days that are worked
    holidays: frozenset[date]
    working: frozenset[date]
    #: where they were announced
    sources: tuple[str, ...]

    def off(self, day: date) -> bool | None:
        """Is it a day off? ``None`` where the calendar does not reach."""
        if not self.first <= day <= self.last:
            return None
        return day in self.holidays or (day.weekday() >= _SATURDAY and day not in self.working)

    def rolled(self, day: date) -> tuple[date, bool]:
        """The first day from ``day`` on that is not off, and whether that is certain.

        Of an unknown day there are two readings, off or not: the earlier date is that of a day not off.
        """
        while self.off(day):
            day += _DAY
        return day, self.off(day) is not None

    def working_day(self, start: date, number: int) -> tuple[date, bool]:
        """The ``number``-th working day after ``start``, which is not counted itself, and whether that is certain.

        An unknown day counts as worked, a weekend too, for any may be a make-up day: that is the earliest reading.
        """
        day, certain = start, True
        while number:
            day += _DAY
            off = self.off(day)
            certain = certain and off is not None
            number -= not off
        return day, certain


def read_calendar(text: str | bytes, file: str = "calendar-cn.toml") -> Calendar:
    """Read and check a calendar.

    :raises LawError: with every fault found.
    """
    tables = read_tables(text, file, one=("calendar",), many=("notice",))
    head = tables.one("calendar")
    first, last = head.day("first"), head.day("last")
    if first > last:
        head.fault("last", "The calendar ends before it begins.", "Give the first and the last covered day.", "empty")
    holidays: set[date] = set()
    working: set[date] = set()
    sources = []
    for notice in tables.many("notice"):
        sources.append(notice.text("source"))
        for holiday in notice.inner("holiday"):
            days = tuple(_days(holiday.day("first"), holiday.day("last")))
            made_up = holiday.days("working")
            _check(holiday, days, made_up, (first, last))
            _twice(holiday, holidays.intersection(days) | working.intersection(made_up))
            holidays.update(days)
            working.update(made_up)
            holiday.text("zh")
            holiday.text("en")
    both = holidays & working
    if both:
        head.fault("", f"{min(both)} is both a holiday and a working day.", "Take it out of one of the two.", "both")
    tables.refuse_faults()
    return Calendar(
        id=head.text("id"), edition=head.text("edition"), first=first, last=last,
        holidays=frozenset(holidays), working=frozenset(working), sources=tuple(sources),
    )  # fmt: skip


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _check(holiday: Table, days: tuple[date, ...], made_up: tuple[date, ...], covered: tuple[date, date]) -> None:
    if not days or len(days) > 31:
        holiday.fault("last", "This holiday has no day, or more than 31.", "Give its first and its last day.", "length")
    if any(not covered[0] <= day <= covered[1] for day in (*days, *made_up)):
        cure = "Widen first and last of [calendar], or leave the day out."
        holiday.fault("first", "A day lies outside what the calendar covers.", cure, "outside")
    for day in made_up:
        if day.weekday() < _SATURDAY:
            cure = "A make-up day is a Saturday or Sunday that is worked."
            holiday.fault("working", f"{day} is no weekend day.", cure, "not-weekend")


def _twice(holiday: Table, again: set[date]) -> None:
    if again:
        holiday.fault("first", f"{min(again)} stands here for the second time.", "Say each day once.", "twice")
