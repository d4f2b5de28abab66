"""Rehashes the whole journal from its entries, and names everything that is not as it was signed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from uberrima.core.evidence.checkpoint import Checkpoint, NoteError, read_note
from uberrima.core.evidence.entry import VERSION
from uberrima.core.evidence.tree import EMPTY_ROOT
from uberrima.foundation.journal import checkpoints
from uberrima.foundation.journal.errors import Broken
from uberrima.foundation.journal.leaves import LEAF, copied
from uberrima.foundation.journal.signer import verify as verify_signature
from uberrima.foundation.journal.store import LEVELS

#: How long a committed entry may wait for its place before it counts as left out.
PATIENCE = 2.0
#: Entries that are fetched in one go.
_CHUNK = 1 << 16
#: What is named of one kind of fault at most; all are counted.
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """The digest of business rows as they stand now."""

    entry: UUID
    digest: bytes
    #: what a person calls the row: "claim C-2026-0001, decision of bill B1"
    name: str


#: kind of entry → how the digests of its business rows are computed anew
Audited = Mapping[str, Callable[[], Iterable[Recomputed]]]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it was recorded."""

    #: a stable word for scripts
    code: str
    says: str
    tree: str = ""
    #: place in the tree, where one can be named
    index: int | None = None
    entry: UUID | None = None

    def __str__(self) -> str:
        where = "".join(
            (
                f" {self.tree}" if self.tree else "",
                f"[{self.index}]" if self.index is not None else "",
                f" {self.entry}" if self.entry else "",
            )
        )
        return f"{self.code}{where}: {self.says}"


@dataclass(kw_only=True)
class Report:
    """What an audit found."""

    #: entries rehashed, by tree
    entries: dict[str, int] = field(default_factory=dict)
    #: signed checkpoints compared
    checkpoints: int = 0
    #: business rows compared
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: findings beyond those that are listed
    more: int = 0

    @property
    def holds(self) -> bool:
        return not self.findings

    def add(self, finding: Finding) -> None:
        if sum(one.code == finding.code for one in self.findings) < _MOST:
            self.findings.append(finding)
        else:
            self.more += 1


def verify(file: Path, public: bytes, *, patience: float = PATIENCE) -> Report:
    """Rehash everything and compare it with every signed checkpoint of the database and of the file outside it."""
    return audit(file, public, {}, patience=patience)


def audit(file: Path, public: bytes, audited: Audited, *, patience: float = PATIENCE) -> Report:
    """Do what :func:`verify` does, and compare the business rows with what was recorded of them.

    It reads one snapshot of the database, needs no right to write, and takes the place of nobody: it can run beside the sequencer.

    :param patience: seconds that an entry of the snapshot may still wait for its place before it counts as left out
    """
    report = Report()
    try:
        # Before the snapshot: what the file vouches for was committed earlier.
        published = checkpoints.read(file)
    except Broken as error:
        report.add(Finding(code="file-altered", says=str(error)))
        published = ()
    own = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if own:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        left = _Audit(cursor, report, published, public).run()
        for kind, recompute in audited.items():
            _compare_rows(cursor, report, kind, recompute)
    if left:
        time.sleep(patience)
        _still_without_place(report, left)
    return report


