"""What people call the papers of a claim and what they say, in both languages, for letters; pages have their own translations."""

from __future__ import annotations

from collections.abc import Mapping

from uberrima.core.explanation.context import Lang

#: kind of document → its name
DOCUMENTS: Mapping[Lang, Mapping[str, str]] = {
    "zh": {
        "invoice": "医疗费用发票", "list": "费用清单", "settlement": "医保结算单", "summary": "出院小结", "record": "门诊病历",
        "other": "其他材料",
    },
    "en": {
        "invoice": "invoice", "list": "list of charges", "settlement": "settlement sheet of social insurance",
        "summary": "discharge summary", "record": "outpatient record", "other": "other paper",
    },
}  # fmt: skip

#: fact of the bill → its name
FACTS: Mapping[Lang, Mapping[str, str]] = {
    "zh": {
        "invoice_number": "发票号码", "invoice_check": "校验码", "hospital_name": "医院", "date": "开票日期", "admitted": "入院日期",
        "discharged": "出院日期", "total": "合计金额", "pooled": "统筹基金支付", "serious": "大病保险支付", "aid": "医疗救助支付",
        "account": "个人账户支付", "self_paid": "个人自付", "own_expense": "个人自费",
    },
    "en": {
        "invoice_number": "invoice number", "invoice_check": "check code", "hospital_name": "hospital", "date": "date of the invoice",
        "admitted": "admitted", "discharged": "discharged", "total": "total", "pooled": "paid by the pooled fund",
        "serious": "paid by serious-illness insurance", "aid": "paid by medical aid", "account": "paid from the personal account",
        "self_paid": "borne within the catalogue", "own_expense": "borne outside the catalogue",
    },
}  # fmt: skip
