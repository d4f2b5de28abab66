"""Corners that made-up worlds seldom reach, each worked by hand."""

from __future__ import annotations

from datetime import date

from tests.core.wordings import CARE, CLINIC, PRODUCT, ROUNDING, clause, settled, text
from uberrima.core.adjudication.decision import Settlement, State
from uberrima.core.wording import tables as t


def column(settlement: Settlement, bill: str, name: str) -> int:
    return sum(decision.columns[t.COLUMNS.index(name)] for decision in settlement.of(bill))


def state(settlement: Settlement, name: str) -> State:
    return next(s for states in reversed(settlement.states) for s in states.states if s.account == name)


def bill(identifier: str, billed: str, day: date = date(2025, 3, 1), **more: object) -> dict[str, object]:
    return {"id": identifier, "date": day, "line": [{"billed": billed, "care": "inpatient", **more}]}


def limit(identifier: str, amount: str, per: str, *fields: str, kind: str = "limit") -> str:
    return clause(identifier, kind, f'amount = "{amount}"', f'per = "{per}"', *fields, words="{amount}")


def test_two_limits_each_draw_on_a_further_one() -> None:
    wording = text(
        limit("6.1", "100.00", "policy_year"),
        limit("6.2", "50.00", "policy_year", 'after = "6.1"', kind="further_limit"),
        limit("6.3", "120.00", "lifetime"),
        limit("6.4", "30.00", "lifetime", 'after = "6.3"', kind="further_limit"),
        steps=("limit",),
    )
    found = settled(wording, bill("B1", "200.00"))
    # 200 → 100 → +50 = 150 → 120, 30 of the 50 taken back → +30 = 150
    assert column(found, "B1", "paid") == 15000
    assert column(found, "B1", "limit") == 5000
    assert [state(found, name).used for name in ("6.2", "6.4")] == [2000, 3000]
    assert state(found, "6.1").used == 15000 - 2000, "what is paid, less what its own further limit gave"


def test_relief_takes_the_share_then_the_copay_then_the_deductible() -> None:
    wording = text(
        limit("3.1", "100.00", "policy_year", kind="deductible"),
        clause("3.2", "copay", 'amount = "30.00"', words="{amount}"),
        clause("4.1", "share", 'pays = "80%"', words="{pays}"),
        ROUNDING,
        limit("7.1", "50.00", "policy_year", 'counts = ["deductible", "copay", "share"]', kind="out_of_pocket_max"),
        limit("7.2", "10.00", "policy_year", 'counts = ["copay"]', kind="out_of_pocket_max"),
        limit("7.3", "90.00", "policy_year", 'counts = ["deductible"]', kind="out_of_pocket_max"),
        steps=("deductible", "copay", "share", "relief"),
    )
    found = settled(wording, bill("B1", "200.00"))
    # 100 + 30 + 14 borne, 94 above 50: 14 of the share, 30 of the copay, 50 of the deductible
    assert column(found, "B1", "relief") == 9400
    assert column(found, "B1", "paid") == 15000
    assert [state(found, name).used for name in ("7.1", "7.2", "7.3")] == [5000, 0, 5000]


def test_relief_does_not_lift_payments_above_the_cost() -> None:
    wording = text(
        clause("3.1", "other_payer", 'payer = "public"'),
        clause("3.2", "other_payer", 'payer = "employer"', 'method = "standard"'),
        clause("4.1", "share", 'pays = "50%"', words="{pays}"),
        ROUNDING,
        limit("7.1", "5.00", "policy_year", 'counts = ["share"]', kind="out_of_pocket_max"),
        steps=("other_payers", "share", "relief"),
    )
    found = settled(wording, bill("B1", "100.00", paid_by={"public": "20.00", "employer": "30.00"}))
    # 80 → 40, relief 35 → 75, but only 50 of the cost are left
    assert [column(found, "B1", name) for name in ("paid", "other", "relief", "insured")] == [5000, 4500, 3500, 0]


def test_a_limit_that_grew_goes_a_step_back_after_a_claim() -> None:
    growing = 'no_claim_step = "50.00"\nno_claim_bound = "200.00"\nafter_claim = "step"'
    wording = text(
        clause(
            "6.1", "limit", 'amount = "100.00"', 'per = "policy_year"', growing,
            words="{amount}{no_claim_step}{no_claim_bound}",
        ),
        steps=("limit",),
    )  # fmt: skip
    found = settled(
        wording,
        bill("B1", "500.00", date(2027, 5, 1)),
        bill("B2", "500.00", date(2028, 5, 1)),
        bill("B3", "500.00", date(2029, 5, 1)),
        bill("B4", "500.00", date(2030, 5, 1)),
    )
    assert [column(found, b, "paid") for b in ("B1", "B2", "B3", "B4")] == [20000, 15000, 10000, 10000]


def test_days_from_an_accident_count_on_one_side_of_it() -> None:
    accident = '[[fact]]\nname = "accident"\nkind = "day"\nzh = "事故日"\nen = "accident"\n'
    wording = text(
        clause("5.1", "exclusion", 'when = { days_since_accident = "181.." }'),
        clause("5.2", "exclusion", 'when = { days_before_accident = "1.." }'),
        head=PRODUCT + CARE + accident,
    )
    found = settled(
        wording,
        bill("B1", "10.00", accident=date(2024, 9, 2)),  # 180 days
        bill("B2", "10.00", accident=date(2024, 9, 1)),  # 181 days
        bill("B3", "10.00", accident=date(2025, 3, 1)),
        bill("B4", "10.00", accident=date(2025, 3, 2)),
        bill("B5", "10.00"),
    )
    speaking = [(d.reason, d.speaking.id if d.speaking else "") for d in found.decisions]
    assert speaking == [
        ("decided", "2.1"),
        ("excluded", "5.1"),
        ("decided", "2.1"),
        ("excluded", "5.2"),
        ("pended", ""),
    ]


