"""The indicator lexicon: counted nouns of both languages under one id (``lang/indicators.tsv``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from reportminer.lang.pack import fold, load, read_tsv

_LISTS = ("leading", "adjectives", "ambiguous", "following", "wide", "other_words", "not_in_compounds", "count_only")
_COMPOUND_HEAD = 5
"""Letters of the shortest word that is looked for at the end of a compound (``land`` in ``Deutschland``)."""

_WORD = regex.compile(r"[\p{L}\d]+(?:[-/][\p{L}\d]+)*|[,]")


@dataclass(frozen=True)
class Lexicon:
    """The variants of one language: folded phrase -> indicator id."""

    code: str
    ids: Mapping[str, str]
    categories: Mapping[str, str]
    firsts: frozenset[str]
    rules: Mapping[str, frozenset[str]]
    """Lists of words of the pack's ``[indicators]`` table."""

    def longest(self, text: str, start: int, end: int) -> int | None:
        """Where the longest lexicon phrase that begins at ``start`` ends; None when none does."""
        best: int | None = None
        phrase, last = "", start
        for count, match in enumerate(_WORD.finditer(text, start, min(end, start + 90))):
            if count > 8 or (count == 0 and match.start() != start) or text[last : match.start()].strip():
                break  # a sign stands between: `trường (mầm non`
            last = match.end()
            sign = match[0] == ","
            phrase = phrase + match[0].lower() if sign else f"{phrase} {match[0].lower()}".strip()
            if count == 0 and phrase not in self.firsts:
                return None
            if not sign and phrase in self.ids:
                best = match.end()
        return best

    def lookup(self, phrase: str, kind: str = "count") -> str:
        """The indicator of a counted phrase, or empty: a doubtful one would add up what does not belong together.

        The phrase must begin with a known name (adjectives, classifiers and ``Zahl der`` before it are skipped), or its
        head be a German compound that ends in one.  ``kind`` is that of the figure.
        """
        words = phrase.split()
        for first in range(self._skipped(words) + 1):
            for last in range(len(words), first, -1):
                found = self._known(words[first:last], words[last:])
                if found:
                    return "" if kind == "money" and found in self.rules["count_only"] else found
        head = self._skipped(words)
        return self._compound(words[head]) if head < len(words) else ""

    def mentioned(self, phrase: str) -> str:
        """The indicator of the longest known name anywhere in a phrase, or at the end of a compound: what it is about."""
        words = fold(phrase).split()
        for length in range(len(words), 0, -1):
            for first in range(len(words) - length + 1):
                found = self.ids.get(" ".join(words[first : first + length]))
                if found:
                    return found
        ends = (word[cut:] for word in words for cut in range(3, len(word) - 3) if self._has_compounds)
        return next((self.ids[end] for end in ends if end in self.ids), "")

    @property
    def _has_compounds(self) -> bool:
        return bool(self.rules["not_in_compounds"])

    def _skipped(self, words: Sequence[str]) -> int:
        """How many words stand before the head."""
        count = 0
        while count + 1 < len(words) and self._before_head(words[count], words[count + 1]):
            count += 1
        return count

    def _before_head(self, word: str, following: str) -> bool:
        if fold(word) in self.rules["leading"]:
            return True
        endings = tuple(self.rules["adjectives"])
        if not endings:
            return False
        adjective = word.endswith(endings) and (following[:1].isupper() or following.endswith(endings))
        return word[:1].islower() or adjective

    def _known(self, words: Sequence[str], after: Sequence[str]) -> str:
        name = fold(" ".join(words)).rstrip(",;:.)")
        found = self.ids.get(name, "")
        if not found or name in self.rules["ambiguous"]:
            return ""
        return "" if len(words) == 1 and self.rules["following"] and self._goes_on(name, after) else found

    def _goes_on(self, syllable: str, after: Sequence[str]) -> bool:
        """True where the syllable is only the first of another word: ``nhà đầu tư`` is no house, ``trường hợp`` no school."""
        following = fold(after[0]) if after else ""
        if not following or following in self.rules["following"]:
            return False
        return syllable not in self.rules["wide"] or f"{syllable} {following}" in self.rules["other_words"]

    def _compound(self, word: str) -> str:
        """German compounds end in their head: ``Rauschgiftdelikte`` counts ``Delikte``."""
        if not self._has_compounds:
            return ""
        word = fold(word).strip(",;:.()")
        for cut in range(3, len(word) - _COMPOUND_HEAD + 1):
            found = self.ids.get(word[cut:])
            if found:
                return "" if word[cut:] in self.rules["not_in_compounds"] else found
        return ""


@cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language (columns of the table are named by language code)."""
    ids: dict[str, str] = {}
    categories: dict[str, str] = {}
    for row in read_tsv(resources.files("reportminer.lang") / "indicators.tsv"):
        categories[row["id"]] = row["category"]
        for variant in (row.get(code) or "").split("|"):
            if variant:
                ids.setdefault(fold(variant), row["id"])
    firsts = frozenset(phrase.split()[0].rstrip(",") for phrase in ids)
    lists = load(code).settings["indicators"]
    return Lexicon(code, ids, categories, firsts, {name: frozenset(lists.get(name, ())) for name in _LISTS})
