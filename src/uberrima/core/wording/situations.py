"""Which clauses apply: the finite set of situations that any clause tells apart, and the row that governs each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from uberrima.core.wording import tables as t
from uberrima.core.wording.build import Row, RowBuilder, Tables
from uberrima.core.wording.clause import Clause, Condition, Wording, day_fact

#: More situations than this cannot be looked through one by one.
MAX_SITUATIONS = 60_000

#: The classes of a situation: one number for each fact that some clause asks.
Classes = tuple[int, ...]


class TooManySituations(ValueError):
    """The conditions of a wording tell too many situations apart; the message names the largest facts."""


@dataclass(frozen=True, kw_only=True)
class FactClass:
    """Values of a fact that no clause tells apart, by one value that stands for them."""

    example: object
    #: the answers to every condition that asks the fact
    answers: tuple[bool, ...]


class FactClasses:
    """Divides the values of one fact into classes that its conditions tell apart."""

    def __init__(self, name: str, tests: list[Condition], values: tuple[object, ...]) -> None:
        self.name = name
        self.tests = tests
        self.classes: list[FactClass] = []
        self._of: dict[tuple[bool, ...], int] = {}
        self._known: dict[object, int] = {}
        for value in values:
            self.class_of(value)

    def class_of(self, value: object) -> int:
        """The class of a known value."""
        found = self._known.get(value)
        if found is None:
            answers = tuple(test.holds(value) for test in self.tests)
            found = self._of.get(answers)
            if found is None:
                found = self._of[answers] = len(self.classes)
                self.classes.append(FactClass(example=value, answers=answers))
            if len(self._known) < 50_000:
                self._known[value] = found
        return found


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Which clauses apply in one situation."""

    benefits: tuple[Clause, ...]
    applying: tuple[Clause, ...]
    #: clauses that would apply but are overridden: (clause, the one that overrides it)
    overridden: tuple[tuple[Clause, Clause], ...]


