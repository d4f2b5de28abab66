"""Where one can go: the places of each portal, in order. A place whose page is not installed is left away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Place:
    """One link of a navigation."""

    #: The name by which a page says it is here: `here="claims"`.
    key: str
    #: The word people read.
    label: str | Promise
    #: Its icon in the sprite.
    icon: str
    #: The URL name of its page.
    url: str
    #: Whose place it is: the word of a role, or empty for everybody of this portal.
    role: str = ""


PLACES: Mapping[str, tuple[Place, ...]] = {
    "customer": (
        Place(key="home", label=_("首页"), icon="home", url="customer-home"),
        Place(key="cover", label=_("保障"), icon="fold", url="customer-cover"),
        Place(key="claims", label=_("理赔"), icon="claim", url="customer-claims"),
        Place(key="reads", label=_("谁看过"), icon="eye", url="customer-reads"),
        Place(key="complaint", label=_("投诉"), icon="voice", url="complaint"),
    ),
    "staff": (
        Place(key="worklist", label=_("清单"), icon="menu", url="staff-worklist", role="handler"),
        Place(key="reception", label=_("接待"), icon="me", url="staff-reception", role="handler"),
        Place(key="products", label=_("产品"), icon="fold", url="staff-products", role="operator"),
        Place(key="people", label=_("人员"), icon="edit", url="staff-people", role="operator"),
        Place(key="journal", label=_("存证"), icon="clip", url="oversight-journal", role="auditor"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A link as the page shows it."""

    label: str | Promise
    icon: str
    href: str
    current: bool
    #: How many wait there, or None.
    count: int | None


def address(name: str) -> str:
    """The address of a page, empty when this installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shown(name: str, *, here: str, counts: Mapping[str, int], role: str = "") -> list[Shown]:
    """The links of a navigation for somebody of this role, without those whose page is not installed."""
    found = ((place, address(place.url)) for place in PLACES[name] if place.role in {"", role})
    return [
        Shown(label=p.label, icon=p.icon, href=href, current=p.key == here, count=counts.get(p.key))
        for p, href in found
        if href
    ]
