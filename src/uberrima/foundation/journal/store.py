"""What is stored of the trees, and how any node is had from it: leaves, and one hash for 256, 65,536 and 2^24 of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.db import connection

from uberrima.core.evidence.tree import HASH_SIZE, fold
from uberrima.foundation.journal.errors import Broken

#: Levels that are stored: leaves, and every eighth level above.
LEVELS = (0, 8, 16, 24)
BLOCK = 256

_LEAVES = "SELECT string_agg(leaf, ''::bytea ORDER BY index) FROM journal_place WHERE tree = %s AND index >= %s AND index < %s"
_NODES = "SELECT string_agg(hash, ''::bytea ORDER BY index) FROM journal_node WHERE tree = %s AND level = {level} AND index >= %s AND index < %s"
_RANGES = {0: _LEAVES, **{level: _NODES.format(level=level) for level in LEVELS[1:]}}


def blocks_query(leaf: str, size: str, tree: str) -> str:
    """Give the columns that read, in a query with those values, every block that a proof needs: for each level that of the leaf, then the last."""
    columns = []
    for level in LEVELS:
        for x in (leaf, size):
            begin = f"((({x}) >> {level + 8}) << 8)"
            table, column, which = (
                ("journal_node", "hash", f"AND q.level = {level}") if level else ("journal_place", "leaf", "")
            )
            columns.append(
                f"(SELECT string_agg(q.{column}, ''::bytea ORDER BY q.index) FROM {table} q WHERE q.tree = {tree} {which} "  # noqa: S608
                f"AND q.index >= {begin} AND q.index < least({begin} + {BLOCK}, ({size}) >> {level}))"
            )
    return ",\n".join(columns)


class Stored:
    """The hashes of one tree at one size, read by blocks of 256."""

    def __init__(self, tree: str, size: int) -> None:
        self.tree = tree
        self.size = size
        self._blocks: dict[tuple[int, int], list[bytes]] = {}

    def fetch(self, leaves: Iterable[int]) -> None:
        """Read, in one go, every block that a proof about these leaves (or the edge) needs."""
        wanted = sorted({(level, leaf >> level >> 8) for leaf in leaves for level in LEVELS})
        ranges = [(level, block, *self._range(level, block)) for level, block in wanted]
        ranges = [one for one in ranges if one[2] < one[3] and one[:2] not in self._blocks]
        if not ranges:
            return
        query = " UNION ALL ".join(f"SELECT {i}, ({_RANGES[level]})" for i, (level, *_) in enumerate(ranges))
        with connection.cursor() as cursor:
            cursor.execute(query, [x for _, _, begin, end in ranges for x in (self.tree, begin, end)])
            found: dict[int, object] = dict(cursor.fetchall())
        for i, (level, block, _, _) in enumerate(ranges):
            self.take(level, block, bytes(found[i] or b""))  # type: ignore[call-overload]

    def take(self, level: int, block: int, hashes: bytes) -> None:
        """Keep the hashes of one block, side by side as they were read.

        :raises Broken: when some are missing.
        """
        begin, end = self._range(level, block)
        if len(hashes) != max(0, end - begin) * HASH_SIZE:
            raise Broken(f'In the tree "{self.tree}" hashes are missing at level {level} from {begin} to {end - 1}.')
        self._blocks[level, block] = [hashes[i : i + HASH_SIZE] for i in range(0, len(hashes), HASH_SIZE)]

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a full subtree."""
        base = min(level // 8 * 8, LEVELS[-1])
        width = 1 << level - base
        begin = index * width
        key = (base, begin >> 8)
        if key not in self._blocks:
            self.fetch([begin << base])
        # Above level 31 a subtree is wider than a block: its blocks are read one after the other.
        if width > BLOCK:
            half = level - 1
            return fold([self.node(half, 2 * index), self.node(half, 2 * index + 1)])
        start = begin & BLOCK - 1
        return fold(self._blocks[key][start : start + width])

    def block(self, level: int) -> list[bytes]:
        """Give the hashes of the last, unfilled block of a level."""
        number = self.size >> level >> 8
        self.fetch([self.size])
        return list(self._blocks.get((level, number), ()))

    def _range(self, level: int, block: int) -> tuple[int, int]:
        return block << 8, min((block + 1) << 8, self.size >> level)


class Growing:
    """A tree that is appended to: the unfilled block of each level, and what has to be stored."""

    def __init__(self, stored: Stored) -> None:
        self.size = stored.size
        self._open = {level: stored.block(level) for level in LEVELS}
        #: (level, index, hash) of subtrees that were filled since
        self.filled: list[tuple[int, int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        self.size += 1
        self._open[0].append(leaf)
        for below, level in pairwise(LEVELS):
            if len(self._open[below]) < BLOCK:
                return
            full = fold(self._open[below])
            self._open[below] = []
            self._open[level].append(full)
            self.filled.append((level, (self.size >> level) - 1, full))

    def root(self) -> bytes:
        """Give the root: a subtree that is not full hangs to the right of the full ones of the next stored level."""
        rest: list[bytes] = []
        for level in LEVELS:
            hashes = self._open[level] + rest
            rest = [fold(hashes)] if hashes else []
        return rest[0] if rest else fold([])


def tree_size(tree: str) -> int:
    """Give the number of entries with a place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM journal_place WHERE tree = %s", [tree])
        return int(cursor.fetchone()[0])
