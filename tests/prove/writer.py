"""Writes as the application does, one row and one entry of the journal in a transaction, and says each aloud after its commit."""

import sys
import time
from itertools import count
from uuid import UUID

from uberrima.config.start import service


def write(number: int) -> None:
    """Until it is killed. What failed is not tried again: it was not acknowledged, and may be there or not."""
    from django.db import Error, connection, transaction  # noqa: PLC0415 - after Django's set-up

    from uberrima.foundation import clock  # noqa: PLC0415
    from uberrima.foundation.journal import api as journal  # noqa: PLC0415
    from uberrima.foundation.people.models import Account  # noqa: PLC0415

    for turn in count():
        word = f"w{number}-{turn}"
        try:
            with transaction.atomic():
                Account.objects.create(username=word, role="customer", is_active=False)
                journal.record(
                    kind="test.written/1", stream=word, at=clock.now(), actor=UUID(int=0), purpose="claim", case="",
                    commitment=bytes(32), sealed=b"sealed",
                )  # fmt: skip
        except Error:
            connection.close()
            time.sleep(0.02)
            continue
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with service():
        write(int(sys.argv[1]))
