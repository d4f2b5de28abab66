"""A product explained: what is covered, what it costs you, where it stops, what is not covered, and your rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.en import clauses as english
from uberrima.core.explanation.en.decisions import KINDS as ENGLISH_KINDS
from uberrima.core.explanation.zh import clauses as chinese
from uberrima.core.explanation.zh.decisions import KINDS as CHINESE_KINDS
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.words import clause_words


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One clause, told in plain words and in its own."""

    #: id of the clause, to be linked
    clause: str
    #: kind of the clause
    kind: str
    #: its short heading, or what kind of clause it is
    title: str
    #: first day it holds; None: from the beginning
    since: date | None
    #: first day it holds no more; None: it goes on
    until: date | None
    #: what it means, made from its fields
    plain: str
    #: what it says: the clause's own words, figures filled in
    words: str
    #: text that must be quoted to the letter, and where it stands
    quoted: str
    quoted_source: str
    #: ids of clauses to read with it: for a benefit, its limits and what is not covered
    see: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the explanation."""

    #: covered | cost | limits | excluded | settled | rights | duties | deadlines | definitions
    key: str
    title: str
    entries: tuple[Entry, ...]
    #: what is said where there is no entry; empty: the section is then left out of texts
    when_empty: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductText:
    """A whole product, explained in one language."""

    lang: Lang
    #: name of the product
    name: str
    #: ``product/edition``, and the content hash of what is explained
    edition: str
    hash: str
    sections: tuple[Section, ...]


#: Section → the kinds it tells. Pools of days that are not paid belong to the cost, others to the limits.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "covered": ("benefit", "day_benefit", "lump_sum"),
    "cost": (
        "deductible",
        "copay",
        "share",
        "recognise",
        "allowed",
        "proportion",
        "other_payer",
        "take_over",
        "out_of_pocket_max",
    ),
    "limits": ("limit", "further_limit", "sublimit", "count_limit", "event_limit", "interval", "days"),
    "excluded": ("exclusion", "waiting", "otherwise", "exception"),
    "settled": ("order", "rounding", "stay", "term"),
    "rights": ("right",),
    "duties": ("duty",),
    "deadlines": ("notice",),
    "definitions": ("definition",),
}

TITLES: Mapping[str, tuple[str, str]] = {
    "covered": ("保什么", "What is covered"),
    "cost": ("您要承担多少", "What it costs you"),
    "limits": ("最多赔多少，到哪里为止", "Limits: where it stops"),
    "excluded": ("不保什么", "What is not covered"),
    "settled": ("怎样结算", "How it is settled"),
    "rights": ("您的权利", "Your rights"),
    "duties": ("您的义务", "Your duties"),
    "deadlines": ("期限和提示", "Deadlines and notices"),
    "definitions": ("词语的意思", "What words mean"),
}

EMPTY: Mapping[str, tuple[str, str]] = {
    "limits": ("条款没有单独写明限额。", "No clause sets a limit of its own."),
    "excluded": ("条款没有单独写明不保的情形。", "No clause names anything that is not covered."),
}

#: Kinds of limits and of refusals that a reader of a benefit should see with it.
_SEE = (
    "limit",
    "further_limit",
    "sublimit",
    "count_limit",
    "event_limit",
    "interval",
    "days",
    "deductible",
    "exclusion",
    "waiting",
)
#: Fields that make a right or a duty a deadline.
_TIMES = ("days", "more_days", "months", "years", "day")


def explain_product(edition: Edition, lang: Lang, chosen: Mapping[str, object] | None = None) -> ProductText:
    """Tell a product section by section.

    :param chosen: what a policy's schedule chose, as ``Policy.schedule`` holds it; without it, choices are told by their names.
    """
    context = Context(wording=edition.wording, chosen=chosen)
    product = edition.wording.product
    return ProductText(
        lang=lang, name=product.zh if lang == "zh" else product.en, edition=edition.name, hash=edition.hash,
        sections=tuple(_section(context, key, lang) for key in SECTIONS),
    )  # fmt: skip


def explain_clause(context: Context, clause: Clause, lang: Lang) -> Entry:
    """Tell one clause."""
    zh = lang == "zh"
    see: tuple[str, ...] = ()
    if clause.kind.name == "benefit":
        see = context.on_benefit(clause.word("name"), _SEE)
    return Entry(
        clause=clause.id, kind=clause.kind.name, title=heading(context, clause, lang), since=clause.start,
        until=context.ends(clause), plain=plain_sentence(context, clause, lang),
        words=clause_words(clause, context.wording, lang, context.chosen),
        quoted=clause.quoted_zh if zh else clause.quoted_en, quoted_source=clause.quoted_source, see=see,
    )  # fmt: skip


def heading(context: Context, clause: Clause, lang: Lang) -> str:
    """The heading of a clause; where it has none, the benefit's name or what kind of clause it is."""
    title = clause.title_zh if lang == "zh" else clause.title_en
    if not title and clause.kind.name == "benefit":
        title = context.benefit_label(clause.word("name"), lang)
    return title or (CHINESE_KINDS if lang == "zh" else ENGLISH_KINDS)[clause.kind.name]


