"""Planted faults: the core's source is changed in one place at a time, and some test must notice.

``python -m tests.prove.mutants --count 600 --seed 1 --processes 2`` prints every survivor that is not known to be equivalent
(``equivalent.toml`` says why) and ends with 1 when there are any.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random

from tests.prove.shelf import ROOT
from tests.prove.trials import Answers, answers, cases

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
CORE = ROOT / "src" / "uberrima" / "core"
MODULES = (
    "adjudication.kernel", "adjudication.prepare", "adjudication.lines", "adjudication.amounts", "adjudication.periods", "adjudication.stays",
    "adjudication.calendar", "adjudication.facts", "adjudication.settle", "wording.situations", "wording.build",
)  # fmt: skip
KERNEL = "adjudication.kernel"
#: Seconds after which a mutant that does not come back counts as caught.
PATIENCE = 90

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt,), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,), ast.LShift: (ast.Add,), ast.RShift: (ast.LShift,),
}  # fmt: skip
#: Names of the tables that stand for each other's place: columns, operations, what fills an accumulator, rules.
COLUMNS = (
    "RECOGNISED",
    "OTHER",
    "SUBLIMIT",
    "DEDUCTIBLE",
    "COPAY",
    "SHARE",
    "LIMIT",
    "RELIEF",
    "GRANTED",
    "PAID",
    "INSURED",
    "SELF_PAID",
    "UNCOVERED",
)


#: Python 3.11 counts the depth of a tree that it builds for the whole process: two threads that parse at once are a SystemError.
PARSING = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One planted fault."""

    module: str
    #: where: function, and in the kernel the operation
    place: str
    #: before and after, as source
    was: str
    becomes: str
    #: the how-manieth of its like in that place
    number: int
    #: the text of the module as it stands, and the how-manieth fault of it this is
    text: str = field(repr=False)
    ordinal: int = field(repr=False)

    @property
    def id(self) -> str:
        """A name that outlives changes elsewhere in the file."""
        count = f" #{self.number}" if self.number > 1 else ""
        return f"{self.module} {self.place}: {self.was} → {self.becomes}{count}"

    def source(self) -> str:
        """The text of the module with the fault in it."""
        with PARSING:
            tree = ast.parse(self.text)
        do = next(fault[3] for n, fault in enumerate(_faults(tree)) if n == self.ordinal)
        do()
        return ast.unparse(ast.fix_missing_locations(tree))


# ------------------------------------------------------------------------------------------- planting

Change = tuple[str, str, Callable[[], None]]


