"""What every state of the core must pass: the worked cases, and made-up worlds settled twice."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle import compare
from tests.prove.shelf import all_cases
from uberrima.core.kernel.errors import WordingError


def cases() -> Iterator[str]:
    """Worked cases that do not come out as expected."""
    for one in all_cases():
        try:
            result = one.run()
        except WordingError as error:
            yield f"{one.path}: {error.problems[0]}"
            continue
        if not result.met:
            failed = result.failed[0] if result.failed else None
            yield f"{one.path}: {failed.place if failed else result.error}"


def worlds(seed: int, count: int) -> Iterator[str]:
    """Made-up worlds in which the core and the oracle part."""
    step = 25
    for first in range(0, count, step):
        report = compare.run(seed * 1000 + first, min(step, count - first), shrink=False)
        if report.disagreements:
            yield f"oracle: {report.first}"
