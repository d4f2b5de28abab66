"""Tables of law and of days, as TOML gives them: each value is asked for by its type, and every fault is collected with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from uberrima.core.kernel.depth import too_deep
from uberrima.core.kernel.errors import LawError, Problem

_HEADER = re.compile(r"\[+\s*([\w.-]+)\s*\]+")
#: The longest period, in whatever unit.
MOST = 1_000
_NO_DAY = date(1, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table. A missing or wrong value notes a fault and stands for itself as empty, so that reading goes on."""

    file: str
    #: its name in messages: the id where it has one
    name: str
    line: int
    values: Mapping[str, object]
    #: the faults of the whole file
    faults: list[Problem]
    #: keys that were asked for
    asked: set[str] = field(default_factory=set)

    def fault(self, key: str, cause: str, cure: str, code: str) -> None:
        """Note a fault."""
        place = f"{self.name}.{key}" if key else self.name
        self.faults.append(Problem(file=self.file, line=self.line, place=place, cause=cause, cure=cure, code=code))

    def has(self, key: str) -> bool:
        """Is there such a key?"""
        self.asked.add(key)
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without ``default`` it must be there and not be empty."""
        value = self._value(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        self._wrong(key, "a text", 'Write it in quotes: key = "words".')
        return ""

    def number(self, key: str) -> int:
        """A whole number from 1 on."""
        value = self._value(key)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST:
            return value
        self._wrong(key, f"a whole number from 1 to {MOST}", "Write it without quotes: key = 30.")
        return 1

    def truth(self, key: str) -> bool:
        """A truth; false when it is not there."""
        value = self._value(key, default=False)
        if not isinstance(value, bool):
            self._wrong(key, "true or false", "Write it without quotes: key = true.")
        return value is True

    def day(self, key: str) -> date:
        """A day."""
        value = self._value(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(key, "a day", "Write it without quotes: key = 2026-01-31.")
        return _NO_DAY

    def days(self, key: str) -> tuple[date, ...]:
        """A list of days, which may be missing."""
        value = self._value(key, [])
        if isinstance(value, list) and all(isinstance(v, date) and not isinstance(v, datetime) for v in value):
            return tuple(value)
        self._wrong(key, "a list of days", "Write them without quotes: key = [2026-01-31].")
        return ()

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts; without ``default`` it must be there."""
        value = self._value(key, None if default is None else list(default))
        if isinstance(value, list) and all(isinstance(v, str) and v for v in value):
            return tuple(value)
        self._wrong(key, "a list of texts", 'Write them in quotes: key = ["claim.decided"].')
        return ()

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """A text out of a closed list."""
        value = self._value(key)
        if isinstance(value, str) and value in choices:
            return value
        self._wrong(key, f"one of {', '.join(choices)}", "Choose one of them.")
        return choices[0]

    def part(self, key: str) -> Table | None:
        """A table inside this one, if there is any."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            self._wrong(key, "a table", f"Write it as [….{key}] below.")
        return self._below(f"{self.name}.{key}", value) if isinstance(value, dict) and value else None

    def inner(self, key: str) -> tuple[Table, ...]:
        """A list of tables inside this one."""
        value = self._value(key, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self._wrong(key, "a list of tables", f"Write each as [[….{key}]].")
            return ()
        return tuple(self._below(f"{self.name}.{key} {number}", item) for number, item in enumerate(value, 1))

    def refuse_unknown(self) -> None:
        """Note a fault for each key that nobody asked for."""
        for key in self.values.keys() - self.asked:
            self.fault(key, "There is no such key here.", f"Known are {', '.join(sorted(self.asked))}.", "unknown-key")

    def _below(self, name: str, values: Mapping[str, object]) -> Table:
        return Table(file=self.file, name=name, line=self.line, values=values, faults=self.faults)

    def _value(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return self.values.get(key, default)

    def _wrong(self, key: str, wanted: str, cure: str) -> None:
        cause = f"This must be {wanted}." if key in self.values else f"It is missing: {wanted}."
        self.fault(key, cause, cure, "wrong-value" if key in self.values else "missing")


@dataclass(frozen=True, kw_only=True)
class Tables:
    """A whole file of tables."""

    tables: Mapping[str, tuple[Table, ...]]
    faults: list[Problem]

    def one(self, name: str) -> Table:
        """The table of that name, of which there is exactly one."""
        return self.tables[name][0]

    def many(self, name: str) -> tuple[Table, ...]:
        """The tables of that name, in their order."""
        return self.tables[name]

    def refuse_faults(self) -> None:
        """
        :raises LawError: when any fault was noted.
        """
        if self.faults:
            raise LawError(tuple(self.faults))


def read_tables(text: str | bytes, file: str, *, one: tuple[str, ...], many: tuple[str, ...]) -> Tables:
    """Parse a file that has each table of ``one`` once and lists of ``many``, and nothing else.

    :raises LawError: when it is not UTF-8, not TOML, or lacks one of its tables.
    """
    raw, plain = _parsed(text, file)
    faults: list[Problem] = []
    whole = Table(file=file, name=file, line=0, values=raw, faults=faults)
    lines = _lines(plain)
    found: dict[str, tuple[Table, ...]] = {}
    for name in one:
        table = whole.part(name)
        if table is None:
            whole.fault(name, f"The table [{name}] is missing.", f"Begin the file with [{name}].", "missing")
        else:
            found[name] = (_placed(table, name, lines.get(name, [])[:1]),)
    for name in many:
        where = lines.get(name, [])
        found[name] = tuple(
            _placed(table, str(table.values.get("id", f"{name} {number + 1}")), where[number : number + 1])
            for number, table in enumerate(whole.inner(name))
        )
    whole.refuse_unknown()
    if any(name not in found for name in one):
        raise LawError(tuple(faults))
    return Tables(tables=found, faults=faults)


def _parsed(text: str | bytes, file: str) -> tuple[Mapping[str, object], str]:
    try:
        plain = (text.decode("utf-8-sig") if isinstance(text, bytes) else text).replace("\r\n", "\n")
        raw = tomllib.loads(plain)
    except UnicodeDecodeError:
        line, cause, cure = 0, "The file is not UTF-8.", "Save it as UTF-8."
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"at line ([0-9]+)", str(error))
        line, cause, cure = int(found.group(1)) if found else 0, f"This is not TOML: {error}.", "Mend the syntax there."
    else:
        if not too_deep(raw):
            return raw, plain
        line, cause, cure = 0, "The tables are nested too deeply.", "A few levels are enough."
    raise LawError((Problem(file=file, line=line, place="", cause=cause, cure=cure, code="not-toml"),))


def _lines(plain: str) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, line in enumerate(plain.split("\n"), 1):
        if match := _HEADER.fullmatch(line.strip()):
            found.setdefault(match.group(1), []).append(number)
    return found


def _placed(table: Table, name: str, line: list[int]) -> Table:
    return Table(
        file=table.file, name=name, line=line[0] if line else 0, values=table.values, faults=table.faults
    )  # fmt: skip
