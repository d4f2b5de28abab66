"""The app as Django knows it."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.catalogue"
    label = "catalogue"
