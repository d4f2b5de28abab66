"""The people and claims that the pages are looked at with: the demonstration's family, with a claim at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client

from tests.rooms.cast import second_handler, stranger
from uberrima.config import demonstration
from uberrima.config.demonstration import Cast
from uberrima.config.papers import pdf
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
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
        second_handler()
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
        received = claims.open_claim(who.heng, _lan(who), who.policy)
        taken = _corrected(who, demonstration.gallbladder(who))
        late, due = (_received_days_ago(who, days) for days in (40, 30))
        for claim in (below, refused, decided, agreed):
            sending.send_decision(claim.decisions.get().id)
    place()
    code = next(row.code for row in notices.of_case(decided.number))
    claims_by_name = {
        "begun": begun, "lines": lines, "submitted": submitted, "waiting": waiting, "decided": decided, "below": below,
        "refused": refused, "agreed": agreed, "received": received, "taken": taken, "late": late, "due": due,
    }  # fmt: skip
    others = {"code": code, "household": str(decided.household)}
    return World(who=who, known={name: str(claim.id) for name, claim in claims_by_name.items()} | others)


def place() -> None:
    """Give every entry its place, as the worker does within a second."""
    journal.configured().drain()


def _lan(who: Cast) -> people.Person:
    person = who.lan.person
    assert person is not None
    return person


def _opened(who: Cast) -> claims.Claim:
    return claims.open_claim(who.lan, _lan(who), who.policy)


def _corrected(who: Cast, claim: claims.Claim) -> claims.Claim:
    """Taken by Heng, who corrects a line, strikes one out, and enters a fact without its page."""
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    page = claims.Source(document=2, page=1)
    edition = catalogue.edition(claim.policy.edition)
    for item, amount in (("麻醉费", "4200.00"), ("输血费", "60.00")):
        typed = {"item": item, "class": "乙", "billed": amount, claims.OF_EDITION + "charge": "other"}
        text = claims.read_line(0, typed, claims.line_facts(edition), edition.currency).as_text(edition.currency)
        if item == "麻醉费":
            claims.enter(seat, {(6, "line"): text}, {(6, "line"): page})
        else:
            claims.strike_line(seat, claims.add_line(seat, text, page))
    claims.enter(seat, {(0, "invoice_check"): "7f20bf"}, {})
    return claim


def _received_days_ago(who: Cast, days: int) -> claims.Claim:
    """A visit that Heng took so long ago."""
    claim = _visit(who)
    claims.take(who.heng, claim.id)
    claim.events.update(at=clock.now() - timedelta(days=days))
    return claim


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
