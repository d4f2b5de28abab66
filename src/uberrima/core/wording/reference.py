"""The reference of the clause language, written from the classes that implement it."""

from __future__ import annotations

from uberrima.core.wording.kinds import KINDS, Field, Kind
from uberrima.core.wording.kinds.field import OWNERS, PERIODS, STEPS

_FORMS = {
    "money": 'money, `"600.00"` or a table (language page, section 2)',
    "rate": 'rate, `"80%"`',
    "count": "whole number, or `{ choice = … }`",
    "flag": "true or false",
    "word": "one word",
    "words": "list of words",
    "period": "period",
    "bands": "bands (language page, section 5)",
    "id": "text",
    "ids": "list of texts",
    "name": "name",
    "day": "day, `2025-01-31`",
}

_GROUPS = (
    ("Frame: how it is settled", ("order", "term", "stay", "rounding")),
    ("What is covered and what is not", ("benefit", "exclusion", "exception", "otherwise", "waiting")),
    ("How much of a bill counts, and who else pays", ("allowed", "recognise", "proportion", "other_payer")),
    ("What the insured bears", ("count_limit", "sublimit", "deductible", "copay", "share")),
    ("Limits and relief", ("limit", "further_limit", "out_of_pocket_max", "take_over")),
    ("Days and fixed benefits", ("days", "day_benefit", "lump_sum", "event_limit", "interval")),
    ("Only words", ("definition", "right", "duty", "notice")),
)


def reference_page() -> str:
    """The page ``docs/reference.md``, whole."""
    lines = [
        "# Reference of the clause language",
        "",
        "Written by `uberrima wording reference` from the code that implements each kind; a test compares the two.",
        "How the language works is told in [language.md](language.md). Every clause has `id`, `kind`, `zh` and `en`; the fields that every clause",
        "may have (`from`, `until`, `when`, `unless`, `benefits`, `overrides`, `before`, titles, quoted text, `source`,",
        "`informative`) stand there, too.",
        "",
        f"Periods: {', '.join(f'`{p}`' for p in PERIODS)}, `months:2`, `months:3`, `months:4`, `months:6`, ",
        "`policy_years:N`, `calendar_years:N` (N from 2 to 30; calendar years from that of the policy's start).",
        f"Owners: {', '.join(f'`{o}`' for o in OWNERS)}. Steps: {', '.join(f'`{s}`' for s in STEPS)}.",
    ]
    for title, names in _GROUPS:
        lines += ["", f"## {title}"]
        for name in names:
            lines += ["", *_kind(KINDS[name])]
    return "\n".join(lines) + "\n"


def _kind(kind: type[Kind]) -> list[str]:
    lines = [f"### `{kind.name}`", "", f"{kind.says[0].upper()}{kind.says[1:]}."]
    notes = []
    if kind.step:
        notes.append(f"Step: `{kind.step}`.")
    if not kind.by_benefit:
        notes.append("Takes no `benefits`.")
    notes += [f"Exactly one of {', '.join(f'`{n}`' for n in group)}." for group in kind.one_of]
    notes += [f"`{name}` only with `{needed}`." for name, needed in kind.needs.items()]
    if notes:
        lines += ["", " ".join(notes)]
    if kind.fields:
        lines += ["", "| field | form | meaning |", "|---|---|---|"]
        lines += [_field(name, field) for name, field in kind.fields.items()]
    return lines


def _field(name: str, field: Field) -> str:
    form = _FORMS[field.form]
    if field.values:
        form += ": " + ", ".join(f"`{v}`" for v in field.values)
    told = field.says
    if field.required:
        told += " **(needed)**"
    elif field.default not in (None, (), False):
        told += f" (default `{field.default}`)"
    elif field.default is False:
        told += " (default `false`)"
    return f"| `{name}` | {form} | {told.replace('|', '/')} |"
