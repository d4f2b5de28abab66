"""``uberrima serve`` and ``uberrima manage``: the service, started and looked after from the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

# The service's packages are brought in by the command that needs them: the other commands run without them.


def serve(*, empty: bool) -> int:
    """Serve until told to stop. Exit code 0 then, and 2 when it could not be started."""
    from uberrima.config import serve as service  # noqa: PLC0415
    from uberrima.config.environment import read  # noqa: PLC0415

    service.serve(demonstration=read().demo and not empty, say=_say)
    return 0


def manage(words: Sequence[str]) -> int:
    """Hand `words` to Django, as the owner of the tables, with the database answering."""
    from uberrima.config.environment import DatabaseRole  # noqa: PLC0415
    from uberrima.config.start import service  # noqa: PLC0415

    with service(DatabaseRole.OWNER):
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - after its set-up

        execute_from_command_line(["uberrima manage", *words])
    return 0


def _say(text: str) -> None:
    if text:
        print(text)
        sys.stdout.flush()