def test_a_line_and_its_bill_are_told_apart() -> None:
    wording = text(
        clause("5.1", "exclusion", 'when = { billed = "50.01.." }'),
        clause("5.2", "exclusion", 'when = { bill_total = "100.01.." }'),
    )
    halves = [{"billed": "50.00", "care": "inpatient", "line": n} for n in (1, 2)]
    more = {"billed": "0.01", "care": "inpatient", "line": 3}
    two: dict[str, object] = {"id": "B2", "date": date(2025, 3, 1), "line": halves}
    three = two | {"id": "B3", "line": [*halves, more]}
    found = settled(wording, bill("B1", "50.01"), two, three)
    assert [d.speaking.id for d in found.decisions if d.speaking] == ["5.1", "2.1", "2.1", "5.2", "5.2", "5.2"]


def test_an_amount_that_the_line_does_not_state_pends_it() -> None:
    due = '[[fact]]\nname = "due"\nkind = "money"\nzh = "定额"\nen = "due"\n'
    wording = text(
        clause("3.1", "copay", 'amount = { fact = "due" }', words="{amount}"),
        steps=("copay",),
        head=PRODUCT + CARE + due,
    )
    found = settled(wording, bill("B1", "100.00"), bill("B2", "100.00", due="30.00"))
    assert [(d.reason, d.pending) for d in found.decisions] == [("pended", (("fact", "due"),)), ("decided", ())]
    assert column(found, "B2", "paid") == 7000


def test_the_room_before_a_line_is_told() -> None:
    found = settled(
        text(limit("3.1", "100.00", "policy_year", kind="deductible"), steps=("deductible",)),
        bill("B1", "70.00"),
        bill("B2", "70.00"),
    )
    taken = [next(x for x in d.taken() if x.clause.id == "3.1") for d in found.decisions]
    assert [(x.amount, x.room_before, x.capacity) for x in taken] == [(7000, 10000, 10000), (3000, 3000, 10000)]


def test_the_latest_order_of_bills_holds() -> None:
    amended = clause("1.1", "order", 'steps = ["deductible"]', 'bills_by = "received"', "from = 2025-06-01")
    wording = text(limit("3.1", "100.00", "policy_year", kind="deductible"), amended, steps=("deductible",))
    found = settled(
        wording,
        bill("B1", "100.00", date(2025, 3, 1)) | {"received": date(2025, 9, 1)},
        bill("B2", "100.00", date(2025, 4, 1)) | {"received": date(2025, 8, 1)},
    )
    assert {b: column(found, b, "paid") for b in ("B1", "B2")} == {"B1": 10000, "B2": 0}


def test_an_event_counts_when_the_smallest_coin_was_paid_for_it_and_not_before() -> None:
    wording = text(
        limit("3.1", "100.00", "policy_year", kind="deductible"),
        clause("6.1", "event_limit", "times = 1", 'per = "policy_year"', words="{times}"),
        steps=("deductible", "limit"),
    )
    found = settled(
        wording,
        bill("B1", "100.00", date(2025, 3, 1)),
        bill("B2", "0.01", date(2025, 3, 2)),
        bill("B3", "50.00", date(2025, 3, 3)),
    )
    assert [column(found, b, "paid") for b in ("B1", "B2", "B3")] == [0, 1, 0]
    assert state(found, "6.1").used == 1


def test_an_interval_begins_when_the_smallest_coin_was_paid() -> None:
    wording = text(clause("6.1", "interval", "days = 30", words="{days}"), steps=("limit",))
    found = settled(
        wording,
        bill("B1", "0.01", date(2025, 3, 1)),
        bill("B2", "5.00", date(2025, 3, 30)),
        bill("B3", "5.00", date(2025, 3, 31)),
    )
    assert [column(found, b, "paid") for b in ("B1", "B2", "B3")] == [1, 0, 500]


def test_a_deductible_of_each_line_is_not_filled_from_elsewhere() -> None:
    wording = text(
        CLINIC,
        limit("3.1", "100.00", "policy_year", 'also_fills = ["3.2"]', 'benefits = ["hospital"]', kind="deductible"),
        limit("3.2", "30.00", "line", 'benefits = ["clinic"]', kind="deductible"),
        limit("6.1", "500.00", "policy_year"),
        steps=("deductible", "limit"),
    )
    clinic = {"id": "B2", "date": date(2025, 3, 2), "line": [{"billed": "50.00", "care": "outpatient"}]}
    found = settled(wording, bill("B1", "120.00"), clinic)
    assert [column(found, b, "deductible") for b in ("B1", "B2")] == [10000, 3000]
    assert state(found, "6.1").used == 4000


def test_bands_measure_a_fixed_amount_from_its_beginning() -> None:
    wording = text(
        clause("5.1", "day_benefit", 'amount = "100.00"', words="{amount}"),
        clause(
            "4.1", "share", 'bands = [{ upto = "50.00", pays = "100%" }, { pays = "50%" }]',
            'measured = "before_deductible"', 'benefits = ["hospital"]', words="{bands}",
        ),
        ROUNDING,
        steps=("share",),
    )  # fmt: skip
    assert column(settled(wording, bill("B1", "0.00")), "B1", "paid") == 7500
