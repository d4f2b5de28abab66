"""Every page, in both languages, on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import LANGUAGES, WIDTHS, Eyes, faults, keyboard_faults, picture, scrolls_sideways
from tests.browser.pages import GROUPS, Listed
from tests.browser.world import World, cookies, made

pytestmark = pytest.mark.django_db(transaction=True)

#: What a page says; not the readings, for looking is one itself, nor the button to print, which needs a script.
WORDS = """() => { for (const e of document.querySelectorAll('.u-reads, [data-print]')) e.remove();
  return document.querySelector('main').innerText }"""


@pytest.fixture
def world() -> World:
    """Everybody, and a claim at every stage."""
    return made()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", GROUPS)
def test_the_pages_are_as_the_house_wants_them(
    browser: Browser, live_server: LiveServer, world: World, group: str, language: str
) -> None:
    found = []
    for who, pages in by_person(GROUPS[group]):
        with Eyes.of(browser, language=language, cookies=cookies(who, live_server.url)) as eyes:
            for listed in pages:
                status = eyes.open(live_server.url + listed.path(world.known))
                if listed.act is not None:
                    with eyes.page.expect_response(lambda answer: answer.request.method == "POST") as told:
                        listed.act(eyes.page, world.known)
                    status = told.value.status
                for width in reversed(WIDTHS):
                    eyes.whole(width)
                    here = faults(eyes)
                    here += [f"status {status}"] if status != listed.status else []
                    found += [f"{listed.name} {width}: {words}" for words in here]
                    picture(eyes.page, listed.name, language, width)
                found += [f"{listed.name}: {words}" for words in scrolls_sideways(eyes.page)]
                if listed.closely:
                    found += [f"{listed.name}: {words}" for words in keyboard_faults(eyes.page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("group", GROUPS)
def test_pages_say_the_same_without_scripts(
    browser: Browser, live_server: LiveServer, world: World, group: str
) -> None:
    differ = []
    for who, pages in by_person(tuple(listed for listed in GROUPS[group] if listed.closely)):
        session = cookies(who, live_server.url)
        said: list[dict[str, set[str]]] = []
        for scripts in (True, False):
            with Eyes.of(browser, language="zh", cookies=session, scripts=scripts) as eyes:
                told = {}
                for listed in pages:
                    eyes.open(live_server.url + listed.path(world.known))
                    told[listed.name] = set(eyes.page.evaluate(WORDS).split("\n"))
                said.append(told)
        differ += [f"{name}: {words - said[1][name]}" for name, words in said[0].items() if words - said[1][name]]
    assert not differ


def by_person(pages: tuple[Listed, ...]) -> Iterator[tuple[str, list[Listed]]]:
    """The pages of each person: one session, one window."""
    for who in dict.fromkeys(listed.who for listed in pages):
        yield who, [listed for listed in pages if listed.who == who]