class Version:
    """The wording between two dates on which something changes."""

    def __init__(self, wording: Wording, tables: Tables, start: date, clauses: tuple[Clause, ...]) -> None:
        self.wording = wording
        self.tables = tables
        self.start = start
        self.clauses = clauses
        self.order = next((c for c in clauses if c.kind.name == "order"), None)
        self.rounding = next((c for c in clauses if c.kind.name == "rounding"), None)
        frames = {"order", "rounding", "stay", "term"}
        self.selecting = [c for c in clauses if c.kind.effective and not c.informative and c.kind.name not in frames]
        self._rows: dict[Classes, int] = {}
        self._situations: list[Classes] | None = None
        self.rows: list[Row] = []

    @cached_property
    def facts(self) -> dict[str, FactClasses]:
        """Every fact that some clause of this version asks, but for the benefit, which follows from the others."""
        tests: dict[str, list[Condition]] = {}
        for clause in self.selecting:
            for condition in (*clause.when, *clause.unless):
                asked = tests.setdefault(condition.fact, [])
                if condition not in asked:
                    asked.append(condition)
            if clause.kind.name == "waiting":
                asked = tests.setdefault("days_covered", [])
                waits = _waiting_condition(clause)
                asked += [w for w in waits if w not in asked]
        tests.pop("benefit", None)
        return {name: FactClasses(name, asked, examples(self.wording, name, asked)) for name, asked in tests.items()}

    def size(self) -> int:
        """How many situations the clauses tell apart."""
        return len(self.situations())

    def situations(self) -> list[Classes]:
        """One example of every situation, by class numbers.

        A fact is branched on only where a clause that can still apply asks it: what is asked of dental care multiplies with nothing
        that is asked of a stay in hospital.

        :raises TooManySituations: when they cannot be looked through.
        """
        if self._situations is None:
            facts = list(self.facts.values())
            found: list[Classes] = []
            self._branch(facts, {}, found)
            self._situations = found
        return self._situations

    def _branch(self, facts: list[FactClasses], known: dict[int, int], found: list[Classes]) -> None:
        """Follow one more fact; ``known`` maps the place of a fact to its class."""
        place = self._next_fact(facts, known)
        if place is None:
            found.append(tuple(known.get(n, 0) for n in range(len(facts))))
            if len(found) > MAX_SITUATIONS:
                largest = sorted(facts, key=lambda f: -len(f.classes))[:5]
                raise TooManySituations(", ".join(f"{f.name} ({len(f.classes)})" for f in largest))
            return
        for number in range(len(facts[place].classes)):
            self._branch(facts, {**known, place: number}, found)

    def _next_fact(self, facts: list[FactClasses], known: dict[int, int]) -> int | None:
        """The place of a fact that a clause still asks; None when nothing is open. Benefits are asked first."""
        answers: dict[Condition, bool] = {}
        for place, number in known.items():
            answers.update(zip(facts[place].tests, facts[place].classes[number].answers, strict=True))
        places = {facts_of.name: place for place, facts_of in enumerate(facts)}
        benefits = [c for c in self.selecting if c.kind.name == "benefit"]
        for clause in benefits:
            asked = _open_fact(clause, answers, None)
            if asked is not None:
                return places[asked]
        named = [c for c in benefits if _applies(c, answers, "")]
        benefit = self._heed(named)[0][0].word("name") if named else ""
        if not benefit:
            return None  # not covered: what else is asked does not matter
        for clause in self.selecting:
            if clause.kind.name != "benefit" and (not clause.benefits or benefit in clause.benefits):
                asked = _open_fact(clause, answers, benefit)
                if asked is not None:
                    return places[asked]
        return None

    def example(self, classes: Classes) -> dict[str, object]:
        """Facts that stand for a situation."""
        return {f.name: f.classes[c].example for f, c in zip(self.facts.values(), classes, strict=True)}

    def answer(self, classes: Classes) -> Answer:
        """Which clauses apply in a situation, exceptions heeded."""
        known: dict[Condition, bool] = {}
        for facts, number in zip(self.facts.values(), classes, strict=True):
            known.update(zip(facts.tests, facts.classes[number].answers, strict=True))
        benefits = self._heed([c for c in self.selecting if c.kind.name == "benefit" and _applies(c, known, "")])[0]
        name = benefits[0].word("name") if benefits else ""
        standing = [c for c in self.selecting if c.kind.name != "benefit" and _applies(c, known, name)]
        applying, overridden = self._heed(standing)
        return Answer(benefits=benefits, applying=applying, overridden=overridden)

    @staticmethod
    def _heed(clauses: list[Clause]) -> tuple[tuple[Clause, ...], tuple[tuple[Clause, Clause], ...]]:
        """Take out what is overridden. What is itself overridden overrides nothing."""
        out: dict[str, Clause] = {}
        pending = list(clauses)
        while pending:
            targets = {i for c in pending for i in c.overrides}
            free = [c for c in pending if c.id not in targets]
            if not free:  # a circle: the checker reports it
                break
            for clause in free:
                if clause.id not in out:
                    for identifier in clause.overrides:
                        out.setdefault(identifier, clause)
            pending = [c for c in pending if c not in free]
        kept = tuple(c for c in clauses if c.id not in out)
        return kept, tuple((c, out[c.id]) for c in clauses if c.id in out)

    def counts_days(self, benefit: str = "") -> bool:
        """Does some clause count days for a benefit (for any benefit)?"""
        return any(_counts_days(c) and (not benefit or not c.benefits or benefit in c.benefits) for c in self.selecting)

    def row(self, classes: Classes) -> int:
        """The row of a situation (an index into ``rows``)."""
        found = self._rows.get(classes)
        if found is None:
            row = self._build(self.answer(classes))
            if row not in self.rows:
                self.rows.append(row)
            found = self._rows[classes] = self.rows.index(row)
        return found

    def _build(self, answer: Answer) -> Row:
        if not answer.benefits:
            otherwise = next((c for c in self.clauses if c.kind.name == "otherwise"), None)
            return Row(reason=t.NOT_COVERED, clause=otherwise.index if otherwise else -1)
        benefit = answer.benefits[0]
        for kind, reason in (("exclusion", t.EXCLUDED), ("waiting", t.WAITING)):
            for clause in answer.applying:
                if clause.kind.name == kind:
                    return Row(reason=reason, clause=clause.index, benefit=benefit.word("name"))
        steps = self.order.words("steps") if self.order is not None else ()
        name = benefit.word("name")
        builder = RowBuilder(tables=self.tables, benefit=name, rounding=self.rounding, by_day=self.counts_days(name))
        money = [c for c in answer.applying if c.kind.step or c.kind.name == "days"]
        return builder.row(benefit, money, steps)


