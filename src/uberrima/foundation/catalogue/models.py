"""Published product editions, kept whole."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class PublishedEdition(models.Model):
    """One edition as it was published; never changed afterwards, since decisions name its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: ``product/edition``
    name = models.CharField(max_length=120, unique=True)
    #: ``sha256:…`` of the edition
    hash = models.CharField(max_length=80, unique=True)
    #: file name → text, as published
    files = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
