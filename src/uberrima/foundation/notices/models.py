"""Letters, kept as they were sent: who, about what, when and how stand open, what they say lies sealed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Kind(models.TextChoices):
    """What a letter is."""

    DECISION = "claim.decision", "理赔决定"
    MISSING = "claim.missing", "补充材料通知"


class Channel(models.TextChoices):
    """How it reaches its person."""

    PORTAL = "portal", "网上"
    POST = "post", "邮寄"
    HANDED = "handed", "当面交付"


class Letter(models.Model):
    """One letter in one language. Never changed; only its arrival is added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: what stands on it for the verify page; the same in both languages of one letter
    code = models.CharField(max_length=20, db_index=True)
    #: whose data it holds
    subject = models.UUIDField(db_index=True)
    #: number of the case it is about
    case = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40, choices=Kind.choices)
    #: zh | en
    lang = models.CharField(max_length=5)
    #: the body, as text of the format uberrima-letter/1
    sealed = models.BinaryField()
    channel = models.CharField(max_length=20, choices=Channel.choices)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    #: when it reached its person; empty until somebody can say so
    arrived_at = models.DateTimeField(null=True)
    #: the journal's entry
    entry = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["sent_at", "lang"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "lang"], name="one_letter_a_language")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.lang}"
