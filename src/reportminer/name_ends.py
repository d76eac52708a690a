"""Where a name ends: not inside a word of two syllables, and not on a word that only joins it to what follows.

Vietnamese names write the first syllable of a word with a capital and the second without (``Viễn thông Quân đội``), so
the last syllable is easily cut off.  The words are the classes ``compound`` and ``no_end`` of ``names.tsv``.
"""

from __future__ import annotations

import re
from functools import cache

from reportminer.gazetteer import classes, old_tones
from reportminer.lang.pack import GAP

_LAST = re.compile(r"\w+\Z")
_NEXT = re.compile(rf"{GAP}([^\W\d_]+)")
_LONGEST = 12


def completed(text: str, end: int, code: str) -> int:
    """The end of a name with the second half of its last word, where it was cut there.

    >>> completed("Bộ Lao động và Xã hội họp", 17, "vi")
    21
    """
    seconds = _seconds(code)
    last = _LAST.search(text, max(0, end - _LONGEST), end) if seconds else None
    follows = seconds.get(old_tones(last[0])) if last else None
    after = _NEXT.match(text, end) if follows else None
    return after.end() if follows and after and old_tones(after[1]) in follows else end


def trimmed(text: str, start: int, end: int, code: str) -> int:
    """The end of a name without words that no name ends with: ``Ủy ban Chứng khoán Nhà nước cấp``."""
    joins = classes(f"{code}/names.tsv").get("no_end", ())
    while joins:
        last = _LAST.search(text, start, end)
        if last is None or last[0] not in joins or last.start() <= start:
            break
        end = start + len(text[start : last.start()].rstrip())
    return end


def second_halves(code: str) -> str:
    """The same as a pattern: the second syllable, directly after the first."""
    halves = _seconds(code).items()
    return "|".join(f"(?<={first}){GAP}(?:{'|'.join(sorted(seconds))})(?!\\p{{L}})" for first, seconds in halves) or "(?!)"


@cache
def _seconds(code: str) -> dict[str, frozenset[str]]:
    """First syllable -> the second ones that may follow."""
    found: dict[str, set[str]] = {}
    for word in classes(f"{code}/names.tsv").get("compound", ()):
        first, _, second = old_tones(word).partition(" ")
        found.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}
