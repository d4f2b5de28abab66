"""Words and figures cannot drift: what the explanation says is read back and compared with the fields of the clauses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from uberrima.cli.files import edition_at, editions_below
from uberrima.core.explanation.context import LANGS, Context, Lang
from uberrima.core.explanation.product import as_text, explain_product, plain_sentence
from uberrima.core.explanation.readback import figures_of, numbers_in
from uberrima.core.kernel.errors import WordingError
from uberrima.core.wording.edition import Edition, load_edition
from uberrima.core.wording.kinds import KINDS
from uberrima.core.wording.numerals import bare_numbers

PRODUCTS = Path(__file__).parents[2] / "products"

#: One wording with every kind of clause, most of them in more than one form.
EVERY_KIND = """
[product]
id = "every-kind"
edition = "1"
currency = "CNY"
zh = "各种条款"
en = "Every kind of clause"

[[fact]]
name = "care"
kind = "choice"
values = ["inpatient", "outpatient", "drug", "illness", "other"]
zh = "就诊方式"
en = "kind of care"
[[fact]]
name = "icd"
kind = "code"
default = "Z00"
zh = "疾病编码"
en = "code of the illness"
[[fact]]
name = "network"
kind = "flag"
default = true
zh = "网络医院"
en = "network hospital"
[[fact]]
name = "room_rate"
kind = "money"
default = "0"
zh = "床位费"
en = "room rate"
[[fact]]
name = "accident"
kind = "code"
default = "none"
zh = "意外"
en = "accident"
[[choice]]
name = "sum_insured"
kind = "money"
zh = "保险金额"
en = "the sum insured"
[[choice]]
name = "units"
kind = "count"
zh = "份数"
en = "units held"
[[choice]]
name = "free_days"
kind = "count"
zh = "免赔日数"
en = "days without benefit"

