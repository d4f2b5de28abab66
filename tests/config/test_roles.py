"""What the roles of the database may do, on a real one."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection

from uberrima.config.environment import DatabaseRole
from uberrima.config.roles import rights


@pytest.mark.django_db
def test_tests_work_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (DatabaseRole.APPLICATION.value,)


@pytest.mark.django_db
def test_the_application_may_do_nothing_to_the_structure() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_schema_privilege('public', 'create'), has_table_privilege('django_migrations', 'insert')"
        )
        assert cursor.fetchone() == (False, False)


@pytest.mark.django_db
def test_an_owner_can_be_played(as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('django_migrations', 'insert')")
        assert cursor.fetchone() == (True,)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (DatabaseRole.APPLICATION.value,)


def test_the_journal_is_written_and_never_altered() -> None:
    given = rights("journal_entry", frozenset({"journal_queue"}))
    assert given == {DatabaseRole.APPLICATION: "SELECT, INSERT", DatabaseRole.AUDITOR: "SELECT"}
    assert "DELETE" in rights("journal_queue", frozenset({"journal_queue"}))[DatabaseRole.APPLICATION]


def test_an_auditor_sees_no_sessions() -> None:
    assert DatabaseRole.AUDITOR not in rights("django_session", frozenset())
