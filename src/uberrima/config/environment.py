"""What the environment says, read once, checked, and refused when unsafe."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from uberrima.core.kernel.errors import UberrimaError


class Unsafe(UberrimaError):
    """The service must not start like this."""


class DatabaseRole(StrEnum):
    """As which role of the database a process works."""

    #: owns the tables: migrates and grants, and does nothing else
    OWNER = "uberrima_owner"
    #: the web and the worker
    APPLICATION = "uberrima_app"
    #: reads the journal and the business rows
    AUDITOR = "uberrima_auditor"


#: hosts that only this machine reaches
HERE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Everything that an operator may set."""

    #: a demonstration: invented people, a key made on the spot, plain http
    demo: bool
    secret_key: str
    #: where the embedded database, the key file and the checkpoints lie
    data: Path
    #: the vault's keys; best kept where neither the database nor its backups lie
    keys: Path
    #: suite that new values are sealed with: aes-256-gcm or sm4-gcm
    suite: str
    #: empty: the embedded database
    database_url: str
    #: the same database for migrations and grants; empty: `database_url`, which then serves as all roles
    owner_url: str
    #: the same database for audits; empty: `database_url`
    auditor_url: str
    #: as which role of the database this process works
    role: DatabaseRole
    hosts: tuple[str, ...]
    #: address as customers type it, for letters
    address: str
    #: browsers reach it by https alone: cookies insist on it
    https: bool
    #: where the web listens
    bind: str
    port: int


def read(told: Mapping[str, str] | None = None) -> Environment:
    """Read the environment.

    :raises Unsafe: outside a demonstration, when something that protects people is missing; everything that is, not only the first.
    """
    env = os.environ if told is None else told
    demo = env.get("UBERRIMA_DEMO", "") == "1"
    port = env.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Unsafe(f"PORT is {port!r}, which is no port. Give a number from 1 to 65535.")
    address = env.get("UBERRIMA_ADDRESS") or f"http://localhost:{port}"
    found = Environment(
        demo=demo,
        secret_key=env.get("UBERRIMA_SECRET_KEY", ""),
        data=Path(env.get("UBERRIMA_DATA", "var")).absolute(),
        keys=keys_file(env),
        suite=env.get("UBERRIMA_SUITE", "aes-256-gcm"),
        database_url=env.get("DATABASE_URL", ""),
        owner_url=env.get("DATABASE_OWNER_URL", ""),
        auditor_url=env.get("DATABASE_AUDITOR_URL", ""),
        role=DatabaseRole(env.get("UBERRIMA_ROLE") or DatabaseRole.APPLICATION),
        hosts=tuple(h.strip() for h in env.get("UBERRIMA_HOSTS", "").split(",") if h.strip()) or (HERE if demo else ()),
        address=address,
        https=address.startswith("https://"),
        bind=env.get("UBERRIMA_BIND") or "127.0.0.1",
        port=int(port),
    )
    faults = [] if demo else list(_faults(found))
    if faults:
        listed = "".join(f"\n  {fault}" for fault in faults)
        raise Unsafe(
            f"The service does not start like this:{listed}\n"
            "UBERRIMA_DEMO=1 shows it with invented people instead. See docs/howto/run.md."
        )
    return found


def _faults(found: Environment) -> Iterator[str]:
    if len(found.secret_key) < 50:
        yield (
            "UBERRIMA_SECRET_KEY must be set: 50 or more random characters. "
            "Make them: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if not found.hosts:
        yield "UBERRIMA_HOSTS must name the hosts that are answered, as in UBERRIMA_HOSTS=service.example"
    if "*" in found.hosts:
        yield "UBERRIMA_HOSTS is *: anybody could choose the addresses in our letters. Name the hosts."
    if not found.https:
        yield "UBERRIMA_ADDRESS must begin with https://: without it cookies and passwords go over the network in clear."
    if not found.keys.is_file():
        yield f"UBERRIMA_KEYS names no key file: {found.keys}. Without it nothing personal can be kept. Make one: uberrima vault init"
    if found.database_url and not found.owner_url:
        yield (
            "DATABASE_OWNER_URL must be set beside DATABASE_URL: the login that owns the tables. "
            "With one login for all the web could alter the journal."
        )


def keys_file(env: Mapping[str, str]) -> Path:
    """Where the key file lies: UBERRIMA_KEYS, or below UBERRIMA_DATA."""
    return Path(env.get("UBERRIMA_KEYS") or Path(env.get("UBERRIMA_DATA", "var")) / "keys" / "vault.keys").absolute()
