"""The indicator lexicon: counted nouns of both languages under one id (``lang/indicators.tsv``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from reportminer.lang.pack import fold, read_tsv

_WORD = regex.compile(r"[\p{L}\d]+(?:[-/][\p{L}\d]+)*|[,]")


@dataclass(frozen=True)
class Lexicon:
    """The variants of one language: folded phrase -> indicator id."""

    code: str
    ids: Mapping[str, str]
    categories: Mapping[str, str]
    firsts: frozenset[str]

    def longest(self, text: str, start: int, end: int) -> int | None:
        """Where the longest lexicon phrase that begins at ``start`` ends; None when none does."""
        best: int | None = None
        phrase = ""
        for count, match in enumerate(_WORD.finditer(text, start, min(end, start + 90))):
            if count > 8 or (count == 0 and match.start() != start):
                break
            sign = match[0] == ","
            phrase = phrase + match[0].lower() if sign else f"{phrase} {match[0].lower()}".strip()
            if count == 0 and phrase not in self.firsts:
                return None
            if not sign and phrase in self.ids:
                best = match.end()
        return best

    def lookup(self, phrase: str) -> str:
        """The indicator of a counted phrase: the phrase itself, its longest beginning or part, or its compound head."""
        words = fold(phrase).split()
        for length in range(len(words), 0, -1):
            for first in range(len(words) - length + 1):
                found = self.ids.get(" ".join(words[first : first + length]))
                if found:
                    return found
        return self._head(words) if self.code == "de" else ""

    def _head(self, words: list[str]) -> str:
        """German compounds end in their head: ``Fahrraddiebstahlsfälle`` counts ``Fälle``."""
        for word in words:
            for cut in range(3, len(word) - 3):
                found = self.ids.get(word[cut:])
                if found:
                    return found
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
    return Lexicon(code, ids, categories, frozenset(phrase.split()[0].rstrip(",") for phrase in ids))
