"""Entries are recorded with their act, placed within a second, proved, and handed out as receipts that hold."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.receipts import holds
from tests.rooms.journal.acts import DAY, act, checkpoints, payload, place_some, public, salt, verified
from uberrima.core.evidence.checkpoint import read_note
from uberrima.core.evidence.receipt import PayloadAltered
from uberrima.core.evidence.tree import verify_consistency, verify_inclusion
from uberrima.foundation.journal import api as journal
from uberrima.foundation.journal.signer import verify
from uberrima.foundation.journal.store import Growing, Stored

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_entry_that_waits_gets_its_place_and_a_signed_checkpoint() -> None:
    entry = act(1)
    assert journal.place_of(entry) is None
    assert journal.configured().drain() == 1
    placed = journal.place_of(entry)
    assert placed is not None
    assert (placed.tree, placed.index, placed.size) == ("acts", 0, 1)
    assert read_note(placed.note, public(), verify).root == placed.root
    assert verified().holds


def test_every_entry_is_proved_against_the_latest_checkpoint() -> None:
    entries = place_some(1, 60)
    for entry in entries:
        proof = journal.prove(entry)
        signed = read_note(proof.note, public(), verify)
        verify_inclusion(proof.entry.leaf_hash(), proof.index, signed.size, proof.path, signed.root)
    report = verified()
    assert report.holds
    assert sum(report.entries.values()) == 60


def test_a_receipt_holds_far_from_here_and_only_for_what_was_recorded() -> None:
    entries = [act(number) for number in range(9)]
    journal.configured().drain()
    for number, entry in enumerate(entries):
        found = journal.receipt(entry, salt=salt(number), payload=payload(number))
        assert holds(found)
    with pytest.raises(PayloadAltered):
        journal.receipt(entries[1], salt=salt(1), payload=payload(2))


def test_entries_of_a_stream_are_numbered_without_a_gap_by_many_at_once() -> None:
    def work(worker: int) -> None:
        try:
            for number in range(25):
                act(worker * 100 + number, streams=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    journal.configured().drain()
    assert verified().holds
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, count(*), max(number), min(number) FROM journal_entry GROUP BY stream")
        found = cursor.fetchall()
    assert sum(row[1] for row in found) == 100
    assert all(count == most and least == 1 for _, count, most, least in found)


def test_streams_do_not_wait_for_each_other() -> None:
    """One transaction holds its stream open; another stream is recorded and committed meanwhile, and placed."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                act(1, streams=5)
                held.set()
                assert done.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert held.wait(20)
        act(2, streams=5)
        assert journal.configured().drain() == 1
        done.set()
        holding.result()
    assert journal.configured().drain() == 1
    assert verified().holds


def test_what_is_rolled_back_is_not_recorded() -> None:
    with transaction.atomic():
        act(1)
        transaction.set_rollback(True)
    assert journal.configured().drain() == 0
    assert verified().holds


def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(journal.Unfit, match="transaction"):
        journal.record(
            kind="a.b/1", stream="s", at=DAY, actor=uuid4(), purpose="claim", case="", commitment=bytes(32), sealed=b""
        )


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "claim decided"}, {"stream": "林晓岚"}, {"case": "林 1"}, {"purpose": "because\n"}, {"commitment": b"1"}, {"rows": b"1"}, {"tree": "Acts!"}, {"stream": ""}],
)  # fmt: skip
def test_an_entry_of_another_form_is_not_taken(wrong: dict) -> None:
    good = {
        "kind": "a.b/1",
        "stream": "s",
        "at": DAY,
        "actor": uuid4(),
        "purpose": "claim",
        "case": "",
        "commitment": bytes(32),
        "sealed": b"",
    }
    with transaction.atomic(), pytest.raises(journal.Unfit):
        journal.record(**{**good, **wrong})


