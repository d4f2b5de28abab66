"""A clause in both voices, a row of law, and the check of a receipt: nothing here is about a person."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from uberrima.core.explanation.product import explain_clause
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.journal import api as journal
from uberrima.foundation.notices import api as notices
from uberrima.law import law_of_china
from uberrima.portals.common import bills, telling
from uberrima.portals.public.verify_words import STEP_WORDS

#: How a row of law was read, by its certainty: core/clocks/rules.py.
READ = {
    "QL": _("条文在法规库里读过"), "QW": _("条文在法规汇编里读过"), "QS": _("条文在抄本里读过"), "QP": _("条文在网页上读过"),
    "S": _("只读过别人的摘要"), "K": _("只凭记忆"), "design": _("这是我们自己定的，不是法律"),
}  # fmt: skip


@require_GET
def clause(request: HttpRequest, product: str, edition: str, clause: str) -> HttpResponse:
    """What a clause says, and what it means."""
    try:
        held = catalogue.edition(f"{product}/{edition}")
    except catalogue.NotPublished as error:
        raise Http404 from error
    found = next((c for c in held.wording.clauses if c.id == clause), None)
    if found is None:
        raise Http404
    entry = explain_clause(telling.context_of(held), found, bills.lang())
    see = [telling.clause_source(held.name, c) for c in entry.see]
    title = held.wording.product.en if bills.lang() == "en" else held.wording.product.zh
    return render(request, "public/clause.html", {"entry": entry, "edition": held, "product": title, "see": see})


@require_GET
def law(request: HttpRequest, row: str) -> HttpResponse:
    """A row of law, in our own words, with its source and how sure we are."""
    found = law_of_china().rows.get(row)
    if found is None:
        raise Http404
    says = found.en if bills.lang() == "en" else found.zh
    return render(request, "public/law.html", {"rule": found, "says": says, "read": READ[found.certainty]})


@require_GET
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Check a receipt in the browser; with the code of a letter, see the place of its entry."""
    typed = code or request.GET.get("code", "")[:40]
    letter = notices.by_code(typed) if typed else None
    placed = journal.place_of(letter.entry) if letter is not None else None
    key = _public_key()
    record = None
    if letter is not None and placed is not None:
        record = {
            "index": placed.index,
            "size": placed.size,
            "at": letter.sent_at,
            "checkpoint": placed.note,
            "public_key": key,
        }
    context = {"code": typed, "looked_up": bool(typed), "record": record, "public_key": key, "step_words": STEP_WORDS}
    return render(request, "verify.html", context, status=404 if typed and record is None else 200)


def _public_key() -> str:
    """The journal's key as hex; empty until the worker has made it, right after the first start."""
    try:
        return journal.public_key(Path(settings.UBERRIMA_JOURNAL_KEY)).hex()
    except journal.NoKey:
        return ""
