"""``make prove``: everything the documents promise, shown again at length and written down in docs/proof.md.

Figures flipped, made-up worlds against the oracle, properties, deadlines, planted faults, malformed input, attacks on the journal,
evidence coverage, monotonicity.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.oracle import clocks as deadlines
from tests.oracle import compare
from tests.prove import canary, fuzz, monotone, mutants, properties, servers, trials
from tests.prove import crashes as crash
from tests.prove.coverage import coverage, table
from tests.prove.flip import Flips, flips
from tests.prove.shelf import PRODUCTS, ROOT, all_cases, products_below

PROOF = ROOT / "docs" / "proof.md"


@dataclass(kw_only=True)
class Chapter:
    """One part of the proof."""

    title: str
    says: str
    good: bool
    #: one sentence with the counts
    result: str
    details: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def text(self) -> str:
        listed = "".join(f"\n* {line}" for line in self.details)
        return f"## {self.title}\n{self.says}\n\n**{self.result}**{chr(10) if listed else ''}{listed}\n"


# ------------------------------------------------------------------------------------------- chapters


def crashes(rounds: int, seed: int) -> Chapter:
    found = crash.crash(rounds, seed)
    return Chapter(
        title="Killed processes", good=found.good, result=f"seed {seed}: {found}",
        says="The service runs as it is, writers commit rows and entries of the journal, and the database, the web, the worker and at last "
        "the watcher fall to SIGKILL. Everything acknowledged is there once, the journal verifies, and nothing outlives its watcher.",
        details=[*(f"lost: {word}" for word in found.lost), *(f"twice: {word}" for word in found.twice), *found.faults],
    )  # fmt: skip


def other_servers() -> Chapter:
    if not servers.installed():
        servers.install()
    trials_ = [(programs, *servers.trial(programs)) for programs in servers.installed()]
    return Chapter(
        title="Servers of the distribution", good=all(good for _, good, _ in trials_),
        says="The tests that use the database, on a server that is not ours: over the network, with a password, by `DATABASE_URL`.",
        result="; ".join(f"PostgreSQL {programs.parent.name}: {said.splitlines()[0]}" for programs, _, said in trials_)
        or "not tried: there is no such server here, and none may be installed",
        details=[line for _, good, said in trials_ if not good for line in said.splitlines()[1:]],
    )  # fmt: skip


def cases() -> Chapter:
    broken = list(trials.cases())
    return Chapter(
        title="Worked cases", says="Every case of every product, to the cent.", good=not broken,
        result=f"{len(all_cases())} cases, {len(all_cases()) - len(broken)} met", details=broken,
    )  # fmt: skip


def every_figure(processes: int) -> Chapter:
    folders = products_below(PRODUCTS)
    found = Flips()
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(_flips_of, folders):
            found.found += part.found
            found.unusable += part.unusable
    details = [f"dead: {flip}" for flip in found.dead] + [
        f"only the checker notices: {flip}" for flip in found.only_refused
    ]
    return Chapter(
        title="Every figure matters", good=not found.dead and not found.unusable, result=str(found),
        says="Each number of each wording is changed by one unit, up and down; some worked case must change its verdict. Dates and figures "
        "that are only told must change the words.",
        details=[line.replace(str(ROOT), "") for line in details + found.unusable],
    )  # fmt: skip


def _flips_of(folder: Path) -> Flips:
    return flips([folder])


def oracle(seed: int, count: int, processes: int) -> Chapter:
    report = compare.run_all(seed, count, processes)
    return Chapter(
        title="The oracle", good=not report.disagreements, result=f"seed {seed}: {report}",
        says="Made-up wordings and families, settled by the core and by a second reading of the language that shares no code with it.",
        details=report.first.split("\n")[-12:] if report.disagreements else [],
    )  # fmt: skip


def due_days(seed: int, count: int, processes: int) -> Chapter:
    parts = [(f"{seed}.{number}", count // (processes * 4)) for number in range(processes * 4)]
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(_deadlines, parts))
    total = deadlines.Compared(
        histories=sum(one.histories for one in found), clocks=sum(one.clocks for one in found),
        disagreements=sum(one.disagreements for one in found), first=next((one.first for one in found if one.first), ""),
    )  # fmt: skip
    return Chapter(
        title="Deadlines", good=not total.disagreements, result=f"seed {seed}: {total}", details=total.first.split("\n")[-12:] if total.first else [],
        says="Made-up histories of claims and complaints; every due day, state and pause by the core, which adds, and by a second reading, which "
        "walks from day to day and has the figures of the law written out by hand.",
    )  # fmt: skip


def _deadlines(asked: tuple[str, int]) -> deadlines.Compared:
    return deadlines.compare(*asked)


def always(count: int, processes: int) -> Chapter:
    details, broken = [], 0
    with ProcessPoolExecutor(processes) as pool:
        for name, found in pool.map(_tried, [(number, count) for number in range(len(properties.PROPERTIES))]):
            broken += found.broken
            details.append(
                f"`{name}`: {found.tried} worlds, {found.broken} broken{f': {found.first[:300]}' if found.broken else ''}"
            )
    return Chapter(
        title="Properties", says="What always holds, each tried on made-up worlds (seed `prove`).", good=not broken,
        result=f"{len(properties.PROPERTIES)} properties, {broken} broken", details=details,
    )  # fmt: skip


def _tried(asked: tuple[int, int]) -> tuple[str, properties.Tried]:
    number, count = asked
    one = properties.PROPERTIES[number]
    found = properties.try_property(one, "prove", count)
    found.world = None
    return one.__name__, found


def planted(count: int, seed: int, processes: int) -> Chapter:
    judged = mutants.judge_all(mutants.chosen(count, seed), processes=processes)
    details = [f"survived: `{name}`" for name in judged.survivors]
    details += [f"equivalent: `{name}`: {reason}" for name, reason in judged.equivalent.items()]
    details += [f"judged without the properties: {judged.without}"] if judged.without else []
    return Chapter(
        title="Planted faults", good=not judged.survivors, result=f"seed {seed}: {judged}", details=details,
        says="The core's source is changed in one place at a time; the cases, the oracle's answers or the properties must notice.",
    )  # fmt: skip


def malformed(count: int, processes: int) -> Chapter:
    tries, failures = 0, []
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(_fuzzed, [(kind, seed, count // 12) for kind in range(3) for seed in range(100, 104)]):
            tries += found.tries
            failures += found.failures
    return Chapter(
        title="Malformed input", says="Wrong values at random places of real wordings, cases and records: only errors raised on purpose come out.",
        good=not failures, result=f"{tries} tries (seeds 100–103), {len(failures)} unexpected errors", details=failures[:20],
    )  # fmt: skip


def _fuzzed(asked: tuple[int, int, int]) -> fuzz.Fuzzed:
    kind, seed, count = asked
    return (
        lambda: fuzz.fuzz_wordings(PRODUCTS, seed, count),
        lambda: fuzz.fuzz_cases(seed, count),
        lambda: fuzz.fuzz_records(seed, count),
    )[kind]()


def evidence() -> Chapter:
    found = coverage(products_below(PRODUCTS))
    gaps = [f"{one.edition.name}: {gap}" for one in found for gap in one.gaps()]
    never = sum("no case sets it" in gap for gap in gaps)
    return Chapter(
        title="Coverage of the contract", good=True,
        says="Which operation of which row is set by some worked case and left unset by another. What is always set (a benefit, a share of a "
        "single rate) cannot be left unset; what is never set is a share of 100 %, or a gap.",
        result=f"{table(found)[-1].removeprefix('all').strip()}; {never} never set", details=gaps,
    )  # fmt: skip


def attacks(count: int) -> Chapter:
    """In a run of pytest, which makes the database that is attacked."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rooms/journal/test_attacks.py"],
        cwd=ROOT, env={**os.environ, "UBERRIMA_ATTACKS": str(count)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Chapter(
        title="Attacks on the journal", good=done.returncode == 0, result=f"seed 2026: {count} attacks by chance, every tenth followed by a clean run",
        says="By one who owns the database server: one bit of any column flipped, entries edited, removed, slipped in, exchanged, cut off, everything "
        "hashed and signed anew, an older copy restored and gone on from, lines of the checkpoint file cut or bent. The audit must find each, and "
        "nothing once it is undone.",
        details=done.stdout.strip().split("\n")[-12:] if done.returncode else [],
    )  # fmt: skip


def nothing_left_behind() -> Chapter:
    found = canary.walk()
    return Chapter(
        title="A canary", good=found.good, result=str(found), details=[*found.left, *found.faults],
        says="A person who does not exist goes the whole way through the running service, a fault and a failed job among it. Her name, numbers, "
        "hospital, items, diagnosis and papers are then in no dump, no file of the database or of its log of writes, no log, session or "
        "temporary file, in any spelling that bytes have; what was planted there is found.",
    )  # fmt: skip


def at_once(how_many: str) -> Chapter:
    """In a run of pytest, which makes the database."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/attacks/test_at_once.py"],
        cwd=ROOT, env={**os.environ, "UBERRIMA_AT_ONCE": how_many}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    threads, _, keys = how_many.partition("x")
    return Chapter(
        title="The same form at once", good=done.returncode == 0, result=f"{threads} threads, {keys} keys, each sent by all threads at the same moment",
        says="Each thread has a connection of its own. One key has one effect, everybody gets the same answer, and of two who decide one claim one is "
        "told that it came too late.",
        details=done.stdout.strip().split("\n")[-12:] if done.returncode else [],
    )  # fmt: skip


def more_cover(count: int) -> Chapter:
    found = monotone.monotone("prove", count)
    return Chapter(
        title="Monotonicity", says="A report, not a promise: one amount of a made-up wording is raised by a tenth. Is more cover ever less money?",
        good=True, result=f"{sum(found.tried.values())} tried, {sum(found.against.values())} against expectation", details=list(found.lines()),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- the whole


def commit() -> str:
    """The commit that was proved, and whether anything was changed since."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S607 (git is found as usual)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--", "src", "products", "tests")
    return (git("rev-parse", "--short=12", "HEAD") or "no commit") + (" with changes" if changed else "")


