"""The operator's pages: households and their people, policies, accounts, published products. Starts from nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uberrima.core.kernel.errors import RecordError
from uberrima.core.privacy import Action, DataClass, Purpose, Role
from uberrima.core.wording.clause import Choice
from uberrima.core.wording.edition import Edition
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.people import api as people
from uberrima.journey.contract import api as contract
from uberrima.portals.common import bills, claimwork
from uberrima.portals.common.gate import Signed, signed_in

operators = signed_in(Role.OPERATOR)


def _shell(request: Signed, here: str) -> dict[str, object]:
    return {
        "here": here,
        "me": request.user.staff_name,
        "me_role": _("运营"),
        "counts": {},
        "key": claimwork.form_key(),
    }


class PersonForm(forms.Form):
    """Who somebody is."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    id_number = forms.CharField(label=_("身份证号"), max_length=40)
    phone = forms.CharField(label=_("手机"), max_length=40)
    born = forms.DateField(label=_("出生日期"), widget=forms.DateInput(attrs={"type": "date"}))
    sex = forms.ChoiceField(label=_("性别"), choices=[("female", _("女")), ("male", _("男")), ("other", _("其他"))])


class AccountForm(forms.Form):
    """Somebody who signs in."""

    username = forms.CharField(label=_("登录名"), max_length=80)
    password = forms.CharField(
        label=_("密码"), max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    role = forms.ChoiceField(
        label=_("做什么"),
        choices=[
            (Role.HANDLER.value, _("理赔")),
            (Role.AUDITOR.value, _("检查")),
            (Role.OPERATOR.value, _("运营")),
            (Role.CUSTOMER.value, _("客户")),
        ],
    )
    person = forms.CharField(
        label=_("客户编号"), max_length=36, required=False, help_text=_("客户的账号才要填，在家庭页上能找到。")
    )
    staff_name = forms.CharField(label=_("员工姓名"), max_length=80, required=False)
    staff_number = forms.CharField(label=_("工号"), max_length=20, required=False)

    def clean_password(self) -> str:
        """A password that is not easily guessed."""
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        """A customer has a person, staff have a name."""
        told = self.cleaned_data
        if told.get("role") == Role.CUSTOMER.value:
            try:
                found = people.person(UUID(told.get("person", "")))
            except ValueError:
                found = None
            if found is None:
                self.add_error("person", _("没有这个编号。"))
            told["found"] = found
        elif not told.get("staff_name"):
            self.add_error("staff_name", _("请填上。"))
        return told


class PolicyForm(forms.Form):
    """A policy: product, dates, options, whom it insures."""

    def __init__(self, edition: Edition, persons: list[tuple[str, str]], data: Any = None) -> None:  # noqa: ANN401 — Django's own
        super().__init__(data)
        self.edition = edition
        self.fields["holder"] = forms.ChoiceField(label=_("投保人"), choices=persons)
        self.fields["insured"] = forms.MultipleChoiceField(
            label=_("被保险人"), choices=persons, widget=forms.CheckboxSelectMultiple
        )
        for name, label in (("start", _("第一天")), ("end", _("最后一天"))):
            self.fields[name] = forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))
        for choice in edition.wording.choices.values():
            self.fields[f"choice_{choice.name}"] = _choice_field(choice)

    def schedule(self) -> dict[str, object]:
        """What was chosen, as the core takes it."""
        told: dict[str, object] = {}
        for choice in self.edition.wording.choices.values():
            text = self.cleaned_data.get(f"choice_{choice.name}", "")
            if text not in {"", None}:
                told[choice.name] = (
                    text == "true" if choice.form == "flag" else int(text) if choice.form == "count" else text
                )
        return told


def _choice_field(choice: Choice) -> forms.Field:
    label = choice.en if bills.lang() == "en" else choice.zh
    needed = choice.default is None
    if choice.form == "flag":
        return forms.ChoiceField(label=label, choices=[("false", _("否")), ("true", _("是"))], required=needed)
    if choice.values:
        told = [(str(v), choice.labels.get(str(v), {}).get(bills.lang(), str(v))) for v in choice.values]
        return forms.ChoiceField(label=label, choices=told if needed else [("", "—"), *told], required=needed)
    if choice.form == "count":
        return forms.IntegerField(label=label, required=needed, min_value=0)
    return forms.CharField(label=label, required=needed, max_length=40)


@operators
@require_GET
def people_page(request: Signed) -> HttpResponseBase:
    """Households and accounts."""
    context = {
        **_shell(request, "people"),
        "households": people.households(),
        "form": AccountForm(),
        "accounts": people.staff(),
    }
    return render(request, "staff/people.html", context)


@operators
@require_POST
def add_household(request: Signed) -> HttpResponseBase:
    """A new household."""

    def do() -> str:
        return str(people.found_household().id)

    found = people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("staff-household", household=UUID(found))


