"""The app as Django knows it."""

from django.apps import AppConfig


class PortalsOversightConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.oversight"
    label = "portals_oversight"
