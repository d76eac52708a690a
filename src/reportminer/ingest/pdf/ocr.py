"""Text recognition: pages that are images of text, read by tesseract at 300 dpi or at the fineness of the image.

The language is that of the text which the document has elsewhere; without such text the first page is read in all
languages and tells.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportminer.ingest.pdf.engine import RawPage, opened_page
from reportminer.ingest.pdf.page import Box, Line, Word, around, inside, line_of
from reportminer.ingest.pdf.scans import rendered
from reportminer.ingest.pdf.sheets import Sheet
from reportminer.ingest.pdf.tesseract import LANGUAGES, recognised

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pypdfium2

_DPI = 300
_COARSEST, _FINEST = 140, 450
"""Pixels per inch at which an image is read as it is."""

_IMAGE = 3

_LARGEST = 60_000_000
"""Pixels of a page; a larger page is drawn smaller."""

_SAMPLE = 5_000


@dataclass(slots=True)
class Reader:
    """Reads pages one after the other; remembers the language of the document and what went wrong."""

    document: pypdfium2.PdfDocument
    installed: frozenset[str]
    language: str = ""
    failed: str = ""

    def read(self, sheet: Sheet, kept: Sequence[Line]) -> None:
        """Read the images of a page into it, behind those of its lines that stay."""
        lines = self._lines(sheet)
        if not self.language:
            self.language = language_of([line.text for line in lines])
            if self.language and self.language != self._all():
                lines = self._lines(sheet)
        if not self.failed:
            # What was read stands where the image does: under a typed head, over a typed foot.
            sheet.pack(sorted((*kept, *lines), key=lambda line: round(line.middle)) if kept else lines)
            sheet.ocr = True

    def _lines(self, sheet: Sheet) -> list[Line]:
        area = around(sheet.images)
        try:
            with opened_page(self.document, sheet.number - 1) as raw:
                pixels, scale = _picture(raw, area, len(sheet.images))
            said = recognised(pixels, self.language or self._all(), round(scale * 72))
        except (OSError, subprocess.SubprocessError) as reason:
            self.failed = f"{type(reason).__name__}: {reason}"[:200]
            return []
        return list(lines_of(said, max(0.0, area[0]), max(0.0, area[1]), scale))

    def _all(self) -> str:
        return "+".join(name for name in LANGUAGES.values() if name in self.installed) or "eng"


def language_of(texts: Sequence[str]) -> str:
    """The language to read in, as tesseract calls it; ``""`` where the texts do not tell."""
    from reportminer import langid

    text = "\n".join(texts)[:_SAMPLE]
    if sum(map(str.isalpha, text)) < 60:
        return ""
    return LANGUAGES.get(langid.detect(text)[0], "")


def _picture(raw: RawPage, area: Box, images: int) -> tuple[npt.NDArray[np.uint8], float]:
    """The part of the page that images cover, and its pixels to a point.

    The pixels of a single image are taken as they are: drawing them again blurs letters.
    """
    if images == 1 and (own := _own_pixels(raw, area)) is not None:
        return own
    scale = min(_DPI / 72, (_LARGEST / max(1.0, raw.width * raw.height)) ** 0.5)
    x0, top, x1, bottom = (max(0, round(edge * scale)) for edge in area)
    return rendered(raw, scale)[top:bottom, x0:x1], scale


def _own_pixels(raw: RawPage, area: Box) -> tuple[npt.NDArray[np.uint8], float] | None:
    """The pixels of an image that lies upright on its page and is fine enough to read; ``None`` for any other."""
    import numpy as np
    import pypdfium2

    image = next(raw.page.get_objects(filter=(_IMAGE,), max_depth=1), None)
    if image is None or raw.place.turns:
        return None
    a, b, c, d, _, _ = image.get_matrix().get()
    if a <= 0 or d <= 0 or abs(b) > 0.01 * a or abs(c) > 0.01 * d:
        return None
    try:
        bitmap = image.get_bitmap(render=False)
    except pypdfium2.PdfiumError:
        return None
    across, down = bitmap.width / (area[2] - area[0]), bitmap.height / (area[3] - area[1])
    if abs(across - down) > 0.02 * down or not _COARSEST <= across * 72 <= _FINEST:
        return None
    pixels = bitmap.to_numpy()
    if pixels.size > 3 * _LARGEST:
        return None
    if pixels.ndim == 3:  # blue, green, red: weights of the eye
        pixels = (pixels[:, :, :3] @ np.array([0.114, 0.587, 0.299])) if pixels.shape[2] >= 3 else pixels[:, :, 0]
    return pixels.astype(np.uint8), across


_LINE_KEYS = ("page_num", "block_num", "par_num", "line_num")


def lines_of(table: str, left: float, top: float, scale: float) -> Iterator[Line]:
    """Turn the table of tesseract into lines; ``left`` and ``top`` are where the picture was cut from the page."""
    rows = [row.split("\t") for row in table.splitlines()]
    if not rows:
        return
    column = {name: index for index, name in enumerate(rows[0])}
    key: tuple[str, ...] = ()
    text, words = "", list[Word]()
    for row in rows[1:]:
        if len(row) < len(column) or not (word := row[column["text"]].strip()):
            continue
        own = tuple(row[column[name]] for name in _LINE_KEYS)
        if own != key and words:
            yield line_of(text, words)
            text, words = "", []
        key = own
        x, y, wide, high = (int(row[column[name]]) / scale for name in ("left", "top", "width", "height"))
        start = len(text) + bool(text)
        text += f" {word}" if text else word
        words.append((start, len(text), left + x, top + y, left + x + wide, top + y + high))
    if words:
        yield line_of(text, words)


def under_images(sheet: Sheet) -> set[int]:
    """The lines of the text layer that stand on an image, and will be read with it."""
    return {
        i
        for i, (x0, top, x1, bottom, _) in enumerate(sheet.boxes)
        if any(inside(image, (x0 + x1) / 2, (top + bottom) / 2) for image in sheet.images)
    }
