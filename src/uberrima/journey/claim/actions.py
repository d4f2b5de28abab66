"""Verbs of a claim: open, enter facts, hand in, ask for papers, decide, agree, pay. One verb, one transaction, one record."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from uberrima.core.adjudication.differences import Difference
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.privacy import Action, DataClass, Purpose, Role
from uberrima.core.wording import tables as t
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import sending, tasks
from uberrima.journey.claim.access import PAPERS, Seat
from uberrima.journey.claim.bill import Bill, findings, record_of
from uberrima.journey.claim.deciding import Worked, for_another, is_shared, work_out
from uberrima.journey.claim.mapping import (
    Told,
    bill_of,
    digest_of,
    line_rows,
    opened_payload,
    place_of,
    sealed_payload,
    statement,
    without_source,
)
from uberrima.journey.claim.models import Claim, Decision, DecisionChange, Event, Fact, Status
from uberrima.journey.contract import api as contract


class NotNow(UberrimaError):
    """The claim does not stand where this can be done; ``why`` is a word for the page."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This cannot be done now ({why}). Open the claim anew and see where it stands.")
        self.why = why


class Changed(UberrimaError):
    """Somebody else changed the claim in the meantime."""

    def __init__(self) -> None:
        super().__init__("The claim was changed in the meantime. Look at it anew, then decide.")


