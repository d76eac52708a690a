"""A trained model: text in, entities out.  ``models/<code>`` holds ``model.json`` and ``model.npz``, nothing executable.

Text, language and files alone decide what is found: words go through the matrix products in blocks of one size, so that
a word has the same numbers whatever was read before it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from reportminer import tokens
from reportminer.errors import ConfigError
from reportminer.ner import decode
from reportminer.ner.lexicon import FEATURES, Lexicon
from reportminer.ner.network import Layer, Network, Weights
from reportminer.ner.pieces import Pieces

FORMAT = 1
MODEL, ARRAYS = "model.json", "model.npz"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity in a text: characters from ``start`` to ``end``, label, and how sure the model is (0 to 1)."""

    start: int
    end: int
    label: str
    score: float


class Recognizer:
    """The model of one language."""

    def __init__(self, code: str, labels: tuple[str, ...], network: Network) -> None:
        """``labels`` in the order of the network's scores."""
        self.code = code
        self.labels = labels
        self.network = network

    def find(self, text: str) -> Iterator[Entity]:
        """Yield the entities of a text in order; none spans a blank line, none begins or ends with a line break."""
        borders = list(tokens.words(text, self.code))
        if not borders:
            return
        words = [text[start:end] for start, end in borders]
        scores = self.network.scores(words)
        apart = [number for number, word in enumerate(words) if word.count("\n") > 1]
        scores[apart, 1:] = decode.NEVER
        sequence = decode.best(scores).tolist()
        for first, end, label in decode.spans(sequence):
            while end > first and words[end - 1].isspace():
                end -= 1
            while end > first and words[first].isspace():
                first += 1
            if end > first:
                own = scores[first:end]
                yield Entity(borders[first][0], borders[end - 1][1], self.labels[label], _sureness(own, label))


def _sureness(scores: numpy.ndarray[Any, Any], label: int) -> float:
    """The mean share of a label over the words of an entity, to three places."""
    shares = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return round(float(shares[:, 2 * label + 1 : 2 * label + 3].sum(axis=1).mean()), 3)


def save(folder: Path, code: str, labels: tuple[str, ...], lexicon: Lexicon, weights: Weights) -> None:
    """Write a model; weights are kept with half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {f"table.{name}": _half(table) for name, table in weights.tables.items()}
    arrays |= {f"values.{name}": numpy.array("\n".join(map(json.dumps, lexicon.tables[name]))) for name in FEATURES}
    arrays |= {"pair.keys": weights.pair_keys, "pair.table": _half(weights.pairs)}
    for number, layer in enumerate((weights.mix, *weights.windows)):
        arrays |= {f"layer.{number}.{k}": _half(part) for k, part in enumerate(layer)}
    arrays |= {f"output.{k}": _half(part) for k, part in enumerate(weights.output)}
    pieces = lexicon.pieces
    arrays |= {"pieces.texts": numpy.array("\n".join(pieces.texts)), "pieces.scores": pieces.scores}
    arrays |= {"pieces.codes": pieces.codes, "pieces.scales": _half(pieces.scales)}
    numpy.savez_compressed(folder / ARRAYS, **arrays)
    about = {"format": FORMAT, "language": code, "labels": labels, "dilations": weights.dilations}
    (folder / MODEL).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _half(values: Any) -> Any:
    return values.astype(numpy.float16)


def load(folder: Path) -> Recognizer:
    """Read a model; raises :class:`~reportminer.errors.ConfigError` where it is incomplete or damaged."""
    try:
        about = json.loads((folder / MODEL).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}, not {FORMAT}")
        with numpy.load(folder / ARRAYS, allow_pickle=False) as arrays:
            network = _network(arrays, tuple(about["dilations"]))
        return Recognizer(about["language"], tuple(about["labels"]), network)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ConfigError(f"{folder}: the NER model cannot be loaded: {error}") from None


def _network(arrays: Mapping[str, Any], dilations: tuple[int, ...]) -> Network:
    pieces = Pieces(
        tuple(str(arrays["pieces.texts"]).split("\n")),
        _single(arrays["pieces.scores"]),
        arrays["pieces.codes"],
        _single(arrays["pieces.scales"]),
    )
    values = {name: [json.loads(line) for line in str(arrays[f"values.{name}"]).split("\n")] for name in FEATURES}
    weights = Weights(
        tables={name: _single(arrays[f"table.{name}"]) for name in FEATURES},
        pair_keys=arrays["pair.keys"],
        pairs=_single(arrays["pair.table"]),
        mix=_layer(arrays, 0),
        windows=tuple(_layer(arrays, number) for number in range(1, len(dilations) + 1)),
        dilations=dilations,
        output=(_single(arrays["output.0"]), _single(arrays["output.1"])),
    )
    return Network(Lexicon(values, pieces), weights)


def _layer(arrays: Mapping[str, Any], number: int) -> Layer:
    weights, bias, gain, shift = (_single(arrays[f"layer.{number}.{k}"]) for k in range(4))
    return weights, bias, gain, shift


def _single(values: Any) -> Any:
    return values.astype(numpy.float32)


__all__ = ["Entity", "Recognizer", "load", "save"]
