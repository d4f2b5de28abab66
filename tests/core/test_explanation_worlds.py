"""What holds of explanations holds under wordings and bills that nobody thought of, too: those of the oracle's worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pytest

from tests.oracle import worlds
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.context import LANGS, Context, Lang
from uberrima.core.explanation.decision import context_of, explain_bill, explain_decision
from uberrima.core.explanation.moves import moves_of
from uberrima.core.explanation.product import as_text, explain_product, plain_sentence
from uberrima.core.explanation.readback import figures_of, numbers_in
from uberrima.core.explanation.statement import as_json, statement
from uberrima.core.explanation.statement import as_text as statement_text
from uberrima.core.kernel.errors import WordingError
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import load_edition

GROUPS = 12
#: Columns whose sentences add up to them.
SUMMED = ("sublimit", "deductible", "copay", "share", "limit", "relief", "granted", "paid")


@lru_cache(maxsize=1)
def settled_worlds() -> tuple[Settlement, ...]:
    """Families of random wordings, settled."""
    return tuple(_settled())


def _settled() -> Iterator[Settlement]:
    for place in range(GROUPS):
        authors, wordings = worlds.group(f"explanation/{place}")
        try:
            editions = {name: load_edition(worlds.files(wording)) for name, wording in wordings.items()}
        except WordingError:
            continue
        for world in worlds.families(f"explanation/{place}", authors, wordings, 3):
            kinds = (("policy", world.policies), ("bill", world.bills), ("void", world.events))
            records = [Record(kind=kind, fields=fields) for kind, listed in kinds for fields in listed]
            yield settle(editions, read_log(records, editions).one())


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_add_up_and_bills_and_statements_can_be_told(lang: Lang) -> None:
    for settlement in settled_worlds():
        for decision in settlement.decisions:
            sums: Counter[str] = Counter()
            for sentence in explain_decision(settlement, decision, lang).sentences:
                sums[sentence.about] += sentence.amount or 0
            sums["limit"] -= sums["further"]
            if decision.reason == "decided":
                assert {n: sums[n] for n in SUMMED} == {n: decision.columns[t.COLUMNS.index(n)] for n in SUMMED}
        for bill in {decision.bill for decision in settlement.decisions}:
            assert explain_bill(settlement, bill, lang).text
        made = statement(settlement, lang)
        assert as_json(made)["language"] == lang
        assert statement_text(made)


def test_the_room_told_after_a_line_is_what_is_left() -> None:
    for settlement in settled_worlds():
        for decision in settlement.decisions:
            if decision.line == max(d.line for d in settlement.of(decision.bill, policy=decision.policy)):
                _compare_rooms(settlement, decision.policy, decision.bill, decision.line)


def _compare_rooms(settlement: Settlement, policy: str, bill: str, line: int) -> None:
    decision = settlement.of(bill, line, policy)[0]
    states = [s for b in settlement.states if (b.policy, b.bill) == (policy, bill) for s in b.states]
    for move in moves_of(context_of(settlement, policy), decision):
        left = {s.left for s in states if s.account == move.clause.account}
        assert move.after is None or not left or move.after in left, f"{bill} {line} clause {move.clause.id}"


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_a_random_wording_is_told_and_no_other(lang: Lang) -> None:
    for edition in {e.hash: e for s in settled_worlds() for e in s.editions.values()}.values():
        context = Context(wording=edition.wording)
        assert as_text(explain_product(edition, lang))
        for clause in edition.wording.clauses:
            told, held = set(numbers_in(plain_sentence(context, clause, lang))), figures_of(context, clause)
            assert told <= held.all
            assert not held.missing(told)
