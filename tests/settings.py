"""Django's settings for tests and checks: those of a demonstration, in a folder of this run alone."""

import os
import tempfile

os.environ.setdefault("UBERRIMA_DEMO", "1")
# The first process of a run makes the folder and takes it away (conftest.py); its workers find it here.
if "UBERRIMA_TESTS" not in os.environ and "PYTEST_VERSION" in os.environ:
    os.environ["UBERRIMA_TESTS"] = os.environ["UBERRIMA_DATA"] = tempfile.mkdtemp(prefix="uberrima-tests-")
    os.environ["UBERRIMA_TESTS_PID"] = str(os.getpid())

from uberrima.config.settings import *  # noqa: F403

# Static files come from where they are written, without being collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A hundred accounts a run, each with a password: hashed in the same way and in less time.
PASSWORD_HASHERS = ["tests.hashing.Quick"]
