"""The handler's pages: work list, reception, a claim's file, its bill, the decision."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uberrima.core.privacy import Action, DataClass, Purpose, Role
from uberrima.foundation import clock
from uberrima.foundation.documents import api as documents
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.journey.contract import api as contract
from uberrima.portals.common import bills, claimwork, figures, telling
from uberrima.portals.common.gate import Signed, signed_in
from uberrima.portals.common.templatetags.u import day_words, money

handlers = signed_in(Role.HANDLER)


def _shell(request: Signed, here: str) -> dict[str, object]:
    return {
        "here": here, "me": request.user.staff_name, "me_role": _("理赔，%(number)s") % {"number": request.user.staff_number},
        "counts": {"worklist": claims.waiting_for(request.user)},
    }  # fmt: skip


def _masked(seat: claims.Seat) -> str:
    return people.name_of(seat.person, seat.may(DataClass.CONTACT, action=Action.MASKED))


# --- work list -----------------------------------------------------------------------------------------------------

_STATES = {
    claims.Status.DRAFT: ("open", gettext_lazy("还在填")), claims.Status.SUBMITTED: ("doing", gettext_lazy("等核定")),
    claims.Status.WAITING: ("paused", gettext_lazy("等补充材料")), claims.Status.DECIDED: ("doing", gettext_lazy("已核定")),
    claims.Status.PAID: ("done", gettext_lazy("已付款")),
}  # fmt: skip


@handlers
@require_GET
def worklist(request: Signed) -> HttpResponseBase:
    """By due date, what is late first; each date explains itself in the pane."""
    mine = [job for claim in claims.worked_on(request.user) if claim.is_open for job in _jobs(request, claim)]
    free = [job for claim in claims.unassigned(request.user) for job in _jobs(request, claim, masked=False)]
    chosen = request.GET.get("see", "")
    jobs = sorted(mine, key=_order)
    selected = next((job for job in jobs if job["see"] == chosen), jobs[0] if jobs else None)
    for job in jobs:
        job["selected"] = job is selected
    groups = [(named, [j for j in jobs if j["group"] == key]) for key, named in _GROUPS.items()]
    context = {
        **_shell(request, "worklist"), "jobs": jobs, "groups": [(named, held) for named, held in groups if held],
        "free": sorted(free, key=_order), "selected": selected, "key": claimwork.form_key(),
        "late": len([j for j in jobs if j["group"] == "late"]), "now": len([j for j in jobs if j["group"] == "today"]),
    }  # fmt: skip
    return render(request, "staff/worklist.html", context)


#: Groups of the work list, in their order.
_GROUPS = {
    "late": gettext_lazy("迟了"), "today": gettext_lazy("今天"), "week": gettext_lazy("这一周"), "later": gettext_lazy("以后"),
    "stop": gettext_lazy("停着，等客户"), "none": gettext_lazy("没有日子在走"),
}  # fmt: skip


def _group(due: telling.Due) -> str:
    """Under which heading a deadline stands."""
    if due.state == "stop":
        return "stop"
    today = clock.today()
    if due.state == "late" or due.day is None or due.day < today:
        return "late"
    if due.day == today:
        return "today"
    return "week" if due.day <= today + timedelta(days=6 - today.weekday()) else "later"


def _order(job: dict[str, object]) -> tuple[int, str, str]:
    return list(_GROUPS).index(str(job["group"])), str(job["day"] or "9999"), str(job["case"])


def _jobs(request: Signed, claim: claims.Claim, *, masked: bool = True) -> list[dict[str, object]]:
    """One job for each clock that runs; without one, the claim itself."""
    name = _masked(claims.seat(request.user, claim.id)) if masked else ""
    state, named = _STATES[claims.Status(claim.status)]
    running = [d for d in telling.dues(claim, clock.today()) if d.stands]
    base = {"case": claim.number, "claim": claim, "masked": name, "state": state, "state_word": str(named)}
    if not running:
        what = {claims.Status.DRAFT: _("录账单"), claims.Status.DECIDED: _("等客户看决定")}
        job = {
            "what": what.get(claims.Status(claim.status), str(named)), "due": "–", "left": "", "lateness": "stop", "day": None,
            "dues": None, "of": 0, "group": "none", "see": claim.number,
        }  # fmt: skip
        return [{**base, **job, "href": _seen(claim.number)}]
    return [
        {
            **base, "what": d.what, "due": day_words(d.day) if d.day is not None and d.state != "stop" else _("停"), "left": _left(d),
            "lateness": d.state, "day": d.day, "done": d.done, "of": d.of, "group": _group(d), "see": f"{claim.number}.{d.clock.rule}",
            "href": _seen(f"{claim.number}.{d.clock.rule}"), "clock": _("%(what)s %(days)s 日") % {"what": d.what, "days": d.of}, "dues": d,
        }
        for d in running
    ]  # fmt: skip


def _seen(what: str) -> str:
    return f"{reverse('staff-worklist')}?see={what}"


def _left(due: telling.Due) -> str:
    if due.state == "stop":
        return _("停着")
    days = (due.day - clock.today()).days if due.day is not None else 0
    if days < 0:
        return _("迟 %(days)s 日") % {"days": -days}
    return _("就是今天") if days == 0 else _("还有 %(days)s 日") % {"days": days}


# --- reception -----------------------------------------------------------------------------------------------------


#: What is signed when somebody was received, so that nobody's case is opened without asking who it is.
_RECEIVED = "uberrima.reception"


class WhoForm(forms.Form):
    """Identity first: both answers must fit."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=80)
    id_number = forms.CharField(label=gettext_lazy("身份证号"), max_length=40)


