"""A small world with everybody in it, a claim at every stage, and every address of the service, read off the resolver."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.rooms.cast import stranger
from uberrima.config import demonstration
from uberrima.config.papers import pdf
from uberrima.core.privacy import Role
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.journal import api as journal
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import sending
from uberrima.portals.common.gate import SINCE

#: Addresses that need no rights, each for its reason; whatever is not named here is tried as everybody's but its own.
OPEN = {
    "start": "leads home or to the sign-in",
    "sign-in": "is how one gets in",
    "sign-out": "ends the session that one has",
    "lang": "a switch of this browser",
    "size": "a switch of this browser",
    "theme": "a switch of this browser",
    "kit": "parts with sample data, in a demonstration alone",
    "clause": "published clauses",
    "law": "rows of law",
    "verify": "the check of a receipt, done in the browser",
    "verify-code": "the same with the code of a letter, which is its key",
}

#: What the parts of addresses that name no row of somebody's may be.
WORDS: dict[str, list[object]] = {
    "product": ["own-lake-hospital"],
    "edition": ["2026-1"],
    "clause": ["1.1"],
    "row": ["CL-03"],
    "code": ["ABCD-EFGH"],
}


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody and everything."""

    cast: demonstration.Cast
    #: name of a role in the play → account
    accounts: Mapping[str, people.Account]
    #: stage → a claim of Lan
    claims: Mapping[str, claims.Claim]
    household: UUID


def world() -> World:
    """Lan with a claim at every stage; Heng works on all but the one that waits for somebody, and on the draft."""
    with vault.batch_trail("world"):
        cast = demonstration.put_in()
        paid, waiting = demonstration.surgery(cast), demonstration.gallbladder(cast)
        decided, submitted, free = (demonstration.gallbladder(cast) for _ in range(3))
        lan = people.person(cast.lan.person_id) if cast.lan.person_id else None
        assert lan is not None
        draft = claims.open_claim(cast.lan, lan, cast.policy)
        seat = claims.seat(cast.lan, draft.id)
        claims.add_document(seat, pdf([["INVOICE"]]), "invoice")
        claims.enter(seat, {(0, "date"): "2026-11-02", (0, "total"): "10.00"}, {})
        claims.add_line(seat, line_text(draft), claims.Source(document=1, page=1))
        for claim in (waiting, decided, submitted):
            claims.take(cast.heng, claim.id)
        claims.ask_for_papers(claims.seat(cast.heng, waiting.id), ["record"])
        theirs = claims.seat(cast.heng, decided.id)
        claims.decide(theirs, theirs.claim.version)
        claims.agree(claims.seat(cast.lan, paid.id))
        claims.note_payment(claims.seat(cast.heng, paid.id))
        for claim in (paid, decided):
            sending.send_decision(claim.decisions.get().id)
        journal.configured().drain()
        return World(
            cast=cast, accounts=_accounts(cast, lan), household=lan.household_id,
            claims={"draft": draft, "free": free, "submitted": submitted, "waiting": waiting, "decided": decided, "paid": paid},
        )  # fmt: skip


def _accounts(cast: demonstration.Cast, lan: people.Person) -> dict[str, people.Account]:
    staff = {one.username: one for one in people.staff()}
    ming = next(p for p in people.persons_of(lan.household_id) if p.id != lan.id)
    kin = people.add_person(
        lan.household, name="林知远", id_number="330106199203110038", phone="13800003320", born=date(1992, 3, 11), sex="male",
        actor=staff["yunying"].id,
    )  # fmt: skip
    return {
        "owner": cast.lan,
        "handler": cast.heng,
        "auditor": staff["shencha"],
        "operator": staff["yunying"],
        "stranger": stranger(),
        "husband": people.make_account(username="ming", password="x" * 12, role=Role.CUSTOMER, person=ming),
        "other handler": people.make_account(
            username="gao", password="x" * 12, role=Role.HANDLER, staff_name="高文", staff_number="C-1"
        ),
        "handler of the family": people.make_account(
            username="kin", password="x" * 12, role=Role.HANDLER, person=kin, staff_name="林知远", staff_number="C-2"
        ),
        "role without pages": people.make_account(username="none", password="x" * 12, role=Role.SYSTEM, staff_name="–"),
    }


