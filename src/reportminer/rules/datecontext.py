"""What surrounds the dates of one text, and what was seen of them so far."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import regex

from reportminer.lang import Pack
from reportminer.lang.pack import setting
from reportminer.types import Bounds, Span

NONE = Bounds(None, None)


@dataclass(frozen=True)
class Context:
    """What surrounds the dates of one text: its reference date, sentences, and the spans of citations in it."""

    text: str
    pack: Pack
    reference: date | None = None
    sentences: Sequence[Span] = ()
    citations: Sequence[Span] = ()
    digits: Sequence[int] = field(default=())


@dataclass(slots=True)
class State:
    """What was seen so far, in text order."""

    governing: Bounds = NONE
    governing_end: int = -1
    topic: Bounds = NONE
    report_year: int = 0
    opening: Bounds = NONE
    opening_at: int = -1
    latest: Bounds = NONE
    latest_at: int = -1
    last_day: date | None = None
    term: Bounds = NONE
    newest: date | None = None


def sentence_of(position: int, context: Context) -> Span:
    """The sentence that holds ``position``, or its paragraph to the end where none is known."""
    index = bisect_right(context.sentences, (position, 1 << 60)) - 1
    if index >= 0 and context.sentences[index].end > position:
        return context.sentences[index]
    return Span(paragraph_start(context.text, position), len(context.text))


_LONG_PARAGRAPH = 4000
"""Without blank lines a paragraph is taken to begin this many characters back, so that a text stays linear."""


def paragraph_start(text: str, position: int) -> int:
    """Where the paragraph of ``position`` begins."""
    return max(text.rfind("\n\n", max(0, position - _LONG_PARAGRAPH), position) + 1, position - _LONG_PARAGRAPH)


def cue(name: str, code: str) -> regex.Pattern[str]:
    """A compiled cue pattern of a pack's ``[compose]`` table."""
    return setting(code, "compose", name)


def is_compared(context: Context, position: int) -> bool:
    """True where a word of comparison (``gegenüber``, ``so với``) stands right before ``position``."""
    return _compare(context.pack.code).search(context.text, max(0, position - _COMPARE), position) is not None


def is_planned(context: Context, position: int) -> bool:
    """True where the date at ``position`` only says whose plan is meant (``chỉ tiêu năm 2024``)."""
    return cue("plan_of", context.pack.code).search(context.text, max(0, position - _COMPARE), position) is not None


_COMPARE = 40


@cache
def _compare(code: str) -> regex.Pattern[str]:
    from reportminer.lang import load

    pack = load(code)
    return pack.compile(rf"(?<!\w){pack.settings['cues']['compare']}")
