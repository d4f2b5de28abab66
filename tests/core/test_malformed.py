"""Whatever comes in malformed, only errors raised on purpose come out, and they say what, where and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.core.wordings import CARE, DEDUCTIBLE, HERE, PRODUCT, ROUNDING, clause, loaded, marked, problems, text
from tests.prove.fuzz import fuzz_cases, fuzz_records, fuzz_wordings
from tests.prove.shelf import PRODUCTS
from uberrima.cli.files import edition_at
from uberrima.core.adjudication.cases import read_case, run_case
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.evidence.canonical import canonical
from uberrima.core.kernel.errors import RecordError, WordingError
from uberrima.core.wording.edition import load_edition

SOUND = text(DEDUCTIBLE, steps=("deductible",))


def codes(source: str | bytes, **files: str | bytes) -> list[str]:
    return [p.code for p in problems(source, **files)]


# ------------------------------------------------------------------------------------------- files


def test_a_file_in_gb18030_is_told_to_be_no_utf8_at_its_line() -> None:
    found = problems(SOUND.encode("gb18030"))
    assert [(p.code, p.line) for p in found] == [("not-utf8", 5)]
    assert "GB18030" in found[0].cause
    assert "UTF-8" in found[0].cure


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    plain = loaded(SOUND)
    windows = load_edition({"wording.toml": b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()})
    assert windows.hash == plain.hash
    spoilt = text(
        clause("3.1", "deductible", f'amount = "1.005" {HERE}', 'per = "day"', words="{amount}"), steps=("deductible",)
    )
    found = problems(b"\xef\xbb\xbf" + spoilt.replace("\n", "\r\n").encode())
    assert [(p.code, p.line) for p in found if p.code == "inexact-amount"] == [("inexact-amount", marked(spoilt))]


def test_layout_and_comments_do_not_change_the_hash_and_a_cent_does() -> None:
    assert loaded("# a comment\n\n" + SOUND.replace(" = ", "   =  ")).hash == loaded(SOUND).hash
    assert loaded(SOUND.replace("100.00", "100.01")).hash != loaded(SOUND).hash


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "missing-product"), (b"\x00", "not-toml"), (b"\xff\xfe", "not-utf8"), (b"{", "not-toml"), (b"x", "not-toml"), (b"x = 1", "unknown-table"),
        (b"a = " + b"[" * 100_000, "not-toml"), (b"a = " + b"{a=" * 5_000 + b"1" + b"}" * 5_000, "not-toml"), (b"#" * 4_000_001, "too-large"),
        (b"x = 2025-02-30", "not-toml"), (b"a.b.c" + b".d" * 5_000 + b" = 1", "not-toml"), (b"x = " + b"9" * 10_000, "not-toml"),
        (b"[product]\n[product]", "not-toml"), (b"product = 1", "missing-product"), (b"clause = 1", "not-a-list"), (b"clause = [1]", "not-a-list"),
        ("é".encode("latin-1"), "not-utf8"), (b"[[product]]", "missing-product"), (b"[product]\nid = 1.0", "float"), (b"[product]\nid = nan", "float"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_wording_is_told_so(source: bytes, code: str) -> None:
    assert code in codes(source)


def test_deep_nesting_is_refused_before_it_can_exhaust_the_stack() -> None:
    for deep in ("[" * 3_000 + "]" * 3_000, "{a=" * 3_000 + "1" + "}" * 3_000):
        assert codes(SOUND + "\nquoted_zh = " + deep) == ["not-toml"]
    for deep in ("[" * 150 + "]" * 150, "{a=" * 100 + "1" + "}" * 100):
        assert codes(SOUND + "\nquoted_zh = " + deep)


def test_a_folder_without_a_wording_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="missing-file"):
        edition_at(tmp_path)


@pytest.mark.parametrize(
    ("fees", "code"),
    [
        ("", "bad-header"), ("code;amount\n", "bad-header"), ("code,amount\nA,1.005\n", "bad-fee"), ("code,amount\nA,-1\n", "bad-fee"),
        ("code,amount\nA,1\nA,2\n", "bad-fee"), ("code,amount\n,1\n", "bad-fee"), ("code,amount\nA\n", "bad-fee"), ("code,amount\nA,1,2\n", "bad-fee"),
        ('code,amount\n"A,1\n', "bad-fee"),
    ],
)  # fmt: skip
def test_a_fee_schedule_that_is_malformed_is_told_its_line(fees: str, code: str) -> None:
    source = text(clause("3.1", "allowed", "fees = true"), ROUNDING.replace('"2.9"', '"1.9"'))
    found = [p for p in problems(source, fees_csv=fees) if p.code == code]
    assert found
    assert found[0].file == "fees.csv"
    assert found[0].line == (1 if code == "bad-header" else fees.count("\n") if fees.endswith("\n") else 2)


def test_fees_in_gb18030_are_refused_on_purpose() -> None:
    assert "not-utf8" in codes(
        text(clause("3.1", "allowed", "fees = true")), fees_csv="code,amount\n项目,1\n".encode("gb18030")
    )


# ------------------------------------------------------------------------------------------- records

EDITIONS = {"": loaded(text(clause("3.0", "other_payer", 'payer = "public"'), DEDUCTIBLE, steps=("other_payers", "deductible"),
                            head=PRODUCT + CARE + '[[fact]]\nname = "score"\nkind = "count"\nzh = "分"\nen = "score"\n'
                            '[[fact]]\nname = "smoker"\nkind = "flag"\nof = "member"\nzh = "吸烟"\nen = "smoker"\n'))}  # fmt: skip
POLICY: dict[str, object] = {
    "id": "P1",
    "start": date(2025, 1, 1),
    "members": [{"id": "A", "born": date(1980, 5, 17), "sex": "female"}],
}
BILL: dict[str, object] = {"id": "B1", "date": date(2025, 3, 10), "care": "inpatient", "line": [{"billed": "500.00"}]}
WRONG_POLICIES: list[tuple[dict[str, object], str]] = [
    ({"id": 1}, "quotes"), ({"id": ""}, "quotes"), ({"id": "x" * 201}, "200"), ({"start": "2025-02-30"}, "2025-01-31"), ({"start": 20250101}, "2025-01-31"),
    ({"start": None}, "2025-01-31"), ({"start": date(1800, 1, 1)}, "1900"), ({"end": date(2024, 12, 31)}, "`start` or `end`"), ({"strat": 1}, '"start"'),
    ({"continuous_since": date(2025, 2, 1)}, "earlier"), ({"members": []}, "members ="), ({"members": "A"}, "members ="), ({"members": [{"id": "A"}] * 2}, "Keep one"),
    ({"members": [{"id": "A", "sex": "f"}]}, "female, male"), ({"members": [{"id": "A", "born": 1980}]}, "2025-01-31"), ({"members": [{"id": "A", "smoker": 1}]}, "true or false"),
    ({"members": [{"id": "A", "somker": True}]}, '"smoker"'), ({"edition": "other"}, "Known are"), ({"schedule": 1}, "table"), ({"schedule": {"plan": "x"}}, "Known are"),
    ({"in_force": [1]}, "in_force"), ({"in_force": [[date(2025, 2, 1), date(2025, 1, 1)]]}, "2025-03-31"), ({"in_force": "always"}, "2025-03-31"),
]  # fmt: skip


def wrong_amount(wrong: object) -> dict[str, object]:
    return {"line": [{"billed": wrong}]}


WRONG_BILLS: list[tuple[dict[str, object], str]] = [
    ({"id": None}, "quotes"), ({"date": "10.03.2025"}, "2025-01-31"), ({"date": None}, "2025-01-31"), ({"member": "B"}, "Check the id"), ({"member": 3}, "quotes"),
    ({"line": []}, "[[bill.line]]"), ({"line": {}}, "[[bill.line]]"), ({"line": [1]}, "[[bill.line]]"), ({"discharged": date(2025, 3, 12)}, "`admitted`"),
    ({"admitted": date(2025, 3, 12), "discharged": date(2025, 3, 1)}, "Mend"), ({"admitted": date(2001, 1, 1), "discharged": date(2024, 1, 1)}, "Mend"),
    ({"order": ["P9"]}, "ids"), ({"order": ["P1", "P1"]}, "ids"), ({"order": "P1"}, "ids"), ({"xyzzy": "x"}, "Known are"), ({"score": "many"}, "whole number"), ({"score": -1}, "whole number"),
    ({"care": 1}, "quotes"), ({"received": "soon"}, "2025-01-31"), ({"line": [{"billed": "1"}] * 10_001}, "10000"),
    *((wrong_amount(wrong), '"600.00"') for wrong in ("-1", "1.005", 100, 1.5, True, None, "", "1e3", "99999999999.00", "9" * 100)),
    ({"line": [{}]}, "fixed benefit"), ({"line": [{"billed": "1", "coverable": "2"}]}, "Mend"), ({"line": [{"billed": "1", "units": 0}]}, "Mend"),
    ({"line": [{"billed": "1", "units": 1.5}]}, "Mend"), ({"line": [{"billed": "1", "days": 0}]}, "Mend"), ({"line": [{"billed": "1", "days": 9_999}]}, "Mend"),
    ({"line": [{"billed": "1", "paid_by": {"public": "2"}}]}, "Mend"), ({"line": [{"billed": "1", "paid_by": {"pubic": "1"}}]}, '"public"'),
    ({"line": [{"billed": "1", "paid_by": 1}]}, "public_insurance"), ({"line": [{"billed": "1", "line": 2}, {"billed": "1", "line": 2}]}, "differently"),
    ({"line": [{"billed": "1", "biled": "1"}]}, '"billed"'), ({"line": [{"billed": "1", "day": "yesterday"}]}, "2025-01-31"), ({"line": [{"billed": "1", "visit": 3}]}, "quotes"),
]  # fmt: skip


def refusals(*records: Record) -> list[str]:
    """What the gate says of records."""
    return [str(p) for _, found in read_log(records, EDITIONS).refused for p in found]


def test_sound_records_come_through() -> None:
    assert refusals(Record(kind="policy", fields=POLICY), Record(kind="bill", fields=BILL)) == []


@pytest.mark.parametrize(("wrong", "told"), WRONG_POLICIES)
def test_a_wrong_policy_is_refused_with_its_cure_and_its_bills_with_it(wrong: dict[str, object], told: str) -> None:
    found = refusals(Record(kind="policy", fields=POLICY | wrong), Record(kind="bill", fields=BILL))
    assert any(told in one for one in found), found
    assert any("no-policy" in one for one in found)


@pytest.mark.parametrize(("wrong", "told"), WRONG_BILLS)
def test_a_wrong_bill_is_refused_with_its_cure_and_leaves_the_others(wrong: dict[str, object], told: str) -> None:
    other = Record(kind="bill", fields=BILL | {"id": "B2"})
    reading = read_log(
        [Record(kind="policy", fields=POLICY), Record(kind="bill", fields=BILL | wrong), other], EDITIONS
    )
    found = [str(p) for _, problems_ in reading.refused for p in problems_]
    assert any(told in one for one in found), found
    assert [b.id for b in reading.logs[0].bills] == ["B2"]
    assert settle(EDITIONS, reading.logs[0]).of("B2", 1)[0].reason == "decided"


def test_ids_that_belong_to_nobody_are_told() -> None:
    policy, bill = Record(kind="policy", fields=POLICY), Record(kind="bill", fields=BILL)
    assert (
        "unknown-bill" in refusals(policy, bill, Record(kind="void", fields={"void": "B9", "on": date(2025, 4, 1)}))[0]
    )
    assert "no-policy" in refusals(bill)[0]
    assert "no-policy" in refusals(policy, Record(kind="bill", fields=BILL | {"family": "others"}))[0]
    assert "duplicate" in refusals(policy, policy)[0]
    assert "duplicate" in refusals(policy, bill, Record(kind="bill", fields=BILL | {"line": [{"billed": "1.00"}]}))[0]
    assert "unknown-record" in refusals(policy, Record(kind="invoice", fields={}))[0]


def test_every_fault_of_a_record_is_told_in_one_run() -> None:
    found = refusals(
        Record(kind="policy", fields=POLICY),
        Record(kind="bill", fields={"id": "B1", "date": "x", "care": 1, "line": [{"billed": "-1", "unit": 2}]}),
    )
    assert len(found) == 4


CASE = """[case]
id = "c"
[[policy]]
id = "P1"
start = 2025-01-01
members = [ { id = "A" } ]
[[bill]]
id = "B1"
date = 2025-03-10
care = "inpatient"
[[bill.line]]
billed = "500.00"
[[expect]]
bill = "B1"
paid = "400.00"
"""


def test_the_case_to_be_spoilt_is_sound() -> None:
    assert run_case(read_case(CASE, "case.toml"), EDITIONS, "").met


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.replace("paid =", "payed ="), lambda s: s.replace("[[expect]]", "[expect]"), lambda s: s.replace("[[expect]]", "[[expects]]"),
        lambda s: s.replace('id = "c"', ""), lambda s: s.replace("[[bill]]", "[[bill]"), lambda s: s + "x = [" + "[" * 5_000, lambda s: s.replace("2025-03-10", "2025-02-30"),
        lambda s: s.replace('id = "c"', 'id = "c"\nsoruce = "x"'), lambda s: s.encode("utf-16"), lambda s: s + "\x00", lambda s: "case = 1", lambda s: "",
    ],
)  # fmt: skip
def test_a_malformed_case_is_told_so(spoil: Callable[[str], str | bytes]) -> None:
    with pytest.raises(RecordError) as caught:
        read_case(spoil(CASE), "case.toml")
    assert all(p.cause and p.cure for p in caught.value.problems)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.replace('"400.00"', '"400.01"'), lambda s: s.replace('"400.00"', '"4"'), lambda s: s.replace('"400.00"', "400"), lambda s: s.replace('paid = "400.00"', ""),
        lambda s: s.replace('[[expect]]\nbill = "B1"', '[[expect]]\nbill = "B9"'), lambda s: s + "line = 7", lambda s: s + 'reason = "excluded"', lambda s: s + 'clause = "9"',
        lambda s: s + 'path = ["9"]', lambda s: s + "days = 3", lambda s: s + 'rounded_to = "0"', lambda s: s + 'rounded_to = "x"', lambda s: s + 'rounded_to = "1"\nrounding = "x"',
        lambda s: s + '[[expect_accumulator]]\nname = "9"\nused = "1"', lambda s: s + "[[expect_difference]]\nbefore = 2025-01-01\nafter = 2025-12-31\nsettle = '1'",
        lambda s: s.replace("[[expect]]", '[[event]]\nvoid = "B9"\non = 2025-01-01\n[[expect]]'), lambda s: s.replace('billed = "500.00"', "billed = 500"),
        lambda s: s[: s.index("[[expect]]")], lambda s: s.replace('"P1"', '"P1"\nedition = "../nowhere"'),
    ],
)  # fmt: skip
def test_a_case_whose_expectations_are_wrong_is_not_met_and_never_fails(spoil: Callable[[str], str]) -> None:
    result = run_case(read_case(spoil(CASE), "case.toml"), EDITIONS, "")
    assert not result.met


# ------------------------------------------------------------------------------------------- chance


@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_wording_is_refused_on_purpose_or_works(seed: int) -> None:
    found = fuzz_wordings(PRODUCTS, seed, 200)
    assert found.failures == []
    assert found.outcomes["refused"] > 100


@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_case_is_refused_on_purpose_or_runs(seed: int) -> None:
    found = fuzz_cases(seed, 200)
    assert found.failures == []
    assert found.outcomes["ran"] > 20


@pytest.mark.parametrize("seed", range(2))
def test_spoilt_records_are_refused_on_purpose_or_settled(seed: int) -> None:
    assert fuzz_records(seed, 400).failures == []


# ------------------------------------------------------------------------------------------- canonical bytes


def test_floats_have_no_canonical_bytes() -> None:
    for wrong in (1.0, b"x", {1, 2}, object()):
        with pytest.raises(TypeError):
            canonical(wrong)


def test_different_values_never_share_canonical_bytes() -> None:
    values: list[object] = [
        None,
        "",
        "1",
        1,
        True,
        False,
        0,
        [],
        {},
        [1],
        ["1"],
        [[1]],
        {"1": 1},
        {"a": "b"},
        ["a", "b"],
        ["ab"],
        date(2025, 1, 1),
        "2025-01-01",
    ]
    assert len({canonical(value) for value in values}) == len(values)
    assert canonical({"b": 1, "a": [2]}) == canonical(tomllib.loads("a = [2]\nb = 1"))
