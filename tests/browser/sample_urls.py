"""Addresses of pages whose words are ours and whose answers are samples."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tests.receipts import PUBLIC
from uberrima.foundation import clock
from uberrima.portals.common.kit import said
from uberrima.portals.public.verify_words import STEP_WORDS


class SignIn(forms.Form):
    """As the view of the room has it."""

    username = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page with a mistake, and as it comes."""
    form = SignIn(request.GET) if "username" in request.GET else SignIn()
    form.fields["username"].label, form.fields["password"].label = said("用户名", "User name"), said("密码", "Password")
    for field in form.fields.values():
        field.error_messages["required"] = said("还没有填", "Nothing typed yet")
    return render(request, "sign_in.html", {"form": form})


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
    path("sign-in", sign_in, name="sign-in"),
    path("", include("uberrima.portals.common.urls")),
]

handler404 = "uberrima.portals.common.views.not_found"
