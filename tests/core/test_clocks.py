"""Statutory deadlines: the worked vectors of the law table, and what happens where events come late, twice or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from uberrima.core.clocks import Calendar, Clock, Event, clocks
from uberrima.core.clocks.count import period_end
from uberrima.core.clocks.event import SHANGHAI
from uberrima.core.clocks.rules import Unit
from uberrima.core.kernel.errors import LawError, RecordError
from uberrima.law import calendar_of_china, law_of_china

LAW = law_of_china()
CALENDAR = calendar_of_china()


def at(day: str, hour: str = "10:00") -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(f"{day}T{hour}:00+08:00")


def on(kind: str, day: str, hour: str = "10:00", *, id: str = "", cause: str = "", about: str = "") -> Event:  # noqa: A002
    """An event."""
    return Event(kind=kind, at=at(day, hour), id=id, cause=cause, about=about)


def seen(row: str, events: Iterable[Event], now: str, terms: dict[str, int] | None = None) -> Clock:
    """The one clock of a row."""
    rules = LAW.with_terms(terms) if terms else LAW
    (found,) = [one for one in clocks(tuple(events), rules, CALENDAR, at(now)) if one.rule == row]
    return found


def kinds(clock: Clock) -> list[str]:
    return [step.kind for step in clock.why]


# ------------------------------------------------------------------------------------------- the vectors of the law table


@pytest.mark.parametrize(
    ("what", "start", "length", "unit", "last"),
    [
        ("complaint, simple", "2026-09-01", 15, "day", "2026-09-16"),
        ("complaint, complex", "2026-09-01", 30, "day", "2026-10-01"),
        ("complaint, special", "2026-09-01", 60, "day", "2026-10-31"),
        ("new facts", "2026-09-10", 15, "day", "2026-09-25"),
        ("request of review after the decision", "2026-09-16", 30, "day", "2026-10-16"),
        ("claim and documents", "2026-03-01", 30, "day", "2026-03-31"),
        ("refusal", "2026-04-09", 3, "day", "2026-04-12"),
        ("agreement to payment", "2026-04-02", 10, "day", "2026-04-12"),
        ("advance", "2026-03-01", 60, "day", "2026-04-30"),
        ("rescission", "2026-05-06", 30, "day", "2026-06-05"),
        ("two years from a leap day", "2024-02-29", 2, "year", "2026-02-28"),
        ("instalment", "2026-06-30", 60, "day", "2026-08-29"),
        ("written demand", "2026-07-10", 30, "day", "2026-08-09"),
        ("surrender", "2026-02-10", 30, "day", "2026-03-12"),
        ("cooling-off", "2026-11-02", 15, "day", "2026-11-17"),
        ("regulator passes on a complaint", "2026-11-06", 7, "working-day", "2026-11-17"),
        ("a month that has no such day", "2026-01-31", 1, "month", "2026-02-28"),
        ("the turn of the year", "2025-12-31", 1, "day", "2026-01-01"),
        ("months over the turn of the year", "2025-11-30", 3, "month", "2026-02-28"),
        ("over a leap day", "2024-02-15", 30, "day", "2024-03-16"),
        ("five working days over New Year and its make-up Sunday", "2025-12-31", 5, "working-day", "2026-01-08"),
    ],
)
def test_a_period_ends_on_the_day_that_the_table_of_law_gives(
    what: str, start: str, length: int, unit: Unit, last: str
) -> None:
    day, _ = period_end(date.fromisoformat(start), length, unit, CALENDAR)
    assert day == date.fromisoformat(last), what


def test_a_claim_is_decided_within_thirty_days() -> None:
    clock = seen("CL-03", [on("claim.received", "2026-03-01", id="e1")], "2026-03-02")
    assert (clock.due_safe, clock.due_legal_max, clock.state) == (date(2026, 3, 31), date(2026, 3, 31), "running")
    assert (clock.trigger, clock.trigger_at, clock.law) == ("e1", at("2026-03-01"), True)
    assert clock.edition.startswith("cn 20")


PAUSED = (
    on("claim.received", "2026-03-01"),
    on("claim.supplement_asked", "2026-03-11", id="n1"),
    on("claim.supplement_arrived", "2026-03-21", id="s1"),
)


def test_a_pause_counts_fewer_days_for_the_safe_date_and_one_more_for_the_last_lawful_one() -> None:
    clock = seen("CL-03", PAUSED, "2026-03-22")
    assert (clock.due_safe, clock.paused_days) == (date(2026, 4, 10), 10)
    # 04-11 is a Saturday: by one reading of the law it rolls over to Monday.
    assert clock.due_legal_max == date(2026, 4, 13)
    assert {(s.reading, s.day) for s in clock.why if s.kind == "due"} == {
        ("safe", date(2026, 4, 10)),
        ("latest", date(2026, 4, 11)),
    }
    assert {(s.reading, s.number) for s in clock.why if s.kind == "paused"} == {("safe", 10), ("latest", 11)}


def test_a_refusal_is_written_within_three_days_even_over_a_sunday() -> None:
    clock = seen("CL-05", [on("claim.refused", "2026-04-09")], "2026-04-10")
    assert (clock.due_safe, clock.due_legal_max) == (date(2026, 4, 12), date(2026, 4, 13))
    assert seen("CL-05", [on("claim.refused", "2026-04-09")], "2026-04-13").state == "late"
    assert seen("CL-05", [on("claim.refused", "2026-04-09")], "2026-04-14").state == "missed"


def test_money_flows_within_ten_days_of_the_agreement_or_within_the_term_of_the_contract() -> None:
    agreed = [on("claim.agreed", "2026-04-02")]
    assert seen("CL-06", agreed, "2026-04-03").due_safe == date(2026, 4, 12)
    clock = seen("CL-06", agreed, "2026-04-03", {"CL-06": 5})
    assert clock.due_safe == date(2026, 4, 7)
    assert ("contract-length", "CK-04", 5) in {(s.kind, s.rule, s.number) for s in clock.why}
    assert seen("CL-03", PAUSED[:1], "2026-03-02", {"CL-03": 20}).due_safe == date(2026, 3, 21)


@pytest.mark.parametrize("terms", [{"CL-05": 9}, {"CP-04": 20}, {"CL-03": 0}, {"CL-99": 1}, {"CL-13": 1}])
def test_a_contract_sets_no_term_that_the_law_does_not_leave_to_it(terms: dict[str, int]) -> None:
    with pytest.raises(LawError, match=r"A contract may set CL-03, CL-06"):
        LAW.with_terms(terms)


COMPLAINT = on("complaint.received", "2026-09-01")
COMPLEX = on("complaint.complex", "2026-09-10")
APPROVED = on("complaint.extension_approved", "2026-09-20")
TOLD = on("complaint.extension_told", "2026-09-28")


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([], date(2026, 9, 16)),
        ([COMPLEX], date(2026, 10, 1)),
        ([COMPLEX, APPROVED, TOLD], date(2026, 10, 31)),
        # either missing: no extension, and the complaint is late at day thirty
        ([COMPLEX, APPROVED], date(2026, 10, 1)),
        ([COMPLEX, TOLD], date(2026, 10, 1)),
        # a special extension without the ordinary one before it
        ([APPROVED, TOLD], date(2026, 9, 16)),
        # found complex on the last day, and a day too late
        ([on("complaint.complex", "2026-09-16")], date(2026, 10, 1)),
        ([on("complaint.complex", "2026-09-17")], date(2026, 9, 16)),
        # told on the thirtieth day, which is National Day, and a day too late
        ([COMPLEX, APPROVED, on("complaint.extension_told", "2026-10-01")], date(2026, 10, 31)),
        ([COMPLEX, APPROVED, on("complaint.extension_told", "2026-10-02")], date(2026, 10, 1)),
        # new facts
        ([on("complaint.new_facts", "2026-09-10")], date(2026, 9, 25)),
        # new facts after a finding of complexity: that finding was about the old ones
        ([COMPLEX, on("complaint.new_facts", "2026-09-12")], date(2026, 9, 27)),
        ([COMPLEX, on("complaint.new_facts", "2026-09-12"), on("complaint.complex", "2026-09-14")], date(2026, 10, 12)),
        # new facts on the last day, and when the time was over
        ([on("complaint.new_facts", "2026-09-16")], date(2026, 10, 1)),
        ([on("complaint.new_facts", "2026-09-17")], date(2026, 9, 16)),
        # the same complaint again, with nothing new
        ([on("complaint.received", "2026-09-08")], date(2026, 9, 16)),
    ],
)
def test_a_complaint_has_fifteen_thirty_or_sixty_days(events: list[Event], due: date) -> None:
    clock = seen("CP-04", [COMPLAINT, *events], "2026-09-02")
    assert clock.due_safe == due
    assert clock.due_legal_max is not None
    assert clock.due_legal_max >= due


def test_half_an_extension_is_told_as_none_and_the_complaint_is_late_at_day_thirty() -> None:
    clock = seen("CP-04", [COMPLAINT, COMPLEX, APPROVED], "2026-10-02")
    assert ("extension-incomplete", "CP-06") in {(step.kind, step.rule) for step in clock.why}
    # Thirty days end on National Day: the last lawful day is the first one after the holiday.
    assert (clock.state, clock.due_safe, clock.due_legal_max) == ("late", date(2026, 10, 1), date(2026, 10, 8))
    assert seen("CP-04", [COMPLAINT, COMPLEX, APPROVED], "2026-10-09").state == "missed"


def test_days_of_an_appraisal_are_left_out_by_the_latest_reading_only_and_only_once_the_complainant_was_told() -> None:
    appraisal = [on("complaint.appraisal_told", "2026-09-05"), on("complaint.appraisal_ended", "2026-09-10")]
    clock = seen("CP-04", [COMPLAINT, *appraisal], "2026-09-11")
    assert (clock.due_safe, clock.due_legal_max, clock.paused_days) == (date(2026, 9, 16), date(2026, 9, 22), 0)
    assert seen("CP-04", [COMPLAINT, appraisal[1]], "2026-09-11").due_legal_max == date(2026, 9, 16)


def test_a_forwarded_complaint_counts_from_the_day_on_which_the_firm_received_it() -> None:
    forwarded = on("complaint.forwarded", "2026-08-20")
    assert seen("CP-04", [forwarded, COMPLAINT], "2026-09-02").due_safe == date(2026, 9, 16)


# ------------------------------------------------------------------------------------------- one notice, and only one


def test_a_second_notice_that_could_have_been_in_the_first_is_an_incident_and_pauses_nothing() -> None:
    again = on("claim.supplement_asked", "2026-03-25", id="n2")
    notice = seen("CL-02", [*PAUSED, again], "2026-03-26")
    assert (notice.state, notice.due_safe) == ("missed", None)
    assert [(s.kind, s.event) for s in notice.why] == [("asked", "n1"), ("asked-again", "n2")]
    claim = seen("CL-03", [*PAUSED, again], "2026-03-26")
    assert (claim.due_safe, claim.due_legal_max, claim.state) == (date(2026, 4, 10), date(2026, 4, 13), "running")
    assert ("no-pause", "CL-02", "n2") in {(s.kind, s.rule, s.event) for s in claim.why}


def test_a_second_notice_that_arose_from_the_supplement_is_none_and_pauses_the_latest_reading_alone() -> None:
    again = on("claim.supplement_asked", "2026-03-25", id="n2", cause="s1")
    answer = on("claim.supplement_arrived", "2026-03-27", id="s2")
    notice = seen("CL-02", [*PAUSED, again, answer], "2026-03-28")
    assert (notice.state, kinds(notice)) == ("met", ["asked", "arose"])
    claim = seen("CL-03", [*PAUSED, again, answer], "2026-03-28")
    assert (claim.due_safe, claim.due_legal_max) == (date(2026, 4, 10), date(2026, 4, 14))


def test_a_notice_cannot_arise_from_a_supplement_that_came_later() -> None:
    again = on("claim.supplement_asked", "2026-03-15", id="n2", cause="s1")
    assert seen("CL-02", [*PAUSED, again], "2026-03-28").state == "missed"


def test_a_claim_without_a_notice_has_no_clock_for_one() -> None:
    assert [c.rule for c in clocks(PAUSED[:1], LAW, CALENDAR, at("2026-03-02"))] == ["CL-03", "SV-01"]


def test_while_the_supplement_is_awaited_the_clock_rests_and_its_date_moves_with_the_day() -> None:
    clock = seen("CL-03", PAUSED[:2], "2026-03-13")
    assert (clock.state, clock.due_safe, clock.paused_days) == ("paused", date(2026, 4, 2), 2)
    assert "paused-still" in kinds(clock)
    assert seen("CL-03", PAUSED[:2], "2026-06-13").state == "paused"


def test_a_notice_that_arrives_when_the_time_is_over_pauses_nothing() -> None:
    late = [PAUSED[0], on("claim.supplement_asked", "2026-04-01", id="n1")]
    clock = seen("CL-03", late, "2026-04-02")
    assert (clock.state, clock.due_safe) == ("missed", date(2026, 3, 31))
    assert "pause-too-late" in kinds(clock)
    assert seen("CL-03", [PAUSED[0], on("claim.supplement_asked", "2026-03-31")], "2026-04-02").state == "paused"


def test_a_notice_before_the_claim_was_whole_pauses_only_days_that_were_running() -> None:
    early = [on("claim.received", "2026-03-15"), *PAUSED[1:]]
    clock = seen("CL-03", early, "2026-03-22")
    assert (clock.due_safe, clock.paused_days, clock.due_legal_max) == (date(2026, 4, 20), 6, date(2026, 4, 20))


def test_a_decision_without_waiting_for_the_supplement_ends_the_pause() -> None:
    clock = seen("CL-03", [*PAUSED[:2], on("claim.decided", "2026-03-14")], "2026-05-01")
    assert (clock.state, clock.met_on, clock.paused_days, clock.due_safe) == (
        "met",
        date(2026, 3, 14),
        3,
        date(2026, 4, 3),
    )


# ------------------------------------------------------------------------------------------- how it stands


def test_what_is_done_within_the_last_lawful_day_is_met_and_later_is_missed_with_what_follows() -> None:
    refused = on("claim.refused", "2026-04-09", id="d1")
    sunday = seen("CL-05", [refused, on("claim.refusal_sent", "2026-04-12")], "2026-05-01")
    monday = seen("CL-05", [refused, on("claim.refusal_sent", "2026-04-13")], "2026-05-01")
    tuesday = seen("CL-05", [refused, on("claim.refusal_sent", "2026-04-14")], "2026-05-01")
    assert [c.state for c in (sunday, monday, tuesday)] == ["met", "met", "missed"]
    assert ["over" in kinds(c) for c in (sunday, monday, tuesday)] == [False, True, True]
    paid_late = seen("CL-06", [on("claim.agreed", "2026-04-02"), on("claim.paid", "2026-04-20")], "2026-05-01")
    assert ("follows", "CL-07") in {(s.kind, s.rule) for s in paid_late.why}
    assert "follows" not in kinds(tuesday)  # what CL-07 adds is for late decisions and late payments


def test_every_refusal_and_every_agreement_has_a_clock_of_its_own() -> None:
    twice = [
        on("claim.agreed", "2026-04-02", id="a1"),
        on("claim.agreed", "2026-05-06", id="a2"),
        on("claim.paid", "2026-05-08", cause="a2"),
    ]
    found = [c for c in clocks(twice, LAW, CALENDAR, at("2026-05-09")) if c.rule == "CL-06"]
    assert [(c.trigger, c.state, c.met_on) for c in found] == [("a1", "missed", None), ("a2", "met", date(2026, 5, 8))]
    unnamed = [*twice[:2], on("claim.paid", "2026-04-03"), on("claim.paid", "2026-05-08")]
    assert [c.met_on for c in clocks(unnamed, LAW, CALENDAR, at("2026-05-09"))] == [date(2026, 4, 3), date(2026, 5, 8)]


def test_each_matter_has_clocks_of_its_own() -> None:
    found = clocks(
        [on("claim.received", "2026-03-01", about="A"), on("claim.received", "2026-03-05", about="B"), on("claim.decided", "2026-03-09", about="B")],
        LAW, CALENDAR, at("2026-03-10"),
    )  # fmt: skip
    assert [(c.about, c.rule, c.state) for c in found] == [
        ("A", "CL-03", "running"), ("A", "SV-01", "missed"), ("B", "CL-03", "met"), ("B", "SV-01", "met"),
    ]  # fmt: skip


def test_the_service_level_is_no_law_stops_nobody_and_leaves_complex_claims_alone() -> None:
    received = on("claim.received", "2026-11-16")
    clock = seen("SV-01", [received], "2026-11-17")
    assert (clock.law, clock.blocks, clock.due_safe) == (False, False, date(2026, 11, 23))
    assert clock.due_legal_max == clock.due_safe
    for ending in ("claim.complex", "claim.supplement_asked"):
        rows = [c.rule for c in clocks([received, on(ending, "2026-11-20")], LAW, CALENDAR, at("2026-11-20"))]
        assert "SV-01" not in rows
    # Found complex when the five days were over: too late to be an excuse.
    assert seen("SV-01", [received, on("claim.complex", "2026-11-24")], "2026-11-24").state == "missed"


def test_the_time_to_sue_is_two_years_to_the_corresponding_day() -> None:
    clock = seen("CL-09", [on("claim.event_known", "2024-02-29")], "2026-02-01")
    assert (clock.due_safe, clock.state) == (date(2026, 2, 28), "running")


# ------------------------------------------------------------------------------------------- days and their edges


def test_an_instant_belongs_to_its_day_in_shanghai_whatever_zone_it_is_written_in() -> None:
    before = Event(kind="claim.received", at=datetime(2026, 2, 28, 15, 59, 59, 999_999, tzinfo=UTC))
    midnight = Event(kind="claim.received", at=datetime(2026, 2, 28, 16, tzinfo=UTC))
    berlin = Event(kind="claim.received", at=datetime(2026, 2, 28, 17, tzinfo=timezone(timedelta(hours=1))))
    dues = [seen("CL-03", [event], "2026-03-02").due_safe for event in (before, midnight, berlin)]
    assert dues == [date(2026, 3, 30), date(2026, 3, 31), date(2026, 3, 31)]


def test_the_last_day_lasts_until_midnight() -> None:
    events = [on("complaint.received", "2026-03-02")]
    last = datetime(2026, 3, 17, 23, 59, 59, 999_999, tzinfo=SHANGHAI)
    (clock,) = clocks(events, LAW, CALENDAR, last)
    assert clock.state == "running"
    (clock,) = clocks(events, LAW, CALENDAR, last + timedelta(microseconds=1))
    assert clock.state == "missed"
    (answered,) = clocks([*events, Event(kind="complaint.answered", at=last)], LAW, CALENDAR, at("2026-04-01"))
    assert answered.state == "met"


def test_a_clock_that_jumps_an_hour_moves_no_due_date() -> None:
    """F11: the day counts, not the hour; and what was skewed back a little still ends what it ends."""
    for hours in (-1, 0, 1):
        received = Event(kind="claim.received", at=at("2026-03-01", "12:00") + timedelta(hours=hours))
        assert seen("CL-03", [received], "2026-03-02").due_safe == date(2026, 3, 31)
    agreed, paid = on("claim.agreed", "2026-04-02", "12:00"), on("claim.paid", "2026-04-02", "11:00")
    assert seen("CL-06", [agreed, paid], "2026-04-03").state == "met"


def test_what_happened_before_the_beginning_does_not_end_it() -> None:
    assert (
        seen("CL-06", [on("claim.paid", "2026-04-01"), on("claim.agreed", "2026-04-02")], "2026-04-03").state
        == "running"
    )


def test_a_due_day_beyond_the_calendar_is_provisional_and_takes_the_earlier_reading() -> None:
    """F29: 2027-01-02 is a Saturday after New Year, and nobody has said yet which of these days are off."""
    clock = seen("CL-03", [on("claim.received", "2026-12-03")], "2026-12-04")
    assert (clock.provisional, clock.due_safe, clock.due_legal_max) == (True, date(2027, 1, 2), date(2027, 1, 2))
    assert ("provisional", date(2026, 12, 31)) in {(s.kind, s.day) for s in clock.why}
    service = seen("SV-01", [on("claim.received", "2026-12-30")], "2026-12-31")
    assert (service.provisional, service.due_safe) == (True, date(2027, 1, 4))
    assert not seen("CL-03", [on("claim.received", "2026-12-01")], "2026-12-04").provisional


def test_a_roll_over_that_leaves_the_calendar_is_provisional() -> None:
    short = Calendar(
        id="x",
        edition="1",
        first=date(2026, 1, 1),
        last=date(2026, 4, 12),
        holidays=frozenset(),
        working=frozenset(),
        sources=(),
    )
    (clock,) = clocks([on("claim.refused", "2026-04-09")], LAW, short, at("2026-04-10"))
    assert (clock.due_legal_max, clock.provisional) == (date(2026, 4, 13), True)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime.fromisoformat("2026-03-01T10:00:00")
    with pytest.raises(RecordError, match=r"claim\.received\.at .* time zone"):
        Event(kind="claim.received", at=naive)
    with pytest.raises(RecordError):
        clocks([], LAW, CALENDAR, naive)


def test_what_comes_in_the_same_instant_as_the_end_still_counts() -> None:
    answered = on("complaint.answered", "2026-09-14")
    found = seen("CP-04", [COMPLAINT, answered, on("complaint.complex", "2026-09-14")], "2026-09-20")
    assert (found.due_safe, found.met_on) == (date(2026, 10, 1), date(2026, 9, 14))
    later = on("complaint.complex", "2026-09-14", "10:01")
    assert seen("CP-04", [COMPLAINT, answered, later], "2026-09-20").due_safe == date(2026, 9, 16)
    again = on(
        "claim.supplement_asked", "2026-03-21", id="n2", cause="s1"
    )  # in the instant in which the supplement came
    assert seen("CL-02", [*PAUSED, again], "2026-03-28").state == "met"


def test_the_steps_tell_the_first_day_that_is_counted() -> None:
    (first,) = [step for step in seen("CL-03", PAUSED[:1], "2026-03-02").why if step.kind == "first-day"]
    assert (first.rule, first.day) == ("CK-01", date(2026, 3, 2))


def test_a_claim_found_complex_on_the_last_of_the_five_days_leaves_the_service_level() -> None:
    events = [on("claim.received", "2026-11-16"), on("claim.complex", "2026-11-23")]
    assert [c.rule for c in clocks(events, LAW, CALENDAR, at("2026-11-24"))] == ["CL-03"]


def test_a_clock_of_a_row_that_nobody_read_in_full_says_that_it_only_warns() -> None:
    rows = {name: replace(row, certainty="K") for name, row in LAW.rows.items()}
    found = clocks(PAUSED, replace(LAW, rows=rows), CALENDAR, at("2026-03-22"))
    assert {clock.rule: clock.blocks for clock in found} == {"CL-02": False, "CL-03": False, "SV-01": False}
    assert [c.rule for c in clocks(PAUSED, LAW, CALENDAR, at("2026-03-22")) if c.blocks] == ["CL-02", "CL-03"]
