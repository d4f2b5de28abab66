"""Every page of the service: its name, who looks at it, how its address is found, and how it comes into its state."""

from __future__ import annotations

from tests.browser.customer_pages import CUSTOMER
from tests.browser.listed import Known, Listed
from tests.browser.staff_pages import STAFF

__all__ = ["GROUPS", "Known", "Listed"]

#: Looked at by one test each.
GROUPS: dict[str, tuple[Listed, ...]] = {"customer": CUSTOMER, "staff": STAFF}
