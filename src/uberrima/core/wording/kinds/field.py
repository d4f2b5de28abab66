"""What a kind of clause is made of: its fields, each with a form, and the step of the waterfall it works in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:  # the builder needs clauses, clauses need kinds: only the types meet here
    from uberrima.core.wording.build import RowBuilder
    from uberrima.core.wording.clause import Clause

#: How a field is written: see section 2 of the language page.
Form = Literal["money", "rate", "count", "flag", "word", "words", "day", "period", "bands", "id", "ids", "name"]

#: The steps of the waterfall, in the usual order. ``days`` comes before all of them.
STEPS = ("recognised", "other_payers", "sublimit", "deductible", "copay", "share", "limit", "relief")

#: Periods an accumulator can have (besides ``months:N``).
PERIODS = (
    "line",
    "bill",
    "visit",
    "day",
    "confinement",
    "benefit_period",
    "month",
    "policy_year",
    "calendar_year",
    "guaranteed_period",
    "lifetime",
)

OWNERS = ("member", "policy", "family")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a kind."""

    #: how the value is written
    form: Form
    #: one line for the reference
    says: str
    #: whether the clause is refused without it
    required: bool = False
    #: what absence means (already resolved: minor units, fractions …); None when there is no value
    default: object = None
    #: the closed set a ``word`` or ``words`` comes from; empty when it is free
    values: tuple[str, ...] = ()
    #: smallest count
    least: int = 0


PER_NEEDED = Field(form="period", says="the period the capacity is for", required=True)
OWNER = Field(form="word", says="whose accumulator it is", default="member", values=OWNERS)
ACCUMULATOR = Field(form="name", says="name of the accumulator; clauses with the same name fill one")
EACH = Field(
    form="name", says="a fact: one accumulator for each of its values (each accident, each disease, each child)"
)
AFTER_CLAIM = Field(
    form="word",
    says="with no_claim_step, after a policy year with a payment: reset to `amount`, keep it, or go a step back",
    values=("reset", "keep", "step"),
    default="reset",
)
ALSO_FILLS = Field(form="ids", says="ids of other clauses of this kind whose accumulators it fills, too", default=())
RESTART = Field(form="flag", says="on an amendment: the accumulator begins anew", default=False)


class Kind:
    """A kind of clause. Subclasses say their fields, their step, and what they do to a line."""

    #: the word after ``kind =``
    name: ClassVar[str]
    #: one line for the reference
    says: ClassVar[str]
    #: the step of the waterfall, or "" when the kind moves no money itself
    step: ClassVar[str] = ""
    #: False for kinds that are only words
    effective: ClassVar[bool] = True
    fields: ClassVar[Mapping[str, Field]] = {}
    #: exactly one of these fields must be given, for each group
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    #: may this kind name `benefits`?
    by_benefit: ClassVar[bool] = True
    #: fields that only mean something together with another: field → the one it needs
    needs: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        """Add this clause's operations to a row. Kinds that move no money add none."""

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        """What this clause settles alone: two clauses with an equal answer on one line contradict each other."""
        return None

    @classmethod
    def period(cls, clause: Clause) -> str:
        """The period of an accumulator, with the fact that it is kept for each value of."""
        return f"{clause.word('per')} for each {clause.word('each')}" if clause.has("each") else clause.word("per")

    @classmethod
    def apart(cls, clause: Clause) -> str:
        """An accumulator that was named on purpose: clauses with different ones both apply."""
        return clause.word("accumulator") if clause.has("accumulator") else ""

    @classmethod
    def group(cls, clause: Clause) -> str:
        """The group of benefits that a clause is for: an answer to :meth:`settles` that is equal for equal groups."""
        asked = [value for condition in clause.when if condition.fact == "benefit" for value in condition.values]
        return ",".join(sorted(clause.benefits or asked))

    @classmethod
    def narrower(cls, clause: Clause) -> str:
        """Group and conditions: a cap for some lines may stand inside a cap for more of them."""
        conditions = [f"{c.fact}{c.values}{c.ranges}" for c in clause.when if c.fact != "benefit"]
        exceptions = [f"not {c.fact}{c.values}{c.ranges}" for c in clause.unless]
        return " ".join([cls.group(clause), *sorted(conditions + exceptions)])
