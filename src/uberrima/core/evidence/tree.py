"""The Merkle tree of RFC 6962 and RFC 9162: hashes, a frontier that grows, proofs, and the two checks of proofs.

Nothing here stores anything: proofs are built from a look-up of hashes, and a check gets all it needs in its arguments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from uberrima.core.kernel.errors import UberrimaError

HASH_SIZE = 32
#: The root of a tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()

#: (level, index) → hash of the full subtree over the leaves ``index << level`` up to ``(index + 1) << level``.
NodeLookup = Callable[[int, int], bytes]


class ProofError(UberrimaError):
    """A proof does not show what it should."""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 over 0x00 and the bytes of the leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the two hashes below."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Give the root over any number of hashes of one level (the tree over so many leaves, where they are leaf hashes)."""
    if not hashes:
        return EMPTY_ROOT
    row, sha256 = list(hashes), hashlib.sha256
    while len(row) > 1:
        pairs = iter(row)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(row) % 2:
            above.append(row[-1])
        row = above
    return row[0]


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """A tree as few hashes: the roots of its full subtrees, the largest first. Enough to append and to name the root."""

    #: leaves
    size: int = 0
    #: one for each bit that is set in ``size``
    peaks: tuple[bytes, ...] = ()

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Append leaf hashes."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            top, rest = leaf, size
            while rest & 1:
                top = node_hash(peaks.pop(), top)
                rest >>= 1
            peaks.append(top)
            size += 1
        return Frontier(size=size, peaks=tuple(peaks))

    def root(self) -> bytes:
        """Give the root over all leaves so far."""
        return _bag(self.peaks) if self.peaks else EMPTY_ROOT


def _bag(peaks: Sequence[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def _split(size: int) -> int:
    """Give the largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def subtree(begin: int, end: int, node: NodeLookup) -> bytes:
    """Give the hash over the leaves from ``begin`` (a multiple of the next power of two of their number) up to ``end``."""
    peaks = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        peaks.append(node(level, begin >> level))
        begin += 1 << level
    return _bag(peaks) if peaks else EMPTY_ROOT


def frontier_at(size: int, node: NodeLookup) -> Frontier:
    """Give the frontier of the tree over the first ``size`` leaves."""
    peaks, begin = [], 0
    while begin < size:
        level = (size - begin).bit_length() - 1
        peaks.append(node(level, begin >> level))
        begin += 1 << level
    return Frontier(size=size, peaks=tuple(peaks))


def inclusion_proof(index: int, size: int, node: NodeLookup) -> tuple[bytes, ...]:
    """Give the hashes that lead from leaf ``index`` up to the root over ``size`` leaves, the lowest first.

    :raises ProofError: when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    found = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            found.append(subtree(middle, end, node))
            end = middle
        else:
            found.append(subtree(begin, middle, node))
            begin = middle
    return tuple(reversed(found))


def consistency_proof(old: int, new: int, node: NodeLookup) -> tuple[bytes, ...]:
    """Give the hashes that show the tree over ``old`` leaves to be the beginning of the one over ``new``.

    :raises ProofError: when the sizes are out of order.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {old} leaves is no beginning of one of {new}")
    if old in {0, new}:
        return ()
    found = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            found.append(subtree(middle, end, node))
            end = middle
        else:
            found.append(subtree(begin, middle, node))
            begin, whole = middle, False
    if not whole:
        found.append(subtree(begin, end, node))
    return tuple(reversed(found))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at ``index`` of the tree over ``size`` leaves with this root (RFC 9162, 2.1.3.2).

    :raises ProofError: when it does not, or the proof is too long, too short or of wrong pieces.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    _check_pieces([leaf, root, *proof])
    here, last, found = index, size - 1, leaf
    for piece in proof:
        if last == 0:
            raise ProofError("the proof goes on above the root of a tree of that size")
        if here & 1 or here == last:
            found = node_hash(piece, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, piece)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("the proof ends below the root of a tree of that size")
    if found != root:
        raise ProofError("the leaf and the proof lead to another root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree over ``old`` leaves is the beginning of the one over ``new`` (RFC 9162, 2.1.4.2).

    A proof does not bind the sizes: only a signed size and root together are evidence.

    :raises ProofError: when it is not, or the proof is of another shape.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {old} leaves is no beginning of one of {new}")
    _check_pieces([old_root, new_root, *proof])
    if old in {0, new}:
        _check_trivial(old, new, old_root, new_root, proof)
        return
    rest = list(proof)
    if old & (old - 1) == 0:
        rest.insert(0, old_root)
    if not rest:
        raise ProofError("the proof is empty")
    before, after = _roots_from(old, new, rest)
    if before != old_root:
        raise ProofError("the proof leads to another old root")
    if after != new_root:
        raise ProofError("the proof leads to another new root")


def _check_trivial(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofError("nothing needs to be proved here, yet there is a proof")
    if old == 0 and old_root != EMPTY_ROOT:
        raise ProofError("the empty tree has another root")
    if old == new and old_root != new_root:
        raise ProofError("two roots for one size: the log was written anew or shows two faces")


def _roots_from(old: int, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Give the old and the new root that a consistency proof leads to."""
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = proof[0]
    for piece in proof[1:]:
        if last == 0:
            raise ProofError("the proof goes on above the root of a tree of that size")
        if here & 1 or here == last:
            before, after = node_hash(piece, before), node_hash(piece, after)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, piece)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("the proof ends below the root of a tree of that size")
    return before, after


def _check_pieces(pieces: Sequence[bytes]) -> None:
    if any(len(piece) != HASH_SIZE for piece in pieces):
        raise ProofError("a hash here has 32 bytes, and one of these has not")
