"""Five tables, of which four only grow. Nothing in them is anybody's data: commitments, ids and sealed bytes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """What was done, as core.evidence.entry has it, with the sealed payload itself."""

    id = models.UUIDField(primary_key=True)
    tree = models.TextField()
    stream = models.TextField()
    #: place in the stream, the first is 1
    number = models.BigIntegerField()
    kind = models.TextField()
    #: microseconds since 1970, UTC
    at = models.BigIntegerField()
    actor = models.UUIDField()
    purpose = models.TextField()
    case = models.TextField()
    commitment = models.BinaryField()
    sealed = models.BinaryField()
    rows = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tree", "stream", "number"], name="journal_number")]


class Waiting(models.Model):
    """An entry without a place. Gone when the sequencer has placed it: the only table here that shrinks."""

    #: assigned while the stream is locked, so that it keeps each stream's order
    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField()


class Place(models.Model):
    """Where an entry stands in its tree. Without a foreign key: an audit looks for what is missing, and must be able to find it."""

    pk = models.CompositePrimaryKey("tree", "index")
    tree = models.TextField()
    #: the first is 0
    index = models.BigIntegerField()
    entry = models.UUIDField(unique=True)
    #: hash of the leaf
    leaf = models.BinaryField()


class Node(models.Model):
    """The root of a full subtree of 256 leaves (level 8), 65,536 (16) or 2^24 (24): all that a proof needs beside leaves."""

    pk = models.CompositePrimaryKey("tree", "level", "index")
    tree = models.TextField()
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """A signed note on the tree at one size."""

    pk = models.CompositePrimaryKey("tree", "size")
    tree = models.TextField()
    size = models.BigIntegerField()
    note = models.TextField()
