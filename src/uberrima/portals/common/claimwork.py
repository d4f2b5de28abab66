"""What customers and staff do alike on a claim: look at its papers, enter the bill, line by line, and see the answer at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from uberrima.core.explanation.waterfall import Waterfall
from uberrima.foundation.documents import api as documents
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.portals.common import bills, figures, telling, views
from uberrima.portals.common.gate import Signed


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Names of the pages of one side, customer's or staff's."""

    #: prefix of the URL names: customer | staff
    side: str
    #: what every page of a claim shows around its own, on this side
    around: Callable[[Signed, claims.Seat], Mapping[str, object]] = lambda _request, _seat: {}

    def url(self, name: str) -> str:
        """The name of a page of this side."""
        return f"{self.side}-{name}"

    def template(self, name: str) -> str:
        """The template of a page of this side."""
        return f"{self.side}/{name}.html"


def form_key() -> str:
    """A new key, so that a form sent twice does nothing twice."""
    return str(uuid4())


def key_of(request: Signed) -> UUID:
    """The key of the form that was sent.

    :raises Http404: when there is none: the form is not ours.
    """
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise Http404 from error


def form_of(request: Signed) -> dict[str, object]:
    """What was sent, as one value: fields in order, files by their digests."""
    told: dict[str, object] = {k: list(v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken"}
    for name, file in request.FILES.items():
        if isinstance(file, UploadedFile):
            file.seek(0)  # somebody may have read it
            told[f"file:{name}"] = hashlib.sha256(file.read()).hexdigest()
            file.seek(0)
    return {"path": request.path, **told}


# --- papers --------------------------------------------------------------------------------------------------------


def papers(request: Signed, seat: claims.Seat, desk: Desk) -> HttpResponseBase:
    """The papers of a claim, and one more."""
    wrong = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        kind = request.POST.get("kind", "")
        if not isinstance(upload, UploadedFile):
            wrong = _("请选一个文件。")
        elif kind not in documents.Kind.values:
            wrong = _("请选这是什么材料。")
        else:
            raw = upload.read()

            def take() -> str:
                claims.add_document(seat, raw, kind)
                return "taken"

            try:
                people.once(request.user, key_of(request), form_of(request), take)
                return redirect(desk.url("papers"), claim=seat.claim.id)
            except documents.NotTaken as error:
                wrong = not_taken(error.why)
    held = documents.of_case(seat.claim.number)
    seen = bills.answer(seat) if desk.side == "customer" else None
    context = {
        "here": "claims", "claim": seat.claim, "held": held, "kinds": documents.Kind.choices, "key": form_key(),
        "errors": [("id_file", wrong)] if wrong else [], "steps": steps_of(held, seen), "at": "papers",
        **desk.around(request, seat),
    }  # fmt: skip
    return render(request, desk.template("papers"), context, status=422 if wrong else 200)


def not_taken(why: str) -> str:
    """Why a file is not taken in, in words."""
    words = {
        "empty": _("文件是空的。"), "large": _("文件超过 10 MB。"), "kind": _("只收 PDF、JPEG 和 PNG。"),
        "active": _("这个 PDF 带有会自己运行的内容，不能收。"), "pixels": _("图片太大了。"), "pages": _("页数太多，请分开传。"),
        "broken": _("文件打不开。"),
    }  # fmt: skip
    return words[why]


def paper(seat: claims.Seat, number: int) -> HttpResponse:
    """One document as it was handed in."""
    found = documents.document(seat.claim.number, number)
    if found is None:
        raise Http404
    answer = HttpResponse(documents.opened(found, seat.reading()), content_type=found.media_type)
    answer["Content-Disposition"] = f'inline; filename="{seat.claim.number}-{number}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# --- the bill ------------------------------------------------------------------------------------------------------


def bill(request: Signed, seat: claims.Seat, desk: Desk, after: str) -> HttpResponseBase:
    """What the papers say of the bill as a whole."""
    seen = bills.answer(seat)
    held = documents.of_case(seat.claim.number)
    form = bills.PapersForm(seen.edition, held, seen.facts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        claims.enter(seat, form.values(), form.sources())
        return redirect(desk.url(after), claim=seat.claim.id)
    context = {
        "here": "claims", "claim": seat.claim, "form": form, "held": held, "steps": steps_of(held, seen), "at": "bill",
        **live(seen), **desk.around(request, seat),
    }  # fmt: skip
    return render(request, desk.template("bill"), context, status=422 if form.errors else 200)


def lines(
    request: Signed, seat: claims.Seat, desk: Desk, *, form: bills.LineForm | None = None, editing: int = 0,
    before: bills.Answer | None = None, changed: str = "",
) -> HttpResponse:  # fmt: skip
    """The lines, the form for one more, and what the kernel says.

    :param before: the answer before the last change, to show what the change moved.
    :param changed: the last change, in words.
    """
    seen = bills.answer(seat)
    held = documents.of_case(seat.claim.number)
    source = next((f"{f.document}:{f.page}" for f in reversed(seen.facts) if f.line and f.document), "")
    line_form = form if form is not None else bills.LineForm(seen.edition, held, source=source)
    if desk.side == "staff" and not line_form.errors:
        line_form.fields["item"].widget.attrs["autofocus"] = True  # who enters a bill goes on with the next line
    context = {
        "here": "claims", "claim": seat.claim, "form": line_form, "editing": editing, "held": held, "rows": line_rows(seen),
        "steps": steps_of(held, seen), "at": "lines", "frozen": not seat.claim.takes_facts, "key": form_key(), **live(seen),
        **desk.around(request, seat),
        "changed": changed, "moved": moved(before, seen) if before is not None else [],
    }  # fmt: skip
    return render(request, desk.template("lines"), context, status=422 if line_form.errors else 200)


def add_line(request: Signed, seat: claims.Seat, desk: Desk) -> HttpResponseBase:
    """One more line; a page that swaps its parts is shown at once what the line moved."""
    seen = bills.answer(seat)
    form = bills.LineForm(seen.edition, documents.of_case(seat.claim.number), request.POST)
    if not form.is_valid() or form.line is None:
        return lines(request, seat, desk, form=form)
    text = form.line.as_text(seen.edition.currency)
    source = bills.source_of(form.cleaned_data["source"])

    def add() -> str:
        return str(claims.add_line(seat, text, source))

    people.once(request.user, key_of(request), form_of(request), add)
    if request.headers.get("HX-Request"):
        return lines(request, seat, desk, before=seen, changed=_("加上%(item)s") % {"item": form.line.item})
    return redirect(desk.url("lines"), claim=seat.claim.id)


def line(request: Signed, seat: claims.Seat, desk: Desk, number: int) -> HttpResponseBase:
    """Change one line: what stands there and what it corrects both stay readable."""
    seen = bills.answer(seat)
    held = documents.of_case(seat.claim.number)
    fact = next((f for f in seen.facts if f.line == number and not f.struck), None)
    found = next((one for one in seen.bill.lines if one.number == number), None)
    if fact is None or found is None:
        raise Http404
    source = f"{fact.document}:{fact.page}" if fact.document else ""
    if request.method == "POST":
        form = bills.LineForm(seen.edition, held, request.POST)
        if form.is_valid() and form.line is not None:
            key = (number, "line")
            claims.enter(
                seat,
                {key: form.line.as_text(seen.edition.currency)},
                {key: bills.source_of(form.cleaned_data["source"])},
            )
            if request.headers.get("HX-Request"):
                answer = lines(request, seat, desk, before=seen, changed=_("第 %(line)s 行") % {"line": number})
                answer["HX-Push-Url"] = reverse(desk.url("lines"), args=[seat.claim.id])
                return answer
            return redirect(desk.url("lines"), claim=seat.claim.id)
    else:
        form = bills.LineForm(seen.edition, held, line=found, source=source)
    return lines(request, seat, desk, form=form, editing=number)


# --- what the parts show -------------------------------------------------------------------------------------------


def line_rows(seen: bills.Answer) -> list[dict[str, object]]:
    """The lines of a bill with what each came to."""
    results: dict[int, list[tuple[str, int, str]]] = {}
    if seen.worked is not None:
        for one in seen.worked.decided:
            clause = one.speaking.id if one.speaking is not None else ""
            results.setdefault(one.line, []).append((one.reason, one.columns[-1], clause))
    noted = {f.line: telling.finding(f, seen.edition) for f in seen.findings if f.line}
    where = {f.line: f for f in seen.facts if f.line and not f.struck}
    return [
        {
            "line": one, "results": results.get(one.number, []), "note": noted.get(one.number, ""),
            "fact": where.get(one.number), "facts": _telling_facts(one, seen),
            "refused_source": _refusal(seen, one.number),
        }
        for one in seen.bill.lines
    ]  # fmt: skip


def _telling_facts(line: claims.Line, seen: bills.Answer) -> list[str]:
    """The facts of a line that its name does not say already, and that are not taken as read."""
    said = [
        bills.said(name, value, seen.edition)
        for name, value in line.facts.items()
        if value != str(seen.edition.wording.facts[name].default)
    ]
    return [words for words in said if words != line.item]


def _refusal(seen: bills.Answer, number: int) -> list[figures.Source]:
    """The clauses that refuse a line."""
    if seen.worked is None:
        return []
    return [
        telling.clause_source(seen.worked.settlement.edition_of[one.policy], one.speaking.id, _("不赔"))
        for one in seen.worked.decided
        if one.line == number and one.speaking is not None and one.reason not in {"decided", "pended"}
    ]


def live(seen: bills.Answer) -> dict[str, object]:
    """The live answer: rows, what to look at, and what it comes to."""
    checks = [("late" if f.blocks else "soon", telling.finding(f, seen.edition)) for f in seen.findings]
    if seen.unsourced:
        checks.append(("open", _("%(count)s 项事实还没写出自哪一页。") % {"count": seen.unsourced}))
    checks += [("open", _("还要知道：%(name)s") % {"name": name}) for name in seen.pending]
    if not checks and seen.worked is not None:
        checks.append(("done", _("合计一致，事实都有出处。")))
    return {"live_rows": [row for fall in seen.falls for row in live_rows(fall)], "checks": checks, "answer": seen}


def moved(before: bills.Answer, now: bills.Answer) -> list[figures.Line]:
    """What the last change moved: the steps of the waterfall that came out otherwise, and the payment at the end."""
    was, is_now = _amounts(before), _amounts(now)
    steps = [
        figures.Line(name=name, amount=is_now.get(name, 0) - was.get(name, 0))
        for name in [*is_now, *(n for n in was if n not in is_now)]
        if is_now.get(name, 0) != was.get(name, 0)
    ]
    return [*steps, figures.Line(name=_("赔付"), amount=now.paid - before.paid, total=True)]


def _amounts(seen: bills.Answer) -> dict[str, int]:
    rows = [row for fall in seen.falls for row in live_rows(fall) if row["kind"] != "end"]
    return {str(row["name"]): int(str(row["amount"])) for row in rows}


def live_rows(fall: Waterfall) -> list[dict[str, object]]:
    """One policy's waterfall as the short list beside the form."""
    names = {
        "billed": _("账单"),
        "paid": _("赔付"),
        "other": _("别处已付"),
        "outside": _("不能计入的"),
        "rest": _("取整"),
    }
    return [
        {
            "name": step.title or names.get(step.about, _("还缺事实的")),
            "amount": step.amount if step.about in {"billed", "paid"} else -step.amount,
            "sources": [telling.clause_source(fall.edition, step.clause)] if step.clause else [],
            "kind": {"paid": "end", "billed": "sub"}.get(step.about, ""),
        }
        for step in fall.steps
    ]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of entering a claim, for the list beside it."""

    name: str
    label: str
    #: open | doing | done
    state: str
    url: str


def steps_of(held: list[documents.Document], seen: bills.Answer | None) -> list[Stage]:
    """What is done of entering the claim, and what is left."""
    told = seen.bill.told if seen is not None else {}
    has_lines = bool(seen is not None and seen.bill.lines)
    done = {"papers": bool(held), "bill": bool(told.get("total")), "lines": has_lines, "check": False}
    labels = {"papers": _("材料"), "bill": _("账单"), "lines": _("费用明细"), "check": _("核对并提交")}
    return [
        Stage(name=name, label=label, state="done" if done[name] else "open", url=f"customer-{name}")
        for name, label in labels.items()
    ]


def receipt_tally(digest: bytes) -> figures.Teeth:
    """The edge of a receipt."""
    return figures.teeth(digest)


too_large = views.too_large
