"""Kinds that divide a cost between insured and insurer: deductible, copay, share."""

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


class Deductible(Kind):
    name = "deductible"
    says = "what the insured bears first (免赔额)"
    step = "deductible"
    fields: ClassVar = {
        "amount": Field(form="money", says="the deductible", required=True),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
        "filled_by": Field(
            form="words", says="payers whose payments fill it, too (the insured's own money always does)", default=()
        ),
        "also_fills": ALSO_FILLS,
        "caps": Field(
            form="name", says="id of the deductible that this one caps: a line bears the smaller of both rooms"
        ),
        "no_claim_step": Field(form="money", says="after a policy year without a payment it falls by this"),
        "no_claim_bound": Field(form="money", says="but not below this"),
        "after_claim": AFTER_CLAIM,
        "carry_months": Field(
            form="count", says="what fills it in the last so many months of a year fills the next year's, too", least=1
        ),
    }
    needs: ClassVar = {
        "no_claim_step": "no_claim_bound",
        "no_claim_bound": "no_claim_step",
        "after_claim": "no_claim_step",
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        payers = sum(1 << row.payer(p) for p in clause.words("filled_by"))
        account = row.accumulator(clause, t.FILL_DEDUCTIBLE)
        row.also_fill(clause, t.FILL_DEDUCTIBLE)
        if clause.has("caps"):
            capped = row.root_of(clause.word("caps"))
            if capped is not None:
                amount = row.money(clause, "amount")
                row.op(t.OP_DEDUCT_CAP, clause, acc=account, amount=amount, num=payers, aux=capped)
                return
        row.op(t.OP_DEDUCT, clause, acc=account, amount=row.money(clause, "amount"), aux=payers)

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("deductible", clause.word("owner"), cls.period(clause), cls.apart(clause))


class Copay(Kind):
    name = "copay"
    says = "a fixed amount (or a percentage with floor and ceiling) that the insured bears per line, visit, day … (定额自付)"
    step = "copay"
    fields: ClassVar = {
        "amount": Field(form="money", says="the copay"),
        "rate": Field(form="rate", says="the copay as a share of the amount"),
        "floor": Field(
            form="money", says="with `rate`: at least this in the period (never more than the amounts in it)"
        ),
        "ceiling": Field(form="money", says="with `rate`: at most this in the period"),
        "per": Field(form="period", says="the period it is due once for", default="line"),
        "each_unit": Field(form="flag", says="with `amount`: due for each unit of the line", default=False),
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }
    one_of = (("amount", "rate"),)
    needs: ClassVar = {"floor": "rate", "ceiling": "rate", "each_unit": "amount"}

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        if clause.has("amount"):
            account = row.accumulator(clause, t.FILL_COPAY)
            units = int(clause.flag("each_unit"))
            row.op(t.OP_COPAY, clause, acc=account, amount=row.money(clause, "amount"), num=units)
            return
        rate = clause.rate("rate")
        account = row.accumulator(clause, t.FILL_COPAY)
        floor = row.money(clause, "floor") if clause.has("floor") else row.nothing()
        ceiling = row.money(clause, "ceiling") if clause.has("ceiling") else row.no_bound()
        row.op(
            t.OP_COPAY_RATE,
            clause,
            acc=account,
            acc2=row.base_account(clause) if account >= 0 else -1,
            amount=ceiling,
            amount2=floor,
            num=rate.numerator,
            den=rate.denominator,
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("copay", clause.word("owner"), cls.period(clause), cls.apart(clause))


class Share(Kind):
    name = "share"
    says = "the percentage: what the insurer pays (给付比例) and the insured bears"
    step = "share"
    fields: ClassVar = {
        "pays": Field(form="rate", says="the insurer's share"),
        "bears": Field(form="rate", says="the insured's share"),
        "bands": Field(
            form="bands", says='shares by bands of an axis: `[{ upto = "100000.00", pays = "65%" }, { pays = "80%" }]`'
        ),
        "measured": Field(
            form="word",
            says="where the bands are measured",
            values=("before_deductible", "after_deductible"),
            default="after_deductible",
        ),
        "per": Field(form="period", says="with bands: the period over which the axis adds up", default="line"),
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
        "on_top_of": Field(
            form="name", says="id of another share on the same line: this one applies to what that one left to pay"
        ),
    }
    one_of = (("pays", "bears", "bands"),)
    needs: ClassVar = {"measured": "bands", "per": "bands", "accumulator": "bands", "restart": "bands"}

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        banded = clause.has("bands")
        before = clause.word("measured") == "before_deductible"
        basis = t.FILL_AFTER_SUBLIMITS if before else t.FILL_MEASURED
        account = row.accumulator(clause, basis) if banded else -1
        row.op(
            t.OP_SHARE,
            clause,
            acc=account,
            acc2=row.rounding_account(clause.word("on_top_of")),
            aux=row.bands(clause),
            num=int(before),
            den=int(clause.has("on_top_of")),
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("share on top of", clause.word("on_top_of")) if clause.has("on_top_of") else ("share",)
