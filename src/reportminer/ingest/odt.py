"""ODT: paragraphs, headings and tables of the body in order; notes follow at the end."""

from __future__ import annotations

from reportminer.ingest.flow import Flow
from reportminer.ingest.raw import Block, Limits, RawDocument, Unreadable
from reportminer.ingest.zipxml import Office, TitlePicker, local, opened, parse
from reportminer.types import Furniture

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PARAGRAPHS = frozenset({_TEXT + "p", _TEXT + "h"})
_GAPS = frozenset({_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"})
_EDGES = frozenset(_STYLE + edge + page for edge in ("header", "footer") for page in ("", "-first", "-left"))
_SKIPPED = frozenset(
    {
        "tracked-changes",
        "annotation",
        "note-citation",
        "table-of-content",
        "title",
        "desc",
        "scripts",
        "forms",
        "sequence-decls",
        "automatic-styles",
    }
)
_MAX_REPEAT = 100


class OdtReader:
    """OpenDocument texts."""

    format = "odt"
    suffixes: tuple[str, ...] = (".odt", ".ott")
    is_text = False

    def sniff(self, data: bytes) -> bool:
        """The first member of an OpenDocument file is its type, unpacked."""
        return data.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read body, notes and title."""
        with opened(data, limits) as archive:
            _refuse_encrypted(archive.read("META-INF/manifest.xml") if _has_manifest(archive.namelist()) else b"")
            body, meta = _Body(), TitlePicker()
            if not parse(archive, "content.xml", body):
                raise Unreadable("broken_file", "The container has no content.xml.")
            parse(archive, "meta.xml", meta)
            edges = _Edges()
            parse(archive, "styles.xml", edges)
        title = meta.title or body.title
        return RawDocument(
            self.format, body.finish(), title=title, author=meta.author, publisher=meta.publisher,
            furniture=tuple(Furniture(1, "edge", text) for text in edges.texts),
        )  # fmt: skip


def _has_manifest(names: list[str]) -> bool:
    return "META-INF/manifest.xml" in names


def _refuse_encrypted(manifest: bytes) -> None:
    if b"encryption-data" in manifest:
        raise Unreadable("encrypted", "The document has a password: open it and save it without one.")


class _Body(Office):
    """OpenDocument events to blocks.  A note stands inside the paragraph it belongs to, so texts form a stack."""

    def __init__(self) -> None:
        self.title = ""
        self._flow = Flow()
        self._notes = Flow()
        self._open: list[list[str]] = []
        self._style = ""
        self._in_note = 0
        self._skipping = 0

    def finish(self) -> tuple[Block, ...]:
        """The blocks, once all events have come."""
        return self._flow.finish() + self._notes.finish()

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Open what the element opens."""
        name = local(tag)
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
        elif tag in _PARAGRAPHS:
            self._open.append([])
            self._style = attrib.get(_TEXT + "style-name", "")
        elif tag.startswith(_TEXT):
            self._sign(name, attrib)
        elif tag.startswith(_TABLE):
            self._table(name, attrib)

    def end(self, tag: str) -> None:
        """Close what the element closes."""
        if self._skipping:
            self._skipping -= 1
        elif tag in _PARAGRAPHS:
            self._close_paragraph()
        elif tag == _TEXT + "note-body":
            self._in_note -= 1
        elif tag == _TABLE + "table":
            self._sink().close_table()

    def data(self, data: str) -> None:
        """Text inside a paragraph."""
        if self._open and not self._skipping:
            self._open[-1].append(data.replace("\n", " "))

    def _sink(self) -> Flow:
        return self._notes if self._in_note else self._flow

    def _close_paragraph(self) -> None:
        text = "".join(self._open.pop()) if self._open else ""
        if self._style.lower() == "title" and not self.title:
            self.title = text
        self._sink().add(text)

    def _sign(self, name: str, attrib: dict[str, str]) -> None:
        if name == "note-body":
            self._in_note += 1
        elif self._open and name == "s":
            self._open[-1].append(" " * min(_number(attrib, _TEXT + "c"), _MAX_REPEAT))
        elif self._open and name in ("tab", "line-break"):
            self._open[-1].append("\t" if name == "tab" else "\n")

    def _table(self, name: str, attrib: dict[str, str]) -> None:
        flow = self._sink()
        if name == "table":
            flow.open_table()
        elif name == "table-row":
            flow.open_row()
        elif name == "table-cell":
            for _ in range(min(_number(attrib, _TABLE + "number-columns-repeated"), _MAX_REPEAT)):
                columns = _number(attrib, _TABLE + "number-columns-spanned")
                flow.open_cell(columns, _number(attrib, _TABLE + "number-rows-spanned"))


class _Edges(Office):
    """Headers and footers of the page styles: they repeat on every page, so they are no running text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._edges = self._depth = 0
        self._parts: list[str] = []

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Count how deep in a header this is."""
        if tag in _EDGES:
            self._edges += 1
        elif self._edges and tag in _PARAGRAPHS:
            self._depth += 1
        elif self._depth and tag in _GAPS:
            self._parts.append(" ")

    def end(self, tag: str) -> None:
        """Keep a finished paragraph, once where first and left pages repeat it."""
        if tag in _EDGES:
            self._edges -= 1
        elif self._edges and tag in _PARAGRAPHS:
            self._depth -= 1
            text = " ".join("".join(self._parts).split())
            self._parts = []
            if text and text not in self.texts:
                self.texts.append(text)

    def data(self, data: str) -> None:
        """Text of a paragraph."""
        if self._depth:
            self._parts.append(data)


def _number(attrib: dict[str, str], name: str) -> int:
    value = attrib.get(name, "1")
    return int(value) if value.isdecimal() else 1
