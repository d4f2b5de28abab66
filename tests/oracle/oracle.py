"""The clause language read a second time: plain dictionaries and fractions, no tables, no code shared with the core.

Everything here follows ``docs/language.md`` and ``docs/cases.md`` sentence by sentence, and is slow on purpose.
:func:`settle` takes wordings as ``tomllib`` gives them and records as the cases page shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import floor
from typing import Any, TypeVar

Record = dict[str, Any]
T = TypeVar("T")
Key = tuple[str, str, str, str]  # product, accumulator, owner, period

COLUMNS = (
    "billed", "recognised", "other", "sublimit", "deductible", "copay", "share", "limit", "relief", "granted", "paid",
    "insured", "self_paid", "uncovered",
)  # fmt: skip

#: kinds that a settled line is settled by; all others only select
MONEY_KINDS = frozenset({
    "days", "day_benefit", "lump_sum", "allowed", "recognise", "proportion", "other_payer", "count_limit", "sublimit",
    "deductible", "copay", "share", "limit", "event_limit", "interval", "further_limit", "take_over", "out_of_pocket_max",
})  # fmt: skip
FIXED_KINDS = frozenset({"day_benefit", "lump_sum"})
COST_KINDS = frozenset({"sublimit", "deductible", "copay", "share", "take_over", "out_of_pocket_max"})
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}
MONEY_FIELDS = ("amount", "copay", "floor", "ceiling", "no_claim_step", "no_claim_bound", "carry_max")
NUMBERS = ("age", "days_covered", "months_covered", "policy_year_number", "birthday_month")
SEXES = ("female", "male", "other")
NO_MATCH = object()


# ------------------------------------------------------------------------------------------- numbers and days


@cache
def rate(text: str) -> Fraction:
    """``"80%"``, ``"33 1/3%"``, ``"2/37"``."""
    number = text.removesuffix("%").strip()
    value = sum((Fraction(part) for part in number.split()), Fraction(0))
    return value / 100 if text.endswith("%") else value


@cache
def minor(text: str, unit: int) -> int:
    """An amount in minor units."""
    return int(Fraction(text) * unit)


def rounded(value: Fraction, mode: str, unit: int = 1) -> int:
    """The multiple of ``unit`` that ``value`` is rounded to."""
    steps = value / unit
    low = floor(steps)
    rest = steps - low
    half = Fraction(1, 2)
    up = {
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and low % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[mode]
    return (low + int(up)) * unit


def evenly(amount: int, parts: int, index: int) -> int:
    """Part ``index`` of an amount that is divided evenly, the larger parts first."""
    return amount // parts + int(index < amount % parts)


def divided(amounts: Mapping[str, int], parts: int, index: int) -> dict[str, int]:
    """Part ``index`` of several amounts: the sums of the first, the first two, … are divided evenly."""
    parted, before = {}, 0
    for name, amount in amounts.items():
        parted[name] = evenly(before + amount, parts, index) - evenly(before, parts, index)
        before += amount
    return parted


def months_after(day: date, months: int) -> date:
    """The day so many months later (or earlier); the last of the month where the month is too short."""
    index = day.year * 12 + day.month - 1 + months
    for back in range(4):
        with suppress(ValueError):
            return date(index // 12, index % 12 + 1, day.day - back)
    raise ValueError(day)


def months_between(first: date, then: date) -> int:
    """Whole months from ``first`` to ``then``."""
    months = (then.year - first.year) * 12 + then.month - first.month
    return months - int(months_after(first, months) > then)


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key that reads digits as numbers."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part]


# ------------------------------------------------------------------------------------------- the wording


class MissingFactError(Exception):
    """A condition asks for a fact that nobody has stated."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Wording:
    """One edition: clauses in the order of the file, facts and choices by name."""

    def __init__(self, toml: Record) -> None:
        self.product: str = toml["product"]["id"]
        self.unit = 10 ** DECIMALS.get(toml["product"]["currency"], 2)
        self.facts = {fact["name"]: fact for fact in toml.get("fact", [])}
        self.choices = {choice["name"]: choice for choice in toml.get("choice", [])}
        written = [one for clause in toml["clause"] for one in spelled_out(clause)]
        self.clauses = [dict(clause, index=i) for i, clause in enumerate(written)]
        self.fees: dict[str, str] = toml.get("fees", {})
        self.order = next(clause for clause in self.clauses if clause["kind"] == "order")
        self.term = next((clause for clause in self.clauses if clause["kind"] == "term"), {})
        self.stays = {clause["name"]: clause for clause in self.clauses if clause["kind"] == "stay"}
        self.versions: dict[str, list[Record]] = {}
        for clause in self.clauses:
            self.versions.setdefault(clause["id"], []).append(clause)
        for versions in self.versions.values():
            versions.sort(key=starts)
        self.overriders: dict[str, list[Record]] = {}
        for clause in self.clauses:
            for overridden in clause.get("overrides", ()):
                self.overriders.setdefault(overridden, []).append(clause)

    def minor(self, text: str) -> int:
        """An amount in minor units."""
        return minor(text, self.unit)

    def current(self, clause: Record, day: date) -> bool:
        """Whether this version of a clause is the one that holds on a day."""
        begun = [starts(version) for version in self.versions[clause["id"]] if starts(version) <= day]
        return bool(begun) and begun[-1] == starts(clause) and day < clause.get("until", date.max)

    def generation(self, clause: Record) -> int:
        """How often the accumulator of a clause was begun anew up to this version."""
        anew = {starts(version) for version in self.versions[clause["id"]] if version.get("restart")}
        return sum(day <= starts(clause) for day in anew)

    def counts_days(self, benefit: str, day: date) -> bool:
        """Whether lines under a benefit are settled day by day, by the versions of a day."""
        here = [c for c in self.clauses if c["kind"] in MONEY_KINDS and self.current(c, day) and concerns(c, benefit)]
        if any(clause["kind"] in FIXED_KINDS for clause in here):
            here = [clause for clause in here if clause["kind"] not in COST_KINDS or names_benefit(clause)]
        return any(counts_days(clause) for clause in here)

    def domain(self, name: str) -> Sequence[object]:
        """Values that stand for everything a fact could be, as far as conditions tell them apart."""
        if name == "sex":
            return SEXES
        fact = self.facts.get(name, {"kind": "count"})
        if fact["kind"] == "choice":
            return list(fact["values"])
        if fact["kind"] == "flag":
            return [True, False]
        asked = [
            value
            for clause in self.clauses
            for table in (clause.get("when", {}), clause.get("unless", {}))
            if name in table
            for value in listed(table[name])
        ]
        if fact["kind"] == "code":
            return ["~", *dict.fromkeys(asked)]
        ends = [end for value in asked for end in bounds(value)]
        return sorted({near for end in ends for near in (end - 1, end, end + 1)})


def on(record: Record, name: str, otherwise: str) -> date:
    """A day of a record, or another day where it has none."""
    day = record[name] if name in record else record[otherwise]
    assert isinstance(day, date)
    return day


