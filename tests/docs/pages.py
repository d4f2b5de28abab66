"""Reads a page of the documents and runs it from top to bottom: files are written, commands run, outputs compared."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uberrima.cli import main

ROOT = Path(__file__).parents[2]
#: Pages whose commands are run.
RUN = (
    "README.md",
    "README.zh-CN.md",
    "docs/walk.md",
    "docs/language.md",
    "docs/cases.md",
    "docs/status.md",
    "docs/rooms.md",
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: The first line of a block that is a file, or a further piece of one.
_FILE = re.compile(r"# (file|more of): (\S+)\n")
#: A line that stands for any number of lines of output.
ANY = "…"


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block of a page."""

    #: what it is written in: toml, console, json, csv, …
    lang: str
    text: str
    #: line of the page on which its text begins
    line: int
    #: where its text stands in the page
    start: int


def pages() -> list[Path]:
    """Every page of the documents."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def pages_that_run() -> list[Path]:
    """The pages whose commands and files are tried."""
    found = [ROOT / name for name in RUN] + sorted((ROOT / "docs" / "howto").glob("*.md"))
    return [page for page in found if page.is_file()]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        yield Block(lang=match.group(1), text=match.group(2), line=line, start=match.start(2))


def copied_to(folder: Path) -> Path:
    """A place that looks like the project's folder, for commands that read and write."""
    for name in ("products", "src"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "docs", folder / "docs")
    tools = folder / ".tools"
    tools.mkdir()
    command = tools / "uberrima"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -m uberrima.cli "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return folder


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command of a page, what the page says it prints, and what it printed."""

    line: int
    command: str
    told: list[str]
    printed: list[str]

    @property
    def as_told(self) -> bool:
        return fits(self.told, self.printed)


def fits(told: list[str], printed: list[str]) -> bool:
    """Whether an output is as it is told; a line ``…`` stands for any lines."""
    if ANY not in told:
        return told == printed
    pieces: list[list[str]] = [[]]
    for line in told:
        if line == ANY:
            pieces.append([])
        else:
            pieces[-1].append(line)
    first, *middle, last = pieces
    if len(printed) < sum(map(len, pieces)) or printed[: len(first)] != first:
        return False
    end = len(printed) - len(last)
    if printed[end:] != last:
        return False
    at = len(first)
    for piece in middle:
        found = next((i for i in range(at, end - len(piece) + 1) if printed[i : i + len(piece)] == piece), None)
        if found is None:
            return False
        at = found + len(piece)
    return True


def run_page(page: Path, folder: Path) -> Iterator[tuple[Block, list[Command]]]:
    """Write the files of a page and run its commands, in order, in a folder that looks like the project's."""
    for block in blocks(page.read_text(encoding="utf-8")):
        if named := _FILE.match(block.text):
            path = folder / named.group(2)
            path.parent.mkdir(parents=True, exist_ok=True)
            more = named.group(1) == "more of"
            body = block.text[named.end() :]
            with path.open("a" if more else "w", encoding="utf-8") as file:
                file.write(("\n" if more else "") + body)
        if block.lang == "console":
            yield block, [_run(command, told, block.line, folder) for command, told in _commands(block.text)]


def _commands(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def _run(command: str, told: list[str], line: int, folder: Path) -> Command:
    # A process for each command of a page would cost more than the commands do: ours are run in this one, up to the pipe.
    ours, _, rest = command.partition(" | ")
    if not command.startswith("uberrima ") or set(ours) & set(";&><$"):
        ours, rest = "", command
    printed = _run_here(ours, folder) if ours else ""
    if rest:
        printed = _run_in_shell(rest, printed, folder)
    lines = [text.rstrip() for text in printed.rstrip("\n").split("\n")] if printed.strip() else []
    return Command(line=line, command=command, told=told, printed=lines)


def _run_here(command: str, folder: Path) -> str:
    out = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.suppress(SystemExit),
    ):
        main(shlex.split(command)[1:])
    return out.getvalue()


def _run_in_shell(command: str, given: str, folder: Path) -> str:
    path = f"{folder / '.tools'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = shutil.which("sh") or "/bin/sh"
    done = subprocess.run(
        [shell, "-c", command], cwd=folder, env={**os.environ, "PATH": path}, check=False,
        input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return done.stdout
