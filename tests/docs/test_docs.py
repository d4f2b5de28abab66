"""The documents hold what they promise: they run, lead somewhere, and name what exists."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, blocks, copied_to, fits, pages, pages_that_run, run_page
from tests.docs.patterns import patterns, problems_of
from uberrima.cli import main
from uberrima.core.wording.edition import load_edition
from uberrima.core.wording.numerals import bare_numbers
from uberrima.core.wording.reference import reference_page

DOCS = ROOT / "docs"
WALK = DOCS / "walk.md"
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:src|docs|tests|products|bench)/[\w./-]+\.\w+)`")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", pages_that_run(), ids=_name)
def test_every_command_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    wrong = [
        f"line {one.line}: $ {one.command}\n--- the page says\n"
        + "\n".join(one.told)
        + "\n--- it prints\n"
        + "\n".join(one.printed)
        for _, commands in run_page(page, copied_to(tmp_path))
        for one in commands
        if not one.as_told
    ]
    assert wrong == [], "If the new output is right, say: python -m tests.docs.write"


@pytest.mark.parametrize(
    ("told", "printed", "fitting"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…", "d"], ["a", "b", "c", "d"], True),
        (["…", "b", "…", "d"], ["a", "b", "c", "d"], True),
        (["a", "…", "x", "…"], ["a", "b", "c"], False),
        (["a", "…", "a"], ["a"], False),
    ],
)
def test_an_ellipsis_stands_for_any_lines_and_for_nothing_else(
    told: list[str], printed: list[str], fitting: bool
) -> None:
    assert fits(told, printed) is fitting


def _whole_wordings() -> list[tuple[str, Block]]:
    return [
        (f"{_name(page)}:{block.line}", block)
        for page in pages()
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.lang == "toml" and 'kind = "order"' in block.text and "[product]" in block.text
    ]


def test_every_toml_snippet_is_toml() -> None:
    for page in pages():
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.lang == "toml":
                try:
                    tomllib.loads(block.text)
                except tomllib.TOMLDecodeError as error:
                    pytest.fail(f"{_name(page)}:{block.line}: {error}")


def test_every_snippet_that_is_a_whole_wording_loads() -> None:
    whole = [(place, b) for place, b in _whole_wordings() if not b.text.startswith("# file: broken/")]
    assert whole, "the language page begins with one"
    for place, block in whole:
        load_edition({"wording.toml": block.text}, place=place)


_TABLES = (DOCS / "howto" / "add-a-product.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("says", "writes"), list(patterns(_TABLES)))
def test_what_the_brochure_says_can_be_written_as_the_table_shows(says: str, writes: str) -> None:
    assert problems_of(writes) == [], says


def test_the_words_that_the_howto_warns_of_are_refused_and_its_cures_are_not() -> None:
    table = _TABLES.split("| instead of | write |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) > 8
    for instead, write in rows:
        fine = write.startswith("as they are")
        for text in re.findall(r"`([^`]+)`", instead.split(" (the field")[0]):
            assert bool(bare_numbers(text, _lang(text))) is not fine, text
        for text in re.findall(r"`([^`]+)`", write):
            assert "=" in text or not bare_numbers(text, _lang(text)), text


def _lang(text: str) -> str:
    return "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"


def test_the_walk_uses_the_very_wording_that_the_howto_builds(tmp_path: Path) -> None:
    for _ in run_page(DOCS / "howto" / "add-a-product.md", copied_to(tmp_path)):
        pass
    built = (tmp_path / "linli-family-medical" / "2025-1" / "wording.toml").read_text(encoding="utf-8")
    walked = (DOCS / "walk" / "linli-family-medical" / "2025-1" / "wording.toml").read_text(encoding="utf-8")
    assert tomllib.loads(built) == tomllib.loads(walked)


def test_links_lead_to_files_and_headings_that_exist() -> None:
    lost = []
    for page in pages():
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in _LINK.findall(text) + re.findall(r'<img[^>]* src="([^"]+)"', text):
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            path, _, heading = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists() or (heading and heading not in _anchors(file)):
                lost.append(f"{_name(page)}: {target}")
    assert lost == []


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
        for title in re.findall(r"^#{1,4} (.+)$", text, re.MULTILINE)
    }


def test_every_file_that_a_page_names_exists() -> None:
    lost = [
        f"{_name(page)}: {path}"
        for page in pages()
        for path in _PATH.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert lost == []


def test_each_step_of_the_walk_names_its_file() -> None:
    steps = WALK.read_text(encoding="utf-8").split("\n## ")[1:]
    numbered = [step for step in steps if re.match(r"\d", step)]
    assert len(numbered) >= 6
    for step in numbered:
        assert "`src/uberrima/" in step, step.splitlines()[0]


def test_every_decision_record_is_listed() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in sorted((DOCS / "decisions").glob("[0-9]*.md")) if f"]({p.name})" not in index] == []


def test_the_reference_page_is_what_the_code_says() -> None:
    assert (DOCS / "reference.md").read_text(encoding="utf-8") == reference_page()


def test_each_word_of_the_glossary_is_a_module_or_a_name_in_one() -> None:
    rows = re.findall(
        r"^\| .+ \| `(uberrima[\w.]*)(?::(\w+))?` \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) > 40
    for module, name in rows:
        found = importlib.import_module(module)
        assert not name or hasattr(found, name), f"{module}:{name}"


# --- the checker's messages ------------------------------------------------------------------------------------------

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def codes_in(source: str) -> set[str]:
    """Codes of problems that a module reports: given as ``code=``, or to a function that reports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            named = [a.arg for a in node.args.args]
            defaults = dict(zip(reversed(named), reversed(node.args.defaults), strict=False))
            found |= _words([defaults["code"]] if "code" in defaults else [])
        if not isinstance(node, ast.Call):
            continue
        found |= _words([k.value for k in node.keywords if k.arg == "code"])
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called == "report":
            # the gate gives the code last, the checker and the reader give it at the beginning
            found |= _words(node.args[:2] + node.args[3:4])
        if called == "refuse" and len(node.args) > 3:
            found |= _words(node.args[3:4])
    return found