def _changes(node: ast.AST) -> Iterator[Change]:  # noqa: C901 (one table of what can be planted where)
    """Every fault that can be planted at a node: before, after, what plants it."""

    def change(name: str, new: object) -> Change:
        was, old = _shown(node), getattr(node, name)
        setattr(node, name, new)
        becomes = _shown(node)
        setattr(node, name, old)
        return was, becomes, lambda: setattr(node, name, new)

    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in COMPARISONS.get(type(op), ()):
                yield change("ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for another in OPERATORS.get(type(node.op), ()):
            yield change("op", another())
    if isinstance(node, ast.BoolOp):
        yield change("op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    if isinstance(node, ast.IfExp | ast.If | ast.While):
        yield change("test", ast.UnaryOp(op=ast.Not(), operand=node.test))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}:
        yield change("func", ast.Name(id="max" if node.func.id == "min" else "min", ctx=ast.Load()))
    if (
        isinstance(node, ast.Call)
        and len(node.args) > 1
        and isinstance(node.func, ast.Name)
        and node.func.id in {"min", "max"}
    ):
        for place in range(len(node.args)):
            yield (
                change("args", node.args[:place] + node.args[place + 1 :])
                if len(node.args) > 2
                else change("args", [node.args[place]] * 2)
            )
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield change("value", node.value + 1)
        yield change("value", node.value - 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield change("value", not node.value)
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    if name in COLUMNS:
        other_name = COLUMNS[(COLUMNS.index(name) + 1) % len(COLUMNS)]
        yield change("id" if isinstance(node, ast.Name) else "attr", other_name)


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text.split("\n")[0] if isinstance(node, ast.If | ast.While) else text


def _walk(node: ast.AST, place: str, inside: str) -> Iterator[tuple[str, str, ast.AST, list[ast.stmt] | None, int]]:
    """Every node below a function with the place it stands at: (function, operation, node, the statements it stands among, where)."""
    for child in ast.iter_child_nodes(node):
        yield place, inside, child, None, 0
        deeper = inside
        if isinstance(child, ast.If) and (named := _operation(child.test)):
            yield from _walk_part(child.test, place, named)
            yield from _walk_body(child.body, place, named)
            yield from _walk_body(child.orelse, place, inside)
            continue
        if isinstance(child, ast.If | ast.For | ast.While):
            for part in ast.iter_child_nodes(child):
                if not isinstance(part, ast.stmt):
                    yield from _walk_part(part, place, deeper)
            yield from _walk_body(child.body, place, deeper)
            yield from _walk_body(child.orelse, place, deeper)
            continue
        yield from _walk(child, place, deeper)


def _walk_part(
    node: ast.AST, place: str, inside: str
) -> Iterator[tuple[str, str, ast.AST, list[ast.stmt] | None, int]]:
    yield place, inside, node, None, 0
    yield from _walk(node, place, inside)


def _walk_body(
    body: list[ast.stmt], place: str, inside: str
) -> Iterator[tuple[str, str, ast.AST, list[ast.stmt] | None, int]]:
    for where, statement in enumerate(body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue  # it is walked by its own name
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Continue | ast.Break):
            yield place, inside, statement, body, where
        wrapper = ast.Module(body=[statement], type_ignores=[])
        yield from _walk(wrapper, place, inside)


def _operation(test: ast.expr) -> str:
    """``kind == OP_CAP`` → ``OP_CAP``; likewise for what fills an accumulator."""
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id in {"kind", "basis"}:
        right = test.comparators[0]
        return right.id if isinstance(right, ast.Name) else ""
    return ""


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module of the core, e.g. ``adjudication.kernel``."""
    text = (CORE / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    seen: Counter[tuple[str, str, str]] = Counter()
    for ordinal, (place, was, becomes, _) in enumerate(_faults(ast.parse(text))):
        seen[place, was, becomes] += 1
        yield Mutant(
            module=module, place=place, was=was, becomes=becomes, number=seen[place, was, becomes], text=text, ordinal=ordinal,
        )  # fmt: skip


def _faults(tree: ast.Module) -> Iterator[tuple[str, str, str, Callable[[], None]]]:
    """Every fault that can be planted in a module: where, before, after, and what plants it."""
    for top in tree.body:
        if not isinstance(top, ast.FunctionDef | ast.ClassDef):
            continue
        for function, inside, node, body, where in _walk_top(top):
            place = f"{function} {inside}".strip()
            if body is None:
                for was, becomes, do in _changes(node):
                    yield place, was, becomes, do
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                yield place, _shown(node), "pass", partial(body.__setitem__, where, ast.Pass())


def _walk_top(top: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[str, str, ast.AST, list[ast.stmt] | None, int]]:
    """Functions below a top-level function or class, their bodies as lists of statements; signatures and annotations stay."""
    functions = [(n, name) for n, name in _functions(top, "")]
    for function, name in functions:
        yield from _walk_body(function.body, name, "")


def _functions(node: ast.AST, above: str) -> Iterator[tuple[ast.FunctionDef, str]]:
    name = f"{above}.{node.name}".lstrip(".") if isinstance(node, ast.FunctionDef | ast.ClassDef) else above
    if isinstance(node, ast.FunctionDef):
        yield node, name
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _functions(child, name)


# ------------------------------------------------------------------------------------------- choosing


def chosen(count: int, seed: int, modules: tuple[str, ...] = MODULES) -> list[Mutant]:
    """So many mutants, the same for a seed: places take turns, so that each operation of the kernel gets several."""
    rng = Random(seed)
    places: dict[tuple[str, str], list[Mutant]] = defaultdict(list)
    for module in modules:
        for one in mutants(module):
            places[module, one.place].append(one)
    for listed in places.values():
        rng.shuffle(listed)
    turns = sorted(places, key=lambda place: (place[0] != KERNEL, place))
    found: list[Mutant] = []
    while len(found) < count and any(places.values()):
        for place in turns:
            for _ in range(3 if place[0] == KERNEL else 1):
                if places[place] and len(found) < count:
                    found.append(places[place].pop())
    return found


def equivalents() -> dict[str, str]:
    """Mutants that are known to change nothing, with the reason."""
    if not EQUIVALENT.is_file():
        return {}
    return {one["id"]: one["reason"] for one in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])}


# ------------------------------------------------------------------------------------------- judging


@dataclass
class Judged:
    """What became of the mutants."""

    #: mutant → how it was caught; empty: it survived
    found: dict[str, str] = field(default_factory=dict)
    #: why the properties could not be used: the core as it stands breaks one
    without: str = ""

    @property
    def survivors(self) -> list[str]:
        known = equivalents()
        return [name for name, how in self.found.items() if not how and name not in known]

    @property
    def equivalent(self) -> dict[str, str]:
        """Survivors that are known to change nothing, with the reason."""
        known = equivalents()
        return {name: known[name] for name, how in self.found.items() if not how and name in known}

    def __str__(self) -> str:
        caught = sum(bool(how) for how in self.found.values())
        return f"{len(self.found)} mutants: {caught} caught, {len(self.equivalent)} equivalent, {len(self.survivors)} survived"


@dataclass(frozen=True, kw_only=True)
class Trials:
    """What a mutant has to pass besides the worked cases."""

    answers: Answers
    seed: int
    #: worlds for each property
    worlds: int
    #: files of cases that are not met anyway
    passed_over: tuple[str, ...]
    #: a copy of the tree, so that what is edited meanwhile does not disturb
    tree: Path

    def judge(self, mutant: Mutant | None) -> str:
        """How a mutant is caught; empty when it survives. None: the core as it stands, which must survive."""
        asked = {
            "module": f"uberrima.core.{mutant.module}" if mutant else "", "source": mutant.source() if mutant else "",
            "answers": self.answers, "passed_over": self.passed_over, "seed": self.seed, "worlds": self.worlds,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.prove.judge"]
        try:
            done = subprocess.run(
                command, input=json.dumps(asked), capture_output=True, text=True, cwd=self.tree, timeout=PATIENCE, check=False,
                env=os.environ | {"PYTHONPATH": str(self.tree / "src")},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "caught: it does not come back"
        last = (done.stdout.strip().split("\n") or [""])[-1]
        return "" if last == "survived" else last or f"caught: {done.stderr.strip()[-200:]}"


def judge_all(asked: list[Mutant], *, processes: int, worlds: int = 300, seed: int = 7) -> Judged:
    """Judge mutants side by side.

    :raises AssertionError: when the core as it stands does not pass the trials.
    """
    with tempfile.TemporaryDirectory() as place:
        for name in ("src", "tests", "products"):
            shutil.copytree(ROOT / name, Path(place) / name, ignore=shutil.ignore_patterns("__pycache__"))
        unmet = tuple(fault.split(": ")[0] for fault in cases())
        trials = Trials(
            answers=answers(seed, worlds), seed=seed, worlds=worlds // 10, tree=Path(place), passed_over=unmet
        )
        return _judged(trials, asked, processes)


def _judged(trials: Trials, asked: list[Mutant], processes: int) -> Judged:
    judged = Judged()
    sound = trials.judge(None)
    if sound:  # then at least without the properties
        judged.without = sound
        trials = replace(trials, worlds=0)
        sound = trials.judge(None)
    assert not sound, f"the core as it stands does not pass: {sound}"
    with ThreadPoolExecutor(processes) as pool:
        known = equivalents()
        for one, how in zip(asked, pool.map(trials.judge, asked), strict=True):
            judged.found[one.id] = how
            if not how and one.id not in known:
                print("survived:", one.id, file=sys.stderr, flush=True)
    return judged


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Plant faults in the core and see whether the tests notice.")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--module", choices=MODULES, action="append")
    parser.add_argument("--place", default="", help="only mutants whose id holds this text")
    asked = parser.parse_args()
    listed = chosen(10**9 if asked.place else asked.count, asked.seed, tuple(asked.module or MODULES))
    listed = [one for one in listed if asked.place in one.id][: asked.count]
    judged = judge_all(listed, processes=asked.processes, worlds=asked.worlds)
    for name in judged.survivors:
        print("survived:", name)
    if judged.without:
        print("judged without the properties:", judged.without)
    print(judged)
    return int(bool(judged.survivors))


if __name__ == "__main__":
    sys.exit(main())
