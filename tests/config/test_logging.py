"""A canary goes through everything that is logged: its name, number and diagnosis must come out nowhere."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
import structlog
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from uberrima.config.logging import RequestLog, configure, pseudonym
from uberrima.foundation.people.models import Account

NAME, NUMBER, DIAGNOSIS = "金丝雀", "110105194912310021", "急性阑尾炎"
CANARY = (NAME, NUMBER, DIAGNOSIS)


def fails(request: HttpRequest, what: str) -> HttpResponse:
    raise ValueError(f"{what} {NUMBER} has {request.POST.get('diagnosis')}")


def breaks_a_rule_of_the_database(_request: HttpRequest) -> HttpResponse:
    Account.objects.create(username=NAME, role="customer")
    try:
        with transaction.atomic():
            Account.objects.create(username=NAME, role="customer")
    except IntegrityError as error:
        raise LookupError(NUMBER) from error
    return HttpResponse()


urlpatterns = [
    path("fails/<str:what>", fails, name="fails"),
    path("", include("uberrima.portals.common.urls")),
    path("breaks", breaks_a_rule_of_the_database, name="breaks"),
]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as it is written. pytest's own handlers are put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure()
    written = io.StringIO()
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    yield written
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)


def parsed(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def assert_nothing_of_the_canary(text: str) -> None:
    escaped = [word.encode("unicode_escape").decode() for word in CANARY]
    assert [word for word in (*CANARY, *escaped) if word in text] == []


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_failing_page_is_told_by_kind_and_place_alone(lines: io.StringIO) -> None:
    browser = Client(raise_request_exception=False)
    response = browser.post(
        f"/fails/{NAME}?name={NAME}", {"diagnosis": DIAGNOSIS}, headers={"user-agent": NUMBER, "x-request-id": NAME}
    )
    assert response.status_code == 500
    assert_nothing_of_the_canary(lines.getvalue() + response.content.decode())
    error, request = parsed(lines)
    assert error["event"] == "%s: %s"
    assert error["error"][0]["kind"] == "builtins.ValueError"  # type: ignore[index]
    assert "fails" in str(error["error"])
    assert {key: request[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "POST",
        "route": "fails",
        "status": 500,
    }
    assert error["request"] == request["request"] == response["X-Request-ID"]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_what_the_database_refuses_is_told_without_the_row(lines: io.StringIO) -> None:
    response = Client(raise_request_exception=False).get("/breaks")
    assert response.status_code == 500
    assert_nothing_of_the_canary(lines.getvalue())
    kinds = [one["kind"] for one in parsed(lines)[0]["error"]]  # type: ignore[attr-defined]
    assert kinds == ["builtins.LookupError", "django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_an_address_that_is_not_there_is_not_repeated(lines: io.StringIO) -> None:
    Client().get(f"/{NAME}?q={NUMBER}")
    assert_nothing_of_the_canary(lines.getvalue())
    assert parsed(lines)[0]["status"] == 404


def test_words_that_another_library_has_put_together_are_left_out(lines: io.StringIO) -> None:
    logging.getLogger("strange.library").error(f"cannot parse {NAME}")  # noqa: G004 - as libraries do
    logging.getLogger("strange.library").error("cannot parse %s", NUMBER)
    logging.getLogger("django.db.backends").error("cannot parse %s", DIAGNOSIS)
    assert_nothing_of_the_canary(lines.getvalue())
    assert [one["event"] for one in parsed(lines)][2] == "cannot parse %s"
    assert str(parsed(lines)[0]["event"]).startswith("test_logging:")


def test_our_own_lines_carry_their_fields_and_no_object_whole(lines: io.StringIO) -> None:
    class Person:
        def __repr__(self) -> str:
            return NAME

    structlog.get_logger("uberrima.test").info("claim.received", claim=UUID(int=7), person=Person())
    (line,) = parsed(lines)
    assert (line["event"], line["claim"], line["person"]) == ("claim.received", str(UUID(int=7)), "(Person)")


def test_an_exception_logged_by_anybody_has_no_message(lines: io.StringIO) -> None:
    try:
        raise KeyError(NAME)
    except KeyError:
        logging.getLogger("strange").exception("no")
        structlog.get_logger("uberrima.test").exception("job.failed")
    assert_nothing_of_the_canary(lines.getvalue())
    assert all("KeyError" in str(one["error"]) for one in parsed(lines))


@pytest.mark.django_db
def test_an_account_is_a_pseudonym_that_stays_the_same() -> None:
    account = Account.objects.create(username=NAME, role="customer")
    first, second = RequestFactory().get("/"), RequestFactory().get("/")
    first._cached_user = second._cached_user = account  # type: ignore[attr-defined]
    assert pseudonym(first) == pseudonym(second) != ""
    assert str(account.pk)[:8] not in pseudonym(first)
    assert pseudonym(RequestFactory().get("/")) == ""


def test_nobody_is_looked_up_only_to_be_logged(lines: io.StringIO) -> None:
    RequestLog(lambda _request: HttpResponse())(RequestFactory().get("/"))  # needs no database: this test has none
    assert parsed(lines)[0]["account"] == ""
    assert not connection.in_atomic_block
