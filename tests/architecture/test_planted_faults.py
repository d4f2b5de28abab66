"""Each forbidden thing is planted, and the guard that names it must refuse it.

A rule that nobody has seen refuse anything is a hope; these tests are its proof. The import contracts are tried on a
copy of the whole source; the rules that read one file at a time are tried on an empty plot.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_rules import import_cycles, inexact_numbers, outside_doors

ROOT = Path(__file__).parents[2]

ROOMS = "Rooms look down, never up"
PARTS = "Inside the core: explanation, adjudication, wording, evidence, kernel"
PURE = "The core knows no framework, no disk, no network, no dice and no clock"
NUMBA = "numba is met in one file only, adjudication/compiled.py"
ACYCLIC = "No cycles, even through late imports"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source and of the contracts, to plant faults in."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def plot(tmp_path: Path) -> Path:
    """A house with no file in it but what is planted."""
    (tmp_path / "src" / "uberrima").mkdir(parents=True)
    return tmp_path


def plant(house: Path, module: str, text: str) -> None:
    """Add `text` to a file below src/uberrima, which is made if need be."""
    path = house / "src" / "uberrima" / module
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def broken_contracts(house: Path) -> set[str]:
    """The names of the import contracts that the copy breaks."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src"), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert any(line.startswith("Contracts: ") for line in lines), result.stdout + result.stderr
    return {line.partition(" BROKEN")[0] for line in lines if " BROKEN" in line}


def test_the_copy_itself_is_clean(house: Path) -> None:
    assert broken_contracts(house) == set()
    assert outside_doors(house / "src") == []
    assert inexact_numbers(house / "src") == []
    assert import_cycles(house / "src") == []


UPWARD = [
    ("core/kernel/planted.py", "uberrima.cli", ROOMS),
    ("core/explanation/planted.py", "uberrima.cli", ROOMS),
    ("core/adjudication/planted.py", "uberrima.core.explanation", PARTS),
    ("core/wording/planted.py", "uberrima.core.adjudication", PARTS),
    ("core/evidence/planted.py", "uberrima.core.wording", PARTS),
    ("core/kernel/planted.py", "uberrima.core.evidence", PARTS),
    ("core/kernel/planted.py", "uberrima.core.wording", PARTS),
    ("core/kernel/planted.py", "uberrima.core.adjudication", PARTS),
]


@pytest.mark.parametrize(("module", "target", "contract"), UPWARD)
@pytest.mark.parametrize("late", [False, True], ids=["top", "late"])
def test_an_import_upwards_is_refused(house: Path, module: str, target: str, contract: str, late: bool) -> None:
    plant(house, module, f"def planted():\n    import {target}" if late else f"import {target}")
    assert contract in broken_contracts(house)


OUTSIDE = [
    "django",
    "glum",
    "highspy",
    "io",
    "os",
    "pathlib",
    "random",
    "requests",
    "secrets",
    "socket",
    "subprocess",
    "time",
]


@pytest.mark.parametrize("package", OUTSIDE)
def test_an_import_of_the_outside_is_refused_by_contract(house: Path, package: str) -> None:
    plant(house, "core/wording/planted.py", f"def planted():\n    import {package}")
    assert PURE in broken_contracts(house)


@pytest.mark.parametrize("package", [*OUTSIDE, "numba", "numpy", "os.path", "urllib.request", "zoneinfo"])
@pytest.mark.parametrize("part", ["kernel", "evidence", "wording", "adjudication", "explanation"])
def test_an_import_of_the_outside_is_refused_by_reading(plot: Path, package: str, part: str) -> None:
    plant(plot, f"core/{part}/planted.py", f"def planted():\n    import {package}")
    top = package.partition(".")[0]
    assert [fault.partition(": ")[0] for fault in outside_doors(plot / "src")] == [
        f"uberrima/core/{part}/planted.py:3 imports {top}"
    ]


@pytest.mark.parametrize("module", ["core/adjudication/planted.py", "core/kernel/planted.py"])
def test_numba_is_refused_outside_its_one_file(house: Path, module: str) -> None:
    plant(house, module, "import numba")
    assert NUMBA in broken_contracts(house)


