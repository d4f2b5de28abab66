"""The house as it stands keeps its own rules."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source_rules import import_cycles, inexact_numbers, modules, outside_doors

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"

PARTS = ("kernel", "clocks", "evidence", "wording", "adjudication", "explanation")

IMPORT_EVERYTHING = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
foreign = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names - {"uberrima", "__main__"}
assert "django" not in sys.modules
assert not foreign, foreign
"""

WORK_EVERY_CASE = """
import sys
sys.path.insert(0, sys.argv[1])
from uberrima.cli import main
sys.argv = ["uberrima", "cases", sys.argv[2]]
code = main()
foreign = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names - {"uberrima", "__main__"}
assert not foreign, foreign
sys.exit(code)
"""


def alone(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `program` where no package is installed at all: no site folder, no environment, nothing but the source."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_imports_keep_the_contracts() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_part_of_the_core_is_there() -> None:
    assert {f"uberrima.core.{part}" for part in PARTS} <= {module.name for module in modules(SRC)}


def test_the_core_goes_out_by_no_door() -> None:
    assert outside_doors(SRC) == []


def test_money_is_decided_without_floats() -> None:
    assert inexact_numbers(SRC) == []


def test_no_module_imports_itself_by_a_detour() -> None:
    assert import_cycles(SRC) == []


def test_every_module_imports_where_nothing_else_is_installed() -> None:
    """The core, its command line and the law: the service's rooms stand on Django."""
    alone_parts = ("uberrima.core", "uberrima.cli", "uberrima.law")
    names = [m.name for m in modules(SRC) if m.name.startswith(alone_parts) and not m.name.endswith("__main__")]
    result = alone(IMPORT_EVERYTHING, str(SRC), *names)
    assert result.returncode == 0, result.stderr


def test_the_core_imports_without_the_command_line() -> None:
    names = [module.name for module in modules(SRC) if f"{module.name}.".startswith("uberrima.core.")]
    leak = 'assert not any(name.startswith("uberrima.cli") for name in sys.modules)'
    result = alone(IMPORT_EVERYTHING + leak, str(SRC), *names)
    assert result.returncode == 0, result.stderr


def test_cases_are_decided_where_nothing_else_is_installed() -> None:
    edition = next(path.parent for path in sorted((ROOT / "products").rglob("wording.toml")))
    result = alone(WORK_EVERY_CASE, str(SRC), str(edition))
    assert result.returncode == 0, result.stdout + result.stderr
