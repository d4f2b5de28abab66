# ruff: noqa: S608, ANN401 - statements are made of names of our own; cursors are Django's
"""Attacks on the journal by one who owns the database: every kind of F12 and F13 of the list of faults, chosen by a seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import IntegrityError, connection, transaction

from tests.rooms.journal.acts import act, checkpoints, place_some, verified
from uberrima.config.environment import DatabaseRole
from uberrima.core.evidence.checkpoint import Checkpoint, parse_text, write_note
from uberrima.core.evidence.tree import leaf_hash
from uberrima.foundation.journal import api as journal
from uberrima.foundation.journal.leaves import LEAF, copied
from uberrima.foundation.journal.store import Growing, Stored

#: Every column of the record, by table; their rows are found by `ctid`.
COLUMNS = {
    "journal_entry": ("id", "tree", "stream", "number", "kind", "at", "actor", "purpose", "case", "commitment", "sealed", "rows"),
    "journal_place": ("tree", "index", "entry", "leaf"),
    "journal_node": ("tree", "level", "index", "hash"),
    "journal_checkpoint": ("tree", "size", "note"),
}  # fmt: skip
TABLES = (*COLUMNS, "journal_waiting")


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One kind of attack."""

    name: str
    #: does it; False where there was nothing to attack
    do: Callable[[Random, Any], bool]


def attacked(dice: Random, attack: Attack) -> bool | None:
    """Attack the journal as it stands, say whether the audit finds it, and undo it all. None: there was nothing to attack.

    It all happens in a transaction that is rolled back, with triggers off as a database owner can switch them off.
    """
    file = checkpoints().read_bytes()
    found = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            as_master(cursor)
            if attack.do(dice, cursor):
                found = not verified().holds
            transaction.set_rollback(True)
    except IntegrityError:
        found = None  # two rows of one key: the database itself refuses it
    checkpoints().write_bytes(file)
    return found


def as_master(cursor: Any) -> None:
    """Until the transaction ends, be the owner of the whole server, with triggers switched off."""
    cursor.execute("SET LOCAL ROLE NONE")
    cursor.execute("SET LOCAL session_replication_role = replica")


