"""What every state of the core must pass: the edge cases, the worked cases, what the oracle says of made-up worlds, and the properties."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from random import Random

from tests.core import test_corners, test_edges
from tests.oracle import compare, worlds
from tests.oracle.worlds import World
from tests.prove import properties
from tests.prove.shelf import ROOT, all_cases
from uberrima.core.kernel.errors import UberrimaError, WordingError
from uberrima.core.wording.edition import Edition

#: The properties that are tried on every state of the core; those of the wording load too many wordings for that.
QUICK = (*properties.OF_ONE_SETTLEMENT, *properties.OF_THE_LOG[:-1])

REFUSED, UNUSED = "refused", ""
#: group of worlds → what the oracle says of each of its worlds, as a hash
Answers = dict[str, list[str]]


def cases(passed_over: Collection[str] = ()) -> Iterator[str]:
    """Worked cases that do not come out as expected, but for those in files that are passed over."""
    for one in all_cases():
        if str(one.path.relative_to(ROOT)) in passed_over:
            continue
        try:
            result = one.run()
        except WordingError as error:
            yield f"{one.path.relative_to(ROOT)}: {error.problems[0]}"
            continue
        if not result.met:
            failed = result.failed[0] if result.failed else None
            yield f"{one.path.relative_to(ROOT)}: {failed.place if failed else result.error}"


def edges() -> Iterator[str]:
    """Edge cases that do not come out as written down."""
    for name, act in {**vars(test_corners), **vars(test_edges)}.items():
        if name.startswith("test_"):
            try:
                act()
            except AssertionError:
                yield f"edge: {name}"


def answers(seed: int, count: int) -> Answers:
    """What the oracle says of so many made-up worlds; worlds in which it and the core part now are not used."""
    found: Answers = {}
    for place in range(-(-count // worlds.FAMILIES_PER_WORDING)):
        name = f"trial/{seed}/{place}"
        told = []
        for world, editions in _group(name):
            why, _ = compare.parting(world, editions, None) if editions else ("refused", None)
            told.append(REFUSED if editions is None else UNUSED if why else _hash(world, editions))
        found[name] = told
    return found


def worlds_as_told(told: Answers) -> Iterator[str]:
    """Made-up worlds that are not settled as the oracle says, or whose evidence does not account for the amounts."""
    for name, wanted in told.items():
        for (world, editions), answer in zip(_group(name), wanted, strict=False):
            if answer == UNUSED:
                continue
            if editions is None or answer == REFUSED:
                if (editions is None) != (answer == REFUSED):
                    yield f"world {world.seed}: the wording is {'refused' if editions is None else 'accepted'}"
                continue
            if _hash(world, editions) != answer:
                yield f"world {world.seed}: the oracle says otherwise"
            if why := properties.every_step_is_cited(world, editions, Random(0)):
                yield f"world {world.seed}: {why}"


def properties_hold(seed: int, count: int) -> Iterator[str]:
    """Worlds in which a property does not hold."""
    for asked in QUICK:
        found = properties.try_property(asked, f"trial/{seed}", count, stop=True)
        if found.broken:
            yield f"{asked.__name__}: {found.first}"


def _group(name: str) -> Iterator[tuple[World, dict[str, Edition] | None]]:
    authors, wordings = worlds.group(name)
    try:
        editions = properties.loaded(wordings)
    except WordingError:
        yield World(name, wordings), None
        return
    for world in worlds.families(name, authors, wordings, worlds.FAMILIES_PER_WORDING):
        yield world, editions


def _hash(world: World, editions: dict[str, Edition]) -> str:
    try:
        told, used = compare.by_core(world, editions, None)
    except UberrimaError as error:
        return f"{type(error).__name__}"
    return hashlib.sha256(repr((sorted(told.items()), sorted(used.items()))).encode()).hexdigest()
