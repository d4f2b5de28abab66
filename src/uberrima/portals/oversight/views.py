"""The auditor's page: what was recorded, in order, and whether it still holds. No content, no names."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from uberrima.core.privacy import Role
from uberrima.foundation.journal import api as journal
from uberrima.journey.claim import api as claims
from uberrima.portals.common.gate import Signed, signed_in

auditors = signed_in(Role.AUDITOR)


@auditors
@require_http_methods(["GET", "HEAD", "POST"])
def journal_page(request: Signed) -> HttpResponseBase:
    """The newest entries of each tree; pressing the button counts everything again and compares the decisions with it."""
    found = None
    if request.method == "POST":
        found = journal.audit(
            Path(settings.UBERRIMA_JOURNAL_CHECKPOINTS), journal.public_key(Path(settings.UBERRIMA_JOURNAL_KEY)),
            {"claim.decided/1": claims.recorded_rows},
        )  # fmt: skip
    context: dict[str, object] = {
        "here": "journal", "me": request.user.staff_name, "me_role": _("检查"), "counts": {},
        "counted": sum(found.entries.values()) if found is not None else 0,
        "entries": journal.recent("acts", 60), "reads": journal.recent("reads", 20), "found": found,
    }  # fmt: skip
    return render(request, "oversight/journal.html", context)