class _Audit:
    """One walk over one snapshot."""

    def __init__(self, cursor: Any, report: Report, published: tuple[checkpoints.Signed, ...], public: bytes) -> None:  # noqa: ANN401
        self.cursor = cursor
        self.report = report
        self.published = published
        self.public = public
        #: note → what it says, so that no signature is checked twice
        self.known: dict[str, Checkpoint | None] = {}

    def run(self) -> list[UUID]:
        """Look at everything, and give the entries that had no place in the snapshot."""
        trees = {one.tree for one in self.published}
        for table in ("place", "checkpoint", "node", "entry"):
            self.cursor.execute(f"SELECT DISTINCT tree FROM journal_{table}")  # noqa: S608 - names of our own
            trees |= {str(row[0]) for row in self.cursor.fetchall()}
        for tree in sorted(trees):
            self._tree(tree)
        self.cursor.execute(
            "SELECT w.entry FROM journal_waiting w WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = w.entry)"
            " OR EXISTS (SELECT FROM journal_place p WHERE p.entry = w.entry)"
        )
        for (entry,) in self.cursor.fetchall():
            self.report.add(
                Finding(code="waits-wrongly", says="waits for a place, yet has one or does not exist", entry=entry)
            )
        self.cursor.execute(
            "SELECT e.id FROM journal_entry e LEFT JOIN journal_place p ON p.entry = e.id WHERE p.entry IS NULL"
        )
        return [row[0] for row in self.cursor.fetchall()]

    def _tree(self, tree: str) -> None:
        walk = _Walk(self.report, tree, self._signed(tree), self._nodes(tree))
        # Entry by entry through the index, where the planner would read the whole table for each chunk and sort it.
        for way in ("enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_bitmapscan"):
            self.cursor.execute(f"SET LOCAL {way} = off")
        self.cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        begin = self._next(tree, 0)
        while begin is not None:
            # Only so much at a time, in the order of the places: the entries are then found by their ids without a sort.
            query = f"""
                SELECT p.index, p.entry, e.id IS NOT NULL, p.leaf, {LEAF}
                FROM journal_place p LEFT JOIN journal_entry e ON e.id = p.entry
                WHERE p.tree = '{_literal(tree)}' AND p.index >= {begin} AND p.index <= {min(begin + _CHUNK, 1 << 63) - 1} ORDER BY p.index
            """  # noqa: S608 - numbers, and a word whose quotes are doubled
            walk.take(copied(self.cursor, query))
            # The next that is there: an altered index may lie far off, and the way there must not be walked.
            begin = self._next(tree, begin + _CHUNK)
        for way in (
            "enable_hashjoin",
            "enable_mergejoin",
            "enable_seqscan",
            "enable_bitmapscan",
            "max_parallel_workers_per_gather",
        ):
            self.cursor.execute(f"SET LOCAL {way} TO DEFAULT")
        self.cursor.execute("SELECT count(*) FROM journal_place WHERE tree = %s AND index < 0", [tree])
        if self.cursor.fetchone()[0]:
            self.report.add(Finding(code="inserted", says="entries stand before the first place", tree=tree))
        walk.end()
        self.report.entries[tree] = walk.size

    def _next(self, tree: str, index: int) -> int | None:
        """Give the first place from an index on, or None beyond the last."""
        if index >= 1 << 63:
            return None
        self.cursor.execute("SELECT min(index) FROM journal_place WHERE tree = %s AND index >= %s", [tree, index])
        found: int | None = self.cursor.fetchone()[0]
        return found

    def _nodes(self, tree: str) -> dict[tuple[int, int], bytes]:
        self.cursor.execute("SELECT level, index, hash FROM journal_node WHERE tree = %s", [tree])
        return {(level, index): bytes(found) for level, index, found in self.cursor.fetchall()}

    def _signed(self, tree: str) -> dict[int, list[tuple[bytes, str]]]:
        """Give the roots that were signed, by size, with where it stands; and say what does not fit together."""
        self.cursor.execute("SELECT size, note FROM journal_checkpoint WHERE tree = %s ORDER BY size", [tree])
        inside = [(int(size), str(note)) for size, note in self.cursor.fetchall()]
        outside = [one for one in self.published if one.tree == tree]
        found: dict[int, list[tuple[bytes, str]]] = {}
        for size, note in inside:
            checkpoint = self._read(note, tree, "the database")
            if checkpoint is not None and checkpoint.size == size:
                found.setdefault(size, []).append((checkpoint.root, "the database"))
            elif checkpoint is not None:
                self._say(
                    tree, "checkpoint-altered", f"the checkpoint kept for {size} entries is one for {checkpoint.size}"
                )
        for one in outside:
            checkpoint = self._read(one.note, tree, f"line {one.line} of the file")
            if checkpoint is not None:
                found.setdefault(checkpoint.size, []).append((checkpoint.root, f"line {one.line} of the file"))
        held, told = {size for size, _ in inside}, {one.checkpoint.size for one in outside}
        for size in sorted(told - held):
            self._say(
                tree,
                "checkpoint-gone",
                f"the file has a checkpoint for {size} entries, the database has none: rolled back or removed",
            )
        # The last ones may be missing from the file: it is written after the commit.
        for size in sorted(size for size in held - told if told and size < max(told)):
            self._say(tree, "file-cut", f"the database has a checkpoint for {size} entries, the file has none")
        if held and not told and len(held) > 1:
            self._say(tree, "file-cut", "the file has no checkpoint of this tree")
        return found

    def _read(self, note: str, tree: str, where: str) -> Checkpoint | None:
        if note not in self.known:
            try:
                self.known[note] = read_note(note, self.public, verify_signature)
                self.report.checkpoints += 1
            except NoteError as error:
                self.known[note] = None
                self._say(tree, "checkpoint-altered", f"a checkpoint in {where}: {error}")
        checkpoint = self.known[note]
        if checkpoint is not None and checkpoints.tree_of(checkpoint) != tree:
            self._say(tree, "checkpoint-altered", f"a checkpoint in {where} is one of another tree")
            return None
        return checkpoint

    def _say(self, tree: str, code: str, says: str) -> None:
        self.report.add(Finding(code=code, says=says, tree=tree))


