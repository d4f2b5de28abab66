"""The oracle on cases worked by hand and on every published case, and the core against the oracle."""

import tomllib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import compare, oracle, worlds

PRODUCTS = Path(__file__).parents[2] / "products"
FRAME: list[dict[str, Any]] = [
    {"id": "1", "kind": "benefit", "name": "care", "when": {"service": "care"}},
    {"id": "2", "kind": "benefit", "name": "cash", "when": {"service": "cash"}},
    {"id": "3", "kind": "otherwise"},
]


def settled(
    clauses: list[dict[str, Any]], steps: str, *bills: dict[str, Any], **policy: object
) -> list[dict[str, Any]]:
    """What a family of A and B gets for its bills under a product of these clauses: non-zero columns and reasons."""
    facts: list[dict[str, Any]] = [
        {"name": "service", "kind": "choice", "values": ["care", "cash", "other"], "default": "care"},
        {"name": "cause", "kind": "choice", "values": ["illness", "accident"]},
    ]
    order = {"id": "0", "kind": "order", "steps": steps.split()}
    product = {"id": "hand-made", "currency": "CNY"}
    wording = {"product": product, "fact": facts, "clause": [order, *FRAME, *clauses]}
    members = [{"id": "A", "born": date(1980, 5, 17)}, {"id": "B", "born": date(2010, 1, 1)}]
    policies = [{"id": "P1", "start": date(2024, 1, 1), "members": members} | policy]
    told = [{"member": "A", "id": f"B{n}"} | bill for n, bill in enumerate(bills, start=1)]
    found = oracle.settle({"": wording}, policies, told)
    return [{"reason": d.reason} | {name: n for name, n in d.amounts.items() if n} for d in found.decisions]


def bill(day: date, *billed: str, **more: object) -> dict[str, Any]:
    """A bill with a line for each amount."""
    return {"date": day, "line": [{"billed": amount} for amount in billed]} | more


def test_deductible_share_and_limit_share_out_the_cost() -> None:
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "deductible", "amount": "100", "per": "policy_year"},
        {"id": "5", "kind": "share", "pays": "80%"},
        {"id": "6", "kind": "limit", "amount": "500", "per": "policy_year"},
    ]
    days = date(2024, 2, 1), date(2024, 3, 1), date(2025, 1, 1)
    found = settled(clauses, "deductible share limit", *(bill(day, "400.01") for day in days))
    # 300.01 × 80 % = 240.008; 400.01 × 80 % = 320.008, of which 500 − 240.01 are left; then a new year
    assert [one["paid"] for one in found] == [24001, 25999, 24001]
    assert found[1]["share"] == 8000
    assert found[1]["limit"] == 6002
    assert [one["insured"] for one in found] == [16000, 14002, 16000]


def test_a_bill_is_rounded_as_a_whole() -> None:
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "share", "pays": "50%"},
        {"id": "5", "kind": "rounding", "where": "bill"},
    ]
    found = settled(clauses, "share", bill(date(2024, 2, 1), "0.01", "0.01", "0.01", "0.01"))
    assert [one.get("paid", 0) for one in found] == [1, 0, 1, 0]


def test_bands_before_the_deductible_lie_at_the_upper_end() -> None:
    bands = [{"upto": "100", "pays": "50%"}, {"pays": "90%"}]
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "deductible", "amount": "60", "per": "lifetime"},
        {"id": "5", "kind": "share", "bands": bands, "measured": "before_deductible"},
    ]
    found = settled(clauses, "deductible share", bill(date(2024, 2, 1), "200"))
    assert found[0]["paid"] == 2000 + 9000  # 60 … 100 at half, 100 … 200 at nine tenths


def test_days_are_drawn_from_the_first_pool_with_room() -> None:
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "days", "days": 1, "per": "confinement", "grants": False},
        {"id": "5", "kind": "days", "days": 2, "per": "lifetime"},
        {"id": "6", "kind": "day_benefit", "amount": "70", "benefits": ["cash"]},
        {"id": "7", "kind": "stay", "name": "confinement", "continues_within_days": 5},
    ]
    stays = [(date(2024, 2, 1), date(2024, 2, 3)), (date(2024, 2, 8), date(2024, 2, 10))]
    bills = [bill(last, "100", service="cash", admitted=first, discharged=last) for first, last in stays]
    found = settled(clauses, "recognised", *bills)
    assert [(one["reason"], one.get("paid", 0)) for one in found] == [
        ("decided", 0), ("decided", 7000), ("decided", 7000), ("days-used-up", 0),
    ]  # fmt: skip
    assert [one["insured"] for one in found] == [5000] * 4


