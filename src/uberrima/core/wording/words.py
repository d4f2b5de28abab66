"""Words and figures from the same clause: placeholders become the very values that the kernel uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import cast

from uberrima.core.kernel.money import DECIMALS, grouped
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import Amount, Band, Choice, Clause, Condition, Count, Value, Wording
from uberrima.core.wording.numerals import PLACEHOLDER

#: What a schedule chose, by name: minor units for money, ints for counts, strings, booleans.
Chosen = Mapping[str, object]

_PERIOD_WORDS: dict[str, tuple[str, str]] = {
    "line": ("每项费用", "each item"),
    "bill": ("每张账单", "each bill"),
    "visit": ("每次就诊", "each visit"),
    "day": ("每日", "each day"),
    "confinement": ("每次住院", "each confinement"),
    "benefit_period": ("每一给付期间", "each benefit period"),
    "month": ("每月", "each month"),
    "policy_year": ("每一保单年度", "each policy year"),
    "calendar_year": ("每一自然年度", "each calendar year"),
    "guaranteed_period": ("保证续保期间", "the guaranteed-renewal period"),
    "lifetime": ("终身", "a lifetime"),
}


def period_words(per: str, lang: str) -> str:
    """``policy_year`` → 每一保单年度."""
    unit, _, number = per.partition(":")
    if number:
        zh, en = {"months": ("个月", "months"), "policy_years": ("个保单年度", "policy years")}.get(
            unit, ("个自然年度", "calendar years")
        )
        return f"每 {number} {zh}" if lang == "zh" else f"each {number} {en}"
    return _PERIOD_WORDS[per][0 if lang == "zh" else 1]


def money_words(value: int, currency: str, form: str = "") -> str:
    """An amount for people; ``form`` 万 counts in units of 10,000."""
    if form != "万":
        return grouped(value, currency)
    unit = 10_000 * 10 ** DECIMALS[currency]
    whole, rest = divmod(value, unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return f"{whole:,}{'.' + digits if digits else ''}万"


def amount_words(amount: Amount, wording: Wording, lang: str, chosen: Chosen | None = None, form: str = "") -> str:
    """A money field for people: its value, or the choice or fact it comes from."""
    currency = wording.product.currency
    zh = lang == "zh"
    if amount.source == "constant":
        text = money_words(amount.value, currency, form)
        if amount.per_extra_member:
            extra, most = money_words(amount.per_extra_member, currency, form), amount.most
            text += (
                f"，超过 {amount.above} 名被保险人的，每多一人增加 {extra}"
                if zh
                else f" plus {extra} for every insured person above {amount.above}"
            )
            if most is not None:
                text += (
                    f"，最高 {money_words(most, currency, form)}"
                    if zh
                    else f", at most {money_words(most, currency, form)}"
                )
    elif amount.source == "choice" and chosen is not None and amount.name in chosen:
        text = money_words(cast("int", chosen[amount.name]), currency, form)
    else:
        named = wording.choices.get(amount.name) or wording.facts.get(amount.name)
        text = (named.zh if zh else named.en) if named else amount.name
    if amount.rate is not None:
        text = f"{text}的 {percent(amount.rate)}" if zh else f"{percent(amount.rate)} of {text}"
    if amount.times:
        times = chosen.get(amount.times) if chosen else None
        choice = wording.choices[amount.times]
        label = str(times) if times is not None else (choice.zh if zh else choice.en)
        text = f"{text} × {label}"
    return text


def count_words(count: Count, wording: Wording, lang: str, chosen: Chosen | None = None) -> str:
    """A count field for people."""
    if not count.choice:
        return f"{count.value:,}"
    if chosen is not None and count.choice in chosen:
        return str(chosen[count.choice])
    choice = wording.choices[count.choice]
    return choice.zh if lang == "zh" else choice.en


def bands_words(
    bands: tuple[Band, ...], wording: Wording, lang: str, chosen: Chosen | None = None, form: str = ""
) -> str:
    """All bands in one sentence part."""
    parts = []
    low = ""
    for band in bands:
        pays = percent(band.pays)
        high = amount_words(band.upto, wording, lang, chosen, form) if band.upto is not None else ""
        if lang == "zh":
            span = (
                f"超过 {low} 至 {high} 的部分"
                if low and high
                else f"{high} 及以下部分"
                if high
                else f"超过 {low} 的部分"
                if low
                else "全部"
            )
            parts.append(f"{span} {pays}")
        else:
            span = (
                f"from {low} to {high}"
                if low and high
                else f"up to {high}"
                if high
                else f"above {low}"
                if low
                else "throughout"
            )
            parts.append(f"{pays} {span}")
        low = high
    return ("，" if lang == "zh" else ", ").join(parts)


def day_words(day: date, lang: str) -> str:
    """A date for people."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def label_of(named: Mapping[str, Mapping[str, str]], value: object, lang: str) -> str:
    """The label of a value, or the value itself."""
    return named.get(str(value), {}).get(lang, str(value))


