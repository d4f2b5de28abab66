"""The app as Django knows it."""

from django.apps import AppConfig


class PortalsCustomerConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.customer"
    label = "portals_customer"
