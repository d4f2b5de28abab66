"""Addresses of pages whose words are ours and whose answers are samples."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tests.receipts import PUBLIC
from uberrima.foundation import clock
from uberrima.portals.public.verify_words import STEP_WORDS


def verify(request: HttpRequest) -> HttpResponse:
    """The page with and without a record."""
    code = request.GET.get("code", "")
    record = {"index": 1204877, "size": 1204901, "at": clock.now(), "signed_at": clock.now(), "checkpoint": "a\n1\nb\n"}
    return render(
        request,
        "verify.html",
        {
            "code": code,
            "looked_up": bool(code),
            "record": record if code == "good" else None,
            "public_key": PUBLIC.hex(),
            "step_words": STEP_WORDS,
        },
    )


urlpatterns = [
    path("verify", verify, name="verify"),
    path("", include("uberrima.portals.common.urls")),
]

handler404 = "uberrima.portals.common.views.not_found"
