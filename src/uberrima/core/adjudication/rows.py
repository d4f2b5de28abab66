"""A decision as one row of plain values: what ``uberrima adjudicate`` prints and what a receipt carries."""

from __future__ import annotations

from uberrima.core.adjudication.decision import Decision, Settlement
from uberrima.core.kernel.money import plain
from uberrima.core.wording import tables as t


def decision_row(family: str, settlement: Settlement, decision: Decision) -> dict[str, object]:
    """Give the decision of one bill line as strings, truths, lists and mappings only: amounts in whole currency, as text.

    Nothing in it is a float or a day, so that it has canonical bytes and comes back from JSON as it went in.
    """
    edition = settlement.editions[settlement.edition_of[decision.policy]]
    row: dict[str, object] = {
        "family": family, "policy": decision.policy, "bill": decision.bill, "line": decision.line, "reason": decision.reason,
        "clause": decision.speaking.id if decision.speaking else None,
    }  # fmt: skip
    row.update({name: plain(value, edition.currency) for name, value in zip(t.COLUMNS, decision.columns, strict=True)})
    row["path"] = list(decision.path)
    if decision.pending:
        row["pending"] = [{"what": what, "name": name} for what, name in decision.pending]
    if decision.waives_premium:
        row["waives_premium"] = True
    row["edition"] = edition.hash
    row["evidence"] = [{"day": p.day.isoformat(), "row": p.row, "mask": p.mask} for p in decision.parts]
    return row