def _applies(clause: Clause, known: Mapping[Condition, bool], benefit: str) -> bool:
    def holds(condition: Condition) -> bool:
        return condition.holds(benefit) if condition.fact == "benefit" else known[condition]

    if clause.benefits and benefit not in clause.benefits:
        return False
    if not all(holds(c) for c in clause.when):
        return False
    if clause.unless and all(holds(c) for c in clause.unless):
        return False
    if clause.kind.name == "waiting":
        return all(holds(c) for c in _waiting_condition(clause))
    return True


def _open_fact(clause: Clause, answers: Mapping[Condition, bool], benefit: str | None) -> str | None:
    """A fact that must be known to tell whether a clause applies; None when it is decided. ``benefit`` None: not known yet."""
    asked = [*clause.when, *(_waiting_condition(clause) if clause.kind.name == "waiting" else ())]
    undecided = None
    for condition in asked:
        if condition.fact == "benefit":
            if benefit is not None and not condition.holds(benefit):
                return None
        elif condition not in answers:
            undecided = undecided or condition.fact
        elif not answers[condition]:
            return None
    if undecided is not None or not clause.unless:
        return undecided
    for condition in clause.unless:
        if condition.fact == "benefit":
            if benefit is not None and not condition.holds(benefit):
                return None
        elif condition not in answers:
            undecided = undecided or condition.fact
        elif not answers[condition]:
            return None
    return undecided


def _counts_days(clause: Clause) -> bool:
    if clause.kind.name in {"days", "day_benefit"} or (
        clause.kind.name == "count_limit" and clause.word("of") == "days"
    ):
        return True
    return "per" in clause.kind.fields and clause.word("per") == "day"


def _waiting_condition(clause: Clause) -> list[Condition]:
    """A waiting period of n days holds while ``days_covered`` is at most n - 1."""
    return [Condition(fact="days_covered", form="count", ranges=((None, clause.count("days").value - 1),))]


def examples(wording: Wording, name: str, tests: list[Condition]) -> tuple[object, ...]:
    """Values that stand for every class of a fact."""
    form = tests[0].form
    if form == "flag":
        return (True, False)
    if form in {"count", "money"}:
        edges = {-1, 0} if name == "birthday_month" or day_fact(name) else {0}
        for test in tests:
            for low, high in test.ranges:
                edges |= {e for e in (low, None if high is None else high + 1) if e is not None}
        return tuple(sorted(edges))
    if form == "code":
        return ("", *sorted({p for test in tests for p in test.values}))
    if name == "sex":
        return ("female", "male", "other")
    if name in wording.facts:
        return wording.facts[name].values
    return tuple(wording.choices[name].values)


def versions(wording: Wording, tables: Tables) -> tuple[Version, ...]:
    """Cut the time line at every day on which a clause begins or ends."""
    cuts = sorted(
        {date.min} | {c.start for c in wording.clauses if c.start} | {c.until for c in wording.clauses if c.until}
    )
    found = []
    for day in cuts:
        latest: dict[str, date] = {}
        for clause in wording.clauses:
            start = clause.start or date.min
            if start <= day:
                latest[clause.id] = max(start, latest.get(clause.id, date.min))
        kept = tuple(
            c
            for c in wording.clauses
            if latest.get(c.id) == (c.start or date.min) and (c.until is None or day < c.until)
        )
        found.append(Version(wording, tables, day, kept))
    return tuple(found)
