"""Words and phrases in English: money, periods, owners, conditions, names."""

from __future__ import annotations

from collections.abc import Iterable

from uberrima.core.explanation.context import Context
from uberrima.core.kernel.money import grouped
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import SINCE, Amount, Clause, Condition, Count, day_fact

PERIODS = {
    "line": "for each item", "bill": "on each bill", "visit": "at each visit", "day": "for each day", "confinement": "in each confinement",
    "benefit_period": "in each benefit period", "month": "in each calendar month", "policy_year": "in each policy year",
    "calendar_year": "in each calendar year", "guaranteed_period": "in each guaranteed-renewal period", "lifetime": "over a lifetime",
}  # fmt: skip

OWNERS = {
    "member": "for each insured person",
    "policy": "for all insured persons of the policy together",
    "family": "for the whole family together",
}

PAYERS = {
    "public_insurance": "social insurance",
    "personal_account": "the personal account of social insurance",
    "other_insurers": "other insurers",
    "employer": "your employer",
}

UNITS = {"days": "days", "visits": "visits", "units": "units", "events": "payments"}

SEXES = {"female": "a woman", "male": "a man", "other": "of another sex"}

OWN_PARTS = {"deductible": "the deductible", "copay": "copays", "share": "your percentage share"}


def money(value: int, currency: str) -> str:
    """An amount to the cent: CNY 10,000.00."""
    return f"{currency} {grouped(value, currency)}"


def short_money(value: int, currency: str) -> str:
    """An amount without idle decimals: CNY 10,000."""
    number = grouped(value, currency)
    whole, dot, part = number.partition(".")
    return f"{currency} {whole if dot and not part.strip('0') else number}"


def clause_ref(identifier: str) -> str:
    return f"clause {identifier}"


def clause_refs(identifiers: Iterable[str]) -> str:
    return series([clause_ref(i) for i in identifiers])


