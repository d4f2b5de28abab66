"""The same form from many windows at once, and two who decide the same claim."""

from __future__ import annotations

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.attacks import world as play
from tests.attacks.world import everything, signed, told
from uberrima.foundation.people import api as people
from uberrima.foundation.people.models import Submission
from uberrima.journey.claim import api as claims

pytestmark = pytest.mark.django_db(transaction=True)

#: `make prove` tries many more.
THREADS, KEYS = (int(n) for n in os.environ.get("UBERRIMA_AT_ONCE", "8x6").split("x"))


def test_one_key_has_one_effect_however_many_send_it_at_once() -> None:
    """So many threads send each key at the same moment, each with a connection and a transaction of its own."""
    world = play.world()
    draft, keys = world.claims["draft"], [play.key() for _ in range(KEYS)]
    lines = {fact.line for fact in draft.facts.all() if fact.line}
    start = threading.Barrier(THREADS)

    def send(_number: int) -> list[tuple[int, str]]:
        client, answers = signed(world.accounts["owner"]), []
        try:
            for key in keys:
                start.wait(120)
                answers.append(told(client.post(f"/my/claims/{draft.id}/lines/add", everything(world, key=key)))[:2])
        finally:
            connection.close()
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(answer for found in pool.map(send, range(THREADS)) for answer in found)
    assert answers == {(302, f"/my/claims/{draft.id}/lines"): THREADS * KEYS}
    added = {fact.line for fact in draft.facts.all() if fact.line} - lines
    assert len(added) == KEYS
    assert Submission.objects.filter(key__in=keys).count() == KEYS


def test_two_tabs_decide_one_claim_and_one_is_told_that_it_came_too_late() -> None:
    world = play.world()
    claim = world.claims["submitted"]
    version = type(claim).objects.get(id=claim.id).version
    start = threading.Barrier(4)

    def decide(_number: int) -> tuple[int, str, str]:
        client = signed(world.accounts["handler"])
        try:
            start.wait(120)
            return told(client.post(f"/staff/claims/{claim.id}/decide", {"key": play.key(), "version": str(version)}))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(decide, range(4)))
    assert Counter(status for status, *_ in answers) == {302: 1, 409: 3}
    assert {"<h1" in page for status, _, page in answers if status == 409} == {True}
    assert claim.decisions.count() == 1
    assert claim.events.filter(kind="claim.decided").count() == 1


def test_of_two_handlers_who_take_one_claim_one_has_it() -> None:
    world = play.world()
    claim, start = world.claims["free"], threading.Barrier(2)

    def take(who: str) -> int:
        client = signed(world.accounts[who])
        try:
            start.wait(120)
            return client.post(f"/staff/claims/{claim.id}/take").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ("handler", "other handler"))) == [302, 409]
    assert people.assignee(claim.number) is not None


def test_a_line_entered_while_a_colleague_decides_is_in_the_decision_or_refused() -> None:
    """Deciding on what one saw: whoever commits first, the other is told."""
    world = play.world()
    claim = world.claims["submitted"]
    version = type(claim).objects.get(id=claim.id).version
    start = threading.Barrier(2)

    def send(what: str) -> int:
        client = signed(world.accounts["handler"])
        path = f"/staff/claims/{claim.id}/" + ("decide" if what == "decide" else "lines/add")
        try:
            start.wait(120)
            return client.post(path, everything(world, version=str(version))).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(("decide", "add"), pool.map(send, ("decide", "add")), strict=True))
    assert sorted(answers.values()) == [302, 409], answers
    claim.refresh_from_db()
    assert (claim.status == claims.Status.DECIDED) == (answers["decide"] == 302)
