"""Counting days: one period under one reading of the law, from its first event through pauses, extensions and new beginnings."""

from __future__ import annotations

import calendar as _months
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from uberrima.core.clocks.calendar import Calendar
from uberrima.core.clocks.event import Event
from uberrima.core.clocks.rules import Extension, Once, Pause, Period, Rule, Rules, Unit

#: Wherever the law leaves two readings: ``safe`` takes the one that ends earlier, ``latest`` the other.
Reading: TypeAlias = Literal["safe", "latest"]
StepKind: TypeAlias = Literal[
    "began", "first-day", "length", "contract-length", "paused", "paused-still", "pause-too-late", "no-pause", "extended",
    "extension-too-late", "extension-incomplete", "began-anew", "new-beginning-too-late", "due", "rolled-over", "provisional",
    "done", "over", "follows", "asked", "asked-again", "arose",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a count, as data; the words for people live in the portals. What each kind says: docs/clocks.md."""

    kind: StepKind
    #: the row it rests on
    rule: str
    day: date | None = None
    number: int | None = None
    unit: str = ""
    #: id of the event that it speaks of
    event: str = ""
    #: which date it speaks of: the safe one, the latest lawful one, or both
    reading: Literal["safe", "latest", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One claim or complaint, all that is known of it, and by which rules it is counted."""

    rules: Rules
    calendar: Calendar
    #: in order of their instants
    events: tuple[Event, ...]
    #: the day on which it is looked at
    on: date

    def of(self, kind: str) -> tuple[Event, ...]:
        """The events of a kind, first one first."""
        return tuple(event for event in self.events if event.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one reading came to."""

    due: date
    #: false where the calendar does not reach
    certain: bool
    paused_days: int
    #: is it paused at this moment?
    paused_now: bool
    steps: tuple[Step, ...]


def period_end(start: date, length: int, unit: Unit, calendar: Calendar) -> tuple[date, bool]:
    """The last day of a period that begins on ``start``, nothing rolled over, and whether the calendar reaches so far.

    The first day is not counted and the last one is (CK-01). Months and years end on the corresponding day (CK-02).
    """
    if unit == "day":
        return start + timedelta(days=length), True
    if unit == "working-day":
        return calendar.working_day(start, length)
    months = start.year * 12 + start.month - 1 + (length if unit == "month" else length * 12)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, _months.monthrange(year, month + 1)[1])), True


def counted(rule: Rule, period: Period, matter: Matter, start: Event, end: Event | None, reading: Reading) -> Counted:
    """Count one period under one reading."""
    count = _Count(rule=rule, period=period, matter=matter, end=end, reading=reading)
    began, since, steps = start, None, [Step(kind="began", rule=rule.id, day=start.day, event=start.id)]
    stretch = count.stretch(began, since)
    for row, event in count.new_beginnings(start):
        if event.day > count.limit(stretch.due):
            steps.append(Step(kind="new-beginning-too-late", rule=row, day=event.day, event=event.id))
            break
        steps.append(Step(kind="began-anew", rule=row, day=event.day, event=event.id))
        # Does what was granted before still hold? The safe reading says no: it was granted to the old facts.
        began, since = event, event.at if reading == "safe" else None
        stretch = count.stretch(began, since)
    due, certain = (stretch.due, stretch.certain) if reading == "safe" else count.rolled(stretch)
    steps += [*stretch.steps, Step(kind="due", rule=rule.id, day=stretch.due)]
    if due != stretch.due:
        steps.append(Step(kind="rolled-over", rule="CK-03", day=due))
    return replace(stretch, due=due, certain=certain, steps=tuple(steps))


def arose(notice: Event, once: Once, matter: Matter) -> bool:
    """Did this notice arise from an answer that came before it?"""
    return any(event.id and event.id == notice.cause and event.at <= notice.at for event in matter.of(once.arises_from))


def both(safe: Sequence[Step], latest: Sequence[Step]) -> Iterator[Step]:
    """The steps of both readings as one list: what they share stands once."""
    yield from (step if step in latest else replace(step, reading="safe") for step in safe)
    yield from (replace(step, reading="latest") for step in latest if step not in safe)


@dataclass(frozen=True, kw_only=True)
class _Paused:
    row: str
    #: the first day not counted has this day before it
    after: date
    #: the last day not counted
    last: date
    open: bool
    began: Event


@dataclass(frozen=True, kw_only=True)
class _Granted:
    row: str
    extension: Extension
    at: datetime
    day: date


@dataclass(frozen=True, kw_only=True)
class _Count:
    """One period being counted."""

    rule: Rule
    period: Period
    matter: Matter
    end: Event | None
    reading: Reading

    def limit(self, due: date) -> date:
        """The last day on which an extension or a new beginning is in time."""
        return due if self.reading == "safe" else self.matter.calendar.rolled(due)[0]

    def rolled(self, stretch: Counted) -> tuple[date, bool]:
        if self.period.unit == "working-day":
            return stretch.due, stretch.certain
        return self.matter.calendar.rolled(stretch.due)

    def new_beginnings(self, start: Event) -> Iterator[tuple[str, Event]]:
        """What begins the count anew after ``start`` and before the end, in order."""
        for row in self.matter.rules.rows.values():
            if row.restarts and row.restarts.clock == self.rule.id:
                yield from ((row.id, e) for e in self._before_end(row.restarts.event) if e.at > start.at)

    def stretch(self, start: Event, since: datetime | None) -> Counted:
        """From a beginning to its last day, through the pauses and extensions that came in time, in the order in which they came."""
        steps = [*self._lengths(start)]
        length, pauses, granted = self.period.length, list[_Paused](), set[str]()
        due, certain = self._due(start.day, length, pauses)
        for item in self._items(since):
            if isinstance(item, _Paused):
                if item.began.day > due:
                    steps.append(Step(kind="pause-too-late", rule=item.row, day=item.began.day, event=item.began.id))
                    continue
                pauses.append(item)
                days = len(_days([item], start.day))
                kind: StepKind = "paused-still" if item.open else "paused"
                day, event = item.began.day, item.began.id
                steps.append(Step(kind=kind, rule=item.row, day=day, number=days, unit="day", event=event))
            elif item.day > self.limit(due) or (item.extension.after and item.extension.after not in granted):
                steps.append(Step(kind="extension-too-late", rule=item.row, day=item.day))
                continue
            else:
                granted.add(item.row)
                length = max(length, item.extension.total)
                steps.append(Step(kind="extended", rule=item.row, day=item.day, number=length, unit="day"))
            due, certain = self._due(start.day, length, pauses)
        steps += self._left_out(since)
        return Counted(
            due=due, certain=certain, paused_days=len(_days(pauses, start.day)),
            paused_now=any(pause.open for pause in pauses), steps=tuple(steps),
        )  # fmt: skip

    def _lengths(self, start: Event) -> Iterator[Step]:
        yield Step(kind="first-day", rule="CK-01", day=start.day + timedelta(days=1))
        by_contract = self.period.by_contract
        kind: StepKind = "contract-length" if by_contract else "length"
        row = "CK-04" if by_contract else self.rule.id
        yield Step(kind=kind, rule=row, number=self.period.length, unit=self.period.unit)

    def _due(self, start: date, length: int, pauses: Sequence[_Paused]) -> tuple[date, bool]:
        if self.period.unit == "day":
            return start + timedelta(days=length + len(_days(pauses, start))), True
        return period_end(start, length, self.period.unit, self.matter.calendar)

    def _before_end(self, kind: str) -> tuple[Event, ...]:
        return tuple(e for e in self.matter.of(kind) if self.end is None or e.at <= self.end.at)

    def _items(self, since: datetime | None) -> list[_Paused | _Granted]:
        found: list[tuple[datetime, int, _Paused | _Granted]] = [
            (pause.began.at, 0, pause)
            for row in self.matter.rules.rows.values()
            if row.pauses and self.rule.id in row.pauses.clocks
            for pause in self._pauses(row.id, row.pauses)
        ]
        found += [(one.at, one.extension.total, one) for one in self._grants(since).values()]
        return [item for _, _, item in sorted(found, key=lambda one: one[:2])]

    def _pauses(self, row: str, pause: Pause) -> Iterator[_Paused]:
        if pause.may and self.reading == "safe":
            return
        once = self.matter.rules[pause.notice].once if pause.notice else None
        for number, began in enumerate(self._before_end(pause.start)):
            # A second notice may pause only when it arose from the first answer, and by the narrow reading not even then.
            if number and once and (self.reading == "safe" or not arose(began, once, self.matter)):
                continue
            ended = next((event for event in self.matter.of(pause.end) if event.at >= began.at), None)
            last = ended.day if ended else max(self.matter.on, began.day)
            yield _Paused(
                row=row, began=began, open=ended is None and self.end is None,
                # The day on which the notice arrived: counted by the narrow reading, not counted by the other.
                after=began.day if self.reading == "safe" else began.day - timedelta(days=1),
                last=min(last, self.end.day) if self.end else last,
            )  # fmt: skip

    def _grants(self, since: datetime | None) -> dict[str, _Granted]:
        """Each extension with the moment at which all that it needs was there."""
        found: dict[str, _Granted] = {}
        for row, extension in self._extensions():
            came = [self._first(kind, since) for kind in extension.needs]
            events = [event for event in came if event]
            if len(events) < len(came) or (extension.after and extension.after not in found):
                continue
            at = max(event.at for event in events)
            day = max(event.day for event in events)
            if extension.after:
                at, day = max(at, found[extension.after].at), max(day, found[extension.after].day)
            found[row] = _Granted(row=row, extension=extension, at=at, day=day)
        return found

    def _left_out(self, since: datetime | None) -> Iterator[Step]:
        """What was begun and does not count: half an extension, a pause that the row does not allow."""
        granted = self._grants(since)
        for row, extension in self._extensions():
            if row not in granted and any(self._first(kind, since) for kind in extension.needs):
                yield Step(kind="extension-incomplete", rule=row)
        for rule in self.matter.rules.rows.values():
            if rule.pauses and self.rule.id in rule.pauses.clocks:
                counted_ones = {pause.began for pause in self._pauses(rule.id, rule.pauses)}
                for event in self._before_end(rule.pauses.start):
                    if event not in counted_ones:
                        yield Step(kind="no-pause", rule=rule.pauses.notice or rule.id, day=event.day, event=event.id)

    def _extensions(self) -> Iterable[tuple[str, Extension]]:
        """By length: what comes after another stands after it."""
        rows = self.matter.rules.rows.values()
        found = [(row.id, row.extends) for row in rows if row.extends and row.extends.clock == self.rule.id]
        return sorted(found, key=lambda one: one[1].total)

    def _first(self, kind: str, since: datetime | None) -> Event | None:
        return next((e for e in self._before_end(kind) if since is None or e.at > since), None)


def _days(pauses: Sequence[_Paused], start: date) -> set[int]:
    """The days after ``start`` that are not counted, each once though pauses may overlap."""
    found: set[int] = set()
    for pause in pauses:
        found.update(range(max(pause.after, start).toordinal() + 1, pause.last.toordinal() + 1))
    return found
