"""What a letter says: headings, paragraphs, rows of amounts, lists, and clauses in their own words. Pure, and the same from its text again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar, TypeAlias, cast

from uberrima.core.kernel.errors import UberrimaError

FORMAT = "uberrima-letter/1"


class NotALetter(UberrimaError):
    """This text is no letter in the format ``uberrima-letter/1``; it was cut short, or written by something else."""

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; the first one is the letter's."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph. ``source`` names the row of law or the clause that it rests on, where it rests on one."""

    kind: ClassVar[str] = "paragraph"
    text: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label and an amount."""

    kind: ClassVar[str] = "row"
    label: str
    #: as people read it
    amount: str
    #: minor units, so that a page can draw it and a test can add it up; taken off where negative
    minor: int
    #: id of the clause; empty where it rests on none
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A clause in its own words."""

    kind: ClassVar[str] = "quote"
    clause: str
    text: str


Block: TypeAlias = Heading | Paragraph | Row | Items | Quote
Body: TypeAlias = tuple[Block, ...]

_KINDS: Mapping[str, type[Block]] = {one.kind: one for one in (Heading, Paragraph, Row, Items, Quote)}


def to_text(body: Sequence[Block]) -> str:
    """The body as text, the same for the same body."""
    blocks = [{"kind": block.kind, **asdict(block)} for block in body]
    return json.dumps({"format": FORMAT, "blocks": blocks}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Body:
    """The body that a text holds.

    :raises NotALetter: when it holds none.
    """
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise NotALetter
        return tuple(_block(dict(one)) for one in raw["blocks"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotALetter from None


def _block(raw: dict[str, object]) -> Block:
    made = _KINDS[cast("str", raw.pop("kind"))]
    if made is Items:
        return Items(items=tuple(cast("list[str]", raw["items"])))
    return made(**raw)  # type: ignore[arg-type]


def plain(body: Sequence[Block]) -> str:
    """The letter as plain text, for paper and for who reads no pages."""
    told = []
    for block in body:
        match block:
            case Heading():
                told.append(f"\n{block.text}")
            case Paragraph():
                told.append(block.text)
            case Row():
                told.append(f"{block.label}  {block.amount}" + (f"  §{block.clause}" if block.clause else ""))
            case Items():
                told += [f"{number}. {item}" for number, item in enumerate(block.items, 1)]
            case Quote():
                told.append(f"§{block.clause}  {block.text}")
    return "\n".join(told).strip()
