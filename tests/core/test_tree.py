"""The Merkle tree: RFC 6962's own figures, every size to 130, and planted faults that these tests must find."""

from __future__ import annotations

import hashlib
import inspect
import types
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uberrima.core.evidence import tree
from uberrima.core.evidence.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    fold,
    frontier_at,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and nine roots that certificate-transparency's and transparency-dev's reference tests are built on.
LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Published proofs over the same leaves.
PATH_5_OF_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
FROM_2_TO_5 = [
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
]
TO = 130
MANY = [leaf_hash(str(i).encode()) for i in range(TO)]


@cache
def by_definition(begin: int, end: int) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    n = end - begin
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return MANY[begin]
    k = 1
    while k * 2 < n:
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(begin, begin + k) + by_definition(begin + k, end)).digest()


def look_up(level: int, index: int) -> bytes:
    assert (index + 1) << level <= TO
    return by_definition(index << level, (index + 1) << level)


def small(level: int, index: int) -> bytes:
    return fold([leaf_hash(x) for x in LEAVES[index << level : (index + 1) << level]])


def test_the_roots_are_those_of_rfc_6962() -> None:
    for size, root in enumerate(ROOTS):
        hashes = [leaf_hash(x) for x in LEAVES[:size]]
        assert fold(hashes).hex() == Frontier().extend(hashes).root().hex() == root
    assert EMPTY_ROOT.hex() == ROOTS[0]


def test_the_proofs_are_the_published_ones() -> None:
    assert [x.hex() for x in inclusion_proof(5, 8, small)] == PATH_5_OF_8
    assert [x.hex() for x in consistency_proof(2, 5, small)] == FROM_2_TO_5


def test_every_root_to_130_leaves_is_the_one_of_the_definition() -> None:
    growing = Frontier()
    for size in range(TO + 1):
        assert growing.root() == fold(MANY[:size]) == by_definition(0, size)
        assert frontier_at(size, look_up) == growing
        if size < TO:
            growing = growing.extend([MANY[size]])


def right_proofs(module: types.SimpleNamespace) -> None:
    """Every leaf of every size to 70, and 127 to 130, is shown; every beginning of every size too."""
    for size in (*range(1, 71), 127, 128, 129, TO):
        root = by_definition(0, size)
        for index in range(size):
            module.verify_inclusion(MANY[index], index, size, inclusion_proof(index, size, look_up), root)
        for old in range(size + 1):
            proof = consistency_proof(old, size, look_up)
            module.verify_consistency(old, size, by_definition(0, old), root, proof)


def wrong_proofs(module: types.SimpleNamespace) -> None:
    """What must be refused is: another leaf, another place, another size, a piece more or less or changed."""

    def refused(check: Callable[..., None], *arguments: object) -> None:
        try:
            check(*arguments)
        except ProofError:
            return
        raise AssertionError("a wrong proof was taken")

    for size in (*range(1, 20), 31, 32, 33):
        root = by_definition(0, size)
        for index in range(size):
            proof = inclusion_proof(index, size, look_up)
            leaf = MANY[index]
            flipped = bytes([leaf[0] ^ 1, *leaf[1:]])
            refused(module.verify_inclusion, flipped, index, size, proof, root)
            refused(module.verify_inclusion, leaf, index, size, proof, flipped)
            refused(module.verify_inclusion, leaf, index, size, [*proof, leaf], root)
            refused(module.verify_inclusion, leaf, index, size, [leaf, *proof], root)
            refused(module.verify_inclusion, leaf, -1 - index, size, proof, root)
            refused(module.verify_inclusion, leaf, index + size, size, proof, root)
            if proof:
                refused(module.verify_inclusion, leaf, index, size, proof[:-1], root)
                refused(module.verify_inclusion, leaf, index, size, proof[1:], root)
            for place in range(size):
                if place != index:
                    refused(module.verify_inclusion, leaf, place, size, proof, root)
        for old in range(1, size):
            proof = consistency_proof(old, size, look_up)
            before = by_definition(0, old)
            other = by_definition(1, old + 1)
            refused(module.verify_consistency, old, size, other, root, proof)
            refused(module.verify_consistency, old, size, before, other, proof)
            refused(module.verify_consistency, old, size, before, root, [*proof, before])
            refused(module.verify_consistency, old, size, before, root, proof[:-1])
            refused(module.verify_consistency, old, size, before, root, [])
            refused(module.verify_consistency, size, old, root, before, proof)
        refused(module.verify_consistency, size, size, root, by_definition(1, size + 1), [])
        refused(module.verify_consistency, size, size, root, root, [root])
        refused(module.verify_consistency, 0, size, root, root, [])
        refused(module.verify_consistency, 0, size, EMPTY_ROOT, root, [root])
    # The hole in the public vectors: without a guard at the top, leaf 7 of 8 passes as leaf 3 of 4.
    proof = inclusion_proof(7, 8, look_up)
    refused(module.verify_inclusion, MANY[7], 3, 4, proof, by_definition(0, 8))
    # The like for consistency, found by trying all sizes against verifiers without one of the guards.
    refused(module.verify_consistency, 3, 4, by_definition(0, 7), by_definition(0, 8), consistency_proof(7, 8, look_up))
    refused(module.verify_consistency, 1, 2, MANY[0], MANY[0], [])
    refused(module.verify_consistency, 0, -1, EMPTY_ROOT, MANY[0], [])
    refused(module.verify_inclusion, MANY[0][:-1], 0, 1, [], MANY[0][:-1])
    refused(module.verify_inclusion, MANY[0], 0, 2, [MANY[1][:-1]], tree.node_hash(MANY[0], MANY[1][:-1]))


