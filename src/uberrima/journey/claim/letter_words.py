"""The words of a claim's letters in both languages; sentences of at most 40 characters, rights and amounts first."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from uberrima.core.explanation.context import Lang

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Words(ABC):
    """What both languages say. Each says the same, with the same figures."""

    title: ClassVar[str]
    billed: ClassVar[str]
    paid: ClassVar[str]
    borne: ClassVar[str]
    #: what a step is called where its clause has no title
    steps: ClassVar[Mapping[str, str]]
    refused_heading: ClassVar[str]
    refusal: ClassVar[str]
    quotes_heading: ClassVar[str]
    facts_heading: ClassVar[str]
    ways_heading: ClassVar[str]
    way_regulator: ClassVar[str]
    any_order: ClassVar[str]
    check_heading: ClassVar[str]
    missing_all: ClassVar[str]
    missing_how_heading: ClassVar[str]
    missing_time_heading: ClassVar[str]
    missing_cannot: ClassVar[str]

    @abstractmethod
    def day(self, day: date) -> str: ...
    @abstractmethod
    def we_pay(self, person: str, amount: str) -> str: ...
    @abstractmethod
    def we_pay_nothing(self, person: str) -> str: ...
    @abstractmethod
    def case(self, case: str, policies: Sequence[str], day: date) -> str: ...
    @abstractmethod
    def pay_by(self, days: int, agreed: date, by: date) -> str: ...
    @abstractmethod
    def steps_heading(self, policy: str) -> str: ...
    @abstractmethod
    def line(self, number: int) -> str: ...
    @abstractmethod
    def fact(self, label: str, value: str, document: str, number: int, page: int) -> str: ...
    @abstractmethod
    def way_handler(self, name: str, number: str, phone: str) -> str: ...
    @abstractmethod
    def way_review(self, case: str) -> str: ...
    @abstractmethod
    def way_complaint(self, where: str, days: int) -> str: ...
    @abstractmethod
    def way_mediation(self, who: str) -> str: ...
    @abstractmethod
    def way_court(self, who: str) -> str: ...
    @abstractmethod
    def complaint_longer(self, complex_days: int, longest: int) -> str: ...
    @abstractmethod
    def limitation(self, years: int) -> str: ...
    @abstractmethod
    def code(self, code: str) -> str: ...
    @abstractmethod
    def check(self, address: str) -> str: ...
    @abstractmethod
    def signed(self, insurer: str, name: str, number: str) -> str: ...
    @abstractmethod
    def missing_title(self, count: int) -> str: ...
    @abstractmethod
    def missing_for(self, person: str, case: str, day: date) -> str: ...
    @abstractmethod
    def missing_item(self, document: str, part: str) -> str: ...
    @abstractmethod
    def missing_how(self, phone: str) -> str: ...
    @abstractmethod
    def missing_time(self, days: int) -> str: ...


class Chinese(Words):
    """Simplified Chinese."""

    title = "理赔决定"
    billed, paid, borne = "账单金额", "我们付", "您自己付"
    steps: ClassVar[Mapping[str, str]] = {
        "refused": "不赔的项目", "outside": "不能算的费用", "cut": "只算一部分的费用", "uncounted": "不计入的费用",
        "deductible_cap": "免赔额到了上限，不再扣", "further": "限额用完后另外付", "other": "别处已经付的",
    }  # fmt: skip
    refused_heading = "不赔的部分"
    refusal = "这封信就是书面的拒赔通知，理由都写在上面。"
    quotes_heading = "用到的条款原文"
    facts_heading = "依据的事实"
    ways_heading = "不同意，可以找谁"
    way_regulator = "打监管热线 12378，请监管部门来看。"
    any_order = "先找谁由您定，不用按这个次序。"
    check_heading = "自己核对这封信"
    missing_all = "要补的全在这里，别的都齐了。我们只问这一次。"
    missing_how_heading = "怎么补"
    missing_time_heading = "时间怎么算"
    missing_cannot = "开不出来也请告诉我们，我们一起想别的办法。"

    def day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日"

    def we_pay(self, person: str, amount: str) -> str:
        return f"{person}的这张账单，我们付 {amount}。"

    def we_pay_nothing(self, person: str) -> str:
        return f"{person}的这张账单，我们不付钱。理由和条款都在下面。"

    def case(self, case: str, policies: Sequence[str], day: date) -> str:
        return f"案件 {case}。保单 {'、'.join(policies)}。{self.day(day)}决定。"

    def pay_by(self, days: int, agreed: date, by: date) -> str:
        return f"您同意以后，{days} 天内到账。{self.day(agreed)}同意，最晚{self.day(by)}到。"

    def steps_heading(self, policy: str) -> str:
        return f"怎么算的：保单 {policy}" if policy else "怎么算的"

    def line(self, number: int) -> str:
        return f"第 {number} 行"

    def fact(self, label: str, value: str, document: str, number: int, page: int) -> str:
        return f"{label}：{value}（材料 {number}，{document}第 {page} 页）"

    def way_handler(self, name: str, number: str, phone: str) -> str:
        return f"问经手的人：{name}，工号 {number}，电话 {phone}。"

    def way_review(self, case: str) -> str:
        return f"请另一个人重看：说案件号 {case}，换人复核。已定的钱照常付。"

    def way_complaint(self, where: str, days: int) -> str:
        return f"投诉：{where}。收到后 {days} 天内答复您。"

    def way_mediation(self, who: str) -> str:
        return f"申请调解：{who}。"

    def way_court(self, who: str) -> str:
        return f"仲裁或者起诉：{who}。"

    def complaint_longer(self, complex_days: int, longest: int) -> str:
        return f"投诉情况复杂的，最长 {complex_days} 天。特别复杂的，批准并告诉您以后最长 {longest} 天。"

    def limitation(self, years: int) -> str:
        return f"起诉的时效是 {years} 年。从您知道或者应当知道出险的那天起算。"

    def code(self, code: str) -> str:
        return f"核对码：{code}"

    def check(self, address: str) -> str:
        return f"打开 {address}，输入核对码。就能看出这个决定后来有没有被改过。"

    def signed(self, insurer: str, name: str, number: str) -> str:
        return f"{insurer}，经手人 {name}（{number}）"

    def missing_title(self, count: int) -> str:
        return f"只差 {count} 样材料"

    def missing_for(self, person: str, case: str, day: date) -> str:
        return f"{person}的理赔，案件 {case}。{self.day(day)}通知。"

    def missing_item(self, document: str, part: str) -> str:
        return f"{document}：{part}" if part else document

    def missing_how(self, phone: str) -> str:
        return f"在这个案件的页面上传照片或者文件。也可以打 {phone}，我们来帮您。"

    def missing_time(self, days: int) -> str:
        return f"作决定的 {days} 天，从您收到这封信起先停。您补齐的材料一到，就接着算。"


class English(Words):
    """English."""

    title = "Decision on your claim"
    billed, paid, borne = "Billed", "We pay", "You pay"
    steps: ClassVar[Mapping[str, str]] = {
        "refused": "Items that are not covered", "outside": "Costs that do not count", "cut": "Costs that count in part",
        "uncounted": "Costs that do not count", "deductible_cap": "The deductible had reached its ceiling",
        "further": "Paid on top once a limit is used up", "other": "Paid by others",
    }  # fmt: skip
    refused_heading = "What we do not pay"
    refusal = "This letter is the written refusal; its reasons stand above."
    quotes_heading = "The clauses in their own words"
    facts_heading = "The facts it rests on"
    ways_heading = "If you do not agree"
    way_regulator = "Call the regulator's line, 12378."
    any_order = "You choose whom to ask first; there is no set order."
    check_heading = "Check this letter yourself"
    missing_all = "This is everything; all else has arrived. We ask only once."
    missing_how_heading = "How to send it"
    missing_time_heading = "What happens to the time limit"
    missing_cannot = "If you cannot get one of them, tell us, and we look for another way together."

    def day(self, day: date) -> str:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def we_pay(self, person: str, amount: str) -> str:
        return f"We pay {amount} on this bill of {person}."

    def we_pay_nothing(self, person: str) -> str:
        return f"We pay nothing on this bill of {person}. The reasons and clauses follow."

    def case(self, case: str, policies: Sequence[str], day: date) -> str:
        return f"Case {case}. Policy {', '.join(policies)}. Decided on {self.day(day)}."

    def pay_by(self, days: int, agreed: date, by: date) -> str:
        return f"The money arrives within {days} days after you agree. Agreed on {self.day(agreed)}, by {self.day(by)} at the latest."

    def steps_heading(self, policy: str) -> str:
        return f"How it was worked out: policy {policy}" if policy else "How it was worked out"

    def line(self, number: int) -> str:
        return f"Line {number}"

    def fact(self, label: str, value: str, document: str, number: int, page: int) -> str:
        return f"{label}: {value} (document {number}, {document}, page {page})"

    def way_handler(self, name: str, number: str, phone: str) -> str:
        return f"Ask who handled it: {name}, staff number {number}, phone {phone}."

    def way_review(self, case: str) -> str:
        return f"Ask for another person to look again: give the case number {case}. What was decided is paid meanwhile."

    def way_complaint(self, where: str, days: int) -> str:
        return f"Complain: {where}. You have our answer within {days} days of receipt."

    def way_mediation(self, who: str) -> str:
        return f"Ask for mediation: {who}."

    def way_court(self, who: str) -> str:
        return f"Arbitration or court: {who}."

    def complaint_longer(self, complex_days: int, longest: int) -> str:
        return (
            f"A complex complaint takes {complex_days} days at most. A specially complex one takes {longest} days at most, "
            "once that is approved and you are told."
        )

    def limitation(self, years: int) -> str:
        return f"You may sue within {years} years. They begin when you knew, or should have known, of the event."

    def code(self, code: str) -> str:
        return f"Code: {code}"

    def check(self, address: str) -> str:
        return f"Open {address} and enter the code. It shows whether this decision was changed afterwards."

    def signed(self, insurer: str, name: str, number: str) -> str:
        return f"{insurer}, handled by {name} ({number})"

    def missing_title(self, count: int) -> str:
        return "One document is missing" if count == 1 else f"{count} documents are missing"

    def missing_for(self, person: str, case: str, day: date) -> str:
        return f"Claim of {person}, case {case}. Notice of {self.day(day)}."

    def missing_item(self, document: str, part: str) -> str:
        return f"{document}: {part}" if part else document

    def missing_how(self, phone: str) -> str:
        return f"Upload photos or files on the page of this case. Or call {phone}, and we help you."

    def missing_time(self, days: int) -> str:
        return f"The {days} days for our decision stop when this letter reaches you. They go on as soon as your documents arrive."


WORDS: Mapping[Lang, Words] = {"zh": Chinese(), "en": English()}
