"""Vietnamese fonts from before Unicode, told by their names: ``.VnTime`` and its like are TCVN3, ``VNI-Times`` is VNI.

They draw Vietnamese letters in the places of Western ones, and a file says nothing of it but their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from reportminer.ingest.vietnamese import from_tcvn3, from_vni

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3 = re.compile(r"\.?Vn[A-Z0-9]")
_VNI = re.compile(r"VNI[-_ ]?\w", re.IGNORECASE)
_VIETNAMESE = re.compile("[\u0102-\u0103\u0110-\u0111\u0128-\u0129\u0168-\u0169\u01a0-\u01b0\u1ea0-\u1ef9]")
# Word keeps the letters of fonts that call themselves symbol fonts in the private use area, 0xF000 above their byte.
_SYMBOL = {0xF000 + byte: letter for byte in range(0x20, 0x100) if (letter := bytes([byte]).decode("cp1252", "ignore"))}


class FontEncoding(NamedTuple):
    """What the letters of a font stand for: ``tcvn3``, ``vni`` or ``""`` (Unicode), and whether it has only capitals."""

    name: str = ""
    capitals: bool = False


UNICODE = FontEncoding()


@lru_cache(maxsize=1_000)
def encoding_of(font: str) -> FontEncoding:
    """The encoding that the name of a font tells.

    >>> encoding_of(".VnTimeH"), encoding_of("Arial").name
    (FontEncoding(name='tcvn3', capitals=True), '')
    """
    name = _SUBSET.sub("", font)
    if _TCVN3.match(name):
        return FontEncoding("tcvn3", name.split(",")[0].split("-")[0].removesuffix("Bold").endswith("H"))
    return FontEncoding("vni") if _VNI.match(name) else UNICODE


def is_vietnamese(text: str) -> bool:
    """True where a letter of Unicode Vietnamese stands in the text: then the font only kept its old name."""
    return _VIETNAMESE.search(text) is not None


def decoded(text: str, encoding: FontEncoding) -> str:
    """Turn what a font of that encoding shows into Unicode."""
    if not encoding.name:
        return text
    text = from_tcvn3(text) if encoding.name == "tcvn3" else from_vni(text)
    return text.upper() if encoding.capitals else text


def decoded_runs(runs: Iterable[tuple[str, FontEncoding]]) -> str:
    """Join the runs of a paragraph, each read by its font; a letter and its mark may stand in two runs of one font."""
    parts: list[str] = []
    for encoding, group in groupby(runs, lambda run: run[1]):
        text = "".join(content for content, _ in group)
        if encoding.name and not is_vietnamese(text):
            text = decoded(text.translate(_SYMBOL), encoding)
        parts.append(text)
    return "".join(parts)