def received(bill: Record) -> date:
    """When a bill became known."""
    return on(bill, "received", "date")


def starts(clause: Record) -> date:
    """The first day of a version."""
    day = clause.get("from", date.min)
    assert isinstance(day, date)
    return day


def spelled_out(clause: Record) -> list[Record]:
    """One clause for each key of a table by a fact, with the condition that the fact has it."""
    for name, value in clause.items():
        if isinstance(value, dict) and "by" in value:
            fact, when = value["by"], clause.get("when", {})
            keys = [key for key in value["of"] if key in listed(when.get(fact, key))]
            clones = [clause | {name: value["of"][key], "when": when | {fact: key}} for key in keys]
            return [one for clone in clones for one in spelled_out(clone)]
    return [clause]


def in_order(clauses: list[Record]) -> list[Record]:
    """File order, but for clauses that go before another one of the same line."""
    here = {clause["id"] for clause in clauses}
    ordered = [clause for clause in clauses if clause.get("before") not in here]
    for clause in clauses:
        if clause.get("before") in here:
            place = next(i for i, other in enumerate(ordered) if other["id"] == clause["before"])
            ordered.insert(place, clause)
    return ordered


def listed(value: object) -> list[Any]:
    """One value or a list of them."""
    return list(value) if isinstance(value, list) else [value]


def bounds(value: int | str) -> tuple[int, int]:
    """Both ends of a number or a range."""
    if isinstance(value, int):
        return value, value
    low, _, high = value.partition("..")
    return int(low or -(10**9)), int(high or 10**9)


def follows(clause: Record, row: Sequence[Record]) -> bool:
    """Whether a further limit has a limit to go on from; true of all other clauses."""
    before = [other for other in row if other["id"] == clause.get("after")]
    return "after" not in clause or any(follows(other, row) for other in before)


def names_benefit(clause: Record) -> bool:
    """Whether a clause says itself for which benefits it is."""
    return bool(clause.get("benefits")) or "benefit" in clause.get("when", {})


def counts_days(clause: Record) -> bool:
    """Whether a clause counts days."""
    of_days = clause["kind"] == "count_limit" and clause["of"] == "days"
    return of_days or clause["kind"] in {"days", "day_benefit"} or clause.get("per") == "day"


def chain_of(clause: Record, clauses: Sequence[Record]) -> list[Record]:
    """The clauses of a line that cap one another, directly or by others."""
    chain = [clause]
    for known in chain:
        for other in clauses:
            if other not in chain and (other.get("caps") == known["id"] or known.get("caps") == other["id"]):
                chain.append(other)
    return chain


def concerns(clause: Record, benefit: str) -> bool:
    """Whether a clause has anything to say about a benefit."""
    return (not clause.get("benefits") or benefit in clause["benefits"]) and benefit in listed(
        clause.get("when", {}).get("benefit", benefit)
    )


# ------------------------------------------------------------------------------------------- which clauses apply


@dataclass(frozen=True)
class Outcome:
    """What the clauses make of a line: a reason, the clause that spoke, and the clauses that settle it."""

    reason: str
    clause: str = ""
    benefit: str = ""
    row: tuple[int, ...] = ()


