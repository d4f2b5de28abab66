"""A bill as one waterfall: from what was billed, step by step, to what is paid; each step with its clause and its lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.decision import context_of
from uberrima.core.explanation.moves import COLUMN_OF, Move, moves_of
from uberrima.core.explanation.product import heading, plain_sentence
from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a waterfall."""

    #: billed | other | refused | pended | outside | recognised | sublimit | deductible | copay | share | limit | relief | granted | rest | paid
    about: str
    #: id of the clause; empty for what was billed, for the rest and for what is paid
    clause: str = ""
    title: str = ""
    #: the clause in plain words
    says: str = ""
    #: what the step takes (positive) or gives back (negative), minor units; for billed and paid the sum itself
    amount: int
    #: what is left after the step, minor units
    left: int
    #: numbers of the lines that it touched
    lines: tuple[int, ...] = ()
    #: of an accumulator: what it held before and holds in all, minor units; None where that cannot be told of the bill as a whole
    used: int | None = None
    capacity: int | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether the clause was looked at and took nothing."""
        return self.amount == 0 and self.about not in {"billed", "paid"}


@dataclass(frozen=True, kw_only=True)
class Waterfall:
    """A bill under one policy."""

    policy: str
    edition: str
    currency: str
    steps: tuple[Step, ...]
    #: minor units
    billed: int
    other: int
    paid: int
    insured: int

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """Who pays how much: others, we, the insured."""
        return ("other", self.other), ("paid", self.paid), ("insured", self.insured)


#: Columns in the order in which people read them; clauses of one column stay in the order of the steps.
_ORDER = ("other", "recognised", "sublimit", "deductible", "copay", "share", "limit", "granted", "relief")
#: Steps that give: what they move goes to the insured.
_GIVES = frozenset({"granted", "relief"})


def waterfall(settlement: Settlement, bill: str, policy: str, lang: Lang) -> Waterfall:
    """The waterfall of a bill under one policy."""
    context = context_of(settlement, policy)
    decisions = settlement.of(bill, policy=policy)
    total = [sum(d.columns[c] for d in decisions) for c in range(t.N_COLUMNS)]
    left = total[t.BILLED]
    steps = [Step(about="billed", amount=left, left=left, lines=tuple(d.line for d in decisions))]
    for step in (*_refused(context, decisions, lang), *_taken(context, decisions, lang)):
        left -= step.amount
        steps.append(_with_left(step, left))
    if left != total[t.PAID]:
        steps.append(Step(about="rest", amount=left - total[t.PAID], left=total[t.PAID]))
    steps.append(Step(about="paid", amount=total[t.PAID], left=total[t.PAID]))
    return Waterfall(
        policy=policy, edition=settlement.edition_of[policy], currency=context.currency, steps=tuple(steps),
        billed=total[t.BILLED], other=total[t.OTHER], paid=total[t.PAID], insured=total[t.INSURED],
    )  # fmt: skip


def _with_left(step: Step, left: int) -> Step:
    return Step(**{**{name: getattr(step, name) for name in step.__dataclass_fields__}, "left": left})


def _refused(context: Context, decisions: Iterable[Decision], lang: Lang) -> list[Step]:
    """Lines that are not paid at all, together by the clause that refused them; what others paid of them is told apart."""
    found: dict[tuple[str, str], list[Decision]] = {}
    others = [d for d in decisions if d.reason != "decided"]
    for one in others:
        found.setdefault((one.reason, one.speaking.id if one.speaking is not None else ""), []).append(one)
    steps = []
    for (reason, _), lines in found.items():
        clause = lines[0].speaking
        amount = sum(d.columns[t.BILLED] - d.columns[t.OTHER] for d in lines)
        about = "pended" if reason == "pended" else "refused"
        steps.append(_step(context, about, clause, amount, [d.line for d in lines], lang))
    paid_by_others = sum(d.columns[t.OTHER] for d in others)
    if paid_by_others:
        steps.insert(0, Step(about="other", amount=paid_by_others, left=0, lines=tuple(d.line for d in others)))
    return steps


def _taken(context: Context, decisions: Iterable[Decision], lang: Lang) -> list[Step]:
    """What each clause moved, over all lines, column by column; what cannot be covered comes first."""
    decided = [d for d in decisions if d.reason == "decided"]
    found: dict[str, dict[str, list[tuple[int, Move]]]] = {}
    for one in decided:
        for move in moves_of(context, one):
            found.setdefault(COLUMN_OF[move.op], {}).setdefault(move.clause.id, []).append((one.line, move))
    steps = []
    for column in _ORDER:
        whole = _whole(column, decided)
        by_clause = list(found.get(column, {}).values())
        if column == "recognised":
            outside = whole - sum(move.amount for moves in by_clause for _, move in moves)
            if outside:
                lines = [d.line for d in decided if d.columns[t.BILLED] != d.columns[t.RECOGNISED]]
                steps.append(Step(about="outside", amount=outside, left=0, lines=tuple(lines)))
        elif by_clause and sum(move.amount for moves in by_clause for _, move in moves) != abs(whole):
            by_clause = [
                [pair for moves in by_clause for pair in moves]
            ]  # clauses that give and take in turn are one step
            steps.append(_of_moves(context, column, by_clause[0], lang, amount=whole))
            continue
        sign = -1 if column in _GIVES else 1
        for moves in by_clause:
            amount = sign * sum(move.amount for _, move in moves)
            steps.append(_of_moves(context, column, moves, lang, amount=amount))
    return steps


def _whole(column: str, decided: Iterable[Decision]) -> int:
    """What a column takes over all lines, minor units."""
    at = t.COLUMNS.index(column)
    if column == "recognised":
        return sum(d.columns[t.BILLED] - d.columns[at] for d in decided if not _is_fixed(d))
    return sum(d.columns[at] for d in decided) * (-1 if column in _GIVES else 1)


def _is_fixed(decision: Decision) -> bool:
    return any(part.fixed for part in decision.parts)


def _of_moves(context: Context, column: str, moves: list[tuple[int, Move]], lang: Lang, *, amount: int) -> Step:
    first = moves[0][1]
    used = first.capacity - first.before if first.capacity is not None and first.before is not None else None
    lines = [line for line, move in moves if move.amount]
    return _step(context, column, first.clause, amount, lines, lang, used=used, capacity=first.capacity)


def _step(
    context: Context, about: str, clause: Clause | None, amount: int, lines: list[int], lang: Lang,
    *, used: int | None = None, capacity: int | None = None,
) -> Step:  # fmt: skip
    if clause is None:
        return Step(about=about, amount=amount, left=0, lines=tuple(lines))
    return Step(
        about=about, clause=clause.id, title=heading(context, clause, lang), says=plain_sentence(context, clause, lang),
        amount=amount, left=0, lines=tuple(dict.fromkeys(lines)), used=used, capacity=capacity,
    )  # fmt: skip