class _Walk:
    """One tree, hashed anew from its first entry to its last."""

    def __init__(
        self, report: Report, tree: str, signed: dict[int, list[tuple[bytes, str]]], nodes: dict[tuple[int, int], bytes]
    ) -> None:
        self.report = report
        self.tree = tree
        self.signed = signed
        self.nodes = nodes
        self.size = 0
        self.peaks: list[bytes] = []
        self.streams: dict[bytes, int] = {}
        name = tree.encode()
        self.head = len(VERSION).to_bytes(4, "big") + VERSION + len(name).to_bytes(4, "big") + name
        self._compare_root()

    def take(self, rows: Iterable[bytes]) -> None:
        """Go on with entries in the order of their places."""
        sha256, head, signed, streams, at = hashlib.sha256, self.head, self.signed, self.streams, len(self.head)
        for row in rows:
            # index, entry id, whether the entry is there, stored hash of the leaf; then the leaf itself
            index = int.from_bytes(row[6:14], "big", signed=True)
            if index != self.size:
                self._gap(index)
            start = 43 + int.from_bytes(row[39:43], "big")
            stored, leaf = row[43:start], row[start:]
            if row[38] == 0:
                self._say("removed", "the entry is gone", row)
                top = stored
            else:
                top = sha256(b"\x00" + leaf).digest()
                if top != stored:
                    self._say("altered", "the entry, or the hash kept of it, was altered", row)
                # The stream with its length, then the number with its: one look at each entry, and no call.
                end = at + 4 + int.from_bytes(leaf[at : at + 4], "big")
                stream = leaf[at:end]
                number = int.from_bytes(leaf[end + 4 : end + 12], "big", signed=True)
                if number != streams.get(stream, 0) + 1 or not leaf.startswith(head):
                    self._misplaced(row, leaf, number - streams.get(stream, 0))
                streams[stream] = number
            rest, level, size = self.size, 0, self.size + 1
            while rest & 1:
                top = sha256(b"\x01" + self.peaks.pop() + top).digest()
                rest >>= 1
                level += 1
                if level & 7 == 0 and level in LEVELS:
                    self._compare_node(level, size, top)
            self.peaks.append(top)
            self.size = size
            if size in signed:
                self._compare_root()

    def end(self) -> None:
        """Say what is signed or stored beyond the last entry."""
        for size in sorted(self.signed):
            if size > self.size:
                where = self.signed[size][0][1]
                self.report.add(
                    Finding(
                        code="truncated",
                        tree=self.tree,
                        says=f"{self.size} entries are there, {where} vouches for {size}",
                    )
                )
        for level, index in sorted(self.nodes):
            self.report.add(
                Finding(
                    code="node-altered",
                    tree=self.tree,
                    says=f"a hash is stored for level {level}, {index}, that the tree has not",
                )
            )
        if self.size and self.size not in self.signed:
            self.report.add(
                Finding(code="unsigned", tree=self.tree, says=f"no checkpoint signs the tree of {self.size} entries")
            )

    def _misplaced(self, row: bytes, leaf: bytes, step: int) -> None:
        if not leaf.startswith(self.head):
            self._say("altered", "the entry was moved to another tree", row)
        else:
            self._say(
                "number",
                f"its number in its stream is {step} on from the one before: removed, inserted or swapped",
                row,
            )

    def _gap(self, index: int) -> None:
        self.report.add(
            Finding(
                code="gap", tree=self.tree, index=self.size, says=f"no entry stands here; the next one is at {index}"
            )
        )

    def _compare_node(self, level: int, size: int, found: bytes) -> None:
        index = (size >> level) - 1
        if self.nodes.pop((level, index), None) != found:
            self.report.add(
                Finding(
                    code="node-altered",
                    tree=self.tree,
                    says=f"the hash stored for level {level}, {index}, is not that of its entries",
                )
            )

    def _compare_root(self) -> None:
        if self.size not in self.signed:
            return
        root = self.peaks[-1] if self.peaks else EMPTY_ROOT
        for peak in reversed(self.peaks[:-1]):
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        for wanted, where in self.signed[self.size]:
            if wanted != root:
                self.report.add(
                    Finding(
                        code="root",
                        tree=self.tree,
                        says=f"the first {self.size} entries are not those that {where} vouches for",
                    )
                )

    def _say(self, code: str, says: str, row: bytes) -> None:
        index = int.from_bytes(row[6:14], "big", signed=True)
        self.report.add(Finding(code=code, says=says, tree=self.tree, index=index, entry=UUID(bytes=row[18:34])))


