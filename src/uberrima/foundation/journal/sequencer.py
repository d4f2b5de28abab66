"""Gives waiting entries their places, one sequencer at a time, and signs the tree after each batch."""

from __future__ import annotations

import threading
from collections import defaultdict
from pathlib import Path

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction

from uberrima.core.evidence.checkpoint import Checkpoint, NoteError, read_note, write_note
from uberrima.core.evidence.tree import leaf_hash
from uberrima.foundation.journal import checkpoints
from uberrima.foundation.journal.errors import Broken
from uberrima.foundation.journal.leaves import LEAF, copied
from uberrima.foundation.journal.signer import FileSigner, Signer, make_key, verify
from uberrima.foundation.journal.store import Growing, Stored, tree_size

LOCK = 9162
BATCH = 4096
_log = structlog.get_logger("journal")

# Waiting rows of entries that have a place already are passed over: the audit reports them.
_PICK = f"""
SELECT w.id, e.id, e.tree, {LEAF} FROM journal_waiting w JOIN journal_entry e ON e.id = w.entry
WHERE NOT EXISTS (SELECT FROM journal_place p WHERE p.entry = w.entry) ORDER BY w.id LIMIT {BATCH}
"""  # noqa: S608 - made of constants
_READMIT = """
INSERT INTO journal_waiting (entry) SELECT e.id FROM journal_entry e
WHERE NOT EXISTS (SELECT FROM journal_place p WHERE p.entry = e.id) AND NOT EXISTS (SELECT FROM journal_waiting w WHERE w.entry = e.id)
ORDER BY e.stream, e.number
"""


class Sequencer:
    """Places entries. Any number may be made; a lock in the database lets one work at a time."""

    def __init__(self, signer: Signer, origin: str, file: Path) -> None:
        self.signer = signer
        self.origin = origin
        self.file = file
        #: length of the file when it was last read, and the last checkpoint of each tree in it
        self._read: tuple[int, dict[str, Checkpoint]] = (-1, {})

    def batch(self) -> int:
        """Place up to a batch of waiting entries, commit, and publish the checkpoints; give how many were placed.

        :raises Broken: when the tree in the database is not the one that was signed. Then nothing is placed and nothing signed.
        """
        notes: list[str] = []
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            waiting: list[int] = []
            leaves: dict[str, list[tuple[bytes, bytes]]] = defaultdict(list)
            for row in copied(cursor, _PICK):
                number, entry, tree, leaf = _parts(row)
                waiting.append(number)
                leaves[tree].append((entry, leaf_hash(leaf)))
            for tree in self._behind(set(leaves)):
                notes += self._unpublished(tree)
            for tree, found in leaves.items():
                notes.append(self._extend(tree, found))
            if waiting:
                cursor.execute("DELETE FROM journal_waiting WHERE id = ANY(%s)", [waiting])
        # After the commit: a file that is ahead of the database would look like a rollback.
        if notes:
            checkpoints.append(self.file, notes)
        return len(waiting)

    def drain(self) -> int:
        """Place all that waits."""
        total = 0
        while placed := self.batch():
            total += placed
        return total

    def readmit(self) -> int:
        """Let entries wait again that have no place and are not waiting, as after a restore."""
        with connection.cursor() as cursor:
            cursor.execute(_READMIT)
            return int(cursor.rowcount)

    def run(self, stop: threading.Event, pause: float = 0.1) -> None:
        """Work until told to stop. A short poll and no NOTIFY: commits that notify wait for each other.

        :raises Broken: and signs nothing more.
        """
        ready = False
        while not stop.is_set():
            try:
                if not ready:
                    self.readmit()
                    ready = True
                placed = self.batch()
            except OperationalError:
                # The database is away or starting: connect anew and try again.
                _log.warning("journal.database_away")
                connection.close()
                stop.wait(1.0)
                continue
            if placed < BATCH:
                stop.wait(pause)

    def _extend(self, tree: str, found: list[tuple[bytes, bytes]]) -> str:
        size = tree_size(tree)
        growing = Growing(Stored(tree, size))
        self._check_signed(tree, size, growing.root())
        for _, leaf in found:
            growing.append(leaf)
        with connection.cursor() as cursor:
            with cursor.copy("COPY journal_place (tree, index, entry, leaf) FROM STDIN (FORMAT binary)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8) + b"".join(_places(tree, size, found)) + b"\xff\xff")
            for level, index, full in growing.filled:
                cursor.execute(
                    "INSERT INTO journal_node (tree, level, index, hash) VALUES (%s, %s, %s, %s)",
                    [tree, level, index, full],
                )
            note = write_note(
                Checkpoint(origin=f"{self.origin}/{tree}", size=growing.size, root=growing.root()),
                self.signer.public,
                self.signer.sign,
            )
            cursor.execute(
                "INSERT INTO journal_checkpoint (tree, size, note) VALUES (%s, %s, %s)", [tree, growing.size, note]
            )
        return note

    def _check_signed(self, tree: str, size: int, root: bytes) -> None:
        """Never go on from a tree that is not the one signed last, in the database and in the file."""
        signed = latest(tree)
        if (signed is None) != (size == 0):
            raise Broken(
                f'The tree "{tree}" has {size} entries and {"no" if signed is None else "a"} signed checkpoint.'
            )
        if signed is not None:
            try:
                checkpoint = read_note(signed, self.signer.public, verify)
            except NoteError as error:
                raise Broken(f'The last checkpoint of "{tree}" does not hold with this key: {error}.') from None
            if (checkpoint.size, checkpoint.root) != (size, root):
                raise Broken(
                    f'The tree "{tree}" with {size} entries is not the one that was signed at {checkpoint.size}.'
                )
        published = self._published().get(tree)
        if published is None:
            return
        if published.size > size:
            raise Broken(
                f'The database holds {size} entries of "{tree}", {self.file} vouches for {published.size}: rolled back.'
            )
        if Growing(Stored(tree, published.size)).root() != published.root:
            raise Broken(f'The first {published.size} entries of "{tree}" are not those that {self.file} vouches for.')

    def _published(self) -> dict[str, Checkpoint]:
        length = self.file.stat().st_size if self.file.exists() else 0
        if length != self._read[0]:
            self._read = (length, {one.tree: one.checkpoint for one in checkpoints.read(self.file)})
        return self._read[1]

    def _behind(self, growing: set[str]) -> set[str]:
        """Give the trees whose last checkpoint has to be looked up in the file: all that grow now, and at the first go all there are."""
        if self._read[0] >= 0:
            return growing
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tree FROM journal_checkpoint")
            return growing | {str(row[0]) for row in cursor.fetchall()}

    def _unpublished(self, tree: str) -> list[str]:
        """Give the checkpoints that a crash has kept from the file."""
        published = self._published().get(tree)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT note FROM journal_checkpoint WHERE tree = %s AND size > %s ORDER BY size",
                [tree, published.size if published else 0],
            )
            return [str(row[0]) for row in cursor.fetchall()]


