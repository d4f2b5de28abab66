"""The two letters of a claim, as pure functions: what was decided and why, and the one notice of all that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.clocks import Rules
from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.decision import TELLINGS, DecisionText, context_of, explain_bill
from uberrima.core.explanation.sentence import Sentence
from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.words import clause_words
from uberrima.foundation.notices.api import Block, Body, Heading, Items, Paragraph, Quote, Row
from uberrima.journey.claim.letter_words import WORDS, Words

#: What a sentence is about → does it lessen (−1) or raise (+1) what is paid? What stands in no list moves no money by itself.
_SIGN = {
    **dict.fromkeys(("outside", "cut", "other", "sublimit", "deductible", "copay", "share", "limit"), -1),
    **dict.fromkeys(("deductible_cap", "further", "relief", "granted"), 1),
}  # fmt: skip

#: What a sentence is about → the step of the wording's order in which it happened; what stands here not comes before all of them.
_STEP = {
    "other": "other_payers", "sublimit": "sublimit", "deductible": "deductible", "deductible_cap": "deductible", "copay": "copay",
    "share": "share", "limit": "limit", "further": "limit", "relief": "relief",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Insurer:
    """Whom to turn to. Everything here stands in the contract or on the insurer's door, nothing of it is personal."""

    name: str
    #: address of the page on which a code is verified
    verify: str
    phone: str
    #: where a complaint is taken without signing in
    complaint: str
    #: who mediates, and what the contract agreed on otherwise: an arbitration body, or the court; in both languages
    mediation: Mapping[Lang, str]
    court: Mapping[Lang, str]


@dataclass(frozen=True, kw_only=True)
class Handler:
    """Who decided, as customers read it."""

    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One fact as the letter shows it, in the letter's language, with where it stands."""

    label: str
    value: str
    #: what the document is: 出院小结
    document: str
    #: its number within the case
    number: int
    page: int


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is missing, in the letter's language."""

    #: 出院小结
    document: str
    #: which page or what of it; empty when all of it is missing
    part: str = ""


def decision_letter(
    lang: Lang, *, settlement: Settlement, bill: str, case: str, person: str, items: Mapping[int, str], facts: Sequence[Shown],
    decided_on: date, handler: Handler, insurer: Insurer, law: Rules, code: str, since: Mapping[str, date] | None = None,
) -> Body:  # fmt: skip
    """The letter that tells a decision.

    :param settlement: what the core settled; every figure of the letter comes from it.
    :param bill: the bill's id in it.
    :param case: the case's number.
    :param person: name of whose bill it is.
    :param items: number of a line → what was charged, in words.
    :param facts: what the decision rests on, each with its document and page.
    :param law: rows of law, with the contract's own terms (``Rules.with_terms``).
    :param code: the letter's code, by which the receipt is found.
    :param since: by policy, the first day of cover without a break; with it the end of a waiting period is told.
    """
    words = WORDS[lang]
    told = explain_bill(settlement, bill, lang, since=since)
    decided = settlement.of(bill)
    policies = tuple(dict.fromkeys(one.policy for one in decided))
    body: list[Block] = [Heading(text=words.title)]
    currency = context_of(settlement, policies[0]).currency
    paid = sum(one.columns[t.PAID] for one in decided)
    money = TELLINGS[lang].money
    whole = words.we_pay(person, money(paid, currency)) if paid else words.we_pay_nothing(person)
    body += [Paragraph(text=whole), Paragraph(text=words.case(case, policies, decided_on))]
    if paid:
        term = _length(law, "CL-06")
        by = decided_on + timedelta(days=term)
        body.append(Paragraph(text=words.pay_by(term, decided_on, by), source="CL-06"))
    for policy in policies:
        lines = [line for line in told.lines if line.policy == policy]
        own = [one for one in decided if one.policy == policy]
        body += _waterfall(words, lang, context_of(settlement, policy), policy if len(policies) > 1 else "", own, lines)
    body += _refused(words, lang, told.lines, items)
    body += _quotes(words, lang, settlement, decided)
    body += _facts(words, facts)
    body += _ways_on(words, lang, handler, insurer, law, case)
    body += [
        Heading(text=words.check_heading), Paragraph(text=words.code(code)), Paragraph(text=words.check(insurer.verify)),
        Paragraph(text=words.signed(insurer.name, handler.name, handler.number)),
    ]  # fmt: skip
    return tuple(body)


