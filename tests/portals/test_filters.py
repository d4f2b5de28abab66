"""Sums, days, sources, phrases and masks, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from uberrima.portals.common import figures
from uberrima.portals.common.templatetags import u

TODAY = date(2026, 11, 24)
DIGEST = "c3f109ae77d251b80f6a1d2e3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69"


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minor", "said"),
    [
        (1158080, "11,580.80"),
        (0, "0.00"),
        (7, "0.07"),
        (-128675, "−1,286.75"),
        (100000000, "1,000,000.00"),
        (-1, "−0.01"),
        (None, ""),
    ],
)
def test_a_sum_has_two_decimals_commas_and_a_true_minus(language: str, minor: int | None, said: str) -> None:
    assert u.money(minor) == said


def test_a_change_shows_its_plus() -> None:
    assert [u.money(m, "+") for m in (22000, -22000, 0)] == ["+220.00", "−220.00", "0.00"]


def test_a_sum_in_a_sentence_keeps_its_unit(chinese: None) -> None:
    assert u.yuan(1158080) == '<span class="u-nb">11,580.80 元</span>'
    assert u.yuan(1000000, "short") == '<span class="u-nb">10,000 元</span>'
    assert u.yuan(1000050, "short") == '<span class="u-nb">10,000.50 元</span>'


def test_a_sum_in_an_english_sentence_is_in_yuan(english: None) -> None:
    assert u.yuan(1158080) == '<span class="u-nb">11,580.80 yuan</span>'


def test_a_day_names_its_year_only_when_it_is_not_this_one(chinese: None) -> None:
    assert u.day(date(2026, 11, 30), TODAY) == '<span class="u-nb">11月30日</span>'
    assert u.day(date(2027, 3, 31), TODAY) == '<span class="u-nb">2027年3月31日</span>'
    assert u.fullday(date(2026, 11, 30)) == '<span class="u-nb">2026年11月30日</span>'
    assert u.weekday(date(2026, 11, 30)) == "周一"


def test_a_day_in_english(english: None) -> None:
    assert u.day(date(2026, 11, 30), TODAY) == '<span class="u-nb">30 November</span>'
    assert u.day(date(2027, 3, 31), TODAY) == '<span class="u-nb">31 March 2027</span>'
    assert u.weekday(date(2026, 11, 30)) == "Mon"


def test_a_time_is_that_of_china(chinese: None) -> None:
    at = datetime(2026, 11, 20, 23, 41, tzinfo=UTC)
    assert u.daytime(at, TODAY) == '<span class="u-nb">11月21日 07:41</span>'
    assert u.fulltime(at) == '<span class="u-nb">2026年11月21日 07:41</span>'
    assert u.iso(at) == "2026-11-21T07:41+08:00"
    assert u.iso(date(2026, 11, 21)) == "2026-11-21"


def test_a_time_in_english(english: None) -> None:
    assert u.daytime(datetime(2026, 11, 20, 7, 41, tzinfo=UTC), TODAY) == '<span class="u-nb">20 November, 15:41</span>'


def test_days_left_are_counted_from_the_day_given() -> None:
    assert [u.days_until(date(2026, 11, d), TODAY) for d in (23, 24, 30)] == [-1, 0, 6]


@pytest.mark.parametrize(
    "kept", ["C-2611-0417", "11月30日", "2026年11月20日 15:41", "10,000.00 元", "30 日", "90%", "−420.00 元"]
)
def test_what_belongs_together_does_not_break(kept: str) -> None:
    assert u.nb(f"前，{kept}，后") == f'前，<span class="u-nb">{kept}</span>，后'


def test_what_is_kept_together_is_still_escaped() -> None:
    assert u.nb("<b>10 元</b>") == '&lt;b&gt;<span class="u-nb">10 元</span>&lt;/b&gt;'
    assert u.phrases("<i>a|b") == '<span class="u-ph">&lt;i&gt;a</span><span class="u-ph">b</span>'


def test_a_heading_breaks_between_phrases_and_at_two_bars(chinese: None) -> None:
    assert (
        u.phrases("晓岚，|有一件事。||好。")
        == '<span class="u-ph">晓岚，</span><span class="u-ph">有一件事。</span><br><span class="u-ph">好。</span>'
    )


def test_an_english_heading_keeps_its_spaces(english: None) -> None:
    assert (
        u.phrases("You need not|trust us.")
        == '<span class="u-ph">You need not</span> <span class="u-ph">trust us.</span>'
    )


def test_a_source_mark_has_the_seal_of_its_kind(chinese: None) -> None:
    assert u.src("clause", "8.3", "/c") == '<a class="u-src" href="/c"><i>条</i><span>8.3</span></a>'
    assert u.src("law", "8.3") == '<span class="u-src"><i>法</i><span>8.3</span></span>'


def test_an_english_source_mark(english: None) -> None:
    assert [u.src(k, "8").split("<i>")[1].split("<")[0] for k in ("clause", "law", "document", "record")] == [
        "§",
        "LAW",
        "DOC",
        "LOG",
    ]


def test_a_source_mark_escapes_what_it_is_told(language: str) -> None:
    assert "<script>" not in u.src("document", "<script>", "javascript:'\"")
    assert "&lt;script&gt;" in u.src("document", "<script>", "x")


def test_masks() -> None:
    assert (u.mask("林晓岚"), u.mask("13812345678", "phone")) == ("林*岚", "138****5678")


def test_the_figure_in_a_clause_is_lit_once(chinese: None) -> None:
    assert (
        u.lit("先付 10,000 元，再算。", "10,000 元") == '先付 <mark><span class="u-nb">10,000 元</span></mark>，再算。'
    )
    assert "<mark>" not in u.lit("没有。", "10 元")


def test_the_tally_is_the_first_44_bits() -> None:
    whole = figures.teeth("f" * 64)
    assert whole.line == "M0 7H44"
    assert figures.teeth("0" * 64).line == "M0 2H44"
    assert figures.teeth("8" + "0" * 63).line == "M0 7H1V2H44"
    assert figures.teeth("0" * 10 + "1" + "f" * 53).line == "M0 2H43V7H44"
    assert figures.teeth(bytes.fromhex(DIGEST)) == figures.teeth(DIGEST)
    assert whole.upper.endswith("V0H0z")
    assert whole.lower.endswith("V10H0z")


def test_a_tally_of_too_few_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="44 bits"):
        figures.teeth("abcd")


def test_bars_of_a_waterfall_hang_from_the_right_end_of_what_is_left() -> None:
    step = figures.Step
    rows = figures.waterfall(
        [
            step(kind="all", name="", amount=4621835),
            step(kind="other", name="", amount=2431080),
            step(kind="quiet", name="", word="没碰到"),
            step(kind="pay", name="", amount=1158080),
        ]
    )
    bars = [(r.bar.x, r.bar.width) if r.bar else None for r in rows]
    assert bars == [("0%", "100.000%"), ("47.400%", "52.599%"), None, ("0%", "25.056%")]
    assert [r.shown for r in rows] == [4621835, -2431080, 0, 1158080]


def test_lengths_never_leave_the_box() -> None:
    assert [figures.per_cent(*pair) for pair in ((0, 0), (-5, 10), (15, 10), (1, 3))] == [
        "0%",
        "0.000%",
        "100.000%",
        "33.333%",
    ]


def test_the_line_of_days_ends_a_day_after_the_last_promise() -> None:
    ticks = figures.days_line(TODAY, [date(2026, 11, 30), date(2026, 12, 1), date(2026, 11, 1)])
    assert len(ticks) == 9
    assert [t.label for t in ticks if t.kind == "hit"] == ["30", "1"]
    assert [t.kind for t in ticks[4:6]] == ["we", "we"]
    assert figures.days_line(TODAY, []) == ()
