"""Pages that are images.  A stamp, a page header or the name of the signer do not make them text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from reportminer.ingest.pdf.engine import RawPage
from reportminer.ingest.pdf.sheets import Sheet
from reportminer.ingest.raw import error
from reportminer.types import Problem

_FEW = 100
"""Characters beside an image that are no text of their own."""

_SOME = 1_000
"""A page with fewer characters beside a big image may still be a scan with a typed head."""

_SHARE = 0.1
_BIG_SHARE = 0.3


def image_share(sheet: Sheet) -> float:
    """Part of the page that images cover (strips of a scan add up)."""
    area = sheet.width * sheet.height
    covered = sum(max(0.0, x1 - x0) * max(0.0, bottom - top) for x0, top, x1, bottom in sheet.shapes.images)
    return covered / area if area > 0 else 0.0


def is_scan(sheet: Sheet, lines: Collection[int]) -> bool:
    """True for an image with next to no text beside it; ``lines`` are those that are no furniture."""
    return sum(len(sheet.texts[i]) for i in lines) < _FEW and image_share(sheet) >= _SHARE


def inspect(raw: RawPage, sheet: Sheet) -> None:
    """Look at the open page: nothing yet."""


def problems(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """One row per document that names the pages."""
    numbers = [sheet.number for sheet in sheets if sheet.scan and not sheet.ocr]
    if numbers:
        what = "Page {} is an image without text" if len(numbers) == 1 else "Pages {} are images without text"
        advice = "read it with --ocr." if len(numbers) == 1 else "read them with --ocr."
        yield error("scan", f"{what.format(listed(numbers))}: {advice}", numbers[0])


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
