"""Words and phrases in Chinese: money, periods, owners, conditions, names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from uberrima.core.explanation.context import Context
from uberrima.core.kernel.money import grouped
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import SINCE, Amount, Clause, Condition, Count, day_fact

CURRENCIES = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "CHF": "瑞士法郎", "JPY": "日元", "HKD": "港元", "MOP": "澳门元",
    "TWD": "新台币元", "SGD": "新加坡元", "AUD": "澳元", "NZD": "新西兰元", "CAD": "加元", "INR": "印度卢比", "KRW": "韩元",
    "VND": "越南盾", "THB": "泰铢", "MYR": "林吉特", "IDR": "印尼盾", "PHP": "菲律宾比索", "BRL": "巴西雷亚尔", "MXN": "墨西哥比索",
    "CZK": "捷克克朗", "DKK": "丹麦克朗", "NOK": "挪威克朗", "SEK": "瑞典克朗", "PLN": "波兰兹罗提", "ILS": "以色列谢克尔",
    "TRY": "土耳其里拉", "ZAR": "南非兰特", "SAR": "沙特里亚尔", "BHD": "巴林第纳尔", "JOD": "约旦第纳尔", "KWD": "科威特第纳尔",
    "OMR": "阿曼里亚尔", "TND": "突尼斯第纳尔",
}  # fmt: skip

PERIODS = {
    "line": "每笔费用", "bill": "每张账单", "visit": "每次就诊", "day": "每日", "confinement": "每次住院", "benefit_period": "每个给付期",
    "month": "每个自然月", "policy_year": "每个保单年度", "calendar_year": "每个自然年", "guaranteed_period": "每个保证续保期间",
    "lifetime": "终身",
}  # fmt: skip

OWNERS = {"member": "每位被保险人", "policy": "同一保单全体被保险人合计", "family": "全家合计"}

PAYERS = {
    "public_insurance": "社会医疗保险",
    "personal_account": "医保个人账户",
    "other_insurers": "其他商业保险",
    "employer": "用人单位",
}

UNITS = {"days": "日", "visits": "次", "units": "个单位", "events": "次"}

SEXES = {"female": "女性", "male": "男性", "other": "其他性别"}

OWN_PARTS = {"deductible": "免赔额", "copay": "定额自付", "share": "按比例自付的部分"}


_WIDE = r"[\u2018-\u201d\u3000-\u9fff\uff00-\uffef]"
#: Between wide characters, and before a wide mark.
_IDLE_SPACE = re.compile(rf"(?<={_WIDE}) (?={_WIDE})| (?=[，。；：、）”])")


def tidy(text: str) -> str:
    """Without spaces between Chinese characters: they stand only beside digits and Latin letters."""
    return _IDLE_SPACE.sub("", text)


def money(value: int, currency: str) -> str:
    """An amount to the cent: 10,000.00 元."""
    return f"{grouped(value, currency)} {CURRENCIES[currency]}"


def short_money(value: int, currency: str) -> str:
    """An amount without idle decimals: 10,000 元."""
    number = grouped(value, currency)
    whole, dot, part = number.partition(".")
    return f"{whole if dot and not part.strip('0') else number} {CURRENCIES[currency]}"


def clause_ref(identifier: str) -> str:
    return f"条款 {identifier}"


def clause_refs(identifiers: Iterable[str]) -> str:
    return "、".join(clause_ref(i) for i in identifiers)


def period(per: str) -> str:
    """``policy_year`` → 每个保单年度."""
    if per.startswith("months:"):
        return f"自然年内每 {per.split(':')[1]} 个月"
    if ":" in per:
        unit, _, number = per.partition(":")
        return f"每 {number} {'个保单年度' if unit == 'policy_years' else '个自然年'}"
    return PERIODS[per]


def whose(context: Context, clause: Clause) -> str:
    """每个保单年度, and whose where that is not plain."""
    owner = clause.word("owner")
    when = period(clause.word("per"))
    if owner != "member":
        when = f"{when}，{OWNERS[owner]}"
    elif context.many_owners:
        when = f"{OWNERS[owner]}{when}"
    return when + each(context, clause)


def each(context: Context, clause: Clause) -> str:
    """That every accident, illness … is counted by itself."""
    return f"（每个“{context.label(clause.word('each'), 'zh')}”分别计算）" if clause.has("each") else ""


def payer(context: Context, name: str) -> str:
    """A payer by name; a payer of the wording's own is called by the title of its clause."""
    if name in PAYERS:
        return PAYERS[name]
    titles = [c.title_zh for c in context.wording.clauses if c.kind.name == "other_payer" and c.word("payer") == name]
    named = (title.split("：")[0].removesuffix("的支付").removesuffix("的给付") for title in titles if title)
    return next(named, f"“{name}”")


def benefits(context: Context, names: Iterable[str]) -> str:
    return "、".join(f"“{context.benefit_label(name, 'zh')}”" for name in names)


