"""The app as Django knows it."""

from django.apps import AppConfig


class PortalsPublicConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.public"
    label = "portals_public"
