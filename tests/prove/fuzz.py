"""Wrong values at random places of real wordings, cases and records: whatever comes in, only the errors raised on purpose come out."""

from __future__ import annotations

import copy
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from tests.prove.shelf import Shelved, Table, all_cases, product_at, products_below, toml
from uberrima.core.adjudication.cases import read_case, run_case
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.errors import RecordError, UberrimaError, WordingError
from uberrima.core.wording.edition import FEES, WORDING, load_edition

#: Values that do not belong where they will stand.
WRONG: tuple[object, ...] = (
    "", " ", "x", "0", "-1", "1.005", "1e9", "99999999999999999999", "0.1", "80%", "-5%", "101%", "1/0", "0/1", "33 1/0%", "999999999999999%",
    "..", "5..", "..5", "9..1", "a..b", "months:5", "months:3", "months:", "lifetime", "day", "benefit_period", "一百", "١٢", "１２", "½",
    "\x00", "a\x00b", "\u202e", "😀" * 50, "x" * 300, "2025-02-30", "2025-01-31", "{amount}", "{", "}", "{x.y}", "{when.age:min}", "{a:b}",
    0, 1, -1, 2, 31, 366, 10**6, 10**6 + 1, 10**18, 2**63, -(2**63), 0.5, float("1e400"), True, False, [], {}, [[]], [{}], ["x"], ["x", "x"], [1], ["P1"],
    {"amount": "1"}, {"amount": "1", "choice": "x"}, {"choice": "plan"}, {"choice": 3}, {"fact": "x"}, {"fact": "1"}, {"amount": "1", "rate": "1/0"},
    {"amount": "1", "times": "x"}, {"amount": "1", "times": 3}, {"amount": "1", "per_extra_member": "1", "above": -1}, {"amount": {"amount": "1"}}, {"x": 1},
    {"zh": "x", "en": "x"}, [{"upto": "1", "pays": "50%"}], [{"pays": "50%"}], [{"upto": "2", "pays": "1%"}, {"upto": "1", "pays": "1%"}, {"bears": "1%"}],
    date(1, 1, 1), date(9999, 12, 31), date(2025, 1, 31), datetime(2025, 1, 31, 12, 0, tzinfo=UTC), time(12, 0),
)  # fmt: skip


@dataclass
class Fuzzed:
    """What came of so many tries."""

    outcomes: Counter[str] = field(default_factory=Counter)
    #: unexpected exceptions, each with what provoked it
    failures: list[str] = field(default_factory=list)

    @property
    def tries(self) -> int:
        return sum(self.outcomes.values())

    def try_(self, what: str, act: Callable[[], str]) -> None:
        """Try something that may fail on purpose only."""
        try:
            self.outcomes[act()] += 1
        except UberrimaError as error:
            problems = error.problems if isinstance(error, WordingError | RecordError) else ()
            told = bool(problems) and all(p.cause.strip() and p.cure.strip() and p.code for p in problems)
            self.outcomes["refused"] += 1
            if not told:
                self.failures.append(f"{what}: an error without cause, cure or code: {error}")
        except Exception as error:  # noqa: BLE001 (that no other kind comes out is what is tried)
            self.outcomes["failed"] += 1
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
            self.failures.append(f"{what}: {type(error).__name__} at {place}: {error}"[:400])


