"""ReadTrail: no answer leaves before it is written down whose data it was made of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from uberrima.foundation.vault import trail


class ReadTrail:
    """Opens a trail for each request and commits it before the answer's first byte.

    When it cannot be written the answer is dropped and the error goes up: Django answers 500, without data. An answer
    that streams is made after this, so that whatever it would still read is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        with trail.begun("") as open_trail:
            response = self.get_response(request)
            matched = request.resolver_match
            open_trail.route = matched.view_name[:80] if matched is not None else ""
            try:
                open_trail.commit()
            except BaseException:
                response.close()
                raise
        return response
