"""JSON Lines and CSV → records, each with its file and line. What cannot be read is kept, with the reason."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from uberrima.core.adjudication.records import Record
from uberrima.core.kernel.depth import too_deep
from uberrima.core.kernel.errors import Problem

#: Columns of a CSV row that belong to the bill; all others belong to the line.
_BILL_COLUMNS = ("family", "member", "date", "received", "admitted", "discharged")


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A line of input that was not taken."""

    file: str
    line: int
    problems: tuple[Problem, ...]
    #: the line as it stood
    text: object


@dataclass(kw_only=True)
class Input:
    """What a file holds: records that can be looked at, and lines that cannot."""

    records: list[Record] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, file: str, line: int, text: object, code: str, cause: str, cure: str) -> None:
        problem = Problem(file=file, line=line, place="", code=code, cause=cause, cure=cure)
        self.refused.append(Refused(file=file, line=line, problems=(problem,), text=text))


def read_records(path: Path) -> Input:
    """Read a ``.csv`` file of bill lines, or JSON Lines of policies, bills and voids."""
    found = Input()
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if path.suffix.lower() == ".csv":
        _read_csv(raw, str(path), found)
        return found
    for number, text in enumerate(raw.split(b"\n"), 1):
        if text.strip():
            _read_json_line(text, str(path), number, found)
    return found


def _text(raw: bytes, file: str, line: int, found: Input) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        kept = raw.decode("utf-8", "backslashreplace")
        found.refuse(
            file, line, kept, "not-utf8", "The line is not UTF-8 (perhaps GB18030).", "Save the file as UTF-8."
        )
        return None


def _read_json_line(raw: bytes, file: str, number: int, found: Input) -> None:
    text = _text(raw.rstrip(b"\r"), file, number, found)
    if text is None:
        return
    try:
        item = json.loads(text)
        if too_deep(item):
            raise RecursionError
    except (ValueError, RecursionError):
        found.refuse(
            file,
            number,
            text,
            "not-json",
            "The line is not JSON.",
            "Each line is one object: a policy, a bill or a void.",
        )
        return
    if isinstance(item, dict):
        if set(item) in ({"policy"}, {"bill"}):
            kind, fields = next(iter(item.items()))
            if isinstance(fields, dict):
                found.records.append(Record(kind=kind, fields=fields, file=file, line=number))
                return
        elif "void" in item:
            found.records.append(Record(kind="void", fields=item, file=file, line=number))
            return
    found.refuse(
        file, number, item, "unknown-record", "The object is no policy, bill or void.",
        'Write {"policy": {…}}, {"bill": {…}} or {"void": "B2", "on": "2025-10-01"}.',
    )  # fmt: skip


def _read_csv(raw: bytes, file: str, found: Input) -> None:
    lines: list[str] = []
    numbers: list[int] = []
    for number, part in enumerate(raw.split(b"\n"), 1):
        text = _text(part.rstrip(b"\r"), file, number, found) if part.strip() else None
        if text is not None:
            lines.append(text)
            numbers.append(number)
    rows = list(csv.reader(lines))
    if not rows or not {"bill", "date", "billed"} <= set(rows[0]):
        found.refuse(
            file,
            1,
            lines[0] if lines else "",
            "bad-header",
            "The header lacks bill, date or billed.",
            "See docs/cases.md, section on CSV.",
        )
        return
    head = rows[0]
    bills: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
    bad: dict[tuple[str, str], int] = {}
    # a quoted cell over several lines would shift the count: such files are read, and their places are approximate
    at = numbers if len(rows) == len(numbers) else list(range(1, len(rows) + 1))
    for number, row in zip(at[1:], rows[1:], strict=True):
        cells = {name: cell for name, cell in zip(head, row, strict=False) if cell != ""}
        key = (cells.get("family", "family"), cells.get("bill", ""))
        if len(row) != len(head) or not key[1]:
            found.refuse(
                file,
                number,
                row,
                "bad-row",
                f"The row has {len(row)} cells, the header {len(head)}, or no bill.",
                "Mend the row.",
            )
            bad.setdefault(key, number)
            continue
        bills.setdefault(key, []).append((number, cells))
    for key, members in bills.items():
        _bill_of_rows(key, members, bad.get(key), file, found)


def _bill_of_rows(
    key: tuple[str, str], rows: list[tuple[int, dict[str, str]]], bad: int | None, file: str, found: Input
) -> None:
    """One bill of its rows; a bill with a refused row is not decided by halves."""
    first, cells = rows[0]
    if bad is not None:
        for number, row in rows:
            found.refuse(
                file,
                number,
                row,
                "incomplete-bill",
                f"Line {bad} of this bill was refused.",
                "Mend that line; a bill is decided as a whole.",
            )
        return
    bill: dict[str, object] = {name: cells[name] for name in _BILL_COLUMNS if name in cells}
    for number, row in rows:
        for name in _BILL_COLUMNS:
            if row.get(name, bill.get(name)) != bill.get(name):
                found.refuse(
                    file,
                    number,
                    row,
                    "bill-differs",
                    f"`{name}` differs from line {first} of the same bill.",
                    "A bill has one date and member.",
                )
                return
    bill["id"] = key[1]
    bill["lines"] = [_line_of_row(row) for _, row in rows]
    found.records.append(Record(kind="bill", fields=bill, file=file, line=first))


def _line_of_row(cells: Mapping[str, str]) -> dict[str, object]:
    line: dict[str, object] = {}
    paid_by: dict[str, str] = {}
    for name, cell in cells.items():
        if name in _BILL_COLUMNS or name == "bill":
            continue
        if name.startswith("paid_by."):
            paid_by[name.removeprefix("paid_by.")] = cell
        else:
            line[name] = int(cell) if name == "line" and cell.isascii() and cell.isdigit() and len(cell) < 8 else cell
    if paid_by:
        line["paid_by"] = paid_by
    return line


def as_refused(refused: Iterable[tuple[Record, tuple[Problem, ...]]]) -> list[Refused]:
    """Records that the gate refused, as lines of input."""
    return [
        Refused(file=r.file, line=r.line, problems=p, text={r.kind: r.fields} if r.kind != "void" else r.fields)
        for r, p in refused
    ]
