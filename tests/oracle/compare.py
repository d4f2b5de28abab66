"""Settles made-up worlds twice, by the core and by the oracle, and tells the first place where they part."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from tests.oracle import oracle, worlds
from tests.oracle.worlds import World
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.errors import UberrimaError, WordingError
from uberrima.core.wording.edition import Edition, load_edition

#: one day of a line under one policy: its reason, the clause that spoke, and the columns
Told = dict[tuple[str, str, int, int], tuple[object, ...]]
Used = dict[tuple[str, str], list[int]]
UNSETTLED = ("not-in-force", "pended", "not-covered", "excluded", "waiting")
Editions = dict[str, Edition]


@dataclass
class Report:
    """What came of so many worlds."""

    worlds: int = 0
    wordings: int = 0
    refused: int = 0
    lines: int = 0
    disagreements: int = 0
    first: str = ""
    moved: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: Report) -> None:
        """Take in another report."""
        for name in ("worlds", "wordings", "refused", "lines", "disagreements"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.first = self.first or other.first
        self.moved.update(other.moved)
        self.reasons.update(other.reasons)

    def table(self) -> str:
        """In how many worlds each kind moved money, and how often each reason was given."""
        moved = [f"{name:28}{count:9}{100 * count / self.worlds:7.1f} %" for name, count in sorted(self.moved.items())]
        reasons = [f"{name:28}{count:9}" for name, count in self.reasons.most_common()]
        return "\n".join(["moved money in worlds", *moved, "lines by reason", *reasons])

    def __str__(self) -> str:
        share = 100 * self.refused / max(1, self.wordings)
        return (
            f"{self.worlds} worlds, {self.lines} lines, {self.disagreements} disagreements; "
            f"{self.refused} of {self.wordings} wordings refused ({share:.1f} %)"
        )


# ------------------------------------------------------------------------------------------- the bridge


def editions_of(world: World) -> Editions:
    """The core's editions of a world's wordings."""
    return {name: load_edition(worlds.files(wording)) for name, wording in world.wordings.items()}


def by_core(world: World, editions: Editions, as_of: date | None) -> tuple[Told, Used]:
    """What the core decides."""
    kinds = (("policy", world.policies), ("bill", world.bills), ("void", world.events))
    records = [Record(kind=kind, fields=fields) for kind, listed in kinds for fields in listed]
    settlement = settle(editions, read_log(records, editions).one(), as_of)
    told: Told = {}
    for decision in settlement.decisions:
        for index, part in enumerate(decision.parts):
            clause = part.clause.id if part.clause is not None else ""
            place = (decision.policy, decision.bill, decision.line, index)
            told[place] = (part.reason, clause, *part.columns)
    return told, filled(settlement)


def filled(settlement: Settlement) -> Used:
    """Accumulators of the core, each as it stood last, without the names of owners and periods."""
    last: dict[tuple[str, str, str, str], int] = {}
    for states in settlement.states:
        for state in states.states:
            owner = state.owner if state.owner == "family" else f"{states.policy} {state.owner}"
            place = (settlement.edition_of[states.policy], state.account, owner, state.period)
            last[place] = state.used
    return gathered(((edition, name.partition("@")[0], used) for (edition, name, _, _), used in last.items()))


def gathered(amounts: Iterable[tuple[str, str, int]]) -> Used:
    """Amounts by edition and accumulator."""
    used: Used = {}
    for edition, name, amount in sorted(amounts):
        if amount:
            used.setdefault((edition, name), []).append(amount)
    return used


def by_oracle(world: World, as_of: date | None) -> tuple[Told, oracle.Settlement]:
    """What the oracle decides."""
    found = oracle.settle(world.wordings, world.policies, world.bills, world.events, as_of or date.max)
    told: Told = {
        (d.policy, d.bill, d.line, d.index): (d.reason, d.clause, *(d.amounts[name] for name in oracle.COLUMNS))
        for d in found.decisions
    }
    return told, found


def together(told: Told) -> Told:
    """Parts of a line that nothing was settled of, added up: how such a line is divided says nothing."""
    lines: dict[tuple[str, str, int], list[tuple[object, ...]]] = {}
    for (policy, bill, line, _), part in sorted(told.items()):
        lines.setdefault((policy, bill, line), []).append(part)
    merged: Told = {}
    for place, listed in lines.items():
        if all(part[0] in UNSETTLED for part in listed):
            sums = (sum(int(str(part[column])) for part in listed) for column in range(2, len(listed[0])))
            spoke = next((part for part in listed if part[0] == "pended"), listed[0])
            merged[*place, 0] = (*spoke[:2], *sums)
        else:
            merged.update({(*place, index): part for index, part in enumerate(listed)})
    return merged


# ------------------------------------------------------------------------------------------- the comparison


def parting(world: World, editions: Editions, as_of: date | None) -> tuple[str, oracle.Settlement]:
    """Where core and oracle part in a world; empty where they do not."""
    try:
        told, used = by_core(world, editions, as_of)
    except UberrimaError as error:
        return f"the core refuses: {error}", oracle.Settlement([], {})
    wanted, found = by_oracle(world, as_of)
    told, wanted = together(told), together(wanted)
    for place in chain(wanted, told):
        if told.get(place) != wanted.get(place):
            return f"{place}\n{difference(told.get(place), wanted.get(place))}", found
    names = {wording["product"]["id"]: name for name, wording in world.wordings.items()}
    filled_by_oracle = gathered(
        (names[key[0]], key[1].partition("|")[0].rstrip("#"), amount) for key, amount in found.used.items()
    )
    carried = {clause.get("accumulator", clause["id"]) for clause in all_clauses(world) if "carry_months" in clause}
    for name, amounts in used.items():
        if name[1].partition("|")[0] not in carried and Counter(amounts) - Counter(filled_by_oracle.get(name, [])):
            return f"accumulator {name}: core {amounts}, oracle {filled_by_oracle.get(name)}", found
    return "", found


def all_clauses(world: World) -> list[dict[str, Any]]:
    """The clauses of all wordings of a world."""
    return [clause for wording in world.wordings.values() for clause in wording["clause"]]


def difference(told: tuple[object, ...] | None, wanted: tuple[object, ...] | None) -> str:
    """The columns that differ."""
    if told is None or wanted is None:
        return f"core {told}, oracle {wanted}"
    names = ("reason", "clause", *oracle.COLUMNS)
    rows = zip(names, told, wanted, strict=True)
    return "\n".join(f"{name:12} core {one!s:>14}  oracle {other!s:>14}" for name, one, other in rows if one != other)


def sort_of(world: World, as_of: date | None) -> str:
    """Of what sort a disagreement is: which columns differ, and how."""
    try:
        why, _ = parting(world, editions_of(world), as_of)
    except (WordingError, KeyError, StopIteration, ValueError, AssertionError, IndexError):
        return ""
    return sort_told(why)


def sort_told(why: str) -> str:
    """The sort of a disagreement, from its words."""
    lines = [line.split() for line in why.splitlines()[1:]]
    return " ".join(words[0] for words in lines if words) or why[:16]


def shrunk(world: World, as_of: date | None) -> World:
    """The smallest world found that parts core and oracle in the same columns."""
    again, sort = True, sort_of(world, as_of)
    while again:
        again = False
        for smaller in cuttings(world):
            if sort_of(smaller, as_of) == sort:
                world, again = smaller, True
                break
    return world


def cuttings(world: World) -> Iterator[World]:
    """The world with one thing less."""
    for name in ("events", "bills", "policies"):
        kept = getattr(world, name)
        yield from (replace(world, **{name: kept[:i] + kept[i + 1 :]}) for i in range(len(kept)))
    for i, bill in enumerate(world.bills):
        for j in range(len(bill["line"]) if len(bill["line"]) > 1 else 0):
            less = bill | {"line": bill["line"][:j] + bill["line"][j + 1 :]}
            yield replace(world, bills=[*world.bills[:i], less, *world.bills[i + 1 :]])
    for name, wording in world.wordings.items():
        if all(policy["edition"] != name for policy in world.policies):
            yield replace(world, wordings={other: one for other, one in world.wordings.items() if other != name})
            continue
        for less in lighter(wording):
            yield replace(world, wordings=world.wordings | {name: less})


def lighter(wording: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The wording with a clause, or a condition of one, less."""
    for i, clause in enumerate(wording["clause"]):
        if clause["kind"] not in {"order", "benefit", "otherwise"} and clause.get("payer") != "other_insurers":
            yield with_steps(wording | {"clause": wording["clause"][:i] + wording["clause"][i + 1 :]})
        for name in ("when", "unless", "overrides", "from", "until", "owner", "restart", "to", "where", "of"):
            if name in clause and clause["kind"] not in {"benefit", "count_limit", "take_over"}:
                less = {key: value for key, value in clause.items() if key != name}
                less |= {word: less[word].replace(f"{{{name}}}", "") for word in ("zh", "en")}
                yield with_steps(wording | {"clause": [*wording["clause"][:i], less, *wording["clause"][i + 1 :]]})


