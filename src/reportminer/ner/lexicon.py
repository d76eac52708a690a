"""What the network knows of a word: rows in its tables for word, beginning, ending and shape, and the word's vector.

A word is looked at once; texts become arrays of the numbers of their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from reportminer.ner.pieces import Floats, Pieces

Ints = NDArray[numpy.int64]

FEATURES = ("word", "start", "end", "shape")
MAX_WORDS = 150_000
"""A lexicon that has met more different words begins anew: memory stays bounded on any input."""

_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"(.)\1{2,}")


def features(word: str) -> tuple[str, str, str, str]:
    """Word without case, beginning, ending and shape, as the tables of a lexicon know them.

    >>> features("Provinz"), features("2020"), features("NQ")
    (('provinz', 'pro', 'vinz', 'Xxx'), ('0000', '000', '0000', '00'), ('nq', 'nq', 'nq', 'XX'))
    """
    if word.isspace():
        blank = "\n\n" if word.count("\n") > 1 else "\n" if "\n" in word else " "
        return blank, blank, blank, blank
    low = _DIGIT.sub("0", word.lower())
    return low, low[:3], low[-4:], _shape(word)


@lru_cache(maxsize=50_000)
def _shape(word: str) -> str:
    signs = "".join("0" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in word)
    return _RUN.sub(r"\1\1", signs)[:6]


class Lexicon:
    """Words as rows: ``rows[number]`` are the rows of a word in the tables, ``vectors[number]`` is its vector."""

    def __init__(self, tables: Mapping[str, Sequence[str]], pieces: Pieces) -> None:
        """``tables`` lists the known values of every feature; row 0 stands for all others."""
        self.tables = {name: tuple(tables[name]) for name in FEATURES}
        self.pieces = pieces
        self._index = [{value: row for row, value in enumerate(self.tables[name], 1)} for name in FEATURES]
        self.clear()

    def clear(self) -> None:
        """Forget all words met so far."""
        self._numbers: dict[str, int] = {}
        self.rows = numpy.zeros((1024, len(FEATURES)), dtype=numpy.int64)
        self.vectors = numpy.zeros((1024, self.pieces.width), dtype=numpy.float32)

    def __len__(self) -> int:
        """How many different words were met."""
        return len(self._numbers)

    def numbers(self, words: Iterable[str]) -> Ints:
        """The numbers of the words of a text; new words are looked at and added."""
        known = self._numbers
        found = [known[word] if word in known else self._add(word) for word in words]
        return numpy.array(found, dtype=numpy.int64)

    def _add(self, word: str) -> int:
        number = len(self._numbers)
        if number == len(self.rows):
            self.rows = numpy.concatenate([self.rows, numpy.zeros_like(self.rows)])
            self.vectors = numpy.concatenate([self.vectors, numpy.zeros_like(self.vectors)])
        self.rows[number] = [index.get(value, 0) for index, value in zip(self._index, features(word), strict=True)]
        if not word.isspace():
            self.vectors[number] = self.pieces.vector(word)
        self._numbers[word] = number
        return number


__all__ = ["FEATURES", "MAX_WORDS", "Floats", "Ints", "Lexicon", "features"]
