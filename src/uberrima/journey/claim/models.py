"""A claim, its facts with their sources, its events, and what was decided."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Status(models.TextChoices):
    """Where a claim stands."""

    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "等待受理"
    WAITING = "waiting", "等待补充材料"
    DECIDED = "decided", "已核定"
    PAID = "paid", "已付款"


class Claim(models.Model):
    """One claim for one bill of one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: as printed: C-2611-0001; it is the case's number everywhere, and the bill's id for the core
    number = models.CharField(max_length=40, unique=True)
    policy = models.ForeignKey("contract.Policy", on_delete=models.PROTECT, related_name="claims")
    household = models.UUIDField(db_index=True)
    #: whose bill it is
    person = models.UUIDField(db_index=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT, db_index=True)
    #: counts every change; who decides on an older number is shown what changed
    version = models.PositiveIntegerField(default=1)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opened_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.status != Status.PAID

    @property
    def takes_facts(self) -> bool:
        """Whether facts may still be entered or corrected."""
        return self.status in {Status.DRAFT, Status.SUBMITTED, Status.WAITING}


class Fact(models.Model):
    """One thing that a document says. A correction is a row of its own, beside the row that it corrects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="facts")
    #: 0 for the bill as a whole, else the number of its line
    line = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=60)
    #: the value as text; a line is JSON text
    sealed = models.BinaryField()
    #: number of the document within the case, and its page; empty until somebody names them
    document = models.PositiveIntegerField(null=True)
    page = models.PositiveIntegerField(null=True)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()
    #: the row that this one corrects
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    #: a line that was taken out again
    struck = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["line", "name", "entered_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim", "line", "name"], condition=models.Q(corrects__isnull=True), name="one_fact_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} line {self.line} {self.name}"


class Event(models.Model):
    """Something that starts, pauses or ends a clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    #: a word of the clocks: claim.received, claim.supplement_asked, …
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.UUIDField()
    #: what it is about, by name of a kind of document or of an event; never free text
    about = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind}"


class Decision(models.Model):
    """What was decided (核定). Never changed: a later decision is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=120)
    edition_hash = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    #: minor units, over all lines
    billed = models.BigIntegerField()
    other = models.BigIntegerField()
    paid = models.BigIntegerField()
    insured = models.BigIntegerField()
    #: what earlier decisions change by, minor units, net
    settled = models.BigIntegerField(default=0)
    #: salt and payload of the record, sealed under the person's medical key
    sealed = models.BinaryField()
    #: salt of the digest over the rows below
    rows_salt = models.BinaryField()
    #: the journal's entry
    entry = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["claim", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "number"], name="one_number_a_decision")]

    def __str__(self) -> str:
        return f"{self.claim_id} decision {self.number}"


class DecisionLine(models.Model):
    """One line of a bill under one policy, as decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    policy = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    clause = models.CharField(max_length=40, blank=True)
    #: the waterfall in minor units, by ``wording.tables.COLUMNS``
    columns = models.JSONField()
    #: clauses that moved money
    path = models.JSONField()

    class Meta:
        ordering: ClassVar = ["policy", "line"]

    def __str__(self) -> str:
        return f"{self.decision_id} line {self.line}"


class DecisionChange(models.Model):
    """What a decision changes of an earlier one: the difference is booked, nothing is overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    policy = models.CharField(max_length=40)
    bill = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    #: minor units
    before = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["bill", "line"]

    def __str__(self) -> str:
        return f"{self.decision_id} changes {self.bill} line {self.line}"
