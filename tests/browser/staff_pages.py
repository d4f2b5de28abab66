"""The pages of the staff and of oversight."""

from __future__ import annotations

from tests.browser.listed import Listed

STAFF: tuple[Listed, ...] = (Listed(name="staff-worklist", who="liheng", path=lambda _: "/staff/worklist"),)
