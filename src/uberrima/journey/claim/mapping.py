"""Rows ↔ facts: sealed rows become a bill, and a decision becomes rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uberrima.core.adjudication.decision import Decision as Decided
from uberrima.core.evidence.canonical import canonical
from uberrima.core.privacy import DataClass, Permit
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim.bill import Bill, line_from_text
from uberrima.journey.claim.models import Claim, Decision, DecisionChange, DecisionLine, Fact


@dataclass(frozen=True, kw_only=True)
class Told:
    """One fact as people read it: what was said, where it stands, who entered it, and what it corrects."""

    id: UUID
    line: int
    name: str
    value: str
    document: int | None
    page: int | None
    entered_by: UUID
    entered_at: datetime
    struck: bool
    #: earlier versions, the newest first
    corrected: tuple[Told, ...] = ()


def place_of(fact: Fact) -> vault.Place:
    """Where a fact's value is sealed to."""
    return vault.Place(table="claim_fact", column="sealed", row=fact.id)


def statement(claim: Claim, permit: Permit) -> tuple[Told, ...]:
    """The statement of facts: what stands, each with the versions that it corrects behind it."""
    rows = list(claim.facts.all())
    by_id = {row.id: row for row in rows}
    corrected = {row.corrects_id for row in rows if row.corrects_id is not None}

    def told(row: Fact) -> Told:
        older = by_id[row.corrects_id] if row.corrects_id is not None else None
        before = told(older) if older is not None else None
        return Told(
            id=row.id, line=row.line, name=row.name, document=row.document, page=row.page,
            value=vault.unseal(permit, DataClass.MEDICAL, place_of(row), bytes(row.sealed)),
            entered_by=row.entered_by, entered_at=row.entered_at, struck=row.struck,
            corrected=(before, *before.corrected) if before is not None else (),
        )  # fmt: skip

    return tuple(told(row) for row in rows if row.id not in corrected)


def bill_of(facts: Iterable[Told], currency: str) -> Bill:
    """The bill that a statement of facts tells."""
    standing = [fact for fact in facts if not fact.struck]
    return Bill(
        told={fact.name: fact.value for fact in standing if fact.line == 0},
        lines=tuple(
            line_from_text(fact.line, fact.value, currency)
            for fact in sorted(standing, key=lambda f: f.line)
            if fact.line
        ),
    )


def without_source(facts: Iterable[Told]) -> tuple[Told, ...]:
    """Facts that name no document and page yet."""
    return tuple(f for f in facts if not f.struck and f.value and (f.document is None or f.page is None))


def line_rows(decision: Decision, decided: Sequence[Decided]) -> list[DecisionLine]:
    """What the core decided, as rows."""
    return [
        DecisionLine(
            decision=decision, policy=one.policy, line=one.line, reason=one.reason,
            clause=one.speaking.id if one.speaking is not None else "", columns=list(one.columns), path=list(one.path),
        )
        for one in decided
    ]  # fmt: skip


def digest_of(decision: Decision, lines: Iterable[DecisionLine], changes: Iterable[DecisionChange]) -> bytes:
    """SHA-256 over the business rows of a decision: what `journal audit` compares with the entry."""
    rows = {
        "claim": str(decision.claim_id),
        "number": decision.number,
        "edition": [decision.edition, decision.edition_hash],
        "currency": decision.currency,
        "totals": [decision.billed, decision.other, decision.paid, decision.insured, decision.settled],
        "lines": [
            [row.policy, row.line, row.reason, row.clause, list(row.columns), list(row.path)]
            for row in sorted(lines, key=lambda r: (r.policy, r.line))
        ],
        "changes": [
            [row.policy, row.bill, row.line, row.before, row.after]
            for row in sorted(changes, key=lambda r: (r.policy, r.bill, r.line))
        ],
    }
    return hashlib.sha256(bytes(decision.rows_salt) + canonical(rows)).digest()


def sealed_payload(person: UUID, decision: UUID, salt: bytes, payload: Mapping[str, object]) -> bytes:
    """Salt and payload of a decision's record, sealed."""
    text = json.dumps({"salt": salt.hex(), "payload": payload}, ensure_ascii=False)
    return vault.seal(person, DataClass.MEDICAL, _payload_place(decision), text)


def opened_payload(decision: Decision, permit: Permit) -> tuple[bytes, dict[str, object]]:
    """Salt and payload of a decision's record."""
    told = json.loads(vault.unseal(permit, DataClass.MEDICAL, _payload_place(decision.id), bytes(decision.sealed)))
    return bytes.fromhex(told["salt"]), told["payload"]


def _payload_place(decision: UUID) -> vault.Place:
    return vault.Place(table="claim_decision", column="sealed", row=decision)
