"""A claim that is decided: the waterfall, the lines, the letter, the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from uberrima.core.explanation.waterfall import waterfall
from uberrima.core.wording import tables as t
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.foundation.journal import api as journal
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.journey.contract import api as contract
from uberrima.portals.common import bills, claimwork, figures, telling
from uberrima.portals.common.gate import Signed
from uberrima.portals.customer.shell import customers, shell


def _decided(request: Signed, claim: UUID) -> tuple[claims.Seat, claims.Shown]:
    seat = claims.seat(request.user, claim)
    row = seat.claim.decisions.last()
    if row is None:
        raise Http404
    return seat, claims.shown(seat, row)


@customers
@require_GET
def decision(request: Signed, claim: UUID) -> HttpResponseBase:
    """The decision, clause by clause."""
    seat, seen = _decided(request, claim)
    facts = claims.statement(seat.claim, seat.reading())
    bill = claims.bill_of(facts, seen.row.currency)
    items = telling.items_of(bill)
    held = documents.of_case(seat.claim.number)
    sheet = next((d for d in held if d.kind == documents.Kind.LIST), held[0] if held else None)
    falls = []
    for policy in dict.fromkeys(one.policy for one in seen.worked.decided):
        fall = waterfall(seen.worked.settlement, seen.worked.bill, policy, bills.lang())
        edition = seen.worked.editions[fall.edition]
        href = reverse("customer-paper", args=[claim, sheet.number]) if sheet is not None else ""
        falls.append(
            {
                "fall": fall, "rows": figures.waterfall(telling.steps(fall, edition, items, href)),
                "shares": telling.shares(fall), "edition": edition,
            }
        )  # fmt: skip
    placed = journal.place_of(seen.row.entry)
    agreed = seat.claim.events.filter(kind="claim.agreed").exists()
    names = people.staff_names([seen.row.decided_by])
    context = {
        **shell(request, "claims"), "claim": seat.claim, "row": seen.row, "falls": falls, "placed": placed,
        "place_index": placed.index if placed is not None else None, "agreed": agreed,
        "decided_by": names.get(seen.row.decided_by, ""), "key": claimwork.form_key(),
        "dues": [d for d in telling.dues(seat.claim, clock.today()) if d.runs],
        "laws": {row.replace("-", ""): telling.law_source(row) for row in ("CL-09", "CP-04")},
        "lines": _lines(seen, items), "refusal": _refusal(falls), "product": _title(seat.claim.policy), "changes": list(seen.row.changes.all()),
        "has_letter": claims.letter_of(seat, bills.lang()) is not None, "commitment": journal.entry_of(seen.row.entry).commitment,
    }  # fmt: skip
    return render(request, "customer/decision.html", context)


def _lines(seen: claims.Shown, items: dict[int, str]) -> list[dict[str, object]]:
    """Every line of the bill: what it was for, what is paid of it, and why, sentence by sentence with its clause."""
    paid = {(one.policy, one.line): one for one in seen.worked.decided}
    told = []
    for text in seen.worked.told(bills.lang()).lines:
        one = paid[text.policy, text.line]
        edition = seen.worked.settlement.edition_of[text.policy]
        told.append(
            {
                "number": text.line, "item": items.get(text.line, ""), "billed": one.columns[t.BILLED], "paid": one.columns[t.PAID],
                "refused": one.reason not in {"decided", "pended"},
                "source": telling.clause_source(edition, one.speaking.id) if one.speaking is not None else None,
                "sentences": [
                    {"text": s.text, "source": telling.clause_source(edition, s.clause) if s.clause else None}
                    for s in text.sentences
                ],
            }
        )  # fmt: skip
    return told


def _refusal(falls: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Why nothing is paid: the steps that took it all, each with its clause; what others paid is no reason."""
    return [
        {
            "title": step.title or _("不能计入的"), "amount": step.amount, "says": step.says if step.about == "refused" else "",
            "source": telling.clause_source(one["fall"].edition, step.clause) if step.clause else None,
            "left": step.capacity - step.used - step.amount
            if step.about == "deductible" and step.capacity is not None and step.used is not None
            else None,
        }
        for one in falls
        for step in one["fall"].steps
        if step.about not in {"billed", "paid", "other", "rest"} and step.amount
    ]  # fmt: skip


def _title(policy: contract.Policy) -> str:
    product = catalogue.edition(policy.edition).wording.product
    return f"{product.en if bills.lang() == 'en' else product.zh} {policy.edition.rpartition('/')[2]}"


@customers
@require_POST
def agree(request: Signed, claim: UUID) -> HttpResponseBase:
    """Agree to the amount."""
    seat = claims.seat(request.user, claim)

    def do() -> str:
        claims.agree(seat)
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("customer-decision", claim=claim)


@customers
@require_GET
def letter(request: Signed, claim: UUID) -> HttpResponseBase:
    """The letter as it was sent."""
    seat = claims.seat(request.user, claim)
    found = claims.letter_of(seat, bills.lang())
    if found is None:
        raise Http404
    return render(request, "customer/letter.html", {**shell(request, "claims"), "claim": seat.claim, "letter": found})


@customers
@require_GET
def receipt(request: Signed, claim: UUID) -> HttpResponse:
    """The receipt, as a file to keep."""
    seat, seen = _decided(request, claim)
    answer = JsonResponse(claims.receipt(seen), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{seat.claim.number}.receipt.json"'
    answer["Cache-Control"] = "no-store"
    return answer
