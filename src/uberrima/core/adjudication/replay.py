"""A recorded decision, decided again from its own records and edition, and compared to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.rows import decision_row
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.wording.edition import Edition

FORMAT = "uberrima-decision/1"
#: what stands beside the decision in a row, and is no part of it
_BESIDE = frozenset({"explanation"})


class NotReplayable(UberrimaError):
    """What was recorded is no decision that could be made again."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A decision as it stands in a receipt: what was known, and what was decided from it."""

    claim: str
    engine: str
    edition_name: str
    edition_hash: str
    records: tuple[Record, ...]
    bill: str
    as_of: date | None
    decision: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, kw_only=True)
class Differs:
    """One figure or word that comes out otherwise."""

    policy: str
    line: object
    field: str
    recorded: object
    now: object


def read_payload(payload: object) -> Recorded:
    """Read the payload of a receipt.

    :raises NotReplayable: when its form is another.
    """
    if not isinstance(payload, dict) or payload.get("format") != FORMAT:
        raise NotReplayable(f'The payload is no decision in the format "{FORMAT}".')
    edition, records, decision = (payload.get(name) for name in ("edition", "records", "decision"))
    if not isinstance(edition, dict) or not isinstance(records, list) or not isinstance(decision, list):
        raise NotReplayable("The payload lacks edition, records or decision.")
    as_of = payload.get("as_of")
    try:
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else None
    except ValueError:
        raise NotReplayable("The payload's as_of is no day.") from None
    return Recorded(
        claim=str(payload.get("claim", "")),
        engine=str(payload.get("engine", "")),
        edition_name=str(edition.get("name", "")),
        edition_hash=str(edition.get("hash", "")),
        records=tuple(_record(item, number) for number, item in enumerate(records, 1)),
        bill=str(payload.get("bill", "")),
        as_of=day,
        decision=tuple(row for row in decision if isinstance(row, dict)),
    )


def decide_again(recorded: Recorded, editions: Mapping[str, Edition], default: str) -> list[dict[str, object]]:
    """Decide the bill from the recorded records alone; rows as ``uberrima adjudicate`` prints them.

    :raises RecordError: when a record does not come through the gate.
    """
    log = read_log(recorded.records, editions, default).one()
    settlement = settle(editions, log, recorded.as_of)
    return [decision_row(log.family, settlement, decision) for decision in settlement.of(recorded.bill)]


def compare(recorded: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]) -> list[Differs]:
    """Name every field of every row that is not the same."""
    found: list[Differs] = []
    before, after = ({_key(row): row for row in rows} for rows in (recorded, now))
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, {}), after.get(key, {})
        found += [
            Differs(policy=key[0], line=key[1], field=field, recorded=old.get(field), now=new.get(field))
            for field in dict.fromkeys((*old, *new))
            if field not in _BESIDE and old.get(field) != new.get(field)
        ]
    if len(before) != len(recorded):
        raise NotReplayable("Two rows of the recorded decision are of the same line under the same policy.")
    return found


def _key(row: Mapping[str, object]) -> tuple[str, str]:
    return str(row.get("policy")), str(row.get("line"))


def _record(item: object, number: int) -> Record:
    if isinstance(item, dict):
        if set(item) in ({"policy"}, {"bill"}):
            kind, fields = next(iter(item.items()))
            if isinstance(fields, dict):
                return Record(kind=kind, fields=fields, file="receipt", line=number)
        elif "void" in item:
            return Record(kind="void", fields=item, file="receipt", line=number)
    raise NotReplayable(f"Record {number} of the payload is no policy, bill or void.")
