"""Every address of the service, tried by everybody whose it is not: there is nothing there, whether it exists or not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attacks.world import OPEN, World, addresses, apart, everything, known, rows, signed, told
from uberrima.foundation.vault.models import Read

pytestmark = pytest.mark.django_db

#: Words that stand in pages of Lan's claims and household, and must not reach anybody else.
HERS = ("林晓岚", "330106198805170023", "13800003318", "K80.1", "33012611", "澄州市第一人民医院", "1,158", "11,580.80")

#: Whose pages begin how, in the play.
OF = {
    "customer": {"owner", "husband", "stranger"},
    "staff": {"handler", "other handler", "handler of the family"},
    "operator": {"operator"},
    "oversight": {"auditor"},
}
OPERATORS = {
    "staff-people", "staff-add-household", "staff-household", "staff-add-person", "staff-add-policy", "staff-add-account",
    "staff-products",
}  # fmt: skip


def side(name: str) -> str:
    """Which kind of account an address is for."""
    return "operator" if name in OPERATORS else name.partition("-")[0]


def test_what_needs_no_rights_is_listed_and_exists() -> None:
    assert set(OPEN) <= {one.name for one in addresses()}
    assert {side(one.name) for one in addresses() if one.name not in OPEN} <= set(OF)


def test_without_signing_in_every_address_leads_to_the_sign_in(world: World) -> None:
    nobody, before = signed(None), rows()
    faults = []
    for one in addresses():
        for path in one.filled(known(world)) if one.name not in OPEN else ():
            seen = [told(answer)[:2] for answer in (nobody.get(path), nobody.post(path, everything(world)))]
            faults += [f"{path}: {answer}" for answer in seen if answer != (302, "/signin")]
    assert not faults, "\n".join(faults)
    assert rows() == before


def test_for_a_wrong_role_there_is_no_such_page(world: World) -> None:
    before = rows()
    faults = []
    for who, account in world.accounts.items():
        client = signed(account)
        for one in addresses():
            if one.name in OPEN or who in OF[side(one.name)]:
                continue
            path = next(iter(one.filled(known(world))))
            seen = [client.get(path).status_code, client.post(path, everything(world)).status_code]
            faults += [f"{who} {path}: {status}" for status in seen if status != 404]
    assert not faults, "\n".join(faults)
    assert rows() == before


def strangers(world: World) -> Iterator[tuple[str, str, UUID]]:
    """Who may come to a page of a claim, and must find nothing there: (who, address, claim).

    One exception: a handler who takes a claim that a colleague took a moment ago is told so, and does not wonder where it went.
    """
    for who in ("husband", "stranger", "other handler", "handler of the family", "handler"):
        of = "customer" if who in OF["customer"] else "staff"
        for one in addresses():
            if "claim" not in one.parts or side(one.name) != of:
                continue
            for stage, claim in world.claims.items():
                assigned = who == "handler" and stage not in {"free", "draft", "paid"}
                may_take = one.name == "staff-take" and stage != "draft"
                if not assigned and not (may_take and who != "handler of the family"):
                    yield who, one.name, claim.id


def test_of_a_claim_that_is_not_theirs_nobody_learns_that_it_exists(world: World) -> None:
    """Every address of every claim, by everybody of the same role: the same answer as for a claim that is not there."""
    clients = {who: signed(account) for who, account in world.accounts.items()}
    named = {one.name: one for one in addresses()}
    nowhere: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    before, faults, tries = rows(), [], 0

    def answers(who: str, name: str, claim: UUID) -> list[tuple[int, str, str]]:
        found = []
        for path in named[name].filled(known(world, claim=[claim])):
            found += [told(clients[who].get(path)), told(clients[who].post(path, everything(world)))]
        return found

    for who, name, claim in strangers(world):
        if (who, name) not in nowhere:
            nowhere[who, name] = answers(who, name, uuid4())
            faults += [f"{who} {name} nowhere: {s}" for s, *_ in nowhere[who, name] if s not in {404, 405}]
        found = answers(who, name, claim)
        tries += len(found)
        if found != nowhere[who, name]:
            faults += [f"{who} {name}: {apart(one, two)}" for one, two in zip(found, nowhere[who, name], strict=True)]
        faults += [f"{who} {name} tells {word}" for word in HERS for _, _, page in found if word in page]
    assert not faults, "\n".join(faults)
    assert rows() == before
    assert tries > 500


def test_absent_and_forbidden_cost_the_same(world: World) -> None:
    """A stop-watch tells no more than the page: the same questions are asked of the database."""
    counts: dict[str, set[int]] = {}
    for who in ("stranger", "other handler", "handler of the family", "husband"):
        client = signed(world.accounts[who])
        of = "my" if who in OF["customer"] else "staff"
        for claim in (uuid4(), world.claims["submitted"].id, world.claims["paid"].id):
            path = f"/{of}/claims/{claim}/papers"
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 404
            counts.setdefault(who, set()).add(len(asked))
    # at most the person's row and who works on the case, whose household it is; the rest is writing the try down
    assert max(max(found) - min(found) for found in counts.values()) <= 3, counts


def test_every_try_is_written_down(world: World) -> None:
    claim = world.claims["submitted"]
    for who, path in (
        ("stranger", f"/my/claims/{claim.id}"),
        ("husband", f"/my/claims/{claim.id}"),
        ("other handler", f"/staff/claims/{claim.id}"),
        ("handler of the family", f"/staff/claims/{claim.id}"),
    ):
        assert signed(world.accounts[who]).get(path).status_code == 404
        found = Read.objects.filter(reader=world.accounts[who].id, subject=claim.person, outcome="refused")
        assert found.count() == 1, who


def test_pages_of_all_ones_claims_hold_nobody_elses(world: World) -> None:
    faults = []
    for who in ("husband", "stranger"):
        client = signed(world.accounts[who])
        for name in ("home", "cover", "claims", "reads", "claims/new"):
            page = client.get(f"/my/{name}").content.decode()
            numbers = [c.number for c in world.claims.values()]
            if who == "husband" and name in {"home", "reads"}:
                numbers = []  # his day of birth was opened for her case, as his policy is hers: that he is told
            hers = [word for word in (*HERS, *numbers) if word in page]
            faults += [f"{who} {name}: {word}" for word in hers]
    for who in ("other handler", "handler of the family", "auditor", "operator"):
        client = signed(world.accounts[who])
        for one in addresses():
            if not one.parts and one.name not in OPEN and who in OF[side(one.name)]:
                page = client.get(next(iter(one.filled({})))).content.decode()
                faults += [f"{who} {one.name}: {word}" for word in HERS if word in page]
    assert not faults, "\n".join(faults)


def test_a_policy_of_others_cannot_be_claimed_on(world: World) -> None:
    before = rows()
    for who in ("stranger", "husband"):
        answer = signed(world.accounts[who]).post("/my/claims/new", everything(world))
        assert answer.status_code == 422, who
    assert rows() == before


def test_papers_of_another_case_do_not_open_through_ones_own(world: World) -> None:
    client = signed(world.accounts["owner"])
    mine = world.claims["draft"].id
    assert client.get(f"/my/claims/{mine}/papers/1").status_code == 200
    for number in (0, 2, 99, 10**12, 10**30):
        assert client.get(f"/my/claims/{mine}/papers/{number}").status_code == 404
