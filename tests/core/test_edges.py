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


# ------------------------------------------------------------------------------------------- other payers, late and first


def test_a_standard_payer_fills_up_the_cost_before_a_limit_cuts() -> None:
    first = clause("3.0", "other_payer", 'payer = "employer"')
    late = clause("3.1", "other_payer", 'payer = "public"', 'method = "standard"')
    limit = clause("6.1", "limit", 'amount = "60.00"', 'per = "bill"', words="{amount}")
    source = text(
        first,
        late,
        clause("4.1", "share", 'pays = "100%"', words="{pays}"),
        limit,
        steps=("other_payers", "share", "limit"),
    )
    found = settled(source, bill("100.00", paid_by={"employer": "20.00", "public": "30.00"})).decisions[0]
    # 100 − 20 = 80 are owed, 50 are left of the cost: the payer's 30 come off before the limit of 60 is asked
    assert [found.columns[c] for c in (t.OTHER, t.LIMIT, t.PAID)] == [5_000, 0, 5_000]


def test_a_late_payer_comes_before_limits_where_there_is_no_share() -> None:
    late = clause("3.0", "other_payer", 'payer = "public"', 'method = "maintenance"')
    limit = clause("6.1", "limit", 'amount = "900.00"', 'per = "bill"', words="{amount}")
    source = text(late, DEDUCTIBLE, limit, steps=("other_payers", "deductible", "limit"))
    found = settled(source, bill("120.00", paid_by={"public": "90.00"})).decisions[0]
    assert [found.columns[c] for c in (t.DEDUCTIBLE, t.OTHER, t.PAID)] == [10_000, 2_000, 0]


# ------------------------------------------------------------------------------------------- fixed benefits and days


def lump(*more: str, head: str = PRODUCT + CARE) -> str:
    """A wording that grants 100.00 for an event."""
    return text(clause("5.1", "lump_sum", 'amount = "100.00"', words="{amount}"), *more, head=head)


def test_a_day_that_is_not_paid_grants_no_lump_sum() -> None:
    first = clause("4.1", "days", "days = 1", 'per = "policy_year"', "grants = false", words="{days}")
    second = clause("4.2", "days", "days = 1", 'per = "policy_year"', words="{days}")
    days = [{**bill("0.00", days=1), "date": date(2025, 3, n)} for n in (10, 11, 12)]
    found = settled(lump(first, second), *days)
    assert [d.columns[t.GRANTED] for d in found.decisions] == [0, 10_000, 0]
    assert [d.reason for d in found.decisions] == ["decided", "decided", "days-used-up"]


def test_a_lump_sum_is_granted_once_for_a_line_of_several_days() -> None:
    limit = clause("6.1", "limit", 'amount = "900.00"', 'per = "day"', words="{amount}")
    found = settled(lump(limit).replace("steps = []", 'steps = ["limit"]'), bill("0.00", days=3), bill("0.00", days=2))
    assert [d.columns[t.GRANTED] for d in found.decisions] == [10_000, 10_000]
    assert [len(d.parts) for d in found.decisions] == [3, 2]


def test_a_cent_that_was_paid_makes_an_event() -> None:
    once = clause("6.1", "event_limit", "times = 1", 'per = "lifetime"', words="{times}")
    found = settled(text(DEDUCTIBLE, once, steps=("deductible", "limit")), bill("100.01"), bill("10.00"))
    assert [d.columns[t.PAID] for d in found.decisions] == [1, 0]


# ------------------------------------------------------------------------------------------- what a line must tell

RATE = '[[fact]]\nname = "price"\nkind = "money"\nzh = "价格"\nen = "price"\n'


def test_an_allowed_amount_that_the_line_does_not_state_pends_it() -> None:
    allowed = clause("3.1", "allowed", 'amount = { fact = "price" }', words="{amount}")
    found = settled(text(allowed, head=PRODUCT + CARE + RATE), bill("100.00"), bill("100.00", price="80.00"))
    assert [d.pending for d in found.decisions] == [(("fact", "price"),), ()]
    assert [d.columns[t.PAID] for d in found.decisions] == [0, 8_000]


def test_a_band_that_the_line_does_not_state_pends_it() -> None:
    share = clause(
        "4.1", "share", 'bands = [{ upto = { fact = "price" }, pays = "50%" }, { pays = "100%" }]', words="{bands}"
    )
    found = settled(
        text(share, ROUNDING, steps=("share",), head=PRODUCT + CARE + RATE),
        bill("100.00"),
        bill("100.00", price="80.00"),
    )
    assert [d.pending for d in found.decisions] == [(("fact", "price"),), ()]
    assert [d.columns[t.PAID] for d in found.decisions] == [0, 6_000]


def test_a_family_below_the_number_that_makes_it_grow_has_the_plain_amount() -> None:
    limit = clause(
        "6.1",
        "limit",
        'amount = { amount = "50.00", per_extra_member = "10.00", above = 3 }',
        'per = "bill"',
        words="{amount}",
    )
    assert settled(text(limit, steps=("limit",)), bill("100.00")).decisions[0].columns[t.PAID] == 5_000


