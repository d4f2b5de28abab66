"""What pages ask of claims: lists, a claim's file, the decision told, the receipt, and what the audit compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from uberrima.core import clocks
from uberrima.core.adjudication.decision import Decision as Decided
from uberrima.core.clocks import Clock
from uberrima.core.explanation.context import Lang
from uberrima.core.kernel.errors import UberrimaError
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.journal import api as journal
from uberrima.foundation.notices import api as notices
from uberrima.foundation.people import api as people
from uberrima.journey.claim.access import Seat
from uberrima.journey.claim.deciding import Worked, worked_again
from uberrima.journey.claim.mapping import digest_of, opened_payload
from uberrima.journey.claim.models import Claim, Decision, Status
from uberrima.journey.claim.sending import terms_of
from uberrima.law import calendar_of_china


class DoesNotFit(UberrimaError):
    """The rows of a decision are not what the core decides from what was recorded."""

    def __init__(self, claim: str) -> None:
        super().__init__(f"The decision on {claim} is not what its records give. Say: uberrima journal audit")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A decision with everything a page tells of it."""

    row: Decision
    worked: Worked
    salt: bytes
    payload: dict[str, object]


def claim_numbered(number: str) -> Claim | None:
    """A claim's row by its number."""
    return Claim.objects.filter(number=number).first()


def claims_of(account: people.Account) -> list[Claim]:
    """A customer's claims: their own, and those that they opened."""
    rows = Claim.objects.select_related("policy").prefetch_related("events", "decisions")
    return (
        [
            c
            for c in rows.filter(household=account.person.household_id)
            if account.person_id == c.person or account.id == c.opened_by
        ]
        if account.person
        else []
    )


def worked_on(account: people.Account) -> list[Claim]:
    """The claims that a handler works on."""
    rows = Claim.objects.select_related("policy").prefetch_related("events", "decisions")
    return list(rows.filter(number__in=people.cases_of(account)).order_by("opened_at"))


def unassigned(account: people.Account) -> list[Claim]:
    """Handed in, and nobody works on them yet; none of the reader's own household."""
    return list(_free(account).select_related("policy").prefetch_related("events").order_by("opened_at"))


def _free(account: people.Account) -> QuerySet[Claim]:
    rows = Claim.objects.exclude(status__in=[Status.DRAFT, Status.PAID]).exclude(number__in=people.cases_in_work())
    return rows.exclude(household=account.person.household_id) if account.person is not None else rows


def waiting_for(account: people.Account) -> int:
    """How many claims are in a handler's hands or in nobody's."""
    mine = Claim.objects.filter(number__in=people.cases_of(account)).exclude(status=Status.PAID).count()
    return mine + _free(account).count()


def shown(seat: Seat, row: Decision) -> Shown:
    """A decision, worked out again from its record, and compared with its rows before anybody sees it.

    :raises DoesNotFit: when they differ.
    """
    salt, payload = opened_payload(row, seat.reading())
    names = {str(r["policy"]["edition"]) for r in payload["records"] if "policy" in r}  # type: ignore[attr-defined]
    worked = worked_again(payload, {name: catalogue.edition(name) for name in names})
    rows = {(line.policy, line.line): (line.reason, line.clause, tuple(line.columns)) for line in row.lines.all()}
    if rows != {(one.policy, one.line): _key(one) for one in worked.decided}:
        raise DoesNotFit(seat.claim.number)
    return Shown(row=row, worked=worked, salt=salt, payload=payload)


def _key(one: Decided) -> tuple[str, str, tuple[int, ...]]:
    return one.reason, one.speaking.id if one.speaking is not None else "", one.columns


@dataclass(frozen=True, kw_only=True)
class LetterShown:
    """A letter as it was sent."""

    code: str
    lang: Lang
    body: notices.Body


def letter_of(seat: Seat, lang: Lang) -> LetterShown | None:
    """The newest letter of a decision in a language, or none while it is being written."""
    found = [
        row for row in notices.of_case(seat.claim.number) if row.kind == notices.Kind.DECISION and row.lang == lang
    ]
    if not found:
        return None
    row = notices.letter(seat.claim.number, found[-1].id)
    if row is None:
        return None
    return LetterShown(code=row.code, lang=lang, body=notices.opened(row, seat.reading()))


def receipt(seen: Shown) -> dict[str, object]:
    """The receipt (凭据) of a decision: facts, decision, salt, proof and checkpoint, in clear because it is theirs.

    :raises NoPlace: when the journal has not given the entry its place yet.
    """
    return journal.receipt(seen.row.entry, salt=seen.salt, payload=seen.payload)


def clocks_of(claim: Claim) -> tuple[Clock, ...]:
    """The statutory clocks of a claim, counted now from its events."""
    events = [
        clocks.Event(kind=e.kind, at=e.at, about=claim.number, id=str(e.id), cause="") for e in claim.events.all()
    ]
    rules = terms_of(catalogue.edition(claim.policy.edition))
    return clocks.clocks(events, rules, calendar_of_china(), clock.now())


def recorded_rows() -> Iterator[journal.Recomputed]:
    """Every decision's entry, the digest over its rows as they stand, and the name of the claim: for the audit."""
    rows: Iterable[Decision] = Decision.objects.select_related("claim").prefetch_related("lines", "changes")
    for row in rows:
        digest = digest_of(row, row.lines.all(), row.changes.all())
        yield journal.Recomputed(
            entry=row.entry, digest=digest, name=f"claim {row.claim.number}, decision {row.number}"
        )
