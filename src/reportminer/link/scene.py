"""What a linker sees: the text of one language with everything found in it, and where sentences and clauses end."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

import regex

from reportminer.lang import Pack, load
from reportminer.rules.anchors import REACH, Words, spellings
from reportminer.rules.quantities import Quantity
from reportminer.types import Cell, DateExpression, EntityMention, Resolution, Span

_UNWRAPPED = 120
"""A line longer than this is a paragraph by itself: the next line begins another one."""


@dataclass(frozen=True)
class Scene:
    """One text with its mentions, all in text order."""

    text: str
    pack: Pack
    sentences: Sequence[Span]
    quantities: Sequence[Quantity]
    dates: Sequence[DateExpression] = ()
    citations: Sequence[Resolution] = ()
    places: Sequence[EntityMention] = ()
    cells: Sequence[Cell] = ()
    reference: date | None = None
    home_place: str = ""
    clauses: dict[Span, tuple[Span, ...]] = field(default_factory=dict, compare=False)

    def sentence_index(self, position: int) -> int:
        """The number of the sentence that holds ``position``."""
        return max(0, bisect_right(self.sentences, (position, 1 << 60)) - 1)

    def sentence(self, position: int) -> Span:
        """The sentence that holds ``position`` (the whole text where there is none)."""
        return self.sentences[self.sentence_index(position)] if self.sentences else Span(0, len(self.text))

    def clause(self, quantity: Quantity) -> Span:
        """The clause of a quantity: its sentence cut at the borders of the pack."""
        sentence = self.sentence(quantity.start)
        if sentence not in self.clauses:
            self.clauses[sentence] = tuple(self._cut(sentence))
        clauses = self.clauses[sentence]
        index = bisect_right(clauses, (quantity.start, 1 << 60)) - 1
        return clauses[index] if index >= 0 and quantity.start < clauses[index].end else sentence

    @cached_property
    def _clause_border(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["cues"]["clause"])

    def _cut(self, sentence: Span) -> list[Span]:
        borders = [match.start() for match in self._clause_border.finditer(self.text, *sentence)]
        edges = [sentence.start, *borders, sentence.end]
        return [Span(low, high) for low, high in itertools.pairwise(edges) if low < high]

    def paragraph_start(self, position: int) -> int:
        """Where the paragraph of ``position`` begins (after the last blank line)."""
        return max(self.text.rfind("\n\n", max(0, position - 4000), position) + 1, position - 4000)

    @cached_property
    def regions(self) -> list[EntityMention]:
        """The places and the words for a whole area (``toàn tỉnh``, ``bundesweit``), in text order."""
        return sorted([*self.places, *self._whole_areas()], key=lambda row: row.start)

    def regions_in(self, span: Span) -> list[EntityMention]:
        """The regions that begin inside ``span``."""
        low = bisect_right(self._region_starts, span.start - 1)
        return self.regions[low : bisect_right(self._region_starts, span.end - 1)]

    @cached_property
    def _region_starts(self) -> list[int]:
        return [row.start for row in self.regions]

    def _whole_areas(self) -> Iterator[EntityMention]:
        first, pattern = _whole_area(self.pack.code)
        for start, _ in first.find(self.text):
            match = pattern.match(self.text, start, start + REACH)
            meant = self.pack.value("whole_area", match[0]) if match else None
            place = self.home_place if meant == "home" else meant
            if match and place:
                yield EntityMention(*match.span(), match[0], "whole_area", "LOC", match[0], place, "", "rule")

    def ends_paragraph(self, sentence: Span) -> bool:
        """True where ``sentence`` ends a line that is a paragraph by itself: a long one that nobody wrapped."""
        end = self.text.find("\n", sentence.end, sentence.end + 3)
        return end >= 0 and self.text.rfind("\n", max(0, end - _UNWRAPPED), end) < 0

    def dates_in(self, span: Span) -> list[DateExpression]:
        """The dates that begin inside ``span``."""
        low = bisect_right(self._date_starts, span.start - 1)
        high = bisect_right(self._date_starts, span.end - 1)
        return list(self.dates[low:high])

    def dates_before(self, position: int, count: int) -> list[DateExpression]:
        """The last ``count`` dates that begin before ``position``, nearest first."""
        high = bisect_right(self._date_starts, position - 1)
        return list(self.dates[max(0, high - count) : high][::-1])

    def after_citation(self, span: Span, position: int) -> int:
        """Where the text before ``position`` goes on after the last citation in ``span`` (the span's start without)."""
        index = bisect_right(self._citation_starts, position - 1) - 1
        end = self.citations[index].end if index >= 0 else span.start
        return end if span.start <= end <= position else span.start

    @cached_property
    def _citation_starts(self) -> list[int]:
        return [citation.start for citation in self.citations]

    def quantities_in(self, span: Span) -> list[Quantity]:
        """The quantities that begin inside ``span``."""
        low = bisect_right(self._quantity_starts, span.start - 1)
        high = bisect_right(self._quantity_starts, span.end - 1)
        return list(self.quantities[low:high])

    def next_quantity(self, quantity: Quantity) -> int:
        """Where the next quantity begins (beyond every text where there is none)."""
        index = bisect_right(self._quantity_starts, quantity.end - 1)
        return self.quantities[index].start if index < len(self.quantities) else 1 << 60

    def previous_quantity(self, position: int) -> Quantity | None:
        """The last quantity that ends at or before ``position``."""
        index = bisect_right(self._quantity_starts, position - 1) - 1
        while index >= 0 and self.quantities[index].end > position:
            index -= 1
        return self.quantities[index] if index >= 0 else None

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [quantity.start for quantity in self.quantities]

    @cached_property
    def _date_starts(self) -> list[int]:
        return [row.start for row in self.dates]

    def places_in(self, span: Span) -> list[EntityMention]:
        """The places that begin inside ``span``."""
        low = bisect_right(self._place_starts, span.start - 1)
        high = bisect_right(self._place_starts, span.end - 1)
        return list(self.places[low:high])

    @cached_property
    def _place_starts(self) -> list[int]:
        return [row.start for row in self.places]

    def cell(self, position: int) -> Cell | None:
        """The table cell that holds ``position``, if any."""
        index = bisect_right(self._cell_starts, position) - 1
        if index >= 0 and position < self.cells[index].end:
            return self.cells[index]
        return None

    def row(self, cell: Cell) -> list[Cell]:
        """The cells of the table row that holds ``cell``: a row is one line of the text."""
        index = bisect_right(self._cell_starts, cell.start) - 1
        first = last = index
        while first and "\n" not in self.text[self.cells[first - 1].end : self.cells[first].start]:
            first -= 1
        while last + 1 < len(self.cells) and "\n" not in self.text[self.cells[last].end : self.cells[last + 1].start]:
            last += 1
        return list(self.cells[first : last + 1])

    @cached_property
    def _cell_starts(self) -> list[int]:
        return [cell.start for cell in self.cells]


@cache
def _whole_area(code: str) -> tuple[Words, regex.Pattern[str]]:
    """The first words of the names of whole areas, and the names."""
    pack = load(code)
    first = spellings(name.split()[0] for name in pack.words.get("whole_area", ()))
    return Words(dict.fromkeys(first, frozenset())), pack.compile(r"{whole_area}(?!\w)")