[[clause]]
id = "1.1"
kind = "order"
steps = ["other_payers", "sublimit", "deductible", "copay", "share", "limit", "relief"]
version_by = "policy_year_start"
cover_by = "admission"
bills_by = "received"
zh = "次序。"
en = "Order."
[[clause]]
id = "1.2"
kind = "rounding"
where = "bill"
mode = "half_even"
of = "borne"
to = "0.05"
zh = "取到 {to} 元。"
en = "Rounded to {to}."
[[clause]]
id = "1.3"
kind = "term"
years = 5
guaranteed_years = 6
zh = "{years} 年，保证续保 {guaranteed_years} 年。"
en = "{years} years, renewal guaranteed for {guaranteed_years}."
[[clause]]
id = "1.4"
kind = "stay"
name = "confinement"
continues_within_days = 30
same = "care"
count = "days"
zh = "{continues_within_days} 日内算同一次。"
en = "Within {continues_within_days} days it is the same."
[[clause]]
id = "2.1"
kind = "benefit"
name = "hospital"
label_zh = "住院费用"
label_en = "Hospital costs"
when = { care = "inpatient" }
zh = "住院。"
en = "Hospital."
[[clause]]
id = "2.2"
kind = "benefit"
name = "cash"
label_zh = "住院津贴"
label_en = "Hospital cash"
when = { care = "outpatient" }
unless = { network = false }
zh = "津贴。"
en = "Cash."
[[clause]]
id = "2.3"
kind = "benefit"
name = "illness"
label_zh = "疾病保险金"
label_en = "Illness benefit"
when = { care = "illness" }
zh = "保险金。"
en = "Sum."
[[clause]]
id = "2.9"
kind = "otherwise"
zh = "其他不赔。"
en = "Nothing else."
[[clause]]
id = "3.1"
kind = "exclusion"
benefits = ["hospital", "illness"]
when = { icd = ["F10", "Z41"], age = "65..", policy_year_number = 1 }
zh = "{when.age:min} 岁起，{when.icd}，第 {when.policy_year_number} 年不赔。"
en = "From {when.age:min}, {when.icd}, year {when.policy_year_number}: not paid."
[[clause]]
id = "3.2"
kind = "waiting"
days = 90
benefits = ["illness"]
zh = "等待期 {days} 日。"
en = "Waiting period of {days} days."
[[clause]]
id = "3.3"
kind = "exception"
overrides = ["3.2"]
when = { icd = "S" }
zh = "意外没有等待期。"
en = "No waiting after an accident."
[[clause]]
id = "3.4"
kind = "exclusion"
benefits = ["hospital"]
when = { sex = "male", months_covered = "..5", age = "18..64" }
zh = "{when.months_covered:under} 个月，{when.age:min} 至 {when.age:max} 岁。"
en = "{when.months_covered:under} months, {when.age:min} to {when.age:max}."
[[clause]]
id = "4.1"
kind = "other_payer"
payer = "public_insurance"
zh = "医保先减。"
en = "Public first."
[[clause]]
id = "4.2"
kind = "other_payer"
payer = "union_fund"
title_zh = "工会基金的支付"
title_en = "Payments from the union fund"
method = "standard"
zh = "补足。"
en = "Filled up."
[[clause]]
id = "4.3"
kind = "other_payer"
payer = "employer"
method = "maintenance"
zh = "雇主。"
en = "Employer."
[[clause]]
id = "4.4"
kind = "allowed"
benefits = ["hospital"]
when = { network = false }
fees = true
multiple = "230%"
zh = "收费表的 {multiple}。"
en = "{multiple} of the schedule."
[[clause]]
id = "4.5"
kind = "recognise"
benefits = ["hospital"]
when = { network = false }
counts = "33 1/3%"
zh = "计入 {counts}。"
en = "{counts} counts."
[[clause]]
id = "4.6"
kind = "proportion"
benefits = ["hospital"]
amount = "500.00"
fact = "room_rate"
zh = "床位标准 {amount} 元。"
en = "Room standard {amount}."
[[clause]]
id = "5.1"
kind = "count_limit"
benefits = ["hospital"]
count = 20
of = "visits"
per = "policy_year"
zh = "{count} 次。"
en = "{count} visits."
[[clause]]
id = "5.2"
kind = "sublimit"
benefits = ["hospital"]
amount = { amount = "100.00", times = "units" }
per = "day"
zh = "每日 {amount} 元。"
en = "{amount} a day."
[[clause]]
id = "5.3"
kind = "deductible"
benefits = ["hospital"]
amount = "10000.00"
per = "policy_year"
filled_by = ["public_insurance"]
no_claim_step = "1000.00"
no_claim_bound = "7000.00"
carry_months = 3
zh = "{amount:万}元，减 {no_claim_step}，最低 {no_claim_bound}，最后 {carry_months} 个月。"
en = "{amount}, less {no_claim_step}, not below {no_claim_bound}, last {carry_months} months."
[[clause]]
id = "5.3"
kind = "deductible"
from = 2026-01-01
benefits = ["hospital"]
amount = "12000.00"
per = "policy_year"
restart = true
zh = "{from}起 {amount} 元。"
en = "From {from}, {amount}."
[[clause]]
id = "5.4"
kind = "copay"
benefits = ["hospital"]
rate = "10%"
floor = "5.00"
ceiling = "500.00"
per = "months:3"
zh = "{rate}，最少 {floor}，最多 {ceiling}，{per}。"
en = "{rate}, at least {floor}, at most {ceiling}, {per}."
[[clause]]
id = "5.5"
kind = "share"
benefits = ["hospital"]
bands = [ { upto = "100000.00", pays = "65%" }, { upto = { choice = "sum_insured", rate = "50%" }, pays = "70%" }, { pays = "80%" } ]
per = "calendar_year"
measured = "before_deductible"
zh = "{bands:万}。"
en = "{bands}."
[[clause]]
id = "5.6"
kind = "share"
benefits = ["hospital"]
bears = "2/37"
on_top_of = "5.5"
zh = "{bears}。"
en = "{bears}."
[[clause]]
id = "6.1"
kind = "limit"
benefits = ["hospital"]
amount = { choice = "sum_insured" }
per = "policy_year"
carry_unused = true
carry_max = "50000.00"
owner = "family"
zh = "{amount}，结转最多 {carry_max}。"
en = "{amount}, at most {carry_max} carried over."
[[clause]]
id = "6.2"
kind = "limit"
benefits = ["hospital"]
amount = { amount = "1000000.00", per_extra_member = "100000.00", above = 6, max = "1500000.00" }
per = "guaranteed_period"
accumulator = "shared"
owner = "policy"
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "6.4"
kind = "limit"
benefits = ["illness"]
amount = { amount = "900000.00" }
per = "guaranteed_period"
accumulator = "shared"
owner = "policy"
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "6.3"
kind = "limit"
benefits = ["hospital"]
amount = "300000.00"
also_fills = ["6.1"]
no_claim_step = "50000.00"
no_claim_bound = "500000.00"
per = "policy_year"
zh = "{amount}，增 {no_claim_step}，最高 {no_claim_bound}。"
en = "{amount}, plus {no_claim_step}, not above {no_claim_bound}."
[[clause]]
id = "5.7"
kind = "count_limit"
benefits = ["hospital"]
count = 180
of = "days"
per = "policy_year"
accumulator = "days-of-a-year"
zh = "{count} 日。"
en = "{count} days."
[[clause]]
id = "5.8"
kind = "deductible"
benefits = ["hospital"]
amount = "15000.00"
per = "policy_year"
owner = "family"
caps = "5.3"
zh = "全家 {amount} 元。"
en = "Family: {amount}."
[[clause]]
id = "5.9"
kind = "copay"
benefits = ["hospital"]
amount = "20.00"
each_unit = true
accumulator = "copay-of-a-unit"
zh = "{amount} 元。"
en = "{amount}."
[[clause]]
id = "6.7"
kind = "further_limit"
benefits = ["hospital"]
amount = "100000.00"
after = "6.3"
per = "policy_year"
owner = "policy"
zh = "{amount} 元。"
en = "{amount}."
[[clause]]
id = "6.5"
kind = "out_of_pocket_max"
benefits = ["hospital"]
amount = "20000.00"
per = "calendar_year"
counts = ["deductible", "copay", "share"]
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "6.6"
kind = "take_over"
benefits = ["hospital"]
of = "copay"
pays = "95%"
zh = "{pays}。"
en = "{pays}."
[[clause]]
id = "7.1"
kind = "days"
benefits = ["cash"]
days = { choice = "free_days" }
per = "confinement"
grants = false
zh = "{days} 日。"
en = "{days} days."
[[clause]]
id = "7.2"
kind = "days"
benefits = ["cash"]
per = "policy_year"
zh = "其余各日。"
en = "All further days."
[[clause]]
id = "7.3"
kind = "day_benefit"
benefits = ["cash"]
amount = { choice = "sum_insured", rate = "0.1%", times = "units" }
zh = "每日 {amount}。"
en = "{amount} a day."
[[clause]]
id = "7.4"
kind = "lump_sum"
benefits = ["illness"]
amount = { choice = "sum_insured", rate = "30%" }
waives_premium = true
zh = "{amount}。"
en = "{amount}."
[[clause]]
id = "7.5"
kind = "event_limit"
benefits = ["illness"]
times = 3
per = "lifetime"
zh = "{times} 次。"
en = "{times} payments."
[[clause]]
id = "7.6"
kind = "interval"
benefits = ["illness"]
each = "accident"
days = 180
zh = "{days} 日。"
en = "{days} days."
[[clause]]
id = "8.1"
kind = "definition"
term = "医院"
title_zh = "医院"
title_en = "Hospital"
amount = "5.00"
rate = "12.5%"
day = 2025-07-01
contact = "12378"
months = 2
zh = "{amount}，{rate}，{day}，{contact}，{months}。"
en = "{amount}, {rate}, {day}, {contact}, {months}."
quoted_zh = "中华人民共和国境内（不含港澳台）的二级及以上医院。"
quoted_source = "释义"
[[clause]]
id = "8.2"
kind = "right"
topic = "cooling_off"
days = 15
zh = "{days} 日。"
en = "{days} days."
[[clause]]
id = "8.3"
kind = "duty"
topic = "notify_event"
days = 10
zh = "{days} 日。"
en = "{days} days."
[[clause]]
id = "8.4"
kind = "notice"
topic = "statutory"
zh = "无。"
en = "None."
"""
FEES = "code,amount\nX,10.00\n"
CHOSEN: dict[str, object] = {"sum_insured": 300_000_00, "units": 2, "free_days": 3}


def every_kind() -> Edition:
    """The edition with every kind of clause."""
    return load_edition({"wording.toml": EVERY_KIND, "fees.csv": FEES})


def real_editions() -> list[Edition]:
    """Every product that can be read at the moment; the product tests say which cannot."""
    found = []
    for folder in editions_below(PRODUCTS):
        try:
            found.append(edition_at(folder))
        except WordingError:
            continue
    return found


EDITIONS = [*real_editions(), every_kind()]


def test_the_wording_of_every_kind_has_every_kind() -> None:
    assert {clause.kind.name for clause in every_kind().wording.clauses} == set(KINDS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_a_plain_sentence_tells_every_figure_of_its_clause_and_no_other(edition: Edition, lang: Lang) -> None:
    for chosen in (None, CHOSEN) if edition.name == "every-kind/1" else (None,):
        context = Context(wording=edition.wording, chosen=chosen)
        for clause in edition.wording.clauses:
            sentence = plain_sentence(context, clause, lang)
            told, held = set(numbers_in(sentence)), figures_of(context, clause)
            assert told <= held.all, f"{clause.id}: {told - held.all} is no figure of it: {sentence}"
            assert not held.missing(told), f"{clause.id}: {held.missing(told)} is not told: {sentence}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_no_plain_sentence_hides_a_number_in_words(edition: Edition, lang: Lang) -> None:
    context = Context(wording=edition.wording)
    for clause in edition.wording.clauses:
        sentence = plain_sentence(context, clause, lang)
        assert not [found for found in bare_numbers(sentence, lang) if not re.match(r"\d", found)], sentence


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_the_whole_text_of_a_product_tells_the_figures_of_its_clauses_and_no_other(
    edition: Edition, lang: Lang
) -> None:
    context = Context(wording=edition.wording)
    held = [figures_of(context, clause) for clause in edition.wording.clauses]
    quoted = [f"{c.quoted_zh} {c.quoted_en} {c.quoted_source}" for c in edition.wording.clauses]  # bound to no field
    told = set(numbers_in(as_text(explain_product(edition, lang))))
    assert told <= frozenset(numbers_in("\n".join(quoted))).union(*(figures.all for figures in held))
    assert not [group for figures in held for group in figures.missing(told)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("每个保单年度，您先承担 10,000.00 元。", ("10000",)),
        ("免赔额 1.5万元", ("15000",)),
        ("From 2026-01-01, we pay 80% of CNY 1,234.50.", ("2026-01-01", "80%", "1234.5")),
        ("2026年1月1日起，33 1/3% 计入。", ("2026-01-01", "33 1/3%")),
        ("条款 4.1、条款 2.a.1 适用时，clause 5.2 (clause 6.3) does not.", ()),
        ("以 F10 或 Z41 开头，`demo/2025-1`", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_figures_are_read_in_one_form_and_clause_numbers_are_none(text: str, figures: tuple[str, ...]) -> None:
    assert numbers_in(text) == figures


def test_a_sentence_that_tells_another_figure_is_found_out() -> None:
    edition = every_kind()
    context = Context(wording=edition.wording)
    deductible = next(c for c in edition.wording.clauses if c.id == "5.3")
    wrong = plain_sentence(context, deductible, "zh").replace("10,000", "1,000")
    assert figures_of(context, deductible).missing(numbers_in(wrong)) == (frozenset({"10000"}),)
