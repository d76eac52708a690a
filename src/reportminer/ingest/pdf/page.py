"""What a page is made of here: words with boxes, lines of words, tables.  Points, counted from the top left corner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import sub
from typing import Final

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

Word = tuple[int, int, float, float, float, float]
"""Start and end in the text of its line, then the box.  A plain tuple: there are hundreds on a page."""

MARK: Final = re.compile(r"[+\-]?\d{1,3}\)?")
RAISED: Final = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
"""What can be a footnote mark or an exponent, and its raised signs."""

START: Final = 0
END: Final = 1
X0: Final = 2
TOP: Final = 3
X1: Final = 4
BOTTOM: Final = 5


@dataclass(slots=True)
class Line:
    """One line of text.  ``size`` is the height of its letters, which grows with the size of the font."""

    text: str
    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """Height of the middle of the line on the page."""
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        """The box as one value."""
        return self.x0, self.top, self.x1, self.bottom


@dataclass(slots=True)
class GridCell:
    """One cell of a table: its lines in reading order, and how many columns and rows it covers."""

    lines: list[Line]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """The lines with line ends between them."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class PageTable:
    """A table with its place on the page; ``edges`` are the left ends of its columns."""

    rows: list[list[GridCell]]
    box: Box
    edges: tuple[float, ...] = ()


Piece = Line | PageTable


@dataclass(slots=True)
class PageLayout:
    """A page in reading order.  ``stamps`` and ``notes`` stand outside the running text."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    stamps: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines outside tables."""
        return [piece for piece in self.pieces if isinstance(piece, Line)]


def line_of(text: str, words: list[Word]) -> Line:
    """Make a line of at least one word."""
    if len(words) == 1:
        _, _, x0, top, x1, bottom = words[0]
        return Line(text, words, x0, top, x1, bottom, bottom - top)
    _, _, lefts, tops, rights, bottoms = zip(*words, strict=True)
    heights = sorted(map(sub, bottoms, tops))
    return Line(text, words, min(lefts), min(tops), max(rights), max(bottoms), heights[len(heights) // 2])


def part_of(line: Line, words: list[Word]) -> Line:
    """The part of a line that neighbouring ``words`` of it cover."""
    start = words[0][START]
    moved = [(word[START] - start, word[END] - start, *word[2:]) for word in words]
    return line_of(line.text[start : words[-1][END]], moved)


def glued(left: Line, right: Line, between: str) -> Line:
    """Two lines as one."""
    shift = len(left.text) + len(between)
    moved = [(word[START] + shift, word[END] + shift, *word[2:]) for word in right.words]
    return line_of(left.text + between + right.text, left.words + moved)


def inside(box: Box, x: float, y: float) -> bool:
    """True where the point lies in the box."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all (at least one)."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
