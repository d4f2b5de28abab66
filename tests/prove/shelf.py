"""The products on the shelf: wordings as tables, their figures one by one, and the cases that rest on them."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from uberrima.core.adjudication.cases import Case, CaseResult, read_case, run_case
from uberrima.core.kernel.errors import UberrimaError, WordingError
from uberrima.core.kernel.money import DECIMALS, parse_amount, plain
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.edition import FEES, WORDING, Edition, load_edition
from uberrima.core.wording.kinds import KINDS
from uberrima.core.wording.source import read_source

ROOT = Path(__file__).parents[2]
PRODUCTS = ROOT / "products"
Table = dict[str, Any]
Path_ = tuple[str | int, ...]


# ------------------------------------------------------------------------------------------- TOML, written


def toml(wording: Mapping[str, Any]) -> str:
    """A wording as the text of a TOML file."""
    plain_ones, parts = [], []
    for name, value in wording.items():
        tables = value if isinstance(value, list) else [value]
        if not tables or not all(isinstance(table, dict) for table in tables):
            plain_ones.append(f"{json.dumps(name)} = {written(value)}")
            continue
        head = f"[[{json.dumps(name)}]]" if isinstance(value, list) else f"[{json.dumps(name)}]"
        head = head.replace('"', "") if name.isidentifier() else head
        parts += [
            "\n".join([head, *(f"{json.dumps(key)} = {written(item)}" for key, item in table.items())])
            for table in tables
        ]
    return "\n\n".join([*plain_ones, *parts]) + "\n"


def written(value: object) -> str:
    """One value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {written(item)}" for key, item in value.items()) + "}"
    return str(value)


# ------------------------------------------------------------------------------------------- wordings and cases


@dataclass(frozen=True, kw_only=True)
class Product:
    """One edition on the shelf."""

    folder: Path
    wording: Table
    #: rows of fees.csv below its header
    fees: tuple[tuple[str, str], ...]
    #: line of each block and of each of its keys: table → per block (line, key → line)
    lines: Mapping[str, list[tuple[int, Mapping[str, int]]]]

    @property
    def name(self) -> str:
        return str(self.folder.relative_to(PRODUCTS)) if self.folder.is_relative_to(PRODUCTS) else str(self.folder)

    def files(self) -> dict[str, str | bytes]:
        """The texts that an edition is loaded from."""
        rows = "\n".join(["code,amount", *(f"{code},{amount}" for code, amount in self.fees), ""])
        files: dict[str, str | bytes] = {WORDING: toml(self.wording)}
        return files | {FEES: rows} if self.fees else files


def product_at(folder: Path) -> Product:
    """Read the product in a folder."""
    text = (folder / WORDING).read_bytes()
    source = read_source(text, WORDING)
    blocks = {"product": [source.product], "fact": source.facts, "choice": source.choices, "clause": source.clauses}
    fees = folder / FEES
    rows = fees.read_text(encoding="utf-8-sig").split("\n")[1:] if fees.is_file() else []
    pairs = [row.strip().split(",") for row in rows if row.strip()]
    return Product(
        folder=folder,
        wording=tomllib.loads(text.decode("utf-8-sig")),
        fees=tuple((code, amount) for code, amount in pairs),
        lines={name: [(b.line, b.lines) for b in found] for name, found in blocks.items()},
    )


def products_below(folder: Path) -> list[Path]:
    """Folders with a wording, by name."""
    return sorted(path.parent.resolve() for path in folder.rglob(WORDING))


@cache
def edition_at(folder: Path) -> Edition:
    """The edition in a folder, as it stands.

    :raises WordingError: with every problem of it.
    """
    fees = folder / FEES
    more = {FEES: fees.read_bytes()} if fees.is_file() else {}
    return load_edition({WORDING: (folder / WORDING).read_bytes(), **more}, place=str(folder))


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """One worked case with the folders of the editions that it uses, by the names it calls them."""

    path: Path
    case: Case
    folders: Mapping[str, Path]

    def editions(self, instead: Mapping[Path, Edition] | None = None) -> dict[str, Edition]:
        """Its editions, some of them replaced."""
        return {name: (instead or {}).get(folder) or edition_at(folder) for name, folder in self.folders.items()}

    def run(self, instead: Mapping[Path, Edition] | None = None) -> CaseResult:
        """Work the case."""
        return run_case(self.case, self.editions(instead), "")


