"""The app as Django knows it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.journal"
    label = "journal"
    #: the application may take rows out of these; every other table of the journal only grows (config/roles.py)
    changeable_tables = ("journal_waiting",)