def with_steps(wording: dict[str, Any]) -> dict[str, Any]:
    """The wording with the steps that its clauses still work in."""
    order, *others = wording["clause"]
    working = {worlds.STEP_OF.get(clause["kind"], "") for clause in others}
    working |= {"copay"} if any(clause["kind"] == "days" and "copay" in clause for clause in others) else set()
    order = order | {"steps": [step for step in order["steps"] if step in working]}
    return wording | {"clause": [order, *others]}


def shown(world: World, as_of: date | None) -> str:
    """A world to read: every wording, every record, and where core and oracle part."""
    why, _ = parting(world, editions_of(world), as_of)
    texts = [f"# wording {name}\n{worlds.toml(wording)}" for name, wording in world.wordings.items()]
    records = [str(record) for listed in (world.policies, world.bills, world.events) for record in listed]
    return "\n".join([f"world {world.seed} as of {as_of}", *texts, *records, why])


def run(seed: int, count: int, *, shrink: bool = True) -> Report:
    """So many worlds of one seed."""
    report = Report()
    place = 0
    while report.worlds < count:
        name = f"{seed}/{place}"
        place += 1
        authors, wordings = worlds.group(name)
        report.wordings += len(wordings)
        try:
            editions = {key: load_edition(worlds.files(one)) for key, one in wordings.items()}
        except WordingError:
            report.refused += len(wordings)
            continue
        for world in worlds.families(name, authors, wordings, min(worlds.FAMILIES_PER_WORDING, count - report.worlds)):
            compare(report, world, editions, shrink=shrink)
    return report


