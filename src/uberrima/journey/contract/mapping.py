"""Policies ↔ the records that the core reads."""

from __future__ import annotations

from collections.abc import Mapping

from uberrima.foundation.people.api import Rated
from uberrima.journey.contract.models import Policy


def record_of(policy: Policy, insured: Mapping[str, Rated]) -> dict[str, object]:
    """A policy as a record.

    :param insured: person id → what clauses look at in that person.
    """
    return {
        "id": policy.number,
        "family": str(policy.household),
        "edition": policy.edition,
        "start": policy.start.isoformat(),
        "end": policy.end.isoformat(),
        "schedule": dict(policy.schedule),
        "members": [
            {"id": person, "born": rated.born.isoformat(), "sex": rated.sex} for person, rated in insured.items()
        ],
    }
