"""Scores of tags to entities: the best well-formed sequence, found only where some tag is likely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy

from reportminer.ner.lexicon import Floats, Ints

NEVER = numpy.float32(-1e4)


def tags(labels: Sequence[str]) -> tuple[str, ...]:
    """The tags of labels in the order of the scores: ``O``, then ``B-`` and ``I-`` of every label."""
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def best(scores: Floats) -> Ints:
    """The best sequence of tags in which an ``I-`` follows only its own label."""
    likely = scores.argmax(axis=1)
    result = numpy.zeros(len(scores), dtype=numpy.int64)
    near = likely > 0
    near[1:] |= likely[:-1] > 0
    near[:-1] |= likely[1:] > 0
    borders = numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], near, [0]])))
    forbidden = _forbidden(scores.shape[1])
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        result[start:end] = _viterbi(scores[start:end], forbidden)
    return result


def _forbidden(count: int) -> Floats:
    """The price of every step from a tag to the next: nothing, or too much."""
    prices = numpy.zeros((count, count), dtype=numpy.float32)
    for inner in range(2, count, 2):
        prices[:, inner] = NEVER
        prices[inner - 1 : inner + 1, inner] = 0
    return prices


def _viterbi(scores: Floats, forbidden: Floats) -> list[int]:
    total = scores[0] + forbidden[0]
    before = []
    for row in scores[1:]:
        ways = total[:, None] + forbidden
        before.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    path = [int(total.argmax())]
    for row in reversed(before):
        path.append(int(row[path[-1]]))
    return path[::-1]


def spans(sequence: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield ``(first, end, label number)`` of the entities in a well-formed sequence of tag numbers.

    >>> list(spans([0, 1, 2, 1, 0, 5]))
    [(1, 3, 0), (3, 4, 0), (5, 6, 2)]
    """
    start = -1
    for position, tag in enumerate([*sequence, 0]):
        if start >= 0 and (tag == 0 or tag % 2):
            yield start, position, (sequence[start] - 1) // 2
            start = -1
        if tag and start < 0:
            start = position


__all__ = ["NEVER", "best", "spans", "tags"]
