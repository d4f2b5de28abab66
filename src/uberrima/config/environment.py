"""What the environment says, read once, checked, and refused when unsafe."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from uberrima.core.kernel.errors import UberrimaError


class Unsafe(UberrimaError):
    """The service must not start like this."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Everything that an operator may set."""

    #: a demonstration: invented people, a key made on the spot, plain http
    demo: bool
    secret_key: str
    #: where the embedded database, the key file and the checkpoints lie
    data: Path
    #: empty: the embedded database
    database_url: str
    hosts: tuple[str, ...]
    #: address as customers type it, for letters
    address: str


def read(told: Mapping[str, str] | None = None) -> Environment:
    """Read the environment.

    :raises Unsafe: outside a demonstration, when something that protects people is missing.
    """
    env = os.environ if told is None else told
    demo = env.get("UBERRIMA_DEMO", "") == "1"
    found = Environment(
        demo=demo,
        secret_key=env.get("UBERRIMA_SECRET_KEY", ""),
        data=Path(env.get("UBERRIMA_DATA", "var")).absolute(),
        database_url=env.get("DATABASE_URL", ""),
        hosts=tuple(h.strip() for h in env.get("UBERRIMA_HOSTS", "").split(",") if h.strip()),
        address=env.get("UBERRIMA_ADDRESS", f"http://localhost:{env.get('PORT', '8000')}"),
    )
    if not demo:
        missing = [
            f"{name} {what}"
            for name, what, is_there in (
                ("UBERRIMA_SECRET_KEY", "must be set: 50 or more random characters.", len(found.secret_key) >= 50),
                ("UBERRIMA_HOSTS", "must name the hosts that are answered.", bool(found.hosts)),
                ("UBERRIMA_ADDRESS", "must begin with https://.", found.address.startswith("https://")),
            )
            if not is_there
        ]
        if missing:
            raise Unsafe("The service does not start like this.\n" + "\n".join(missing) + "\nSee docs/howto/run.md.")
    return found


def database(url: str, data: Path) -> dict[str, object]:
    """Django's settings for a database address; without one, the embedded database's socket."""
    parts = (
        conninfo_to_dict(url) if url else {"dbname": "uberrima", "user": "uberrima_app", "host": str(data / "postgres")}
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "uberrima"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "pool": {"min_size": 2, "max_size": 8, "timeout": 10}},
    }
