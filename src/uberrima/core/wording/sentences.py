"""The rules that one clause must keep: its dates, its bands, and its words, which hold no number outside a placeholder."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from uberrima.core.wording.clause import Amount, Clause, Count
from uberrima.core.wording.numerals import PLACEHOLDER, bare_numbers
from uberrima.core.wording.source import Block
from uberrima.core.wording.values import Values
from uberrima.core.wording.words import allowed_placeholders


class Sentences(Values):
    """Checks a clause by itself."""

    def clause_rules(self, clause: Clause, block: Block, place: str) -> None:
        if bool(clause.title_zh) != bool(clause.title_en):
            self.report(
                "missing-translation",
                block.line,
                place,
                "The title stands in one language only.",
                "Give title_zh and title_en.",
            )
        if bool(clause.quoted_zh) != bool(clause.quoted_source) and clause.quoted_zh:
            self.report(
                "missing-source",
                block.line_of("quoted_zh"),
                place,
                "Quoted text needs `quoted_source`.",
                "Say where it is quoted from.",
            )
        if clause.start and clause.until and clause.start >= clause.until:
            self.report(
                "bad-dates",
                block.line_of("until"),
                place,
                "`until` is not after `from`.",
                "`until` is the first day on which the clause holds no more.",
            )
        if clause.benefits and not clause.kind.by_benefit:
            self.report(
                "not-here",
                block.line_of("benefits"),
                place,
                f"A {clause.kind.name} does not take `benefits`.",
                "Use `when`.",
            )
        for name in clause.benefits:
            if name not in self.benefits:
                self.unknown("benefit", name, sorted(self.benefits), block.line_of("benefits"), place)
        if clause.kind.name == "exclusion" and not (clause.when or clause.benefits):
            self.report(
                "missing-field", block.line, place, "An exclusion needs `when` or `benefits`.", "Say what it excludes."
            )
        if clause.kind.name == "exception" and not clause.overrides:
            self.report(
                "missing-field", block.line, place, "An exception needs `overrides`.", "Name the clauses it sets aside."
            )
        if clause.has("bands"):
            self.band_order(clause, block, place)
        for name in ("pays", "bears", "counts"):
            rate = clause.values.get(name)
            if isinstance(rate, Fraction) and rate > 1:
                self.report(
                    "share-above-one",
                    block.line_of(name),
                    place,
                    f"`{name}` is more than the whole.",
                    "A share lies between 0% and 100%.",
                )
        self.words(clause, block, place)

    def band_order(self, clause: Clause, block: Block, place: str) -> None:
        bands = clause.bands()
        line = block.line_of("bands")
        if any(band.pays > 1 for band in bands):
            self.report(
                "share-above-one", line, place, "A band pays more than the whole.", "A share lies between 0% and 100%."
            )
        if not bands or bands[-1].upto is not None or any(b.upto is None for b in bands[:-1]):
            self.report(
                "open-band",
                line,
                place,
                "Only the last band must be without `upto`.",
                "Say what holds above the last amount.",
            )
        constants = [b.upto.value for b in bands if b.upto is not None and b.upto.source == "constant"]
        if constants != sorted(set(constants)):
            self.report(
                "band-order", line, place, "The bands do not rise.", "Write them from the lowest to the highest."
            )

    def words(self, clause: Clause, block: Block, place: str) -> None:
        known = allowed_placeholders(clause) | (set(block.values) & set(clause.kind.fields)) | _conditions(block)
        for lang, text in (("zh", clause.zh), ("en", clause.en)):
            line = block.line_of(lang)
            for number in bare_numbers(text, lang):
                self.report(
                    "bare-number",
                    line,
                    place,
                    f'The number "{number}" stands in the words ({lang}) outside a placeholder.',
                    "Make it a field and write its placeholder, or reword.",
                )
            for match in PLACEHOLDER.finditer(text):
                if match.group(1) not in known:
                    self.report(
                        "unknown-placeholder",
                        line,
                        place,
                        f"{match.group()} is no field of this clause.",
                        f"Fields here: {', '.join(sorted(known)) or 'none'}.",
                    )
            stray = PLACEHOLDER.sub("", text)
            if "{" in stray or "}" in stray:
                self.report(
                    "unknown-placeholder",
                    line,
                    place,
                    "A brace belongs to no placeholder.",
                    "Placeholders look like {amount} or {amount:万}.",
                )
            shown = {m.group(1) for m in PLACEHOLDER.finditer(text)}
            for name, value in clause.values.items():
                views = {"pays", "bears"} if name in {"pays", "bears"} else {name}
                figure = isinstance(value, Amount | Count | Fraction | date) or name == "bands"
                if figure and text and not views & shown:
                    cause = f"`{name}` is a figure that the words ({lang}) do not show."
                    self.report(
                        "hidden-figure", block.line_of(name), place, cause, f"Write {{{name}}} where it is told."
                    )
        for lang, text in (("zh", clause.title_zh), ("en", clause.title_en)):
            for number in bare_numbers(text, lang):
                self.report(
                    "bare-number",
                    block.line_of(f"title_{lang}"),
                    place,
                    f'The number "{number}" stands in the title.',
                    "Reword the title.",
                )


def _conditions(block: Block) -> set[str]:
    """The names of the conditions as they were written, whether they could be read or not."""
    found = set()
    for key in ("when", "unless"):
        table = block.values.get(key)
        if isinstance(table, dict):
            found |= {f"{key}.{fact}" for fact in table}
    return found
