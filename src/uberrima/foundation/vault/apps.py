"""The app as Django knows it."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.vault"
    label = "vault"
