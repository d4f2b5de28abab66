"""The app as Django knows it."""

from django.apps import AppConfig


class ClaimConfig(AppConfig):
    """See the package."""

    name = "uberrima.journey.claim"
    label = "claim"
