"""Tables without rules: rows of words that stand under each other, with numbers in at least one column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportminer.ingest.pdf.lines import chunks
from reportminer.ingest.pdf.page import GridCell, Line, PageTable, around

_NUMBER = re.compile(
    r"[-–—+±(]?\s?(?:[€$]\s?)?\d[\d.,'\s]*(?:\s?(?:%|‰|€|\$|EUR|VND|đ|TEUR|Mio\.?|Mrd\.?|tỷ|triệu))?\)?[*¹²³⁴-⁹]*"
)
_BLANK = re.compile(r"[-–—./x*]{1,3}|k\. ?A\.|n\. ?v\.|\.{2,}|…")
_FEWEST_ROWS = 3
_MOST_HEADS = 5
_NEAR, _FAR = 2.6, 4.5
"""Gaps between rows of a table, and above its heads, in heights of the letters."""

_LONELY = 3
"""So many rows without a number may stand between two rows with one (headings, labels on several lines)."""


@dataclass(slots=True)
class _Row:
    cells: list[Line]
    lines: list[int]
    """Which lines of the page stand in the row."""
    numbers: list[Line] = field(default_factory=list)

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return max(cell.bottom for cell in self.cells)

    @property
    def middle(self) -> float:
        return sum(cell.middle for cell in self.cells) / len(self.cells)

    @property
    def size(self) -> float:
        return max(cell.size for cell in self.cells)

    def finish(self) -> None:
        """Order the cells and find those with numbers, the first aside."""
        self.cells.sort(key=lambda cell: cell.x0)
        self.numbers = [cell for cell in self.cells[1:] if is_number(cell.text)]


def is_number(text: str) -> bool:
    """True for what can stand in a column of numbers."""
    return _NUMBER.fullmatch(text) is not None


def aligned_tables(lines: Sequence[Line], gutters: Sequence[float]) -> Iterator[tuple[PageTable, set[int]]]:
    """Yield tables and the lines they consist of (indices into ``lines``)."""
    for column in _in_columns(lines, gutters):
        rows = _rows(lines, column)
        for first, last in _runs(rows):
            if table := _table(rows, first, last):
                yield table


def _in_columns(lines: Sequence[Line], gutters: Sequence[float]) -> Iterator[list[int]]:
    """Lines of the same column; those that cross a gutter are by themselves."""
    groups: dict[tuple[int, int], list[int]] = {}
    for i, line in enumerate(lines):
        first = sum(line.x0 >= cut for cut in gutters)
        last = sum(line.x1 > cut for cut in gutters)
        groups.setdefault((first, last), []).append(i)
    yield from groups.values()


def _rows(lines: Sequence[Line], column: list[int]) -> list[_Row]:
    """Lines of the same height on the page are one row, cut at wide gaps."""
    rows: list[_Row] = []
    for i in sorted(column, key=lambda i: lines[i].middle):
        line = lines[i]
        parts = chunks(line)
        if rows and abs(rows[-1].cells[0].middle - line.middle) < 0.4 * line.size:
            rows[-1].cells += parts
            rows[-1].lines.append(i)
        else:
            rows.append(_Row(list(parts), [i]))
    for row in rows:
        row.finish()
    return rows


def _runs(rows: list[_Row]) -> Iterator[tuple[int, int]]:
    """First and last row (with a number in the second column or later) of every stretch of rows close together."""
    numeric = [i for i, row in enumerate(rows) if row.numbers]
    start = 0
    for place in range(1, len(numeric) + 1):
        if place == len(numeric) or not _goes_on(rows, numeric[place - 1], numeric[place]):
            if place - start >= _FEWEST_ROWS:
                yield numeric[start], numeric[place - 1]
            start = place


def _goes_on(rows: list[_Row], before: int, after: int) -> bool:
    if after - before > _LONELY + 1:
        return False
    between = rows[before : after + 1]
    if any(other.top - one.bottom > _NEAR * one.size for one, other in pairwise(between)):
        return False
    # A full line of text between two rows ends the table.
    width = max(rows[i].cells[-1].x1 for i in (before, after)) - min(rows[i].cells[0].x0 for i in (before, after))
    return not any(len(row.cells) == 1 and row.cells[0].x1 - row.cells[0].x0 > 0.85 * width for row in between)


def _table(rows: list[_Row], first: int, last: int) -> tuple[PageTable, set[int]] | None:
    body = rows[first : last + 1]
    columns = _columns(body)
    numeric = {i for i in range(1, len(columns)) if _is_numeric(body, columns, i)}
    if not numeric or _is_contents(body, columns):
        return None
    head = _head(rows, first, columns, numeric)
    tail = _tail(rows, last, columns)
    labels = next((i for i in range(head, first) if _is_label(rows[i], columns)), first)
    grid = list(_with_heads([_placed(row, columns) for row in rows[head:labels]], len(columns)))
    grid += _joined([_placed(row, columns) for row in rows[labels : tail + 1]])
    whole = rows[head : tail + 1]
    box = around(cell.box for row in whole for cell in row.cells)
    used = {i for row in whole for i in row.lines}
    return PageTable(_cells(grid, len(columns)), box, tuple(column[0] for column in columns)), used


Column = tuple[float, float]
Placed = dict[int, list[Line]]
"""Lines by column."""


def _columns(rows: list[_Row]) -> list[Column]:
    """Merge what overlaps from row to row; none where the cells of a row then fall together."""
    numeric = [row for row in rows if row.numbers]
    columns: list[Column] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for row in numeric for cell in row.cells):
        if columns and x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    together = sum(len({_column(cell, columns) for cell in row.cells}) < len(row.cells) for row in numeric)
    return [] if together * 5 > len(numeric) else columns


def _is_numeric(rows: list[_Row], columns: list[Column], number: int) -> bool:
    texts = [cell.text for row in rows for cell in row.cells if row.numbers and _column(cell, columns) == number]
    filled = [text for text in texts if not _BLANK.fullmatch(text)]
    return len(filled) >= _FEWEST_ROWS and sum(map(is_number, filled)) >= 0.7 * len(filled)


def _column(cell: Line, columns: list[Column]) -> int:
    """The column that a cell overlaps most, else the nearest."""
    best, most = 0, float("-inf")
    for i, (x0, x1) in enumerate(columns):
        shared = min(cell.x1, x1) - max(cell.x0, x0)
        if shared > most:
            best, most = i, shared
    return best


def _is_contents(rows: list[_Row], columns: list[Column]) -> bool:
    """A table of contents: one column of page numbers that only grow."""
    last = [row.numbers for row in rows if row.numbers]
    if any(len(numbers) > 1 for numbers in last) or len(columns) > 3:
        return False
    texts = [numbers[0].text for numbers in last]
    if not all(text.isdecimal() and len(text) <= 4 for text in texts):
        return False
    values = [int(text) for text in texts]
    return values == sorted(values) and values[0] < values[-1]


def _head(rows: list[_Row], first: int, columns: list[Column], numeric: set[int]) -> int:
    """The first of the rows above that name the columns; labels of the first column may stand between."""
    head = row = first
    while row > 0 and first - row < _MOST_HEADS and _is_near(rows[row - 1], rows[row]):
        row -= 1
        if _names_columns(rows[row], columns, numeric):
            head = row
        elif not _is_label(rows[row], columns):
            break
    return head


def _is_near(upper: _Row, lower: _Row) -> bool:
    """Heads of several columns may stand farther off: a shade or a rule lies between."""
    return lower.top - upper.bottom <= (_FAR if len(upper.cells) > 2 else _NEAR) * lower.size


def _names_columns(row: _Row, columns: list[Column], numeric: set[int]) -> bool:
    """No prose: cells over different columns, or one cell over columns of numbers."""
    if len(row.cells) == 1:
        cell = row.cells[0]
        covered = [i for i, column in enumerate(columns) if cell.x0 < column[1] and cell.x1 > column[0]]
        return bool(covered) and all(i in numeric for i in covered)
    return len({_column(cell, columns) for cell in row.cells}) == len(row.cells)


def _is_label(row: _Row, columns: list[Column]) -> bool:
    return len(row.cells) == 1 and row.cells[0].x1 <= columns[1][0] + row.size and row.cells[0].x0 >= columns[0][0] - 4 * row.size


def _tail(rows: list[_Row], last: int, columns: list[Column]) -> int:
    """A label that goes on under the last row in small letters."""
    tail = last
    while tail + 1 < len(rows) and tail - last < 2 and _continues(rows[tail + 1], rows[tail], columns):
        tail += 1
    return tail


def _continues(row: _Row, above: _Row, columns: list[Column]) -> bool:
    cell = row.cells[0]
    return (
        len(row.cells) == 1
        and row.top - above.bottom < 0.5 * row.size
        and cell.text[0].islower()
        and cell.x1 <= columns[1][0]
    )


def _placed(row: _Row, columns: list[Column]) -> Placed:
    placed: Placed = {}
    for cell in row.cells:
        placed.setdefault(_column(cell, columns), []).append(cell)
    return placed


def _with_heads(heads: list[Placed], count: int) -> Iterator[Placed]:
    """All rows of the head as one, so that each column has one name."""
    if heads:
        yield {i: [line for head in heads for line in head.get(i, [])] for i in range(count) if any(i in h for h in heads)}


def _joined(rows: list[Placed]) -> list[Placed]:
    """Labels over several lines are one cell: the numbers stand beside the last or the first of them."""
    joined: list[Placed] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above is not None and set(above) == {0} and _needs_label(row):
            joined[-1] = row | {0: above[0] + row.get(0, [])}
        elif above is not None and set(row) == {0} and len(above) > 1 and 0 in above and row[0][0].text[:1].islower():
            above[0] = above[0] + row[0]
        else:
            joined.append(row)
    return joined


def _needs_label(row: Placed) -> bool:
    return 0 not in row or row[0][0].text[:1].islower()


def _cells(grid: list[Placed], count: int) -> list[list[GridCell]]:
    return [[GridCell(row.get(i, [])) for i in range(count)] for row in grid]