def _words(nodes: list[ast.expr]) -> set[str]:
    return {
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and _CODE.fullmatch(n.value)
    } - _PLACES


#: What `report` is given as a place, and is no code.
_PLACES = {"policy", "bill", "clause", "event"}


def test_every_message_of_the_checker_has_its_place_in_the_howto() -> None:
    speaking = [ROOT / "src" / "uberrima" / part for part in ("core/wording", "core/adjudication", "cli")]
    used = set().union(*(codes_in(p.read_text(encoding="utf-8")) for part in speaking for p in part.rglob("*.py")))
    told = set(
        re.findall(
            r"^\| `([a-z0-9-]+)` \|", (DOCS / "howto" / "conflicts.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert {"conflict", "bare-number", "bad-amount", "not-json"} <= used
    assert used - told == set(), "told nowhere"
    assert told - used == set(), "told, and reported nowhere"


# --- no bare claims --------------------------------------------------------------------------------------------------

#: Pages that `make bench` and `make prove` write: their figures were measured.
_MEASURED = {"benchmarks.md", "proof.md"}
#: A figure about speed or size may stand only where a command printed it.
_CLAIM = re.compile(
    r"\d[\d,.]*\s*(?:×|x faster|times faster|lines/s|lines a second|ms\b|µs|milliseconds|seconds\b)|blazing|world-class|cutting-edge|best-in-class",
    re.IGNORECASE,
)


def test_no_page_claims_a_speed_that_no_command_printed() -> None:
    claims = []
    for page in (p for p in pages() if p.name not in _MEASURED):
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        claims += [f"{_name(page)}: {found.group()}" for found in _CLAIM.finditer(text)]
    assert claims == []


_STATUS = re.findall(
    r"^\| (.+?) \| (none|thin|whole) \| (.*?) ?\|$", (DOCS / "status.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_every_row_of_the_status_that_is_there_names_one_command() -> None:
    assert len(_STATUS) > 60
    without = [what for what, state, shows in _STATUS if state != "none" and not re.fullmatch(r"`[^`]+`", shows)]
    assert without == []


#: They go over every product, and tests of their own look at what they say.
_WHOLE = {"uberrima run", "uberrima cases products", "uberrima wording check products"}


def test_the_commands_of_the_status_end_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    commands = sorted({shows.strip("`") for _, _, shows in _STATUS if shows.startswith("`uberrima ")} - _WHOLE)
    failed = [command for command in commands if main(command.split()[1:]) != 0]
    assert failed == [], capsys.readouterr().err
    paths = [
        word for _, _, shows in _STATUS for word in shows.strip("`").split() if "/" in word and not word.startswith(".")
    ]
    assert [path for path in paths if not (ROOT / path).exists()] == []
