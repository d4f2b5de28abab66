"""Documents that people handed in, sealed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a document is (材料)."""

    INVOICE = "invoice", _("医疗费用发票")
    LIST = "list", _("费用清单")
    SETTLEMENT = "settlement", _("医保结算单")
    SUMMARY = "summary", _("出院小结")
    RECORD = "record", _("门诊病历")
    OTHER = "other", _("其他材料")


class Document(models.Model):
    """One document. The name of the file is not kept: file names hold names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: whose data it holds
    subject = models.UUIDField()
    #: number of the case it was handed in for
    case = models.CharField(max_length=40, db_index=True)
    #: its number within the case, from 1
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    #: application/pdf | image/jpeg | image/png, told by the content and not by the name
    media_type = models.CharField(max_length=40)
    pages = models.PositiveIntegerField()
    #: bytes
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["case", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_number_a_document")]

    def __str__(self) -> str:
        return f"{self.case} document {self.number}"
