"""Filters and tags of the house: sums, days, sources, phrases and masks, so that typography cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.widgets import CheckboxInput, Select
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from uberrima.core.privacy import Mask
from uberrima.core.privacy import mask as behind_mask
from uberrima.foundation import clock
from uberrima.portals.common import figures, navigation

register = template.Library()

MINUS = "−"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SEALS_ZH = {"clause": "条", "law": "法", "document": "证", "record": "录"}
SEALS_EN = {"clause": "§", "law": "LAW", "document": "DOC", "record": "LOG"}

UNITS = "元|日|天|年|个月|月|页|项|条|次|份|人|行|岁|个|分|小时|分钟|步|张|%"
TOGETHER = re.compile(
    rf"""[A-Z]{{1,2}}-[0-9A-Z]{{2,}}(?:-[0-9A-Z]+)*         # C-2611-0417, a case
    |   (?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日(?:\ \d{{2}}:\d{{2}})?  # 2026年11月20日 15:41
    |   \d{{1,2}}\ (?:{"|".join(MONTHS)})(?:\ \d{{4}})?      # 30 November 2026
    |   {MINUS}?\d[\d,]*(?:\.\d+)?\ ?(?:{UNITS}|yuan|days?|years?|months?|pages?)(?![A-Za-z])   # 11,580.80 元""",
    re.VERBOSE,
)


def english() -> bool:
    """Whether this page is in English."""
    return (get_language() or "").startswith("en")


@register.filter
def money(minor: int | None, sign: str = "") -> str:
    """1158080 → 11,580.80; −1286.75 with a true minus; `money:"+"` also shows a plus."""
    if minor is None:
        return ""
    whole, cents = divmod(abs(int(minor)), 100)
    lead = MINUS if minor < 0 else "+" if sign == "+" and minor > 0 else ""
    return f"{lead}{whole:,}.{cents:02d}"


@register.filter
def yuan(minor: int | None, form: str = "") -> SafeString:
    """In a sentence: 11,580.80 元, kept together. `yuan:"short"` leaves .00 away, as one says it."""
    if minor is None:
        return mark_safe("")
    said = money(minor)
    if form == "short":
        said = said.removesuffix(".00")
    return format_html('<span class="u-nb">{} {}</span>', said, "yuan" if english() else "元")


@register.filter
def amount(minor: int | None) -> SafeString:
    """A sum that stands alone: ¥ and cents lighter. Put it in .u-sum; among words take `amount_l`."""
    return _amount(minor, "u-amt")


@register.filter
def amount_l(minor: int | None) -> SafeString:
    """The same, larger, among words."""
    return _amount(minor, "u-amt u-amt-l")


def _amount(minor: int | None, css: str) -> SafeString:
    if minor is None:
        return mark_safe("")
    whole, cents = money(minor).split(".")
    return format_html(
        '<span class="{}"><span class="y">¥</span>{}<span class="c">.{}</span></span>', css, whole, cents
    )


def local(at: date | datetime) -> date | datetime:
    """A time as the clock on a wall in China has it; a day as it is."""
    return at.astimezone(clock.CHINA) if isinstance(at, datetime) and at.tzinfo else at


def day_words(at: date | datetime, today: date | None = None, *, year: bool | None = None) -> str:
    """11月30日 or 30 November, with the year only when it is not this one."""
    here = local(at)
    with_year = here.year != (today or clock.today()).year if year is None else year
    if english():
        return f"{here.day} {MONTHS[here.month - 1]}" + (f" {here.year}" if with_year else "")
    return (f"{here.year}年" if with_year else "") + f"{here.month}月{here.day}日"


@register.filter
def day(at: date | datetime | None, today: date | None = None) -> SafeString:
    """A day in a sentence: `{{ due|day:u.today }}`. Kept on one line."""
    if not at:
        return mark_safe("")
    return format_html('<span class="u-nb">{}</span>', day_words(at, today))


@register.filter
def fullday(at: date | datetime | None) -> SafeString:
    """A day on a document: always with its year."""
    if not at:
        return mark_safe("")
    return format_html('<span class="u-nb">{}</span>', day_words(at, year=True))


@register.filter
def clocktime(at: datetime | None) -> str:
    """15:41, in China."""
    return f"{local(at):%H:%M}" if at else ""


