"""What has to be sayable of a decision, whatever the language. One class a language says it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.moves import DayGroup, Move
from uberrima.core.wording.clause import Clause


class Telling(ABC):
    """One language's way to tell a decision."""

    lang: ClassVar[Lang]
    #: between sentences of one paragraph
    joint: ClassVar[str]
    #: column → heading of the benefit statement
    columns: ClassVar[Mapping[str, str]]
    #: fixed words of the benefit statement
    labels: ClassVar[Mapping[str, str]]

    @abstractmethod
    def money(self, value: int, currency: str) -> str:
        """An amount to the cent."""

    @abstractmethod
    def currency(self, currency: str) -> str:
        """A currency by name."""

    @abstractmethod
    def counted(self, value: int, unit: str) -> str:
        """A number of what an accumulator counts: 30 days."""

    @abstractmethod
    def period(self, per: str, period: str, each: str) -> str:
        """One period of an accumulator, for people: policy year 2, the month 2025-03; ``each`` names the accident, illness … it is for."""

    @abstractmethod
    def polished(self, text: str) -> str:
        """A sentence without spaces that the language does not want."""

    @abstractmethod
    def under(self, policy: str) -> str:
        """Which policy this is about."""

    @abstractmethod
    def day(self, day: date) -> str:
        """A date."""

    @abstractmethod
    def clause_name(self, clause: Clause) -> str:
        """A clause by its heading, or by what it is, with its number."""

    # --- a line ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def heading(self, bill: str, line: int | None) -> str:
        """Which bill and line this is about."""

    @abstractmethod
    def billed(self, amount: str, days: tuple[date, ...]) -> str:
        """What was billed, and for which days; without an amount only the days."""

    @abstractmethod
    def recognised(self, context: Context, amount: str, clause: Clause, benefit: str) -> str:
        """What of it is recognised, and under which benefit."""

    @abstractmethod
    def granted_under(self, context: Context, clause: Clause, benefit: str) -> str:
        """Which fixed benefit it is."""

    @abstractmethod
    def outside(self, amount: str) -> str:
        """What was never in scope."""

    @abstractmethod
    def other_payments(self, amount: str) -> str:
        """Payments of others that go to what is not recognised, or are above it."""

    @abstractmethod
    def move(self, context: Context, move: Move) -> str:
        """What a clause did."""

    @abstractmethod
    def days(self, context: Context, group: DayGroup, left: int | None) -> str:
        """Days drawn from one pool, or refused for one reason; ``left`` is what the pool holds after the bill."""

    @abstractmethod
    def paid(self, amount: str, is_nothing: bool) -> str:  # noqa: FBT001 (a truth, not a switch)
        """What we pay."""

    @abstractmethod
    def borne(self, self_paid: int, uncovered: int, currency: str) -> str:
        """What the insured bears: inside (自付) and outside (自费) what is recognised."""

    @abstractmethod
    def borne_whole(self, whole: str) -> str:
        """What the insured bears of a line that is not covered."""

    @abstractmethod
    def borne_beside(self, whole: str) -> str:
        """What the insured bears of a line with a fixed benefit."""

    @abstractmethod
    def premium_waived(self) -> str:
        """Later premiums are no longer due."""

    # --- why nothing is paid --------------------------------------------------------------------------------------

    @abstractmethod
    def not_in_force(self, day: date) -> str:
        """The day lies outside the cover."""

    @abstractmethod
    def not_covered(self, clause: Clause | None) -> str:
        """No benefit names it."""

    @abstractmethod
    def excluded(self, context: Context, clause: Clause) -> str:
        """A clause excludes it."""

    @abstractmethod
    def waiting(self, context: Context, clause: Clause, day: date, covered_from: date | None) -> str:
        """It falls into a waiting period; ``covered_from`` is the first day after it, where that is known."""

    @abstractmethod
    def days_used_up(self, context: Context, clause: Clause) -> str:
        """No pool has days left."""

    @abstractmethod
    def pended(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        """What is missing, what follows from it, and what happens next."""

    @abstractmethod
    def missing(self, context: Context, what: str, name: str) -> str:
        """One thing that is missing, by its label, with what to hand in."""

    # --- totals and differences -----------------------------------------------------------------------------------

    @abstractmethod
    def total(self, billed: str, paid: str) -> str:
        """The totals of a bill under one policy; ``billed`` is empty where nothing was billed."""

    @abstractmethod
    def total_so_far(self, billed: str, paid: str) -> str:
        """The totals of a bill of which some lines still wait."""

    @abstractmethod
    def total_pended(self, lines: tuple[int, ...]) -> str:
        """Lines of the bill that wait for something."""

    @abstractmethod
    def changed(self, before: str, after: str) -> str:
        """What a line was paid before and after a correction."""

    @abstractmethod
    def gone(self) -> str:
        """The correction took the line back."""

    @abstractmethod
    def new(self) -> str:
        """The correction brought the line."""

    @abstractmethod
    def unchanged(self) -> str:
        """A correction leaves the payment as it was."""

    @abstractmethod
    def settle(self, amount: str, sign: int) -> str:
        """What was paid too little on a line (sign above 0), too much (below 0), or neither."""

    @abstractmethod
    def settle_total(self, amount: str, sign: int) -> str:
        """What is to be paid (sign above 0), claimed back (below 0), or neither, for all lines together."""

    @abstractmethod
    def changes(self, columns: list[str]) -> str:
        """Everything that changed on a line, from :meth:`column_changed`."""

    @abstractmethod
    def column_changed(self, column: str, before: str, after: str) -> str:
        """One column of the waterfall before and after."""
