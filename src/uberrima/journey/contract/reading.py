"""Policies of a household, and as records for the core."""

from __future__ import annotations

from uuid import UUID

from uberrima.foundation.people import api as people
from uberrima.journey.contract.actions import rated_for
from uberrima.journey.contract.mapping import record_of
from uberrima.journey.contract.models import Policy


def policy(policy_id: UUID) -> Policy | None:
    """A policy's row."""
    return Policy.objects.filter(id=policy_id).first()


def policies_of(household: UUID) -> list[Policy]:
    """The policies of a household, by number."""
    return list(Policy.objects.filter(household=household).prefetch_related("insured"))


def policies_insuring(person: UUID) -> list[Policy]:
    """The policies that insure a person."""
    return list(Policy.objects.filter(insured__person=person))


def insured_of(held: Policy) -> list[people.Person]:
    """Whom a policy insures."""
    ids = list(held.insured.values_list("person", flat=True))
    return [person for person in people.persons_of(held.household) if person.id in ids]


def records_for(person: UUID, case: str) -> list[dict[str, object]]:
    """The policies that insure a person, as records, opened by the system for a case."""
    return [record_of(held, rated_for(held, insured_of(held), case)) for held in policies_insuring(person)]
