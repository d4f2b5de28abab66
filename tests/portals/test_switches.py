"""Language, size and theme are kept on the device, and a switch comes back to where one was."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from uberrima.portals.common import views


@pytest.mark.parametrize(("name", "value"), [("size", "large"), ("theme", "dark")])
def test_a_switch_is_remembered_and_comes_back(name: str, value: str) -> None:
    answer = Client().post(f"/{name}", {name: value, "next": "/kit?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/kit?x=1")
    cookie = answer.cookies[f"uberrima_{name}"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (value, "Lax", True)


@pytest.mark.parametrize("name", ["size", "theme", "lang"])
def test_a_switch_does_not_lead_elsewhere(name: str) -> None:
    answer = Client().post(f"/{name}", {"next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_switch_is_no_link() -> None:
    assert [Client().get(f"/{name}").status_code for name in ("size", "theme")] == [405, 405]


def test_size_theme_and_language_reach_the_page() -> None:
    client = Client()
    client.post("/size", {"size": "large"})
    client.post("/theme", {"theme": "dark"})
    client.post("/lang", {"language": "en"})
    page = client.get("/kit").content.decode()
    assert '<html lang="en" data-size="large" data-bs-theme="dark">' in page


def test_a_page_with_the_number_of_the_request_asks_one_to_read_it_out() -> None:
    request = RequestFactory().get("/x", headers={"X-Request-Id": "E-7K4M-20Q"})
    assert "E-7K4M-20Q" in views.server_error(request).content.decode()
