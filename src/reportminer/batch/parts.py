"""Part files: the blobs of some documents, one after the other, under a name made from what they hold.

A part is written to a temporary name, forced to disk and renamed, so a file under its final name is whole.  A few
documents share a part, because a disk sync costs as much as a short document: a part is closed after a second, 512
documents or 8 MiB, whichever comes first.  That second is what a kill of the run's own process can cost.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from reportminer.batch.engine import Outcome
from reportminer.writers.atomic import remove, write_atomic

_SECONDS: Final = 1.0
_DOCUMENTS: Final = 512
_BYTES: Final = 8 << 20
_OPEN_FILES: Final = 64

Commit = Callable[[str, int, list[tuple[Outcome, int]]], None]
"""Told of a part that is safe: its name, its size, its documents with the offsets of their blobs."""


class PartWriter:
    """Collects outcomes and writes them as parts into ``folder``; ``commit`` hears of each part once it is safe."""

    def __init__(self, folder: Path, seed: str, commit: Commit, clock: Callable[[], float] = time.monotonic) -> None:
        """``seed`` is what decides rows besides the documents: it goes into the names."""
        self._folder, self._seed, self._commit, self._clock = folder, seed, commit, clock
        self._outcomes: list[tuple[Outcome, int]] = []
        self._size = 0
        self._since = clock()

    def add(self, outcome: Outcome) -> None:
        """Take one outcome; write a part if it is time."""
        if not self._outcomes:
            self._since = self._clock()
        self._outcomes.append((outcome, self._size))
        self._size += len(outcome.blob)
        full = len(self._outcomes) >= _DOCUMENTS or self._size >= _BYTES
        if full or self._clock() - self._since >= _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._outcomes:
            return
        name = part_name(self._seed, [outcome for outcome, _ in self._outcomes])
        file = part_file(self._folder, name)
        file.parent.mkdir(exist_ok=True)
        write_atomic(file, [outcome.blob for outcome, _ in self._outcomes])
        self._commit(name, self._size, self._outcomes)
        self._outcomes, self._size = [], 0


class PartReader:
    """Reads blobs out of parts, keeping some files open."""

    def __init__(self, folder: Path, names: dict[int, tuple[str, int]]) -> None:
        """``names`` gives the name of each part number."""
        self._folder, self._names = folder, names
        self._files: OrderedDict[int, BinaryIO] = OrderedDict()

    def read(self, part: int, offset: int, length: int) -> bytes:
        """Return one blob; too short where the part is cut."""
        file = self._open(part)
        file.seek(offset)
        return file.read(length)

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _open(self, part: int) -> BinaryIO:
        if part in self._files:
            self._files.move_to_end(part)
            return self._files[part]
        if len(self._files) >= _OPEN_FILES:
            self._files.popitem(last=False)[1].close()
        self._files[part] = file = part_file(self._folder, self._names[part][0]).open("rb")
        return file


def part_name(seed: str, outcomes: list[Outcome]) -> str:
    """Name a part by its content: version, configuration and models, and the documents in it."""
    digest = hashlib.sha256(seed.encode())
    for outcome in outcomes:
        digest.update(f"\n{outcome.sha256} {outcome.path}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


def part_file(folder: Path, name: str) -> Path:
    """Return where a part lies; many parts spread over 256 folders."""
    return folder / name[:2] / f"{name}.part"


def lost_parts(folder: Path, names: dict[int, tuple[str, int]]) -> Iterator[int]:
    """Yield the numbers of the parts that are gone or have another size."""
    for number, (name, size) in names.items():
        with suppress(OSError):
            if part_file(folder, name).stat().st_size == size:
                continue
        yield number


def sweep(folder: Path, names: dict[int, tuple[str, int]]) -> None:
    """Remove the files of a run that was killed before it could note them."""
    known = {name for name, _ in names.values()}
    for file in folder.glob("*/*"):
        if file.suffix != ".part" or file.stem not in known:
            remove(file)
