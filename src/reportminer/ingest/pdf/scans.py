"""Pages that are images.  A stamp, a page header or the name of the signer do not make them text.

Only a page with little text and an image of some size is looked at.  Whether the image shows text is told by its
pixels: ink on a plain ground that changes often along a row, which photographs and drawings do not do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reportminer.ingest.pdf.engine import RawPage
from reportminer.ingest.pdf.page import Box, inside
from reportminer.ingest.pdf.sheets import Sheet
from reportminer.ingest.raw import error
from reportminer.types import Problem

if TYPE_CHECKING:
    import numpy.typing as npt

FEW = 100
"""Fewer characters than this beside the image of a text are a stamp, not the text of the page."""

_SOME = 1_200
"""A page with more characters (headers included) is not looked at."""

_SHARE = 0.1
_MOST_OF_IT = 0.5
_GROUND, _PAPER = 0.6, 0.85
_CHANGES = 4.0
_FEWEST_CHANGES = 0.6
_INK = 60


@dataclass(frozen=True, slots=True)
class _Look:
    """Share of plain ground in an image, and changes between ground and ink per 100 points of a row."""

    ground: float
    changes: float


def inspect(raw: RawPage, sheet: Sheet) -> None:
    """Decide while the page is open whether its image shows a text that is nowhere else."""
    if sheet.length >= _SOME or (share := image_share(sheet)) < _SHARE:
        return
    box = max(sheet.images, key=lambda image: (image[2] - image[0]) * (image[3] - image[1]))
    if _share_inside(sheet, box) > 0.2 and sheet.length >= FEW:
        return
    look = _look(raw, box)
    # The last page of a scan may hold three lines: paper that covers the page needs little ink.
    paper = share >= _MOST_OF_IT and sheet.length < FEW and (look.ground >= _PAPER or not sheet.length)
    sheet.shows_text = look.ground >= _GROUND and look.changes >= (_FEWEST_CHANGES if paper else _CHANGES)


def image_share(sheet: Sheet) -> float:
    """Part of the page that images cover (strips of a scan add up)."""
    area = sheet.width * sheet.height
    covered = sum(max(0.0, x1 - x0) * max(0.0, bottom - top) for x0, top, x1, bottom in sheet.images)
    return covered / area if area > 0 else 0.0


def is_bare(sheet: Sheet, lines: Collection[int]) -> bool:
    """True where next to nothing stands beside the image of a text; ``lines`` are those that are no furniture."""
    return sheet.shows_text and sum(len(sheet.texts[i]) for i in lines) < FEW


def _share_inside(sheet: Sheet, box: Box) -> float:
    words = sheet.words
    if not len(words):
        return 0.0
    return float(np.mean([inside(box, (word[2] + word[4]) / 2, (word[3] + word[5]) / 2) for word in words]))


def _look(raw: RawPage, box: Box) -> _Look:
    """Look at one image, drawn small: a point is a pixel."""
    pixels = rendered(raw, 1.0)
    x0, top, x1, bottom = (max(0, int(edge)) for edge in box)
    part = pixels[top:bottom, x0:x1].astype(np.int16)
    if part.shape[0] < 5 or part.shape[1] < 20:
        return _Look(0.0, 0.0)
    ground = int(np.percentile(part, 85))
    ink = part < ground - _INK
    changes = float(np.abs(np.diff(ink.astype(np.int8), axis=1)).sum(axis=1).mean()) * 100 / part.shape[1]
    return _Look(float((np.abs(part - ground) < 25).mean()), changes)


def rendered(raw: RawPage, scale: float) -> npt.NDArray[np.uint8]:
    """Draw the page in grey, ``scale`` pixels to a point."""
    bitmap = raw.page.render(scale=scale, grayscale=True)
    try:
        pixels: npt.NDArray[np.uint8] = bitmap.to_numpy().copy()
    finally:
        bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels


def problems(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """One row per document that names the pages."""
    numbers = [sheet.number for sheet in sheets if sheet.shows_text and not sheet.ocr]
    if numbers:
        what, advice = ("Page {} is an image", "it") if len(numbers) == 1 else ("Pages {} are images", "them")
        yield error("scan", f"{what.format(listed(numbers))} of text: read {advice} with --ocr.", numbers[0])


def listed(numbers: Sequence[int]) -> str:
    """Page numbers with runs drawn together.

    >>> listed([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
