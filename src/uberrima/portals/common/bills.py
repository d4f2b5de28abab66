"""Entering a bill: forms made from the papers and from the facts that the product's clauses look at, and the live answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from uberrima.core.adjudication.apportion import MoreThanBilled
from uberrima.core.explanation.context import Lang
from uberrima.core.explanation.waterfall import Waterfall, waterfall
from uberrima.core.kernel.errors import RecordError
from uberrima.core.wording.clause import Fact
from uberrima.core.wording.edition import Edition
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.journey.claim import api as claims

LABELS = {
    "invoice_number": _("发票号码"), "invoice_check": _("校验码"), "hospital_name": _("医院"), "date": _("开票日期"),
    "admitted": _("入院日期"), "discharged": _("出院日期"), "total": _("合计金额"), "pooled": _("统筹基金支付"),
    "serious": _("大病保险支付"), "aid": _("医疗救助支付"), "account": _("个人账户支付"), "self_paid": _("个人自付"),
    "own_expense": _("个人自费"), "item": _("项目"), "class": _("类别"), "price": _("单价"), "quantity": _("数量"),
    "billed": _("金额"), "source": _("出自哪一页"),
}  # fmt: skip

WRONG = {
    "amount": _("请写成金额，例如 1,234.50。"),
    "day": _("请写成日期，例如 2026-10-18。"),
    "long": _("太长了，最多 200 个字。"),
    "needed": _("请填上。"),
    "number": _("请写成数字。"),
}

#: Group → its heading, and what it is about.
GROUPS = {"invoice": _("发票上写的"), "settlement": _("医保结算单上写的"), "summary": _("出院小结或病历上写的")}

#: Which paper a group is usually read from.
USUAL = {
    "invoice": documents.Kind.INVOICE, "settlement": documents.Kind.SETTLEMENT, "summary": documents.Kind.SUMMARY,
    "list": documents.Kind.LIST,
}  # fmt: skip


def lang() -> Lang:
    """The language of the page, as the core names it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def label_of(name: str, edition: Edition) -> str:
    """What people call a fact of the bill."""
    if name.startswith(claims.OF_EDITION):
        fact = edition.wording.facts.get(name.removeprefix(claims.OF_EDITION))
        words = (fact.en if lang() == "en" else fact.zh) if fact is not None else name
        return words[:1].upper() + words[1:]
    return str(LABELS.get(name, name))


def said(name: str, value: str, edition: Edition) -> str:
    """A value as people read it: choices and flags by their labels."""
    if name in claims.AMOUNTS:
        return f"{Decimal(value):,.2f}"
    fact = edition.wording.facts.get(name.removeprefix(claims.OF_EDITION))
    if fact is not None and fact.form == "flag":
        return gettext("是") if value == "true" else gettext("否")
    if fact is not None and fact.form == "choice":
        return fact.labels.get(value, {}).get(lang(), value)
    return value


def order_of(edition: Edition) -> dict[str, int]:
    """Name of a fact → its place on the papers, invoice first."""
    names = (*claims.INVOICE, *claims.SETTLEMENT, *(claims.OF_EDITION + f.name for f in claims.bill_facts(edition)))
    return {name: number for number, name in enumerate(names)}


# --- where it stands -----------------------------------------------------------------------------------------------


def pages(held: Sequence[documents.Document]) -> list[tuple[str, str]]:
    """Every page of every document, to choose from."""
    return [("", "—")] + [
        (
            f"{doc.number}:{page}",
            gettext("材料 %(number)s %(kind)s，第 %(page)s 页")
            % {"number": doc.number, "kind": doc.get_kind_display(), "page": page},
        )
        for doc in held
        for page in range(1, min(doc.pages, 50) + 1)
    ]


def source_of(text: str) -> claims.Source:
    """``"2:1"`` → document 2, page 1."""
    document, _colon, page = text.partition(":")
    return (
        claims.Source(document=int(document), page=int(page))
        if document.isdigit() and page.isdigit()
        else claims.Source()
    )


def usual_page(group: str, held: Sequence[documents.Document]) -> str:
    """The first page of the paper that such facts are usually read from."""
    return next((f"{d.number}:1" for d in held if d.kind == USUAL[group]), "")


# --- forms ---------------------------------------------------------------------------------------------------------


