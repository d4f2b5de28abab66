"""How a decision, its moves and its reasons are told in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar

from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.en import clauses
from uberrima.core.explanation.en import words as w
from uberrima.core.explanation.moves import DayGroup, Move
from uberrima.core.explanation.telling import Telling
from uberrima.core.kernel.rate import percent
from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.words import day_words

KINDS = {
    "order": "Order of settlement", "term": "Term", "stay": "Stay", "rounding": "Rounding", "benefit": "Benefit", "exclusion": "Exclusion",
    "exception": "Exception", "otherwise": "Everything else", "waiting": "Waiting period", "allowed": "Allowed amount",
    "recognise": "Share that counts", "proportion": "Proportion", "other_payer": "Payments of others", "count_limit": "Limit on the number",
    "sublimit": "Sub-limit", "deductible": "Deductible", "copay": "Copay", "share": "Percentage", "limit": "Limit", "further_limit": "Further limit",
    "out_of_pocket_max": "Out-of-pocket maximum", "take_over": "Taken over", "days": "Days", "day_benefit": "Benefit of a day",
    "lump_sum": "Fixed sum", "event_limit": "Number of payments", "interval": "Interval", "definition": "Definition", "right": "Right",
    "duty": "Duty", "notice": "Notice",
}  # fmt: skip

COLUMNS = {
    "billed": "billed", "recognised": "recognised", "other": "other payers", "sublimit": "sub-limit", "deductible": "deductible",
    "copay": "copay", "share": "share", "limit": "limit", "relief": "relief", "granted": "granted", "paid": "paid",
    "insured": "borne", "self_paid": "borne: covered", "uncovered": "borne: uncovered",
}  # fmt: skip

LABELS = {
    "title": "Benefit statement", "policy": "Policy", "product": "Product", "member": "Insured person", "year": "Policy year {}",
    "date": "date", "bill": "bill", "line": "line", "benefit": "benefit", "total": "total", "accumulators": "What is used and what is left",
    "name": "name", "owner": "whose", "period": "period", "used": "used", "capacity": "capacity", "left": "left", "open": "no upper end",
    "none": "No bills.", "to": " to ", "currency": "Amounts in {}", "whole_family": "family",
}  # fmt: skip

REASONS = {
    "not-in-force": "not in force", "pended": "waits for documents", "not-covered": "not covered", "excluded": "excluded",
    "waiting": "in a waiting period", "days-used-up": "days used up",
}  # fmt: skip

ROOM_NAMES = {
    t.OP_CAP: "limit", t.OP_UNITS: "limit", t.OP_VISITS: "limit", t.OP_LIMIT: "limit", t.OP_EVENTS: "limit", t.OP_DEDUCT: "deductible",
    t.OP_DEDUCT_CAP: "deductible", t.OP_OOP: "out-of-pocket maximum", t.OP_FURTHER: "further limit",
}  # fmt: skip


#: One period of an accumulator.
PERIODS = {
    "line": "{}", "bill": "bill {}", "visit": "visit {}", "day": "{}", "confinement": "confinement {}", "benefit_period": "benefit period {}",
    "month": "month {}", "policy_year": "policy year {}", "calendar_year": "year {}", "guaranteed_period": "guaranteed period {}",
    "lifetime": "lifetime",
}  # fmt: skip


def ref(clause: Clause | None) -> str:
    return f" ({w.clause_ref(clause.id)})" if clause is not None else ""


def _room(context: Context, move: Move) -> str:
    """What was left before and after."""
    if move.before is None or move.capacity is None or move.op not in ROOM_NAMES:
        return ""
    visits = "day" if move.op == t.OP_VISITS and move.clause.word("of") == "days" else "visit"
    unit = {t.OP_UNITS: "unit", t.OP_VISITS: visits, t.OP_EVENTS: "payment"}.get(move.op, "")

    def told(value: int) -> str:
        return f"{value} {unit}{'' if value == 1 else 's'}" if unit else w.money(value, context.currency)

    name = f" This {ROOM_NAMES[move.op]} is {told(move.capacity)}"
    if not move.before:
        return f"{name}; nothing of it is left."
    after = "" if move.after is None else f", {told(move.after)} after it" if move.after else ", nothing after it"
    return f"{name}: {told(move.before)} left before this line{after}."


def _deduct(context: Context, move: Move) -> str:
    filled = f", and payments of others fill {w.money(move.filled, context.currency)} of it" if move.filled else ""
    return f"you bear {w.money(move.amount, context.currency)} of the deductible{filled}"


def _deduct_cap(context: Context, move: Move) -> str:
    filled = f"payments of others fill {w.money(move.filled, context.currency)} of it" if move.filled else ""
    spared = f"deductibles together have reached their most, so a further {w.money(move.amount, context.currency)} is not taken"
    return "; ".join(part for part in (filled, spared if move.amount else "") if part)


def _visits(context: Context, move: Move) -> str:
    what = "day" if move.clause.word("of") == "days" else "visit"
    return f"no {what} is left; {w.money(move.amount, context.currency)} is not paid"


def _share(context: Context, move: Move) -> str:
    bands = move.clause.bands()
    pays = f"we pay {percent(bands[0].pays)}" if len(bands) == 1 else "we pay by bands"
    return f"{pays}, so you bear {w.money(move.amount, context.currency)}"


def _interval(context: Context, move: Move) -> str:
    days = w.counted(context, move.clause.count("days"), "day")
    return f"less than {days} after the last payment, so {w.money(move.amount, context.currency)} is not paid"


def _payer(context: Context, move: Move) -> str:
    who, amount = w.payer(context, move.clause.word("payer")), w.money(move.amount, context.currency)
    return (
        f"{who} paid {amount}, which is taken off"
        if move.op == t.OP_OTHER
        else f"because of what {who} paid, we pay {amount} less"
    )


def _fixed(words: str) -> Callable[[Context, Move], str]:
    """A move whose sentence only needs its amount."""

    def told(context: Context, move: Move) -> str:
        return words.format(amount=w.money(move.amount, context.currency))

    return told


MOVES: Mapping[int, Callable[[Context, Move], str]] = {
    t.OP_ALLOWED: _fixed("{amount} is above the allowed amount and does not count"),
    t.OP_RECOGNISE: _fixed("{amount} does not count"),
    t.OP_PROPORTION: _fixed("above the standard, so {amount} does not count"),
    t.OP_GRANT_DAY: _fixed("{amount} is granted for the days"),
    t.OP_GRANT_EVENT: _fixed("{amount} is granted"),
    t.OP_OTHER: _payer,
    t.OP_OTHER_LATE: _payer,
    t.OP_CAP: _fixed("{amount} is above the limit and does not count"),
    t.OP_UNITS: _fixed("some units are above the limit; {amount} does not count"),
    t.OP_VISITS: _visits,
    t.OP_DEDUCT: _deduct,
    t.OP_DEDUCT_CAP: _deduct_cap,
    t.OP_COPAY: _fixed("you bear a copay of {amount}"),
    t.OP_COPAY_RATE: _fixed("you bear a copay of {amount}, by percentage"),
    t.OP_COPAY_DAY: _fixed("copays for these days come to {amount}"),
    t.OP_SHARE: _share,
    t.OP_LIMIT: _fixed("{amount} is above this limit"),
    t.OP_FURTHER: _fixed("now that the limit is used up, we pay a further {amount}"),
    t.OP_EVENTS: _fixed("no payment is left, so {amount} is not paid"),
    t.OP_INTERVAL: _interval,
    t.OP_TAKE_OVER: _fixed("we pay {amount} of your part in addition"),
    t.OP_OOP: _fixed("you have borne the most you need to; we pay the {amount} above it in addition"),
}


class English(Telling):
    """English."""

    lang: ClassVar[Lang] = "en"
    joint: ClassVar[str] = " "
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    labels: ClassVar[Mapping[str, str]] = {**LABELS, **REASONS}

    def money(self, value: int, currency: str) -> str:
        return w.money(value, currency)

    def currency(self, currency: str) -> str:
        return currency

    def counted(self, value: int, unit: str) -> str:
        return f"{value} {w.UNITS[unit].removesuffix('s') if value == 1 else w.UNITS[unit]}"

    def period(self, per: str, period: str, each: str) -> str:
        if each:
            return f"“{each}”, {self.period(per, period, '')}"
        if per.startswith("months:"):
            return f"months {period}"
        if ":" in per:
            unit, _, number = per.partition(":")
            return f"piece {period} of {number} {unit.replace('_', ' ')}"
        return PERIODS[per].format(period)

    def polished(self, text: str) -> str:
        return text

    def under(self, policy: str) -> str:
        return f"policy {policy}"

    def day(self, day: date) -> str:
        return day_words(day, "en")

    def clause_name(self, clause: Clause) -> str:
        return f"{clause.title_en or KINDS[clause.kind.name]}{ref(clause)}"

    def heading(self, bill: str, line: int | None) -> str:
        return f"Bill {bill}" if line is None else f"Bill {bill}, line {line}"

    def billed(self, amount: str, days: tuple[date, ...]) -> str:
        when = self.day(days[0]) if len(days) == 1 else f"{self.day(days[0])} to {self.day(days[-1])}, {len(days)} days"
        return f"Billed: {amount} ({when})." if amount else f"{'Day' if len(days) == 1 else 'Days'}: {when}."

    def recognised(self, context: Context, amount: str, clause: Clause, benefit: str) -> str:
        return (
            f"It falls under “{w.inside(context.benefit_label(benefit, 'en'))}”{ref(clause)}; {amount} is recognised."
        )

    def granted_under(self, context: Context, clause: Clause, benefit: str) -> str:
        return f"It falls under “{w.inside(context.benefit_label(benefit, 'en'))}”{ref(clause)}: a fixed amount, whatever the cost was."

    def outside(self, amount: str) -> str:
        return f"Of it, {amount} is outside what can be covered at all and does not count."

    def other_payments(self, amount: str) -> str:
        return f"Others paid a further {amount}, which is not taken off what is recognised; you need not pay it either."

    def move(self, context: Context, move: Move) -> str:
        return f"{self.clause_name(move.clause)}: {MOVES[move.op](context, move)}.{_room(context, move)}"

    def days(self, context: Context, group: DayGroup, left: int | None) -> str:
        span = (
            self.day(group.days[0])
            if len(group.days) == 1
            else f"{self.day(group.days[0])} to {self.day(group.days[-1])}"
        )
        days = _days(len(group.days))
        paid = group.columns[t.PAID]
        if group.reason == "pended":
            return f"{days} ({span}) not settled yet: {REASONS[group.reason]}."
        if group.reason != "decided":
            return f"{days} ({span}) not paid: {REASONS[group.reason]}{ref(group.clause)}."
        number = "No days are" if not left else "1 day is" if left == 1 else f"{left} days are"
        rest = f" {number} left after this bill." if left is not None else ""
        pool = next(c for c in context.wording.clauses if c.id == group.pool) if group.pool else None
        if pool is not None and not pool.flag("grants"):
            return f"{days} under {w.clause_ref(pool.id)} ({span}): not paid.{rest}"
        drawn = f" under {w.clause_ref(pool.id)}" if pool is not None else ""
        return f"{days}{drawn} ({span}): we pay {w.money(paid, context.currency)}.{rest}"

    def paid(self, amount: str, is_nothing: bool) -> str:  # noqa: FBT001
        return "We pay nothing on this line." if is_nothing else f"We pay {amount}."

    def borne(self, self_paid: int, uncovered: int, currency: str) -> str:
        whole = w.money(self_paid + uncovered, currency)
        if not self_paid and not uncovered:
            return "You bear nothing."
        if not uncovered:
            return f"You bear {whole}, all of it within what is recognised."
        if not self_paid:
            return f"You bear {whole}, all of it outside what is recognised."
        inside, outside = w.money(self_paid, currency), w.money(uncovered, currency)
        return f"You bear {whole}: {inside} within what is recognised and {outside} outside it."

    def borne_whole(self, whole: str) -> str:
        return f"You bear {whole} yourself."

    def borne_beside(self, whole: str) -> str:
        return f"This is a fixed benefit, whatever the cost was; of the cost itself you bear {whole}."

    def premium_waived(self) -> str:
        return "After this payment, no more premiums are due."

    def not_in_force(self, day: date) -> str:
        return f"Not paid: {self.day(day)} lies outside the time of cover."

    def not_covered(self, clause: Clause | None) -> str:
        return f"Not paid: no benefit covers this cost{ref(clause)}."

    def excluded(self, context: Context, clause: Clause) -> str:
        return f"Not paid: it is excluded{ref(clause)}. What the clause means: {clauses.plain(context, clause)}"

    def waiting(self, context: Context, clause: Clause, day: date, covered_from: date | None) -> str:
        days = w.counted(context, clause.count("days"), "day")
        end = f"; it is over from {self.day(covered_from)} on" if covered_from is not None else ""
        return f"Not paid: {self.day(day)} lies in the waiting period of {days}{ref(clause)}{end}."

    def days_used_up(self, context: Context, clause: Clause) -> str:
        days = f" ({w.counted(context, clause.count('days'), 'day')})" if clause.has("days") else ""
        return f"Not paid: the days that can be paid{days} are used up{ref(clause)}."

    def pended(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        return (f"Not settled yet; still missing: {'; '.join(missing)}.", "For now nothing is paid or refused, and no deductible or limit is used.",
                "Once we have it, we settle this line again.")  # fmt: skip

    def missing(self, context: Context, what: str, name: str) -> str:
        if what == "payer":
            return f"how a payment by {w.payer(context, name)} counts; the contract does not say it, please hand in proof of it"
        if what == "fee":
            return "the fee code (please hand in the itemised bill that shows it)"
        if what == "order":
            return "which of your policies should pay before the others (please tell us)"
        fact = context.wording.facts.get(name)
        label = {"age": "date of birth", "birthday_month": "date of birth", "sex": "sex"}.get(name) or context.label(
            name, "en"
        )
        values = w.series([context.value_label(name, v, "en") for v in fact.values], "or") if fact is not None else ""
        return (
            f"“{label}”{' (which of these: ' + values + ')' if values else ''}, please hand in a document that shows it"
        )

    def total(self, billed: str, paid: str) -> str:
        return f"The whole bill is {billed}. We pay {paid} in all." if billed else f"We pay {paid} in all."

    def total_so_far(self, billed: str, paid: str) -> str:
        whole = f"The whole bill is {billed}. " if billed else ""
        return f"{whole}On what is settled so far we pay {paid} in all."

    def total_pended(self, lines: tuple[int, ...]) -> str:
        return f"Still waiting for documents: line {w.series(str(line) for line in lines)}. We settle again when they are here."

    def changed(self, before: str, after: str) -> str:
        return f"Before the correction we paid {before}, after it {after}."

    def gone(self) -> str:
        return "This line was taken back and no longer counts."

    def new(self) -> str:
        return "This line is new."

    def unchanged(self) -> str:
        return "What we pay stays the same."

    def settle(self, amount: str, sign: int) -> str:
        if sign > 0:
            return f"On this line {amount} is still to be paid."
        return f"On this line {amount} was paid too much." if sign < 0 else "Nothing is to be paid either way."

    def settle_total(self, amount: str, sign: int) -> str:
        if sign > 0:
            return f"In all, we pay {amount} more."
        return (
            f"In all, {amount} was paid too much and is claimed back."
            if sign < 0
            else "In all, nothing is to be paid either way."
        )

    def changes(self, columns: list[str]) -> str:
        return f"What changed: {'; '.join(columns)}."

    def column_changed(self, column: str, before: str, after: str) -> str:
        return f"{COLUMNS[column]}: from {before} to {after}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
