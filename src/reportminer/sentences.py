"""Cut a text into sentences: character ranges, stripped, in order, that cover every non-blank character.

Borders are blank lines, line breaks that no wrapping explains, and sentence marks that neither an abbreviation
(``Nr.``, ``TP.``), an ordinal (``13. Zentralkomitee``, ``16. Juni``) nor a list mark (``1.``) accounts for.  Every
decision looks at a few dozen characters around the mark, so the cost is linear, on one endless line too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from reportminer.lang.pack import read_tsv
from reportminer.types import Span

_LOOK_BACK = 40
"""How far back the word before a full stop is looked for."""

_PARAGRAPH = 200
"""A line longer than this is a whole paragraph: nobody wrapped it."""

_NARROW = 30
"""Nobody wraps text to fewer characters: shorter lines are headings and list items."""

_SLACK = 0.15
"""How much shorter than the widest line of its block a wrapped line may stay (proportional fonts)."""

_MARK = re.compile(r"(?<![.!?…])[.!?…]++[)\]}\"”“’'»«]*+(?=\s)")
_LINE = re.compile(r"[^\n]+")
_NEXT = re.compile(r"\s*(?:[-–—•]\s+)?[\"„“‚‘'«»(\[]*")
_BEFORE = re.compile(r"[^\s(\[{„“\"»«]*$")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d{1,3}|\d{1,2}\.\d{1,2}|[IVXL]{1,6}")
_OPEN_DATE = re.compile(r"\d{1,2}\.\d{1,2}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ITEM = re.compile(r"\s*(?:[•●▪◦■□*+►✓]|\(?[a-zđ]{1,2}\)|\(?\d{1,3}\))")
_DASH_ITEM = re.compile(r"\s*(?:[-–—]\s|[a-zđ]\.\s)")
_NUMBER_ITEM = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*\.?\s|[IVXL]{1,6}[.)]\s|§+\s*\d)")
_CLOSERS = ")]\"”“’'»« \t\r"
_ENDERS = frozenset(".!?…:;")
_CUT_WORD = re.compile(r"\w[-–]\s*$")
_OPEN_END = re.compile(r"(?:[,/&]|\w[-–]|[(„“])\s*$")


@dataclass(frozen=True)
class _Words:
    """The words of one language that decide about full stops (``ordinal``: what a dotted number means, if anything)."""

    abbreviation: frozenset[str]
    final: frozenset[str]
    starter: frozenset[str]
    heading: frozenset[str]
    dangling: frozenset[str]
    ordinal: frozenset[str]


def split(text: str, code: str) -> list[Span]:
    """Return the sentences of ``text`` in the language ``code`` as stripped character ranges.

    >>> text = "Das 13. Zentralkomitee tagte am 16. Juni. Es gab 3 Mio. Euro frei."
    >>> [text[start:end] for start, end in split(text, "de")]
    ['Das 13. Zentralkomitee tagte am 16. Juni.', 'Es gab 3 Mio. Euro frei.']
    """
    words = _words(code)
    spans: list[Span] = []
    for start, end in _pieces(text, words):
        spans.extend(_sentences(text, start, end, words))
    return spans


def _sentences(text: str, start: int, end: int, words: _Words) -> Iterator[Span]:
    """Cut one piece (wrapped lines joined) at its sentence marks."""
    first = start
    for match in _MARK.finditer(text, start, end):
        mark, stop = match.span()
        if mark > first and _is_border(text, first, mark, stop, end, words):
            yield from _stripped(text, first, stop)
            first = stop
    yield from _stripped(text, first, end)


_LONGEST = 1600
"""No sentence is longer: what has no border for so long is a list or noise, and whoever looks around in a sentence must
not have to look at a whole document."""


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        stop = _cut(text, start, start + _LONGEST)
        yield from _stripped(text, start, stop)
        start = stop
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    kept = len(part.strip())
    if kept:
        yield Span(start + left, start + left + kept)


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence without end: at its last line break, semicolon, comma or blank, else at the limit."""
    half = start + (limit - start) // 2
    found = (text.rfind(sign, half, limit) for sign in ("\n", "; ", ", ", " "))
    return next((position + 1 for position in found if position >= 0), limit)


def _is_border(text: str, first: int, mark: int, stop: int, end: int, words: _Words) -> bool:
    opening = _NEXT.match(text, stop, end)
    following = opening.end() if opening else stop
    if following >= end:
        return True
    char = text[following]
    if not (char.isupper() or char.isdigit() or char in "§"):
        return False
    if text[mark] != "." or stop > mark + 1:
        return True
    return not _explained(text, first, mark, following, words)


