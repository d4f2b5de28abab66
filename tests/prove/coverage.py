"""E4: which operation of which row is set by some worked case and left unset by another. The coverage of a contract.

``python -m tests.prove.coverage`` prints the gaps.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.shelf import PRODUCTS, Shelved, all_cases, edition_at, products_below
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.prepare import prepare
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import Row
from uberrima.core.wording.edition import Edition

#: Operation numbers by name.
OPERATIONS = {number: name for name, number in vars(t).items() if name.startswith("OP_")}


@dataclass
class Coverage:
    """What the cases of one edition reach."""

    edition: Edition
    folder: Path
    #: row → per operation, how often it was set and left unset
    seen: dict[Row, list[list[int]]] = field(default_factory=dict)

    def note(self, row: Row, mask: int) -> None:
        """One more line that ran through a row."""
        counts = self.seen.setdefault(row, [[0, 0] for _ in row.ops])
        for place in range(len(row.ops)):
            counts[place][0 if mask >> place & 1 else 1] += 1

    @property
    def rows(self) -> list[Row]:
        """Every row with operations that some situation leads to."""
        found: dict[Row, None] = {}
        for version in self.edition.versions:
            for classes in version.situations():
                row = version.rows[version.row(classes)]
                if row.reason == t.DECIDED:
                    found.setdefault(row)
        return list(found)

    def by_row(self) -> tuple[int, int, int]:
        """Bits in all, bits that some case sets, bits that some case sets and another leaves unset."""
        bits = sets = both = 0
        for row in self.rows:
            for place in range(len(row.ops)):
                on, off = self.seen[row][place] if row in self.seen else (0, 0)
                bits += 1
                sets += on > 0
                both += on > 0 and off > 0
        return bits, sets, both

    def by_clause(self) -> dict[tuple[str, str], list[int]]:
        """(clause, operation) → how often set, how often unset, over all rows."""
        found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows:
            for place, op in enumerate(row.ops):
                counts = found[self.edition.clause(op.clause).id, OPERATIONS[op.kind]]
                for side in (0, 1):
                    counts[side] += self.seen[row][place][side] if row in self.seen else 0
        return found

    def gaps(self) -> list[str]:
        """Operations that no case sets, or that no case leaves unset."""
        told = []
        for (clause, operation), (on, off) in self.by_clause().items():
            if not on:
                told.append(f"clause {clause} {operation}: no case sets it")
            elif not off:
                told.append(f"clause {clause} {operation}: no case leaves it unset")
        told += [
            f"a row of benefit {row.benefit} is reached by no case: {self._path(row)}"
            for row in self.rows
            if row not in self.seen
        ]
        return told

    def _path(self, row: Row) -> str:
        return " → ".join(dict.fromkeys(self.edition.clause(op.clause).id for op in row.ops))


def coverage(folders: Iterable[Path]) -> list[Coverage]:
    """What the cases on the shelf reach of the editions in these folders."""
    found: dict[Path, Coverage] = {}
    for folder in folders:
        try:
            found[folder] = Coverage(edition=edition_at(folder), folder=folder)
        except UberrimaError:
            continue
    for one in all_cases():
        try:
            _note(one, found)
        except UberrimaError:
            continue
    return list(found.values())


def _note(one: Shelved, found: dict[Path, Coverage]) -> None:
    editions = one.editions()
    result = one.run()
    if result.settlement is None:
        return
    log = read_log(one.case.records, editions).one()
    parts = {(d.policy, d.bill, d.line, n): p for d in result.settlement.decisions for n, p in enumerate(d.parts)}
    for name, edition in editions.items():
        folder = one.folders[name]
        held = [p for p in log.policies if p.edition == name]
        if folder not in found or not held:
            continue
        place: dict[tuple[str, str, int], int] = defaultdict(int)
        for atom in prepare(edition, held, log.known(None)).atoms:
            key = (atom.policy.id, atom.bill.id, atom.line.line)
            part = parts[*key, place[key]]
            place[key] += 1
            if part.reason != "pended" and atom.row.reason == t.DECIDED:
                found[folder].note(atom.row, part.mask)


def table(found: Iterable[Coverage]) -> list[str]:
    """One line for each edition, and a sum."""
    lines = []
    sums = [0, 0, 0, 0, 0]
    for one in found:
        bits, sets, both = one.by_row()
        clauses = one.by_clause()
        full = sum(on > 0 and off > 0 for on, off in clauses.values())
        numbers = (bits, sets, both, len(clauses), full)
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        lines.append(_line(one.edition.name, numbers))
    return [*lines, _line("all", tuple(sums))]


def _line(name: str, numbers: tuple[int, ...]) -> str:
    bits, sets, both, clauses, full = numbers
    return f"{name:40} {bits:5} bits, {sets:5} set, {both:5} set and unset; {clauses:4} operations by clause, {full:4} set and unset"


def main() -> int:
    """The command line."""
    found = coverage(products_below(Path(sys.argv[1]).resolve() if sys.argv[1:] else PRODUCTS))
    for one in found:
        for gap in one.gaps():
            print(f"{one.edition.name}: {gap}")
    print("\n".join(table(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
