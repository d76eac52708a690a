"""Third pass: the pages become one text, cut words are joined over lines, columns and pages, and blocks come out.

The places of the words follow every edit, so each word of the result still knows its box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reportminer.ingest.hyphens import PAGE_BREAK, Edit, applied, edits, vocabulary
from reportminer.ingest.pdf.page import GridCell, Line, PageLayout, PageTable, Word
from reportminer.ingest.pdf.turned import turned_back
from reportminer.ingest.raw import Block, Paragraph, RawCell, Table, Words

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.int32]

_TABLE = "\x1d"
"""Stands for a table in the text while words are joined around it."""

_GAP = 1.35
"""A line this much farther down (in usual line distances) begins a paragraph."""

_ENDS = frozenset(".!?:;")


@dataclass(slots=True)
class _Text:
    """Text that grows, and the places of its words."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    words: list[Word] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def line(self, line: Line) -> None:
        at = self.length
        self.words += [(word[0] + at, word[1] + at, *word[2:]) for word in line.words]
        self.add(line.text)


@dataclass(slots=True)
class PageFlow:
    """A page as text: ``_TABLE`` stands where a table does, footnotes are apart."""

    number: int
    body: str
    words: Words
    tables: list[PageTable]
    notes: str
    note_words: Words


def flow_of(page: PageLayout, turn: int, width: float, height: float) -> PageFlow:
    """Write the lines of a page one under the other, blank lines between paragraphs."""
    body, notes = _Text(), _Text()
    usual = _usual_step(page.lines)
    before: Line | None = None
    tables: list[PageTable] = []
    for piece in page.pieces:
        if isinstance(piece, PageTable):
            tables.append(piece)
            body.add(("\n\n" if body.length else "") + _TABLE + "\n\n")
            before = None
            continue
        if before is not None:
            body.add("\n\n" if _begins(before, piece, usual) else "\n")
        body.line(piece)
        before = piece
    for note in page.notes:
        notes.add("\n" if notes.length else "")
        notes.line(note)
    back = (turn, width, height)
    return PageFlow(
        page.number, "".join(body.parts), _packed(body.words, back), [_back(table, back) for table in tables],
        "".join(notes.parts), _packed(notes.words, back),
    )  # fmt: skip


Turn = tuple[int, float, float]


def _packed(words: list[Word], turn: Turn) -> Words:
    if turn[0]:
        words = [(word[0], word[1], *turned_back(word[2:], *turn)) for word in words]
    flat = np.array(words, dtype=np.float64).reshape(-1, 6)
    return Words(flat[:, :2].astype(np.int32), flat[:, 2:].astype(np.float32))


def _back(table: PageTable, turn: Turn) -> PageTable:
    if turn[0]:
        for cell in (cell for row in table.rows for cell in row):
            for line in cell.lines:
                line.words = [(word[0], word[1], *turned_back(word[2:], *turn)) for word in line.words]
    return table


