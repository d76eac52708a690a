"""The date of the document itself: its dateline (``Hà Nội, ngày 6 tháng 10 năm 2025``, ``Stand: 15. Juli 2024``).

Without a dateline the latest full date of the text is recorded, but nothing is resolved against it: it is too weak.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import regex

from reportminer.lang.pack import Pack, load
from reportminer.rules import dates
from reportminer.rules.datepoints import resolve

_HEAD, _TAIL = 1500, 800
"""Characters at the beginning and the end of a document in which a dateline can stand."""


def reference(text: str, pack: Pack) -> tuple[date | None, str]:
    """(day, source) with source ``dateline``, ``latest_in_text`` or ``none``."""
    lead = _lead(pack.code)
    for start, piece in _places(text):
        for draft in dates.find(piece, pack):
            day = _day(draft)
            if day is not None and lead.search(piece, max(0, draft.start - 80), draft.start):
                return day, "dateline"
    latest = max((day for day in map(_day, dates.find(text, pack)) if day is not None), default=None)
    return latest, "latest_in_text" if latest else "none"


def _places(text: str) -> list[tuple[int, str]]:
    """The head first, then the foot of the document."""
    tail = max(_HEAD, len(text) - _TAIL)
    return [(0, text[:_HEAD]), (tail, text[tail:])] if len(text) > _HEAD else [(0, text)]


def _day(draft: dates.Draft) -> date | None:
    point = draft.last
    if point.grain != "day" or point.year is None or draft.join or draft.days or draft.operator not in ("", "as_of"):
        return None
    return resolve(point)[1].end


@cache
def _lead(code: str) -> regex.Pattern[str]:
    pack = load(code)
    return pack.compile(pack.settings["dateline"])
