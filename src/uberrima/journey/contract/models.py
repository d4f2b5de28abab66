"""Policies and whom they insure."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Policy(models.Model):
    """A policy (保险单) on a published edition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: as printed: P-2611-0001
    number = models.CharField(max_length=40, unique=True)
    household = models.UUIDField(db_index=True)
    #: the person who holds it (投保人)
    holder = models.UUIDField()
    #: ``product/edition``
    edition = models.CharField(max_length=120)
    start = models.DateField()
    end = models.DateField()
    #: what was chosen: option → value, as the edition's choices take it
    schedule = models.JSONField(default=dict)
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.number


class Insured(models.Model):
    """One person insured under a policy (被保险人)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="insured")
    person = models.UUIDField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "person"], name="insured_once")]

    def __str__(self) -> str:
        return f"{self.policy_id} insures {self.person}"