@pytest.mark.parametrize("table", journal.INSERT_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET tree = 'x'", "TRUNCATE {}"])
def test_the_application_may_not_change_or_remove_what_is_recorded(table: str, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", journal.INSERT_ONLY)
def test_the_database_refuses_it_to_the_owner_too(table: str) -> None:
    place_some(1, 20)
    with connection.cursor() as cursor:
        if table == "journal_node":
            cursor.execute("INSERT INTO journal_node VALUES ('acts', 8, 0, '')")
        for statement in ("DELETE FROM {}", "UPDATE {} SET tree = 'x'"):
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                cursor.execute("SET LOCAL ROLE NONE; " + statement.format(table))


def test_the_stored_hashes_agree_with_the_tree_across_the_blocks_of_256() -> None:
    """Past 256 entries proofs come from stored nodes as well; sizes on both sides of the edge are tried."""
    with transaction.atomic():
        entries = [act(number) for number in range(700)]
    sequencer = journal.configured()
    sequencer.drain()
    entries += [act(number) for number in range(700, 770)]
    sequencer.drain()
    for number in (0, 1, 2, *range(250, 260), *range(509, 515), 697, 698, 699, 700, 701, 767, 768, 769):
        journal.receipt(entries[number], salt=salt(number), payload=payload(number))
    for old in (1, 2, 255, 256, 257, 512, 699, 700, 768):
        one, two = Growing(Stored("acts", old)), Growing(Stored("acts", 770))
        verify_consistency(old, 770, one.root(), two.root(), journal.prove_growth("acts", old, 770))
    assert verified().holds


def test_the_sequencer_places_while_it_runs() -> None:
    stop = threading.Event()

    def serve() -> None:
        try:
            journal.configured().run(stop)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(serve)
        try:
            for number in range(3):
                entry, begun = act(number), time.monotonic()
                while journal.place_of(entry) is None:
                    assert time.monotonic() - begun < 20
                    time.sleep(0.01)
        finally:
            stop.set()
        serving.result()
    assert verified().holds


def test_an_entry_that_lost_its_turn_is_found_and_let_in_again() -> None:
    act(1)
    entry = act(2)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_waiting WHERE entry = %s", [entry])
    sequencer = journal.configured()
    assert sequencer.drain() == 1
    assert [(one.code, one.entry) for one in verified().findings] == [("no-place", entry)]
    assert sequencer.readmit() == 1
    assert sequencer.drain() == 1
    assert verified().holds


@pytest.mark.parametrize("kept", [0, 40, -1])
def test_a_checkpoint_that_a_crash_kept_from_the_file_is_written_at_the_next_start(kept: int) -> None:
    place_some(3, 30)
    lines = checkpoints().read_bytes().splitlines(keepends=True)
    checkpoints().write_bytes(b"".join(lines[:-2]) + lines[-2][:kept])
    act(100)
    journal.configured().drain()
    assert verified().holds
    assert all(line.rstrip(b"\n") in checkpoints().read_bytes() for line in lines)


def test_two_sequencers_do_no_harm() -> None:
    for number in range(50):
        act(number)

    def work(_: int) -> int:
        try:
            return journal.configured().drain()
        finally:
            connection.close()

    journal.configured()
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 50
    assert verified().holds


# --- the key ---------------------------------------------------------------------------------------------------------


def test_a_torn_or_altered_key_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    journal.make_key(path)
    whole = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    public_key = journal.FileSigner(path).public
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(journal.NoKey):
            journal.FileSigner(path)
    for bit in range(len(whole) * 8):
        torn = bytearray(whole)
        torn[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(torn))
        with pytest.raises(journal.NoKey):
            journal.FileSigner(path)
    path.write_bytes(whole)
    journal.make_key(path)
    assert journal.FileSigner(path).public == public_key == journal.public_key(path)
    assert {one.name for one in tmp_path.iterdir()} == {"a.key", "a.key.pub"}


def test_a_key_that_went_missing_is_not_replaced_in_silence() -> None:
    place_some(1, 3)
    Path(settings.UBERRIMA_JOURNAL_KEY).unlink()
    with pytest.raises(journal.NoKey):
        journal.configured()


def test_another_key_does_not_go_on_signing(tmp_path: Path) -> None:
    place_some(1, 3)
    act(9)
    journal.make_key(tmp_path / "other.key")
    sequencer = journal.Sequencer(journal.FileSigner(tmp_path / "other.key"), "uberrima.local", checkpoints())
    with pytest.raises(journal.Broken):
        sequencer.batch()


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(journal.Unfit):
        journal.prove(UUID(int=1))
