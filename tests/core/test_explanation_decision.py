"""A decision explained: what was billed, what counts, what each clause took, what is paid, what is borne, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from tests.core.test_explanation_readback import EVERY_KIND, FEES, PRODUCTS
from uberrima.cli.files import cases_beside, edition_at, editions_below, run_case_at
from uberrima.core.adjudication.cases import read_case
from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.context import LANGS, Lang
from uberrima.core.explanation.decision import context_of, explain_bill, explain_decision
from uberrima.core.explanation.moves import moves_of
from uberrima.core.kernel.errors import WordingError
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import load_edition


@lru_cache(maxsize=1)
def settled_cases() -> dict[str, Settlement]:
    """Every worked case of every product that can be read at the moment."""
    found = {}
    for folder in editions_below(PRODUCTS):
        try:
            edition_at(folder)
        except WordingError:
            continue
        for path in cases_beside(folder):
            settlement = run_case_at(path, folder).settlement
            if settlement is not None:
                found[str(path.relative_to(PRODUCTS))] = settlement
    return found


def settled(product: str, case: str) -> Settlement:
    """One worked case."""
    return settled_cases()[f"{product}/cases/{case}.toml"]


def family(edition: str, policy: dict[str, object], *bills: dict[str, object]) -> Settlement:
    """A family settled under a wording given as text."""
    editions = {"": load_edition({"wording.toml": edition, "fees.csv": FEES})}
    member = {"id": "Lin", "born": date(1980, 5, 17), "sex": "female"}
    start = {"id": "P1", "start": date(2025, 1, 1), "members": [member], **policy}
    records = [
        Record(kind="policy", fields=start),
        *(Record(kind="bill", fields={"member": "Lin", **bill}) for bill in bills),
    ]
    return settle(editions, read_log(records, editions).one())


def every_decision() -> Iterator[tuple[str, Settlement, Decision]]:
    for case, settlement in settled_cases().items():
        for decision in settlement.decisions:
            yield case, settlement, decision


def told(settlement: Settlement, bill: str, line: int = 1, lang: Lang = "zh", **known: dict[str, date]) -> list[str]:
    """The sentences on a line."""
    text = explain_decision(settlement, settlement.of(bill, line)[0], lang, **known)
    return [sentence.text for sentence in text.sentences]


# --- what holds for every decision ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_amounts_of_the_sentences_add_up_to_the_waterfall(lang: Lang) -> None:
    for case, settlement, decision in every_decision():
        if decision.reason != "decided":
            continue
        sums: dict[str, int] = {}
        for sentence in explain_decision(settlement, decision, lang).sentences:
            sums[sentence.about] = sums.get(sentence.about, 0) + (sentence.amount or 0)
        sums["limit"] = sums.get("limit", 0) - sums.get("further", 0)
        for name in ("sublimit", "deductible", "copay", "share", "limit", "relief", "granted", "paid", "insured"):
            told_of = f"{case} {decision.bill} {decision.line} {name}"
            if name != "insured" or name in sums:
                assert sums.get(name, 0) == decision.columns[t.COLUMNS.index(name)], told_of


@pytest.mark.parametrize("lang", LANGS)
def test_every_clause_that_moved_money_has_a_sentence_that_names_it(lang: Lang) -> None:
    for case, settlement, decision in every_decision():
        text = explain_decision(settlement, decision, lang)
        named = {sentence.clause for sentence in text.sentences}
        moved = {move.clause.id for move in moves_of(context_of(settlement, decision.policy), decision)} | {
            part.pool for part in decision.parts
        }
        assert moved - {""} <= named, f"{case} {decision.bill} {decision.line}"
        for sentence in text.sentences:
            if sentence.clause and sentence.about != "premium":
                assert f" {sentence.clause}" in sentence.text, sentence.text


def test_the_room_that_is_told_after_a_line_is_what_the_accumulator_has_left() -> None:
    checked = 0
    for case, settlement, decision in every_decision():
        if decision.line != max(d.line for d in settlement.of(decision.bill, policy=decision.policy)):
            continue
        states = [
            s for b in settlement.states if (b.policy, b.bill) == (decision.policy, decision.bill) for s in b.states
        ]
        for move in moves_of(context_of(settlement, decision.policy), decision):
            left = {
                s.left
                for s in states
                if s.account == move.clause.account and s.unit in {"money", "visits", "units", "events"}
            }
            if move.after is not None and left:
                assert move.after in left, f"{case} {decision.bill} {decision.line} clause {move.clause.id}"
                checked += 1
    assert checked > 100


@pytest.mark.parametrize("lang", LANGS)
def test_the_next_line_finds_the_room_that_the_line_before_left(lang: Lang) -> None:
    settlement = settled("seq-02-family-plan/2025-1", "seq-02")
    first, second = (moves_of(context_of(settlement, d.policy), d) for d in settlement.of("B1"))
    assert (
        next(m for m in first if m.clause.id == "4.1").after == next(m for m in second if m.clause.id == "4.1").before
    )
    assert explain_bill(settlement, "B1", lang).lines[0].currency == "USD"


# --- how it reads ---------------------------------------------------------------------------------------------------


def test_a_line_with_a_deductible_reads_as_it_should() -> None:
    settlement = settled("cn-million-medical/2017-1", "cn-09a")
    assert told(settlement, "B1")[:6] == [
        "账单金额 30,000.00 元（2025年9月4日）。",
        "属于“住院医疗费用”（条款 2.1），计入 30,000.00 元。",
        "统筹基金的支付（条款 3.1）：社会医疗保险已付 12,000.00 元，先减去。",
        "其他商业保险的给付（条款 3.3）：其他商业保险已付 14,400.00 元，先减去。",
        "年度免赔额（条款 4.1）：免赔额里由您承担 3,600.00 元。这项免赔额共 10,000.00 元，之前还有 10,000.00 元没扣，之后还有 6,400.00 元没扣。",
        "这一行我们不付钱。",
    ]  # fmt: skip


def test_relief_of_an_out_of_pocket_maximum_is_told() -> None:
    settlement = settled("seq-02-family-plan/2025-1", "seq-02")
    assert told(settlement, "B5", 1, "en")[3:] == [
        (
            "Out-of-pocket maximum for each person (clause 7.1): you have borne the most you need to; we pay the USD 114.90 above it in addition. "
            "This out-of-pocket maximum is USD 2,000.00: USD 151.77 left before this line, nothing after it."
        ),
        "We pay USD 1,181.56.",
        "You bear USD 151.77, all of it within what is recognised.",
    ]


def test_a_family_deductible_that_is_full_takes_nothing_more_from_a_member() -> None:
    settlement = settled("seq-02-family-plan/2025-1", "seq-02")
    sentences = told(settlement, "B4", 1)
    assert (
        "个人免赔额（条款 4.1）：免赔额里由您承担 300.00 美元。这项免赔额共 600.00 美元，之前还有 600.00 美元没扣，之后还有 300.00 美元没扣。"
        in sentences
    )
    assert any("家庭免赔额（条款 4.2）：免赔额合计已到上限" in sentence for sentence in sentences)


def test_what_is_inside_and_outside_the_recognised_amount_is_told_apart() -> None:
    settlement = settled("seq-06-medicare-part-a/2009-1", "seq-06")
    assert told(settlement, "B4")[-1] == (
        "您承担 41,106.25 美元：自付 36,045.00 美元（计入金额之内，按条款由您承担），自费 5,061.25 美元（计入金额之外）。"
    )


def test_days_are_told_by_the_pool_they_were_drawn_from() -> None:
    settlement = settled("seq-06-medicare-part-a/2009-1", "seq-06")
    assert told(settlement, "B4", 1, "en")[2:5] == [
        "15 days under clause 4.2 (2009-04-10 to 2009-04-24): we pay USD 11,178.75. No days are left after this bill.",
        "60 days under clause 4.3 (2009-04-25 to 2009-06-23): we pay USD 28,695.00. No days are left after this bill.",
        "5 days (2009-06-24 to 2009-06-28) not paid: days used up (clause 4.3).",
    ]


def test_a_pool_that_begins_anew_within_a_line_tells_only_what_is_left_at_the_end() -> None:
    sentences = told(settled("seq-07-daily-benefit/2024-1", "seq-07"), "B7")
    assert sentences[3] == "6 日（2024年12月21日至2024年12月26日）算在条款 3.2 的日数里，我们赔 1,800.00 元。"
    assert (
        sentences[5]
        == "24 日（2025年1月1日至2025年1月24日）算在条款 3.2 的日数里，我们赔 7,200.00 元。账单结算后还剩 36 日。"
    )


def test_fixed_benefits_are_told_as_granted_beside_the_cost() -> None:
    sentences = told(
        settled("cn-critical-illness/2022-1", "cn-32-severe"),
        settled("cn-critical-illness/2022-1", "cn-32-severe").decisions[0].bill,
    )
    assert any("按固定金额给付，与实际费用无关" in sentence for sentence in sentences)
    assert any("重大疾病保险金（条款 3.1）：定额给付" in sentence for sentence in sentences)


# --- why nothing is paid --------------------------------------------------------------------------------------------


def illness(**more: object) -> dict[str, object]:
    return {"id": "B1", "date": date(2025, 2, 1), "line": [{"line": 1, "billed": "100.00", "care": "illness", **more}]}


SCHEDULE = {"sum_insured": "300000.00", "units": 2, "free_days": 3}


def test_a_waiting_period_names_the_day_it_ends_where_the_start_of_cover_is_known() -> None:
    settlement = family(EVERY_KIND, {"schedule": SCHEDULE}, illness())
    assert told(settlement, "B1")[1] == "不赔：2025年2月1日还在 90 日的等待期内（条款 3.2）。"
    assert told(settlement, "B1", since={"P1": date(2025, 1, 1)})[1] == (
        "不赔：2025年2月1日还在 90 日的等待期内（条款 3.2），2025年4月1日起才过等待期。"
    )
    after = {**illness(), "date": date(2025, 4, 1)}
    assert family(EVERY_KIND, {"schedule": SCHEDULE}, after).decisions[0].reason == "decided"


def test_an_exclusion_says_what_the_clause_means() -> None:
    bill = {
        "id": "B1",
        "date": date(2025, 7, 1),
        "line": [{"line": 1, "billed": "100.00", "care": "illness", "icd": "F10.2"}],
    }
    settlement = family(
        EVERY_KIND, {"schedule": SCHEDULE, "members": [{"id": "Lin", "born": date(1950, 1, 1), "sex": "male"}]}, bill
    )
    assert told(settlement, "B1") == [
        "账单金额 100.00 元（2025年7月1日）。",
        (
            "不赔：属于不保的情形（条款 3.1）。条款的意思是：“住院费用”、“疾病保险金”项下，疾病编码以 F10 或 Z41 开头，"
            "并且就诊时年满 65 周岁，并且在第 1 个保单年度的，我们不赔。"
        ),
        "这一行我们不付钱。",
        "这一行由您自费 100.00 元。",
    ]


def test_a_day_outside_the_cover_is_told() -> None:
    settlement = family(EVERY_KIND, {"schedule": SCHEDULE, "end": date(2025, 1, 31)}, illness())
    assert told(settlement, "B1", lang="en")[1] == "Not paid: 2025-02-01 lies outside the time of cover."


def test_days_used_up_are_told() -> None:
    settlement = settled("seq-06-medicare-part-a/2009-1", "seq-06")
    assert told(settlement, "B5")[1] == "不赔：可以赔的日数（共 60 日）已经用完（条款 4.3）。"


def test_what_is_missing_is_named_by_its_label_and_nothing_is_taken() -> None:
    bill = {"id": "B1", "date": date(2025, 7, 1), "line": [{"line": 1, "billed": "100.00"}]}
    settlement = family(EVERY_KIND, {"schedule": SCHEDULE}, bill)
    sentences = told(settlement, "B1")
    assert sentences[1].startswith("先不结算，还缺：“就诊方式”（是其中哪种：")
    assert sentences[1].endswith("请交能说明它的资料。")
    assert sentences[2:] == ["现在不赔也不拒，不占用免赔额和任何额度。", "补齐以后，我们会重新结算这一行。"]
    text = explain_bill(settlement, "B1", "zh").text
    assert "已经结算的部分我们共赔 0.00 元。" in text
    assert "第 1 行还在等资料，补齐后重新结算。" in text


def test_what_clauses_cut_stands_before_what_is_recognised_and_all_of_it_makes_the_bill() -> None:
    for case, settlement, decision in every_decision():
        if decision.reason == "decided" and len(decision.parts) == 1 and not decision.parts[0].fixed:
            sentences = explain_decision(settlement, decision, "en").sentences
            counted = [s.amount or 0 for s in sentences if s.about in {"outside", "cut", "recognised"}]
            assert sum(counted) == decision.columns[t.BILLED], f"{case} {decision.bill} {decision.line}"


def test_a_premium_that_is_waived_is_told() -> None:
    settlement = family(EVERY_KIND, {"schedule": SCHEDULE}, {**illness(), "date": date(2025, 6, 1)})
    assert told(settlement, "B1")[-1] == "这次给付以后，往后的保险费不用再交。"
    assert told(settlement, "B1", lang="en")[-1] == "After this payment, no more premiums are due."


@pytest.mark.parametrize("lang", LANGS)
def test_a_bill_tells_the_totals_of_its_lines_policy_by_policy(lang: Lang) -> None:
    for settlement in settled_cases().values():
        for bill in {d.bill for d in settlement.decisions}:
            text = explain_bill(settlement, bill, lang)
            for policy, totals in text.totals.items():
                paid = sum(d.columns[t.PAID] for d in settlement.of(bill, policy=policy))
                assert totals[0].amount == paid
                assert context_of(settlement, policy).currency


def test_cases_are_read_where_they_lie() -> None:
    path = PRODUCTS / "cn-million-medical" / "2017-1" / "cases" / "cn-01.toml"
    assert read_case(path.read_bytes(), str(path)).id
    assert Path(path).is_file()


# --- accumulators of one accident, further limits, chains of deductibles ------------------------------------------------

FURTHER = """
[product]
id = "further"
edition = "1"
currency = "CNY"
zh = "另有额度"
en = "With a further limit"
[[fact]]
name = "accident"
kind = "code"
zh = "意外"
en = "accident"
[[clause]]
id = "1.1"
kind = "order"
steps = ["other_payers", "deductible", "limit"]
zh = "次序。"
en = "Order."
[[clause]]
id = "2.1"
kind = "benefit"
name = "care"
label_zh = "医疗费用"
label_en = "Medical costs"
zh = "医疗。"
en = "Care."
[[clause]]
id = "3.1"
kind = "other_payer"
payer = "public_insurance"
zh = "先减。"
en = "Off."
[[clause]]
id = "4.1"
kind = "deductible"
amount = "100.00"
per = "policy_year"
each = "accident"
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "4.2"
kind = "deductible"
amount = "150.00"
per = "policy_year"
caps = "4.1"
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "4.3"
kind = "deductible"
amount = "190.00"
per = "policy_year"
owner = "family"
caps = "4.2"
filled_by = ["public_insurance"]
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "5.1"
kind = "limit"
amount = "1000.00"
per = "policy_year"
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "5.2"
kind = "further_limit"
amount = "500.00"
after = "5.1"
per = "policy_year"
zh = "{amount}。"
en = "{amount}."
"""


def accident(name: str, day: date, billed: str, **more: object) -> dict[str, object]:
    line = {"line": 1, "billed": billed, "accident": name, **more}
    return {"id": name, "date": day, "line": [line]}


def accidents() -> Settlement:
    return family(
        FURTHER,
        {},
        accident("A1", date(2025, 2, 1), "600.00"),
        accident("A2", date(2025, 3, 1), "700.00", paid_by={"public_insurance": "30.00"}),
        accident("A3", date(2025, 4, 1), "900.00"),
    )


def test_deductibles_that_cap_each_other_tell_what_is_really_taken() -> None:
    settlement = accidents()
    assert told(settlement, "A2")[3:6] == [
        "免赔额（条款 4.1）：免赔额里由您承担 50.00 元。这项免赔额共 100.00 元，之前还有 100.00 元没扣，之后还有 50.00 元没扣。",
        "免赔额（条款 4.2）：免赔额合计已到上限，原本还要扣的 50.00 元不再扣。这项免赔额共 150.00 元，之前还有 50.00 元没扣，这次扣满。",
        "免赔额（条款 4.3）：别处的付款抵掉 30.00 元。这项免赔额共 190.00 元，之前还有 90.00 元没扣，之后还有 10.00 元没扣。",
    ]
    assert told(settlement, "A3")[2] == (
        "免赔额（条款 4.2）：免赔额合计已到上限，原本还要扣的 100.00 元不再扣。这项免赔额共 150.00 元，已经扣满。"
    )


def test_a_further_limit_is_told_with_what_is_left_of_it() -> None:
    assert told(accidents(), "A2")[6:9] == [
        "赔付限额（条款 5.1）：120.00 元超过这项限额。这项限额共 1,000.00 元，之前还剩 500.00 元，这次用完。",
        "另外的额度（条款 5.2）：限额用完以后，我们另外赔 120.00 元。这项额度共 500.00 元，之前还剩 500.00 元，之后还剩 380.00 元。",
        "我们赔 620.00 元。",
    ]
    assert "Further limit (clause 5.2): now that the limit is used up, we pay a further CNY 380.00." in "\n".join(
        told(accidents(), "A3", lang="en")
    )


def test_the_room_told_is_the_room_left_under_further_limits_and_chains() -> None:
    settlement = accidents()
    for decision in settlement.decisions:
        states = {s.account: s.left for b in settlement.states if b.bill == decision.bill for s in b.states}
        for move in moves_of(context_of(settlement, decision.policy), decision):
            if move.after is not None:
                assert move.after == states[move.clause.account], f"{decision.bill} {move.clause.id}"
