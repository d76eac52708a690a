"""Page furniture: headers, footers, page numbers, the stamps of electronic signatures, and footnotes.

Headers and footers come back at the same edge of many pages (``ingest.furniture`` tells them by their words); the
edge is where a line stands on the page, not where it stands in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reportminer.ingest.furniture import furniture
from reportminer.ingest.pdf.page import Line, inside
from reportminer.ingest.pdf.sheets import Sheet
from reportminer.ingest.pdf.turned import turned

_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:Seite|S\.|Trang|Page)?\s*\d{1,4}(?:\s*(?:von|/|of|trên)\s*\d{1,4})?(?:\s*[-–—])?", re.I)
_STAMP = re.compile(
    r"(?:Ký bởi|Người ký|Được ký bởi|Thời gian ký|Ngày ký|Ký ngày|Cơ quan ký|Signature Not Verified|Digitally signed"
    r"|Signature valid|Digital unterschrieben|Elektronisch (?:signiert|unterschrieben)|Signiert von|Unterzeichnet von)"
    r"\s*(?:by|von)?\s*:?",
    re.IGNORECASE,
)
_STAMP_LINE = re.compile(r"(?:E-?mail|Date|Datum|Reason|Grund|Location|Ort|DN|CN)\s*:|.*[+-]\d\d[:']\d\d'?\s*$", re.IGNORECASE)
_STAMP_LINES = 6

_NOTE = re.compile(r"[⁰¹²³⁴-⁹]+\)?\s*\S|\d{1,3}\s*\)\s*\S|\d{1,3}\s{1,3}\S|\*{1,3}\)?\s*\S|[†‡]\s*\S|\(\d{1,2}\)\s*\S")
_LETTERHEAD = 0.12
"""A grid lower than this part of the page, at the head of all pages, is a letterhead."""

_LONGEST_MARK = 12
_FEWEST_MARKS = 4
_MARK_SHARE = 0.25
_FULL_PAGE = 20

_SMALLER = 0.93
_LOWER_HALF, _HIGHEST = 0.5, 0.15
"""How far up a footnote may begin; a raised mark leaves no doubt."""

_RAISED = re.compile("[⁰¹²³⁴-⁹]")


def furniture_of(sheets: Sequence[Sheet]) -> list[set[int]]:
    """For every page the indices of its headers, footers and page numbers."""
    orders = [sorted(range(len(s.texts)), key=lambda i, s=s: _height(s, i)) for s in sheets]  # type: ignore[misc]
    found = furniture([[sheet.texts[i] for i in order] for sheet, order in zip(sheets, orders, strict=True)])
    indices = [{order[place] for place in places} for order, places in zip(orders, found, strict=True)]
    margins = _margin_marks(sheets)
    for sheet, order, known, marks in zip(sheets, orders, indices, margins, strict=True):
        known -= _in_tables(sheet, known)
        known.update(marks)
        known.update(i for i in sheet.aside if not 0.1 * sheet.width < sheet.boxes[i][0] < 0.9 * sheet.width)
        known.update(_lonely_number(sheet, [i for i in order if i not in known]))
    return indices


def _in_tables(sheet: Sheet, found: set[int]) -> set[int]:
    """Heads of tables come back at the top of every page too, but stand in a grid of some size."""
    big = [grid for grid in sheet.grids if grid.ys[-1] - grid.ys[0] > _LETTERHEAD * sheet.height]
    if not big:
        return set()
    turned_boxes = {i: turned(sheet.boxes[i][:4], sheet.turn, sheet.width, sheet.height) for i in found}
    return {
        i
        for i, (x0, top, x1, bottom) in turned_boxes.items()
        if any(inside(grid.box, (x0 + x1) / 2, (top + bottom) / 2) for grid in big)
    }


def _height(sheet: Sheet, index: int) -> tuple[float, float]:
    x0, top, _, bottom, _ = sheet.boxes[index]
    return round((top + bottom) / 2), x0


def _margin_marks(sheets: Sequence[Sheet]) -> list[set[int]]:
    """Short marks beside the text that stand at the same place of many pages, such as the letters of columns."""
    places: Counter[tuple[str, int]] = Counter()
    beside: list[list[tuple[int, tuple[str, int]]]] = []
    for sheet in sheets:
        marks = [(i, (text, round(sheet.boxes[i][1] / 4))) for i, text in enumerate(sheet.texts) if _is_beside(sheet, i)]
        places.update({key for _, key in marks})
        beside.append(marks)
    needed = max(_FEWEST_MARKS, _MARK_SHARE * len(sheets))
    return [{i for i, key in marks if places[key] >= needed} for marks in beside]


def _is_beside(sheet: Sheet, index: int) -> bool:
    if len(sheet.texts[index]) > _LONGEST_MARK or len(sheet.texts) < _FULL_PAGE:
        return False
    lefts, rights = sorted(box[0] for box in sheet.boxes), sorted(box[2] for box in sheet.boxes)
    low, high = lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
    first = sum(sheet.counts[:index])
    words = sheet.words[first : first + sheet.counts[index]]
    return bool(((words[:, 4] < low) | (words[:, 2] > high)).all())


def _lonely_number(sheet: Sheet, order: list[int]) -> set[int]:
    """``- 3 -``, ``Seite 3 von 9`` as the very first or last line of the page, well apart from the text."""
    if len(order) < 4:
        return set()
    found: set[int] = set()
    for edge, beside in ((order[0], order[1]), (order[-1], order[-2])):
        gap = max(sheet.boxes[edge][1], sheet.boxes[beside][1]) - min(sheet.boxes[edge][3], sheet.boxes[beside][3])
        near_edge = sheet.boxes[edge][3] < 0.12 * sheet.height or sheet.boxes[edge][1] > 0.88 * sheet.height
        if near_edge and gap > 0.5 * sheet.boxes[edge][4] and _NUMBER.fullmatch(sheet.texts[edge].strip()):
            found.add(edge)
    return found


def stamps_of(sheet: Sheet) -> set[int]:
    """Lines of the stamp that an electronic signature leaves: who signed and when says nothing of the report."""
    found: set[int] = set()
    marks = [i for i, text in enumerate(sheet.texts) if _STAMP.match(text.strip())]
    for mark in marks:
        found.add(mark)
        for i in range(mark + 1, min(mark + 1 + _STAMP_LINES, len(sheet.texts))):
            if not _beside(sheet, mark, i) or not (len(marks) > 1 or _STAMP_LINE.match(sheet.texts[i].strip())):
                break
            found.add(i)
    return found if len(found) > 1 else set()


def _beside(sheet: Sheet, mark: int, other: int) -> bool:
    """True for a line of the same small block of small letters."""
    one, two = sheet.boxes[mark], sheet.boxes[other]
    return abs(one[0] - two[0]) < 40 and 0 <= two[1] - one[1] < 1.6 * _STAMP_LINES * one[4] and two[4] <= 1.2 * one[4]


def body_size(sheets: Sequence[Sheet]) -> float:
    """Height of most of the letters of the document."""
    sizes = sorted((box[4], len(text)) for sheet in sheets for box, text in zip(sheet.boxes, sheet.texts, strict=True))
    half = sum(count for _, count in sizes) / 2
    for size, count in sizes:
        half -= count
        if half <= 0:
            return size
    return 0.0


def notes_of(lines: Sequence[Line], size: float, height: float, columns: Sequence[float]) -> set[int]:
    """Footnotes: the smaller lines at the foot of each column, from the first that begins with a mark."""
    found: set[int] = set()
    for side in range(len(columns) + 1):
        low = columns[side - 1] if side else float("-inf")
        high = columns[side] if side < len(columns) else float("inf")
        column = [i for i, line in enumerate(lines) if low <= (line.x0 + line.x1) / 2 < high]
        found |= _foot(lines, sorted(column, key=lambda i: lines[i].middle), size, height)
    return found


def _foot(lines: Sequence[Line], column: list[int], size: float, height: float) -> set[int]:
    start = len(column)
    while start and lines[column[start - 1]].size < _SMALLER * size:
        start -= 1
    while start < len(column) and not _NOTE.match(lines[column[start]].text.lstrip()):
        start += 1
    if start == 0 or start == len(column):
        return set()
    first = lines[column[start]]
    highest = _HIGHEST if _RAISED.match(first.text) else _LOWER_HALF
    return set(column[start:]) if first.top >= highest * height else set()
