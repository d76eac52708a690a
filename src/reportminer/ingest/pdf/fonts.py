"""Vietnamese fonts from before Unicode, told by their names: ``.VnTime`` and its like are TCVN3, ``VNI-Times`` is VNI.

Such fonts draw Vietnamese letters in the places of Western ones, and the file says nothing of it but their names.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from reportminer.ingest.pdf.engine import RawPage
from reportminer.ingest.pdf.page import END, START, Line, Word, line_of
from reportminer.ingest.vietnamese import from_tcvn3, from_vni

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3 = re.compile(r"\.?Vn[A-Z0-9]")
_VNI = re.compile(r"VNI[-_ ]?\w", re.IGNORECASE)
_WESTERN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_VIETNAMESE = re.compile("[\u0102-\u0103\u0110-\u0111\u0128-\u0129\u0168-\u0169\u01a0-\u01b0\u1ea0-\u1ef9]")
_NAME_LENGTH = 100


def decode(raw: RawPage) -> str:
    """Turn the lines set in such fonts into Unicode, in place; return the name of the encoding or ``""``."""
    found = ""
    names: Callable[[int], str] | None = None
    for number, (line, start) in enumerate(zip(raw.lines, raw.starts, strict=True)):
        if _WESTERN.search(line.text) and not _VIETNAMESE.search(line.text):
            names = names or _font_names(raw)
            suspect = next(w for w in line.words if _WESTERN.search(line.text, w[START], w[END]))
            if not _encoding(names(start + suspect[START]))[0]:
                continue
            decoded, encoding = _decoded(line, [_encoding(names(start + word[START])) for word in line.words])
            if encoding:
                raw.lines[number] = decoded
                found = encoding
    return found


def _font_names(raw: RawPage) -> Callable[[int], str]:
    import pypdfium2.raw as pdfium

    textpage: Any = raw.textpage.raw
    ask, flags = pdfium.FPDFText_GetFontInfo, ctypes.c_int()
    buffer = ctypes.create_string_buffer(_NAME_LENGTH)

    def name(index: int) -> str:
        length = ask(textpage, index, buffer, _NAME_LENGTH, ctypes.byref(flags))
        return buffer.raw[: max(0, min(length, _NAME_LENGTH) - 1)].decode("utf-8", "replace")

    return name


@cache
def _encoding(font: str) -> tuple[str, bool]:
    """The encoding of a font and whether it has only capitals (``.VnTimeH``)."""
    name = _SUBSET.sub("", font)
    if _TCVN3.match(name):
        return "tcvn3", name.split(",")[0].split("-")[0].removesuffix("Bold").endswith("H")
    return ("vni", False) if _VNI.match(name) else ("", False)


def _decoded(line: Line, encodings: list[tuple[str, bool]]) -> tuple[Line, str]:
    found = next((encoding for encoding, _ in encodings if encoding), "")
    if not found:
        return line, ""
    parts: list[str] = []
    words: list[Word] = []
    done = length = 0
    for word, (encoding, capitals) in zip(line.words, encodings, strict=True):
        between, content = line.text[done : word[START]], line.text[word[START] : word[END]]
        if encoding:
            content = from_tcvn3(content) if encoding == "tcvn3" else from_vni(content)
            content = content.upper() if capitals else content
        length += len(between)
        words.append((length, length + len(content), *word[2:]))
        length += len(content)
        parts += (between, content)
        done = word[END]
    return line_of("".join(parts) + line.text[done:], words), found
