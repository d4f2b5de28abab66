"""Small wordings to break: a sound one, and the parts it is made of."""

from __future__ import annotations

from datetime import date

from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.kernel.errors import Problem, WordingError
from uberrima.core.wording.edition import Edition, load_edition

#: Marks the line on which a problem is expected.
HERE = "# <- here"

PRODUCT = """[product]
id = "specimen"
edition = "1"
currency = "CNY"
zh = "示范保险"
en = "Specimen insurance"
"""
CARE = """[[fact]]
name = "care"
kind = "choice"
values = ["inpatient", "outpatient", "at_home"]
zh = "就诊方式"
en = "kind of care"
"""
PLAN = """[[choice]]
name = "plan"
kind = "choice"
values = ["basic", "plus"]
zh = "计划"
en = "plan"
"""


def clause(identifier: str, kind: str, *fields: str, words: str = "") -> str:
    """A clause of these fields, with words that tell the given placeholders."""
    told = (
        f'zh = "条款{words}。"\nen = "Clause {words}."' if not any(field.startswith("zh =") for field in fields) else ""
    )
    return "\n".join([f"[[clause]]\nid = {identifier!r}\nkind = {kind!r}", *fields, told, ""])


def order(*steps: str) -> str:
    """The order of steps."""
    return clause("1.1", "order", "steps = [" + ", ".join(f'"{s}"' for s in steps) + "]")


HOSPITAL = clause(
    "2.1", "benefit", 'name = "hospital"', 'label_zh = "住院"', 'label_en = "hospital"', 'when = { care = "inpatient" }'
)
CLINIC = clause(
    "2.2", "benefit", 'name = "clinic"', 'label_zh = "门诊"', 'label_en = "clinic"', 'when = { care = "outpatient" }'
)
OTHERWISE = clause("2.9", "otherwise")
DEDUCTIBLE = clause("3.1", "deductible", 'amount = "100.00"', 'per = "policy_year"', words="{amount}")
ROUNDING = clause("1.2", "rounding", 'where = "bill"')
SHARE = clause("4.1", "share", 'pays = "80%"', words="{pays}")


def text(*parts: str, steps: tuple[str, ...] = (), head: str = PRODUCT + CARE) -> str:
    """A wording of these clauses, with a hospital benefit and an otherwise clause."""
    return "\n".join([head, order(*steps), HOSPITAL, OTHERWISE, *parts])


def problems(source: str | bytes, **files: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a wording; empty when nothing is."""
    more = {name.replace("_csv", ".csv"): content for name, content in files.items()}
    try:
        load_edition({"wording.toml": source, **more})
    except WordingError as error:
        return error.problems
    return ()


def loaded(source: str) -> Edition:
    """The edition of a wording that is sound."""
    return load_edition({"wording.toml": source})


def marked(source: str) -> int:
    """The line that is marked; 0 when none is."""
    return next((n for n, line in enumerate(source.split("\n"), 1) if HERE in line), 0)


def settled(source: str | dict[str, str], *bills: dict[str, object], **policy: object) -> Settlement:
    """Bills of a member A under one policy for each wording."""
    sources = source if isinstance(source, dict) else {"": source}
    editions = {name: load_edition({"wording.toml": one}) for name, one in sources.items()}
    fields: dict[str, object] = {
        "start": date(2025, 1, 1),
        "members": [{"id": "A", "born": date(1980, 5, 17), "sex": "female"}],
    }
    records = [
        Record(kind="policy", fields={"id": f"P{n}", "edition": name, **fields, **policy})
        for n, name in enumerate(sources, 1)
    ]
    records += [
        Record(kind="bill", fields={"id": f"B{n}", "care": "inpatient", **bill}) for n, bill in enumerate(bills, 1)
    ]
    return settle(editions, read_log(records, editions).one())
