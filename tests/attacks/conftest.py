"""One world for all tests of a module: each undoes what it did, and at the end the module undoes the world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.attacks import world as play


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[play.World]:
    """Everybody, and a claim at every stage. Its journal has a key and checkpoints of its own: it notices that it is undone."""
    folder = tmp_path_factory.mktemp("journal")
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined] # as Django marks its own: durable transactions may be within
        with around:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(settings, "UBERRIMA_JOURNAL_KEY", folder / "journal.key")
                patch.setattr(settings, "UBERRIMA_JOURNAL_CHECKPOINTS", folder / "checkpoints.log")
                made = play.world()
                yield made
            transaction.set_rollback(rollback=True)
