"""Vectors of words from the pieces they consist of, so that a name never seen has one too.

The pieces and their vectors are read out of a multilingual encoder once, when a model is trained (:mod:`reportminer.train.
encoder`), reduced to a few dimensions and stored as bytes with one scale each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float32]

_START = "▁"
_UNKNOWN = -30.0
"""What a character without a piece costs; more than any piece, so that it is the last resort."""


@dataclass(frozen=True)
class Pieces:
    """A table of pieces: their texts, how likely each is (log), and their vectors as bytes times a scale."""

    texts: tuple[str, ...]
    scores: Floats
    codes: NDArray[numpy.int8]
    scales: Floats

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self.codes.shape[1])

    @cached_property
    def _index(self) -> dict[str, int]:
        return {text: row for row, text in enumerate(self.texts)}

    @cached_property
    def _cost(self) -> list[float]:
        return [float(score) for score in self.scores]

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.texts), default=1)

    def split(self, word: str) -> list[int]:
        """The rows of the likeliest sequence of pieces that spells the word; characters without a piece are skipped."""
        text = _START + unicodedata.normalize("NFKC", word)
        best: list[tuple[float, int, int]] = [(0.0, 0, -1)]
        for end in range(1, len(text) + 1):
            found = (best[end - 1][0] + _UNKNOWN, end - 1, -1)
            for start in range(max(0, end - self._longest), end):
                row = self._index.get(text[start:end])
                if row is not None and best[start][0] + self._cost[row] > found[0]:
                    found = (best[start][0] + self._cost[row], start, row)
            best.append(found)
        rows: list[int] = []
        end = len(text)
        while end:
            _, end, row = best[end]
            if row >= 0:
                rows.append(row)
        return rows[::-1]

    def vector(self, word: str) -> Floats:
        """The mean of the vectors of a word's pieces; of a word in capitals, the mean of it and its usual spelling."""
        forms: Iterable[str] = (word, word.title()) if word.isupper() and len(word) > 1 else (word,)
        rows = [row for form in forms for row in self.split(form)]
        if not rows:
            return numpy.zeros(self.width, dtype=numpy.float32)
        mean: Floats = (self.codes[rows] * self.scales[rows, None]).mean(axis=0)
        return mean.astype(numpy.float32)
