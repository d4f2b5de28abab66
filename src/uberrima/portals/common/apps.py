"""The app as Django knows it."""

from django.apps import AppConfig

from uberrima.portals.common.messages import compile_stale


class PortalsCommonConfig(AppConfig):
    """See the package."""

    name = "uberrima.portals.common"
    label = "portals_common"

    def ready(self) -> None:
        """Make the translations ready to read."""
        compile_stale()
