"""What happened, and when: the only thing a clock is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from uberrima.core.kernel.errors import Problem, RecordError

#: The day of law. China has kept UTC+08:00 without summer time since 1992, so a fixed offset is Asia/Shanghai and no table is read.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai on which an instant falls: 16:00 UTC is already tomorrow."""
    return at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a claim or a complaint.

    :raises RecordError: when the instant has no time zone.
    """

    #: what happened, e.g. ``claim.received``; kinds that no rule names are passed over
    kind: str
    #: when it reached us, or, for a notice, when it *arrived*; the server's time, with a zone
    at: datetime
    #: the matter: number of the claim or complaint; each matter has clocks of its own
    about: str = ""
    #: the event's own id, named in the steps
    id: str = ""
    #: id of the event that this one answers or arose from, where that matters
    cause: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            problem = Problem(
                file="event", line=0, place=f"{self.kind}.at", code="no-time-zone",
                cause="An instant without a time zone has no certain day.",
                cure="Give it as an aware datetime, e.g. 2026-03-01T09:00:00+08:00.",
            )  # fmt: skip
            raise RecordError((problem,))

    @property
    def day(self) -> date:
        """Its day in Asia/Shanghai."""
        return day_of(self.at)

    @property
    def order(self) -> tuple[datetime, str, str, str]:
        """By instant; what is left makes the order of equals certain, whatever order they are handed in."""
        return self.at, self.kind, self.id, self.cause
