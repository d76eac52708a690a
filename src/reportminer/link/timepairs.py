"""Figures that share a span of years: ``zwischen 2015 und 2019 von A auf B``, ``2021 bis 2023 A, B bzw. C``."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise

import regex

from reportminer.link.linked import Linked
from reportminer.link.scene import Scene
from reportminer.link.timerows import times_pattern
from reportminer.rules.calendar import year_bounds
from reportminer.types import Bounds


def spread(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """Give each figure of a from/to pair or of a list its own year, and the change between them the whole span."""
    for index, (left, right) in enumerate(pairwise(linked)):
        if left.figure.role == "from" and right.figure.role == "to":
            linked[index : index + 2] = _ends(left, right)
    for index in range(2, len(linked)):
        if linked[index - 2].figure.role == "from" and linked[index - 1].figure.role == "to":
            linked[index] = _difference(scene, *linked[index - 2 : index + 1])
    return _listed(linked)


_YEARS = regex.compile(
    r"(?:(?:zwischen|von|vom|in|den|Jahren?|từ|năm|seit|bis|und|đến|kể|[-–—]|\d{4})\s?)+", regex.IGNORECASE
)


def _ends(left: Linked, right: Linked) -> tuple[Linked, Linked]:
    start, end = left.figure.time_start, right.figure.time_end
    same = left.figure.time_text == right.figure.time_text and left.figure.time_start == right.figure.time_start
    if same and regex.fullmatch(r"(?:19|20)\d\d", left.figure.base_period):  # sank gegenüber 2022 von A auf B
        return _timed(left, year_bounds(int(left.figure.base_period))), right
    if not same or not _YEARS.fullmatch(left.figure.time_text) or start is None or (start.month, start.day) != (1, 1):
        return left, right
    if end is None:
        return _timed(left, year_bounds(start.year)), right
    if end.year == start.year or (end.month, end.day) != (12, 31):
        return left, right
    return _timed(left, year_bounds(start.year)), _timed(right, year_bounds(end.year))


def _timed(item: Linked, bounds: Bounds) -> Linked:
    return item.changed(time_start=bounds.start, time_end=bounds.end)


def _difference(scene: Scene, first: Linked, second: Linked, third: Linked) -> Linked:
    """``sank von 7,4 % (2021) auf 3,1 % (2025), das heißt um 4,3 Punkte``: the change took the whole span."""
    between = times_pattern(scene.pack.code, "in_other_words")
    start, end = first.figure.time_start, second.figure.time_end
    if start is None or end is None or start >= end:
        return third
    if not between.fullmatch(scene.text, second.quantity.end, third.quantity.start):
        return third
    return _timed(third, Bounds(start, end))


def _listed(linked: list[Linked]) -> list[Linked]:
    """``In den Jahren 2021 bis 2023 5,7 %, 7,0 % bzw. 3,9 %``: as many years as figures, one for each."""
    position = 0
    for group, members in groupby(linked, key=lambda item: item.figure.list_group):
        items = list(members)
        first = items[0].figure
        if group and len({(item.figure.time_start, item.figure.time_end) for item in items}) == 1:
            years = _whole_years(first.time_start, first.time_end)
            if len(years) == len(items) > 1:
                linked[position : position + len(items)] = [
                    _timed(item, year_bounds(year)) for item, year in zip(items, years, strict=True)
                ]
        position += len(items)
    return linked


def _whole_years(start: date | None, end: date | None) -> range:
    if start is None or end is None or (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return range(0)
    return range(start.year, end.year + 1)
