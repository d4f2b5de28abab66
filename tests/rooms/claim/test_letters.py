"""The letters of a claim: the worked family's letter word for word, and what holds of the letter of every case on the shelf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.prove.shelf import PRODUCTS, Shelved, all_cases
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.explanation.context import LANGS, Lang
from uberrima.core.explanation.decision import TELLINGS, context_of
from uberrima.core.kernel.money import grouped
from uberrima.core.wording import tables as t
from uberrima.foundation.notices.api import Body, Heading, Items, Paragraph, Quote, Row, from_text, plain, to_text
from uberrima.journey.claim.letters import Handler, Insurer, Missing, Shown, decision_letter, missing_letter
from uberrima.law import law_of_china

LAW = law_of_china()
LI = Handler(name="李衡", number="C-2107")
LAKE = Insurer(
    name="澄湖健康", verify="https://lake.example/verify", phone="400-000-3650", complaint="lake.example/complain",
    mediation={"zh": "本地保险纠纷调解组织", "en": "the local body for insurance disputes"},
    court={"zh": "合同约定的法院", "en": "the court that the contract names"},
)  # fmt: skip
SUMMARY: dict[Lang, Shown] = {
    "zh": Shown(label="出院日期", value="2026年10月18日", document="出院小结", number=2, page=1),
    "en": Shown(label="Discharged", value="18 October 2026", document="discharge summary", number=2, page=1),
}
_MONEY = re.compile(r"(?<![\d.,-])\d{1,3}(?:,\d{3})*\.\d{2}(?!\d)")


@cache
def _every() -> dict[Path, Settlement]:
    runs = {one.path: one.run().settlement for one in all_cases()}
    return {path: found for path, found in runs.items() if found is not None}


def settled(case: Shelved) -> Settlement:
    return _every()[case.path]


def letter(case: Shelved, bill: str, lang: Lang) -> Body:
    return decision_letter(
        lang, settlement=settled(case), bill=bill, case="C-2611-0417", person="林晓岚", items={2: "陪护费"}, facts=[SUMMARY[lang]],
        decided_on=date(2026, 11, 20), handler=LI, insurer=LAKE, law=LAW, code="7K3M-9QTX-2B4D",
    )  # fmt: skip


def lake(bill: str = "B2", lang: Lang = "zh") -> Body:
    (case,) = [one for one in all_cases() if one.path.match("own-lake-hospital/2026-1/cases/gallbladder.toml")]
    return letter(case, bill, lang)


def bills_of(case: Shelved) -> Iterator[str]:
    yield from dict.fromkeys(one.bill for one in settled(case).decisions)


EVERY = [one for one in all_cases() if one.path in _every()]


# ------------------------------------------------------------------------------------------- the worked letter


def test_the_letter_says_first_what_is_paid_and_by_when() -> None:
    heading, first, second, third, *_ = lake()
    assert heading == Heading(text="理赔决定")
    assert first == Paragraph(text="林晓岚的这张账单，我们付 11,580.80 元。")
    assert second == Paragraph(text="案件 C-2611-0417。保单 P1。2026年11月20日决定。")
    assert third == Paragraph(
        text="您同意以后，10 天内到账。2026年11月20日同意，最晚2026年11月30日到。", source="CL-06"
    )


def test_the_steps_lead_from_the_bill_to_the_payment_each_with_its_clause() -> None:
    rows = [(row.label, row.minor, row.clause) for row in lake() if isinstance(row, Row)]
    assert rows[:8] == [
        ("账单金额", 4_621_835, ""),
        ("陪护、膳食、营养补充品", -126_000, "6.4"),
        ("社会医疗保险已付", -2_431_080, "3.4"),
        ("床位费限额", -42_000, "2.3"),
        ("年度免赔额", -736_000, "3.1"),
        ("赔付比例", -128_675, "4.1"),
        ("我们付", 1_158_080, ""),
        ("您自己付", 1_032_675, ""),
    ]


def test_what_is_not_paid_stands_line_by_line_with_its_reason_and_is_the_written_refusal() -> None:
    body = lake()
    start = body.index(Heading(text="不赔的部分"))
    assert [b for b in body[start : start + 4] if isinstance(b, Row)] == [
        Row(label="陪护费", amount="480.00 元", minor=48_000, clause="6.4"),
        Row(label="第 3 行", amount="420.00 元", minor=42_000, clause="6.4"),
        Row(label="第 4 行", amount="360.00 元", minor=36_000, clause="6.4"),
    ]
    told = [b for b in body[start:] if isinstance(b, Paragraph)]
    assert told[0].text.startswith("不赔：属于不保的情形（条款 6.4）。")
    assert (told[0].source, told[1].source) == ("6.4", "CL-05")


def test_the_clauses_stand_in_their_own_words_with_their_figures() -> None:
    quotes = {b.clause: b.text for b in lake() if isinstance(b, Quote)}
    assert list(quotes) == ["2.1", "2.3", "3.1", "3.4", "4.1", "6.4"]
    assert quotes["2.3"] == "床位费每日最高按 150.00 元计入。"


def test_facts_name_their_document_and_page() -> None:
    assert Items(items=("出院日期：2026年10月18日（材料 2，出院小结第 1 页）",)) in lake()
    assert Items(items=("Discharged: 18 October 2026 (document 2, discharge summary, page 1)",)) in lake(lang="en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_way_on_stands_in_it_with_its_clock(lang: Lang) -> None:
    text = plain(lake(lang=lang))
    for what in (
        "李衡",
        "C-2107",
        "400-000-3650",
        "lake.example/complain",
        "12378",
        "15",
        "30",
        "60",
        "7K3M-9QTX-2B4D",
        "lake.example/verify",
    ):
        assert what in text
    assert ("起诉的时效是 2 年" if lang == "zh" else "sue within 2 years") in text
    assert {"CL-06", "CL-05", "CL-09", "CP-06", "CP-11"} <= {
        b.source for b in lake(lang=lang) if isinstance(b, Paragraph)
    }


def test_a_term_of_the_contract_stands_in_the_letter() -> None:
    (case,) = [one for one in all_cases() if one.path.match("own-lake-hospital/2026-1/cases/gallbladder.toml")]
    body = decision_letter(
        "zh", settlement=settled(case), bill="B2", case="C-1", person="林晓岚", items={}, facts=[], decided_on=date(2026, 12, 28),
        handler=LI, insurer=LAKE, law=LAW.with_terms({"CL-06": 5}), code="X",
    )  # fmt: skip
    assert "5 天内到账。2026年12月28日同意，最晚2027年1月2日到。" in plain(body)


def test_a_bill_on_which_nothing_is_paid_says_so_and_names_no_day_of_payment() -> None:
    body = lake("B1")
    assert body[1] == Paragraph(text="林晓岚的这张账单，我们不付钱。理由和条款都在下面。")
    assert not any(isinstance(b, Paragraph) and b.source == "CL-06" for b in body)


# ------------------------------------------------------------------------------------------- every case on the shelf


@pytest.mark.parametrize("case", EVERY, ids=lambda one: str(one.path.relative_to(PRODUCTS)))
def test_of_every_case_the_letter_adds_up_and_holds_nothing_that_was_not_decided(case: Shelved) -> None:
    for bill in bills_of(case):
        settlement = settled(case)
        decided = settlement.of(bill)
        zh, en = letter(case, bill, "zh"), letter(case, bill, "en")

        assert [b.minor for b in zh if isinstance(b, Row)] == [b.minor for b in en if isinstance(b, Row)], (
            "both languages hold the same amounts"
        )
        assert [type(b) for b in zh] == [type(b) for b in en]
        assert from_text(to_text(zh)) == zh

        known = {clause.id for one in decided for clause in context_of(settlement, one.policy).wording.clauses}
        assert {b.clause for b in zh if isinstance(b, Row | Quote)} - {""} <= known, "every clause cited exists"

        for lang, body in (("zh", zh), ("en", en)):
            _adds_up(body, settlement, bill, lang)
            _holds_only_what_was_decided(body, settlement, bill)


def _adds_up(body: Body, settlement: Settlement, bill: str, lang: str) -> None:
    """Each policy's steps: what was billed, less and more, is what is paid."""
    for policy in dict.fromkeys(one.policy for one in settlement.of(bill)):
        own = settlement.of(bill, policy=policy)
        total = [sum(one.columns[c] for one in own) for c in range(t.N_COLUMNS)]
        paid = "我们付" if lang == "zh" else "We pay"
        headings = [
            b.text for b in body if isinstance(b, Heading) and b.text.startswith(("怎么算的", "How it was worked"))
        ]
        heading = next(h for h in headings if h.endswith(policy) or len(headings) == 1)
        start = next(n for n, b in enumerate(body) if isinstance(b, Heading) and b.text == heading) + 1
        end = next(n for n, b in enumerate(body) if n >= start and isinstance(b, Row) and b.label == paid)
        steps = [b for b in body[start:end] if isinstance(b, Row)]
        assert sum(row.minor for row in steps) == total[t.PAID]
        last = body[end]
        assert isinstance(last, Row)
        assert last.minor == total[t.PAID]


