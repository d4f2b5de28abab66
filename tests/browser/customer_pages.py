"""The pages of the customer, and those that need no sign-in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.listed import Known, Listed


def of(claim: str, page: str = "") -> Callable[[Known], str]:
    """The address of a page of a claim."""
    return lambda known: f"/my/claims/{known[claim]}{page}"


def send(page: Page, _: Known) -> None:
    """Send the page's form as it stands, and be told what is missing."""
    page.locator("main form button[type=submit]").first.click()
    page.locator(".u-errors").wait_for()


def sign_in_wrongly(page: Page, _: Known) -> None:
    """A password that is not hers."""
    page.fill("[name=username]", "lan")
    page.fill("[name=password]", "not this one")
    page.locator("main form button[type=submit]").click()
    page.locator(".u-errors").wait_for()


def hand_in_again(page: Page, known: Known) -> None:
    """Hand in what was handed in before, as from a page that was open too long."""
    address = f"/my/claims/{known['submitted']}/hand-in"
    page.eval_on_selector("form[action$='hand-in']", "(form, address) => form.setAttribute('action', address)", address)
    page.locator("form[action$='hand-in'] button").click()
    page.wait_for_url("**/hand-in")


PUBLIC: tuple[Listed, ...] = (
    Listed(name="kit", path=lambda _: "/kit", closely=True),
    Listed(name="sign-in", path=lambda _: "/signin", closely=True),
    Listed(name="sign-in-empty", path=lambda _: "/signin", act=send, status=422),
    Listed(name="sign-in-wrong", path=lambda _: "/signin", act=sign_in_wrongly, status=422),
    Listed(name="verify-nothing", path=lambda _: "/verify", closely=True),
    Listed(name="verify-code", path=lambda known: f"/verify/{known['code']}"),
    Listed(name="verify-unknown", path=lambda _: "/verify/AAAA-BBBB-CCCC", status=404),
    Listed(name="clause", path=lambda _: "/clauses/own-lake-hospital/2026-1/3.1", closely=True),
    Listed(name="law", path=lambda _: "/law/CL-03"),
    Listed(name="error-404", path=lambda _: "/there/is/nothing", status=404),
)

CUSTOMER: tuple[Listed, ...] = (
    *PUBLIC,
    Listed(name="home", who="lan", path=lambda _: "/my/home", closely=True),
    Listed(name="home-quiet", who="wang", path=lambda _: "/my/home"),
    Listed(name="cover", who="lan", path=lambda _: "/my/cover"),
    Listed(name="claims", who="lan", path=lambda _: "/my/claims"),
    Listed(name="claims-none", who="wang", path=lambda _: "/my/claims"),
    Listed(name="new-claim", who="lan", path=lambda _: "/my/claims/new"),
    Listed(name="new-claim-error", who="lan", path=lambda _: "/my/claims/new", act=send, status=422),
    Listed(name="papers-none", who="lan", path=of("begun", "/papers")),
    Listed(name="papers", who="lan", path=of("lines", "/papers")),
    Listed(name="papers-error", who="lan", path=of("lines", "/papers"), act=send, status=422),
    Listed(name="bill-empty", who="lan", path=of("begun", "/bill")),
    Listed(name="bill", who="lan", path=of("lines", "/bill")),
    Listed(name="lines-none", who="lan", path=of("begun", "/lines")),
    Listed(name="lines", who="lan", path=of("lines", "/lines"), closely=True),
    Listed(name="lines-error", who="lan", path=of("lines", "/lines"), act=send, status=422),
    Listed(name="line", who="lan", path=of("lines", "/lines/1")),
    Listed(name="check", who="lan", path=of("lines", "/check")),
    Listed(name="check-none", who="lan", path=of("begun", "/check")),
    Listed(name="claim-submitted", who="lan", path=of("submitted")),
    Listed(name="claim-waiting", who="lan", path=of("waiting")),
    Listed(name="claim-decided", who="lan", path=of("decided")),
    Listed(name="claim-agreed", who="lan", path=of("agreed")),
    Listed(name="claim-refused", who="lan", path=of("refused")),
    Listed(name="decision", who="lan", path=of("decided", "/decision"), closely=True),
    Listed(name="decision-refused", who="lan", path=of("refused", "/decision")),
    Listed(name="decision-below", who="lan", path=of("below", "/decision")),
    Listed(name="letter", who="lan", path=of("decided", "/letter")),
    Listed(name="reads", who="lan", path=lambda _: "/my/reads"),
    Listed(name="reads-none", who="wang", path=lambda _: "/my/reads"),
    Listed(name="not-hers", who="wang", path=of("decided"), status=404),
    Listed(name="refused", who="lan", path=of("lines", "/check"), act=hand_in_again, status=409),
)
