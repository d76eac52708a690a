"""The date of the document itself: its dateline (``Hà Nội, ngày 6 tháng 10 năm 2025``, ``Stand: 15. Juli 2024``).

Without a dateline the latest full date of the text is recorded, but nothing is resolved against it: it is too weak.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import regex

from reportminer.lang.pack import Pack, load
from reportminer.rules import dates
from reportminer.rules.datepoints import resolve

_HEAD, _TAIL = 1500, 800
"""Characters at the beginning and the end of a document in which a dateline can stand."""


def reference(text: str, pack: Pack, drafts: Sequence[dates.Draft]) -> tuple[date | None, str]:
    """(day, source) with source ``dateline``, ``latest_in_text`` or ``none``; ``drafts`` are the dates of ``text``."""
    lead = _lead(pack.code)
    days = [(draft, day) for draft in drafts if (day := _day(draft)) is not None]
    for draft, day in days:
        near = draft.start < _HEAD or draft.start > len(text) - _TAIL
        if near and lead.search(text, max(0, draft.start - 80), draft.start):
            return day, "dateline"
    latest = max((day for _, day in days), default=None)
    return latest, "latest_in_text" if latest else "none"


def _day(draft: dates.Draft) -> date | None:
    point = draft.last
    if point.grain != "day" or point.year is None or draft.join or draft.days or draft.operator not in ("", "as_of"):
        return None
    return resolve(point)[1].end


@cache
def _lead(code: str) -> regex.Pattern[str]:
    pack = load(code)
    return pack.compile(pack.settings["dateline"])
