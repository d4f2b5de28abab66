"""What every template is told: language, size, theme, today, and the insurer's name and telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from uberrima.foundation import clock

SIZE_COOKIE = "uberrima_size"
THEME_COOKIE = "uberrima_theme"
#: Invented, for the demonstration; an insurer names itself by the setting UBERRIMA_HOUSE.
HOUSE = {"name": "澄湖健康", "name_en": "Chenghu Health", "phone": "400-000-3650"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How this page is shown to this person."""

    #: For the lang attribute: "zh-Hans" or "en".
    lang: str
    #: "large" for 大字版, else empty.
    size: str
    #: "light" or "dark" when the person chose, else empty: the system decides.
    theme: str
    #: The day in China.
    today: date
    #: Now.
    now: datetime
    #: The insurer's name in this language.
    house: str
    #: Its telephone, and the same for a tel: link.
    phone: str
    tel: str
    #: Where a switch comes back to.
    path: str


def look(request: HttpRequest) -> dict[str, Look]:
    """`u` in every template."""
    return {"u": look_of(request)}


def look_of(request: HttpRequest) -> Look:
    """How this page is shown to this person."""
    house: dict[str, str] = getattr(settings, "UBERRIMA_HOUSE", HOUSE)
    english = (get_language() or "").startswith("en")
    size, theme = request.COOKIES.get(SIZE_COOKIE), request.COOKIES.get(THEME_COOKIE)
    now = clock.now()
    return Look(
        lang="en" if english else "zh-Hans",
        size="large" if size == "large" else "",
        theme=theme if theme in {"light", "dark"} else "",
        today=clock.day_of(now),
        now=now,
        house=house["name_en"] if english else house["name"],
        phone=house["phone"],
        tel="".join(c for c in house["phone"] if c.isdigit() or c == "+"),
        path=request.get_full_path() if request.method == "GET" else "/",
    )
