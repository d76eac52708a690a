"""Second pass: a sheet without its furniture becomes lines and tables in reading order, and footnotes."""

from __future__ import annotations

from collections.abc import Iterator

from reportminer.ingest.pdf.aligned import aligned_tables
from reportminer.ingest.pdf.columns import in_order
from reportminer.ingest.pdf.edges import notes_of
from reportminer.ingest.pdf.grids import Grid, parted, table_of
from reportminer.ingest.pdf.page import Line, PageLayout, PageTable
from reportminer.ingest.pdf.sheets import Sheet
from reportminer.ingest.pdf.turned import turned_lines


def laid_out(sheet: Sheet, furniture: set[int], size: float) -> PageLayout:
    """Lay out one page; ``size`` is the height of the letters of the running text."""
    lines = list(sheet.lines(furniture))
    width, height = sheet.width, sheet.height
    if sheet.turn:
        lines = turned_lines(lines, sheet.turn, width, height)
        width, height = height, width
    page = PageLayout(sheet.number, width, height)
    outside, anchored = _without_grids(lines, sheet.grids)
    ordered, columns = in_order(outside)
    notes = notes_of(ordered, size, height, columns)
    page.notes = [line for i, line in enumerate(ordered) if i in notes]
    body = [line for i, line in enumerate(ordered) if i not in notes]
    taken = {i: table for table, used in aligned_tables(body, columns) for i in used}
    same = len(ordered) == len(outside) and all(one is other for one, other in zip(ordered, outside, strict=True))
    if not same:
        anchored = [(_place_of(table, ordered), table) for _, table in anchored]
    page.pieces = list(_merged(ordered, notes, taken, anchored))
    return page


Anchored = list[tuple[int, PageTable]]
"""Tables with the number of lines that stand before them."""


def _without_grids(lines: list[Line], grids: list[Grid]) -> tuple[list[Line], Anchored]:
    """Take the lines that lie in ruled tables out; what makes no table stays."""
    if not grids:
        return lines, []
    parts = _without_strays([part for line in lines for part in parted(line, grids)])
    tables = [table_of(grid, [line for line, home in parts if home == number]) for number, grid in enumerate(grids)]
    outside: list[Line] = []
    anchored: Anchored = []
    for line, home in parts:
        table = tables[home] if home is not None else None
        if table is None:
            outside.append(line)
        elif not any(table is other for _, other in anchored):
            anchored.append((len(outside), table))
    return outside, anchored


_STRAYS = 2
_FAR = 10


def _without_strays(parts: list[tuple[Line, int | None]]) -> list[tuple[Line, int | None]]:
    """A word or two that lie in a grid but stand far from its text in the file are of a column that it reaches into."""
    for number in {home for _, home in parts if home is not None}:
        places = [i for i, (_, home) in enumerate(parts) if home == number]
        cuts = [n for n in range(1, len(places)) if places[n] - places[n - 1] > _FAR]
        runs = [places[a:b] for a, b in zip([0, *cuts], [*cuts, len(places)], strict=True)]
        for i in (i for run in runs if len(runs) > 1 and len(run) <= _STRAYS for i in run):
            parts[i] = (parts[i][0], None)
    return parts


def _place_of(table: PageTable, lines: list[Line]) -> int:
    """Before the first line under the table that shares some of its width, where the order of the file says nothing."""
    x0, top, x1, _ = table.box
    below = (i for i, line in enumerate(lines) if line.top > top and line.x0 < x1 and line.x1 > x0)
    return next(below, len(lines))


def _merged(
    lines: list[Line], notes: set[int], taken: dict[int, PageTable], anchored: Anchored
) -> Iterator[Line | PageTable]:
    """Lines and tables in reading order; ``taken`` counts the lines that are no footnotes."""
    waiting = list(anchored)
    shown: list[PageTable] = []
    number = 0
    for i, line in enumerate(lines):
        while waiting and waiting[0][0] <= i:
            yield waiting.pop(0)[1]
        if i in notes:
            continue
        table = taken.get(number)
        number += 1
        if table is None:
            yield line
        elif not any(table is other for other in shown):
            shown.append(table)
            yield table
    yield from (table for _, table in waiting)
