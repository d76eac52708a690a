"""Lines put right: pieces of one line joined, letter-spaced headings closed, wide gaps found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reportminer.ingest.pdf.page import (
    BOTTOM,
    END,
    MARK,
    RAISED,
    START,
    TOP,
    X0,
    X1,
    Line,
    Word,
    glued,
    line_of,
    part_of,
)

_TOUCHING = 0.12
"""Letters closer than this (in heights of the line) belong to one word."""

_REACH = 1.0
"""Pieces of a line farther apart than this stay apart."""

WIDE = 0.9
"""A gap wider than this (in heights of the line) is more than a blank between words."""

_STACKED = 1.8

_LEADERS = ("....", "……", ". . . .")
"""Dots that lead from a title to its page: a line of them is one, and would fall into a hundred parts."""

_SPACED = re.compile(r"(?:(?<=\s)|^)[^\W\d_](?: [^\W\d_]){3,}(?=[\s:.,!?]|$)")
_SPACED_LENGTH = 4
"""Characters per word below which a line can hold a letter-spaced word."""

_SPACED_GAP = 1.6
"""Between two letter-spaced words the gap is this much wider than between two letters."""


def tidy(lines: Sequence[Line]) -> list[Line]:
    """Join what pdfium cut (at raised marks, at changes of font) and close letter-spaced words."""
    tidied: list[Line] = []
    for line in _unstacked(lines):
        if tidied and (between := _between(tidied[-1], line)) is not None:
            tidied[-1] = glued(_mark(tidied[-1], line), _mark(line, tidied[-1]), between)
        else:
            tidied.append(line)
    return [_closed(line) if _may_be_spaced(line) and _SPACED.search(line.text) else line for line in tidied]


def _may_be_spaced(line: Line) -> bool:
    return len(line.words) > 3 and len(line.text) < _SPACED_LENGTH * len(line.words)


def _mark(piece: Line, beside: Line) -> Line:
    """A footnote mark or exponent that pdfium gave as a line of its own: small digits high beside a line."""
    raised = piece.size < 0.82 * beside.size and piece.bottom < beside.bottom - 0.2 * beside.size
    return replace(piece, text=piece.text.translate(RAISED)) if raised and MARK.fullmatch(piece.text) else piece


def _unstacked(lines: Sequence[Line]) -> Iterator[Line]:
    """pdfium now and then runs lines that stand under each other together: cut where a word lies higher or lower."""
    for line in lines:
        if line.bottom - line.top < _STACKED * line.size:
            yield line
            continue
        cuts = [i + 1 for i, (one, other) in enumerate(pairwise(line.words)) if _apart(one, other)]
        yield from _parts(line, cuts) if cuts else [line]


def _apart(one: Word, other: Word) -> bool:
    overlap = min(one[BOTTOM], other[BOTTOM]) - max(one[TOP], other[TOP])
    return overlap < 0.25 * min(one[BOTTOM] - one[TOP], other[BOTTOM] - other[TOP])


def _between(left: Line, right: Line) -> str | None:
    """What stands between two pieces of one line; ``None`` where they are two lines."""
    gap = right.x0 - left.x1
    size = max(left.size, right.size)
    if gap < -0.3 * size or gap > _REACH * size or left.text.endswith("-"):
        return None
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    if overlap < 0.55 * min(left.bottom - left.top, right.bottom - right.top):
        return None
    return "" if gap < _TOUCHING * size else " "


def _closed(line: Line) -> Line:
    """``B e s c h l u s s`` to ``Beschluss``; a wider gap between two letters is a blank."""
    text, words = line.text, line.words
    for match in reversed(list(_SPACED.finditer(text))):
        first = next(i for i, word in enumerate(words) if word[START] >= match.start())
        last = next(i for i in range(len(words) - 1, -1, -1) if words[i][START] < match.end())
        text, words = _closed_run(text, words, first, last)
    return line_of(text, words)


def _closed_run(text: str, words: list[Word], first: int, last: int) -> tuple[str, list[Word]]:
    gaps = [words[i + 1][X0] - words[i][X1] for i in range(first, last)]
    usual = sorted(gaps)[len(gaps) // 2]
    if usual <= 0:
        return text, words
    runs: list[list[Word]] = [[words[first]]]
    for gap, word in zip(gaps, words[first + 1 : last + 1], strict=True):
        if gap > _SPACED_GAP * usual:
            runs.append([])
        runs[-1].append(word)
    start = words[first][START]
    parts: list[str] = []
    closed: list[Word] = []
    length = start
    for run in runs:
        content = "".join(text[word[START] : word[END]] for word in run)
        whole = line_of(content, run)
        closed.append((length, length + len(content), *whole.box))
        parts.append(content)
        length += len(content) + 1
    middle = " ".join(parts)
    end = words[last][END]
    shift = len(middle) - (end - start)
    tail = [(word[START] + shift, word[END] + shift, *word[2:]) for word in words[last + 1 :]]
    return text[:start] + middle + text[end:], [*words[:first], *closed, *tail]


def chunks(line: Line) -> list[Line]:
    """The parts of a line that wide gaps set apart."""
    if line.x1 - line.x0 < 4 * line.size or any(dots in line.text for dots in _LEADERS):
        return [line]
    wide = WIDE * line.size
    words = line.words
    cuts = [i for i in range(1, len(words)) if words[i][X0] - words[i - 1][X1] > wide]
    if not cuts or (len(cuts) > 3 and _is_stretched(line)):
        return [line]
    return list(_parts(line, cuts))


def _is_stretched(line: Line) -> bool:
    """A justified line of text with few words: all its gaps are alike, and its words are no numbers."""
    gaps = sorted(right[X0] - left[X1] for left, right in pairwise(line.words))
    letters = sum(any(map(str.isalpha, line.text[word[START] : word[END]])) for word in line.words)
    return gaps[0] > 0.5 * gaps[-1] and letters * 2 > len(line.words)


def _parts(line: Line, cuts: list[int]) -> Iterator[Line]:
    for first, last in zip([0, *cuts], [*cuts, len(line.words)], strict=True):
        yield part_of(line, line.words[first:last])
