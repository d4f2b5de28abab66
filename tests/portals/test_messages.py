"""The interface in English: complete, and nothing dead."""

from __future__ import annotations

import os
from pathlib import Path

import polib
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from uberrima.portals.common import messages, views
from uberrima.portals.common.messages import Message


def _names(text: str) -> list[str]:
    return sorted(part.split(")")[0] for part in text.split("%(")[1:])


def _main(page: HttpResponse) -> str:
    return page.content.decode().split("<main")[1].split("</main")[0]


def test_every_string_has_its_english_and_no_english_is_left_over() -> None:
    catalogue, wanted = polib.pofile(str(messages.CATALOGUE)), messages.used()
    lacking = [f"{message.text} ({wanted[message]})" for message in messages.missing(catalogue, wanted)]
    assert lacking == [], "Say: python -m uberrima.portals.common.messages"
    assert messages.dead(catalogue, wanted) == []


def test_placeholders_are_the_same_in_english() -> None:
    catalogue = polib.pofile(str(messages.CATALOGUE))
    assert [e.msgid for e in catalogue if not e.msgid_plural and _names(e.msgid) != _names(e.msgstr)] == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "甲" %}', [Message(text="甲")]),
        ('{% translate "，" context "乙" %}', [Message(text="，", context="乙")]),
        ("{% blocktranslate with a=b %}丙 {{ a }}{% endblocktranslate %}", [Message(text="丙 %(a)s")]),
        ("{% blocktranslate count n=m %}一{% plural %}多{% endblocktranslate %}", [Message(text="一", plural="多")]),
        ('{% sec _("丁") %}', [Message(text="丁")]),
        ('{{ _("戊") }}', [Message(text="戊")]),
        ('{% comment %}{% translate "己" %}{% endcomment %}', []),
    ],
)
def test_strings_are_found_in_templates(template: str, found: list[Message]) -> None:
    assert list(messages.template_strings(template)) == found


def test_strings_are_found_in_code() -> None:
    code = 'f(_("甲"), pgettext("c", "乙"), ngettext("一", "多", n), gettext(x))'
    assert list(messages.calls_in(code)) == [
        Message(text="甲"),
        Message(text="乙", context="c"),
        Message(text="一", plural="多"),
    ]


def test_the_catalogue_is_compiled_when_the_words_are_newer(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_bytes(messages.CATALOGUE.read_bytes())
    messages.compile_stale(source)
    first = source.with_suffix(".mo").stat().st_mtime_ns
    messages.compile_stale(source)
    assert source.with_suffix(".mo").stat().st_mtime_ns == first
    os.utime(source, ns=(first + 10**9, first + 10**9))
    messages.compile_stale(source)
    assert source.with_suffix(".mo").stat().st_mtime_ns != first


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "这里没有"), ("en", "There is nothing here")])
def test_absent_and_forbidden_say_the_same(language: str, said: str) -> None:
    request = RequestFactory().get("/x")
    with translation.override(language):
        absent, forbidden = views.not_found(request), views.forbidden(request)
    assert (absent.status_code, forbidden.status_code) == (404, 403)
    assert said in absent.content.decode()
    assert _main(absent) == _main(forbidden)
