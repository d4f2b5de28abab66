"""Send a letter, note its arrival, open it again. One verb, one transaction, one record."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from uberrima.core.explanation.context import Lang
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.privacy import DataClass, Permit, Purpose
from uberrima.foundation import clock
from uberrima.foundation.notices.body import Body, from_text, to_text
from uberrima.foundation.notices.models import Letter
from uberrima.foundation.vault import api as vault


class ArrivedBeforeSent(UberrimaError):
    """A letter cannot arrive before it was sent. Look at the day, then note it again."""

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


def write_letter(
    bodies: Mapping[Lang, Body], *, subject: UUID, case: str, kind: str, channel: str, actor: UUID, code: str
) -> tuple[Letter, ...]:
    """Seal a letter in its languages under its person's medical key, and record that it was sent.

    What is put on a person's own page is there at once; of all else somebody notes the arrival.

    :param code: from ``new_code``; it stands in the bodies, too.
    """
    sent = clock.now()
    letters = []
    with transaction.atomic():
        for lang, body in bodies.items():
            text = to_text(body)
            row = Letter(
                id=uuid.uuid4(), code=code, subject=subject, case=case, kind=kind, lang=lang, channel=channel,
                made_at=sent, sent_at=sent, arrived_at=sent if channel == "portal" else None,
            )  # fmt: skip
            row.sealed = vault.seal(subject, DataClass.MEDICAL, _place(row), text)
            digest = hashlib.sha256(text.encode()).hexdigest()
            row.entry = vault.record(
                subject=subject, data_class=DataClass.MEDICAL, kind="letter.sent/1", stream=f"letter:{row.id}", actor=actor,
                purpose=Purpose.CLAIM, case=case,
                payload={"kind": kind, "lang": lang, "channel": channel, "code": code, "sha256": digest},
            ).entry  # fmt: skip
            row.save(force_insert=True)
            letters.append(row)
    return tuple(letters)


def mark_arrived(letter: Letter, *, at: datetime, actor: UUID) -> Letter:
    """Note when a letter reached its person. The first note stands; a second one changes nothing.

    :raises ArrivedBeforeSent: when the day lies before the sending.
    """
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(id=letter.id)
        if row.arrived_at is not None:
            return row
        if at < row.sent_at:
            raise ArrivedBeforeSent
        row.arrived_at = at
        row.save(update_fields=["arrived_at"])
        vault.record(
            subject=row.subject, data_class=DataClass.MEDICAL, kind="letter.arrived/1", stream=f"letter:{row.id}", actor=actor,
            purpose=Purpose.CLAIM, case=row.case, payload={"at": at.isoformat()},
        )  # fmt: skip
    return row


def opened(letter: Letter, permit: Permit) -> Body:
    """What a letter says.

    :raises Refused: when the permit does not cover it.
    """
    return from_text(vault.unseal(permit, DataClass.MEDICAL, _place(letter), bytes(letter.sealed)))


def _place(row: Letter) -> vault.Place:
    return vault.Place(table="notices_letter", column="sealed", row=row.id)