def missing_letter(
    lang: Lang, *, case: str, person: str, missing: Sequence[Missing], handler: Handler, insurer: Insurer, law: Rules, asked_on: date, code: str,
) -> Body:  # fmt: skip
    """The one notice of everything that is missing (CL-02).

    :raises ValueError: when nothing is.
    """
    if not missing:
        raise ValueError("A notice without a missing document: ask for nothing, and decide.")
    words = WORDS[lang]
    return (
        Heading(text=words.missing_title(len(missing))),
        Paragraph(text=words.missing_for(person, case, asked_on)),
        Items(items=tuple(words.missing_item(one.document, one.part) for one in missing)),
        Paragraph(text=words.missing_all, source="CL-02"),
        Heading(text=words.missing_how_heading),
        Paragraph(text=words.missing_how(insurer.phone)),
        Heading(text=words.missing_time_heading),
        Paragraph(text=words.missing_time(_length(law, "CL-03")), source="CL-04"),
        Paragraph(text=words.missing_cannot),
        Heading(text=words.ways_heading),
        Items(items=(
            words.way_handler(handler.name, handler.number, insurer.phone),
            words.way_complaint(insurer.complaint, _length(law, "CP-04")),
            words.way_regulator,
        )),
        Paragraph(text=words.code(code)),
        Paragraph(text=words.signed(insurer.name, handler.name, handler.number)),
    )  # fmt: skip


def _length(law: Rules, row: str) -> int:
    period = law[row].clock
    if period is None:
        raise ValueError(f"{row} has no length of time; the letter cannot tell one.")
    return period.length


# --- how it was worked out ------------------------------------------------------------------------------------------


def _waterfall(
    words: Words, lang: Lang, context: Context, policy: str, decided: Sequence[Decision], lines: Sequence[DecisionText]
) -> Iterator[Block]:
    """From what was billed to what is paid: what each clause took off the whole bill, in the order of the steps."""
    telling = TELLINGS[lang]

    def row(label: str, minor: int, clause: str = "") -> Row:
        sign = "−" if minor < 0 else ""
        return Row(label=label, amount=sign + telling.money(abs(minor), context.currency), minor=minor, clause=clause)

    total = [sum(one.columns[c] for one in decided) for c in range(t.N_COLUMNS)]
    names = {one.clause.id: one.clause for d in decided for one in d.taken()}
    names |= {d.speaking.id: d.speaking for d in decided if d.speaking is not None}
    moves: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.reason not in {"decided", "pended"}:
            clause = next((s.clause for s in line.sentences if s.about == "reason"), "")
            _add(moves, ("refused", clause), -_amount(line.sentences, "billed"))
    for line in lines:
        for sentence in line.sentences:
            if sentence.about in _SIGN and sentence.amount:
                _add(moves, (sentence.about, sentence.clause), _SIGN[sentence.about] * sentence.amount)
    fixed = any(part.fixed for one in decided for part in one.parts)
    if total[t.BILLED] + sum(moves.values()) != total[t.PAID]:
        # Fixed amounts, or days of one line that went different ways: the columns are what always adds up.
        moves = _by_columns(total)
    order = _order(context)
    moves = dict(sorted(moves.items(), key=lambda one: order.index(_STEP.get(one[0][0], ""))))
    yield Heading(text=words.steps_heading(policy))
    if not fixed or total[t.BILLED]:
        yield row(words.billed, total[t.BILLED])
    for (about, clause), minor in moves.items():
        if minor:
            yield row(_label(words, lang, about, names.get(clause)), minor, clause)
    yield row(words.paid, total[t.PAID])
    if not fixed and total[t.INSURED]:
        yield row(words.borne, total[t.INSURED])


def _order(context: Context) -> tuple[str, ...]:
    """The steps as this wording orders them, before them what never counted; a step that it does not name stands last."""
    stated = next((c.words("steps") for c in context.wording.clauses if c.kind.name == "order"), ())
    return ("", *dict.fromkeys([*stated, *_STEP.values()]))


def _add(moves: dict[tuple[str, str], int], key: tuple[str, str], minor: int) -> None:
    moves[key] = moves.get(key, 0) + minor


