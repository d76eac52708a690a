"""Bytes to text: byte order marks, UTF-16 without one, UTF-8, then one-byte encodings by the words they yield."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from reportminer.ingest.raw import warning
from reportminer.ingest.vietnamese import from_tcvn3, from_viscii, from_vni, plausibility, repair_legacy
from reportminer.types import Problem

_SAMPLE = 200_000
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\x0b\x0c\r"))
_NON_ASCII_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")
_GOOD_ENOUGH = 0.4
_MARGIN = 0.2

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and what had to be guessed or replaced."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def looks_binary(data: bytes) -> bool:
    """True where the bytes can be no text in any encoding known here."""
    sample = data[:_SAMPLE]
    if not sample or sample.startswith(tuple(mark for mark, _ in _MARKS)) or _utf16_order(sample):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return b"\0" in sample or controls > len(sample) // 50


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode a text; ``declared`` is what the file says of itself and is believed only where UTF-8 does not fit."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data[len(mark) :], name)
    if order := _utf16_order(data[:_SAMPLE]):
        return _as(data, order)
    return _utf8(data) or _declared(data, declared) or _one_byte(data)


def _as(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, problems=_lost(text.count("\ufffd")))


def _lost(count: int) -> tuple[Problem, ...]:
    if not count:
        return ()
    return (warning("undecodable_bytes", f"{count} characters could not be decoded and stand as U+FFFD."),)


def _utf16_order(sample: bytes) -> str:
    """Blanks, digits and Latin letters have a zero byte in every second place."""
    half = len(sample) // 2
    if half < 2 or b"\0" not in sample:
        return ""
    even, odd = sample[0 : half * 2 : 2].count(0) / half, sample[1 : half * 2 : 2].count(0) / half
    if odd > 0.3 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.02 else ""


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data)


def _damaged_utf8(data: bytes) -> Decoded | None:
    """A file cut in the middle of a letter, or one bad byte in a long text, is still UTF-8."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    letters = len(text) - lost - len(text.encode("ascii", "ignore"))
    return Decoded(text, "utf-8", problems=_lost(lost)) if lost * 50 <= letters else None


def _declared(data: bytes, declared: str) -> Decoded | None:
    name = declared.strip().lower()
    if not name or name.startswith(("utf-8", "utf8", "iso-8859-1", "latin", "us-ascii", "ascii", "x-user-defined")):
        return None  # so often wrong, or the name under which TCVN3 and cp1252 travel
    try:
        return _as(data, codecs.lookup(name).name)
    except LookupError:
        return None


def _western(name: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(name, "replace")


def _cp1252(data: bytes) -> str:
    return data.decode("cp1252", "replace")


# cp1252 stands unless another is clearly better; cp1250 is not among them, because no German text tells the two apart.
_CANDIDATES: tuple[tuple[str, Callable[[bytes], str]], ...] = (
    ("cp1252", _cp1252),
    ("cp1258", _western("cp1258")),
    ("tcvn3", lambda data: from_tcvn3(_cp1252(data))),
    ("vni", lambda data: from_vni(_cp1252(data))),
    ("viscii", from_viscii),
    ("mac_roman", _western("mac_roman")),
    ("cp850", _western("cp850")),
)
_LEGACY = frozenset({"tcvn3", "vni", "viscii"})


def _one_byte(data: bytes) -> Decoded:
    sample = b"".join(_NON_ASCII_LINE.findall(data[: _SAMPLE * 10]))[:_SAMPLE] or data[:_SAMPLE]
    scores = {name: plausibility(read(sample))[0] for name, read in _CANDIDATES}
    name = max(scores, key=scores.__getitem__)
    if scores[name] - scores["cp1252"] < _MARGIN:
        name = "cp1252"
    doubts = () if scores[name] >= _GOOD_ENOUGH else (_guessed(name),)
    if name == "cp1252" and _has_latin9_euro(data):
        name = "iso8859-15"
    text = _read_as(name, data)
    return Decoded(text, name, (name,) if name in _LEGACY else (), doubts + _lost(text.count("\ufffd")))


def _read_as(name: str, data: bytes) -> str:
    if name == "viscii":
        return from_viscii(data)
    if name in _LEGACY:  # line by line, because such files mix encodings
        return repair_legacy(_cp1252(data), name)
    return data.decode(name, "replace")


def _has_latin9_euro(data: bytes) -> bool:
    return b"\xa4" in data and not re.search(rb"[\x80-\x9f]", data)


def _guessed(name: str) -> Problem:
    return warning("encoding_guessed", f"No encoding fits well; read as {name}. Save the file as UTF-8 to be sure.")
