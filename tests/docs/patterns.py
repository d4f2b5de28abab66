"""Makes a whole small wording of a pattern that a page tells in a table, and checks it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction

from uberrima.core.kernel.errors import WordingError
from uberrima.core.wording.clause import Amount, Clause, Count
from uberrima.core.wording.edition import load_edition
from uberrima.core.wording.kinds import KINDS
from uberrima.core.wording.resolved import resolve
from uberrima.core.wording.source import read_source

_ROW = re.compile(r"^\| (.+?) \| (.+) \|$", re.MULTILINE)
_CLAUSE = re.compile(r"`kind = [^`]*`(?: `[^`]*`)*")

HEAD = """
[product]
id = "patterns"
edition = "1"
currency = "CNY"
zh = "示例"
en = "Example"
"""
FACTS = {
    "care": 'kind = "choice"\nvalues = ["inpatient", "outpatient", "checkup"]',
    "cause": 'kind = "choice"\nvalues = ["illness", "accident"]',
    "item_class": 'kind = "choice"\nvalues = ["domestic", "imported"]',
    "icd": 'kind = "code"',
    "accident": 'kind = "code"',
    "network": 'kind = "flag"',
    "room_rate": 'kind = "money"',
    "printed_copay": 'kind = "money"',
    "pre_existing": 'kind = "flag"\nof = "member"\ndefault = false',
}
CHOICES = {
    "rider": 'kind = "flag"',
    "plan": 'kind = "choice"\nvalues = ["basic", "plus"]',
    "units": 'kind = "count"',
    "sum_insured": 'kind = "money"',
    "deductible": 'kind = "money"',
}
#: Clauses that a pattern may lean on, by what it says.
BASE = {
    "x.benefit": 'kind = "benefit"\nname = "main"\nlabel_zh = "医疗"\nlabel_en = "care"',
    "x.inpatient": 'kind = "benefit"\nname = "main"\nlabel_zh = "住院"\nlabel_en = "hospital"\nwhen = { care = "inpatient" }',
    "x.outpatient": 'kind = "benefit"\nname = "second"\nlabel_zh = "门诊"\nlabel_en = "outpatient"\nwhen = { care = ["outpatient", "checkup"] }',
    "x.exclusion": 'kind = "exclusion"\nwhen = { icd = ["Z41"] }',
    "x.deductible": 'kind = "deductible"\namount = "600.00"\nper = "policy_year"',
    "x.share": 'kind = "share"\npays = "80%"',
    "x.limit": 'kind = "limit"\namount = "50000.00"\nper = "policy_year"\naccumulator = "both"\nbenefits = ["second"]',
    "x.cap": 'kind = "limit"\namount = "50000.00"\nper = "policy_year"',
    "x.grant": 'kind = "lump_sum"\namount = "1000.00"',
    "x.daily": 'kind = "day_benefit"\namount = "150.00"',
    "x.confinement": 'kind = "stay"\nname = "confinement"\ncontinues_within_days = 30',
    "x.benefit_period": 'kind = "stay"\nname = "benefit_period"\nnew_after_days = 60',
    "x.term": 'kind = "term"\nguaranteed_years = 6',
    "x.payer": 'kind = "other_payer"\npayer = "other_insurers"',
    "x.otherwise": 'kind = "otherwise"',
    "x.rounding": 'kind = "rounding"\nwhere = "bill"',
}


def patterns(text: str) -> Iterator[tuple[str, str]]:
    """What the brochure says, and the fields of each clause that answers it, as TOML."""
    for says, writes in _ROW.findall(text):
        for found in _CLAUSE.findall(writes):
            yield says, "\n".join(re.findall(r"`([^`]*)`", found))


def problems_of(fields: str) -> list[str]:
    """The problems of a small wording with a pattern in it; empty when it is fine."""
    fees = {"fees.csv": "code,amount\nA1,10.00\n"} if "fees" in fields else {}
    found: list[str] = []
    for rounding in (False, True):
        try:
            load_edition({"wording.toml": wording_with(fields, rounding=rounding), **fees})
        except WordingError as error:
            found = [str(problem) for problem in error.problems]
        else:
            return []
    return found


def wording_with(fields: str, *, rounding: bool) -> str:
    """A whole wording: the pattern, and just those other clauses that it leans on."""
    raw = tomllib.loads(fields)
    names = [name for name in BASE if _leans(name, raw, rounding=rounding)]
    clauses = {**{name: BASE[name] for name in names}, "p": fields}
    bodies = "".join(_told(name, body) for name, body in clauses.items())
    heads = "".join(_named("fact", n, b) for n, b in FACTS.items()) + "".join(
        _named("choice", n, b) for n, b in CHOICES.items()
    )
    steps = [step for step in _STEPS if step in {_step(tomllib.loads(body)) for body in clauses.values()}]
    order = _told("x.order", f'kind = "order"\nsteps = {steps}'.replace("'", '"'))
    return HEAD + heads + order + bodies


_STEPS = ("recognised", "other_payers", "sublimit", "deductible", "copay", "share", "limit", "relief")


def _step(raw: Mapping[str, object]) -> str:
    return "copay" if raw["kind"] == "days" and "copay" in raw else KINDS[str(raw["kind"])].step


def _leans(name: str, raw: Mapping[str, object], *, rounding: bool) -> bool:
    kind, per, shared = raw["kind"], raw.get("per"), "accumulator" in raw
    named = {str(raw.get(key)) for key in ("caps", "on_top_of", "after")}
    for key in ("overrides", "also_fills"):
        named |= set(raw.get(key, []))  # type: ignore[call-overload]
    return name in named or {
        "x.benefit": kind not in {"benefit", "otherwise"} and not shared,
        "x.inpatient": kind == "otherwise" or shared,
        "x.outpatient": shared,
        "x.otherwise": kind == "benefit",
        "x.deductible": kind == "take_over",
        "x.share": kind in {"out_of_pocket_max", "rounding"},
        "x.grant": kind in {"event_limit", "interval"},
        "x.daily": kind == "days" and "copay" not in raw,
        "x.limit": shared,
        "x.confinement": per == "confinement",
        "x.benefit_period": per == "benefit_period",
        "x.term": per == "guaranteed_period",
        "x.payer": "filled_by" in raw,
        "x.rounding": rounding and kind != "rounding",
    }.get(name, False)


def _named(what: str, name: str, body: str) -> str:
    return f'\n[[{what}]]\nname = "{name}"\nzh = "词"\nen = "word"\n{body}\n'


def _told(identifier: str, body: str) -> str:
    """A clause with words that tell just its figures."""
    raw = tomllib.loads(body)
    text = (
        HEAD
        + "".join(_named("fact", n, b) for n, b in FACTS.items())
        + "".join(_named("choice", n, b) for n, b in CHOICES.items())
    )
    words = ""
    bare = resolve(
        read_source(f'{text}\n[[clause]]\nid = "{identifier}"\nzh = "词"\nen = "words"\n{body}\n', "pattern")
    )[0]
    if bare.clauses:
        words = "".join(f" {{{name}}}" for name in figures(bare.clauses[0]))
    extra = "informative = true\n" if raw["kind"] == "stay" and identifier == "p" else ""
    return f'\n[[clause]]\nid = "{identifier}"\nzh = "词{words}"\nen = "words{words}"\n{extra}{body}\n'


def figures(clause: Clause) -> list[str]:
    """The fields of a clause that its words must show."""
    return [n for n, v in clause.values.items() if isinstance(v, Amount | Count | Fraction) or n == "bands"]