@register.filter
def daytime(at: datetime | None, today: date | None = None) -> SafeString:
    """11月20日 15:41 or 20 November, 15:41."""
    if not at:
        return mark_safe("")
    gap = ", " if english() else " "
    return format_html('<span class="u-nb">{}{}{}</span>', day_words(at, today), gap, clocktime(at))


@register.filter
def fulltime(at: datetime | None) -> SafeString:
    """A time on a document: always with its year."""
    if not at:
        return mark_safe("")
    gap = ", " if english() else " "
    return format_html('<span class="u-nb">{}{}{}</span>', day_words(at, year=True), gap, clocktime(at))


@register.filter
def moment(at: date | datetime | str, today: date | None = None) -> SafeString | str:
    """A day, a time or words, each as it should stand."""
    if isinstance(at, str):
        return at
    return daytime(at, today) if isinstance(at, datetime) else day(at, today)


@register.filter
def has_time(at: object) -> bool:
    """Whether it is a time and not a whole day."""
    return isinstance(at, datetime)


@register.filter
def weekday(at: date | datetime) -> str:
    """周一 or Mon."""
    return (WEEKDAYS_EN if english() else WEEKDAYS_ZH)[local(at).weekday()]


@register.filter
def iso(at: date | datetime | None) -> str:
    """For the datetime attribute."""
    if isinstance(at, datetime):
        return at.astimezone(clock.CHINA).isoformat(timespec="minutes")
    return at.isoformat() if at else ""


@register.filter
def days_until(at: date, today: date | None = None) -> int:
    """How many days are left; 0 today, negative when it has passed."""
    return int((at - (today or clock.today())) / timedelta(days=1))


