"""Passwords are guessed, sessions are planted, cookies are looked at."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.attacks.world import apart, told
from uberrima.config import settings as real
from uberrima.core.privacy import Role
from uberrima.foundation import clock
from uberrima.foundation.people import api as people
from uberrima.foundation.people import signing
from uberrima.foundation.people.models import SignInTries
from uberrima.portals.common.signing import address_of

RIGHT = "a long and honest word"


@pytest.fixture
def somebody(db: None) -> people.Account:
    return people.make_account(
        username="lin", password=RIGHT, role=Role.OPERATOR, staff_name="顾言", staff_number="O-1"
    )


def tried(name: str, password: str, address: str = "203.0.113.5") -> Any:
    return Client(REMOTE_ADDR=address).post("/signin", {"username": name, "password": password})


def test_after_five_wrong_passwords_the_right_one_from_there_does_not_help_for_a_while(
    somebody: people.Account,
) -> None:
    assert [tried("lin", "wrong").status_code for _ in range(5)] == [422] * 5
    shut = tried("lin", RIGHT)
    assert shut.status_code == 429
    assert int(shut["Retry-After"]) <= 15 * 60
    assert tried("lin", RIGHT, "203.0.113.6").status_code == 302, "she herself, elsewhere, gets in"


def test_a_name_that_nobody_has_is_shut_in_the_same_way(somebody: people.Account) -> None:
    people.make_account(username="qzqzq", password=RIGHT, role=Role.OPERATOR, staff_name="o")

    def answers(name: str) -> list[tuple[int, str, str]]:
        found = [told(tried(name, "wrong")) for _ in range(7)]
        return [(status, where, page.replace(name, "NAME")) for status, where, page in found]

    there, absent = answers("qzqzq"), answers("wvwvw")
    assert [status for status, *_ in there] == [422] * 5 + [429] * 2
    assert [apart(one, two) for one, two in zip(there, absent, strict=True)] == [""] * 7


def test_spelling_the_name_otherwise_is_no_new_name(somebody: people.Account) -> None:
    for name in ("lin", "LIN", " lin ", "Lin", "lIn"):
        tried(name, "wrong")
    assert tried("lin", RIGHT).status_code == 429


def test_many_addresses_do_not_make_many_guesses(somebody: people.Account) -> None:
    statuses = Counter(tried("lin", "wrong", f"198.51.100.{n}").status_code for n in range(30))
    assert statuses == {422: signing.OF_NAME, 429: 30 - signing.OF_NAME}


def test_one_address_does_not_try_one_password_on_everybody(somebody: people.Account) -> None:
    statuses = Counter(tried(f"name{n}", "wrong").status_code for n in range(signing.OF_ADDRESS + 5))
    assert statuses == {422: signing.OF_ADDRESS, 429: 5}


def test_who_remembers_the_password_begins_anew(somebody: people.Account) -> None:
    for _ in range(3):
        assert [tried("lin", "wrong").status_code for _ in range(4)] == [422] * 4
        assert tried("lin", RIGHT).status_code == 302


def test_after_a_quarter_of_an_hour_it_opens_again(somebody: people.Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        tried("lin", "wrong")
    later = clock.now() + signing.COUNTED_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    tried("another", "wrong")
    assert SignInTries.objects.count() == 3, "what no longer counts is gone"
    assert tried("lin", RIGHT).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_forty_guesses_at_once_are_forty_guesses() -> None:
    people.make_account(username="lin", password=RIGHT, role=Role.OPERATOR, staff_name="顾言")

    def guess(number: int) -> int:
        try:
            return tried("lin", f"wrong {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(guess, range(40)))
    assert statuses == {422: signing.OF_BOTH, 429: 40 - signing.OF_BOTH}


def test_neither_names_nor_addresses_are_kept(somebody: people.Account) -> None:
    tried("林晓岚", "wrong", "203.0.113.77")
    kept = b"".join(bytes(row.mark) for row in SignInTries.objects.all())
    assert "林晓岚".encode() not in kept
    assert b"203.0.113.77" not in kept
    assert {len(bytes(row.mark)) for row in SignInTries.objects.all()} == {32}


@pytest.mark.parametrize(
    ("remote", "header", "found"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "10.0.0.1", "203.0.113.5"),  # who speaks to us without the proxy names no other
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),  # only the last was written by the proxy
    ],
)
def test_an_address_is_what_the_proxy_wrote_last(remote: str, header: str, found: str) -> None:
    headers = {"X-Forwarded-For": header} if header else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == found


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(somebody: people.Account) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.post("/signin", {"username": "lin", "password": RIGHT})
    assert client.session.session_key != before
    assert client.get("/staff/people").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = str(before)
    assert thief.get("/staff/people").status_code == 302


def test_after_signing_out_the_old_cookie_opens_nothing(somebody: people.Account) -> None:
    client = Client()
    client.post("/signin", {"username": "lin", "password": RIGHT})
    kept = client.cookies["sessionid"].value
    client.post("/signout")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/staff/people").status_code == 302


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(somebody: people.Account, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/signin")
    client.post("/signin", {"username": "lin", "password": RIGHT})
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax"), name


def test_passwords_are_kept_by_argon2_and_short_or_common_ones_are_not_taken(somebody: people.Account) -> None:
    assert somebody.password.startswith("argon2$argon2id$")
    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    client = Client()
    client.post("/signin", {"username": "lin", "password": RIGHT})
    for poor in ("1", "password123", "short one"):
        page = client.post(
            "/staff/people/account",
            {
                "key": "6e7a2f0a-8f0a-4a2e-9c53-111111111111",
                "username": "neu",
                "password": poor,
                "role": "handler",
                "staff_name": "n",
            },
        )
        assert page.status_code == 422, poor
    assert not people.username_taken("neu")


def test_nobody_is_led_elsewhere_after_signing_in(somebody: people.Account) -> None:
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
    ):
        answer = Client().post("/signin", {"username": "lin", "password": RIGHT, "next": elsewhere})
        assert answer["Location"] == "/staff/people", elsewhere