def _amount(sentences: Sequence[Sentence], about: str) -> int:
    return next((s.amount or 0 for s in sentences if s.about == about), 0)


def _by_columns(total: Sequence[int]) -> dict[tuple[str, str], int]:
    """The steps without their clauses: granted + recognised − what is taken off + relief = paid."""
    moves = {("uncounted", ""): total[t.RECOGNISED] - total[t.BILLED]}
    for column in (t.OTHER, t.SUBLIMIT, t.DEDUCTIBLE, t.COPAY, t.SHARE, t.LIMIT):
        moves[t.COLUMNS[column], ""] = -total[column]
    moves["relief", ""], moves["granted", ""] = total[t.RELIEF], total[t.GRANTED]
    return moves


def _label(words: Words, lang: Lang, about: str, clause: Clause | None) -> str:
    title = (clause.title_zh if lang == "zh" else clause.title_en) if clause is not None else ""
    if title and about not in {"outside", "cut"}:
        return title
    return words.steps.get(about) or TELLINGS[lang].columns[about]


def _refused(words: Words, lang: Lang, lines: Sequence[DecisionText], items: Mapping[int, str]) -> Iterator[Block]:
    """What is not paid at all, line by line, with the reason: the written refusal that the law asks for (CL-05)."""
    left_out = [line for line in lines if line.reason not in {"decided", "pended"}]
    if not left_out:
        return
    yield Heading(text=words.refused_heading)
    reasons: dict[str, list[DecisionText]] = {}
    for line in left_out:
        told = next(s.text for s in line.sentences if s.about == "reason")
        reasons.setdefault(told, []).append(line)
    for told, same in reasons.items():
        clause = next(s.clause for s in same[0].sentences if s.about == "reason")
        for line in same:
            minor = _amount(line.sentences, "billed")
            amount = TELLINGS[lang].money(minor, line.currency)
            yield Row(label=items.get(line.line) or words.line(line.line), amount=amount, minor=minor, clause=clause)
        yield Paragraph(text=told, source=clause)
    yield Paragraph(text=words.refusal, source="CL-05")


def _quotes(words: Words, lang: Lang, settlement: Settlement, decided: Sequence[Decision]) -> Iterator[Block]:
    """Every clause that spoke or moved money, in its own words."""
    found: dict[tuple[str, str], None] = {}
    for one in decided:
        wording = context_of(settlement, one.policy).wording
        spoke = [one.speaking] if one.speaking is not None else []
        for clause in [*spoke, *(taken.clause for taken in one.taken() if taken.amount)]:
            found.setdefault((clause.id, clause_words(clause, wording, lang)))
    if found:
        yield Heading(text=words.quotes_heading)
    for clause_id, text in sorted(found, key=lambda key: _places(key[0])):
        yield Quote(clause=clause_id, text=text)


def _places(clause: str) -> tuple[tuple[int, str], ...]:
    """2.10 stands behind 2.9."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in clause.split("."))


def _facts(words: Words, facts: Sequence[Shown]) -> Iterator[Block]:
    if facts:
        yield Heading(text=words.facts_heading)
        yield Items(items=tuple(words.fact(one.label, one.value, one.document, one.number, one.page) for one in facts))


def _ways_on(words: Words, lang: Lang, handler: Handler, insurer: Insurer, law: Rules, case: str) -> Iterator[Block]:
    """Where to object, the nearest first; nobody has to keep the order (CP-11)."""
    longest = max(row.extends.total for row in law.rows.values() if row.extends and row.extends.clock == "CP-04")
    yield Heading(text=words.ways_heading)
    yield Items(items=(
        words.way_handler(handler.name, handler.number, insurer.phone), words.way_review(case),
        words.way_complaint(insurer.complaint, _length(law, "CP-04")), words.way_regulator,
        words.way_mediation(insurer.mediation[lang]), words.way_court(insurer.court[lang]),
    ))  # fmt: skip
    extended = law["CP-05"].extends
    yield Paragraph(text=words.complaint_longer(extended.total if extended else longest, longest), source="CP-06")
    yield Paragraph(text=words.limitation(_length(law, "CL-09")), source="CL-09")
    yield Paragraph(text=words.any_order, source="CP-11")