def _still_without_place(report: Report, left: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.tree FROM journal_entry e LEFT JOIN journal_place p ON p.entry = e.id"
            " WHERE p.entry IS NULL AND e.id = ANY(%s)",
            [left],
        )
        for entry, tree in cursor.fetchall():
            report.add(
                Finding(
                    code="no-place",
                    says="recorded and committed, and still without a place",
                    tree=tree,
                    entry=entry,
                )
            )


def _compare_rows(cursor: Any, report: Report, kind: str, recompute: Callable[[], Iterable[Recomputed]]) -> None:  # noqa: ANN401
    cursor.execute("SELECT id, tree, rows FROM journal_entry WHERE kind = %s", [kind])
    recorded = {entry: (tree, bytes(rows)) for entry, tree, rows in cursor.fetchall()}
    for one in recompute():
        report.rows += 1
        if one.entry not in recorded:
            report.add(
                Finding(code="rows-unrecorded", entry=one.entry, says=f"{one.name}: no entry of kind {kind} records it")
            )
            continue
        tree, digest = recorded.pop(one.entry)
        if digest != one.digest:
            report.add(
                Finding(
                    code="rows-altered",
                    tree=tree,
                    entry=one.entry,
                    says=f"{one.name}: its rows are not those that were recorded",
                )
            )
    for entry, (tree, _) in recorded.items():
        report.add(Finding(code="rows-gone", tree=tree, entry=entry, says=f"of this {kind} no business rows are left"))


def _literal(text: str) -> str:
    return text.replace("'", "''")
