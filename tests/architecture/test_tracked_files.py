"""Nothing in the tree belongs to one machine or one registry: the project must build anywhere."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NOT_OURS = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__"}

# Written so that no pattern matches itself.
FOREIGN = re.compile(
    r"""(?<![\w.:])/(?:work|root|home|mnt|Users)/\w       # a path of one machine
    |   (?<![\w.:])/opt/(?:wheels|pypi)
    |   \b[A-Z]:\\Users\\
    |   files\.python[h]osted | pypi\.(?:org|python\.org)/[s]imple | test\.pypi\.[o]rg
    |   registry\.(?:npm[j]s|yarn[p]kg) | npm[m]irror
    |   (?:^|[\s"'-])(?:extra-)?index[-_]u[r]l | \bfind-[l]inks | \btrusted-[h]ost
    |   https?://\S+\.(?:whl|tar\.gz|tgz)\b""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Every file that is, or is about to be, part of the project."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts)]


def foreign_lines(text: str) -> list[str]:
    """The lines that name a registry's address or a path of one machine."""
    return [line for line in text.splitlines() if FOREIGN.search(line)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or another binary file
        found += [f"{path.relative_to(ROOT)}: {line.strip()[:120]}" for line in foreign_lines(text)]
    assert found == []


def test_the_whole_tree_is_looked_at() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {"pyproject.toml", "Makefile", "requirements/dev.lock", ".ci/run", "src/uberrima/__init__.py"} <= names


@pytest.mark.parametrize(
    "line",
    [
        "cd /" + "work/main",
        'PATH = "/' + 'root/thing"',
        "see /" + "home/anna/notes",
        "--index-" + "url https://example.org",
        "--extra-index-" + "url file:///x",
        "--find-" + "links wheels",
        "https://files.python" + "hosted.org/packages/x",
        "https://pypi.org/" + "simple/ruff",
        '"resolved": "https://registry.npm' + 'js.org/x"',
        "https://example.org/wheels/x-1.0" + ".whl",
    ],
)
def test_a_planted_address_or_path_is_seen(line: str) -> None:
    assert foreign_lines(line) == [line]


@pytest.mark.parametrize(
    "line",
    ["POST /claims/17/decide", "https://example.org/work/notice", "src/uberrima/core/kernel", "a home/work visit"],
)
def test_what_is_no_machine_path_is_let_pass(line: str) -> None:
    assert foreign_lines(line) == []


def test_locks_are_hashed_and_pinned() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        entries = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert entries, lock.name
        for entry in entries:
            assert re.match(r"[a-z0-9._-]+==\S+ ", entry), entry[:80]
            assert "--hash=sha256:" in entry, entry[:80]
