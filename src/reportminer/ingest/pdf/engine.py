"""pdfium: documents, pages, their text with one box per word, and the shapes on them.

pdfium is called without the helpers of pypdfium2 where hundreds of calls are made per page.  A word costs two calls
(the boxes of its first and last character).  The loose boxes are used: as high as the font, so they tell its size.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, pairwise
from math import pi, remainder
from typing import TYPE_CHECKING, Any

from reportminer.ingest.pdf.page import MARK, RAISED, Box, Line, Word, line_of
from reportminer.ingest.raw import Unreadable

if TYPE_CHECKING:
    import pypdfium2

CUT = "\ufffe"
"""pdfium gives a hyphen at a line end as this one character and swallows the line break."""

_LINE = re.compile("[^\r\n\ufffe]+(\ufffe?)")
_WORD = re.compile(r"[^\s\x00-\x1f\ufffe]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_CONTROLS = {code: " " for code in range(32) if code not in (10, 13)}
_FPDF_ERR_PASSWORD = 4
_STOPS = frozenset(".,;:!?)]”“\"»")
_MOST_CHARACTERS = 300_000
_SMALL = 0.82
_RAISE = 1.2
"""A base line this many points above another one is raised."""



@contextmanager
def opened(data: bytes, password: str = "") -> Iterator[pypdfium2.PdfDocument]:
    """Open a document; raise ``Unreadable`` where it has another password or is broken."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as reason:
        if getattr(reason, "err_code", None) == _FPDF_ERR_PASSWORD or "password" in str(reason).lower():
            wrong = "does not fit: give the right one" if password else "is needed: give it with --password"
            raise Unreadable("encrypted", f"The PDF is encrypted and its password {wrong}.") from reason
        raise Unreadable("broken_file", f"The PDF cannot be opened: {reason}") from reason
    try:
        yield document
    finally:
        document.close()


@dataclass(slots=True)
class RawPage:
    """An open page: its size, its lines, and the handles that shapes and fonts are asked of."""

    page: Any
    textpage: Any
    width: float
    height: float
    place: Placement
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """For every line the index of its first character in pdfium's text."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Turns pdfium's coordinates (user space) into points from the top left corner of the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Place one box."""
        if self.turns == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turns == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        if self.turns == 3:
            return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom


@contextmanager
def opened_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[RawPage]:
    """Open one page with its text; raise ``PdfiumError`` where it is broken."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            width, height = page.get_size()
            raw = RawPage(page, textpage, width, height, _placement(page), text_of(textpage.raw))
            _read_lines(raw)
            yield raw
        finally:
            textpage.close()
    finally:
        page.close()


def _placement(page: Any) -> Placement:
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box)):
        width, height = page.get_size()
        return Placement(0.0, 0.0, width, height, 0)
    return Placement(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page.raw) % 4)


class PageTooLong(Exception):
    """A page with more characters than any sheet of paper holds."""


def text_of(textpage: Any) -> str:
    """The text of the page, one code point per character of pdfium, so that indices are the same."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(textpage)
    if count > _MOST_CHARACTERS:
        raise PageTooLong
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) != count:
        codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)
    return text.translate(_CONTROLS) if _CONTROL.search(text) else text


def _read_lines(raw: RawPage) -> None:
    """Cut the text at pdfium's line ends and give every word its box."""
    text = raw.text
    box_of = _box_reader(raw)
    for match in _LINE.finditer(text):
        start, end = match.span()
        words: list[Word] = []
        mixed: list[tuple[int, int]] = []
        for word in _WORD.finditer(text, start, end):
            first, last = word.span()
            x0, top, x1, bottom = box_of(first)
            if last - first > 1:
                left, above, right, below = box_of(last - 1)
                if above != top or below != bottom:
                    if _differ(bottom - top, below - above):
                        mixed.append((first, last))
                    top, bottom = min(top, above), max(bottom, below)
                elif text[last - 1] in _STOPS and text[last - 2].isdigit() and last - first > 2:
                    inner = box_of(last - 2)
                    if _differ(bottom - top, inner[3] - inner[1]):
                        mixed.append((first, last))
                x0, x1 = min(x0, left), max(x1, right)
            words.append((first - start, last - start, x0, top, x1, bottom))
        if words:
            content = text[start : end - len(match[1])]
            for first, last in (*(_raised_parts(raw, mixed)), *_raised_words(raw, start, content, words)):
                content = content[: first - start] + text[first:last].translate(RAISED) + content[last - start :]
            if match[1]:
                content += "-"
                if words[-1][1] == end - start - 1:
                    words[-1] = (words[-1][0], end - start, *words[-1][2:])
            lead = words[0][0]
            if lead:
                words = [(word[0] - lead, word[1] - lead, *word[2:]) for word in words]
            raw.lines.append(line_of(content[lead:].rstrip(), words))
            raw.starts.append(start + lead)


