"""Addresses of the customer's pages."""

from django.urls import path

from uberrima.portals.customer import views

urlpatterns = [
    path("home", views.home, name="customer-home"),
    path("cover", views.cover, name="customer-cover"),
    path("claims", views.claim_list, name="customer-claims"),
    path("claims/new", views.new_claim, name="customer-new-claim"),
    path("claims/<uuid:claim>", views.claim_page, name="customer-claim"),
    path("claims/<uuid:claim>/papers", views.papers, name="customer-papers"),
    path("claims/<uuid:claim>/papers/<int:number>", views.paper, name="customer-paper"),
    path("claims/<uuid:claim>/bill", views.bill, name="customer-bill"),
    path("claims/<uuid:claim>/lines", views.lines, name="customer-lines"),
    path("claims/<uuid:claim>/lines/add", views.add_line, name="customer-add-line"),
    path("claims/<uuid:claim>/lines/<int:number>", views.line, name="customer-line"),
    path("claims/<uuid:claim>/lines/<int:number>/strike", views.strike_line, name="customer-strike-line"),
    path("claims/<uuid:claim>/check", views.check, name="customer-check"),
    path("claims/<uuid:claim>/hand-in", views.hand_in, name="customer-hand-in"),
    path("claims/<uuid:claim>/arrived", views.arrived, name="customer-arrived"),
    path("claims/<uuid:claim>/decision", views.decision, name="customer-decision"),
    path("claims/<uuid:claim>/agree", views.agree, name="customer-agree"),
    path("claims/<uuid:claim>/letter", views.letter, name="customer-letter"),
    path("claims/<uuid:claim>/receipt.json", views.receipt, name="customer-receipt"),
    path("reads", views.reads, name="customer-reads"),
]
