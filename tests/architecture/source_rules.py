"""What the import contracts cannot say, read off the source itself: rules as functions from a tree to its faults."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXACT_PARTS = ("kernel", "adjudication")

# Doors out of the core, each with what the core would get through it.
DOORS = {
    "asyncio": "a network",
    "builtins": "any builtin, past these rules",
    "ctypes": "the machine",
    "glob": "a disk",
    "http": "a network",
    "importlib": "an import these rules cannot see",
    "io": "a disk",
    "locale": "a setting of the machine",
    "logging": "a disk",
    "multiprocessing": "the machine",
    "numbers": "numbers that may be floats",
    "os": "the machine",
    "pathlib": "a disk",
    "pickle": "foreign code",
    "platform": "the machine",
    "random": "dice of its own",
    "secrets": "dice of its own",
    "shutil": "a disk",
    "socket": "a network",
    "sqlite3": "a disk",
    "ssl": "a network",
    "subprocess": "the machine",
    "sys": "the machine",
    "tempfile": "a disk",
    "threading": "the machine",
    "time": "a clock of its own",
    "urllib": "a network",
    "zoneinfo": "a disk",
}
BUILTIN_DOORS = {
    "__import__": "an import these rules cannot see",
    "breakpoint": "a debugger",
    "eval": "foreign code",
    "exec": "foreign code",
    "input": "the terminal",
    "open": "a disk",
    "print": "the terminal",
}
CLOCK_READINGS = {"now", "utcnow", "today"}
# In `math` these alone take whole numbers to whole numbers.
WHOLE_MATH = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod", "trunc"}
# Third-party packages that one file of the core may meet, and no other.
ADMITTED = {"numba": "uberrima.core.adjudication.compiled"}


@dataclass(frozen=True, kw_only=True)
class Module:
    """One file of source, parsed."""

    name: str
    is_package: bool
    tree: ast.Module
    file: str


def modules(src: Path) -> list[Module]:
    """Every module below `src`, by name."""
    found = []
    for file in sorted(src.rglob("*.py")):
        parts = file.relative_to(src).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        found.append(
            Module(
                name=".".join(parts[:-1] if is_package else parts),
                is_package=is_package,
                tree=ast.parse(file.read_text(encoding="utf-8"), filename=str(file)),
                file=file.relative_to(src).as_posix(),
            )
        )
    return found


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Each import that runs, wherever it stands, as (line, full name); `from a import b` gives `a.b`.

    Imports under `if TYPE_CHECKING:` never run: a kind of clause may name the types of the builder that calls it.
    """
    only_types = {inner for node in ast.walk(module.tree) if _is_type_block(node) for inner in ast.walk(node)}
    for node in ast.walk(module.tree):
        if node in only_types:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = module.name.split(".")
                up = up[: len(up) - node.level + (1 if module.is_package else 0)]
                base = ".".join([*up, base]).rstrip(".")
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def outside_doors(src: Path) -> list[str]:
    """Where the core goes out: disk, network, machine, dice, clock, terminal, third-party packages."""
    faults = []
    for module in _core(src):
        for line, target in imports(module):
            top = target.partition(".")[0]
            if ADMITTED.get(top) == module.name or top == "uberrima":
                continue
            if top in DOORS:
                faults.append(f"{module.file}:{line} imports {top}: {DOORS[top]}")
            elif top not in sys.stdlib_module_names:
                faults.append(f"{module.file}:{line} imports {top}: not of the standard library")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in BUILTIN_DOORS:
                faults.append(f"{module.file}:{node.lineno} uses {node.id}: {BUILTIN_DOORS[node.id]}")
            elif isinstance(node, ast.Attribute) and node.attr in CLOCK_READINGS:
                faults.append(f"{module.file}:{node.lineno} reads the clock: {ast.unparse(node)}")
    return faults


def inexact_numbers(src: Path) -> list[str]:
    """Where the parts that decide money leave whole numbers and fractions: floats and true division."""
    faults = []
    for module in _core(src):
        if not f"{module.name}.".startswith(tuple(f"uberrima.core.{part}." for part in EXACT_PARTS)):
            continue
        refusals = _inside_type_tests(module.tree)
        for node in ast.walk(module.tree):
            what = _inexact(node)
            if what and node not in refusals:
                faults.append(f"{module.file}:{getattr(node, 'lineno', 0)} {what}")
    return faults


def _is_type_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def import_cycles(src: Path) -> list[list[str]]:
    """Groups of modules that import each other, late imports among them."""
    every = modules(src)
    names = {module.name for module in every}
    graph = {
        module.name: {found for _, target in imports(module) if (found := _module_of(target, names))} - {module.name}
        for module in every
    }
    reach = {name: _reachable(name, graph) for name in graph}
    groups = {frozenset({name} | {other for other in reach[name] if name in reach[other]}) for name in graph}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _core(src: Path) -> list[Module]:
    return [module for module in modules(src) if f"{module.name}.".startswith("uberrima.core.")]


def _inexact(node: ast.AST) -> str | None:
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        return f"true division: {ast.unparse(node)}"
    if isinstance(node, ast.Name) and node.id in {"float", "complex"}:
        return f"uses {node.id}"
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        return f"a float stands in the source: {node.value}"
    if isinstance(node, ast.Attribute) and node.attr in {"truediv", "__truediv__", "__float__"}:
        return f"true division: {ast.unparse(node)}"
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "math" and node.attr not in WHOLE_MATH:
        return f"a float comes out of {ast.unparse(node)}"
    if isinstance(node, ast.ImportFrom) and node.module == "math" and {a.name for a in node.names} - WHOLE_MATH:
        return f"a float comes out of {ast.unparse(node)}"
    return None


def _inside_type_tests(tree: ast.Module) -> set[ast.AST]:
    """`isinstance(value, float)` is how a float is refused: what stands in it is no use of floats."""
    return {
        inner
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "isinstance"
        for inner in ast.walk(call)
    }


def _module_of(target: str, names: set[str]) -> str | None:
    """The module of this tree that `target` is, or lies in."""
    while target and target not in names:
        target = target.rpartition(".")[0]
    return target or None


def _reachable(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = set(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead |= graph[name]
    return seen
