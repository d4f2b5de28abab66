"""Whoever writes into the database changes, moves or exchanges sealed values: each is refused and journalled (F7)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.rooms.vault.world import CONTACT, FINANCIAL, LIN, MEDICAL, WANG, permit_for, place_of
from uberrima.core.privacy import DataClass, Permit
from uberrima.foundation.vault import api
from uberrima.foundation.vault.models import DataKey, Read

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = ("林晓岚", "王梅", "110105194912310021", "急性阑尾炎")


@pytest.fixture(autouse=True)
def cells() -> Iterator[None]:
    """A real table with sealed cells, as a room would have it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE cells (id uuid PRIMARY KEY, name bytea, number bytea, illness bytea) ON COMMIT PRESERVE ROWS"
        )
        for row, name in ((LIN, "林晓岚"), (WANG, "王梅")):
            cursor.execute(
                "INSERT INTO cells VALUES (%s, %s, %s, %s)",
                [
                    row,
                    api.seal(row, CONTACT, place_of("name", row, "cells"), name),
                    api.seal(row, CONTACT, place_of("number", row, "cells"), "110105194912310021"),
                    api.seal(row, MEDICAL, place_of("illness", row, "cells"), "急性阑尾炎"),
                ],
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cells")


def cell(column: str, row: UUID = LIN) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cells WHERE id = %s", [row])  # noqa: S608 — a column named in this file
        return bytes(cursor.fetchone()[0])


def put(column: str, value: bytes, row: UUID = LIN) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cells SET {column} = %s WHERE id = %s", [value, row])  # noqa: S608 — see above


def read(column: str, row: UUID = LIN, *, data_class: DataClass = CONTACT, permit: Permit | None = None) -> str:
    """One request that reads one cell."""
    with api.batch_trail("page"):
        return api.unseal(permit or permit_for(row), data_class, place_of(column, row, "cells"), cell(column, row))


def refused(column: str, row: UUID = LIN, *, data_class: DataClass = CONTACT) -> None:
    """The request gets nothing, its message tells nothing, and it is journalled."""
    before = Read.objects.count()
    with pytest.raises(api.Unreadable) as told:
        read(column, row, data_class=data_class)
    assert not any(secret in str(told.value) for secret in SECRETS)
    assert Read.objects.count() == before + 1
    last = api.tries_of(row)[0]
    assert (last.outcome, last.classes) == ("unreadable", frozenset({data_class}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM journal_entry WHERE id = %s", [last.entry])
        assert cursor.fetchone() == ("vault.refused/1",)


def test_untouched_it_opens() -> None:
    assert [read("name"), read("name", WANG), read("illness", data_class=MEDICAL)] == ["林晓岚", "王梅", "急性阑尾炎"]


def test_every_flipped_bit_is_refused_and_journalled() -> None:
    value = cell("name")
    for bit in range(len(value) * 8):
        changed = bytearray(value)
        changed[bit // 8] ^= 1 << (bit % 8)
        put("name", bytes(changed))
        refused("name")
    put("name", value)
    assert read("name") == "林晓岚"


def test_every_cut_is_refused_and_journalled() -> None:
    value = cell("name")
    for length in range(len(value)):
        put("name", value[:length])
        refused("name")


def test_a_value_moved_between_rows_is_refused() -> None:
    put("name", cell("name", WANG), LIN)
    refused("name")


def test_a_value_moved_between_columns_is_refused() -> None:
    put("name", cell("number"))
    refused("name")


def test_a_value_moved_between_classes_is_refused() -> None:
    name, illness = cell("name"), cell("illness")
    put("illness", name)
    refused("illness", data_class=MEDICAL)
    put("name", illness)
    refused("name")


def test_another_persons_permit_does_not_open_it() -> None:
    with pytest.raises(api.Unreadable):
        read("name", LIN, permit=permit_for(WANG))


def test_a_row_that_is_given_another_id_is_refused() -> None:
    other = UUID(int=7)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cells SET id = %s WHERE id = %s", [other, LIN])
    with pytest.raises(api.Unreadable):
        read("name", other, permit=permit_for(LIN))


@pytest.mark.parametrize("part", ["wrapped", "commitment"])
def test_exchanged_data_keys_are_refused(part: str) -> None:
    keys = {key.subject: key for key in DataKey.objects.filter(data_class=1)}
    DataKey.objects.filter(pk=keys[LIN].pk).update(**{part: getattr(keys[WANG], part)})
    refused("name")
    assert read("name", WANG) == "王梅"


def test_a_data_key_that_is_given_to_another_person_is_refused() -> None:
    DataKey.objects.filter(subject=LIN, data_class=1).delete()
    DataKey.objects.filter(subject=WANG, data_class=1).update(subject=LIN)
    refused("name")


def test_a_data_key_that_is_given_to_another_class_is_refused() -> None:
    DataKey.objects.filter(subject=LIN, data_class=3).delete()
    DataKey.objects.filter(subject=LIN, data_class=1).update(data_class=3)
    refused("illness", data_class=MEDICAL)


def test_a_class_that_was_never_written_has_no_key() -> None:
    with pytest.raises(api.Unreadable):
        read("name", data_class=FINANCIAL)


def test_an_older_value_of_the_same_cell_is_not_caught_here() -> None:
    """Said honestly: it was sealed for this very place. What was decided on is compared by the journal's audit."""
    older = cell("name")
    put("name", api.seal(LIN, CONTACT, place_of("name", LIN, "cells"), "林小岚"))
    put("name", older)
    assert read("name") == "林晓岚"


def test_an_older_record_does_not_pass_for_a_newer_one() -> None:
    """What a decision was made of is bound to its entry: there the old value is found."""
    sealed = []
    for amount in (100, 200):
        with transaction.atomic():
            made = api.record(
                subject=LIN, data_class=MEDICAL, kind="claim.decided/1", stream="claim:C-1", actor=LIN,
                purpose=permit_for().purpose, case="C-1", payload={"amount": amount},
            )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SELECT commitment, sealed FROM journal_entry WHERE id = %s", [made.entry])
            sealed.append([bytes(part) for part in cursor.fetchone()])
    with pytest.raises(api.Unreadable), api.batch_trail("page"):
        api.open_record(permit_for(), MEDICAL, sealed[1][0], sealed[0][1])
