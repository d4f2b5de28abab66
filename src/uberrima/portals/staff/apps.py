"""The app as Django knows it."""

from django.apps import AppConfig


class PortalsStaffConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.staff"
    label = "portals_staff"
