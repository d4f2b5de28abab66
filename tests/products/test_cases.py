"""Every worked case of every product, to the last minor unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from uberrima.cli.files import cases_beside, edition_at, editions_below, run_case_at
from uberrima.core.wording.words import clause_words

PRODUCTS = Path(__file__).parents[2] / "products"
EDITIONS = list(editions_below(PRODUCTS))
CASES = [(edition, case) for edition in EDITIONS for case in cases_beside(edition)]


def name(path: object) -> str:
    return str(path.relative_to(PRODUCTS)) if isinstance(path, Path) else str(path)


@pytest.mark.parametrize(("edition", "case"), CASES, ids=name)
def test_the_case_is_met(edition: Path, case: Path) -> None:
    result = run_case_at(case, edition)
    assert not result.error, result.error
    assert [(c.place, c.expected, c.got) for c in result.failed] == []
    assert result.met


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_the_edition_lies_where_its_name_says(edition: Path) -> None:
    found = edition_at(edition)
    assert found.name == f"{edition.parent.name}/{edition.name}"


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_every_clause_can_be_said_in_both_languages(edition: Path) -> None:
    found = edition_at(edition)
    for clause in found.wording.clauses:
        for lang in ("zh", "en"):
            text = clause_words(clause, found.wording, lang)
            assert text
            assert "{" not in text


@pytest.mark.parametrize("edition", EDITIONS, ids=name)
def test_every_product_has_a_case(edition: Path) -> None:
    assert list(cases_beside(edition))


def test_the_published_examples_are_all_there() -> None:
    sources = {run_case_at(case, edition).case.source for edition, case in CASES}
    wanted = {
        *(f"CN-{n}" for n in ("01", "02", "04", "06", "07", "09a", "09b", "11", "13", "15", "19", "22", "27", "29", "30")),
        *("CN-32", "CN-34", "CN-35a", "CN-42"),
        *("MSL-1", "MSL-3", "MSL-5", "IP-2", "CH-1", "CH-2", "CH-3", "DE-1", "DE-4", "MCD-1", "MCB-1", "US-1", "US-3", "US-5"),
        *(f"JP1-{n}" for n in range(1, 11)),
        *(f"JP2-{n}" for n in range(1, 5)),
        *("SBC-03 Peg", "SBC-15 Peg", "SBC-21 Mia", "SBC-25 Peg", "SBC-29 Peg", "SBC-29 Joe"),
        *(f"SEQ-0{n}" for n in range(1, 9)),
        *(f"TRAP-{n}" for n in (*range(58, 74), *range(84, 90))),
    }  # fmt: skip
    assert wanted - sources == set()
