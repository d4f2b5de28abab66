"""One sentence generator for each kind of clause, in English: plain words from the fields alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from uberrima.core.explanation.context import Context
from uberrima.core.explanation.en import words as w
from uberrima.core.explanation.topics import topic_sentence
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import Band, Clause
from uberrima.core.wording.words import day_words

Teller = Callable[[Context, Clause], str]

# --- frame ---------------------------------------------------------------------------------------------------------

STEPS = {
    "recognised": "what counts", "other_payers": "less payments of others", "sublimit": "sub-limits", "deductible": "less the deductible",
    "copay": "less copays", "share": "the percentage we pay", "limit": "limits", "relief": "what we pay in addition",
}  # fmt: skip
BILLS_BY = {
    "bill_date": "Bills are settled in the order of their dates.",
    "received": "Bills are settled in the order in which we receive them.",
}
VERSION_BY = {
    "service_date": "the day of care", "admission": "the day of admission", "policy_year_start": "the day the policy year began",
    "policy_start": "the day the policy began",
}  # fmt: skip
COVER_BY = {
    "service_date": "The day of care must lie within the time of cover.",
    "admission": "If the day of admission lies within the time of cover, the whole stay does.",
}


def order(context: Context, clause: Clause) -> str:
    names = {**STEPS, "recognised": "the fixed amount"} if context.only_fixed else STEPS
    steps = ", then ".join(names[step] for step in clause.words("steps"))
    told = [f"Each cost is worked out in this order: {steps}." if steps else "Each cost is settled by itself.",
            BILLS_BY[clause.word("bills_by")], COVER_BY[clause.word("cover_by")]]  # fmt: skip
    if context.amended:
        told.append(
            f"Where a clause has changed, the words that held on {VERSION_BY[clause.word('version_by')]} decide."
        )
    return " ".join(told)


def term(context: Context, clause: Clause) -> str:
    told = []
    if clause.has("years"):
        told.append(f"The contract runs for {w.counted(context, clause.count('years'), 'year')}.")
    if clause.has("guaranteed_years"):
        years = w.counted(context, clause.count("guaranteed_years"), "policy year")
        told.append(f"A guaranteed-renewal period lasts {years}, counted from the start of the initial policy.")
    return " ".join(told) or "The contract runs for the days that your schedule states."


def stay(context: Context, clause: Clause) -> str:
    same = f" with the same “{context.label(clause.word('same'), 'en')}”" if clause.has("same") else ""
    what = {"confinement": "confinement", "benefit_period": "benefit period"}[clause.word("name")]
    if clause.has("continues_within_days"):
        days = w.counted(context, clause.count("continues_within_days"), "day")
        told = f"An admission{same} within {days} of the last discharge continues the same {what}."
    else:
        days = w.counted(context, clause.count("new_after_days"), "day")
        told = f"An admission {days} or more after the last discharge opens a new {what}; an earlier admission{same} continues the old {what}."
    counted = {"nights": "The day of admission counts as a day in hospital, the day of discharge does not.",
               "days": "The day of admission and the day of discharge both count as days in hospital."}  # fmt: skip
    return f"{told} {counted[clause.word('count')]}"


MODES = {
    "half_up": "to the nearest, a tie upwards",
    "half_even": "to the nearest, a tie to the even number",
    "up": "always upwards",
    "down": "always downwards",
}
WHERE = {
    "line": "For each item", "benefit": "For each benefit of a bill, all items together", "bill": "For each bill, all items together",
    "month": "For each calendar month, all items together", "policy_year": "For each policy year, all items together",
}  # fmt: skip


def rounding(context: Context, clause: Clause) -> str:
    part = {"paid": "what we pay", "borne": "what you bear"}[clause.word("of")]
    unit = "the smallest unit of the currency"
    if clause.has("to"):
        unit = f"a multiple of {w.amount(context, clause.money('to'))}"
    return f"{WHERE[clause.word('where')]}, {part} is rounded to {unit}: {MODES[clause.word('mode')]}."


# --- what is covered -----------------------------------------------------------------------------------------------


def benefit(context: Context, clause: Clause) -> str:
    label = f"“{w.inside(clause.word('label_en'))}”"
    where = f" where {w.conditions(context, clause.when)}" if clause.when else ""
    if context.fixed(clause.word("name")):
        return f"We pay {label}{where}{but_not(context, clause)}: a fixed amount, whatever the cost was."
    return f"We cover {label}{where}{but_not(context, clause)}, as far as the clauses of this contract say."


def but_not(context: Context, clause: Clause) -> str:
    """The exception that a clause makes itself."""
    return f", unless {w.conditions(context, clause.unless)}" if clause.unless else ""


def circumstances(context: Context, clause: Clause) -> str:
    """Where a clause applies: under “hospital”, where the cause is “accident”."""
    parts = [f"under {w.benefits(context, clause.benefits)}"] if context.narrowed(clause) else []
    if clause.when:
        parts.append(f"where {w.conditions(context, clause.when)}")
    return " ".join(parts)


def exclusion(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    return f"We do not pay{' ' + where if where else ''}{but_not(context, clause)}."


def exception(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    verb = "do" if len(clause.overrides) > 1 else "does"
    return w.begin(
        f"{where + ', ' if where else ''}{w.clause_refs(clause.overrides)} {verb} not apply{but_not(context, clause)}."
    )


def otherwise(context: Context, clause: Clause) -> str:  # noqa: ARG001 (every generator is asked alike)
    return "We do not pay for anything that no benefit names."


def waiting(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    days = w.counted(context, clause.count("days"), "day")
    start = f"There is a waiting period: the initial {days} of cover without a break, the day it began included."
    return f"{start} During it we do not pay{' ' + where if where else ''}{but_not(context, clause)}."


# --- how much counts -----------------------------------------------------------------------------------------------


def allowed(context: Context, clause: Clause) -> str:
    if clause.has("rate"):
        return f"{percent(clause.rate('rate'))} of what is billed counts; the rest does not."
    if clause.has("amount"):
        return f"For each unit (visit, piece) at most {w.amount(context, clause.money('amount'))} counts; you bear what is above it."
    multiple = f"{percent(clause.rate('multiple'))} of " if clause.has("multiple") else ""
    return f"For each unit (visit, piece) at most {multiple}the amount in the fee schedule counts; you bear what is above it."


def recognise(context: Context, clause: Clause) -> str:  # noqa: ARG001
    share = percent(clause.rate("counts"))
    if clause.word("of") == "remainder":
        return (
            f"What others have paid counts in full; of the rest only {share} counts, and you bear what does not count."
        )
    return f"Only {share} of such a cost counts; you bear the rest."


def proportion(context: Context, clause: Clause) -> str:
    fact, amount = context.label(clause.word("fact"), "en"), w.amount(context, clause.money("amount"))
    return (f"The standard for “{fact}” is {amount}. Where it is above the standard, these costs count in the proportion of the standard to it; "
            "you bear the rest.")  # fmt: skip


def other_payer(context: Context, clause: Clause) -> str:
    who = w.payer(context, clause.word("payer"))
    if clause.word("counts") == "own":
        return f"What {who} has paid counts as your own money and is not taken off."
    have = "have" if who.endswith("s") else "has"
    return {
        "first": f"What {who} {have} paid is taken off the cost before we work out our part.",
        "maintenance": f"What {who} {have} paid is taken off what we would pay.",
        "standard": f"We fill up what {who} {have} left unpaid: together never more than the cost, and we never more than we would pay alone.",
    }[clause.word("method")]


# --- what you bear -------------------------------------------------------------------------------------------------


def deductible(context: Context, clause: Clause) -> str:
    when, amount = w.begin(w.whose(context, clause)), w.amount(context, clause.money("amount"))
    if clause.has("caps"):
        told = f"{when}, deductibles come to at most {amount}: once that is reached, {w.clause_ref(clause.word('caps'))} takes nothing more."
    else:
        told = f"{when}, you bear {amount} before we begin to pay."
        payers = clause.words("filled_by")
        if payers:
            told += f" What {w.series(w.payer(context, p) for p in payers)} paid counts towards it, too."
        elif context.has_offsets(clause):
            told += " What others paid does not count towards it."
    return told + _no_claim(context, clause, "falls", "never below") + _carry_months(context, clause)


def _no_claim(context: Context, clause: Clause, moves: str, bound: str) -> str:
    if not clause.has("no_claim_step"):
        return ""
    step, end = w.amount(context, clause.money("no_claim_step")), w.amount(context, clause.money("no_claim_bound"))
    after = {
        "reset": "starts over",
        "keep": "stays as it was",
        "step": "goes back by the same amount, no further than where it began",
    }[clause.word("after_claim")]
    return f" After a policy year without a payment it {moves} by {step}, but {bound} {end}; after a year with a payment it {after}."


def _carry_months(context: Context, clause: Clause) -> str:
    if not clause.has("carry_months"):
        return ""
    return f" What you bear of it in the last {w.counted(context, clause.count('carry_months'), 'month')} of a year counts for the next year, too."


def copay(context: Context, clause: Clause) -> str:
    when = w.whose(context, clause)
    if clause.has("amount"):
        when = "for each unit (visit, piece)" if clause.flag("each_unit") else when
        return f"{w.begin(when)}, you bear a copay of {w.amount(context, clause.money('amount'))}, but never more than the cost."
    floor = f", at least {w.amount(context, clause.money('floor'))}" if clause.has("floor") else ""
    ceiling = f", {when} at most {w.amount(context, clause.money('ceiling'))}" if clause.has("ceiling") else ""
    return (
        f"You bear a copay of {percent(clause.rate('rate'))} of the cost{floor}{ceiling}, but never more than the cost."
    )


def share(context: Context, clause: Clause) -> str:
    base = (
        f"Of what {w.clause_ref(clause.word('on_top_of'))} leaves to pay"
        if clause.has("on_top_of")
        else "Of what is then left"
    )
    if not clause.has("bands"):
        pays = clause.bands()[0].pays
        return f"{base}, we pay {percent(pays)}{f' and you bear {percent(1 - pays)}' if pays != 1 or clause.has('bears') else ''}."
    before = clause.word("measured") == "before_deductible"
    measure = ""
    if before:
        measure = " Costs before the deductible are measured; the deductible takes up the low end."
    elif context.has_deductible(clause):
        measure = " Costs after the deductible are measured."
    per = (
        "Each item is measured by itself"
        if clause.word("per") == "line"
        else f"Costs are added up {w.whose(context, clause)}"
    )
    return f"{base}, we pay by bands: {bands(context, clause.bands())}. You bear the rest. {per}.{measure}"


def bands(context: Context, found: tuple[Band, ...]) -> str:
    """65% up to CNY 100,000, 80% above."""
    parts, low = [], ""
    for band in found:
        high = w.amount(context, band.upto) if band.upto is not None else ""
        span = (
            f"from {low} to {high}"
            if low and high
            else f"up to {high}"
            if high
            else f"above {low}"
            if low
            else "throughout"
        )
        parts.append(f"{percent(band.pays)} {span}")
        low = high
    return ", ".join(parts)


def take_over(context: Context, clause: Clause) -> str:  # noqa: ARG001
    return f"We pay {percent(clause.rate('pays'))} of {w.OWN_PARTS[clause.word('of')]} for you, in addition."


def out_of_pocket_max(context: Context, clause: Clause) -> str:
    counted = w.series(w.OWN_PARTS[part] for part in clause.words("counts"))
    together = " together" if len(clause.words("counts")) > 1 else ""
    amount = w.amount(context, clause.money("amount"))
    return f"{w.begin(w.whose(context, clause))}, you bear at most {amount} of {counted}{together}; we pay what is above it in addition."


# --- limits --------------------------------------------------------------------------------------------------------


def sublimit(context: Context, clause: Clause) -> str:
    return f"{w.begin(w.whose(context, clause))}, at most {w.amount(context, clause.money('amount'))} counts; you bear what is above it."


def count_limit(context: Context, clause: Clause) -> str:
    unit = {"visits": "visit", "units": "unit", "days": "day"}[clause.word("of")]
    return f"{w.begin(w.whose(context, clause))}, we pay for at most {w.counted(context, clause.count('count'), unit)}; more are not paid."


def limit(context: Context, clause: Clause) -> str:
    told = f"{w.begin(w.whose(context, clause))}, we pay at most {w.amount(context, clause.money('amount'))}; what is above it is not paid."
    if clause.flag("carry_unused"):
        most = f", at most {w.amount(context, clause.money('carry_max'))}" if clause.has("carry_max") else ""
        told += f" What a year leaves unused is added to the next{most}."
    return told + _no_claim(context, clause, "grows", "never above")


def further_limit(context: Context, clause: Clause) -> str:
    after, amount = w.clause_ref(clause.word("after")), w.amount(context, clause.money("amount"))
    return f"Once the limit of {after} is used up, we go on paying: at most {amount} {w.whose(context, clause)}; what is above it is not paid."


def event_limit(context: Context, clause: Clause) -> str:
    return f"{w.begin(w.whose(context, clause))}, we make at most {w.counted(context, clause.count('times'), 'payment')}; after that, none."


def interval(context: Context, clause: Clause) -> str:
    return f"We do not pay again less than {w.counted(context, clause.count('days'), 'day')} after the last payment{w.each(context, clause)}."


def days(context: Context, clause: Clause) -> str:
    first, last = context.pool_place(clause)
    after = "" if first else "when the days before are used up, "
    if clause.has("days"):
        told = f"{w.begin(w.whose(context, clause))}, {after}{w.counted(context, clause.count('days'), 'day')}"
    else:
        told = f"{w.begin(after)}all further days" if after else "All days"
    if not clause.flag("grants"):
        return f"{told} are not paid; you bear them."
    told += " can be paid"
    if clause.has("copay"):
        told += f", and you bear {w.amount(context, clause.money('copay'))} for each day"
    elif context.copay_beside(clause):
        told += ", without a copay"
    return f"{told}{'; after that days are not paid' if last and clause.has('days') else ''}."


# --- fixed amounts -------------------------------------------------------------------------------------------------


def day_benefit(context: Context, clause: Clause) -> str:
    return f"For each paid day we grant {w.amount(context, clause.money('amount'))}; the same day is never paid again."


def lump_sum(context: Context, clause: Clause) -> str:
    units = " for each unit (visit, piece)" if clause.flag("each_unit") else ""
    told = f"We grant {w.amount(context, clause.money('amount'))}{units}."
    return told + (" After that, no more premiums are due." if clause.flag("waives_premium") else "")


# --- words only ----------------------------------------------------------------------------------------------------


def figures(context: Context, clause: Clause) -> str:
    """The figures of a clause that is only words: its days, dates and amounts."""
    units = {"days": "day", "more_days": "day", "months": "month", "years": "year"}
    told = [w.counted(context, clause.count(name), unit) for name, unit in units.items() if clause.has(name)]
    if clause.has("day"):
        told.append(day_words(clause.values["day"], "en"))  # type: ignore[arg-type]
    if clause.has("amount"):
        told.append(w.amount(context, clause.money("amount")))
    if clause.has("rate"):
        told.append(percent(clause.rate("rate")))
    if clause.has("contact"):
        told.append(clause.word("contact"))
    return w.series(told)


def deadline(context: Context, clause: Clause) -> str:
    """A right or duty with a time limit, in short."""
    return f"{clause.title_en or topic_sentence(clause.kind.name, clause.word('topic'), 'en').rstrip('.')}: {figures(context, clause)}."


def definition(context: Context, clause: Clause) -> str:
    told = figures(context, clause)
    name, title = clause.word("term"), clause.title_en
    if name and name.isascii():
        start = f"The clause says what “{name}” means"
    else:
        start = f"{title}: the clause itself says what it is" if title else "The clause says what a word means"
    return f"{start}{', with these figures: ' + told if told else ''}."


def by_topic(context: Context, clause: Clause) -> str:
    """A right, duty or notice: what its topic is about, then its figures."""
    told = figures(context, clause)
    return topic_sentence(clause.kind.name, clause.word("topic"), "en") + (f" The clause names {told}." if told else "")


SENTENCES: Mapping[str, Teller] = {
    "order": order, "term": term, "stay": stay, "rounding": rounding,
    "benefit": benefit, "exclusion": exclusion, "exception": exception, "otherwise": otherwise, "waiting": waiting,
    "allowed": allowed, "recognise": recognise, "proportion": proportion, "other_payer": other_payer,
    "count_limit": count_limit, "sublimit": sublimit, "deductible": deductible, "copay": copay, "share": share,
    "limit": limit,
    "further_limit": further_limit, "out_of_pocket_max": out_of_pocket_max, "take_over": take_over,
    "days": days, "day_benefit": day_benefit, "lump_sum": lump_sum, "event_limit": event_limit, "interval": interval,
    "definition": definition, "right": by_topic, "duty": by_topic, "notice": by_topic,
}  # fmt: skip

#: Kinds whose sentence already says where the clause applies.
SELF_FRAMED = frozenset({"benefit", "exclusion", "exception", "waiting"})


def plain(context: Context, clause: Clause) -> str:
    """The clause in plain words, with where it applies, what it sets aside and from which day it holds."""
    kind = clause.kind.name
    told = SENTENCES[kind](context, clause)
    if kind not in SELF_FRAMED:
        scope = [f"for {w.benefits(context, clause.benefits)} only"] if context.narrowed(clause) else []
        if clause.when:
            scope.append(f"where {w.conditions(context, clause.when)}")
        told = f"{w.begin(', '.join(scope))}: {told[:1].lower() + told[1:]}" if scope else told
        if clause.unless:
            told += f" This does not apply where {w.conditions(context, clause.unless)}."
    since = _since(context, clause)
    return " ".join([since + (w.inside(told) if since else told), *_among_others(context, clause)])


def _since(context: Context, clause: Clause) -> str:
    end = context.ends(clause)
    if clause.start is not None and end is not None:
        return f"From {day_words(clause.start, 'en')} and before {day_words(end, 'en')}, "
    if clause.start is not None:
        return f"From {day_words(clause.start, 'en')}, "
    return f"Before {day_words(end, 'en')}, " if end is not None else ""


def _among_others(context: Context, clause: Clause) -> list[str]:
    told = []
    if clause.overrides and clause.kind.name != "exception":
        verb = "do" if len(clause.overrides) > 1 else "does"
        told.append(f"Where this clause applies, {w.clause_refs(clause.overrides)} {verb} not.")
    if above := context.setting_aside(clause):
        told.append(f"Where {w.clause_refs(above)} {'applies' if len(above) == 1 else 'apply'}, this clause does not.")
    if shared := context.sharing(clause):
        told.append(f"It is counted together with {w.clause_refs(shared)}.")
    if clause.has("also_fills"):
        told.append(f"What fills it fills {w.clause_refs(clause.words('also_fills'))}, too.")
    if "restart" in clause.kind.fields and clause.flag("restart"):
        told.append("From that day the count begins anew.")
    if clause.informative and clause.kind.effective:
        told.append("This clause only informs; it moves no money.")
    return told
