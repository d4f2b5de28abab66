"""``uberrima adjudicate`` and ``uberrima statement``: records in, decisions out, refused records beside them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from uberrima.cli.files import edition_at, editions_below
from uberrima.cli.records import Refused, as_refused, read_records
from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.adjudication.differences import Difference, differences
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Log, Record
from uberrima.core.adjudication.rows import decision_row
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.context import Lang
from uberrima.core.explanation.decision import explain_decision
from uberrima.core.explanation.statement import as_json as statement_json
from uberrima.core.explanation.statement import as_text as statement_text
from uberrima.core.explanation.statement import statement
from uberrima.core.kernel.errors import WordingError
from uberrima.core.kernel.money import plain
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import Edition


@dataclass(kw_only=True)
class Work:
    """What a command was asked to do."""

    inputs: list[Path]
    history: list[Path] = field(default_factory=list)
    edition: Path | None = None
    products: Path = Path("products")
    out: str = ""
    explain: Lang | None = None
    as_of: date | None = None


@dataclass(kw_only=True)
class Shelf:
    """Editions at hand: the one that was named, and those that policies name as ``product/edition``."""

    editions: dict[str, Edition] = field(default_factory=dict)
    default: str = ""


def shelf_for(work: Work, records: Iterable[Record]) -> Shelf:
    """Load the editions that the policies need.

    :raises WordingError: when one of them has problems.
    """
    shelf = Shelf()
    if work.edition is not None:
        edition = edition_at(work.edition)
        shelf.default = edition.name
        shelf.editions[edition.name] = edition
    named = {str(r.fields["edition"]) for r in records if r.kind == "policy" and "edition" in r.fields} - set(
        shelf.editions
    )
    if named and work.products.is_dir():
        for folder in editions_below(work.products):
            name = f"{folder.parent.name}/{folder.name}"
            if name in named:
                shelf.editions[name] = edition_at(folder)
    return shelf


@dataclass(kw_only=True)
class Taken:
    """Input that was read: the logs, with and without the new records, and what was refused."""

    shelf: Shelf
    logs: tuple[Log, ...]
    #: the logs of the history alone, by family
    before: dict[str, Log]
    #: (family, bill) pairs that are new
    new: set[tuple[str, str]]
    refused: list[Refused]


def take(work: Work) -> Taken:
    """Read history and input through the gate."""
    refused: list[Refused] = []
    records: list[Record] = []
    fresh: list[Record] = []
    for paths, into in ((work.history, records), (work.inputs, fresh)):
        for path in paths:
            found = read_records(path)
            into.extend(found.records)
            refused.extend(found.refused)
    shelf = shelf_for(work, [*records, *fresh])
    reading = read_log([*records, *fresh], shelf.editions, shelf.default)
    refused += as_refused(reading.refused)
    new = {(str(r.fields.get("family", "family")), str(r.fields.get("id"))) for r in fresh if r.kind == "bill"}
    known = read_log(records, shelf.editions, shelf.default).logs if work.history else ()
    return Taken(shelf=shelf, logs=reading.logs, before={log.family: log for log in known}, new=new, refused=refused)


def adjudicate(work: Work) -> int:
    """Decide the bills of the input. Exit code 0: all taken; 1: some refused (they lie beside the output); 2: nothing could be done."""
    try:
        taken = take(work)
    except WordingError as error:
        print(error, file=sys.stderr)
        return 2
    rows = [row for log in taken.logs for row in _family(work, taken, log)]
    out = _out_path(work)
    text = _as_csv(rows) if out is not None and out.suffix == ".csv" else _as_json_lines(rows)
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text)
        print(f"{len(rows)} lines written to {out}", file=sys.stderr)
    return _refuse(work, taken.refused, out)


def _family(work: Work, taken: Taken, log: Log) -> Iterator[dict[str, object]]:
    settlement = settle(taken.shelf.editions, log, work.as_of)
    fresh = (
        [d for d in settlement.decisions if (log.family, d.bill) in taken.new]
        if work.history
        else list(settlement.decisions)
    )
    for decision in fresh:
        yield _decision_row(work, log, settlement, decision)
    if log.family in taken.before:
        old = taken.before[log.family]
        held = {bill.id for bill in old.known(work.as_of)}
        for change in differences(settle(taken.shelf.editions, old, work.as_of), settlement):
            if change.bill in held and change.changed:
                yield _difference_row(log, settlement, change)


def _decision_row(work: Work, log: Log, settlement: Settlement, decision: Decision) -> dict[str, object]:
    row = decision_row(log.family, settlement, decision)
    if work.explain is not None:
        since = {policy.id: policy.continuous_since for policy in log.policies}
        row["explanation"] = explain_decision(settlement, decision, work.explain, since=since).text
    return row


def _difference_row(log: Log, settlement: Settlement, change: Difference) -> dict[str, object]:
    currency = settlement.editions[settlement.edition_of[change.policy]].currency
    return {
        "difference": {
            "family": log.family, "policy": change.policy, "bill": change.bill, "line": change.line,
            "paid_before": plain(change.before, currency), "paid_after": plain(change.after, currency), "settle": plain(change.settle, currency),
        }
    }  # fmt: skip


def show_statement(work: Work, lang: Lang, member: str | None, *, as_json: bool) -> int:
    """The benefit statement of every family in the input."""
    try:
        taken = take(work)
    except WordingError as error:
        print(error, file=sys.stderr)
        return 2
    if member is not None and not any(member in policy.members for log in taken.logs for policy in log.policies):
        print(f'No policy of the input insures a member "{member}".', file=sys.stderr)
        return 2
    for log in taken.logs:
        found = statement(settle(taken.shelf.editions, log, work.as_of), lang, member)
        if as_json:
            print(json.dumps({"family": log.family, **statement_json(found)}, ensure_ascii=False))
        else:
            print(statement_text(found))
    return _refuse(work, taken.refused, None)


# --- output ----------------------------------------------------------------------------------------------------------


def _out_path(work: Work) -> Path | None:
    if work.out == "-":
        return None
    return Path(work.out) if work.out else work.inputs[0].with_suffix(".decisions.jsonl")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    half = path.with_name(path.name + ".part")
    half.write_text(text, encoding="utf-8", newline="")
    half.replace(path)


def _as_json_lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _as_csv(rows: list[dict[str, object]]) -> str:
    head = [
        "family",
        "policy",
        "bill",
        "line",
        "reason",
        "clause",
        *t.COLUMNS,
        "path",
        "pending",
        "edition",
        "explanation",
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        if "difference" not in row:
            writer.writerow([_cell(row.get(name)) for name in head])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(item["name"] if isinstance(item, dict) else str(item) for item in value)
    return "" if value is None else str(value)


def _refuse(work: Work, refused: list[Refused], out: Path | None) -> int:
    """Write refused records, with their reasons, beside the output."""
    beside = (out or work.inputs[0]).with_suffix(".refused.jsonl")
    if not refused:
        beside.unlink(missing_ok=True)
        return 0
    lines = [
        {
            "file": r.file,
            "line": r.line,
            "problems": [{"place": p.place, "code": p.code, "cause": p.cause, "cure": p.cure} for p in r.problems],
            "record": r.text,
        }
        for r in refused
    ]
    write_whole(beside, "".join(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines))
    for r in refused:
        for problem in r.problems:
            print(problem, file=sys.stderr)
    print(f"{len(refused)} records refused; they lie with their reasons in {beside}", file=sys.stderr)
    return 1