def _rows(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT ctid::text FROM {table} ORDER BY ctid")
    return [row[0] for row in cursor.fetchall()]


def flip(dice: Random, cursor: Any) -> bool:
    """Flip one bit of one column of one row."""
    table = dice.choice(tuple(COLUMNS))
    rows = _rows(cursor, table)
    if not rows:
        return False
    row, column = dice.choice(rows), dice.choice(COLUMNS[table])
    cursor.execute(f'SELECT "{column}", pg_typeof("{column}")::text FROM {table} WHERE ctid = %s', [row])
    old, kind = cursor.fetchone()
    new = _flipped(dice, old, kind)
    if new is None:
        return False
    cursor.execute(f'UPDATE {table} SET "{column}" = %s::{kind} WHERE ctid = %s', [new, row])
    return True


def _flipped(dice: Random, old: Any, kind: str) -> object:
    if kind in {"bigint", "smallint"}:
        return old ^ 1 << dice.randrange(15 if kind == "smallint" else 63)
    if kind == "uuid":
        return str(type(old)(int=old.int ^ 1 << dice.randrange(128)))
    raw = bytearray(old.encode() if kind == "text" else bytes(old))
    if not raw:
        return None
    for _ in range(100):
        flipped = bytearray(raw)
        bit = dice.randrange(len(raw) * 8)
        flipped[bit // 8] ^= 1 << bit % 8
        if kind != "text":
            return bytes(flipped)
        # PostgreSQL keeps no text that is not UTF-8, and no zero
        if 0 not in flipped and all(byte < 0x80 for byte in flipped if byte not in raw):
            try:
                return flipped.decode()
            except UnicodeDecodeError:
                continue
    return None


def edit(dice: Random, cursor: Any) -> bool:
    """Write another value into one entry."""
    column, value = dice.choice(
        [("kind", "'claim.paid/1'"), ("at", "at + 60000000"), ("actor", "gen_random_uuid()"), ("purpose", "'audit'"), ('"case"', "'C-2'"),
         ("commitment", "sha256(commitment)"), ("sealed", "sealed || '\\x00'"), ("rows", "sha256(rows)"), ("stream", "stream || '0'"),
         ("number", "number + 1000"), ("tree", "'other'")]
    )  # fmt: skip
    cursor.execute(
        f"UPDATE journal_entry SET {column} = {value} WHERE ctid = %s", [dice.choice(_rows(cursor, "journal_entry"))]
    )
    return True


def delete(dice: Random, cursor: Any) -> bool:
    """Remove one row from one of the tables, or an entry with its place."""
    tables = dice.choice(
        [
            ("journal_entry",),
            ("journal_place",),
            ("journal_node",),
            ("journal_checkpoint",),
            ("journal_entry", "journal_place"),
        ]
    )
    rows = _rows(cursor, tables[0])
    if not rows:
        return False
    row = dice.choice(rows)
    if len(tables) == 2:
        cursor.execute("DELETE FROM journal_place WHERE entry = (SELECT id FROM journal_entry WHERE ctid = %s)", [row])
    cursor.execute(f"DELETE FROM {tables[0]} WHERE ctid = %s", [row])
    return True


def insert(dice: Random, cursor: Any) -> bool:
    """Slip in an entry, with a place of its own or in the place of another."""
    cursor.execute("SELECT id FROM journal_entry ORDER BY id")
    old = dice.choice(cursor.fetchall())[0]
    cursor.execute(
        'INSERT INTO journal_entry SELECT gen_random_uuid(), tree, %s, 1, kind, at, actor, purpose, "case", commitment, sealed, rows'
        " FROM journal_entry WHERE id = %s RETURNING id, tree",
        [f"X-{dice.randrange(10**9)}", old],
    )
    new, tree = cursor.fetchone()
    how = dice.randrange(3)
    if how == 0:  # without a place
        return True
    leaf = leaf_of(cursor, new)
    if how == 1:  # at the end
        cursor.execute(
            "INSERT INTO journal_place SELECT %s, max(index) + 1, %s, %s FROM journal_place WHERE tree = %s",
            [tree, new, leaf, tree],
        )
    else:  # in the place of another
        cursor.execute("UPDATE journal_place SET entry = %s, leaf = %s WHERE entry = %s", [new, leaf, old])
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [old])
    return True


def leaf_of(cursor: Any, entry: Any) -> bytes:
    """The hash of an entry's leaf as it now stands."""
    (row,) = copied(cursor, f"SELECT {LEAF} FROM journal_entry e WHERE e.id = '{entry}'")
    return leaf_hash(row[2:])


def swap(dice: Random, cursor: Any) -> bool:
    """Let two entries change places, with or without the hashes kept of them."""
    tree = dice.choice(("acts", "reads"))
    cursor.execute("SELECT entry, leaf FROM journal_place WHERE tree = %s ORDER BY index", [tree])
    found = cursor.fetchall()
    if len(found) < 2:
        return False
    one, other = dice.sample(found, 2)
    with_hash = dice.random() < 0.5
    for old, new, leaf in (
        (one, "00000000-0000-0000-0000-00000000ffff", b""),
        (other, one[0], other[1]),
        (None, other[0], one[1]),
    ):
        at = old[0] if old else "00000000-0000-0000-0000-00000000ffff"
        if with_hash:
            # entry and hash move together: the places of the two entries are exchanged
            cursor.execute(
                "UPDATE journal_place SET entry = %s, leaf = %s WHERE entry = %s",
                [new, one[1] if new == one[0] else other[1], at],
            )
        else:
            cursor.execute("UPDATE journal_place SET entry = %s WHERE entry = %s", [new, at])
        del leaf
    return True


def truncate(dice: Random, cursor: Any) -> bool:
    """Cut the end of a tree off, cleanly: entries, places, nodes and checkpoints."""
    tree = dice.choice(("acts", "reads"))
    cursor.execute("SELECT size FROM journal_checkpoint WHERE tree = %s ORDER BY size", [tree])
    sizes = [0, *(row[0] for row in cursor.fetchall())]
    if len(sizes) < 2:
        return False
    size = dice.choice(sizes[:-1])
    cut(cursor, tree, size)
    return True


def cut(cursor: Any, tree: str, size: int) -> None:
    """Let the tree end at a size, in every table."""
    cursor.execute(
        "DELETE FROM journal_entry WHERE id IN (SELECT entry FROM journal_place WHERE tree = %s AND index >= %s)",
        [tree, size],
    )
    cursor.execute("DELETE FROM journal_place WHERE tree = %s AND index >= %s", [tree, size])
    cursor.execute("DELETE FROM journal_node WHERE tree = %s AND (index + 1) << level > %s", [tree, size])
    cursor.execute("DELETE FROM journal_checkpoint WHERE tree = %s AND size > %s", [tree, size])


def rehash(dice: Random, cursor: Any) -> bool:
    """Change an entry and then everything that follows from it, signed anew with the very key: only the file outside can tell."""
    tree = dice.choice(("acts", "reads"))
    cursor.execute("SELECT entry FROM journal_place WHERE tree = %s ORDER BY index", [tree])
    entries = [row[0] for row in cursor.fetchall()]
    if not entries:
        return False
    cursor.execute("UPDATE journal_entry SET commitment = sha256(commitment) WHERE id = %s", [dice.choice(entries)])
    write_anew(cursor, tree)
    return True


def write_anew(cursor: Any, tree: str) -> None:
    """Make places, nodes and checkpoints agree with the entries as they stand."""
    signer = journal.configured().signer
    cursor.execute("SELECT entry FROM journal_place WHERE tree = %s ORDER BY index", [tree])
    entries = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT size, note FROM journal_checkpoint WHERE tree = %s", [tree])
    signed = {size: parse_text(note.rpartition("\n\n")[0] + "\n").origin for size, note in cursor.fetchall()}
    growing = Growing(Stored(tree, 0))
    for index, entry in enumerate(entries):
        leaf = leaf_of(cursor, entry)
        cursor.execute("UPDATE journal_place SET leaf = %s WHERE tree = %s AND index = %s", [leaf, tree, index])
        growing.append(leaf)
        if growing.size in signed:
            checkpoint = Checkpoint(origin=signed[growing.size], size=growing.size, root=growing.root())
            note = write_note(checkpoint, signer.public, signer.sign)
            cursor.execute(
                "UPDATE journal_checkpoint SET note = %s WHERE tree = %s AND size = %s", [note, tree, growing.size]
            )
    for level, index, full in growing.filled:
        cursor.execute(
            "UPDATE journal_node SET hash = %s WHERE tree = %s AND level = %s AND index = %s",
            [full, tree, level, index],
        )


def roll_back(dice: Random, cursor: Any) -> bool:
    """F13: go back to an older state and go on from there, past the size that was once signed, with honest new checkpoints."""
    if not truncate(dice, cursor):
        return False
    for number in range(dice.randrange(12)):
        act(10_000 + number, tree=dice.choice(("acts", "reads")))
    place_unchecked(cursor)
    return True


def place_unchecked(cursor: Any) -> None:
    """Place what waits as a sequencer would that does not look back; nothing goes into the file."""
    signer = journal.configured().signer
    cursor.execute("SELECT e.id, e.tree FROM journal_waiting w JOIN journal_entry e ON e.id = w.entry ORDER BY w.id")
    for entry, tree in cursor.fetchall():
        cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM journal_place WHERE tree = %s", [tree])
        size = cursor.fetchone()[0]
        growing = Growing(Stored(tree, size))
        leaf = leaf_of(cursor, entry)
        growing.append(leaf)
        cursor.execute("INSERT INTO journal_place VALUES (%s, %s, %s, %s)", [tree, size, entry, leaf])
        for level, index, full in growing.filled:
            cursor.execute("INSERT INTO journal_node VALUES (%s, %s, %s, %s)", [tree, level, index, full])
        note = write_note(
            Checkpoint(origin=f"uberrima.local/{tree}", size=growing.size, root=growing.root()),
            signer.public,
            signer.sign,
        )
        cursor.execute("INSERT INTO journal_checkpoint VALUES (%s, %s, %s)", [tree, growing.size, note])
    cursor.execute("DELETE FROM journal_waiting")


def empty(dice: Random, cursor: Any) -> bool:
    """Empty every table of one tree, or of all."""
    which = dice.choice(("acts", "reads", None))
    for table in COLUMNS:
        cursor.execute(f"DELETE FROM {table} WHERE %s::text IS NULL OR tree = %s", [which, which])
    return True


def bend_file(dice: Random, cursor: Any) -> bool:
    """Flip a bit of the file, or cut a line out of it; the database stays as it is."""
    content = checkpoints().read_bytes()
    lines = content.splitlines(keepends=True)
    if dice.random() < 0.5:
        at = dice.randrange(len(lines))
        tree = json.loads(lines[at])["note"].partition("\n")[0]
        if not any(json.loads(line)["note"].partition("\n")[0] == tree for line in lines[at + 1 :]):
            return False  # the last of a tree may be missing: a crash does no more
        del lines[at]
        checkpoints().write_bytes(b"".join(lines))
        return True
    bent = bytearray(content)
    bit = dice.randrange((len(content) - len(lines[-1])) * 8)
    bent[bit // 8] ^= 1 << bit % 8
    checkpoints().write_bytes(bytes(bent))
    return True


ATTACKS = tuple(
    Attack(name=do.__name__, do=do)
    for do in (flip, edit, delete, insert, swap, truncate, rehash, roll_back, empty, bend_file)
)


def tidy() -> None:
    """Clear what undone attacks have left of dead rows, which every audit would have to pass over."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            for table in TABLES:
                cursor.execute(f"VACUUM {table}")
        finally:
            cursor.execute(f"SET ROLE {DatabaseRole.APPLICATION}")


def try_attacks(seed: int, count: int, size: int = 40) -> tuple[int, list[str], int]:
    """Attack a journal so many times: how many were done, those that were not found, how many clean runs raised no alarm."""
    dice = Random(seed)
    place_some(seed, size)
    done, missed, clean = 0, [], 0
    while done < count:
        attack = ATTACKS[done % len(ATTACKS)] if dice.random() < 0.5 else ATTACKS[0]
        state = dice.getstate()
        found = attacked(dice, attack)
        if found is None:
            continue
        done += 1
        if not found:
            missed.append(f"{attack.name} {done} {hashlib.sha256(repr(state).encode()).hexdigest()[:8]}")
        if done % 10 == 0:
            assert verified().holds, "a false alarm after an attack that was undone"
            clean += 1
            tidy()
    return done, missed, clean
