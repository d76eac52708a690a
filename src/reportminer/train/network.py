"""Training the network of :mod:`reportminer.ner.network`: its forward pass with gradients, and Adam, all in numpy.

Numpy's matrix products are four times as fast on one core as those of the usual training stack for small networks, and
the weights found are the weights that run: nothing is converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from reportminer.ner.lexicon import FEATURES, Floats, Ints
from reportminer.ner.network import Weights, window

TABLES = (*FEATURES, "pair")
PIECES = 3

Parameters = dict[str, Floats]
Gradients = dict[str, tuple[Ints | None, Floats]]
"""Per parameter the rows that have a gradient (None: all) and the gradient."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Words of some texts, end to end: rows per table, vectors, and the wanted share of every tag."""

    rows: Ints
    vectors: Floats
    targets: Floats


def start(
    sizes: Mapping[str, int], widths: Mapping[str, int], vectors: int, width: int, dilations: int, tags: int, seed: int
) -> Parameters:
    """Fresh parameters; ``sizes`` are the rows of the tables (row 0, the unknown, included), ``widths`` their columns."""
    random = numpy.random.default_rng(seed)

    def uniform(rows: int, columns: int) -> Floats:
        limit = (6.0 / (rows + columns)) ** 0.5
        return random.uniform(-limit, limit, (rows, columns)).astype("f")

    result = {name: random.uniform(-0.1, 0.1, (sizes[name], widths[name])).astype("f") for name in TABLES}
    result["pair"][0] = 0.0
    inputs = sum(widths[name] for name in TABLES) + vectors
    for number in range(dilations + 1):
        rows = 3 * width if number else inputs
        result[f"{number}.weights"] = numpy.concatenate([uniform(rows, width) for _ in range(PIECES)], axis=1)
        result[f"{number}.bias"] = numpy.zeros(PIECES * width, dtype="f")
        result[f"{number}.gain"] = numpy.ones(width, dtype="f")
        result[f"{number}.shift"] = numpy.zeros(width, dtype="f")
    result["output.weights"] = numpy.zeros((width, tags), dtype="f")
    result["output.bias"] = numpy.zeros(tags, dtype="f")
    return result


def weights(parameters: Parameters, pair_keys: Ints, dilations: tuple[int, ...]) -> Weights:
    """The parameters in the form in which they run."""
    layers = [
        (parameters[f"{k}.weights"], parameters[f"{k}.bias"], parameters[f"{k}.gain"], parameters[f"{k}.shift"])
        for k in range(len(dilations) + 1)
    ]
    return Weights(
        tables={name: parameters[name] for name in FEATURES},
        pair_keys=pair_keys,
        pairs=parameters["pair"],
        mix=layers[0],
        windows=tuple(layers[1:]),
        dilations=dilations,
        output=(parameters["output.weights"], parameters["output.bias"]),
    )


def gradients(
    parameters: Parameters, batch: Batch, dilations: tuple[int, ...], drop: float, random: numpy.random.Generator
) -> tuple[float, Gradients]:
    """The loss of a batch (cross entropy per word) and the gradients of all parameters."""
    own = [parameters[name][batch.rows[:, k]] for k, name in enumerate(FEATURES)]
    pairs = parameters["pair"][batch.rows[:, len(FEATURES)]]
    inputs = numpy.concatenate([*own, batch.vectors, pairs], axis=1)
    mask = _mask(inputs.shape, drop, random)
    inputs *= mask
    found: Gradients = {}
    hidden, back = _maxout(parameters, 0, inputs)
    steps = [back]
    masks = []
    for number, dilation in enumerate(dilations, 1):
        masks.append(_mask(hidden.shape, drop, random))
        hidden = hidden * masks[-1]
        more, back = _maxout(parameters, number, window(hidden, dilation))
        hidden = hidden + more
        steps.append(back)
    masks.append(_mask(hidden.shape, drop, random))
    hidden = hidden * masks[-1]
    loss, change = _loss(hidden @ parameters["output.weights"] + parameters["output.bias"], batch.targets)
    found["output.weights"] = None, hidden.T @ change
    found["output.bias"] = None, change.sum(axis=0)
    change = change @ parameters["output.weights"].T * masks[-1]
    for number in range(len(dilations), 0, -1):
        inner = steps[number](change, found)
        change = (change + _unwindow(inner, dilations[number - 1])) * masks[number - 1]
    change = steps[0](change, found) * mask
    _tables(found, parameters, batch, change)
    return loss, found


def _tables(found: Gradients, parameters: Parameters, batch: Batch, change: Floats) -> None:
    left = 0
    for k, name in enumerate(TABLES):
        if name == "pair":
            left += batch.vectors.shape[1]
        width = parameters[name].shape[1]
        found[name] = _by_row(batch.rows[:, k], change[:, left : left + width])
        left += width


def _by_row(rows: Ints, values: Floats) -> tuple[Ints, Floats]:
    """The sums of the values of equal rows."""
    order = numpy.argsort(rows, kind="stable")
    named, starts = numpy.unique(rows[order], return_index=True)
    return named, numpy.add.reduceat(values[order], starts, axis=0)


