"""The only gate to a claim: absent and forbidden answer alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from uberrima.core.privacy import Action, DataClass, Permit, Purpose, Role
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim.models import Claim

#: Whose data a claim holds that does not exist.
NOBODY = UUID(int=0)
#: What a claim's papers hold.
PAPERS = (DataClass.MEDICAL, DataClass.FINANCIAL)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody before a claim that they may work on or read."""

    account: people.Account
    claim: Claim
    person: people.Person

    @property
    def is_customer(self) -> bool:
        """Whether it is the customer's side."""
        return self.account.role == Role.CUSTOMER.value

    @property
    def case(self) -> people.Case:
        """The claim as the gate to personal data sees it."""
        return case_of(self.claim)

    def may(self, *classes: DataClass, action: Action = Action.READ) -> Permit:
        """A permit for the person's data.

        :raises Denied: when it is not for this reader.
        """
        return people.permit(
            self.account, self.person, purpose=Purpose.CLAIM, classes=classes, action=action, case=self.case,
            entered=self.claim.opened_by == self.account.id,
        )  # fmt: skip

    def reading(self) -> Permit:
        """The permit to read the claim's papers."""
        return self.may(*PAPERS)


def case_of(claim: Claim) -> people.Case:
    """A claim as a case."""
    return people.Case(number=claim.number, is_open=claim.is_open, household=claim.household)


def seat(account: people.Account, claim_id: UUID) -> Seat:
    """Sit down before a claim.

    A customer sees claims of their own, and those that they opened for somebody of the household; a handler those that are
    assigned to them.

    :raises Denied: when there is no such claim, or not for this account.
    """
    claim = Claim.objects.select_related("policy").filter(id=claim_id).first()
    person = people.person(claim.person) if claim is not None else None
    if claim is None or person is None:
        _note_try(account, "", NOBODY)
        raise people.Denied
    is_customer = account.role == Role.CUSTOMER.value
    if is_customer and account.person_id != claim.person and account.id != claim.opened_by:
        _note_try(account, claim.number, person.id)
        raise people.Denied
    found = Seat(account=account, claim=claim, person=person)
    found.reading()
    return found


def _note_try(account: people.Account, case: str, subject: UUID) -> None:
    """Tries are written down, those at what does not exist as well: else a stop-watch would tell what does."""
    vault.refused(
        reader=account.id, role=Role(account.role), purpose=Purpose.CLAIM, case=case, subject=subject, classes=PAPERS
    )
