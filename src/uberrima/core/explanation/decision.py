"""A decision explained: what was billed, what counts, what each clause took, what is paid, what is borne, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.en.decisions import English
from uberrima.core.explanation.moves import COLUMN_OF, DayGroup, Move, day_groups, moves_of, not_coverable, state_after
from uberrima.core.explanation.sentence import Sentence, text_of
from uberrima.core.explanation.telling import Telling
from uberrima.core.explanation.zh.decisions import Chinese
from uberrima.core.wording import tables as t

#: One teller for each language.
TELLINGS: Mapping[Lang, Telling] = {"zh": Chinese(), "en": English()}

#: Policy → first day of cover without a break. With it, the end of a waiting period can be told.
Since = Mapping[str, date]


@dataclass(frozen=True, kw_only=True)
class DecisionText:
    """One line of a bill under one policy, explained."""

    lang: Lang
    policy: str
    bill: str
    line: int
    #: a word of ``wording.tables.REASONS``
    reason: str
    currency: str
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return text_of(self.sentences)


@dataclass(frozen=True, kw_only=True)
class BillText:
    """A bill explained: its lines under each policy, and the totals of each policy."""

    lang: Lang
    bill: str
    heading: str
    lines: tuple[DecisionText, ...]
    #: by policy, in the order in which they pay
    totals: Mapping[str, tuple[Sentence, ...]]

    @property
    def text(self) -> str:
        """The bill as readable text, policy by policy."""
        told = [self.heading]
        for policy, totals in self.totals.items():
            told += [
                f"{line.heading} · {TELLINGS[self.lang].under(policy)}\n{line.text}"
                for line in self.lines
                if line.policy == policy
            ]
            told.append(text_of(totals))
        return "\n\n".join(told)


def explain_decision(
    settlement: Settlement, decision: Decision, lang: Lang, *, since: Since | None = None
) -> DecisionText:
    """Tell the decision on one line.

    :param since: by policy, ``Policy.continuous_since``; without it the day on which a waiting period ends is not told.
    """
    context = context_of(settlement, decision.policy)
    telling = TELLINGS[lang]
    return DecisionText(
        lang=lang, policy=decision.policy, bill=decision.bill, line=decision.line, reason=decision.reason, currency=context.currency,
        heading=telling.heading(decision.bill, decision.line),
        sentences=_polished(telling, _sentences(telling, context, settlement, decision, since or {})),
    )  # fmt: skip


def explain_bill(
    settlement: Settlement, bill: str, lang: Lang, policy: str | None = None, *, since: Since | None = None
) -> BillText:
    """Tell a bill with its lines and totals, under one policy or all that it falls under."""
    decisions = settlement.of(bill, policy=policy)
    policies = tuple(dict.fromkeys(d.policy for d in decisions))
    return BillText(
        lang=lang, bill=bill, heading=TELLINGS[lang].heading(bill, None),
        lines=tuple(explain_decision(settlement, d, lang, since=since) for d in decisions),
        totals={p: _totals(settlement, p, [d for d in decisions if d.policy == p], lang) for p in policies},
    )  # fmt: skip


def _polished(telling: Telling, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(replace(sentence, text=telling.polished(sentence.text)) for sentence in sentences)


def context_of(settlement: Settlement, policy: str) -> Context:
    """The wording of a policy's edition."""
    return Context(wording=settlement.editions[settlement.edition_of[policy]].wording)


# --- one line ------------------------------------------------------------------------------------------------------


def _sentences(
    telling: Telling, context: Context, settlement: Settlement, decision: Decision, since: Since
) -> Iterator[Sentence]:
    columns = decision.columns
    fixed = any(part.fixed for part in decision.parts)
    billed = telling.money(columns[t.BILLED], context.currency) if columns[t.BILLED] or not fixed else ""
    yield Sentence(
        text=telling.billed(billed, tuple(p.day for p in decision.parts)), amount=columns[t.BILLED], about="billed"
    )
    if decision.reason == "pended":
        yield from _pended(telling, context, decision)
        return
    if decision.reason != "decided":
        yield _refused(telling, context, decision, since)
        yield Sentence(text=telling.paid("", is_nothing=True), amount=0, about="paid")
        whole = telling.money(columns[t.INSURED], context.currency)
        if columns[t.INSURED]:
            yield Sentence(text=telling.borne_whole(whole), amount=columns[t.INSURED], about="insured")
        return
    moves = moves_of(context, decision)
    yield from _recognised(telling, context, decision, [m for m in moves if COLUMN_OF[m.op] == "recognised"])
    yield from _days(telling, context, settlement, decision)
    if decision.pending:  # some days of the line wait
        yield from _pended(telling, context, decision)
    for move in moves:
        if COLUMN_OF[move.op] != "recognised":
            yield _moved(telling, context, move)
    yield from _results(telling, context, decision)


def _pended(telling: Telling, context: Context, decision: Decision) -> Iterator[Sentence]:
    missing = tuple(telling.missing(context, what, name) for what, name in decision.pending)
    for told in telling.pended(missing):
        yield Sentence(text=told, about="pending")