_BOX_CALL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def _box_reader(raw: RawPage) -> Callable[[int], Box]:
    """A function from the index of a character to its loose box.

    It runs a thousand times per page, so pdfium is called by plain addresses (a third less time than with checked
    pointers), and the upright case is written out.
    """
    import pypdfium2.raw as pdfium

    ask = _BOX_CALL(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
    textpage = ctypes.cast(raw.textpage.raw, ctypes.c_void_p).value
    box = (ctypes.c_float * 4)()  # as FS_RECTF: left, top, right, bottom
    address, edges = ctypes.addressof(box), memoryview(box).cast("B").cast("f")
    place, left, top = raw.place.box, raw.place.left, raw.place.top

    def read(index: int) -> Box:
        ask(textpage, index, address)
        x0, high, x1, low = edges.tolist()
        return place(x0, low, x1, high)

    def read_upright(index: int) -> Box:
        ask(textpage, index, address)
        x0, high, x1, low = edges.tolist()
        return x0 - left, top - high, x1 - left, top - low

    return read if raw.place.turns else read_upright


def _differ(one: float, other: float) -> bool:
    """True for heights of different sizes of letters, or of fonts whose boxes differ in height."""
    return one < _SMALL * other or other < _SMALL * one


def _bases(raw: RawPage, indices: Iterable[int]) -> Iterator[float]:
    """Distances of the base lines of characters from the top of the page."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    for index in indices:
        pdfium.FPDFText_GetCharOrigin(raw.textpage.raw, index, ctypes.byref(x), ctypes.byref(y))
        yield raw.place.box(x.value, y.value, x.value, y.value)[1]


def is_sideways(raw: RawPage, index: int) -> bool:
    """True where a character does not stand upright on the page as it is shown."""
    import pypdfium2.raw as pdfium

    angle = float(pdfium.FPDFText_GetCharAngle(raw.textpage.raw, index)) + raw.place.turns * pi / 2  # clockwise
    return abs(remainder(angle, 2 * pi)) > 0.1


def _raised_parts(raw: RawPage, words: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Footnote marks and exponents at the end or the head of a word: ``4.925¹``, ``¹Ohne``, ``km²``.

    Asked only where heights differ: a base line takes a call per character, and it alone tells a raised digit from
    one of another font.
    """
    text = raw.text
    for first, last in words:
        if is_sideways(raw, first):
            continue
        bases = list(_bases(raw, range(first, last)))
        low = max(bases)
        raised = [low - base > _RAISE for base in bases]
        end = last
        while end - 1 > first and text[end - 1] in _STOPS and not raised[end - 1 - first]:
            end -= 1
        length = next((n for n, flag in enumerate(reversed(raised[: end - first])) if not flag), 0)
        if length and MARK.fullmatch(text, end - length, end):
            yield end - length, end
        length = next((n for n, flag in enumerate(raised) if not flag), 0)
        if length and MARK.fullmatch(text, first, first + length):
            yield first, first + length


def _raised_words(raw: RawPage, start: int, content: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Footnote marks that are words of their own, small and above the base line of the word before (or behind)."""
    pairs = chain(pairwise(words), [(words[1], words[0])] if len(words) > 1 else [])
    for before, word in pairs:
        if _differ(before[5] - before[3], word[5] - word[3]) and MARK.fullmatch(content, word[0], word[1]):
            low, base = _bases(raw, (start + before[0], start + word[0]))
            if low - base > _RAISE and not is_sideways(raw, start + word[0]):
                yield start + word[0], start + word[1]
