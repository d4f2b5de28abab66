"""The interface in English: find every string to translate, list what is missing or dead, and compile the catalogue.

`python -m uberrima.portals.common.messages` lists what is missing and adds empty entries to the catalogue.
The source language is Chinese; its strings are the keys.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2]
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
#: How many leading arguments of a call are strings, and whether the first is a context.
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (2, True)),
}
#: A template comment on the lines of its own is not read for strings.
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One string of the interface."""

    text: str
    plural: str = ""
    context: str = ""


def calls_in(source: str) -> Iterator[Message]:
    """The strings that Python code translates."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        number, with_context = CALLS[name]
        given = node.args[: number + with_context]
        words = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if len(words) != len(given) or not words:
            continue
        context = words.pop(0) if with_context else ""
        yield Message(text=words[0], plural=words[1] if number > 1 else "", context=context)


def template_strings(source: str) -> Iterator[Message]:
    """The strings that a template translates, by way of the Python that Django makes of it."""
    plain = COMMENT.sub("", source)
    for line in _statements(templatize(plain, origin="template")):
        yield from calls_in(line)


def _statements(made: str) -> Iterator[str]:
    """Django's own rendering of a template is a soup of calls and X's; the calls are picked out one by one."""
    for found in re.finditer(r"\b(?:gettext|ngettext|pgettext|npgettext|_)\(", made):
        depth, at, quote = 0, found.end() - 1, ""
        while at < len(made):
            letter = made[at]
            if quote:
                if letter == "\\":
                    at += 1
                elif made.startswith(quote, at):
                    at += len(quote) - 1
                    quote = ""
            elif letter in "'\"":
                quote = letter * 3 if made.startswith(letter * 3, at) else letter
                at += len(quote) - 1
            elif letter == "(":
                depth += 1
            elif letter == ")":
                depth -= 1
                if depth == 0:
                    break
            at += 1
        call = made[found.start() : at + 1]
        try:
            ast.parse(call)
        except SyntaxError:
            continue
        yield call


def used(root: Path = SOURCE) -> dict[Message, str]:
    """Every string of the interface, and one file in which it stands."""
    found: dict[Message, str] = {}
    for path in sorted(root.rglob("*.py")):
        if "gettext" in (text := path.read_text(encoding="utf-8")) and path != Path(__file__):
            found |= dict.fromkeys(calls_in(text), path.relative_to(root).as_posix())
    for path in sorted(root.rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            name = path.relative_to(root).as_posix()
            found |= dict.fromkeys(template_strings(path.read_text(encoding="utf-8")), name)
    return found


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def missing(catalogue: polib.POFile, wanted: dict[Message, str]) -> list[Message]:
    """What has no English."""
    there = {_key(e) for e in catalogue if e.msgstr or (e.msgstr_plural and all(e.msgstr_plural.values()))}
    return [message for message in wanted if (message.context, message.text) not in there]


def dead(catalogue: polib.POFile, wanted: dict[Message, str]) -> list[str]:
    """What the catalogue holds and nothing says any more."""
    said = {(message.context, message.text) for message in wanted}
    return [entry.msgid for entry in catalogue if _key(entry) not in said]


def compile_stale(source: Path = CATALOGUE) -> None:
    """Write the catalogue in the form that is read at run time, when the words are newer than it."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return
    fresh = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    fresh.replace(target)


def main() -> int:
    """List what is missing and dead; add empty entries, drop dead ones."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=120)
    wanted = used()
    lacking, gone = missing(catalogue, wanted), dead(catalogue, wanted)
    known = {_key(entry) for entry in catalogue}
    for message in lacking:
        sys.stdout.write(f"missing: {message.text}    ({wanted[message]})\n")
        if (message.context, message.text) not in known:
            plural = {0: "", 1: ""} if message.plural else {}
            catalogue.append(
                polib.POEntry(
                    msgid=message.text,
                    msgid_plural=message.plural,
                    msgctxt=message.context or None,
                    msgstr_plural=plural,
                )
            )
    for text in gone:
        sys.stdout.write(f"dead: {text}\n")
    for entry in [entry for entry in catalogue if entry.msgid in gone]:
        catalogue.remove(entry)
    if lacking or gone:
        catalogue.save(str(CATALOGUE))
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
