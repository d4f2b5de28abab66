"""Text → raw tables with line numbers. Knows TOML, knows nothing about insurance."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from uberrima.core.kernel.depth import MAX_DEPTH, too_deep
from uberrima.core.kernel.errors import Problem, WordingError

Raw: TypeAlias = object
"""A value as TOML gives it: str, int, bool, date, list or dict (floats are refused here)."""

#: A wording larger than this is refused: it is not a wording.
MAX_BYTES = 4_000_000

_HEADER = re.compile(r"\[\[?\s*(product|fact|choice|clause)\s*\]?\](?!\S)")
_KEY = re.compile(r'\s*(?:"([^"]+)"|([A-Za-z0-9_-]+))\s*(?:\.|=)')


@dataclass(frozen=True, kw_only=True)
class Block:
    """One ``[product]``, ``[[fact]]``, ``[[choice]]`` or ``[[clause]]`` with the lines it stands on."""

    values: Mapping[str, Raw]
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """The line of a key, or of the block when the key is absent."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The four parts of a wording file, still raw."""

    file: str
    product: Block
    facts: tuple[Block, ...]
    choices: tuple[Block, ...]
    clauses: tuple[Block, ...]


def read_source(text: str | bytes, file: str) -> Source:
    """Parse the text of a wording.

    :raises WordingError: when it is not UTF-8, not TOML, holds floats or unknown top-level tables.
    """
    plain = decoded(text, file)
    raw = _parse(plain, file)
    problems: list[Problem] = []
    blocks = _locate(plain)
    _refuse_floats(raw, file, blocks, problems)
    problems += [
        Problem(
            file=file,
            line=0,
            place=key,
            code="unknown-table",
            cause=f"There is no table [{key}].",
            cure="A wording has [product], [[fact]], [[choice]] and [[clause]].",
        )
        for key in raw
        if key not in {"product", "fact", "choice", "clause"}
    ]
    if not isinstance(raw.get("product"), dict):
        problems.append(
            Problem(
                file=file,
                line=0,
                place="[product]",
                code="missing-product",
                cause="The table [product] is missing.",
                cure="Begin the file with [product] and its id, edition, currency, zh and en.",
            )
        )
    lists = {key: _tables(raw, key, file, problems) for key in ("fact", "choice", "clause")}
    if problems:
        raise WordingError(tuple(problems))
    placed = {key: _place(lists[key], blocks.get(key, [])) for key in lists}
    product = _place([raw["product"]], blocks.get("product", []))[0]  # type: ignore[list-item]
    return Source(file=file, product=product, facts=placed["fact"], choices=placed["choice"], clauses=placed["clause"])


def decoded(text: str | bytes, file: str) -> str:
    """The text of a file: UTF-8, line ends as they are on this machine or another.

    :raises WordingError: when it is not UTF-8 or too large.
    """
    problem = None
    if len(text) > MAX_BYTES:
        cause = f"The file is larger than {MAX_BYTES} bytes."
        cure = "Split the product; people cannot read a wording of this size either."
        problem = Problem(file=file, line=0, place="", code="too-large", cause=cause, cure=cure)
    elif isinstance(text, str):
        return text.replace("\r\n", "\n")
    else:
        try:
            return text.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            cause, cure = "The file is not UTF-8 (perhaps GB18030).", "Save it as UTF-8 and try again."
            problem = Problem(file=file, line=line, place="", code="not-utf8", cause=cause, cure=cure)
    raise WordingError((problem,))


def _parse(text: str, file: str) -> dict[str, Raw]:
    try:
        raw = tomllib.loads(text)
        if not too_deep(raw):
            return raw
        line, cause = 0, "The tables are nested too deeply."
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line ([0-9]+)", str(error))
        line, cause = int(found.group(1)) if found else 0, f"This is not TOML: {error}."
    except (RecursionError, ValueError):
        line, cause = 0, "The brackets are nested too deeply, or a value is out of range."
    cure = f"Mend the syntax there: strings need quotes, days are written 2025-01-31, {MAX_DEPTH} levels are enough."
    raise WordingError((Problem(file=file, line=line, place="", code="not-toml", cause=cause, cure=cure),))


def _tables(raw: Mapping[str, Raw], key: str, file: str, problems: list[Problem]) -> list[dict[str, Raw]]:
    found = raw.get(key, [])
    if not isinstance(found, list) or any(not isinstance(item, dict) for item in found):
        problems.append(
            Problem(
                file=file,
                line=0,
                place=f"[{key}]",
                code="not-a-list",
                cause=f"[{key}] must be a list of tables.",
                cure=f"Write [[{key}]] with double brackets.",
            )
        )
        return []
    return found


def _locate(text: str) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """Where each block and each key stands. A plain scan: good enough for places in messages."""
    found: dict[str, list[tuple[int, dict[str, int]]]] = {}
    keys: dict[str, int] | None = None
    multi = ""
    for number, line in enumerate(text.split("\n"), 1):
        if multi:
            if multi in line:
                multi = ""
            continue
        if match := _HEADER.match(line.strip()):
            keys = {}
            found.setdefault(match.group(1), []).append((number, keys))
        elif keys is not None and (match := _KEY.match(line)):
            keys.setdefault(match.group(1) or match.group(2), number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                multi = quotes
    return found


def _place(tables: list[dict[str, Raw]], where: list[tuple[int, dict[str, int]]]) -> tuple[Block, ...]:
    if len(where) != len(tables):
        where = [(0, {})] * len(tables)
    return tuple(Block(values=t, line=n, lines=k) for t, (n, k) in zip(tables, where, strict=True))


def _refuse_floats(
    raw: Raw, file: str, blocks: dict[str, list[tuple[int, dict[str, int]]]], problems: list[Problem]
) -> None:
    def walk(value: Raw, place: str, line: int) -> None:
        if isinstance(value, float):
            problems.append(
                Problem(
                    file=file,
                    line=line,
                    place=place,
                    code="float",
                    cause="A number with a decimal point is not exact.",
                    cure=f'Write it as a string: an amount like "{value}", a rate like "80%".',
                )
            )
        elif isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{place}.{key}", line)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, place, line)

    if not isinstance(raw, dict):
        return
    for table, content in raw.items():
        items = content if isinstance(content, list) else [content]
        where = blocks.get(table, [])
        for number, item in enumerate(items):
            line, keys = where[number] if number < len(where) and len(where) == len(items) else (0, {})
            if isinstance(item, dict):
                name = str(item.get("id", item.get("name", number + 1)))
                for key, value in item.items():
                    walk(value, f"{table} {name}.{key}", keys.get(key, line))
            else:
                walk(item, str(table), line)
