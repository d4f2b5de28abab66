"""A receipt checked in the browser itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import faults, picture, visit
from tests.receipts import good

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.sample_urls")]


@pytest.mark.parametrize(("paid", "says"), [("300.00", "两半对得上"), ("301.00", "对不上")])
def test_a_receipt_is_checked_in_the_browser(
    browser: Browser, live_server: LiveServer, tmp_path: Path, paid: str, says: str
) -> None:
    receipt = good()
    receipt["payload"]["decision"][0]["paid"] = paid
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    with visit(browser, live_server.url + "/verify", language="zh", width=1280) as seen:
        seen.page.set_input_files("#receipt", file)
        seen.page.wait_for_selector("#result:not([hidden])")
        assert says in seen.page.inner_text("#result .u-say:not([hidden])")
        fits = says.startswith("两半")
        assert seen.page.locator("#steps .dan").count() == (0 if fits else 1)
        assert faults(seen) == []
        picture(seen.page, f"verify-{'fits' if fits else 'does-not-fit'}", "zh", 1280)


def test_what_is_no_receipt_is_said_to_be_none(browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text("no", encoding="utf-8")
    with visit(browser, live_server.url + "/verify", language="en", width=360) as seen:
        seen.page.set_input_files("#receipt", file)
        seen.page.wait_for_selector("#result:not([hidden])")
        assert "They do not fit" in seen.page.inner_text("#result")
