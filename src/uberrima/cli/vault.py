"""``uberrima vault``: make the key file, look at it, rotate its keys, destroy an old epoch."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

# Django and the ciphers are brought in by the command that needs them: the other commands run without them.


def declare(parser: argparse.ArgumentParser) -> None:
    """The words of this command."""
    of = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    one = of.add_parser("init", help="make a key file; one that is there is never touched")
    one.add_argument("--file", type=Path, help="where (default: UBERRIMA_KEYS, or keys/vault.keys below UBERRIMA_DATA)")
    of.add_parser("status", help="epochs, suite, and how many data keys are wrapped under which epoch")
    of.add_parser("check", help="unwrap every data key, and use none")
    one = of.add_parser(
        "rotate", help="begin a new epoch and wrap every data key under it; or go on where it broke off"
    )
    one.add_argument("--batch", type=int, default=1000, help="data keys in one transaction (default: 1000)")
    one = of.add_parser("destroy", help="take an old epoch out of the key file for good")
    one.add_argument("epoch", type=int)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    if arguments.what == "init":
        return _init(arguments.file or _default_file())
    from uberrima.config.start import service  # noqa: PLC0415

    with service():
        if arguments.what == "status":
            return _status()
        if arguments.what == "check":
            return _check()
        if arguments.what == "rotate":
            return _rotate(arguments.batch)
        return _destroy(arguments.epoch)


def _default_file() -> Path:
    from uberrima.config.environment import keys_file  # noqa: PLC0415

    return keys_file(os.environ)


def _init(path: Path) -> int:
    from uberrima.foundation.vault import keyfile  # noqa: PLC0415

    if path.exists():
        print(f"{path} is there already, and was left as it is. What is sealed opens with it alone: keep it.")
        return 1
    keyfile.write(path, keyfile.made())
    print(
        f"{path} holds the keys of epoch 1. Keep a copy away from the database and its backups: see docs/howto/keys.md."
    )
    return 0


def _status() -> int:
    from uberrima.foundation.vault import rotation  # noqa: PLC0415

    found = rotation.status()
    print(f"new values: {found.suite}")
    for epoch in sorted({*found.epochs, *found.data_keys}):
        here = "in the key file" if epoch in found.epochs else "NOT in the key file"
        print(f"epoch {epoch}: {found.data_keys.get(epoch, 0)} data keys, {here}")
    return 0 if set(found.data_keys) <= set(found.epochs) else 1


def _check() -> int:
    from uberrima.foundation.vault import rotation  # noqa: PLC0415

    found = rotation.check()
    for data_class, (good, bad) in found.items():
        print(f"{data_class.value}: {good} data keys unwrap, {bad} do not")
    return 1 if any(bad for _, bad in found.values()) else 0


def _rotate(batch: int) -> int:
    from uberrima.foundation.vault import rotation  # noqa: PLC0415

    done = rotation.rotate(batch)
    print(f"epoch {done.epoch}: {done.rewrapped} data keys wrapped anew, {done.unreadable} do not unwrap")
    return 1 if done.unreadable else 0


def _destroy(epoch: int) -> int:
    from uberrima.foundation.vault import rotation  # noqa: PLC0415

    rotation.destroy(epoch)
    print(
        f"epoch {epoch} is gone from the key file. Copies of the old file are yours to destroy: see docs/howto/keys.md."
    )
    return 0
