"""Entering a claim: papers, bill, lines, once more before it is handed in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uberrima.foundation.documents import api as documents
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.portals.common import bills, claimwork, figures
from uberrima.portals.common.gate import Signed
from uberrima.portals.customer.shell import DESK, customers, shell


def _over(request: Signed, seat: claims.Seat) -> HttpResponseBase | None:
    """Where one goes who opens a page of entering after handing in; None while the claim is being entered."""
    if seat.claim.status == claims.Status.DRAFT or request.method == "POST":
        return None
    return redirect("customer-claim", claim=seat.claim.id)


def _page(claim: claims.Claim, fact: claims.Told) -> list[figures.Source]:
    """The page that a fact stands on."""
    if not fact.document:
        return []
    label = _("材料 %(number)s 第 %(page)s 页") % {"number": fact.document, "page": fact.page}
    return [
        figures.Source(kind="document", label=label, href=reverse("customer-paper", args=[claim.id, fact.document]))
    ]


@customers
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Signed, claim: UUID) -> HttpResponseBase:
    """The papers."""
    return claimwork.papers(request, claims.seat(request.user, claim), DESK)


@customers
@require_GET
def paper(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """One of them."""
    return claimwork.paper(claims.seat(request.user, claim), number)


@customers
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: Signed, claim: UUID) -> HttpResponseBase:
    """The bill as a whole."""
    seat = claims.seat(request.user, claim)
    return _over(request, seat) or claimwork.bill(request, seat, DESK, "lines")


@customers
@require_GET
def lines(request: Signed, claim: UUID) -> HttpResponseBase:
    """Its lines."""
    seat = claims.seat(request.user, claim)
    return _over(request, seat) or claimwork.lines(request, seat, DESK)


@customers
@require_POST
def add_line(request: Signed, claim: UUID) -> HttpResponseBase:
    """One more line."""
    return claimwork.add_line(request, claims.seat(request.user, claim), DESK)


@customers
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """Change a line."""
    seat = claims.seat(request.user, claim)
    return _over(request, seat) or claimwork.line(request, seat, DESK, number)


@customers
@require_POST
def strike_line(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """Take a line out."""
    claims.strike_line(claims.seat(request.user, claim), number)
    return redirect("customer-lines", claim=claim)


@customers
@require_GET
def check(request: Signed, claim: UUID) -> HttpResponseBase:
    """Everything once more before it is handed in."""
    seat = claims.seat(request.user, claim)
    if seat.claim.status != claims.Status.DRAFT:
        return redirect("customer-claim", claim=claim)
    seen = bills.answer(seat)
    held = documents.of_case(seat.claim.number)
    place = bills.order_of(seen.edition)
    told = [f for f in seen.facts if f.line == 0 and f.value and not f.struck]
    answers = [
        {
            "name": bills.label_of(f.name, seen.edition), "answer": bills.said(f.name, f.value, seen.edition),
            "sources": _page(seat.claim, f), "href": "",
        }
        for f in sorted(told, key=lambda f: place.get(f.name, len(place)))
    ]  # fmt: skip
    context = {
        **shell(request, "claims"), "claim": seat.claim, "answers": answers, "rows": claimwork.line_rows(seen), "held": held,
        "key": claimwork.form_key(), "steps": claimwork.steps_of(held, seen), "at": "check", **claimwork.live(seen),
    }  # fmt: skip
    return render(request, "customer/check.html", context)


@customers
@require_POST
def hand_in(request: Signed, claim: UUID) -> HttpResponseBase:
    """Hand it in."""
    seat = claims.seat(request.user, claim)
    if not bills.answer(seat).bill.lines:
        return redirect("customer-check", claim=claim)

    def do() -> str:
        claims.hand_in(seat)
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("customer-claim", claim=claim)


@customers
@require_POST
def arrived(request: Signed, claim: UUID) -> HttpResponseBase:
    """Everything that was asked for is there now."""
    seat = claims.seat(request.user, claim)

    def do() -> str:
        claims.papers_arrived(seat)
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("customer-claim", claim=claim)
