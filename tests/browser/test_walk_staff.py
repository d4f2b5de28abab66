"""From an empty service to a decided claim in the staff's own pages, and then an amount is changed behind everybody's back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import Eyes
from tests.browser.world import place
from tests.rooms.cast import cast, submitted
from uberrima.config import demonstration
from uberrima.config.demonstration import PRODUCT
from uberrima.config.papers import pdf
from uberrima.core.privacy import Role
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import tasks

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "four-quiet-herons"  # noqa: S105 — of an invented service
NAME, NUMBER = "陈雨桐", "330106199003070028"
ITEMS = (
    ("床位费", "乙", "220", "6", "bed"), ("护理费", "甲", "42", "6", "other"), ("诊查费", "甲", "25", "6", "other"),
    ("手术费", "乙", "18600", "1", "other"), ("麻醉费", "乙", "4260", "1", "other"), ("西药费", "乙", "9000", "1", "other"),
    ("检查费", "甲", "3000", "1", "other"), ("化验费", "甲", "1200", "1", "other"), ("膳食费", "丙", "70", "6", "meals"),
)  # fmt: skip
TOTAL = "38202.00"


def sign_in(page: Page, url: str, who: str) -> None:
    """Somebody else sits down."""
    page.context.clear_cookies()
    page.goto(f"{url}/signin")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "signin" not in address)


def fill(page: Page, form: str, **values: str) -> None:
    """Fill a form and send it from its last field, or by its button."""
    for name, value in values.items():
        field = page.locator(f"{form} [name='{name.replace('__', ':')}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.locator(f"{form} button[type=submit]").first.click()


def set_up(page: Page, url: str) -> None:
    """The operator makes a household, a person, a policy and two accounts out of nothing."""
    sign_in(page, url, "operator")
    page.goto(f"{url}/staff/people")
    fill(page, "form[action$='/household']")
    home = page.url
    fill(
        page, "form[action$='/person']", name=NAME, id_number=NUMBER, phone="13900002211", born="1990-03-07", sex="female"
    )  # fmt: skip
    assert NAME not in page.inner_text("main")
    page.check("form[action$='/policy'] [name=insured]")
    fill(page, "form[action$='/policy']", start="2026-01-01", end="2026-12-31")
    assert "P-" in page.inner_text("main")
    with page.expect_navigation():
        page.locator("a[href*='account?person=']").click()
    fill(page, "form[action$='/account']", username="chen", password=PASSWORD)
    page.goto(f"{url}/staff/people")
    told = {"username": "handler", "password": PASSWORD, "role": Role.HANDLER.value, "staff_name": "高文"}
    fill(page, "form[action$='/account']", **told, staff_number="C-11")
    page.goto(home)


def receive(page: Page, url: str) -> None:
    """The handler asks who it is: a wrong number finds nobody, the right one a masked name and a policy."""
    sign_in(page, url, "handler")
    page.goto(f"{url}/staff/reception")
    fill(page, "main form", name=NAME, id_number="330106199003070029")
    assert "陈*桐" not in page.inner_text("main")
    fill(page, "main form", name=NAME, id_number=NUMBER)
    said = page.inner_text("main")
    assert "陈*桐" in said
    assert NAME not in said
    assert NUMBER not in page.content()
    fill(page, "form[action$='/open']")


def papers(page: Page, claim: str, folder: Path) -> None:
    """Four papers."""
    for kind in ("invoice", "list", "settlement", "summary"):
        page.goto(f"{claim}/papers")
        file = folder / f"{kind}.pdf"
        file.write_bytes(pdf([[kind]]))
        page.set_input_files("[name=file]", file)
        fill(page, "form[enctype]", kind=kind)


def bill(page: Page, claim: str) -> None:
    """The bill, then nine lines from the keyboard: Enter stores one, and the cursor stands in the next."""
    page.goto(f"{claim}/bill")
    told = {
        "invoice_number": "33019001", "hospital_name": "澄州市第一人民医院", "date": "2026-10-18", "total": TOTAL,
        "pooled": "12000", "fact__care": "inpatient", "fact__cause": "illness", "fact__diagnosis": "K80.1",
        "fact__hospital": "public_2", "fact__settled": "true",
    }  # fmt: skip
    fill(page, "form#papers", **told)
    for number, (item, listed_as, price, quantity, charge) in enumerate(ITEMS, 1):
        assert page.evaluate("() => document.activeElement.name") == "item"
        page.keyboard.type(item)
        for typed in (listed_as, price, quantity, ""):
            page.keyboard.press("Tab")
            if typed == listed_as:
                page.locator("[name=class]").select_option(typed)
            else:
                page.keyboard.type(typed)
        page.locator("[name='fact:charge']").select_option(charge)
        page.locator("[name=billed]").press("Enter")
        page.wait_for_selector(f".u-lines tbody tr:nth-child({number})")
    assert "38,202.00" in page.inner_text("#live")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_claim_from_an_empty_service_to_an_audit_that_finds_what_was_changed(
    browser: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    as_owner: Callable[[], AbstractContextManager[None]],
    language: str,
) -> None:
    url = live_server.url
    with vault.batch_trail("test"):
        for name, role in (("operator", Role.OPERATOR), ("auditor", Role.AUDITOR)):
            people.make_account(username=name, password=PASSWORD, role=role, staff_name=name, staff_number="1")
        files = {p.name: p.read_text(encoding="utf-8") for p in PRODUCT.iterdir() if p.suffix in {".toml", ".csv"}}
        catalogue.publish(files, actor=people.SYSTEM)

    with Eyes.of(browser, language=language) as eyes:
        page = eyes.page
        set_up(page, url)
        receive(page, url)
        claim = page.url
        papers(page, claim, tmp_path)
        bill(page, claim)
        page.goto(claim)
        fill(page, "form[action$='/hand-in']")
        page.goto(f"{claim}/lines/9")  # a correction: what it corrects stays readable
        page.fill("[name=price]", "80")
        page.fill("[name=billed]", "")
        page.keyboard.press("Enter")
        page.wait_for_selector("#live >> text=38,262.00")
        page.goto(f"{claim}/bill")
        fill(page, "form#papers", total="38262.00")
        page.goto(claim)
        assert page.locator("s.u-was", has_text="420.00").count() == 1
        page.goto(f"{claim}/decision")
        fill(page, "form[action$='/decide']")

        row = claims.Decision.objects.get()
        assert row.paid > 0
        tasks.send_decision(str(row.id))
        place()
        page.reload()
        assert f"{row.paid / 100:,.2f}" in page.inner_text("h1")
        assert eyes.errors + eyes.refused == []

        assert audited(page, url) == []
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("UPDATE claim_decision SET paid = paid + 1")
        found = audited(page, url)
    assert len(found) == 1
    assert row.claim.number in found[0]


def audited(page: Page, url: str) -> list[str]:
    """What the auditor is told after a recount."""
    sign_in(page, url, "auditor")
    place()
    page.goto(f"{url}/oversight/journal")
    with page.expect_navigation():
        page.locator("main form button").click()
    return page.locator(".u-findings > li").all_inner_texts()


def test_a_handler_takes_and_decides_a_claim_by_keyboard_alone(browser: Browser, live_server: LiveServer) -> None:
    with vault.batch_trail("test"):
        claim = submitted(cast())
    with Eyes.of(browser, language="zh") as eyes:
        page = eyes.page
        page.goto(f"{live_server.url}/signin")
        tab_to(page, "[name=username]")
        page.keyboard.type("liheng")
        tab_to(page, "[name=password]")
        page.keyboard.type(demonstration.PASSWORD)
        press_enter(page)
        for wanted in (
            "form[action$='/take'] button",
            "a[href$='/decision'].btn-primary",
            "form[action$='/decide'] button",
        ):
            tab_to(page, wanted)
            press_enter(page)
        assert "9,204.80" in page.inner_text("h1")
    assert claims.Decision.objects.get().claim_id == claim.id


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until it is there."""
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {wanted}")


def press_enter(page: Page) -> None:
    """Enter, and the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
