"""Addresses of oversight."""

from django.urls import path

from uberrima.portals.oversight import views

urlpatterns = [path("journal", views.journal_page, name="oversight-journal")]
