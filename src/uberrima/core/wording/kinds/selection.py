"""Kinds that decide whether a line is covered at all."""

from __future__ import annotations

from typing import ClassVar

from uberrima.core.wording.kinds.field import Field, Kind


class Benefit(Kind):
    name = "benefit"
    says = "what is covered (保险责任): names a benefit and the lines that fall under it"
    by_benefit = False
    fields: ClassVar = {
        "name": Field(form="id", says="the benefit's name, used in `benefits` and in conditions", required=True),
        "label_zh": Field(form="id", says="what people call it in Chinese", required=True),
        "label_en": Field(form="id", says="what people call it in English", required=True),
    }


class Exclusion(Kind):
    name = "exclusion"
    says = "what is not covered (责任免除)"
    fields: ClassVar = {}


class Exception_(Kind):  # noqa: N801 (the word `exception` is taken)
    name = "exception"
    says = "where it applies, the clauses it overrides do not (e.g. an exception to an exclusion, to a waiting period)"
    fields: ClassVar = {}


class Otherwise(Kind):
    name = "otherwise"
    says = "what holds for everything that no benefit covers: it is not covered"
    by_benefit = False
    fields: ClassVar = {}


class Waiting(Kind):
    name = "waiting"
    says = "a waiting period (等待期): nothing is covered on the first days of cover"
    fields: ClassVar = {
        "days": Field(form="count", says="length in days, the first day of cover included", required=True, least=1),
    }
