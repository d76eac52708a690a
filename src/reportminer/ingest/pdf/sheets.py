"""First pass: every page once, into something small that needs no open file.

What is furniture shows only over all pages, so the pages are kept until the last one is read.  The words are packed
into one array per page; a page costs some 20 KB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reportminer.ingest.pdf import fonts
from reportminer.ingest.pdf.engine import PageTooLong, RawPage, is_sideways, opened_page
from reportminer.ingest.pdf.grids import Grid, grids_of
from reportminer.ingest.pdf.lines import tidy
from reportminer.ingest.pdf.page import Box, Line
from reportminer.ingest.pdf.shapes import shapes_of
from reportminer.ingest.pdf.turned import (
    by_direction,
    direction_of,
    from_top,
    has_sideways,
    turn_of,
    turned_lines,
    turned_shapes,
)

if TYPE_CHECKING:
    import numpy.typing as npt
    import pypdfium2


@dataclass(slots=True)
class Sheet:
    """One page as read: lines in the order of the file, grids, images; ``turn`` where it is printed sideways."""

    number: int
    width: float = 0.0
    height: float = 0.0
    texts: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    """Box and size of each line."""
    words: npt.NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 6), dtype=np.float32))
    images: list[Box] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    """Ruled grids, on the page laid upright."""
    aside: set[int] = field(default_factory=set)
    """Lines set sideways on a page that is not."""
    legacy: str = ""
    turn: int = 0
    fault: str = ""
    """Why the page could not be read."""
    blank: bool = False
    """Nothing at all is drawn on the page."""
    stamps: list[str] = field(default_factory=list)
    """Lines of the text layer that gave way to what was read from the image under them."""
    shows_text: bool = False
    """An image on the page shows text that is nowhere else."""
    ocr: bool = False

    @property
    def length(self) -> int:
        """Characters on the page."""
        return sum(map(len, self.texts))

    def pack(self, lines: list[Line]) -> None:
        """Take the lines."""
        self.texts = [line.text for line in lines]
        self.counts = [len(line.words) for line in lines]
        self.boxes = [(*line.box, line.size) for line in lines]
        flat = [word for line in lines for word in line.words]
        self.words = np.array(flat, dtype=np.float32).reshape(-1, 6)

    def release(self) -> None:
        """Let go of what only the layout needs."""
        self.words = self.words[:0].copy()
        self.texts, self.counts, self.boxes = [], [], []

    def lines(self, without: set[int] | frozenset[int] = frozenset()) -> Iterator[Line]:
        """Give the lines back, but for some."""
        words = self.words.tolist()
        at = 0
        for index, (text, count, (x0, top, x1, bottom, size)) in enumerate(
            zip(self.texts, self.counts, self.boxes, strict=True)
        ):
            if index not in without:
                own = [(int(start), int(end), *box) for start, end, *box in words[at : at + count]]
                yield Line(text, own, x0, top, x1, bottom, size)
            at += count


def read_sheet(document: pypdfium2.PdfDocument, index: int, inspect: Callable[[RawPage, Sheet], None]) -> Sheet:
    """Read one page; ``inspect`` sees it while it is open.  A broken page is empty and says so."""
    import pypdfium2

    sheet = Sheet(index + 1)
    try:
        with opened_page(document, index) as raw:
            sheet.width, sheet.height = raw.width, raw.height
            sheet.legacy = fonts.decode(raw)
            sheet.turn = turn_of(raw.lines)
            sheet.pack(_tidied(raw, sheet))
            shapes = shapes_of(raw)
            sheet.images = shapes.images
            sheet.grids = grids_of(turned_shapes(shapes, sheet.turn, raw.width, raw.height) if sheet.turn else shapes)
            inspect(raw, sheet)
            sheet.blank = not raw.lines and not sheet.images and shapes.empty
    except pypdfium2.PdfiumError:
        sheet.fault = "is broken and cannot be read"
    except PageTooLong:
        sheet.fault = "holds more characters than a page can, and is left out"
    return sheet


def _tidied(raw: RawPage, sheet: Sheet) -> list[Line]:
    """Tidy the lines of each direction by themselves."""
    if not sheet.turn and not has_sideways(raw.lines):
        return tidy(raw.lines)
    parts = [
        part
        for line, start in zip(raw.lines, raw.starts, strict=True)
        for part in by_direction(line, [is_sideways(raw, start + word[0]) for word in line.words])
    ]
    sideways = [line for line, flag in parts if flag]
    level = tidy([line for line, flag in parts if not flag])
    turn = sheet.turn or direction_of(sideways)
    upright = tidy(from_top(turned_lines(sideways, turn, sheet.width, sheet.height)))
    back = turned_lines(upright, turn, sheet.width, sheet.height, back=True)
    if not sheet.turn:
        sheet.aside = set(range(len(level), len(level) + len(back)))
    return level + back
