"""Addresses of the staff's pages."""

from django.urls import path

from uberrima.portals.staff import setup, views

urlpatterns = [
    path("worklist", views.worklist, name="staff-worklist"),
    path("reception", views.reception, name="staff-reception"),
    path("reception/open", views.open_case, name="staff-open-case"),
    path("claims/<uuid:claim>/take", views.take, name="staff-take"),
    path("claims/<uuid:claim>", views.claim_file, name="staff-claim"),
    path("claims/<uuid:claim>/reveal", views.reveal, name="staff-reveal"),
    path("claims/<uuid:claim>/papers", views.papers, name="staff-papers"),
    path("claims/<uuid:claim>/papers/<int:number>", views.paper, name="staff-paper"),
    path("claims/<uuid:claim>/ask", views.ask, name="staff-ask"),
    path("claims/<uuid:claim>/hand-in", views.hand_in, name="staff-hand-in"),
    path("claims/<uuid:claim>/bill", views.bill, name="staff-bill"),
    path("claims/<uuid:claim>/lines", views.lines, name="staff-lines"),
    path("claims/<uuid:claim>/lines/add", views.add_line, name="staff-add-line"),
    path("claims/<uuid:claim>/lines/<int:number>", views.line, name="staff-line"),
    path("claims/<uuid:claim>/lines/<int:number>/strike", views.strike_line, name="staff-strike-line"),
    path("claims/<uuid:claim>/decision", views.deciding, name="staff-deciding"),
    path("claims/<uuid:claim>/decide", views.decide, name="staff-decide"),
    path("claims/<uuid:claim>/paid", views.paid, name="staff-paid"),
    path("people", setup.people_page, name="staff-people"),
    path("people/household", setup.add_household, name="staff-add-household"),
    path("people/<uuid:household>", setup.household, name="staff-household"),
    path("people/<uuid:household>/person", setup.add_person, name="staff-add-person"),
    path("people/<uuid:household>/policy", setup.add_policy, name="staff-add-policy"),
    path("people/account", setup.add_account, name="staff-add-account"),
    path("products", setup.products, name="staff-products"),
]