def _usual_step(lines: Sequence[Line]) -> float:
    steps = sorted(
        below.top - above.top
        for above, below in pairwise(lines)
        if 0 < below.top - above.top < 3 * above.size
    )
    return steps[len(steps) // 2] if steps else 0.0


def _begins(above: Line, below: Line, usual: float) -> bool:
    step = below.top - above.top
    if step <= 0 or usual <= 0:
        return False
    return step > _GAP * usual and (above.text.rstrip()[-1:] in _ENDS or not below.text.lstrip()[:1].islower())


def blocks_of(flows: Sequence[PageFlow]) -> tuple[list[Block], bool]:
    """Return paragraphs and tables in order, footnotes behind all pages, and whether words were joined."""
    pages = [flow.body for flow in flows]
    text, starts = _together(pages)
    places = [flow.words.places + start for flow, start in zip(flows, starts, strict=True)]
    joiner = _Joiner(text)
    changes = edits(text, joiner.known)
    words = Words(
        _after(np.concatenate(places) if places else np.empty((0, 2), dtype=np.int32), changes),
        np.concatenate([flow.words.boxes for flow in flows]) if flows else np.empty((0, 4), dtype=np.float32),
    )
    text = applied(text, changes)
    tables = [table for flow in flows for table in flow.tables]
    blocks = list(_split(text, words, [flow.number for flow in flows], tables, joiner))
    noted = (flow for flow in flows if flow.notes)
    blocks += (joiner.paragraph(flow.notes, flow.note_words, flow.number, "\n\n") for flow in noted)
    return blocks, bool(changes) or joiner.changed


def _together(pages: list[str]) -> tuple[str, list[int]]:
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        length += len(page) + 2
    return f"\n{PAGE_BREAK}".join(pages), starts


def _after(words: Places, changes: list[Edit]) -> Places:
    """Where the words are after the edits: a place moves by what the edits that end before it added or took."""
    if not changes or not len(words):
        return words
    ends = np.array([change.end for change in changes])
    begins = np.array([change.start for change in changes])
    news = np.array([len(change.text) for change in changes])
    added = np.concatenate(([0], np.cumsum(news - (ends - begins)))).astype(np.int32)
    moved = words.copy()
    starts = words[:, 0]
    moved[:, 0] = starts + added[np.searchsorted(ends, starts, side="right")]
    # The end of a word may lie behind a hyphen that went: it ends where the edit begins.
    last = words[:, 1]
    inner = np.searchsorted(begins, last, side="left")
    moved[:, 1] = last + added[np.searchsorted(ends, last, side="right")]
    clipped = (inner > 0) & (ends[np.maximum(inner - 1, 0)] > last)
    moved[clipped, 1] = (begins + added[:-1])[inner[clipped] - 1]
    moved[:, 1] = np.maximum(moved[:, 1], moved[:, 0])
    return moved


def _split(
    text: str, words: Words, numbers: list[int], tables: list[PageTable], joiner: _Joiner
) -> Iterator[Block]:
    left = iter(tables)
    at = 0
    last: PageTable | None = None
    for number, page in zip(numbers, text.split(PAGE_BREAK), strict=True):
        joint: str | None = None
        for place, part in enumerate(page.split(_TABLE)):
            if place:
                table = next(left)
                yield joiner.table(table, number, goes_on=_goes_on(last, table) and joint is None)
                last, joint = table, "\n\n"
                at += 1
            if part.strip() or (place == 0 and _TABLE not in page):
                yield joiner.paragraph(part, _between(words, at, at + len(part)), number, joint)
                joint = "\n\n"
                last = None if part.strip() else last
            at += len(part)
        at += 1


def _between(words: Words, start: int, end: int) -> Words:
    first, last = np.searchsorted(words.places[:, 0], (start, end))
    return Words(words.places[first:last] - start, words.boxes[first:last])


def _goes_on(before: PageTable | None, table: PageTable) -> bool:
    """True where a table at the head of a page has the columns of the one at the foot of the page before."""
    return (
        before is not None
        and len(before.edges) == len(table.edges)
        and all(abs(one - other) < 6 for one, other in zip(before.edges, table.edges, strict=True))
    )


@dataclass(slots=True)
class _Joiner:
    """Makes blocks; joins the cut words of cells and footnotes with the vocabulary of the document."""

    text: str
    changed: bool = False
    _known: Counter[str] | None = None

    def known(self) -> Counter[str]:
        """The vocabulary of the document, counted when the first cut word asks for it."""
        if self._known is None:
            self._known = vocabulary(self.text)
        return self._known

    def paragraph(self, text: str, words: Words, page: int, joint: str | None) -> Paragraph:
        changes = edits(text, self.known) if joint is not None else []
        self.changed |= bool(changes)
        return Paragraph(applied(text, changes), page, Words(_after(words.places, changes), words.boxes), joint)

    def table(self, table: PageTable, page: int, *, goes_on: bool) -> Table:
        rows = tuple(tuple(map(self._cell, row)) for row in table.rows)
        return Table(rows, page=page, goes_on=goes_on)

    def _cell(self, cell: GridCell) -> RawCell:
        text = _Text()
        for line in cell.lines:
            text.add("\n" if text.length else "")
            text.line(line)
        whole = "".join(text.parts)
        changes = edits(whole, self.known) if "\n" in whole else []
        if not changes:
            return RawCell(whole, cell.columns, cell.rows, tuple(text.words))
        self.changed = True
        places = _after(np.array([word[:2] for word in text.words], dtype=np.int32).reshape(-1, 2), changes).tolist()
        placed = tuple((start, end, *word[2:]) for (start, end), word in zip(places, text.words, strict=True))
        return RawCell(applied(whole, changes), cell.columns, cell.rows, placed)
