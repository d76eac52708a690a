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
# Letters of another alphabet that look like Latin ones: typists and converters put them into symbols (``NĐ-СР``).
_LOOKALIKES = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo", strict=True))
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"

_MAPPED = "".join(_LIGATURES) + "".join(_BULLETS)
_OTHER = "\u0370-\u04ff"  # Greek and Cyrillic
_SUSPECT = re.compile(f"[{_SOFT_HYPHEN}{_ZERO_WIDTH}{_MAPPED}{_LINE_ENDS}{_CONTROL}{_OTHER}Ð]")
_FOREIGN = re.compile(f"[{_OTHER}]")
_LATIN = str.maketrans(_LOOKALIKES)
_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f]|[-/&.]\n?(?=[^\W_]))+")

_Fix = Callable[[str], str]


def _remover(characters: str) -> _Fix:
    pattern = re.compile(f"[{characters}]+")
    return lambda text: pattern.sub("", text)


def _mapper(table: dict[str, str]) -> _Fix:
    pattern = re.compile(f"[{''.join(table)}]")
    return lambda text: pattern.sub(lambda match: table[match[0]], text)


def _unify_line_ends(text: str) -> str:
    return re.sub(f"\r\n|[{_LINE_ENDS}]", "\n", text)


def _latin(text: str) -> str:
    """Tokens of one alphabet: other letters become Latin where they stand beside Latin ones and all look like such.

    A capital eth is a Vietnamese ``Đ`` of another keyboard: no German word has one, no Icelandic one begins with it.
    """
    text = text.replace("Ð", "Đ")
    return _TOKEN.sub(lambda match: _unmixed(match[0]), text) if _FOREIGN.search(text) else text


def _unmixed(token: str) -> str:
    foreign = _FOREIGN.findall(token)
    if not foreign or not set(foreign) <= _LOOKALIKES.keys():
        return token
    latin = any(char.isalpha() and char not in _LOOKALIKES for char in token)
    return token.translate(_LATIN) if latin else token


# Order matters: a control character inside CR LF must go first, and NFC is applied to the result of all others.
_FIXES: tuple[tuple[str, _Fix], ...] = (
    ("control", _remover(_CONTROL)),
    ("zerowidth", _remover(_ZERO_WIDTH)),
    ("softhyphen", _remover(_SOFT_HYPHEN)),
    ("newlines", _unify_line_ends),
    ("ligatures", _mapper(_LIGATURES)),
    ("bullets", _mapper(_BULLETS)),
    ("lookalikes", _latin),
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
