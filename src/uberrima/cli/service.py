"""``uberrima catalogue`` and ``uberrima account``: what an empty service needs before anybody can use its pages."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from uuid import UUID

from uberrima.cli.files import edition_at

# The service's packages are brought in by the command that needs them: the other commands run without them.


def publish(folder: Path) -> int:
    """Publish an edition, so that policies can be issued on it. Exit code 0; 2 when its wording has problems or its name is taken."""
    edition_at(folder)  # every problem with its file and line, before the service is asked
    from uberrima.config.start import service  # noqa: PLC0415

    with service():
        from uberrima.foundation.catalogue import api as catalogue  # noqa: PLC0415 — after its set-up

        files = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted(folder.iterdir())
            if path.suffix in {".toml", ".csv"}
        }
        row = catalogue.publish(files, actor=UUID(int=0), place=str(folder))
        print(f"{row.name} is published: {row.hash}")
    return 0


def make_account(username: str, role: str, name: str, number: str) -> int:
    """Make an account for one of the staff. The password is asked for, or read from standard input where that is no terminal."""
    from uberrima.config.start import service  # noqa: PLC0415

    told = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(told) < 12:
        print("The password is shorter than 12 characters. Take a longer one.", file=sys.stderr)
        return 2
    with service():
        from uberrima.core.privacy import Role  # noqa: PLC0415
        from uberrima.foundation.people import api as people  # noqa: PLC0415 — after its set-up

        if people.username_taken(username):
            print("That name is taken. Choose another.", file=sys.stderr)
            return 2
        people.make_account(username=username, password=told, role=Role(role), staff_name=name, staff_number=number)
        print("The account is made. It signs in at /signin.")
    return 0
