"""Kinds that cut what is paid, and kinds that give some of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from uberrima.core.wording import tables as t
from uberrima.core.wording.kinds.field import (
    ACCUMULATOR,
    AFTER_CLAIM,
    ALSO_FILLS,
    EACH,
    OWNER,
    PER_NEEDED,
    RESTART,
    Field,
    Kind,
)

if TYPE_CHECKING:
    from uberrima.core.wording.build import RowBuilder
    from uberrima.core.wording.clause import Clause


class CountLimit(Kind):
    name = "count_limit"
    says = "so many visits, units, or days with something to pay, and no more; units that no longer fit are cut in proportion"
    step = "sublimit"
    fields: ClassVar = {
        "count": Field(form="count", says="how many", required=True),
        "of": Field(form="word", says="what is counted", values=("visits", "units", "days"), required=True),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        capacity = row.count(clause, "count")
        if clause.word("of") == "units":
            row.op(t.OP_UNITS, clause, acc=row.accumulator(clause, t.FILL_MEASURED, unit="units"), amount=capacity)
        elif clause.word("of") == "days":
            account = row.accumulator(clause, t.FILL_MEASURED, unit="days")
            flag = row.flag_account(clause, "day", f"#counted:{clause.account}")
            row.op(t.OP_VISITS, clause, acc=account, acc2=flag, amount=capacity, num=1)
        else:
            account = row.accumulator(clause, t.FILL_MEASURED, unit="visits")
            flag = row.flag_account(clause, "visit", f"#visit:{clause.account}")
            row.op(t.OP_VISITS, clause, acc=account, acc2=flag, amount=capacity)

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return (
            f"limit of {clause.word('of')}",
            clause.word("owner"),
            cls.period(clause),
            cls.narrower(clause),
            cls.apart(clause),
        )


class Sublimit(Kind):
    name = "sublimit"
    says = "a limit before deductible and share (子限额): per line, item, visit, day …"
    step = "sublimit"
    fields: ClassVar = {
        "amount": Field(form="money", says="the limit", required=True),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.op(
            t.OP_CAP, clause, acc=row.accumulator(clause, t.FILL_AFTER_SUBLIMITS), amount=row.money(clause, "amount")
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("sub-limit", clause.word("owner"), cls.period(clause), cls.narrower(clause), cls.apart(clause))


class Limit(Kind):
    name = "limit"
    says = "the most that is paid in a period (限额)"
    step = "limit"
    fields: ClassVar = {
        "amount": Field(form="money", says="the limit", required=True),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "also_fills": ALSO_FILLS,
        "restart": RESTART,
        "no_claim_step": Field(form="money", says="after a policy year without a payment it grows by this"),
        "no_claim_bound": Field(form="money", says="but not above this"),
        "after_claim": AFTER_CLAIM,
        "carry_unused": Field(form="flag", says="what is left of a policy year is added to the next", default=False),
        "carry_max": Field(form="money", says="at most so much is carried over"),
    }
    needs: ClassVar = {
        "after_claim": "no_claim_step",
        "no_claim_step": "no_claim_bound",
        "no_claim_bound": "no_claim_step",
        "carry_max": "carry_unused",
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.also_fill(clause, t.FILL_PAID)
        row.op(t.OP_LIMIT, clause, acc=row.accumulator(clause, t.FILL_PAID), amount=row.money(clause, "amount"))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("limit", clause.word("owner"), cls.period(clause), cls.narrower(clause), cls.apart(clause))


class FurtherLimit(Kind):
    name = "further_limit"
    says = "once a limit is used up, a further amount to draw on (a restored sum insured, a pool that several share)"
    step = "limit"
    fields: ClassVar = {
        "amount": Field(form="money", says="the further amount", required=True),
        "after": Field(
            form="name", says="id of the limit (or further limit) whose excess is drawn from it", required=True
        ),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        limit = row.root_limit(clause.word("after"))
        if limit is not None:
            account = row.accumulator(clause, t.FILL_MEASURED)
            row.op(t.OP_FURTHER, clause, acc=account, amount=row.money(clause, "amount"), aux=limit)

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("further limit", clause.word("after"), cls.period(clause), clause.account)


class TakeOver(Kind):
    name = "take_over"
    says = "a rider that takes over part of what the insured bears"
    step = "relief"
    fields: ClassVar = {
        "of": Field(form="word", says="what is taken over", values=("deductible", "copay", "share"), required=True),
        "pays": Field(form="rate", says="the share of it that is paid in addition", required=True),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        rate = clause.rate("pays")
        row.op(t.OP_TAKE_OVER, clause, aux=t.OWN_BITS[clause.word("of")], num=rate.numerator, den=rate.denominator)

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("take-over of the", clause.word("of"))


class OutOfPocketMax(Kind):
    name = "out_of_pocket_max"
    says = "the most that the insured bears in a period; what is above is paid in addition (封顶)"
    step = "relief"
    fields: ClassVar = {
        "amount": Field(form="money", says="the maximum", required=True),
        "per": PER_NEEDED,
        "counts": Field(
            form="words", says="what counts towards it", values=("deductible", "copay", "share"), required=True
        ),
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "also_fills": ALSO_FILLS,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.also_fill(clause, t.FILL_OWN)
        counted = sum(t.OWN_BITS[w] for w in clause.words("counts"))
        row.op(
            t.OP_OOP, clause, acc=row.accumulator(clause, t.FILL_OWN), amount=row.money(clause, "amount"), aux=counted
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        counts = "+".join(sorted(clause.words("counts")))
        return (
            "out-of-pocket maximum",
            clause.word("owner"),
            cls.period(clause),
            counts,
            cls.narrower(clause),
            cls.apart(clause),
        )