def _explained(text: str, first: int, mark: int, following: int, words: _Words) -> bool:
    """True where something other than the end of a sentence put the full stop at ``mark``."""
    found = _BEFORE.search(text[max(first, mark - _LOOK_BACK) : mark])
    before = found.group() if found else ""
    begin = mark - len(before)
    if not before:
        return False
    if _NUMBER.fullmatch(before):
        return _numbers(text, first, begin, following, before, words)
    if before in words.final:
        return False
    short = before in words.abbreviation or before.rpartition(".")[2] in words.abbreviation
    if short or _INITIALS.fullmatch(before) or (words.ordinal and before.rpartition("-")[2] in words.abbreviation):
        return not _starts(text, following, words)
    return False


def _numbers(text: str, first: int, begin: int, following: int, before: str, words: _Words) -> bool:
    """A list mark, a title (``Điều 5.``), or in languages with dotted ordinals ``13.``, ``16.``, ``30.06.``, ``XIII.``."""
    if begin - first < _LOOK_BACK and not text[first:begin].strip():
        return True
    last = text[max(first, begin - _LOOK_BACK) : begin].split()[-1:]
    if last and last[0] in words.heading:
        return True
    if text[following].isdigit():
        return bool(words.ordinal or _OPEN_DATE.fullmatch(before))
    return bool(words.ordinal) and not _starts(text, following, words)


def _starts(text: str, following: int, words: _Words) -> bool:
    word = _WORD.match(text, following)
    return word is not None and word.group() in words.starter


Line = tuple[int, int]


def _pieces(text: str, words: _Words) -> Iterator[Line]:
    """Ranges of joined lines: every border that a line break makes lies between two pieces."""
    lines = [match.span() for match in _LINE.finditer(text)]
    usual = _usual_width(lines)
    for block in _blocks(text, lines):
        widest = max(end - start for start, end in block)
        width = widest if len(block) > 2 else max(widest, usual)
        first, last = block[0][0], block[0]
        for line in block[1:]:
            if _breaks(text, last, line, width, words):
                yield first, last[1]
                first = line[0]
            last = line
        yield first, last[1]


def _usual_width(lines: list[Line]) -> int:
    """The width that nine of ten lines of the text keep to, paragraphs on one line aside."""
    widths = sorted(end - start for start, end in lines if end - start <= _PARAGRAPH)
    return widths[len(widths) * 9 // 10] if widths else 0


def _blocks(text: str, lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of lines without a blank line between them."""
    block: list[Line] = []
    for start, end in lines:
        if text[start:end].isspace():
            continue
        if block and block[-1][1] + 1 != start:
            yield block
            block = []
        block.append((start, end))
    if block:
        yield block


def _breaks(text: str, upper: Line, lower: Line, width: int, words: _Words) -> bool:
    """True where the line break between two lines of a block is a border."""
    head = text[lower[0] : lower[1]].lstrip()[:_LOOK_BACK]
    tail = text[max(upper[0], upper[1] - _LOOK_BACK) : upper[1]]
    if _is_row(text, upper) or _is_row(text, lower):
        return True
    wrapped = _NARROW <= width <= _PARAGRAPH and _wraps(upper, head, width)
    ended = tail.rstrip(_CLOSERS)[-1:] in _ENDERS
    if _CUT_WORD.search(tail) and head[0].isalnum():
        return False
    if _ITEM.match(head):
        return True
    if _DASH_ITEM.match(head):
        return ended or not (wrapped and _starts_low(head))
    if _dangles(tail, words):
        return False
    if _NUMBER_ITEM.match(head):
        return ended or not wrapped
    if _OPEN_END.search(tail) or (_starts_low(head) and not ended):
        return False
    return not wrapped or (_is_heading(text, upper) and not _is_heading(text, lower))


def _dangles(tail: str, words: _Words) -> bool:
    """True where a line ends in a word that wants another one: an article, a preposition, ``und``."""
    return tail.rpartition(" ")[2] in words.dangling


def _is_row(text: str, line: Line) -> bool:
    return text.find(" | ", *line) >= 0


def _is_heading(text: str, line: Line) -> bool:
    return line[1] - line[0] <= _PARAGRAPH and text[line[0] : line[1]].isupper()


def _starts_low(head: str) -> bool:
    word = _WORD.search(head)
    return word is not None and word.group()[0].islower()


def _wraps(upper: Line, head: str, width: int) -> bool:
    """True where the first word of the next line would not have fitted any more."""
    word = len(next(iter(head.split(maxsplit=1)), ""))  # a line of invisible characters has no word
    return upper[1] - upper[0] + 1 + word > width * (1 - _SLACK)


@cache
def _words(code: str) -> _Words:
    rows = list(read_tsv(resources.files("reportminer.lang") / code / "abbreviations.tsv"))
    classes = {name: frozenset(row["word"] for row in rows if row["class"] == name) for name in _Words.__annotations__}
    return _Words(**classes)
