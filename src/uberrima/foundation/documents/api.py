"""The door of the documents."""

from __future__ import annotations

from uuid import UUID

from uberrima.foundation.documents.actions import opened, take_in
from uberrima.foundation.documents.content import LARGEST, NotTaken
from uberrima.foundation.documents.models import Document, Kind

__all__ = ["LARGEST", "Document", "Kind", "NotTaken", "document", "of_case", "opened", "take_in"]


def of_case(case: str) -> list[Document]:
    """The documents of a case, without their contents, in order."""
    return list(Document.objects.filter(case=case).defer("sealed"))


def document(case: str, number: int) -> Document | None:
    """One document of a case, or none."""
    return Document.objects.filter(case=case, number=number).first()


def in_case(case: str, document_id: UUID) -> bool:
    """Whether a document belongs to a case."""
    return Document.objects.filter(case=case, id=document_id).exists()
