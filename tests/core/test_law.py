"""The table of law and the calendar: what they hold, that nothing cites a row that is not there, and how faults in them are told."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from uberrima.core.clocks import read_calendar, read_rules
from uberrima.core.kernel.errors import LawError
from uberrima.law import calendar_of_china, law_of_china

ROOT = Path(__file__).parents[2]
LAW = files("uberrima.law").joinpath("cn.toml").read_text(encoding="utf-8")
DAYS = files("uberrima.law").joinpath("calendar-cn.toml").read_text(encoding="utf-8")
_ROW = re.compile(r"\b(?:CK|DS|CL|PM|PC|CB|CP|CR|PI|AD|PR|SV)-[0-9]{2}\b")


def test_every_row_that_code_or_documents_cite_is_in_the_table() -> None:
    pages = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html"), *(ROOT / "docs").rglob("*.md")]
    lost = {
        f"{page.relative_to(ROOT)}: {row}"
        for page in pages
        for row in _ROW.findall(page.read_text(encoding="utf-8"))
        if row not in law_of_china().rows
    }
    assert lost == set(), "Add the row to src/uberrima/law/cn.toml, or cite another."


def test_every_row_says_its_article_its_source_and_itself_in_both_languages() -> None:
    for rule in law_of_china().rows.values():
        assert re.search(r"第.+条|内部|通篇", rule.article), rule.id
        assert re.search(r"[\u4e00-\u9fff]", rule.zh), rule.id
        assert not re.search(r"[\u4e00-\u9fff]", rule.en), rule.id
        assert len(rule.zh) <= 80, rule.id
        assert rule.zh.endswith("。"), rule.id
        assert rule.en.endswith("."), rule.id


def test_a_row_that_nobody_read_in_full_warns_and_never_blocks() -> None:
    assert all(rule.blocks for rule in law_of_china().rows.values())
    for certainty in ("S", "K"):
        weak = read_rules(LAW.replace('certainty = "QL"', f'certainty = "{certainty}"'))
        assert not weak["CL-03"].blocks
        assert weak["CP-04"].blocks


HEAD = '[law]\nid = "x"\nedition = "1"\nzh = "某国"\nen = "X"\n'
ROW = '[[rule]]\nid = "{id}"\narticle = "第一条"\nsource = "s"\ncertainty = "QL"\nzh = "字。"\nen = "Words."\n'
CLOCK = '[rule.clock]\nstart = "a"\nlength = 3\nunit = "day"\nends = ["b"]\nwhose = "insurer"\n'
AA, BB, CC = (ROW.format(id=f"{letter * 2}-01") for letter in "ABC")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"The table \[law\] is missing"),
        ("[law", r"\[not-toml\] This is not TOML"),
        (b"\xff", r"not UTF-8"),
        ("x = " + "[" * 20 + "]" * 20, r"nested too deeply"),
        (HEAD + "[other]\na = 1\n", r"\[unknown-key\] There is no such key"),
        (HEAD + AA + AA, r"cn.toml:13: AA-01.id \[twice\]"),
        (HEAD + AA.replace("AA-01", "A1"), r"A row's id is two letters"),
        (HEAD + AA.replace('"QL"', '"sure"'), r"AA-01.certainty \[wrong-value\] This must be one of QL"),
        (HEAD + AA.replace('zh = "字。"\n', ""), r"AA-01.zh \[missing\] It is missing: a text"),
        (HEAD + AA + "colour = 1\n", r"AA-01.colour \[unknown-key\]"),
        (HEAD + AA + CLOCK.replace("3", "0"), r"AA-01.clock.length .* a whole number from 1 to 1000"),
        (HEAD + AA + CLOCK.replace("3", "true"), r"AA-01.clock.length"),
        (HEAD + AA + CLOCK.replace('"day"', '"moon"'), r"one of day, working-day, month, year"),
        (HEAD + AA + CLOCK.replace('["b"]', '"b"'), r"AA-01.clock.ends .* a list of texts"),
        (HEAD + AA + CLOCK + "each = 1\n", r"AA-01.clock.each .* true or false"),
        (HEAD + AA + CLOCK + '[rule.once]\nnotice = "a"\narises_from = "b"\n', r"A row does one thing to days"),
        (HEAD + AA + '[rule.follows]\nclocks = ["BB-01"]\n', r"AA-01 \[no-clock\] There is no clock BB-01"),
        (
            HEAD + AA + CLOCK.replace('"day"', '"month"') + BB + '[rule.restarts]\nclock = "AA-01"\nevent = "c"\n',
            r"does not count days",
        ),
        (
            HEAD + AA + CLOCK + BB + '[rule.extends]\nclock = "AA-01"\ntotal = 3\nneeds = ["c"]\n',
            r"An extension never shortens",
        ),
        (
            HEAD + AA + CLOCK + BB + '[rule.extends]\nclock = "AA-01"\ntotal = 5\nneeds = []\n',
            r"An extension needs an event",
        ),
        (
            HEAD + AA + CLOCK + BB + '[rule.extends]\nclock = "AA-01"\ntotal = 5\nneeds = ["c"]\nafter = "CC-01"\n',
            r"CC-01 does not extend",
        ),
        (
            HEAD + AA + CLOCK + BB + '[rule.pauses]\nclocks = ["AA-01"]\nfrom = "c"\nto = "d"\nnotice = "CC-01"\n' + CC,
            r"does not speak of c",
        ),
        (HEAD + AA.replace("[[rule]]", "[[service]]"), r"A service level is ours, not law"),
        ("rule = 3\n" + HEAD, r"a list of tables"),
    ],
)
def test_a_fault_in_the_table_of_law_is_told_with_its_place_and_its_cure(text: str | bytes, says: str) -> None:
    with pytest.raises(LawError, match=says):
        read_rules(text)


def test_a_sound_table_of_law_is_read() -> None:
    assert set(read_rules(HEAD + AA + CLOCK + BB).rows) == {"AA-01", "BB-01"}


# ------------------------------------------------------------------------------------------- the calendar


def test_the_calendar_knows_two_years_with_their_make_up_days() -> None:
    calendar = calendar_of_china()
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2026, 12, 31))
    assert (len(calendar.holidays), len(calendar.working)) == (28 + 33, 5 + 6)
    assert all("国务院办公厅" in source for source in calendar.sources)
    assert calendar.off(date(2026, 2, 14)) is False  # a Saturday that is worked
    assert calendar.off(date(2026, 2, 16)) is True  # a Monday in Spring Festival
    assert calendar.off(date(2026, 11, 28)) is True
    assert calendar.off(date(2026, 11, 25)) is False
    assert calendar.off(date(2025, 1, 1)) is True
    assert calendar.off(date(2026, 12, 31)) is False
    assert calendar.off(date(2027, 1, 1)) is None
    assert calendar.off(date(2024, 12, 31)) is None


def test_each_day_off_is_paid_for_as_the_notices_say() -> None:
    """Working days of a year: 365 less weekends, less the holidays that are no weekend, plus the make-up days."""
    calendar = calendar_of_china()
    for year, working in ((2025, 248), (2026, 248)):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert sum(calendar.off(day) is False for day in days) == working


CALENDAR = '[calendar]\nid = "x"\nedition = "1"\nfirst = 2026-01-01\nlast = 2026-12-31\n'
NOTICE = '[[notice]]\nsource = "s"\n'
HOLIDAY = (
    '[[notice.holiday]]\nzh = "元旦"\nen = "New Year"\nfirst = 2026-01-01\nlast = 2026-01-03\nworking = [2026-01-04]\n'
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NOTICE + HOLIDAY, r"The table \[calendar\] is missing"),
        (CALENDAR.replace("2026-12-31", "2025-12-31"), r"ends before it begins"),
        (CALENDAR + NOTICE + HOLIDAY + HOLIDAY, r"2026-01-01 stands here for the second time"),
        (CALENDAR + NOTICE + HOLIDAY.replace("01-04", "01-05"), r"2026-01-05 is no weekend day"),
        (CALENDAR + NOTICE + HOLIDAY.replace("01-04", "01-03"), r"both a holiday and a working day"),
        (CALENDAR + NOTICE + HOLIDAY.replace("2026-01-03", "2025-01-03"), r"has no day"),
        (CALENDAR + NOTICE + HOLIDAY.replace("2026-01-03", "2026-05-03"), r"more than 31"),
        (CALENDAR + NOTICE + HOLIDAY.replace("[2026-01-04]", "[2027-01-03]"), r"outside what the calendar covers"),
        (CALENDAR + NOTICE + HOLIDAY.replace("2026-01-01", '"2026-01-01"'), r"This must be a day"),
        (CALENDAR + NOTICE + HOLIDAY.replace("[2026-01-04]", "2026-01-04"), r"a list of days"),
        (CALENDAR + NOTICE + HOLIDAY.replace('zh = "元旦"\n', ""), r"zh \[missing\]"),
    ],
)
def test_a_fault_in_the_calendar_is_told_with_its_place_and_its_cure(text: str, says: str) -> None:
    with pytest.raises(LawError, match=says):
        read_calendar(text)


def test_a_calendar_may_cover_a_single_day() -> None:
    assert read_calendar(CALENDAR.replace("2026-12-31", "2026-01-01")).off(date(2026, 1, 1)) is False


def test_line_ends_of_another_machine_change_nothing() -> None:
    assert read_calendar(DAYS.encode()) == read_calendar(DAYS.replace("\n", "\r\n").encode())
