"""`uberrima journal`: an auditor without a right to write verifies, proves and audits, and reads what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILL = """
from uberrima.config.environment import DatabaseRole
from uberrima.config.start import service
with service(DatabaseRole.OWNER):
    from uberrima.config.prepare import prepare
    prepare()
    from tests.rooms.journal.acts import act, place_some
    print(place_some(1, 12)[0])
"""
BREAK = """
from uberrima.config.environment import DatabaseRole, read
from uberrima.config.postgres import Postgres, running
with running():
    with Postgres(read().data).connect(dbname="uberrima") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE journal_entry SET purpose = 'audit' WHERE id = %s", [{entry!r}])
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run Python with a data folder of its own, and so with a server of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UBERRIMA_", "DATABASE_", "DJANGO_"))}
    env = {**kept, "UBERRIMA_DEMO": "1", "UBERRIMA_DATA": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}

    def once(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, env=env, cwd=ROOT)

    return once


def test_the_journal_is_verified_proved_and_found_broken(run: Run) -> None:
    made = run("-c", FILL)
    assert made.returncode == 0, made.stderr
    entry = made.stdout.strip().splitlines()[-1]

    for what in ("verify", "audit"):
        done = run("-m", "uberrima.cli", "journal", what)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("HOLDS: entries ")
    proved = run("-m", "uberrima.cli", "journal", "prove", entry)
    assert proved.returncode == 0, proved.stderr
    assert json.loads(proved.stdout)["entry"]["id"] == entry

    broken = run("-c", BREAK.format(entry=entry))
    assert broken.returncode == 0, broken.stderr
    done = run("-m", "uberrima.cli", "journal", "verify")
    assert done.returncode == 1
    assert f" {entry}: the entry, or the hash kept of it, was altered" in done.stdout
    assert "DOES NOT HOLD" in done.stdout
    found = json.loads(run("-m", "uberrima.cli", "journal", "audit", "--json").stdout)
    assert (found["holds"], found["findings"][0]["entry"]) == (False, entry)


def test_what_is_no_id_and_no_key_is_refused_before_anything_is_started(run: Run) -> None:
    assert run("-m", "uberrima.cli", "journal", "prove", "x").returncode == 2
    assert run("-m", "uberrima.cli", "journal", "verify", "--key", "x").returncode == 2