class NotReady(UberrimaError):
    """Something must be put right before a decision; ``what`` holds words for the page."""

    def __init__(self, what: tuple[str, ...]) -> None:
        super().__init__(f"The claim cannot be decided yet: {', '.join(what)}.")
        self.what = what


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a fact stands: number of the document within the case, and its page."""

    document: int | None = None
    page: int | None = None


def open_claim(account: people.Account, person: people.Person, policy: contract.Policy) -> Claim:
    """Open a claim for a person under a policy that insures them.

    A customer opens their own, or one for somebody of their household; a handler opens one at reception, and it is then theirs.

    :raises Denied: when the policy does not insure the person, or the account has nothing to do with them.
    """
    if policy not in contract.policies_insuring(person.id):
        raise people.Denied
    with transaction.atomic():
        claim = Claim.objects.create(
            number=people.next_number("C"), policy=policy, household=person.household_id, person=person.id,
            opened_by=account.id, opened_at=clock.now(),
        )  # fmt: skip
        related = account.person is not None and account.person.household_id == person.household_id
        is_customer = account.role == Role.CUSTOMER.value
        if is_customer is not related:
            raise people.Denied  # customers open what is the family's, handlers never do
        if not is_customer:
            people.assign(claim.number, account)
        vault.record(
            subject=person.id, data_class=DataClass.MEDICAL, kind="claim.opened/1", stream=f"claim:{claim.id}",
            actor=account.id, purpose=Purpose.CLAIM, case=claim.number, payload={"policy": policy.number},
        )  # fmt: skip
    return claim


# --- facts ---------------------------------------------------------------------------------------------------------


def enter(seat: Seat, values: Mapping[tuple[int, str], str], sources: Mapping[tuple[int, str], Source]) -> None:
    """Enter facts; what says the same as before is left alone, what says something else corrects it.

    :param values: (line, name) → value; line 0 is the bill as a whole.
    :raises NotNow: when the claim is decided.
    """
    seat.may(*PAPERS, action=Action.WRITE)
    with transaction.atomic():
        claim = _writable(seat)
        standing = {(f.line, f.name): f for f in statement(claim, seat.reading()) if not f.struck}
        changed = False
        for key, value in values.items():
            source = sources.get(key, Source())
            before = standing.get(key)
            if before is None and not value:
                continue
            if (
                before is not None
                and before.value == value
                and (before.document, before.page) == (source.document, source.page)
            ):
                continue
            _write(seat, claim, key, value, source, before)
            changed = True
        if changed:
            _touch(claim)


def add_line(seat: Seat, value: str, source: Source) -> int:
    """Enter one more line; its number is the next one, and numbers of struck lines are not given again."""
    seat.may(*PAPERS, action=Action.WRITE)
    with transaction.atomic():
        claim = _writable(seat)
        number = (claim.facts.aggregate(last=Max("line"))["last"] or 0) + 1
        _write(seat, claim, (number, "line"), value, source, None)
        _touch(claim)
    return number


def strike_line(seat: Seat, number: int) -> None:
    """Take a line out; it stays readable, struck through."""
    seat.may(*PAPERS, action=Action.WRITE)
    with transaction.atomic():
        claim = _writable(seat)
        found = [f for f in statement(claim, seat.reading()) if f.line == number and not f.struck]
        for before in found:
            row = _write(
                seat,
                claim,
                (number, before.name),
                before.value,
                Source(document=before.document, page=before.page),
                before,
            )
            row.struck = True
            row.save(update_fields=["struck"])
        if found:
            _touch(claim)


def _write(seat: Seat, claim: Claim, key: tuple[int, str], value: str, source: Source, before: Told | None) -> Fact:
    row = Fact(
        id=uuid.uuid4(), claim=claim, line=key[0], name=key[1], document=source.document, page=source.page,
        entered_by=seat.account.id, entered_at=clock.now(), corrects_id=before.id if before is not None else None,
    )  # fmt: skip
    row.sealed = vault.seal(claim.person, DataClass.MEDICAL, place_of(row), value)
    row.save(force_insert=True)
    return row


def add_document(seat: Seat, raw: bytes, kind: str) -> documents.Document:
    """Take a document into the case.

    :raises NotTaken: when it is no document that we take.
    """
    seat.may(*PAPERS, action=Action.WRITE)
    with transaction.atomic():
        claim = _locked(seat)
        row = documents.take_in(raw, kind=kind, subject=claim.person, case=claim.number, actor=seat.account.id)
        _touch(claim)
    return row


# --- the way of a claim --------------------------------------------------------------------------------------------


def hand_in(seat: Seat) -> None:
    """Hand the claim in (提交). From here on every change of a fact is a correction that somebody answers for."""
    with transaction.atomic():
        claim = _locked(seat)
        if claim.status != Status.DRAFT:
            raise NotNow(claim.status)
        _event(seat, claim, "claim.received")
        _moved(claim, Status.SUBMITTED)
        facts = statement(claim, seat.reading())
        _record(seat, claim, "claim.received/1", {"facts": [[f.line, f.name, f.value] for f in facts]})


def take(account: people.Account, claim_id: UUID) -> Claim:
    """Take a claim that nobody works on yet.

    :raises CaseTaken: when somebody does.
    """
    with transaction.atomic():
        claim = Claim.objects.select_for_update().filter(id=claim_id).exclude(status=Status.DRAFT).first()
        if claim is None or (account.person is not None and account.person.household_id == claim.household):
            raise people.Denied
        people.assign(claim.number, account)
    return claim


def ask_for_papers(seat: Seat, kinds: Sequence[str]) -> None:
    """Ask once for everything that is missing (CL-02); the clock stands still from now until it has arrived (CL-04).

    :raises NotNow: when it was asked before: a second request is not allowed to stop the clock.
    """
    with transaction.atomic():
        claim = _locked(seat)
        if claim.status != Status.SUBMITTED or not kinds:
            raise NotNow("papers")
        if claim.events.filter(kind="claim.supplement_asked").exists():
            raise NotNow("asked-before")
        # The letter lies on the customer's page in the same moment: the clock stands still from its arrival (CL-04).
        sending.send_missing(claim, kinds, seat.account.id)
        _event(seat, claim, "claim.supplement_asked", ",".join(kinds))
        _moved(claim, Status.WAITING)
        _record(seat, claim, "claim.supplement_asked/1", {"kinds": list(kinds)})


def papers_arrived(seat: Seat) -> None:
    """What was asked for has arrived: the clock goes on."""
    with transaction.atomic():
        claim = _locked(seat)
        if claim.status != Status.WAITING:
            raise NotNow(claim.status)
        _event(seat, claim, "claim.supplement_arrived")
        _moved(claim, Status.SUBMITTED)
        _record(seat, claim, "claim.supplement_arrived/1", {})


def work(claim: Claim, bill: Bill) -> Worked:
    """The kernel's answer to a bill as it stands, on top of everything decided before; opens what it needs as the system.

    :raises RecordError: with everything that is wrong with the records.
    """
    as_of = clock.today()
    policies = contract.records_for(claim.person, claim.number)
    editions = {name: catalogue.edition(name) for name in (str(p["edition"]) for p in policies)}
    received = claim.events.filter(kind="claim.received").first()
    record = record_of(
        bill, catalogue.edition(claim.policy.edition), number=claim.number, family=str(claim.household),
        member=str(claim.person), received=clock.day_of(received.at) if received is not None else as_of,
    )  # fmt: skip
    shared = any(is_shared(edition) for edition in editions.values())
    return work_out(policies, _earlier(claim, shared=shared), record, editions, as_of)


def _earlier(claim: Claim, *, shared: bool) -> list[Mapping[str, object]]:
    """The bills that stand decided: the person's own, and those of the family where an accumulator is shared."""
    rows = Claim.objects.filter(household=claim.household, status__in=[Status.DECIDED, Status.PAID]).exclude(
        id=claim.id
    )
    found: list[Mapping[str, object]] = []
    for other in rows.order_by("number"):
        if other.person != claim.person and not shared:
            continue
        last = other.decisions.last()
        if last is None:
            continue
        permit = people.system_permit(other.person, case=claim.number, classes=PAPERS)
        _, payload = opened_payload(last, permit)
        bill = payload["records"][-1]["bill"]  # type: ignore[index]
        found.append(bill if other.person == claim.person else for_another(bill))
    return found


