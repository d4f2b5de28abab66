"""The database itself refuses to change or remove a row of the record, whoever asks; what gets around that, the audit finds."""

from typing import ClassVar

from django.db import migrations

TABLES = ("journal_entry", "journal_place", "journal_node", "journal_checkpoint")

FORWARD = (
    """
    CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal only grows: % of a row of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    *(
        f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION journal_only_grows()"
        for table in TABLES
    ),
)
BACKWARD = (*(f"DROP TRIGGER only_grows ON {table}" for table in TABLES), "DROP FUNCTION journal_only_grows()")


class Migration(migrations.Migration):
    """Add the triggers."""

    dependencies: ClassVar = [("journal", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(sql=FORWARD, reverse_sql=BACKWARD)]
