"""Masks show enough to tell people apart, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uberrima.core.privacy import Mask, mask, mask_name, mask_number, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林晓岚", "林*岚"),
        ("王梅", "王*"),
        ("王", "*"),
        ("王李晓梅", "王**梅"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("欧阳", "欧*"),  # two characters: a single family name and a given name
        ("諸葛孔明", "諸葛*明"),
        ("买买提·艾力", "买*提·艾*"),
        ("阿依古丽•买买提", "阿**丽·买*提"),
        ("𠮷田", "𠮷*"),
        ("Anna Lindqvist", "A*** L***"),
        ("Éloïse", "É***"),
        ("O", "*"),
        ("林\u200b晓岚", "林*岚"),
        ("  林晓岚 ", "林*岚"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_family_name(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110105194912310021", "**************0021"),
        ("11010519491231002X", "**************002X"),
        ("６２２２０２１２３４５６７８９０", "************7890"),
        ("6222 0212 3456 7890 123", "***************0123"),
        ("AB-1234567", "******567"),
        ("12345", "****5"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_tail(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("0086 13812345678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("010-65881234", "********234"),
        ("110", "**0"),
    ],
)
def test_a_telephone_keeps_its_tail(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=2), st.sampled_from(Mask))
def test_no_mask_shows_more_than_two_thirds_of_anything(value: str, kind: Mask) -> None:
    shown = mask(kind, value)
    assert "*" in shown
    assert len(shown.replace("*", "")) * 3 <= max(len(value), 3) * 2


def test_nothing_of_a_whole_mask_tells_the_length() -> None:
    assert mask(Mask.WHOLE, "急性阑尾炎") == mask(Mask.WHOLE, "C50") == "***"
    assert mask(Mask.WHOLE, "") == ""
