"""Signing in and out."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from uberrima.core.privacy import Role
from uberrima.foundation import clock
from uberrima.foundation.people import api as people
from uberrima.portals.common.gate import SINCE, account_of

#: Where each role begins.
HOMES = {
    Role.CUSTOMER: "customer-home", Role.HANDLER: "staff-worklist", Role.AUDITOR: "oversight-journal",
    Role.OPERATOR: "staff-people",
}  # fmt: skip


class SignInForm(forms.Form):
    """Name and password; pasting is welcome."""

    username = forms.CharField(
        label=_("登录名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def home_of(account: people.Account) -> str:
    """The name of the page where an account begins."""
    return HOMES[Role(account.role)]


def start(request: HttpRequest) -> HttpResponseBase:
    """/ leads everyone home."""
    account = account_of(request)
    if account is not None and Role(account.role) not in HOMES:
        raise Http404
    return redirect(home_of(account) if account is not None else "sign-in")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One page, name and password."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tried = people.sign_in_tried(form.cleaned_data["username"], address_of(request))
        if tried.shut_until is not None:
            return _shut(request, form, tried.shut_until)
        account = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(account, people.Account):
            people.sign_in_succeeded(tried)
            login(request, account)
            request.session[SINCE] = clock.now().isoformat()
            return HttpResponseRedirect(_next(request) or redirect(home_of(account)).url)
        form.add_error(None, _("登录名和密码对不上。请再试一次，或者打电话给我们。"))
    status = 422 if form.errors else 200
    return render(request, "sign_in.html", {"form": form, "next": _next(request)}, status=status)


def _shut(request: HttpRequest, form: SignInForm, until: datetime) -> HttpResponse:
    """Too many tries: the password was not looked at, and whether the name exists is not told."""
    wait = until - clock.now()
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    form.add_error(None, _("试的次数太多了。请过 %(minutes)s 分钟再试，或者打电话给我们。") % {"minutes": minutes})
    answer = render(request, "sign_in.html", {"form": form, "next": _next(request)}, status=429)
    answer["Retry-After"] = str(60 * minutes)
    return answer


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind a proxy on this machine: what that proxy wrote last, or empty."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if seen not in {"127.0.0.1", "::1"}:
        return seen
    return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()[:64]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session is over."""
    logout(request)
    return redirect("sign-in")


def _next(request: HttpRequest) -> str:
    told = request.POST.get("next", "") or request.GET.get("next", "")
    return (
        told if url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()) else ""
    )
