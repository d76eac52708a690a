"""Columns of running text, and their order where the file draws its lines across them.

Files mostly hold their text in reading order, so that order stands.  Only where lines jump from side to side of a
gutter is the page read anew: the left column, then the right one, between the lines that run over both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reportminer.ingest.pdf.lines import chunks
from reportminer.ingest.pdf.page import Line

_FEWEST = 6
"""Lines that a column has at least."""

_NARROWEST = 0.14
"""Width of a column in widths of the text, at least."""

_GUTTER = 5.0
_CROSSING = 0.12
_JUMPS = 0.25
_DEEPEST = 3


def gutters(pieces: Sequence[Line]) -> list[float]:
    """Where the gutters between columns of running text are, from left to right; ``pieces`` have no wide gaps."""
    return sorted(_gutters(list(pieces), 0))


def _gutters(pieces: list[Line], depth: int) -> list[float]:
    if depth >= _DEEPEST or len(pieces) < 2 * _FEWEST:
        return []
    gutter = _widest_gap(pieces)
    if gutter is None:
        return []
    left = [piece for piece in pieces if piece.x1 <= gutter]
    right = [piece for piece in pieces if piece.x0 >= gutter]
    if not (_is_prose(left) and _is_prose(right) and _side_by_side(left, right)):
        return []
    return [*_gutters(left, depth + 1), gutter, *_gutters(right, depth + 1)]


def _widest_gap(pieces: list[Line]) -> float | None:
    """The middle of the widest strip that next to no piece crosses."""
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    width = right - left
    if not 50 < width < 5_000:
        return None
    change = np.zeros(int(width) + 3, dtype=np.int32)
    starts = np.array([piece.x0 - left for piece in pieces]).astype(int)
    ends = np.array([piece.x1 - left for piece in pieces]).astype(int) + 1
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    covered = np.cumsum(change)
    free = covered <= _CROSSING * len(pieces)
    best: tuple[int, int] | None = None
    start: int | None = None
    for x in range(int(_NARROWEST * width), int((1 - _NARROWEST) * width) + 1):
        if free[x]:
            start = x if start is None else start
            if best is None or x - start > best[1] - best[0]:
                best = (start, x)
        else:
            start = None
    if best is None or best[1] - best[0] < _GUTTER:
        return None
    return left + (best[0] + best[1] + 1) / 2


def _is_prose(pieces: list[Line]) -> bool:
    """Enough lines, of several words each, more letters than digits."""
    if len(pieces) < _FEWEST:
        return False
    counts = sorted(len(piece.words) for piece in pieces)
    if counts[len(counts) // 2] < 3:
        return False
    text = "".join(piece.text for piece in pieces)
    return sum(map(str.isdigit, text)) * 4 < sum(map(str.isalpha, text))


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    top = max(min(piece.top for piece in left), min(piece.top for piece in right))
    bottom = min(max(piece.bottom for piece in left), max(piece.bottom for piece in right))
    return bottom - top > 3 * left[0].size


def in_order(lines: Sequence[Line]) -> tuple[list[Line], list[float]]:
    """Return the lines in reading order, and the gutters of the page."""
    split = [chunks(line) for line in lines]
    pieces = [piece for parts in split for piece in parts]
    cuts = gutters(pieces)
    if not cuts:
        return list(lines), []
    parted = [part for line, parts in zip(lines, split, strict=True) for part in _parted(line, parts, cuts)]
    sides = [_side(part, cuts) for part in parted]
    if not _jumps(sides):
        return list(lines), cuts
    return list(_by_column(parted, sides)), cuts


def _parted(line: Line, parts: list[Line], cuts: list[float]) -> list[Line]:
    """A line cut at its gaps where one of them lies on a gutter; table rows inside a column stay whole."""
    for cut in cuts:
        if any(one.x1 <= cut <= other.x0 for one, other in pairwise(parts)):
            return parts
    return [line]


def _side(line: Line, cuts: list[float]) -> int:
    """The number of the column, -1 for a line over several."""
    first = sum(line.x0 >= cut for cut in cuts)
    last = sum(line.x1 > cut for cut in cuts)
    return first if first == last else -1


def _jumps(sides: list[int]) -> bool:
    placed = [side for side in sides if side >= 0]
    back = sum(one > other for one, other in pairwise(placed))
    return back > max(3, _JUMPS * len(placed) / 2)


def _by_column(lines: list[Line], sides: list[int]) -> list[Line]:
    order = sorted(range(len(lines)), key=lambda i: (lines[i].middle, lines[i].x0))
    ordered: list[Line] = []
    band: list[int] = []
    for i in order:
        if sides[i] >= 0:
            band.append(i)
            continue
        ordered += (lines[j] for j in sorted(band, key=lambda j: sides[j]))
        ordered.append(lines[i])
        band = []
    return ordered + [lines[j] for j in sorted(band, key=lambda j: sides[j])]
