"""Sample data for the kit page. Its words stand in both languages beside each other, as a product's do; nobody in it is real."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language

from uberrima.foundation import clock
from uberrima.portals.common.figures import Line, Share, Source, Step, Use, ruler, waterfall, who_paid

DIGEST = "c3f109ae77d251b80f6a1d2e3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69"
#: Only for the sample: it opens nothing.
NOWHERE = "#main"

COLOURS = (
    ("paper", "纸", "paper", "底", "the ground"),
    ("sheet", "页", "sheet", "有约束力的东西", "what binds"),
    ("shade", "影", "shade", "静的区域", "quiet areas"),
    ("ink", "墨", "ink", "字，按钮", "words, buttons"),
    ("ink-2", "墨二", "ink two", "第二层字", "second words"),
    ("ink-3", "墨三", "ink three", "日期，提示", "dates, hints"),
    ("rule", "线", "rule", "分隔", "hairlines"),
    ("edge", "边", "edge", "控件的边", "edges of controls"),
    ("qing", "青", "qing", "有出处", "has a source"),
    ("qing-wash", "青地", "qing wash", "点亮的数", "the figure explained"),
    ("zhe", "赭", "zhe", "快到了", "soon due"),
    ("dan", "丹", "dan", "迟了，错了", "late, wrong"),
    ("c-pay", "我们付", "we pay", "图", "charts"),
    ("c-own", "您付", "you pay", "图", "charts"),
    ("c-over", "超出的", "beyond", "图", "charts"),
    ("c-other", "别人付", "others pay", "图", "charts"),
    ("c-off", "合同外", "track", "图", "charts"),
)


def said(zh: str, en: str) -> str:
    """The words in the page's language."""
    return en if (get_language() or "").startswith("en") else zh


def clause(number: str, zh: str = "", en: str = "") -> Source:
    """A clause as source."""
    return Source(kind="clause", label=f"{number} {said(zh, en)}".strip(), href=NOWHERE)


class SampleForm(forms.Form):
    """A form with a mistake in it."""

    def __init__(self) -> None:
        super().__init__(data={"phone": "138 0000 3318", "left": "2026-10-08", "cash": "30000"}, prefix="k")
        self.fields["phone"] = forms.CharField(
            label=said("手机号", "Mobile number"),
            help_text=said("可以粘贴，中间有空格也行", "Paste it if you like; spaces are fine"),
        )
        self.fields["left"] = forms.CharField(label=said("出院日", "Day of discharge"))
        self.fields["cash"] = forms.ChoiceField(
            label=said("一周内家里拿得出多少钱？", "How much could your family find within a week?"),
            widget=forms.RadioSelect,
            choices=[
                ("30000", said("30,000 元左右", "About 30,000 yuan")),
                ("unsure", said("说不准", "Not sure")),
            ],
        )
        self.data = {"k-phone": "138 0000 3318", "k-left": "2026-10-08", "k-cash": "30000"}
        self.add_error("left", said("出院日早于入院日", "Discharge is before admission"))


