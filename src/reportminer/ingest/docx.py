"""DOCX: paragraphs and tables of the body in order, then footnotes and endnotes.

Read straight from the XML events: python-docx takes ten times as long and loses the text of content controls and of
tracked insertions.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from reportminer.ingest.docxfonts import Fonts, font_of
from reportminer.ingest.flow import Flow, superscript
from reportminer.ingest.legacyfonts import FontEncoding, decoded_runs, encoding_of
from reportminer.ingest.raw import Block, Limits, Paragraph, RawDocument, Unreadable
from reportminer.ingest.zipxml import Office, TitlePicker, local, opened, parse
from reportminer.types import Furniture

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EDGE = re.compile(r"word/(?:header|footer)\d{1,4}\.xml")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
# Deleted text is in delText, which is never collected; Fallback repeats the text of a drawing for old programs.
_SKIPPED = frozenset({"Fallback", "moveFrom"})


class DocxReader:
    """Word documents."""

    format = "docx"
    suffixes: tuple[str, ...] = (".docx", ".docm")
    is_text = False

    def sniff(self, data: bytes) -> bool:
        """A zip with a Word body in it."""
        return data.startswith(b"PK") and b"word/document.xml" in data

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read body, notes and title."""
        with opened(data, limits) as archive:
            fonts = _fonts(archive)
            body, core = _Body(fonts), TitlePicker()
            if not parse(archive, "word/document.xml", body):
                raise Unreadable("broken_file", "The container has no word/document.xml.")
            blocks = body.finish()
            for part in ("word/footnotes.xml", "word/endnotes.xml"):
                notes = _Body(fonts)
                if parse(archive, part, notes):
                    blocks += notes.finish()
                    body.repairs += notes.repairs
            parse(archive, "docProps/core.xml", core)
            edges = tuple(_edges(archive, fonts))
        return RawDocument(
            self.format, blocks, title=core.title or body.title, author=core.author,
            publisher=core.publisher, furniture=edges, repairs=tuple(dict.fromkeys(body.repairs)),
        )  # fmt: skip


def _fonts(archive: zipfile.ZipFile) -> Fonts:
    """The fonts of the styles; damaged styles take nothing from the text."""
    fonts = Fonts()
    try:
        parse(archive, "word/styles.xml", fonts)
    except Unreadable as reason:
        if reason.code != "broken_file":
            raise
    return fonts


def _edges(archive: zipfile.ZipFile, fonts: Fonts) -> Iterator[Furniture]:
    """Headers and footers: they repeat on every page, so they are no running text."""
    for name in sorted(archive.namelist()):
        if _EDGE.fullmatch(name):
            part = _Body(fonts)
            parse(archive, name, part)
            for block in part.finish():
                texts = [block.text] if isinstance(block, Paragraph) else [c.text for row in block.rows for c in row]
                yield from (Furniture(1, "edge", text.strip()) for text in texts if text.strip())


class _Body(Office):
    """WordprocessingML events to blocks.  Paragraphs nest (text boxes), so their texts form a stack."""

    def __init__(self, fonts: Fonts) -> None:
        self.title = ""
        self.repairs: list[str] = []
        self._fonts = fonts
        self._flow = Flow()
        self._open: list[list[tuple[str, FontEncoding]]] = []
        self._style = self._run_style = self._font = ""
        self._in_text = False
        self._raised = False
        self._skipping = 0
        self._columns = 1

    def finish(self) -> tuple[Block, ...]:
        """The blocks, once all events have come."""
        return self._flow.finish()

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Open what the element opens."""
        name = local(tag)
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
        elif handler := _STARTS.get(name):
            handler(self, attrib)
        elif name in _SIGNS and self._open:
            self._append(_SIGNS[name])

    def end(self, tag: str) -> None:
        """Close what the element closes."""
        if self._skipping:
            self._skipping -= 1
        elif handler := _ENDS.get(local(tag)):
            handler(self)

    def data(self, data: str) -> None:
        """Text of a run; anything outside w:t is markup."""
        if self._in_text and self._open:
            self._append(superscript(data) if self._raised else data)

    def open_paragraph(self, attrib: dict[str, str]) -> None:
        """Start a paragraph, maybe inside another."""
        self._open.append([])
        self._style = ""

    def close_paragraph(self) -> None:
        """Finish the innermost paragraph."""
        text = self._decoded(self._open.pop()) if self._open else ""
        style = self._style.lower()
        if style.startswith(("toc", "verzeichnis")) and style[-1:].isdigit():
            return  # a table of contents repeats the headings with page numbers that are no figures
        if style in {"title", "titel"} and not self.title:
            self.title = text
        self._flow.add(text)

    def _append(self, text: str) -> None:
        font = self._font or self._fonts.of(self._run_style, self._style)
        self._open[-1].append((text, encoding_of(font)))

    def _decoded(self, runs: list[tuple[str, FontEncoding]]) -> str:
        """Read every run by its font; where letters came out others, say so."""
        plain, text = "".join(content for content, _ in runs), decoded_runs(runs)
        if plain != text:
            self.repairs += dict.fromkeys(encoding.name for _, encoding in runs if encoding.name)
        return text

    def style(self, attrib: dict[str, str]) -> None:
        """Remember the style of the paragraph."""
        self._style = attrib.get(_W + "val", "")

    def open_run(self, attrib: dict[str, str]) -> None:
        """Start a run, on the line."""
        self._raised = False
        self._font = self._run_style = ""

    def run_style(self, attrib: dict[str, str]) -> None:
        """Remember the style of the run."""
        self._run_style = attrib.get(_W + "val", "")

    def font(self, attrib: dict[str, str]) -> None:
        """Remember the font of the run."""
        self._font = font_of(attrib)

    def align(self, attrib: dict[str, str]) -> None:
        """Raise or lower the run."""
        self._raised = attrib.get(_W + "val") == "superscript"

    def open_text(self, attrib: dict[str, str]) -> None:
        """Text from here."""
        self._in_text = True

    def close_text(self) -> None:
        """Text to here."""
        self._in_text = False

    def open_table(self, attrib: dict[str, str]) -> None:
        """Start a table."""
        self._flow.open_table()

    def close_table(self) -> None:
        """End the innermost table."""
        self._flow.close_table()

    def open_row(self, attrib: dict[str, str]) -> None:
        """Start a row."""
        self._flow.open_row()

    def open_cell(self, attrib: dict[str, str]) -> None:
        """Start a cell."""
        self._flow.open_cell()

    def span(self, attrib: dict[str, str]) -> None:
        """Let the cell cover several columns."""
        self._flow.widen(int(attrib.get(_W + "val", "1")))


_STARTS = {
    "p": _Body.open_paragraph,
    "pStyle": _Body.style,
    "r": _Body.open_run,
    "rFonts": _Body.font,
    "rStyle": _Body.run_style,
    "vertAlign": _Body.align,
    "t": _Body.open_text,
    "tbl": _Body.open_table,
    "tr": _Body.open_row,
    "tc": _Body.open_cell,
    "gridSpan": _Body.span,
}
_ENDS = {"p": _Body.close_paragraph, "t": _Body.close_text, "tbl": _Body.close_table}
