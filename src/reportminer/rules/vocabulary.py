"""The words at which any rule of a language can begin, and one pass over a text that finds them all.

Dates, figures and citations each look only at the words that are theirs; the text is read once for all of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache

from reportminer.lang import load
from reportminer.rules.anchors import Words, spellings
from reportminer.rules.citeacts import abbreviations, first_words
from reportminer.rules.citerules import rules_for
from reportminer.rules.quantities import number_words
from reportminer.types import Span

Hits = tuple[tuple[int, str], ...]
"""``(start, word as it stands)`` in text order; for a run of digits the word is the run."""


@lru_cache(maxsize=2)
def hits(text: str, code: str) -> Hits:
    """Every place of ``text`` where a rule of the language can begin.  The last texts are remembered."""
    return tuple(_vocabulary(code).find(text))


def hits_near(text: str, code: str, base: Hits, windows: Sequence[Span]) -> Hits:
    """The hits of a text that differs only inside ``windows`` from the one whose hits are ``base``; the rest is not read."""
    found: list[tuple[int, str]] = []
    last = 0
    for window in windows:
        first = bisect_left(base, (window.start, ""), last)
        found += base[last:first]
        for hit in _vocabulary(code).find(text, window.start):
            if hit[0] >= window.end:
                break
            found.append(hit)
        last = bisect_left(base, (window.end, ""), first)
    return (*found, *base[last:])


@cache
def _vocabulary(code: str) -> Words:
    words = {word: _seconds(code, word) for word in citation_words(code)}
    return Words(words | dict.fromkeys((*date_words(code), *figure_words(code)), frozenset()), marks="§")


def _seconds(code: str, word: str) -> frozenset[str]:
    """The words one of which must follow, where every citation rule that begins with ``word`` names some."""
    wanted = [trigger.second for trigger in rules_for(code).triggers.get(word, ())]
    named = code == "de" and (word in abbreviations(code) or word in first_words(code))
    return frozenset() if named or not all(wanted) else frozenset().union(*wanted)


@cache
def date_words(code: str) -> dict[str, str]:
    """Spelling -> the folded word that begins a date rule."""
    return spellings(load(code).triggers["dates"])


@cache
def figure_words(code: str) -> dict[str, str]:
    """Spelling -> the folded word that begins a written-out number or a rule of ``figures.toml``."""
    return spellings((*number_words(code).triggers(), *load(code).triggers["figures"]))


@cache
def citation_words(code: str) -> frozenset[str]:
    """The words, as spelled, at which a citation without a symbol can begin."""
    german = (*abbreviations(code), *first_words(code)) if code == "de" else ()
    return frozenset((*rules_for(code).triggers, *german))
