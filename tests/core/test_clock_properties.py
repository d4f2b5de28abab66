"""What always holds of deadlines, on made-up histories; and the second reading, which counts day by day, agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracle.clocks import HARD, compare, history
from uberrima.core.clocks import Clock, Event, clocks
from uberrima.law import calendar_of_china, law_of_china

LAW, CALENDAR = law_of_china(), calendar_of_china()
SEEDS = st.integers(0, 2**32)
NAMED = {"claim.received": "CL-03", "complaint.received": "CP-04"}


def told(events: list[Event], now: Event) -> tuple[Clock, ...]:
    return clocks(events, LAW, CALENDAR, now.at)


def made(seed: int) -> tuple[list[Event], Event]:
    """Events of one matter and the moment at which they are looked at."""
    events, now = history(Random(seed))
    return [replace(event, about="A") for event in events], Event(kind="now", at=now)


def first(kind: str, events: list[Event]) -> Event | None:
    return min((event for event in events if event.kind == kind), key=lambda one: one.order, default=None)


def dues(events: list[Event], now: Event, row: str) -> list[Clock]:
    return [clock for clock in told(events, now) if clock.rule == row]


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_neither_the_order_of_events_nor_a_repetition_matters_and_a_replay_gives_the_same(seed: int) -> None:
    events, now = made(seed)
    found = told(events, now)
    assert told(events, now) == found
    assert told(sorted(events, key=lambda one: one.order), now) == found
    assert told([*reversed(events), *events], now) == found


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_the_safe_day_is_never_behind_the_last_lawful_one(seed: int) -> None:
    for clock in told(*made(seed)):
        if clock.due_safe and clock.due_legal_max:
            assert clock.due_safe <= clock.due_legal_max


@given(SEEDS, st.integers(1, 40), st.sampled_from(sorted(NAMED)))
@settings(max_examples=500, deadline=None)
def test_what_is_received_later_is_never_due_earlier(seed: int, days: int, kind: str) -> None:
    events, now = made(seed)
    opening = first(kind, events)
    if opening is None:
        return
    rest = [event for event in events if event.kind != kind]
    later = replace(opening, at=opening.at + timedelta(days=days))
    before, after = dues([*rest, opening], now, NAMED[kind]), dues([*rest, later], now, NAMED[kind])
    for one, other in zip(before, after, strict=True):
        assert one.due_safe is not None
        assert other.due_safe is not None
        assert one.due_safe <= other.due_safe
        assert one.due_legal_max is not None
        assert other.due_legal_max is not None
        assert one.due_legal_max <= other.due_legal_max


@given(
    SEEDS,
    st.integers(0, 90),
    st.sampled_from(["complaint.complex", "complaint.extension_approved", "complaint.extension_told"]),
)
@settings(max_examples=500, deadline=None)
def test_an_extension_never_shortens(seed: int, days: int, kind: str) -> None:
    events, now = made(seed)
    opening = first("complaint.received", events)
    if opening is None:
        return
    more = Event(kind=kind, at=opening.at + timedelta(days=days), about="A", id="more")
    for one, other in zip(dues(events, now, "CP-04"), dues([*events, more], now, "CP-04"), strict=True):
        assert one.due_safe is not None
        assert other.due_safe is not None
        assert one.due_safe <= other.due_safe


@given(st.sampled_from(HARD), st.integers(-3, 3), st.integers(0, 23))
@settings(max_examples=200, deadline=None)
def test_a_plain_period_lasts_its_days_over_leap_days_holidays_and_ends_of_years(
    near: date, days: int, hour: int
) -> None:
    at = datetime.combine(near, time(hour), tzinfo=UTC) + timedelta(days=20 + days)
    (clock,) = clocks([Event(kind="claim.refused", at=at)], LAW, CALENDAR, at)
    assert clock.due_safe == Event(kind="x", at=at).day + timedelta(days=3)


@given(SEEDS, st.integers(1, 400))
@example(2848968, 1)
@settings(max_examples=200, deadline=None)
def test_looking_later_never_makes_a_deadline_healthier(seed: int, days: int) -> None:
    """Time alone runs a clock down. Only one that rests keeps its state."""
    made_up, now = made(seed)
    events = [event for event in made_up if event.at <= now.at]  # what happens in between may well begin a count anew
    later = replace(now, at=now.at + timedelta(days=days))
    worse = {"running": 0, "paused": 0, "met": 0, "late": 1, "missed": 2}
    for one, other in zip(told(events, now), told(events, later), strict=True):
        assert worse[one.state] <= worse[other.state]
        assert (one.state == "met") is (other.state == "met")


def test_the_second_reading_agrees_on_two_thousand_histories() -> None:
    found = compare("test", 2_000)
    assert found.disagreements == 0, found.first
    assert found.histories == 2_000
    states = {"running", "met", "late", "missed"}
    every = {(row, state) for row in ("CL-03", "CL-05", "CL-06", "CP-04") for state in states} | {
        ("CL-03", "paused"),
        ("CL-02", "missed"),
    }
    every.discard(("CL-05", "late"))  # three days seldom end before a holiday: tests/core/test_clocks.py has that case
    assert every <= found.seen, "the histories reach every state"


@pytest.mark.parametrize("row", ["CL-03", "CL-05", "CL-06", "CP-04", "CP-05", "CP-06", "SV-01"])
def test_the_second_reading_notices_when_a_figure_of_the_law_is_changed(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = LAW[row]
    if rule.clock:
        changed = replace(rule, clock=replace(rule.clock, length=rule.clock.length + 1))
    else:
        assert rule.extends
        changed = replace(rule, extends=replace(rule.extends, total=rule.extends.total + 1))
    wrong = replace(LAW, rows={**LAW.rows, row: changed})
    monkeypatch.setattr("tests.oracle.clocks.law_of_china", lambda: wrong)
    assert compare("changed", 200).disagreements > 0
