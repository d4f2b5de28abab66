"""Take in a household and its persons, make accounts, assign cases, end sessions, take each form once."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from uberrima.core.evidence.canonical import canonical
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.privacy import DataClass, Purpose, Role
from uberrima.foundation import clock
from uberrima.foundation.people.models import Account, Assignment, Household, Numbering, Person, Submission
from uberrima.foundation.vault import api as vault

#: How long a form that was sent may be sent again and get the same answer.
REPEATABLE_FOR = timedelta(hours=24)

TABLE = "people_person"


class SentOtherwise(UberrimaError):
    """The same form key came with other contents."""

    def __init__(self) -> None:
        super().__init__("This form was sent already, with other contents. Open the page anew and send it again.")


class SentLongAgo(UberrimaError):
    """The form was sent more than a day ago."""

    def __init__(self) -> None:
        super().__init__("This form was sent more than a day ago. Open the page anew.")


class AccountThere(UberrimaError):
    """The name is taken, or the person has an account."""

    def __init__(self) -> None:
        super().__init__(
            "This name is taken, or this person has an account already. Choose another name, or look for the account."
        )


class CaseTaken(UberrimaError):
    """Somebody else works on the case."""

    def __init__(self) -> None:
        super().__init__("Somebody else works on this case. Ask them to hand it over.")


def next_number(letter: str) -> str:
    """The next number of a kind in this month, such as C-2611-0001. Its row stays locked until the transaction ends."""
    series = f"{letter}-{clock.today():%y%m}"
    with transaction.atomic():
        Numbering.objects.get_or_create(series=series)
        row = Numbering.objects.select_for_update().get(series=series)
        row.last += 1
        row.save(update_fields=["last"])
    return f"{series}-{row.last:04d}"


def found_household() -> Household:
    """A new, empty household with the next number."""
    with transaction.atomic():
        return Household.objects.create(number=next_number("H"), created_at=clock.now())


def add_person(
    household: Household, *, name: str, id_number: str, phone: str, born: date, sex: str, actor: UUID
) -> Person:
    """Take a person into a household; everything that tells who it is is sealed before it is written."""
    now = clock.now()
    person = Person(id=uuid.uuid4(), household=household, created_at=now)
    told = {"name": name, "id_number": id_number, "phone": phone, "born": born.isoformat(), "sex": sex}
    with transaction.atomic():
        for column, plain in told.items():
            place = vault.Place(table=TABLE, column=column, row=person.id)
            setattr(person, column, vault.seal(person.id, DataClass.CONTACT, place, plain))
        person.id_index = vault.blind_index("id_number", id_number)
        person.phone_index = vault.blind_index("phone", phone)
        person.save(force_insert=True)
        vault.record(
            subject=person.id, data_class=DataClass.CONTACT, kind="person.added/1", stream=f"person:{person.id}",
            actor=actor, purpose=Purpose.CONTRACT, case="", payload=told,
        )  # fmt: skip
    return person


def make_account(
    *,
    username: str,
    password: str,
    role: Role,
    person: Person | None = None,
    staff_name: str = "",
    staff_number: str = "",
) -> Account:
    """A new account. The password is kept as a hash only.

    :raises AccountThere: when somebody has the name, or the person has one already.
    """
    account = Account(
        username=username, role=role.value, person=person, staff_name=staff_name, staff_number=staff_number
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise AccountThere from error
    return account


def end_sessions(account: Account) -> None:
    """End all sessions of an account now; the next request is denied."""
    account.sessions_end = clock.now()
    account.save(update_fields=["sessions_end"])


def close_account(account: Account) -> None:
    """Take all access away, now."""
    account.is_active = False
    account.sessions_end = clock.now()
    account.save(update_fields=["is_active", "sessions_end"])


def assign(case: str, account: Account) -> Assignment:
    """Give a case to somebody; to the same person again changes nothing.

    :raises CaseTaken: when somebody else has it.
    """
    with transaction.atomic():
        held = Assignment.objects.select_for_update().filter(case=case, until__isnull=True).first()
        if held is not None:
            if held.account_id != account.id:
                raise CaseTaken
            return held
        try:
            with transaction.atomic():
                return Assignment.objects.create(case=case, account=account, since=clock.now())
        except IntegrityError as error:
            raise CaseTaken from error


def release(case: str) -> None:
    """Take a case away from who has it."""
    Assignment.objects.filter(case=case, until__isnull=True).update(until=clock.now())


def once(account: Account, key: UUID, form: Mapping[str, object], do: Callable[[], str]) -> str:
    """Do what a form asks, once: the same form sent again gets the same answer, whoever was first.

    :param do: does it, and says where the answer lies.
    :raises SentOtherwise: when the key came with other contents before.
    :raises SentLongAgo: when it came more than a day ago.
    """
    # Keyed: of what a form says few things are unknown, and a bare hash could be compared with guesses.
    body = hmac.new(settings.SECRET_KEY.encode(), b"form " + canonical(form), sha256).digest()
    now = clock.now()
    with transaction.atomic():
        row, is_new = Submission.objects.get_or_create(
            account=account, key=key, defaults={"body": body, "answer": "", "at": now}
        )
        if is_new:
            row.answer = do()
            row.save(update_fields=["answer"])
            return row.answer
    if bytes(row.body) != body:
        raise SentOtherwise
    if now - row.at > REPEATABLE_FOR:
        raise SentLongAgo
    return row.answer
