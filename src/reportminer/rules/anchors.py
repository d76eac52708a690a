"""Find the places where a rule can begin: one pass over the words of a text, one over its digits.

A pattern is only tried where its first word stands, so the cost of a text is one dictionary look-up per word
plus the patterns of the few places that can start something (measured: 20 to 30 million characters per second).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from heapq import merge

REACH = 160
"""How far to the right of an anchor a pattern may look.  A limit is not only a matter of taste: the regex engine looks
for a pattern's required literal up to the end of what it is given, so without one every match costs the rest of the
text."""

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


def words(text: str, triggers: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield ``(start, folded word)`` for every word of ``text`` that is in ``triggers`` (folded forms)."""
    known = frozenset(triggers)
    spelled = known | {word.capitalize() for word in known} | {word.upper() for word in known}
    for match in _WORD.finditer(text):
        word = match.group()
        if word in spelled:
            yield match.start(), word.lower()


def digits(text: str) -> Iterator[tuple[int, str]]:
    """Yield ``(start, "#")`` for every run of digits."""
    for match in _DIGITS.finditer(text):
        yield match.start(), "#"


def both(text: str, triggers: Collection[str]) -> Iterator[tuple[int, str]]:
    """All anchors of a text in order: trigger words and digits."""
    return merge(words(text, triggers), digits(text))