def amount(context: Context, field: Amount) -> str:
    """A money field inside a sentence."""
    currency = context.currency
    value = context.worked_out(field)
    if field.source == "constant":
        text = short_money(field.value, currency)
    elif field.source == "choice" and context.chosen_number(field.name) is not None:
        text = short_money(context.chosen_number(field.name) or 0, currency)
    else:
        place = "保险单载明" if field.source == "choice" else "账单载明"
        text = f"{place}的“{context.label(field.name, 'zh')}”"
    if field.rate is not None:
        text = f"{text}的 {percent(field.rate)}"
    if field.times:
        times = context.chosen_number(field.times)
        text = f"{text} × {times if times is not None else context.label(field.times, 'zh')}"
    if field.per_extra_member:
        extra = f"被保险人超过 {field.above} 名的，每多一名加 {short_money(field.per_extra_member, currency)}"
        most = f"，最多加到 {short_money(field.most, currency)}" if field.most is not None else ""
        return f"{text}（{extra}{most}）"
    if value is not None and (field.rate is not None or field.times):
        return f"{short_money(value, currency)}（{text}）"
    return text


def count(context: Context, field: Count) -> str:
    """A count field inside a sentence."""
    value = context.count(field)
    return f"保险单载明的“{context.label(field.choice, 'zh')}”" if value is None else f"{value:,}"


def counted(context: Context, field: Count, unit: str) -> str:
    """A count with its unit: 30 日; what the schedule decides needs none."""
    return count(context, field) if context.count(field) is None else f"{count(context, field)} {unit}"


#: Numbers that come by themselves: unit and label.
NUMBERS = {
    "age": (" 周岁", "就诊时年龄"), "entry_age": (" 周岁", "开始保障时年龄"), "year_age": (" 周岁", "保单年度开始时年龄"),
    "days_covered": (" 日", "连续保障"), "months_covered": (" 个月", "连续保障"), "stay_days": (" 日", "住院日数"),
}  # fmt: skip

# --- conditions ----------------------------------------------------------------------------------------------------


def conditions(context: Context, found: Iterable[Condition]) -> str:
    """All conditions, joined: 原因为意外，并且就诊时年满 65 周岁."""
    return "，并且".join(condition(context, c) for c in found)


def condition(context: Context, asked: Condition) -> str:
    """One condition in plain words."""
    if asked.form == "count":
        return "，或者".join(_range(context, asked.fact, low, high) for low, high in asked.ranges)
    if asked.form == "money":
        return "，或者".join(_amounts(context, asked.fact, low, high) for low, high in asked.ranges)
    if asked.fact == "benefit":
        return f"属于{benefits(context, asked.values)}"
    if asked.fact == "sex":
        return (
            f"被保险人为{'或'.join({'female': '女性', 'male': '男性', 'other': '其他性别'}[v] for v in asked.values)}"
        )
    if asked.form == "flag":
        return _flag(context, asked)
    label = context.label(asked.fact, "zh")
    if asked.form == "code":
        return f"{label}以 {' 或 '.join(asked.values)} 开头"
    values = "或".join(f"“{context.value_label(asked.fact, v, 'zh')}”" for v in asked.values)
    chosen = "保险单载明的" if asked.fact in context.wording.choices else ""
    return f"{chosen}{label}为{values}"


def _flag(context: Context, asked: Condition) -> str:
    label = context.label(asked.fact, "zh")
    true = "true" in asked.values
    if asked.fact in context.wording.choices:
        return f"保险单{'' if true else '没有'}选择“{label}”"
    if label.startswith("属于"):
        return f"{'' if true else '不'}{label}"
    return f"{'' if true else '不'}符合“{label}”"


def _range(context: Context, fact: str, low: int | None, high: int | None) -> str:
    if fact == "birthday_month":
        return f"就诊在 {_span(low, high, ' 周岁')}生日所在的自然月"
    if fact == "policy_year_number":
        return _policy_years(low, high)
    if fact in {"days_covered", "months_covered"} and (low is None or high is None):
        unit = "日" if fact == "days_covered" else "个月"
        return f"连续保障未满 {(high or 0) + 1} {unit}" if low is None else f"连续保障已满 {low} {unit}"
    if fact == "age" and (low is None or high is None):
        return f"就诊时未满 {(high or 0) + 1} 周岁" if low is None else f"就诊时年满 {low} 周岁"
    unit, label = NUMBERS.get(fact, ("", f"“{context.label(fact, 'zh')}”"))
    counted = day_fact(fact)
    if counted:
        since = fact.startswith(SINCE)
        unit, label = (
            " 日",
            f"从“{context.label(counted, 'zh')}”到就诊的间隔"
            if since
            else f"从就诊到“{context.label(counted, 'zh')}”的间隔",
        )
    return f"{label}为 {_span(low, high, unit)}"


def _amounts(context: Context, fact: str, low: int | None, high: int | None) -> str:
    """A range of amounts, both ends included."""
    label = {"billed": "这笔费用的账单金额", "bill_total": "整张账单的金额"}.get(
        fact
    ) or f"“{context.label(fact, 'zh')}”"
    ends = [None if end is None else short_money(end, context.currency) for end in (low, high)]
    if ends[0] is None:
        return f"{label}不超过 {ends[1]}"
    return f"{label}不低于 {ends[0]}" if ends[1] is None else f"{label}在 {ends[0]} 到 {ends[1]} 之间（含首尾）"


def _policy_years(low: int | None, high: int | None) -> str:
    if low is None:
        return f"在前 {high} 个保单年度"
    return f"从第 {low} 个保单年度起" if high is None else f"在第 {_span(low, high, ' 个保单年度')}"


def _span(low: int | None, high: int | None, unit: str) -> str:
    if low == high:
        return f"{low}{unit or ' '}"
    if low is None:
        return f"{high}{unit or ' '}及以下"
    return f"{low}{unit or ' '}及以上" if high is None else f"{low} 至 {high}{unit or ' '}"