def test_numba_is_admitted_in_its_one_file(house: Path) -> None:
    plant(house, "core/adjudication/compiled.py", "import numba")
    assert NUMBA not in broken_contracts(house)


def test_numba_is_admitted_by_reading_in_its_one_file(plot: Path) -> None:
    plant(plot, "core/adjudication/compiled.py", "import numba")
    assert outside_doors(plot / "src") == []


@pytest.mark.parametrize(
    "reading",
    [
        "import datetime\nSTART = datetime.datetime.now()",
        "import datetime\nSTART = datetime.datetime.now(datetime.UTC)",
        "import datetime\nSTART = datetime.datetime.utcnow()",
        "import datetime as d\nSTART = d.date.today()",
        "from datetime import date\nSTART = date.today()",
        "from datetime import date\nSTART = [date.today]",
        "import time\nSTART = time.time()",
        "from time import time\nSTART = time()",
        "import random\nLUCK = random.random()",
        "TEXT = open('wording.toml').read()",
        "from builtins import open as door\nTEXT = door('wording.toml').read()",
        "from pathlib import Path\nTEXT = Path('wording.toml').read_text()",
        "NETWORK = __import__('socket')",
        "print('said by the core')",
        "ANSWER = eval('1')",
    ],
)
def test_a_core_that_reads_clock_dice_or_disk_is_refused(plot: Path, reading: str) -> None:
    plant(plot, "core/adjudication/planted.py", reading)
    faults = outside_doors(plot / "src")
    assert faults
    assert all(fault.startswith("uberrima/core/adjudication/planted.py:") for fault in faults)


@pytest.mark.parametrize("part", ["adjudication", "kernel"])
@pytest.mark.parametrize(
    "number",
    [
        "def share(amount):\n    return float(amount)",
        "def share(amount: float) -> None: ...",
        "def share(amount):\n    return int(amount / 5)",
        "def share(amount):\n    amount /= 5\n    return amount",
        "RATE = 0.8",
        "import math\nROOT = math.sqrt(2)",
        "from math import sqrt",
        "import operator\nHALVE = operator.truediv",
    ],
)
def test_a_float_where_money_is_decided_is_refused(plot: Path, part: str, number: str) -> None:
    plant(plot, f"core/{part}/planted.py", number)
    faults = inexact_numbers(plot / "src")
    assert faults
    assert all(fault.startswith(f"uberrima/core/{part}/planted.py:") for fault in faults)


def test_refusing_a_float_is_no_use_of_floats(plot: Path) -> None:
    plant(plot, "core/kernel/planted.py", "def whole(value):\n    return not isinstance(value, (bool, float))")
    assert inexact_numbers(plot / "src") == []


def test_a_cycle_through_a_late_import_is_refused(house: Path) -> None:
    plant(house, "core/kernel/planted_one.py", "from uberrima.core.kernel import planted_two")
    plant(house, "core/kernel/planted_two.py", "def late():\n    import uberrima.core.kernel.planted_one")
    assert ACYCLIC in broken_contracts(house)
    assert ["uberrima.core.kernel.planted_one", "uberrima.core.kernel.planted_two"] in import_cycles(house / "src")


def test_naming_a_type_of_the_caller_is_no_cycle(house: Path) -> None:
    plant(house, "core/kernel/planted_one.py", "from uberrima.core.kernel import planted_two")
    plant(
        house,
        "core/kernel/planted_two.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from uberrima.core.kernel import planted_one",
    )
    assert ACYCLIC not in broken_contracts(house)
    assert import_cycles(house / "src") == []


@pytest.mark.parametrize(("folder", "contract"), [("core/planted", PARTS), ("planted", ROOMS)])
def test_a_package_without_a_layer_is_refused(house: Path, folder: str, contract: str) -> None:
    plant(house, f"{folder}/__init__.py", '"""A room nobody gave a floor."""')
    assert contract in broken_contracts(house)
