"""What each role of the database may do, granted anew after every migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from uberrima.config.environment import DatabaseRole

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

#: tables that are no business of an auditor: sessions hold the way into somebody's account
NOT_FOR_AUDITORS = frozenset({"django_session"})
#: what the application only reads
ONLY_READ = frozenset({"django_migrations"})
#: what is written and never altered: the journal, and who read whose data
RECORDS = ("journal_", "vault_read")


def rights(table: str, changeable: frozenset[str]) -> dict[DatabaseRole, str]:
    """What each role may do with a table. The journal is written and never altered.

    An app names by `changeable_tables` those of its `journal_` tables that are working tables and no record.
    """
    if table in ONLY_READ:
        application = "SELECT"
    elif table.startswith(RECORDS) and table not in changeable:
        application = "SELECT, INSERT"
    else:
        application = "SELECT, INSERT, UPDATE, DELETE"
    found = {DatabaseRole.APPLICATION: application}
    if table not in NOT_FOR_AUDITORS and not table.startswith("procrastinate_"):
        found[DatabaseRole.AUDITOR] = "SELECT"
    return found


def changeable_tables() -> frozenset[str]:
    """Every table that an app of ours names as changeable."""
    named: set[str] = set()
    for app in apps.get_app_configs():
        named.update(getattr(app, "changeable_tables", ()))
    return frozenset(named)


def grant_all(connection: BaseDatabaseWrapper) -> None:
    """Take everything away from the application and the auditor, then give them what they may. Done as the owner."""
    changeable = changeable_tables()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for role in (DatabaseRole.APPLICATION, DatabaseRole.AUDITOR):
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(DatabaseRole.APPLICATION)}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            for role, what in rights(table, changeable).items():
                cursor.execute(f"GRANT {what} ON {quote(table)} TO {quote(role)}")
