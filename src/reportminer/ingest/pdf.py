"""PDF through pdfium: text in content order, without page furniture, words joined, one span per page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportminer.ingest.furniture import without_furniture
from reportminer.ingest.hyphens import PAGE_BREAK, joined
from reportminer.ingest.raw import Limits, Paragraph, RawDocument, Unreadable, error
from reportminer.types import Problem

if TYPE_CHECKING:
    import pypdfium2

# pdfium gives a hyphen at a line end as one U+FFFE and swallows the line break; furniture is told by lines, so the
# break comes back first.
_CUT = "\ufffe"
_FEW = 100
_IMAGE_SHARE = 0.25
_FPDF_ERR_PASSWORD = 4
_IMAGE_OBJECT = 3
_LISTED_PAGES = 20


class PdfReader:
    """PDF with a text layer."""

    format = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    is_text = False

    def sniff(self, data: bytes) -> bool:
        """The mark of PDF, maybe after a few blanks; junk before it is left to the suffix."""
        return data[:64].lstrip().startswith(b"%PDF-")

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read every page up to the limits."""
        pages, problems = _extract(data, limits)
        lines, dropped = without_furniture([page.splitlines() for page in pages])
        text, glued = joined(f"\n{PAGE_BREAK}".join("\n".join(page) for page in lines))
        texts = text.split(PAGE_BREAK) if pages else []
        repairs = (("boilerplate",) if dropped else ()) + (("dehyphenated",) if glued else ())
        blocks = tuple(Paragraph(page, number) for number, page in enumerate(texts, 1))
        return RawDocument(self.format, blocks, joint="\n", repairs=repairs, problems=problems)


@dataclass(slots=True)
class _Reading:
    """What the pages gave."""

    pages: list[str]
    scans: list[int]
    broken: list[int]

    def problems(self, total: int, limits: Limits) -> Iterator[Problem]:
        for number in self.scans[:_LISTED_PAGES]:
            yield error("scan_without_text", "The page is an image without text: run text recognition (OCR).", number)
        if len(self.scans) > _LISTED_PAGES:
            rest = len(self.scans) - _LISTED_PAGES
            yield error("scan_without_text", f"{rest} more pages are images without text: run text recognition (OCR).")
        for number in self.broken[:_LISTED_PAGES]:
            yield error("page_broken", "The page cannot be read.", number)
        if len(self.broken) > _LISTED_PAGES:
            yield error("page_broken", f"{len(self.broken) - _LISTED_PAGES} more pages cannot be read.")
        if total > limits.max_pages:
            yield error("page_limit", f"Only the first {limits.max_pages} of {total} pages are read.")


def _extract(data: bytes, limits: Limits) -> tuple[list[str], tuple[Problem, ...]]:
    document = _opened(data)
    try:
        total = len(document)
        reading = _read_pages(document, min(total, limits.max_pages), limits.max_chars)
        return reading.pages, tuple(reading.problems(total, limits))
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as reason:
        if getattr(reason, "err_code", None) == _FPDF_ERR_PASSWORD or "password" in str(reason).lower():
            raise Unreadable("encrypted", "The PDF has a password: save it without one.") from reason
        raise Unreadable("broken_file", f"The PDF cannot be opened: {reason}") from reason


def _read_pages(document: pypdfium2.PdfDocument, count: int, most: int) -> _Reading:
    import pypdfium2

    reading = _Reading([], [], [])
    for index in range(count):
        if most < 0:
            break
        try:
            text, is_scan = _read_page(document, index)
        except pypdfium2.PdfiumError:
            reading.broken.append(index + 1)
            text, is_scan = "", False
        if is_scan:
            reading.scans.append(index + 1)
        reading.pages.append(text)
        most -= len(text)
    return reading


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[str, bool]:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text = _lines(textpage.get_text_range())
        finally:
            textpage.close()
        is_scan = len(text.strip()) < _FEW and _image_share(page) >= _IMAGE_SHARE
        # What little text stands on a scan is a stamp or a page header; the stamp of a signature carries a false date.
        return ("" if is_scan else text), is_scan
    finally:
        page.close()


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(PAGE_BREAK, "\n")
    text = text.replace(_CUT + "\n", "-\n").replace(_CUT, "-\n")
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


def _image_share(page: pypdfium2.PdfPage) -> float:
    """Part of the page that images cover (strips of a scan add up)."""
    area = page.get_width() * page.get_height()
    covered = 0.0
    for image in page.get_objects(filter=(_IMAGE_OBJECT,), max_depth=4):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered / area if area > 0 else 0.0
