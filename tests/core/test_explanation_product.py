"""A product explained: every clause stands in one place, plainly and in its own words, limits as prominent as benefits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.core.test_explanation_readback import CHOSEN, EDITIONS, every_kind
from uberrima.cli.files import edition_at
from uberrima.core.explanation.context import LANGS, Context, Lang
from uberrima.core.explanation.en import clauses as english
from uberrima.core.explanation.en import decisions as english_decisions
from uberrima.core.explanation.en import words as en
from uberrima.core.explanation.product import SECTIONS, as_text, entries_of, explain_product, plain_sentence
from uberrima.core.explanation.topics import TOPICS
from uberrima.core.explanation.zh import clauses as chinese
from uberrima.core.explanation.zh import decisions as chinese_decisions
from uberrima.core.explanation.zh import words as zh
from uberrima.core.explanation.zh.words import CURRENCIES
from uberrima.core.kernel.money import DECIMALS
from uberrima.core.wording.clause import Condition
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.kinds import KINDS
from uberrima.core.wording.words import clause_words

PRODUCTS = Path(__file__).parents[2] / "products"


def plain_of(edition: Edition, identifier: str, lang: Lang, chosen: dict[str, object] | None = None) -> str:
    """The plain sentence of a clause, the latest version of it."""
    found = [e for e in entries_of(explain_product(edition, lang, chosen)) if e.clause == identifier]
    return found[-1].plain


def test_every_kind_has_one_sentence_generator_in_both_languages() -> None:
    assert set(chinese.SENTENCES) == set(KINDS) == set(english.SENTENCES)
    assert set(chinese_decisions.KINDS) == set(KINDS) == set(english_decisions.KINDS)


def test_every_kind_stands_in_exactly_one_section() -> None:
    told = [kind for kinds in SECTIONS.values() for kind in kinds]
    assert sorted(told) == sorted(KINDS)


def test_every_topic_of_rights_duties_and_notices_is_told_in_both_languages() -> None:
    topics = {(name, topic) for name in ("right", "duty", "notice") for topic in KINDS[name].fields["topic"].values}
    assert topics == set(TOPICS)
    assert all(one.endswith("。") and two.endswith(".") for one, two in TOPICS.values())


def test_every_currency_has_a_chinese_name() -> None:
    assert set(CURRENCIES) == set(DECIMALS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_every_clause_is_told_plainly_and_in_its_own_words(edition: Edition, lang: Lang) -> None:
    text = explain_product(edition, lang)
    entries = [(section.key, entry) for section in text.sections for entry in section.entries]
    told = [e for key, e in entries if key != "deadlines" or e.kind == "notice"]
    assert len(told) == len(edition.wording.clauses)
    for clause in edition.wording.clauses:  # a table by a choice makes several clauses of one id
        words = clause_words(clause, edition.wording, lang)
        assert [e for e in told if (e.clause, e.since, e.words) == (clause.id, clause.start, words)]
    assert all(entry.plain and entry.plain in as_text(text) for entry in told)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_sentences_are_clean(edition: Edition) -> None:
    for entry in entries_of(explain_product(edition, "zh")):
        assert entry.plain.endswith("。"), entry.plain
        assert not re.search(r"[一-鿿][,;:.!?]|[,;:!?][一-鿿]|[！～你]|。。|，，|  ", entry.plain), entry.plain
    for entry in entries_of(explain_product(edition, "en")):
        assert entry.plain.endswith("."), entry.plain
        assert entry.plain[0].isupper() or entry.plain[0] in "“1234567890", entry.plain
        assert ".." not in entry.plain
        assert "  " not in entry.plain


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_every_entry_has_a_heading(edition: Edition, lang: Lang) -> None:
    assert all(entry.title for entry in entries_of(explain_product(edition, lang)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: e.name)
def test_limits_stand_right_after_benefits_and_cost_and_are_told_even_where_there_are_none(
    edition: Edition, lang: Lang
) -> None:
    text = explain_product(edition, lang)
    assert [section.key for section in text.sections][:4] == ["covered", "cost", "limits", "excluded"]
    limits = text.sections[2]
    assert limits.entries or limits.when_empty in as_text(text)
    assert f"## {limits.title}" in as_text(text)


def test_a_benefit_names_the_clauses_that_limit_it() -> None:
    edition = edition_at(PRODUCTS / "seq-05-city-supplement" / "2025-1")
    benefits = {e.clause: e.see for e in explain_product(edition, "zh").sections[0].entries}
    assert benefits == {"2.1": ("4.1", "4.3"), "2.2": ("5.1", "5.3"), "2.3": ("6.1", "6.3")}


def test_conditions_benefits_and_overrides_are_said_in_plain_words() -> None:
    edition = edition_at(PRODUCTS / "cn-million-medical" / "2017-1")
    told = plain_of(edition, "5.2", "zh")
    assert told.startswith(
        "保险单载明的投保身份为“有社会医疗保险”，并且不符合“已通过社会医疗保险结算”的：余下的费用里，我们赔 60%，您承担 40%。"
    )
    assert told.endswith("本条适用时，条款 5.1 不适用。")
    english = plain_of(edition, "5.1", "en")
    assert english == "Of what is then left, we pay 100%. Where clause 5.2 applies, this clause does not."


def test_ages_and_codes_and_exceptions_are_said_in_plain_words() -> None:
    edition = every_kind()
    assert plain_of(edition, "3.1", "zh") == (
        "“住院费用”、“疾病保险金”项下，疾病编码以 F10 或 Z41 开头，并且就诊时年满 65 周岁，并且在第 1 个保单年度的，我们不赔。"
    )
    assert plain_of(edition, "3.3", "en") == "Where the code of the illness begins with S, clause 3.2 does not apply."
    assert plain_of(edition, "3.4", "en") == (
        "We do not pay under “hospital costs” where the insured person is a man, and cover without a break has lasted less than 6 months, "
        "and the age on the day of care is 18 to 64."
    )


def test_an_amended_clause_shows_from_which_day() -> None:
    versions = [e for e in entries_of(explain_product(every_kind(), "zh")) if e.clause == "5.3"]
    assert versions[0].until == versions[1].since == date(2026, 1, 1)
    assert versions[0].plain.startswith(
        "2026年1月1日以前，只限“住院费用”：每位被保险人每个保单年度，您先承担 10,000 元"
    )
    assert versions[1].plain.startswith("2026年1月1日起，只限“住院费用”：每位被保险人每个保单年度，您先承担 12,000 元")
    assert versions[1].plain.endswith("从这一天起重新累计。")


def test_choices_are_told_by_name_and_by_value_once_they_are_known() -> None:
    edition = every_kind()
    assert "保险单载明的“保险金额”的 30%" in plain_of(edition, "7.4", "zh")
    assert "我们给付 90,000 元（300,000 元的 30%）" in plain_of(edition, "7.4", "zh", CHOSEN)
    assert "CNY 600 (0.1% of CNY 300,000 × 2)" in plain_of(edition, "7.3", "en", CHOSEN)


def test_pools_of_days_are_told_in_their_order() -> None:
    edition = edition_at(PRODUCTS / "seq-06-medicare-part-a" / "2009-1")
    assert plain_of(edition, "4.1", "zh") == "每个给付期，先有 60 日可以赔，没有每日自付。"
    assert plain_of(edition, "4.2", "zh") == "每个给付期，前面的日数用完以后，有 30 日可以赔，每日您自付 267 美元。"
    assert plain_of(edition, "4.3", "en") == (
        "Over a lifetime, when the days before are used up, 60 days can be paid, and you bear USD 534 for each day; after that days are not paid."
    )


def test_days_that_are_not_paid_stand_among_the_cost() -> None:
    edition = edition_at(PRODUCTS / "seq-07-daily-benefit" / "2024-1")
    sections = {s.key: [e.clause for e in s.entries] for s in explain_product(edition, "zh").sections}
    assert "3.1" in sections["cost"]
    assert "3.2" in sections["limits"]


def test_time_limits_of_rights_are_told_among_the_deadlines() -> None:
    edition = edition_at(PRODUCTS / "cn-critical-illness" / "2022-1")
    deadlines = next(s for s in explain_product(edition, "zh").sections if s.key == "deadlines")
    assert [e.plain for e in deadlines.entries] == ["犹豫期：15 日。", "给付的期限：30 日、10 日。"]


def test_quoted_text_is_kept_to_the_letter_with_its_source() -> None:
    entry = next(e for e in entries_of(explain_product(every_kind(), "zh")) if e.clause == "8.1")
    assert entry.quoted == "中华人民共和国境内（不含港澳台）的二级及以上医院。"
    assert "引用原文（释义）：中华人民共和国境内" in as_text(explain_product(every_kind(), "zh"))


def test_what_the_core_learned_later_is_told_too() -> None:
    edition = every_kind()
    assert plain_of(edition, "6.7", "zh") == (
        "只限“住院费用”：条款 6.3 的限额用完以后，每个保单年度，同一保单全体被保险人合计，我们还可以另外赔 100,000 元；再超过的部分不赔。"
    )
    assert "记入本条的，也同时记入条款 6.1。" in plain_of(edition, "6.3", "zh")
    assert plain_of(edition, "7.6", "en").endswith("after the last payment (separately for each “accident”).")
    assert "每个单位（次、件），您定额自付 20 元" in plain_of(edition, "5.9", "zh")
    assert plain_of(edition, "5.8", "en") == (
        "For “hospital costs” only: in each policy year, for the whole family together, deductibles come to at most CNY 15,000: "
        "once that is reached, clause 5.3 takes nothing more."
    )


def test_amounts_intervals_and_ages_of_other_days_are_said_in_plain_words() -> None:
    context = Context(wording=every_kind().wording)
    asked = [
        Condition(fact="bill_total", form="money", ranges=((1_000_01, None),)),
        Condition(fact="billed", form="money", ranges=((None, 99_99),)),
        Condition(fact="entry_age", form="count", ranges=((18, 40),)),
        Condition(fact="days_since_accident", form="count", ranges=((None, 180),)),
    ]
    assert [zh.condition(context, one) for one in asked] == [
        "整张账单的金额不低于 1,000.01 元",
        "这笔费用的账单金额不超过 99.99 元",
        "开始保障时年龄为 18 至 40 周岁",
        "从“意外”到就诊的间隔为 180 日及以下",
    ]
    assert [en.condition(context, one) for one in asked] == [
        "the whole bill is at least CNY 1,000.01",
        "what is billed for the item is at most CNY 99.99",
        "the age on the day cover began is 18 to 40",
        "the number of days from “accident” to the day of care is 180 or less",
    ]


def test_years_after_a_claim_and_periods_of_several_years_are_told_as_they_are() -> None:
    context = Context(wording=every_kind().wording)
    clause = next(c for c in context.wording.clauses if c.id == "6.3")
    for after, told in (("reset", "恢复原来的金额"), ("keep", "保持不变"), ("step", "反过来减少同样的金额")):
        changed = replace(clause, values={**clause.values, "after_claim": after, "per": "policy_years:2"})
        sentence = plain_sentence(context, changed, "zh")
        assert told in sentence
        assert "每 2 个保单年度" in sentence


def test_a_lump_sum_for_each_unit_says_so() -> None:
    edition = every_kind()
    clause = next(c for c in edition.wording.clauses if c.id == "7.4")
    each = replace(clause, values={**clause.values, "each_unit": True})
    assert "每个单位（次、件）我们给付" in plain_sentence(Context(wording=edition.wording), each, "zh")
    assert "for each unit (visit, piece)." in plain_sentence(Context(wording=edition.wording), each, "en")


ACCIDENT_ZH = """\
# 意外伤害医疗保险

`cn-accident-medical/2020-1`

## 保什么

**条款 2.1  意外医疗费用**
原因为“意外”的，属于“意外医疗费用”，我们按本合同各条赔付。
> 条款原文：被保险人因意外伤害治疗发生的合理且必需的医疗费用，由我们按本合同给付。

## 您要承担多少

**条款 3.1  社会医疗保险的支付**
社会医疗保险已付的钱，先从费用里减去，余下的我们再算。
> 条款原文：社会医疗保险已支付的部分，从费用中减去。

**条款 4.1  给付比例**
余下的费用里，我们赔 90%，您承担 10%。
> 条款原文：余额按 90% 的比例给付。
"""


def test_a_whole_text_reads_as_it_should() -> None:
    text = as_text(explain_product(edition_at(PRODUCTS / "cn-accident-medical" / "2020-1"), "zh"))
    assert text.startswith(ACCIDENT_ZH)


def test_a_context_knows_who_shares_an_accumulator() -> None:
    edition = every_kind()
    context = Context(wording=edition.wording)
    shared = next(c for c in edition.wording.clauses if c.id == "6.2")
    assert context.sharing(shared) == ("6.4",)
