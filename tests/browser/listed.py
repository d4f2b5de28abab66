"""One page of the service, as the tests list it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

#: What addresses need to know, by name: "decided" → the id of a claim, "code" → the code of a letter.
Known = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page in one state."""

    #: For its pictures: "customer-home".
    name: str
    #: Whose account looks at it: a user name of the demonstration, or empty for nobody.
    who: str = ""
    #: Its path, given what is known.
    path: Callable[[Known], str]
    #: The status it answers with.
    status: int = 200
    #: What is done on the page before it is looked at, for instance a form sent with a mistake, until its answer is there; None for nothing.
    act: Callable[[Page, Known], None] | None = None
    #: Whether it is also walked by Tab alone, and read without scripts: costly, and so for one page of a kind.
    closely: bool = False
