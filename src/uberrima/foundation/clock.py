"""The one place that asks the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

#: Days in China: the country has one time, without summer time.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """The time, with its zone (UTC)."""
    return datetime.now(UTC)


def today() -> date:
    """The day in China."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The day in China of a time."""
    return at.astimezone(CHINA).date()
