"""The customer's pages by their answers: where they lead, what they tell, and in which language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.rooms.cast import cast, decided, submitted
from uberrima.config.demonstration import Cast, gallbladder_entered
from uberrima.foundation import clock
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import sending
from uberrima.portals.common.gate import SINCE

pytestmark = pytest.mark.django_db(transaction=True)

LINE = {"item": "检查费", "class": "甲", "billed": "100.00", "fact:charge": "other", "source": "2:1"}


@pytest.fixture
def who() -> Iterator[Cast]:
    with vault.batch_trail("test"):
        yield cast()


def window(account: people.Account, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(account)
    session = client.session
    session[SINCE] = clock.now().isoformat()
    session.save()
    return client


def said(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.mark.parametrize("page", ["bill", "lines", "lines/1", "check"])
def test_after_handing_in_the_pages_of_entering_lead_to_the_claim(who: Cast, page: str) -> None:
    claim = submitted(who)
    answer = window(who.lan).get(f"/my/claims/{claim.id}/{page}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/my/claims/{claim.id}")


def test_a_page_that_swaps_its_parts_is_shown_what_the_line_moved(who: Cast) -> None:
    claim = gallbladder_entered(who)
    form = {**LINE, "key": "00000000-0000-4000-8000-000000000001"}
    swapped = said(window(who.lan).post(f"/my/claims/{claim.id}/lines/add", form, headers={"HX-Request": "true"}))
    assert "加上检查费" in swapped
    assert "+100.00" in swapped  # the bill
    assert "+90.00" in swapped  # what we pay: nine tenths
    sent_again = window(who.lan).post(f"/my/claims/{claim.id}/lines/add", form)
    assert sent_again.status_code == 302
    assert (
        said(window(who.lan).get(f"/my/claims/{claim.id}/lines")).count("检查费") == 2
    )  # once to read, once to change


def test_papers_have_english_names_on_english_pages(who: Cast) -> None:
    claim = submitted(who)
    page = said(window(who.lan, "en").get(f"/my/claims/{claim.id}"))
    assert "Discharge summary" in page
    assert "出院小结" not in page


def test_every_line_of_a_decision_says_why_and_names_its_clause(who: Cast) -> None:
    claim = decided(who)
    page = said(window(who.lan).get(f"/my/claims/{claim.id}/decision"))
    assert page.count("/clauses/own-lake-hospital/2026-1/6.4") >= 3
    for item in ("陪护费", "膳食费", "营养粉"):
        assert item in page


def test_a_clause_is_there_for_everybody(who: Cast) -> None:
    answer = Client().get(f"/clauses/{who.policy.edition}/3.1")
    assert "10,000" in said(answer)


def test_a_letter_tells_the_facts_in_the_order_of_the_papers_and_names_the_insurer_in_its_language(who: Cast) -> None:
    claim = decided(who)
    sending.send_decision(claim.decisions.get().id)
    seat = claims.seat(who.lan, claim.id)
    for lang, insurer, first, total in (
        ("zh", "澄湖健康", "发票号码", "合计金额：46,218.35"),
        ("en", "Chenghu Health", "invoice number", "total: 46,218.35"),
    ):
        letter = claims.letter_of(seat, "en" if lang == "en" else "zh")
        assert letter is not None
        text = "\n".join(str(block) for block in letter.body)
        assert insurer in text
        assert total in text
        assert text.index(first) < text.index(total)
