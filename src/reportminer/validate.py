"""Does an output folder keep the contract?  Every promise that can be checked by reading the tables is.

Rows are read one by one; memory grows with the number of documents and of things named, not with the number of rows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain, groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

from reportminer.counts import EntityCounts, ResolutionIndex
from reportminer.export.source import Tables
from reportminer.schema import MENTION_TABLES, TABLES, Column, Table
from reportminer.types import Report
from reportminer.writers.csv import line

SHOWN: Final = 5
_PATTERNS: Final = {
    "integer": re.compile(r"-?(0|[1-9][0-9]*)"),
    "decimal": re.compile(r"(?!-0$)-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"),
    "number": re.compile(r"(0|1|0?\.[0-9]+|[01]\.[0-9]+)([eE]-[0-9]+)?"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_DOC_ID: Final = re.compile(r"[0-9a-f]{16}")
_SHA: Final = re.compile(r"[0-9a-f]{64}")
_REQUIRED: Final = {
    "documents": ("path", "status", "version"),
    "resolution_index": ("key", "mentions", "documents"),
    "entity_counts": ("scope", "label", "name", "mentions", "documents"),
    "problems": ("path", "stage", "severity", "code", "message"),
    **dict.fromkeys(MENTION_TABLES, ("id", "doc_id", "start", "end", "text", "rule")),
}
_TARGETS: Final = {"part_of": "figures", "resolution_id": "resolutions", "antecedent": "resolutions"}
_BOUNDS: Final = (("start_date", "end_date"), ("time_start", "time_end"))

Cells = dict[str, str]


@dataclass(slots=True)
class Findings:
    """Broken promises: how often each, with the first rows that break it; and what could not be checked."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unchecked: list[str] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        """True where nothing is broken."""
        return not self.counts

    def add(self, table: str, rule: str, where: object, what: str = "") -> None:
        """Note that a row breaks a rule."""
        key = f"{table}: {rule}"
        self.counts[key] += 1
        if len(self.examples[key]) < SHOWN:
            self.examples[key].append(f"{where}: {what}" if what else str(where))

    def lines(self) -> Iterator[str]:
        """Yield the report, line by line."""
        for rule, count in self.counts.items():
            yield f"{rule} ({count})"
            yield from (f"  {example}" for example in self.examples[rule])
        yield from (f"not checked: {what}" for what in self.unchecked)
        total = ", ".join(f"{name} {self.rows[name]}" for name in TABLES)
        yield f"{'every promise is kept' if self.ok else f'{self.counts.total()} violations'}; rows: {total}"


@dataclass(frozen=True, slots=True)
class _Doc:
    """What the other tables need to know of a document; ``rank`` is its place among the documents."""

    rank: int
    chars: int | None
    sentences: int | None
    pages: int | None
    language: str
    counts: dict[str, int]


def validate(out: Path, inputs: Path | None = None) -> Findings:
    """Check the tables in ``out``; with ``inputs`` the documents themselves are read again and compared.

    Raises ``InputError`` where tables are missing or no CSV at all.
    """
    found = Findings()
    tables = Tables(out, inputs)
    paths: set[str] = set()
    documents = _documents(tables, found, paths)
    corpus = _Corpus(documents)
    for name in MENTION_TABLES:
        _mentions(tables, TABLES[name], documents, corpus, found)
    _compare(tables, "resolution_index", corpus.index_rows(), found)
    _compare(tables, "entity_counts", corpus.entity_rows(), found)
    _problems(tables, documents, paths, found)
    for name in TABLES:
        if name not in _REQUIRED:
            deque(_rows(tables, TABLES[name], found), maxlen=0)  # cell by cell only
    _texts(tables, found)
    return found


# cells


def _rows(tables: Tables, table: Table, found: Findings) -> Iterator[tuple[str, Cells]]:
    """Yield the rows of a table with what names them, their cells checked one by one."""
    for number, cells in tables.raw(table):
        found.rows[table.name] += 1
        where = f"row {number}"
        if len(cells) != len(table.columns):
            found.add(table.name, "a row has as many cells as the header", where, f"{len(cells)} cells")
            continue
        row = dict(zip(table.names, cells, strict=True))
        for column in table.columns:
            if row[column.name] and (broken := _broken(column, row[column.name])):
                found.add(table.name, f"{column.name}: {broken}", where, repr(row[column.name][:60]))
        for name in _REQUIRED.get(table.name, ()):
            if not row[name]:
                found.add(table.name, f"{name} is never empty", where)
        yield where, row


def _broken(column: Column, cell: str) -> str:
    pattern = _PATTERNS.get(column.type)
    if pattern and not pattern.fullmatch(cell):
        return f"is a plain {column.type}"
    if column.type == "date":
        try:
            date.fromisoformat(cell)
        except ValueError:
            return "is a day of the calendar"
    if column.enum and cell not in column.enum:
        return "has one of the values of the schema"
    if column.type == "list" and "" in cell.split("|"):
        return "is a list without empty members"
    return ""


def _int(cell: str) -> int | None:
    try:
        return int(cell) if cell else None
    except ValueError:
        return None


# documents


def _documents(tables: Tables, found: Findings, paths: set[str]) -> dict[str, _Doc]:
    documents: dict[str, _Doc] = {}
    before = ""
    copies: list[tuple[str, str]] = []
    for rank, (where, row) in enumerate(_rows(tables, TABLES["documents"], found)):
        path = row["path"]
        if path in paths:
            found.add("documents", "a path stands once", where, path)
        elif path < before and "\\" not in path + before:
            found.add("documents", "rows are ordered by path", where, path)
        paths.add(path)
        before = path
        _identity(row, where, found)
        if row["status"] == "duplicate":
            copies.append((where, row["doc_id"]))
            continue
        if row["doc_id"] in documents:
            found.add("documents", "a document is read once, its copies are duplicates", where, row["doc_id"])
        elif row["doc_id"]:
            documents[row["doc_id"]] = _Doc(
                rank, _int(row["chars"]), _int(row["sentences"]), _int(row["pages"]), row["language"],
                {name: _int(row[name]) or 0 for name in MENTION_TABLES},
            )  # fmt: skip
    for where, doc_id in copies:
        if doc_id not in documents:
            found.add("documents", "a duplicate has a first copy", where, doc_id)
    return documents


def _identity(row: Cells, where: str, found: Findings) -> None:
    if row["sha256"] and not _SHA.fullmatch(row["sha256"]):
        found.add("documents", "sha256 has 64 hex digits", where, row["sha256"])
    if row["doc_id"] != row["sha256"][:16]:
        found.add("documents", "doc_id is the beginning of sha256", where, row["doc_id"])
    if row["path"].startswith("/"):
        found.add("documents", "path is relative", where, row["path"])


# figures, dates, resolutions, entities


def _mentions(tables: Tables, table: Table, documents: dict[str, _Doc], corpus: _Corpus, found: Findings) -> None:
    """Check the rows of one table document by document."""
    last = -1
    seen: set[str] = set()
    groups = groupby(_rows(tables, table, found), key=lambda pair: pair[1]["doc_id"])
    for doc_id, group in groups:
        document = documents.get(doc_id)
        rows = list(group)
        if document is None:
            found.add(table.name, "doc_id stands in documents", rows[0][0], doc_id)
        else:
            if doc_id in seen or document.rank <= last:
                found.add(table.name, "rows are ordered by the path of their document", rows[0][0], doc_id)
            last = document.rank
            if len(rows) != document.counts[table.name]:
                counted = f"{document.counts[table.name]} counted, {len(rows)} there"
                found.add(table.name, "documents counts the rows", rows[0][0], f"{doc_id}: {counted}")
        seen.add(doc_id)
        _document_rows(table, rows, doc_id, document, found)
        corpus.add(table.name, doc_id, [row for _, row in rows])
    for doc_id, document in documents.items():
        if document.counts[table.name] and doc_id not in seen:
            found.add(table.name, "documents counts the rows", doc_id, f"{document.counts[table.name]} counted, none there")


def _document_rows(
    table: Table, rows: list[tuple[str, Cells]], doc_id: str, document: _Doc | None, found: Findings
) -> None:
    before = (-1, -1)
    for number, (where, row) in enumerate(rows, 1):
        if row["id"] != f"{doc_id}:{table.letter}{number}":
            found.add(table.name, "ids count the rows of a document in order", where, row["id"])
        start, end = _int(row["start"]), _int(row["end"])
        if start is None or end is None:
            continue
        if (start, end) < before:
            found.add(table.name, "rows of a document are ordered by start, then end", where, row["id"])
        before = (start, end)
        if not 0 <= start < end:
            found.add(table.name, "start is before end", where, f"{start}..{end}")
        if len(row["text"]) != end - start:
            found.add(table.name, "text is as long as its span", where, row["id"])
        if document:
            _inside(table, where, row, end, document, found)
        _values(table, where, row, document, found)


def _inside(table: Table, where: str, row: Cells, end: int, document: _Doc, found: Findings) -> None:
    limits = {"end": (end, document.chars), "sentence": (_int(row["sentence"]), document.sentences)}
    for name, (value, limit) in limits.items():
        if value is not None and limit is not None and value > limit:
            found.add(table.name, f"{name} lies inside the document", where, f"{value} of {limit}")
    for name in ("sentence", "page"):
        value = _int(row[name])
        if value is not None and value < 1:
            found.add(table.name, f"{name} counts from 1", where, str(value))
    if row["page"] and document.pages is None:
        found.add(table.name, "a page stands only where the document has pages", where, row["page"])


def _values(table: Table, where: str, row: Cells, document: _Doc | None, found: Findings) -> None:
    for low, high in _BOUNDS:
        if low in row and row[low] and row[high] and row[low] > row[high]:
            found.add(table.name, f"{low} is not after {high}", where, f"{row[low]} > {row[high]}")
    if table.name == "figures":
        _figure(where, row, found)
    for name, target in _TARGETS.items():
        if row.get(name):
            _reference(table, where, row, name, target, document, found)


def _figure(where: str, row: Cells, found: Findings) -> None:
    try:
        low, high = (Decimal(row[name]) if row[name] else None for name in ("value", "value_high"))
    except InvalidOperation:
        return
    if low is not None and high is not None and low > high:
        found.add("figures", "value is not above value_high", where, f"{low} > {high}")
    if high is not None and row["comparator"] != "range":
        found.add("figures", "value_high stands only with comparator range", where, row["comparator"])


def _reference(
    table: Table, where: str, row: Cells, name: str, target: str, document: _Doc | None, found: Findings
) -> None:
    # Ids count without gaps, so whether a row exists follows from the number of rows of its document.
    prefix, _, own = row[name].partition(":")
    number = _int(own[1:]) or 0
    known = document.counts[target] if document else 0
    if prefix != row["doc_id"] or own[:1] != TABLES[target].letter or not 1 <= number <= known:
        found.add(table.name, f"{name} points to a row of {target} of the same document", where, row[name])
    elif row[name] == row["id"]:
        found.add(table.name, f"{name} points to another row", where, row[name])


# tables of the corpus


class _Corpus:
    """Counts resolutions and entities once more, from the rows themselves, with the code that made the tables."""

    def __init__(self, documents: dict[str, _Doc]) -> None:
        self._documents = documents
        self._index, self._counts = ResolutionIndex(), EntityCounts()
        self._tallies: dict[str, list[Any]] = {}

    def add(self, table: str, doc_id: str, rows: list[Cells]) -> None:
        if table not in ("resolutions", "entities"):
            return
        known = self._documents.get(doc_id)
        document = SimpleNamespace(language=known.language if known else "", doc_id=doc_id)
        mentions = [SimpleNamespace(**row | {"date": _day(row.get("date", ""))}) for row in rows]
        report = cast(Report, SimpleNamespace(document=document, **{table: mentions}))
        if table == "resolutions":
            self._index.add(report)
        else:
            tally = EntityCounts.tally(report)
            self._tallies[doc_id] = tally
            self._counts.merge(tally)

    def index_rows(self) -> Iterator[tuple[Any, ...]]:
        return self._index.rows()

    def entity_rows(self) -> Iterator[tuple[Any, ...]]:
        def of_document(doc_id: str) -> Iterator[tuple[Any, ...]]:
            counts = EntityCounts()
            counts.merge(self._tallies[doc_id])
            return counts.rows("document", doc_id)

        return chain(chain.from_iterable(map(of_document, self._tallies)), self._counts.rows())


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        return None


def _compare(tables: Tables, name: str, wanted: Iterator[tuple[Any, ...]], found: Findings) -> None:
    """Compare a table of the corpus with what its rows give when they are counted again."""
    table = TABLES[name]
    for where, row in _rows(tables, table, found):
        again = next(wanted, None)
        if again is None:
            found.add(name, "the table has the rows that the mentions give", where, "one too many")
        elif line(row[column] or None for column in table.names) != line(again):
            found.add(name, "a row says what the mentions give", where, f"counted again: {again}"[:200])
    for again in wanted:
        found.add(name, "the table has the rows that the mentions give", "end", f"missing: {again}"[:200])


def _problems(tables: Tables, documents: dict[str, _Doc], paths: set[str], found: Findings) -> None:
    before = ""
    for where, row in _rows(tables, TABLES["problems"], found):
        if row["path"] not in paths:
            found.add("problems", "path stands in documents", where, row["path"])
        if row["doc_id"] and row["doc_id"] not in documents:
            found.add("problems", "doc_id stands in documents", where, row["doc_id"])
        if row["path"] < before and "\\" not in row["path"] + before:
            found.add("problems", "rows are ordered by path", where, row["path"])
        before = row["path"]


# the texts


def _texts(tables: Tables, found: Findings) -> None:
    """Check ``text == document_text[start:end]`` against the texts that the run has kept, or that are read again."""
    for name in MENTION_TABLES:
        texts = _read_again(tables, found if name == "figures" else Findings()) if tables.inputs else _kept(tables.out)
        if texts is None:
            found.unchecked.append("text against the documents (the run's own folder is gone; give --inputs)")
            return
        with closing(texts):
            _spans(tables, TABLES[name], texts, found)


def _kept(out: Path) -> Any:
    from reportminer.batch.store import HIDDEN, texts

    return texts(out) if (out / HIDDEN / "journal.sqlite").is_file() else None


def _read_again(tables: Tables, found: Findings) -> Any:
    """Yield path and text of every document, read from the input folder once more."""
    import hashlib

    from reportminer.ingest import read

    inputs = cast(Path, tables.inputs)
    for number, cells in tables.raw(TABLES["documents"]):
        row = dict(zip(TABLES["documents"].names, cells, strict=False))
        file = inputs / row["path"]
        if row.get("status") == "duplicate":
            continue
        if not file.is_file():
            found.add("documents", "the file is in the input folder", f"row {number}", row["path"])
        elif hashlib.sha256(file.read_bytes()).hexdigest() != row["sha256"]:
            found.add("documents", "the file has the bytes that were read", f"row {number}", row["path"])
        else:
            yield row["path"], read(file, root=inputs).text


def _spans(tables: Tables, table: Table, texts: Iterator[tuple[str, str]], found: Findings) -> None:
    paths = {
        cells[0]: cells[1] for _, cells in tables.raw(TABLES["documents"]) if len(cells) > 1 and "duplicate" not in cells
    }
    at = {name: number for number, name in enumerate(table.names)}
    known = (pair for pair in tables.raw(table) if len(pair[1]) == len(table.columns))
    path, text = "", ""
    for doc_id, rows in groupby(known, key=lambda pair: pair[1][at["doc_id"]]):
        wanted = paths.get(doc_id)
        while wanted is not None and path != wanted:
            path, text = next(texts, (wanted, ""))
        for number, cells in rows:
            start, end = _int(cells[at["start"]]), _int(cells[at["end"]])
            if wanted is None or start is None or end is None:
                continue
            if text[max(start, 0) : max(end, 0)] != cells[at["text"]]:
                found.add(table.name, "text is what stands in the document", f"row {number}", cells[at["id"]])
