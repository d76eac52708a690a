"""The network in numpy: words to label scores.  Layers of dilated windows over the words, a few matrix products in all.

All that depends on a word alone is computed once per word and kept, so that a text costs its window layers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from reportminer.ner.lexicon import FEATURES, MAX_WORDS, Floats, Ints, Lexicon

CHUNK = 2000
"""So many words go through the layers at once: the arrays stay in the processor's cache."""

BLOCK = 64
"""So many new words are mixed at once."""

Layer = tuple[Floats, Floats, Floats, Floats]
"""Weights (inputs, outputs times pieces), bias, gain and shift of one maxout layer with its normalisation."""


@dataclass(frozen=True)
class Weights:
    """All that training finds: tables per feature, sorted keys and table of word pairs, layers, output, dilations."""

    tables: Mapping[str, Floats]
    pair_keys: Ints
    pairs: Floats
    mix: Layer
    windows: Sequence[Layer]
    dilations: tuple[int, ...]
    output: tuple[Floats, Floats]

    @property
    def reach(self) -> int:
        """How many words to either side can change a word's scores."""
        return sum(self.dilations) + 1


class Network:
    """Scores of the tags of all words of a text."""

    def __init__(self, lexicon: Lexicon, weights: Weights) -> None:
        """``lexicon`` gives the rows of words in the tables of ``weights``."""
        self.lexicon = lexicon
        self.weights = weights
        widths = [weights.tables[name].shape[1] for name in FEATURES]
        own = sum(widths) + lexicon.pieces.width
        self._own, self._paired = weights.mix[0][:own], weights.mix[0][own:]
        self._mixed = numpy.zeros((0, self._own.shape[1]), dtype=numpy.float32)

    def scores(self, words: Sequence[str]) -> Floats:
        """The scores (logarithms, not normalised) of the tags, one row per word."""
        if len(self.lexicon) > MAX_WORDS:
            self.lexicon.clear()
            self._mixed = self._mixed[:0]
        numbers = self.lexicon.numbers(words)
        self._mix_new()
        pairs = pair_rows(self.lexicon.rows[numbers, 0], self.weights.pair_keys)
        reach = self.weights.reach
        result = numpy.empty((len(numbers), self.weights.output[1].shape[0]), dtype=numpy.float32)
        for start in range(0, len(numbers), CHUNK):
            end = min(len(numbers), start + CHUNK)
            low, high = max(0, start - reach), min(len(numbers), end + reach)
            found = self._run(numbers[low:high], pairs[low:high])
            result[start:end] = found[start - low : end - low]
        return result

    def _mix_new(self) -> None:
        """Compute the first product for the words that are new to the lexicon."""
        known, count = len(self._mixed), len(self.lexicon)
        if known == count:
            return
        rows = self.lexicon.rows[known:count]
        columns = [self.weights.tables[name][rows[:, k]] for k, name in enumerate(FEATURES)]
        inputs = numpy.concatenate([*columns, self.lexicon.vectors[known:count]], axis=1)
        # Blocks of one size: the last digits of a product depend on the number of rows, and which words are new
        # depends on the texts read before.
        padded = numpy.zeros((-(-len(inputs) // BLOCK) * BLOCK, inputs.shape[1]), dtype=numpy.float32)
        padded[: len(inputs)] = inputs
        found = [padded[start : start + BLOCK] @ self._own for start in range(0, len(padded), BLOCK)]
        self._mixed = numpy.concatenate([self._mixed, numpy.concatenate(found)[: len(inputs)] + self.weights.mix[1]])

    def _run(self, numbers: Ints, pairs: Ints) -> Floats:
        first = self._mixed[numbers]
        some = numpy.flatnonzero(pairs)
        if len(some):
            first[some] += self.weights.pairs[pairs[some]] @ self._paired
        hidden = _maxout(first, self.weights.mix)
        for layer, dilation in zip(self.weights.windows, self.weights.dilations, strict=True):
            hidden = hidden + _maxout(window(hidden, dilation) @ layer[0] + layer[1], layer)
        weights, bias = self.weights.output
        found: Floats = hidden @ weights + bias
        return found


def pair_rows(words: Ints, keys: Ints) -> Ints:
    """The row of every word and the word after it in the table of pairs; 0 where the pair is not in the sorted keys."""
    rows = numpy.zeros(len(words), dtype=numpy.int64)
    if len(keys) and len(words) > 1:
        wanted = words[:-1] * PAIR + words[1:]
        places = numpy.searchsorted(keys, wanted).clip(max=len(keys) - 1)
        rows[:-1] = numpy.where((keys[places] == wanted) & (words[:-1] > 0) & (words[1:] > 0), places + 1, 0)
    return rows


PAIR = 1 << 24
"""A pair of rows (a, b) is the number ``a * PAIR + b``."""


def window(hidden: Floats, dilation: int) -> Floats:
    """Every row beside the rows ``dilation`` before and after it; zeros beyond the ends."""
    count, width = hidden.shape
    result = numpy.zeros((count, 3 * width), dtype=numpy.float32)
    if count > dilation:
        result[dilation:, :width] = hidden[:-dilation]
        result[:-dilation, 2 * width :] = hidden[dilation:]
    result[:, width : 2 * width] = hidden
    return result


def _maxout(sums: Floats, layer: Layer) -> Floats:
    """The best of the pieces of every output, normalised over the outputs of a word."""
    gain, shift = layer[2], layer[3]
    width = gain.shape[0]
    best = sums[:, :width]
    for piece in range(width, sums.shape[1], width):
        best = numpy.maximum(best, sums[:, piece : piece + width])
    best = best - best.mean(axis=1, keepdims=True)
    spread = numpy.einsum("ij,ij->i", best, best) / width
    best *= (1.0 / numpy.sqrt(spread + 1e-8))[:, None].astype(numpy.float32)
    normal: Floats = best * gain + shift
    return normal


__all__ = ["CHUNK", "PAIR", "Network", "Weights", "pair_rows", "window"]
