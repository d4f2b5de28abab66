"""The characters, and how they come by a permit."""

from __future__ import annotations

from uuid import UUID

from uberrima.core.privacy import Action, DataClass, Permit, Purpose, Role
from uberrima.foundation.vault import api

LIN = UUID("11111111-1111-4111-8111-111111111111")
WANG = UUID("22222222-2222-4222-8222-222222222222")
HANDLER = UUID("33333333-3333-4333-8333-333333333333")
AUDITOR = UUID("44444444-4444-4444-8444-444444444444")

CONTACT, FINANCIAL, MEDICAL = DataClass


def permit_for(
    subject: UUID = LIN,
    *,
    action: Action = Action.READ,
    classes: tuple[DataClass, ...] = (CONTACT, FINANCIAL, MEDICAL),
    case: str = "C-2611-0001",
    reader: UUID = HANDLER,
) -> Permit:
    """A permit for the handler, who works on a claim."""
    return Permit(
        reader=reader,
        role=Role.HANDLER,
        purpose=Purpose.CLAIM,
        case=case,
        subject=subject,
        classes=frozenset(classes),
        action=action,
    )


def place_of(column: str = "name", row: UUID = LIN, table: str = "people_person") -> api.Place:
    """Where a value stands."""
    return api.Place(table=table, column=column, row=row)