def plain_sentence(context: Context, clause: Clause, lang: Lang) -> str:
    """The clause in plain words, made from its kind and fields."""
    return chinese.plain(context, clause) if lang == "zh" else english.plain(context, clause)


def section_of(clause: Clause) -> str:
    """The section that tells a clause."""
    if clause.kind.name == "days" and not clause.flag("grants"):
        return "cost"
    return next(key for key, kinds in SECTIONS.items() if clause.kind.name in kinds)


def _section(context: Context, key: str, lang: Lang) -> Section:
    at = 0 if lang == "zh" else 1
    kinds = SECTIONS[key]
    clauses = [c for c in context.wording.clauses if section_of(c) == key]
    if key == "covered":  # the benefit, then the amount that it grants
        clauses.sort(key=lambda c: kinds.index(c.kind.name) > 0)
    entries = [explain_clause(context, c, lang) for c in clauses]
    if key == "deadlines":
        entries = [*_deadlines(context, lang), *entries]
    return Section(
        key=key, title=TITLES[key][at], entries=tuple(entries), when_empty=EMPTY[key][at] if key in EMPTY else ""
    )


def _deadlines(context: Context, lang: Lang) -> list[Entry]:
    """Rights and duties with a time limit, told once more where one looks for it."""
    timed = [
        c for c in context.wording.clauses if c.kind.name in {"right", "duty"} and any(c.has(name) for name in _TIMES)
    ]
    told = {"zh": chinese.deadline, "en": english.deadline}[lang]
    return [replace(explain_clause(context, c, lang), plain=told(context, c)) for c in timed]


# --- as text -------------------------------------------------------------------------------------------------------

_REF = {"zh": "条款 ", "en": "Clause "}
_COLON = {"zh": "：", "en": ": "}
_SAYS = {"zh": "条款原文", "en": "In the clause's own words"}
_QUOTED = {"zh": "引用原文", "en": "Quoted"}
_SEE_ALSO = {"zh": "请一起看：条款 {}。", "en": "Read it with clause {}."}


def as_text(text: ProductText) -> str:
    """The explanation as Markdown, plain sentence and clause side by side."""
    told = [f"# {text.name}", f"`{text.edition}`"]
    for section in text.sections:
        if section.entries or section.when_empty:
            told.append(f"## {section.title}")
            told += [_entry_text(entry, text.lang, section.key) for entry in section.entries] or [section.when_empty]
    return "\n\n".join(told) + "\n"


def _entry_text(entry: Entry, lang: Lang, section: str) -> str:
    colon = _COLON[lang]
    head = f"**{_REF[lang]}{entry.clause}  {entry.title}**"
    told = [head, entry.plain]
    if entry.see:
        joined = ("、条款 " if lang == "zh" else ", clause ").join(entry.see)
        told.append(_SEE_ALSO[lang].format(joined))
    if section == "deadlines" and entry.kind != "notice":  # its words stand among the rights and duties
        return "\n".join(told)
    told.append(f"> {_SAYS[lang]}{colon}{entry.words}")
    if entry.quoted:
        source = f"（{entry.quoted_source}）" if lang == "zh" else f" ({entry.quoted_source})"
        told.append(f"> {_QUOTED[lang]}{source}{colon}{entry.quoted}")
    return "\n".join(told)


def entries_of(text: ProductText) -> tuple[Entry, ...]:
    """Every entry of every section."""
    return cast("tuple[Entry, ...]", tuple(entry for section in text.sections for entry in section.entries))
