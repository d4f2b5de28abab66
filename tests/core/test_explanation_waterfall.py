"""A bill as one waterfall: it starts at what was billed and ends, exactly, at what is paid."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from uberrima.cli.files import edition_at, editions_below
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.waterfall import waterfall

ROOT = Path(__file__).parents[2]
LAKE = ROOT / "products" / "own-lake-hospital" / "2026-1"


def plain(value: object) -> object:
    """TOML as JSON would have it."""
    if isinstance(value, dict):
        return {("lines" if k == "line" and isinstance(v, list) else k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def settled(folder: Path, case: Path) -> Settlement | None:
    edition = edition_at(folder)
    told = tomllib.loads(case.read_text(encoding="utf-8"))
    records = [Record(kind=kind, fields=plain(one)) for kind in ("policy", "bill") for one in told.get(kind, [])]  # type: ignore[arg-type]
    reading = read_log(records, {edition.name: edition}, edition.name)
    return settle({edition.name: edition}, reading.logs[0]) if len(reading.logs) == 1 and not reading.refused else None


def lake() -> Settlement:
    found = settled(LAKE, LAKE / "cases" / "gallbladder.toml")
    assert found is not None
    return found


def test_the_gallbladder_operation_step_by_step() -> None:
    steps = waterfall(lake(), "B2", "P1", "zh").steps
    assert [(s.about, s.clause, s.amount, s.left) for s in steps] == [
        ("billed", "", 4_621_835, 4_621_835),
        ("refused", "6.4", 126_000, 4_495_835),
        ("other", "3.4", 2_431_080, 2_064_755),
        ("sublimit", "2.3", 42_000, 2_022_755),
        ("deductible", "3.1", 736_000, 1_286_755),
        ("share", "4.1", 128_675, 1_158_080),
        ("paid", "", 1_158_080, 1_158_080),
    ]


def test_a_step_names_its_lines_and_what_its_accumulator_held() -> None:
    steps = {s.clause: s for s in waterfall(lake(), "B2", "P1", "en").steps}
    assert steps["6.4"].lines == (2, 3, 4)
    assert (steps["3.1"].used, steps["3.1"].capacity) == (264_000, 1_000_000)
    assert steps["3.1"].title == "Annual deductible"


def test_who_pays_adds_up_to_what_was_billed() -> None:
    fall = waterfall(lake(), "B2", "P1", "zh")
    assert sum(amount for _, amount in fall.shares) == fall.billed


@pytest.mark.parametrize("folder", list(editions_below(ROOT / "products")), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_no_bill_of_any_product_leaves_a_rest_that_no_step_explains(folder: Path) -> None:
    for case in sorted((folder / "cases").glob("*.toml")):
        found = settled(folder, case)
        for bill, policy in dict.fromkeys((d.bill, d.policy) for d in found.decisions) if found else ():
            fall = waterfall(found, bill, policy, "zh")  # type: ignore[arg-type]
            fixed = any(part.fixed for d in found.of(bill, policy=policy) for part in d.parts)  # type: ignore[union-attr]
            assert fall.steps[-1].left == fall.paid
            assert fixed or not [s for s in fall.steps if s.about == "rest"], (case.name, bill)
