"""The theme keeps its rules: one weight, one dark, no styles and no colours in templates."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from tests.browser.harness import ascii_marks

PORTALS = Path(__file__).parents[2] / "src" / "uberrima" / "portals"
THEME = PORTALS / "common" / "static" / "uberrima" / "theme.css"
TEMPLATES = sorted(PORTALS.rglob("templates/**/*.html"))


def test_the_theme_is_light() -> None:
    assert len(gzip.compress(THEME.read_bytes())) < 20 * 1024


def test_dark_by_choice_and_dark_by_the_system_are_the_same() -> None:
    text = THEME.read_text(encoding="utf-8")
    chosen = re.search(r'\n\[data-bs-theme="dark"\] \{(.*?)\n\}', text, re.DOTALL)
    system = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)\n  \}", text, re.DOTALL)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_no_template_holds_a_style_a_colour_or_a_script_of_its_own() -> None:
    found = [
        f"{path.name}: {match.group()}"
        for path in TEMPLATES
        for match in re.finditer(
            r"\sstyle=|#[0-9a-fA-F]{6}\b|<style|<script(?![^>]*src)|\son[a-z]+=|hx-on|rgb\(",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert found == []


def test_every_part_says_at_its_top_what_it_is_told() -> None:
    assert [
        p.name
        for p in TEMPLATES
        if p.parent.name == "parts" and not p.read_text(encoding="utf-8").startswith("{% comment %}")
    ] == []


def test_a_planted_ascii_mark_is_seen() -> None:
    assert ascii_marks("好,吗") == ["好,吗"]
    assert ascii_marks("(理赔)") != []
    assert ascii_marks("共 11,580.80 元，第3.1条（理赔）15:41") == []
