"""The customer's pages: home, cover, claims and where they stand, and who read my data."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from uberrima.core.explanation.product import entries_of, explain_product
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.journey.contract import api as contract
from uberrima.portals.common import bills, claimwork, telling
from uberrima.portals.common.gate import Signed
from uberrima.portals.common.templatetags import u
from uberrima.portals.customer.shell import customers, name_of, person_of, shell


@customers
@require_GET
def home(request: Signed) -> HttpResponseBase:
    """What waits for me, what we promised, my policies, who read my data."""
    me, today = person_of(request), clock.today()
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
        **shell(request, "home"), "claims": found, "dates": sorted(promised, key=lambda d: str(d["day"])), "tasks": tasks,
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
        "insured": [name_of(request, person) for person in contract.insured_of(policy)],
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
    me = person_of(request)
    held = [_policy(request, p) for p in contract.policies_of(me.household_id) if _concerns(p, me)]
    return render(request, "customer/cover.html", {**shell(request, "cover"), "policies": held})


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
    return render(request, "customer/claims.html", {**shell(request, "claims"), "claims": found})


@customers
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: Signed) -> HttpResponseBase:
    """Whose bill, under which policy: one question."""
    me = person_of(request)
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
    options = [(value, name_of(request, person), policy.number) for value, (policy, person) in choices.items()]
    context = {
        **shell(request, "claims"),
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
        **shell(request, "claims"), "claim": seat.claim, "dues": dues, "track": _track(seat, dues),
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


@customers
@require_GET
def reads(request: Signed) -> HttpResponseBase:
    """Who read my data, when and why."""
    found = telling.reads(person_of(request), request.user)
    context = {
        **shell(request, "reads"), "number": sum(not r["own"] for r in found),
        "reads": telling.together_reads(r for r in found if not r["own"]), "own": telling.together_reads(r for r in found if r["own"]),
        "own_number": sum(bool(r["own"]) for r in found), "law": telling.law_source("PI-15"),
    }  # fmt: skip
    return render(request, "customer/reads.html", context)