class View:
    """One day of a line, seen under one policy, with what is assumed of missing facts."""

    def __init__(self, wording: Wording, policy: Record, bill: Record, line: Record, day: date) -> None:
        self.wording = wording
        self.policy = policy
        self.bill = bill
        self.line = line
        self.day = day
        self.member = next(member for member in policy["members"] if member["id"] == bill["member"])
        self.assumed: dict[str, object] = {}

    # facts

    def value(self, name: str) -> object:
        """A fact, a choice, or a fact that comes by itself."""
        if name in self.assumed:
            return self.assumed[name]
        if name in self.wording.choices:
            return self.chosen(name)
        if name in self.wording.facts:
            return self.stated(self.wording.facts[name])
        return self.by_itself(name)

    def chosen(self, name: str) -> object:
        """What the schedule says on the day that picks the version."""
        chosen = self.policy.get("schedule", {}).get(name, self.wording.choices[name].get("default"))
        for change in sorted(self.policy.get("changes", ()), key=starts):
            if starts(change) <= self.version_day():
                chosen = change["schedule"].get(name, chosen)
        return chosen

    def stated(self, fact: Record) -> object:
        """A declared fact, from the line, its bill, or the member."""
        name = fact["name"]
        places = [self.line, self.bill] + ([self.member] if fact.get("of") == "member" else [])
        value = next((place[name] for place in places if name in place), fact.get("default"))
        if value is None or (fact["kind"] == "choice" and value not in fact["values"]):
            raise MissingFactError(name)
        return value

    def by_itself(self, name: str) -> object:
        """The facts that nobody states."""
        if name in {"age", "birthday_month"}:
            return self.birthday(name)
        if name == "sex":
            if self.member.get("sex") not in SEXES:
                raise MissingFactError(name)
            return self.member["sex"]
        if name == "policy_year_number":
            return self.year()
        since = self.cover_since()
        return (self.day - since).days if name == "days_covered" else months_between(since, self.day)

    def birthday(self, name: str) -> object:
        """The member's age, or the age of the birthday in this month."""
        if "born" not in self.member:
            raise MissingFactError(name)
        born: date = self.member["born"]
        if name == "birthday_month":
            return self.day.year - born.year if self.day.month == born.month else NO_MATCH
        return months_between(born, self.day) // 12

    def cover_since(self) -> date:
        """The day since which cover has had no break; a lapse that was made good is none."""
        places = (
            (self.member, "continuous_since"),
            (self.member, "from"),
            (self.policy, "continuous_since"),
            (self.policy, "start"),
        )
        return next(on(record, name, name) for record, name in places if name in record)

    def year(self) -> int:
        """The policy year of the day; the first is 1."""
        return months_between(self.policy["start"], self.day) // 12 + 1

    def first_year(self, clause: Record) -> int:
        """The first policy year of whoever owns an accumulator."""
        if clause.get("owner", "member") != "member" or "from" not in self.member:
            return 1
        return max(1, months_between(self.policy["start"], self.member["from"]) // 12 + 1)

    # conditions

    def holds(self, name: str, wanted: object) -> bool:
        """One condition."""
        value = self.value(name)
        if value is NO_MATCH:
            return False
        kind = {**self.wording.facts, **self.wording.choices}.get(name, {}).get("kind")
        if kind == "code":
            return any(str(value).startswith(prefix) for prefix in listed(wanted))
        if kind == "count" or name in NUMBERS:
            assert isinstance(value, int)
            return any(low <= value <= high for low, high in map(bounds, listed(wanted)))
        return value in listed(wanted)

    def version_day(self) -> date:
        """The day that picks the version of an amended clause."""
        by = self.wording.order.get("version_by", "service_date")
        start: date = self.policy["start"]
        if by == "policy_start":
            return start
        if by == "policy_year_start":
            return months_after(start, 12 * (self.year() - 1))
        if by == "admission" and "admitted" in self.bill:
            admitted: date = self.bill["admitted"]
            return admitted
        return self.day

    def speaks(self, clause: Record, benefit: str = "") -> bool:
        """Whether a clause holds for the line, be it overridden or not."""
        when, unless = clause.get("when", {}), clause.get("unless", {})
        self.assumed["benefit"] = benefit
        return (
            self.wording.current(clause, self.version_day())
            and (not clause.get("benefits") or benefit in clause["benefits"])
            and all(self.holds(name, wanted) for name, wanted in when.items())
            and not (unless and all(self.holds(name, wanted) for name, wanted in unless.items()))
        )

    def applies(self, clause: Record, benefit: str = "") -> bool:
        """Whether a clause holds for the line and no other that holds overrides it."""
        return self.speaks(clause, benefit) and not any(
            self.applies(other, benefit) for other in self.wording.overriders.get(clause["id"], ())
        )

    def in_force(self) -> bool:
        """Whether the day that counts lies in the cover."""
        by_admission = self.wording.order.get("cover_by") == "admission"
        day = self.bill.get("admitted", self.day) if by_admission else self.day
        if not starts(self.member) <= day <= self.member.get("until", date.max):
            return False
        spans = self.policy.get("in_force", [[self.policy["start"], date.max]])
        return self.policy["start"] <= day <= self.policy.get("end", date.max) and any(
            first <= day <= last for first, last in spans
        )

    # the outcome

    def outcome(self) -> Outcome:
        """What is to be done with the line."""
        if not self.in_force():
            return Outcome("not-in-force")
        return self.selected()

    def selected(self) -> Outcome:
        """What the clauses select; ``pended`` if a missing fact could change it."""
        outcomes = set(self.completions(self.under_assumptions))
        return outcomes.pop() if len(outcomes) == 1 else Outcome("pended")

    def benefits(self) -> set[str]:
        """The benefit of the line, whatever else may be said of it; several where a missing fact leaves it open."""
        return set(self.completions(self.found_benefit)) - {""}

    def completions(self, look: Callable[[], T]) -> Iterator[T]:
        """What a look finds under every value that missing facts could have."""
        before = dict(self.assumed)
        try:
            yield look()
        except MissingFactError as missing:
            for value in self.wording.domain(missing.name):
                self.assumed = {**before, missing.name: value}
                yield from self.completions(look)
        self.assumed = before

    def found_benefit(self) -> str:
        """The benefit where every fact asked for is known."""
        found = (clause for clause in self.wording.clauses if clause["kind"] == "benefit" and self.applies(clause))
        return next((str(clause["name"]) for clause in found), "")

    def under_assumptions(self) -> Outcome:
        """The outcome where every fact asked for is known."""
        clauses = self.wording.clauses
        benefit = self.found_benefit()
        if not benefit:
            otherwise = next((c["id"] for c in clauses if c["kind"] == "otherwise"), "")
            return Outcome("not-covered", otherwise)
        for clause in clauses:
            if clause["kind"] == "exclusion" and self.applies(clause, benefit):
                return Outcome("excluded", clause["id"])
        for clause in clauses:
            if clause["kind"] == "waiting" and self.waits(clause, benefit):
                return Outcome("waiting", clause["id"])
        row = [c for c in clauses if c["kind"] in MONEY_KINDS and self.applies(c, benefit)]
        row = [clause for clause in row if follows(clause, row)]
        if any(clause["kind"] in FIXED_KINDS for clause in row):
            row = [clause for clause in row if clause["kind"] not in COST_KINDS or names_benefit(clause)]
        filled: list[Record] = [
            {name: other[name] for name in ("kind", "per", "each") if name in other}
            for clause in row
            for other in self.filled_too(clause, row)
        ]
        if any(self.needs_missing_fact(clause) for clause in (*row, *filled)):
            return Outcome("pended")
        spoke = next(c["id"] for c in clauses if c["kind"] == "benefit" and self.applies(c))
        return Outcome("decided", spoke, benefit, tuple(clause["index"] for clause in row))

    def waits(self, clause: Record, benefit: str) -> bool:
        """Whether a waiting clause applies and its days are not over."""
        covered = self.by_itself("days_covered")
        assert isinstance(covered, int)
        return covered < self.count(clause["days"]) and self.applies(clause, benefit)

    def needs_missing_fact(self, clause: Record) -> bool:
        """Whether an amount or an accumulator of a clause hangs on a fact that nobody has stated."""
        if clause.get("fees") and self.line.get("fee_code") not in self.wording.fees:
            return True
        tables = [clause[name] for name in MONEY_FIELDS if isinstance(clause.get(name), dict)]
        names = [table["fact"] for table in tables if "fact" in table]
        names += [clause["fact"]] if clause["kind"] == "proportion" else []
        stay = self.wording.stays.get(clause.get("per", ""), {})
        names += [stay["same"]] if "same" in stay else []
        names += [clause["each"]] if "each" in clause else []
        try:
            for name in names:
                self.stated(self.wording.facts[name])
        except MissingFactError:
            return True
        return False

    def filled_too(self, clause: Record, row: Sequence[Record]) -> list[Record]:
        """Other clauses that are filled by what fills this one, where they do not apply themselves."""
        named, here = clause.get("also_fills", ()), {other["id"] for other in row}
        others = [other for other in self.wording.clauses if other["id"] in named and other["id"] not in here]
        return [other for other in others if self.wording.current(other, self.version_day())]

    # fields

    def money(self, given: object) -> int:
        """A money field in minor units."""
        wording = self.wording
        if not isinstance(given, dict):
            return wording.minor(str(given))
        if "choice" in given:
            amount = wording.minor(str(self.value(given["choice"])))
        elif "fact" in given:
            amount = wording.minor(str(self.value(given["fact"])))
        else:
            amount = wording.minor(given["amount"])
        if "per_extra_member" in given:
            extra = max(0, len(self.policy["members"]) - int(given["above"]))
            amount += extra * wording.minor(given["per_extra_member"])
            amount = min(amount, wording.minor(given["max"])) if "max" in given else amount
        if "rate" in given:
            amount = rounded(rate(given["rate"]) * amount, "half_up")
        if "times" in given:
            times = self.value(given["times"])
            assert isinstance(times, int)
            amount *= times
        return amount

    def count(self, given: object) -> int:
        """A count field."""
        value = self.value(given["choice"]) if isinstance(given, dict) else given
        assert isinstance(value, int)
        return value

    # periods and owners

    def owner(self, clause: Record) -> str:
        """Whose accumulator it is."""
        policy, member = self.policy["id"], self.bill["member"]
        return {"member": f"{policy}/{member}", "policy": policy, "family": "*"}[clause.get("owner", "member")]

    def visit(self) -> str:
        """The visit of the line; without one, the bill is the visit."""
        return str(self.line.get("visit", f"bill {self.bill['id']}"))

    def period(self, per: str, stays: Stays) -> str:
        """The piece of time, or of the bill, that an accumulator of the clause is for."""
        day = self.day
        if per.startswith("policy_years:"):
            return str((self.year() - 1) // int(per.removeprefix("policy_years:")))
        if per.startswith("months:"):
            return f"{day.year}.{(day.month - 1) // int(per.removeprefix('months:'))}"
        if per in {"confinement", "benefit_period"}:
            return stays.of(self, per)
        if per == "guaranteed_period":
            return str((self.year() - 1) // int(self.wording.term["guaranteed_years"]))
        return {
            "line": f"{self.bill['id']}:{self.line['line']}",
            "bill": str(self.bill["id"]),
            "visit": self.visit(),
            "day": str(day),
            "month": f"{day.year}.{day.month}",
            "policy_year": str(self.year()),
            "calendar_year": str(day.year),
            "lifetime": "",
        }[per]


# ------------------------------------------------------------------------------------------- stays


class Stays:
    """Which confinement or benefit period a line belongs to, by the admissions of each member in their order."""

    def __init__(self, bills: Sequence[Record]) -> None:
        self.bills = bills
        self.numbers: dict[tuple[str, str, str], dict[tuple[str, date, date], int]] = {}

    def of(self, view: View, name: str) -> str:
        """The stay of a line."""
        place = (view.policy["id"], view.bill["member"], name)
        if place not in self.numbers:
            self.numbers[place] = self.chained(view, view.wording.stays[name])
        same = self.same(view, view.wording.stays[name])
        return f"{view.bill['member']} {same}{self.numbers[place][same, *stay_of(view)]}"

    def same(self, view: View, clause: Record) -> str:
        """The value that must be equal for a stay to go on."""
        return str(view.value(clause["same"])) if "same" in clause else ""

    def chained(self, view: View, clause: Record) -> dict[tuple[str, date, date], int]:
        """Every stay of a member, numbered: one that goes on has the number of the one before."""
        found: set[tuple[str, date, date]] = set()
        for bill in self.bills:
            for line in numbered(bill) if bill["member"] == view.bill["member"] else []:
                for day in days_covered(view.wording, view.policy, bill, line):
                    one = View(view.wording, view.policy, bill, line, day)
                    with suppress(MissingFactError):
                        found.add((self.same(one, clause), *stay_of(one)))
        numbers: dict[tuple[str, date, date], int] = {}
        last: dict[str, tuple[int, date]] = {}
        for same, admitted, discharged in sorted(found):
            number, until = last.get(same, (0, date.min))
            gap = (admitted - until).days
            new = "new_after_days" in clause
            longest = view.count(clause["new_after_days"]) - 1 if new else view.count(clause["continues_within_days"])
            number += 0 if number and gap <= longest else 1
            numbers[same, admitted, discharged] = number
            last[same] = (number, max(until, discharged))
        return numbers


def stay_of(view: View) -> tuple[date, date]:
    """Admission and discharge; a line without a stay is a stay of its own days."""
    if "admitted" not in view.bill:
        first: date = view.line.get("day") or view.bill["date"]
        return first, first + timedelta(days=int(view.line.get("days", 1)) - 1)
    return view.bill["admitted"], on(view.bill, "discharged", "date")


# ------------------------------------------------------------------------------------------- settling


@dataclass
class Decision:
    """What one day of a line comes to."""

    policy: str
    bill: str
    line: int
    index: int
    reason: str
    clause: str
    amounts: dict[str, int]
    benefit: str = ""
    fixed: bool = False
    moved: list[str] = field(default_factory=list)  # kinds that moved money, for the table of coverage


@dataclass
class Books:
    """Everything that is remembered between lines."""

    stays: Stays
    used: dict[Key, int] = field(default_factory=dict)
    visits: set[tuple[tuple[str, str, str], str, str]] = field(default_factory=set)
    sums: dict[tuple[str, ...], int] = field(default_factory=dict)
    exact: dict[tuple[str, ...], Fraction] = field(default_factory=dict)
    pools: dict[tuple[str, str, date], int] = field(default_factory=dict)
    granted_days: dict[tuple[str, str, str, date], int] = field(default_factory=dict)
    paid_years: set[tuple[str, str, int]] = field(default_factory=set)
    last_paid: dict[tuple[str, str, str], date] = field(default_factory=dict)


class Settling:
    """One day of a line on its way through the steps."""

    def __init__(
        self, view: View, outcome: Outcome, books: Books, line: Mapping[str, int], paid_by: Mapping[str, int]
    ) -> None:
        self.view = view
        self.books = books
        self.outcome = outcome
        self.row = in_order([clause for clause in view.wording.clauses if clause["index"] in outcome.row])
        self.fixed = any(clause["kind"] in FIXED_KINDS for clause in self.row)
        self.billed, self.coverable = line["billed"], line["coverable"]
        self.piece = (line["parts"], line["index"])
        self.paid_by = paid_by
        self.no_day = without_night(view.wording, view.bill, view.line)
        self.columns = dict.fromkeys(COLUMNS, 0)
        self.pay = 0
        self.measure = 0
        self.taken_off: dict[str, int] = {}
        self.borne: dict[str, int] = {}
        self.admitted: list[tuple[bool, Key, tuple[tuple[str, str, str], str, str]]] = []
        self.excess: dict[str, int] = {}
        self.given: dict[str, int] = {}
        self.further_given: list[list[Any]] = []
        self.commits: list[Callable[[int], None]] = []
        self.moved: list[str] = []
        rounding = next((c for c in view.wording.clauses if c["kind"] == "rounding"), {})
        self.rounding = rounding
        self.mode: str = rounding.get("mode", "half_up")

    # help

    def of_kind(self, *kinds: str) -> list[Record]:
        """Clauses of the row, in their order."""
        return [clause for clause in self.row if clause["kind"] in kinds]

    def key(self, clause: Record, per: str | None = None) -> Key:
        """The accumulator of a clause."""
        view = self.view
        name = str(clause.get("accumulator", clause["id"])) + "#" * view.wording.generation(clause)
        name += f"|{view.value(clause['each'])}" if "each" in clause else ""
        period = view.period(per or clause.get("per", "line"), self.books.stays)
        return (view.wording.product, name, view.owner(clause), period)

    def used(self, key: Key) -> int:
        """What has filled an accumulator before this line."""
        return self.books.used.get(key, 0)

    def fill(self, key: Key, amount: int) -> None:
        """Fill an accumulator once the line is settled."""
        self.commits.append(lambda _: self.books.used.__setitem__(key, self.used(key) + amount))

    def filled_too(self, clause: Record) -> list[Key]:
        """Accumulators of other clauses that are filled by what fills this one."""
        others = self.view.filled_too(clause, self.row)
        self.moved.extend(["also fills"] * len(others))
        keys: list[Key] = []
        for other in others:
            with suppress(MissingFactError):
                keys.append(self.key(other))
        return [key for key in dict.fromkeys(keys) if key != self.key(clause)]

    def cut(self, column: str, amount: int, clause: Record) -> None:
        """Take an amount off what is still to be shared out."""
        self.pay -= amount
        self.columns[column] += amount
        if amount:
            self.moved.append(clause["kind"])

    def offsets(self, *methods: str) -> list[tuple[Record, int]]:
        """Payments that offset, with the clause that says so."""
        return [
            (clause, self.paid_by.get(clause["payer"], 0))
            for clause in self.of_kind("other_payer")
            if clause.get("counts", "offset") == "offset" and clause.get("method", "first") in methods
        ]

    def offset_total(self) -> int:
        """Everything other payers paid that offsets."""
        return sum(amount for _, amount in self.offsets("first", "maintenance", "standard"))

    def own_money(self) -> int:
        """Payments that count as the insured's own money."""
        own = {c["payer"] for c in self.view.wording.clauses if c["kind"] == "other_payer" and c.get("counts") == "own"}
        return sum(amount for payer, amount in self.paid_by.items() if payer in own)

    # the whole way

    def run(self) -> str:
        """Settle, write to the books, and tell the reason."""
        reason = "decided"
        if self.outcome.reason != "decided":
            reason = self.outcome.reason
        else:
            if not self.draw_day():
                reason = "days-used-up"
            self.walk()
        self.finish()
        return reason

    def walk(self) -> None:
        """The steps, in the order that the wording states."""
        steps: dict[str, Callable[[], None]] = {
            "recognised": self.recognise,
            "other_payers": self.first_payers,
            "sublimit": self.sublimit,
            "deductible": self.deductible,
            "copay": self.copay,
            "share": self.share,
            "limit": self.limit,
            "relief": self.relief,
        }
        self.recognise()
        for name in self.view.wording.order["steps"]:
            if name != "recognised":
                steps[name]()

    def finish(self) -> None:
        """The last columns, and the books."""
        columns = self.columns
        paid = self.pay
        if not self.fixed and self.outcome.row:
            over = max(0, paid - max(0, columns["recognised"] - self.offset_total()))
            if over:
                columns["other"] += over
                self.moved.append("final cap")
            paid -= over
            self.take_back(over)
        payments = sum(self.paid_by.values()) - self.own_money()
        columns["billed"] = self.billed
        columns["paid"] = paid
        columns["insured"] = self.billed - payments - (0 if self.fixed else paid)
        inside = 0 if self.fixed else columns["recognised"] - self.offset_total() - paid
        columns["self_paid"] = max(0, inside)
        columns["uncovered"] = columns["insured"] - columns["self_paid"]
        for commit in self.commits:
            commit(paid)
        if paid:
            view = self.view
            for owner in ("member", "policy", "family"):
                self.books.paid_years.add((view.wording.product, view.owner({"owner": owner}), view.year()))

    def take_back(self, over: int) -> None:
        """What is too much is taken back from further limits first."""
        for given in reversed(self.further_given):
            less = min(over, given[2])
            given[2] -= less
            self.given[given[0]] -= less
            over -= less

    # days

    def draw_day(self) -> bool:
        """Draw the day from the first pool with room; False if there are pools and none has room."""
        pools = self.of_kind("days")
        if not pools or self.no_day:
            return True
        view = self.view
        place = (view.policy["id"], view.bill["member"], view.day)
        if place not in self.books.pools:
            drawn = next((pool for pool in pools if self.has_room(pool)), None)
            if drawn is None:
                self.outcome = Outcome("days-used-up", pools[-1]["id"], self.outcome.benefit, self.outcome.row)
                self.moved.append("days used up")
                return False
            self.books.pools[place] = drawn["index"]
            self.fill(self.key(drawn), 1)
        return True

    def has_room(self, pool: Record) -> bool:
        """Whether a pool has a day left."""
        return "days" not in pool or self.used(self.key(pool)) < self.view.count(pool["days"])

    def pool(self) -> Record | None:
        """The pool the day was drawn from, if the line asks for one at all."""
        view = self.view
        if not self.of_kind("days"):
            return None
        index = self.books.pools.get((view.policy["id"], view.bill["member"], view.day))
        return next((clause for clause in view.wording.clauses if clause["index"] == index), None)

    # recognised

    def recognise(self) -> None:
        """What is in scope, or what a fixed benefit grants."""
        pool = self.pool()
        if pool is not None and not pool.get("grants", True):
            self.moved.append("days without grant")
        if pool is None and self.of_kind("days") and not self.no_day:
            return
        if pool is not None and not pool.get("grants", True):
            return
        if self.fixed:
            self.grant()
            return
        amount = self.coverable
        for clause in self.of_kind("allowed", "recognise", "proportion"):
            less = {"allowed": self.allowed, "recognise": self.in_part, "proportion": self.in_proportion}
            cut = less[clause["kind"]](clause, amount)
            if cut < amount:
                self.moved.append(clause["kind"])
            amount = min(amount, cut)
        self.columns["recognised"] = self.pay = self.measure = amount

    def allowed(self, clause: Record, amount: int) -> int:
        """An allowed amount per unit, or an allowed share of what is billed."""
        if "rate" in clause:
            return min(amount, rounded(rate(clause["rate"]) * amount, self.mode))
        units = int(self.view.line.get("units", 1))
        if "fees" in clause:
            fee = self.view.wording.minor(self.view.wording.fees[self.view.line["fee_code"]])
            whole = rounded(fee * units * rate(clause.get("multiple", "1")), self.mode)
            self.moved.append("allowed fees")
        else:
            whole = self.view.money(clause["amount"]) * units
        return min(amount, evenly(whole, *self.piece))

    def in_part(self, clause: Record, amount: int) -> int:
        """An item that counts only in part."""
        first = sum(paid for _, paid in self.offsets("first"))
        whole = min(amount, first) if clause.get("of") == "remainder" else 0
        return whole + rounded(rate(clause["counts"]) * (amount - whole), self.mode)

    def in_proportion(self, clause: Record, amount: int) -> int:
        """Linked charges in the proportion of what one is entitled to, to what one chose."""
        taken = self.view.money({"fact": clause["fact"]})
        entitled = self.view.money(clause["amount"])
        return rounded(Fraction(amount * entitled, taken), self.mode) if taken > entitled else amount

    def grant(self) -> None:
        """Fixed benefits."""
        view = self.view
        for clause in self.of_kind(*FIXED_KINDS):
            if clause["kind"] == "day_benefit" and self.no_day:
                continue
            if clause["kind"] == "day_benefit":
                place = (view.policy["id"], view.bill["member"], self.outcome.benefit, view.day)
                before = self.books.granted_days.get(place, 0)
                more = max(0, view.money(clause["amount"]) - before)
                self.books.granted_days[place] = before + more
                self.columns["granted"] += more
                self.moved.append("day_benefit" if more else "day benefit already granted")
                continue
            units = int(view.line.get("units", 1)) if clause.get("each_unit") else 1
            self.columns["granted"] += view.money(clause["amount"]) * units
            self.moved.append(clause["kind"])
        self.pay = self.measure = self.columns["granted"]

    # other payers

    def first_payers(self) -> None:
        """Payments that are taken off the cost before everything else."""
        if not self.fixed:
            for clause, amount in self.offsets("first"):
                self.taken_off[clause["payer"]] = min(self.pay, amount)
                self.cut("other", min(self.pay, amount), clause)
        self.measure = self.pay

    def late_payers(self) -> None:
        """Payments that are taken off the benefit, or that leave less for the benefit to fill up."""
        if self.fixed:
            return
        left = self.columns["recognised"] - sum(amount for _, amount in self.offsets("first"))
        for clause, amount in self.offsets("maintenance", "standard"):
            left -= amount
            maintenance = clause["method"] == "maintenance"
            less = min(self.pay, amount) if maintenance else max(0, self.pay - max(0, left))
            self.cut("other", less, clause)
            if less:
                self.moved.append(clause["method"])

    # sub-limits

    def sublimit(self) -> None:
        """Sub-limits are filled by what is left after all of them."""
        filled: list[Key] = []
        for clause in self.of_kind("count_limit", "sublimit"):
            if clause["kind"] == "count_limit":
                self.count_limit(clause)
                continue
            key = self.key(clause)
            room = max(0, self.view.money(clause["amount"]) - self.used(key))
            self.cut("sublimit", max(0, self.pay - room), clause)
            filled.append(key)
        for key in dict.fromkeys(filled):
            self.fill(key, self.pay)
        for of_days, key, place in self.admitted:
            if self.pay or not of_days:
                self.commits.append(lambda _, place=place: self.books.visits.add(place))  # type: ignore[misc]
                self.fill(key, 1)
                self.moved.extend(["count_limit days"] * of_days)
        self.measure = self.pay

    def count_limit(self, clause: Record) -> None:
        """So many visits or units."""
        key = self.key(clause)
        room = max(0, self.view.count(clause["count"]) - self.used(key))
        if clause["of"] == "units":
            units = int(self.view.line.get("units", 1))
            fits = min(units, room)
            if fits < units:
                self.cut("sublimit", self.pay - rounded(Fraction(self.pay * fits, units), self.mode), clause)
            self.fill(key, fits)
            return
        of_days = clause["of"] == "days"
        account = (key[0], key[1].partition("|")[0], key[2])
        place = (account, self.view.bill["member"], str(self.view.day) if of_days else self.view.visit())
        if place in self.books.visits:
            return
        if of_days and (self.no_day or not self.pay):
            return
        if room:
            self.admitted.append((of_days, key, place))
        else:
            self.cut("sublimit", self.pay, clause)

    # deductible

    def deductible(self) -> None:
        """What the insured bears first."""
        clauses = self.of_kind("deductible")
        done: set[int] = set()
        for clause in clauses:
            if clause["index"] in done:
                continue
            linked = chain_of(clause, clauses)
            if len(linked) > 1:
                self.moved.append("caps")
            done.update(other["index"] for other in linked)
            rooms = [max(0, self.deductible_room(other)) for other in linked]
            took = min(self.pay, *rooms)
            self.cut("deductible", took, clause)
            self.borne["deductible"] = self.borne.get("deductible", 0) + took
            for other in linked:
                self.fill_deductible(other, took)

    def deductible_room(self, clause: Record) -> int:
        """The room left, less what other payers fill of it on this very line."""
        return self.deductible_amount(clause) - self.used(self.key(clause)) - self.filled_by_others(clause)

    def filled_by_others(self, clause: Record) -> int:
        """Payments of the payers that fill the deductible, too."""
        return sum(self.taken_off.get(payer, 0) for payer in clause.get("filled_by", ()))

    def deductible_amount(self, clause: Record) -> int:
        """The deductible; it falls with years without a payment."""
        amount = self.view.money(clause["amount"])
        if "no_claim_step" in clause:
            fall = self.view.money(clause["no_claim_step"]) * self.years_without_payment(clause)
            amount = max(amount - fall, self.view.money(clause["no_claim_bound"]))
            if fall:
                self.moved.append("no claim deductible")
        return amount

    def years_without_payment(self, clause: Record) -> int:
        """Steps earned by policy years in which nothing was paid, less what years with a payment cost."""
        view = self.view
        steps = 0
        distance = abs(view.money(clause["amount"]) - view.money(clause["no_claim_bound"]))
        most = -(-distance // max(1, view.money(clause["no_claim_step"])))
        for year in range(view.first_year(clause), view.year()):
            if (view.wording.product, view.owner(clause), year) not in self.books.paid_years:
                steps = min(most, steps + 1)
            else:
                steps = {"reset": 0, "keep": steps, "step": max(0, steps - 1)}[clause.get("after_claim", "reset")]
                self.moved.extend(["after claim"] * (steps > 0))
        return steps

    def fill_deductible(self, clause: Record, took: int) -> None:
        """This year's, and in its last months the next year's, too."""
        key = self.key(clause)
        room = max(0, self.deductible_amount(clause) - self.used(key))
        amount = took + min(room - min(room, took), self.filled_by_others(clause))
        for place in (key, *self.filled_too(clause)):
            self.fill(place, amount)
        if "carry_months" not in clause:
            return
        view = self.view
        if clause["per"] == "policy_year":
            start: date = view.policy["start"]
            year = view.year() + 1
            following = months_after(start, 12 * view.year())
        else:
            year = view.day.year + 1
            following = date(year, 1, 1)
        if view.day >= months_after(following, -view.count(clause["carry_months"])):
            self.fill((*key[:3], str(year)), amount)
            if amount:
                self.moved.append("carry months")

    # copay

    def copay(self) -> None:
        """Fixed amounts, or percentages between a floor and a ceiling."""
        pool = self.pool()
        for clause in self.of_kind("copay") + self.of_kind("days"):
            if clause["kind"] == "days":
                if clause is pool and "copay" in clause:
                    self.copay_once(clause, "copay", self.day_key(clause))
            elif "amount" in clause:
                self.copay_once(clause, "amount", self.key(clause))
            else:
                self.copay_rate(clause)

    def day_key(self, clause: Record) -> Key:
        """The copay of a pool is due once for each day."""
        key = self.key(clause, "day")
        view = self.view
        return (key[0], f"{key[1].partition('|')[0]}/copay", f"{view.policy['id']}/{view.bill['member']}", key[3])

    def copay_once(self, clause: Record, name: str, key: Key) -> None:
        """A fixed amount that is due once for its period."""
        units = int(self.view.line.get("units", 1)) if clause.get("each_unit") else 1
        room = max(0, self.view.money(clause[name]) * units - self.used(key))
        self.bear_copay(clause, key, min(self.pay, room))

    def copay_rate(self, clause: Record) -> None:
        """A share of all amounts of the period so far, less what was borne of them before."""
        key = self.key(clause)
        sums = (*key[:1], f"{key[1]}/amounts", *key[2:])
        before = self.books.sums.get(sums, 0)
        due = rounded(rate(clause["rate"]) * (before + self.pay), self.mode)
        if "floor" in clause:
            due = min(before + self.pay, max(due, self.view.money(clause["floor"])))
        if "ceiling" in clause:
            due = min(due, self.view.money(clause["ceiling"]))
        self.books.sums[sums] = before + self.pay
        self.bear_copay(clause, key, min(self.pay, max(0, due - self.used(key))))

    def bear_copay(self, clause: Record, key: Key, amount: int) -> None:
        """The insured bears it."""
        self.cut("copay", amount, clause)
        if amount and clause["kind"] == "days":
            self.moved.append("days copay")
        self.borne["copay"] = self.borne.get("copay", 0) + amount
        self.fill(key, amount)

    # share

    def share(self) -> None:
        """The percentage, then other payers with a late method."""
        clauses = self.of_kind("share")
        if clauses:
            self.share_out([c for c in clauses if "on_top_of" not in c] + [c for c in clauses if "on_top_of" in c])
        self.late_payers()

    def share_out(self, clauses: Sequence[Record]) -> None:
        """One share after the other, each rounded with what was added up before."""
        before = self.pay
        for clause in clauses:
            self.round_share(clause, self.exact_share(clause, Fraction(self.pay)))
            self.moved.extend(f"share {name}" for name in ("bands", "on_top_of") if name in clause)
        self.borne["share"] = before - self.pay

    def round_share(self, clause: Record, exact: Fraction) -> None:
        """The exact part of the insurer, or the insured's, is rounded over the line, the bill …"""
        shared = self.pay
        place = (*self.rounding_place(), str("on_top_of" in clause))
        before = self.books.exact.get(place, Fraction(0))
        unit = self.view.wording.minor(self.rounding["to"]) if "to" in self.rounding else 1
        borne = self.rounding.get("of") == "borne"
        part = shared - exact if borne else exact
        step = rounded(before + part, self.mode, unit) - rounded(before, self.mode, unit)
        step = min(shared, step)
        self.books.exact[place] = before + part
        self.cut("share", step if borne else shared - step, clause)
        if exact.denominator > 1:
            self.moved.append("rounding")

    def exact_share(self, clause: Record, amount: Fraction) -> Fraction:
        """The insurer's part of an amount."""
        if "bands" not in clause:
            return amount * pays(clause)
        key = self.key(clause)
        used = Fraction(self.used(key))
        before_deductible = clause.get("measured") == "before_deductible"
        measured = Fraction(self.measure) if before_deductible else amount
        if before_deductible:
            self.moved.append("share before_deductible")
        self.fill(key, int(measured))
        low, high = used + measured - amount, used + measured
        total, floor_of_band = Fraction(0), Fraction(0)
        for band in clause["bands"]:
            top = Fraction(self.view.money(band["upto"])) if "upto" in band else max(high, floor_of_band)
            total += max(Fraction(0), min(high, top) - max(low, floor_of_band)) * pays(band)
            floor_of_band = top
        return total

    def rounding_place(self) -> tuple[str, ...]:
        """Over what exact amounts are added up."""
        view = self.view
        where: str = self.rounding.get("where", "line")
        per = "bill" if where == "benefit" else where
        benefit = self.outcome.benefit if where == "benefit" else ""
        return (view.policy["id"], view.bill["member"], view.period(per, self.books.stays), benefit)

    # limits

    def limit(self) -> None:
        """The most that is paid."""
        for clause in self.of_kind("event_limit", "interval", "limit", "further_limit"):
            if clause["kind"] == "interval":
                key = self.key(clause, "lifetime")
                self.interval(clause, (key[0], key[1], key[2]))
            elif clause["kind"] == "event_limit":
                self.event_limit(clause, self.key(clause))
            elif clause["kind"] == "limit":
                self.cap(clause, self.key(clause))
            else:
                self.further(clause, self.key(clause))

    def event_limit(self, clause: Record, key: Key) -> None:
        """So many paid events."""
        if self.used(key) >= self.view.count(clause["times"]):
            self.take_back(self.pay)
            self.cut("limit", self.pay, clause)
        self.commits.append(lambda paid: self.add(key, int(paid > 0)))

    def cap(self, clause: Record, key: Key) -> None:
        """A limit; it is filled by what is finally paid, but for what a further limit pays."""
        room = max(0, self.limit_amount(clause, key) - self.used(key))
        self.excess[clause["id"]] = max(0, self.pay - room)
        self.take_back(self.excess[clause["id"]])
        self.cut("limit", self.excess[clause["id"]], clause)
        places = (key, *self.filled_too(clause))

        def fill(paid: int) -> None:
            for place in places:
                self.add(place, max(0, paid - self.given.get(clause["id"], 0)))

        self.commits.append(fill)

    def further(self, clause: Record, key: Key) -> None:
        """What a limit cut is paid after all, as far as the room of another one reaches."""
        after = clause["after"]
        while after not in self.excess:
            after = next(other["after"] for other in self.row if other["id"] == after)
        room = max(0, self.view.money(clause["amount"]) - self.used(key))
        gives = min(room, self.excess.get(after, 0))
        self.excess[after] = self.excess.get(after, 0) - gives
        self.given[after] = self.given.get(after, 0) + gives
        self.cut("limit", -gives, clause)
        given: list[Any] = [after, key, gives]
        self.further_given.append(given)
        self.commits.append(lambda _: self.add(key, given[2]))

    def add(self, key: Key, amount: int) -> None:
        """Fill an accumulator now."""
        self.books.used[key] = self.used(key) + amount

    def interval(self, clause: Record, place: tuple[str, str, str]) -> None:
        """Days that must lie between two paid events."""
        last = self.books.last_paid.get(place)
        day = self.view.day
        if last is not None and (day - last).days < self.view.count(clause["days"]):
            self.take_back(self.pay)
            self.cut("limit", self.pay, clause)

        def remember(paid: int) -> None:
            if paid:
                self.books.last_paid[place] = max(day, last or day)

        self.commits.append(remember)

    def limit_amount(self, clause: Record, key: Key) -> int:
        """The limit; it grows with years without a payment, or by what was left of the year before."""
        view = self.view
        amount = view.money(clause["amount"])
        if "no_claim_step" in clause:
            growth = view.money(clause["no_claim_step"]) * self.years_without_payment(clause)
            amount = min(amount + growth, view.money(clause["no_claim_bound"]))
            if growth:
                self.moved.append("no claim limit")
        if clause.get("carry_unused"):
            left = 0
            for year in range(view.first_year(clause), view.year()):
                left = max(0, amount + left - self.used((*key[:3], str(year))))
                left = min(left, view.money(clause["carry_max"])) if "carry_max" in clause else left
            if left:
                self.moved.append("carry unused")
            amount += left
        return amount

    # relief

    def relief(self) -> None:
        """What is paid in addition."""
        maxima: list[tuple[Record, Key]] = []
        for clause in self.of_kind("take_over", "out_of_pocket_max"):
            if clause["kind"] == "take_over":
                part = self.borne.get(clause["of"], 0)
                self.relieve(clause, [clause["of"]], rounded(rate(clause["pays"]) * part, self.mode))
                continue
            key = self.key(clause)
            parts = [name for name in ("share", "copay", "deductible") if name in clause["counts"]]
            own = sum(self.borne.get(name, 0) for name in parts)
            room = max(0, self.view.money(clause["amount"]) - self.used(key))
            self.relieve(clause, parts, max(0, own - room))
            maxima.append((clause, key))
        for clause, key in maxima:
            for place in (key, *self.filled_too(clause)):
                self.fill(place, sum(self.borne.get(name, 0) for name in clause["counts"]))

    def relieve(self, clause: Record, parts: Iterable[str], amount: int) -> None:
        """Pay in addition what the insured would bear: of the share first, then copay, then deductible."""
        left = amount
        for name in parts:
            less = min(left, self.borne.get(name, 0))
            self.borne[name] = self.borne.get(name, 0) - less
            left -= less
        self.columns["relief"] += amount - left
        self.pay += amount - left
        if amount - left:
            self.moved.append(clause["kind"])


def pays(table: Record) -> Fraction:
    """The insurer's share, however it is told."""
    return rate(table["pays"]) if "pays" in table else 1 - rate(table["bears"])


# ------------------------------------------------------------------------------------------- the log


@dataclass
class Settlement:
    """Every decision in the order it was taken, and what fills the accumulators."""

    decisions: list[Decision]
    used: dict[Key, int]


def standing_bills(bills: Sequence[Record], events: Sequence[Record], as_of: date) -> list[Record]:
    """The bills as they stand: the latest version of each that is known, unless it was voided since."""
    known = sorted((bill for bill in bills if received(bill) <= as_of), key=received)
    latest = {bill["id"]: bill for bill in known}
    for event in events:
        bill = latest.get(event["void"])
        if bill is not None and event["on"] <= as_of and event["on"] >= received(bill):
            del latest[event["void"]]
    return list(latest.values())


def settle(
    wordings: Mapping[str, Record | Wording],
    policies: Sequence[Record],
    bills: Sequence[Record],
    events: Sequence[Record] = (),
    as_of: date = date.max,
) -> Settlement:
    """Settle a family's bills. ``wordings`` by the ``edition`` that policies name (``""`` where they name none)."""
    read = {name: given if isinstance(given, Wording) else Wording(given) for name, given in wordings.items()}
    first = read[policies[0].get("edition", "")]
    by_received = first.order.get("bills_by") == "received"

    def place(bill: Record) -> tuple[date, list[tuple[int, int, str]]]:
        return (received(bill) if by_received else bill["date"], natural(bill["id"]))

    standing = sorted(standing_bills(bills, events, as_of), key=place)
    books = Books(Stays(standing))
    decisions: list[Decision] = []
    for bill in standing:
        insurers: dict[int, int] = {}
        for policy in asked(policies, bill):
            for line in sorted(numbered(bill), key=lambda line: int(line["line"])):
                number = int(line["line"])
                wording = read[policy.get("edition", "")]
                found = settle_line(wording, policy, bill, line, insurers.get(number, 0), books)
                paid = sum(decision.amounts["paid"] for decision in found if not decision.fixed)
                insurers[number] = insurers.get(number, 0) + paid
                decisions.extend(found)
    return Settlement(decisions, {key: used for key, used in books.used.items() if used})


def numbered(bill: Record) -> list[Record]:
    """The lines of a bill, each with its number."""
    return [{"line": number, **line} for number, line in enumerate(bill["line"], start=1)]


def asked(policies: Sequence[Record], bill: Record) -> list[Record]:
    """The policies that cover the bill's member, in the order that was chosen."""
    covering = [policy for policy in policies if any(member["id"] == bill["member"] for member in policy["members"])]
    chosen = bill.get("order", [])
    return sorted(covering, key=lambda policy: chosen.index(policy["id"]) if policy["id"] in chosen else len(chosen))


def settle_line(
    wording: Wording, policy: Record, bill: Record, line: Record, insurers: int, books: Books
) -> list[Decision]:
    """All days of a line, one after the other."""
    days = days_covered(wording, policy, bill, line)
    billed = wording.minor(line["billed"])
    coverable = wording.minor(line["coverable"]) if "coverable" in line else billed
    paid_by = {payer: wording.minor(amount) for payer, amount in line.get("paid_by", {}).items()}
    if insurers:
        paid_by["other_insurers"] = paid_by.get("other_insurers", 0) + insurers
    decisions = []
    for index, day in enumerate(days):
        parts = len(days)
        view = View(wording, policy, bill, line, day)
        amounts = {"billed": evenly(billed, parts, index), "coverable": evenly(coverable, parts, index)}
        amounts |= {"parts": parts, "index": index}
        payments = divided(paid_by, parts, index)
        settling = Settling(view, view.outcome(), books, amounts, payments)
        reason = settling.run()
        decisions.append(
            Decision(
                policy=policy["id"],
                bill=bill["id"],
                line=int(line["line"]),
                index=index,
                reason=reason,
                clause=settling.outcome.clause,
                amounts=settling.columns,
                benefit=settling.outcome.benefit,
                fixed=settling.fixed,
                moved=settling.moved,
            )
        )
    return decisions


def days_covered(wording: Wording, policy: Record, bill: Record, line: Record) -> list[date]:
    """The days of a line that is settled day by day; the line's own day for every other line."""
    own = on(line | {"date": bill["date"]}, "day", "date")
    view = View(wording, policy, bill, line, own)
    if not any(wording.counts_days(benefit, view.version_day()) for benefit in view.benefits()):
        return [own]
    if "days" in line:
        number = int(line["days"])
    elif "admitted" in bill and "discharged" in bill and "day" not in line:
        both_ends = any(stay.get("count") == "days" for stay in wording.stays.values())
        number = (bill["discharged"] - bill["admitted"]).days + int(both_ends)
    else:
        return [own]
    first = on(bill, "admitted", "admitted") if "admitted" in bill else own
    return [first + timedelta(days=k) for k in range(max(1, number))]


def without_night(wording: Wording, bill: Record, line: Record) -> bool:
    """Whether a line belongs to a stay that has no day at all."""
    both_ends = any(stay.get("count") == "days" for stay in wording.stays.values())
    stays = "admitted" in bill and bill["admitted"] == bill.get("discharged")
    return stays and not both_ends and "days" not in line and "day" not in line


def by_owner(used: Mapping[Key, int]) -> dict[tuple[str, str, str], list[int]]:
    """Accumulators without the names of their periods: what each owner filled, sorted."""
    items = sorted((key[:3], amount) for key, amount in used.items())
    return {place: [amount for _, amount in group] for place, group in groupby(items, key=lambda item: item[0])}
