"""What hospital papers say is read as people write it, checked, and handed to the core."""

from datetime import date
from pathlib import Path

import pytest

from uberrima.cli.files import edition_at
from uberrima.journey.claim.bill import (
    OF_EDITION,
    Bill,
    Line,
    Unreadable,
    bill_facts,
    findings,
    line_facts,
    line_from_text,
    read_amount,
    read_day,
    read_line,
    record_of,
)

EDITION = edition_at(Path(__file__).parents[3] / "products" / "own-lake-hospital" / "2026-1")


def line(number: int, item: str, billed: int, listed_as: str = "乙", **facts: str) -> Line:
    return Line(number=number, item=item, listed_as=listed_as, billed=billed, facts=facts)


def bill(*lines: Line, **told: str) -> Bill:
    facts = {"care": "inpatient", "cause": "illness", "hospital": "public_2", "settled": "true"}
    base = {"date": "2026-10-18", "hospital_name": "澄州市第一人民医院", "total": "100.00"}
    return Bill(told={**base, **{OF_EDITION + k: v for k, v in facts.items()}, **told}, lines=lines)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("１,２３４．5", "1234.50"), (" 12 ", "12.00"), ("1,234.50元", "1234.50"), ("¥7", "7.00"), ("", "")],
)
def test_an_amount_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_amount("total", typed, "CNY") == read


@pytest.mark.parametrize("typed", ["-1", "1.234", "abc", "1e3", "十"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_amount("total", typed, "CNY")


@pytest.mark.parametrize("typed", ["2026-10-18", "2026/10/18", "2026.10.18", "2026年10月18日", "２０２６-10-18"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day("date", typed) == "2026-10-18"


def test_the_29th_of_february_is_no_day_of_2026() -> None:
    with pytest.raises(Unreadable):
        read_day("date", "2026-02-29")


def test_price_times_quantity_is_the_amount_where_none_is_typed() -> None:
    read = read_line(1, {"item": "床位费", "class": "丙", "price": "220", "quantity": "6"}, line_facts(EDITION), "CNY")
    assert read.billed == 1320_00


def test_a_line_comes_back_from_its_text_as_it_was() -> None:
    one = line(3, "床位费", 1320_00, "丙", charge="bed")
    assert line_from_text(3, one.as_text("CNY"), "CNY") == one


def test_facts_that_may_differ_from_line_to_line_are_asked_there_and_the_others_once() -> None:
    assert [f.name for f in line_facts(EDITION)] == ["charge"]
    assert {f.name for f in bill_facts(EDITION)} == {"care", "cause", "diagnosis", "hospital", "settled"}


def test_lines_that_do_not_add_up_to_the_total_are_found() -> None:
    found = findings(bill(line(1, "西药费", 90_00)), EDITION)
    assert [(f.code, f.amount, f.blocks) for f in found] == [("total", -10_00, True)]


def test_a_fund_that_paid_more_than_its_lines_is_found() -> None:
    found = findings(bill(line(1, "西药费", 100_00, "丙"), pooled="1.00"), EDITION)
    assert [(f.code, f.name, f.amount) for f in found] == [("social", "public_insurance", 1_00)]


def test_not_settled_and_yet_paid_by_the_fund_is_found() -> None:
    found = findings(bill(line(1, "西药费", 100_00), pooled="10.00", **{OF_EDITION + "settled": "false"}), EDITION)
    assert "settled" in {f.code for f in found}


def test_the_record_holds_what_others_paid_line_by_line() -> None:
    told = bill(line(1, "床位费", 40_00, "丙", charge="bed"), line(2, "西药费", 60_00), pooled="30.00", account="7.00")
    record = record_of(told, EDITION, number="C-1", family="f", member="m", received=date(2026, 11, 1))
    assert record["lines"] == [
        {"line": 1, "item": "床位费", "billed": "40.00", "paid_by": {"personal_account": "4.00"}, "charge": "bed"},
        {
            "line": 2,
            "item": "西药费",
            "billed": "60.00",
            "paid_by": {"public_insurance": "30.00", "personal_account": "3.00"},
        },
    ]
    assert record["settled"] is True
