"""The door of the letters."""

from __future__ import annotations

from uuid import UUID

from uberrima.foundation.notices.actions import ArrivedBeforeSent, mark_arrived, opened, write_letter
from uberrima.foundation.notices.body import (
    Block,
    Body,
    Heading,
    Items,
    NotALetter,
    Paragraph,
    Quote,
    Row,
    from_text,
    plain,
    to_text,
)
from uberrima.foundation.notices.code import new_code, read_code
from uberrima.foundation.notices.models import Channel, Kind, Letter

__all__ = [
    "ArrivedBeforeSent", "Block", "Body", "Channel", "Heading", "Items", "Kind", "Letter", "NotALetter", "Paragraph", "Quote", "Row",
    "by_code", "from_text", "letter", "mark_arrived", "new_code", "of_case", "opened", "plain", "read_code", "to_text", "write_letter",
]  # fmt: skip


def of_case(case: str) -> list[Letter]:
    """The letters of a case, without what they say, in order."""
    return list(Letter.objects.filter(case=case).defer("sealed"))


def letter(case: str, letter_id: UUID) -> Letter | None:
    """One letter of a case, or none."""
    return Letter.objects.filter(case=case, id=letter_id).first()


def by_code(typed: str) -> Letter | None:
    """The letter with a code, as somebody typed it; either language of it, for both tell the same."""
    code = read_code(typed)
    return Letter.objects.filter(code=code).defer("sealed").first() if code else None
