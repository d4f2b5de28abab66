"""A share of the planted faults is judged, and the list of them is what it promises to be."""

from __future__ import annotations

import ast

import pytest

from tests.prove import mutants
from tests.prove.mutants import KERNEL, MODULES, chosen, equivalents, judge_all
from uberrima.core.wording import tables as t

OPERATIONS = sorted(name for name in vars(t) if name.startswith("OP_"))


def test_planted_faults_in_the_kernel_are_caught() -> None:
    judged = judge_all(chosen(12, 2025, (KERNEL,)), processes=2, worlds=60)
    assert len(judged.found) == 12
    assert judged.survivors == []


def test_every_operation_of_the_kernel_has_several_mutants() -> None:
    places = [one.place for one in chosen(500, 1, (KERNEL,))]
    few = [
        name for name in OPERATIONS if sum(f" {name}" in f" {place} " or place.endswith(name) for place in places) < 3
    ]
    assert few == []


@pytest.mark.parametrize("module", MODULES)
def test_every_mutant_differs_from_its_module_and_from_all_others(module: str) -> None:
    found = list(mutants.mutants(module))
    assert len({one.id for one in found}) == len(found)
    for one in found[:: max(1, len(found) // 8)]:
        assert ast.dump(ast.parse(one.source())) != ast.dump(ast.parse(one.text))


def test_the_list_is_the_same_for_the_same_seed() -> None:
    assert [one.id for one in chosen(40, 3)] == [one.id for one in chosen(40, 3)]
    assert [one.id for one in chosen(40, 3)] != [one.id for one in chosen(40, 4)]


def test_every_equivalent_mutant_has_a_reason_and_still_exists() -> None:
    known = {one.id for module in MODULES for one in mutants.mutants(module)}
    assert all(len(reason) > 20 for reason in equivalents().values())
    assert sorted(set(equivalents()) - known) == []