def _condition_words(condition: Condition, wording: Wording, lang: str, form: str) -> str:
    if condition.form in {"count", "money"}:
        low, high = condition.ranges[0]
        bounds = {
            "min": low,
            "max": high,
            "under": None if high is None else high + 1,
            "over": None if low is None else low - 1,
        }
        currency = wording.product.currency

        def told(value: int) -> str:
            return grouped(value, currency) if condition.form == "money" else str(value)

        bound = bounds.get(form or "")
        if bound is not None:
            return told(bound)
        ends = ["" if edge is None else told(edge) for edge in (low, high)]
        return "–".join(ends).strip("–") if low != high else ends[0]
    named: Choice | None = wording.choices.get(condition.fact)
    labels = named.labels if named else wording.facts[condition.fact].labels if condition.fact in wording.facts else {}
    return ("、" if lang == "zh" else ", ").join(label_of(labels, value, lang) for value in condition.values)


def allowed_placeholders(clause: Clause) -> set[str]:
    """Names that the words of a clause may use: its own written fields and their views."""
    names = {name for name in clause.values if name not in {"label_zh", "label_en"}}
    if "pays" in names or "bears" in names:
        names |= {"pays", "bears"}
    names |= {f"when.{c.fact}" for c in clause.when} | {f"unless.{c.fact}" for c in clause.unless}
    if clause.start is not None:
        names.add("from")
    if clause.until is not None:
        names.add("until")
    return names


def _value_words(clause: Clause, name: str, form: str, wording: Wording, lang: str, chosen: Chosen | None) -> str:
    if "." in name:
        where, fact = name.split(".", 1)
        found = next(c for c in (clause.when if where == "when" else clause.unless) if c.fact == fact)
        return _condition_words(found, wording, lang, form)
    if name == "from" and clause.start is not None:
        return day_words(clause.start, lang)
    if name == "until" and clause.until is not None:
        return day_words(clause.until, lang)
    if name in {"pays", "bears"} and name not in clause.values:
        other = clause.rate("bears" if name == "pays" else "pays")
        return percent(1 - other)
    value = clause.values[name]
    if name == "bands":
        return bands_words(clause.bands(), wording, lang, chosen, form)
    if name == "per":
        return period_words(clause.word("per"), lang)
    return _typed_words(value, form, wording, lang, chosen)


def _typed_words(value: Value, form: str, wording: Wording, lang: str, chosen: Chosen | None) -> str:
    if isinstance(value, Amount):
        return amount_words(value, wording, lang, chosen, form)
    if isinstance(value, Count):
        return count_words(value, wording, lang, chosen)
    if isinstance(value, Fraction):
        return percent(value)
    if isinstance(value, date):
        return day_words(value, lang)
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(str(item) for item in value)
    return str(value)


def clause_words(clause: Clause, wording: Wording, lang: str, chosen: Chosen | None = None) -> str:
    """The words of a clause with every placeholder filled in."""
    text = clause.zh if lang == "zh" else clause.en
    return PLACEHOLDER.sub(lambda m: _value_words(clause, m.group(1), m.group(2) or "", wording, lang, chosen), text)
