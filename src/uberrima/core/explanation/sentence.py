"""Sentences with what a page needs to link them: the clause, the amount, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence about a decision."""

    text: str
    #: id of the clause it rests on; empty when it rests on none
    clause: str = ""
    #: the amount it tells, in minor units; None when it tells none
    amount: int | None = None
    #: a column of the waterfall (billed, recognised, other, … insured), or one of
    #: benefit | outside | cut | days | deductible_cap | further | reason | pending | premium | settle | columns
    about: str = ""


def text_of(sentences: tuple[Sentence, ...], joint: str = "\n") -> str:
    """The sentences one after another."""
    return joint.join(sentence.text for sentence in sentences)
