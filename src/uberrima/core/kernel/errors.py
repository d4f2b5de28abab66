"""What can go wrong, drawn once. Every message says what, where and what to do; none repeats personal data."""

from __future__ import annotations

from dataclasses import dataclass


class UberrimaError(Exception):
    """Root of all errors that Uberrima raises on purpose."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault: where it stands, what it is, and what to do about it."""

    #: file name as the author knows it, e.g. ``wording.toml``
    file: str
    #: line in that file, counted from 1; 0 when no line can be named
    line: int
    #: clause id, record or field the fault belongs to; may be empty
    place: str
    #: what is wrong
    cause: str
    #: what to do
    cure: str
    #: a short stable name of the fault, for scripts
    code: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        place = f" {self.place}" if self.place else ""
        return f"{where}:{place} [{self.code}] {self.cause} {self.cure}"


class WordingError(UberrimaError):
    """A wording cannot be used. Carries every problem that was found in one run."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class RecordError(UberrimaError):
    """A policy, bill or event cannot be read. Carries every problem of that record."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class LawError(UberrimaError):
    """A table of law or a calendar cannot be used. Carries every problem that was found in one run."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))
