"""The time that the heads of a table give to a cell: its column, else its row, else the caption."""

from __future__ import annotations

from reportminer.link.scene import Scene
from reportminer.link.timerows import is_usable
from reportminer.rules.quantities import Quantity
from reportminer.types import Cell, DateExpression, Span


def header(scene: Scene, quantity: Quantity) -> DateExpression | None:
    """The date in the heads of the cell of ``quantity``; a head that only compares (``Vorjahr in %``) is none."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    for span in (cell.column_header, cell.group_header, cell.row_header):
        rows = [row for row in scene.dates_in(span) if _says_when(row)] if span is not None else []
        if rows:
            return rows[-1]
    return _in_caption(scene, cell)


def _says_when(row: DateExpression) -> bool:
    compares = row.kind == "relative" and not any(row.bounds)
    return is_usable(row) and not compares and not row.text.lower().startswith("vorjahresm")


def _in_caption(scene: Scene, cell: Cell) -> DateExpression | None:
    """The date of the caption; of several the one beside the word of the column's head (``Ansatz 2024 und Ist zum``)."""
    if cell.caption is None:
        return None
    rows = [row for row in scene.dates_in(cell.caption) if is_usable(row)]
    if len(rows) > 1 and cell.column_header is not None:
        named = [row for row in rows if _follows(scene, cell.caption, cell.column_header, row, rows)]
        return named[0] if named else rows[-1]
    return rows[-1] if rows else None


def _follows(scene: Scene, caption: Span, head: Span, row: DateExpression, rows: list[DateExpression]) -> bool:
    """True where the head's first word stands in the caption between the date before and ``row``."""
    words = scene.text[head.start : head.end].split()
    start = max((other.end for other in rows if other.end <= row.start), default=caption.start)
    return bool(words) and words[0].casefold() in scene.text[start : row.start].casefold().split()