@register.filter
def nb(words: object) -> SafeString:
    """Keep a number and its unit, a date and a case number together."""
    text = str(words)
    parts: list[SafeString] = []
    at = 0
    for found in TOGETHER.finditer(text):
        parts += [
            conditional_escape(text[at : found.start()]),
            format_html('<span class="u-nb">{}</span>', found.group()),
        ]
        at = found.end()
    parts.append(conditional_escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part was escaped above


@register.filter
def lit(words: object, figure: object = "") -> SafeString:
    """Words in which one figure is lit: `{{ law|lit:"10,000.00 元" }}`."""
    text, wanted = str(words), str(figure or "")
    if not wanted or wanted not in text:
        return nb(text)
    before, after = text.split(wanted, 1)
    return format_html("{}<mark>{}</mark>{}", nb(before), nb(wanted), nb(after))


@register.filter
def thousands(number: int) -> str:
    """1204877 → 1,204,877."""
    return f"{number:,}"


@register.filter
def phrases(words: object) -> SafeString:
    """A heading that breaks only between phrases: "晓岚，|有一件事|等您做，||有三个日子|我们要守。"; two bars break the line."""
    lines = str(words).split("||")
    gap = " " if english() else ""
    spans = [
        format_html_join(gap, '<span class="u-ph">{}</span>', ((nb(part.strip()),) for part in line.split("|")))
        for line in lines
    ]
    return format_html_join(mark_safe("<br>"), "{}", ((span,) for span in spans))


@register.filter
def mask(value: object, kind: str = "name") -> str:
    """林晓岚 → 林*岚: `mask:"name"`, `mask:"number"`, `mask:"phone"`."""
    return behind_mask(Mask(kind), str(value or ""))


@register.filter
def grouped(digest: str | bytes, letters: int = 16) -> str:
    """The first letters of a fingerprint in fours: c3f1 09ae 77d2 51b8."""
    text = digest.hex() if isinstance(digest, bytes) else str(digest)
    return " ".join(text[at : at + 4] for at in range(0, min(letters, len(text)), 4))


@register.filter
def teeth(digest: str | bytes) -> figures.Teeth:
    """The edge of a tally."""
    return figures.teeth(digest)


@register.filter
def bar_of(done: int, of: int) -> str:
    """A length in per cent: `{{ 9|bar_of:10 }}`."""
    return figures.clock_bar(done, of)


@register.filter
def due_days(dates: Iterable[Any]) -> list[date]:
    """The days of promised dates, each a mapping or an object with `day`."""
    return [one["day"] if isinstance(one, dict) else one.day for one in dates]


@register.filter
def line_of_days(due: Iterable[date], today: date) -> tuple[figures.Tick, ...]:
    """The ticks of the line of days."""
    return figures.days_line(today, due)


@register.simple_tag
def src(kind: str, label: object, href: str = "", *, window: bool = False) -> SafeString:
    """A source mark: `{% src "clause" "8.3 核定后 10 日内付款" url %}`; without an address it is no link, and is for summaries.

    With `window=True` it opens beside the page, so that what is being typed stays.
    """
    seal = (SEALS_EN if english() else SEALS_ZH)[kind]
    if not href:
        return format_html('<span class="u-src"><i>{}</i><span>{}</span></span>', seal, nb(label))
    beside = mark_safe(' target="_blank" rel="noopener"') if window else ""
    return format_html('<a class="u-src" href="{}"{}><i>{}</i><span>{}</span></a>', href, beside, seal, nb(label))


@register.simple_tag
def sources(given: Sequence[figures.Source] | figures.Source | None) -> SafeString:
    """Source marks of one row, one after another."""
    if not given:
        return mark_safe("")
    listed = [given] if isinstance(given, figures.Source) else given
    return format_html_join(" ", "{}", ((src(one.kind, one.label, one.href),) for one in listed))


@register.simple_tag
def fig(figure: object, href: str, lit: str = "") -> SafeString:
    """A figure with a source: 青, underlined, opens to where it comes from; `lit="lit"` for the one being explained."""
    return format_html('<a class="u-fig{}" href="{}">{}</a>', " lit" if lit else "", href, nb(figure))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon of the sprite; always with a word beside it or hidden."""
    return format_html(
        '<svg class="u-i" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        static("uberrima/sprite.svg"),
        name,
    )


@register.simple_tag
def control(field: BoundField, css: str = "") -> SafeString:
    """The control of a field, with its classes and what it is described by."""
    select = isinstance(field.field.widget, Select)
    classes = [{True: "form-select", False: "form-control"}[select], css]
    if isinstance(field.field.widget, CheckboxInput):
        classes = ["form-check-input", css]
    described = [f"{field.id_for_label}-h"] if field.help_text else []
    attributes: dict[str, str | bool] = {}
    if field.errors:
        classes.append("is-invalid")
        described.append(f"{field.id_for_label}-e")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    attributes["class"] = " ".join(c for c in classes if c)
    return field.as_widget(attrs=attributes)


@register.simple_tag
def option_control(option: BoundWidget) -> SafeString:
    """The radio or check box of one option."""
    data = option.data
    return format_html(
        '<input class="form-check-input" type="{}" name="{}" value="{}" id="{}"{}>',
        data["type"],
        data["name"],
        data["value"],
        data["attrs"]["id"],
        mark_safe(" checked") if data["selected"] else "",
    )


@register.filter
def error_count(form: BaseForm) -> int:
    """How many places must be changed."""
    return sum(len(listed) for listed in form.errors.values())


def _anchor(heading: str, name: str) -> str:
    return name or f"h-{slugify(heading, allow_unicode=True) or 'part'}"


@register.simple_block_tag(end_name="endsec")
def sec(content: str, heading: str, name: str = "") -> SafeString:
    """A section: `{% sec _("走到哪了") "track" %}<div class="u-body">…</div><div class="u-margin">…</div>{% endsec %}`."""
    return format_html(
        '<section class="u-sec" aria-labelledby="{0}"><h2 class="u-sec-h" id="{0}">{1}</h2>{2}</section>',
        _anchor(heading, name),
        nb(heading),
        content,
    )


@register.simple_block_tag(end_name="endsheet")
def sheet(content: str, digest: str | bytes = "") -> SafeString:
    """A sheet, for what binds; with a digest its lower edge is cut like a tally."""
    if not digest:
        return format_html('<div class="u-sheet">{}</div>', content)
    edge = figures.teeth(digest)
    return format_html(
        '<article class="u-sheet u-cut">{}<svg class="u-edge" viewBox="0 0 44 10" preserveAspectRatio="none" '
        'aria-hidden="true"><path d="{}" class="fill"/><path d="{}" class="line"/></svg></article>',
        content,
        edge.upper,
        edge.line,
    )


@register.simple_tag(takes_context=True)
def places(context: template.Context, name: str) -> list[navigation.Shown]:
    """The links of a navigation: `{% places "customer" as links %}`; the page says where it is by `here`."""
    counts = cast("dict[str, Any]", context.get("counts") or {})
    role = str(getattr(context.get("user"), "role", ""))
    return navigation.shown(name, here=str(context.get("here", "")), counts=counts, role=role)


@register.simple_tag
def address(name: str) -> str:
    """The address of a page, empty when this installation does not have it."""
    return navigation.address(name)
