"""One sentence generator for each kind of clause, in Chinese: plain words from the fields alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from uberrima.core.explanation.context import Context
from uberrima.core.explanation.topics import topic_sentence
from uberrima.core.explanation.zh import words as w
from uberrima.core.kernel.rate import percent
from uberrima.core.wording.clause import Band, Clause
from uberrima.core.wording.words import day_words

Teller = Callable[[Context, Clause], str]

# --- frame ---------------------------------------------------------------------------------------------------------

STEPS = {
    "recognised": "看多少可以计入", "other_payers": "减去别处已付的钱", "sublimit": "看分项限额", "deductible": "减去免赔额",
    "copay": "减去定额自付", "share": "按比例分担", "limit": "看最高限额", "relief": "加上由我们另付的部分",
}  # fmt: skip
BILLS_BY = {"bill_date": "账单按账单日期的先后结算。", "received": "账单按我们收到的先后结算。"}
VERSION_BY = {
    "service_date": "就诊当天", "admission": "入院当天", "policy_year_start": "保单年度开始当天", "policy_start": "保单开始当天",
}  # fmt: skip
COVER_BY = {
    "service_date": "就诊当天在保障期内，才能赔付。",
    "admission": "入院当天在保障期内的，整次住院都算在保障期内。",
}


def order(context: Context, clause: Clause) -> str:
    names = {**STEPS, "recognised": "确定给付的金额"} if context.only_fixed else STEPS
    steps = "，再".join(names[step] for step in clause.words("steps"))
    told = [
        f"每笔费用依次这样算：先{steps}。" if steps else "每笔费用单独结算。",
        BILLS_BY[clause.word("bills_by")],
        COVER_BY[clause.word("cover_by")],
    ]
    if context.amended:
        told.append(f"条款有修改的，按{VERSION_BY[clause.word('version_by')]}有效的条款结算。")
    return "".join(told)


def term(context: Context, clause: Clause) -> str:
    told = ""
    if clause.has("years"):
        told = f"合同期为 {w.counted(context, clause.count('years'), '年')}。"
    if clause.has("guaranteed_years"):
        years = w.counted(context, clause.count("guaranteed_years"), "个保单年度")
        told += f"保证续保期间为 {years}，从最初投保起算。"
    return told or "合同期以保险单载明的日期为准。"


def stay(context: Context, clause: Clause) -> str:
    same = f"，并且“{context.label(clause.word('same'), 'zh')}”相同" if clause.has("same") else ""
    what = {"confinement": "住院", "benefit_period": "给付期"}[clause.word("name")]
    if clause.has("continues_within_days"):
        days = w.counted(context, clause.count("continues_within_days"), "日")
        told = f"上次出院后 {days}以内再次入院{same}的，还算同一次{what}。"
    else:
        days = w.counted(context, clause.count("new_after_days"), "日")
        told = f"上次出院后满 {days}再入院的，算新的{what}；未满的{same}，接着原来的算。"
    counted = {"nights": "住院日数算入院当天，不算出院当天。", "days": "住院日数既算入院当天，也算出院当天。"}
    return told + counted[clause.word("count")]


MODES = {"half_up": "四舍五入", "half_even": "就近取整（恰好居中的取偶数）", "up": "只入不舍", "down": "只舍不入"}
#: Names of the smallest unit, where they are plain.
MINOR = {"CNY": "到分", "HKD": "到分", "USD": "到美分", "EUR": "到欧分", "JPY": "到日元"}
WHERE = {
    "line": "每笔费用",
    "benefit": "每张账单的每项责任",
    "bill": "每张账单",
    "month": "每个自然月",
    "policy_year": "每个保单年度",
}


def rounding(context: Context, clause: Clause) -> str:
    part = {"paid": "我们赔的金额", "borne": "您承担的金额"}[clause.word("of")]
    how = f"{MODES[clause.word('mode')]}{MINOR.get(context.currency, '到最小货币单位')}"
    if clause.has("to"):
        how = f"以 {w.amount(context, clause.money('to'))} 为单位{MODES[clause.word('mode')]}"
    where = clause.word("where")
    together = "单独计算，" if where == "line" else "合计之后，"
    return f"{WHERE[where]}{together}{part}{how}。"


# --- what is covered -----------------------------------------------------------------------------------------------


def benefit(context: Context, clause: Clause) -> str:
    label = f"“{clause.word('label_zh')}”"
    where = f"{w.conditions(context, clause.when)}的，" if clause.when else ""
    if context.fixed(clause.word("name")):
        return f"{where}我们给付{label}，金额固定，与实际费用无关{but_not(context, clause)}。"
    if not where:
        return f"{label}由我们按本合同各条赔付{but_not(context, clause)}。"
    return f"{where}属于{label}，我们按本合同各条赔付{but_not(context, clause)}。"


def but_not(context: Context, clause: Clause) -> str:
    """The exception that a clause makes itself."""
    return f"；但{w.conditions(context, clause.unless)}的除外" if clause.unless else ""


def circumstances(context: Context, clause: Clause) -> str:
    """Where a clause applies, ready to be followed by what it does: “住院”项下，原因为“意外”的."""
    parts = [f"{w.benefits(context, clause.benefits)}项下"] if context.narrowed(clause) else []
    if clause.when:
        parts.append(f"{w.conditions(context, clause.when)}的")
    return "，".join(parts)


def exclusion(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    if clause.when:
        return f"{where}，我们不赔{but_not(context, clause)}。"
    scope = f"{where}，" if where else ""
    if clause.unless:
        return f"{scope}除{w.conditions(context, clause.unless)}的以外，我们不赔。"
    return f"{scope}我们不赔。"


def exception(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    return f"{where + '，' if where else ''}{w.clause_refs(clause.overrides)} 不适用{but_not(context, clause)}。"


def otherwise(context: Context, clause: Clause) -> str:  # noqa: ARG001 (every generator is asked alike)
    return "保障责任里没有列明的，我们不赔。"


def waiting(context: Context, clause: Clause) -> str:
    where = circumstances(context, clause)
    days = w.counted(context, clause.count("days"), "日")
    return f"连续保障开始后的 {days}（含开始当天）是等待期。等待期内，{where + '，' if where else ''}我们不赔{but_not(context, clause)}。"


# --- how much counts -----------------------------------------------------------------------------------------------


def allowed(context: Context, clause: Clause) -> str:
    if clause.has("rate"):
        return f"费用按账单金额的 {percent(clause.rate('rate'))} 计入，其余不计入。"
    if clause.has("amount"):
        return f"每个单位（次、件）最多计入 {w.amount(context, clause.money('amount'))}，超过的部分不计入，由您承担。"
    multiple = f"的 {percent(clause.rate('multiple'))}" if clause.has("multiple") else ""
    return f"每个单位（次、件）最多计入收费表所列金额{multiple}，超过的部分不计入，由您承担。"


def recognise(context: Context, clause: Clause) -> str:  # noqa: ARG001
    share = percent(clause.rate("counts"))
    if clause.word("of") == "remainder":
        return f"别处已付的部分全部计入；余下的只有 {share} 计入，其余由您承担。"
    return f"这类费用只有 {share} 计入，其余由您承担。"


def proportion(context: Context, clause: Clause) -> str:
    fact, amount = context.label(clause.word("fact"), "zh"), w.amount(context, clause.money("amount"))
    return f"“{fact}”的标准是 {amount}。超过标准的，这类费用按标准与实际“{fact}”的比例计入，其余由您承担。"


def other_payer(context: Context, clause: Clause) -> str:
    who = w.payer(context, clause.word("payer"))
    if clause.word("counts") == "own":
        return f"{who}付的钱，算您自己付的，不从费用里减去。"
    return {
        "first": f"{who}已付的钱，先从费用里减去，余下的我们再算。",
        "maintenance": f"{who}已付的钱，从我们算出的赔付金额里减去。",
        "standard": f"{who}付过以后，余下的由我们补足：合计不超过费用，我们赔的也不超过我们单独算出的金额。",
    }[clause.word("method")]


# --- what you bear -------------------------------------------------------------------------------------------------


def deductible(context: Context, clause: Clause) -> str:
    told = f"{w.whose(context, clause)}，您先承担 {w.amount(context, clause.money('amount'))}，超过的部分我们才开始赔。"
    payers = clause.words("filled_by")
    if payers:
        told += f"{'、'.join(w.payer(context, p) for p in payers)}付的钱也可以抵这个免赔额。"
    elif context.has_offsets(clause):
        told += "别处付的钱不能抵这个免赔额。"
    if clause.has("caps"):
        most = w.amount(context, clause.money("amount"))
        told = f"{w.whose(context, clause)}，免赔额最多承担 {most}：达到以后，{w.clause_ref(clause.word('caps'))} 的免赔额不再扣。"
    return told + _no_claim(context, clause, "减少", "最低减到") + _carry_months(context, clause)


def _no_claim(context: Context, clause: Clause, moves: str, bound: str) -> str:
    if not clause.has("no_claim_step"):
        return ""
    step, end = w.amount(context, clause.money("no_claim_step")), w.amount(context, clause.money("no_claim_bound"))
    back = "增加" if moves == "减少" else "减少"
    after = {"reset": "恢复原来的金额", "keep": "保持不变", "step": f"反过来{back}同样的金额，以原来的金额为限"}[
        clause.word("after_claim")
    ]
    return f"某个保单年度没有赔付的，下一年度{moves} {step}，{bound} {end}；有赔付的，下一年度{after}。"


def _carry_months(context: Context, clause: Clause) -> str:
    if not clause.has("carry_months"):
        return ""
    return f"每年最后 {w.counted(context, clause.count('carry_months'), '个月')}承担的免赔额，也算进下一年。"


def copay(context: Context, clause: Clause) -> str:
    when = w.whose(context, clause)
    if clause.has("amount"):
        when = "每个单位（次、件）" if clause.flag("each_unit") else when
        return f"{when}，您定额自付 {w.amount(context, clause.money('amount'))}；费用不到这个金额的，以费用为限。"
    floor = f"，最少 {w.amount(context, clause.money('floor'))}" if clause.has("floor") else ""
    ceiling = f"，{when}最多 {w.amount(context, clause.money('ceiling'))}" if clause.has("ceiling") else ""
    return f"您自付费用的 {percent(clause.rate('rate'))}{floor}{ceiling}；以费用为限。"


def share(context: Context, clause: Clause) -> str:
    base = f"{w.clause_ref(clause.word('on_top_of'))} 算出的金额里" if clause.has("on_top_of") else "余下的费用里"
    if not clause.has("bands"):
        pays = clause.bands()[0].pays
        rest = f"，您承担 {percent(1 - pays)}" if pays != 1 or clause.has("bears") else ""
        return f"{base}，我们赔 {percent(pays)}{rest}。"
    measure = ""
    if clause.word("measured") == "before_deductible":
        measure = "分段按减去免赔额之前的金额算，免赔额先占低的那段。"
    elif context.has_deductible(clause):
        measure = "分段按减去免赔额之后的金额算。"
    per = "每笔费用单独分段" if clause.word("per") == "line" else f"{w.whose(context, clause)}累计分段"
    return f"{base}，{per}，我们赔：{bands(context, clause.bands())}；其余由您承担。{measure}"


def bands(context: Context, found: tuple[Band, ...]) -> str:
    """不超过 100,000 元的部分 65%，超过的部分 80%."""
    parts, low = [], ""
    for band in found:
        high = w.amount(context, band.upto) if band.upto is not None else ""
        span = (
            f"{low} 以上到 {high} 的部分"
            if low and high
            else f"{high} 以内的部分"
            if high
            else f"{low} 以上的部分"
            if low
            else "全部"
        )
        parts.append(f"{span} {percent(band.pays)}")
        low = high
    return "，".join(parts)


def take_over(context: Context, clause: Clause) -> str:  # noqa: ARG001
    return f"您承担的{w.OWN_PARTS[clause.word('of')]}，我们另外再付 {percent(clause.rate('pays'))}。"


def out_of_pocket_max(context: Context, clause: Clause) -> str:
    counted = "、".join(w.OWN_PARTS[part] for part in clause.words("counts"))
    together = "合计" if len(clause.words("counts")) > 1 else ""
    return f"{w.whose(context, clause)}，{counted}，您{together}最多承担 {w.amount(context, clause.money('amount'))}；再多的由我们另付。"


# --- limits --------------------------------------------------------------------------------------------------------


def sublimit(context: Context, clause: Clause) -> str:
    return f"{w.whose(context, clause)}最多计入 {w.amount(context, clause.money('amount'))}，超过的部分由您承担。"


def count_limit(context: Context, clause: Clause) -> str:
    unit = {"visits": "次就诊", "units": "个单位（次、件）", "days": "日"}[clause.word("of")]
    return f"{w.whose(context, clause)}最多赔 {w.counted(context, clause.count('count'), unit)}，再多的不赔。"


def limit(context: Context, clause: Clause) -> str:
    told = f"{w.whose(context, clause)}，我们最多赔 {w.amount(context, clause.money('amount'))}，超过的部分不赔。"
    if clause.flag("carry_unused"):
        most = f"，最多结转 {w.amount(context, clause.money('carry_max'))}" if clause.has("carry_max") else ""
        told += f"当年没用完的额度加到下一年度{most}。"
    return told + _no_claim(context, clause, "增加", "最高加到")


def further_limit(context: Context, clause: Clause) -> str:
    after, amount = w.clause_ref(clause.word("after")), w.amount(context, clause.money("amount"))
    return f"{after} 的限额用完以后，{w.whose(context, clause)}，我们还可以另外赔 {amount}；再超过的部分不赔。"


def event_limit(context: Context, clause: Clause) -> str:
    return f"{w.whose(context, clause)}最多赔 {w.counted(context, clause.count('times'), '次')}，之后不再赔。"


def interval(context: Context, clause: Clause) -> str:
    return f"距上次赔付未满 {w.counted(context, clause.count('days'), '日')}的，不再赔{w.each(context, clause)}。"


def days(context: Context, clause: Clause) -> str:
    first, last = context.pool_place(clause)
    after = "" if first else "前面的日数用完以后，"
    if clause.has("days"):
        start = "先有" if first and not last else "有"
        told = f"{w.whose(context, clause)}，{after}{start} {w.counted(context, clause.count('days'), '日')}"
    else:
        told = f"{after}其余的日数都" if after else "所有日数都"
    if not clause.flag("grants"):
        return f"{told}不赔，由您承担。"
    told += "可以赔"
    if clause.has("copay"):
        told += f"，每日您自付 {w.amount(context, clause.money('copay'))}"
    elif context.copay_beside(clause):
        told += "，没有每日自付"
    return f"{told}{'；用完以后，不再赔' if last and clause.has('days') else ''}。"


# --- fixed amounts -------------------------------------------------------------------------------------------------


def day_benefit(context: Context, clause: Clause) -> str:
    return f"每个赔付日，我们给付 {w.amount(context, clause.money('amount'))}；同一天不重复给付。"


def lump_sum(context: Context, clause: Clause) -> str:
    units = "每个单位（次、件）" if clause.flag("each_unit") else ""
    told = f"{units}我们给付 {w.amount(context, clause.money('amount'))}。"
    return told + ("给付以后，往后的保险费不用再交。" if clause.flag("waives_premium") else "")


# --- words only ----------------------------------------------------------------------------------------------------


def figures(context: Context, clause: Clause) -> str:
    """The figures of a clause that is only words: its days, dates and amounts."""
    units = {"days": "日", "more_days": "日", "months": "个月", "years": "年"}
    told = [w.counted(context, clause.count(name), unit) for name, unit in units.items() if clause.has(name)]
    if clause.has("day"):
        told.append(day_words(clause.values["day"], "zh"))  # type: ignore[arg-type]
    if clause.has("amount"):
        told.append(w.amount(context, clause.money("amount")))
    if clause.has("rate"):
        told.append(percent(clause.rate("rate")))
    if clause.has("contact"):
        told.append(clause.word("contact"))
    return "、".join(told)


def deadline(context: Context, clause: Clause) -> str:
    """A right or duty with a time limit, in short."""
    return f"{clause.title_zh or topic_sentence(clause.kind.name, clause.word('topic'), 'zh').rstrip('。')}：{figures(context, clause)}。"


def definition(context: Context, clause: Clause) -> str:
    told = figures(context, clause)
    name, title = clause.word("term"), clause.title_zh
    if name and not name.isascii():
        start = f"“{name}”是什么意思，以条款原文为准"
    else:
        start = f"{title}：以条款原文为准" if title else "词语的意思以条款原文为准"
    return f"{start}{'，其中写明：' + told if told else ''}。"


def by_topic(context: Context, clause: Clause) -> str:
    """A right, duty or notice: what its topic is about, then its figures."""
    told = figures(context, clause)
    return topic_sentence(clause.kind.name, clause.word("topic"), "zh") + (f"条款里写明：{told}。" if told else "")


SENTENCES: Mapping[str, Teller] = {
    "order": order, "term": term, "stay": stay, "rounding": rounding,
    "benefit": benefit, "exclusion": exclusion, "exception": exception, "otherwise": otherwise, "waiting": waiting,
    "allowed": allowed, "recognise": recognise, "proportion": proportion, "other_payer": other_payer,
    "count_limit": count_limit, "sublimit": sublimit, "deductible": deductible, "copay": copay, "share": share,
    "limit": limit,
    "further_limit": further_limit, "out_of_pocket_max": out_of_pocket_max, "take_over": take_over,
    "days": days, "day_benefit": day_benefit, "lump_sum": lump_sum, "event_limit": event_limit, "interval": interval,
    "definition": definition, "right": by_topic, "duty": by_topic, "notice": by_topic,
}  # fmt: skip

#: Kinds whose sentence already says where the clause applies.
SELF_FRAMED = frozenset({"benefit", "exclusion", "exception", "waiting"})


def plain(context: Context, clause: Clause) -> str:
    """The clause in plain words, with where it applies, what it sets aside and from which day it holds."""
    kind = clause.kind.name
    told = SENTENCES[kind](context, clause)
    if kind not in SELF_FRAMED:
        scope = [f"只限{w.benefits(context, clause.benefits)}"] if context.narrowed(clause) else []
        if clause.when:
            scope.append(f"{w.conditions(context, clause.when)}的")
        told = f"{'，'.join(scope)}：{told}" if scope else told
        if clause.unless:
            told += f"但{w.conditions(context, clause.unless)}的，本条不适用。"
    return w.tidy(_since(context, clause) + told + _among_others(context, clause))


def _since(context: Context, clause: Clause) -> str:
    end = context.ends(clause)
    if clause.start is not None and end is not None:
        return f"{day_words(clause.start, 'zh')}起、{day_words(end, 'zh')}以前，"
    if clause.start is not None:
        return f"{day_words(clause.start, 'zh')}起，"
    return f"{day_words(end, 'zh')}以前，" if end is not None else ""


def _among_others(context: Context, clause: Clause) -> str:
    told = ""
    if clause.overrides and clause.kind.name != "exception":
        told += f"本条适用时，{w.clause_refs(clause.overrides)} 不适用。"
    if above := context.setting_aside(clause):
        told += f"{w.clause_refs(above)} 适用时，本条不适用。"
    if shared := context.sharing(clause):
        told += f"与 {w.clause_refs(shared)} 合并累计。"
    if clause.has("also_fills"):
        told += f"记入本条的，也同时记入{w.clause_refs(clause.words('also_fills'))}。"
    if "restart" in clause.kind.fields and clause.flag("restart"):
        told += "从这一天起重新累计。"
    if clause.informative and clause.kind.effective:
        told += "本条只作说明，不影响赔付金额。"
    return told
