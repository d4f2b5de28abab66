"""Addresses of the customer's pages."""

from django.urls import path

from uberrima.portals.customer import decided, entering, views

urlpatterns = [
    path("home", views.home, name="customer-home"),
    path("cover", views.cover, name="customer-cover"),
    path("claims", views.claim_list, name="customer-claims"),
    path("claims/new", views.new_claim, name="customer-new-claim"),
    path("claims/<uuid:claim>", views.claim_page, name="customer-claim"),
    path("claims/<uuid:claim>/papers", entering.papers, name="customer-papers"),
    path("claims/<uuid:claim>/papers/<int:number>", entering.paper, name="customer-paper"),
    path("claims/<uuid:claim>/bill", entering.bill, name="customer-bill"),
    path("claims/<uuid:claim>/lines", entering.lines, name="customer-lines"),
    path("claims/<uuid:claim>/lines/add", entering.add_line, name="customer-add-line"),
    path("claims/<uuid:claim>/lines/<int:number>", entering.line, name="customer-line"),
    path("claims/<uuid:claim>/lines/<int:number>/strike", entering.strike_line, name="customer-strike-line"),
    path("claims/<uuid:claim>/check", entering.check, name="customer-check"),
    path("claims/<uuid:claim>/hand-in", entering.hand_in, name="customer-hand-in"),
    path("claims/<uuid:claim>/arrived", entering.arrived, name="customer-arrived"),
    path("claims/<uuid:claim>/decision", decided.decision, name="customer-decision"),
    path("claims/<uuid:claim>/agree", decided.agree, name="customer-agree"),
    path("claims/<uuid:claim>/letter", decided.letter, name="customer-letter"),
    path("claims/<uuid:claim>/receipt.json", decided.receipt, name="customer-receipt"),
    path("reads", views.reads, name="customer-reads"),
]
