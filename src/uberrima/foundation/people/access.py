"""The gate to personal data: role, purpose, data class and action, and an open case that the reader works on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.privacy import Action, Circumstances, DataClass, Permit, Purpose, Role, allowed
from uberrima.foundation.people.models import Account, Assignment, Person
from uberrima.foundation.vault import api as vault

#: Who is recorded as reader when the system itself works on a case.
SYSTEM = UUID(int=0)


class Denied(UberrimaError):
    """Not for this reader. Pages answer it as if there were nothing."""

    def __init__(self) -> None:
        super().__init__("There is nothing here for this account. Work on the case, or ask who does.")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as the gate sees it; rooms fill it in from their rows."""

    number: str
    is_open: bool
    household: UUID


def permit(
    account: Account,
    person: Person,
    *,
    purpose: Purpose,
    classes: Iterable[DataClass],
    action: Action,
    case: Case | None = None,
    entered: bool = False,
) -> Permit:
    """A permit to open a person's data, or no permit at all; a denied try is noted.

    :param entered: whether the reader entered these data, or named the person in a contract.
    :raises Denied: when any of the classes is not for this reader, here and now.
    """
    wanted = frozenset(classes)
    own_data = account.person_id is not None and account.person_id == person.id
    related = own_data or (account.person is not None and account.person.household_id == person.household_id)
    circumstances = Circumstances(
        case_open=case is not None and case.is_open and case.household == person.household_id,
        assigned=case is not None and works_on(account, case.number),
        own_data=own_data,
        related=related,
        entered=entered,
    )
    role = Role(account.role)
    if not account.is_active or not all(
        allowed(role=role, purpose=purpose, data_class=data_class, action=action, circumstances=circumstances)
        for data_class in wanted
    ):
        vault.refused(
            reader=account.id, role=role, purpose=purpose, case=case.number if case is not None else "",
            subject=person.id, classes=wanted,
        )  # fmt: skip
        raise Denied
    return Permit(
        reader=account.id, role=role, purpose=purpose, case=case.number if case is not None else "",
        subject=person.id, classes=wanted, action=action,
    )  # fmt: skip


def system_permit(subject: UUID, *, case: str, classes: Iterable[DataClass]) -> Permit:
    """The permit under which the system itself works out a case: adjudication, letters."""
    return Permit(
        reader=SYSTEM, role=Role.SYSTEM, purpose=Purpose.CLAIM, case=case, subject=subject,
        classes=frozenset(classes), action=Action.READ,
    )  # fmt: skip


def works_on(account: Account, case: str) -> bool:
    """Whether the case is assigned to this account now."""
    return Assignment.objects.filter(case=case, account=account, until__isnull=True).exists()
