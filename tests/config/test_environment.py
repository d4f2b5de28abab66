"""The service does not start when something that protects people is missing."""

from pathlib import Path

import pytest

from uberrima.config.environment import DatabaseRole, Unsafe, read
from uberrima.config.postgres import address


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    """All that an operator must set."""
    keys = tmp_path / "vault.keys"
    keys.write_text("keys")
    return {
        "UBERRIMA_SECRET_KEY": "x" * 50,
        "UBERRIMA_HOSTS": "service.example",
        "UBERRIMA_ADDRESS": "https://service.example",
        "UBERRIMA_KEYS": str(keys),
    }


def test_what_is_safe_is_read(safe: dict[str, str]) -> None:
    found = read(safe)
    assert (found.hosts, found.https, found.demo, found.role) == (
        ("service.example",),
        True,
        False,
        DatabaseRole.APPLICATION,
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("UBERRIMA_SECRET_KEY", "", "50 or more random characters"),
        ("UBERRIMA_SECRET_KEY", "short", "50 or more random characters"),
        ("UBERRIMA_HOSTS", "", "must name the hosts"),
        ("UBERRIMA_HOSTS", "*", "choose the addresses in our letters"),
        ("UBERRIMA_ADDRESS", "http://service.example", "must begin with https://"),
        ("UBERRIMA_KEYS", "nowhere/vault.keys", "uberrima vault init"),
        ("DATABASE_URL", "postgresql://one@db/uberrima", "DATABASE_OWNER_URL"),
        ("PORT", "http", "Give a number from 1 to 65535"),
    ],
)
def test_what_is_unsafe_is_refused_with_what_to_do(safe: dict[str, str], name: str, value: str, says: str) -> None:
    with pytest.raises(Unsafe, match=says):
        read(safe | {name: value})


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(Unsafe) as refused:
        read({})
    named = [name for name in ("SECRET_KEY", "HOSTS", "ADDRESS", "KEYS") if f"UBERRIMA_{name}" in str(refused.value)]
    assert len(named) == 4


def test_a_demonstration_needs_nothing_and_answers_this_machine_only() -> None:
    found = read({"UBERRIMA_DEMO": "1"})
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert found.bind == "127.0.0.1"
    assert not found.https


def test_each_role_reaches_the_database_by_its_own_login(safe: dict[str, str]) -> None:
    found = read(
        safe
        | {
            "DATABASE_URL": "postgresql://app:one@db/u?sslmode=verify-full",
            "DATABASE_OWNER_URL": "postgresql://owner:two@db/u",
        }
    )
    assert address(found, DatabaseRole.APPLICATION) == {
        "user": "app",
        "password": "one",
        "host": "db",
        "dbname": "u",
        "sslmode": "verify-full",
    }
    assert address(found, DatabaseRole.OWNER)["user"] == "owner"
    assert address(found, DatabaseRole.AUDITOR)["options"] == "-c role=uberrima_auditor"


def test_one_login_lays_its_rights_down_for_each_role() -> None:
    found = read({"UBERRIMA_DEMO": "1", "DATABASE_URL": "postgresql://one@db/u"})
    assert {address(found, role)["options"] for role in DatabaseRole} == {f"-c role={role}" for role in DatabaseRole}
