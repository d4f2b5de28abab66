"""Measures the journal on an embedded PostgreSQL of its own: sequencing, proofs at a million entries, a full audit."""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

ROOT = Path(__file__).parents[1]
MILLION = 1_000_000
#: entries that wait when the sequencer's speed is measured
WAITING = 50_000


def measure() -> dict[str, dict[str, object]]:
    """Measure in a process of its own, which has Django and a database to itself."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.journal", str(MILLION)],
            check=True,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={
                **os.environ,
                "UBERRIMA_DEMO": "1",
                "UBERRIMA_DATA": folder,
                "UBERRIMA_ROLE": "uberrima_owner",
                "DATABASE_URL": "",
                "PYTHONPATH": "src:.",
            },
        )
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found


def figures(million: int) -> dict[str, dict[str, object]]:
    """Measure, with a database that answers and Django set up."""
    from django.conf import settings  # noqa: PLC0415 - after its set-up
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from uberrima.foundation.journal import api  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    sequencer = api.configured()
    fill(0, million - WAITING)
    sequencer.drain()
    fill(million - WAITING, million)
    begun = time.perf_counter()
    placed = sequencer.drain()
    sequenced = placed / (time.perf_counter() - begun)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT entry FROM journal_place WHERE index % 997 = 5 LIMIT 1000")
        entries = [row[0] for row in cursor.fetchall()]
    Random(1).shuffle(entries)
    proofs = []
    for entry in entries:
        begun = time.perf_counter()
        api.prove(entry)
        proofs.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    report = api.verify(Path(settings.UBERRIMA_JOURNAL_CHECKPOINTS), sequencer.signer.public)
    audited = sum(report.entries.values()) / (time.perf_counter() - begun)
    if not report.holds:
        raise SystemExit(f"the journal does not hold: {report.findings[:3]}")
    return {
        "journal.sequenced_per_s": figure(sequenced, "entries/s", f"{placed:,} waiting entries get places and signed checkpoints on {million:,}"),
        "journal.proof_ms": figure(statistics.median(proofs) * 1000, "ms", f"proof of one of {million:,} entries; median of {len(proofs):,}"),
        "journal.proof_p99_ms": figure(sorted(proofs)[len(proofs) * 99 // 100] * 1000, "ms", "the slowest of a hundred of them"),
        "journal.audit_entries_per_s": figure(audited, "entries/s", f"{million:,} entries rehashed and compared with every checkpoint"),
    }  # fmt: skip


def fill(begin: int, end: int) -> None:
    """Let made-up entries wait, by COPY: what is measured comes after."""
    from django.db import connection, transaction  # noqa: PLC0415 - after its set-up

    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(
            'COPY journal_entry (id, tree, stream, number, kind, at, actor, purpose, "case", commitment, sealed, rows) FROM STDIN'
        ) as copy:
            for row in rows(begin, end):
                copy.write_row(row)
        with cursor.copy("COPY journal_waiting (entry) FROM STDIN") as copy:
            for number in range(begin, end):
                copy.write_row([ident(number)])


def ident(number: int) -> UUID:
    """An id as the journal makes them, ordered by time."""
    return UUID(int=(1_790_000_000_000 + number) << 80 | 7 << 76 | 2 << 62 | number)


def rows(begin: int, end: int) -> Iterator[list[object]]:
    """Made-up entries, four to a claim, with a payload of 256 bytes each."""
    actor, sealed = UUID(int=99), bytes(range(256))
    for number in range(begin, end):
        claim = f"C-2026-{number // 4:07}"
        digest = hashlib.sha256(number.to_bytes(8, "big")).digest()
        yield [
            ident(number), "acts", claim, number % 4 + 1, "claim.decided/1", 1_790_000_000_000_000 + number * 1000, actor,
            "claim", claim, digest, sealed, digest,
        ]  # fmt: skip


def figure(value: float, unit: str, how: str) -> dict[str, object]:
    """One figure with three significant digits."""
    return {"value": float(f"{value:.3g}"), "unit": unit, "how": how}


def main() -> None:
    """Start a database, measure, and write the figures to standard output."""
    from uberrima.config.environment import DatabaseRole  # noqa: PLC0415 - the bench of the core does without
    from uberrima.config.start import service  # noqa: PLC0415

    with service(DatabaseRole.OWNER):
        print(json.dumps(figures(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
