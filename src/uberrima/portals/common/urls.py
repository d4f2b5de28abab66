"""The switches, and the kit."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from uberrima.portals.common import views

urlpatterns = [
    path("lang", set_language, name="lang"),
    path("size", views.size, name="size"),
    path("theme", views.theme, name="theme"),
    path("kit", views.kit, name="kit"),
]
