"""A second reading of the deadlines: it walks from day to day and counts, where the core adds. It shares no code with the core.

The rows are written out here by hand, so that a figure changed in the table of law is noticed too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from uberrima.core.clocks import Clock, Event, clocks
from uberrima.law import calendar_of_china, law_of_china

ONE = timedelta(days=1)
EIGHT = timedelta(hours=8)


def shanghai(at: datetime) -> date:
    """Eight hours ahead of Greenwich."""
    return (at.astimezone(UTC) + EIGHT).date()


@cache
def free(day: date) -> bool | None:
    """Off, worked or unknown; the announced days are written here a second time, by their numbers."""
    off = {
        2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
    }
    made_up = {2025: "0126 0208 0427 0928 1011", 2026: "0104 0214 0228 0509 0920 1010"}
    if day.year not in off:
        return None
    name = day.strftime("%m%d")
    for stretch in off[day.year].split():
        first, _, last = stretch.partition("-")
        if first <= name <= (last or first):
            return True
    return day.isoweekday() > 5 and name not in made_up[day.year].split()


def after_holiday(day: date) -> tuple[date, bool]:
    """The next day that is not off; whether it is known."""
    while free(day) is True:
        day += ONE
    return day, free(day) is not None


@dataclass
class Told:
    """What this reading says of a clock."""

    rule: str
    about: str
    trigger: str
    state: str
    due_safe: date | None
    due_legal_max: date | None
    provisional: bool
    paused_days: int
    met_on: date | None


def of_core(clock: Clock) -> Told:
    """The same of the core's."""
    return Told(**{name: getattr(clock, name) for name in Told.__dataclass_fields__})


@dataclass
class Case:
    """All events of one matter, sorted."""

    events: list[Event]
    now: datetime
    found: list[Told] = field(default_factory=list)

    def all(self, *kinds: str) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]


def second_reading(events: list[Event], now: datetime) -> list[Told]:
    """Every clock of every matter."""
    found: list[Told] = []
    for about in sorted({event.about for event in events}):
        unique = {(e.at, e.kind, e.id, e.cause): e for e in events if e.about == about}
        case = Case(events=[unique[key] for key in sorted(unique)], now=now)
        _notice(case, about)
        _claim(case, about)
        _pairs(case, about, "CL-05", "claim.refused", "claim.refusal_sent", 3)
        _pairs(case, about, "CL-06", "claim.agreed", "claim.paid", 10)
        _complaint(case, about)
        _service(case, about)
        found += case.found
    return found


def _notice(case: Case, about: str) -> None:
    asked = case.all("claim.supplement_asked")
    if asked:
        wrong = any(not _arose(case, event) for event in asked[1:])
        state = "missed" if wrong else "met"
        day = shanghai(asked[0].at)
        case.found.append(Told("CL-02", about, asked[0].id, state, None, None, False, 0, day))


def _arose(case: Case, event: Event) -> bool:
    return any(a.id == event.cause != "" and a.at <= event.at for a in case.all("claim.supplement_arrived"))


def _ended(case: Case, start: Event, *kinds: str) -> Event | None:
    return next((event for event in case.all(*kinds) if shanghai(event.at) >= shanghai(start.at)), None)


#: A pause as the walk sees it: the event, and which days it takes out.
Stop = tuple[Event, Callable[[date], bool]]


def walked(start: date, length: int, stops: list[Stop]) -> tuple[date, int]:
    """Walk from the day after ``start``; a day is counted unless a stop takes it out. The last day with at most ``length`` counted.

    A stop is heeded when its event falls on or before the day that is the last without it.
    """
    heeded: list[Stop] = []
    last, left_out = _walk(start, length, heeded)
    for stop in sorted(stops, key=lambda one: one[0].at):
        if shanghai(stop[0].at) <= last:
            heeded.append(stop)
            last, left_out = _walk(start, length, heeded)
    return last, left_out


def _walk(start: date, length: int, stops: list[Stop]) -> tuple[date, int]:
    day, count, left_out = start, 0, 0
    horizon = start + timedelta(days=1500)
    while day < horizon:
        tomorrow = day + ONE
        out = any(takes(tomorrow) for _, takes in stops)
        if count == length and not (out and any(takes(day) or shanghai(e.at) == day for e, takes in stops)):
            return day, left_out
        day = tomorrow
        if out:
            left_out += 1
        else:
            count += 1
        if count > length:
            return day - ONE, left_out
    raise AssertionError("a walk without an end")


def _between(first: date, last: date) -> Callable[[date], bool]:
    return lambda day: first <= day <= last


