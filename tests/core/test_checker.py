"""Every fault that the checker knows is provoked once: it is found, at its line, with its cure. What is sound is left in peace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.core.wordings import (
    CARE,
    CLINIC,
    DEDUCTIBLE,
    HERE,
    HOSPITAL,
    OTHERWISE,
    PLAN,
    PRODUCT,
    ROUNDING,
    SHARE,
    clause,
    marked,
    order,
    problems,
    text,
)  # fmt: skip
from uberrima.core.wording.numerals import bare_numbers, count_numbers

SRC = Path(__file__).parents[2] / "src" / "uberrima" / "core" / "wording"


def at(line: str) -> str:
    """The line, marked as the place of the problem."""
    return f"{line} {HERE}"


def here(part: str, line: int = 0) -> str:
    """A clause with one of its lines marked: by default its head, where the clause begins."""
    lines = part.split("\n")
    lines[line] = at(lines[line])
    return "\n".join(lines)


def exclusion(identifier: str, *fields: str) -> str:
    return clause(identifier, "exclusion", *fields)


def limit(identifier: str, *fields: str, per: str = "policy_year") -> str:
    return clause(identifier, "limit", 'amount = "500.00"', f'per = "{per}"', *fields, words="{amount}")


def share(identifier: str, *fields: str, words: str = "{pays}") -> str:
    return clause(identifier, "share", *fields, words=words)


def bands(*listed: str) -> str:
    return share("4.1", at("bands = [" + ", ".join(listed) + "]"), words="{bands}")


NO_CLAIM = 'no_claim_step = "1.00"\nno_claim_bound = "2.00"'
TOLD = "{amount}{no_claim_step}{no_claim_bound}"
MANY = "".join(f'[[fact]]\nname = "f{n}"\nkind = "flag"\nzh = "事实"\nen = "fact"\n' for n in range(16))
AGES = "".join(
    exclusion(f"9.{n}", f'when = {{ f{n} = true }}') for n in range(16)
)  # fmt: skip

PAYERS = "\n".join(clause(f"7.{n}", "other_payer", f'payer = "payer{n}"') for n in range(9))
GRADES = ", ".join(f'"g{n}"' for n in range(401))
GRADED = f'[[choice]]\nname = "grade"\nkind = "choice"\nvalues = [{GRADES}]\nzh = "等级"\nen = "grade"\n'
TABLE = ", ".join(f'g{n} = "{n + 1}.00"' for n in range(401))

#: code → (wording, words that the message must hold)
FAULTS: dict[str, list[tuple[str, str]]] = {
    "too-many-payers": [(text(PAYERS, steps=("other_payers",)), "9 payers")],
    "missing-value": [
        (text(PLAN, clause("3.1", "deductible", at('amount = { by = "plan", of = { basic = "1.00" } }'), 'per = "day"', words="{amount}"),
              steps=("deductible",)), "plus"),
    ],
    "too-many-variants": [
        (text(GRADED, here(clause("3.1", "deductible", f'amount = {{ by = "grade", of = {{ {TABLE} }} }}', 'per = "day"', words="{amount}")),
              steps=("deductible",)), "more than 400"),
    ],
    "float": [(text(clause("3.1", "deductible", at("amount = 100.5"), 'per = "day"', words="{amount}"), steps=("deductible",)), '"100.5"')],
    "unknown-table": [(text() + '\n[[clauses]]\nid = "1"', "[[clause]]")],
    "missing-product": [(text(head=CARE), "[product]")],
    "not-a-list": [("[clause]\nid = '1'\n" + PRODUCT, "[[clause]]")],
    "bad-slug": [(text(head=PRODUCT.replace('id = "specimen"', at('id = "A B"')) + CARE), "hyphens")],
    "unknown-currency": [(text(head=PRODUCT.replace('"CNY"', at('"CNX"')) + CARE), "CNY")],
    "missing-translation": [
        (text(head=PRODUCT.replace('zh = "示范保险"', at('zh = ""')) + CARE), "zh"),
        (text(clause("3.1", "duty", 'topic = "other"', at('zh = ""'), 'en = "Words."')), "simplified Chinese"),
        (text(here(clause("3.1", "duty", 'topic = "other"', 'title_zh = "如实告知"'))), "title_en"),
        (text(head=PRODUCT + CARE + at('labels = { inpatient = { zh = "住院" } }')), "labels"),
    ],
    "bad-name": [(text(head=PRODUCT + here(CARE.replace('"care"', '"1 care"')).replace('care = "inp', "")), "letter")],
    "duplicate-name": [
        (text(head=PRODUCT + CARE + here(CARE)), "name of its own"),
        (text(head=PRODUCT + CARE + here(CARE.replace('"care"', '"age"'))), "name of its own"),
    ],
    "missing-field": [
        (text(head=PRODUCT + CARE + here('[[fact]]\nname = "x"\nkind = "choice"\nzh = "项"\nen = "x"\n')), "every value"),
        (text(here(clause("3.1", "deductible", 'amount = "1.00"', words="{amount}")), steps=("deductible",)), "per"),
        (text(here(exclusion("3.1"))), "excludes"),
        (text(here(clause("3.1", "exception"))), "sets aside"),
    ],
    "bad-value": [
        (text(exclusion("3.1", at('when = { care = 3 }'))), "strings"),
        (text(exclusion("3.1", at("when = {}"))), "accident"),
        (text(exclusion("3.1", at('benefits = "hospital"'))), '["a", "b"]'),
        (text(clause("3.1", "limit", 'amount = "1"', 'per = "day"', at('carry_unused = "yes"'), words="{amount}"), steps=("limit",)), "added to the next"),
        (text(head=PRODUCT + CARE + at('default = "home"')), "can have"),
        (text(bands('{ upto = "1" }'), ROUNDING, steps=("share",)), "section on shares"),
        (text(clause("3.1", "duty", 'topic = "other"', at("source = 3"))), "quotes"),
    ],
    "unknown-name": [
        (text(clause("3.1", "deductible", at('amnt = "1.00"'), 'amount = "1"', 'per = "day"', words="{amount}"), steps=("deductible",)), '"amount"'),
        (text("[[clause]]\nid = '3.1'\n" + at("kind = 'deductable'") + "\nzh = '字'\nen = 'x'"), '"deductible"'),
        (text(exclusion("3.1", at('when = { cares = "inpatient" }'))), '"care"'),
        (text(exclusion("3.1", at('when = { care = "impatient" }'))), '"inpatient"'),
        (text(exclusion("3.1", at('benefits = ["hospitals"]'))), '"hospital"'),
        (text(exclusion("3.1", 'when = { age = 1 }', at('overrides = ["2.99"]'))), '"2.9"'),
        (text(clause("3.1", "deductible", 'amount = "1"', at('per = "policy_yaer"'), words="{amount}"), steps=("deductible",)), '"policy_year"'),
        (text(clause("3.1", "deductible", at('amount = { choice = "sum" }'), 'per = "day"', words="{amount}"), steps=("deductible",)), "none"),
        (text().replace("steps = []", at('steps = ["shares"]')), '"share"'),
        (text(head=PRODUCT + CARE + at('nmae = "x"')), '"name"'),
    ],
    "bad-id": [(text(here("[[clause]]\nid = 3\nkind = 'otherwise'\nzh = '字'\nen = 'x'")), "quotes")],
    "one-of": [
        (text(here(share("4.1", words="")), ROUNDING, steps=("share",)), "Keep one"),
        (text(share("4.1", 'pays = "80%"', at('bears = "20%"')), ROUNDING, steps=("share",)), "Keep one"),
        (text(clause("3.1", "deductible", at('amount = { rate = "10%" }'), 'per = "day"', words="{amount}"), steps=("deductible",)), "Keep one"),
        (text(here(limit("6.1", NO_CLAIM, "carry_unused = true").replace("{amount}", TOLD)), steps=("limit",)), "Keep one"),
    ],
    "needs": [
        (text(clause("3.1", "copay", 'amount = "1"', at('floor = "1"'), words="{amount}{floor}"), steps=("copay",)), "`rate`"),
        (text(limit("6.1", at('carry_max = "1.00"')).replace("{amount}", "{amount}{carry_max}"), steps=("limit",)), "carry_unused"),
        (text(here(limit("6.1", "carry_unused = true", per="calendar_year")), steps=("limit",)), "policy_year"),
        (text(here(clause("3.1", "deductible", 'amount = "1"', 'per = "month"', "carry_months = 3", words="{amount}{carry_months}")), steps=("deductible",)),
         "calendar_year"),
        (text(clause("3.1", "limit", at('amount = { amount = "1", per_extra_member = "1" }'), 'per = "day"', words="{amount}"), steps=("limit",)), "missing"),
    ],
    "bad-bound": [
        (text(here(clause("3.1", "deductible", 'amount = "1.00"', 'per = "policy_year"', NO_CLAIM, words=TOLD)), steps=("deductible",)), "no_claim_bound"),
        (text(here(clause("6.1", "limit", 'amount = "3.00"', 'per = "policy_year"', NO_CLAIM, words=TOLD)), steps=("limit",)), "no_claim_bound"),
    ],
    "wrong-kind": [
        (text(SHARE, clause("3.1", "deductible", 'amount = "1.00"', 'per = "policy_year"', at('caps = "4.1"'), words="{amount}"), ROUNDING, steps=("deductible", "share")),
         "Name a deductible"),
        (text(DEDUCTIBLE, SHARE, share("4.2", 'pays = "50%"', at('on_top_of = "3.1"')), ROUNDING, steps=("deductible", "share")), "Name a share"),
    ],
    "missing-source": [(text(clause("3.1", "definition", at('quoted_zh = "原文"'))), "quoted from")],
    "bad-dates": [(text(exclusion("3.1", 'when = { age = 1 }', "from = 2025-01-02", at("until = 2025-01-02"))), "no more")],
    "not-here": [
        (text(clause("3.1", "otherwise", at('benefits = ["hospital"]'))), "`when`"),
        (text(here(clause("1.2", "rounding", 'where = "bill"', 'when = { care = "inpatient" }')), SHARE, steps=("share",)), "`unless`"),
    ],
    "share-above-one": [
        (text(share("4.1", at('pays = "101%"')), ROUNDING, steps=("share",)), "100%"),
        (text(bands('{ upto = "1", pays = "101%" }', '{ pays = "50%" }'), ROUNDING, steps=("share",)), "100%"),
    ],
    "open-band": [
        (text(bands('{ upto = "1", pays = "50%" }'), ROUNDING, steps=("share",)), "above the last"),
        (text(bands('{ pays = "50%" }', '{ pays = "60%" }'), ROUNDING, steps=("share",)), "above the last"),
    ],
    "band-order": [
        (text(bands('{ upto = "2", pays = "50%" }', '{ upto = "1", pays = "60%" }', '{ pays = "1%" }'), ROUNDING, steps=("share",)), "lowest"),
        (text(bands('{ upto = "1", pays = "50%" }', '{ upto = "1", pays = "60%" }', '{ pays = "1%" }'), ROUNDING, steps=("share",)), "lowest"),
    ],
    "bare-number": [
        (text(clause("3.1", "duty", 'topic = "other"', at('zh = "请在十日内告知。"'), 'en = "Tell us soon."')), "placeholder"),
        (text(clause("3.1", "duty", 'topic = "other"', 'zh = "请告知。"', at('en = "Tell us in 3 days."'))), "placeholder"),
        (text(clause("3.1", "duty", 'topic = "other"', at('title_zh = "三日"'), 'title_en = "Days"')), "title"),
    ],
    "unknown-placeholder": [
        (text(clause("3.1", "duty", 'topic = "other"', at('zh = "请在 {days} 日内告知。"'), 'en = "Tell us soon."')), "topic"),
        (text(clause("3.1", "duty", 'topic = "other"', 'zh = "请告知。"', at('en = "Tell us {soon."'))), "{amount}"),
    ],
    "hidden-figure": [(text(clause("3.1", "deductible", at('amount = "1.00"'), 'per = "day"'), steps=("deductible",)), "{amount}")],
    "bad-date": [(text(exclusion("3.1", 'when = { age = 1 }', at('from = "2025-01-01"'))), "2025-01-31")],
    "inexact-amount": [
        (text(clause("3.1", "deductible", at(f'amount = "{wrong}"'), 'per = "day"', words="{amount}"), steps=("deductible",)), '"600.00"')
        for wrong in ("1.005", "-1", "1,000", "¥5", "", "1e3", "１", "1000000000.01", "9" * 5000)
    ],
    "bad-rate": [
        (text(share("4.1", at(f'pays = "{wrong}"')), ROUNDING, steps=("share",)), '"80%"') for wrong in ("80", "-1%", "1/0", "1 1/0%", "80 %", "８０%", "")
    ],
    "bad-count": [
        (text(clause("3.1", "waiting", at(f"days = {wrong}"), words="{days}")), "Write it like 30")
        for wrong in ("0", "-1", '"30"', "1_000_001", "true", "2025-01-01")
    ],
    "bad-range": [
        (text(exclusion("3.1", at(f"when = {{ age = {wrong} }}"))), '"18..64"') for wrong in ('".."', '"9..1"', '"a"', "-1", '"1-2"', "true", "[]")
    ],
    "duplicate-id": [(text(DEDUCTIBLE, here(DEDUCTIBLE), steps=("deductible",)), "another id")],
    "amendment-kind": [(text(exclusion("3.1", 'when = { age = 1 }'), here(clause("3.1", "waiting", "days = 3", "from = 2026-01-01", words="{days}"))), "new id")],
    "two-of-a-kind": [(text(here(clause("2.8", "otherwise"))), "Keep one")],
    "missing-order": [(f"{PRODUCT}\n{CARE}\n{HOSPITAL}\n{OTHERWISE}", "add-a-product")],
    "missing-benefit": [(f"{PRODUCT}\n{CARE}\n{order()}\n{OTHERWISE}", "Add one")],
    "missing-stay": [(text(here(limit("6.1", per="confinement")), steps=("limit",)), "kind stay")],
    "missing-term": [(text(here(limit("6.1", per="guaranteed_period")), steps=("limit",)), "guaranteed_years")],
    "override-circle": [
        (text(here(exclusion("3.1", 'when = { age = 1 }', 'overrides = ["3.2"]')), exclusion("3.2", 'when = { age = 1 }', 'overrides = ["3.1"]')), "Break"),
    ],
    "too-many-situations": [(text(AGES, head=PRODUCT + CARE + MANY), "prefixes together")],
    "missing-rounding": [(text(here(SHARE), steps=("share",)), 'where = "bill"')],
    "account-clash": [
        (text(limit("6.1", 'accumulator = "pot"', 'when = { care = "inpatient" }'), here(limit("6.2", 'accumulator = "pot"', per="lifetime")), steps=("limit",)), "agree"),
        (text(limit("6.1", 'accumulator = "pot"', 'benefits = ["hospital"]'), here(limit("6.2", 'accumulator = "pot"')), steps=("limit",)), "of its own"),
    ],
    "two-benefits": [(text(here(CLINIC.replace('care = "outpatient"', 'age = "65.."'))), "exclude each other")],
    "gap": [
        (f"{PRODUCT}\n{CARE}\n{order()}\n{HOSPITAL}", "otherwise"),
        ("\n".join([PRODUCT, CARE, order("share"), here(HOSPITAL), OTHERWISE, ROUNDING, share("4.1", 'pays = "80%"', 'when = { age = "18.." }')]), '"100%"'),
    ],
    "conflict": [(text(SHARE, here(share("4.2", 'pays = "70%"')), ROUNDING, steps=("share",)), "`overrides`")],
    "never-applies": [(text(here(exclusion("3.1", 'when = { care = "outpatient" }', 'benefits = ["hospital"]'))), "conditions")],
    "no-effect": [
        (text(here(ROUNDING)), "informative = true"),
        (text(here(clause("1.3", "stay", 'name = "confinement"', "continues_within_days = 3", words="{continues_within_days}"))), "informative = true"),
        (text(here(clause("1.3", "term", "guaranteed_years = 3", words="{guaranteed_years}"))), "informative = true"),
    ],
    "step-order": [
        (text(clause("3.0", "other_payer", 'payer = "public"'), DEDUCTIBLE).replace("steps = []", 'steps = ["deductible", "other_payers"]')
         .replace("[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"), "before all others"),
        (text(DEDUCTIBLE).replace("steps = []", 'steps = ["deductible", "recognised"]').replace("[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"),
         "leave it out"),
    ],
    "empty-step": [(text().replace("steps = []", 'steps = ["limit"]').replace("[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"), "out of `steps`")],
    "missing-step": [
        (text(clause("3.1", "other_payer", 'payer = "account"', 'counts = "own"')).replace("[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"),
         "where it belongs"),
        (text(DEDUCTIBLE).replace("[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"), "where it belongs"),
        (text(clause("3.1", "days", 'per = "policy_year"', 'copay = "10.00"', words="{copay}")).replace(
            "[[clause]]\nid = '1.1'", at("[[clause]]") + "\nid = '1.1'"), "where it belongs"),
    ],
    "overflow": [
        (text(here(share("4.1", 'pays = "1/99999999"')), ROUNDING, steps=("share",)), "smaller denominators"),
        (text(here(clause("3.1", "recognise", 'counts = "1/99999999"', words="{counts}")), ROUNDING), "smaller parts"),
    ],
    "mask": [
        (text(*(limit(f"6.{n}", per=per) for n, per in enumerate(("line", "bill", "visit", "day", "month", "policy_year", "calendar_year", "lifetime")))
              , *(limit(f"7.{n}", 'owner = "family"', per=per) for n, per in enumerate(("bill", "visit", "day", "month", "policy_year", "calendar_year", "lifetime")))
              , *(limit(f"8.{n}", 'owner = "policy"', per=per) for n, per in enumerate(("bill", "visit", "day", "month", "policy_year", "calendar_year", "lifetime")))
              , *(limit(f"9.{n}", f'owner = "{who}"', per=per) for n, (who, per) in enumerate(
                  (who, f"months:{size}") for who in ("member", "policy", "family") for size in (2, 3, 4, 6)))
              , steps=("limit",)).replace(HOSPITAL, here(HOSPITAL)), "Divide the benefit"),
    ],
    "not-toml": [(text() + "\nzh = ", "Mend the syntax"), ("[product\n", "Mend the syntax"), ("x = " + "[" * 5000 + "]" * 5000, "levels")],
}  # fmt: skip
#: Codes that are provoked by bytes or other files: see below and test_malformed.
ELSEWHERE = {"not-utf8", "too-large", "missing-file", "bad-fee", "bad-header"}


@pytest.mark.parametrize(
    ("code", "source", "told"),
    [pytest.param(code, *case, id=f"{code}-{n}") for code, cases in FAULTS.items() for n, case in enumerate(cases)],
)
def test_the_fault_is_found_at_its_line_with_its_cure(code: str, source: str, told: str) -> None:
    found = [p for p in problems(source) if p.code == code]
    assert found, [str(p) for p in problems(source)]
    line = marked(source)
    assert not line or line in {p.line for p in found}, [str(p) for p in found]
    assert any(told in f"{p.cause} {p.cure}" for p in found), [str(p) for p in found]
    assert all(p.cause and p.cure and p.file == "wording.toml" for p in found)


def test_every_code_of_the_source_is_provoked() -> None:
    known = set()
    for file in ("source", "resolved", "checked", "heads", "references", "sentences", "values", "edition"):
        path = SRC / f"{file}.py"
        if path.is_file():
            found = re.findall(r'(?:code=|report\(\s*)"([a-z][a-z0-9-]+)"', path.read_text(encoding="utf-8"))
            known |= set(found)
    assert known <= set(FAULTS) | ELSEWHERE, known - set(FAULTS) - ELSEWHERE


SOUND: dict[str, str] = {
    "the smallest wording": text(),
    "a wording that begins with recognised": text(DEDUCTIBLE, steps=("recognised", "deductible")),
    "an amendment by a later from": text(DEDUCTIBLE, DEDUCTIBLE.replace('"100.00"', '"90.00"') + "\nfrom = 2026-01-01", steps=("deductible",)),
    "shares that divide the ages": text(
        share("4.1", 'pays = "80%"', 'when = { age = "..17" }'), share("4.2", 'pays = "70%"', 'when = { age = "18.." }'), ROUNDING, steps=("share",)),
    "a share for each benefit": text(
        CLINIC, share("4.1", 'pays = "80%"', 'benefits = ["hospital"]'), share("4.2", 'pays = "70%"', 'benefits = ["clinic"]'), ROUNDING, steps=("share",)),
    "a conflict that is settled by overrides": text(SHARE, share("4.2", 'pays = "70%"', 'when = { age = "65.." }', 'overrides = ["4.1"]'), ROUNDING, steps=("share",)),
    "one accumulator for two benefits": text(
        CLINIC, limit("6.1", 'benefits = ["hospital"]', 'accumulator = "pot"'), limit("6.2", 'benefits = ["clinic"]', 'accumulator = "pot"'), steps=("limit",)),
    "a whole share needs no rounding": text(share("4.1", 'pays = "100%"'), steps=("share",)),
    "limits of two periods": text(limit("6.1"), limit("6.2", per="lifetime"), steps=("limit",)),
    "a stay that only words use": text(
        clause("1.3", "stay", 'name = "confinement"', "continues_within_days = 3", "informative = true", words="{continues_within_days}")),
    "a benefit that a child alone has, beside one for grown-ups": text(CLINIC.replace('care = "outpatient"', 'care = "outpatient", age = "..17"')),
    "an exclusion and its exception": text(exclusion("3.1", 'when = { age = "80.." }'), clause("3.2", "exception", 'when = { sex = "female" }', 'overrides = ["3.1"]')),
    "quoted numbers": text(clause("3.1", "definition", 'quoted_zh = "三十日，180 天"', 'quoted_source = "statute"')),
    "a choice in a condition": text(exclusion("3.1", 'when = { plan = "basic", age = "80.." }'), head=PRODUCT + CARE + PLAN),
    "words over several lines": text(clause("3.1", "duty", 'topic = "other"', 'zh = """\n请如实\n告知。"""', 'en = """\nTell us\nthe truth."""')),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_not_flagged(name: str) -> None:
    assert [str(p) for p in problems(SOUND[name])] == []


def test_several_faults_are_told_in_one_run() -> None:
    source = text(
        clause("3.1", "deductible", 'amount = "1.005"', 'per = "weekly"', words="{amount}"),
        exclusion("3.2", 'when = { care = "inpatient", cares = "x" }'),
        clause("3.3", "duty", 'topic = "other"', 'zh = "三日"', 'en = "three days"'),
        steps=("deductible",),
    )
    codes = [p.code for p in problems(source)]
    assert {"bare-number", "inexact-amount", "unknown-name"} <= set(codes)
    assert codes.count("bare-number") == 2
    assert codes.count("unknown-name") == 2
    assert [p.line for p in problems(source)] == sorted(p.line for p in problems(source))


# ------------------------------------------------------------------------------------------- numbers in words

PLANTED = [
    ("zh", "等待期为一百八十日", "一百八十"), ("zh", "按三成给付", "三成"), ("zh", "只付一半", "一半"), ("zh", "双倍给付", "双倍"),
    ("zh", "两次以上", "两"), ("zh", "保额5万", "5"), ("zh", "３日内", "３"), ("zh", "⅓由您承担", "⅓"), ("zh", "见①", "①"), ("zh", "壹佰元", "壹佰"),
    ("zh", "半数", "半"), ("zh", "廿日", "廿"), ("zh", "五万元", "五"), ("zh", "二十一项", "二十"), ("zh", "十分之三", "三"), ("zh", "满 1,000.50 元", "1,000.50"),
    ("zh", "百分之八十", "八十"), ("zh", "第Ⅲ期", "Ⅲ"), ("zh", "〇点五", "五"), ("zh", "三级医院三日", "三"), ("zh", "{amount}元和九元", "九"),
    ("en", "within fifteen days", "fifteen"), ("en", "half of it", "half"), ("en", "Twice a year", "Twice"), ("en", "up to 3 visits", "3"),
    ("en", "３ visits", "３"), ("en", "⅓ of it", "⅓"), ("en", "note ①", "①"), ("en", "two thirds", "two"), ("en", "a dozen visits", "dozen"),
    ("en", "one hundred and eighty days", "hundred"), ("en", "a quarter", "quarter"), ("en", "double the amount", "double"), ("en", "only once", "only once"),
    ("en", "once per year", "once per"), ("en", "Thirty-one days", "Thirty"), ("en", "{days} days or ten", "ten"), ("en", "٣ days", "٣"),
]  # fmt: skip
ORDINARY = [
    ("zh", "一般情况下，我们一致认为每一被保险人的同一事故"), ("zh", "万一发生争议，唯一的依据之一是本合同"), ("zh", "三级医院或者二级及以上医院"),
    ("zh", "四舍五入到分"), ("zh", "双方约定，一旦解除，一律无效"), ("zh", "单位为万元"), ("zh", "{amount:万}元，{pays}"), ("zh", "四肢和五官"),
    ("zh", "进一步说明一切费用"), ("zh", "任一保单"),
    ("en", "no one else and one another"), ("en", "a third party pays"), ("en", "a second opinion"), ("en", "once the cover begins"),
    ("en", "halves up"), ("en", "attend, weight, often, height, content"), ("en", "{days} days, {amount} at most"), ("en", "someone alone"),
    ("en", "a tie upwards"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "words", "number"), PLANTED)
def test_a_planted_number_is_found(lang: str, words: str, number: str) -> None:
    assert any(number in one for one in bare_numbers(words, lang)), bare_numbers(words, lang)


@pytest.mark.parametrize(("lang", "words"), ORDINARY)
def test_ordinary_words_are_no_numbers(lang: str, words: str) -> None:
    assert bare_numbers(words, lang) == []


def test_quoted_numbers_are_counted() -> None:
    assert count_numbers("三十日内，180 天或 1,000.50 元，一半") == 4
    assert count_numbers("within thirty days or 180 days") == 2
