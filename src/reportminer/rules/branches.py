"""An ordered alternation of which only those branches are tried that fit what stands before a place.

Most branches of the exclusions begin with a look-behind for a word (``(?<=\\bArtikel{gap})\\d+``), and a text shows the
same few words before its numbers again and again.  So the look-behinds are asked once for each word: a partial match of
the look-behind, read backwards, says whether the word could be its end.  The answers are remembered.  They may say too
often that a branch fits, never too seldom: whether it does is decided by the branch itself (measured: 42 to 16
microseconds a number in Vietnamese gazettes, 42 to 12 in German protocols; a stretch that is new costs 50 once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

import regex

_FLAGS = regex.IGNORECASE
_WORD = 24
"""A longer stretch without a blank says nothing: every branch is tried."""

_KNOWN = 1 << 14
"""So many stretches are remembered."""

_LOOK = regex.compile(r"(?<!\\)\(\?<?[=!]")
_LAST_DIGIT = regex.compile(r"(?r)\d")


class Branches:
    """The branches of several patterns, in order: the first branch that matches wins, as in one long alternation."""

    def __init__(self, patterns: Iterable[tuple[bool, str]]) -> None:
        """``patterns``: each with a mark, which is told of every match."""
        self._rows = [_Branch(mark, branch) for mark, pattern in patterns for branch in split(pattern)]
        self._anywhere = regex.compile(
            "|".join(row.source for row in self._rows if row.before is None) or "(?!)", _FLAGS
        )
        self._behind = lru_cache(_KNOWN)(self._ask)
        self._fitting = lru_cache(_KNOWN)(self._after)

    def match(self, text: str, position: int, stop: int) -> tuple[int, bool] | None:
        """``(end, mark of the pattern)`` of the first branch that matches at ``position``."""
        all_rows, bound = self._behind(_stretch(text, position))
        rows = bound if self._anywhere.match(text, position, stop) is None else all_rows
        for row in rows:
            match = row.pattern.match(text, position, stop)
            if match is not None:
                return match.end(), row.mark
        return None

    def _ask(self, stretch: str | None) -> tuple[tuple[_Branch, ...], tuple[_Branch, ...]]:
        """The branches that can match behind ``stretch``: all of them, and those of them with a look-behind."""
        rows = tuple(self._rows) if stretch is None else self._fitting(stretch)
        return rows, tuple(row for row in rows if row.before is not None)

    def _after(self, stretch: str) -> tuple[_Branch, ...]:
        """The branches that can match behind ``stretch``; its last letters rule most of them out, and are soon known."""
        end = _end(stretch)
        rows = self._rows if end == stretch else self._fitting(end)
        return tuple(row for row in rows if row.can_follow(stretch))


class _Branch:
    """One branch, compiled when it is first needed; ``before`` reads backwards what its look-behind wants."""

    def __init__(self, mark: bool, source: str) -> None:
        self.mark, self.source = mark, source
        self.before = _backwards(source)

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        return regex.compile(self.source, _FLAGS)

    def can_follow(self, stretch: str) -> bool:
        return self.before is None or self.before.match(stretch, partial=True) is not None


def _stretch(text: str, position: int) -> str | None:
    """The word before a place with what stands between, back to its last digit; None where that is too long."""
    low = max(0, position - _WORD)
    start = position
    while start > low and text[start:position].isspace() is (start < position):
        start = max(text.rfind(" ", low, start - 1), text.rfind("\n", low, start - 1)) + 1 or low
    if start == low > 0:
        return None
    stretch = text[start:position]
    digit = _LAST_DIGIT.search(stretch)
    return stretch if digit is None else stretch[digit.start() :]


def _end(stretch: str) -> str:
    """What stands from one of the last letters or digits of ``stretch`` on: its last three, else its last one.

    It begins with a letter or a digit, so that a border of words is never missed there.
    """
    last = next((index for index in range(len(stretch) - 1, -1, -1) if stretch[index].isalnum()), 0)
    third = last - 2
    return stretch[third:] if third > 0 and stretch[third].isalnum() else stretch[last:]


def split(pattern: str) -> list[str]:
    """The branches of an alternation, ``|`` inside brackets and classes aside.

    >>> split(r"a(?:b|c)|[|]d")
    ['a(?:b|c)', '[|]d']
    """
    cuts = [-1, *(index for index, char, depth in _marks(pattern) if char == "|" and not depth), len(pattern)]
    return [pattern[left + 1 : right] for left, right in pairwise(cuts)]


def _marks(pattern: str) -> Iterator[tuple[int, str, int]]:
    """``(index, char, depth)`` of every bracket and bar of a pattern; ``depth`` is that of the brackets around it."""
    depth = index = 0
    in_class = False
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "(|)":
            depth -= char == ")"
            yield index, char, depth
            depth += char == "("
        index += 1


def _backwards(branch: str) -> regex.Pattern[str] | None:
    """What a branch that begins with a look-behind wants before it, without what itself looks around there."""
    if not branch.startswith("(?<="):
        return None
    wanted = branch[4 : _closing(branch)]
    while look := _LOOK.search(wanted):
        wanted = wanted[: look.start()] + wanted[look.start() + _closing(wanted[look.start() :]) + 1 :]
    return regex.compile(f"(?r)(?:{wanted})", _FLAGS)


def _closing(pattern: str) -> int:
    """Where the bracket closes that ``pattern`` begins with."""
    return next(index for index, char, depth in _marks(pattern) if char == ")" and not depth)
