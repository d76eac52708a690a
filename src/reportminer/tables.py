"""Reports to rows: the tables of :mod:`reportminer.schema`, as tuples in column order or as data frames.

A cell holds a typed value (``str``, ``int``, ``Decimal``, ``float``, ``bool``, ``date``) or ``None`` for unknown and
not applicable.  Local ids such as ``f3`` become ``<doc_id>:f3`` here.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import metadata
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from reportminer.counts import CORPUS_TABLES, entity_rows
from reportminer.schema import MENTION_TABLES, TABLES, Table
from reportminer.types import Document, Problem, Report, Span

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | Decimal | bool | date | None
Row = tuple[Cell, ...]

CONTEXT_LENGTH: Final = 300


def rows(report: Report, table: str) -> Iterator[Row]:
    """Yield the rows that one report gives to one table, in text order.

    ``resolution_index`` and ``citations_graph`` have none: they need all reports (:mod:`reportminer.counts`);
    ``entity_counts`` gives the counts of this document.
    """
    if table in MENTION_TABLES:
        return _mention_rows(report, TABLES[table])
    if table == "documents":
        return iter([document_row(report)])
    if table == "problems":
        return _problem_rows(report)
    return entity_rows(report) if table == "entity_counts" else iter(())


def frames(reports: Iterable[Report]) -> dict[str, pd.DataFrame]:
    """Return every table of the contract as a data frame, ordered as in the files."""
    ordered = sorted(reports, key=lambda report: report.document.path)
    collected: dict[str, list[Row]] = {name: [row for r in ordered for row in rows(r, name)] for name in TABLES}
    for name, corpus_table in CORPUS_TABLES.items():
        table = corpus_table()
        for report in ordered:
            table.merge(table.tally(report))
        collected[name].extend(table.rows())
    return {name: _frame(TABLES[name], table_rows) for name, table_rows in collected.items()}


def document_row(report: Report) -> Row:
    """Return the row of ``documents``; a duplicate has no counts, its rows stand under the first copy."""
    from reportminer.places import place_id  # the gazetteer is read where rows are made, not for --help

    document = report.document
    mined = document.status != "duplicate"
    values: dict[str, Any] = {
        "home_place": place_id(document.home_place),
        "bytes": document.size,
        "repairs": _joined(document.repairs),
        "pages": len({page.number for page in document.pages}) or None,
        "chars": len(document.text) if mined else None,
        "sentences": len(report.sentences) if mined else None,
        "version": version(),
    }
    values |= {name: len(getattr(report, name)) if mined else None for name in MENTION_TABLES}
    return tuple(_cell(_pick(values, document, column.name)) for column in TABLES["documents"].columns)


def all_problems(report: Report) -> tuple[Problem, ...]:
    """Return the reader's and the miner's problems, each once."""
    return tuple(dict.fromkeys((*report.document.problems, *report.problems)))


@cache
def version() -> str:
    """Return the installed version of reportminer."""
    try:
        return metadata.version("reportminer")
    except metadata.PackageNotFoundError:
        return "unknown"


def _pick(values: dict[str, Any], document: Document, name: str) -> Any:
    return values[name] if name in values else getattr(document, name)


def _problem_rows(report: Report) -> Iterator[Row]:
    document = report.document
    for problem in all_problems(report):
        own = (problem.page, problem.stage, problem.severity, problem.code, problem.message)
        yield tuple(_cell(value) for value in (document.path, document.doc_id, *own))


# figures, dates, resolutions, entities


def _mention_rows(report: Report, table: Table) -> Iterator[Row]:
    mentions = getattr(report, table.name)
    if not mentions:
        return
    locate = Locator(report)
    doc_id = report.document.doc_id
    own = table.columns[len(_PREFIX_FIELDS) : -1]  # the last is the box
    fields = attrgetter(*(column.name for column in own))
    references = [at for at, column in enumerate(table.columns) if column.type == "reference"]
    for number, mention in enumerate(mentions, 1):
        page, sentence, context = locate(mention.start, mention.end)
        prefix = (f"{doc_id}:{table.letter}{number}", doc_id, page, sentence, mention.start, mention.end)
        words = (mention.text, context, mention.rule, _joined(mention.flags))
        values = [*prefix, *words, *fields(mention), _bbox(report.document, mention.start, mention.end)]
        for at in references:
            values[at] = _global_id(values[at], doc_id)
        yield tuple([None if value == "" else value for value in values])


_PREFIX_FIELDS: Final = ("id", "doc_id", "page", "sentence", "start", "end", "text", "context", "rule", "flags")


def _bbox(document: Document, start: int, end: int) -> str | None:
    """The box around a range in tenths of a point, rounded outwards so that it still holds the words."""
    box = document.boxes.around(start, end) if document.boxes else None
    if box is None:
        return None
    low = (math.floor(edge * 10 + 0.01) / 10 for edge in (box.x0, box.top))
    high = (math.ceil(edge * 10 - 0.01) / 10 for edge in (box.x1, box.bottom))
    return " ".join(f"{edge:.1f}" for edge in (*low, *high))


def _global_id(local: str, doc_id: str) -> str | None:
    if not local:
        return None
    return local if ":" in local else f"{doc_id}:{local}"


def _cell(value: Any) -> Cell:
    cell: Cell = None if value == "" else value
    return cell


def _joined(parts: Sequence[str]) -> str:
    return "|".join(parts)


class Locator:
    """Finds page, sentence number and context of spans in one report."""

    def __init__(self, report: Report) -> None:
        """Index the starts of sentences and pages."""
        self._text = report.document.text
        self._sentences = report.sentences
        self._sentence_starts = [sentence.start for sentence in report.sentences]
        self._pages = report.document.pages
        self._page_starts = [page.start for page in report.document.pages]

    def __call__(self, start: int, end: int) -> tuple[int | None, int | None, str]:
        """Return page number, sentence number and context; ``None`` where there is none."""
        page = bisect_right(self._page_starts, start)
        sentence = bisect_right(self._sentence_starts, start)
        around = self._sentences[sentence - 1] if sentence else Span(start - CONTEXT_LENGTH, end + CONTEXT_LENGTH)
        return self._pages[page - 1].number if page else None, sentence or None, self._context(around, start, end)

    def _context(self, around: Span, start: int, end: int) -> str:
        # Only what can survive the cut is folded: a "sentence" may be a table of a hundred pages.
        reach = 4 * CONTEXT_LENGTH
        before = self._text[max(0, around.start, start - reach) : start]
        after = self._text[end : max(end, min(around.end, end + reach))]
        return cut_around(before, self._text[start:end], after, CONTEXT_LENGTH)


def cut_around(before: str, middle: str, after: str, length: int) -> str:
    """Fold blanks and keep ``middle`` with as much of both sides as ``length`` allows.

    >>> cut_around("one  two ", "three", " four five", 14)
    'two three four'
    """
    middle = " ".join(middle.split())[:length]
    before = " ".join(before.split()) + (" " if before[-1:].isspace() else "")
    after = (" " if after[:1].isspace() else "") + " ".join(after.split())
    room = length - len(middle)
    left = min(len(before), max(room // 2, room - len(after)))
    right = min(len(after), room - left)
    return f"{before[len(before) - left :]}{middle}{after[:right]}".strip()


# data frames

_DTYPES: Final = {
    "string": "string",
    "list": "string",
    "reference": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "decimal": "object",
}


def _frame(table: Table, table_rows: Sequence[Row]) -> pd.DataFrame:
    import pandas as pd

    values: Iterable[tuple[Cell, ...]] = zip(*table_rows, strict=True) if table_rows else ((),) * len(table.columns)
    series = {
        column.name: pd.Series(list(cells), dtype=_DTYPES[column.type])
        for column, cells in zip(table.columns, values, strict=True)
    }
    return pd.DataFrame(series, columns=list(table.names))
