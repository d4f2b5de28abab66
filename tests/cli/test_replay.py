"""A receipt's decision is made again from its edition: the same to the cent, or what differs is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from uberrima import __version__
from uberrima.cli import main
from uberrima.cli.files import edition_at

ROOT = Path(__file__).parents[2]
WALK = ROOT / "docs" / "walk"
EDITION = WALK / "linli-family-medical" / "2025-1"


def decided(capsys: pytest.CaptureFixture[str], **changes: object) -> dict[str, Any]:
    """What the walk decides of bill B3, as a receipt carries it."""
    files = [WALK / "policy.jsonl", WALK / "september.jsonl"]
    assert main(["adjudicate", *map(str, files), "--edition", str(EDITION), "--out", "-"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    records = [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return {
        "format": "uberrima-decision/1",
        "claim": "C-2026-0001",
        "engine": __version__,
        "edition": {"name": "linli-family-medical/2025-1", "hash": edition_at(EDITION).hash},
        "records": records,
        "bill": "B3",
        "as_of": "2026-11-25",
        "decision": [row for row in rows if row["bill"] == "B3"],
        **changes,
    }


def replay(tmp_path: Path, found: object, *more: str) -> int:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return main(["replay", str(path), "--products", str(WALK), *more])


def test_the_decision_comes_out_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(capsys)
    assert found["decision"]
    for whole in (found, {"payload": found, "entry": {}}):
        assert replay(tmp_path, whole) == 0
        assert capsys.readouterr().out.startswith("RIGHT: bill B3 of C-2026-0001 comes out the same (line 1: ")
    assert replay(tmp_path, found, "--edition", str(EDITION)) == 0


def test_one_cent_too_little_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(capsys)
    right = found["decision"][0]["paid"]
    found["decision"][0]["paid"] = "0.01"
    assert replay(tmp_path, found) == 1
    assert f'P1 line 1 paid: recorded "0.01", now "{right}"' in capsys.readouterr().out


def test_another_fact_gives_another_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(capsys)
    bill = next(record["bill"] for record in found["records"] if "bill" in record)
    bill["lines"][0]["billed"] = "4120.90"
    assert replay(tmp_path, found) == 1
    assert "NOT RIGHT" in capsys.readouterr().out


def test_a_line_that_was_left_out_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(capsys, decision=[])
    assert replay(tmp_path, found) == 1
    assert "recorded null" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"edition": {"name": "x/y", "hash": "sha256:" + "0" * 64}}, "No edition below"),
        ({"format": "other"}, "in the format"),
        ({"records": [{"other": 1}]}, "is no policy, bill or void"),
        ({"as_of": "yesterday"}, "is no day"),
        ({"records": None}, "lacks"),
    ],
)
def test_what_cannot_be_made_again_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object], says: str
) -> None:
    assert replay(tmp_path, decided(capsys, **changes)) == 2
    assert says in capsys.readouterr().err


def test_another_edition_than_the_named_one_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(capsys)
    other = next(path.parent for path in sorted((ROOT / "products").rglob("wording.toml")))
    assert replay(tmp_path, found, "--edition", str(other)) == 2
    assert "has the hash" in capsys.readouterr().err


def test_what_is_no_json_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("{", encoding="utf-8")
    assert main(["replay", str(path)]) == 2
    assert "is no JSON" in capsys.readouterr().err
