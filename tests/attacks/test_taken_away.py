"""Rights that are taken away while somebody works: the very next request finds nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client

from tests.attacks.world import OPEN, World, addresses, everything, known, rows, signed, told
from uberrima.core.privacy import Role
from uberrima.foundation.people import api as people
from uberrima.foundation.people.models import Account

pytestmark = pytest.mark.django_db


#: who → the first words of the names of their addresses
PORTALS = {"handler": "staff-", "operator": "staff-", "auditor": "oversight-", "owner": "customer-"}


def open_to(who: str, world: World) -> Iterator[str]:
    """Every page that this account sees now, of those which can be looked at."""
    client = signed(world.accounts[who])
    for one in addresses():
        if one.name in OPEN or not one.name.startswith(PORTALS[who]):
            continue
        for path in one.filled(known(world)):
            if client.get(path).status_code == 200:
                yield path


def demote(account: people.Account) -> None:
    """The same account, with a role that has no pages."""
    Account.objects.filter(id=account.id).update(role=Role.SYSTEM.value)


TAKEN: dict[str, tuple[Callable[[people.Account], None], tuple[int, str]]] = {
    "the role is removed": (demote, (404, "")),
    "the account is closed": (people.close_account, (302, "/signin")),
    "the sessions are ended": (people.end_sessions, (302, "/signin")),
}


@pytest.mark.parametrize("who", PORTALS)
def test_from_the_next_request_on_every_page_is_closed(world: World, who: str) -> None:
    pages, faults = list(open_to(who, world)), []
    assert pages
    for what, (take, expected) in TAKEN.items():
        before_that = transaction.savepoint()
        client = signed(world.accounts[who])
        assert client.get(pages[0]).status_code == 200
        take(Account.objects.get(id=world.accounts[who].id))
        before = rows()
        for path in pages:
            other = _in_the_session_that_was(client)
            found = [told(other.get(path))[:2], told(other.post(path, everything(world)))[:2]]
            faults += [f"{what}: {path}: {one}" for one in found if one != expected]
        assert rows() == before
        transaction.savepoint_rollback(before_that)
    assert not faults, "\n".join(faults)


def _in_the_session_that_was(client: Client) -> Client:
    other = Client(raise_request_exception=False)
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    return other


def test_who_loses_a_case_finds_nothing_on_any_of_its_pages(world: World) -> None:
    claim, client = world.claims["submitted"], signed(world.accounts["handler"])
    paths = [path for one in addresses() if one.name.startswith("staff-") and "claim" in one.parts and one.name != "staff-take"
             for path in one.filled(known(world, claim=[claim.id]))]  # fmt: skip
    assert [client.get(p).status_code for p in paths if client.get(p).status_code not in {405, 404}]
    people.release(claim.number)
    before = rows()
    for path in paths:
        assert client.get(path).status_code in {404, 405}, path
        assert client.post(path, everything(world)).status_code in {404, 405}, path
    assert rows() == before


def test_after_a_new_sign_in_an_ended_session_stays_ended(world: World) -> None:
    old = signed(world.accounts["handler"])
    people.end_sessions(Account.objects.get(id=world.accounts["handler"].id))
    new = signed(world.accounts["handler"])
    assert new.get("/staff/worklist").status_code == 200
    assert old.get("/staff/worklist").status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(world: World) -> None:
    client = signed(world.accounts["handler"])
    account = Account.objects.get(id=world.accounts["handler"].id)
    account.set_password("another long and honest word")
    account.save()
    assert client.get("/staff/worklist").status_code == 302


def test_an_htmx_request_of_an_ended_session_asks_for_the_whole_page(world: World) -> None:
    client = signed(world.accounts["handler"])
    people.end_sessions(Account.objects.get(id=world.accounts["handler"].id))
    answer = client.get("/staff/worklist", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, answer["HX-Refresh"]) == (204, b"", "true")
