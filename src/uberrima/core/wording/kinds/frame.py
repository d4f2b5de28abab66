"""Kinds that frame the settlement: order of steps and bills, term, stays, rounding."""

from __future__ import annotations

from typing import ClassVar

from uberrima.core.wording.kinds.field import STEPS, Field, Kind
from uberrima.core.wording.tables import MODES


class Order(Kind):
    name = "order"
    says = "how a line and a year of bills are settled: the steps, which bill comes first, which day decides"
    by_benefit = False
    fields: ClassVar = {
        "steps": Field(
            form="words",
            says="the steps, in their order; exactly those that some clause works in",
            values=STEPS,
            required=True,
        ),
        "bills_by": Field(
            form="word", says="which bill comes first", values=("bill_date", "received"), default="bill_date"
        ),
        "version_by": Field(
            form="word",
            says="the day that picks the version of an amended clause",
            values=("service_date", "admission", "policy_year_start", "policy_start"),
            default="service_date",
        ),
        "cover_by": Field(
            form="word",
            says="the day that must lie in the cover",
            values=("service_date", "admission"),
            default="service_date",
        ),
    }


class Term(Kind):
    name = "term"
    says = "the term of the contract"
    by_benefit = False
    fields: ClassVar = {
        "years": Field(
            form="count", says="length of the term in years (words only; a policy states its own days)", least=1
        ),
        "guaranteed_years": Field(
            form="count",
            says="length of a guaranteed-renewal period in policy years, counted from the first start",
            least=1,
        ),
    }


class Stay(Kind):
    name = "stay"
    says = "what one confinement or one benefit period is"
    by_benefit = False
    fields: ClassVar = {
        "name": Field(
            form="word", says="the period it defines", values=("confinement", "benefit_period"), required=True
        ),
        "continues_within_days": Field(
            form="count", says="an admission at most so many days after the last discharge continues it"
        ),
        "new_after_days": Field(
            form="count", says="an admission so many or more days after the last discharge opens a new one", least=1
        ),
        "same": Field(form="name", says="a fact that must be equal for an admission to continue the period"),
        "count": Field(
            form="word",
            says="nights: the day of discharge does not count; days: it does",
            values=("nights", "days"),
            default="nights",
        ),
    }
    one_of = (("continues_within_days", "new_after_days"),)


class Rounding(Kind):
    name = "rounding"
    says = "where and how the share is rounded"
    by_benefit = False
    fields: ClassVar = {
        "where": Field(
            form="word",
            says="over what the exact amounts are added up before they are rounded",
            values=("line", "benefit", "bill", "month", "policy_year"),
            required=True,
        ),
        "mode": Field(form="word", says="how", values=MODES, default="half_up"),
        "of": Field(
            form="word",
            says="which part is rounded; the other one is the rest",
            values=("paid", "borne"),
            default="paid",
        ),
        "to": Field(form="money", says="the unit rounded to (default: the minor unit)"),
    }