def _holds_only_what_was_decided(body: Body, settlement: Settlement, bill: str) -> None:
    """Amounts of rows and of our sentences are sums of decided columns or of what a clause took; clauses speak for themselves."""
    decided = settlement.of(bill)
    policies = dict.fromkeys(one.policy for one in decided)
    currency = context_of(settlement, next(iter(policies))).currency
    lines = [list(one.columns) for one in decided]
    sums = [
        [sum(one.columns[c] for one in settlement.of(bill, policy=p)) for c in range(t.N_COLUMNS)] for p in policies
    ]
    sums.append([sum(line[c] for line in lines) for c in range(t.N_COLUMNS)])
    amounts = {value for columns in [*lines, *sums] for value in columns}
    amounts |= {columns[t.BILLED] - columns[t.RECOGNISED] for columns in [*lines, *sums]}
    for policy in policies:
        taken: dict[tuple[str, int], int] = {}
        refused: dict[str, int] = {}
        outside = 0
        for one in settlement.of(bill, policy=policy):
            for move in one.taken():
                taken[move.clause.id, move.op] = taken.get((move.clause.id, move.op), 0) + move.amount
            if one.reason not in {"decided", "pended"}:
                clause = one.speaking.id if one.speaking else ""
                refused[clause] = refused.get(clause, 0) + one.columns[t.BILLED]
            else:
                outside += one.columns[t.BILLED] - one.columns[t.RECOGNISED]
        cuts = set(taken.values())
        amounts |= (
            cuts | set(refused.values()) | {outside} | {outside - n for n in cuts} | {a - b for a in cuts for b in cuts}
        )
    for block in body:
        if isinstance(block, Row):
            assert abs(block.minor) in amounts, block
            assert grouped(abs(block.minor), currency) in block.amount
        elif isinstance(block, Heading) or (isinstance(block, Paragraph) and not _quoted(block)):
            for shown in _MONEY.findall(block.text):
                assert shown in {grouped(value, currency) for value in amounts}, block


