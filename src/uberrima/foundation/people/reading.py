"""Who somebody is, opened under a permit; and reception, the one way in without a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from uberrima.core.privacy import Action, DataClass, Mask, Permit, Purpose
from uberrima.foundation.people.access import permit
from uberrima.foundation.people.actions import TABLE
from uberrima.foundation.people.models import Account, Assignment, Household, Person
from uberrima.foundation.vault import api as vault


@dataclass(frozen=True, kw_only=True)
class Rated:
    """What clauses look at in a person."""

    id: UUID
    born: date
    sex: str


def name_of(person: Person, under: Permit) -> str:
    """The whole name; masked where the permit lets see no more."""
    place = vault.Place(table=TABLE, column="name", row=person.id)
    if under.action is Action.MASKED:
        return vault.unseal_masked(under, DataClass.CONTACT, place, bytes(person.name), Mask.NAME)
    return vault.unseal(under, DataClass.CONTACT, place, bytes(person.name))


def contact_of(person: Person, under: Permit) -> dict[str, str]:
    """Name, id number, phone, day of birth and sex in clear."""
    return {column: _opened(person, column, under) for column in ("name", "id_number", "phone", "born", "sex")}


def rated(person: Person, under: Permit) -> Rated:
    """Day of birth and sex, for the core."""
    return Rated(
        id=person.id, born=date.fromisoformat(_opened(person, "born", under)), sex=_opened(person, "sex", under)
    )


def _opened(person: Person, column: str, under: Permit) -> str:
    place = vault.Place(table=TABLE, column=column, row=person.id)
    return vault.unseal(under, DataClass.CONTACT, place, bytes(getattr(person, column)))


def person(person_id: UUID) -> Person | None:
    """A person's row; what it holds is sealed."""
    return Person.objects.filter(id=person_id).first()


def persons_of(household: UUID) -> list[Person]:
    """The persons of a household."""
    return list(Person.objects.filter(household_id=household))


def households() -> list[Household]:
    """All households, by number."""
    return list(Household.objects.all())


def account(account_id: UUID) -> Account | None:
    """An account's row."""
    return Account.objects.filter(id=account_id).first()


def staff() -> list[Account]:
    """Accounts of the staff, by name."""
    return list(Account.objects.exclude(staff_name=""))


def username_taken(username: str) -> bool:
    """Whether somebody signs in with this name."""
    return Account.objects.filter(username=username).exists()


def staff_names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """How customers read who acted: name and number of staff."""
    rows = Account.objects.filter(id__in=set(accounts)).exclude(staff_name="")
    return {row.id: f"{row.staff_name} {row.staff_number}".strip() for row in rows}


def assignee(case: str) -> Account | None:
    """Who works on a case now."""
    held = Assignment.objects.select_related("account").filter(case=case, until__isnull=True).first()
    return held.account if held is not None else None


def cases_of(reader: Account) -> list[str]:
    """Numbers of the cases that an account works on now."""
    return list(Assignment.objects.filter(account=reader, until__isnull=True).values_list("case", flat=True))


def cases_in_work() -> QuerySet[Assignment, str]:
    """Numbers of the cases that somebody works on now, as a part of another question to the database."""
    return Assignment.objects.filter(until__isnull=True).values_list("case", flat=True)


def lock_household(household: UUID) -> None:
    """Hold a household's row until the transaction ends: one decision at a time in a family."""
    Household.objects.select_for_update().get(id=household)


def received(reader: Account, *, name: str, id_number: str) -> Person | None:
    """Reception: somebody says who they are, and both answers must fit, or there is nobody.

    :raises Denied: when the reader does not receive people.
    """
    found: Person | None = None
    for row in Person.objects.filter(id_index__in=vault.blind_indexes("id_number", id_number)):
        under = permit(reader, row, purpose=Purpose.RECEPTION, classes=[DataClass.CONTACT], action=Action.MASKED)
        said = {"id_number": id_number, "name": name}
        fits = [
            vault.fits(
                under,
                DataClass.CONTACT,
                vault.Place(table=TABLE, column=column, row=row.id),
                bytes(getattr(row, column)),
                text,
            )
            for column, text in said.items()
        ]
        found = row if all(fits) else found
    return found
