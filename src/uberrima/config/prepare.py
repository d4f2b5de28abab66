"""Before anything is served: roles, tables, grants and static files. Run by itself, as the owner of the tables."""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.db import connection
from psycopg import connect

from uberrima.config.environment import DatabaseRole, read
from uberrima.config.postgres import login, make_roles
from uberrima.config.roles import grant_all


def prepare() -> None:
    """Bring the database to the state that this version needs. What is there already is left as it is."""
    environment = read()
    if environment.database_url:
        with connect(**login(environment), autocommit=True) as first:
            make_roles(first, login=False)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    grant_all(connection)
    call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    os.environ["UBERRIMA_ROLE"] = DatabaseRole.OWNER.value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
    prepare()
