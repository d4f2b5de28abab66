"""What an owner of the database does to the journal is found: F12 and F13, a share of the thousand that `make prove` tries."""

from __future__ import annotations

import os
from random import Random

import pytest
from django.db import connection, transaction

from tests.rooms.journal.acts import act, checkpoints, place_some, rows, verified
from tests.rooms.journal.attacks import ATTACKS, Attack, as_master, attacked, cut, try_attacks, write_anew
from uberrima.foundation.journal import api as journal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_kind_of_attack_is_found(attack: Attack) -> None:
    place_some(7, 40)
    dice, tried = Random(11), 0
    while tried < 6:
        found = attacked(dice, attack)
        assert found is not False
        tried += found is True
    assert verified().holds


#: `make prove` asks for more
COUNT = int(os.environ.get("UBERRIMA_ATTACKS", "100"))


def test_attacks_by_chance_are_found_and_no_false_alarm_is_raised() -> None:
    done, missed, clean = try_attacks(seed=2026, count=COUNT)
    assert (done, missed, clean) == (COUNT, [], COUNT // 10)


def test_stored_hashes_of_256_entries_are_watched_too() -> None:
    with transaction.atomic():
        for number in range(520):
            act(number)
    journal.configured().drain()
    dice = Random(3)
    with transaction.atomic(), connection.cursor() as cursor:
        as_master(cursor)
        cursor.execute("UPDATE journal_node SET hash = sha256(hash) WHERE index = 1")
        assert [one.code for one in verified().findings] == ["node-altered"]
        transaction.set_rollback(True)
    assert attacked(dice, next(one for one in ATTACKS if one.name == "rehash"))


def test_a_journal_written_anew_from_end_to_end_is_found_by_the_file_alone() -> None:
    place_some(5, 20)
    with transaction.atomic(), connection.cursor() as cursor:
        as_master(cursor)
        cursor.execute("UPDATE journal_entry SET at = at + 1")
        write_anew(cursor, "acts")
        write_anew(cursor, "reads")
        found = verified()
        assert {one.code for one in found.findings} == {"root"}
        assert all("line" in one.says for one in found.findings)
        transaction.set_rollback(True)


def test_after_a_rollback_the_sequencer_signs_nothing_more() -> None:
    """F13: an older copy is restored and the house goes on: nothing is signed, and the audit says why."""
    for number in range(6):
        act(number, streams=1)
        journal.configured().drain()
    with transaction.atomic(), connection.cursor() as cursor:
        as_master(cursor)
        cut(cursor, "acts", 3)
    act(100, streams=1)
    for _ in range(2):
        with pytest.raises(journal.Broken, match="rolled back"):
            journal.configured().batch()
    codes = {one.code for one in verified().findings}
    assert {"checkpoint-gone", "truncated", "no-place"} <= codes


def test_a_journal_that_was_altered_is_not_signed_any_more() -> None:
    place_some(5, 20)
    with transaction.atomic(), connection.cursor() as cursor:
        as_master(cursor)
        cursor.execute("UPDATE journal_place SET leaf = sha256(leaf) WHERE tree = 'acts' AND index = 1")
    act(100)
    with pytest.raises(journal.Broken):
        journal.configured().batch()


@pytest.mark.parametrize("bit", [5, 17, 40, 62])
def test_a_place_far_off_is_found_without_walking_there(bit: int) -> None:
    place_some(5, 20)
    with transaction.atomic(), connection.cursor() as cursor:
        as_master(cursor)
        cursor.execute(
            "UPDATE journal_place SET index = index | (1::bigint << %s) WHERE tree = 'acts' AND index = 4", [bit]
        )
        assert "gap" in {one.code for one in verified().findings}
        transaction.set_rollback(True)


def test_without_the_file_the_journal_is_not_said_to_hold() -> None:
    place_some(5, 20)
    checkpoints().unlink()
    assert {one.code for one in verified().findings} == {"file-cut"}


def test_the_audit_names_the_business_rows_that_are_not_as_recorded() -> None:
    entries = [act(number) for number in range(1, 9)]
    journal.configured().drain()
    file, public = checkpoints(), journal.configured().signer.public

    def rows_now() -> list[journal.Recomputed]:
        return [
            journal.Recomputed(entry=entry, digest=rows(number), name=f"claim C-2026-{number:04}")
            for number, entry in enumerate(entries, 1)
        ]

    report = journal.audit(file, public, {"test.acted/1": rows_now})
    assert report.holds
    assert report.rows == 8
    altered = [
        *rows_now()[:2],
        journal.Recomputed(entry=entries[2], digest=bytes(32), name="claim C-2026-0003"),
        *rows_now()[3:7],
    ]
    findings = journal.audit(file, public, {"test.acted/1": lambda: altered}).findings
    assert [(one.code, one.entry) for one in findings] == [("rows-altered", entries[2]), ("rows-gone", entries[7])]
    assert "claim C-2026-0003" in str(findings[0])
    stray = [
        *rows_now(),
        journal.Recomputed(entry=findings[0].entry or entries[0], digest=b"", name="claim C-2026-0099"),
    ]
    assert [one.code for one in journal.audit(file, public, {"test.acted/1": lambda: stray}).findings] == [
        "rows-unrecorded"
    ]
