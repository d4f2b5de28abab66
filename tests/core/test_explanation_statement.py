"""The benefit statement adds up to the cent, and a correction says what is to be paid or claimed back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from unicodedata import east_asian_width

import pytest

from tests.core.test_explanation_decision import accidents, settled, settled_cases
from tests.core.test_explanation_readback import PRODUCTS
from uberrima.cli.files import edition_at
from uberrima.core.adjudication.cases import read_case
from uberrima.core.adjudication.differences import differences
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.context import LANGS, Lang
from uberrima.core.explanation.difference import DifferenceText, explain_differences
from uberrima.core.explanation.statement import DoesNotAddUp, StatementText, as_json, as_text, check, statement
from uberrima.core.wording import tables as t


def family_plan(lang: Lang = "zh", member: str | None = None) -> StatementText:
    return statement(settled("seq-02-family-plan/2025-1", "seq-02"), lang, member)


@pytest.mark.parametrize("lang", LANGS)
def test_every_statement_adds_up_and_holds_every_line(lang: Lang) -> None:
    for settlement in settled_cases().values():
        made = statement(settlement, lang)
        check(made)
        paid = sum(year.totals[t.PAID] for policy in made.policies for year in policy.years)
        assert paid == sum(d.columns[t.PAID] for d in settlement.decisions)
        told = {
            (policy.policy, row.bill, row.line)
            for policy in made.policies
            for year in policy.years
            for row in year.rows
        }
        assert told == {(d.policy, d.bill, d.line) for d in settlement.decisions}


def test_a_line_whose_columns_do_not_add_up_is_refused() -> None:
    made = family_plan()
    year = made.policies[0].years[0]
    wrong = list(year.rows[0].columns)
    wrong[t.PAID] += 1
    rows = (replace(year.rows[0], columns=tuple(wrong)), *year.rows[1:])
    policy = replace(made.policies[0], years=(replace(year, rows=rows),))
    with pytest.raises(DoesNotAddUp, match="bill B1, line 1"):
        check(replace(made, policies=(policy,)))


def test_a_total_that_is_not_the_sum_of_its_lines_is_refused() -> None:
    made = family_plan()
    year = made.policies[0].years[0]
    policy = replace(made.policies[0], years=(replace(year, rows=year.rows[1:]),))
    with pytest.raises(DoesNotAddUp, match="year 1: the totals"):
        check(replace(made, policies=(policy,)))


def test_parts_of_what_is_borne_that_do_not_make_the_whole_are_refused() -> None:
    made = family_plan()
    year = made.policies[0].years[0]
    wrong = list(year.rows[0].columns)
    wrong[t.SELF_PAID] -= 1
    rows = (replace(year.rows[0], columns=tuple(wrong)), *year.rows[1:])
    policy = replace(made.policies[0], years=(replace(year, rows=rows),))
    with pytest.raises(DoesNotAddUp, match="two parts"):
        check(replace(made, policies=(policy,)))


def test_a_stay_over_the_turn_of_the_year_stands_in_both_years() -> None:
    years = statement(settled("seq-07-daily-benefit/2024-1", "seq-07"), "zh").policies[0].years
    parts = [
        (year.year, row.day, row.until, row.columns[t.PAID]) for year in years for row in year.rows if row.bill == "B7"
    ]
    assert parts == [
        (1, date(2024, 12, 18), date(2024, 12, 31), 1_800_00),
        (2, date(2025, 1, 1), date(2025, 1, 24), 7_200_00),
    ]


def test_a_member_sees_their_own_lines_and_what_is_shared() -> None:
    made = family_plan("zh", "B")
    year = made.policies[0].years[0]
    assert {row.member for row in year.rows} == {"B"}
    assert {account.owner for account in year.accounts} == {"B", "全家"}
    shared = next(a for a in year.accounts if a.clause == "4.2")
    assert (shared.used, shared.capacity, shared.left) == (1_500_00, 1_500_00, 0)


def test_accumulators_are_named_in_plain_words_with_their_clause() -> None:
    accounts = {a.clause: a for a in family_plan("en", "A").policies[0].years[0].accounts if a.per == "policy_year"}
    assert accounts["4.1"].name == "Deductible for each person (clause 4.1)"
    assert accounts["4.1"].period == "policy year 1"
    assert accounts["7.1"].left == 0


def test_an_accumulator_without_an_upper_end_says_so() -> None:
    made = statement(settled("seq-03-visit-and-day-limits/2025-1", "seq-03"), "zh")
    axis = next(a for a in made.policies[0].years[0].accounts if a.clause == "5.2")
    assert axis.capacity is None
    assert axis.left is None
    assert "不设上限" in as_text(made)


def test_an_accumulator_of_one_accident_says_which() -> None:
    accounts = statement(accidents(), "zh").policies[0].years[0].accounts
    assert [a.period for a in accounts if a.clause == "4.1"] == [f"“A{n}”，第 1 个保单年度" for n in (1, 2, 3)]


STATEMENT_ZH = """\
保障使用明细

