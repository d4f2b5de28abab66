"""What every answer carries, what is too large, and whether the service says it is ready."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from uberrima.config.limits import SizeLimit


def taken(request: HttpRequest) -> HttpResponse:
    kinds = sorted({type(file).__name__ for file in request.FILES.values()})
    return HttpResponse(f"{len(request.POST)} {' '.join(kinds)}")


urlpatterns = [path("take", taken, name="take"), path("", include("uberrima.portals.common.urls"))]


@pytest.mark.urls(__name__)
def test_answers_tell_browsers_to_trust_nobody_else() -> None:
    headers = Client().get("/take").headers
    policy = dict(one.strip().split(" ", 1) for one in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_cookies_are_no_business_of_scripts_or_of_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.urls(__name__)
def test_a_form_of_another_site_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/take", {"a": "1"}).status_code == 403


@pytest.mark.parametrize("length", [str(settings.REQUEST_LIMIT + 1), "9" * 30, "-1", "ten"])
def test_what_says_it_is_too_large_is_refused_before_it_is_read(length: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().post("/take")
    request.META["CONTENT_LENGTH"] = length
    monkeypatch.setattr(request, "_read_started", True)  # whoever reads it now fails
    response = SizeLimit(lambda _request: HttpResponse("read"))(request)
    assert response.status_code == 413
    assert "太大" in response.content.decode()


def test_what_does_not_say_how_large_it_is_is_refused() -> None:
    request = RequestFactory().post("/take")
    request.META |= {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert SizeLimit(lambda _request: HttpResponse("read"))(request).status_code == 413


@pytest.mark.urls(__name__)
def test_what_is_handed_in_stays_in_memory() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    scan = SimpleUploadedFile("scan.pdf", b"%PDF" + bytes(9 * 1024 * 1024))
    assert Client().post("/take", {"scan": scan}).content == b"0 InMemoryUploadedFile"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "body",
    ["&".join(f"k{i}=1" for i in range(20_000)), "field=" + "x" * 1_200_000],
    ids=["20,000 fields", "a field of 1.2 million characters"],
)
def test_a_form_without_measure_is_refused(body: str) -> None:
    response = Client().post("/take", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


@pytest.mark.django_db
def test_ready_means_database_tables_and_worker() -> None:
    assert json.loads(Client().get("/health/live").content) == {"live": True}
    response = Client(headers={"host": "anything.example"}).get("/health/ready")
    assert response.status_code == 503
    assert json.loads(response.content) == {"database": True, "migrations": True, "worker": False}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    response = Client().get("/health/ready")
    assert response.status_code == 200
    assert json.loads(response.content)["worker"]
