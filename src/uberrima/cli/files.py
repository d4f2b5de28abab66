"""The one place that reads files: editions, cases, records. The core takes text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from uberrima.core.adjudication.cases import Case, CaseResult, read_case, run_case
from uberrima.core.kernel.errors import RecordError, UberrimaError, WordingError
from uberrima.core.wording.edition import WORDING, Edition, load_edition


@lru_cache(maxsize=512)
def edition_at(folder: Path, tolerated: frozenset[str] = frozenset()) -> Edition:
    """Load the edition in a folder; faults whose codes are tolerated are kept with it.

    :raises WordingError: with every problem of it.
    """
    names = sorted(p for p in folder.glob("*.csv") if p.is_file()) if folder.is_dir() else []
    wording = folder / WORDING
    files: dict[str, str | bytes] = {p.name: p.read_bytes() for p in names}
    if wording.is_file():
        files[WORDING] = wording.read_bytes()
    return load_edition(files, place=str(folder), tolerated=tolerated)


def editions_below(folder: Path) -> Iterator[Path]:
    """Folders with a wording, at and below a folder."""
    yield from sorted(p.parent for p in folder.rglob(WORDING))


def cases_beside(edition: Path) -> Iterator[Path]:
    """The case files of an edition."""
    yield from sorted((edition / "cases").rglob("*.toml"))


def run_case_at(path: Path, edition: Path, tolerated: frozenset[str] = frozenset()) -> CaseResult:
    """Read and run one case file; what cannot be read is a result with an error."""
    try:
        case = read_case(path.read_bytes(), str(path))
    except RecordError as error:
        return CaseResult(
            case=Case(id=path.stem, source="", origin="", zh="", en="", file=str(path), records=()),
            checks=(),
            unreached=(),
            settlement=None,
            error=str(error),
        )
    try:
        editions = {"": edition_at(edition, tolerated)}
        for name in case.editions:
            editions[name] = edition_at((edition / name).resolve(), tolerated)
    except (WordingError, UberrimaError) as error:
        return CaseResult(case=case, checks=(), unreached=(), settlement=None, error=str(error))
    return run_case(case, editions, "")