def _steps() -> list[Step]:
    bill = Source(kind="document", label=said("费用清单", "Itemised bill"), href=NOWHERE)
    earlier = Source(kind="record", label="C-2605-0102", href=NOWHERE)
    return [
        Step(
            kind="all",
            name=said("医院账单", "Hospital bill"),
            amount=4621835,
            why=said("住院 6 天，60 项", "6 days in hospital, 60 lines"),
            sources=(bill,),
        ),
        Step(
            kind="other",
            name=said("医保已经付的", "Paid by public insurance"),
            amount=2431080,
            why=said(
                "先减去。个人账户刷的 2,000.00 元没有减。",
                "Taken off first. The 2,000.00 yuan from your personal account is not.",
            ),
            sources=(clause("3.4"),),
            law=said(
                "保险人计算保险金时，先扣除基本医疗保险已经支付的费用。",
                "In computing the benefit the insurer first deducts what basic medical insurance has paid.",
            ),
        ),
        Step(
            kind="off",
            name=said("合同不管的项目", "Items outside the contract"),
            amount=126000,
            why=said("陪护 480.00，膳食 420.00，营养粉 360.00", "Escort 480.00, meals 420.00, supplements 360.00"),
            sources=(clause("6.4"),),
            law=said("陪护费、膳食费、营养品费用不在保险责任内。", "Escort, meals and supplements are not covered."),
        ),
        Step(
            kind="off",
            name=said("床位费超出的", "Bed charge above the limit"),
            amount=42000,
            why=said("每日 220 元，合同认 150 元，6 日", "220 yuan a day; the contract counts 150 yuan, for 6 days"),
            sources=(clause("2.3"),),
            law=said("床位费以每日 150 元为限。", "Bed charges count up to 150 yuan a day."),
        ),
        Step(kind="all", name=said("可以算的费用", "Costs that count"), amount=2022755),
        Step(
            kind="own",
            name=said("今年剩下的免赔额", "What is left of this year’s deductible"),
            amount=736000,
            why=said("每年 10,000 元，5月用掉 2,640 元", "10,000 yuan a year; 2,640 yuan was used in May"),
            sources=(clause("3.1"),),
            law=said(
                "在一个保险期间内，对每一位被保险人，保险人在累计扣除 10,000.00 元免赔额后，按第四条约定的给付比例承担保险责任。",
                "In one period of insurance, for each insured person, the insurer bears costs after a cumulative deductible of "
                "10,000.00 yuan, at the share agreed in section 4.",
            ),
            mark=said("10,000.00 元", "10,000.00 yuan"),
            lines=(
                Line(name=said("每年的免赔额", "The yearly deductible"), amount=1000000),
                Line(name=said("已用，5月20日门诊手术", "Used, day surgery on 20 May"), amount=-264000, source=earlier),
                Line(name=said("这次扣", "Deducted now"), amount=736000, total=True),
            ),
            open=True,
        ),
        Step(
            kind="own",
            name=said("您承担的一成", "Your tenth"),
            amount=128675,
            why=said("12,867.55 的 10%，按分四舍五入", "10% of 12,867.55, rounded to the cent"),
            sources=(clause("4.1"),),
            law=said(
                "经基本医疗保险结算的，给付比例为 90%。", "Where basic medical insurance has settled, the share is 90%."
            ),
            mark="90%",
        ),
        Step(
            kind="quiet",
            name=said("一年的限额", "The yearly limit"),
            word=said("没碰到", "not reached"),
            why=said("1,000,000 元，以前没有用过", "1,000,000 yuan, none of it used before"),
            sources=(clause("5.1"),),
        ),
        Step(kind="pay", name=said("我们付", "We pay"), amount=1158080),
    ]


def _dates(today: date) -> list[dict[str, Any]]:
    return [
        {
            "day": today + timedelta(days=6),
            "what": said("付给您", "Pay you"),
            "amount": 1158080,
            "text": said("胆囊手术的理赔，到尾号 6027 的账户。", "Gallbladder surgery, to the account ending 6027."),
            "href": NOWHERE,
            "link": said("这个数怎么来的", "How it was worked out"),
            "sources": clause("8.3", "核定后 10 日内付款", "paid within 10 days of the decision"),
        },
        {
            "day": today + timedelta(days=7),
            "what": said("答复您的投诉", "Answer your complaint"),
            "text": said("同一份材料让您交了两次。", "You were asked twice for the same paper."),
            "sources": Source(kind="law", label=said("投诉处理办法 第18条", "Complaint rules, art. 18"), href=NOWHERE),
        },
        {
            "day": today + timedelta(days=29),
            "what": said("对何秀珍的理赔作出决定", "Decide He Xiuzhen’s claim"),
            "text": said("今天补齐那一页，就是这一天。", "If the missing page comes today, it is this day."),
            "sources": clause("8.2", "材料齐后 30 日内核定", "decided within 30 days of the last paper"),
        },
    ]


def _track(today: date) -> list[dict[str, Any]]:
    def at(days: int, hour: int, minute: int) -> datetime:
        return datetime(today.year, today.month, today.day, hour - 8, minute, tzinfo=UTC) - timedelta(days=days)

    return [
        {
            "kind": "to",
            "when": today + timedelta(days=6),
            "before": True,
            "what": said("到账", "The money arrives"),
            "text": said(
                "晚一天，我们按条款加付利息，不用您申请。",
                "A day late, and we add interest by the contract without being asked.",
            ),
            "sources": clause("8.5"),
        },
        {
            "kind": "now",
            "when": at(1, 9, 12),
            "what": said("已交给银行", "With the bank"),
            "text": said("银行一般一到三个工作日入账。", "Banks usually take one to three working days."),
            "sources": Source(kind="record", label=said("付款指令", "Payment order"), href=NOWHERE),
        },
        {
            "kind": "slip",
            "when": at(15, 11, 20),
            "what": said("又要了一次出院小结", "Asked for the discharge summary again"),
            "text": said("这是我们的错，您已经交过。", "This was our mistake: you had sent it."),
            "sources": Source(kind="law", label=said("保险法 第22条", "Insurance Law, art. 22"), href=NOWHERE),
        },
        {
            "kind": "",
            "when": at(21, 20, 36),
            "what": said("收到理赔申请", "Claim received"),
            "text": said("发票、费用清单、医保结算单。", "Invoice, itemised bill, settlement sheet."),
            "sources": Source(kind="document", label=said("3 份材料", "3 papers"), href=NOWHERE),
        },
    ]