@cache
def all_cases() -> tuple[Shelved, ...]:
    """Every case on the shelf that can be read."""
    found = []
    for folder in products_below(PRODUCTS):
        for path in sorted((folder / "cases").rglob("*.toml")):
            try:
                case = read_case(path.read_bytes(), str(path))
            except UberrimaError:
                continue
            others = {name: (folder / name).resolve() for name in case.editions}
            found.append(Shelved(path=path, case=case, folders={"": folder, **others}))
    return tuple(found)


@cache
def met_cases(folder: Path) -> tuple[Shelved, ...]:
    """The cases that use the edition in a folder and come out as expected."""
    found = []
    for one in all_cases():
        if folder not in one.folders.values():
            continue
        try:
            met = one.run().met
        except WordingError:
            met = False
        if met:
            found.append(one)
    return tuple(found)


# ------------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number of a wording and where it stands."""

    table: str
    index: int
    #: keys and list places below the block
    path: Path_
    #: money | rate | count | day | low | high | months | contact
    form: str
    value: object
    #: id of the clause, name of the fact or choice
    owner: str
    line: int

    @property
    def place(self) -> str:
        """What people call the field."""
        return f"{self.table} {self.owner} {'.'.join(str(p) for p in self.path)}" + (
            f" ({self.form})" if self.form in {"low", "high"} else ""
        )


def figures(product: Product) -> Iterator[Figure]:
    """Every single number of a wording, fees included."""
    for table in ("fact", "choice", "clause"):
        for index, block in enumerate(product.wording.get(table, [])):
            line, lines = product.lines[table][index]
            forms = _clause_figures(block) if table == "clause" else _named_figures(block)
            for path, form, value in forms:
                yield Figure(
                    table=table, index=index, path=path, form=form, value=value,
                    owner=str(block.get("id", block.get("name"))), line=lines.get(str(path[0]), line),
                )  # fmt: skip
    for index, (code, amount) in enumerate(product.fees):
        yield Figure(
            table="fees", index=index, path=(1,), form="money", value=amount, owner=code, line=index + 2,
        )  # fmt: skip


def _named_figures(block: Table) -> Iterator[tuple[Path_, str, object]]:
    form = block.get("kind")
    if form not in {"money", "count"}:
        return
    if "default" in block:
        yield ("default",), form, block["default"]
    for place, value in enumerate(block.get("values", [])):
        yield ("values", place), form, value


def _clause_figures(block: Table) -> Iterator[tuple[Path_, str, object]]:
    fields = KINDS[block["kind"]].fields
    for key, value in block.items():
        if key in {"from", "until"}:
            yield (key,), "day", value
        elif key in {"when", "unless"}:
            for fact, asked in value.items():
                yield from _condition_figures((key, fact), asked)
        elif key in fields:
            yield from _field_figures((key,), fields[key].form, value)


def _condition_figures(path: Path_, asked: object) -> Iterator[tuple[Path_, str, object]]:
    if isinstance(asked, list):
        for place, one in enumerate(asked):
            yield from _condition_figures((*path, place), one)
    elif type(asked) is int:
        yield path, "count", asked
    elif isinstance(asked, str) and ".." in asked:
        low, high = asked.split("..")
        if low:
            yield path, "low", asked
        if high:
            yield path, "high", asked


