"""Accounts that sign in, households with their persons, who works on which case, forms that were sent once, tries to sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Household(models.Model):
    """People who share policies (家庭). It has a number and no name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.number


class Person(models.Model):
    """A person of a household; everything that tells who it is lies sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="persons")
    name = models.BinaryField()
    id_number = models.BinaryField()
    #: blind index of the id number, 4 bytes
    id_index = models.BinaryField(db_index=True)
    phone = models.BinaryField()
    phone_index = models.BinaryField(db_index=True)
    born = models.BinaryField()
    sex = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the name that they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Somebody who signs in: a customer, or one of the staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=80, unique=True)
    #: a word of ``core.privacy.Role``
    role = models.CharField(max_length=20)
    is_active = models.BooleanField(default=True)
    #: sessions that began before this are over
    sessions_end = models.DateTimeField(null=True)
    #: whose account it is, for customers
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="account")
    #: as customers read it, for staff: 李衡, and the staff number C-2107
    staff_name = models.CharField(max_length=80, blank=True)
    staff_number = models.CharField(max_length=20, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return str(self.id)


class Assignment(models.Model):
    """Who works on a case, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.CharField(max_length=40, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until__isnull=True), name="one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.case} → {self.account_id}"


class Numbering(models.Model):
    """The last number given in a month, for each kind of thing that people read a number of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: such as C-2611
    series = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.series


class Submission(models.Model):
    """A form that was sent, so that sending it again does nothing twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="submissions")
    key = models.UUIDField()
    #: keyed hash over the form
    body = models.BinaryField()
    #: where the answer lies
    answer = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="sent_once")]

    def __str__(self) -> str:
        return str(self.key)


class SignInTries(models.Model):
    """How often somebody tried in vain to sign in lately. Who and from where is kept as a keyed hash only."""

    #: of a name, of an address, or of both together
    mark = models.BinaryField(unique=True)
    count = models.PositiveIntegerField(default=0)
    #: when the first of these tries was
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} tries"
