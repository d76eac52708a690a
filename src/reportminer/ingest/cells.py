"""Tables inside the text: one line per row, cells set apart by `` | ``, and what stands above and beside each cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportminer.ingest.raw import RawCell, Table
from reportminer.types import Cell, Span

SEPARATOR = " | "
_COUNTER_HEADS = frozenset({"stt", "tt", "số tt", "nr.", "nr", "lfd. nr.", "lfd.-nr.", "lfd. nr", "no.", "no", "#"})
_NUMBER = re.compile(r"[-–−+]?\d[\d.,\s]*%?")
_YEAR = re.compile(r"(?:18|19|20|21)\d\d")
_COUNTER = re.compile(r"\d{1,3}[.)]?")
_CAPTION = re.compile(r"(?:Tabelle|Tab\.|Übersicht|Bảng|Biểu|Phụ lục)\s*(?:số\s*)?\d", re.IGNORECASE)
_UNIT_LINE = re.compile(
    r"[^|]{0,160}?(?:\((?:Angaben |Werte )?in [^()|]{1,30}\)|\bAngaben in [^|]{2,30}|\(?(?:ĐVT|Đơn vị(?: tính)?)\s*:[^()|]{1,30}\)?)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in the grid (first column and the columns it covers), its range in the text and the text itself."""

    column: int
    columns: int
    span: Span
    text: str


Row = list[Placed]


def layout(table: Table) -> Iterator[list[tuple[int, RawCell]]]:
    """Give every cell its column, counting cells that reach down from rows above."""
    reaching: dict[int, int] = {}
    for row in table.rows:
        placed: list[tuple[int, RawCell]] = []
        column = 0
        below: dict[int, int] = {}
        for cell in row:
            while reaching.get(column, 0):
                column += 1
            placed.append((column, cell))
            below.update({column + i: cell.rows - 1 for i in range(cell.columns)})
            column += cell.columns
        reaching = {c: n - 1 for c, n in reaching.items() if n > 1} | {c: n for c, n in below.items() if n}
        yield placed


def with_headers(rows: Sequence[Row], caption: Span | None) -> Iterator[Cell]:
    """Turn placed cells into ``Cell`` values; a first row that is one wide cell is the caption."""
    rows = [row for row in rows if any(cell.text for cell in row)]
    if len(rows) > 1 and len(rows[0]) == 1 and len(rows[1]) > 1:
        caption = rows[0][0].span
        rows = rows[1:]
    if not rows:
        return
    heads = rows[0]
    headless = _is_headless(heads)
    groups = heads if head_depth(rows) > 1 and not headless else []
    beside = _row_header_index(heads)
    for number, row in enumerate(rows, int(headless)):
        row_header = _filled(row[beside]) if beside < len(row) else None
        over = _group(groups, rows[1]) if groups and number > 1 else {}
        for place, cell in enumerate(row):
            if cell.text:
                left = row_header if number and place > beside else None
                head, group = over.get(cell.column, (_above(heads, cell) if number else None, None))
                yield Cell(*cell.span, left, head, caption, group)


def _is_headless(heads: Row) -> bool:
    """True where the first row already holds numbers: a table cut off its head, or one that never had any."""
    return any(_NUMBER.fullmatch(cell.text) and not _YEAR.fullmatch(cell.text) for cell in heads[1:])


def head_depth(rows: Sequence[Row]) -> int:
    """Two where the second row names the columns under heads that reach over several, and nothing else; else one."""
    if len(rows) < 3:
        return 1
    wide = {cell.column + i for cell in rows[0] if cell.columns > 1 and cell.text for i in range(cell.columns)}
    named = [cell for cell in rows[1] if cell.text]
    return 2 if len(named) > 1 and all(cell.column in wide for cell in named) else 1


def _group(groups: Row, heads: Row) -> dict[int, tuple[Span | None, Span | None]]:
    """Column head and group head of every column under a wide head."""
    return {head.column + i: (_filled(head), _above(groups, head)) for head in heads if head.text for i in range(head.columns)}


def counters(text: str, cells: Iterable[Cell]) -> Iterator[Span]:
    """The cells that only count rows: numbers under ``STT``, ``lfd. Nr.``."""
    for cell in cells:
        head = text[slice(*cell.column_header)].lower() if cell.column_header else ""
        if head in _COUNTER_HEADS and _COUNTER.fullmatch(text, cell.start, cell.end):
            yield Span(cell.start, cell.end)


def _row_header_index(heads: Row) -> int:
    """Column 0, or column 1 where column 0 only counts the rows (STT, lfd. Nr.)."""
    return 1 if heads[0].text.lower() in _COUNTER_HEADS and len(heads) > 2 else 0


def _filled(cell: Placed) -> Span | None:
    return cell.span if cell.text else None


def _above(heads: Row, cell: Placed) -> Span | None:
    if _is_headless(heads):
        return None
    for head in heads:
        if head.column <= cell.column < head.column + head.columns:
            return _filled(head)
    return None


def is_caption(line: str) -> bool:
    """True for a line that names the table under it: ``Tabelle 3: Mitglieder``, ``Haushalt (in Mio. Euro)``."""
    return len(line) < 300 and (_CAPTION.match(line) is not None or _UNIT_LINE.fullmatch(line) is not None)


def cells_in_lines(text: str) -> Iterator[Cell]:
    """Find the tables that stand in a text as lines with `` | `` (at least two rows)."""
    rows: list[Row] = []
    start = end = 0
    for line in text.split("\n") if SEPARATOR in text else ():
        if SEPARATOR in line:
            rows.append(list(_cells_at(line, end)))
        elif rows and line.strip():  # paragraphs of a web page are set apart by blank lines: no border
            yield from _table_in_lines(rows, text, start)
            rows = []
        end += len(line) + 1
        start = start if rows else end
    yield from _table_in_lines(rows, text, start)


def _table_in_lines(rows: list[Row], text: str, start: int) -> Iterator[Cell]:
    if len(rows) > 1:
        yield from with_headers(rows, _caption_before(text, start))


def _cells_at(line: str, offset: int) -> Iterator[Placed]:
    # A line that begins with a bar and does not end with one has an empty first cell.
    first = int(line.lstrip().startswith(SEPARATOR.lstrip()) and not line.rstrip().endswith("|"))
    for column, part in enumerate(line.split(SEPARATOR), first):
        inner = part.strip(" \t|")
        start = offset + part.find(inner)
        yield Placed(column, 1, Span(start, start + len(inner)), inner)
        offset += len(part) + len(SEPARATOR)


def _caption_before(text: str, start: int) -> Span | None:
    before = text[max(0, start - 400) : start].rstrip()
    line = before.rpartition("\n")[2]
    end = max(0, start - 400) + len(before)
    return Span(end - len(line), end) if is_caption(line) else None