def _mask(shape: tuple[int, ...], drop: float, random: numpy.random.Generator) -> Floats:
    kept = random.random(shape, dtype=numpy.float32) >= drop
    return kept.astype("f") * numpy.float32(1 / (1 - drop))


def _loss(scores: Floats, targets: Floats) -> tuple[float, Floats]:
    scores = scores - scores.max(axis=1, keepdims=True)
    shares = numpy.exp(scores)
    total = shares.sum(axis=1, keepdims=True)
    loss = -(targets * (scores - numpy.log(total))).sum() / len(targets)
    return float(loss), (shares / total - targets) / numpy.float32(len(targets))


def _unwindow(change: Floats, dilation: int) -> Floats:
    width = change.shape[1] // 3
    result = change[:, width : 2 * width].copy()
    if len(result) > dilation:
        result[:-dilation] += change[dilation:, :width]
        result[dilation:] += change[:-dilation, 2 * width :]
    return result


class _Back:
    """What a maxout layer remembers for its gradients."""

    def __init__(self, parameters: Parameters, number: int, inputs: Floats, which: NDArray[numpy.uint8]) -> None:
        self.parameters, self.number, self.inputs, self.which = parameters, number, inputs, which
        self.normal = self.spread = inputs

    def __call__(self, change: Floats, found: Gradients) -> Floats:
        """Add the layer's gradients and return those of its inputs."""
        name = f"{self.number}."
        found[name + "gain"] = None, numpy.einsum("ij,ij->j", change, self.normal)
        found[name + "shift"] = None, change.sum(axis=0)
        inner = change * self.parameters[name + "gain"]
        along = numpy.einsum("ij,ij->i", inner, self.normal)[:, None] / inner.shape[1]
        inner = self.spread * (inner - inner.mean(axis=1, keepdims=True) - self.normal * along)
        sums = numpy.concatenate([inner * (self.which == piece) for piece in range(PIECES)], axis=1)
        found[name + "weights"] = None, self.inputs.T @ sums
        found[name + "bias"] = None, sums.sum(axis=0)
        result: Floats = sums @ self.parameters[name + "weights"].T
        return result


def _maxout(parameters: Parameters, number: int, inputs: Floats) -> tuple[Floats, _Back]:
    sums = inputs @ parameters[f"{number}.weights"] + parameters[f"{number}.bias"]
    width = sums.shape[1] // PIECES
    best = sums[:, :width]
    which = numpy.zeros(best.shape, dtype=numpy.uint8)
    for piece in range(1, PIECES):
        other = sums[:, piece * width : (piece + 1) * width]
        which[other > best] = piece
        best = numpy.maximum(best, other)
    back = _Back(parameters, number, inputs, which)
    best = best - best.mean(axis=1, keepdims=True)
    back.spread = 1 / numpy.sqrt(numpy.einsum("ij,ij->i", best, best)[:, None] / numpy.float32(width) + 1e-8).astype("f")
    back.normal = best * back.spread
    return back.normal * parameters[f"{number}.gain"] + parameters[f"{number}.shift"], back


class Adam:
    """Adam on full parameters and on the rows that a batch touched, with a running mean of the parameters."""

    def __init__(self, parameters: Parameters, decay: float = 0.999) -> None:
        """The parameters are changed in place; ``mean`` holds their running mean (rows as of their last change)."""
        self.parameters = parameters
        self.first = {name: numpy.zeros_like(value) for name, value in parameters.items()}
        self.second = {name: numpy.zeros_like(value) for name, value in parameters.items()}
        self.mean = {name: value.copy() for name, value in parameters.items()}
        self.decay = decay
        self.step = 0

    def update(self, found: Gradients, rate: float) -> None:
        """Go one step; gradients longer than 1 in all are shortened to 1."""
        self.step += 1
        length = float(numpy.sqrt(sum(float(numpy.vdot(value, value)) for _, value in found.values())))
        shorten = numpy.float32(min(1.0, 1.0 / (length + 1e-9)))
        pace = numpy.float32(rate * (1 - 0.999**self.step) ** 0.5 / (1 - 0.9**self.step))
        keep = numpy.float32(min(self.decay, (1 + self.step) / (10 + self.step)))
        for name, (rows, value) in found.items():
            where = slice(None) if rows is None else rows
            value = value * shorten
            first = self.first[name][where] * numpy.float32(0.9) + value * numpy.float32(0.1)
            second = self.second[name][where] * numpy.float32(0.999) + value * value * numpy.float32(0.001)
            self.first[name][where] = first
            self.second[name][where] = second
            self.parameters[name][where] -= pace * first / (numpy.sqrt(second) + numpy.float32(1e-8))
            if rows is None:
                self.mean[name] *= keep
                self.mean[name] += (1 - keep) * self.parameters[name]

    def averaged(self) -> Parameters:
        """The running mean of the layers; of the tables, whose rows change seldom, the newest values."""
        return {name: self.parameters[name] if name in TABLES else value for name, value in self.mean.items()}


__all__ = ["PIECES", "TABLES", "Adam", "Batch", "gradients", "start", "weights"]
