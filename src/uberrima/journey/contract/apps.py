"""The app as Django knows it."""

from django.apps import AppConfig


class ContractConfig(AppConfig):
    """See the package."""

    name = "uberrima.journey.contract"
    label = "contract"
