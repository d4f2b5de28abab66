"""The app as Django knows it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.notices"
    label = "notices"
