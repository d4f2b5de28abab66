"""The switches of language, size and theme, the kit, and what is shown when something did not work."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from uberrima.portals.common.context import SIZE_COOKIE, THEME_COOKIE
from uberrima.portals.common.kit import samples

YEAR = 365 * 24 * 60 * 60


@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """大字版 on or off, for a year, on this device."""
    return _remember(request, SIZE_COOKIE, request.POST.get("size", ""), ("large",))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    return _remember(request, THEME_COOKIE, request.POST.get("theme", ""), ("light", "dark"))


def _remember(request: HttpRequest, cookie: str, value: str, allowed: tuple[str, ...]) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if value in allowed:
        response.set_cookie(
            cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """All parts with sample data, in demonstration mode only."""
    environment = getattr(settings, "ENVIRONMENT", None)
    if not getattr(environment, "demo", True):
        raise Http404
    return render(request, "kit.html", samples())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _failed(request, "400", HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _failed(request, "403", HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _failed(request, "404", HTTPStatus.NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: for views that refuse an upload."""
    return _failed(request, "413", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with the request's number to read out. The page asks the database nothing."""
    return _failed(request, "500", HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form came from a page that was open too long, or from elsewhere."""
    return _failed(request, "csrf", HTTPStatus.FORBIDDEN)


def _failed(request: HttpRequest, name: str, status: HTTPStatus) -> HttpResponse:
    ref = str(getattr(request, "request_id", "") or request.headers.get("X-Request-Id", ""))[:36]
    return render(request, f"errors/{name}.html", {"ref": ref}, status=status)