def decide(seat: Seat, version: int) -> Decision:
    """Decide the claim (核定): lock, read facts, let the core decide, write, record.

    :param version: the version of the claim that the handler looked at.
    :raises Changed: when it is another one by now.
    :raises NotReady: when a fact is missing, names no source, or the sums do not fit.
    """
    with transaction.atomic():
        people.lock_household(seat.claim.household)
        claim = _locked(seat)
        if claim.version != version:
            raise Changed
        if claim.status != Status.SUBMITTED or seat.is_customer:
            raise NotNow(claim.status)
        facts = statement(claim, seat.reading())
        edition = catalogue.edition(claim.policy.edition)
        bill = bill_of(facts, edition.currency)
        open_points = [f.code for f in findings(bill, edition) if f.blocks]
        open_points += ["source"] if without_source(facts) else []
        if open_points:
            raise NotReady(tuple(open_points))

        decided = work(claim, bill)

        if decided.pending:
            raise NotReady(tuple(f"{what}:{name}" for what, name in decided.pending))
        row = _written(seat, claim, decided, edition.currency)
        reasons = {one.reason for one in decided.decided}
        if "decided" in reasons:
            _event(seat, claim, "claim.decided")
        if reasons != {"decided"}:
            _event(
                seat, claim, "claim.refused"
            )  # also where only some lines are: three days to say so in writing (CL-05)
        _moved(claim, Status.DECIDED)
        tasks.send_decision.defer(decision=str(row.id))
    return row


