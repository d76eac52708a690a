"""What the cells and lines of a table say: their unit, and the noun that a number in them counts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import regex

from reportminer.lang.pack import Pack
from reportminer.link.rows import Row
from reportminer.link.scene import Scene
from reportminer.rules.quantities import Quantity, parser
from reportminer.types import Cell, Span

Counted = Callable[[str, Quantity, Span, int], Span | None]
"""A pack's function for the noun phrase of a quantity in running text."""

_COLUMN_NUMBERS = regex.compile(r"\s*\(?1\)?\s*\|\s*\(?2\)?\s*(?:\||$)|[^\n|]{0,12}\|\s*\(?2\)?\s*\|\s*\(?3\)?")
_NEXT_CELL = regex.compile(r"\s*[.)]?\s*\|\s*(?:[^\s\d|]|\d+[^|\n]*\p{L})")
_CODE = regex.compile(r"(?:\d{2,4}(?:\.\d{2}){1,4}\.?(?=[\s–-]))?(?:\s*[-–](?=\s))*\s*")
_BEGINNING = 3
"""So many words at the beginning of a head are looked up."""
_SENTENCE_IN_CELL = 40
"""Letters beside the number from which on a cell is running text."""


def numbers_the_table(scene: Scene, quantity: Quantity) -> bool:
    """True for the numbers of columns (``1 | 2 | 3``) and of rows (``4 | Nghị định ...``) in a table."""
    cell = scene.cell(quantity.start)
    if cell is None or not quantity.bare or quantity.value >= 1000 or "," in scene.text[quantity.start : quantity.end]:
        return False
    text = scene.text
    if text[cell.start : cell.end].strip(" .()") != text[quantity.start : quantity.end]:
        return False
    start = text.rfind("\n", max(0, cell.start - 300), cell.start) + 1
    if _COLUMN_NUMBERS.match(text, start, cell.end + 60) and quantity.value < 40:
        return True
    head = folded(text, cell.column_header) if cell.column_header else ""
    return not text[start : cell.start].strip() and (
        scene.pack.value("row_number", head) is not None or (not head and _NEXT_CELL.match(text, cell.end) is not None)
    )


def with_unit(scene: Scene, quantity: Quantity, line: Row | None) -> Quantity:
    """``Ansatz (TEUR)``, ``Doanh thu (triệu đồng)``: the header of a bare cell names its scale and unit."""
    cell = scene.cell(quantity.start)
    if not quantity.bare or quantity.rule not in ("number", "range"):
        return quantity
    if cell is None:
        if line is None or line.unit is None:
            return quantity
        return parser(scene.pack.code).with_header(quantity, *line.unit)
    for span in (cell.column_header, cell.group_header, cell.row_header, cell.caption):
        if span is None or span.start <= quantity.start < span.end:
            continue
        unit = parser(scene.pack.code).header_unit(scene.text[span.start : span.end])
        if unit is not None:
            return parser(scene.pack.code).with_header(quantity, *unit)
    unit = _unit_in_row(scene, cell)
    return quantity if unit is None else parser(scene.pack.code).with_header(quantity, *unit)


def _unit_in_row(scene: Scene, cell: Cell) -> tuple[Decimal, str] | None:
    """What the column ``Đơn vị tính``, ``Einheit`` says for the row; it does not hold for shares and comparisons."""
    text, pack = scene.text, scene.pack
    if cell.column_header is None or _begins_with(pack, "column_of_shares", folded(text, cell.column_header)):
        return None
    for other in scene.row(cell):
        head = folded(text, other.column_header).strip("():. ")
        if other.start != cell.start and pack.value("column_of_units", head) is not None:
            return parser(pack.code).header_unit(f"({text[other.start : other.end].strip()})")
    return None


def _begins_with(pack: Pack, word_class: str, phrase: str) -> bool:
    """True where one to three words at the beginning of a phrase are in a class."""
    words = phrase.split()
    begins = (" ".join(words[:count]).rstrip(":;,") for count in range(1, min(len(words), _BEGINNING) + 1))
    return any(pack.value(word_class, begin) is not None for begin in begins)


def _row_noun(scene: Scene, line: Row | None) -> Span | None:
    """In a line of a table the label says what is counted, or the caption where the label is a place or a date."""
    if line is None:
        return None
    label = _without_code(scene, line.label)
    if label is None or (line.caption is not None and _is_place(scene, label)):
        return line.caption
    return label


def _without_code(scene: Scene, label: Span | None) -> Span | None:
    """``3808.91.30 - - - Dạng bình xịt``: the label without its code and its indentation."""
    if label is None:
        return None
    code = _CODE.match(scene.text, label.start, label.end)
    return Span(code.end(), label.end) if code is not None and code.end() < label.end else label


def _is_place(scene: Scene, label: Span) -> bool:
    return any(place.start <= label.start and place.end >= label.end - 1 for place in scene.places_in(label))


def noun_in_table(
    scene: Scene, quantity: Quantity, line: Row | None, counted: Counted, limit: int
) -> Span | None:
    """What a number in a table counts: as its cell says, else the heads of the cell, else the label of the line."""
    return _own_noun(scene, quantity, counted, limit) or _cell_noun(scene, quantity) or _row_noun(scene, line)


def _own_noun(scene: Scene, quantity: Quantity, counted: Counted, limit: int) -> Span | None:
    """What a cell itself says: the noun behind its number (``5 điểm``), or any where the cell holds a sentence."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    before, behind = scene.text[cell.start : quantity.start], scene.text[quantity.end : cell.end]
    if not any(char.isalpha() for char in behind) and len(before) < _SENTENCE_IN_CELL:
        return None
    noun = counted(scene.text, quantity, Span(cell.start, cell.end), limit)
    if noun is None or noun.start < cell.start or noun.end > cell.end:
        return None
    return noun if noun.start >= quantity.end or len(before) + len(behind) > _SENTENCE_IN_CELL else None


def _cell_noun(scene: Scene, quantity: Quantity) -> Span | None:
    """In a table the row header says what is counted."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    row, column = cell.row_header, cell.column_header
    if column is not None and column.start != cell.start and _is_name_of_count(scene, column):
        return _bare_header(scene, column)
    if row is not None and column is not None and column.start != cell.start and _is_place(scene, row):
        return _bare_header(scene, column)
    if row is None or row.start == cell.start:
        return None
    return _without_unit(scene, row)


def _is_name_of_count(scene: Scene, column: Span) -> bool:
    """A column head that is no period and no empty word (``Wert``, ``Ist``) says what is counted."""
    if scene.quantities_in(column):
        return False  # the first row of a table that goes on from the page before
    words = folded(scene.text, _bare_header(scene, column))
    return any(char.isalpha() for char in words) and not _begins_with(scene.pack, "column_generic", words)


def _bare_header(scene: Scene, header: Span) -> Span:
    """The header without its unit in brackets and without the period behind it (``Mittel 2024 (Mio. Euro)``)."""
    bare = _without_unit(scene, header)
    dates = scene.dates_in(bare)
    if not dates:
        return bare
    return Span(bare.start, bare.start + len(scene.text[bare.start : dates[0].start].rstrip(" ,:–-")))


def _without_unit(scene: Scene, header: Span) -> Span:
    """The header without its unit in brackets."""
    cut = scene.text.find("(", header.start, header.end)
    end = cut if cut > header.start else header.end
    return Span(header.start, header.start + len(scene.text[header.start : end].rstrip()))


def folded(text: str, span: Span | None) -> str:
    """The words of a span on one line; empty for none."""
    return "" if span is None else " ".join(text[span.start : span.end].split())