def _quoted(block: Paragraph) -> bool:
    """A reason, which tells what the clause means with the clause's own figures."""
    return block.source != "" and not re.match(r"[A-Z]{2}-", block.source)


# ------------------------------------------------------------------------------------------- what is missing


def missing(lang: Lang, *what: Missing) -> Body:
    return missing_letter(
        lang,
        case="C-2611-0417",
        person="林晓岚",
        missing=what,
        handler=LI,
        insurer=LAKE,
        law=LAW,
        asked_on=date(2026, 11, 25),
        code="7K3M-9QTX-2B4D",
    )


def test_the_notice_lists_everything_that_is_missing_once_and_says_how_the_time_stands_still() -> None:
    body = missing("zh", Missing(document="出院小结", part="第 2 页"), Missing(document="医保结算单"))
    assert body[0] == Heading(text="只差 2 样材料")
    assert body[2] == Items(items=("出院小结：第 2 页", "医保结算单"))
    assert body[3] == Paragraph(text="要补的全在这里，别的都齐了。我们只问这一次。", source="CL-02")
    assert "作决定的 30 天，从您收到这封信起先停。" in plain(body)
    assert [type(b) for b in body] == [type(b) for b in missing("en", Missing(document="a"), Missing(document="b"))]


def test_a_notice_without_a_missing_document_is_refused() -> None:
    with pytest.raises(ValueError, match="ask for nothing"):
        missing("zh")


# ------------------------------------------------------------------------------------------- how it reads


def own_words(body: Body) -> Iterator[str]:
    """Our own sentences: not the clauses, nor what the core says a clause means."""
    for block in body:
        match block:
            case Heading():
                yield block.text
            case Paragraph() if not _quoted(block):
                yield from re.split(r"(?<=[。？])", block.text)
            case Items():
                for item in block.items:
                    yield from re.split(r"(?<=[。？])", item)
            case _:
                pass


@pytest.mark.parametrize(
    "body", [lake(), lake("B1"), lake("B3"), missing("zh", Missing(document="出院小结", part="第 2 页"))]
)
def test_sentences_are_short_and_plain_and_their_marks_full_width(body: Body) -> None:
    for sentence in own_words(body):
        assert len(sentence) <= 40, sentence
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|[!！~～]|——", sentence), sentence
        assert not re.search(r"尊敬|贵|本公司|敬请|谨|予以|您好|你(?!们)|请耐心|根据合同约定", sentence), sentence


def test_telling_in_either_language_names_the_same_columns() -> None:
    assert set(TELLINGS["zh"].columns) == set(TELLINGS["en"].columns)
