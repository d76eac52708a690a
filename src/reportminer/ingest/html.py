"""HTML: the main text, one block per paragraph; tables as rows.

The parser sends events, so 200,000 nested elements cost no stack.  Navigation is marked, not dropped, while reading;
what is kept is settled at the end, when it is known whether the page has a main part and whether anything is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from reportminer.ingest.encodings import decode
from reportminer.ingest.flow import Flow, superscript
from reportminer.ingest.jsonld import described
from reportminer.ingest.raw import Block, Limits, Paragraph, RawDocument, Unreadable


def _tags(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SILENT = _tags(
    "script style noscript template svg math iframe object embed select option button textarea canvas audio video "
    "map datalist dialog frameset"
)
_INLINE = _tags(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr o:p q s samp "
    "small span strike strong sub sup time tt u var wbr"
)
_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "menu"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"})
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|breadcrumbs?|footer|sidebar|cookies?|consent|share|sharing|social|skip"
    r"|skiplinks?|pagination|pager|teaser-?list|related|comments?|newsletter|banner|metanav|servicenav|langswitch)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OFFICE_FURNITURE = frozenset({"header", "footer"})  # how LibreOffice marks the page header in HTML
_WHOLE_PAGE = frozenset({"html", "body", "main", "article", "form"})
_MAIN = frozenset({"main"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(" {2,}")
_BREAKS = re.compile(r" *\n[ \n]*")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype\s[^<>\[]*\[", re.IGNORECASE)
_ENTITY = re.compile(r"<!entity\s", re.IGNORECASE)
_ROOT_ELEMENT = re.compile(r"<[a-z]", re.IGNORECASE)
_HEAD = 100_000
_JSON_LD = "application/ld+json"
_PROLOGUE = ((b"<!--", b"-->"), (b"<?", b">"))
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "date",
)
_PUBLISHERS = ("dc.publisher", "dcterms.publisher", "publisher", "og:site_name", "copyright")
_AUTHORS = ("author", "dc.creator", "dcterms.creator", "article:author")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_ENOUGH = 200
_SHARE = 0.3


class HtmlReader:
    """Web pages and pages saved by word processors."""

    format = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """An HTML doctype or root element at the start."""
        return _ROOT.match(_without_prologue(data[:4096].removeprefix(b"\xef\xbb\xbf"))) is not None

    def read(self, data: bytes, limits: Limits, charset: str = "") -> RawDocument:
        """Read the main text, the title and the date of publication."""
        declared = _META_CHARSET.search(data[:4096])
        decoded = decode(data, charset or (declared[1].decode("ascii") if declared else ""))
        _refuse_entities(decoded.text[:_HEAD])
        page = _Page()
        parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
        parser.feed(decoded.text.replace("\0", "").encode("utf-8", "replace"))
        parser.close()
        said = described(page.scripts)
        return RawDocument(
            self.format,
            page.finish(),
            encoding=decoded.encoding,
            title=page.title or said.title or page.heading,
            published=_published(page.meta) or _date(said.published),
            publisher=_first(page.meta, _PUBLISHERS) or said.publisher,
            author=_first(page.meta, _AUTHORS) or said.author,
            source_url=page.canonical or page.meta.get("og:url", "") or said.url,
            repairs=decoded.repairs,
            problems=decoded.problems,
        )


def _refuse_entities(head: str) -> None:
    """Refuse a page whose DOCTYPE declares entities: they are never expanded, so the text would have holes."""
    root = _ROOT_ELEMENT.search(head)
    declared = _DOCTYPE.search(head, 0, root.start() if root else len(head))
    if declared and _ENTITY.search(head, declared.end(), root.start() if root else len(head)):
        raise Unreadable("doctype_refused", "Its DOCTYPE declares entities, which no web page does: refused.")


def _without_prologue(head: bytes) -> bytes:
    """Skip comments and an XML declaration before the root element."""
    while True:
        head = head.lstrip()
        closing = next((closing for opening, closing in _PROLOGUE if head.startswith(opening)), b"")
        if not closing or closing not in head:
            return head
        head = head.partition(closing)[2]


@dataclass(slots=True)
class _Place:
    """Where an element stands: in the main part, in an article, in navigation."""

    tag: str
    main: bool = False
    article: bool = False
    furniture: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block and where it was found."""

    block: Block
    place: _Place
    link_share: float

    @property
    def size(self) -> int:
        """Characters of text."""
        if isinstance(self.block, Paragraph):
            return len(self.block.text)
        return sum(len(cell.text) for row in self.block.rows for cell in row)