class PapersForm(forms.Form):
    """What the papers say of the bill as a whole."""

    def __init__(
        self, edition: Edition, held: Sequence[documents.Document], facts: Sequence[claims.Told],
        data: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.edition = edition
        self.groups: dict[str, tuple[str, ...]] = {
            "invoice": claims.INVOICE,
            "settlement": claims.SETTLEMENT,
            "summary": tuple(claims.OF_EDITION + f.name for f in claims.bill_facts(edition)),
        }
        standing = {f.name: f for f in facts if f.line == 0 and not f.struck}
        choices = pages(held)
        for group, names in self.groups.items():
            for name in names:
                self.fields[name] = _field(name, edition)
                self.fields[name].initial = standing[name].value if name in standing else ""
            first = next((standing[n] for n in names if n in standing and standing[n].document), None)
            chosen = f"{first.document}:{first.page}" if first is not None else usual_page(group, held)
            self.fields[f"source_{group}"] = forms.ChoiceField(
                label=LABELS["source"], choices=choices, required=False, initial=chosen
            )

    def clean(self) -> dict[str, Any]:
        """Every value in the form that is kept."""
        for name in [n for names in self.groups.values() for n in names]:
            try:
                self.cleaned_data[name] = claims.read_told(name, self.cleaned_data.get(name, ""), self.edition.currency)
            except claims.Unreadable as error:
                self.add_error(name, str(WRONG[error.why]))
        return self.cleaned_data

    def sections(self) -> Iterator[tuple[str, str, list[forms.BoundField], forms.BoundField]]:
        """Group, heading, fields, and the field that names their page."""
        for group, names in self.groups.items():
            yield group, str(GROUPS[group]), [self[name] for name in names], self[f"source_{group}"]

    def values(self) -> dict[tuple[int, str], str]:
        """What to enter."""
        return {(0, name): self.cleaned_data[name] for names in self.groups.values() for name in names}

    def sources(self) -> dict[tuple[int, str], claims.Source]:
        """Where each stands."""
        return {
            (0, name): source_of(self.cleaned_data.get(f"source_{group}", ""))
            for group, names in self.groups.items()
            for name in names
        }


class LineForm(forms.Form):
    """One line of the list of charges."""

    def __init__(
        self, edition: Edition, held: Sequence[documents.Document], data: Mapping[str, Any] | None = None,
        line: claims.Line | None = None, source: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_initial(line, edition, source or usual_page("list", held)))
        self.edition = edition
        self.line: claims.Line | None = None
        for name in ("item", "price", "quantity", "billed"):
            self.fields[name] = forms.CharField(label=LABELS[name], required=False, max_length=200)
            if name != "item":
                self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.fields["item"].widget.attrs["data-next"] = ""  # where one goes on after a line was added
        self.fields["class"] = forms.ChoiceField(
            label=LABELS["class"], choices=[(c, c) for c in claims.CLASSES], required=False
        )
        for fact in claims.line_facts(edition):
            self.fields[claims.OF_EDITION + fact.name] = _field(claims.OF_EDITION + fact.name, edition)
        self.fields["source"] = forms.ChoiceField(label=LABELS["source"], choices=pages(held), required=False)

    def clean(self) -> dict[str, Any]:
        """The line that was typed."""
        typed = {name: str(value or "") for name, value in self.cleaned_data.items()}
        try:
            self.line = claims.read_line(0, typed, claims.line_facts(self.edition), self.edition.currency)
        except claims.Unreadable as error:
            self.add_error(error.name, str(WRONG[error.why]))
        return self.cleaned_data

    @property
    def klass(self) -> forms.BoundField:
        """The field whose name templates cannot say."""
        return self["class"]

    def facts(self) -> list[forms.BoundField]:
        """The fields that the product asks for."""
        return [self[claims.OF_EDITION + fact.name] for fact in claims.line_facts(self.edition)]


def _initial(line: claims.Line | None, edition: Edition, source: str) -> dict[str, str]:
    if line is None:
        silent = {claims.OF_EDITION + f.name: str(f.default) for f in claims.line_facts(edition)}
        return {**silent, "class": "乙", "source": source}
    facts = {claims.OF_EDITION + name: value for name, value in line.facts.items()}
    return {
        "item": line.item, "class": line.listed_as, "price": line.price, "quantity": line.quantity,
        "billed": claims.plain_amount(line.billed, edition.currency), "source": source, **facts,
    }  # fmt: skip


def _field(name: str, edition: Edition) -> forms.Field:
    label = label_of(name, edition)
    fact = (
        edition.wording.facts.get(name.removeprefix(claims.OF_EDITION)) if name.startswith(claims.OF_EDITION) else None
    )
    if fact is not None and fact.form in {"choice", "flag"}:
        return forms.ChoiceField(label=label, choices=_choices(fact), required=False)
    field = forms.CharField(label=label, required=False, max_length=200)
    if name in claims.AMOUNTS:
        field.widget.attrs["inputmode"] = "decimal"
    return field


def _choices(fact: Fact) -> list[tuple[str, str]]:
    unsaid = [] if fact.default is not None else [("", "—")]
    if fact.form == "flag":
        return [*unsaid, ("true", gettext("是")), ("false", gettext("否"))]
    return [*unsaid, *((value, fact.labels.get(value, {}).get(lang(), value)) for value in fact.values)]


# --- the live answer -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the kernel says of a bill as it stands."""

    edition: Edition
    facts: tuple[claims.Told, ...]
    bill: claims.Bill
    findings: tuple[claims.Finding, ...]
    #: facts that name no page
    unsourced: int
    falls: tuple[Waterfall, ...]
    #: names of facts that the clauses need and nobody told
    pending: tuple[str, ...]
    worked: claims.Worked | None

    @property
    def paid(self) -> int:
        """Over all policies, minor units."""
        return sum(fall.paid for fall in self.falls)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of a decision."""
        blocking = [f for f in self.findings if f.blocks]
        return not blocking and not self.unsourced and not self.pending and self.worked is not None


def answer(seat: claims.Seat) -> Answer:
    """Work the bill out as it stands; what cannot be worked out yet is told by the findings."""
    edition = catalogue.edition(seat.claim.policy.edition)
    facts = claims.statement(seat.claim, seat.reading())
    bill = claims.bill_of(facts, edition.currency)
    findings = claims.findings(bill, edition)
    worked: claims.Worked | None = None
    if bill.lines and bill.told.get("date"):
        try:
            worked = claims.work(seat.claim, bill)
        except (MoreThanBilled, RecordError):
            worked = None
    policies = dict.fromkeys(one.policy for one in worked.decided) if worked is not None else {}
    return Answer(
        edition=edition, facts=facts, bill=bill, findings=findings, worked=worked,
        unsourced=len(claims.without_source(facts)),
        falls=tuple(waterfall(worked.settlement, worked.bill, p, lang()) for p in policies) if worked is not None else (),
        pending=tuple(label_of(claims.OF_EDITION + name, edition) for _what, name in worked.pending) if worked is not None else (),
    )  # fmt: skip
