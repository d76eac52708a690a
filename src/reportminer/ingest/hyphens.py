"""Words cut at line ends, put together by what the document itself writes elsewhere."""

from __future__ import annotations

import re
from collections import Counter

PAGE_BREAK = "\f"
_CUT = re.compile("([-\u2010])\n(\f?)\n*")
_SLASH = re.compile(r"(?<=[^\s/])/\n(?=[^\s/])")
_LEFT = re.compile(r"\w+\Z")
_RIGHT = re.compile(r"\w+")
_TAIL = re.compile(r"[^\s\f]*")
_WORD = re.compile("[^\\W\\d_]+(?:[-\u2010][^\\W\\d_]+)*")
_FOREIGN = re.compile("[^\x00-\x7fäöüÄÖÜß]")
_SUSPENDED = frozenset({"und", "oder", "bzw", "sowie", "bis"})
_LONGEST = 60


def joined(text: str) -> tuple[str, bool]:
    """Join words cut by a hyphen at a line end, across page breaks too (the whole word stays on the first page).

    A slash at a line end (``38/2018/`` + ``TT-BTC``) is joined as well.  Returns the text and whether it changed.

    >>> joined("Partei-\\nzellen, Bund-\\nLänder, Ein-\\nund Ausfuhr")
    ('Parteizellen, Bund-Länder, Ein- und Ausfuhr', True)
    """
    whole = _SLASH.sub("/", text)
    cuts = list(_CUT.finditer(whole))
    if cuts:
        words = Counter(word.lower().replace("\u2010", "-") for word in _WORD.findall(whole))
        whole = _join_all(whole, cuts, words)
    return whole, whole != text


def _join_all(text: str, cuts: list[re.Match[str]], words: Counter[str]) -> str:
    parts: list[str] = []
    done = 0
    for cut in cuts:
        left = _LEFT.search(text, max(done, cut.start() - _LONGEST), cut.start())
        right = _RIGHT.match(text, cut.end())
        if not left or not right:
            continue  # a dash at the line end, not a hyphen
        parts.append(text[done : cut.start()])
        parts.append(_glue(left[0], right[0], words))
        done = cut.end()
        if cut[2]:
            tail = _TAIL.match(text, right.start())
            done = tail.end() if tail else right.end()
            parts.append(text[right.start() : done] + PAGE_BREAK)
    parts.append(text[done:])
    return "".join(parts)


def _glue(left: str, right: str, words: Counter[str]) -> str:
    """What stands between the two halves: nothing, a hyphen, or a hyphen and a blank."""
    if not left[-1].isalpha() or not right[0].isalpha():
        return "-"
    together, apart = words[(left + right).lower()], words[f"{left}-{right}".lower()]
    if together != apart:
        return "" if together > apart else "-"
    if right in _SUSPENDED:
        return "- "
    compound = right[0].isupper() or (left.isupper() and len(left) > 1) or _FOREIGN.search(left + right)
    return "-" if compound else ""
