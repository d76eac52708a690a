"""Tables with ruling lines: rules that touch make a grid, and borders that are missing join its fields to cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

from reportminer.ingest.pdf.page import BOTTOM, TOP, X0, X1, Box, GridCell, Line, PageTable, Word, inside, part_of
from reportminer.ingest.pdf.shapes import Shapes

_NEAR = 3.0
"""Rules closer than this are one rule, and ends closer than this touch."""

_MOST_RULES = 1_500
_MOST_PAIRS = 400_000
_LONG_CELL = 1_000
"""A cell longer than this holds running text: the grid is a frame or a layout."""

Rule = tuple[float, float, float]

Field = tuple[int, int]
"""Row and column."""

Fields = dict[Field, Field]
"""For every field the first field of the cell it belongs to."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Places of the rules down and across, and which fields are one cell."""

    xs: list[float]
    ys: list[float]
    fields: Fields

    @property
    def box(self) -> Box:
        """The outer border."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def grids_of(shapes: Shapes) -> list[Grid]:
    """Return the grids of a page from top to bottom; a grid within another is part of that one."""
    across, down = _merged(shapes.across), _merged(shapes.down)
    if not across or not down or len(across) + len(down) > _MOST_RULES or len(across) * len(down) > _MOST_PAIRS:
        return []
    found = [grid for rows, columns in _touching(across, down) if (grid := _grid(rows, columns)) is not None]
    found.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    return [grid for grid in found if not any(_within(grid.box, other.box) for other in found if other is not grid)]


def _within(box: Box, other: Box) -> bool:
    corners = ((box[0], box[1]), (box[2], box[3]))
    return box != other and all(inside(other, x, y) for x, y in corners)


def parted(line: Line, grids: list[Grid]) -> list[tuple[Line, int | None]]:
    """A line, or its parts, and the number of the grid each lies in (``None``: in none)."""
    beside = [i for i, grid in enumerate(grids) if grid.ys[0] <= line.middle <= grid.ys[-1]]
    if not beside:
        return [(line, None)]
    homes = [_home(word, beside, grids) for word in line.words]
    if len(set(homes)) == 1:
        return [(line, homes[0])]
    if not _gaps_at_borders(line, homes):  # a table that is wider than its column catches words of the next one
        return [(line, max(set(homes), key=homes.count))]
    runs = groupby(zip(homes, line.words, strict=True), key=itemgetter(0))
    return [(part_of(line, [word for _, word in run]), home) for home, run in runs]


def _gaps_at_borders(line: Line, homes: list[int | None]) -> bool:
    pairs = zip(pairwise(homes), pairwise(line.words), strict=True)
    return all(right[X0] - left[X1] > line.size / 2 for (one, other), (left, right) in pairs if one != other)


def _home(word: Word, numbers: list[int], grids: list[Grid]) -> int | None:
    centre = (word[X0] + word[X1]) / 2
    return next((i for i in numbers if grids[i].xs[0] <= centre <= grids[i].xs[-1]), None)


def table_of(grid: Grid, lines: list[Line]) -> PageTable | None:
    """Put lines into the cells; ``None`` where that makes no table."""
    cells = _without_empty(_filled(grid, lines))
    rows = [[cells[key] for key in sorted(cells) if key[0] == row] for row in sorted({row for row, _ in cells})]
    return PageTable(rows, grid.box, tuple(grid.xs)) if _is_table(rows) else None


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Snap rules at nearly the same place, and join those that touch end to end."""
    merged: list[Rule] = []
    for group in _clusters(sorted(rules)):
        place = sum(rule[0] for rule in group) / len(group)
        start, end = None, 0.0
        for _, first, last in sorted(group, key=lambda rule: rule[1:]):
            if start is None:
                start, end = first, last
            elif first <= end + _NEAR:
                end = max(end, last)
            else:
                merged.append((place, start, end))
                start, end = first, last
        if start is not None:
            merged.append((place, start, end))
    return [rule for rule in merged if rule[2] - rule[1] >= 2 * _NEAR]


def _clusters(rules: list[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule[0] - group[0][0] > _NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _touching(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that touch, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, top, bottom) in enumerate(down):
            if x0 - _NEAR <= x <= x1 + _NEAR and top - _NEAR <= y <= bottom + _NEAR:
                parent[root(len(across) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(rule)
    yield from ((rows, columns) for rows, columns in groups.values() if len(rows) > 1 and columns)


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    ys = _places(rule[0] for rule in across)
    # The outer borders are often left out: rules across reach as far as the table does.
    left, right = min(rule[1] for rule in across), max(rule[2] for rule in across)
    xs = _places([*(rule[0] for rule in down), left, right])
    return Grid(xs, ys, _fields(xs, ys, across, down)) if len(ys) > 2 and len(xs) > 2 else None


def _without_empty(cells: dict[Field, GridCell]) -> dict[Field, GridCell]:
    """Leave out rows and columns in which no cell with words begins (double borders, shades, empty forms)."""
    filled = [key for key, cell in cells.items() if cell.lines]
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    kept: dict[Field, GridCell] = {}
    for (row, column), cell in cells.items():
        if row in rows and column in columns:
            below = sum(row <= other < row + cell.rows for other in rows)
            beside = sum(column <= other < column + cell.columns for other in columns)
            kept[row, column] = GridCell(cell.lines, beside, below)
    return kept


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _fields(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> Fields:
    cell: Fields = {}
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            centre = (xs[column] + xs[column + 1]) / 2
            key = (row, column)
            cell[key] = key
            if column and not _crossed(down, xs[column], middle):
                cell[key] = cell[row, column - 1]
            elif row and not _crossed(across, ys[row], centre):
                cell[key] = cell[row - 1, column]
    return cell


def _crossed(rules: list[Rule], place: float, at: float) -> bool:
    return any(abs(rule[0] - place) <= _NEAR and rule[1] <= at <= rule[2] for rule in rules)


def _filled(grid: Grid, lines: list[Line]) -> dict[Field, GridCell]:
    cells: dict[Field, GridCell] = {}
    for (row, column), first in grid.fields.items():
        cell = cells.setdefault(first, GridCell([]))
        cell.rows = max(cell.rows, row - first[0] + 1)
        cell.columns = max(cell.columns, column - first[1] + 1)
    for line in lines:
        for first, part in _by_cell(line, grid):
            cells[first].lines.append(part)
    return cells


def _by_cell(line: Line, grid: Grid) -> Iterator[tuple[Field, Line]]:
    """The words of a line may belong to several cells."""
    firsts = [
        grid.fields[_place(grid.ys, word[TOP] + word[BOTTOM]), _place(grid.xs, word[X0] + word[X1])]
        for word in line.words
    ]
    for first, run in groupby(zip(firsts, line.words, strict=True), key=itemgetter(0)):
        yield first, part_of(line, [word for _, word in run])


def _place(rules: list[float], twice: float) -> int:
    """Between which two rules the middle of a word lies, whose edges add up to ``twice``."""
    return min(max(bisect_left(rules, twice / 2) - 1, 0), len(rules) - 2)


def _is_table(rows: list[list[GridCell]]) -> bool:
    filled = [[cell for cell in row if cell.lines] for row in rows]
    if sum(len(row) > 1 for row in filled) < 2:
        return False
    return max(sum(len(line.text) for line in cell.lines) for row in filled for cell in row) <= _LONG_CELL
