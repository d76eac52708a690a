"""RTF: paragraphs and tables of the body in order, then the notes; headers and footers stand outside.

Own reader: RTF is a stream of control words, and of those some thirty carry text.  The rest is layout and is passed
over, and so is every group that begins with ``\\*`` and is not known, as the format asks for.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from reportminer.ingest.flow import Flow, superscript
from reportminer.ingest.raw import Limits, RawDocument, Unreadable

_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)")
_SKIPPED: Final = frozenset(
    b"fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator pict object themedata xmlnstbl "
    b"colorschememapping latentstyles datastore filetbl fldinst nonshppict shppict objdata userprops atnid atnauthor "
    b"annotation atrfstart atrfend atnref listtext pntext pntxta pntxtb bkmkstart bkmkend panose falt mmathPr "
    b"header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc aftnsep tc xe template".split()
)
_KNOWN_STARRED: Final = frozenset(b"footnote shpinst shptxt".split())
_SIGNS: Final = {
    b"tab": "\t", b"nestcell": "\t", b"nestrow": "\n", b"line": "\n", b"emdash": "—", b"endash": "–", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip
_SYMBOLS: Final = {b"~": "\u00a0", b"_": "\u2011", b"-": "\u00ad", b"\n": "", b"\r": ""}
_CHARSETS: Final = {77: "mac_roman", 128: "cp932", 134: "gbk", 163: "cp1258", 204: "cp1251", 238: "cp1250"}
_MAX_DEPTH: Final = 2_000
_INFO: Final = frozenset(b"title author company".split())


class RtfReader:
    """Rich Text Format."""

    format = "rtf"
    suffixes: tuple[str, ...] = (".rtf",)
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """The mark that the format asks for."""
        return data.lstrip().startswith(b"{\\rtf")

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read body, notes and title."""
        if not self.sniff(data):
            raise Unreadable("broken_file", "The file does not begin as RTF does.")
        parser = _Parser(_font_charsets(data))
        parser.run(data, limits.max_chars)
        blocks = parser.flow.finish() + parser.notes.finish()
        return RawDocument(
            self.format, blocks, title=parser.info.get(b"title", ""), encoding=parser.codepage,
            author=parser.info.get(b"author", ""), publisher=parser.info.get(b"company", ""),
        )


def _font_charsets(data: bytes) -> dict[int, str]:
    """Fonts tell the encoding of their ``\\'xx`` bytes."""
    found: dict[int, str] = {}
    start = data.find(b"\\fonttbl")
    table = data[start : start + 200_000] if start >= 0 else b""
    for entry in re.finditer(rb"\{\\f(\d{1,5})[^{}]{0,120}?\\fcharset(\d{1,3})", table):
        if charset := _CHARSETS.get(int(entry[2])):
            found[int(entry[1])] = charset
    return found


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skipped: bool = False
    note: bool = False
    info: bytes = b""
    hidden: bool = False
    raised: bool = False
    font: int = -1
    unicode_skip: int = 1
    fresh: bool = True
    starred: bool = False


