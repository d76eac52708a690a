"""Pages printed sideways: their text is laid out upright, and the boxes are turned back at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from reportminer.ingest.pdf.page import BOTTOM, END, START, TOP, X0, X1, Box, Line, line_of, part_of
from reportminer.ingest.pdf.shapes import Shapes

UPWARD, DOWNWARD = 1, -1
_FEWEST = 6


def turn_of(lines: Sequence[Line]) -> int:
    """``UPWARD`` or ``DOWNWARD`` where most words are set sideways, else 0."""
    long = [word for line in lines for word in line.words if word[END] - word[START] >= 4]
    sideways = sum(word[BOTTOM] - word[TOP] > 1.2 * (word[X1] - word[X0]) for word in long)
    if sideways < _FEWEST or sideways * 2 < len(long):
        return 0
    return direction_of(lines)


def has_sideways(lines: Sequence[Line]) -> bool:
    """True where some word is higher than wide."""
    return any(
        word[BOTTOM] - word[TOP] > 1.2 * (word[X1] - word[X0]) and word[END] - word[START] >= 4
        for line in lines
        for word in line.words
    )


def direction_of(lines: Sequence[Line]) -> int:
    """Which way the words of sideways lines follow each other."""
    steps = [
        after[TOP] - before[TOP]
        for line in lines
        for before, after in pairwise(line.words)
        if abs(after[X0] - before[X0]) < 2
    ]
    return UPWARD if sum(step < 0 for step in steps) * 2 >= len(steps) else DOWNWARD


def by_direction(line: Line, sideways: Sequence[bool]) -> list[tuple[Line, bool]]:
    """Cut a line where its direction changes (headers stay level on such pages); True for sideways parts."""
    runs = groupby(zip(sideways, line.words, strict=True), key=itemgetter(0))
    return [(part_of(line, [word for _, word in run]), flag) for flag, run in runs]


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """The box on the page laid so that its text is upright; ``width`` and ``height`` are those of the page as it is."""
    x0, top, x1, bottom = box
    if turn == UPWARD:
        return height - bottom, x0, height - top, x1
    return (top, width - x1, bottom, width - x0) if turn == DOWNWARD else box


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """The reverse of ``turned``."""
    x0, top, x1, bottom = box
    if turn == UPWARD:
        return top, height - x1, bottom, height - x0
    return (width - bottom, x0, width - top, x1) if turn == DOWNWARD else box


def turned_lines(lines: Sequence[Line], turn: int, width: float, height: float, *, back: bool = False) -> list[Line]:
    """Every line turned, or turned back."""
    move = turned_back if back else turned
    return [
        line_of(line.text, [(word[0], word[1], *move(word[2:], turn, width, height)) for word in line.words])
        for line in lines
    ]


def from_top(lines: list[Line]) -> list[Line]:
    """The lines in order, or sorted by height where pdfium gave most of them from the bottom up."""
    steps = [below.middle - above.middle for above, below in pairwise(lines)]
    if sum(step < 0 for step in steps) * 2 <= len(steps):
        return lines
    return sorted(lines, key=lambda line: (round(line.middle), line.x0))


def turned_shapes(shapes: Shapes, turn: int, width: float, height: float) -> Shapes:
    """The rules turned."""
    fresh = Shapes(images=shapes.images)
    boxes = [(x0, y, x1, y) for y, x0, x1 in shapes.across] + [(x, top, x, bottom) for x, top, bottom in shapes.down]
    for box in boxes:
        fresh.add(turned(box, turn, width, height))
    return fresh
