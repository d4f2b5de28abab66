"""Edges that planted faults showed nobody looked at. They are among the trials of every mutant, so none takes a fixture."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from tests.core.wordings import CARE, CLINIC, DEDUCTIBLE, PRODUCT, ROUNDING, SHARE, clause, settled, text
from uberrima.core.adjudication.prepare import natural
from uberrima.core.wording import tables as t

DAY = date(2025, 3, 10)
SMOKER = '[[fact]]\nname = "smoker"\nkind = "flag"\nzh = "吸烟"\nen = "smoker"\n'
SCORE = '[[fact]]\nname = "score"\nkind = "count"\nzh = "分"\nen = "score"\n'


def bill(billed: str, **more: object) -> dict[str, object]:
    """A bill of one line."""
    return {"date": DAY, "line": [{"billed": billed, **more}]}


def test_a_copay_without_a_ceiling_has_none() -> None:
    copay = clause("4.1", "copay", 'rate = "20%"', 'floor = "0.01"', words="{rate}{floor}")
    found = settled(text(copay, ROUNDING, steps=("copay",)), bill("1000.00"))
    assert found.decisions[0].columns[t.COPAY] == 20_000


def test_a_pool_without_a_number_of_days_takes_as_many_as_there_are() -> None:
    pool = clause("4.1", "days", 'per = "policy_year"', 'copay = "0.01"', words="{copay}")
    found = settled(text(pool, steps=("copay",)), bill("1000.00", days=40))
    assert found.decisions[0].columns[t.COPAY] == 40
    assert {part.reason for part in found.decisions[0].parts} == {"decided"}


def test_what_is_carried_over_has_no_bound_unless_one_is_told() -> None:
    first = clause("6.0", "limit", 'amount = "0.01"', 'per = "lifetime"', 'benefits = ["clinic"]', words="{amount}")
    limit = clause(
        "6.1",
        "limit",
        'amount = "100.00"',
        'per = "policy_year"',
        "carry_unused = true",
        'benefits = ["hospital"]',
        words="{amount}",
    )
    found = settled(
        text(CLINIC, first, limit, steps=("limit",)), {"date": date(2027, 3, 1), "line": [{"billed": "1000.00"}]}
    )
    assert found.decisions[0].columns[t.PAID] == 30_000


def test_an_open_fact_is_told_only_where_it_could_change_the_decision() -> None:
    by_smoker = clause("3.1", "exclusion", "when = { smoker = true }")
    by_score = clause("3.2", "exclusion", 'when = { score = "9..", care = "outpatient" }')
    source = text(CLINIC, by_smoker, by_score, head=PRODUCT + CARE + SMOKER + SCORE)
    inpatient, outpatient = settled(source, bill("1.00"), {**bill("1.00"), "care": "outpatient"}).decisions
    assert inpatient.pending == (("fact", "smoker"),)
    assert set(outpatient.pending) == {("fact", "smoker"), ("fact", "score")}
    assert [part.benefit for d in (inpatient, outpatient) for part in d.parts] == ["", ""]
    assert settled(text(), bill("1.00")).decisions[0].parts[0].benefit == "hospital"


def test_two_wordings_that_wait_for_each_other_pend_the_bill() -> None:
    other = clause("3.0", "other_payer", 'payer = "other_insurers"')
    by_date = text(other, steps=("other_payers",))
    by_receipt = by_date.replace("steps = [", 'bills_by = "received"\nsteps = [').replace('"specimen"', '"second"')
    one = {"date": DAY, "received": date(2025, 6, 1), "order": ["P1", "P2"], "line": [{"billed": "10.00"}]}
    two = {
        "date": date(2025, 4, 10),
        "received": date(2025, 4, 11),
        "order": ["P2", "P1"],
        "line": [{"billed": "10.00"}],
    }
    crossed = settled(
        {"one": by_date, "two": by_receipt}, {**one, "order": ["P2", "P1"]}, {**two, "order": ["P1", "P2"]}
    )
    assert {d.reason for d in crossed.decisions} == {"decided", "pended"}
    assert {why for d in crossed.decisions for why in d.pending} == {("order", "policies")}
    assert all(d.columns[t.PAID] == 0 for d in crossed.decisions if d.reason == "pended")
    straight = settled({"one": by_date, "two": by_receipt}, one, {**two, "order": ["P1", "P2"]})
    assert {d.reason for d in straight.decisions} == {"decided"}


def test_bills_of_one_day_come_by_their_ids_digits_read_as_numbers() -> None:
    assert all(natural(one) < natural(two) for one, two in pairwise(["", "1", "2", "2A", "10", "A", "A2", "A10", "B"]))


def test_the_evidence_keeps_the_room_and_the_capacity_that_a_line_found() -> None:
    limit = clause("6.1", "limit", 'amount = "100.00"', 'per = "policy_year"', words="{amount}")
    source = text(DEDUCTIBLE, SHARE, ROUNDING, limit, steps=("deductible", "share", "limit"))
    found = settled(source, bill("130.00"), bill("90.00"), bill("500.00"))
    told = [
        [(x.clause.id, x.amount, x.room_before, x.capacity) for x in d.taken() if x.op != t.OP_BENEFIT]
        for d in found.decisions
    ]
    assert told == [
        [("3.1", 10_000, 10_000, 10_000), ("4.1", 600, None, None)],
        [("4.1", 1_800, None, None)],
        [("4.1", 10_000, None, None), ("6.1", 39_600, 400, 10_000)],
    ]


def test_a_copay_for_each_unit_is_due_for_each_of_them() -> None:
    copay = clause("4.1", "copay", 'amount = "10.00"', "each_unit = true", words="{amount}")
    found = settled(text(copay, steps=("copay",)), bill("100.00", units=3), bill("25.00", units=3), bill("100.00"))
    assert [d.columns[t.COPAY] for d in found.decisions] == [3_000, 2_500, 1_000]


def test_months_of_cover_are_never_negative() -> None:
    early = clause("3.1", "exclusion", 'when = { months_covered = "0..1" }')
    source = text(early).replace("steps = [", 'cover_by = "admission"\nsteps = [')
    stay = {"admitted": date(2025, 1, 1), "discharged": date(2025, 1, 3), "date": date(2025, 1, 3)}
    found = settled(source, {**stay, "line": [{"billed": "1.00", "day": date(2024, 12, 31)}]})
    assert found.decisions[0].reason == "excluded"


def test_the_labels_of_periods_are_what_people_call_them() -> None:
    stay = clause("1.3", "stay", 'name = "confinement"', "continues_within_days = 3", words="{continues_within_days}")
    pers = ("bill", "visit", "day", "confinement", "month", "months:3", "policy_year", "calendar_year", "lifetime")
    limits = [
        clause(f"6.{n}", "limit", 'amount = "500.00"', f'per = "{per}"', words="{amount}") for n, per in enumerate(pers)
    ]
    later = {"id": "B7", "date": date(2026, 5, 2), "line": [{"billed": "1.00", "visit": "V1"}]}
    found = settled(text(stay, *limits, steps=("limit",)), bill("1.00"), later)
    labels = [{state.per: state.period for state in one.states} for one in found.states]
    assert labels[0] == {
        "bill": "B1", "visit": "B1", "day": "2025-03-10", "confinement": "1", "month": "2025-03", "months:3": "2025-01/03", "policy_year": "1",
        "calendar_year": "2025", "lifetime": "",
    }  # fmt: skip
    assert labels[1] == {
        "bill": "B7", "visit": "V1", "day": "2026-05-02", "confinement": "2", "month": "2026-05", "months:3": "2026-04/06", "policy_year": "2",
        "calendar_year": "2026", "lifetime": "",
    }  # fmt: skip


def test_an_event_that_was_paid_nothing_is_no_event() -> None:
    once = clause("6.1", "event_limit", "times = 1", 'per = "lifetime"', words="{times}")
    found = settled(text(DEDUCTIBLE, once, steps=("deductible", "limit")), bill("60.00"), bill("140.00"), bill("10.00"))
    assert [d.columns[t.PAID] for d in found.decisions] == [0, 10_000, 0]
    assert [d.columns[t.LIMIT] for d in found.decisions] == [0, 0, 1_000]


def test_a_late_payer_that_only_the_final_cap_heeds_is_cited() -> None:
    other = clause("3.0", "other_payer", 'payer = "public"', 'method = "maintenance"')
    whole = clause("4.1", "share", 'pays = "100%"', words="{pays}")
    most = clause(
        "7.1",
        "out_of_pocket_max",
        'amount = "50.00"',
        'per = "policy_year"',
        'counts = ["deductible"]',
        words="{amount}",
    )
    source = text(other, DEDUCTIBLE, whole, most, steps=("other_payers", "deductible", "share", "relief"))
    found = settled(source, bill("100.00", paid_by={"public": "80.00"})).decisions[0]
    # the deductible bears all 100; 50 of it are given back, and 30 of these are what the payer paid above the other 50
    assert found.columns[t.RELIEF] == 5_000
    assert found.columns[t.PAID] == 2_000
    assert [(x.clause.id, x.amount) for x in found.taken() if x.op == t.OP_OTHER_LATE] == [("3.0", 3_000)]
