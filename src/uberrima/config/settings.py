"""Django's settings, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe

from csp.constants import NONE, SELF

from uberrima.config import environment, postgres

ENVIRONMENT = environment.read()
_HERE = Path(__file__).parent.parent

DEBUG = False
# All processes of a demonstration must share one, so `serve` makes it and hands it down.
SECRET_KEY = ENVIRONMENT.secret_key or token_urlsafe(64)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
DATABASES = {"default": postgres.django_database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VAULT_KEYS = ENVIRONMENT.keys
VAULT_SUITE = ENVIRONMENT.suite

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "uberrima.foundation.journal",
    "uberrima.foundation.vault",
    "uberrima.foundation.people",
    "uberrima.foundation.catalogue",
    "uberrima.foundation.documents",
    "uberrima.foundation.notices",
    "uberrima.journey.contract",
    "uberrima.journey.claim",
    "uberrima.portals.common",
    "uberrima.portals.customer",
    "uberrima.portals.staff",
    "uberrima.portals.oversight",
    "uberrima.portals.public",
]

MIDDLEWARE = [
    "uberrima.config.health.Health",
    "uberrima.config.logging.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "uberrima.foundation.vault.middleware.ReadTrail",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "uberrima.config.limits.SizeLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "uberrima.portals.common.refusals.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "uberrima.config.urls"
WSGI_APPLICATION = "uberrima.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "uberrima.portals.common.context.look",
            ]
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.data / "static"

_bootstrap = find_spec("xstatic")
STATICFILES_DIRS = [
    ("bootstrap", str(Path(place) / "pkg" / "bootstrap" / "data"))
    for place in (_bootstrap.submodule_search_locations or () if _bootstrap else ())
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# What browsers are told. Sessions lie in the database and hold the account's id and nothing about anybody.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.address] if ENVIRONMENT.https else []
CSRF_FAILURE_VIEW = "uberrima.portals.common.views.csrf_failure"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What people send. Nothing handed in touches the disk before it is sealed; who sends more gets 413 before it is read.
REQUEST_LIMIT = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_LIMIT
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# One line of JSON a happening, without anything personal: config/logging.py.
LOGGING_CONFIG = "uberrima.config.logging.configured"
LOGGING = {"told": True}  # Django calls what it is told to only when there is something to tell

# Jobs carry ids and nothing else.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# The journal's key, and the checkpoints outside the database that an audit compares it with.
UBERRIMA_JOURNAL_KEY = ENVIRONMENT.data / "journal.key"
UBERRIMA_JOURNAL_CHECKPOINTS = ENVIRONMENT.data / "checkpoints.log"
UBERRIMA_JOURNAL_ORIGIN = "uberrima.local"

# Who the insurer is, as letters and pages name it. Invented, for the demonstration.
UBERRIMA_HOUSE = {"name": "澄湖健康", "name_en": "Chenghu Health", "phone": "400-000-3650"}
