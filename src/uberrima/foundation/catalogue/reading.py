"""Published editions, loaded and ready to decide."""

from __future__ import annotations

from functools import lru_cache

from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.wording.edition import Edition, load_edition
from uberrima.foundation.catalogue.models import PublishedEdition


class NotPublished(UberrimaError):
    """No edition of that name is published."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No edition {name} is published. Publish it: uberrima catalogue publish FOLDER")


@lru_cache(maxsize=64)
def edition(name: str) -> Edition:
    """The edition of a name, ``product/edition``; compiled once a process, since a published edition never changes.

    :raises NotPublished: when there is none.
    """
    found = PublishedEdition.objects.filter(name=name).first()
    if found is None:
        raise NotPublished(name)
    return _loaded(found.hash)


def editions() -> tuple[Edition, ...]:
    """All published editions, by name."""
    return tuple(_loaded(found) for found in PublishedEdition.objects.values_list("hash", flat=True))


@lru_cache(maxsize=64)
def _loaded(found: str) -> Edition:
    return load_edition(PublishedEdition.objects.get(hash=found).files)
