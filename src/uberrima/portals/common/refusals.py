"""What rooms refuse → pages: absent and forbidden alike, conflicts, forms sent twice."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from uberrima.foundation.journal import api as journal
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.portals.common import views


class Refusals(MiddlewareMixin):
    """Turns what the rooms raise on purpose into pages that say what to do."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; None for everything else."""
        if isinstance(exception, people.Denied | Http404):
            return views.not_found(request, exception)
        if isinstance(exception, claims.Changed):
            words = (_("刚才有人改过这件理赔。"), _("您看到的已经不是最新的。请重新打开，看过再办。"))
            return _page(request, HTTPStatus.CONFLICT, words, again=True)
        if isinstance(exception, claims.NotNow):
            words = (_("这一步现在办不了。"), _("这件理赔已经走到别的地方了。请重新打开看看。"))
            return _page(request, HTTPStatus.CONFLICT, words, again=True)
        if isinstance(exception, journal.Unfit):
            words = (_("另一半还在路上"), _("另一半一秒之内就有。过一会儿再打开这一页。"))
            return _page(request, HTTPStatus.CONFLICT, words)
        if isinstance(exception, people.CaseTaken):
            words = (_("这件已经有人在办。"), _("需要的话，请和经办的人说。"))
            return _page(request, HTTPStatus.CONFLICT, words)
        if isinstance(exception, people.SentOtherwise):
            words = (_("这张表交过一次，内容不一样。"), _("请重新打开页面，再交一次。"))
            return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, words)
        if isinstance(exception, people.SentLongAgo):
            words = (_("这张表是一天以前的。"), _("请重新打开页面，再交一次。"))
            return _page(request, HTTPStatus.GONE, words)
        return None


def _page(request: HttpRequest, status: HTTPStatus, words: tuple[str, str], *, again: bool = False) -> HttpResponse:
    heading, lead = words
    href = _claim_of(request) if again else ""
    return render(request, "refused.html", {"heading": heading, "lead": lead, "href": href}, status=status)


def _claim_of(request: HttpRequest) -> str:
    """The page of the claim that the request was about, on the side from which it came."""
    found = request.resolver_match
    claim = found.kwargs.get("claim") if found is not None else None
    if found is None or claim is None or not found.url_name:
        return ""
    return reverse(f"{found.url_name.partition('-')[0]}-claim", args=[claim])
