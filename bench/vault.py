"""How quickly the vault seals, opens and indexes short fields, through its door, on one core."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from uuid import UUID

FIELDS = 2000
ROUNDS = 15
READER, SUBJECT = UUID(int=1), UUID(int=2)


def measure() -> dict[str, tuple[float, str, str]]:
    """Name → value, unit, how. CPU time counts, so that what else the machine does does not."""
    os.environ.setdefault("UBERRIMA_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
    import django  # noqa: PLC0415 — the core's figures are measured without Django

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from uberrima.core.privacy import Action, DataClass, Permit, Purpose, Role  # noqa: PLC0415
    from uberrima.foundation.vault import api, keyfile  # noqa: PLC0415
    from uberrima.foundation.vault.sealed import OpenKey  # noqa: PLC0415
    from uberrima.foundation.vault.suites import AES, SM4  # noqa: PLC0415
    from uberrima.foundation.vault.trail import begun  # noqa: PLC0415

    permit = Permit(
        reader=READER, role=Role.HANDLER, purpose=Purpose.CLAIM, case="C-2611-0001", subject=SUBJECT,
        classes=frozenset(DataClass), action=Action.READ,
    )  # fmt: skip
    contact = DataClass.CONTACT
    plains = [f"1101051949123{n:05d}" for n in range(FIELDS)]  # 18 characters, as an identity number has
    found: dict[str, tuple[float, str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings.VAULT_KEYS = Path(folder) / "vault.keys"
        keyfile.write(settings.VAULT_KEYS, keyfile.made())
        for suite, prefix in ((AES, "vault."), (SM4, "vault.sm4_")):
            with begun("bench") as trail:
                # As after the first field of a person in a request: the data key has been fetched and unwrapped.
                trail.keys[SUBJECT.int, contact] = OpenKey(
                    os.urandom(32), subject=SUBJECT, data_class=contact, epoch=1, suite=suite
                )
                # Each field has a row of its own, so that nothing is reused that a page would not reuse.
                places = [api.Place(table="people_person", column="id_number", row=UUID(int=n)) for n in range(FIELDS)]
                rows = list(zip(places, plains, strict=True))

                def encrypt(rows: list[tuple[api.Place, str]] = rows) -> list[bytes]:
                    return [api.seal(SUBJECT, contact, place, plain) for place, plain in rows]

                cells = list(zip(places, encrypt(), strict=True))

                def decrypt(cells: list[tuple[api.Place, bytes]] = cells) -> list[str]:
                    return [api.unseal(permit, contact, place, sealed) for place, sealed in cells]

                what = f"18 characters, {suite.name}, through vault.api with place, padding and trail; data key unwrapped before"
                found[prefix + "encrypt_fields_per_s"] = (_per_second(encrypt), "fields/s", what)
                found[prefix + "decrypt_fields_per_s"] = (_per_second(decrypt), "fields/s", what)
        with begun("bench"):
            found["vault.index_per_s"] = (
                _per_second(lambda: [api.blind_index("id_number", plain) for plain in plains]),
                "values/s",
                "blind index of 18 characters, folded, HMAC-SHA256, within a request",
            )
    return found


def _per_second(action: Callable[[], object]) -> float:
    """How many of FIELDS a second of CPU, by the median round."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return FIELDS / median(taken)


if __name__ == "__main__":
    for name, (value, unit, how) in measure().items():
        print(f"{name} {value:,.0f} {unit} ({how})")
