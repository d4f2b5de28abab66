"""Issue a policy (承保): check it by the core's own gate, write it, record it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.kernel.errors import Problem, RecordError
from uberrima.core.privacy import DataClass, Purpose
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.contract.mapping import record_of
from uberrima.journey.contract.models import Insured, Policy


def issue(
    *,
    edition: str,
    holder: people.Person,
    insured: Sequence[people.Person],
    start: date,
    end: date,
    schedule: Mapping[str, object],
    actor: people.Account,
) -> Policy:
    """Issue a policy on a published edition.

    :raises NotPublished: when there is no such edition.
    :raises RecordError: with everything that the core finds wrong with it.
    """
    loaded = catalogue.edition(edition)
    with transaction.atomic():
        policy = Policy(
            id=uuid.uuid4(), number=people.next_number("P"), household=holder.household_id, holder=holder.id, edition=edition,
            start=start, end=end, schedule=dict(schedule), issued_by=actor.id, issued_at=clock.now(),
        )  # fmt: skip
        if not insured or any(person.household_id != holder.household_id for person in insured):
            cause, cure = "A policy insures persons of one household.", "Choose whom it insures."
            raise RecordError((Problem(file="", line=0, place="insured", code="household", cause=cause, cure=cure),))
        record = record_of(policy, rated_for(policy, insured))
        read_log([Record(kind="policy", fields=record)], {edition: loaded}, edition).one()
        policy.save(force_insert=True)
        Insured.objects.bulk_create(Insured(policy=policy, person=person.id) for person in insured)
        vault.record(
            subject=holder.id, data_class=DataClass.CONTACT, kind="policy.issued/1", stream=f"policy:{policy.id}",
            actor=actor.id, purpose=Purpose.CONTRACT, case="", payload={"record": record, "edition": loaded.hash},
        )  # fmt: skip
    return policy


def rated_for(policy: Policy, insured: Sequence[people.Person], case: str = "") -> dict[str, people.Rated]:
    """What clauses look at in the insured, opened by the system for the policy or for a case."""
    return {
        str(person.id): people.rated(
            person, people.system_permit(person.id, case=case or policy.number, classes=[DataClass.CONTACT])
        )
        for person in insured
    }
