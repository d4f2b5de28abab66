"""A correction explained: what each line was paid before and after, and what is to be paid or claimed back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.differences import Difference
from uberrima.core.explanation.context import Lang
from uberrima.core.explanation.decision import TELLINGS, context_of
from uberrima.core.explanation.sentence import Sentence, text_of
from uberrima.core.explanation.telling import Telling

#: Columns that are told where they changed; what is paid has a sentence of its own.
_TOLD = (
    "billed",
    "recognised",
    "other",
    "sublimit",
    "deductible",
    "copay",
    "share",
    "limit",
    "relief",
    "granted",
    "insured",
)


@dataclass(frozen=True, kw_only=True)
class LineDifference:
    """What a correction does to one line of a bill under one policy."""

    policy: str
    bill: str
    line: int
    currency: str
    heading: str
    #: minor units: above 0 to be paid, below 0 to be claimed back
    settle: int
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return text_of(self.sentences)


@dataclass(frozen=True, kw_only=True)
class DifferenceText:
    """A correction explained."""

    lang: Lang
    #: lines that changed
    lines: tuple[LineDifference, ...]
    #: one a currency; its amount is the sum of what is to be settled
    totals: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Readable text: each line that changed, then the totals."""
        told = [f"{line.heading} · {TELLINGS[self.lang].under(line.policy)}\n{line.text}" for line in self.lines]
        return "\n\n".join([*told, text_of(self.totals)])


def explain_differences(differences: Iterable[Difference], lang: Lang, settlement: Settlement) -> DifferenceText:
    """Tell what a correction changes. Lines on which nothing changed are not told.

    :param settlement: either of the two settlements; it says which currency each policy is in.
    """
    found = tuple(differences)
    telling = TELLINGS[lang]
    lines = tuple(_line(telling, one, context_of(settlement, one.policy).currency) for one in found if one.changed)
    sums: dict[str, int] = {}
    for one in found:
        currency = context_of(settlement, one.policy).currency
        sums[currency] = sums.get(currency, 0) + one.settle
    totals = tuple(
        Sentence(
            text=telling.polished(telling.settle_total(telling.money(abs(amount), currency), amount)),
            amount=amount,
            about="settle",
        )
        for currency, amount in sums.items()
    )
    return DifferenceText(lang=lang, lines=lines, totals=totals)


def _line(telling: Telling, one: Difference, currency: str) -> LineDifference:
    told = [Sentence(text=telling.unchanged(), amount=one.after, about="paid")]
    if one.settle:
        before, after = telling.money(one.before, currency), telling.money(one.after, currency)
        settle = telling.settle(telling.money(abs(one.settle), currency), one.settle)
        told = [
            Sentence(text=telling.changed(before, after), amount=one.after, about="paid"),
            Sentence(text=settle, amount=one.settle, about="settle"),
        ]
    return LineDifference(
        policy=one.policy, bill=one.bill, line=one.line, currency=currency, heading=telling.heading(one.bill, one.line), settle=one.settle,
        sentences=tuple(replace(s, text=telling.polished(s.text)) for s in [*told, *_why(telling, one, currency)]),
    )  # fmt: skip


def _why(telling: Telling, one: Difference, currency: str) -> Iterator[Sentence]:
    """That the line is gone or new, or every column that changed."""
    billed = next(((before, after) for name, before, after in one.changed if name == "billed"), (1, 1))
    if not billed[1]:
        yield Sentence(text=telling.gone(), about="columns")
    elif not billed[0]:
        yield Sentence(text=telling.new(), about="columns")
    else:
        changes = [
            telling.column_changed(name, telling.money(before, currency), telling.money(after, currency))
            for name, before, after in one.changed
            if name in _TOLD
        ]
        if changes:
            yield Sentence(text=telling.changes(changes), about="columns")