def test_a_missing_fact_pends_only_where_it_matters() -> None:
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "exclusion", "when": {"cause": "accident"}},
        {"id": "5", "kind": "waiting", "days": 30, "when": {"cause": "illness"}},
    ]
    found = settled(clauses, "", bill(date(2024, 1, 30), "10"), bill(date(2024, 1, 30), "10", service="other"))
    assert [one["reason"] for one in found] == ["pended", "not-covered"]
    found = settled(clauses[1:], "", bill(date(2024, 1, 30), "10"), bill(date(2024, 1, 31), "10"))
    assert [one["reason"] for one in found] == ["pended", "decided"]


def test_relief_takes_the_share_first() -> None:
    clauses: list[dict[str, Any]] = [
        {"id": "4", "kind": "deductible", "amount": "50", "per": "line"},
        {"id": "5", "kind": "share", "bears": "50%"},
        {
            "id": "6",
            "kind": "out_of_pocket_max",
            "amount": "90",
            "per": "policy_year",
            "counts": ["deductible", "share"],
        },
        {"id": "7", "kind": "take_over", "of": "share", "pays": "50%"},
    ]
    found = settled(clauses, "deductible share relief", bill(date(2024, 2, 1), "150"), bill(date(2024, 2, 2), "150"))
    # 100 borne, 90 at most: 10 of the share; 40 of it are left, half is taken over. 70 counted; then 80 of 100 are too much
    assert [one["relief"] for one in found] == [1000 + 2000, 8000]


def test_the_published_cases_come_out() -> None:
    compared = 0
    for path in sorted(PRODUCTS.rglob("cases/*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        for expect in case.get("expect", []):
            if not {"part", "year", "rounded_to"} & set(expect):
                wanted, got = asked(path, case, expect)
                assert got == wanted, (path.name, expect)
                compared += len(wanted)
    assert compared > 1000 or not PRODUCTS.exists()


def asked(path: Path, case: dict[str, Any], expect: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a published case expects of a line, and what the oracle finds."""
    home = path.parents[1]
    editions = {""} | {policy["edition"] for policy in case["policy"] if "edition" in policy}
    wordings = {place: product(home / place) for place in editions}
    policies = [{"id": f"P{n}"} | policy for n, policy in enumerate(case["policy"], start=1)]
    alone = next(member["id"] for policy in policies for member in policy["members"])
    bills = [{"member": alone} | one for one in case.get("bill", [])]
    found = oracle.settle(wordings, policies, bills, case.get("event", []), expect.get("as_of", date.max))
    lines = [
        d
        for d in found.decisions
        if all(getattr(d, k) == expect.get(k, getattr(d, k)) for k in ("bill", "line", "policy"))
    ]
    unit = oracle.Wording(wordings[""]).unit
    wanted: dict[str, Any] = {name: int(Fraction(expect[name]) * unit) for name in oracle.COLUMNS if name in expect}
    got: dict[str, Any] = {name: sum(d.amounts[name] for d in lines) for name in wanted}
    for name in ("reason", "clause"):
        if name in expect:
            wanted[name], got[name] = [expect[name]], distinct(getattr(d, name) for d in lines)
    return wanted, got


def product(home: Path) -> dict[str, Any]:
    """A wording with its fees, as the oracle takes it."""
    wording = tomllib.loads((home / "wording.toml").read_text(encoding="utf-8"))
    fees = home / "fees.csv"
    rows = fees.read_text(encoding="utf-8").split() if fees.exists() else []
    return wording | {"fees": dict(row.split(",")[:2] for row in rows[1:])}


def distinct(values: Iterable[str]) -> list[str]:
    """Each value once."""
    return list(dict.fromkeys(values))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_made_up_wordings_are_valid_toml(seed: int) -> None:
    _, wordings = worlds.group(f"toml/{seed}")
    for wording in wordings.values():
        assert tomllib.loads(worlds.toml(wording)) == wording


@pytest.mark.parametrize("part", range(5))
def test_the_core_agrees_with_the_oracle(part: int) -> None:
    report = compare.run(1000 + part, 300)
    assert report.worlds > 200
    assert not report.disagreements, report.first
