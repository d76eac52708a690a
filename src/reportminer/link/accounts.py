"""Columns of accounts that name no year: ``Geschäftsjahr Vorjahr``, ``Năm nay Năm trước`` under or over ``Bilanz zum ...``.

The line that heads the columns says which is the period of the statement and which the one before; the statement's own
heading (``Gewinn- und Verlustrechnung 2021``) says what that period is.  It stands above the table, or below it where the
reader met it last on the page.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import islice

import regex

from reportminer.link.rows import Row
from reportminer.link.scene import Scene
from reportminer.link.timerows import is_usable, times_pattern
from reportminer.rules.calendar import shift_years
from reportminer.rules.quantities import Quantity
from reportminer.types import DateExpression, Span

_BELOW = 3000
"""How far below its columns the heading of a statement may stand."""
_ABOVE = 4000
_COLUMNS = 4
_LINE = 160


class Accounts:
    """The statements of a text and the lines that head their columns, read once."""

    def __init__(self, scene: Scene) -> None:
        """Look for lines such as ``Geschäftsjahr Vorjahr``; a text without one costs a single search."""
        self._scene = scene
        columns = times_pattern(scene.pack.code, "columns")
        self._heads = [(match.start(), _roles(match)) for match in columns.finditer(scene.text)]
        self._starts = [start for start, _ in self._heads]
        self._statements = [row for row in scene.dates if _states(scene, row)] if self._heads else []

    def date(self, quantity: Quantity, line: Row) -> DateExpression | None:
        """The period of the column of ``quantity``; None where the line has more or fewer numbers than columns."""
        index = bisect_left(self._starts, line.start) - 1
        if index < 0 or line.start - self._starts[index] > _ABOVE:
            return None
        start, roles = self._heads[index]
        numbers = [
            item.start for item in self._scene.quantities_in(Span(line.start, line.end)) if item.start != line.ordinal
        ]
        if len(numbers) != len(roles) or quantity.start not in numbers:
            return None
        stated = self._stated(start)
        return _back(stated, roles[numbers.index(quantity.start)]) if stated is not None else None

    def _stated(self, head: int) -> DateExpression | None:
        """The period of the statement whose columns begin at ``head``: said above, else below before the next columns."""
        following = next((start for start in islice(self._starts, bisect_left(self._starts, head + 1), None)), head + _BELOW)
        above = [row for row in self._statements if head - _LINE * 4 < row.start < head]
        below = [row for row in self._statements if head < row.start < min(following, head + _BELOW)]
        return above[-1] if above else below[0] if below else None


def _roles(match: regex.Match[str]) -> tuple[int, ...]:
    """How many years back each column is, from the left."""
    now = [(start, 0) for start in match.starts("now")]
    before = [(start, 1) for start in match.starts("before")]
    return tuple(years for _, years in sorted(now + before)[:_COLUMNS])


def _states(scene: Scene, row: DateExpression) -> bool:
    """True for the date in the heading of a statement, a line of its own."""
    if not is_usable(row) or not any(row.bounds) or row.kind == "relative":
        return False
    line = scene.text.rfind("\n", max(0, row.start - _LINE), row.start) + 1
    end = scene.text.find("\n", row.end)
    ends = (end if end >= 0 else len(scene.text)) - row.end <= _LINE // 2
    return ends and times_pattern(scene.pack.code, "statement").match(scene.text, line, row.start) is not None


def _back(row: DateExpression, years: int) -> DateExpression:
    start, end = (shift_years(day, -years) if day is not None else None for day in row.bounds)
    return replace(row, start_date=start, end_date=end)
