"""A figure in the making, and the few things every linking step does with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from reportminer.link.indicators import lexicon
from reportminer.link.scene import Scene
from reportminer.rules.quantities import Quantity
from reportminer.types import Figure, Span


@dataclass(frozen=True, slots=True)
class Linked:
    """The row so far, the quantity behind it and its clause."""

    figure: Figure
    quantity: Quantity
    clause: Span

    def changed(self, **fields: Any) -> Linked:
        """The same with other values in the figure."""
        return replace(self, figure=replace(self.figure, **fields))

    @property
    def has_own_noun(self) -> bool:
        """True where the counted phrase stands right after the number."""
        span = self.figure.counted_span
        return span is not None and span.start >= self.quantity.end

    def with_noun_of(self, other: Linked) -> Linked:
        """The same, counting what ``other`` counts."""
        return self.changed(counted=other.figure.counted, indicator=other.figure.indicator)


def indicator_of(scene: Scene, phrase: str, kind: str = "count") -> str:
    """The canonical indicator of a counted phrase, or empty; ``kind`` is that of the figure."""
    return lexicon(scene.pack.code).lookup(phrase, kind) if phrase else ""
