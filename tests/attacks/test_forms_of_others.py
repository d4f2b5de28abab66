"""Forms that another site sends in somebody's name, and addresses that do something when they are only looked at."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.attacks import world as play
from tests.attacks.world import World, addresses, everything, known, rows, signed
from uberrima.foundation.people import api as people

pytestmark = pytest.mark.django_db

ORIGIN = {"Origin": "https://evil.example"}


def token(client: Client) -> str:
    """The token of a form that this browser was shown."""
    page = client.get("/signin").content.decode()
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def test_a_form_without_our_token_does_nothing(world: World) -> None:
    """Without a token, with one of another browser, and with the right one but sent from another site."""
    foreign = token(Client(enforce_csrf_checks=True))
    before, faults, tries = rows(), [], 0
    for who in ("owner", "handler", "operator", "auditor"):
        client = signed(world.accounts[who], csrf=True)
        own = token(client)
        for one in addresses():
            path = next(iter(one.filled(known(world))))
            for what, data, headers in (
                ("no token", {}, {}),
                ("a token of another browser", {"csrfmiddlewaretoken": foreign}, {}),
                ("a token made up", {"csrfmiddlewaretoken": "x" * 64}, {}),
                ("the right token from another site", {"csrfmiddlewaretoken": own}, ORIGIN),
                ("the right token from nowhere", {"csrfmiddlewaretoken": own}, {"Origin": "null"}),
            ):
                answer = client.post(path, everything(world) | data, headers=headers)
                tries += 1
                if answer.status_code != 403:
                    faults.append(f"{who} {path}, {what}: {answer.status_code}")
    assert not faults, "\n".join(faults)
    assert rows() == before
    assert tries > 800


def test_with_our_token_the_same_form_is_taken(world: World) -> None:
    """So that the test above refuses for the right reason."""
    client = signed(world.accounts["operator"], csrf=True)
    before = len(people.households())
    client.post("/staff/people/household", {"key": play.key(), "csrfmiddlewaretoken": token(client)})
    assert len(people.households()) == before + 1


@pytest.mark.parametrize("method", ["get"])
def test_looking_at_an_address_changes_nothing(world: World, method: str) -> None:
    """Every address, by everybody, with every field in the query: the tables are what they were, but for who read."""
    before, faults = rows(), []
    for who, account in world.accounts.items():
        client = signed(account)
        for one in addresses():
            for path in one.filled(known(world)):
                answer = getattr(client, method)(path, everything(world) if method == "get" else None)
                if answer.status_code >= 500:
                    faults.append(f"{who} {path}: {answer.status_code}")
        if (now := rows()) != before:
            faults.append(f"{who}: {[table for table in now if now[table] != before[table]]}")
            before = now
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_change_nothing(world: World, method: str) -> None:
    before, faults = rows(), []
    for who in ("owner", "handler", "operator", "auditor"):
        client = signed(world.accounts[who])
        for one in addresses():
            path = next(iter(one.filled(known(world))))
            status = getattr(client, method)(path).status_code
            if status not in {302, 404, 405} and one.name not in play.OPEN:
                faults.append(f"{who} {path}: {status}")
    assert not faults, "\n".join(faults)
    assert rows() == before
