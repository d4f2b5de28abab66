"""Count tries to sign in, so that guessing passwords is slow: by name, by address, and by both together.

A name is counted whether or not somebody has it, so nobody learns which names there are. Few tries are allowed for one name from one
address and more for a name as a whole, so that a stranger elsewhere does not easily lock somebody out.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from uberrima.foundation import clock
from uberrima.foundation.people.models import SignInTries

#: How long tries count, from the first of them.
COUNTED_FOR = timedelta(minutes=15)
#: How many are allowed in that time.
OF_BOTH, OF_NAME, OF_ADDRESS = 5, 20, 60


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try to sign in, counted before the password is looked at: a hundred at once are a hundred."""

    #: name and address, name, and address where it is known
    marks: tuple[bytes, ...]
    #: until when this name, from here, is not let in whatever the password; None when the password may be looked at
    shut_until: datetime | None


def sign_in_tried(username: str, address: str) -> Try:
    """Count a try.

    :param address: empty when it is not known.
    """
    name = username.strip().casefold()
    allowed = {_mark("both", name, address): OF_BOTH, _mark("name", name): OF_NAME}
    if address:
        allowed[_mark("address", address)] = OF_ADDRESS
    marks = tuple(allowed)
    now = clock.now()
    ends = []
    with transaction.atomic():
        _forget_old(now)
        for mark in sorted(marks):  # always in the same order, so that two tries never wait for each other
            row, _ = SignInTries.objects.select_for_update().get_or_create(mark=mark, defaults={"since": now})
            if now - row.since > COUNTED_FOR:
                row.count, row.since = 0, now
            row.count += 1
            row.save(update_fields=["count", "since"])
            if row.count > allowed[mark]:
                ends.append(row.since + COUNTED_FOR)
    return Try(marks=marks, shut_until=max(ends, default=None))


def sign_in_succeeded(one: Try) -> None:
    """The password was right: this try does not count, and neither do those for the same name from here."""
    with transaction.atomic():
        for mark in sorted(one.marks):
            row = SignInTries.objects.select_for_update().filter(mark=mark).first()
            if row is not None:
                row.count = 0 if mark == one.marks[0] else max(0, row.count - 1)
                row.save(update_fields=["count"])


def _mark(*words: str) -> bytes:
    """A keyed hash; the key is the one that signs sessions."""
    told = b"".join(len(word.encode()).to_bytes(4) + word.encode() for word in ("sign-in", *words))
    return hmac.new(settings.SECRET_KEY.encode(), told, sha256).digest()


def _forget_old(now: datetime) -> None:
    """What no longer counts goes; rows that another try holds are left to it."""
    old = SignInTries.objects.select_for_update(skip_locked=True).filter(since__lt=now - COUNTED_FOR)
    SignInTries.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:100])).delete()
