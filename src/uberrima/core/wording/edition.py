"""A product edition: text in, one immutable whole out, with a hash over everything that can move money or words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from uberrima.core.evidence.canonical import content_hash
from uberrima.core.kernel.errors import Problem, WordingError
from uberrima.core.wording.build import Tables
from uberrima.core.wording.checked import Checker
from uberrima.core.wording.clause import Clause, Wording
from uberrima.core.wording.resolved import resolve
from uberrima.core.wording.situations import Version
from uberrima.core.wording.source import decoded, read_source

WORDING = "wording.toml"
FEES = "fees.csv"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One product edition, checked and compiled."""

    wording: Wording
    tables: Tables
    #: pieces of the time line, the earliest first
    versions: tuple[Version, ...]
    #: ``sha256:…`` over clauses, words and tariff; worked cases do not count
    hash: str
    #: faults of a draft: told, but not in the way of its cases; a finished edition has none
    faults: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """``product/edition``."""
        return f"{self.wording.product.id}/{self.wording.product.edition}"

    @property
    def currency(self) -> str:
        return self.wording.product.currency

    def clause(self, index: int) -> Clause:
        return self.wording.clauses[index]


def edition_hash(texts: Mapping[str, str]) -> str:
    """The content hash of an edition: canonical bytes of the parsed wording and of every tariff table, by rows."""
    content: dict[str, object] = {}
    for name, text in texts.items():
        content[name] = tomllib.loads(text) if name == WORDING else [line.rstrip() for line in text.strip().split("\n")]
    return content_hash({"format": "uberrima-edition/1", "files": content})


#: Faults that a draft may have while its cases are worked: words that lack something, clauses that do nothing yet.
DRAFT = frozenset({"bare-number", "hidden-figure", "missing-translation", "no-effect", "never-applies"})


def load_edition(
    files: Mapping[str, str | bytes], *, place: str = "", tolerated: frozenset[str] = frozenset()
) -> Edition:
    """Read, resolve, check and compile an edition.

    :param files: texts by file name: ``wording.toml``, and any ``*.csv`` tables beside it.
    :param place: folder shown before file names in messages.
    :param tolerated: codes of faults that are kept in ``Edition.faults`` instead of refused, see :data:`DRAFT`.
    :raises WordingError: with every problem found.
    """
    prefix = f"{place}/" if place else ""
    if WORDING not in files:
        cause, cure = "There is no wording.toml.", "An edition is a folder with a file of that name."
        raise WordingError(
            (Problem(file=prefix + WORDING, line=0, place="", code="missing-file", cause=cause, cure=cure),)
        )
    texts = {name: decoded(raw, prefix + name) for name, raw in files.items()}
    wording, problems = resolve(read_source(texts[WORDING], prefix + WORDING), texts.get(FEES))
    if all(problem.code in tolerated for problem in problems):
        checker = Checker(wording)
        problems += checker.check()
        if all(problem.code in tolerated for problem in problems):
            return Edition(
                wording=wording,
                tables=checker.tables,
                versions=checker.versions,
                hash=edition_hash(texts),
                faults=problems,
            )
    raise WordingError(tuple(sorted(problems, key=lambda p: (p.file, p.line))))
