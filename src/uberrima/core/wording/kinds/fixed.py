"""Kinds of fixed benefits: days, daily benefit, lump sums by event. Day pools serve indemnity benefits, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from uberrima.core.wording import tables as t
from uberrima.core.wording.kinds.field import ACCUMULATOR, EACH, OWNER, PER_NEEDED, RESTART, Field, Kind

if TYPE_CHECKING:
    from uberrima.core.wording.build import RowBuilder
    from uberrima.core.wording.clause import Clause


class Days(Kind):
    name = "days"
    says = "a pool of days: each day of a stay is drawn from the first pool with room, in the order of the clauses"
    step = ""
    fields: ClassVar = {
        "days": Field(form="count", says="days in the pool; leave out for as many as it takes"),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
        "grants": Field(
            form="flag", says="false: days of this pool are not paid (days that the insured bears first)", default=True
        ),
        "copay": Field(form="money", says="what the insured bears for each day of this pool"),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        capacity = row.count(clause, "days") if clause.has("days") else row.no_bound()
        row.op(
            t.OP_DAYS,
            clause,
            acc=row.accumulator(clause, t.FILL_MEASURED, unit="days"),
            acc2=row.flag_account(clause, "day", f"#day:{row.benefit}"),
            amount=capacity,
            aux=int(clause.flag("grants")),
        )

    @classmethod
    def build_copay(cls, clause: Clause, row: RowBuilder) -> None:
        """The copay of the pool works in the copay step, for days drawn from this pool."""
        drawn = row.op_of(clause.id)
        if clause.has("copay") and drawn is not None:
            row.op(
                t.OP_COPAY_DAY, clause, acc=row.day_copay_account(clause), amount=row.money(clause, "copay"), aux=drawn
            )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("pool of days", clause.word("accumulator"))


class DayBenefit(Kind):
    name = "day_benefit"
    says = "a fixed amount for each day (住院津贴), once a day under its benefit: of several amounts for one day the highest"
    step = "recognised"
    fields: ClassVar = {
        "amount": Field(form="money", says="for each day", required=True),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.op(t.OP_GRANT_DAY, clause, acc=row.granted_account(clause), amount=row.money(clause, "amount"))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("fixed amount",)


class LumpSum(Kind):
    name = "lump_sum"
    says = "a fixed amount for an event (a diagnosis, an operation)"
    step = "recognised"
    fields: ClassVar = {
        "amount": Field(form="money", says="the sum", required=True),
        "each_unit": Field(form="flag", says="for each unit of the line", default=False),
        "waives_premium": Field(form="flag", says="once it is paid, later premiums are waived", default=False),
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        units = int(clause.flag("each_unit"))
        account = row.lump_account(clause)
        row.op(t.OP_GRANT_EVENT, clause, acc=account, amount=row.money(clause, "amount"), num=units)

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("fixed amount",)


class EventLimit(Kind):
    name = "event_limit"
    says = "so many paid events and no more"
    step = "limit"
    fields: ClassVar = {
        "times": Field(form="count", says="how many", required=True),
        "per": PER_NEEDED,
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        row.op(
            t.OP_EVENTS,
            clause,
            acc=row.accumulator(clause, t.FILL_EVENT, unit="events"),
            amount=row.count(clause, "times"),
        )

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("number of events", clause.word("owner"), cls.period(clause), cls.narrower(clause), cls.apart(clause))


class Interval(Kind):
    name = "interval"
    says = "days that must lie between two paid events"
    step = "limit"
    fields: ClassVar = {
        "days": Field(
            form="count", says="an event fewer days after the last paid one is not paid", required=True, least=1
        ),
        "owner": OWNER,
        "each": EACH,
        "accumulator": ACCUMULATOR,
        "restart": RESTART,
    }

    @classmethod
    def build(cls, clause: Clause, row: RowBuilder) -> None:
        account = row.accumulator(clause, t.FILL_LAST_DAY, unit="date", per="lifetime")
        row.op(t.OP_INTERVAL, clause, acc=account, amount=row.count(clause, "days"))

    @classmethod
    def settles(cls, clause: Clause) -> tuple[str, ...] | None:
        return ("interval", clause.word("owner"), clause.word("each"), cls.narrower(clause), cls.apart(clause))
