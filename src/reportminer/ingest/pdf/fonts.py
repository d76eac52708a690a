"""Lines of a page that are set in Vietnamese fonts from before Unicode."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any

from reportminer.ingest.legacyfonts import FontEncoding, decoded, encoding_of, is_vietnamese
from reportminer.ingest.pdf.engine import RawPage
from reportminer.ingest.pdf.page import END, START, Line, Word, line_of

# Without blanks (U+0085, U+00A0, U+2028, U+202F), which are in no word.
_WESTERN = re.compile("[\u0080-\u0084\u0086-\u009f\u00a1-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u2027\u2030-\u203a\u20ac\u2122]")
_NAME_LENGTH = 100


def decode(raw: RawPage) -> str:
    """Turn the lines set in such fonts into Unicode, in place; return the name of the encoding or ``""``."""
    found = ""
    names: Callable[[int], str] | None = None
    for number, (line, start) in enumerate(zip(raw.lines, raw.starts, strict=True)):
        if _WESTERN.search(line.text) and not is_vietnamese(line.text):
            names = names or _font_names(raw)
            suspect = next(w for w in line.words if _WESTERN.search(line.text, w[START], w[END]))
            if not encoding_of(names(start + suspect[START])).name:
                continue
            raw.lines[number], encoding = _decoded(
                line, [encoding_of(names(start + word[START])) for word in line.words]
            )
            if encoding:
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


def _decoded(line: Line, encodings: list[FontEncoding]) -> tuple[Line, str]:
    found = next((encoding.name for encoding in encodings if encoding.name), "")
    if not found:
        return line, ""
    parts: list[str] = []
    words: list[Word] = []
    done = length = 0
    for word, encoding in zip(line.words, encodings, strict=True):
        between, content = line.text[done : word[START]], line.text[word[START] : word[END]]
        content = decoded(content, encoding)
        length += len(between)
        words.append((length, length + len(content), *word[2:]))
        length += len(content)
        parts += (between, content)
        done = word[END]
    return line_of("".join(parts) + line.text[done:], words), found
