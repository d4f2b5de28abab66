"""What a handler may open: claims assigned to them, of other families, and only as long as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.rooms.cast import cast, second_handler, submitted
from uberrima.core.privacy import Role
from uberrima.foundation import clock
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.portals.common.gate import SINCE

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("", "/reveal", "/papers", "/papers/1", "/bill", "/lines", "/lines/1", "/decision")
LAN = {"name": "林晓岚", "id_number": "330106198805170023"}


def signed_in(account: people.Account) -> Client:
    client = Client()
    client.force_login(account)
    session = client.session
    session[SINCE] = clock.now().isoformat()
    session.save()
    return client


def statuses(client: Client, claim: claims.Claim) -> set[int]:
    return {client.get(f"/staff/claims/{claim.id}{page}").status_code for page in PAGES}


def test_a_claim_is_open_to_its_handler_only_and_only_until_it_is_released() -> None:
    with vault.batch_trail("test"):
        who = cast()
        claim = submitted(who)
        other = second_handler()
    heng, gao = signed_in(who.heng), signed_in(other)
    assert statuses(heng, claim) == {404}
    assert heng.post(f"/staff/claims/{claim.id}/take").status_code == 302
    assert statuses(heng, claim) == {200}
    assert statuses(gao, claim) == {404}
    people.release(claim.number)
    assert statuses(heng, claim) == {404}
    assert "林" not in heng.get("/staff/worklist").content.decode()


def test_a_handler_neither_sees_nor_takes_nor_receives_their_own_family() -> None:
    with vault.batch_trail("test"):
        who = cast()
        claim = submitted(who)
        husband = next(p for p in people.persons_of(claim.household) if p.id != claim.person)
    uncle = people.make_account(
        username="uncle",
        password="x" * 12,
        role=Role.HANDLER,
        person=husband,
        staff_name="林",
        staff_number="C-9",
    )
    client = signed_in(uncle)
    assert claim.number not in client.get("/staff/worklist").content.decode()
    assert client.post(f"/staff/claims/{claim.id}/take").status_code == 404
    people.assign(claim.number, uncle)
    assert statuses(client, claim) == {404}
    page = client.post("/staff/reception", LAN).content.decode()
    assert "两样对不上" in "".join(page.replace('<span class="u-ph">', "").split("</span>"))


def test_a_handler_who_is_a_customer_elsewhere_handles_the_claims_of_others() -> None:
    with vault.batch_trail("test"):
        who = cast()
        claim = submitted(who)
    home = people.found_household()
    born = clock.today() - timedelta(days=12000)
    person = people.add_person(
        home, name="李衡", id_number="330106199001010011", phone="13900000011", born=born, sex="male", actor=who.heng.id
    )
    heng = people.make_account(
        username="heng", password="x" * 12, role=Role.HANDLER, person=person, staff_name="李衡", staff_number="C-8"
    )
    client = signed_in(heng)
    assert client.post(f"/staff/claims/{claim.id}/take").status_code == 302
    assert statuses(client, claim) == {200}


def test_a_case_is_opened_only_for_somebody_whom_this_handler_just_received() -> None:
    with vault.batch_trail("test"):
        who = cast()
        other = second_handler()
    assert who.lan.person is not None
    heng, gao = signed_in(who.heng), signed_in(other)
    found = heng.post("/staff/reception", LAN)
    assert "林*岚" in found.content.decode()
    assert "林晓岚" not in found.content.decode()
    form = {"key": found.context["key"], "person": found.context["found"], "policy": str(who.policy.id)}
    assert gao.post("/staff/reception/open", form).status_code == 404
    assert heng.post("/staff/reception/open", {**form, "person": str(who.lan.person.id)}).status_code == 404
    assert heng.post("/staff/reception/open", form).status_code == 302
    wrong = heng.post("/staff/reception", {**LAN, "id_number": "330106198805170024"}).content.decode()
    assert "林*岚" not in wrong
    assert who.policy.number not in wrong


def test_a_claim_whose_last_day_is_over_stands_first_and_late() -> None:
    with vault.batch_trail("test"):
        who = cast()
        claim = submitted(who)
        claims.take(who.heng, claim.id)
    claim.events.update(at=clock.now() - timedelta(days=40))
    page = signed_in(who.heng).get("/staff/worklist")
    assert [str(named) for named, _ in page.context["groups"]] == ["迟了"]
    assert page.context["late"] == 1


@pytest.mark.parametrize("address", ["/staff/people", "/staff/products", "/oversight/journal"])
def test_a_handler_has_no_page_of_others_and_no_link_to_one(address: str) -> None:
    with vault.batch_trail("test"):
        client = signed_in(cast().heng)
    assert client.get(address).status_code == 404
    assert f'href="{address}"' not in client.get("/staff/worklist").content.decode()