def _stops(case: Case, ask: str, answer: str, end: Event | None, *, narrow: bool, once: bool) -> list[Stop]:
    stops: list[Stop] = []
    for number, asked in enumerate(case.all(ask)):
        if end and asked.at > end.at:
            continue
        if number and once and (narrow or not _arose(case, asked)):
            continue
        answers = [a for a in case.all(answer) if a.at >= asked.at]
        last = shanghai(answers[0].at) if answers else max(shanghai(case.now), shanghai(asked.at))
        if end:
            last = min(last, shanghai(end.at))
        first = shanghai(asked.at)
        stops.append((asked, _between(first + ONE if narrow else first, last)))
    return stops


def _open(case: Case, end: Event | None, due: date) -> bool:
    """Is the one notice still without an answer?"""
    asked = case.all("claim.supplement_asked")[:1]
    answered = any(a.at >= asked[0].at for a in case.all("claim.supplement_arrived")) if asked else True
    return not answered and end is None and shanghai(asked[0].at) <= due


def _state(end: Event | None, now: datetime, safe: date, latest: date, paused: bool) -> str:
    if end:
        return "missed" if shanghai(end.at) > latest else "met"
    today = shanghai(now)
    if today > latest:
        return "missed"
    if today > safe:
        return "late"
    return "paused" if paused else "running"


def _claim(case: Case, about: str) -> None:
    received = case.all("claim.received")
    if not received:
        return
    start = received[0]
    end = _ended(case, start, "claim.decided", "claim.refused")
    ask, answer = "claim.supplement_asked", "claim.supplement_arrived"
    safe, paused = walked(shanghai(start.at), 30, _stops(case, ask, answer, end, narrow=True, once=True))
    unpaused, _ = walked(shanghai(start.at), 30, [])
    latest, _ = walked(shanghai(start.at), 30, _stops(case, ask, answer, end, narrow=False, once=True))
    latest, known = after_holiday(latest)
    state = _state(end, case.now, safe, latest, _open(case, end, unpaused))
    day = shanghai(end.at) if end else None
    case.found.append(Told("CL-03", about, start.id, state, safe, latest, not known, paused, day))


def _pairs(case: Case, about: str, rule: str, begin: str, finish: str, length: int) -> None:
    left = case.all(finish)
    begun = case.all(begin)
    for start in begun:
        own = [e for e in left if start.id and e.cause == start.id]
        others = {b.id for b in begun if b != start and b.id}
        open_ = [e for e in left if shanghai(e.at) >= shanghai(start.at) and e.cause not in others]
        end = next(iter(own or open_), None)
        if end:
            left = [e for e in left if e is not end]
        safe, _ = walked(shanghai(start.at), length, [])
        latest, known = after_holiday(safe)
        state = _state(end, case.now, safe, latest, paused=False)
        case.found.append(
            Told(rule, about, start.id, state, safe, latest, not known, 0, shanghai(end.at) if end else None)
        )


def _complaint(case: Case, about: str) -> None:
    received = case.all("complaint.received")
    if not received:
        return
    end = _ended(case, received[0], "complaint.answered", "complaint.withdrawn")
    safe = _complaint_last(case, received[0], end, narrow=True)
    latest, known = after_holiday(_complaint_last(case, received[0], end, narrow=False))
    state = _state(end, case.now, safe, latest, paused=False)
    day = shanghai(end.at) if end else None
    case.found.append(Told("CP-04", about, received[0].id, state, safe, latest, not known, 0, day))


def _complaint_last(case: Case, start: Event, end: Event | None, *, narrow: bool) -> date:
    """Day by day: what came today may lengthen the time or begin it anew, as long as today is not behind the last day."""

    def came(kind: str, since: datetime | None) -> date | None:
        days = [
            shanghai(e.at)
            for e in case.all(kind)
            if (since is None or e.at > since) and (end is None or e.at <= end.at)
        ]
        return min(days, default=None)

    def last_day(begin: Event, since: datetime | None) -> date:
        stops = (
            []
            if narrow
            else _stops(case, "complaint.appraisal_told", "complaint.appraisal_ended", end, narrow=False, once=False)
        )
        length, day = 15, min([shanghai(e.at) for e in case.events])
        horizon = max([shanghai(e.at) for e in case.events])
        while day <= horizon:
            last, _ = walked(shanghai(begin.at), length, stops)
            limit = last if narrow else after_holiday(last)[0]
            complex_ = came("complaint.complex", since)
            if length == 15 and complex_ == day and day <= limit:
                length = 30
                last, _ = walked(shanghai(begin.at), length, stops)
                limit = last if narrow else after_holiday(last)[0]
            approved, told = came("complaint.extension_approved", since), came("complaint.extension_told", since)
            if (
                length == 30
                and approved
                and told
                and complex_
                and max(approved, told, complex_) == day
                and day <= limit
            ):
                length = 60
            day += ONE
        return walked(shanghai(begin.at), length, stops)[0]

    begin, since = start, None
    last = last_day(begin, since)
    for news in case.all("complaint.new_facts"):
        if news.at <= start.at or (end and news.at > end.at):
            continue
        limit = last if narrow else after_holiday(last)[0]
        if shanghai(news.at) > limit:
            break
        begin, since = news, news.at if narrow else None
        last = last_day(begin, since)
    return last


