"""The date of the document itself: its dateline (``Hà Nội, ngày 6 tháng 10 năm 2025``, ``Stand: 15. Juli 2024``).

Without a dateline the latest full date of the text is recorded, but nothing is resolved against it: it is too weak.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportminer.lang.pack import Pack, setting
from reportminer.rules import dates
from reportminer.rules.datepoints import resolve

_HEAD, _TAIL = 1500, 800
"""Characters at the beginning and the end of a document in which a dateline can stand."""


def reference(text: str, pack: Pack, drafts: Sequence[dates.Draft]) -> tuple[date | None, str]:
    """(day, source) with source ``dateline``, ``latest_in_text`` or ``none``; ``drafts`` are the dates of ``text``."""
    days = [(draft, day) for draft in drafts if (day := _day(draft)) is not None]
    for draft, day in days:
        near = draft.start < _HEAD or draft.start > len(text) - _TAIL
        if near and _is_dateline(text, draft, pack.code):
            return day, "dateline"
    printed = _masthead(text, pack)
    if printed is not None:
        return printed, "dateline"
    latest = max((day for _, day in days), default=None)
    return latest, "latest_in_text" if latest else "none"


def _is_dateline(text: str, draft: dates.Draft, code: str) -> bool:
    """True after the words of a dateline, and for a date that has a line for itself or shares it with a time only."""
    if setting(code, "dateline").search(text, max(0, draft.start - 220), draft.start):
        return True
    tail = draft.start > len(text) - _TAIL
    if tail and setting(code, "dateline_tail").search(text, max(0, draft.start - 160), draft.start):
        return True  # how an assembly ends its acts
    alone = setting(code, "dateline_alone").search(text, max(0, draft.start - 80), draft.start)
    return alone is not None and setting(code, "dateline_after").match(text, draft.end, draft.end + 40) is not None


def _masthead(text: str, pack: Pack) -> date | None:
    """The day printed in the head of a gazette's pages."""
    match = setting(pack.code, "masthead").search(text, 0, _HEAD) if "masthead" in pack.settings else None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:  # the 31st of February
        return None


def _day(draft: dates.Draft) -> date | None:
    point = draft.last
    if point.grain != "day" or point.year is None or draft.join or draft.days or draft.operator not in ("", "as_of"):
        return None
    return resolve(point)[1].end