def series(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    found = list(items)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def begin(text: str) -> str:
    """With a capital at the start."""
    return text[:1].upper() + text[1:]


def inside(label: str) -> str:
    """A label inside a sentence: its first letter is small, unless the word is written in capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def period(per: str) -> str:
    """``policy_year`` → in each policy year."""
    if per.startswith("months:"):
        return f"in each {per.split(':')[1]}-month piece of the calendar year"
    if ":" in per:
        unit, _, number = per.partition(":")
        return f"in each period of {number} {'policy' if unit == 'policy_years' else 'calendar'} years"
    return PERIODS[per]


def whose(context: Context, clause: Clause) -> str:
    """In each policy year, and whose where that is not plain."""
    owner = clause.word("owner")
    told = "" if owner == "member" and not context.many_owners else f", {OWNERS[owner]}"
    return f"{period(clause.word('per'))}{told}{each(context, clause)}"


def each(context: Context, clause: Clause) -> str:
    """That every accident, illness … is counted by itself."""
    return f" (separately for each “{context.label(clause.word('each'), 'en')}”)" if clause.has("each") else ""


def payer(context: Context, name: str) -> str:
    """A payer by name; a payer of the wording's own is called by the title of its clause."""
    if name in PAYERS:
        return PAYERS[name]
    titles = [c.title_en for c in context.wording.clauses if c.kind.name == "other_payer" and c.word("payer") == name]
    named = (
        title.split(":")[0].removeprefix("Payments of ").removeprefix("Payments from ") for title in titles if title
    )
    return next((inside(title) for title in named), f"“{name}”")


def benefits(context: Context, names: Iterable[str]) -> str:
    return series(f"“{inside(context.benefit_label(name, 'en'))}”" for name in names)


def amount(context: Context, field: Amount) -> str:
    """A money field inside a sentence."""
    currency = context.currency
    value = context.worked_out(field)
    if field.source == "constant":
        text = short_money(field.value, currency)
    elif field.source == "choice" and context.chosen_number(field.name) is not None:
        text = short_money(context.chosen_number(field.name) or 0, currency)
    else:
        place = "your schedule" if field.source == "choice" else "the bill"
        text = f"the amount that {place} states for “{context.label(field.name, 'en').removeprefix('the ')}”"
    if field.rate is not None:
        text = f"{percent(field.rate)} of {text}"
    if field.times:
        times = context.chosen_number(field.times)
        text = f"{text} × {times if times is not None else context.label(field.times, 'en')}"
    if field.per_extra_member:
        extra = f"plus {short_money(field.per_extra_member, currency)} for every insured person above {field.above}"
        most = f", at most {short_money(field.most, currency)}" if field.most is not None else ""
        return f"{text} ({extra}{most})"
    if value is not None and (field.rate is not None or field.times):
        return f"{short_money(value, currency)} ({text})"
    return text


def count(context: Context, field: Count) -> str:
    """A count field inside a sentence."""
    value = context.count(field)
    return (
        f"as many as your schedule states for “{context.label(field.choice, 'en')}”" if value is None else f"{value:,}"
    )


def counted(context: Context, field: Count, unit: str) -> str:
    """A count with its unit, in singular or plural: 1 day, 30 days."""
    value = context.count(field)
    if value is None:
        return f"the number of {unit}s that your schedule states for “{context.label(field.choice, 'en')}”"
    return f"{value:,} {unit}{'' if value == 1 else 's'}"


#: Numbers that come by themselves.
NUMBERS = {
    "age": "the age on the day of care",
    "entry_age": "the age on the day cover began",
    "year_age": "the age on the day the policy year began",
    "days_covered": "the number of days of cover without a break",
    "months_covered": "the number of months of cover without a break",
    "stay_days": "the number of days in hospital",
}

# --- conditions ----------------------------------------------------------------------------------------------------


def conditions(context: Context, found: Iterable[Condition]) -> str:
    """All conditions, joined: the cause is accident, and the age is 65 or more."""
    return ", and ".join(condition(context, c) for c in found)


def condition(context: Context, asked: Condition) -> str:
    """One condition in plain words; it can follow “where”."""
    if asked.form == "count":
        return ", or ".join(_range(context, asked.fact, low, high) for low, high in asked.ranges)
    if asked.form == "money":
        return ", or ".join(_amounts(context, asked.fact, low, high) for low, high in asked.ranges)
    if asked.fact == "benefit":
        named = [f"“{inside(context.benefit_label(v, 'en'))}”" for v in asked.values]
        return f"the cost falls under {series(named, 'or')}"
    if asked.fact == "sex":
        return f"the insured person is {series([SEXES[v] for v in asked.values], 'or')}"
    label = context.label(asked.fact, "en")
    if asked.form == "flag":
        return _flag(context, asked, label)
    if asked.form == "code":
        return f"{_the(label)} begins with {series(asked.values, 'or')}"
    values = series([f"“{context.value_label(asked.fact, v, 'en')}”" for v in asked.values], "or")
    if asked.fact in context.wording.choices:
        return f"your schedule states {values} for “{label}”"
    return f"{_the(label)} is {values}"


def _flag(context: Context, asked: Condition, label: str) -> str:
    true = "true" in asked.values
    if asked.fact in context.wording.choices:
        return f"your schedule {'includes' if true else 'does not include'} “{label}”"
    return f"“{label}” {'applies' if true else 'does not apply'}"


def _the(label: str) -> str:
    return label if label.startswith(("the ", "what ", "who ", "where ", "a ", "an ")) else f"the {label}"


def _range(context: Context, fact: str, low: int | None, high: int | None) -> str:
    if fact == "birthday_month":
        return f"the birthday at age {_span(low, high)} falls into that calendar month"
    if fact == "policy_year_number":
        return f"it is policy year {_span(low, high)}"
    if fact in {"days_covered", "months_covered"} and (low is None or high is None):
        unit = "days" if fact == "days_covered" else "months"
        return (
            f"cover without a break has lasted less than {(high or 0) + 1} {unit}"
            if low is None
            else f"cover without a break has lasted {low} {unit} or more"
        )
    if fact == "age" and (low is None or high is None):
        return (
            f"the insured person is under {(high or 0) + 1} on the day of care"
            if low is None
            else f"the insured person is {low} or older on the day of care"
        )
    label = NUMBERS.get(fact, f"“{context.label(fact, 'en')}”")
    counted = day_fact(fact)
    if counted:
        told = f"“{context.label(counted, 'en')}”"
        label = f"the number of days from {told} to the day of care"
        if not fact.startswith(SINCE):
            label = f"the number of days from the day of care to {told}"
    return f"{label} is {_span(low, high)}"


def _amounts(context: Context, fact: str, low: int | None, high: int | None) -> str:
    """A range of amounts, both ends included."""
    label = {"billed": "what is billed for the item", "bill_total": "the whole bill"}.get(fact)
    label = label or f"“{context.label(fact, 'en')}”"
    ends = [None if end is None else short_money(end, context.currency) for end in (low, high)]
    if ends[0] is None:
        return f"{label} is at most {ends[1]}"
    return (
        f"{label} is at least {ends[0]}"
        if ends[1] is None
        else f"{label} is from {ends[0]} to {ends[1]}, both included"
    )


def _span(low: int | None, high: int | None) -> str:
    if low == high:
        return f"{low}"
    if low is None:
        return f"{high} or less"
    return f"{low} or more" if high is None else f"{low} to {high}"
