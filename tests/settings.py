"""Django's settings for tests and checks: those of a demonstration."""

import os

os.environ.setdefault("UBERRIMA_DEMO", "1")

from uberrima.config.settings import *  # noqa: F403