@handlers
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: Signed) -> HttpResponseBase:
    """The one way in without a case: masked name and policy numbers only, and it opens the case."""
    form = WhoForm(request.POST if request.method == "POST" else None)
    found: people.Person | None = None
    asked = request.method == "POST" and form.is_valid()
    if asked:
        try:
            found = people.received(
                request.user, name=form.cleaned_data["name"], id_number=form.cleaned_data["id_number"]
            )
        except people.Denied:
            found = None  # family: for this handler there is nobody, as for anybody who does not fit
    context: dict[str, object] = {
        **_shell(request, "reception"),
        "form": form,
        "asked": asked,
        "key": claimwork.form_key(),
    }
    if found is not None:
        under = people.permit(
            request.user, found, purpose=Purpose.RECEPTION, classes=[DataClass.CONTACT], action=Action.MASKED
        )
        context |= {
            "found": signing.dumps([str(request.user.id), str(found.id)], salt=_RECEIVED),
            "masked": people.name_of(found, under),
            "policies": contract.policies_insuring(found.id),
        }
    return render(request, "staff/reception.html", context, status=422 if form.errors else 200)


@handlers
@require_POST
def open_case(request: Signed) -> HttpResponseBase:
    """Open a case for somebody who was received, by the same handler and just now."""
    try:
        by, whom = signing.loads(request.POST.get("person", ""), salt=_RECEIVED, max_age=1800)
    except signing.BadSignature as error:
        raise Http404 from error
    if by != str(request.user.id):
        raise Http404
    person = _known(whom)
    policy = next(
        (p for p in contract.policies_insuring(person.id) if str(p.id) == request.POST.get("policy", "")), None
    )
    if policy is None:
        raise Http404
    people.permit(request.user, person, purpose=Purpose.RECEPTION, classes=[DataClass.CONTACT], action=Action.MASKED)

    def begin() -> str:
        return str(claims.open_claim(request.user, person, policy).id)

    found = people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), begin)
    return redirect("staff-claim", claim=UUID(found))


def _known(text: str) -> people.Person:
    try:
        found = people.person(UUID(text))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


# --- a claim -------------------------------------------------------------------------------------------------------


@handlers
@require_POST
def take(request: Signed, claim: UUID) -> HttpResponseBase:
    """Take a claim that nobody works on."""
    claims.take(request.user, claim)
    return redirect("staff-claim", claim=claim)


