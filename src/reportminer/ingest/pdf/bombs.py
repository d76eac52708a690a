"""Streams that unpack to far more than a page needs: told from the packed bytes, before pdfium makes objects of them.

pdfium holds some 800 bytes for every operator of a page, so 80 KB of packed operators can take gigabytes.  What gets
past this look (a bomb behind an innocent head, nested forms, encrypted streams) meets the limits of the worker.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from reportminer.ingest.raw import Unreadable

_MOST: Final = 16_000_000
_RATIO: Final = 100
"""Operators and fonts pack to a third or a tenth; blank images, which pack to a thousandth, are not looked at."""
_PIECE: Final = 1 << 20
_DICTIONARY: Final = 1_000
_LAYERS: Final = 3
_FLATE: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_OTHER: Final = re.compile(rb"/(?:Image|EmbeddedFile|XRef)\b")


def check(data: bytes) -> None:
    """Raise ``Unreadable`` where a stream of the PDF ``data`` is a bomb."""
    for times, start, end in _packed(data):
        if _explodes(data[start:end], times):
            raise Unreadable(
                "zip_bomb",
                f"A stream of {end - start} bytes in the PDF unpacks to more than {_MOST} bytes: refused.",
            )


def _packed(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield how often packed, start and end of every stream that can be large enough; images are left out."""
    at = 0
    while (found := data.find(b"stream", at)) >= 0:
        start = found + 6
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        head = data[max(at, found - _DICTIONARY) : found]
        head = head[head.rfind(b"obj") + 1 :]
        times = min(_LAYERS, len(_FLATE.findall(head)))
        if times and _could(end - start, times) and not _OTHER.search(head):
            yield times, start + len(data[start : start + 2]) - len(data[start : start + 2].lstrip(b"\r\n")), end
        at = end + 9


def _could(size: int, times: int) -> bool:
    """False where the densest packing (1:1032) of this size stays harmless."""
    return size * int(1032**times) > _MOST


def _explodes(packed: bytes, times: int) -> bool:
    for _ in range(times - 1):  # packed twice: the outer layer is small, or it is the bomb
        if _explodes(packed, 1):
            return True
        try:
            packed = zlib.decompressobj().decompress(packed, _MOST)
        except zlib.error:
            return False
    unpacker = zlib.decompressobj()
    left, made = packed, 0
    while left and made <= _MOST:
        try:
            made += len(unpacker.decompress(left, _PIECE))
        except zlib.error:
            return False
        left = unpacker.unconsumed_tail
        if made < _RATIO * (len(packed) - len(left)):
            return False
    return made > _MOST
