"""Blocks to the text of a document: legacy letters, then ``normalize``, then offsets of pages and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reportminer.ingest.cells import (
    SEPARATOR,
    Placed,
    Row,
    cells_in_lines,
    head_depth,
    is_caption,
    layout,
    with_headers,
)
from reportminer.ingest.placed import BoxCollector
from reportminer.ingest.raw import Limits, Paragraph, RawCell, RawDocument, Table, Words, error, warning
from reportminer.ingest.vietnamese import legacy_encoding, repair_legacy
from reportminer.ingest.wrapped import REPAIR, rejoined
from reportminer.normalize import normalize
from reportminer.types import Cell, Document, Page, Problem, Span

_BREAKS = re.compile(r"[ \t\r\n\f\v]+")  # not \s: no-break and thin blanks group digits
_LINE_TABLES = frozenset({"txt", "md"})
_FLOWING = frozenset({"docx", "odt", "html"})
_TITLE_LENGTH = 300


def compose(raw: RawDocument, limits: Limits) -> Document:
    """Return the document without what only the file knows (name, size, hash)."""
    blocks, unwrapped = rejoined(raw.blocks) if raw.format in _FLOWING else (raw.blocks, False)
    if unwrapped:
        raw = replace(raw, blocks=blocks, repairs=(*raw.repairs, REPAIR))
    composer = Composer(raw.joint, raw.verbatim, legacy_encoding(tuple(_texts(raw))), repairs=list(raw.repairs))
    for block in raw.blocks:
        if composer.length > limits.max_chars:
            break
        if isinstance(block, Paragraph):
            composer.paragraph(block)
        else:
            composer.table(block)
    return _cut(_document(raw, composer), limits.max_chars)


def _texts(raw: RawDocument) -> Iterator[str]:
    for block in raw.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)


def _document(raw: RawDocument, composer: Composer) -> Document:
    text = "".join(composer.parts)
    cells = cells_in_lines(text) if raw.format in _LINE_TABLES else composer.cells
    return Document(
        text=text,
        format=raw.format,
        title=" ".join(composer.clean(raw.title).split())[:_TITLE_LENGTH],
        published=raw.published,
        publisher=_line(composer.clean(raw.publisher)),
        author=_line(composer.clean(raw.author)),
        source_url=_line(raw.source_url),
        pages=tuple(composer.pages),
        cells=tuple(cells),
        boxes=composer.boxes.finish(),
        furniture=raw.furniture,
        encoding=raw.encoding,
        repairs=tuple(composer.repairs),
        status=_status(text, raw.problems),
        problems=raw.problems or _nothing(text),
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:_TITLE_LENGTH]


def _status(text: str, problems: tuple[Problem, ...]) -> str:
    if not any(map(str.isalnum, text)):
        return "empty"
    return "partial" if any(problem.severity == "error" for problem in problems) else "ok"


def _nothing(text: str) -> tuple[Problem, ...]:
    if any(map(str.isalnum, text)):
        return ()
    return (warning("no_text", "The document holds no letters and no digits."),)


def _cut(document: Document, most: int) -> Document:
    """Keep the first ``most`` characters, whole lines where there is one to keep."""
    if len(document.text) <= most:
        return document
    end = document.text.rfind("\n", 0, most) + 1 or most
    problem = error("text_truncated", f"Only the first {end} characters are read; raise the limit or split the file.")
    return replace(
        document,
        text=document.text[:end],
        pages=tuple(replace(page, end=min(page.end, end)) for page in document.pages if page.start < end),
        cells=tuple(cell for cell in document.cells if cell.end <= end),
        status="partial",
        problems=(*document.problems, problem),
    )


@dataclass(slots=True)
class Composer:
    """Collects text, and the pages and cells whose offsets grow with it."""

    joint: str
    verbatim: bool
    legacy: str
    repairs: list[str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[Page] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    boxes: BoxCollector = field(default_factory=BoxCollector)
    _heads: list[Row] = field(default_factory=list)

    def clean(self, text: str) -> str:
        """Fix one piece; pieces are joined only by line ends and blanks, so the whole is fixed as well."""
        if self.legacy:
            repaired = repair_legacy(text, self.legacy)
            if repaired != text:
                self._note((self.legacy,))
                text = repaired
        text, repairs = normalize(text)
        self._note(repairs)
        return text

    def paragraph(self, block: Paragraph) -> None:
        """Add a paragraph and its page."""
        text = self.clean(block.text)
        span = self._block(text if self.verbatim else text.strip(), block.joint)
        self._place(block.words, block.text, text, span, block.page)
        self._on_page(block.page, span)

    def _place(self, words: Words | None, before: str, after: str, span: Span, page: int | None) -> None:
        """Keep where the words of a block stand on its page."""
        if words is not None and page is not None and span.end > span.start:
            blanks = 0 if self.verbatim else len(after) - len(after.lstrip())
            self.boxes.add(words, before, after, span.start - blanks, page)

    def _on_page(self, number: int | None, span: Span) -> None:
        if number is None:
            return
        if self.pages and self.pages[-1].number == number:
            span = Span(self.pages.pop().start, span.end)
        self.pages.append(Page(number, *span))

    def table(self, table: Table) -> None:
        """Add a table, one line per row, and its cells."""
        grid = [row for row in layout(table) if any(cell.text.strip() for _, cell in row)]
        if not grid:
            return
        caption = self._caption(table.caption)
        start = self._block("", "\n\n" if table.page is not None else None).start
        rows: list[Row] = []
        for row in grid:
            if rows:
                self._append("\n")
            rows.append(self._row(row, table.page))
        self.cells += self._with_headers(rows, caption, goes_on=table.goes_on)
        self._on_page(table.page, Span(start, self.length))

    def _with_headers(self, rows: list[Row], caption: Span | None, *, goes_on: bool) -> Iterator[Cell]:
        """Give cells their headers; a table that goes on without its header takes the one of the page before."""
        heads = self._heads
        if goes_on and heads and [cell.text for cell in heads[0]] != [cell.text for cell in rows[0]]:
            known = {cell.span.start for row in heads for cell in row}
            yield from (cell for cell in with_headers([*heads, *rows], caption) if cell.start not in known)
            return
        self._heads = rows[: head_depth(rows)]
        yield from with_headers(rows, caption)

    def _row(self, row: list[tuple[int, RawCell]], page: int | None) -> Row:
        placed: Row = []
        for column, cell in _without_empty_tail(row):
            if placed:
                self._append(SEPARATOR)
            cleaned = self.clean(_BREAKS.sub(" ", cell.text))
            text = cleaned.strip()
            span = self._append(text)
            if cell.words and page is not None and text:
                blanks = len(cleaned) - len(cleaned.lstrip())
                self.boxes.add_few(cell.words, cell.text, cleaned, span.start - blanks, page)
            placed.append(Placed(column, cell.columns, span, text))
        return placed

    def _caption(self, caption: str) -> Span | None:
        if caption.strip():
            return self._block(self.clean(_BREAKS.sub(" ", caption)).strip())
        if self.parts and is_caption(self.parts[-1]):
            return Span(self.length - len(self.parts[-1]), self.length)
        return None

    def _block(self, text: str, joint: str | None = None) -> Span:
        if self.length:
            self._append(self.joint if joint is None else joint)
        return self._append(text)

    def _append(self, text: str) -> Span:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def _note(self, repairs: tuple[str, ...]) -> None:
        self.repairs += [name for name in repairs if name not in self.repairs]


def _without_empty_tail(row: list[tuple[int, RawCell]]) -> list[tuple[int, RawCell]]:
    filled = [number for number, (_, cell) in enumerate(row, 1) if cell.text.strip()]
    return row[: filled[-1]]
