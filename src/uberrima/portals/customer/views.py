"""The customer's pages: home, cover, a claim from papers to receipt, and who read my data."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uberrima.core.explanation.product import entries_of, explain_product
from uberrima.core.explanation.waterfall import waterfall
from uberrima.core.privacy import Action, DataClass, Purpose, Role
from uberrima.core.wording import tables as t
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.foundation.journal import api as journal
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.journey.contract import api as contract
from uberrima.portals.common import bills, claimwork, figures, telling
from uberrima.portals.common.gate import Signed, signed_in
from uberrima.portals.common.templatetags import u

customers = signed_in(Role.CUSTOMER)


def _me(request: Signed) -> people.Person:
    if request.user.person is None:
        raise Http404
    return request.user.person


def _name(request: Signed, person: people.Person) -> str:
    """A name as the customer may read it: their own, and of those whom they named in a policy."""
    named = any(p.holder == request.user.person_id for p in contract.policies_insuring(person.id))
    try:
        under = people.permit(
            request.user, person, purpose=Purpose.OWN, classes=[DataClass.CONTACT], action=Action.READ, entered=named
        )
    except people.Denied:
        return _("家里的另一位")
    return people.name_of(person, under)


def _shell(request: Signed, here: str) -> dict[str, object]:
    return {"here": here, "me": _name(request, _me(request))}


DESK = claimwork.Desk(side="customer", around=lambda request, _seat: _shell(request, "claims"))


@customers
@require_GET
def home(request: Signed) -> HttpResponseBase:
    """What waits for me, what we promised, my policies, who read my data."""
    me, today = _me(request), clock.today()
    found = claims.claims_of(request.user)
    promised = [
        {
            "day": due.day, "what": _promise(due.clock.rule, claim.number), "sources": [due.source],
            "amount": _amount(claim) if due.clock.rule == "CL-06" else None, "late": due.state == "late",
        }
        for claim in found
        for due in telling.dues(claim, today)
        if due.day is not None and due.runs
    ]  # fmt: skip
    tasks = [task for claim in found for task in _tasks(claim)]
    read = telling.reads(me, request.user)
    context = {
        **_shell(request, "home"), "claims": found, "dates": sorted(promised, key=lambda d: str(d["day"])), "tasks": tasks,
        "policies": [_policy(request, p, whole=False) for p in contract.policies_of(me.household_id) if _concerns(p, me)],
        "reads": [r for r in read if not r["own"] and not r["masked"]][:3],
    }  # fmt: skip
    return render(request, "customer/home.html", context)


def _promise(rule: str, number: str) -> str:
    words = {
        "CL-03": _("给您 %(number)s 的决定"),
        "CL-05": _("给您 %(number)s 的书面通知"),
        "CL-06": _("付清 %(number)s"),
    }
    return words[rule] % {"number": number}


def _amount(claim: claims.Claim) -> int | None:
    rows = list(claim.decisions.all())
    return rows[-1].paid if rows else None


def _tasks(claim: claims.Claim) -> list[dict[str, object]]:
    """What waits for the customer."""
    if claim.status == claims.Status.DRAFT:
        return [{"what": _("把 %(number)s 填完交上来") % {"number": claim.number}, "claim": claim}]
    if claim.status == claims.Status.WAITING:
        return [{"what": _("补 %(number)s 缺的材料") % {"number": claim.number}, "claim": claim}]
    if claim.status == claims.Status.DECIDED and all(event.kind != "claim.agreed" for event in claim.events.all()):
        paid = _amount(claim)
        words = _("看 %(number)s 的决定：付 %(sum)s 元") if paid else _("看 %(number)s 的决定：这次不付")
        return [{"what": words % {"number": claim.number, "sum": u.money(paid)}, "claim": claim}]
    return []


def _concerns(policy: contract.Policy, me: people.Person) -> bool:
    return policy.holder == me.id or any(row.person == me.id for row in policy.insured.all())


def _policy(request: Signed, policy: contract.Policy, *, whole: bool = True) -> dict[str, object]:
    """A policy as a sheet shows it, and its clauses in plain words where the whole of it is wanted."""
    edition = catalogue.edition(policy.edition)
    product = edition.wording.product
    return {
        "row": policy, "digest": hashlib.sha256(str(policy.id).encode()).digest(), "title": product.en if bills.lang() == "en" else product.zh,
        "insured": [_name(request, person) for person in contract.insured_of(policy)],
        "limits": [
            {
                "name": c.title_en if bills.lang() == "en" else c.title_zh, "amount": c.money("amount").value,
                "href": telling.clause_source(edition.name, c.id).href,
            }
            for c in edition.wording.clauses
            if c.kind.name in {"deductible", "limit"} and c.title_zh and c.has("amount") and c.money("amount").source == "constant"
        ][:3],
        "clauses": list(
            {
                one.clause: {"title": one.title, "plain": one.plain, "source": telling.clause_source(edition.name, one.clause)}
                for one in (entries_of(explain_product(edition, bills.lang())) if whole else ())
            }.values()
        ),
    }  # fmt: skip


@customers
@require_GET
def cover(request: Signed) -> HttpResponseBase:
    """My policies."""
    me = _me(request)
    held = [_policy(request, p) for p in contract.policies_of(me.household_id) if _concerns(p, me)]
    return render(request, "customer/cover.html", {**_shell(request, "cover"), "policies": held})


@customers
@require_GET
def claim_list(request: Signed) -> HttpResponseBase:
    """My claims."""
    found = [
        {
            "row": claim,
            "dues": [d for d in telling.dues(claim, clock.today()) if d.clock.state == "running"],
            "paid": _amount(claim),
        }
        for claim in claims.claims_of(request.user)
    ]
    return render(request, "customer/claims.html", {**_shell(request, "claims"), "claims": found})


@customers
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: Signed) -> HttpResponseBase:
    """Whose bill, under which policy: one question."""
    me = _me(request)
    choices = {
        f"{policy.id}:{person.id}": (policy, person)
        for policy in contract.policies_of(me.household_id)
        if _concerns(policy, me)
        for person in contract.insured_of(policy)
        if me.id in {person.id, policy.holder}
    }
    wrong = ""
    if request.method == "POST":
        chosen = choices.get(request.POST.get("whose", ""))
        if chosen is None:
            wrong = _("请选一位。")
        else:
            policy, person = chosen

            def begin() -> str:
                return str(claims.open_claim(request.user, person, policy).id)

            found = people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), begin)
            return redirect("customer-papers", claim=UUID(found))
    options = [(value, _name(request, person), policy.number) for value, (policy, person) in choices.items()]
    context = {
        **_shell(request, "claims"),
        "options": options,
        "key": claimwork.form_key(),
        "errors": [("whose-1", wrong)] if wrong else [],
    }
    return render(request, "customer/new_claim.html", context, status=422 if wrong else 200)


@customers
@require_GET
def claim_page(request: Signed, claim: UUID) -> HttpResponseBase:
    """Where a claim stands."""
    seat = claims.seat(request.user, claim)
    if seat.claim.status == claims.Status.DRAFT:
        return redirect("customer-papers", claim=claim)
    today = clock.today()
    dues = [d for d in telling.dues(seat.claim, today) if d.stands]
    context = {
        **_shell(request, "claims"), "claim": seat.claim, "dues": dues, "track": _track(seat, dues),
        "asked": _asked(seat.claim), "held": documents.of_case(seat.claim.number), "key": claimwork.form_key(),
        "decision": seat.claim.decisions.last(), "agreed": seat.claim.events.filter(kind="claim.agreed").exists(),
        "deciding": next((d for d in dues if d.clock.rule == "CL-03"), None),
        "paying": next((d for d in dues if d.clock.rule == "CL-06"), None),
    }  # fmt: skip
    return render(request, "customer/claim.html", context)


def _asked(claim: claims.Claim) -> list[str]:
    """The papers that were asked for."""
    event = claim.events.filter(kind="claim.supplement_asked").last()
    kinds = dict(documents.Kind.choices)
    return [str(kinds[k]) for k in event.about.split(",") if k in kinds] if event is not None else []


def _track(seat: claims.Seat, dues: list[telling.Due]) -> list[dict[str, object]]:
    """The promise on top, then what happened, newest first."""
    words = {
        "claim.received": _("收到您的理赔"), "claim.supplement_asked": _("请您补材料"), "claim.supplement_arrived": _("收到补充材料"),
        "claim.decided": _("核定了"), "claim.refused": _("核定了：不在保障范围"), "claim.refusal_sent": _("书面通知已经发出"),
        "claim.agreed": _("您同意了金额"), "claim.paid": _("钱付了"), "claim.letter_sent": _("决定书已经发出"),
    }  # fmt: skip
    names = people.staff_names(e.by for e in seat.claim.events.all())
    says = {"CL-03": _("给您决定"), "CL-05": _("给您书面通知"), "CL-06": _("钱到账")}
    ahead = [
        {
            "kind": "to", "when": d.day, "before": True, "what": says[d.clock.rule],
            "text": _("停着，材料到齐再接着算") if d.state == "stop" else "", "sources": [d.source],
        }
        for d in dues
        if d.day is not None
    ]  # fmt: skip
    events = [
        {"kind": "", "when": e.at, "what": words.get(e.kind, e.kind), "text": names.get(e.by, ""), "sources": []}
        for e in reversed(list(seat.claim.events.all()))
    ]
    if events:
        events[0]["kind"] = "now"
    return [*ahead, *events]


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


# --- entering ------------------------------------------------------------------------------------------------------


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
        **_shell(request, "claims"), "claim": seat.claim, "answers": answers, "rows": claimwork.line_rows(seen), "held": held,
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


# --- the decision --------------------------------------------------------------------------------------------------


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
        **_shell(request, "claims"), "claim": seat.claim, "row": seen.row, "falls": falls, "placed": placed,
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
    return render(request, "customer/letter.html", {**_shell(request, "claims"), "claim": seat.claim, "letter": found})


@customers
@require_GET
def receipt(request: Signed, claim: UUID) -> HttpResponse:
    """The receipt, as a file to keep."""
    seat, seen = _decided(request, claim)
    answer = JsonResponse(claims.receipt(seen), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{seat.claim.number}.receipt.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@customers
@require_GET
def reads(request: Signed) -> HttpResponseBase:
    """Who read my data, when and why."""
    found = telling.reads(_me(request), request.user)
    context = {
        **_shell(request, "reads"), "number": sum(not r["own"] for r in found),
        "reads": telling.together_reads(r for r in found if not r["own"]), "own": telling.together_reads(r for r in found if r["own"]),
        "own_number": sum(bool(r["own"]) for r in found), "law": telling.law_source("PI-15"),
    }  # fmt: skip
    return render(request, "customer/reads.html", context)
