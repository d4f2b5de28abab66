"""Policies, bills and corrections as values, and the log of one family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

Fields = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Record:
    """One raw record with its place, as read from TOML, JSON or CSV."""

    #: policy | bill | void
    kind: str
    fields: Fields
    file: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Member:
    """An insured person under a policy."""

    id: str
    born: date | None = None
    #: first and last day insured, where they differ from the policy's
    start: date | None = None
    end: date | None = None
    #: insured without a break since, where it differs from the policy's: waiting periods count from here
    continuous_since: date | None = None
    sex: str | None = None
    facts: Fields = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy and its schedule (保险单)."""

    id: str
    edition: str
    family: str
    start: date
    end: date | None
    #: cover without a break since: waiting periods count from here
    continuous_since: date
    #: days of cover, both ends included
    in_force: tuple[tuple[date, date], ...]
    #: what the schedule chose: minor units, counts, strings, truths
    schedule: Fields
    members: Mapping[str, Member]
    #: schedules that hold from a later day on, whole, in the order of their days
    changes: tuple[tuple[date, Fields], ...] = ()
    #: 0: the schedule at the start; n: that of the n-th change
    schedule_number: int = 0

    def on(self, day: date) -> Policy:
        """The policy with the schedule that holds on a day."""
        number = sum(1 for start, _ in self.changes if start <= day)
        if number == self.schedule_number:
            return self
        return replace(self, schedule=self.changes[number - 1][1], schedule_number=number)

    def insures(self, member: str, day: date) -> bool:
        """Whether a day lies in the cover of a member."""
        person = self.members[member]
        joined = (person.start is None or person.start <= day) and (person.end is None or day <= person.end)
        return joined and any(first <= day <= last for first, last in self.in_force)

    def insured_since(self, member: str) -> date:
        """The day from which a member's waiting periods count."""
        person = self.members[member]
        return person.continuous_since or person.start or self.continuous_since


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a bill."""

    line: int
    billed: int
    coverable: int
    units: int
    #: day of service
    day: date
    #: the line itself says its day (it is then never spread over a stay)
    dated: bool
    days: int | None
    visit: str
    fee_code: str
    #: payments by payer, minor units
    paid_by: Mapping[str, int]
    #: declared facts of line and bill, the line's first
    facts: Fields


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A bill as it stood from a day of knowledge on."""

    id: str
    family: str
    member: str
    day: date
    received: date
    admitted: date | None
    discharged: date | None
    order: tuple[str, ...]
    lines: tuple[BillLine, ...]


@dataclass(frozen=True, kw_only=True)
class Void:
    """A bill that was taken back, and when that became known."""

    family: str
    bill: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Log:
    """All that is known of one family, in no particular order."""

    family: str
    policies: tuple[Policy, ...]
    bills: tuple[Bill, ...]
    voids: tuple[Void, ...]

    def known(self, as_of: date | None) -> tuple[Bill, ...]:
        """The bills that stand on a day: the latest version of each, voided ones taken out. None: everything known."""
        latest: dict[str, Bill] = {}
        for bill in sorted(self.bills, key=lambda b: b.received):
            if as_of is None or bill.received <= as_of:
                latest[bill.id] = bill
        for void in self.voids:
            if (as_of is None or void.on <= as_of) and void.bill in latest and latest[void.bill].received <= void.on:
                del latest[void.bill]
        return tuple(latest.values())
