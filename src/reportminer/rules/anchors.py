"""Find the places where a rule can begin: one pass over a text for the first words of all rules and its digits.

A pattern is only tried where its first word stands, so the cost of a text is one scan plus the patterns of the few
places that can start something.  The words are compiled into one prefix tree for :mod:`re`, which leaves a word at the
first letter that no rule begins with (measured: 12 to 21 million characters per second for 50 to 3,000 words; looking
every word up: 8; a plain alternation: 0.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

REACH = 160
"""How far to the right of an anchor a pattern may look.  A limit is not only a matter of taste: the regex engine looks
for a pattern's required literal up to the end of what it is given, so without one every match costs the rest of the
text."""

_LETTER = r"[^\W\d_]"


def spellings(words: Iterable[str]) -> dict[str, str]:
    """The three spellings under which a folded (lower case) word is looked up -> the word."""
    known = [word for word in words if word and word != "#"]
    return {spelling: word for word in known for spelling in (word, word.capitalize(), word.upper())}


class Words:
    """A set of words, compiled to be found as whole words in one pass."""

    __slots__ = ("_pattern",)

    def __init__(self, words: Mapping[str, frozenset[str]], *, marks: str = "") -> None:
        """``words``: the word as it stands in a text -> the (folded) words one of which must come next, empty for any.

        Words that are not letters alone are left out; runs of ``marks`` and of digits are found as well.
        """
        known = {word: _followed(seconds) for word, seconds in words.items() if word.isalpha()}
        runs = rf"|[{re.escape(marks)}]+" if marks else ""
        first = re.escape("".join(sorted({word[0] for word in known}))) + re.escape(marks)
        tree = _branches(_tree(known))
        self._pattern = re.compile(rf"(?=[{first}\d])(?:(?<!{_LETTER}){tree}|\d+{runs})")

    def find(self, text: str, start: int = 0) -> Iterator[tuple[int, str]]:
        """Yield ``(start, word)`` in text order from a position on."""
        return ((match.start(), match.group()) for match in self._pattern.finditer(text, start))


def only(hits: Iterable[tuple[int, str]], spelled: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The hits of one set of :func:`spellings` as ``(start, folded word)``, and runs of digits as ``(start, "#")``."""
    get = spelled.get
    for start, token in hits:
        word = get(token)
        if word is not None:
            yield start, word
        elif "0" <= token[0] <= "9":
            yield start, "#"


def _followed(seconds: frozenset[str]) -> str:
    """The end of a word, and what must come next (``die Verordnung``, but not every ``die``)."""
    if not seconds:
        return rf"(?!{_LETTER})"
    tree = _branches(_tree(dict.fromkeys(seconds, rf"(?!{_LETTER})")))
    return rf"(?=\s{{1,4}}(?i:{tree}))"


def _tree(words: Mapping[str, str]) -> dict[str, Any]:
    """The prefix tree of words; under ``""`` stands the pattern that ends a word."""
    root: dict[str, Any] = {}
    for word, end in words.items():
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = end
    return root


def _branches(node: dict[str, Any]) -> str:
    """The prefix tree as a pattern, longer words first."""
    parts = [re.escape(char) + _branches(child) for char, child in sorted(node.items()) if char]
    if "" in node:
        parts.append(node[""])
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
