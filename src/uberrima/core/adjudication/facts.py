"""What a line of a bill tells the conditions: declared facts, choices of the schedule, and the facts that come by themselves."""

from __future__ import annotations

from datetime import date

from uberrima.core.adjudication.calendar import anniversary, months_between, years_between
from uberrima.core.adjudication.records import Bill, BillLine, Policy
from uberrima.core.wording.clause import BUILT_IN, SINCE, Wording, day_fact


def fact_of(name: str, wording: Wording, policy: Policy, bill: Bill, line: BillLine, day: date) -> object:
    """The value of a fact for a line on a day; None when it is not known."""
    if name in BUILT_IN:
        return _of_bill(name, bill, line) if name in _OF_BILL else _of_person(name, policy, bill, day)
    if name in wording.choices:
        return policy.schedule.get(name)
    if name not in wording.facts:
        counted = fact_of(day_fact(name), wording, policy, bill, line, day)
        return _days_from(name, counted, day) if isinstance(counted, date) else None
    fact = wording.facts[name]
    value = line.facts.get(name)
    if value is None and fact.of == "member":
        value = policy.members[bill.member].facts.get(name)
    if value is None:
        value = fact.default
    if fact.form == "choice" and value not in fact.values:
        return None
    return value


_OF_BILL = {"stay_days", "billed", "bill_total"}


def _days_from(name: str, counted: date, day: date) -> int:
    """Days since the day of a fact, or before it; -1 on the other side of it."""
    days = (day - counted).days if name.startswith(SINCE) else (counted - day).days
    return max(-1, days)


def _of_bill(name: str, bill: Bill, line: BillLine) -> int:
    if name == "billed":
        return line.billed
    if name == "bill_total":
        return sum(each.billed for each in bill.lines)
    return (bill.discharged - bill.admitted).days if bill.admitted and bill.discharged else 0


def _of_person(name: str, policy: Policy, bill: Bill, day: date) -> object:
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
    if name == "entry_age":
        day = member.start or policy.start
    elif name == "year_age":
        day = anniversary(policy.start, max(0, years_between(policy.start, day)))
    return max(0, years_between(member.born, day))
