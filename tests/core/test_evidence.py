"""The evidence keeps its promises: every step is cited, what nobody cites can go, the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from random import Random

import pytest

from tests.prove import properties
from tests.prove.coverage import coverage
from tests.prove.properties import (
    every_step_is_cited,
    replayed,
    settlement_bytes,
    try_property,
    uncited_clauses_can_go,
    unexplained,
    worlds_of,
)
from tests.prove.shelf import PRODUCTS, ROOT, Shelved, all_cases, met_cases, products_below
from uberrima.core.adjudication.settle import settle
from uberrima.core.wording import tables as t

BYTES_OF_WORLDS = """
import hashlib
from tests.prove.properties import log_of, settlement_bytes, worlds_of
from uberrima.core.adjudication.settle import settle
found = hashlib.sha256()
for world, editions in worlds_of("bytes", 20):
    found.update(settlement_bytes(settle(editions, log_of(world, editions))))
    found.update("".join(edition.hash for edition in editions.values()).encode())
print(found.hexdigest())
"""

SHARE = Random(2025).sample(all_cases(), min(60, len(all_cases())))


@pytest.mark.parametrize("one", SHARE, ids=lambda one: f"{one.folders[''].parent.name}/{one.path.stem}")
def test_every_step_of_a_worked_case_is_cited(one: Shelved) -> None:
    if one not in met_cases(one.folders[""]):
        pytest.skip("the case is not met at all")
    settlement = one.run().settlement
    assert settlement is not None
    assert unexplained(settlement) == ""


def test_every_step_is_cited_in_made_up_worlds() -> None:
    found = try_property(every_step_is_cited, "evidence", 150)
    assert not found.broken, found.first


def test_a_clause_that_nobody_cites_can_go_without_moving_a_cent() -> None:
    found = try_property(uncited_clauses_can_go, "evidence", 40)
    assert not found.broken, found.first
    assert found.tried > 20


def test_the_same_inputs_give_the_same_bytes_in_this_process() -> None:
    found = try_property(replayed, "evidence", 20)
    assert not found.broken, found.first


def test_the_same_inputs_give_the_same_bytes_in_any_process() -> None:
    digests = set()
    for seed in ("0", "1", "2025"):
        command = [sys.executable, "-c", BYTES_OF_WORLDS]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_other_inputs_give_other_bytes() -> None:
    digests = {
        hashlib.sha256(settlement_bytes(settle(editions, properties.log_of(world, editions)))).hexdigest()
        for world, editions in worlds_of("other", 10)
    }
    assert len(digests) > 5


def test_a_mask_has_one_bit_for_each_operation_that_is_told() -> None:
    for world, editions in worlds_of("bits", 30):
        for decision in settle(editions, properties.log_of(world, editions)).decisions:
            for part in decision.parts:
                assert part.mask.bit_count() == len(part.taken)
                assert part.mask < 1 << t.MASK_BITS
                assert all(
                    one.room_before is None or one.capacity is None or 0 <= one.room_before <= max(0, one.capacity)
                    for one in part.taken
                )


def test_every_clause_that_moves_money_is_set_by_some_worked_case() -> None:
    found = coverage(products_below(PRODUCTS))
    operations = [(one.edition.name, *key, counts) for one in found for key, counts in one.by_clause().items()]
    unset = [one for one in operations if not one[3][0] and not _always_whole(one)]
    assert operations
    assert [f"{name} clause {clause} {operation}" for name, clause, operation, _ in unset] == []


def _always_whole(one: tuple[str, str, str, list[int]]) -> bool:
    """A share of 100 % takes nothing from anybody: it cannot be set."""
    name, clause, operation, _ = one
    editions = {c.edition.name: c.edition for c in coverage(products_below(PRODUCTS))}
    found = [c for c in editions[name].wording.clauses if c.id == clause]
    return operation == "OP_SHARE" and all(band.pays == 1 for c in found for band in c.bands())
