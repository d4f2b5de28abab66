"""How much anybody may send: refused by its announced length, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist


class SizeLimit:
    """Answers 413 to a body that is longer than `REQUEST_LIMIT`, or does not say how long it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length only."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.REQUEST_LIMIT:
            return too_large(request)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return too_large(request)
        return self.get_response(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """A page that says what was too large and what to do."""
    try:
        return render(request, "errors/413.html", status=413)
    except TemplateDoesNotExist:
        megabytes = settings.REQUEST_LIMIT // 1024 // 1024
        return HttpResponse(
            f"一次最多能上传 {megabytes} MB。请分几次上传，或先把图片缩小。\n"
            f"At most {megabytes} MB can be sent at once. Send it in parts, or make the pictures smaller.\n",
            status=413,
            content_type="text/plain; charset=utf-8",
        )
