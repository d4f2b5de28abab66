"""The command line as its users meet it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from uberrima.cli import main
from uberrima.cli.files import edition_at

ROOT = Path(__file__).parents[2]
PRODUCTS = ROOT / "products"
SEQ_01 = PRODUCTS / "seq-01-annual-deductible" / "2025-1"
SEQ_04 = PRODUCTS / "seq-04-void-and-late-bill" / "2025-1"

POLICY = {
    "policy": {
        "id": "P1",
        "family": "F1",
        "start": "2025-01-01",
        "end": "2025-12-31",
        "members": [{"id": "A", "born": "1980-05-17"}],
    }
}


def bill(identifier: str, day: str, *lines: tuple[str, str], **more: object) -> dict[str, object]:
    items = [{"line": n, "billed": billed, "coverable": cover} for n, (billed, cover) in enumerate(lines, 1)]
    return {"bill": {"id": identifier, "family": "F1", "date": day, "lines": items, **more}}


def written(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def decisions(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def sequence(tmp_path: Path) -> Path:
    """The first bills of SEQ-04 as JSON Lines."""
    return written(
        tmp_path / "bills.jsonl",
        POLICY,
        bill("B1", "2025-01-14", ("140.00", "140.00"), ("86.43", "86.43")),
        bill("B2", "2025-02-27", ("1250.00", "1250.00"), ("63.11", "63.11"), ("20.00", "0.00")),
    )


def test_the_main_job_shows_published_results_beside_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(PRODUCTS)]) == 0
    out = capsys.readouterr().out
    assert "CN-02" in out
    assert "80000.00" in out
    assert "SEQ-08" in out
    assert "128000.00" in out, "a figure that is not reached is shown with its reason"


def test_cases_end_with_their_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", str(SEQ_04)]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1]
    count = len(list(SEQ_04.rglob("cases/*.toml")))
    assert last == f"{count} cases, {count} met"


def test_cases_as_json_tell_ids_and_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "--json", str(SEQ_04)]) == 0
    found = json.loads(capsys.readouterr().out)
    first = next(c for c in found if c["source"] == "SEQ-04")
    assert {"id", "source", "product", "met", "checks", "unreached"} <= set(first)
    assert all({"place", "expected", "got"} == set(check) for check in first["checks"])


def test_a_case_that_is_not_met_makes_the_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = tmp_path / "seq-04" / "1"
    (edition / "cases").mkdir(parents=True)
    edition.joinpath("wording.toml").write_bytes(SEQ_04.joinpath("wording.toml").read_bytes())
    edition.joinpath("cases", "wrong.toml").write_text(
        '[case]\nid = "wrong"\n[[policy]]\nid = "P1"\nstart = 2025-01-01\nmembers = [{ id = "A" }]\n'
        '[[bill]]\nid = "B1"\ndate = 2025-01-14\n[[bill.line]]\nbilled = "100.00"\n[[expect]]\nbill = "B1"\npaid = "99.99"\n',
        encoding="utf-8",
    )
    assert main(["cases", str(edition)]) == 1
    out = capsys.readouterr().out
    assert "expected 99.99, got 0.00" in out
    assert out.strip().endswith("1 cases, 0 met")


def test_no_cases_at_all_is_no_success(tmp_path: Path) -> None:
    assert main(["cases", str(tmp_path)]) == 2


def test_a_path_that_does_not_exist_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "nowhere"]) == 2
    assert "nowhere does not exist" in capsys.readouterr().err


def test_bills_become_decisions(sequence: Path) -> None:
    assert main(["adjudicate", str(sequence), "--edition", str(SEQ_04)]) == 0
    rows = decisions(sequence.with_suffix(".decisions.jsonl"))
    assert [(r["bill"], r["line"], r["paid"]) for r in rows] == [
        ("B1", 1, "0.00"),
        ("B1", 2, "0.00"),
        ("B2", 1, "381.14"),
        ("B2", 2, "50.49"),
        ("B2", 3, "0.00"),
    ]
    assert str(rows[0]["edition"]).startswith("sha256:")
    assert rows[2]["path"]


def test_history_gives_differences_of_earlier_lines(sequence: Path, tmp_path: Path) -> None:
    late = written(tmp_path / "late.jsonl", bill("B0", "2025-01-02", ("500.00", "500.00"), received="2025-03-01"))
    code = main(["adjudicate", str(late), "--history", str(sequence), "--edition", str(SEQ_04)])
    rows = decisions(late.with_suffix(".decisions.jsonl"))
    assert code == 0
    assert rows[0]["bill"] == "B0"
    changes = [r["difference"] for r in rows if "difference" in r]
    assert {c["bill"] for c in changes} == {"B2"}  # type: ignore[index]
    # the deductible of 1,000.00: 500.00 of B0 and 226.43 of B1 leave 273.57 for B2, not 773.57: 80 % of 500.00 more
    assert next(c["settle"] for c in changes if c["bill"] == "B2" and c["line"] == 1) == "400.00"  # type: ignore[index]


def test_bad_records_lie_beside_the_output_and_good_ones_are_decided(sequence: Path) -> None:
    with sequence.open("ab") as file:
        file.write(json.dumps(bill("B3", "2025-13-01", ("1.00", "1.00"))).encode() + b"\n")
        file.write(b"{not json\n")
        file.write('{"bill": "坏"}\n'.encode("gb18030"))
        file.write(json.dumps(bill("B4", "2025-04-01", ("-5.00", "0.00"))).encode() + b"\n")
        file.write(b"[" * 100_000 + b"\n")
    assert main(["adjudicate", str(sequence), "--edition", str(SEQ_04)]) == 1
    assert len(decisions(sequence.with_suffix(".decisions.jsonl"))) == 5
    refused = decisions(sequence.with_suffix(".decisions.refused.jsonl"))
    assert [r["line"] for r in refused] == [5, 6, 8, 4, 7] or sorted(int(str(r["line"])) for r in refused) == [
        4,
        5,
        6,
        7,
        8,
    ]
    assert all(r["problems"] and r["record"] for r in refused)


def test_a_second_run_without_faults_takes_the_old_list_away(sequence: Path) -> None:
    beside = sequence.with_suffix(".decisions.refused.jsonl")
    beside.write_text("old", encoding="utf-8")
    assert main(["adjudicate", str(sequence), "--edition", str(SEQ_04)]) == 0
    assert not beside.exists()


def test_csv_in_and_csv_out(tmp_path: Path) -> None:
    history = written(tmp_path / "policies.jsonl", POLICY)
    table = tmp_path / "bills.csv"
    table.write_text(
        "family,bill,date,line,billed,coverable\n"
        "F1,B1,2025-01-14,1,140.00,140.00\nF1,B1,2025-01-14,2,86.43,86.43\n"
        "F1,B2,2025-02-27,1,1250.00,1250.00\nF1,B2,2025-02-27,2,63.11,63.11\n",
        encoding="utf-8",
    )
    out = tmp_path / "out.csv"
    assert main(["adjudicate", str(table), "--history", str(history), "--edition", str(SEQ_04), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["bill"], r["line"], r["paid"]) for r in rows][2:] == [("B2", "1", "381.14"), ("B2", "2", "50.49")]


def test_a_bill_with_a_broken_csv_row_is_not_decided_by_halves(tmp_path: Path) -> None:
    history = written(tmp_path / "policies.jsonl", POLICY)
    table = tmp_path / "bills.csv"
    table.write_text(
        "family,bill,date,line,billed\nF1,B1,2025-01-14,1,2000.00\nF1,B1,2025-01-14,2\nF1,B2,2025-02-27,1,10.00\n",
        encoding="utf-8",
    )
    assert main(["adjudicate", str(table), "--history", str(history), "--edition", str(SEQ_04)]) == 1
    assert [r["bill"] for r in decisions(table.with_suffix(".decisions.jsonl"))] == ["B2"]
    refused = decisions(table.with_suffix(".decisions.refused.jsonl"))
    assert sorted(int(str(r["line"])) for r in refused) == [2, 3]


def test_a_wording_with_problems_decides_nothing(
    tmp_path: Path, sequence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = tmp_path / "p" / "1"
    edition.mkdir(parents=True)
    text = SEQ_04.joinpath("wording.toml").read_text(encoding="utf-8").replace('"1000.00"', "1000.0", 1)
    edition.joinpath("wording.toml").write_text(text, encoding="utf-8")
    assert main(["adjudicate", str(sequence), "--edition", str(edition)]) == 2
    assert "[float]" in capsys.readouterr().err
    assert not sequence.with_suffix(".decisions.jsonl").exists()


def test_decisions_are_explained_in_both_languages(sequence: Path) -> None:
    for lang, word in (("zh", "免赔额"), ("en", "deductible")):
        assert main(["adjudicate", str(sequence), "--edition", str(SEQ_04), "--explain", lang]) == 0
        rows = decisions(sequence.with_suffix(".decisions.jsonl"))
        assert word in str(rows[2]["explanation"])


def test_the_statement_adds_up_in_text_and_json(sequence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statement", str(sequence), "--edition", str(SEQ_04), "--lang", "en"]) == 0
    assert "431.63" in capsys.readouterr().out
    assert main(["statement", str(sequence), "--edition", str(SEQ_04), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["family"] == "F1"


@pytest.mark.parametrize("what", ["show", "explain", "situations"])
def test_a_wording_can_be_shown_explained_and_looked_through(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wording", what, str(SEQ_01)]) == 0
    assert len(capsys.readouterr().out) > 200


def test_wording_check_names_file_line_cause_and_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = tmp_path / "p" / "1"
    edition.mkdir(parents=True)
    text = (
        SEQ_01.joinpath("wording.toml")
        .read_text(encoding="utf-8")
        .replace('kind = "deductible"', 'kind = "deductable"', 1)
    )
    edition.joinpath("wording.toml").write_text(text, encoding="utf-8")
    assert main(["wording", "check", str(edition)]) == 1
    found = capsys.readouterr()
    assert 'Did you mean "deductible"?' in found.err
    assert "wording.toml:" in found.err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "uberrima wording check" in out
    assert "exit codes" in out


def test_a_draft_shows_its_figures_and_its_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = tmp_path / SEQ_04.parent.name / SEQ_04.name
    (edition / "cases").mkdir(parents=True)
    text = SEQ_04.joinpath("wording.toml").read_text(encoding="utf-8")
    unused = (
        '\n[[clause]]\nid = "9.9"\nkind = "limit"\namount = "1.00"\nper = "day"\nbenefits = ["nothing"]\n'
        'zh = "{amount}"\nen = "{amount}"\n'
    )
    dead = (
        '\n[[clause]]\nid = "9.8"\nkind = "term"\nyears = 1\nguaranteed_years = 2\n'
        'zh = "{years} {guaranteed_years}"\nen = "2 {years} {guaranteed_years}"\n'
    )
    edition.joinpath("wording.toml").write_text(text + dead, encoding="utf-8")
    case = SEQ_04 / "cases" / "seq-04.toml"
    edition.joinpath("cases", case.name).write_bytes(case.read_bytes())
    assert main(["cases", str(edition)]) == 1
    assert "0 met" in capsys.readouterr().out
    assert main(["cases", "--draft", str(edition)]) == 1, "a draft is not finished, even if its cases are met"
    found = capsys.readouterr()
    assert "1 cases, 1 met" in found.out
    assert "[no-effect]" in found.err
    assert "[bare-number]" in found.err
    edition.joinpath("wording.toml").write_text(text + unused, encoding="utf-8")
    edition_at.cache_clear()  # a process reads an edition once
    assert main(["cases", "--draft", str(edition)]) == 1
    assert "unknown-name" in capsys.readouterr().out, "a fault that could move money is never tolerated"


def test_a_statement_for_nobody_says_so(sequence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statement", str(sequence), "--edition", str(SEQ_04), "--member", "Z"]) == 2
    assert 'No policy of the input insures a member "Z"' in capsys.readouterr().err