def test_clauses_that_are_only_words_decide_nothing_and_ask_for_nothing() -> None:
    told = clause("3.1", "exclusion", "when = { smoker = true }", "informative = true")
    asked = clause("3.2", "definition", "when = { score = 3 }")
    found = settled(
        text(told, asked, head=PRODUCT + CARE + SMOKER + SCORE), bill("1.00"), {**bill("1.00"), "smoker": True}
    )
    assert [d.reason for d in found.decisions] == ["decided", "decided"]


def test_the_first_clause_of_a_wording_can_speak() -> None:
    source = "\n".join([PRODUCT, CARE, CLINIC, text(head="")])
    found = settled(source, {**bill("1.00"), "care": "outpatient"}).decisions[0]
    assert found.speaking is not None
    assert found.speaking.id == "2.2"


# ------------------------------------------------------------------------------------------- years and stays


def test_a_day_before_the_first_policy_year_counts_to_it() -> None:
    limit = clause("6.1", "limit", 'amount = "5.00"', 'per = "policy_year"', words="{amount}")
    source = text(limit, steps=("limit",)).replace("steps = [", 'cover_by = "admission"\nsteps = [')
    stay = {"admitted": date(2025, 1, 1), "discharged": date(2025, 1, 3), "date": date(2025, 1, 3)}
    lines = [{"billed": "4.00", "day": date(2024, 12, 31)}, {"billed": "4.00", "day": date(2025, 1, 2)}]
    found = settled(source, {**stay, "line": lines})
    assert [d.columns[t.PAID] for d in found.decisions] == [400, 100]
    assert [part.year for d in found.decisions for part in d.parts] == [1, 1]


def test_a_stay_without_a_discharge_lasts_to_the_later_of_admission_and_service() -> None:
    stay = clause("1.3", "stay", 'name = "confinement"', "continues_within_days = 3", words="{continues_within_days}")
    limit = clause("6.1", "limit", 'amount = "5.00"', 'per = "confinement"', words="{amount}")
    source = text(stay, limit, steps=("limit",))
    for service in (date(2025, 3, 12), date(2025, 3, 1)):
        open_stay = {"admitted": date(2025, 3, 10), "date": service, "line": [{"billed": "4.00", "day": service}]}
        end = max(service, date(2025, 3, 10))
        for gap, paid in ((3, 100), (4, 400)):
            day = date.fromordinal(end.toordinal() + gap)
            again = {"admitted": day, "discharged": day, "date": day, "line": [{"billed": "4.00"}]}
            found = settled(source, open_stay, again)
            assert [d.columns[t.PAID] for d in found.decisions if d.bill == "B2"] == [paid]


def test_the_capacity_that_a_line_stated_is_kept_with_the_accumulator() -> None:
    limit = clause("6.1", "limit", 'amount = { fact = "price" }', 'per = "policy_year"', words="{amount}")
    found = settled(text(limit, steps=("limit",), head=PRODUCT + CARE + RATE), bill("100.00", price="80.00"))
    assert [(state.used, state.capacity) for state in found.states[0].states] == [(8_000, 8_000)]


def test_the_capacity_of_a_year_that_nobody_asked_yet_follows_the_years_before() -> None:
    falls = ('no_claim_step = "10.00"', 'no_claim_bound = "50.00"')
    deductible = clause(
        "3.1",
        "deductible",
        'amount = "100.00"',
        'per = "policy_year"',
        *falls,
        words="{amount}{no_claim_step}{no_claim_bound}",
    )
    members = [{"id": "A"}, {"id": "B"}]
    claimed = {**bill("500.00"), "member": "A"}
    asked = [
        {"date": date(2026, 2, n), "member": who, "care": "at_home", "line": [{"billed": "1.00"}]}
        for n, who in ((1, "A"), (2, "B"))
    ]
    found = settled(text(deductible, steps=("deductible",)), claimed, *asked, members=members)
    last = {one.bill: [state.capacity for state in one.states] for one in found.states}
    assert last == {"B1": [10_000], "B2": [10_000], "B3": [9_000]}


def test_a_wording_that_is_done_is_not_taken_for_one_that_waits() -> None:
    other = clause("3.0", "other_payer", 'payer = "other_insurers"')
    by_date = text(other, steps=("other_payers",))
    by_receipt = by_date.replace("steps = [", 'bills_by = "received"\nsteps = [').replace('"specimen"', '"second"')
    early = {"date": DAY, "received": date(2025, 6, 1), "order": ["P1", "P3", "P2"], "line": [{"billed": "10.00"}]}
    late = {
        "date": date(2025, 4, 10),
        "received": date(2025, 4, 11),
        "order": ["P1", "P2", "P3"],
        "line": [{"billed": "10.00"}],
    }
    found = settled({"zero": by_date, "one": by_date, "two": by_receipt}, early, late)
    assert [d.reason for d in found.decisions if d.policy == "P1"] == ["decided", "decided"]
    assert "pended" in {d.reason for d in found.decisions if d.policy != "P1"}