class _Page:
    """The target of the parser."""

    def __init__(self) -> None:
        self.title = self.heading = self.canonical = ""
        self.meta: dict[str, str] = {}
        self.scripts: list[str] = []
        self._script: list[str] | None = None
        self._places = [_Place("")]
        self._silent = 0
        self._preformatted = 0
        self._parts: list[str] = []
        self._size = self._linked = 0
        self._in_title = False
        self._flow = Flow()
        self._pieces: list[_Piece] = []

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Element start."""
        if self._silent:
            self._silent += tag not in _VOID
            return
        if tag in _SILENT:
            self._silent = int(tag not in _VOID)
            self._script = [] if tag == "script" and attrib.get("type", "").strip().lower() == _JSON_LD else None
            return
        if tag not in _INLINE:
            self._break(tag)
        if tag in _VOID:
            self._void(tag, attrib)
            return
        self._places.append(_inside(self._places[-1], tag, attrib))
        self._in_title = tag == "title"
        self._preformatted += tag == "pre"
        self._open_table_part(tag, attrib)

    def end(self, tag: str) -> None:
        """Element end."""
        if tag in _VOID:
            return
        if self._silent:
            self._silent -= 1
            if self._script is not None:
                self.scripts.append("".join(self._script))
                self._script = None
            return
        if tag not in _INLINE:
            self._break(tag, closing=True)
        if tag == "table":
            self._flow.close_table()
            self._collect()
        self._preformatted -= tag == "pre"
        self._in_title = False
        if len(self._places) > 1:
            self._places.pop()

    def data(self, data: str) -> None:
        """Text."""
        if self._silent:
            if self._script is not None:
                self._script.append(data)
            return
        if self._in_title:
            self.title += data
            return
        text = data if self._preformatted else _SPACE.sub(" ", data)
        if self._places[-1].tag == "sup":
            text = superscript(text)
        self._parts.append(text)
        self._size += len(text)
        self._linked += len(text) if self._places[-1].link else 0

    def comment(self, text: str) -> None:
        """Comments are no text."""

    def close(self) -> None:
        """End of the page."""
        self._break("")
        for block in self._flow.finish():
            self._pieces.append(_Piece(block, self._places[0], 0.0))

    def finish(self) -> tuple[Block, ...]:
        """The blocks of the main part."""
        return tuple(piece.block for piece in _settle(self._pieces))

    def _void(self, tag: str, attrib: Mapping[str, str]) -> None:
        if tag == "link" and attrib.get("rel", "").lower() == "canonical":
            self.canonical = self.canonical or attrib.get("href", "")
        if tag == "meta":
            name = attrib.get("property") or attrib.get("name") or attrib.get("itemprop") or ""
            self.meta.setdefault(name.lower(), attrib.get("content", ""))

    def _break(self, tag: str, *, closing: bool = False) -> None:
        if tag == "br":
            self._parts.append("\n")
            return
        if not self._parts:
            return
        text = _tidy("".join(self._parts), preformatted=bool(self._preformatted))
        if text.strip():
            if closing and tag == "h1" and not self.heading:
                self.heading = text
            self._finish_block(text, tag)
        self._parts, self._size, self._linked = [], 0, 0

    def _finish_block(self, text: str, tag: str) -> None:
        if tag == "caption" and self._flow.in_table:
            self._flow.caption(text)
            return
        self._flow.add(text)
        if not self._flow.in_table:
            self._collect(self._linked / max(1, self._size))

    def _collect(self, link_share: float = 0.0) -> None:
        if not self._flow.in_table:
            place = self._places[-1]
            self._pieces += (_Piece(block, place, link_share) for block in self._flow.blocks)
            self._flow.blocks.clear()

    def _open_table_part(self, tag: str, attrib: Mapping[str, str]) -> None:
        if tag == "table":
            self._flow.open_table()
        elif tag == "tr":
            self._flow.open_row()
        elif tag in ("td", "th"):
            self._flow.open_cell(_span(attrib, "colspan"), _span(attrib, "rowspan"))


def _tidy(text: str, *, preformatted: bool) -> str:
    if preformatted:
        return text.strip("\n")
    text = _BLANKS.sub(" ", text)
    return (_BREAKS.sub("\n", text) if "\n" in text else text).strip(" \n")


def _span(attrib: Mapping[str, str], name: str) -> int:
    value = attrib.get(name, "1").strip()
    return min(int(value), 100) if value.isdecimal() else 1


def _inside(outer: _Place, tag: str, attrib: Mapping[str, str]) -> _Place:
    role = attrib.get("role", "").lower()
    main = outer.main or tag in _MAIN or role == "main"
    article = outer.article or tag == "article"
    return _Place(
        tag,
        main,
        article,
        outer.furniture or _is_furniture(tag, role, attrib, headed=main or article),
        outer.link or tag == "a",
    )


def _is_furniture(tag: str, role: str, attrib: Mapping[str, str], *, headed: bool) -> bool:
    if tag in _WHOLE_PAGE or (not attrib and tag not in _FURNITURE):
        return False
    if tag == "header" and headed:
        return False  # the head of an article carries its title and date
    if tag in _FURNITURE or role in _FURNITURE_ROLES or attrib.get("aria-hidden") == "true":
        return True
    if tag in _INLINE:
        return False
    names = f"{attrib.get('class', '')} {attrib.get('id', '')}"
    return _FURNITURE_NAMES.search(names) is not None or attrib.get("title") in _OFFICE_FURNITURE


def _settle(pieces: list[_Piece]) -> list[_Piece]:
    """The smallest part of the page that still holds a good share of the text that is not navigation."""
    body = [piece for piece in pieces if not piece.place.furniture]
    prose = list(_without_link_lists(body))
    if _weight(prose) >= _weight(body) / 2:  # else the links are what the page is for: a table of contents
        body = prose
    if _weight(body) < min(_ENOUGH, _weight(pieces) * _SHARE):
        return pieces
    for part in ([p for p in body if p.place.main], [p for p in body if p.place.article]):
        if _weight(part) >= max(_ENOUGH, _weight(body) * _SHARE):
            return part
    return body


def _weight(pieces: list[_Piece]) -> int:
    return sum(piece.size for piece in pieces)


def _without_link_lists(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Drop runs of three and more short blocks that are nothing but links."""
    run: list[_Piece] = []
    for piece in pieces:
        if piece.link_share > 0.9 and piece.size < 80:
            run.append(piece)
            continue
        yield from run if len(run) < 3 else ()
        run = []
        yield piece
    yield from run if len(run) < 3 else ()


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := meta.get(name, "").strip())), "")


def _published(meta: Mapping[str, str]) -> date | None:
    for name in _PUBLISHED:
        if found := _date(meta.get(name, "")):
            return found
    return None


def _date(text: str) -> date | None:
    iso, day_first = _ISO_DATE.match(text.strip()), _DAY_FIRST.match(text.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    except ValueError:
        return None
    return _written_out(text)


def _written_out(text: str) -> date | None:
    """``15. Juli 2024``, ``Thứ Sáu, 12 tháng 7, 2024``: the forms that sites write, day first."""
    if not 6 <= len(text) <= 60:
        return None
    import dateparser  # imported here: few pages need it, and it is slow to load

    settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    found = dateparser.parse(text, languages=["de", "vi", "en"], settings=settings)
    return found.date() if found is not None else None
