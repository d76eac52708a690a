"""What a larger model thinks of sentences: the share of every tag per word, to learn from beside or instead of gold.

A file is an ``npz`` with ``words`` (one sentence per line, words parted by tabs) and ``shares`` (all words, tags of
:data:`reportminer.train.corpus.TAGS`).  ``training/teacher.py`` of the repository writes such files.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy

from reportminer.errors import InputError
from reportminer.ner.lexicon import Floats
from reportminer.train.corpus import TAGS, Sentence

_TRUST_ONCE, _TRUST_REPEATED = 0.6, 0.25
"""How far a second opinion counts beside gold: more for sets that count once (silver), less for repeated ones."""


@dataclass(frozen=True)
class Soft:
    """Sentences with the shares of their tags."""

    shares: dict[tuple[str, ...], Floats]

    @classmethod
    def load(cls, path: Path) -> Soft:
        """Read a file; raises :class:`~reportminer.errors.InputError` where it is none of these."""
        try:
            with numpy.load(path, allow_pickle=False) as arrays:
                lines = [tuple(line.split("\t")) for line in str(arrays["words"]).split("\n") if line]
                shares = arrays["shares"].astype(numpy.float32)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise InputError(f"{path}: no file of shares: {error}") from None
        edges = numpy.cumsum([len(line) for line in lines])
        if shares.ndim != 2 or shares.shape[1] != len(TAGS) or (len(edges) and edges[-1] != len(shares)):
            raise InputError(f"{path}: shares and words do not belong together")
        return cls(dict(zip(lines, numpy.split(shares, edges[:-1]), strict=True)) if lines else {})

    def others(self, known: Sequence[Sentence]) -> Iterator[Sentence]:
        """The sentences that are not among the known ones."""
        seen = {one.words for one in known}
        for words, shares in self.shares.items():
            if words not in seen:
                yield Sentence(words, (0,) * len(words), shares)


def blended(sentences: Sequence[Sentence], opinions: Sequence[Soft]) -> list[Sentence]:
    """The sentences with a second opinion mixed into their shares where there is one."""
    counts = Counter(one.words for one in sentences)
    return [_blended(one, counts[one.words] > 1, opinions) for one in sentences]


def _blended(one: Sentence, repeated: bool, opinions: Sequence[Soft]) -> Sentence:
    shares = next((part.shares[one.words] for part in opinions if one.words in part.shares), None)
    if shares is None:
        return one
    trust = numpy.float32(_TRUST_REPEATED if repeated else _TRUST_ONCE)
    return replace(one, shares=(1 - trust) * one.shares + trust * shares)


__all__ = ["Soft", "blended"]