def proof(chapters: list[Chapter]) -> str:
    """The page."""
    good = all(chapter.good for chapter in chapters)
    head = (
        f"# What was proved\nWritten by `make prove` on {datetime.now(UTC):%Y-%m-%d}, commit {commit()}, "
        f"in {sum(c.seconds for c in chapters) / 60:.0f} minutes. {'Everything holds.' if good else 'Not everything holds.'}\n"
    )
    rows = "".join(
        f"| {c.title} | {'holds' if c.good else '**does not hold**'} | {c.result} | {c.seconds:.0f} s |\n"
        for c in chapters
    )
    return "\n".join([head, "| part | | result | time |\n|---|---|---|--:|\n" + rows, *(c.text() for c in chapters)])


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.prove", description="Show everything again that the documents promise."
    )
    parser.add_argument("--worlds", type=int, default=100_000, help="worlds against the oracle")
    parser.add_argument("--mutants", type=int, default=600, help="planted faults")
    parser.add_argument("--tries", type=int, default=6_000, help="malformed inputs")
    parser.add_argument("--property-worlds", type=int, default=1_000, help="worlds for each property")
    parser.add_argument("--histories", type=int, default=100_000, help="histories whose deadlines are counted twice")
    parser.add_argument("--attacks", type=int, default=1_000, help="attacks on the journal")
    parser.add_argument("--at-once", default="40x200", help="threads and keys of forms that are sent at once")
    parser.add_argument("--kills", type=int, default=60, help="processes killed while writes go on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a share of everything, in about two minutes; docs/proof.md is left as it is",
    )
    asked = parser.parse_args()
    if asked.quick:
        asked.worlds, asked.mutants, asked.tries, asked.property_worlds = 1_000, 24, 600, 60
        asked.histories, asked.attacks, asked.kills, asked.at_once = 2_000, 100, 5, "8x10"
    todo: list[Callable[[], Chapter]] = [
        cases,
        lambda: every_figure(asked.processes),
        lambda: always(asked.property_worlds, asked.processes),
        lambda: malformed(asked.tries, asked.processes),
        evidence,
        lambda: crashes(asked.kills, asked.seed),
        other_servers,
        lambda: more_cover(asked.property_worlds),
        lambda: attacks(asked.attacks),
        nothing_left_behind,
        lambda: at_once(asked.at_once),
        lambda: due_days(asked.seed, asked.histories, asked.processes),
        lambda: planted(asked.mutants, asked.seed, asked.processes),
        lambda: oracle(asked.seed, asked.worlds, asked.processes),
    ]
    chapters = []
    for work in todo:
        started = time.monotonic()
        chapter = work()
        chapter.seconds = time.monotonic() - started
        chapters.append(chapter)
        print(
            f"{chapter.title}: {'holds' if chapter.good else 'DOES NOT HOLD'}: {chapter.result} ({chapter.seconds:.0f} s)",
            flush=True,
        )
        if not chapter.good:
            print("\n".join(f"  {line}" for line in chapter.details[:20]), flush=True)
    if not asked.quick:
        PROOF.write_text(proof(chapters), encoding="utf-8")
    return int(not all(chapter.good for chapter in chapters))


if __name__ == "__main__":
    sys.exit(main())
