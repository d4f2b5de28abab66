"""Every figure matters: each number of each wording is changed by one unit, and some worked case must notice.

``python -m tests.prove.flip [products/…]`` prints the figures that nobody would miss and ends with 1 when there are any.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.shelf import (
    PRODUCTS,
    Figure,
    Product,
    currency_of,
    edition_at,
    figures,
    met_cases,
    moved,
    product_at,
    products_below,
    with_figure,
)  # fmt: skip
from uberrima.core.kernel.errors import WordingError
from uberrima.core.wording.edition import Edition, load_edition
from uberrima.core.wording.words import clause_words


@dataclass(frozen=True, kw_only=True)
class Flip:
    """What came of changing one figure."""

    product: Product
    figure: Figure
    #: case | words | refused | nothing
    noticed: str
    #: the case that noticed first
    by: str = ""

    @property
    def dead(self) -> bool:
        return self.noticed == "nothing"

    def __str__(self) -> str:
        file = "fees.csv" if self.figure.table == "fees" else "wording.toml"
        return f"products/{self.product.name}/{file}:{self.figure.line}: {self.figure.place} = {self.figure.value}"


@dataclass
class Flips:
    """All flips of a run."""

    found: list[Flip] = field(default_factory=list)
    #: editions that cannot be loaded as they stand, and editions without a single case that is met
    unusable: list[str] = field(default_factory=list)

    @property
    def dead(self) -> list[Flip]:
        return [flip for flip in self.found if flip.dead]

    @property
    def only_refused(self) -> list[Flip]:
        """Figures whose change the checker refuses, while no case would notice."""
        return [flip for flip in self.found if flip.noticed == "refused"]

    def __str__(self) -> str:
        counts = Counter(flip.noticed for flip in self.found)
        told = ", ".join(f"{counts[name]} {words}" for name, words in (
            ("case", "noticed by a case"), ("words", "by the words"), ("refused", "by the checker alone"), ("nothing", "by nobody"),
        ))  # fmt: skip
        return f"{len(self.found)} figures flipped: {told}; {len(self.unusable)} editions not usable"


def flip(product: Product, figure: Figure) -> Flip:
    """Change one figure up and down and see who notices."""
    noticed = "nothing"
    for way in (1, -1):
        value = moved(figure, way, currency_of(product))
        if value is None:
            continue
        try:
            other = load_edition(with_figure(product, figure, value).files())
        except WordingError:
            noticed = "refused"
            continue
        for one in met_cases(product.folder):
            if not one.run({product.folder: other}).met:
                return Flip(product=product, figure=figure, noticed="case", by=one.case.id)
        if _told_only(figure, edition_at(product.folder)) and _words(other) != _words(edition_at(product.folder)):
            return Flip(product=product, figure=figure, noticed="words")
    return Flip(product=product, figure=figure, noticed=noticed)


def _told_only(figure: Figure, edition: Edition) -> bool:
    """Must the figure be told, and nothing more? A date, or a field that moves no money."""
    if figure.form in {"day", "contact"}:
        return True
    if figure.table != "clause":
        return False
    clause = edition.clause(figure.index)
    return not clause.kind.effective or clause.informative or (clause.kind.name == "term" and figure.path == ("years",))


def _words(edition: Edition) -> list[str]:
    return [clause_words(clause, edition.wording, lang) for clause in edition.wording.clauses for lang in ("zh", "en")]


def flips(folders: Iterable[Path]) -> Flips:
    """Flip every figure of the products in these folders."""
    found = Flips()
    for folder in folders:
        try:
            edition_at(folder)
        except WordingError as error:
            found.unusable.append(f"{folder}: {len(error.problems)} problems")
            continue
        if not met_cases(folder):
            found.unusable.append(f"{folder}: no case of it is met")
            continue
        product = product_at(folder)
        found.found += [flip(product, figure) for figure in figures(product)]
    return found


def main() -> int:
    """The command line."""
    asked = [Path(name) for name in sys.argv[1:]] or [PRODUCTS]
    found = flips(folder for name in asked for folder in products_below(name.resolve()))
    for one in found.dead:
        print(f"{one}: dead")
    for one in found.only_refused:
        print(f"{one}: only the checker notices")
    for name in found.unusable:
        print(f"not usable: {name}")
    print(found)
    return int(bool(found.dead))


if __name__ == "__main__":
    sys.exit(main())
