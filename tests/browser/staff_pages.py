"""The pages of the staff and of oversight."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.listed import Known, Listed
from tests.browser.world import place


def of(claim: str, page: str = "") -> Callable[[Known], str]:
    """The address of a page of a claim."""
    return lambda known: f"/staff/claims/{known[claim]}{page}"


def receive(name: str, id_number: str) -> Callable[[Page, Known], None]:
    """Somebody says who they are."""

    def act(page: Page, _: Known) -> None:
        page.fill("[name=name]", name)
        page.fill("[name=id_number]", id_number)
        page.locator("main form button[type=submit]").click()

    return act


def send(form: str) -> Callable[[Page, Known], None]:
    """Send a form as it stands."""
    return lambda page, _: page.locator(f"main {form} button[type=submit]").first.click()


def decide_too_late(page: Page, _: Known) -> None:
    """Decide on an older version than what stands now."""
    page.eval_on_selector("form[action$='/decide'] [name=version]", "field => { field.value = '1' }")
    page.locator("form[action$='/decide'] button").click()


def recount(page: Page, _: Known) -> None:
    """Recount everything, once every reading has its place."""
    place()
    page.locator("main form button[type=submit]").click()


HANDLER: tuple[Listed, ...] = (
    Listed(name="staff-worklist", who="liheng", path=lambda _: "/staff/worklist", closely=True),
    Listed(name="staff-worklist-empty", who="other", path=lambda _: "/staff/worklist"),
    Listed(name="staff-reception", who="liheng", path=lambda _: "/staff/reception", closely=True),
    Listed(name="staff-reception-nobody", who="liheng", path=lambda _: "/staff/reception", act=receive("林晓岚", "1")),
    Listed(
        name="staff-reception-found", who="liheng", path=lambda _: "/staff/reception",
        act=receive("林晓岚", "330106198805170023"),
    ),
    Listed(
        name="staff-reception-error", who="liheng", path=lambda _: "/staff/reception", act=receive("", ""), status=422
    ),
    Listed(name="staff-file-new", who="liheng", path=of("received")),
    Listed(name="staff-file", who="liheng", path=of("taken"), closely=True),
    Listed(name="staff-file-waiting", who="liheng", path=of("waiting")),
    Listed(name="staff-file-decided", who="liheng", path=of("decided")),
    Listed(name="staff-reveal", who="liheng", path=of("taken", "/reveal"), closely=True),
    Listed(name="staff-revealed", who="liheng", path=of("taken", "/reveal"), act=send(".u-reveal")),
    Listed(name="staff-papers-none", who="liheng", path=of("received", "/papers")),
    Listed(name="staff-papers", who="liheng", path=of("taken", "/papers")),
    Listed(name="staff-papers-error", who="liheng", path=of("taken", "/papers"), act=send("form"), status=422),
    Listed(name="staff-bill", who="liheng", path=of("taken", "/bill"), closely=True),
    Listed(name="staff-lines-none", who="liheng", path=of("received", "/lines")),
    Listed(name="staff-lines", who="liheng", path=of("taken", "/lines"), closely=True),
    Listed(name="staff-line", who="liheng", path=of("taken", "/lines/6")),
    Listed(name="staff-lines-fixed", who="liheng", path=of("decided", "/lines")),
    Listed(name="staff-deciding-blocked", who="liheng", path=of("received", "/decision")),
    Listed(name="staff-deciding", who="liheng", path=of("taken", "/decision"), closely=True),
    Listed(
        name="staff-deciding-changed", who="liheng", path=of("due", "/decision"), act=decide_too_late, status=409
    ),
    Listed(name="staff-decided", who="liheng", path=of("decided", "/decision")),
    Listed(name="staff-agreed", who="liheng", path=of("agreed", "/decision")),
    Listed(name="staff-not-theirs", who="liheng", path=of("submitted"), status=404),
)  # fmt: skip

OPERATOR: tuple[Listed, ...] = (
    Listed(name="staff-people", who="yunying", path=lambda _: "/staff/people", closely=True),
    Listed(
        name="staff-people-error", who="yunying", path=lambda _: "/staff/people",
        act=send("form[action$='/account']"), status=422,
    ),
    Listed(name="staff-household", who="yunying", path=lambda known: f"/staff/people/{known['household']}"),
    Listed(
        name="staff-household-error", who="yunying", path=lambda known: f"/staff/people/{known['household']}",
        act=send("form[action$='/person']"), status=422,
    ),
    Listed(name="staff-products", who="yunying", path=lambda _: "/staff/products"),
)  # fmt: skip

AUDITOR: tuple[Listed, ...] = (
    Listed(name="oversight-journal", who="shencha", path=lambda _: "/oversight/journal", closely=True),
    Listed(name="oversight-recounted", who="shencha", path=lambda _: "/oversight/journal", act=recount),
)

STAFF: tuple[Listed, ...] = (*HANDLER, *OPERATOR, *AUDITOR)
