"""The three passes put together, and what they leave for ``problems`` and ``repairs``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportminer.ingest.pdf import bombs, edges, scans
from reportminer.ingest.pdf.engine import opened
from reportminer.ingest.pdf.flow import PageFlow, blocks_of, flow_of
from reportminer.ingest.pdf.layout import laid_out
from reportminer.ingest.pdf.sheets import Sheet, read_sheet
from reportminer.ingest.raw import Limits, RawDocument, error, warning
from reportminer.types import Furniture, Problem

if TYPE_CHECKING:
    import pypdfium2

_LISTED = 20


def read_pdf(data: bytes, limits: Limits) -> RawDocument:
    """Read a PDF."""
    bombs.check(data)
    with opened(data, limits.password) as document:
        total = len(document)
        sheets = _sheets(document, limits)
        recognition = tuple(_recognised(document, sheets)) if limits.ocr else ()
    outside = _Outside()
    flows = _flows(sheets, outside)
    blocks, joined = blocks_of(flows)
    repairs = (
        *(("boilerplate",) if outside.furniture else ()),
        *(("dehyphenated",) if joined else ()),
        *sorted({sheet.legacy for sheet in sheets if sheet.legacy}),
        *(("ocr",) if any(sheet.ocr for sheet in sheets) else ()),
    )
    problems = (*recognition, *scans.problems(sheets), *_faults(sheets), *_limit(total, len(sheets), limits))
    return RawDocument(
        "pdf", tuple(blocks), joint="\n", repairs=repairs, furniture=tuple(outside.furniture), problems=problems
    )


def _recognised(document: pypdfium2.PdfDocument, sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """Read the pages that are images of text; yield what stood in the way."""
    from reportminer.ingest.pdf import ocr, tesseract

    wanted = [sheet for sheet in sheets if sheet.shows_text]
    if not wanted:
        return
    installed = tesseract.installed_languages()
    if problem := tesseract.missing(installed):
        yield problem
        return
    furniture = edges.furniture_of(sheets)
    typed = [text for sheet in sheets if not sheet.shows_text for text in sheet.texts]
    reader = ocr.Reader(document, installed, ocr.language_of(typed))
    for sheet in wanted:
        edge = furniture[sheet.number - 1]
        left = set(range(len(sheet.texts))) - edge
        dropped = left if scans.is_bare(sheet, left) else ocr.under_images(sheet) - edge
        stamps = [sheet.texts[i].strip() for i in sorted(dropped)]
        reader.read(sheet, list(sheet.lines(dropped)))
        if not reader.failed:
            sheet.stamps = stamps
        else:
            yield error("ocr_failed", f"Text recognition failed: {reader.failed}.", sheet.number)
            reader.failed = ""


def _sheets(document: pypdfium2.PdfDocument, limits: Limits) -> list[Sheet]:
    sheets: list[Sheet] = []
    left = limits.max_chars
    for index in range(min(len(document), limits.max_pages)):
        if left < 0:
            break
        sheet = read_sheet(document, index, scans.inspect)
        left -= sheet.length
        sheets.append(sheet)
    return sheets


@dataclass(slots=True)
class _Outside:
    """What stands on the pages and not in the text."""

    furniture: list[Furniture] = field(default_factory=list)

    def add(self, sheet: Sheet, kind: str, indices: set[int]) -> None:
        self.furniture += (Furniture(sheet.number, kind, sheet.texts[i].strip()) for i in sorted(indices))


def _flows(sheets: Sequence[Sheet], outside: _Outside) -> list[PageFlow]:
    furniture = edges.furniture_of(sheets)
    size = edges.body_size(sheets)
    flows: list[PageFlow] = []
    for sheet, found in zip(sheets, furniture, strict=True):
        stamps = edges.stamps_of(sheet) - found
        outside.add(sheet, "edge", found)
        outside.add(sheet, "stamp", stamps)
        outside.furniture += (Furniture(sheet.number, "stamp", text) for text in sheet.stamps)
        left = set(range(len(sheet.texts))) - found - stamps
        if scans.is_bare(sheet, left) and not sheet.ocr:
            outside.add(sheet, "stamp", left)
            left = set()
        page = laid_out(sheet, set(range(len(sheet.texts))) - left, size)
        flows.append(flow_of(page, sheet.turn, sheet.width, sheet.height))
        sheet.release()
    return flows


def _faults(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    bad = [sheet for sheet in sheets if sheet.fault]
    for sheet in bad[:_LISTED]:
        yield error("page_broken", f"The page {sheet.fault}.", sheet.number)
    if len(bad) > _LISTED:
        yield error("page_broken", f"{len(bad) - _LISTED} more pages cannot be read.")
    blank = [sheet.number for sheet in sheets if sheet.blank]
    if len(blank) > 1 and len(blank) * 2 > len(sheets):
        pages = scans.listed(blank)[:200]
        yield warning("blank_pages", f"Nothing is drawn on pages {pages}: the file may be damaged.", blank[0])


def _limit(total: int, read: int, limits: Limits) -> Iterator[Problem]:
    if total > read and read >= limits.max_pages:
        yield error("page_limit", f"Only the first {limits.max_pages} of {total} pages are read.")
