"""The app as Django knows it."""

from django.apps import AppConfig


class PortalsCommonConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.common"
    label = "portals_common"
