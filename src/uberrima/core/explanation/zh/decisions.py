"""How a decision, its moves and its reasons are told in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar

from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.moves import DayGroup, Move
from uberrima.core.explanation.telling import Telling
from uberrima.core.explanation.zh import clauses
from uberrima.core.explanation.zh import words as w
from uberrima.core.kernel.rate import percent
from uberrima.core.wording import tables as t
from uberrima.core.wording.clause import Clause
from uberrima.core.wording.words import day_words

KINDS = {
    "order": "结算次序", "term": "合同期", "stay": "住院", "rounding": "尾数", "benefit": "保障责任", "exclusion": "责任免除",
    "exception": "例外", "otherwise": "其他费用", "waiting": "等待期", "allowed": "认可金额", "recognise": "计入比例",
    "proportion": "按标准计入", "other_payer": "别处的付款", "count_limit": "次数限额", "sublimit": "分项限额", "deductible": "免赔额",
    "copay": "定额自付", "share": "赔付比例", "limit": "赔付限额", "further_limit": "另外的额度",
    "out_of_pocket_max": "自付封顶", "take_over": "代付",
    "days": "日数", "day_benefit": "每日津贴", "lump_sum": "定额给付", "event_limit": "给付次数", "interval": "间隔期",
    "definition": "释义", "right": "权利", "duty": "义务", "notice": "提示",
}  # fmt: skip

COLUMNS = {
    "billed": "账单金额", "recognised": "计入金额", "other": "别处已付", "sublimit": "分项限额扣减", "deductible": "免赔额",
    "copay": "定额自付", "share": "比例自付", "limit": "限额扣减", "relief": "另付", "granted": "定额给付", "paid": "我们赔付",
    "insured": "您承担", "self_paid": "其中自付", "uncovered": "其中自费",
}  # fmt: skip

LABELS = {
    "title": "保障使用明细", "policy": "保单", "product": "产品", "member": "被保险人", "year": "第 {} 个保单年度", "date": "日期",
    "bill": "账单", "line": "行", "benefit": "责任", "total": "合计", "accumulators": "额度使用情况", "name": "名称",
    "owner": "归属", "period": "期间", "used": "已用", "capacity": "额度", "left": "剩余", "open": "不设上限", "none": "没有账单。",
    "to": "至", "currency": "单位：{}", "whole_family": "全家",
}  # fmt: skip

REASONS = {
    "not-in-force": "不在保障期内", "pended": "待补资料", "not-covered": "不在保障责任内", "excluded": "责任免除", "waiting": "等待期内",
    "days-used-up": "日数已用完",
}  # fmt: skip

ROOM_NAMES = {
    t.OP_CAP: "限额", t.OP_UNITS: "限额", t.OP_VISITS: "限额", t.OP_LIMIT: "限额", t.OP_EVENTS: "给付", t.OP_DEDUCT: "免赔额",
    t.OP_DEDUCT_CAP: "免赔额", t.OP_OOP: "自付封顶额", t.OP_FURTHER: "额度",
}  # fmt: skip


#: One period of an accumulator.
PERIODS = {
    "line": "{}", "bill": "账单 {}", "visit": "就诊 {}", "day": "{}", "confinement": "第 {} 次住院", "benefit_period": "第 {} 个给付期",
    "month": "{} 月", "policy_year": "第 {} 个保单年度", "calendar_year": "{} 年", "guaranteed_period": "第 {} 个保证续保期间", "lifetime": "终身",
}  # fmt: skip


def ref(clause: Clause | None) -> str:
    return f"（{w.clause_ref(clause.id)}）" if clause is not None else ""


def _room(context: Context, move: Move) -> str:
    """What was left before and after."""
    if move.before is None or move.capacity is None or move.op not in ROOM_NAMES:
        return ""
    unit = _unit(move)

    def told(value: int) -> str:
        return f"{value} {unit}" if unit else w.money(value, context.currency)

    name = f"这项{ROOM_NAMES[move.op]}共 {told(move.capacity)}"
    left, done = ("还有 {} 没扣", "扣满") if move.op in {t.OP_DEDUCT, t.OP_DEDUCT_CAP} else ("还剩 {}", "用完")
    if not move.before:
        return f"{name}，已经{done}。"
    after = "" if move.after is None else f"，之后{left.format(told(move.after))}" if move.after else f"，这次{done}"
    return f"{name}，之前{left.format(told(move.before))}{after}。"


def _unit(move: Move) -> str:
    visits = "日" if move.op == t.OP_VISITS and move.clause.word("of") == "days" else "次"
    return {t.OP_UNITS: "个单位", t.OP_VISITS: visits, t.OP_EVENTS: "次"}.get(move.op, "")


def _deduct(context: Context, move: Move) -> str:
    filled = f"，另有 {w.money(move.filled, context.currency)} 由别处的付款抵掉" if move.filled else ""
    return f"免赔额里由您承担 {w.money(move.amount, context.currency)}{filled}"


def _deduct_cap(context: Context, move: Move) -> str:
    filled = f"别处的付款抵掉 {w.money(move.filled, context.currency)}" if move.filled else ""
    spared = f"免赔额合计已到上限，原本还要扣的 {w.money(move.amount, context.currency)} 不再扣" if move.amount else ""
    return "；".join(part for part in (filled, spared) if part)


def _visits(context: Context, move: Move) -> str:
    what = "日数" if move.clause.word("of") == "days" else "次数"
    return f"{what}已用完，{w.money(move.amount, context.currency)} 不赔"


def _share(context: Context, move: Move) -> str:
    bands = move.clause.bands()
    pays = f"按我们赔 {percent(bands[0].pays)} 的比例" if len(bands) == 1 else "按分段比例"
    return f"{pays}，您承担 {w.money(move.amount, context.currency)}"


def _interval(context: Context, move: Move) -> str:
    days = w.counted(context, move.clause.count("days"), "日")
    return f"距上次赔付未满 {days}，{w.money(move.amount, context.currency)} 不赔"


def _payer(context: Context, move: Move) -> str:
    who, amount = w.payer(context, move.clause.word("payer")), w.money(move.amount, context.currency)
    return f"{who}已付 {amount}，先减去" if move.op == t.OP_OTHER else f"因{who}已付，我们少付 {amount}"


def _fixed(words: str) -> Callable[[Context, Move], str]:
    """A move whose sentence only needs its amount."""

    def told(context: Context, move: Move) -> str:
        return words.format(amount=w.money(move.amount, context.currency))

    return told


MOVES: Mapping[int, Callable[[Context, Move], str]] = {
    t.OP_ALLOWED: _fixed("{amount} 超过认可的金额，不计入"),
    t.OP_RECOGNISE: _fixed("{amount} 按比例不计入"),
    t.OP_PROPORTION: _fixed("超过标准，{amount} 按比例不计入"),
    t.OP_GRANT_DAY: _fixed("按日给付 {amount}"),
    t.OP_GRANT_EVENT: _fixed("定额给付 {amount}"),
    t.OP_OTHER: _payer,
    t.OP_OTHER_LATE: _payer,
    t.OP_CAP: _fixed("{amount} 超过限额，不计入"),
    t.OP_UNITS: _fixed("超过限额的单位，{amount} 不计入"),
    t.OP_VISITS: _visits,
    t.OP_DEDUCT: _deduct,
    t.OP_DEDUCT_CAP: _deduct_cap,
    t.OP_COPAY: _fixed("您定额自付 {amount}"),
    t.OP_COPAY_RATE: _fixed("按费用的比例，您自付 {amount}"),
    t.OP_COPAY_DAY: _fixed("这些日子每日的自付，合计 {amount}"),
    t.OP_SHARE: _share,
    t.OP_LIMIT: _fixed("{amount} 超过这项限额"),
    t.OP_FURTHER: _fixed("限额用完以后，我们另外赔 {amount}"),
    t.OP_EVENTS: _fixed("次数已用完，{amount} 不赔"),
    t.OP_INTERVAL: _interval,
    t.OP_TAKE_OVER: _fixed("您承担的部分里，我们另付 {amount}"),
    t.OP_OOP: _fixed("您承担的已到上限，超过的 {amount} 由我们另付"),
}


class Chinese(Telling):
    """Simplified Chinese."""

    lang: ClassVar[Lang] = "zh"
    joint: ClassVar[str] = ""
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    labels: ClassVar[Mapping[str, str]] = {**LABELS, **REASONS}

    def money(self, value: int, currency: str) -> str:
        return w.money(value, currency)

    def currency(self, currency: str) -> str:
        return w.CURRENCIES[currency]

    def counted(self, value: int, unit: str) -> str:
        return f"{value} {w.UNITS[unit]}"

    def period(self, per: str, period: str, each: str) -> str:
        if each:
            return f"“{each}”，{self.period(per, period, '')}"
        if per.startswith("months:"):
            return f"{period} 月"
        if ":" in per:
            return f"第 {period} 段（{w.period(per)}）"
        return PERIODS[per].format(period)

    def polished(self, text: str) -> str:
        return w.tidy(text)

    def under(self, policy: str) -> str:
        return f"保单 {policy}"

    def day(self, day: date) -> str:
        return day_words(day, "zh")

    def clause_name(self, clause: Clause) -> str:
        return f"{clause.title_zh or KINDS[clause.kind.name]}{ref(clause)}"

    def heading(self, bill: str, line: int | None) -> str:
        return f"账单 {bill}" if line is None else f"账单 {bill} 第 {line} 行"

    def billed(self, amount: str, days: tuple[date, ...]) -> str:
        when = self.day(days[0]) if len(days) == 1 else f"{self.day(days[0])}至{self.day(days[-1])}，共 {len(days)} 日"
        return f"账单金额 {amount}（{when}）。" if amount else f"日期：{when}。"

    def recognised(self, context: Context, amount: str, clause: Clause, benefit: str) -> str:
        return f"属于“{context.benefit_label(benefit, 'zh')}”{ref(clause)}，计入 {amount}。"

    def granted_under(self, context: Context, clause: Clause, benefit: str) -> str:
        return f"属于“{context.benefit_label(benefit, 'zh')}”{ref(clause)}，按固定金额给付，与实际费用无关。"

    def outside(self, amount: str) -> str:
        return f"其中 {amount} 不在可以赔的范围内，不计入。"

    def other_payments(self, amount: str) -> str:
        return f"别处另外付了 {amount}，没有从计入金额里减，但这部分您也不用付。"

    def move(self, context: Context, move: Move) -> str:
        return f"{self.clause_name(move.clause)}：{MOVES[move.op](context, move)}。{_room(context, move)}"

    def days(self, context: Context, group: DayGroup, left: int | None) -> str:
        span = (
            self.day(group.days[0])
            if len(group.days) == 1
            else f"{self.day(group.days[0])}至{self.day(group.days[-1])}"
        )
        days = f"{len(group.days)} 日（{span}）"
        paid = group.columns[t.PAID]
        if group.reason == "pended":
            return f"{days}先不结算：{REASONS[group.reason]}。"
        if group.reason != "decided":
            return f"{days}不赔：{REASONS[group.reason]}{ref(group.clause)}。"
        rest = "" if left is None else f"账单结算后还剩 {left} 日。" if left else "账单结算后没有剩余。"
        pool = next(c for c in context.wording.clauses if c.id == group.pool) if group.pool else None
        if pool is not None and not pool.flag("grants"):
            return f"{days}算在 {w.clause_ref(pool.id)} 的日数里，不赔。{rest}"
        drawn = f"算在 {w.clause_ref(pool.id)} 的日数里" if pool is not None else "可以赔"
        return f"{days}{drawn}，我们赔 {w.money(paid, context.currency)}。{rest}"

    def paid(self, amount: str, is_nothing: bool) -> str:  # noqa: FBT001
        return "这一行我们不付钱。" if is_nothing else f"我们赔 {amount}。"

    def borne(self, self_paid: int, uncovered: int, currency: str) -> str:
        whole = w.money(self_paid + uncovered, currency)
        if not self_paid and not uncovered:
            return "您不用付钱。"
        if not uncovered:
            return f"您承担 {whole}，都是自付（计入金额之内，按条款由您承担）。"
        if not self_paid:
            return f"您承担 {whole}，都是自费（计入金额之外）。"
        inside, outside = w.money(self_paid, currency), w.money(uncovered, currency)
        return f"您承担 {whole}：自付 {inside}（计入金额之内，按条款由您承担），自费 {outside}（计入金额之外）。"

    def borne_whole(self, whole: str) -> str:
        return f"这一行由您自费 {whole}。"

    def borne_beside(self, whole: str) -> str:
        return f"这是定额给付，与费用无关；费用本身由您承担 {whole}。"

    def premium_waived(self) -> str:
        return "这次给付以后，往后的保险费不用再交。"

    def not_in_force(self, day: date) -> str:
        return f"不赔：{self.day(day)}不在保障期内。"

    def not_covered(self, clause: Clause | None) -> str:
        return f"不赔：这笔费用不属于任何保障责任{ref(clause)}。"

    def excluded(self, context: Context, clause: Clause) -> str:
        return w.tidy(f"不赔：属于不保的情形{ref(clause)}。条款的意思是：{clauses.plain(context, clause)}")

    def waiting(self, context: Context, clause: Clause, day: date, covered_from: date | None) -> str:
        days = w.counted(context, clause.count("days"), "日")
        end = f"，{self.day(covered_from)}起才过等待期" if covered_from is not None else ""
        return f"不赔：{self.day(day)}还在 {days}的等待期内{ref(clause)}{end}。"

    def days_used_up(self, context: Context, clause: Clause) -> str:
        days = f"（共 {w.counted(context, clause.count('days'), '日')}）" if clause.has("days") else ""
        return f"不赔：可以赔的日数{days}已经用完{ref(clause)}。"

    def pended(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        return (
            f"先不结算，还缺：{'；'.join(missing)}。",
            "现在不赔也不拒，不占用免赔额和任何额度。",
            "补齐以后，我们会重新结算这一行。",
        )

    def missing(self, context: Context, what: str, name: str) -> str:
        if what == "payer":
            return f"{w.payer(context, name)}付的钱该怎样算，合同没有写明，由我们核实，请交这笔付款的凭证"
        if what == "fee":
            return "收费编码（请交写明编码的收费明细）"
        if what == "order":
            return "几份保单先后由哪份赔，请您告诉我们"
        fact = context.wording.facts.get(name)
        label = {"age": "出生日期", "birthday_month": "出生日期", "sex": "性别"}.get(name) or context.label(name, "zh")
        values = "、".join(context.value_label(name, v, "zh") for v in fact.values) if fact is not None else ""
        return f"“{label}”{'（是其中哪种：' + values + '）' if values else ''}，请交能说明它的资料"

    def total(self, billed: str, paid: str) -> str:
        return f"整张账单 {billed}，我们共赔 {paid}。" if billed else f"我们共赔 {paid}。"

    def total_so_far(self, billed: str, paid: str) -> str:
        return f"整张账单 {billed}，已经结算的部分我们共赔 {paid}。" if billed else f"已经结算的部分我们共赔 {paid}。"

    def total_pended(self, lines: tuple[int, ...]) -> str:
        return f"第 {'、'.join(str(line) for line in lines)} 行还在等资料，补齐后重新结算。"

    def changed(self, before: str, after: str) -> str:
        return f"更正前我们赔 {before}，更正后赔 {after}。"

    def gone(self) -> str:
        return "这一行已经作废，不再计入。"

    def new(self) -> str:
        return "这一行是新增的。"

    def unchanged(self) -> str:
        return "我们赔的金额不变。"

    def settle(self, amount: str, sign: int) -> str:
        return f"这一行还要补付 {amount}。" if sign > 0 else f"这一行多付了 {amount}。" if sign < 0 else "不补不退。"

    def settle_total(self, amount: str, sign: int) -> str:
        told = f"我们补付 {amount}" if sign > 0 else f"多付的 {amount} 要收回" if sign < 0 else "不补不退"
        return f"合计：{told}。"

    def changes(self, columns: list[str]) -> str:
        return f"变动：{'；'.join(columns)}。"

    def column_changed(self, column: str, before: str, after: str) -> str:
        return f"{COLUMNS[column]}由 {before} 变为 {after}"