def _field_figures(path: Path_, form: str, value: Any) -> Iterator[tuple[Path_, str, object]]:  # noqa: ANN401, C901 (raw TOML, in every form a field can have)
    if isinstance(value, dict) and set(value) == {"by", "of"}:
        for key, one in value["of"].items():
            yield from _field_figures((*path, "of", key), form, one)
    elif form == "money" and isinstance(value, dict):
        for key in ("amount", "per_extra_member", "max"):
            if key in value:
                yield (*path, key), "money", value[key]
        if "above" in value:
            yield (*path, "above"), "count", value["above"]
        if "rate" in value:
            yield (*path, "rate"), "rate", value["rate"]
    elif form in {"money", "rate", "day"} or (form == "count" and type(value) is int):
        yield path, form, value
    elif form == "bands":
        for place, band in enumerate(value):
            yield from _band_figures((*path, place), band)
    elif form == "period" and ":" in value:
        yield path, "months" if value.startswith("months:") else "years", value
    elif path == ("contact",) and any(c.isdigit() for c in value):
        yield path, "contact", value


def _band_figures(path: Path_, band: Table) -> Iterator[tuple[Path_, str, object]]:
    if "upto" in band:
        yield from _field_figures((*path, "upto"), "money", band["upto"])
    key = "pays" if "pays" in band else "bears"
    yield (*path, key), "rate", band[key]


def moved(figure: Figure, way: int, currency: str) -> object:
    """The figure one unit up (+1) or down (-1); None where there is no such value."""
    value = figure.value
    if figure.form == "money":
        minor = parse_amount(value, currency) + way
        return plain(minor, currency) if minor >= 0 else None
    if figure.form == "rate":
        return _moved_rate(str(value), way)
    if figure.form == "count" and type(value) is int:
        return value + way if value + way >= 0 else None
    if figure.form == "day" and isinstance(value, date):
        return value + timedelta(days=way)
    if figure.form in {"low", "high"}:
        return _moved_bound(value, figure.form, way)
    if figure.form == "years":
        unit, number = str(value).split(":")
        return f"{unit}:{int(number) + way}" if int(number) + way >= 2 else None
    if figure.form == "months":
        sizes = ["2", "3", "4", "6"]
        place = sizes.index(str(value).removeprefix("months:")) + way
        return f"months:{sizes[place]}" if 0 <= place < len(sizes) else None
    digits = [i for i, c in enumerate(str(value)) if c.isdigit()]
    text = str(value)
    return text[: digits[-1]] + str((int(text[digits[-1]]) + way) % 10) + text[digits[-1] + 1 :]


def _moved_rate(text: str, way: int) -> str | None:
    if "/" in text and "%" not in text:
        top, bottom = text.split("/")
        return f"{int(top) + way}/{bottom}" if int(top) + way >= 0 else None
    if "/" in text:
        whole, part = text.split(" ")
        return f"{int(whole) + way} {part}" if int(whole) + way >= 0 else None
    digits = text.removesuffix("%")
    places = len(digits.partition(".")[2])
    value = Fraction(digits) + Fraction(way, 10**places)
    return percent(value / 100) if value >= 0 else None


def _moved_bound(value: object, end: str, way: int) -> object:
    ends = [Decimal(part) if part else None for part in str(value).split("..")]
    place = 0 if end == "low" else 1
    ends[place] = (ends[place] or Decimal()) + way * Decimal(1).scaleb(
        int((ends[place] or Decimal()).as_tuple().exponent)
    )
    low, high = ends
    if any(part is not None and part < 0 for part in ends) or (low is not None and high is not None and low > high):
        return None
    return "..".join("" if part is None else str(part) for part in ends)


def with_figure(product: Product, figure: Figure, value: object) -> Product:
    """The product with another value at the figure's place."""
    if figure.table == "fees":
        fees = list(product.fees)
        fees[figure.index] = (fees[figure.index][0], str(value))
        return Product(folder=product.folder, wording=product.wording, fees=tuple(fees), lines=product.lines)
    wording = copy.deepcopy(product.wording)
    spot = wording[figure.table][figure.index]
    for key in figure.path[:-1]:
        spot = spot[key]
    spot[figure.path[-1]] = value
    return Product(folder=product.folder, wording=wording, fees=product.fees, lines=product.lines)


def currency_of(product: Product) -> str:
    """The product's currency; one that is not known counts as CNY."""
    currency = str(product.wording["product"].get("currency"))
    return currency if currency in DECIMALS else "CNY"


def as_text(product: Product) -> list[str]:
    """The wording line by line."""
    return toml(product.wording).split("\n")
