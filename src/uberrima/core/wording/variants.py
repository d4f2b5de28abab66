"""Fields that are tables: ``amount = { by = "plan", of = { I = "300.00", II = "500.00" } }`` → one clause for each key.

A table is short for clauses with the same id, each with the condition that the fact or choice has that key. They share words and accumulator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from uberrima.core.wording.source import Block, Raw

#: More variants than this are a mistake (or should be a fee schedule).
MAX_VARIANTS = 400


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One clause of a table."""

    block: Block
    #: the keys that were chosen: ("plan", "I"), …
    keys: tuple[tuple[str, str], ...]


def is_table(raw: Raw) -> bool:
    """Whether a value is a table by a fact or choice."""
    return (
        isinstance(raw, dict)
        and set(raw) == {"by", "of"}
        and isinstance(raw["by"], str)
        and isinstance(raw["of"], dict)
    )


def variants(block: Block) -> list[Variant]:
    """The clauses that a block stands for: itself when no field is a table."""
    found = [Variant(block=block, keys=())]
    while len(found) <= MAX_VARIANTS:
        split = next((v for v in found if _field(v.block) is not None), None)
        if split is None:
            return found
        place = found.index(split)
        found[place : place + 1] = list(_split(split))
    return found


def tables_of(block: Block) -> Iterator[tuple[str, str, Mapping[str, Raw]]]:
    """Every table of a block with the field it stands in: (field, by, of), inner tables too."""
    for name, raw in block.values.items():
        todo = [raw]
        while todo:
            value = todo.pop()
            if isinstance(value, dict) and is_table(value):
                yield name, str(value["by"]), value["of"]
                todo.extend(value["of"].values())


def _field(block: Block) -> str | None:
    return next((name for name, raw in block.values.items() if name not in {"when", "unless"} and is_table(raw)), None)


def _split(variant: Variant) -> Iterator[Variant]:
    name = _field(variant.block)
    table = variant.block.values[name] if name is not None else None
    if name is None or not isinstance(table, dict):
        return
    by = str(table["by"])
    told = dict(variant.keys).get(by)
    for key, value in table["of"].items():
        if told is not None and told != key:
            continue  # another field of the same clause asks the same: only equal keys go together
        when = variant.block.values.get("when", {})
        allowed = when.get(by) if isinstance(when, dict) else None
        if allowed is not None and key not in (allowed if isinstance(allowed, list) else [allowed]):
            continue
        values = {**variant.block.values, name: value}
        values["when"] = {**(when if isinstance(when, dict) else {}), by: key}
        keys = variant.keys if told is not None else (*variant.keys, (by, str(key)))
        yield Variant(block=replace(variant.block, values=values), keys=keys)
