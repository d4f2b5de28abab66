"""``make bench``: run every measurement, write ``bench/results.json`` and ``docs/benchmarks.md``."""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from bench import journal, pages, vault
from tests.oracle.oracle import settle as oracle_settle
from uberrima.cli.files import edition_at, run_case_at
from uberrima.core.adjudication.cases import read_case
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.settle import settle

ROOT = Path(__file__).parents[1]
PRODUCTS = ROOT / "products"
SEQUENCE = PRODUCTS / "seq-02-family-plan" / "2025-1"


def seconds(action: Callable[[], object], rounds: int = 15) -> float:
    """The median time of an action."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def measure() -> dict[str, dict[str, object]]:
    """Every figure: name → value, unit, how."""
    edition = edition_at(SEQUENCE)
    path = SEQUENCE / "cases" / "seq-02.toml"
    case = read_case(path.read_bytes(), str(path))
    log = read_log(case.records, {"": edition}, "").one()
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    wording = tomllib.loads((SEQUENCE / "wording.toml").read_text(encoding="utf-8"))
    lines = sum(len(bill.lines) for bill in log.bills)
    ours = seconds(lambda: settle({"": edition}, log))
    theirs = seconds(lambda: oracle_settle({"": wording}, raw["policy"], raw["bill"], raw.get("event", [])))
    start = seconds(
        lambda: subprocess.run(
            [sys.executable, "-m", "uberrima.cli", "cases", str(SEQUENCE)],
            check=True,
            capture_output=True,
            env={"PYTHONPATH": str(ROOT / "src")},
        ),
        5,
    )
    bare = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5)
    cases = sorted(PRODUCTS.rglob("cases/*.toml"))
    every = seconds(lambda: [run_case_at(c, c.parents[1]) for c in cases], 3)
    return {
        "settle.vs_fraction_oracle": figure(
            theirs / ours, "times", "a family's year (SEQ-02): oracle in fractions ÷ core, both interpreted"
        ),
        "settle.family_year_ms": figure(
            ours * 1000, "ms", f"the same year, {lines} lines, from records to decisions with every accumulator"
        ),
        "settle.lines_per_s": figure(
            lines / ours, "lines/s", "the same, by lines; everything recorded for explanation"
        ),
        "start.first_answer_s": figure(start, "s", "a new process that loads a product and works its cases"),
        "start.vs_bare_python": figure(start / bare, "times", "the same ÷ a process that does nothing"),
        **journal.measure(),
        "cases.all_s": figure(every, "s", f"all {len(cases)} worked cases, editions loaded"),
        **{name: figure(*found) for name, found in vault.measure().items()},
        **{name: figure(*found) for name, found in pages.measure().items()},
    }


def figure(value: float, unit: str, how: str) -> dict[str, object]:
    """One figure with three significant digits."""
    return {"value": float(f"{value:.3g}"), "unit": unit, "how": how}


def main() -> None:
    """Measure and write both files."""
    results = measure()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    content = {"machine": machine, "figures": results}
    (ROOT / "bench" / "results.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    rows = [f"| `{name}` | {f['value']} | {f['unit']} | {f['how']} |" for name, f in results.items()]
    page = ["# Benchmarks", "", f"Written by `make bench` on {machine}. Absolute figures drift with the machine; ratios hold.", "",
            "| figure | value | unit | how |", "|---|--:|---|---|", *rows, ""]  # fmt: skip
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(page), encoding="utf-8")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
