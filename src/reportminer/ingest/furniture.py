"""Page furniture: headers, footers and page numbers, known by coming back at the edges of many pages.

A number in such a line either is the same on every page or counts the pages.  Rows of a table that goes on over many
pages look alike too, but their numbers do neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import ceil

Lines = list[str]

_EDGE = 3
_SHARE_PLAIN = 0.4
_SHARE_COUNTED = 0.2
_COUNTED = "\0"
_NUMBER = re.compile(r"\d{1,6}|^[IVXLC]{1,8}(?= )|(?<= )[IVXLC]{1,8}$")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_MOST_NUMBERS = 12
_LONGEST = 300
_RULES = " \t|–-—·_"


def furniture(pages: list[Lines]) -> list[set[int]]:
    """Return for every page the indices of its repeated edge lines and page numbers; lines go from top to bottom."""
    if len(pages) < 2:
        return [set() for _ in pages]
    depth = _EDGE if len(pages) > 2 else 1
    repeated = _repeated(pages, depth)
    return [_found(lines, number, depth, repeated) for number, lines in enumerate(pages)]


def _found(lines: Lines, number: int, depth: int, repeated: set[str]) -> set[int]:
    return {i for i, places in _edges(lines, depth) if not repeated.isdisjoint(_keys(lines[i], places, number))}


def _edges(lines: Lines, depth: int) -> Iterator[tuple[int, list[str]]]:
    """Indices of the first and last filled lines, with their places counted from the top and from the bottom."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for place, i in enumerate(filled):
        below = len(filled) - 1 - place
        places = [f"{edge}{n}" for edge, n in (("t", place), ("b", below)) if n < depth]
        if places:
            yield i, places


def _repeated(pages: list[Lines], depth: int) -> set[str]:
    counts: Counter[str] = Counter()
    for number, lines in enumerate(pages):
        counts.update({key for i, places in _edges(lines, depth) for key in _keys(lines[i], places, number)})
    return {key for key, count in counts.items() if count >= _needed(key, len(pages))}


def _needed(key: str, pages: int) -> int:
    share = _SHARE_COUNTED if _COUNTED in key else _SHARE_PLAIN
    return max(min(3, pages), ceil(pages * share))


def _keys(line: str, places: list[str], number: int) -> Iterator[str]:
    """The line with its place, and once for each of its numbers with that number relative to the page.

    A page number left of the line on even pages and right of it on odd ones gives one and the same key.
    """
    text = line.strip()
    if len(text) > _LONGEST:
        return
    if any(map(str.isalpha, text)):
        yield from (f"{place} {text}" for place in places)
    for match in list(_NUMBER.finditer(text))[:_MOST_NUMBERS]:
        mark = f"{_COUNTED}{_value(match[0]) - number}"
        before, after = text[: match.start()].strip(_RULES), text[match.end() :].strip(_RULES)
        if before and after:
            yield f"{before} {mark} {after}"
        else:
            yield f"{before}{after} {mark}"


def _value(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
