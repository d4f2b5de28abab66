"""Lan's way: from a hospital's papers to a decision she can check, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import Eyes, picture
from tests.browser.world import place
from uberrima.config import demonstration
from uberrima.config.papers import pdf
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import sending

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS = 5
TOLD = {
    "invoice_number": "33012612", "hospital_name": "澄州市第一人民医院", "date": "2026-10-18", "admitted": "2026-10-12",
    "discharged": "2026-10-18", "total": "21,720.00", "fact:diagnosis": "K80.1",
}  # fmt: skip
CHOSEN = {"fact:care": "inpatient", "fact:cause": "illness", "fact:hospital": "public_2", "fact:settled": "true"}
#: item, class, amount, kind of charge
LINES = (
    ("床位费", "丙", "1,320.00", "bed"),
    ("陪护费", "丙", "400.00", "companion"),
    ("手术费", "乙", "20,000.00", "other"),
)
#: 20,000 and 900 of the bed (150 a day, six days) less the deductible of 10,000; nine tenths of that
PAID = "9,810.00"


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How somebody acts on a page: with a pointer or with the keyboard alone."""

    press: Callable[[Locator], None]
    choose: Callable[[Locator, str], None]
    fill: Callable[[Locator, str], None]


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the control is reached."""
    for _ in range(150):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {wanted}")


def keys(page: Page) -> Hand:
    """Tab, Enter, space and letters."""

    def press(what: Locator) -> None:
        tab_to(page, what)
        page.keyboard.press("Enter")

    def choose(what: Locator, value: str) -> None:
        tab_to(page, what)
        if what.get_attribute("type") == "radio":
            page.keyboard.press("Space")
            return
        options = what.locator("option").evaluate_all("all => all.map(o => o.value)")
        page.keyboard.press("Home")
        for _ in range(options.index(value)):
            page.keyboard.press("ArrowDown")

    def fill(what: Locator, words: str) -> None:
        tab_to(page, what)
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(words)

    return Hand(press=press, choose=choose, fill=fill)


def pointer(_: Page) -> Hand:
    """A mouse or a finger."""
    return Hand(
        press=lambda what: what.click(),
        choose=lambda what, value: (
            what.check() if what.get_attribute("type") == "radio" else (what.select_option(value), None)[1]
        ),
        fill=lambda what, words: what.fill(words),
    )


def enter_and_hand_in(page: Page, base: str, hand: Hand, papers: Path, *, scripts: bool) -> str:
    """From the door to the claim's page; give the claim's id."""
    page.goto(f"{base}/signin")
    hand.fill(page.locator("[name=username]"), "lan")
    hand.fill(page.locator("[name=password]"), demonstration.PASSWORD)
    hand.press(page.locator("main form [type=submit]"))
    page.wait_for_url("**/my/home")

    hand.press(page.locator("main a[href='/my/claims/new']"))
    page.wait_for_url("**/claims/new")
    hand.choose(page.locator("#whose-1"), "")
    hand.press(page.locator("main form [type=submit]"))
    page.wait_for_url("**/papers")

    for number, kind in enumerate(("invoice", "list", "summary"), 1):
        hand.choose(page.locator("#id_kind"), kind)
        page.set_input_files("#id_file", papers)  # the window in which files are chosen belongs to the system
        hand.press(page.locator("main form [type=submit]"))
        page.locator(f"main .u-rows li:nth-child({number})").wait_for()

    hand.press(page.locator("main a[href$='/bill']").last)
    page.wait_for_url("**/bill")
    for name, words in TOLD.items():
        hand.fill(page.locator(f"[name='{name}']"), words)
    for name, value in CHOSEN.items():
        hand.choose(page.locator(f"[name='{name}']"), value)
    hand.choose(page.locator("[name=source_settlement]"), "1:1")
    hand.press(page.locator("main form [type=submit]"))
    page.wait_for_url("**/lines")

    before = ""
    for number, (item, listed_as, amount, charge) in enumerate(LINES, 1):
        hand.fill(page.locator("[name=item]"), item)
        hand.choose(page.locator("[name=class]"), listed_as)
        hand.fill(page.locator("[name=billed]"), amount)
        hand.choose(page.locator("[name='fact:charge']"), charge)
        hand.press(page.locator("#lines form [type=submit]"))
        page.locator(f".u-lines tbody tr:nth-child({number})").wait_for()
        answer = page.locator("#live .u-livefall").inner_text()
        assert answer != before
        before = answer
        if scripts:
            assert item in page.locator("#live .u-delta").inner_text()
            assert page.evaluate("() => document.activeElement.name") == "item"
    assert PAID in before
    assert PAID in page.locator("h1").inner_text()

    hand.press(page.locator("main a.btn-primary[href$='/check']"))
    page.wait_for_url("**/check")
    assert PAID in page.locator("main").inner_text()
    hand.press(page.locator("form[action$='/hand-in'] [type=submit]"))
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == base.count("/") + 3)
    return page.url.rpartition("/")[2]


def decide(who: demonstration.Cast, claim: str) -> None:
    """Heng takes it and decides; the worker writes the letter and gives the entries their places."""
    with vault.batch_trail("test"):
        found = next(c for c in claims.claims_of(who.lan) if str(c.id) == claim)
        claims.take(who.heng, found.id)
        seat = claims.seat(who.heng, found.id)
        row = claims.decide(seat, seat.claim.version)
        sending.send_decision(row.id)
    place()


def why_not_paid(page: Page, base: str, hand: Hand) -> None:
    """From the customer's home to the clause that refuses the companion's charge."""
    page.goto(f"{base}/my/home")
    clicks = 0
    for one in (
        page.locator("main .u-rows a[href^='/my/claims/']").first,
        page.locator("main a[href$='/decision']"),
        page.locator(".u-lined summary", has_text="陪护费"),
        page.locator(".u-lined details[open] a.u-src[href$='/6.4']").first,
    ):
        hand.press(one)
        clicks += 1
    page.wait_for_url("**/6.4")
    assert clicks <= MOST_CLICKS
    assert page.locator(".u-voices .u-law").inner_text().strip()
    page.go_back()
    page.wait_for_url("**/decision")


@pytest.mark.parametrize(
    ("language", "width", "held_by", "scripts"),
    [("zh", 1280, pointer, True), ("en", 360, pointer, True), ("zh", 1280, keys, True), ("en", 360, pointer, False)],
    ids=["zh-desk", "en-phone", "keyboard-alone", "without-scripts"],
)
def test_a_customer_goes_from_the_papers_to_a_receipt_that_holds(
    browser: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    language: str,
    width: int,
    held_by: Callable[[Page], Hand],
    scripts: bool,
) -> None:
    with vault.batch_trail("test"):
        who = demonstration.put_in()
    base = live_server.url
    papers = tmp_path / "papers.pdf"
    papers.write_bytes(pdf([["INVOICE 33012612", "TOTAL 21720.00"]]))
    with Eyes.of(browser, language=language, width=width, scripts=scripts) as eyes:
        page = eyes.page
        hand = held_by(page)
        claim = enter_and_hand_in(page, base, hand, papers, scripts=scripts)
        decide(who, claim)

        why_not_paid(page, base, hand)
        assert PAID in page.locator(".u-sum").inner_text()
        hand.press(page.locator(".u-fall:not(.u-lined) summary").first)
        assert page.locator(".u-open-step .u-law").first.is_visible()
        with page.expect_download() as coming:
            hand.press(page.locator("a[href$='/receipt.json']"))
        receipt = tmp_path / "receipt.json"
        coming.value.save_as(receipt)
        if scripts:
            check(page, base, receipt, language)
        assert not eyes.errors
        assert not eyes.refused


def check(page: Page, base: str, receipt: Path, language: str) -> None:
    """The receipt holds; with one figure altered it does not."""
    fits = {"zh": "两半对得上", "en": "The two halves fit"}[language]
    page.goto(f"{base}/verify")
    page.set_input_files("#receipt", receipt)
    page.locator("#result:not([hidden])").wait_for()
    assert fits in page.locator("#result .u-say:not([hidden])").inner_text()
    assert page.locator("#steps .dan").count() == 0

    held = json.loads(receipt.read_text(encoding="utf-8"))
    held["payload"]["decision"][0]["columns" if "columns" in held["payload"]["decision"][0] else "paid"] = "99999.00"
    tampered = receipt.with_name("tampered.json")
    tampered.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    page.goto(f"{base}/verify")
    page.set_input_files("#receipt", tampered)
    page.locator("#result:not([hidden])").wait_for()
    assert fits not in page.locator("#result .u-say:not([hidden])").inner_text()
    assert page.locator("#steps .dan").count() == 1
    picture(page, "verify-tampered", language, page.viewport_size["width"] if page.viewport_size else 0)
