"""Take a document in, and open it again."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from uberrima.core.privacy import DataClass, Permit
from uberrima.foundation import clock
from uberrima.foundation.documents.content import content_of
from uberrima.foundation.documents.models import Document
from uberrima.foundation.vault import api as vault


def take_in(raw: bytes, *, kind: str, subject: UUID, case: str, actor: UUID) -> Document:
    """Seal a document under its person's medical key. The caller holds the lock of the case's row.

    :raises NotTaken: when it is no document that we take.
    """
    content = content_of(raw)
    with transaction.atomic():
        last = Document.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
        row = Document(
            id=uuid.uuid4(), subject=subject, case=case, number=last + 1, kind=kind, media_type=content.media_type,
            pages=content.pages, size=len(raw), added_by=actor, added_at=clock.now(),
        )  # fmt: skip
        row.sealed = vault.seal_bytes(subject, DataClass.MEDICAL, _place(row), raw)
        row.save(force_insert=True)
    return row


def opened(row: Document, permit: Permit) -> bytes:
    """The bytes of a document.

    :raises Refused: when the permit does not cover it.
    """
    return vault.unseal_bytes(permit, DataClass.MEDICAL, _place(row), bytes(row.sealed))


def _place(row: Document) -> vault.Place:
    return vault.Place(table="documents_document", column="sealed", row=row.id)
