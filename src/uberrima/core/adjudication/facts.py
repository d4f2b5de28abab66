"""What a line of a bill tells the conditions: declared facts, choices of the schedule, and the facts that come by themselves."""

from __future__ import annotations

from datetime import date

from uberrima.core.adjudication.calendar import months_between, years_between
from uberrima.core.adjudication.records import Bill, BillLine, Policy
from uberrima.core.wording.clause import BUILT_IN, Wording


def fact_of(name: str, wording: Wording, policy: Policy, bill: Bill, line: BillLine, day: date) -> object:
    """The value of a fact for a line on a day; None when it is not known."""
    if name in BUILT_IN:
        return _built_in(name, policy, bill, day)
    if name in wording.choices:
        return policy.schedule.get(name)
    fact = wording.facts[name]
    value = line.facts.get(name)
    if value is None and fact.of == "member":
        value = policy.members[bill.member].facts.get(name)
    if value is None:
        value = fact.default
    if fact.form == "choice" and value not in fact.values:
        return None
    return value


def _built_in(name: str, policy: Policy, bill: Bill, day: date) -> object:
    member = policy.members[bill.member]
    if name == "sex":
        return member.sex
    if name == "days_covered":
        return max(0, (day - policy.insured_since(bill.member)).days)
    if name == "months_covered":
        return max(0, months_between(policy.insured_since(bill.member), day))
    if name == "policy_year_number":
        return max(1, years_between(policy.start, day) + 1)
    if member.born is None:
        return None
    if name == "birthday_month":
        return day.year - member.born.year if day.month == member.born.month else -1
    return max(0, years_between(member.born, day))
