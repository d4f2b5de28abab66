"""From the facts of a claim to a decision by the core: which records count, what stood before, what stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from uberrima import __version__
from uberrima.core.adjudication.decision import Decision as Decided
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.differences import Difference, differences
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Log, Record
from uberrima.core.adjudication.rows import decision_row
from uberrima.core.adjudication.settle import settle
from uberrima.core.explanation.context import Lang
from uberrima.core.explanation.decision import BillText, explain_bill
from uberrima.core.wording.edition import Edition

FORMAT = "uberrima-decision/1"


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A bill worked out under its policies, with everything needed to work it out again."""

    bill: str
    as_of: date
    editions: Mapping[str, Edition]
    #: ``{"policy": {…}}`` and ``{"bill": {…}}``, as ``uberrima adjudicate`` takes them
    records: tuple[Mapping[str, object], ...]
    log: Log
    settlement: Settlement
    #: what the bill changes of earlier ones
    changes: tuple[Difference, ...]

    @property
    def decided(self) -> tuple[Decided, ...]:
        """The decisions on this bill, a line and policy each."""
        return self.settlement.of(self.bill)

    @property
    def pending(self) -> tuple[tuple[str, str], ...]:
        """What is missing to decide."""
        return tuple(dict.fromkeys(p for one in self.decided for p in one.pending))

    def told(self, lang: Lang) -> BillText:
        """The decision in sentences."""
        since = {policy.id: policy.continuous_since for policy in self.log.policies}
        return explain_bill(self.settlement, self.bill, lang, since=since)

    def payload(self, claim: str) -> dict[str, object]:
        """What is recorded, and what the receipt holds in clear: facts, decision, edition, engine."""
        name = self.settlement.edition_of[self.decided[0].policy]
        return {
            "format": FORMAT,
            "claim": claim,
            "engine": __version__,
            "edition": {"name": name, "hash": self.editions[name].hash},
            "records": list(self.records),
            "bill": self.bill,
            "as_of": self.as_of.isoformat(),
            "decision": [decision_row(self.log.family, self.settlement, one) for one in self.decided],
        }


def work_out(
    policies: Sequence[Mapping[str, object]],
    earlier: Sequence[Mapping[str, object]],
    bill: Mapping[str, object],
    editions: Mapping[str, Edition],
    as_of: date,
) -> Worked:
    """Let the core decide a bill on top of earlier ones.

    :param policies: policy records.
    :param earlier: bill records that stand decided.
    :raises RecordError: with everything that is wrong with the records.
    """
    held = [Record(kind="policy", fields=p) for p in policies]
    known = [Record(kind="bill", fields=b) for b in earlier]
    log = read_log([*held, *known, Record(kind="bill", fields=bill)], editions).one()
    settlement = settle(editions, log, as_of)
    changes: tuple[Difference, ...] = ()
    if known:
        before = settle(editions, read_log([*held, *known], editions).one(), as_of)
        changes = tuple(one for one in differences(before, settlement) if one.changed and one.bill != bill["id"])
    return Worked(
        bill=str(bill["id"]), as_of=as_of, editions=editions, log=log, settlement=settlement, changes=changes,
        records=(*({"policy": p} for p in policies), *({"bill": b} for b in earlier), {"bill": bill}),
    )  # fmt: skip


def worked_again(payload: Mapping[str, object], editions: Mapping[str, Edition]) -> Worked:
    """Work a recorded decision out again, from what was recorded and nothing else."""
    records = cast(list[dict[str, dict[str, object]]], payload["records"])
    policies = [r["policy"] for r in records if "policy" in r]
    bills = [r["bill"] for r in records if "bill" in r]
    return work_out(policies, bills[:-1], bills[-1], editions, date.fromisoformat(str(payload["as_of"])))


def for_another(bill: Mapping[str, object]) -> dict[str, object]:
    """A bill of another person of the family, as far as a shared accumulator needs it: without what the items were."""
    lines = cast(list[dict[str, object]], bill["lines"])
    return {**bill, "lines": [{k: v for k, v in line.items() if k != "item"} for line in lines]}


def is_shared(edition: Edition) -> bool:
    """Whether one person's bills may count for another: a family's or a policy's accumulator."""
    return any("owner" in c.kind.fields and c.word("owner") != "member" for c in edition.wording.clauses)
