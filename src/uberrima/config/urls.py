"""Every address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("uberrima.portals.common.urls")),
    path("", include("uberrima.portals.public.urls")),
    path("my/", include("uberrima.portals.customer.urls")),
    path("staff/", include("uberrima.portals.staff.urls")),
    path("oversight/", include("uberrima.portals.oversight.urls")),
]

handler400 = "uberrima.portals.common.views.bad_request"
handler403 = "uberrima.portals.common.views.forbidden"
handler404 = "uberrima.portals.common.views.not_found"
handler500 = "uberrima.portals.common.views.server_error"
