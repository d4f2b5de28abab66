"""Is more cover ever less money? A report, not a promise: counter-examples tell something about products.

``python -m tests.prove.monotone`` raises one amount of a made-up wording by a tenth and looks at what the family is paid in all.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.prove.properties import Table, as_product, loaded, log_of, worlds_of
from tests.prove.shelf import Figure, figures, with_figure
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.kernel.money import parse_amount, plain
from uberrima.core.wording import tables as t

#: kind and field → more of it should pay more (+1) or less (-1)
EXPECTED = {
    ("deductible", "amount"): -1, ("copay", "amount"): -1, ("out_of_pocket_max", "amount"): -1, ("days", "copay"): -1,
    ("limit", "amount"): 1, ("sublimit", "amount"): 1, ("allowed", "amount"): 1, ("proportion", "amount"): 1, ("day_benefit", "amount"): 1,
    ("lump_sum", "amount"): 1,
}  # fmt: skip


@dataclass
class Monotone:
    """What came of it."""

    tried: Counter[str] = field(default_factory=Counter)
    against: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        for kind in sorted(self.tried):
            yield f"{kind}: {self.against[kind]} of {self.tried[kind]} against expectation" + (
                f" ({self.examples[kind]})" if kind in self.examples else ""
            )


def monotone(seed: str, count: int) -> Monotone:
    """Raise one amount in each of so many worlds."""
    found = Monotone()
    for world, editions in worlds_of(seed, count):
        rng = Random(world.seed)
        name, wording = rng.choice(sorted(world.wordings.items()))
        product = as_product(wording)
        amounts = [f for f in figures(product) if f.form == "money" and _expected(f, wording)]
        if not amounts:
            continue
        figure = rng.choice(amounts)
        currency = editions[name].currency
        more = plain(parse_amount(figure.value, currency) * 11 // 10, currency)
        try:
            raised = loaded(world.wordings | {name: with_figure(product, figure, more).wording})
        except UberrimaError:
            continue
        before, after = (
            sum(d.columns[t.PAID] for d in settle(e, log_of(world, e)).decisions) for e in (editions, raised)
        )
        kind = str(wording["clause"][figure.index]["kind"])
        found.tried[kind] += 1
        if (after - before) * _expected(figure, wording) < 0:
            found.against[kind] += 1
            found.examples.setdefault(kind, f"world {world.seed}, clause {figure.owner}: {before} → {after}")
    return found


def _expected(figure: Figure, wording: Table) -> int:
    if figure.table != "clause":
        return 0
    return EXPECTED.get((wording["clause"][figure.index]["kind"], str(figure.path[0])), 0)


def main() -> int:
    """The command line."""
    print("\n".join(monotone("monotone", int(sys.argv[1]) if sys.argv[1:] else 2000).lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
