"""The app as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.people"
    label = "people"
