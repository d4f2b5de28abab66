"""Money and count fields → minor units under a policy, and what a line states besides what is billed."""

from __future__ import annotations

from uberrima.core.adjudication.facts import fact_of
from uberrima.core.adjudication.kernel import rounded
from uberrima.core.adjudication.lines import Atom
from uberrima.core.adjudication.records import Policy
from uberrima.core.wording import tables as t
from uberrima.core.wording.build import LineColumn
from uberrima.core.wording.clause import Amount, Count
from uberrima.core.wording.edition import Edition


def amount_of(expression: Amount | Count, policy: Policy, stated: int = 0) -> int:
    """A money or count field under a policy; ``stated`` is what the line states for a fact."""
    if isinstance(expression, Count):
        return int(policy.schedule[expression.choice]) if expression.choice else expression.value  # type: ignore[call-overload]
    value = stated if expression.source == "fact" else expression.value
    if expression.source == "choice":
        value = int(policy.schedule[expression.name])  # type: ignore[call-overload]
    if expression.per_extra_member:
        value += expression.per_extra_member * max(0, len(policy.members) - expression.above)
        if expression.most is not None:
            value = min(value, expression.most)
    if expression.rate is not None:
        value = rounded(value * expression.rate.numerator, expression.rate.denominator, 0)
    if expression.times:
        value *= int(policy.schedule[expression.times])  # type: ignore[call-overload]
    return value


def column_value(edition: Edition, column: LineColumn, atom: Atom) -> int:
    if column.kind == "payer":
        return atom.payments().get(column.name, 0)
    if column.kind == "allowed":
        clause = edition.clause(column.clause)
        if clause.has("amount"):
            amount = clause.money("amount")
            stated = (
                fact_of(amount.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day)
                if amount.source == "fact"
                else 0
            )
            return atom.share(
                amount_of(amount, atom.policy, stated if isinstance(stated, int) else 0) * atom.line.units
            )
        fee = edition.wording.fees.get(atom.line.fee_code, 0)
        multiple = clause.rate("multiple")
        mode = t.MODES.index(atom.version.rounding.word("mode")) if atom.version.rounding else 0
        return atom.share(rounded(fee * multiple.numerator * atom.line.units, multiple.denominator, mode))
    stated = fact_of(column.name, edition.wording, atom.policy, atom.bill, atom.line, atom.day)
    value = stated if isinstance(stated, int) else 0
    return amount_of(column.amount, atom.policy, value) if column.amount is not None else value
