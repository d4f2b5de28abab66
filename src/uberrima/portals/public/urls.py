"""Addresses that need no sign-in."""

from django.urls import path

from uberrima.portals.common import signing
from uberrima.portals.public import views

urlpatterns = [
    path("", signing.start, name="start"),
    path("signin", signing.sign_in, name="sign-in"),
    path("signout", signing.sign_out, name="sign-out"),
    path("clauses/<slug:product>/<slug:edition>/<str:clause>", views.clause, name="clause"),
    path("law/<slug:row>", views.law, name="law"),
    path("verify", views.verify, name="verify"),
    path("verify/<slug:code>", views.verify, name="verify-code"),
]
