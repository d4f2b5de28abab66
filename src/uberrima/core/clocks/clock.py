"""Events, rules, calendar, now → clocks: what is due by when, how it stands, and every step that led there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from uberrima.core.clocks.calendar import Calendar
from uberrima.core.clocks.count import Counted, Matter, Step, arose, both, counted
from uberrima.core.clocks.event import Event
from uberrima.core.clocks.rules import Once, Period, Rule, Rules

#: running and paused speak for themselves. met: done within the last lawful day. late: the safe day is over, it is not done and can
#: still be. missed: the last lawful day is over, whether it was done later or not at all.
State: TypeAlias = Literal["running", "paused", "met", "late", "missed"]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One deadline of one matter. Never stored: it is counted anew whenever somebody looks."""

    #: the row that sets it, and the edition of the table
    rule: str
    edition: str
    #: number of the claim or complaint
    about: str
    #: id and instant of the event that began it
    trigger: str
    trigger_at: datetime
    #: is it law? A service level is not
    law: bool
    #: may it stop anybody? Rows that nobody read in full only warn
    blocks: bool
    state: State
    #: the day to plan by: no roll-over, the narrow reading wherever the law leaves two. While paused, as if the pause ended today
    due_safe: date | None
    #: the last day that some reading of the law allows. Never to be planned by
    due_legal_max: date | None
    #: does a date rest on days that the calendar does not reach?
    provisional: bool
    #: days not counted, by the narrow reading
    paused_days: int
    #: the day it was done
    met_on: date | None
    why: tuple[Step, ...]


def clocks(events: Sequence[Event], rules: Rules, calendar: Calendar, now: datetime) -> tuple[Clock, ...]:
    """Every clock that these events began, matter by matter, in the order of the table.

    Pure: the same values give the same clocks. The order of ``events`` does not matter, nor does an event that stands there twice.
    All events given count; whoever wants the view of an earlier day leaves out what came later.

    :raises RecordError: when an instant has no time zone.
    """
    today = Event(kind="now", at=now).day
    matters: dict[str, list[Event]] = {}
    for event in sorted(set(events), key=lambda one: one.order):
        matters.setdefault(event.about, []).append(event)
    return tuple(
        clock
        for about in sorted(matters)
        for clock in _of_matter(Matter(rules=rules, calendar=calendar, events=tuple(matters[about]), on=today), about)
    )


def _of_matter(matter: Matter, about: str) -> Iterator[Clock]:
    for rule in matter.rules.rows.values():
        if rule.clock:
            for start, end in _periods(rule.clock, matter):
                clock = _clock(rule, rule.clock, matter, about, start, end)
                if clock:
                    yield clock
        elif rule.once:
            yield from _once(rule, rule.once, matter, about)


def _periods(period: Period, matter: Matter) -> Iterator[tuple[Event, Event | None]]:
    """Each beginning with what ended it.

    Of a period that only the first such event begins, any end that did not come before. Where each begins one of its own, the end that
    names it as its cause, or else the first that is left and names no other.
    """
    ends = [event for event in matter.events if event.kind in period.ends]
    starts = matter.of(period.start)
    if not period.each:
        yield from ((start, _first_from(start, ends)) for start in starts[:1])
        return
    names = {start.id for start in starts if start.id}
    for start in starts:
        named = (end for end in ends if start.id and end.cause == start.id)
        end = next(named, None) or _first_from(start, [end for end in ends if end.cause not in names])
        if end:
            ends.remove(end)
        yield start, end


def _first_from(start: Event, ends: Sequence[Event]) -> Event | None:
    return next((end for end in ends if end.day >= start.day), None)


def _clock(rule: Rule, period: Period, matter: Matter, about: str, start: Event, end: Event | None) -> Clock | None:
    safe = counted(rule, period, matter, start, end, "safe")
    latest = counted(rule, period, matter, start, end, "latest")
    if _dropped(period, matter, safe, end):
        return None
    state = _state(safe, latest, end, matter.on)
    why = [*both(safe.steps, latest.steps), *_outcome(rule, matter, safe, latest, end, state)]
    return Clock(
        rule=rule.id, edition=f"{matter.rules.id} {matter.rules.edition}", about=about, trigger=start.id, trigger_at=start.at,
        law=rule.law, blocks=rule.law and rule.blocks, state=state, due_safe=safe.due, due_legal_max=latest.due,
        provisional=not (safe.certain and latest.certain), paused_days=safe.paused_days,
        met_on=end.day if end else None, why=tuple(why),
    )  # fmt: skip


def _dropped(period: Period, matter: Matter, safe: Counted, end: Event | None) -> bool:
    return any(
        event.kind in period.dropped_by and event.day <= safe.due and (end is None or event.at <= end.at)
        for event in matter.events
    )


def _state(safe: Counted, latest: Counted, end: Event | None, today: date) -> State:
    if end:
        return "met" if end.day <= latest.due else "missed"
    if today <= safe.due:
        return "paused" if safe.paused_now else "running"
    return "late" if today <= latest.due else "missed"


def _outcome(
    rule: Rule, matter: Matter, safe: Counted, latest: Counted, end: Event | None, state: State
) -> Iterator[Step]:
    if not (safe.certain and latest.certain):
        yield Step(kind="provisional", rule="CK-07", day=matter.calendar.last)
    if end:
        yield Step(kind="done", rule=rule.id, day=end.day, event=end.id)
    over = ((end.day if end else matter.on) - safe.due).days
    if over > 0:
        yield Step(kind="over", rule=rule.id, day=safe.due, number=over, unit="day")
    if state == "missed":
        for row in matter.rules.rows.values():
            if rule.id in row.follows:
                yield Step(kind="follows", rule=row.id)


def _once(rule: Rule, once: Once, matter: Matter, about: str) -> Iterator[Clock]:
    """A thing to be asked in one notice: met by the first, missed by a second that could have been in it."""
    notices = matter.of(once.notice)
    if not notices:
        return
    first = notices[0]
    faults = [event for event in notices[1:] if not arose(event, once, matter)]
    steps = [Step(kind="asked", rule=rule.id, day=first.day, event=first.id)]
    for number, event in enumerate(notices[1:], 2):
        kind: Literal["asked-again", "arose"] = "asked-again" if event in faults else "arose"
        steps.append(Step(kind=kind, rule=rule.id, day=event.day, number=number, event=event.id))
    yield Clock(
        rule=rule.id, edition=f"{matter.rules.id} {matter.rules.edition}", about=about, trigger=first.id, trigger_at=first.at,
        law=rule.law, blocks=rule.law and rule.blocks, state="missed" if faults else "met", due_safe=None, due_legal_max=None,
        provisional=False, paused_days=0, met_on=first.day, why=tuple(steps),
    )  # fmt: skip
