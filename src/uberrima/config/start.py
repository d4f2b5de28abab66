"""How a command gets a working service: the database answers, Django is set up, in the role that the work needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from uberrima.config.environment import DatabaseRole
from uberrima.config.postgres import running


@contextmanager
def service(role: DatabaseRole = DatabaseRole.APPLICATION) -> Iterator[None]:
    """`with service(DatabaseRole.AUDITOR):` and the rooms can be imported and used inside.

    The database is that of `serve` if it runs, and else started for as long.
    """
    import django  # noqa: PLC0415 - a command that only prints its help does without

    os.environ["UBERRIMA_ROLE"] = role.value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
    with running():
        django.setup()
        yield
