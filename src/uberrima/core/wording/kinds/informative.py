"""Kinds that are only words: definitions, rights, duties, statutory notices. Their figures are fields, too."""

from __future__ import annotations

from typing import ClassVar

from uberrima.core.wording.kinds.field import Field, Kind

_FIGURES = {
    "days": Field(form="count", says="a number of days told in the words"),
    "more_days": Field(form="count", says="a second number of days told in the words"),
    "months": Field(form="count", says="a number of months told in the words"),
    "years": Field(form="count", says="a number of years told in the words"),
    "amount": Field(form="money", says="an amount told in the words"),
    "rate": Field(form="rate", says="a rate told in the words"),
    "day": Field(form="day", says="a date told in the words"),
    "contact": Field(form="id", says="a telephone number or address told in the words"),
}


class Definition(Kind):
    name = "definition"
    says = "what a word means (释义)"
    effective = False
    fields: ClassVar = {"term": Field(form="id", says="the word that is defined"), **_FIGURES}


class Right(Kind):
    name = "right"
    says = "a right of the customer"
    effective = False
    fields: ClassVar = {
        "topic": Field(
            form="word",
            says="which right",
            required=True,
            values=(
                "cooling_off",
                "grace",
                "reinstatement",
                "renewal",
                "surrender",
                "claim",
                "payment_promise",
                "complaint",
                "data",
                "explanation",
                "portability",
                "other",
            ),
        ),
        **_FIGURES,
    }


class Duty(Kind):
    name = "duty"
    says = "a duty of the customer"
    effective = False
    fields: ClassVar = {
        "topic": Field(
            form="word",
            says="which duty",
            required=True,
            values=("disclosure", "premium", "notify_event", "documents", "age", "occupation", "other"),
        ),
        **_FIGURES,
    }


class Notice(Kind):
    name = "notice"
    says = "a notice that law or fairness asks for"
    effective = False
    fields: ClassVar = {
        "topic": Field(
            form="word",
            says="which notice",
            required=True,
            values=(
                "rescission",
                "cancellation",
                "not_guaranteed",
                "rate_change",
                "limits",
                "hospitals",
                "other_cover",
                "tax",
                "statutory",
                "other",
            ),
        ),
        **_FIGURES,
    }