def line_text(claim: claims.Claim) -> str:
    """A line of a bill as it is kept."""
    edition = catalogue.edition(claim.policy.edition)
    typed = {"item": "护理费", "class": "甲", "billed": "10.00", claims.OF_EDITION + "charge": "other"}
    return claims.read_line(0, typed, claims.line_facts(edition), edition.currency).as_text(edition.currency)


# --- clients -------------------------------------------------------------------------------------------------------


def signed(account: people.Account | None, *, csrf: bool = False) -> Client:
    """A browser in which somebody has signed in, or nobody."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    if account is not None:
        client.force_login(account)
        type(account).objects.filter(id=account.id).update(last_login=None)  # so that tables can be compared
        session = client.session
        session[SINCE] = clock.now().isoformat()
        session.save()
    return client


def key() -> str:
    """The key of a form as the page would have made it."""
    return str(uuid4())


# --- addresses -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Address:
    """A named address and what it must be told."""

    name: str
    parts: tuple[str, ...]

    def filled(self, known: Mapping[str, list[object]]) -> Iterator[str]:
        """Every way to fill it with what is known."""
        for values in product(*(known[part] for part in self.parts)):
            yield reverse(self.name, kwargs=dict(zip(self.parts, values, strict=True)))


def addresses() -> list[Address]:
    """Every address that the resolver knows. One without a name cannot be tried, and is a fault."""

    def below(patterns: list[URLPattern | URLResolver]) -> Iterator[Address]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns)
            else:
                assert one.name, f"an address without a name: {one.pattern}"
                yield Address(name=one.name, parts=tuple(one.pattern.converters))

    return list(below(get_resolver().url_patterns))


def known(world: World, **more: list[object]) -> dict[str, list[object]]:
    """What addresses may be filled with: every claim, the household, small numbers, and words."""
    return {
        "claim": [claim.id for claim in world.claims.values()], "household": [world.household], "number": [1], **WORDS, **more,
    }  # fmt: skip


def everything(world: World, **more: object) -> dict[str, object]:
    """The fields of all forms at once."""
    person = world.accounts["owner"].person_id
    return {
        "key": key(), "version": "1", "kind": "record", "purpose": "claim", "whose": f"{world.cast.policy.id}:{person}", "person": str(person),
        "policy": str(world.cast.policy.id), "product": "own-lake-hospital/2026-1", "holder": str(person), "insured": str(person),
        "start": "2026-01-01", "end": "2026-12-31", "name": "林晓岚", "id_number": "330106198805170023", "phone": "13800003318",
        "born": "1988-05-17", "sex": "female", "username": "new", "password": "a long and honest word", "role": "handler", "staff_name": "n",
        "item": "x", "class": "乙", "billed": "1.00", f"{claims.OF_EDITION}charge": "other", "source": "1:1", "choice_special_ward": "false", **more,
    }  # fmt: skip


# --- what an answer says -------------------------------------------------------------------------------------------

_OF_THE_REQUEST = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|name="key" value="[^"]*"|name="next" value="[^"]*"|[0-9a-f]{32}|'
    r"\b[0-9]{1,2}:[0-9]{2}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def told(answer: Any) -> tuple[int, str, str]:
    """Status, where it leads, and words, without what belongs to the request alone."""
    where = urlsplit(answer.get("Location", "")).path
    return answer.status_code, where, _OF_THE_REQUEST.sub("", answer.content.decode("utf-8", "replace"))


def apart(one: tuple[int, str, str], two: tuple[int, str, str]) -> str:
    """Where two answers begin to differ, or empty."""
    at = next((n for n, (a, b) in enumerate(zip(one[2], two[2], strict=False)) if a != b), 0)
    return "" if one == two else f"{one[:2]} {two[:2]}: …{one[2][max(0, at - 60) : at + 40]}…"


# --- the tables ----------------------------------------------------------------------------------------------------

#: What every reading may write: who read, and its entry; and the session of who reads.
OF_READING = ("vault_read", "journal_", "django_session")


def rows() -> dict[str, tuple[int, str]]:
    """Of each table how many rows there are, and a digest of all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(OF_READING)]
        found = {}
        for table in tables:
            told = f"SELECT count(*), md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: S608
            cursor.execute(told)
            found[table] = tuple(cursor.fetchone())
    return found