def _service(case: Case, about: str) -> None:
    received = case.all("claim.received")
    if not received:
        return
    end = _ended(case, received[0], "claim.decided", "claim.refused")
    day, worked, known = shanghai(received[0].at), 0, True
    while worked < 5:
        day += ONE
        known = known and free(day) is not None
        if not free(day):
            worked += 1
    drops = [e for e in case.all("claim.complex", "claim.supplement_asked") if shanghai(e.at) <= day]
    if any(end is None or e.at <= end.at for e in drops):
        return
    state = _state(end, case.now, day, day, paused=False)
    known = known and free(day) is not None
    case.found.append(
        Told("SV-01", about, received[0].id, state, day, day, not known, 0, shanghai(end.at) if end else None)
    )


# ------------------------------------------------------------------------------------------- made-up histories

KINDS = (
    "claim.received", "claim.received", "claim.supplement_asked", "claim.supplement_asked", "claim.supplement_arrived", "claim.complex",
    "claim.supplement_arrived", "claim.decided", "claim.refused", "claim.refusal_sent", "claim.agreed", "claim.paid", "complaint.received",
    "complaint.received", "complaint.complex", "complaint.complex", "complaint.extension_approved", "complaint.extension_told",
    "complaint.new_facts", "complaint.appraisal_told", "complaint.appraisal_ended", "complaint.answered", "complaint.withdrawn", "claim.noted",
)  # fmt: skip
#: Where days are hard: leap day, Spring Festival, National Day, the ends of years and of the calendar.
HARD = (
    date(2024, 2, 10), date(2025, 1, 10), date(2025, 9, 10), date(2025, 12, 10), date(2026, 1, 25), date(2026, 9, 1), date(2026, 11, 20),
    date(2028, 2, 10),
)  # fmt: skip


def history(dice: Random) -> tuple[list[Event], datetime]:
    """Events of one or two matters, in no order, some at midnight, some twice, some before what they answer."""
    first = dice.choice(HARD) if dice.random() < 0.5 else date(2024, 12, 1) + timedelta(days=dice.randrange(800))
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    about_what = dice.choice(("claim", "complaint", "c"))
    kinds = [kind for kind in KINDS if kind.startswith(about_what)]
    width = dice.choice((4, 20, 40, 90))

    def instant() -> datetime:
        hours = dice.choice((0, 15, 16, 17, dice.randrange(24)))
        return begin + timedelta(days=dice.randrange(width), hours=hours, microseconds=dice.choice((0, 0, -1, 1)))

    events: list[Event] = []
    for number in range(dice.randrange(1, 12)):
        cause = dice.choice(events).id if events and dice.random() < 0.3 else ""
        name = "" if dice.random() < 0.1 else f"e{number}"
        about = dice.choice("AAAB")
        opening = f"{'claim' if about_what == 'c' else about_what}.received"
        kind = dice.choice(kinds) if number or dice.random() < 0.2 else opening
        events.append(Event(kind=kind, at=instant(), about=about, id=name, cause=cause))
    if dice.random() < 0.1:
        events.append(dice.choice(events))
    dice.shuffle(events)
    return events, instant() + timedelta(days=dice.choice((0, 0, 10, 40)))


@dataclass
class Compared:
    """How many histories were counted twice, and where the two readings part."""

    histories: int = 0
    clocks: int = 0
    disagreements: int = 0
    first: str = ""
    seen: set[Any] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.histories} histories, {self.clocks} clocks, {self.disagreements} disagreements"


def compare(seed: int | str, count: int) -> Compared:
    """Count ``count`` made-up histories in both ways."""
    dice, told = Random(seed), Compared()
    law, calendar = law_of_china(), calendar_of_china()
    for _ in range(count):
        events, now = history(dice)
        core = sorted(map(str, map(of_core, clocks(events, law, calendar, now))))
        walk = sorted(map(str, second_reading(events, now)))
        told.histories += 1
        told.clocks += len(core)
        if core != walk:
            told.disagreements += 1
            if not told.first:
                listed = "\n".join(f"  {e}" for e in sorted(events, key=lambda e: e.at))
                parts = [f"core {line}" for line in core if line not in walk] + [
                    f"walk {line}" for line in walk if line not in core
                ]
                told.first = f"now {now}\n{listed}\n" + "\n".join(parts)
        for clock in core:
            told.seen.add((clock[11:16], clock.split("state='")[1].split("'")[0]))
    return told