def _file(request: Signed, seat: claims.Seat) -> dict[str, object]:
    today = clock.today()
    return {
        **_shell(request, "worklist"), "claim": seat.claim, "masked": _masked(seat), "dues": telling.dues(seat.claim, today),
        "held": documents.of_case(seat.claim.number), "key": claimwork.form_key(), "status": _STATES[claims.Status(seat.claim.status)],
    }  # fmt: skip


DESK = claimwork.Desk(side="staff", around=_file)


@handlers
@require_GET
def claim_file(request: Signed, claim: UUID) -> HttpResponseBase:
    """The whole file: facts with their pages and corrections, papers, events, clocks."""
    seat = claims.seat(request.user, claim)
    seen = bills.answer(seat)
    events = list(seat.claim.events.all())
    names = people.staff_names([f.entered_by for f in seen.facts] + [e.by for e in events]) | {people.SYSTEM: _("系统")}
    customer = _("客户")
    context = {
        **_file(request, seat), "facts": _facts(seen, names), "rows": claimwork.line_rows(seen), "seen": seen,
        "events": [{"row": e, "by": names.get(e.by, customer), "what": telling.event_words(e.kind)} for e in reversed(events)],
        "decision": seat.claim.decisions.last(), "kinds": documents.Kind.choices,
        "asked": seat.claim.events.filter(kind="claim.supplement_asked").exists(), "no_source": _("还没写"),
        "mask_rows": _may_see(seat), **claimwork.live(seen),
    }  # fmt: skip
    return render(request, "staff/claim.html", context)


def _may_see(seat: claims.Seat) -> list[dict[str, object]]:
    """Whose data, and what of it; what is not for this reader is named as well."""
    here = _("看得到，在材料里")
    not_here = _("没有派给您")
    return [
        {"name": _("姓名、证件、手机"), "shown": _masked(seat), "href": reverse("staff-reveal", args=[seat.claim.id])},
        {"name": _("账单、病历"), "shown": here, "why_not": ""},
        {"name": _("别的理赔"), "shown": _("看不了"), "why_not": not_here},
        {"name": _("家里别人"), "shown": _("看不了"), "why_not": not_here},
        {"name": _("健康告知"), "shown": _("看不了"), "why_not": _("这件用不着")},
    ]


def _facts(seen: bills.Answer, names: dict[UUID, str]) -> list[dict[str, object]]:
    """The statement of facts: each with its page, who entered it, and what it corrects."""

    def told(fact: claims.Told) -> dict[str, object]:
        value = fact.value
        if fact.line:
            line = claims.line_from_text(fact.line, fact.value, seen.edition.currency)
            value = f"{line.item} {line.listed_as} {money(line.billed)}"
        else:
            value = bills.said(fact.name, fact.value, seen.edition)
        label = _("第 %(line)s 行") % {"line": fact.line} if fact.line else bills.label_of(fact.name, seen.edition)
        return {
            "label": label, "value": value, "fact": fact, "by": names.get(fact.entered_by, _("客户")),
            "corrected": [told(older) for older in fact.corrected],
        }  # fmt: skip

    order = bills.order_of(seen.edition)
    standing = sorted((f for f in seen.facts if f.value), key=lambda f: (f.line, order.get(f.name, len(order))))
    return [told(fact) for fact in standing]


@handlers
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: Signed, claim: UUID) -> HttpResponseBase:
    """Purpose first, then who it is, in clear, for sixty seconds."""
    seat = claims.seat(request.user, claim)
    shown = None
    if request.method == "POST":
        if request.POST.get("purpose") != Purpose.CLAIM.value:
            raise Http404
        shown = people.contact_of(seat.person, seat.may(DataClass.CONTACT))
    sees = _("%(who)s看了联系方式，为了办理赔 %(case)s") % {"who": request.user.staff_name, "case": seat.claim.number}
    context = {
        **_file(request, seat), "shown": shown, "sees": sees,
        "purposes": [(Purpose.CLAIM.value, _("办这件理赔，要联系本人"))],
    }  # fmt: skip
    return render(request, "staff/reveal.html", context)