def spots(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a nested value."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from spots(inner, (*path, key))


def spoilt(tables: Table, rng: Random) -> tuple[Table, str]:
    """The tables with one or two things wrong, and what."""
    tables = copy.deepcopy(tables)
    told = []
    for _ in range(rng.choice((1, 1, 2))):
        path = rng.choice(list(spots(tables)))
        spot: Any = tables
        for key in path[:-1]:
            spot = spot[key]
        how = rng.choice(("value", "value", "value", "value", "gone", "twice", "renamed", "borrowed"))
        if how == "gone":
            del spot[path[-1]]
        elif how == "twice" and isinstance(spot, list):
            spot.append(copy.deepcopy(spot[int(path[-1])]))
        elif how == "renamed" and isinstance(spot, dict):
            spot[f"{path[-1]}x"] = spot.pop(str(path[-1]))
        elif how == "borrowed":
            other: Any = tables
            for key in rng.choice(list(spots(tables))):
                other = other[key]
            spot[path[-1]] = copy.deepcopy(other)
            how = f"borrowed {str(other)[:60]!r}"
        else:
            spot[path[-1]] = copy.deepcopy(rng.choice(WRONG))
            how = f"{spot[path[-1]]!r}"[:80]
        told.append(f"{'.'.join(map(str, path))} {how}")
    return tables, "; ".join(told)


def spoilt_text(text: str, rng: Random) -> tuple[str, str]:
    """The text with a few characters wrong."""
    told = []
    for _ in range(rng.choice((1, 2, 3))):
        at = rng.randrange(len(text))
        sign = rng.choice(
            ('"', "[", "]", "{", "}", "=", "\n", "\x00", "#", "'", "0", "9", ".", "-", "é", "\u2028", "\\", ",", "")
        )
        span = rng.choice((0, 1, 1, 3))
        text = text[:at] + sign + text[at + span :]
        told.append(f"{at}+{span} {sign!r}")
    return text, "; ".join(told)


def fuzz_wordings(folder: Path, seed: int, count: int) -> Fuzzed:
    """Spoilt wordings; those that are still accepted work their cases."""
    rng = Random(f"wordings/{seed}")
    folders = products_below(folder)
    found = Fuzzed()
    by_edition: dict[Path, list[Shelved]] = {}
    for one in all_cases():
        by_edition.setdefault(one.folders[""], []).append(one)
    for number in range(count):
        where = rng.choice(folders)
        product = product_at(where)
        if number % 4 == 3:
            text, what = spoilt_text((where / WORDING).read_text(encoding="utf-8"), rng)
        else:
            tables, what = spoilt(product.wording, rng)
            text = toml(tables)
        fees = product.files().get(FEES)
        cases = by_edition.get(where, [])
        beside = rng.choice(cases) if cases else None

        def load(
            text: str = text, fees: str | bytes | None = fees, where: Path = where, beside: Shelved | None = beside
        ) -> str:
            edition = load_edition({WORDING: text} | ({FEES: fees} if fees is not None else {}))
            if beside is not None:
                run_case(beside.case, beside.editions({where: edition}), "")
            return "accepted"

        found.try_(f"{where.parent.name} seed {seed} try {number}: {what}", load)
    return found


def fuzz_cases(seed: int, count: int) -> Fuzzed:
    """Spoilt cases."""
    rng = Random(f"cases/{seed}")
    found = Fuzzed()
    for number in range(count):
        one = rng.choice(all_cases())
        text = one.path.read_text(encoding="utf-8")
        if number % 4 == 3:
            text, what = spoilt_text(text, rng)
        else:
            tables, what = spoilt(tomllib.loads(text), rng)
            text = toml(tables)

        def run(text: str = text, one: Shelved = one) -> str:
            case = read_case(text, "case.toml")
            result = run_case(case, dict(one.editions().items()), "")
            return "told what is wrong" if result.error else "ran"

        found.try_(f"{one.path.name} seed {seed} try {number}: {what}", run)
    return found


def fuzz_records(seed: int, count: int) -> Fuzzed:
    """Spoilt records as they come from JSON Lines: days are texts, and anything may stand anywhere."""
    rng = Random(f"records/{seed}")
    found = Fuzzed()
    for number in range(count):
        one = rng.choice(all_cases())
        raw = {str(n): {"kind": r.kind, "fields": dict(r.fields)} for n, r in enumerate(one.case.records)}
        tables, what = spoilt(raw, rng)
        kept = [r for r in tables.values() if isinstance(r, dict) and isinstance(r.get("fields"), dict)]
        records = [Record(kind=r.get("kind", ""), fields=r["fields"]) for r in kept]

        def run(records: list[Record] = records, one: Shelved = one) -> str:
            editions = one.editions()
            for log in read_log(records, editions).logs:
                settle(editions, log)
            return "read"

        found.try_(f"{one.path.name} seed {seed} try {number}: {what}", run)
    return found
