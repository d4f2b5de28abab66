"""Wrapped data keys, and who read whose data."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class DataKey(models.Model):
    """The key of one class of one person's data, wrapped under the class key of an epoch. Without it nothing of that opens."""

    subject = models.UUIDField()
    #: 1 contact, 2 financial, 3 medical, as in the header of a sealed value
    data_class = models.PositiveSmallIntegerField()
    #: the epoch it is wrapped under
    epoch = models.PositiveIntegerField(db_index=True)
    wrapped = models.BinaryField()
    #: 16 bytes that fit this key alone
    commitment = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "data_class"], name="one_key_a_person_and_class")
        ]

    def __str__(self) -> str:
        return f"{self.subject} class {self.data_class} epoch {self.epoch}"


class Read(models.Model):
    """One person's data were opened, or somebody tried, in one request: who, as what, what for, which classes, when."""

    class Outcome(models.TextChoices):
        """What came of it."""

        OPENED = "opened"
        #: no permit, or not for this
        REFUSED = "refused"
        #: the value was changed, moved, or its key is gone
        UNREADABLE = "unreadable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    reader = models.UUIDField()
    #: words of ``core.privacy``
    role = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    #: number of the case; empty where there is none
    case = models.CharField(max_length=80, blank=True)
    #: classes that were seen in clear, by comma
    classes = models.CharField(max_length=80, blank=True)
    #: classes of which only a mask was seen
    masked = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    at = models.DateTimeField()
    #: name of the page, or of the batch job; never an address
    route = models.CharField(max_length=80, blank=True)
    #: 16 random bytes that stand before the row in its digest
    salt = models.BinaryField()
    #: its entry in the journal's tree "reads"
    entry = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["-at", "id"]
        indexes: ClassVar = [models.Index(fields=["subject", "-at"], name="reads_of_a_person")]

    def __str__(self) -> str:
        return f"{self.reader} {self.outcome} {self.subject} {self.at}"
