"""What a file is, told by its bytes: PDF, JPEG or PNG, with sane sizes, and nothing else."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from uberrima.core.kernel.errors import UberrimaError

#: bytes
LARGEST = 10 * 1024 * 1024
#: pixels of one picture
MOST_PIXELS = 60_000_000
MOST_PAGES = 200

_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
#: What makes a PDF act by itself.
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA")
_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


class NotTaken(UberrimaError):
    """A file that is not taken in; ``why`` is a word for the page: empty | large | kind | active | pixels | pages | broken."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The file is not taken in ({why}). PDF, JPEG and PNG up to 10 MB are.")
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the bytes are."""

    media_type: str
    pages: int


def content_of(raw: bytes) -> Content:
    """Look at the bytes of a file.

    :raises NotTaken: with the reason.
    """
    if not raw:
        raise NotTaken("empty")
    if len(raw) > LARGEST:
        raise NotTaken("large")
    if raw.startswith(b"%PDF-"):
        return _pdf(raw)
    if raw.startswith(b"\xff\xd8\xff"):
        return _picture("image/jpeg", _jpeg_size(raw))
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture("image/png", _png_size(raw))
    raise NotTaken("kind")


def _pdf(raw: bytes) -> Content:
    if any(word in raw for word in _ACTIVE):
        raise NotTaken("active")
    pages = max(1, len(_PAGE.findall(raw)))
    if pages > MOST_PAGES:
        raise NotTaken("pages")
    return Content(media_type="application/pdf", pages=pages)


def _picture(media_type: str, size: tuple[int, int]) -> Content:
    width, height = size
    if not width or not height:
        raise NotTaken("broken")
    if width * height > MOST_PIXELS:
        raise NotTaken("pixels")
    return Content(media_type=media_type, pages=1)


def _png_size(raw: bytes) -> tuple[int, int]:
    if len(raw) < 24 or raw[12:16] != b"IHDR":
        raise NotTaken("broken")
    width, height = struct.unpack(">II", raw[16:24])
    return width, height


def _jpeg_size(raw: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise NotTaken("broken")