OURS = types.SimpleNamespace(verify_inclusion=verify_inclusion, verify_consistency=verify_consistency)


def test_what_is_in_the_tree_is_shown() -> None:
    right_proofs(OURS)


def test_what_is_not_in_the_tree_is_refused() -> None:
    wrong_proofs(OURS)


MUTANTS = [
    ("verify_inclusion", "if not 0 <= index < size:", "if not index < size:"),
    ("verify_inclusion", "if not 0 <= index < size:", "if not 0 <= index:"),
    ("verify_inclusion", "here, last, found = index, size - 1, leaf", "here, last, found = index, size, leaf"),
    ("verify_inclusion", "        if last == 0:", "        if False:"),
    ("verify_inclusion", "here & 1 or here == last", "here & 1"),
    ("verify_inclusion", "here & 1 or here == last", "here == last"),
    ("verify_inclusion", "while here and not here & 1:", "while False:"),
    ("verify_inclusion", "node_hash(piece, found)", "node_hash(found, piece)"),
    ("verify_inclusion", "    if last:", "    if False:"),
    ("verify_inclusion", "    if found != root:", "    if False:"),
    ("verify_inclusion", "_check_pieces([leaf, root, *proof])", "pass"),
    ("verify_consistency", "    if not 0 <= old <= new:", "    if False:"),
    ("_check_trivial", "old == 0 and old_root != EMPTY_ROOT", "False"),
    ("_check_trivial", "    if proof:", "    if False:"),
    ("_check_trivial", "old == new and old_root != new_root", "False"),
    ("verify_consistency", "if old & (old - 1) == 0:", "if False:"),
    ("verify_consistency", "rest.insert(0, old_root)", "rest.append(old_root)"),
    ("_roots_from", "    while here & 1:\n        here, last = here >> 1, last >> 1\n", ""),
    ("_roots_from", "        if last == 0:", "        if False:"),
    ("_roots_from", "here & 1 or here == last", "here & 1"),
    ("_roots_from", "before, after = node_hash(piece, before), node_hash(piece, after)", "after = node_hash(piece, after)"),
    ("_roots_from", "after = node_hash(after, piece)", "after = node_hash(piece, after)"),
    ("_roots_from", "    if last:", "    if False:"),
    ("verify_consistency", "    if before != old_root:", "    if False:"),
    ("verify_consistency", "    if after != new_root:", "    if False:"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong"), MUTANTS)
def test_a_planted_fault_is_found(name: str, right: str, wrong: str) -> None:
    source = inspect.getsource(getattr(tree, name))
    assert source.count(right) == 1
    space = dict(vars(tree))
    exec(compile(source.replace(right, wrong), name, "exec"), space)  # noqa: S102 - the source is our own
    # What calls the function has to find the mutant, so its callers are made anew in the same space.
    for caller in ("verify_inclusion", "verify_consistency"):
        if caller != name:
            exec(compile(inspect.getsource(getattr(tree, caller)), caller, "exec"), space)  # noqa: S102
    mutant = types.SimpleNamespace(**{caller: space[caller] for caller in ("verify_inclusion", "verify_consistency")})
    with pytest.raises((AssertionError, ProofError, IndexError)):
        judge(mutant)


def judge(module: types.SimpleNamespace) -> None:
    wrong_proofs(module)
    right_proofs(module)


@given(st.integers(1, TO), st.data())
def test_one_flipped_bit_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    pieces = [MANY[index], by_definition(0, size), *inclusion_proof(index, size, look_up)]
    which, bit = data.draw(st.integers(0, len(pieces) - 1)), data.draw(st.integers(0, 255))
    one = bytearray(pieces[which])
    one[bit // 8] ^= 1 << bit % 8
    pieces[which] = bytes(one)
    with pytest.raises(ProofError):
        verify_inclusion(pieces[0], index, size, pieces[2:], pieces[1])


@given(st.lists(st.binary(max_size=40), max_size=40), st.lists(st.binary(max_size=40), max_size=40))
def test_appending_in_two_goes_is_appending_at_once(one: list[bytes], two: list[bytes]) -> None:
    hashes = [leaf_hash(x) for x in [*one, *two]]
    assert Frontier().extend(hashes[: len(one)]).extend(hashes[len(one) :]) == Frontier().extend(hashes)


def test_a_consistency_proof_binds_no_sizes() -> None:
    """Known, and why only a signed size and root together are evidence: the proof from 6 to 8 also passes as one from 3 to 4."""
    verify_consistency(3, 4, by_definition(0, 6), by_definition(0, 8), consistency_proof(6, 8, look_up))


def test_a_proof_for_no_leaf_is_not_made() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ProofError):
            inclusion_proof(index, size, look_up)
    with pytest.raises(ProofError):
        consistency_proof(4, 3, look_up)