def _written(seat: Seat, claim: Claim, decided: Worked, currency: str) -> Decision:
    """Decision, lines and changes as rows, and the entry that holds what they must be."""
    payload = decided.payload(claim.number)
    total = [sum(one.columns[c] for one in decided.decided) for c in range(t.N_COLUMNS)]
    edition = decided.editions[claim.policy.edition]
    row = Decision(
        id=uuid.uuid4(), claim=claim, number=claim.decisions.count() + 1, edition=edition.name, edition_hash=edition.hash,
        currency=currency, decided_by=seat.account.id, decided_at=clock.now(), billed=_billed(decided), other=total[t.OTHER],
        paid=total[t.PAID], insured=total[t.INSURED], settled=sum(one.settle for one in decided.changes),
        rows_salt=secrets.token_bytes(16),
    )  # fmt: skip
    lines, changes = line_rows(row, decided.decided), _change_rows(row, decided.changes)
    recorded = vault.record(
        subject=claim.person, data_class=DataClass.MEDICAL, kind="claim.decided/1", stream=f"claim:{claim.id}",
        actor=seat.account.id, purpose=Purpose.CLAIM, case=claim.number, payload=payload, rows=digest_of(row, lines, changes),
    )  # fmt: skip
    row.entry = recorded.entry
    row.sealed = sealed_payload(claim.person, row.id, recorded.salt, payload)
    row.save(force_insert=True)
    type(lines[0]).objects.bulk_create(lines)
    DecisionChange.objects.bulk_create(changes)
    return row


def _billed(decided: Worked) -> int:
    """What the bill comes to: each line once, however many policies look at it."""
    return sum({one.line: one.columns[t.BILLED] for one in decided.decided}.values())


def _change_rows(row: Decision, changes: Sequence[Difference]) -> list[DecisionChange]:
    return [
        DecisionChange(
            decision=row, policy=one.policy, bill=one.bill, line=one.line, before=one.before, after=one.after
        )
        for one in changes
        if one.settle
    ]


def agree(seat: Seat) -> None:
    """The customer agrees to the amount: ten days to pay begin (CL-06)."""
    with transaction.atomic():
        claim = _locked(seat)
        if claim.status != Status.DECIDED or claim.events.filter(kind="claim.agreed").exists():
            raise NotNow(claim.status)
        _event(seat, claim, "claim.agreed")
        _record(seat, claim, "claim.agreed/1", {"decision": str(claim.decisions.latest("number").id)})


def note_payment(seat: Seat) -> None:
    """The bank confirmed the payment; a handler says so."""
    with transaction.atomic():
        claim = _locked(seat)
        if claim.status != Status.DECIDED or seat.is_customer:
            raise NotNow(claim.status)
        _event(seat, claim, "claim.paid")
        _moved(claim, Status.PAID)
        _record(seat, claim, "claim.paid/1", {"decision": str(claim.decisions.latest("number").id)})


# --- in common -----------------------------------------------------------------------------------------------------


def _locked(seat: Seat) -> Claim:
    """The claim's row, held until the transaction ends."""
    return Claim.objects.select_for_update(of=("self",)).select_related("policy").get(id=seat.claim.id)


def _writable(seat: Seat) -> Claim:
    """The claim's row, while its facts may change: by the customer until it is handed in, by staff until it is decided."""
    claim = _locked(seat)
    if not claim.takes_facts or (seat.is_customer and claim.status != Status.DRAFT):
        raise NotNow(claim.status)
    return claim


def _touch(claim: Claim) -> None:
    if not claim.takes_facts:
        raise NotNow(claim.status)
    claim.version += 1
    claim.save(update_fields=["version"])


def _moved(claim: Claim, status: Status) -> None:
    claim.status, claim.version = status, claim.version + 1
    claim.save(update_fields=["status", "version"])


def _event(seat: Seat, claim: Claim, kind: str, about: str = "") -> None:
    Event.objects.create(claim=claim, kind=kind, at=clock.now(), by=seat.account.id, about=about)


def _record(seat: Seat, claim: Claim, kind: str, payload: Mapping[str, object]) -> None:
    vault.record(
        subject=claim.person, data_class=DataClass.MEDICAL, kind=kind, stream=f"claim:{claim.id}",
        actor=seat.account.id, purpose=Purpose.CLAIM, case=claim.number, payload=payload,
    )  # fmt: skip
