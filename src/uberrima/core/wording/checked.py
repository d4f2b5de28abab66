"""resolved → checked: what no single clause shows. Conflicts, gaps, clauses that never apply, dead steps, overflow."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from uberrima.core.kernel.errors import Problem
from uberrima.core.kernel.money import MAX_AMOUNT
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import INT63, Row, Tables
from uberrima.core.wording.clause import Clause, Wording
from uberrima.core.wording.situations import Answer, Classes, TooManySituations, Version, versions

#: Kinds that work without an operation of their own.
_FRAMES = {"order", "term", "stay", "rounding"}
_CONFLICTS = "See docs/howto/conflicts.md."


class Checker:
    """Looks through every situation of every version of a wording."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.tables = Tables(wording=wording)
        self.versions: tuple[Version, ...] = ()
        self.problems: list[Problem] = []
        self._told: set[tuple[str, ...]] = set()
        self.applied: set[int] = set()
        self.moved: set[int] = set()
        self.steps: set[str] = set()
        #: benefit → is there a share? → an example of such a line
        self.shares: dict[str, dict[bool, str]] = {}
        #: the steps that the order names
        self.stated = {s for c in wording.clauses if c.kind.name == "order" for s in c.words("steps")} | {"recognised"}

    def report(self, code: str, clause: Clause | None, cause: str, cure: str, *once: str) -> None:
        """Report a problem; with ``once``, only the first of its like."""
        if once:
            if once in self._told:
                return
            self._told.add(once)
        self.problems.append(
            Problem(
                file=self.wording.file,
                line=clause.line if clause else 0,
                place=f"clause {clause.id}" if clause else "",
                code=code,
                cause=cause,
                cure=cure,
            )
        )

    def check(self) -> tuple[Problem, ...]:
        self._alone()
        self._circles()
        if self.problems:
            return tuple(self.problems)
        self.versions = versions(self.wording, self.tables)
        for version in self.versions:
            self._version(version)
        self._dead()
        self._overflow()
        return tuple(self.problems)

    # --- what holds for a version as a whole ----------------------------------------------------------------------

    def _alone(self) -> None:
        for kind in ("order", "rounding", "otherwise", "term"):
            found = [c for c in self.wording.clauses if c.kind.name == kind]
            for clause in found[1:]:
                if clause.id != found[0].id:
                    self.report(
                        "two-of-a-kind",
                        clause,
                        f"Clauses {found[0].id} and {clause.id} are both of kind {kind}.",
                        "Keep one; amend it by a later `from`.",
                    )
            for clause in found:
                if clause.when or clause.unless:
                    self.report(
                        "not-here",
                        clause,
                        f"A clause of kind {kind} takes no conditions.",
                        "Take `when` and `unless` out.",
                    )
        for clause in self.wording.clauses:
            if clause.kind.name == "waiting" and clause.count("days").choice:
                self.report(
                    "not-here",
                    clause,
                    "A waiting period cannot be chosen as a number.",
                    "Write one waiting clause for each choice, with a condition on it.",
                )
            if clause.kind.name == "interval" and clause.has("per"):
                self.report("not-here", clause, "An interval has no period.", "Take `per` out.")
            self._period(clause)
        if len(self.tables.payers) > t.MAX_PAYERS:
            cause = f"{len(self.tables.payers)} payers are named; {t.MAX_PAYERS} are kept apart."
            self.report("too-many-payers", None, cause, "Put payers that are treated alike under one name.")
        if not any(c.kind.name == "order" for c in self.wording.clauses):
            self.report(
                "missing-order",
                None,
                "No clause of kind order says how a line is settled.",
                "Add one; see docs/howto/add-a-product.md.",
            )
        if not any(c.kind.name == "benefit" for c in self.wording.clauses):
            self.report("missing-benefit", None, "No clause of kind benefit says what is covered.", "Add one.")

    def _period(self, clause: Clause) -> None:
        """The period of a clause must be defined, and long enough for what the clause says of it."""
        per = clause.word("per") if "per" in clause.kind.fields else ""
        kinds = {(c.kind.name, c.word("name") if c.kind.name == "stay" else "") for c in self.wording.clauses}
        if per in {"confinement", "benefit_period"} and ("stay", per) not in kinds:
            cause, cure = f"The period {per} is not defined.", f'Add a clause of kind stay with name = "{per}".'
            self.report("missing-stay", clause, cause, cure)
        if per == "guaranteed_period" and not any(c.has("guaranteed_years") for c in self.wording.clauses):
            cause, cure = (
                "The guaranteed-renewal period is not defined.",
                "Add a clause of kind term with `guaranteed_years`.",
            )
            self.report("missing-term", clause, cause, cure)
        if per == "line":
            for name, told in (("owner", clause.word("owner") != "member"), ("each", clause.has("each"))):
                if told:
                    self.report(
                        "needs",
                        clause,
                        "What is per line is each line's own.",
                        f"Take `{name}` out, or choose a longer period.",
                    )
        elif clause.kind.name == "copay" and clause.has("each_unit"):
            self.report("needs", clause, "A copay for each unit is due for each line.", "Take `per` out.")
        self._years(clause, per)

    def _years(self, clause: Clause, per: str) -> None:
        """Capacities that change from year to year."""
        changes = clause.has("no_claim_step") or (clause.kind.name == "limit" and clause.flag("carry_unused"))
        if changes and per != "policy_year":
            cause = "A capacity that changes from year to year is per policy_year."
            self.report("needs", clause, cause, 'Write per = "policy_year".')
        if clause.has("carry_months") and per not in {"policy_year", "calendar_year"}:
            self.report(
                "needs", clause, "`carry_months` is for a year.", 'Write per = "policy_year" or "calendar_year".'
            )
        if clause.has("no_claim_step") and clause.has("carry_unused"):
            self.report("one-of", clause, "no_claim_step and carry_unused cannot both change the limit.", "Keep one.")
        if clause.has("no_claim_step") and clause.has("no_claim_bound"):
            amount, bound = clause.money("amount"), clause.money("no_claim_bound")
            falls = clause.kind.name == "deductible"
            wrong = bound.value > amount.value if falls else bound.value < amount.value
            if amount.source == bound.source == "constant" and wrong:
                cause = f"The bound lies on the wrong side: a {clause.kind.name} {'falls' if falls else 'grows'} towards it."
                self.report("bad-bound", clause, cause, "Mend `no_claim_bound`.")

    def _circles(self) -> None:
        after: dict[str, set[str]] = {}
        for clause in self.wording.clauses:
            after.setdefault(clause.id, set()).update(clause.overrides)
        for start, overridden in after.items():
            seen: set[str] = set()
            todo = set(overridden)
            while todo:
                step = todo.pop()
                if step == start:
                    clause = next(c for c in self.wording.clauses if c.id == start)
                    self.report(
                        "override-circle",
                        clause,
                        f"Clause {start} overrides itself by way of others.",
                        "Break the circle.",
                        "circle",
                        start,
                    )
                    break
                if step not in seen:
                    seen.add(step)
                    todo |= after.get(step, set())

    # --- every situation ------------------------------------------------------------------------------------------

    def _version(self, version: Version) -> None:
        accounts: dict[str, Clause] = {}
        for clause in version.selecting:
            self._shared(clause, accounts)
        try:
            for classes in version.situations():
                self._situation(version, classes)
        except TooManySituations as error:
            self.report(
                "too-many-situations",
                None,
                f"The conditions tell more than 60,000 situations apart: {error}.",
                "Ask fewer facts, or put ranges and prefixes together.",
                "many",
            )
        if not version.rounding and any(_needs_rounding(c) for c in version.selecting):
            clause = next(c for c in version.selecting if _needs_rounding(c))
            self.report(
                "missing-rounding",
                clause,
                "An amount may be inexact and no clause of kind rounding says what happens.",
                'Add one, e.g. where = "bill", mode = "half_up".',
                "rounding",
            )

    def _shared(self, clause: Clause, accounts: dict[str, Clause]) -> None:
        if not clause.account:
            return
        other = accounts.setdefault(clause.account, clause)
        same = _sharing(clause)
        if same != _sharing(other):
            self.report(
                "account-clash",
                clause,
                f"Clauses {other.id} and {clause.id} name one accumulator and disagree on kind, owner, period or `each`.",
                "Make them agree or give one another name.",
                "account",
                clause.account,
                clause.id,
            )

    def _situation(self, version: Version, classes: Classes) -> None:
        answer = version.answer(classes)
        for clause in answer.applying:
            self.applied.add(clause.index)
        for clause in answer.benefits:
            self.applied.add(clause.index)
        for _, winner in answer.overridden:
            self.moved.add(winner.index)
        if len(answer.benefits) > 1:
            one, two = answer.benefits[:2]
            self.report(
                "two-benefits",
                two,
                f"Clauses {one.id} and {two.id} both grant a benefit {self._example(version, classes)} (lines {one.line} and {two.line}).",
                f"Make their conditions exclude each other. {_CONFLICTS}",
                "benefits",
                one.id,
                two.id,
            )
            return
        row = version.rows[version.row(classes)]
        if row.reason == t.NOT_COVERED and row.clause < 0:
            self.report(
                "gap",
                None,
                f"No clause settles a line {self._example(version, classes)}.",
                "Add a clause of kind otherwise that says so, or a benefit.",
                "gap-otherwise",
            )
        if row.clause >= 0:
            self.applied.add(row.clause)
            self.moved.add(row.clause)
        if row.reason == t.DECIDED:
            self._conflicts(version, classes, answer)
            self._row(version, classes, row, answer)

    def _example(self, version: Version, classes: Classes) -> str:
        shown = {"": "(any other)", "True": "true", "False": "false"}
        told = [f"{name} = {shown.get(str(value), value)}" for name, value in version.example(classes).items()]
        return f"with {', '.join(told)}" if told else "of any kind"

    def _conflicts(self, version: Version, classes: Classes, answer: Answer) -> None:
        settled: dict[tuple[str, ...], Clause] = {}
        for clause in answer.applying:
            what = clause.kind.settles(clause)
            if what is None or clause.informative:
                continue
            if clause.kind.name == "days":
                what = ("pool of days", clause.account)
            other = settled.setdefault(what, clause)
            if other is not clause:
                self.report(
                    "conflict",
                    clause,
                    f"Clauses {other.id} and {clause.id} both set the {_told(what)} "
                    f"{self._example(version, classes)} (lines {other.line} and {clause.line}).",
                    f"Add `overrides` to one, or conditions that exclude each other. {_CONFLICTS}",
                    "conflict",
                    other.id,
                    clause.id,
                )

    def _row(self, version: Version, classes: Classes, row: Row, answer: Answer) -> None:
        clauses = self.wording.clauses
        benefit = clauses[row.clause]
        self.moved.update(op.clause for op in row.ops)
        for clause in answer.applying:
            if clause.kind.step and not (row.fixed and clause.kind.step == "other_payers"):
                self.steps.add(clause.kind.step)
            if clause.kind.name == "days" and clause.has("copay"):
                self.steps.add("copay")
            if clause.kind.name == "other_payer" and clause.word("counts") == "own":
                self.moved.add(clause.index)
        if not row.fixed:
            shared = any(op.kind == t.OP_SHARE for op in row.ops)
            self.shares.setdefault(benefit.id, {}).setdefault(shared, self._example(version, classes))
        if len(row.ops) > t.MASK_BITS:
            self.report(
                "mask",
                benefit,
                f"{len(row.ops)} operations meet on one line; the evidence holds {t.MASK_BITS}.",
                "Divide the benefit, or put clauses together.",
                "mask",
                benefit.id,
            )
        measured = [op.account for op in row.ops if op.account >= 0]
        for account in set(measured):
            if measured.count(account) > 1:
                two = [clauses[op.clause] for op in row.ops if op.account == account]
                if len({c.id for c in two}) > 1 and two[0].kind.name != "days":
                    self.report(
                        "account-clash",
                        two[1],
                        f"Clauses {two[0].id} and {two[1].id} fill one accumulator on the same line.",
                        "Give one of them an accumulator of its own.",
                        "fill",
                        two[0].id,
                        two[1].id,
                    )

    # --- after all situations -------------------------------------------------------------------------------------

    def _dead(self) -> None:
        for clause in self.wording.clauses:
            kind = clause.kind
            if not kind.effective or kind.name in _FRAMES or clause.informative:
                continue
            if clause.index not in self.applied and clause.index not in self.moved and kind.name != "otherwise":
                self.report(
                    "never-applies",
                    clause,
                    f"Clause {clause.id}{_keys(clause)} can never apply.",
                    "Mend its conditions, or take it out.",
                )
            elif clause.index not in self.moved and (not kind.step or kind.step in self.stated):
                self.report(
                    "no-effect",
                    clause,
                    f"Clause {clause.id}{_keys(clause)} has no effect on any line.",
                    "Mark it informative = true if it is only words.",
                )
        self._frames()
        self._shares_everywhere()
        for clause in self.wording.clauses:
            if clause.kind.name == "order":
                self._steps(clause)

    def _shares_everywhere(self) -> None:
        for identifier, found in self.shares.items():
            if len(found) == 2:
                benefit = next(c for c in self.wording.clauses if c.id == identifier)
                self.report(
                    "gap",
                    benefit,
                    f"No share says what is paid {found[False]}, while there is one {found[True]}.",
                    'Add a clause of kind share for it (pays = "100%" if everything is paid).',
                )

    def _steps(self, clause: Clause) -> None:
        stated = tuple(s for s in clause.words("steps") if s != "recognised")
        if "recognised" in clause.words("steps")[1:]:
            cause, cure = "`recognised` comes before all other steps.", "Write it first, or leave it out."
            self.report("step-order", clause, cause, cure)
        for step in stated:
            if step not in self.steps:
                cause, cure = f'No clause works in the step "{step}".', "Take it out of `steps`, or add the clause."
                self.report("empty-step", clause, cause, cure, "step", step)
        for step in sorted(self.steps - set(stated) - {"recognised"}):
            cause = f'Clauses work in the step "{step}", which `steps` does not name.'
            self.report("missing-step", clause, cause, "Add it where it belongs.", "step", step)
        if "other_payers" in stated and stated[0] != "other_payers":
            cause = "`other_payers` comes right after `recognised`."
            self.report("step-order", clause, cause, "Write it before all others.")

    def _frames(self) -> None:
        pers = {c.word("per") for c in self.wording.clauses if "per" in c.kind.fields}
        coarse = any(c.has("to") and c.money("to").value > 1 for c in self.wording.clauses if c.kind.name == "rounding")
        shares = any(c.kind.name == "share" for c in self.wording.clauses)
        needed = (coarse and shares) or any(_needs_rounding(c) for c in self.wording.clauses)
        for clause in self.wording.clauses:
            name = clause.kind.name
            if clause.informative:
                continue
            counts = clause.has("count") and any(v.counts_days() for v in self.versions)
            if name == "stay" and clause.word("name") not in pers and not counts:
                self.report(
                    "no-effect",
                    clause,
                    f"No clause uses the period {clause.word('name')}.",
                    "Mark it informative = true if it is only words.",
                )
            if name == "rounding" and not needed:
                self.report(
                    "no-effect",
                    clause,
                    "Nothing is ever rounded in this product.",
                    "Mark it informative = true if it is only words.",
                )
            if name == "term" and clause.has("guaranteed_years") and "guaranteed_period" not in pers:
                self.report(
                    "no-effect",
                    clause,
                    "No clause uses the guaranteed-renewal period.",
                    "Mark it informative = true if it is only words.",
                )

    def _overflow(self) -> None:
        den = lcm(self.tables.den, 1)
        unit = max(
            [1, *(c.money("to").value for c in self.wording.clauses if c.kind.name == "rounding" and c.has("to"))]
        )
        if MAX_AMOUNT * den * 4 >= INT63 or den * unit * 4 >= INT63:
            self.report(
                "overflow",
                next(c for c in self.wording.clauses if c.kind.name == "share"),
                f"The shares have the common denominator {den}; an amount times it leaves 63 bits.",
                "Use rates with smaller denominators.",
            )
        for clause in self.wording.clauses:
            for name in ("counts", "rate", "multiple", "pays"):
                rate = clause.values.get(name)
                if isinstance(rate, Fraction) and clause.kind.name != "share":
                    size = max(rate.numerator, rate.denominator)
                    if MAX_AMOUNT * size * 4 >= INT63:
                        self.report(
                            "overflow",
                            clause,
                            f"`{name}` has a part of {size}; an amount times it leaves 63 bits.",
                            "Use a rate with smaller parts.",
                        )
            if clause.kind.name == "proportion" and clause.money("amount").value * MAX_AMOUNT * 4 >= INT63:
                self.report(
                    "overflow",
                    clause,
                    "The amount times the largest amount of a line leaves 63 bits.",
                    "Use a smaller amount.",
                )


def _keys(clause: Clause) -> str:
    """Which part of a table a clause is, for messages."""
    return f" ({', '.join(f'{by} = {key}' for by, key in clause.keys)})" if clause.keys else ""


def _told(what: tuple[str, ...]) -> str:
    """What two clauses both settle, in words: the group of benefits and the conditions are told by the example."""
    period = what[2] if len(what) > 2 else ""
    per = f" per {period.replace('_', ' ')}" if period else ""
    return f"{what[0]}{per}" if len(what) > 2 else " ".join(w for w in what if w)


def _sharing(clause: Clause) -> tuple[object, ...]:
    """What clauses with one accumulator must agree on."""
    per = clause.word("per") if "per" in clause.kind.fields else ""
    return clause.kind, clause.word("owner"), per, clause.word("each")


def _needs_rounding(clause: Clause) -> bool:
    name = clause.kind.name
    if name == "share":
        return any(band.pays not in (0, 1) for band in clause.bands())
    if name == "count_limit":
        return clause.word("of") == "units"
    return name in {"recognise", "proportion", "take_over"} or (
        name in {"allowed", "copay"} and (clause.has("rate") or clause.has("multiple"))
    )
