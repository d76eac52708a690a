"""The one place where characters are fixed, before anything takes an offset.

``normalize`` is idempotent and leaves clean text untouched (the same object comes back).  It never joins lines:
dehyphenation belongs to the readers that know about pages, so a text file in NFC with ``\\n`` line ends keeps the
offsets of the file.  Blanks of every width (U+00A0, U+202F, U+2009) and tabs stay as they are, because numerals such as
``1 234`` are read through them; so do hyphens such as U+2010 and U+2011.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_SOFT_HYPHEN = "\u00ad"
_ZERO_WIDTH = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# Symbol and Wingdings glyphs that Word and LibreOffice leave in the private use area.
_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "■",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf02d": "-",
    "\uf0be": "-",
    "\uf0e0": "→",
    "\uf0f0": "⇒",
    "\uf071": "□",
    "\uf0a8": "□",
}
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"

_MAPPED = "".join(_LIGATURES) + "".join(_BULLETS)
_SUSPECT = re.compile(f"[{_SOFT_HYPHEN}{_ZERO_WIDTH}{_MAPPED}{_LINE_ENDS}{_CONTROL}]")

_Fix = Callable[[str], str]


def _remover(characters: str) -> _Fix:
    pattern = re.compile(f"[{characters}]+")
    return lambda text: pattern.sub("", text)


def _mapper(table: dict[str, str]) -> _Fix:
    pattern = re.compile(f"[{''.join(table)}]")
    return lambda text: pattern.sub(lambda match: table[match[0]], text)


def _unify_line_ends(text: str) -> str:
    return re.sub(f"\r\n|[{_LINE_ENDS}]", "\n", text)


# Order matters: a control character inside CR LF must go first, and NFC is applied to the result of all others.
_FIXES: tuple[tuple[str, _Fix], ...] = (
    ("control", _remover(_CONTROL)),
    ("zerowidth", _remover(_ZERO_WIDTH)),
    ("softhyphen", _remover(_SOFT_HYPHEN)),
    ("newlines", _unify_line_ends),
    ("ligatures", _mapper(_LIGATURES)),
    ("bullets", _mapper(_BULLETS)),
)


def normalize(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text every offset refers to, and the names of the repairs that were needed.

    >>> normalize("Pha\\u0301t\\r\\n")
    ('Phát\\n', ('newlines', 'nfc'))
    """
    repairs: list[str] = []
    if _SUSPECT.search(text):
        text = _fix(text, repairs)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        repairs.append("nfc")
    return text, tuple(repairs)


def _fix(text: str, repairs: list[str]) -> str:
    for name, fix in _FIXES:
        fixed = fix(text)
        if fixed != text:
            repairs.append(name)
            text = fixed
    return text
