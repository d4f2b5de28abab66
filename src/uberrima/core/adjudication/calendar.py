"""Anniversaries, whole months and years: plain calendar arithmetic over given days. No clock."""

from __future__ import annotations

import calendar as _calendar
from datetime import date


def in_month(year: int, month: int, day: int) -> date:
    """The day of that month, or the month's last day when it has no such day (当月无对应日的，以该月最后一日为对应日)."""
    return date(year, month, min(day, _calendar.monthrange(year, month)[1]))


def months_between(start: date, day: date) -> int:
    """Whole months from ``start`` to ``day``; negative when ``day`` is earlier."""
    months = (day.year - start.year) * 12 + day.month - start.month
    if day < in_month(day.year, day.month, start.day):
        months -= 1
    return months


def years_between(start: date, day: date) -> int:
    """Whole years from ``start`` to ``day``."""
    return months_between(start, day) // 12


def anniversary(start: date, years: int) -> date:
    """The same day ``years`` later."""
    return in_month(start.year + years, start.month, start.day)
