"""Digits to exact decimals: separators, the document's number style, the second reading of an ambiguous numeral.

Decisions (domain specification 3.1): both separators present -> the last is the decimal one; two or more equal ones ->
thousands; one separator and exactly three digits is ambiguous: a unit of measure, percent or scale makes a decimal of
the language's decimal sign, a counted noun makes thousands of it; the other sign groups thousands unless the document
itself counts the English way.  The flag ``ambiguous_separator`` and ``value_alt`` tell of every such choice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice

import regex

from reportminer.lang.pack import load

BLANKS = "\u00a0\u2009\u202f "
NUMBER = regex.compile(
    rf"[0-9]{{1,3}}(?:[{BLANKS}][0-9]{{3}})+(?![[0-9]]|[.,][0-9]{{3}}(?![0-9]))(?:[.,][0-9]+)?|[0-9]{{1,3}}(?:['’][0-9]{{3}})+(?![0-9])|[0-9]+(?:[.,][0-9]+)*"
)
"""One numeral: groups of three after blanks or apostrophes, or any run of digits, dots and commas."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """The value of one numeral, its second reading if there is one, and the flags that say why."""

    start: int
    end: int
    value: Decimal
    alt: Decimal | None = None
    flags: tuple[str, ...] = ()
    words: bool = False


@cache
def _evidence(code: str) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """The numerals that can be read in one way only: written the English way, and the way of the language."""
    pack = load(code)
    percents = [word for word, value in pack.words["unit"].items() if ":percent" in value]  # and percentage points
    measured = rf"(?={{blank}}(?:{{scale}}|{'|'.join(map(regex.escape, percents))})(?!\w))"
    shape = r"(?<![\d.,])(?:\d{1,3}(?:G\d{3}){2,}|\d{1,3}(?:G\d{3})+D\d{1,2}(?!\d)|\d{1,3}D\d{1,2}"
    english, local = (shape.replace("G", group).replace("D", point) for group, point in ((",", r"\."), (r"\.", ",")))
    return pack.compile(f"{english}{measured})(?!\\d)"), pack.compile(f"{local}{measured})(?!\\d)")


SETTLED = "settled"
"""The style of a document that writes its decimals with a comma and nowhere with a dot: nothing is ambiguous in it."""

POINT = "point"
"""The style of a document whose only English sign is the decimal dot: commas group nothing in it, so a dot may do both."""

_COMMA_GROUP = regex.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d{3})")

_SURE = 2
"""So many numerals that can be read in one way only settle the style of a document."""


def reading_style(text: str, style: str) -> str:
    """How to read the numerals of ``text``, whose document counts in ``style``.

    :data:`SETTLED` where the unambiguous numerals all confirm a local style, :data:`POINT` where an English style knows
    no groups of digits after a comma, else ``style``.
    """
    if style == "en":
        return style if _COMMA_GROUP.search(text) else POINT
    if style == "mixed":
        return style
    english, local = _evidence(style)
    sure = islice(local.finditer(text), _SURE)
    return SETTLED if len(list(sure)) == _SURE and not english.search(text) else style


def number_style(text: str, language: str) -> str:
    """The style of the document's numerals by vote: ``de``/``vi`` (dot groups), ``en`` (comma groups) or ``mixed``."""
    home = language if language in ("de", "vi") else "de"
    english, local = _evidence(home)
    votes = Counter(en=sum(1 for _ in english.finditer(text)), local=sum(1 for _ in local.finditer(text)))
    if not votes["en"]:
        return home
    if votes["en"] >= 4 * max(votes["local"], 1) or not votes["local"]:
        return "en"
    return "mixed" if votes["en"] * 4 >= votes["local"] else home


_LONGEST = 28
"""More characters are no amount of anything but a number on a list."""


def parse(text: str, start: int, end: int, style: str, *, counts: bool) -> Numeral | None:
    """Read the digits of ``text[start:end]``; ``counts`` says that a counted noun (no unit, no scale) follows,
    in the style :data:`POINT` also any scale or unit but a percentage.

    Returns None for a digit string that is no numeral (``1.2.3``, ``12.34.5``).
    """
    if end - start > _LONGEST:
        return None
    raw = text[start:end]
    for blank in BLANKS + "'’":
        raw = raw.replace(blank, "")
    separators = [char for char in raw if char in ".,"]
    if not separators:
        return Numeral(start, end, Decimal(raw))
    if len(set(separators)) == 2:
        return _both(raw, start, end)
    if len(separators) > 1:
        head, *groups = regex.split("[.,]", raw)
        if len(head) > 3 or any(len(group) != 3 for group in groups):
            return None
        return Numeral(start, end, Decimal("".join((head, *groups))))
    return _single(raw, separators[0], start, end, style, counts=counts)


def _both(raw: str, start: int, end: int) -> Numeral | None:
    position = max(raw.rfind("."), raw.rfind(","))
    decimal, other = raw[position], "," if raw[position] == "." else "."
    head, tail = raw[:position], raw[position + 1 :]
    groups = head.split(other)
    if decimal in head or len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:]):
        return None
    flags = ("en_convention",) if decimal == "." else ()
    return Numeral(start, end, Decimal("".join(groups) + "." + tail), flags=flags)


def _single(raw: str, sign: str, start: int, end: int, style: str, *, counts: bool) -> Numeral:
    head, tail = raw.split(sign)
    decimal = Decimal(f"{head}.{tail}")
    if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
        flags = ("en_convention",) if sign == "." and style != "en" else ()
        return Numeral(start, end, decimal, flags=flags)
    thousands = Decimal(head + tail)
    if style == POINT:
        grouped = counts or sign == ","  # the comma groups wherever the dot makes decimals
        value, alt = (thousands, decimal) if grouped else (decimal, thousands)
        return Numeral(start, end, value, alt, ("ambiguous_separator",))
    grouping = "," if style == "en" else "."
    if sign == grouping and (style != "mixed" or counts):
        flags = ("ambiguous_separator",) if not counts and style != SETTLED else ()
        return Numeral(start, end, thousands, decimal if flags else None, flags)
    if counts:
        return Numeral(start, end, thousands, decimal, ("ambiguous_separator",))
    if style == SETTLED:
        return Numeral(start, end, decimal)
    return Numeral(start, end, decimal, thousands, ("ambiguous_separator",))


def plain(value: Decimal) -> Decimal:
    """The same value without exponent and without trailing zeros that scaling brought in."""
    if value == value.to_integral_value():
        return Decimal(int(value))
    return value.normalize()