def samples() -> dict[str, Any]:
    """Everything the kit page shows."""
    today, now = clock.today(), clock.now()
    law = _steps()[5]
    return {
        "here": "home",
        "nowhere": NOWHERE,
        "colours": [
            {"token": t, "name": said(zh, en), "use": said(use_zh, use_en)} for t, zh, en, use_zh, use_en in COLOURS
        ],
        "digest": DIGEST,
        "today": today,
        "at": now - timedelta(days=4),
        "signed_at": now - timedelta(days=4) + timedelta(minutes=19),
        "what": said("赔付 11,580.80 元", "11,580.80 yuan paid"),
        "marks": {
            "clause": said("3.1 免赔额", "3.1 deductible"),
            "law": said("保险法 第22条", "Insurance Law, art. 22"),
            "document": said("出院小结", "Discharge summary"),
            "record": said("通话 11月18日", "Call of 18 November"),
        },
        "limit": said("1,000,000 元", "1,000,000 yuan"),
        "deductible": said("10,000 元", "10,000 yuan"),
        "form": SampleForm(),
        "states": [
            ("open", said("没开始", "not begun")),
            ("doing", said("在办", "under way")),
            ("done", said("办完", "done")),
            ("paused", said("停着", "paused")),
            ("soon", said("快到了", "soon due")),
            ("late", said("迟了", "late")),
        ],
        "rows": waterfall(_steps()),
        "shares": who_paid(
            [
                Share(kind="other", name=said("医保付了", "Public insurance paid"), amount=2431080),
                Share(kind="pay", name=said("我们付", "We pay"), amount=1158080),
                Share(kind="own", name=said("您自己付", "You pay"), amount=1032675),
            ]
        ),
        "ruler": ruler(1000000, [Use(kind="own", amount=264000), Use(kind="own", amount=736000)]),
        "ruler_label": said("免赔额 10,000 元：5月用 2,640 元，10月用 7,360 元，已满", "10,000 yuan deductible: 2,640 in May, 7,360 in October"),
        "dates": _dates(today),
        "steps": _track(today),
        "law": law.law,
        "lit": law.mark,
        "say": said(
            "每个人、每年，可以赔的费用里先自己付 10,000.00 元，超过的才轮到我们。",
            "Each person pays the first 10,000.00 yuan of each year’s covered costs; we come after that.",
        ),
        "reads": [
            {
                "at": now - timedelta(days=4, hours=2),
                "who": said("李衡", "Li Heng"),
                "role": said("理赔", "claims"),
                "what": said("看了费用清单、出院小结", " read the itemised bill and the discharge summary"),
                "why": said("为了核定 C-2611-0417", "to decide C-2611-0417"),
            },
            {
                "at": now - timedelta(days=18),
                "what": said("系统核对了发票号码，没有人看", "The system checked the invoice number; nobody looked"),
                "why": said("为了核验票据", "to check the invoice"),
            },
        ],
        "answers": [
            {
                "name": said("医院", "Hospital"),
                "answer": said("澄湖市第一医院，三级", "Chenghu First Hospital, grade three"),
                "sources": Source(kind="document", label=said("发票 第1页", "Invoice, page 1"), href=NOWHERE),
                "href": NOWHERE,
            },
            {
                "name": said("住院", "In hospital"),
                "answer": said("10月12日到10月18日，6 天", "12 to 18 October, 6 days"),
                "sources": Source(kind="document", label=said("出院小结", "Discharge summary"), href=NOWHERE),
                "href": NOWHERE,
            },
        ],
        "routes": [
            {
                "title": said("问经手的人", "Ask the one who decided"),
                "text": said("李衡，工号 C-2107。约个时间，我们打给您。", "Li Heng, C-2107. Pick a time and we call you."),
                "href": NOWHERE,
                "link": said("约回电", "Arrange a call"),
            },
            {
                "title": said("请另一个人重看", "Have someone else look"),
                "text": said("15 日内答复。已定的这笔钱照常到账。", "Answered within 15 days. The money already decided still comes."),
                "sources": clause("9.1"),
                "href": NOWHERE,
                "link": said("申请复核", "Ask for a review"),
            },
            {
                "title": said("找外面的人", "Go outside"),
                "text": said("监管热线 12378，调解组织，法院。", "The regulator’s line 12378, mediation, the courts."),
                "sources": Source(kind="law", label=said("保险法 第26条", "Insurance Law, art. 26"), href=NOWHERE),
                "href": NOWHERE,
                "link": said("投诉", "Complain"),
            },
        ],
        "ifs": [
            {
                "what": said("住每日 150 元以内的床位", "A bed at no more than 150 yuan a day"),
                "result": said("赔款不变", "Our payment stays"),
                "change": said("您少付 420.00", "you pay 420.00 less"),
            },
            {
                "what": said("没有用医保结算", "Without public insurance"),
                "result": said("赔款 22,307.01", "We pay 22,307.01"),
                "change": said("您多付 13,584.59", "you pay 13,584.59 more"),
            },
        ],
        "masked": [
            {"name": said("姓名", "name"), "shown": "林*岚", "href": NOWHERE},
            {"name": said("手机", "mobile"), "shown": "138****3318", "href": NOWHERE},
            {
                "name": said("孩子", "child"),
                "shown": said("您看不了", "not for you"),
                "why_not": said("没有派给您", "not assigned to you"),
            },
        ],
        "id_number": said("身份证号", "the identity number"),
        "purposes": [
            ("payee", said("核对收款人", "check the payee")),
            ("answer", said("答复本人", "answer the person")),
        ],
        "sees": said(
            "11月24日 10:42，李衡看了您的身份证号，用来核对收款人。",
            "On 24 November, 10:42, Li Heng read your identity number to check the payee.",
        ),
        "why": [
            {"when": now - timedelta(days=15), "says": said("收到，按服务器时间", "received, by the server’s clock")},
            {"when": today - timedelta(days=14), "says": said("第 1 日，收到当天不算", "day 1; the day of receipt does not count")},
            {"when": today, "says": said("第 15 日，自然日", "day 15, calendar days")},
        ],
        "why_source": Source(kind="law", label=said("投诉处理办法 第18条", "Complaint rules, art. 18"), href=NOWHERE),
        "changed": said("第 1 行，数量 5 改成 6", "line 1, quantity from 5 to 6"),
        "moved": [
            Line(name=said("账单", "Bill"), amount=22000),
            Line(name=said("超出床位限额", "Above the bed limit"), amount=7000),
            Line(name=said("赔付", "Payment"), amount=13500, total=True),
        ],
        "live": [
            {"name": said("账单", "Bill"), "amount": 4621835},
            {"name": said("医保已付", "Public insurance"), "amount": -2431080, "sources": clause("3.4")},
            {"name": said("不在责任内", "Not covered"), "amount": -168000, "sources": clause("6.4")},
            {"name": said("可以算的", "Counts"), "amount": 2022755, "kind": "sub"},
            {"name": said("免赔额", "Deductible"), "amount": -736000, "sources": clause("3.1")},
            {"name": said("客户一成", "The customer’s tenth"), "amount": -128675, "sources": clause("4.1")},
            {"name": said("赔付", "Payment"), "amount": 1158080, "kind": "end"},
        ],
        "live_note": said("和客户将看到的一模一样。", "Exactly what the customer will see."),
        "checks": [("done", said("合计一致", "totals agree")), ("open", said("另一人复看", "a second person looks"))],
        "jobs": [
            {
                "href": NOWHERE, "what": said("核定", "Decide"), "case": "C-2611-0417", "masked": "林*岚",
                "due": said("今天", "today"), "left": said("还有 6 小时", "6 hours left"), "lateness": "soon",
                "state": "doing", "state_word": said("还差一次复看", "one more look to come"),
                "done": 30, "of": 30, "clock": said("核定 30 日", "decision, 30 days"), "selected": True,
            },
            {
                "href": NOWHERE, "what": said("付款", "Pay"), "case": "C-2611-0281", "masked": "高*文",
                "due": said("11月23日", "23 November"), "left": said("迟 1 日", "1 day late"), "lateness": "late",
                "state": "late", "state_word": said("银行退回", "returned by the bank"),
                "done": 11, "of": 10, "clock": said("付款 10 日", "payment, 10 days"),
            },
            {
                "href": NOWHERE, "what": said("核定", "Decide"), "case": "C-2611-0466", "masked": "何*珍",
                "due": said("停", "paused"), "left": said("第 1 日起", "from day 1"), "lateness": "stop",
                "state": "paused", "state_word": said("等出院小结", "waits for the summary"),
                "done": 1, "of": 30, "clock": said("核定 30 日，停 4 日", "decision, 30 days, paused for 4"),
            },
        ],
    }  # fmt: skip
