"""Collects paragraphs and tables from the events of a markup parser (DOCX, ODT, HTML alike)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reportminer.ingest.raw import Block, Paragraph, RawCell, Table

_LAYOUT_CELL = 1_000  # a cell longer than this holds running text
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@dataclass(slots=True)
class _OpenCell:
    columns: int
    rows: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _OpenTable:
    rows: list[list[_OpenCell]] = field(default_factory=list)
    caption: str = ""


class Flow:
    """A stack of open tables over a list of finished blocks.  Text goes to the innermost open cell."""

    def __init__(self) -> None:
        """Start empty."""
        self.blocks: list[Block] = []
        self._tables: list[_OpenTable] = []

    @property
    def in_table(self) -> bool:
        """True between ``open_table`` and ``close_table``."""
        return bool(self._tables)

    def add(self, text: str) -> None:
        """Finish a paragraph."""
        if text.strip():
            self._sink().append(Paragraph(text))

    def open_table(self) -> None:
        """Start a table, inside a cell or not."""
        self._tables.append(_OpenTable())

    def open_row(self) -> None:
        """Start a row of the innermost table."""
        if self._tables:
            self._tables[-1].rows.append([])

    def open_cell(self, columns: int = 1, rows: int = 1) -> None:
        """Start a cell of the innermost table."""
        if self._tables:
            if not self._tables[-1].rows:
                self.open_row()
            self._tables[-1].rows[-1].append(_OpenCell(max(1, columns), max(1, rows)))

    def widen(self, columns: int) -> None:
        """Let the innermost cell cover more columns (DOCX says so inside the cell)."""
        if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].columns = max(1, columns)

    def caption(self, text: str) -> None:
        """Name the innermost table."""
        if self._tables:
            self._tables[-1].caption = text

    def close_table(self) -> None:
        """End the innermost table; one made for layout gives back its paragraphs."""
        if self._tables:
            table = self._tables.pop()
            self._sink().extend(_finished(table))

    def finish(self) -> tuple[Block, ...]:
        """Close what the source left open."""
        while self._tables:
            self.close_table()
        return tuple(self.blocks)

    def _sink(self) -> list[Block]:
        for table in reversed(self._tables):
            if table.rows and table.rows[-1]:
                return table.rows[-1][-1].blocks
        return self.blocks


def _finished(table: _OpenTable) -> list[Block]:
    if _is_layout(table):
        return [block for row in table.rows for cell in row for block in cell.blocks]
    rows = tuple(tuple(RawCell(_text(cell), cell.columns, cell.rows) for cell in row) for row in table.rows if row)
    return [Table(rows, table.caption)] if rows else []


def _is_layout(table: _OpenTable) -> bool:
    cells = [cell for row in table.rows for cell in row]
    if any(isinstance(block, Table) for cell in cells for block in cell.blocks):
        return True
    return all(len(row) < 2 for row in table.rows) or any(len(_text(cell)) > _LAYOUT_CELL for cell in cells)


def _text(cell: _OpenCell) -> str:
    return " ".join(block.text for block in cell.blocks if isinstance(block, Paragraph))


def superscript(text: str) -> str:
    """Raise digits, so that ``km2`` and the footnote mark in ``4.9251`` stay apart from numbers.

    >>> superscript("2")
    '²'
    """
    return text.translate(_SUPERSCRIPT) if re.fullmatch(r"[0-9+\-]{1,3}", text.strip()) else text
