"""The customer's pages in 大字版, in the dark, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import PICTURES, Eyes, faults, picture, scrolls_sideways
from tests.browser.world import cookies, made
from uberrima.portals.common.context import SIZE_COOKIE, THEME_COOKIE

pytestmark = pytest.mark.django_db(transaction=True)


def test_large_dark_and_printed_pages_are_as_good(browser: Browser, live_server: LiveServer) -> None:
    known = made().known
    base, hers = live_server.url, cookies("lan", live_server.url)
    claim = f"{base}/my/claims/{known['decided']}"
    found = []
    for name, value in ((SIZE_COOKIE, "large"), (THEME_COOKIE, "dark")):
        chosen = [*hers, {"name": name, "value": value, "url": base}]
        with Eyes.of(browser, language="zh", cookies=chosen) as eyes:
            for what, url in (("home", f"{base}/my/home"), ("decision", f"{claim}/decision")):
                eyes.open(url)
                eyes.whole(360)
                found += [f"{what} {value}: {words}" for words in faults(eyes) + scrolls_sideways(eyes.page)]
                picture(eyes.page, f"{what}.{value}", "zh", 360)
    with Eyes.of(browser, language="zh", cookies=hers, width=794) as eyes:
        for what in ("decision", "letter"):
            eyes.open(f"{claim}/{what}")
            eyes.page.emulate_media(media="print")
            assert not eyes.page.locator(".u-tools, .u-foot, .u-tabs-bottom, main .btn").filter(visible=True).count()
            assert eyes.page.locator(".u-fall, .u-letter").first.is_visible()
            eyes.page.screenshot(path=PICTURES / f"{what}.print.zh.png", full_page=True)
            eyes.page.emulate_media(media="screen")
    assert not found, "\n".join(found)