def _household(household: UUID) -> people.Household:
    found = next((h for h in people.households() if h.id == household), None)
    if found is None:
        raise Http404
    return found


def _persons(request: Signed, household: people.Household) -> list[tuple[people.Person, str]]:
    return [
        (
            person,
            people.name_of(
                person,
                people.permit(
                    request.user, person, purpose=Purpose.CONTRACT, classes=[DataClass.CONTACT], action=Action.MASKED
                ),
            ),
        )
        for person in people.persons_of(household.id)
    ]


@operators
@require_GET
def household(request: Signed, household: UUID) -> HttpResponseBase:
    """One household: its people, masked, and its policies."""
    return _household_page(request, _household(household))


def _household_page(
    request: Signed,
    found: people.Household,
    *,
    person: PersonForm | None = None,
    policy: PolicyForm | None = None,
    wrong: str = "",
) -> HttpResponse:
    persons = _persons(request, found)
    editions = catalogue.editions()
    chosen = request.GET.get("product") or request.POST.get("product") or (editions[0].name if editions else "")
    edition = next((e for e in editions if e.name == chosen), None)
    options = [(str(p.id), name) for p, name in persons]
    if policy is None and edition is not None:
        policy = PolicyForm(edition, options)
    bad = bool((person is not None and person.errors) or (policy is not None and policy.errors) or wrong)
    context = {
        **_shell(request, "people"), "household": found, "persons": persons, "policies": contract.policies_of(found.id),
        "editions": [(e.name, e.wording.product.en if bills.lang() == "en" else e.wording.product.zh) for e in editions],
        "chosen": chosen, "person_form": person or PersonForm(), "policy_form": policy if persons else None,
        "errors": [("main", wrong)] if wrong else [],
    }  # fmt: skip
    return render(request, "staff/household.html", context, status=422 if bad else 200)


@operators
@require_POST
def add_person(request: Signed, household: UUID) -> HttpResponseBase:
    """One more person of a household."""
    found = _household(household)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _household_page(request, found, person=form)
    told = form.cleaned_data

    def do() -> str:
        return str(people.add_person(found, actor=request.user.id, **told).id)

    people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    return redirect("staff-household", household=household)


@operators
@require_POST
def add_policy(request: Signed, household: UUID) -> HttpResponseBase:
    """Issue a policy."""
    found = _household(household)
    edition = next((e for e in catalogue.editions() if e.name == request.POST.get("product")), None)
    if edition is None:
        raise Http404
    persons = {str(p.id): p for p in people.persons_of(found.id)}
    form = PolicyForm(edition, [(str(p.id), name) for p, name in _persons(request, found)], request.POST)
    if not form.is_valid():
        return _household_page(request, found, policy=form)
    told = form.cleaned_data

    def do() -> str:
        issued = contract.issue(
            edition=edition.name, holder=persons[told["holder"]], insured=[persons[i] for i in told["insured"]],
            start=told["start"], end=told["end"], schedule=form.schedule(), actor=request.user,
        )  # fmt: skip
        return issued.number

    try:
        people.once(request.user, claimwork.key_of(request), claimwork.form_of(request), do)
    except RecordError as error:
        return _household_page(
            request, found, policy=form, wrong=" ".join(f"{p.cause} {p.cure}" for p in error.problems)
        )
    return redirect("staff-household", household=household)


@operators
@require_http_methods(["GET", "HEAD", "POST"])
def add_account(request: Signed) -> HttpResponseBase:
    """One more account."""
    whose = request.GET.get("person", "")
    first = {"person": whose, "role": Role.CUSTOMER.value} if whose else None
    form = AccountForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        role = Role(told["role"])
        staff = role is not Role.CUSTOMER

        def do() -> str:
            account = people.make_account(
                username=told["username"], password=told["password"], role=role, person=told.get("found"),
                staff_name=told["staff_name"] if staff else "", staff_number=told["staff_number"] if staff else "",
            )  # fmt: skip
            return str(account.id)

        try:
            people.once(request.user, claimwork.key_of(request), {"path": request.path, "name": told["username"]}, do)
            return redirect("staff-people")
        except people.AccountThere:
            taken = people.username_taken(told["username"])
            form.add_error(
                "username" if taken else "person", _("这个登录名已经有人用。") if taken else _("这个人已经有账号。")
            )
    context = {**_shell(request, "people"), "households": people.households(), "form": form, "accounts": people.staff()}
    return render(request, "staff/people.html", context, status=422 if form.errors else 200)


@operators
@require_GET
def products(request: Signed) -> HttpResponseBase:
    """What is published."""
    held = [
        {
            "edition": e,
            "title": e.wording.product.en if bills.lang() == "en" else e.wording.product.zh,
            "clauses": len(e.wording.clauses),
        }
        for e in catalogue.editions()
    ]
    return render(request, "staff/products.html", {**_shell(request, "products"), "held": held})
