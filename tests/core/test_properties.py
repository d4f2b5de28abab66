"""What always holds, tried on made-up worlds: amounts add up, families keep apart, and the order of arrival does not matter."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.wordings import CLINIC, clause, loaded, text
from tests.prove.properties import PROPERTIES, Property, try_property
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.kernel import rounded
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import Edition

#: Those that read many wordings anew get fewer worlds here; `make prove` gives all of them many.
SLOW = {"neutral_clauses", "doubled", "uncited_clauses_can_go", "replayed"}


@pytest.mark.parametrize("asked", PROPERTIES, ids=lambda asked: asked.__name__)
def test_the_property_holds(asked: Property) -> None:
    found = try_property(asked, "test", 30 if asked.__name__ in SLOW else 100)
    assert not found.broken, found.first
    assert found.tried > 10


# ------------------------------------------------------------------------------------------- rounding over many lines

DAY = date(2025, 3, 10)


def edition(rate: str, where: str, mode: str, of: str, to: str) -> Edition:
    """A product with one share."""
    fields = [f'where = "{where}"', f'mode = "{mode}"', f'of = "{of}"', f'to = "{to}"']
    return loaded(
        text(
            CLINIC,
            clause("1.2", "rounding", *fields, words="{to}"),
            clause("4.1", "share", f'pays = "{rate}"', words="{pays}"),
            steps=("share",),
        )
    )


def paid(found: Edition, bills: list[dict[str, object]]) -> Settlement:
    """Bills of one member, settled."""
    policy = Record(kind="policy", fields={"id": "P1", "start": date(2025, 1, 1), "members": [{"id": "A"}]})
    log = read_log([policy, *(Record(kind="bill", fields=bill) for bill in bills)], {"": found}).one()
    return settle({"": found}, log)


RATES = st.sampled_from(["80%", "33 1/3%", "2/37", "66.5%", "1/7", "50%"])
MODES = st.sampled_from(t.MODES)
UNITS = st.sampled_from([1, 5, 100])
LINES = st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(["inpatient", "outpatient"])), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    RATES,
    st.sampled_from(["bill", "benefit", "month", "policy_year"]),
    MODES,
    st.sampled_from(["paid", "borne"]),
    UNITS,
    LINES,
)
def test_lines_add_up_to_the_whole_that_is_rounded(
    rate: str, where: str, mode: str, of: str, unit: int, lines: list[tuple[int, str]]
) -> None:
    found = edition(rate, where, mode, of, f"{unit // 100}.{unit % 100:02d}")
    pays = found.wording.clauses[-1].bands()[0].pays
    if unit > 1:  # a coarse unit must not ask more of a line than the line has: the rest would be cut
        lines = [(minor + 40 * unit, care) for minor, care in lines]
    told: list[dict[str, object]] = [
        {"billed": f"{minor // 100}.{minor % 100:02d}", "care": care} for minor, care in lines
    ]
    bills: list[dict[str, object]] = [{"id": "B1", "date": DAY, "line": told}]
    if where in {"month", "policy_year"}:
        bills = [{"id": f"B{n}", "date": DAY + timedelta(days=n), "line": [line]} for n, line in enumerate(told)]
    decisions = paid(found, bills).decisions
    groups = {"inpatient", "outpatient"} if where == "benefit" else {""}
    for group in groups:
        mine = [n for n, (_, care) in enumerate(lines) if group in {"", care}]
        total = sum(lines[n][0] for n in mine)
        exact = total * (pays if of == "paid" else 1 - pays)
        whole = rounded(exact.numerator, exact.denominator * unit, t.MODES.index(mode)) * unit
        column = t.PAID if of == "paid" else t.SHARE
        got = sum(decisions[n].columns[column] for n in mine)
        assert got == whole


@settings(max_examples=60, deadline=None)
@given(RATES, MODES, LINES)
def test_every_line_is_rounded_by_itself_where_the_wording_says_so(
    rate: str, mode: str, lines: list[tuple[int, str]]
) -> None:
    found = edition(rate, "line", mode, "paid", "0.01")
    pays = found.wording.clauses[-1].bands()[0].pays
    told = [{"billed": f"{minor // 100}.{minor % 100:02d}", "care": care} for minor, care in lines]
    for (minor, _), decision in zip(
        lines, paid(found, [{"id": "B1", "date": DAY, "line": told}]).decisions, strict=True
    ):
        exact = Fraction(minor) * pays
        assert decision.columns[t.PAID] == rounded(exact.numerator, exact.denominator, t.MODES.index(mode))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 40), st.integers(0, 10**9))
def test_a_line_of_several_days_is_divided_evenly_and_loses_nothing(billed: int, days: int, other: int) -> None:
    other = min(other, billed)
    pools = clause("3.1", "days", 'per = "policy_year"')
    found = loaded(text(clause("3.0", "other_payer", 'payer = "public"'), pools, steps=("other_payers",)))
    line = {
        "billed": f"{billed // 100}.{billed % 100:02d}",
        "days": days,
        "care": "inpatient",
        "paid_by": {"public": f"{other // 100}.{other % 100:02d}"},
    }
    decision = paid(found, [{"id": "B1", "date": DAY, "line": [line]}]).decisions[0]
    assert [part.day for part in decision.parts] == [DAY + timedelta(days=n) for n in range(days)]
    for column, total in ((t.BILLED, billed), (t.OTHER, other), (t.PAID, billed - other)):
        shares = [part.columns[column] for part in decision.parts]
        assert sum(shares) == total
        assert max(shares) - min(shares) <= (1 if column != t.PAID else 2)
    assert all(amount >= 0 for part in decision.parts for amount in part.columns)


def test_worlds_are_the_same_for_the_same_seed() -> None:
    one, two = (try_property(lambda w, e, r: f"{w}" if Random(0).random() else "", "seeded", 3) for _ in range(2))
    assert one.first == two.first
