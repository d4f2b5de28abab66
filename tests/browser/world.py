"""The people and claims that the pages are looked at with: the demonstration's family, with a claim at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from tests.rooms.cast import stranger
from uberrima.config import demonstration
from uberrima.config.demonstration import Cast
from uberrima.config.papers import pdf
from uberrima.foundation import clock
from uberrima.foundation.journal import api as journal
from uberrima.foundation.notices import api as notices
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import sending
from uberrima.portals.common.gate import SINCE


@dataclass(frozen=True, kw_only=True)
class World:
    """Who there is, and what addresses need to know."""

    who: Cast
    #: name → id of a claim, code of a letter
    known: Mapping[str, str]


def made() -> World:
    """Everybody and everything."""
    with vault.batch_trail("test"):
        who = demonstration.put_in()
        stranger()
        below = demonstration.surgery(who)
        begun = _opened(who)
        lines = demonstration.gallbladder_entered(who)
        refused = _decided(who, _visit(who))
        decided = _decided(who, demonstration.gallbladder(who))
        agreed = _decided(who, _visit(who, care="inpatient", total="1000.00"))
        claims.agree(claims.seat(who.lan, agreed.id))
        waiting = _visit(who, care="inpatient", total="3200.00")
        claims.take(who.heng, waiting.id)
        claims.ask_for_papers(claims.seat(who.heng, waiting.id), ["summary", "settlement"])
        submitted = demonstration.gallbladder(who)
        for claim in (below, refused, decided, agreed):
            sending.send_decision(claim.decisions.get().id)
    place()
    code = next(row.code for row in notices.of_case(decided.number))
    claims_by_name = {
        "begun": begun, "lines": lines, "submitted": submitted, "waiting": waiting, "decided": decided, "below": below,
        "refused": refused, "agreed": agreed,
    }  # fmt: skip
    return World(who=who, known={name: str(claim.id) for name, claim in claims_by_name.items()} | {"code": code})


def place() -> None:
    """Give every entry its place, as the worker does within a second."""
    journal.configured().drain()


def _opened(who: Cast) -> claims.Claim:
    person = who.lan.person
    assert person is not None
    return claims.open_claim(who.lan, person, who.policy)


def _visit(who: Cast, *, care: str = "outpatient", total: str = "420.00") -> claims.Claim:
    """A visit to the hospital, handed in."""
    claim = _opened(who)
    seat = claims.seat(who.lan, claim.id)
    for kind in ("invoice", "list"):
        claims.add_document(seat, pdf([[kind]]), kind)
    told = {
        "invoice_number": "33012690", "hospital_name": "澄州市第一人民医院", "date": "2026-11-02", "total": total,
        **demonstration.of_edition(care=care, diagnosis="J06.9"),
    }  # fmt: skip
    demonstration.enter(
        seat,
        told,
        [("西药费", "甲", total, "other")],
        sheets={"invoice": 1, "settlement": 1, "summary": 1, "list": 2},
    )
    claims.hand_in(seat)
    return claim


def _decided(who: Cast, claim: claims.Claim) -> claims.Claim:
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    claims.decide(seat, seat.claim.version)
    return claim


def cookies(username: str, url: str) -> list[dict[str, Any]]:
    """The session of somebody who signed in, for the browser; none for nobody."""
    if not username:
        return []
    account = people.Account.objects.get(username=username)
    client = Client()
    client.force_login(account)
    session = client.session
    session[SINCE] = clock.now().isoformat()
    session.save()
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}]