保单 A · 大额住院医疗保险 · 单位：元

第 1 个保单年度

日期        账单  行  责任           账单金额   计入金额   别处已付    免赔额  我们赔付    您承担  其中自付
2025-09-04  B1     1  住院医疗费用  30,000.00  30,000.00  26,400.00  3,600.00      0.00  3,600.00  3,600.00
合计                                30,000.00  30,000.00  26,400.00  3,600.00      0.00  3,600.00  3,600.00

额度使用情况：

名称                    归属  期间                 已用       额度      剩余
年度免赔额（条款 4.1）  C     第 1 个保单年度  3,600.00  10,000.00  6,400.00
"""


def test_a_statement_as_text_reads_as_it_should() -> None:
    assert as_text(statement(settled("cn-million-medical/2017-1", "cn-09a"), "zh")).startswith(STATEMENT_ZH)


@pytest.mark.parametrize("lang", LANGS)
def test_tables_are_aligned_on_the_screen(lang: Lang) -> None:
    def width(text: str) -> int:
        return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

    for block in as_text(family_plan(lang)).split("\n\n"):
        lines = block.splitlines()
        if len(lines) > 1:
            assert len({width(line) for line in lines}) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_statement_is_plain_values_for_machines(lang: Lang) -> None:
    told = json.loads(json.dumps(as_json(family_plan(lang)), ensure_ascii=False))
    line = told["policies"][0]["years"][0]["lines"][0]
    assert (line["day"], line["bill"], line["line"], line["paid"], line["insured"]) == (
        "2025-02-03",
        "B1",
        1,
        "0.00",
        "180.00",
    )
    account = told["policies"][0]["years"][0]["accumulators"][0]
    assert {"name", "clause", "accumulator", "owner", "period", "unit", "used", "capacity", "left"} == set(account)


# --- corrections ----------------------------------------------------------------------------------------------------


def correction(product: str, case: str, before: date, after: date, lang: Lang) -> DifferenceText:
    """What changed between two days of knowledge."""
    folder = PRODUCTS / product
    path = folder / "cases" / f"{case}.toml"
    editions = {"": edition_at(folder)}
    log = read_log(read_case(path.read_bytes(), str(path)).records, editions).one()
    old, new = settle(editions, log, before), settle(editions, log, after)
    return explain_differences(differences(old, new), lang, new)


def a_late_bill(lang: Lang) -> DifferenceText:
    return correction("seq-04-void-and-late-bill/2025-1", "seq-04", date(2025, 9, 30), date(2025, 10, 1), lang)


@pytest.mark.parametrize("lang", LANGS)
def test_the_total_is_the_sum_of_what_every_line_settles(lang: Lang) -> None:
    text = a_late_bill(lang)
    assert text.totals[0].amount == sum(line.settle for line in text.lines)
    assert all(line.sentences for line in text.lines)


def test_a_correction_says_what_was_paid_before_and_after_and_what_is_settled() -> None:
    lines = {(line.bill, line.line): line for line in a_late_bill("zh").lines}
    assert lines["B3", 1].text.splitlines()[:2] == [
        "更正前我们赔 792.72 欧元，更正后赔 173.86 欧元。",
        "这一行多付了 618.86 欧元。",
    ]
    english = {(line.bill, line.line): line for line in a_late_bill("en").lines}
    assert english["B3", 1].sentences[1].text == "On this line EUR 618.86 was paid too much."
    assert english["B3", 1].sentences[1].amount == -618_86


def test_a_bill_that_was_taken_back_is_told_as_gone() -> None:
    lines = {(line.bill, line.line): line for line in a_late_bill("zh").lines}
    assert lines["B2", 1].text.splitlines()[-1] == "这一行已经作废，不再计入。"
    assert a_late_bill("en").totals[0].text == "In all, EUR 408.54 was paid too much and is claimed back."


def test_nothing_is_told_where_nothing_changed() -> None:
    text = correction("seq-04-void-and-late-bill/2025-1", "seq-04", date(2025, 9, 30), date(2025, 9, 30), "zh")
    assert text.lines == ()
    assert [sentence.text for sentence in text.totals] == ["合计：不补不退。"]