def latest(tree: str) -> str | None:
    """Give the note of the last checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkpoint WHERE tree = %s ORDER BY size DESC LIMIT 1", [tree])
        found = cursor.fetchone()
    return None if found is None else str(found[0])


def configured() -> Sequencer:
    """Give the sequencer of the settings. A key is made where there is none and nothing was signed yet.

    :raises NoKey: when there are checkpoints and the key is gone.
    """
    path = Path(settings.UBERRIMA_JOURNAL_KEY)
    if not path.exists():
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM journal_checkpoint)")
            if not cursor.fetchone()[0]:
                make_key(path)
    return Sequencer(FileSigner(path), settings.UBERRIMA_JOURNAL_ORIGIN, Path(settings.UBERRIMA_JOURNAL_CHECKPOINTS))


def _parts(row: bytes) -> tuple[int, bytes, str, bytes]:
    """Take a row of ``_PICK`` apart: waiting number, entry id, tree, bytes of the leaf."""
    tree_end = 38 + int.from_bytes(row[34:38], "big")
    return int.from_bytes(row[6:14], "big"), row[18:34], row[38:tree_end].decode(), row[tree_end:]


def _places(tree: str, size: int, found: list[tuple[bytes, bytes]]) -> list[bytes]:
    name = tree.encode()
    head = b"\x00\x04" + len(name).to_bytes(4, "big") + name + b"\x00\x00\x00\x08"
    return [
        head + index.to_bytes(8, "big") + b"\x00\x00\x00\x10" + entry + b"\x00\x00\x00\x20" + leaf
        for index, (entry, leaf) in enumerate(found, size)
    ]
