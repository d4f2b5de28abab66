"""Which owner and which period a line falls into, for every accumulator."""

from __future__ import annotations

from datetime import date

from uberrima.core.adjudication.calendar import anniversary, months_between, years_between
from uberrima.core.adjudication.facts import fact_of
from uberrima.core.adjudication.lines import Atom
from uberrima.core.adjudication.stays import number_periods, stay_of
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.edition import Edition


class Periods:
    """Gives every line its cell in every scope (owner × period)."""

    def __init__(self, edition: Edition, atoms: list[Atom]) -> None:
        self.edition = edition
        self.years = max((self.year(a) for a in atoms), default=0) + 2
        self.first_calendar_year = min((a.day.year for a in atoms), default=0)
        self.calendar_years = max((a.day.year for a in atoms), default=0) - self.first_calendar_year + 2
        self.stays: dict[str, dict[tuple[str, date, date, object], int]] = {}
        for name in ("confinement", "benefit_period"):
            clause = next((c for c in edition.wording.clauses if _defines(c, name)), None)
            if clause is not None:
                self.stays[name] = self._number(clause, atoms)

    @staticmethod
    def year(atom: Atom) -> int:
        return max(0, years_between(atom.policy.start, atom.day))

    def _same(self, clause: Clause, atom: Atom) -> object:
        if not clause.has("same"):
            return None
        return fact_of(clause.word("same"), self.edition.wording, atom.policy, atom.bill, atom.line, atom.day)

    def _number(self, clause: Clause, atoms: list[Atom]) -> dict[tuple[str, date, date, object], int]:
        members: dict[str, set[tuple[date, date, object]]] = {}
        for atom in atoms:
            members.setdefault(atom.bill.member, set()).add((*stay_of(atom.bill, atom.line), self._same(clause, atom)))
        return {
            (member, *stay): n for member, stays in members.items() for stay, n in number_periods(clause, stays).items()
        }

    def owner(self, owner: str, atom: Atom) -> tuple[str, ...]:
        if owner == "family":
            return ()
        if owner == "person":  # one person under all policies
            return ("", atom.bill.member)
        return (atom.policy.id,) if owner == "policy" else (atom.policy.id, atom.bill.member)

    def each(self, name: str, atom: Atom) -> object:
        """The value of the fact that an accumulator is kept for each value of."""
        return fact_of(name, self.edition.wording, atom.policy, atom.bill, atom.line, atom.day) if name else None

    def years_of(self, per: str) -> int:
        """How many years lie side by side for a period of years; 1 for all others."""
        return {"policy_year": self.years, "calendar_year": self.calendar_years}.get(per, 1)

    def year_in(self, per: str, atom: Atom) -> int:
        """Which of them a line falls into."""
        return self.year(atom) if per == "policy_year" else atom.day.year - self.first_calendar_year

    def period(self, per: str, atom: Atom) -> object:
        """A key that is equal for lines of one period."""
        unit, _, number = per.partition(":")
        if number:
            return self._pieces(unit, int(number), atom)
        if per in self.stays:
            clause = next(c for c in self.edition.wording.clauses if _defines(c, per))
            member = atom.bill.member
            return member, self.stays[per][(member, *stay_of(atom.bill, atom.line), self._same(clause, atom))]
        if per == "guaranteed_period":
            term = next(c for c in self.edition.wording.clauses if c.kind.name == "term")
            return self.year(atom) // term.count("guaranteed_years").value
        bill, line, day = atom.bill, atom.line, atom.day
        return {
            "line": (bill.id, line.line),
            "bill": bill.id,
            "visit": ("visit", bill.member, line.visit) if line.visit else ("bill", bill.id),
            "day": day,
            "month": (day.year, day.month),
        }.get(per, "")

    def _pieces(self, unit: str, number: int, atom: Atom) -> object:
        """Pieces of N months of the calendar year, of N policy years, of N calendar years from that of the policy's start."""
        if unit == "months":
            return atom.day.year, (atom.day.month - 1) // number
        if unit == "policy_years":
            return self.year(atom) // number
        return "years", (atom.day.year - atom.policy.start.year) // number

    def label(self, per: str, each: str, atom: Atom) -> str:
        """What people call the period, and the value of the fact that it is kept for."""
        label = self._label(per, atom)
        return " ".join(x for x in (str(self.each(each, atom)) if each else "", label) if x)

    def _label(self, per: str, atom: Atom) -> str:
        if per == "policy_year":
            return str(self.year(atom) + 1)
        if per == "calendar_year":
            return str(atom.day.year)
        key = self.period(per, atom)
        if per == "visit":
            return atom.line.visit or atom.bill.id
        if per == "month":
            return f"{atom.day.year}-{atom.day.month:02d}"
        if per.startswith("months:"):
            size = int(per.split(":")[1])
            first = (atom.day.month - 1) // size * size + 1
            return f"{atom.day.year}-{first:02d}/{first + size - 1:02d}"
        if (per in self.stays or per.startswith("calendar_years:")) and isinstance(key, tuple):
            return str(key[1] + 1)
        if isinstance(key, int):
            return str(key + 1)
        return str(key)

    def months_left(self, atom: Atom) -> tuple[int, int]:
        """Months from the line's month to the last of the policy year and of the calendar year (0: it lies in the last)."""
        into = months_between(anniversary(atom.policy.start, self.year(atom)), atom.day)
        return max(0, 11 - into), 12 - atom.day.month


def _defines(clause: Clause, period: str) -> bool:
    return clause.kind.name == "stay" and not clause.informative and clause.word("name") == period