class _Parser:
    """RTF tokens to blocks."""

    def __init__(self, fonts: dict[int, str]) -> None:
        self.flow, self.notes = Flow(), Flow()
        self.info: dict[bytes, str] = {}
        self.codepage = "cp1252"
        self._fonts = fonts
        self._state = _State(fresh=False)
        self._stack: list[_State] = []
        self._lost_depth = 0
        self._body: list[str] = []
        self._note: list[str] = []
        self._bytes = bytearray()
        self._in_row = False  # between the first row of a table and the first text behind it
        self._inside = False  # the paragraph belongs to a cell
        self._row_open = self._cell_open = False
        self._to_skip = 0
        self._high = 0

    def run(self, data: bytes, most: int) -> None:
        """Read all tokens; ``most`` bounds the text, in characters."""
        length = 0
        position, end = 0, len(data)
        while position < end and length <= most:
            token = _TOKEN.match(data, position)
            if token is None:
                position += 1
                continue
            position = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if code is not None:
                self._byte(int(code, 16))
                continue
            if text is not None:
                length += len(text)
                self._plain(text)
                continue
            self._flush()
            if word == b"bin":
                position += max(0, int(number or 0))
            elif word is not None:
                self._word(word, int(number) if number is not None else None)
            elif brace is not None:
                self._brace(brace)
            else:
                self._symbol(symbol)
        self._flush()
        self._paragraph()

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._stack) >= _MAX_DEPTH:
                self._lost_depth += 1
                return
            self._stack.append(self._state)
            self._state = replace(self._state, fresh=True, starred=False)
        elif self._lost_depth:
            self._lost_depth -= 1
        elif self._stack:
            was = self._state
            self._state = self._stack.pop()
            if was.note and not self._state.note:
                self._paragraph(self._note, self.notes)
        self._to_skip = 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state = replace(self._state, starred=True)
        elif symbol in (b"\\", b"{", b"}"):
            self._put(symbol.decode("ascii"))
        elif symbol in _SYMBOLS:
            self._put(_SYMBOLS[symbol])
            if symbol in (b"\n", b"\r"):
                self._paragraph()

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if state.fresh:
            state = self._state = replace(state, fresh=False)
            if word in _SKIPPED or (state.starred and word not in _KNOWN_STARRED):
                self._state = replace(state, skipped=True)
                return
            if word in _INFO:
                self._state = replace(state, info=word)
                return
        if word == b"info":
            self._state = replace(state, info=b"-")
        elif word == b"footnote":
            self._state = replace(state, note=True, skipped=False)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == b"u":
            self._unicode(number or 0)
        elif handler := _WORDS.get(word):
            handler(self, number)

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        self._to_skip = self._state.unicode_skip
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            if self._high:
                self._put(chr(0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)), skipping=False)
            self._high = 0
        else:
            self._put(chr(code), skipping=False)

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif not self._state.skipped:
            self._state = replace(self._state, fresh=False) if self._state.fresh else self._state
            self._bytes.append(value)

    def _plain(self, data: bytes) -> None:
        if self._state.fresh:
            self._state = replace(self._state, fresh=False)
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if not self._state.skipped:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font, self.codepage)
            self._put(bytes(self._bytes).decode(encoding, "replace"), skipping=False)
            self._bytes.clear()

    def _put(self, text: str, *, skipping: bool = True) -> None:
        state = self._state
        if state.skipped or state.hidden:
            return
        if skipping and self._to_skip:
            self._to_skip -= 1
        elif state.info:
            if state.info != b"-":
                self.info[state.info] = self.info.get(state.info, "") + text
        else:
            if self._in_row and not self._inside and not state.note and text.strip():
                self._in_row = False
                self.flow.close_table()
            (self._note if state.note else self._body).append(superscript(text) if state.raised else text)

    def _paragraph(self, texts: list[str] | None = None, flow: Flow | None = None) -> None:
        texts = (self._note if self._state.note else self._body) if texts is None else texts
        flow = flow or (self.notes if self._state.note else self.flow)
        flow.add("".join(texts))
        texts.clear()

    def end_paragraph(self, _number: int | None) -> None:
        """A paragraph ends."""
        if not self._state.skipped:
            if self._in_row and self._inside and not self._state.note:
                self._ensure_cell()
            self._paragraph()

    def row_defaults(self, _number: int | None) -> None:
        """A row is described: a table, from here."""
        if self._state.skipped or self._state.note or self._in_row:
            return
        self._paragraph()
        self.flow.open_table()
        self._in_row, self._inside = True, True
        self._row_open = self._cell_open = False

    def end_cell(self, _number: int | None) -> None:
        """A cell ends."""
        if self._in_row and not self._state.skipped:
            self._inside = True
            self._ensure_cell()
            self._paragraph()
            self._cell_open = False

    def end_row(self, _number: int | None) -> None:
        """A row ends; whether the table goes on shows with the next text."""
        if not self._state.skipped:
            self._row_open = self._cell_open = False
            self._inside = False

    def leave_table(self, _number: int | None) -> None:
        """Paragraph settings start anew: outside of a table, unless ``intbl`` follows."""
        self._inside = False

    def in_table(self, _number: int | None) -> None:
        """The paragraph stands in a cell."""
        self._inside = True

    def _ensure_cell(self) -> None:
        if not self._row_open:
            self.flow.open_row()
        if not self._cell_open:
            self.flow.open_cell()
        self._row_open = self._cell_open = True

    def set_font(self, number: int | None) -> None:
        """Characters have another font from here."""
        self._state = replace(self._state, font=number if number is not None else -1)

    def plain(self, _number: int | None) -> None:
        """Character settings start anew."""
        self._state = replace(self._state, raised=False, hidden=False)

    def hide(self, number: int | None) -> None:
        """Hidden and deleted text."""
        self._state = replace(self._state, hidden=number != 0)

    def raise_(self, _number: int | None) -> None:
        """Superscript."""
        self._state = replace(self._state, raised=True)

    def lower(self, _number: int | None) -> None:
        """Back on the line."""
        self._state = replace(self._state, raised=False)

    def skip_after_unicode(self, number: int | None) -> None:
        """How many bytes stand in for a Unicode character."""
        self._state = replace(self._state, unicode_skip=max(0, number or 0) if number is not None else 1)

    def set_codepage(self, number: int | None) -> None:
        """The encoding of the document."""
        self.set_codepage_name(f"cp{number}")

    def set_codepage_name(self, name: str) -> None:
        """The same by name; an unknown one changes nothing."""
        try:
            codecs.lookup(name)
        except LookupError:
            return
        self.codepage = name


_WORDS: Final[dict[bytes, Callable[[_Parser, int | None], None]]] = {
    b"par": _Parser.end_paragraph,
    b"sect": _Parser.end_paragraph,
    b"page": _Parser.end_paragraph,
    b"trowd": _Parser.row_defaults,
    b"cell": _Parser.end_cell,
    b"row": _Parser.end_row,
    b"pard": _Parser.leave_table,
    b"intbl": _Parser.in_table,
    b"f": _Parser.set_font,
    b"plain": _Parser.plain,
    b"v": _Parser.hide,
    b"deleted": _Parser.hide,
    b"super": _Parser.raise_,
    b"nosupersub": _Parser.lower,
    b"uc": _Parser.skip_after_unicode,
    b"ansicpg": _Parser.set_codepage,
    b"mac": lambda parser, _: parser.set_codepage_name("mac_roman"),
}
