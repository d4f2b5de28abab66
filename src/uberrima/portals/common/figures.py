"""The geometry of the pictures: teeth of a tally, bars of a waterfall, ticks of a line of days, as lengths for SVG attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

TEETH = 44
DEEP, SHALLOW = 7, 2
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Teeth:
    """The edge of a tally, drawn from a record's SHA-256, in a box of 44 by 10."""

    #: The upper half: what lies above the edge.
    upper: str
    #: The lower half: what lies below it.
    lower: str
    #: The edge alone.
    line: str


def teeth(digest: bytes | str) -> Teeth:
    """The first 44 bits are 44 teeth of equal width, from left to right: 1 is deep, 0 is shallow."""
    raw = bytes.fromhex(digest) if isinstance(digest, str) else digest
    if len(raw) * 8 < TEETH:
        raise ValueError(f"A tally needs {TEETH} bits and got {len(raw) * 8}. Give it the record's SHA-256.")
    bits = int.from_bytes(raw[:6], "big") >> (48 - TEETH)
    depths = [DEEP if bits >> (TEETH - 1 - tooth) & 1 else SHALLOW for tooth in range(TEETH)]
    line = f"M0 {depths[0]}"
    for tooth in range(1, TEETH):
        if depths[tooth] != depths[tooth - 1]:
            line += f"H{tooth}V{depths[tooth]}"
    line += f"H{TEETH}"
    return Teeth(upper=f"{line}V0H0z", lower=f"{line}V10H0z", line=line)


def per_cent(part: int, whole: int) -> str:
    """A length for an SVG attribute, to a thousandth of a per cent, without floating point."""
    if whole <= 0:
        return "0%"
    thousandths = min(max(part, 0) * 100_000 // whole, 100_000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}%"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a word comes from: a clause, a law, a document, a record."""

    #: "clause", "law", "document" or "record".
    kind: str
    #: What is behind it, as people read it: "8.3 核定后 10 日内付款".
    label: str
    #: Its address; empty where the whole row already opens to it.
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a sum."""

    #: What is counted.
    name: str
    #: Minor units, signed.
    amount: int
    #: Where it comes from.
    source: Source | None = None
    #: Whether it is the last line, the total.
    total: bool = False


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: where it begins and how long it is, in per cent."""

    x: str
    width: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of a waterfall, as the caller knows it."""

    #: "all" a subtotal, "other" paid by others, "off" outside the contract, "own" the customer's by the contract,
    #: "quiet" a step that did nothing, "pay" the last row.
    kind: str
    #: Its name in everyday words.
    name: str
    #: Minor units: a subtotal as it stands, a deduction as a positive sum.
    amount: int = 0
    #: One sentence why.
    why: str = ""
    #: Where it comes from.
    sources: Sequence[Source] = ()
    #: The contract's own words, shown when the row is opened.
    law: str = ""
    #: The figure lit in them.
    mark: str = ""
    #: The sum, line by line, shown when the row is opened.
    lines: Sequence[Line] = ()
    #: What is said beneath them.
    after: str = ""
    #: Whether it is open when the page comes.
    open: bool = False
    #: Instead of the sum: "没碰到".
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a waterfall with its bar."""

    step: Step
    bar: Bar | None
    #: Minor units, signed as it is shown.
    shown: int


def waterfall(steps: Iterable[Step]) -> tuple[Row, ...]:
    """The rows of a waterfall: the first step is the whole, each deduction's bar ends where what is left ends."""
    rows: list[Row] = []
    whole = left = 0
    for step in steps:
        if step.kind == "quiet":
            rows.append(Row(step=step, bar=None, shown=step.amount))
        elif step.kind in {"all", "pay"}:
            whole = whole or step.amount
            left = step.amount
            rows.append(Row(step=step, bar=Bar(x="0%", width=per_cent(step.amount, whole)), shown=step.amount))
        else:
            left -= step.amount
            rows.append(
                Row(step=step, bar=Bar(x=per_cent(left, whole), width=per_cent(step.amount, whole)), shown=-step.amount)
            )
    return tuple(rows)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One party's share of a bill."""

    #: "other", "pay" or "own".
    kind: str
    #: "医保付了".
    name: str
    #: Minor units.
    amount: int
    bar: Bar = field(default_factory=lambda: Bar(x="0%", width="0%"))


def who_paid(shares: Iterable[Share]) -> tuple[Share, ...]:
    """The shares of a bill side by side in one bar."""
    given = list(shares)
    whole = sum(share.amount for share in given)
    laid: list[Share] = []
    before = 0
    for share in given:
        bar = Bar(x=per_cent(before, whole), width=per_cent(share.amount, whole))
        laid.append(Share(kind=share.kind, name=share.name, amount=share.amount, bar=bar))
        before += share.amount
    return tuple(laid)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A part of an account that was used."""

    #: "own" or "pay".
    kind: str
    #: Minor units.
    amount: int


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """How much of an account is used: bars for the uses, ticks between them."""

    bars: tuple[tuple[str, Bar], ...]
    ticks: tuple[str, ...]


def ruler(total: int, uses: Sequence[Use]) -> Ruler:
    """An account of `total` minor units with what was used of it, in order."""
    bars: list[tuple[str, Bar]] = []
    before = 0
    for use in uses:
        bars.append((use.kind, Bar(x=per_cent(before, total), width=per_cent(use.amount, total))))
        before += use.amount
    return Ruler(bars=tuple(bars), ticks=tuple(bar.x for _, bar in bars[1:]))


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One day on the line of days."""

    x: str
    top: int
    #: "hit" a promised day, "we" a Saturday or Sunday, "" any other.
    kind: str
    #: The day of the month where something is due, else empty.
    label: str = ""
    anchor: str = "end"
    shift: int = -6


def days_line(today: date, due: Iterable[date]) -> tuple[Tick, ...]:
    """A tick a day from today to the last promise and one day more; at most 60 days."""
    promised = sorted({day for day in due if day >= today})
    if not promised:
        return ()
    length = min((promised[-1] - today).days + 1, 60)
    ticks: list[Tick] = []
    for number in range(length + 1):
        day = today + timedelta(days=number)
        hit = day in promised
        neighbour = day - timedelta(days=1) in promised or number < 2
        kind = "hit" if hit else "we" if day.weekday() >= SATURDAY else ""
        ticks.append(
            Tick(
                x=per_cent(number, length),
                top=8 if hit else 20,
                kind=kind,
                label=str(day.day) if hit and number > 0 else "",
                anchor="start" if neighbour else "end",
                shift=6 if neighbour else -6,
            )
        )
    return tuple(ticks)


def clock_bar(done: int, of: int) -> str:
    """The length of a clock's bar: day `done` of `of`."""
    return per_cent(done, of)
