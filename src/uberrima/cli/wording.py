"""``uberrima wording``: check, show, explain, situations, reference."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from uberrima.cli.files import edition_at, editions_below
from uberrima.cli.table import table
from uberrima.core.explanation.context import Lang
from uberrima.core.explanation.product import as_text, explain_product
from uberrima.core.kernel.errors import Problem, WordingError
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.numerals import count_numbers
from uberrima.core.wording.situations import Version
from uberrima.core.wording.words import clause_words


def check(folders: Iterable[Path], *, as_json: bool) -> int:
    """Check every wording below the folders. Exit code 0: fine, 1: problems, 2: no wording found."""
    found = [edition for folder in folders for edition in editions_below(folder)]
    problems: list[Problem] = []
    for folder in found:
        try:
            edition = edition_at(folder)
        except WordingError as error:
            problems.extend(error.problems)
            continue
        if not as_json:
            print(_fine(folder, edition))
    if as_json:
        print(json.dumps([vars(p) for p in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"{len(found)} wordings, {len(problems)} problems")
    return 2 if not found else int(bool(problems))


def _fine(folder: Path, edition: Edition) -> str:
    situations = sum(version.size() for version in edition.versions)
    quoted = [(c, text) for c in edition.wording.clauses for text in (c.quoted_zh, c.quoted_en) if text]
    unbound = sum(count_numbers(text) for _, text in quoted)
    note = f"; {unbound} numbers in {len(quoted)} quoted texts are not bound to fields" if quoted else ""
    return f"{folder}: {len(edition.wording.clauses)} clauses, {len(edition.versions)} versions, {situations} situations, {edition.hash[:19]}…{note}"


def show(folder: Path, lang: str, only: str) -> int:
    """The clauses with their words, figures filled in."""
    edition = edition_at(folder)
    product = edition.wording.product
    print(f"{product.zh if lang == 'zh' else product.en} ({edition.name}, {product.currency})\n{edition.hash}\n")
    clauses = [c for c in edition.wording.clauses if only in {"", c.id}]
    if not clauses:
        print(f'There is no clause "{only}".', file=sys.stderr)
        return 1
    for clause in clauses:
        span = " ".join(
            x
            for x in (f"from {clause.start}" if clause.start else "", f"until {clause.until}" if clause.until else "")
            if x
        )
        title = clause.title_zh if lang == "zh" else clause.title_en
        span = " ".join(x for x in (span, *(f"{by} = {key}" for by, key in clause.keys)) if x)
        print(f"[{clause.id}] {clause.kind.name}{' · ' + title if title else ''}{' · ' + span if span else ''}")
        print(f"    {clause_words(clause, edition.wording, lang)}")
        quoted = clause.quoted_zh if lang == "zh" else clause.quoted_en
        if quoted:
            print(f"    “{quoted}” ({clause.quoted_source})")
    return 0


def explain(folder: Path, lang: Lang) -> int:
    """The product in plain words."""
    print(as_text(explain_product(edition_at(folder), lang)))
    return 0


def situations(folder: Path, *, everything: bool) -> int:
    """Which clauses settle which situation: rows that differ, or every situation."""
    edition = edition_at(folder)
    for version in edition.versions:
        if not version.clauses:
            continue
        begins = "from the beginning" if version.start.year == 1 else f"from {version.start}"
        print(f"Version {begins}: {version.size()} situations, {len(version.rows)} different outcomes\n")
        print(
            table(
                (*version.facts, "outcome", "clauses"),
                _situation_rows(edition, version, everything=everything),
                most=48,
            )
        )
        print()
    return 0


def _situation_rows(edition: Edition, version: Version, *, everything: bool) -> list[tuple[str, ...]]:
    rows = []
    seen: set[int] = set()
    for classes in version.situations():
        number = version.row(classes)
        if number in seen and not everything:
            continue
        seen.add(number)
        row = version.rows[number]
        example = [_shown(v) for v in version.example(classes).values()]
        outcome = row.benefit if row.reason == t.DECIDED else t.REASONS[row.reason]
        ids = dict.fromkeys(edition.clause(op.clause).id for op in row.ops)
        if row.clause >= 0:
            ids = dict.fromkeys([edition.clause(row.clause).id, *ids])
        rows.append((*example, outcome, " ".join(ids)))
    return rows


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(other)" if value == "" else str(value)
