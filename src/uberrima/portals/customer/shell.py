"""What all of a customer's pages share: who it is, what they are called, and what stands around a page."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from uberrima.core.privacy import Action, DataClass, Purpose, Role
from uberrima.foundation.people import api as people
from uberrima.journey.contract import api as contract
from uberrima.portals.common import claimwork
from uberrima.portals.common.gate import Signed, signed_in

customers = signed_in(Role.CUSTOMER)


def person_of(request: Signed) -> people.Person:
    """The person whose account it is."""
    if request.user.person is None:
        raise Http404
    return request.user.person


def name_of(request: Signed, person: people.Person) -> str:
    """A name as the customer may read it: their own, and of those whom they named in a policy."""
    named = any(p.holder == request.user.person_id for p in contract.policies_insuring(person.id))
    try:
        under = people.permit(
            request.user, person, purpose=Purpose.OWN, classes=[DataClass.CONTACT], action=Action.READ, entered=named
        )
    except people.Denied:
        return _("家里的另一位")
    return people.name_of(person, under)


def shell(request: Signed, here: str) -> dict[str, object]:
    """What the frame of every page needs: the place in the navigation, and the name."""
    return {"here": here, "me": name_of(request, person_of(request))}


DESK = claimwork.Desk(side="customer", around=lambda request, _seat: shell(request, "claims"))
