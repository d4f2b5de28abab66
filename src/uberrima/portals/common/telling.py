"""Data of the rooms → what the parts of a page show: waterfalls, clocks, findings, reads, in the words of the page's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from uberrima.core.clocks import Clock
from uberrima.core.explanation.context import Context
from uberrima.core.explanation.waterfall import Step as CoreStep
from uberrima.core.explanation.waterfall import Waterfall
from uberrima.core.privacy import DataClass, Purpose, Role
from uberrima.core.wording.edition import Edition
from uberrima.core.wording.words import clause_words
from uberrima.foundation import clock
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.law import law_of_china
from uberrima.portals.common import bills, figures
from uberrima.portals.common.templatetags import u

#: What a step of the waterfall is to the part that draws it.
_KINDS = {
    "billed": "all", "other": "other", "refused": "off", "pended": "off", "outside": "off", "recognised": "off",
    "sublimit": "own", "deductible": "own", "copay": "own", "share": "own", "limit": "own", "rest": "own",
    "granted": "own", "relief": "own", "paid": "pay",
}  # fmt: skip


def clause_source(edition: str, clause: str, words: str = "") -> figures.Source:
    """The mark that opens a clause."""
    product, _slash, name = edition.partition("/")
    href = reverse("clause", kwargs={"product": product, "edition": name, "clause": clause})
    return figures.Source(kind="clause", label=f"{clause} {words}".strip(), href=href)


def law_source(row: str) -> figures.Source:
    """The mark of a row of law."""
    rule = law_of_china().rows[row]
    return figures.Source(kind="law", label=rule.article, href=reverse("law", kwargs={"row": row}))


def steps(fall: Waterfall, edition: Edition, items: Mapping[int, str], sheet: str = "") -> list[figures.Step]:
    """The steps of a waterfall as a page shows them.

    :param items: number of a line → what it was for.
    :param sheet: address of the list of charges, as the source of what was billed.
    """
    return [_step(step, fall, edition, items, sheet) for step in fall.steps]


def _step(step: CoreStep, fall: Waterfall, edition: Edition, items: Mapping[int, str], sheet: str) -> figures.Step:
    if step.about == "billed":
        sources = [figures.Source(kind="document", label=_("费用清单"), href=sheet)] if sheet else []
        why = _("共 %(count)s 项") % {"count": len(step.lines)}
        return figures.Step(kind="all", name=_("医院账单"), amount=step.amount, why=why, sources=sources)
    if step.about == "paid":
        return figures.Step(kind="pay", name=_("我们付"), amount=step.amount)
    names = {
        "pended": _("还缺事实的"), "outside": _("不能计入的"), "rest": _("取整"), "other": _("别处已经付的"),
    }  # fmt: skip
    law = ""
    if step.clause:
        clause = next(c for c in edition.wording.clauses if c.id == step.clause)
        law = clause_words(clause, edition.wording, bills.lang())
    touched = [items[n] for n in step.lines if n in items]
    named = _("、").join(touched[:6]) + (_("等") if len(touched) > 6 else "")
    why = named if step.about in {"refused", "pended", "outside"} else step.says
    lines = []
    if step.capacity is not None and step.used is not None and step.about == "deductible":
        lines = [
            figures.Line(name=_("一共"), amount=step.capacity),
            figures.Line(name=_("以前已用"), amount=-step.used),
            figures.Line(name=_("这次扣"), amount=step.amount, total=True),
        ]
    return figures.Step(
        kind="quiet" if step.is_quiet else _KINDS[step.about], name=step.title or names.get(step.about, ""),
        amount=step.amount, why=why, law=law, lines=lines, mark=_figure(law),
        sources=[clause_source(fall.edition, step.clause)] if step.clause else [],
        word=_("没碰到") if step.is_quiet else "",
    )  # fmt: skip


def _figure(law: str) -> str:
    """The first sum or share of a clause, to be lit in it."""
    found = re.search(r"[\d,]+(?:\.\d+)? ?(?:元|yuan|%)", law)
    return found.group() if found is not None else ""


def shares(fall: Waterfall, *, own: str = "") -> tuple[figures.Share, ...]:
    """Who pays how much; ``own`` is what the customer is called, when not “您”."""
    names = {"other": _("医保和别处付了"), "paid": _("我们付"), "insured": own or _("您自己付")}
    kinds = {"other": "other", "paid": "pay", "insured": "own"}
    return figures.who_paid(figures.Share(kind=kinds[w], name=names[w], amount=a) for w, a in fall.shares)


def context_of(edition: Edition) -> Context:
    """The wording, as explanations take it."""
    return Context(wording=edition.wording)


# --- findings ------------------------------------------------------------------------------------------------------


def finding(one: claims.Finding, edition: Edition) -> str:
    """A finding in words: what is so, and what to do."""
    amount = u.money(abs(one.amount))
    if one.code == "missing":
        return _("%(name)s还没有填。") % {"name": bills.label_of(one.name, edition)}
    if one.code == "empty":
        return _("还没有一行费用。")
    if one.code == "total":
        more = (
            _("明细比合计多 %(amount)s 元，请对一对。")
            if one.amount > 0
            else _("明细比合计少 %(amount)s 元，请对一对。")
        )
        return more % {"amount": amount}
    if one.code == "product":
        return _("第 %(line)s 行：单价乘数量和金额差 %(amount)s 元。") % {"line": one.line, "amount": amount}
    if one.code == "order":
        return _("出院日期早于入院日期。")
    if one.code == "settled":
        return _("写了没有医保结算，医保却付了 %(amount)s 元。") % {"amount": amount}
    return _("医保付的比甲乙类费用还多 %(amount)s 元，请看类别。") % {"amount": amount}


# --- clocks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Due:
    """One deadline as pages show it."""

    clock: Clock
    #: what is due: 核定, 发不赔通知, 付款
    what: str
    day: date | None
    done: int
    of: int
    #: "", soon, late, stop
    state: str
    why: list[dict[str, object]]
    source: figures.Source

    @property
    def stands(self) -> bool:
        """Whether it is still to be kept, or was missed and is still not done: then it is the first thing to do."""
        return self.clock.state in {"running", "late", "paused"} or (
            self.clock.state == "missed" and self.clock.met_on is None
        )

    @property
    def runs(self) -> bool:
        """The same, and nothing holds it up."""
        return self.stands and self.clock.state != "paused"


def dues(claim: claims.Claim, today: date) -> list[Due]:
    """The deadlines of a claim that still run, stand still, or were missed."""
    names = {"CL-03": _("核定"), "CL-05": _("发不赔通知"), "CL-06": _("付款")}
    found = []
    for one in claims.clocks_of(claim):
        if one.rule not in names or not one.law:
            continue
        length = next((s.number for s in one.why if s.kind in {"length", "contract-length"} and s.number), 0)
        left = (one.due_safe - today).days if one.due_safe is not None else 0
        state = {"paused": "stop", "late": "late", "missed": "late"}.get(one.state, "soon" if left <= 3 else "")
        found.append(
            Due(
                clock=one, what=names[one.rule], day=one.due_safe, of=length, done=max(0, length - max(left, 0)), state=state,
                why=[{"when": s.day or "", "says": clock_step(s.kind, s.number)} for s in one.why], source=law_source(one.rule),
            )
        )  # fmt: skip
    return found


def clock_step(kind: str, number: int | None) -> str:
    """One step of a count in words."""
    words = {
        "began": _("收到，按服务器时间"), "first-day": _("第 1 日，开始那天不算"), "length": _("法律给 %(n)s 日"),
        "contract-length": _("合同给 %(n)s 日"), "paused": _("停了 %(n)s 日，等补充材料"), "paused-still": _("停着，等补充材料"),
        "pause-too-late": _("停得太晚，不算"), "no-pause": _("这一次不能停"), "extended": _("延长到 %(n)s 日"),
        "extension-too-late": _("延长得太晚，不算"), "extension-incomplete": _("延长缺手续，不算"),
        "began-anew": _("从新材料起重新算"), "new-beginning-too-late": _("新材料来得太晚"), "due": _("最后一天"),
        "rolled-over": _("最后一天放假，最迟顺延到"), "provisional": _("日历还没有公布到这一年"), "done": _("办完"),
        "over": _("过了"), "follows": _("迟了要赔损失"), "asked": _("要过一次材料"), "asked-again": _("第二次要材料，不合法"),
        "arose": _("因补来的材料而起"),
    }  # fmt: skip
    return words.get(kind, kind) % {"n": number if number is not None else ""}


def event_words(kind: str) -> str:
    """What happened to a claim, for staff."""
    words = {
        "claim.received": _("收到理赔"), "claim.supplement_asked": _("请客户补材料"), "claim.supplement_arrived": _("补充材料到齐"),
        "claim.decided": _("核定"), "claim.refused": _("核定：不在保障范围"), "claim.refusal_sent": _("书面通知已发"),
        "claim.letter_sent": _("决定书已发"), "claim.agreed": _("客户同意金额"), "claim.paid": _("已付款"),
    }  # fmt: skip
    return words.get(kind, kind)


# --- who read ------------------------------------------------------------------------------------------------------


def reads(subject: people.Person, own: people.Account) -> list[dict[str, object]]:
    """Who read a person's data, when and why, in plain words; the newest first."""
    found = vault.reads_of(subject.id)
    names = people.staff_names(one.reader for one in found)
    classes = {
        DataClass.CONTACT: _("联系方式"), DataClass.FINANCIAL: _("费用和账户"), DataClass.MEDICAL: _("病历和账单"),
    }  # fmt: skip
    purposes = {
        Purpose.OWN: _("看自己的资料"), Purpose.RECEPTION: _("为了核对身份、接待您"), Purpose.CLAIM: _("为了办理赔 %(case)s"),
        Purpose.CONTRACT: _("为了办合同"), Purpose.AUDIT: _("为了检查"), Purpose.ERASURE: _("为了删除"),
    }  # fmt: skip
    told = []
    for one in found:
        clear = _("、").join(classes[c] for c in DataClass if c in one.classes)
        masked = _("、").join(classes[c] for c in DataClass if c in one.masked and c not in one.classes)
        what = [_("看了%(what)s") % {"what": clear}] if clear else []
        what += [_("看了遮住的%(what)s") % {"what": masked}] if masked else []
        who = _("您自己") if one.reader == own.id else names.get(one.reader, "")
        if one.role is Role.SYSTEM:
            who = _("系统")
        why = _("为了出保单 %(case)s") if one.case.startswith("P-") else purposes[one.purpose]
        told.append(
            {
                "at": one.at, "who": who, "role": _("理赔") if one.role is Role.HANDLER else "", "what": _("，").join(what),
                "why": why % {"case": one.case}, "own": one.reader == own.id, "masked": not one.classes,
            }
        )  # fmt: skip
    return told


def together_reads(found: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The same reading several times in a row, on one day, is told once, with how often; its time is the newest."""
    told: list[dict[str, object]] = []
    for one in found:
        last = told[-1] if told else None
        if last is not None and _alike(last) == _alike(one):
            last["times"] = int(str(last["times"])) + 1
        else:
            told.append({**one, "times": 1})
    return told


def _alike(read: dict[str, object]) -> tuple[object, ...]:
    at = read["at"]
    return (clock.day_of(at) if isinstance(at, datetime) else at, read["who"], read["what"], read["why"])


def items_of(bill: claims.Bill) -> dict[int, str]:
    """Number of a line → what it was for."""
    return {line.number: line.item for line in bill.lines}


def together(parts: Iterable[str]) -> str:
    """Words one after another, as the language lists them."""
    return _("、").join(parts)
