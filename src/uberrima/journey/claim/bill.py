"""A bill as Chinese hospitals issue it: what its papers say, read from text, checked, and turned into the core's record."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from uberrima.core.adjudication.apportion import Charge, MoreThanBilled, apportion
from uberrima.core.adjudication.gate import EARLIEST, LATEST
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.kernel.money import InexactAmount, parse_amount, plain
from uberrima.core.wording.clause import Fact
from uberrima.core.wording.edition import Edition

#: Names of what the papers say of a bill as a whole, by the paper that says it.
INVOICE = ("invoice_number", "invoice_check", "hospital_name", "date", "admitted", "discharged", "total")
SETTLEMENT = ("pooled", "serious", "aid", "account", "self_paid", "own_expense")
DAYS = frozenset({"date", "admitted", "discharged"})
AMOUNTS = frozenset({"total", *SETTLEMENT})
NEEDED = frozenset({"date", "total", "hospital_name"})
#: What a fact of the edition is called here, so that it never meets a name of ours.
OF_EDITION = "fact:"
#: 甲 and 乙 lie in the catalogue of social insurance, 丙 does not.
LISTED = frozenset({"甲", "乙"})
CLASSES = ("甲", "乙", "丙")

#: Papers: the groups of facts that have one source each.
SOURCES = ("invoice", "settlement", "summary", "list")


class Unreadable(UberrimaError):
    """What was typed cannot be read; ``why`` is a word for the page, ``name`` the field."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the list of charges (费用清单)."""

    number: int
    item: str
    #: 甲 | 乙 | 丙
    listed_as: str
    #: price of one, and how many, as text; empty where the list does not say
    price: str = ""
    quantity: str = ""
    #: minor units
    billed: int
    #: facts of the edition that the line tells: name → value
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_text(self, currency: str) -> str:
        """The line as it is sealed."""
        told = {
            "item": self.item, "class": self.listed_as, "price": self.price, "quantity": self.quantity,
            "billed": plain(self.billed, currency), "facts": dict(self.facts),
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What all papers together say."""

    #: name → value as text: those of :data:`INVOICE` and :data:`SETTLEMENT`, and ``fact:…``
    told: Mapping[str, str]
    lines: tuple[Line, ...]

    def amount(self, name: str, currency: str) -> int:
        """An amount of the bill in minor units; 0 where nothing is said."""
        text = self.told.get(name, "")
        return parse_amount(text, currency) if text else 0

    def social(self, currency: str) -> int:
        """What the pooled fund, serious-illness insurance and medical aid paid together."""
        return sum(self.amount(name, currency) for name in ("pooled", "serious", "aid"))

    def entered(self) -> int:
        """The sum of the lines, minor units."""
        return sum(line.billed for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something to look at; the words for it are the pages'."""

    #: total | empty | product | social | settled | missing | order
    code: str
    line: int = 0
    name: str = ""
    #: minor units, where it is about amounts
    amount: int = 0
    #: whether it must be put right before a decision
    blocks: bool = True


def line_from_text(number: int, text: str, currency: str) -> Line:
    """A line back from what was sealed."""
    told = json.loads(text)
    return Line(
        number=number, item=told["item"], listed_as=told["class"], price=told["price"], quantity=told["quantity"],
        billed=parse_amount(told["billed"], currency), facts=told["facts"],
    )  # fmt: skip


def plain_amount(minor: int, currency: str) -> str:
    """An amount as it is typed."""
    return plain(minor, currency)


# --- reading what was typed ----------------------------------------------------------------------------------------


def read_amount(name: str, typed: str, currency: str) -> str:
    """``１,２３４．5`` → ``"1234.50"``; empty stays empty.

    :raises Unreadable: when it is no amount.
    """
    text = (
        normalize("NFKC", typed).strip().replace(",", "").replace("，", "").replace("¥", "").removesuffix("元").strip()
    )
    if not text:
        return ""
    try:
        return plain(parse_amount(text, currency), currency)
    except InexactAmount as error:
        raise Unreadable(name, "amount") from error


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def read_day(name: str, typed: str) -> str:
    """``2026年10月18日``, ``2026/10/18`` → ``"2026-10-18"``; empty stays empty.

    :raises Unreadable: when it is no day.
    """
    text = "".join(normalize("NFKC", typed).split())
    if not text:
        return ""
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        found = date(int(match[1]), int(match[2]), int(match[3]))
        if not EARLIEST <= found <= LATEST:
            raise ValueError
        return found.isoformat()
    except ValueError as error:
        raise Unreadable(name, "day") from error


def read_told(name: str, typed: str, currency: str) -> str:
    """One thing that the papers say of the bill, in the form that is kept.

    :raises Unreadable: when it cannot be read.
    """
    if name in AMOUNTS:
        return read_amount(name, typed, currency)
    if name in DAYS:
        return read_day(name, typed)
    text = normalize("NFKC", typed).strip()
    if len(text) > 200:
        raise Unreadable(name, "long")
    return text


def read_line(number: int, typed: Mapping[str, str], line_facts: Sequence[Fact], currency: str) -> Line:
    """A line from what was typed: item, class, price and quantity or amount, facts.

    :raises Unreadable: with the field.
    """
    item = normalize("NFKC", typed.get("item", "")).strip()
    if not item or len(item) > 200:
        raise Unreadable("item", "needed")
    listed_as = typed.get("class", "").strip()
    if listed_as not in CLASSES:
        raise Unreadable("class", "needed")
    price = read_amount("price", typed.get("price", ""), currency)
    quantity = normalize("NFKC", typed.get("quantity", "")).strip()
    if quantity and not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", quantity):
        raise Unreadable("quantity", "number")
    billed = read_amount("billed", typed.get("billed", ""), currency)
    if not billed and price and quantity.isdigit():
        billed = plain(parse_amount(price, currency) * int(quantity), currency)
    if not billed:
        raise Unreadable("billed", "needed")
    facts = {}
    for fact in line_facts:
        value = typed.get(OF_EDITION + fact.name, "").strip()
        if value:
            facts[fact.name] = value
    return Line(
        number=number, item=item, listed_as=listed_as, price=price, quantity=quantity,
        billed=parse_amount(billed, currency), facts=facts,
    )  # fmt: skip


# --- the facts of an edition ---------------------------------------------------------------------------------------


def bill_facts(edition: Edition) -> tuple[Fact, ...]:
    """Facts of the edition that are asked once for the whole bill."""
    return tuple(f for f in edition.wording.facts.values() if f.of == "line" and not _of_line(f))


def line_facts(edition: Edition) -> tuple[Fact, ...]:
    """Facts that may differ from line to line: choices and flags for which silence means something."""
    return tuple(f for f in edition.wording.facts.values() if f.of == "line" and _of_line(f))


def _of_line(fact: Fact) -> bool:
    return fact.default is not None and fact.form in {"choice", "flag"}


def _value(fact: Fact, text: str) -> object:
    return text == "true" if fact.form == "flag" else text


# --- checks --------------------------------------------------------------------------------------------------------


def findings(bill: Bill, edition: Edition) -> tuple[Finding, ...]:
    """What somebody should look at before the bill is decided."""
    currency = edition.currency
    found = [Finding(code="missing", name=name) for name in sorted(NEEDED) if not bill.told.get(name)]
    if not bill.lines:
        found.append(Finding(code="empty"))
    difference = bill.entered() - bill.amount("total", currency)
    if bill.lines and bill.told.get("total") and difference:
        found.append(Finding(code="total", amount=difference))
    for line in bill.lines:
        if line.price and line.quantity.isdigit():
            product = parse_amount(line.price, currency) * int(line.quantity)
            if product != line.billed:
                found.append(Finding(code="product", line=line.number, amount=product - line.billed, blocks=False))
    first, last = bill.told.get("admitted", ""), bill.told.get("discharged", "")
    if first and last and last < first:
        found.append(Finding(code="order", name="discharged"))
    settled = bill.told.get(OF_EDITION + "settled", "")
    if settled == "false" and bill.social(currency):
        found.append(Finding(code="settled", amount=bill.social(currency)))
    try:
        _apportioned(bill, currency)
    except MoreThanBilled as error:
        found.append(Finding(code="social", name=error.payer, amount=error.paid - error.room))
    return tuple(found)


# --- to the core ---------------------------------------------------------------------------------------------------


def _apportioned(bill: Bill, currency: str) -> list[dict[str, str]]:
    charges = [Charge(billed=line.billed, listed=line.listed_as in LISTED) for line in bill.lines]
    paid = apportion(charges, public_insurance=bill.social(currency), personal_account=bill.amount("account", currency))
    return [
        {
            payer: plain(amount, currency)
            for payer, amount in (("public_insurance", p.public_insurance), ("personal_account", p.personal_account))
            if amount
        }
        for p in paid
    ]


def record_of(
    bill: Bill, edition: Edition, *, number: str, family: str, member: str, received: date
) -> dict[str, object]:
    """The bill as a record of the core.

    :raises MoreThanBilled: when others paid more than was billed.
    """
    asked = {f.name: f for f in bill_facts(edition)}
    of_line = {f.name: f for f in line_facts(edition)}
    told = {
        name: _value(asked[name], text)
        for name, text in ((k.removeprefix(OF_EDITION), v) for k, v in bill.told.items() if k.startswith(OF_EDITION))
        if text and name in asked
    }
    stay = {name: bill.told[name] for name in ("admitted", "discharged") if bill.told.get(name)}
    return {
        "id": number,
        "family": family,
        "member": member,
        "date": bill.told["date"],
        "received": received.isoformat(),
        **stay,
        **told,
        "lines": [
            {
                "line": line.number, "item": line.item, "billed": plain(line.billed, edition.currency),
                **({"paid_by": payers} if payers else {}),
                **{name: _value(of_line[name], value) for name, value in line.facts.items() if name in of_line},
            }
            for line, payers in zip(bill.lines, _apportioned(bill, edition.currency), strict=True)
        ],
    }  # fmt: skip
