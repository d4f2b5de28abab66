"""One value has one blind index, however it is spelled, and its kind and the key change it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from uberrima.foundation.vault import api, keyfile


@pytest.mark.parametrize(
    "spelling",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105\u200b19491231002X",
        "110105\u3000194912310\u202e02X",
    ],
)
def test_spelling_does_not_count(spelling: str) -> None:
    assert api.blind_index("id_number", spelling) == api.blind_index("id_number", "11010519491231002X")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert api.blind_index("name", "Élise") == api.blind_index("name", "E\u0301lise")


def test_it_is_four_bytes_and_depends_on_kind_and_key(key_file: Path) -> None:
    one = api.blind_index("phone", "13812345678")
    assert len(one) == 4
    assert api.blind_index("id_number", "13812345678") != one
    keyfile.write(key_file, keyfile.made())
    assert api.blind_index("phone", "13812345678") != one


def test_after_a_change_of_suite_the_old_index_is_still_looked_for(settings: Settings) -> None:
    old = api.blind_index("phone", "13812345678")
    settings.VAULT_SUITE = "sm4-gcm"
    assert api.blind_index("phone", "13812345678") != old
    assert old in api.blind_indexes("phone", "13812345678")
    assert api.blind_index("phone", "13812345678") in api.blind_indexes("phone", "13812345678")
