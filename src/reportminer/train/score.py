"""Exact scores of entities on CoNLL sets: right is what has the right characters and the right label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportminer.ner.recognizer import Recognizer
from reportminer.train.conll import LABELS, Sample

Spans = set[tuple[int, int, str]]


@dataclass(slots=True)
class Tally:
    """Entities right, spurious, missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right."""
        return self.right / max(1, self.right + self.spurious)

    @property
    def recall(self) -> float:
        """Of what there is, the share that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.spurious + self.missed)


Table = Mapping[str, Tally]
"""Tallies by label, and of all labels together under ``all``."""


def of_model(model: Recognizer, samples: Sequence[Sample]) -> Table:
    """What the model alone finds in plain text."""
    return compare(samples, lambda text: ((row.start, row.end, row.label) for row in model.find(text)))


def of_pipeline(code: str, samples: Sequence[Sample]) -> Table:
    """What tables, patterns and the model find together."""
    from reportminer import entities

    return compare(
        samples, lambda text: ((row.start, row.end, row.label) for row in entities.find(text, code, models=True))
    )


def compare(samples: Sequence[Sample], find: Callable[[str], Iterable[tuple[int, int, str]]]) -> Table:
    """Find entities in texts of up to fifty samples, parted by blank lines, and count."""
    table = {name: Tally() for name in (*LABELS, "all")}
    for text, gold in _texts(samples):
        found: Spans = {span for span in find(text) if span[2] in LABELS}
        for label in (*LABELS, "all"):
            wanted = {span for span in gold if label in (span[2], "all")}
            got = {span for span in found if label in (span[2], "all")}
            tally = table[label]
            tally.right += len(wanted & got)
            tally.spurious += len(got - wanted)
            tally.missed += len(wanted - got)
    return table


def _texts(samples: Sequence[Sample]) -> Iterator[tuple[str, Spans]]:
    for first in range(0, len(samples), 50):
        position, parts, gold = 0, [], set()
        for sample in samples[first : first + 50]:
            gold |= {(start + position, end + position, label) for start, end, label in sample.spans}
            parts.append(sample.text)
            position += len(sample.text) + 2
        yield "\n\n".join(parts), gold


def rows(table: Table) -> dict[str, dict[str, Any]]:
    """The table as plain values."""
    return {
        label: {
            "precision": round(tally.precision, 4),
            "recall": round(tally.recall, 4),
            "f1": round(tally.f1, 4),
            "right": tally.right,
            "spurious": tally.spurious,
            "missed": tally.missed,
        }
        for label, tally in table.items()
    }


def shown(name: str, who: str, table: Table) -> Iterator[str]:
    """The lines of a table."""
    for label, tally in table.items():
        counts = f"{tally.right:6} {tally.spurious:6} {tally.missed:6}"
        yield f"{name:<24} {who:<9} {label:<4} {tally.precision:7.3f} {tally.recall:6.3f} {tally.f1:6.3f} {counts}"


HEAD = f"{'file':<24} {'who':<9} {'':<4} {'P':>7} {'R':>6} {'F1':>6} {'right':>6} {'wrong':>6} {'missed':>6}"

__all__ = ["HEAD", "Tally", "compare", "of_model", "of_pipeline", "rows", "shown"]
