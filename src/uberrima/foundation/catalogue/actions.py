"""Publish an edition: read, check, keep whole, record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from uberrima.core.evidence.canonical import canonical
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.wording.edition import load_edition
from uberrima.foundation import clock
from uberrima.foundation.catalogue.models import PublishedEdition
from uberrima.foundation.journal import api as journal


class NameTaken(UberrimaError):
    """An edition of that name, with other contents, is published already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is published already, with other contents. An edition never changes: give the new one another edition name."
        )


def publish(files: Mapping[str, str], *, actor: UUID, place: str = "") -> PublishedEdition:
    """Check and keep an edition; publishing the same contents again changes nothing.

    :param files: texts by file name, ``wording.toml`` among them; worked cases do not belong to an edition.
    :raises WordingError: with every problem found.
    :raises NameTaken: when the name stands for other contents.
    """
    edition = load_edition(files, place=place)
    with transaction.atomic():
        row, is_new = PublishedEdition.objects.get_or_create(
            name=edition.name, defaults={"hash": edition.hash, "files": dict(files), "published_at": clock.now()}
        )
        if row.hash != edition.hash:
            raise NameTaken(edition.name)
        if is_new:
            journal.record(
                kind="edition.published/1", stream=f"edition:{edition.name}", at=row.published_at, actor=actor,
                purpose="publish", case="",
                commitment=hashlib.sha256(canonical({"name": edition.name, "hash": edition.hash})).digest(), sealed=b"",
            )  # fmt: skip
    return row
