"""The gate: raw records → policies, bills and voids, or every reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import cast

from uberrima.core.adjudication.records import Bill, BillLine, Fields, Member, Policy, Record, Void
from uberrima.core.kernel.errors import Problem
from uberrima.core.kernel.money import InexactAmount, parse_amount
from uberrima.core.wording.clause import Fact
from uberrima.core.wording.edition import Edition

#: Days outside this range are typing errors.
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
#: Days that one line may cover, lines that one bill may have.
MAX_DAYS, MAX_LINES = 3_660, 10_000

_POLICY_KEYS = {
    "id",
    "edition",
    "family",
    "start",
    "end",
    "continuous_since",
    "schedule",
    "members",
    "in_force",
    "changes",
}
_BILL_KEYS = {"id", "family", "member", "date", "received", "admitted", "discharged", "order", "line", "lines"}
_MEMBER_KEYS = {"id", "born", "sex", "from", "until", "continuous_since"}
_LINE_KEYS = {"line", "item", "billed", "coverable", "units", "day", "days", "visit", "fee_code", "paid_by"}
_VOID_KEYS = {"void", "on", "family"}


class Gate:
    """Reads one record; collects its problems."""

    def __init__(self, record: Record, editions: Mapping[str, Edition], currency: str) -> None:
        self.record = record
        self.editions = editions
        self.currency = currency
        self.problems: list[Problem] = []

    def report(self, place: str, cause: str, cure: str, code: str = "bad-record") -> None:
        self.problems.append(
            Problem(file=self.record.file, line=self.record.line, place=place, code=code, cause=cause, cure=cure)
        )

    def keys(self, fields: Fields, known: set[str], place: str) -> None:
        for key in fields:
            if key not in known:
                near = get_close_matches(str(key), sorted(known), n=1)
                self.report(
                    place,
                    f'There is no field "{key}".',
                    f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(sorted(known))}.",
                    "unknown-field",
                )

    def text(self, fields: Fields, key: str, place: str, default: str | None = None) -> str:
        value = fields.get(key, default)
        if not isinstance(value, str) or (not value and default is None) or len(value) > 200:
            self.report(f"{place} {key}", "This must be a text of 1 to 200 characters.", "Put it in quotes.")
            return default or ""
        return value

    def day(self, fields: Fields, key: str, place: str, *, needed: bool = False) -> date | None:
        value = fields.get(key)
        if value is None:
            if needed:
                self.report(place, f"`{key}` is missing.", "Write a day such as 2025-01-31.", "missing-field")
            return None
        found = _as_day(value)
        if found is None or not EARLIEST <= found <= LATEST:
            self.report(
                f"{place} {key}",
                "This is no day of the calendar between 1900 and 2200.",
                "Write it as 2025-01-31.",
                "bad-date",
            )
            return None
        return found

    def money(self, value: object, place: str) -> int:
        try:
            return parse_amount(value, self.currency)
        except InexactAmount as error:
            self.report(
                place,
                f"This is not an amount: {error}.",
                'Write it like "600.00"; corrections are void or replacing bills, never negative.',
                "bad-amount",
            )
            return 0

    def count(self, value: object, place: str, least: int, most: int) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,7}", value):
            value = int(value)
        if type(value) is not int or not least <= value <= most:
            self.report(place, f"This must be a whole number from {least} to {most}.", "Mend it.", "bad-count")
            return least
        return value

    # --- policies -------------------------------------------------------------------------------------------------

    def policy(self, default_edition: str) -> Policy:
        fields = self.record.fields
        self.keys(fields, _POLICY_KEYS, "policy")
        identifier = self.text(fields, "id", "policy")
        place = f"policy {identifier}"
        edition = self.text(fields, "edition", place, default_edition)
        if edition not in self.editions:
            self.report(
                f"{place} edition",
                "This edition is not at hand.",
                f"Known are: {', '.join(sorted(self.editions)) or 'none'}.",
                "unknown-edition",
            )
        start = self.day(fields, "start", place, needed=True) or EARLIEST
        end = self.day(fields, "end", place)
        if end is not None and end < start:
            self.report(place, "The cover ends before it begins.", "Mend `start` or `end`.", "bad-dates")
        since = self.day(fields, "continuous_since", place) or start
        if since > start:
            self.report(
                f"{place} continuous_since",
                "This is after the start of cover.",
                "It is the start, or earlier.",
                "bad-dates",
            )
        schedule = self.schedule(fields.get("schedule", {}), {}, edition, place)
        return Policy(
            id=identifier,
            edition=edition,
            family=self.text(fields, "family", place, "family"),
            start=start,
            end=end,
            continuous_since=since,
            in_force=self.spans(fields.get("in_force"), start, end, place),
            schedule=schedule,
            changes=self.changes(fields.get("changes", []), schedule, edition, place),
            members=self.members(fields.get("members"), edition, place),
        )

    def spans(self, raw: object, start: date, end: date | None, place: str) -> tuple[tuple[date, date], ...]:
        if raw is None:
            return ((start, end or LATEST),)
        spans = []
        for item in raw if isinstance(raw, list) else [None]:
            days = [_as_day(d) for d in item] if isinstance(item, list) and len(item) == 2 else []
            if len(days) != 2 or days[0] is None or days[1] is None or days[0] > days[1]:
                self.report(
                    f"{place} in_force",
                    "This is no list of [first day, last day].",
                    "Write [ [2025-01-01, 2025-03-31] ].",
                    "bad-dates",
                )
                continue
            spans.append((days[0], days[1]))
        return tuple(spans)

    def changes(self, raw: object, schedule: Fields, edition: str, place: str) -> tuple[tuple[date, Fields], ...]:
        """Schedules that hold from a later day on; what a change does not name stays as it was."""
        found: list[tuple[date, Fields]] = []
        for item in raw if isinstance(raw, list) else [None]:
            if not isinstance(item, Mapping) or set(item) != {"from", "schedule"}:
                self.report(
                    f"{place} changes",
                    "A change has `from` and `schedule`.",
                    "Write { from = 2026-01-01, schedule = { … } }.",
                )
                continue
            start = self.day(item, "from", f"{place} changes", needed=True) or EARLIEST
            if found and start <= found[-1][0]:
                self.report(
                    f"{place} changes",
                    "The changes do not follow one another.",
                    "Write them in the order of their days.",
                    "bad-dates",
                )
            schedule = self.schedule(item["schedule"], schedule, edition, f"{place} changes")
            found.append((start, schedule))
        return tuple(found)

    def schedule(self, raw: object, before: Fields, edition: str, place: str) -> Fields:
        if not isinstance(raw, Mapping):
            self.report(f"{place} schedule", "This must be a table.", "Write schedule = { name = value }.")
            return {}
        choices = self.editions[edition].wording.choices if edition in self.editions else {}
        self.keys(raw, set(choices), f"{place} schedule")
        chosen: dict[str, object] = {}
        for name, choice in choices.items():
            value = raw.get(name)
            where = f"{place} schedule.{name}"
            if value is None:
                if name in before:
                    chosen[name] = before[name]
                elif choice.default is None:
                    self.report(
                        where,
                        "The schedule does not choose this.",
                        f"Choose one of {', '.join(map(str, choice.values)) or 'the allowed values'}.",
                        "missing-choice",
                    )
                else:
                    chosen[name] = choice.default
                continue
            if choice.form == "money":
                value = self.money(value, where)
            elif choice.form == "count":
                value = self.count(value, where, 0, 1_000_000)
            elif type(value) is not {"choice": str, "flag": bool}[choice.form]:
                self.report(
                    where, f"This is no value of a choice of kind {choice.form}.", "See the wording.", "bad-value"
                )
                continue
            if choice.values and value not in choice.values:
                self.report(
                    where, "This cannot be chosen.", "See the values of the choice in the wording.", "bad-choice"
                )
            chosen[name] = value
        return chosen

    def members(self, raw: object, edition: str, place: str) -> dict[str, Member]:
        if not isinstance(raw, list) or not raw or any(not isinstance(m, Mapping) for m in raw):
            self.report(
                f"{place} members",
                "A policy needs members.",
                'Write members = [ { id = "A", born = 1980-05-17 } ].',
                "missing-field",
            )
            return {}
        facts = self.facts_of(edition)
        found: dict[str, Member] = {}
        for item in raw:
            identifier = self.text(item, "id", f"{place} member")
            where = f"{place} member {identifier}"
            self.keys(item, _MEMBER_KEYS | {f.name for f in facts.values() if f.of == "member"}, where)
            if identifier in found:
                self.report(where, "This member stands here twice.", "Keep one.", "duplicate")
            sex = item.get("sex")
            if sex is not None and sex not in ("female", "male", "other", "unknown"):
                self.report(
                    f"{where} sex",
                    "This must be female, male, other or unknown.",
                    "Mend it, or leave it out when it is not known.",
                    "bad-value",
                )
                sex = None
            found[identifier] = Member(
                id=identifier,
                born=self.day(item, "born", where),
                start=self.day(item, "from", where),
                end=self.day(item, "until", where),
                continuous_since=self.day(item, "continuous_since", where),
                sex=None if sex == "unknown" else cast("str | None", sex),
                facts=self.facts(item, facts, where),
            )
        return found

    def facts_of(self, edition: str) -> Mapping[str, Fact]:
        return self.editions[edition].wording.facts if edition in self.editions else {}

    def facts(self, fields: Fields, facts: Mapping[str, Fact], place: str) -> dict[str, object]:
        """Declared facts among the fields; money becomes minor units, a wrong type is a problem, an unknown value is kept (and pends later)."""
        found: dict[str, object] = {}
        for name, fact in facts.items():
            if name not in fields or fields[name] is None:
                continue
            value = fields[name]
            where = f"{place} {name}"
            if fact.form == "money":
                found[name] = self.money(value, where)
            elif fact.form == "day":
                found[name] = self.day(fields, name, where)
            elif fact.form == "count":
                found[name] = self.count(value, where, 0, 1_000_000)
            elif fact.form == "flag":
                value = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
                if not isinstance(value, bool):
                    self.report(
                        where,
                        "This must be true or false.",
                        "Mend it, or leave it out when it is not known.",
                        "bad-value",
                    )
                    continue
                found[name] = value
            elif isinstance(value, str) and len(value) <= 200:
                found[name] = value
            else:
                self.report(where, "This must be a text.", "Put it in quotes.", "bad-value")
        return found

    # --- bills ----------------------------------------------------------------------------------------------------

    def bill(self, policies: Iterable[Policy]) -> Bill:
        fields = self.record.fields
        identifier = self.text(fields, "id", "bill")
        place = f"bill {identifier}"
        policies = tuple(policies)
        facts: dict[str, Fact] = {}
        for policy in policies:
            facts.update(self.facts_of(policy.edition))
        own = {f.name for f in facts.values()}
        self.keys(fields, _BILL_KEYS | own, place)
        day = self.day(fields, "date", place, needed=True) or EARLIEST
        admitted, discharged = self.day(fields, "admitted", place), self.day(fields, "discharged", place)
        if discharged is not None and admitted is None:
            self.report(place, "There is a discharge without an admission.", "Add `admitted`.", "bad-dates")
        if admitted is not None and discharged is not None and not 0 <= (discharged - admitted).days <= MAX_DAYS:
            self.report(
                place, "The discharge is before the admission, or very long after it.", "Mend the days.", "bad-dates"
            )
        member = self.member(fields, policies, place)
        bill_facts = self.facts(fields, facts, place)
        raw = fields.get("line", fields.get("lines"))
        if (
            not isinstance(raw, list)
            or not raw
            or len(raw) > MAX_LINES
            or any(not isinstance(item, Mapping) for item in raw)
        ):
            self.report(place, f"A bill has 1 to {MAX_LINES} lines.", "Add [[bill.line]].", "missing-field")
            raw = []
        payers = {
            c.word("payer")
            for p in policies
            if p.edition in self.editions
            for c in self.editions[p.edition].wording.clauses
            if c.kind.name == "other_payer"
        }
        lines = tuple(self.line(item, n, day, facts, bill_facts, payers, place) for n, item in enumerate(raw, 1))
        if len({line.line for line in lines}) != len(lines):
            self.report(place, "Two lines have the same number.", "Number them differently.", "duplicate")
        order = self.order(fields.get("order", []), policies, place)
        return Bill(
            id=identifier,
            family=self.text(fields, "family", place, "family"),
            member=member,
            day=day,
            received=self.day(fields, "received", place) or day,
            admitted=admitted,
            discharged=discharged,
            order=order,
            lines=lines,
        )

    def order(self, raw: object, policies: tuple[Policy, ...], place: str) -> tuple[str, ...]:
        """The order of policies that the insured chose."""
        held = [policy.id for policy in policies]
        if not isinstance(raw, list) or any(o not in held for o in raw) or len(set(map(str, raw))) != len(raw):
            cause = "This must list policies of the family, each once."
            self.report(f"{place} order", cause, "Use their ids.", "unknown-policy")
            return ()
        return tuple(raw)

    def member(self, fields: Fields, policies: tuple[Policy, ...], place: str) -> str:
        known = sorted({m for p in policies for m in p.members})
        if "member" not in fields and len(known) == 1:
            return known[0]
        member = self.text(fields, "member", place)
        if member not in known:
            self.report(
                f"{place} member",
                "No policy of the family insures this member.",
                "Check the id, or add the policy before the bill.",
                "unknown-member",
            )
        return member

    def line(
        self,
        fields: Fields,
        number: int,
        day: date,
        facts: Mapping[str, Fact],
        bill_facts: Fields,
        payers: set[str],
        place: str,
    ) -> BillLine:
        line = self.count(fields.get("line", number), f"{place} line {number}", 1, 1_000_000)
        place = f"{place} line {line}"
        self.keys(fields, _LINE_KEYS | set(facts), place)
        if "billed" not in fields:
            self.report(place, "`billed` is missing.", 'Write "0.00" for a fixed benefit.', "missing-field")
        billed = self.money(fields.get("billed", "0"), f"{place} billed")
        coverable = self.money(fields["coverable"], f"{place} coverable") if "coverable" in fields else billed
        if coverable > billed:
            self.report(f"{place} coverable", "More is coverable than is billed.", "Mend one of them.", "bad-amount")
        raw = fields.get("paid_by", {})
        if not isinstance(raw, Mapping):
            self.report(f"{place} paid_by", "This must be a table.", 'Write paid_by = { public_insurance = "100.00" }.')
            raw = {}
        self.keys(raw, payers, f"{place} paid_by")
        paid_by = {name: self.money(value, f"{place} paid_by.{name}") for name, value in raw.items()}
        if sum(paid_by.values()) > billed:
            self.report(f"{place} paid_by", "Others paid more than was billed.", "Mend the payments.", "bad-amount")
        days = fields.get("days")
        return BillLine(
            line=line,
            billed=billed,
            coverable=min(coverable, billed),
            units=self.count(fields.get("units", 1), f"{place} units", 1, 1_000_000),
            day=self.day(fields, "day", place) or day,
            dated="day" in fields,
            days=None if days is None else self.count(days, f"{place} days", 1, MAX_DAYS),
            visit=self.text(fields, "visit", place, ""),
            fee_code=self.text(fields, "fee_code", place, ""),
            paid_by=paid_by,
            facts={**bill_facts, **self.facts(fields, facts, place)},
        )

    def void(self, bills: set[str]) -> Void:
        fields = self.record.fields
        self.keys(fields, _VOID_KEYS, "event")
        bill = self.text(fields, "void", "event")
        if bill not in bills:
            self.report(
                f"event void {bill}", "There is no such bill.", "Void a bill of the family by its id.", "unknown-bill"
            )
        return Void(
            family=self.text(fields, "family", "event", "family"),
            bill=bill,
            on=self.day(fields, "on", "event", needed=True) or EARLIEST,
        )


def _as_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
        except ValueError:
            return None
    return None
