"""The file of checkpoints outside the database, which only grows: a database that was rolled back or written anew is found by it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from uberrima.core.evidence.checkpoint import Checkpoint, NoteError, parse_text
from uberrima.foundation.journal.errors import Broken


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One checkpoint of the file, its signature not yet checked."""

    checkpoint: Checkpoint
    note: str
    #: line of the file, the first is 1
    line: int

    @property
    def tree(self) -> str:
        return tree_of(self.checkpoint)


def tree_of(checkpoint: Checkpoint) -> str:
    """Give the tree's name, the last part of the origin."""
    return checkpoint.origin.rpartition("/")[2]


def read(path: Path) -> tuple[Signed, ...]:
    """Give all checkpoints of a file; none where there is none. A last line that a crash has torn is passed over.

    :raises Broken: for any other line that is no checkpoint.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    found = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        one = _parse(line, number)
        if one is not None:
            found.append(one)
        elif not _is_torn(line):
            raise Broken(f"{path}:{number} is no checkpoint: the file was altered.")
    return tuple(found)


def append(path: Path, notes: list[str]) -> None:
    """Append checkpoints and wait until they are on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps({"note": note}, ensure_ascii=False) + "\n" for note in notes).encode()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            text = b"\n" + text  # a crash has torn the last line: leave it, and begin a new one
        while text:
            text = text[os.write(handle, text) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(line: bytes, number: int) -> Signed | None:
    try:
        found = json.loads(line)
        note = found["note"] if isinstance(found, dict) and set(found) == {"note"} else None
        if not isinstance(note, str):
            return None
        return Signed(checkpoint=parse_text(note.rpartition("\n\n")[0] + "\n"), note=note, line=number)
    except (ValueError, NoteError):
        return None


def _is_torn(line: bytes) -> bool:
    """Whether the line is the beginning of one, as a crash amid writing leaves it."""
    head = b'{"note": "'
    return not line.endswith(b"}") and (line.startswith(head) or head.startswith(line))
