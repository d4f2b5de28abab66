"""Every page of the service: its name, who looks at it, and how its address is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: Addresses that pages need, by name, made by the fixture `people`: "claim" → an id, and so on.
Known = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page."""

    #: For its pictures: "customer-home".
    name: str
    #: Whose account looks at it: a user name of the demonstration, or empty for nobody.
    who: str
    #: Its path, given what is known.
    path: Callable[[Known], str]
    #: The status it answers with.
    status: int = 200


PAGES: tuple[Listed, ...] = (
    Listed(name="kit", who="", path=lambda _: "/kit"),
    Listed(name="error-404", who="", path=lambda _: "/there/is/nothing", status=404),
)
