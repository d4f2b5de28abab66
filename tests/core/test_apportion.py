"""A settlement sheet's totals land on lines exactly, and nowhere they may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uberrima.core.adjudication.apportion import Charge, MoreThanBilled, apportion, shared_out


def test_the_fund_pays_for_listed_lines_only() -> None:
    charges = [
        Charge(billed=100_00, listed=True),
        Charge(billed=50_00, listed=False),
        Charge(billed=200_00, listed=True),
    ]
    paid = apportion(charges, public_insurance=150_00, personal_account=0)
    assert [p.public_insurance for p in paid] == [50_00, 0, 100_00]


def test_the_personal_account_pays_for_what_the_fund_left() -> None:
    charges = [Charge(billed=100_00, listed=True), Charge(billed=50_00, listed=False)]
    paid = apportion(charges, public_insurance=100_00, personal_account=20_00)
    assert [(p.public_insurance, p.personal_account) for p in paid] == [(100_00, 0), (0, 20_00)]


def test_a_cent_that_does_not_divide_goes_to_the_largest_remainder_and_then_to_the_earlier_line() -> None:
    assert shared_out(2, [1, 1, 1], "public_insurance") == [1, 1, 0]
    assert shared_out(5, [3, 7], "public_insurance") == [2, 3]


def test_more_than_billed_is_refused_and_says_by_whom() -> None:
    with pytest.raises(MoreThanBilled, match="public_insurance paid 10001"):
        apportion([Charge(billed=100_00, listed=True)], public_insurance=100_01, personal_account=0)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.data())
def test_parts_add_up_and_stay_within_their_lines(rooms: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(rooms)))
    parts = shared_out(total, rooms, "public_insurance")
    assert sum(parts) == total
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))
