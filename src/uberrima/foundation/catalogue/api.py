"""The door of the catalogue."""

from uberrima.foundation.catalogue.actions import NameTaken, publish
from uberrima.foundation.catalogue.reading import NotPublished, edition, editions

__all__ = ["NameTaken", "NotPublished", "edition", "editions", "publish"]