@handlers
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Signed, claim: UUID) -> HttpResponseBase:
    """The papers."""
    return claimwork.papers(request, claims.seat(request.user, claim), DESK)


@handlers
@require_GET
def paper(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """One of them."""
    return claimwork.paper(claims.seat(request.user, claim), number)


@handlers
@require_POST
def ask(request: Signed, claim: UUID) -> HttpResponseBase:
    """Ask once for everything that is missing."""
    seat = claims.seat(request.user, claim)
    kinds = [k for k in request.POST.getlist("kind") if k in documents.Kind.values]

    def do() -> str:
        claims.ask_for_papers(seat, kinds)
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("staff-claim", claim=claim)


@handlers
@require_POST
def hand_in(request: Signed, claim: UUID) -> HttpResponseBase:
    """Take a claim in that was entered here, for somebody at the counter or on the telephone."""
    seat = claims.seat(request.user, claim)

    def do() -> str:
        claims.hand_in(seat)
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("staff-claim", claim=claim)


@handlers
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: Signed, claim: UUID) -> HttpResponseBase:
    """The bill as a whole."""
    return claimwork.bill(request, claims.seat(request.user, claim), DESK, "lines")


@handlers
@require_GET
def lines(request: Signed, claim: UUID) -> HttpResponseBase:
    """Its lines."""
    return claimwork.lines(request, claims.seat(request.user, claim), DESK)


@handlers
@require_POST
def add_line(request: Signed, claim: UUID) -> HttpResponseBase:
    """One more line."""
    return claimwork.add_line(request, claims.seat(request.user, claim), DESK)


@handlers
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """Change a line."""
    return claimwork.line(request, claims.seat(request.user, claim), DESK, number)


@handlers
@require_POST
def strike_line(request: Signed, claim: UUID, number: int) -> HttpResponseBase:
    """Take a line out."""
    claims.strike_line(claims.seat(request.user, claim), number)
    return redirect("staff-lines", claim=claim)


# --- the decision --------------------------------------------------------------------------------------------------


@handlers
@require_GET
def deciding(request: Signed, claim: UUID) -> HttpResponseBase:
    """Before deciding: the same waterfall that the customer will see, and what is still in the way."""
    seat = claims.seat(request.user, claim)
    return _deciding(request, seat)


def _deciding(request: Signed, seat: claims.Seat, blocked: tuple[str, ...] = ()) -> HttpResponseBase:
    seen = bills.answer(seat)
    items = telling.items_of(seen.bill)
    falls = [
        {
            "fall": fall, "shares": telling.shares(fall, own=_("客户自己付")),
            "rows": figures.waterfall(telling.steps(fall, seen.worked.editions[fall.edition], items)),
        }
        for fall in seen.falls
        if seen.worked is not None
    ]  # fmt: skip
    context = {
        **_file(request, seat), "falls": falls, "seen": seen, "blocked": blocked,
        "rows_wrong": any(f.line or f.code in {"total", "empty"} for f in seen.findings),
        "agreed": seat.claim.events.filter(kind="claim.agreed").exists(),
        "decision": seat.claim.decisions.last(),
        "told": seen.worked.told(bills.lang()) if seen.worked is not None else None, **claimwork.live(seen),
    }  # fmt: skip
    return render(request, "staff/deciding.html", context, status=422 if blocked else 200)


@handlers
@require_POST
def decide(request: Signed, claim: UUID) -> HttpResponseBase:
    """Decide. The same form sent twice decides once; an older version than what stands now is a conflict."""
    seat = claims.seat(request.user, claim)
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Http404

    def do() -> str:
        return str(claims.decide(seat, int(version)).id)

    try:
        people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    except claims.NotReady as error:
        return _deciding(request, seat, error.what)
    return redirect("staff-deciding", claim=claim)


@handlers
@require_POST
def paid(request: Signed, claim: UUID) -> HttpResponseBase:
    """The bank confirmed the payment."""

    def do() -> str:
        # Within: once it is paid the case is closed to staff, and the same form sent again still gets its answer.
        claims.note_payment(claims.seat(request.user, claim))
        return "done"

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("staff-worklist")
