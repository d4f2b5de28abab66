"""Forms that are sent again: by a double click, by a browser that tries once more, by somebody who recorded them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.attacks import world as play
from tests.attacks.world import World, rows, signed, told
from uberrima.config.papers import pdf
from uberrima.core.evidence.canonical import canonical
from uberrima.foundation.people import actions
from uberrima.foundation.people import api as people
from uberrima.foundation.people.models import Submission
from uberrima.journey.claim import api as claims

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def taken(db: None, world: World) -> None:
    people.assign(world.claims["free"].number, world.accounts["handler"])


def add_line(world: World, who: Client, key: str, **other: object) -> Any:
    line = {"item": "护理费", "class": "甲", "billed": "10.00", f"{claims.OF_EDITION}charge": "other", "source": "1:1"}
    return who.post(f"/my/claims/{world.claims['draft'].id}/lines/add", {"key": key, **line, **other})


def upload(world: World, who: Client, key: str, words: str = "INVOICE", **other: object) -> Any:
    scan = SimpleUploadedFile("scan.pdf", pdf([[words]]), "application/pdf")
    data = {"key": key, "kind": "invoice", "file": scan, **other}
    return who.post(f"/my/claims/{world.claims['draft'].id}/papers", data)


def hand_in(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post(f"/my/claims/{world.claims['draft'].id}/hand-in", {"key": key, **other})


def agree(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post(f"/my/claims/{world.claims['decided'].id}/agree", {"key": key, **other})


def arrived(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post(f"/my/claims/{world.claims['waiting'].id}/arrived", {"key": key, **other})


def new_claim(world: World, who: Client, key: str, **other: object) -> Any:
    whose = f"{world.cast.policy.id}:{world.accounts['owner'].person_id}"
    return who.post("/my/claims/new", {"key": key, "whose": whose, **other})


def decide(world: World, who: Client, key: str, **other: object) -> Any:
    claim = world.claims["submitted"]
    version = type(claim).objects.get(id=claim.id).version if "version" not in other else other["version"]
    return who.post(f"/staff/claims/{claim.id}/decide", {"key": key, "version": str(version), **other})


def ask(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post(f"/staff/claims/{world.claims['free'].id}/ask", {"key": key, "kind": ["record"], **other})


def paid(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post(f"/staff/claims/{world.claims['decided'].id}/paid", {"key": key, **other})


def add_household(world: World, who: Client, key: str, **other: object) -> Any:
    return who.post("/staff/people/household", {"key": key, **other})


def add_person(world: World, who: Client, key: str, **other: object) -> Any:
    told = {
        "name": "林小满",
        "id_number": "330106201503110012",
        "phone": "13800003321",
        "born": "2015-03-11",
        "sex": "female",
    }
    return who.post(f"/staff/people/{world.household}/person", {"key": key, **told, **other})


def add_policy(world: World, who: Client, key: str, **other: object) -> Any:
    person = str(world.accounts["owner"].person_id)
    told = {
        "product": world.cast.policy.edition,
        "holder": person,
        "insured": person,
        "start": "2027-01-01",
        "end": "2027-12-31",
    }
    path = f"/staff/people/{world.household}/policy"
    return who.post(path, {"key": key, **told, "choice_special_ward": "false", **other})


def add_account(world: World, who: Client, key: str, **other: object) -> Any:
    told = {"username": "neu", "password": "a long and honest word", "role": "handler", "staff_name": "新"}
    return who.post("/staff/people/account", {"key": key, **told, **other})


FORMS: dict[str, tuple[str, Send]] = {
    "add a line": ("owner", add_line),
    "upload": ("owner", upload),
    "hand in": ("owner", hand_in),
    "agree": ("owner", agree),
    "arrived": ("owner", arrived),
    "new claim": ("owner", new_claim),
    "decide": ("handler", decide),
    "ask for papers": ("handler", ask),
    "paid": ("handler", paid),
    "new household": ("operator", add_household),
    "new person": ("operator", add_person),
    "new policy": ("operator", add_policy),
    "new account": ("operator", add_account),
}
#: What is sent otherwise the second time.
OTHERWISE: dict[str, dict[str, object]] = {
    "add a line": {"billed": "99.00"},
    "upload": {"words": "ANOTHER"},
    "new account": {"username": "other"},
    "decide": {"version": "1"},
}


def test_a_form_works_once_however_often_it_comes(world: World) -> None:
    """The same again: the same answer, and nothing more happens. With other contents: 422. After a day: 410."""
    faults = []
    for name, (who, send) in FORMS.items():
        client, key = signed(world.accounts[who]), play.key()
        fixed = {"version": _version(world)} if name == "decide" else {}
        before = rows()
        first = told(send(world, client, key, **fixed))
        after = rows()
        if first[0] != 302 or after == before:
            faults.append(f"{name}: not taken at all: {first[0]}")
            continue
        again = told(send(world, client, key, **fixed))
        if again != first or rows() != after:
            faults.append(
                f"{name}: again: {again[:2]} after {first[:2]}, {'same' if rows() == after else 'other'} rows"
            )
        otherwise = send(world, client, key, **fixed | OTHERWISE.get(name, {"more": "x"}))
        if otherwise.status_code != 422 or rows() != after:
            faults.append(f"{name}: otherwise: {otherwise.status_code}")
        late = Submission.objects.get(key=key)
        late.at -= actions.REPEATABLE_FOR + timedelta(seconds=1)
        late.save()
        after = rows()
        too_late = send(world, client, key, **fixed)
        if too_late.status_code != 410 or rows() != after:
            faults.append(f"{name}: after a day: {too_late.status_code}")
    assert not faults, "\n".join(faults)


def _version(world: World) -> str:
    claim = world.claims["submitted"]
    return str(type(claim).objects.get(id=claim.id).version)


def test_a_key_is_everybodys_own(world: World) -> None:
    """Who knows the key of another's form neither learns what came of it nor stands in its way."""
    key = play.key()
    assert new_claim(world, signed(world.accounts["owner"]), key).status_code == 302
    answer = signed(world.accounts["operator"]).post("/staff/people/household", {"key": key})
    assert told(answer)[0] == 302
    assert "/claims/" not in told(answer)[1]


def test_a_form_without_a_key_is_none_of_ours(world: World) -> None:
    before = rows()
    for name, (who, send) in FORMS.items():
        for key in ("", "x", "00000000", "' or 1=1 --"):
            assert send(world, signed(world.accounts[who]), key).status_code == 404, name
    assert rows() == before


def test_what_a_form_said_cannot_be_guessed_from_what_is_kept_of_it(world: World) -> None:
    """A bare hash of a form could be compared with guesses by who has a copy of the database."""
    key = play.key()
    answer = signed(world.accounts["operator"]).post("/staff/people/household", {"key": key})
    assert answer.status_code == 302
    kept = bytes(Submission.objects.get(key=key).body)
    assert kept != hashlib.sha256(canonical({"path": "/staff/people/household", "key": [key]})).digest()
    assert len(kept) == 32


def test_two_accounts_of_one_name_or_one_person_are_refused_in_words(world: World) -> None:
    operator = signed(world.accounts["operator"])
    for other in ({"username": "lan"}, {"role": "customer", "person": str(world.accounts["owner"].person_id)}):
        assert add_account(world, operator, play.key(), **other).status_code == 422
