"""The auditor's page: what was recorded, in order, and whether it still holds. No content, no names."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from uberrima.core.privacy import Role
from uberrima.foundation import clock
from uberrima.foundation.journal import api as journal
from uberrima.journey.claim import api as claims
from uberrima.portals.common.gate import Signed, signed_in

auditors = signed_in(Role.AUDITOR)

#: Kind of entry → what happened, for people; the kind itself stands beside it.
_KINDS = {
    "edition.published": gettext_lazy("发布产品"), "person.added": gettext_lazy("登记一个人"), "policy.issued": gettext_lazy("出保单"),
    "claim.opened": gettext_lazy("开案"), "claim.received": gettext_lazy("受理"), "claim.supplement_asked": gettext_lazy("请客户补材料"),
    "claim.supplement_arrived": gettext_lazy("补充材料到齐"), "claim.decided": gettext_lazy("核定"), "claim.agreed": gettext_lazy("客户同意金额"),
    "claim.paid": gettext_lazy("已付款"), "letter.sent": gettext_lazy("信已发"), "letter.arrived": gettext_lazy("信已到"),
}  # fmt: skip

#: Code of a finding → what is wrong, for people.
_FINDINGS = {
    "rows-altered": gettext_lazy("%(name)s：现在的金额和当时记下的不一样。"), "rows-unrecorded": gettext_lazy("%(name)s：没有记录就有了决定。"),
    "rows-gone": gettext_lazy("记下的一个决定，现在没有了。"), "truncated": gettext_lazy("后面的记录少了。"),
    "inserted": gettext_lazy("前面多了记录。"),
    "gap": gettext_lazy("中间少了一条记录。"), "root": gettext_lazy("记录和签过名的不一样。"), "no-place": gettext_lazy("有一条一直没有排上号。"),
}  # fmt: skip
#: The number of a claim in the words of a finding.
_CLAIM = re.compile(r"claim (C-[0-9-]+), decision (\d+)")


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
    entries = [{"row": one, "what": _KINDS.get(one.kind.partition("/")[0], "")} for one in journal.recent("acts", 60)]
    reads = Counter((one.case, clock.day_of(one.at)) for one in journal.recent("reads", 200))
    context: dict[str, object] = {
        "here": "journal", "me": request.user.staff_name, "me_role": _("检查"), "counts": {},
        "counted": sum(found.entries.values()) if found is not None else 0,
        "entries": entries, "reads": [(case, day, times) for (case, day), times in reads.items()][:12], "found": found,
        "findings": [_told(one) for one in found.findings] if found is not None else [], "now": clock.now(),
    }  # fmt: skip
    return render(request, "oversight/journal.html", context)


def _told(one: journal.Finding) -> dict[str, object]:
    """A finding in words, with the exact line of the audit below."""
    about = _CLAIM.search(one.says)
    name = (
        _("理赔 %(claim)s 的第 %(number)s 次核定") % {"claim": about[1], "number": about[2]} if about else _("一个决定")
    )
    words = _FINDINGS.get(one.code, gettext_lazy("有一条记录被改过。"))
    return {"words": str(words) % {"name": name}, "exact": str(one)}
