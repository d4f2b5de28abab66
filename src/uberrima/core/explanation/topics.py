"""What each right, duty and notice is about, in a sentence that is true whatever its figures are."""

from __future__ import annotations

from collections.abc import Mapping

from uberrima.core.explanation.context import Lang

#: (kind, topic) → (Chinese, English)
TOPICS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("right", "cooling_off"): (
        "签收合同后的犹豫期内，您可以反悔，解除合同。",
        "During the cooling-off period you may change your mind and cancel the contract.",
    ),
    ("right", "grace"): ("保险费到期没交，还有宽限期。", "If a premium is late, there is a period of grace."),
    ("right", "reinstatement"): (
        "合同中止以后，您可以申请恢复。",
        "After the contract has lapsed you may ask to have it put back in force.",
    ),
    ("right", "renewal"): (
        "期满以后怎样续保，条款里有约定。",
        "The clause says how the contract is renewed at the end of its term.",
    ),
    ("right", "surrender"): (
        "您可以退保，怎样退、退多少，条款里有约定。",
        "You may end the contract early; the clause says how and what you get back.",
    ),
    ("right", "claim"): ("这一条写的是您申请理赔时的权利。", "This is about your rights when you claim."),
    ("right", "payment_promise"): ("我们在约定的期限内付款。", "We pay within the time that is agreed."),
    ("right", "complaint"): (
        "您对我们不满意，可以投诉，我们必须答复。",
        "If you are not satisfied you may complain, and we must answer.",
    ),
    ("right", "data"): (
        "您的个人信息怎样使用，由您了解和决定。",
        "You may know and decide how your personal data is used.",
    ),
    ("right", "explanation"): (
        "条款有不明白的地方，您可以要求我们解释。",
        "You may ask us to explain whatever is not clear.",
    ),
    ("right", "portability"): (
        "您可以把保障转到别处，条款里写明怎样转。",
        "You may take your cover elsewhere; the clause says how.",
    ),
    ("right", "other"): ("您有这一项权利，内容见条款原文。", "You have this right; the clause says what it is."),
    ("duty", "disclosure"): ("我们问到的情况，请您如实告知。", "Please answer what we ask truthfully."),
    ("duty", "premium"): ("请您按时交保险费。", "Please pay the premium on time."),
    ("duty", "notify_event"): ("出险以后，请您及时告诉我们。", "When something has happened, please tell us in time."),
    ("duty", "documents"): (
        "申请理赔时，请您交齐条款列明的资料。",
        "When you claim, please hand in the documents that the clause lists.",
    ),
    ("duty", "age"): (
        "请您如实告知年龄；写错了，条款里有约定怎样处理。",
        "Please state the right age; the clause says what happens if it was wrong.",
    ),
    ("duty", "occupation"): ("职业或工种变了，请您告诉我们。", "If the occupation changes, please tell us."),
    ("duty", "other"): ("您有这一项义务，内容见条款原文。", "You have this duty; the clause says what it is."),
    ("notice", "rescission"): (
        "条款写明，什么情形下我们可以解除合同。",
        "The clause says when we may rescind the contract.",
    ),
    ("notice", "cancellation"): ("条款写明，合同在什么情形下终止。", "The clause says when the contract ends."),
    ("notice", "not_guaranteed"): ("期满以后，不保证能续保。", "Renewal at the end of the term is not guaranteed."),
    ("notice", "rate_change"): ("保险费可能调整，怎样调整见条款原文。", "The premium may change; the clause says how."),
    ("notice", "limits"): ("请您留意条款里的限额。", "Please note the limits in the clause."),
    ("notice", "hospitals"): ("请您留意在哪些医院就诊才能赔付。", "Please note which hospitals are covered."),
    ("notice", "other_cover"): (
        "请您留意与您已有的其他保障的关系。",
        "Please note how this stands to other cover you hold.",
    ),
    ("notice", "tax"): ("请您留意税务方面的说明。", "Please note what is said on tax."),
    ("notice", "statutory"): ("这是法律规定要告诉您的事项。", "The law asks us to tell you this."),
    ("notice", "other"): ("请您留意这一条说明。", "Please note what this clause says."),
}


def topic_sentence(kind: str, topic: str, lang: Lang) -> str:
    """The sentence of a topic."""
    return TOPICS[kind, topic][0 if lang == "zh" else 1]