def _refused(telling: Telling, context: Context, decision: Decision, since: Since) -> Sentence:
    clause, day = decision.speaking, decision.parts[0].day
    if decision.reason == "not-in-force":
        told = telling.not_in_force(day)
    elif clause is None or decision.reason == "not-covered":
        told = telling.not_covered(clause)
    elif decision.reason == "excluded":
        told = telling.excluded(context, clause)
    elif decision.reason == "waiting":
        days, begun = context.count(clause.count("days")), since.get(decision.policy)
        end = begun + timedelta(days=days) if begun is not None and days is not None else None
        told = telling.waiting(context, clause, day, end)
    else:
        told = telling.days_used_up(context, clause)
    return Sentence(text=told, clause=clause.id if clause is not None else "", about="reason")


def _recognised(telling: Telling, context: Context, decision: Decision, cuts: list[Move]) -> Iterator[Sentence]:
    """What does not count, and then what counts; a fixed amount is told with the other moves."""
    columns, clause = decision.columns, decision.speaking
    outside = not_coverable(decision)
    if outside:
        told = telling.outside(telling.money(outside, context.currency))
        yield Sentence(text=told, amount=outside, about="outside")
    for cut in cuts:
        yield replace(_moved(telling, context, cut), about="cut")
    part = next(p for p in decision.parts if p.reason == "decided")
    if clause is not None and part.fixed:
        yield Sentence(text=telling.granted_under(context, clause, part.benefit), clause=clause.id, about="benefit")
    elif clause is not None:
        amount = columns[t.RECOGNISED]
        told = telling.recognised(context, telling.money(amount, context.currency), clause, part.benefit)
        yield Sentence(text=told, clause=clause.id, amount=amount, about="recognised")


def _days(telling: Telling, context: Context, settlement: Settlement, decision: Decision) -> Iterator[Sentence]:
    groups = day_groups(decision)
    if len({(g.pool, g.reason) for g in groups}) == 1 and not groups[0].pool:
        return  # days that nothing tells apart need no sentence each
    last = {group.pool: group for group in groups}
    for group in groups:
        left = _left(settlement, decision, group) if last[group.pool] is group else None
        pool = group.pool or (group.clause.id if group.clause is not None else "")
        told = telling.days(context, group, left)
        yield Sentence(text=told, clause=pool, amount=group.columns[t.PAID], about="days")


def _left(settlement: Settlement, decision: Decision, group: DayGroup) -> int | None:
    """Days that the pool holds after the bill."""
    taken = next(
        (x for part in decision.parts for x in part.taken if x.op == t.OP_DAYS and x.clause.id == group.pool), None
    )
    if taken is None or group.reason != "decided":
        return None
    state = state_after(settlement, decision, taken.clause)
    return state.left if state is not None else None


#: What a second deductible spares is in no column; what a further limit pays is taken back from its column.
_ASIDE = {t.OP_DEDUCT_CAP: "deductible_cap", t.OP_FURTHER: "further"}


def _moved(telling: Telling, context: Context, move: Move) -> Sentence:
    about = _ASIDE.get(move.op, COLUMN_OF[move.op])
    return Sentence(text=telling.move(context, move), clause=move.clause.id, amount=move.amount, about=about)


def _results(telling: Telling, context: Context, decision: Decision) -> Iterator[Sentence]:
    columns = decision.columns
    paid, borne = columns[t.PAID], columns[t.INSURED]
    currency = context.currency
    yield Sentence(text=telling.paid(telling.money(paid, currency), is_nothing=not paid), amount=paid, about="paid")
    fixed = any(part.fixed for part in decision.parts)
    others = columns[t.BILLED] - borne - (0 if fixed else paid) - columns[t.OTHER]
    if others > 0:
        yield Sentence(text=telling.other_payments(telling.money(others, currency)), amount=others, about="other")
    whole = telling.money(borne, currency)
    if fixed and columns[t.BILLED]:
        yield Sentence(text=telling.borne_beside(whole), amount=borne, about="insured")
    elif not fixed:
        told = telling.borne(columns[t.SELF_PAID], columns[t.UNCOVERED], currency)
        yield Sentence(text=told, amount=borne, about="insured")
    if decision.waives_premium:
        clause = next(x.clause for x in decision.taken() if x.clause.kind.name == "lump_sum")
        yield Sentence(text=telling.premium_waived(), clause=clause.id, about="premium")


# --- a bill --------------------------------------------------------------------------------------------------------


def _totals(settlement: Settlement, policy: str, decisions: list[Decision], lang: Lang) -> tuple[Sentence, ...]:
    telling, currency = TELLINGS[lang], context_of(settlement, policy).currency
    total = [sum(d.columns[c] for d in decisions) for c in range(t.N_COLUMNS)]
    billed = telling.money(total[t.BILLED], currency) if total[t.BILLED] else ""
    paid = telling.money(total[t.PAID], currency)
    waiting = tuple(d.line for d in decisions if d.pending)
    whole = telling.total_so_far(billed, paid) if waiting else telling.total(billed, paid)
    told = [Sentence(text=whole, amount=total[t.PAID], about="paid")]
    if waiting:
        told.append(Sentence(text=telling.total_pended(waiting), about="pending"))
    elif total[t.BILLED]:
        borne = telling.borne(total[t.SELF_PAID], total[t.UNCOVERED], currency)
        told.append(Sentence(text=borne, amount=total[t.INSURED], about="insured"))
    return _polished(telling, told)
