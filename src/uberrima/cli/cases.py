"""``uberrima cases`` and ``uberrima run``: worked cases, and the published examples side by side with ours."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from uberrima.cli.files import cases_beside, edition_at, editions_below, run_case_at
from uberrima.cli.table import table
from uberrima.core.adjudication.cases import CaseResult, Check
from uberrima.core.kernel.errors import Problem, WordingError
from uberrima.core.wording.edition import DRAFT


def results_below(
    folders: Iterable[Path], tolerated: frozenset[str] = frozenset()
) -> Iterator[tuple[Path, CaseResult]]:
    """Every case below the folders (or beside an edition), run."""
    for folder in folders:
        for edition in editions_below(folder):
            for path in cases_beside(edition):
                yield edition, run_case_at(path, edition, tolerated)


def show_cases(folders: list[Path], *, as_json: bool, as_table: bool, draft: bool) -> int:
    """Run cases; the last line counts them. Exit code 0 when all are met, 1 when not, 2 when there are none."""
    found = list(results_below(folders, DRAFT if draft else frozenset()))
    faults = _faults({edition for edition, _ in found}) if draft else []
    for fault in faults:
        print(fault, file=sys.stderr)
    if as_json:
        print(json.dumps([_as_json(edition, result) for edition, result in found], ensure_ascii=False, indent=1))
    elif as_table:
        print(table(("case", "source", "product", "figures", "result"), (_row(e, r) for e, r in found)))
    for _, result in found:
        if not result.met and not as_json:
            print(_unmet(result))
    met = sum(result.met for _, result in found)
    if not as_json:
        print(f"{len(found)} cases, {met} met")
    if not found:
        return 2
    return int(met != len(found) or bool(faults))


def _faults(editions: set[Path]) -> list[Problem]:
    """The faults that drafts still have; editions that cannot be used at all are told by their cases."""
    found: list[Problem] = []
    for folder in sorted(editions):
        with suppress(WordingError):
            found.extend(edition_at(folder, DRAFT).faults)
    return found


def _as_json(edition: Path, result: CaseResult) -> dict[str, object]:
    return {
        "id": result.case.id,
        "source": result.case.source,
        "product": f"{edition.parent.name}/{edition.name}",
        "met": result.met,
        "error": result.error,
        "checks": [{"place": c.place, "expected": c.expected, "got": c.got} for c in result.checks],
        "unreached": [
            {"place": u.place, "published": u.published, "got": u.got, "zh": u.zh, "en": u.en} for u in result.unreached
        ],
    }


def _row(edition: Path, result: CaseResult) -> tuple[str, ...]:
    met = sum(c.met for c in result.checks)
    return (
        result.case.id,
        result.case.source,
        f"{edition.parent.name}/{edition.name}",
        f"{met} of {len(result.checks)}",
        "met" if result.met else "NOT MET",
    )


def _unmet(result: CaseResult) -> str:
    lines = [f"{result.case.file}: not met"]
    if result.error:
        lines += [f"    {line}" for line in result.error.split("\n")]
    lines += [f"    {c.place}: expected {c.expected}, got {c.got}" for c in result.failed]
    lines += [
        f"    {u.place}: {u.published} was to be unreached, and is reached"
        for u in result.unreached
        if u.published == u.got
    ]
    if not result.checks and not result.unreached and not result.error:
        lines.append("    nothing is expected: a case without [[expect]] proves nothing")
    return "\n".join(lines)


# --- the main job ----------------------------------------------------------------------------------------------------


def run(folder: Path) -> int:
    """Adjudicate the published examples and show, side by side, their result, ours, and the clauses that made it."""
    found = [r for _, r in results_below([folder]) if r.case.source and r.case.source != "own"]
    single = [r for r in found if not r.case.source.startswith(_LONG)]
    print("Published examples: their result, ours, and the clauses that made it\n")
    head = ("source", "example", "what", "published", "ours", "clauses")
    print(table(head, [row for r in single for row in _side_by_side(r)], frozenset({3, 4}), 52))
    gaps = [(r, u) for r in found for u in r.unreached]
    if gaps:
        print("\nPublished figures that the clauses do not give, and why\n")
        rows = [(r.case.source, u.place.rsplit(" ", 1)[1], u.published, u.got, u.en) for r, u in gaps]
        print(table(("source", "what", "published", "ours", "why"), rows, frozenset({2, 3}), 100))
    print("\nYears of bills, and traps: every line, every bill, every accumulator\n")
    years = [(r.case.source, r.case.en, _of(r.checks)) for r in found if r.case.source.startswith(_LONG)]
    print(table(("source", "what it shows", "figures met"), years, frozenset({2}), 90))
    unmet = [r for r in found if not r.met]
    for result in unmet:
        print(_unmet(result))
    figures = sum(len(r.checks) for r in found)
    print(
        f"\n{len(found)} examples, {len(found) - len(unmet)} met; {figures} figures compared, to the last minor unit."
    )
    return int(bool(unmet) or not found)


#: Sources whose examples are too long for one row each.
_LONG = ("SEQ", "TRAP")
#: The columns that published examples tell, the most telling first.
_TOLD = ("paid", "insured", "share", "deductible", "self_paid", "recognised")


def _of(checks: tuple[Check, ...]) -> str:
    return f"{sum(c.met for c in checks)} of {len(checks)}"


def _side_by_side(result: CaseResult) -> Iterator[tuple[str, ...]]:
    """The telling figures of a case: those of whole bills where it tells them, else of its lines."""
    settlement = result.settlement
    if settlement is None:
        yield result.case.source, result.case.en, "", "", "(cannot be run)", ""
        return
    open_columns = {str(item.get("column", "paid")) for item in result.case.unreached}
    items = [item for item in result.case.expect if "part" not in item and "year" not in item]
    whole = {str(item.get("bill")) for item in items if "line" not in item}
    first = True
    for item in items:
        rounded = "rounded_to" in item
        column = next(
            (c for c in (result.case.figure, *_TOLD) if c in item and (rounded or c not in open_columns)), None
        )
        if column is None or ("line" in item and str(item.get("bill")) in whole and not rounded):
            continue
        decisions = settlement.of(str(item["bill"]), item.get("line"), item.get("policy"))  # type: ignore[arg-type]
        path = dict.fromkeys(x for d in decisions for x in ([d.speaking.id] if d.speaking else []) + [*d.path])
        check = next(c for c in result.checks if c.column == column and c.item is item)
        what = f"{column}, to {item['rounded_to']}" if rounded else column
        yield (
            result.case.source if first else "",
            result.case.en if first else "",
            what,
            check.expected,
            check.got,
            " → ".join(path),
        )
        first = False
