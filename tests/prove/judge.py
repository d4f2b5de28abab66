"""Tries one mutant in a process of its own: the worked cases, made-up worlds against the oracle, and the properties.

Reads
``{"module": …, "source": …, "answers": …, "passed_over": …, "worlds": …, "seed": …}`` from standard input and writes ``caught: …`` or ``survived``.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

#: A mutant that eats more memory than this is caught.
MOST_BYTES = 3 << 30


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 (the import system passes it)
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, f"<mutant of {self.name}>", "exec"), module.__dict__)  # noqa: S102 (this is the fault that is planted)


def faults(asked: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the core as it stands in this process, the cheapest trials first."""
    from tests.prove import trials  # noqa: PLC0415 (the core must not be imported before the fault is planted)

    yield from trials.edges()
    yield from trials.cases(asked["passed_over"])
    yield from trials.worlds_as_told(asked["answers"])
    yield from trials.properties_hold(asked["seed"], asked["worlds"])


def main() -> int:
    """Judge the mutant that stands on standard input."""
    try:
        import resource  # noqa: PLC0415 (not everywhere)

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    except ImportError:
        pass
    asked = json.load(sys.stdin)
    if asked["module"]:
        sys.meta_path.insert(0, Planted(asked["module"], asked["source"]))
    try:
        found = next(faults(asked), "")
    except Exception as error:  # noqa: BLE001 (a mutant may fail in any way, and is caught by it)
        found = f"{type(error).__name__}: {error}"
    print("caught: " + found.split("\n")[0][:200] if found else "survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
