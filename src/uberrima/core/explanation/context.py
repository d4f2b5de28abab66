"""What sentences ask of a wording: whose clause is it, what does it share, which clauses set it aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from uberrima.core.wording.clause import Amount, Clause, Count, Wording, day_fact

#: The languages that everything is told in: simplified Chinese and English.
Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

FIXED_KINDS = ("day_benefit", "lump_sum")


@dataclass(frozen=True, kw_only=True)
class Context:
    """A wording and what a schedule chose from it."""

    wording: Wording
    #: choices by name: minor units for money, whole numbers, strings, truths; None before a policy is known
    chosen: Mapping[str, object] | None = None

    @property
    def currency(self) -> str:
        return self.wording.product.currency

    def chosen_number(self, name: str) -> int | None:
        """The amount or count that the schedule chose; None when it is not known."""
        return None if self.chosen is None or name not in self.chosen else cast("int", self.chosen[name])

    def worked_out(self, amount: Amount) -> int | None:
        """The amount in minor units; None when schedule, bill or number of members decide it and are not known."""
        value = self.chosen_number(amount.name) if amount.source == "choice" else amount.value
        times = self.chosen_number(amount.times) if amount.times else 1
        if amount.source == "fact" or amount.per_extra_member or value is None or times is None:
            return None
        if amount.rate is not None:  # half up, as everywhere in the language
            value = (2 * value * amount.rate.numerator + amount.rate.denominator) // (2 * amount.rate.denominator)
        return value * times

    def count(self, count: Count) -> int | None:
        """The number; None when the schedule decides it and is not known."""
        return self.chosen_number(count.choice) if count.choice else count.value

    def label(self, name: str, lang: Lang) -> str:
        """What people call a fact or a choice; of days counted from a fact, that fact."""
        name = day_fact(name) or name
        named = self.wording.choices.get(name) or self.wording.facts.get(name)
        return name if named is None else named.zh if lang == "zh" else named.en

    def each_label(self, clause: Clause, value: str, lang: Lang) -> str:
        """The accident, illness … that an accumulator is kept for."""
        return self.value_label(clause.word("each"), value, lang)

    def value_label(self, name: str, value: str, lang: Lang) -> str:
        """What people call a value of a fact or a choice."""
        named = self.wording.choices.get(name) or self.wording.facts.get(name)
        return value if named is None else named.labels.get(value, {}).get(lang, value)

    def benefit_label(self, name: str, lang: Lang) -> str:
        """What people call a benefit."""
        clause = self.wording.benefits.get(name)
        return name if clause is None else clause.word(f"label_{lang}")

    # --- clauses among each other ---------------------------------------------------------------------------------

    def narrowed(self, clause: Clause) -> tuple[str, ...]:
        """The benefits that a clause is for; empty when it is for all of them."""
        return () if set(clause.benefits) >= set(self.wording.benefits) else clause.benefits

    def setting_aside(self, clause: Clause) -> tuple[str, ...]:
        """Ids of the clauses that set this one aside where they apply."""
        return tuple(
            dict.fromkeys(c.id for c in self.wording.clauses if clause.id in c.overrides and _overlap(c, clause))
        )

    def sharing(self, clause: Clause) -> tuple[str, ...]:
        """Ids of other clauses that fill the same accumulator."""
        if not clause.account:
            return ()
        return tuple(
            dict.fromkeys(c.id for c in self.wording.clauses if c.account == clause.account and c.id != clause.id)
        )

    def on_benefit(self, name: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the clauses of some kinds that are for a benefit."""
        return tuple(dict.fromkeys(
            c.id for c in self.wording.clauses
            if c.kind.name in kinds and (not c.benefits or name in c.benefits) and _may_meet(c, name)
        ))  # fmt: skip

    def fixed(self, benefit: str) -> bool:
        """Whether the benefit is a fixed amount, whatever the bill says."""
        return bool(self.on_benefit(benefit, FIXED_KINDS))

    def pool_place(self, clause: Clause) -> tuple[bool, bool]:
        """Whether a pool of days is the first one, and whether it is the last one, of its benefits."""
        pools = [
            c
            for c in self.wording.clauses
            if c.kind.name == "days" and (c.benefits == clause.benefits or not c.benefits)
        ]
        ids = list(dict.fromkeys(c.id for c in pools))
        return ids[0] == clause.id, ids[-1] == clause.id

    def has_offsets(self, clause: Clause) -> bool:
        """Whether payments of others are taken off before this clause."""
        return any(
            c.kind.name == "other_payer" and c.word("counts") == "offset" and _overlap(c, clause)
            for c in self.wording.clauses
        )

    def has_deductible(self, clause: Clause) -> bool:
        """Whether a deductible is taken off the same costs."""
        return any(c.kind.name == "deductible" and _overlap(c, clause) for c in self.wording.clauses)

    def copay_beside(self, clause: Clause) -> bool:
        """Whether another pool of days has a copay."""
        return any(c.kind.name == "days" and c.has("copay") and _overlap(c, clause) for c in self.wording.clauses)

    @property
    def only_fixed(self) -> bool:
        """Whether every benefit is a fixed amount."""
        return all(self.fixed(name) for name in self.wording.benefits)

    @property
    def many_owners(self) -> bool:
        """Whether some accumulator belongs to more than one person, so that the others must say whose they are."""
        return any("owner" in c.kind.fields and c.word("owner") != "member" for c in self.wording.clauses)

    @property
    def amended(self) -> bool:
        """Whether some clause begins or ends within the edition."""
        return any(c.start or c.until for c in self.wording.clauses)

    def ends(self, clause: Clause) -> date | None:
        """The first day on which this version of the clause holds no more."""
        later = [
            c.start
            for c in self.wording.clauses
            if c.id == clause.id and c.start and c.start > (clause.start or date.min)
        ]
        return min([*later, *([clause.until] if clause.until else [])], default=None)


def _overlap(one: Clause, other: Clause) -> bool:
    """Whether both can be for the same benefit."""
    return not one.benefits or not other.benefits or bool(set(one.benefits) & set(other.benefits))


def _may_meet(clause: Clause, benefit: str) -> bool:
    """Whether a condition on the benefit itself lets the clause apply to it."""
    return all(c.fact != "benefit" or benefit in c.values for c in clause.when)
