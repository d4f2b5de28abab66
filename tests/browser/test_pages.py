"""Every page, in both languages, on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import LANGUAGES, WIDTHS, faults, keyboard_faults, picture, scrolls_sideways, visit
from tests.browser.pages import PAGES, Listed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def known() -> Mapping[str, str]:
    """What addresses need to know."""
    return {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("listed", PAGES, ids=lambda p: p.name)
def test_a_page_is_as_the_house_wants_it(
    browser: Browser, live_server: LiveServer, known: Mapping[str, str], listed: Listed, language: str, width: int
) -> None:
    with visit(browser, live_server.url + listed.path(known), language=language, width=width) as seen:
        found = faults(seen)
        picture(seen.page, listed.name, language, width)
        found += scrolls_sideways(seen.page) + keyboard_faults(seen.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("listed", PAGES, ids=lambda p: p.name)
def test_a_page_says_the_same_without_scripts(
    browser: Browser, live_server: LiveServer, known: Mapping[str, str], listed: Listed
) -> None:
    url = live_server.url + listed.path(known)
    with visit(browser, url, language="zh", width=1280) as with_scripts:
        said = with_scripts.page.locator("main").inner_text()
    with visit(browser, url, language="zh", width=1280, scripts=False) as without:
        assert without.page.locator("main").inner_text() == said
        assert without.page.locator("main").is_visible()
