"""PDF through pdfium: text in content order, without page furniture, words joined, one span per page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
_FEW_WITH_FURNITURE = 400
_IMAGE_SHARE = 0.1
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
        reading = _extract(data, limits)
        pages, dropped = without_furniture([page.splitlines() for page in reading.pages])
        text, glued = joined(f"\n{PAGE_BREAK}".join("\n".join(page) for page in reading.without_scans(pages)))
        texts = text.split(PAGE_BREAK) if pages else []
        repairs = (("boilerplate",) if dropped else ()) + (("dehyphenated",) if glued else ())
        blocks = tuple(Paragraph(page, number) for number, page in enumerate(texts, 1))
        problems = tuple(reading.problems(limits))
        return RawDocument(self.format, blocks, joint="\n", repairs=repairs, problems=problems)


@dataclass(slots=True)
class _Reading:
    """What the pages gave: their texts, the image share of those with little text, and what went wrong."""

    total: int = 0
    pages: list[str] = field(default_factory=list)
    images: dict[int, float] = field(default_factory=dict)
    scans: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)

    def without_scans(self, pages: list[list[str]]) -> Iterator[list[str]]:
        """Empty the pages that are images with next to no text (headers and page numbers are out by now).

        What little stands on a scan is a stamp; the stamp of a signature carries a date that is not the document's.
        """
        for index, lines in enumerate(pages):
            if self.images.get(index, 0.0) >= _IMAGE_SHARE and sum(map(len, lines)) < _FEW:
                self.scans.append(index + 1)
                yield []
            else:
                yield lines

    def problems(self, limits: Limits) -> Iterator[Problem]:
        """One problem per page, up to a point."""
        yield from _listed("scan_without_text", "an image without text: run text recognition (OCR)", self.scans)
        yield from _listed("page_broken", "broken and cannot be read", self.broken)
        if self.total > limits.max_pages:
            yield error("page_limit", f"Only the first {limits.max_pages} of {self.total} pages are read.")


def _listed(code: str, what: str, numbers: list[int]) -> Iterator[Problem]:
    for number in numbers[:_LISTED_PAGES]:
        yield error(code, f"The page is {what}.", number)
    if len(numbers) > _LISTED_PAGES:
        yield error(code, f"{len(numbers) - _LISTED_PAGES} more pages: each is {what}.")


def _extract(data: bytes, limits: Limits) -> _Reading:
    document = _opened(data)
    try:
        return _read_pages(document, limits)
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


def _read_pages(document: pypdfium2.PdfDocument, limits: Limits) -> _Reading:
    import pypdfium2

    reading = _Reading(len(document))
    left = limits.max_chars
    for index in range(min(reading.total, limits.max_pages)):
        if left < 0:
            break
        try:
            text, share = _read_page(document, index)
        except pypdfium2.PdfiumError:
            reading.broken.append(index + 1)
            text, share = "", 0.0
        reading.pages.append(text)
        reading.images[index] = share
        left -= len(text)
    return reading


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[str, float]:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text = _lines(textpage.get_text_range())
        finally:
            textpage.close()
        return text, _image_share(page) if len(text) < _FEW_WITH_FURNITURE else 0.0
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
