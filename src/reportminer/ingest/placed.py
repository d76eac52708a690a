"""Words keep their boxes while the characters of their text are fixed and the text grows."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportminer.types import Boxes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reportminer.ingest.raw import PlacedWord, Words

_TOKEN = re.compile(r"\S+")


@dataclass(slots=True)
class BoxCollector:
    """The arrays of ``Boxes``, one block after the other."""

    starts: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("i"))
    pages: array[int] = field(default_factory=lambda: array("i"))
    edges: array[float] = field(default_factory=lambda: array("f"))

    def add(self, words: Words, before: str, after: str, offset: int, page: int) -> None:
        """Add the words of a block: their places are in ``before``, which became ``after``, which stands at ``offset``."""
        places = words.places if before == after else moved(words.places, before, after)
        if places is None or not len(places):
            return
        shifted = (places + offset).astype("int32")
        self.starts.frombytes(shifted[:, 0].tobytes())
        self.ends.frombytes(shifted[:, 1].tobytes())
        self.pages.extend([page] * len(shifted))
        self.edges.frombytes(words.boxes.tobytes())

    def add_few(self, words: tuple[PlacedWord, ...], before: str, after: str, offset: int, page: int) -> None:
        """Do the same for the few words of a cell."""
        if len(before) != len(after):
            import numpy as np

            from reportminer.ingest.raw import Words

            few = np.array(words)
            self.add(Words(few[:, :2].astype(np.int32), few[:, 2:].astype(np.float32)), before, after, offset, page)
            return
        for start, end, *box in words:
            self.starts.append(start + offset)
            self.ends.append(end + offset)
            self.pages.append(page)
            self.edges.extend(box)

    def finish(self) -> Boxes | None:
        """Return the boxes, if there are any."""
        return Boxes(self.starts, self.ends, self.pages, self.edges) if self.starts else None


def moved(places: npt.NDArray[np.int32], before: str, after: str) -> npt.NDArray[np.int32] | None:
    """Follow words through a change that keeps blanks between words: the nth word stays the nth.

    ``None`` where the change took or made words; then no box is better than a wrong one.
    """
    import numpy as np

    old = np.array([match.span() for match in _TOKEN.finditer(before)], dtype=np.int32).reshape(-1, 2)
    new = np.array([match.span() for match in _TOKEN.finditer(after)], dtype=np.int32).reshape(-1, 2)
    if len(old) != len(new) or not len(old):
        return None
    token = np.maximum(np.searchsorted(old[:, 0], places[:, 0], side="right") - 1, 0)
    longest = new[token, 1] - new[token, 0]
    fixed = np.empty_like(places)
    for side in (0, 1):
        inner = np.clip(places[:, side] - old[token, 0], 0, longest)
        fixed[:, side] = np.where(places[:, side] >= old[token, 1], new[token, 1], new[token, 0] + inner)
    return fixed
