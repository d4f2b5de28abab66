"""Money, rates and rounding: the words that every part of the core uses, tried with whatever hypothesis thinks of."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uberrima.core.adjudication.calendar import anniversary, in_month, months_between, years_between
from uberrima.core.adjudication.kernel import rounded
from uberrima.core.adjudication.prepare import natural
from uberrima.core.kernel.money import DECIMALS, MAX_AMOUNT, InexactAmount, grouped, parse_amount, plain
from uberrima.core.kernel.rate import BadRate, parse_rate, percent
from uberrima.core.wording.numerals import bare_numbers
from uberrima.core.wording.tables import MODES

CURRENCIES = st.sampled_from(sorted(DECIMALS))
AMOUNTS = st.integers(0, MAX_AMOUNT)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(AMOUNTS, CURRENCIES)
def test_an_amount_that_is_written_is_read_back(amount: int, currency: str) -> None:
    assert parse_amount(plain(amount, currency), currency) == amount
    assert parse_amount(grouped(amount, currency).replace(",", ""), currency) == amount


@given(st.integers(1, MAX_AMOUNT), CURRENCIES)
def test_a_negative_amount_is_written_with_its_sign_and_refused(amount: int, currency: str) -> None:
    assert plain(-amount, currency) == f"-{plain(amount, currency)}"
    assert grouped(-amount, currency) == f"-{grouped(amount, currency)}"
    with pytest.raises(InexactAmount):
        parse_amount(plain(-amount, currency), currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("600.00", "CNY", 60000), ("600", "CNY", 60000), ("600.5", "CNY", 60050), ("0", "JPY", 0), ("600", "JPY", 600), ("1.234", "KWD", 1234), ("007", "CNY", 700),
     ("1000000000", "CNY", MAX_AMOUNT)],
)  # fmt: skip
def test_amounts_are_minor_units(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.005", "CNY"), ("1.0", "JPY"), ("1.", "CNY"), (".5", "CNY"), ("+1", "CNY"), ("1 000", "CNY"), ("1,000", "CNY"), ("1000000000.01", "CNY"), (1, "CNY"), (1.5, "CNY"),
     (None, "CNY"), ("", "CNY"), ("1\n", "CNY"), ("１", "CNY"), ("9" * 5_000, "CNY")],
)  # fmt: skip
def test_what_is_no_exact_amount_is_refused(text: object, currency: str) -> None:
    with pytest.raises(InexactAmount):
        parse_amount(text, currency)


@given(st.fractions(min_value=0, max_value=10, max_denominator=10**6))
def test_a_rate_that_is_written_is_read_back(rate: Fraction) -> None:
    assert parse_rate(percent(rate)) == rate


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_ratio_is_exact(top: int, bottom: int) -> None:
    assert parse_rate(f"{top}/{bottom}") == Fraction(top, bottom)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("80%", Fraction(4, 5)), ("0.1%", Fraction(1, 1000)), ("33 1/3%", Fraction(1, 3)), ("2/37", Fraction(2, 37)), ("230%", Fraction(23, 10)), ("66.5%", Fraction(133, 200))],
)  # fmt: skip
def test_rates_are_fractions(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    ["80", "-1%", "1/0", "1 1/0%", "80 %", "80%%", "", 0.8, 80, None, "1/3%", "８０%", "80%\n", "9" * 5_000 + "%"],
)
def test_what_is_no_rate_is_refused(text: object) -> None:
    with pytest.raises(BadRate):
        parse_rate(text)


@given(st.integers(0, 10**15), st.integers(1, 10**9), st.sampled_from(range(4)))
def test_rounding_stays_within_one_unit_and_ties_go_where_the_mode_says(
    numerator: int, denominator: int, mode: int
) -> None:
    exact = Fraction(numerator, denominator)
    got = rounded(numerator, denominator, mode)
    wanted = {
        "half_up": floor(exact + Fraction(1, 2)),
        "half_even": round(exact),
        "up": ceil(exact),
        "down": floor(exact),
    }
    assert got == wanted[MODES[mode]]


@given(DAYS, DAYS)
def test_months_and_years_are_counted_in_whole(start: date, day: date) -> None:
    months = months_between(start, day)
    place = start.year * 12 + start.month - 1 + months
    reached = in_month(place // 12, place % 12 + 1, start.day)
    following = in_month((place + 1) // 12, (place + 1) % 12 + 1, start.day)
    assert reached <= day < following
    assert years_between(start, day) == months // 12


@given(DAYS, st.integers(0, 100))
def test_an_anniversary_begins_a_year_and_the_day_before_does_not(start: date, years: int) -> None:
    day = anniversary(start, years)
    assert years_between(start, day) == years
    assert years_between(start, day - timedelta(days=1)) == years - 1
    assert (day.month, day.day) in {(start.month, start.day), (2, 28)}


@given(st.lists(st.from_regex(r"[A-Z]{0,2}[0-9]{0,3}[a-z]?[0-9]{0,2}", fullmatch=True), unique=True, min_size=2))
def test_bill_ids_have_one_order_that_reads_digits_as_numbers(ids: list[str]) -> None:
    assert sorted(ids, key=natural) == sorted(ids, key=natural) or len({natural(i) for i in ids}) < len(ids)
    assert natural("B2") < natural("B10")
    assert natural("B2") < natural("C1")


@given(st.text(), st.integers(0, 99), st.text(), st.sampled_from(["zh", "en"]))
def test_a_digit_is_found_wherever_it_stands(before: str, number: int, after: str, lang: str) -> None:
    before, after = (part.replace("{", "").replace("}", "") for part in (before, after))
    assert bare_numbers(f"{before} {number} {after}", lang)
