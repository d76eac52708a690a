"""The sentences a model is trained on: our own words with a wanted share per tag, and variants of how reports spell them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy

from reportminer import tokens
from reportminer.gazetteer import unaccented
from reportminer.ner import decode
from reportminer.ner.lexicon import Floats
from reportminer.train import conll
from reportminer.train.conll import LABELS, Sample
from reportminer.train.recipe import Recipe, Variants

TAGS = decode.tags(LABELS)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words as our tokenizer cuts them, their tags as numbers, and the wanted share of every tag per word."""

    words: tuple[str, ...]
    tags: tuple[int, ...]
    shares: Floats

    @property
    def named(self) -> bool:
        """Whether there is an entity in it."""
        return any(self.tags)


def sentence(sample: Sample, code: str) -> Sentence:
    """A sample in our words; an entity that begins or ends inside one of our words takes the whole word."""
    borders = list(tokens.words(sample.text, code))
    tags = [0] * len(borders)
    for start, end, label in sample.spans:
        inner = [k for k, (left, right) in enumerate(borders) if left < end and right > start and not tags[k]]
        for k in inner:
            tags[k] = 2 * LABELS.index(label) + (1 if k == inner[0] else 2)
    return _sentence([sample.text[left:right] for left, right in borders], tags)


def _sentence(words: Sequence[str], tags: Sequence[int]) -> Sentence:
    return Sentence(tuple(words), tuple(tags), numpy.eye(len(TAGS), dtype=numpy.float32)[list(tags)])


def training(recipe: Recipe, data: Path, say: Callable[[str], None]) -> list[Sentence]:
    """The sentences of a recipe's sets, without those that are held out, in random order."""
    lot = random.Random(recipe.network.seed)
    apart = {sample.text for item in recipe.held_out for sample in _samples(data / item.file, recipe.language, say)}
    kept: list[Sentence] = []
    for item in recipe.sets:
        before = len(kept)
        for sample in _samples(data / item.file, recipe.language, say):
            if sample.text not in apart and (sample.spans or lot.random() < item.empty):
                kept += [sentence(sample, recipe.language)] * item.repeat
        say(f"{item.file}: {len(kept) - before} sentences")
    lot.shuffle(kept)
    return kept


def _samples(path: Path, code: str, say: Callable[[str], None]) -> list[Sample]:
    if not path.is_file():
        say(f"{path.name} is missing: left out")
        return []
    return conll.read(path, code)


def variants(sentences: Sequence[Sentence], plan: Variants, foreign: Sequence[Sentence], seed: int) -> list[Sentence]:
    """Sentences once more, in capitals, in lower case, without accents, or with the names of ``foreign`` sentences."""
    lot = random.Random(seed)
    changes: list[tuple[float, Callable[[str], str]]] = [
        (plan.capitals, str.upper),
        (plan.lower, str.lower),
        (plan.unaccented, unaccented),
    ]
    found = []
    for one in sentences:
        drawn = lot.random()
        for share, change in changes:
            if 0 <= drawn < share:
                found.append(replace(one, words=tuple(map(change, one.words))))
            drawn -= share
    names = {label: list(_names(foreign, label)) for label in ("PER", "LOC")}
    if all(names.values()):
        named = [one for one in sentences if one.named]
        chosen = lot.sample(named, int(len(named) * plan.foreign))
        found += [_renamed(one, names, lot) for one in chosen]
    return found


def _names(sentences: Iterable[Sentence], label: str) -> Iterator[tuple[str, ...]]:
    """Names of letters only, each also (twice) without accents: German texts seldom keep them."""
    number = LABELS.index(label)
    for one in sentences:
        for start, end, found in decode.spans(one.tags):
            words = one.words[start:end]
            if found == number and len(words) <= 4 and all(map(str.isalpha, words)):
                yield words
                yield from [tuple(map(unaccented, words))] * 2


def _renamed(one: Sentence, names: dict[str, list[tuple[str, ...]]], lot: random.Random) -> Sentence:
    words: list[str] = []
    tags: list[int] = []
    done = 0
    for start, end, number in decode.spans(one.tags):
        new = lot.choice(names[LABELS[number]]) if LABELS[number] in names else one.words[start:end]
        words += [*one.words[done:start], *new]
        tags += [*one.tags[done:start], 2 * number + 1, *[2 * number + 2] * (len(new) - 1)]
        done = end
    return _sentence([*words, *one.words[done:]], [*tags, *one.tags[done:]])


__all__ = ["TAGS", "Sentence", "sentence", "training", "variants"]
