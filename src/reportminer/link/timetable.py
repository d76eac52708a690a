"""The time that the heads of a table give to a cell: its column, else its row, else the caption.

A table without cells is read by its lines: a line of nothing but dates heads the columns of the lines of numbers below.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby

import regex

from reportminer.link.rows import Row
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


class Columns:
    """The lines of a text that head columns (``31.12.2022 31.12.2021``), each with its dates."""

    def __init__(self, scene: Scene) -> None:
        """Read the lines that hold two dates or more, once."""
        self._scene = scene
        lines = groupby(scene.dates, key=lambda row: scene.text.rfind("\n", max(0, row.start - _LINE), row.start))
        heads = [(start, rows) for start, group in lines if len(rows := list(group)) > 1 and self._is_head(start, rows)]
        self._starts = [start for start, _ in heads]
        self._heads = [rows for _, rows in heads]

    def date(self, quantity: Quantity, line: Row) -> DateExpression | None:
        """The date over ``quantity``; None where the line holds more or fewer numbers than the head has dates."""
        index = bisect_right(self._starts, line.start) - 1
        if index < 0 or line.start - self._starts[index] > _REACH:
            return None
        heads = self._heads[index]
        numbers = [
            item.start for item in self._scene.quantities_in(Span(line.start, line.end)) if item.start != line.ordinal
        ]
        if len(numbers) != len(heads) or quantity.start not in numbers:
            return None
        return heads[numbers.index(quantity.start)]

    def _is_head(self, start: int, rows: list[DateExpression]) -> bool:
        text = self._scene.text
        end = text.find("\n", rows[-1].end)
        end = len(text) if end < 0 else end
        if end - start > _LINE or not all(_says_when(row) and any(row.bounds) for row in rows):
            return False
        rest = "".join(text[low:high] for low, high in _between(start + 1, rows, end))
        return "|" not in rest and _WORDS.fullmatch(rest) is not None


_LINE = 160
_REACH = 4000
"""How far below its head a column goes on."""
_WORDS = regex.compile(r"(?:[^\d\n.;!?]|\b(?:Mio|Mrd|Tsd)\.){0,40}")


def _between(start: int, rows: list[DateExpression], end: int) -> list[tuple[int, int]]:
    edges = [start, *(edge for row in rows for edge in (row.start, row.end)), end]
    return list(zip(edges[::2], edges[1::2], strict=True))