def compare(report: Report, world: World, editions: Editions, *, shrink: bool) -> None:
    """One world, as it stands in the end and as it stood on a day in between."""
    report.worlds += 1
    between = world.bills[len(world.bills) // 2]["date"]
    for as_of in (None, between) if report.worlds % 3 == 0 else (None,):
        why, found = parting(world, editions, as_of)
        if as_of is None:
            report.lines += len(found.decisions)
            report.moved.update({kind for decision in found.decisions for kind in decision.moved})
            report.reasons.update(decision.reason for decision in found.decisions)
        if why:
            report.disagreements += 1
            if not report.first:
                report.first = shown(shrunk(world, as_of) if shrink else world, as_of)
            return


def run_all(seed: int, count: int, processes: int) -> Report:
    """So many worlds, shared out to so many processes."""
    pieces = [min(1000, count - first) for first in range(0, count, 1000)]
    report = Report()
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(run, range(seed * 10**6, seed * 10**6 + len(pieces)), pieces):
            report.add(part)
    return report


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Settle made-up worlds by the core and by the oracle.")
    parser.add_argument("--worlds", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    report = run_all(asked.seed, asked.worlds, asked.processes)
    sys.stdout.write(f"{report.table()}\n{report.first}\n{report}\n")
    return int(report.disagreements > 0)


if __name__ == "__main__":
    sys.exit(main())
