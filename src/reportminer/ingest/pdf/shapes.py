"""The shapes on a page: ruling lines (from drawn lines, thin boxes and the borders of boxes) and images."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reportminer.ingest.pdf.engine import RawPage
from reportminer.ingest.pdf.page import Box

_PATH, _IMAGE, _FORM = 2, 3, 5
_THIN = 3.0
"""A shape thinner than this is a line."""

_SHORT = 4.0
"""A line shorter than this is part of a drawing."""

_MOST_OBJECTS = 50_000
_MOST_SEGMENTS = 400
_DEEPEST = 4
_WHITE = 250
_LINETO, _BEZIER, _MOVETO = 0, 1, 2

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Shapes:
    """Horizontal rules as (y, x0, x1), vertical ones as (x, top, bottom), and the boxes of images."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """True for a page without any of these."""
        return not (self.across or self.down or self.images)

    def add(self, box: Box) -> None:
        """Take a shape for a rule if it is thin, for four if it is a box."""
        x0, top, x1, bottom = box
        wide, high = x1 - x0, bottom - top
        if high <= _THIN:
            if wide >= _SHORT:
                self.across.append(((top + bottom) / 2, x0, x1))
        elif wide <= _THIN:
            if high >= _SHORT:
                self.down.append(((x0 + x1) / 2, top, bottom))
        else:
            self.across += [(top, x0, x1), (bottom, x0, x1)]
            self.down += [(x0, top, bottom), (x1, top, bottom)]


def shapes_of(raw: RawPage) -> Shapes:
    """Collect the shapes of an open page, forms included."""
    shapes = Shapes()
    for kind, box in _Walker(raw).walk():
        if kind == _IMAGE:
            shapes.images.append(box)
        elif box[2] - box[0] < 0.97 * raw.width or box[3] - box[1] < 0.9 * raw.height:
            shapes.add(box)
    return shapes


class _Walker:
    """Goes over the objects of a page; counts them, because forms within forms multiply."""

    def __init__(self, raw: RawPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._raw = raw
        self._left = _MOST_OBJECTS
        self._edges = [ctypes.c_float() for _ in range(4)]

    def walk(self) -> Iterator[tuple[int, Box]]:
        """Yield the kind and the place of every image and of every straight part of a path."""
        page = self._raw.page.raw
        count, get = self._pdfium.FPDFPage_CountObjects, self._pdfium.FPDFPage_GetObject
        yield from self._objects(page, count, get, _SAME, 0)

    def _objects(self, holder: Any, count: Any, get: Any, matrix: Matrix, depth: int) -> Iterator[tuple[int, Box]]:
        kind_of = self._pdfium.FPDFPageObj_GetType
        for index in range(min(count(holder), self._left)):
            item = get(holder, index)
            kind = kind_of(item)
            self._left -= 1
            if self._left < 0:
                return
            if kind == _PATH:
                yield from ((_PATH, box) for box in self._path(item, matrix))
            elif kind == _IMAGE:
                yield _IMAGE, self._placed(*self._bounds(item), matrix)
            elif kind == _FORM and depth < _DEEPEST:
                inner = self._matrix(item, matrix)
                count_inner, get_inner = self._pdfium.FPDFFormObj_CountObjects, self._pdfium.FPDFFormObj_GetObject
                yield from self._objects(item, count_inner, get_inner, inner, depth + 1)

    def _path(self, item: Any, matrix: Matrix) -> Iterator[Box]:
        """A path of up to five points is one shape; of a longer one each straight segment is."""
        segments = self._pdfium.FPDFPath_CountSegments(item)
        bounds = self._bounds(item)
        if segments <= 5:
            thin = bounds[2] - bounds[0] <= _THIN or bounds[3] - bounds[1] <= _THIN
            if thin or (segments > 3 and self._shows(item)):
                yield self._placed(*bounds, matrix)
        elif segments <= _MOST_SEGMENTS:
            yield from self._segments(item, segments, self._matrix(item, matrix))

    def _shows(self, item: Any) -> bool:
        """False for a box that is only filled, with white: such boxes lie under single lines of text."""
        pdfium = self._pdfium
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if stroke.value or not fill.value:
            return bool(stroke.value)
        color = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, color))
        return min(part.value for part in color[:3]) < _WHITE

    def _segments(self, item: Any, count: int, matrix: Matrix) -> Iterator[Box]:
        pdfium = self._pdfium
        x, y = ctypes.c_float(), ctypes.c_float()
        before: tuple[float, float] | None = None
        begin: tuple[float, float] | None = None
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = (x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == _MOVETO:
                begin = point
            elif kind == _LINETO and before is not None:
                yield from self._straight(before, point, matrix)
            if begin is not None and kind != _MOVETO and pdfium.FPDFPathSegment_GetClose(segment):
                yield from self._straight(point, begin, matrix)
            before = point

    def _straight(self, one: tuple[float, float], other: tuple[float, float], matrix: Matrix) -> Iterator[Box]:
        if abs(one[0] - other[0]) <= 0.5 or abs(one[1] - other[1]) <= 0.5:
            left, right = sorted((one[0], other[0]))
            bottom, top = sorted((one[1], other[1]))
            yield self._placed(left, bottom, right, top, matrix)

    def _bounds(self, item: Any) -> tuple[float, float, float, float]:
        left, bottom, right, top = self._edges
        self._pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, self._edges))
        return left.value, bottom.value, right.value, top.value

    def _matrix(self, item: Any, outer: Matrix) -> Matrix:
        own = self._pdfium.FS_MATRIX()
        self._pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
        a, b, c, d, e, f = own.a, own.b, own.c, own.d, own.e, own.f
        oa, ob, oc, od, oe, of = outer
        return (
            a * oa + b * oc, a * ob + b * od,
            c * oa + d * oc, c * ob + d * od,
            e * oa + f * oc + oe, e * ob + f * od + of,
        )  # fmt: skip

    def _placed(self, left: float, bottom: float, right: float, top: float, matrix: Matrix) -> Box:
        if matrix is not _SAME:
            a, b, c, d, e, f = matrix
            xs = (a * left + c * bottom + e, a * right + c * top + e)
            ys = (b * left + d * bottom + f, b * right + d * top + f)
            (left, right), (bottom, top) = sorted(xs), sorted(ys)
        return self._raw.place.box(left, bottom, right, top)
