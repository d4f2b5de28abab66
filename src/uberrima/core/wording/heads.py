"""[product], [[fact]] and [[choice]] → typed heads of a wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, cast

from uberrima.core.kernel.money import DECIMALS
from uberrima.core.wording.clause import BUILT_IN, Choice, Fact, Product
from uberrima.core.wording.source import Block
from uberrima.core.wording.values import Values

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class Heads(Values):
    """Reads the product, its facts and its choices."""

    def product(self, block: Block) -> Product:
        values = block.values
        for key in values:
            if key not in {"id", "edition", "currency", "zh", "en"}:
                self.unknown("key", key, ["id", "edition", "currency", "zh", "en"], block.line_of(key), "[product]")
        for key in ("id", "edition"):
            if not isinstance(values.get(key), str) or not _SLUG.fullmatch(cast("str", values[key])):
                self.report(
                    "bad-slug",
                    block.line_of(key),
                    f"[product] {key}",
                    f"`{key}` must be a slug.",
                    "Use a-z, 0-9 and hyphens.",
                )
        currency = values.get("currency")
        if not isinstance(currency, str) or currency not in DECIMALS:
            self.report(
                "unknown-currency",
                block.line_of("currency"),
                "[product]",
                "The currency is not known.",
                f"Use one of {', '.join(sorted(DECIMALS))}.",
            )
            currency = "CNY"
        for lang in ("zh", "en"):
            self.translation(block, lang, "[product]")
        return Product(
            id=str(values.get("id", "")),
            edition=str(values.get("edition", "")),
            currency=str(currency),
            zh=str(values.get("zh", "")),
            en=str(values.get("en", "")),
        )

    def head(
        self, block: Block, what: str, forms: tuple[str, ...], keys: set[str], taken: Mapping[str, object]
    ) -> tuple[str, str, str] | None:
        """Name, form and place of a fact or choice; None when it cannot be used."""
        name, form = block.values.get("name"), block.values.get("kind")
        place = f"{what} {name}"
        for key in block.values:
            if key not in keys:
                self.unknown("key", key, sorted(keys), block.line_of(key), place)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.report(
                "bad-name",
                block.line,
                place,
                f"A {what} needs a name.",
                "Use letters, digits and underscores, beginning with a letter.",
            )
            return None
        if name in BUILT_IN or name in taken or name in self.facts or name in self.choices:
            self.report(
                "duplicate-name",
                block.line,
                place,
                f'The name "{name}" is taken.',
                "Give each fact and choice a name of its own.",
            )
            return None
        if form not in forms:
            self.unknown("kind of " + what, str(form), list(forms), block.line_of("kind"), place)
            return None
        return name, str(form), place

    def fact(self, block: Block) -> None:
        keys = {"name", "kind", "values", "zh", "en", "labels", "of", "default"}
        head = self.head(block, "fact", ("choice", "flag", "code", "count", "money", "day"), keys, self.facts)
        if head is None:
            return
        name, form, place = head
        values = self.strings(block.values.get("values", []), block.line_of("values"), place)
        if form == "choice" and not values:
            self.report(
                "missing-field",
                block.line,
                place,
                "A fact of kind choice needs `values`.",
                "List every value it can have.",
            )
        of = block.values.get("of", "line")
        if of not in {"line", "member"}:
            self.unknown("place", str(of), ["line", "member"], block.line_of("of"), place)
        default = block.values.get("default")
        wanted = {"choice": str, "flag": bool, "code": str, "count": int, "money": str, "day": date}[form]
        if default is not None and (type(default) is not wanted or (form == "choice" and default not in values)):
            self.report(
                "bad-value",
                block.line_of("default"),
                place,
                "The default does not fit the fact.",
                "Give a value that the fact can have.",
            )
            default = None
        if form == "money" and default is not None:
            default = self.plain_money(default, block.line_of("default"), place)
        self.facts[name] = Fact(
            name=name,
            form=cast("Literal['choice', 'flag', 'code', 'count', 'money', 'day']", form),
            values=values,
            of=cast("Literal['line', 'member']", of),
            zh=self.translation(block, "zh", place),
            en=self.translation(block, "en", place),
            labels=self.labels(block, place),
            default=default,
            line=block.line,
        )

    def choice(self, block: Block) -> None:
        keys = {"name", "kind", "values", "zh", "en", "labels", "default"}
        head = self.head(block, "choice", ("choice", "flag", "count", "money"), keys, self.choices)
        if head is None:
            return
        name, form, place = head
        raw = block.values.get("values", [])
        items = raw if isinstance(raw, list) else []
        values = tuple(
            v
            for v in (self.choice_value(form, item, block.line_of("values"), place) for item in items)
            if v is not None
        )
        if form == "choice" and not values:
            self.report("missing-field", block.line, place, "A choice needs `values`.", "List every value it can have.")
        default = block.values.get("default")
        if default is not None:
            default = self.choice_value(form, default, block.line_of("default"), place)
        self.choices[name] = Choice(
            name=name,
            form=cast("Literal['choice', 'flag', 'count', 'money']", form),
            values=values,
            zh=self.translation(block, "zh", place),
            en=self.translation(block, "en", place),
            labels=self.labels(block, place),
            default=default,
            line=block.line,
        )
