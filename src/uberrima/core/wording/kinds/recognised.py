"""Kinds that say how much of a bill counts, and who else pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from uberrima.core.wording import tables as t
from uberrima.core.wording.kinds.field import Field, Kind

if TYPE_CHECKING:
    from uberrima.core.wording.build import RowBuilder
    from uberrima.core.wording.clause import Clause


class Allowed(Kind):
    name = "allowed"
    says = "an allowed amount: what is above it does not count (per unit, by a fee schedule, or a share of the amount in scope)"
    step = "recognised"
    fields: ClassVar = {
        "amount": Field(form="money", says="the allowed amount of one unit"),
        "rate": Field(form="rate", says="the allowed share of the amount in scope (a network price)"),
        "fees": Field(form="flag", says="the amount of one unit stands in fees.csv by the line's fee code"),
        "multiple": Field(form="rate", says='the fee is multiplied by this, e.g. "230%"', default=1),
    }
    one_of = (("amount", "rate", "fees"),)
    needs: ClassVar = {"multiple": "fees"}

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        if clause.has("rate"):
            rate = clause.rate("rate")
            row.op(t.OP_RECOGNISE, clause, num=rate.numerator, den=rate.denominator)
        else:
            row.op(t.OP_ALLOWED, clause, aux=row.allowed_column(clause))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("allowed amount",)


class Recognise(Kind):
    name = "recognise"
    says = "an item that counts only in part"
    step = "recognised"
    fields: ClassVar = {
        "counts": Field(form="rate", says="the share that counts", required=True),
        "of": Field(
            form="word",
            says="amount: of the whole amount; remainder: of what payers of method first left, their payment counts in full",
            values=("amount", "remainder"),
            default="amount",
        ),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        rate = clause.rate("counts")
        row.op(
            t.OP_RECOGNISE, clause, num=rate.numerator, den=rate.denominator, aux=int(clause.word("of") == "remainder")
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("share of the item that counts",)


class Proportion(Kind):
    name = "proportion"
    says = "where a rate chosen by the patient (a room) is above an amount, all linked charges count in the proportion amount : rate"
    step = "recognised"
    fields: ClassVar = {
        "amount": Field(form="money", says="the amount that one is entitled to", required=True),
        "fact": Field(form="name", says="the fact (money) that holds the rate taken", required=True),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.op(t.OP_PROPORTION, clause, amount=row.money(clause, "amount"), aux=row.fact_column(clause.word("fact")))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("proportionate cut", clause.word("fact"))


class OtherPayer(Kind):
    name = "other_payer"
    says = "a payer besides this contract and what its payments do"
    step = "other_payers"
    fields: ClassVar = {
        "payer": Field(
            form="name",
            says="name of the payer, the key in `paid_by`; `other_insurers` is what other policies pay",
            required=True,
        ),
        "counts": Field(
            form="word",
            says="offset: taken off; own: counts as the insured's own money",
            values=("offset", "own"),
            default="offset",
        ),
        "method": Field(
            form="word",
            says="first: taken off the cost before everything else; maintenance: taken off the benefit; "
            "standard: the benefit fills up what the payer left of the cost",
            values=("first", "maintenance", "standard"),
            default="first",
        ),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        if clause.word("counts") == "own":
            return
        payer = row.payer(clause.word("payer"))
        if clause.word("method") == "first":
            row.op(t.OP_OTHER, clause, aux=payer)
        else:
            row.op(t.OP_OTHER_LATE, clause, aux=payer, num=int(clause.word("method") == "standard"))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("payments of", clause.word("payer"))
