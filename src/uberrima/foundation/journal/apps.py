"""The app as Django knows it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.journal"
    label = "journal"
