"""Who may open a page: signed in, with the right role, and with a session that nobody ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache

from uberrima.core.privacy import Role
from uberrima.foundation.people import api as people

#: When the session began, in the session.
SINCE = "since"


class Signed(HttpRequest):
    """A request of somebody who is signed in."""

    user: people.Account


type_of_view = Callable[Concatenate[Signed, ...], HttpResponseBase]


def signed_in(*roles: Role) -> Callable[[type_of_view], Callable[..., HttpResponseBase]]:
    """Let only these roles in; to others there is no such page. What is shown is never kept by a cache."""
    words = {role.value for role in roles}

    def wrap(view: type_of_view) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 — passed on as they are
            account = account_of(request)
            if account is None:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
                return redirect_to_login(request.get_full_path())
            if account.role not in words:
                raise Http404
            return view(cast("Signed", request), *args, **kwargs)

        return cast("Callable[..., HttpResponseBase]", never_cache(guarded))

    return wrap


def account_of(request: HttpRequest) -> people.Account | None:
    """Who is signed in, if the session still holds."""
    account = request.user
    if not isinstance(account, people.Account) or not account.is_active:
        return None
    began = request.session.get(SINCE)
    if began is None or (account.sessions_end is not None and datetime.fromisoformat(began) <= account.sessions_end):
        request.session.flush()
        return None
    return account
