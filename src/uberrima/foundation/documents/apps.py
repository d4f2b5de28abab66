"""The app as Django knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See the package."""

    name = "uberrima.foundation.documents"
    label = "documents"
