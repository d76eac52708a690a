"""The frozen values that travel through reportminer.

Every position is a pair of Unicode code points ``start``, ``end`` (end exclusive) into the normalised text of one
document, and ``text == document.text[start:end]`` holds for every mention.  Values know nothing of formats,
spaCy or tables; ``flags`` and ``rule`` say why a mention exists and what is doubtful about it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True where both ranges share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True where ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class Bounds(NamedTuple):
    """Inclusive first and last day of a period; ``None`` is an open or unknown side."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page (1-based ``number``) and the range of the text printed on it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its range, and the ranges of its row header and column header (if any).

    ``group_header`` is the head over several columns that stands above the column header (``2023`` over ``Soll``).
    """

    start: int
    end: int
    row_header: Span | None = None
    column_header: Span | None = None
    caption: Span | None = None
    group_header: Span | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Print that is no part of the running text: a header, a footer, a page number (``edge``) or a ``stamp``."""

    page: int
    kind: str
    text: str


class Box(NamedTuple):
    """Left, top, right and bottom edge in points (1/72 inch) from the top left corner of a page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the words of a text stand on their pages.  Arrays side by side: a word costs some 30 bytes.

    ``starts`` and ``ends`` are places in the text and never fall; ``edges`` has four numbers per word, as ``Box``.
    """

    starts: array[int]
    ends: array[int]
    pages: array[int]
    edges: array[float]

    def around(self, start: int, end: int) -> Box | None:
        """Return the box around the words of a range, on the page of the first; ``None`` where no word is known."""
        first = last = bisect_right(self.ends, start)
        while last < len(self.starts) and self.starts[last] < end and self.pages[last] == self.pages[first]:
            last += 1
        if first == last:
            return None
        edges = self.edges[4 * first : 4 * last]
        return Box(min(edges[0::4]), min(edges[1::4]), max(edges[2::4]), max(edges[3::4]))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong or was left out.  ``stage``: read, normalise, extract, write."""

    stage: str
    severity: str
    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The normalised text of one document and what is known about the file it came from.

    ``status`` is ok, partial, empty, failed or duplicate.  ``cells`` holds the table cells whose text stands in
    ``text``; ``number_style``, ``language`` and ``reference_date`` are filled in by the miner when the reader does
    not know them.  ``pages`` may hold a page twice: its footnotes stand behind the text of all pages.
    """

    text: str
    doc_id: str = ""
    path: str = ""
    sha256: str = ""
    size: int = 0
    format: str = "txt"
    language: str = ""
    language_score: float | None = None
    title: str = ""
    published: date | None = None
    reference_date: date | None = None
    reference_date_source: str = "none"
    home_place: str = ""
    pages: tuple[Page, ...] = ()
    cells: tuple[Cell, ...] = ()
    boxes: Boxes | None = field(default=None, compare=False, repr=False)
    furniture: tuple[Furniture, ...] = ()
    encoding: str = ""
    repairs: tuple[str, ...] = ()
    number_style: str = ""
    status: str = "ok"
    problems: tuple[Problem, ...] = ()
    publisher: str = ""
    author: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated quantity; see ``reportminer.tables`` for the meaning of every field."""

    start: int
    end: int
    text: str
    rule: str
    value: Decimal
    kind: str = "count"
    value_high: Decimal | None = None
    value_alt: Decimal | None = None
    unit: str = ""
    per: str = ""
    denominator: Decimal | None = None
    counted: str = ""
    indicator: str = ""
    comparator: str = "eq"
    qualifier: str = ""
    modality: str = "actual"
    change: str = ""
    role: str = ""
    base: str = ""
    base_period: str = ""
    time_start: date | None = None
    time_end: date | None = None
    time_text: str = ""
    time_source: str = ""
    place: str = ""
    place_text: str = ""
    place_source: str = ""
    list_group: str = ""
    part_of: str = ""
    resolution_id: str = ""
    flags: tuple[str, ...] = ()
    counted_span: Span | None = None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One date, period, term or relative expression (TIMEX) with its EDTF-like value and inclusive bounds."""

    start: int
    end: int
    text: str
    rule: str
    kind: str
    value: str = ""
    start_date: date | None = None
    end_date: date | None = None
    approx: bool = False
    anchored: bool = False
    calendar: str = "gregorian"
    role: str = "text"
    flags: tuple[str, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """The inclusive bounds as one value."""
        return Bounds(self.start_date, self.end_date)


@dataclass(frozen=True, slots=True)
class Resolution:
    """One citation of an official document under its canonical key."""

    start: int
    end: int
    text: str
    rule: str
    type: str
    key: str = ""
    key_status: str = "full"
    number: str = ""
    year: str = ""
    issuer: str = ""
    issuer_name: str = ""
    symbol: str = ""
    date: date | None = None
    term: str = ""
    session: str = ""
    section: str = ""
    subject: str = ""
    jurisdiction: str = ""
    mention: str = "full"
    antecedent: str = ""
    list_group: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityMention:
    """One named entity; ``source`` is model, gazetteer or rule."""

    start: int
    end: int
    text: str
    rule: str
    label: str
    name: str
    entity_id: str = ""
    admin_level: str = ""
    source: str = "gazetteer"
    score: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything mined from one document, in text order.

    >>> from reportminer import Miner
    >>> report = Miner().mine_text("Ende 2023 gab es 4.925 Parteizellen.")
    >>> [(str(f.value), f.counted) for f in report.figures]
    [('4925', 'Parteizellen')]
    """

    document: Document
    sentences: tuple[Span, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    entities: tuple[EntityMention, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def to_frames(self) -> Mapping[str, pd.DataFrame]:
        """Return every table of the contract as a pandas DataFrame, keyed by table name."""
        from reportminer.tables import frames

        return frames([self])
