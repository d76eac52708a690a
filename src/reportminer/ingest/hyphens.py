"""Words cut at line ends, put together by what the document itself writes elsewhere.

Joining yields edits (what to put in place of which range), so that the places of words can follow the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

PAGE_BREAK = "\f"
_CUT = re.compile("([-\u2010])[ \t]*\n(\f?)\n*")
_HANGING = re.compile(r"(?:(?<= und [-\u2010])|(?<= oder [-\u2010])|(?<= bzw\. [-\u2010])|(?<= sowie [-\u2010]))\n(?=[a-zäöü])")
_SLASH = re.compile(r"(?<=[^\s/])/\n(?=[^\s/])")
_LEFT = re.compile(r"\w+\Z")
_RIGHT = re.compile(r"\w+")
_TAIL = re.compile(r"[^\s\f]*")
_WORD = re.compile("[^\\W\\d_]+(?:[-\u2010][^\\W\\d_]+)*")
_FOREIGN = re.compile("[^\x00-\x7fäöüÄÖÜß]")
_SUSPENDED = frozenset({"und", "oder", "bzw", "sowie", "bis"})
_LONGEST = 60


class Edit(NamedTuple):
    """Put ``text`` in place of ``start`` to ``end``."""

    start: int
    end: int
    text: str


def joined(text: str) -> tuple[str, bool]:
    r"""Join words cut by a hyphen at a line end, across page breaks too (the whole word stays on the first page).

    A slash at a line end (``38/2018/`` + ``TT-BTC``) is joined as well.  Returns the text and whether it changed.

    >>> joined("Partei-\nzellen, Bund-\nLänder, Ein-\nund Ausfuhr")
    ('Parteizellen,\nBund-Länder,\nEin- und\nAusfuhr', True)
    """
    changes = edits(text, lambda: vocabulary(text))
    return applied(text, changes), bool(changes)


def vocabulary(text: str) -> Counter[str]:
    """How often the document writes each word, hyphens in the middle included."""
    words: Counter[str] = Counter()
    for part in text.lower().replace("\u2010", "-").split(PAGE_BREAK):  # a page at a time: lists of all words are big
        words.update(_WORD.findall(part))
    return words


def applied(text: str, changes: list[Edit]) -> str:
    """Apply edits that are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for start, end, new in changes:
        parts += (text[done:start], new)
        done = end
    return "".join((*parts, text[done:]))


def edits(text: str, vocabulary: Callable[[], Mapping[str, int]]) -> list[Edit]:
    """Find every cut word of the text; ``vocabulary`` (of the document) is asked only where there is one."""
    changes = [Edit(match.start() + 1, match.end(), "") for match in _SLASH.finditer(text)]
    changes += [Edit(match.start(), match.end(), "") for match in _HANGING.finditer(text)]
    changes += _hyphen_edits(text, vocabulary)
    return sorted(changes)


def _hyphen_edits(text: str, vocabulary: Callable[[], Mapping[str, int]]) -> Iterator[Edit]:
    done = 0
    words: Mapping[str, int] | None = None
    for cut in _CUT.finditer(text):
        left = _LEFT.search(text, max(done, cut.start() - _LONGEST), cut.start())
        right = _RIGHT.match(text, cut.end())
        if not left or not right:
            continue  # a dash at the line end, not a hyphen
        words = vocabulary() if words is None else words
        yield Edit(cut.start(), cut.end(), _glue(left[0], right[0], words))
        done = cut.end()
        tail = _TAIL.match(text, right.start())
        end = tail.end() if tail else right.end()
        if cut[2]:
            done = end
            yield Edit(end, end, PAGE_BREAK)
        elif text[end : end + 1] == " ":  # lines stay as long as they were printed: who wraps can be told by that
            yield Edit(end, end + 1, "\n")


def _glue(left: str, right: str, words: Mapping[str, int]) -> str:
    """What stands between the two halves: nothing, a hyphen, or a hyphen and a blank."""
    if not left[-1].isalpha() or not right[0].isalpha():
        return "-"
    together, apart = words.get((left + right).lower(), 0), words.get(f"{left}-{right}".lower(), 0)
    if together != apart:
        return "" if together > apart else "-"
    if right in _SUSPENDED:
        return "- "
    compound = right[0].isupper() or (left.isupper() and len(left) > 1) or _FOREIGN.search(left + right)
    return "-" if compound else ""
