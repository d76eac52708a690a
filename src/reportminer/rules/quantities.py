"""A numeral with its scale, unit and per part: ``3,4 Mio. Euro``, ``58,4 tạ/ha``, ``T€ 85``, ``2 triệu 350 nghìn``.

The parser works at one position of the text and gives a :class:`Quantity`; ranges, ratios and what is no figure at all
are the business of :mod:`reportminer.rules.figures`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from types import ModuleType

import regex

from reportminer.lang import Pack, load
from reportminer.rules.anchors import REACH
from reportminer.rules.numerals import BLANKS, NUMBER, POINT, Numeral, parse, plain

_WORD_NEXT = regex.compile(r"\s{0,2}\p{L}")
_DIGIT_BEFORE = regex.compile(r"\d[.,]?\s?$")
_BLANK_DIGIT = regex.compile(r"[ \u00a0](?=\d)")
_NO_DIGIT = regex.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as it stands: exact value with its scale applied, kind, unit, per part.

    ``number_end`` is where the bare numeral ends, ``scale`` the factor already in ``value``, ``inner`` the span of a
    noun inside a rate (``31 giường bệnh/vạn dân``).
    """

    start: int
    end: int
    value: Decimal
    number_end: int
    kind: str = "count"
    unit: str = ""
    per: str = ""
    scale: Decimal = Decimal(1)
    high: Decimal | None = None
    alt: Decimal | None = None
    denominator: Decimal | None = None
    words: bool = False
    rule: str = "number"
    flags: tuple[str, ...] = ()
    inner: tuple[int, int] | None = None

    @property
    def bare(self) -> bool:
        """True for a numeral without scale and unit."""
        return self.kind == "count" and self.scale == 1 and not self.unit


@cache
def number_words(code: str) -> ModuleType:
    """The grammar of written-out numerals of a language (``lang/<code>/numerals.py``)."""
    return importlib.import_module(f"reportminer.lang.{code}.numerals")


@cache
def parser(code: str) -> Parser:
    """The quantity parser of a language."""
    return Parser(load(code))


@dataclass(frozen=True, eq=False)
class Parser:
    """Quantity parser of one language; build with :func:`parser`."""

    pack: Pack

    @cached_property
    def _scale(self) -> regex.Pattern[str]:
        return self.pack.compile(r"{gap}(?P<scale>{scale})(?!\w)")

    @cached_property
    def _no_scale(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"].get("scale_block", "(?!)"))

    @cached_property
    def _unit(self) -> regex.Pattern[str]:
        return self.pack.compile(r"{gap}(?P<unit>{unit})(?![\p{L}\d²³])(?:(?<=%)|(?!{unit_block}))")

    @cached_property
    def _per(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"]["per"])

    @cached_property
    def _noun_per(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"]["noun_per"])

    @cached_property
    def _before(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<![\w])(?P<unit>{currency_before}){blank}$")

    @cached_property
    def _broken(self) -> regex.Pattern[str]:
        """``8 ,5 %`` and ``346, 726 gam``: a decimal torn from its comma."""
        return self.pack.compile(r"(?: ,(?P<a>\d{1,2})|, (?P<b>\d{3}))(?={blank}(?:%|gam\b|g\b|Prozent|kg\b))")

    @cached_property
    def _stray(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"]["stray_percent"])

    @cached_property
    def _tail_word(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"]["half_scale"])

    def at(self, text: str, position: int, style: str) -> Quantity | None:
        """The quantity whose digits or words begin at ``position``; None where there is none."""
        if not text[position].isdecimal():
            return self._words(text, position)
        match = NUMBER.match(text, position)
        assert match is not None  # a digit is always a numeral
        end = self._trim(text, position, match.end())
        half = _HALVES.get(text[end : end + 1])
        broken = None if {".", ","} & set(text[position:end]) else self._broken.match(text, end, end + REACH)
        tail = broken.end() if broken else end + (half is not None)
        said = self._said_again(text, tail, match.group())
        scaled = self._tail(text, said or tail)
        counts = scaled is None and _WORD_NEXT.match(text[end : end + 3]) is not None
        grouped = style == POINT and scaled is not None and "percent" not in scaled[2]
        numeral = parse(text, position, end, style, counts=counts or grouped)
        if numeral is None:
            return None
        if half is not None:
            numeral = Numeral(position, tail, numeral.value + half)
        if broken:
            digits = broken["a"] or broken["b"]
            numeral = Numeral(position, tail, Decimal(f"{numeral.value}.{digits}"), flags=("repaired",))
        if scaled is not None:
            numeral = _thousands(numeral, text[position:end], scaled[2], style)
        return self._build(text, numeral, scaled)

    def _said_again(self, text: str, end: int, digits: str) -> int | None:
        """``09 (chín) năm``: where the bracket ends that says the number again in words."""
        bracket = _IN_WORDS.match(text, end, end + 60)
        if bracket is None or not digits.isdigit():
            return None
        found = number_words(self.pack.code).match(text, bracket.start("words"))
        same = found is not None and found[0] == bracket.end("words") and found[1] == Decimal(digits)
        return bracket.end() if same else None

    def _trim(self, text: str, start: int, end: int) -> int:
        """A dot or comma at the end belongs to the sentence; a blank groups digits only after a short first group."""
        while text[end - 1] in ".,":
            end -= 1
        blank = next((index for index in range(start, end) if text[index] in BLANKS), None)
        before = text[max(0, start - 6) : start]
        if blank is not None and _DIGIT_BEFORE.search(before) and not _YEAR_BEFORE.search(before):
            return blank
        return end

    def _words(self, text: str, position: int) -> Quantity | None:
        found = number_words(self.pack.code).match(text, position)
        if found is None:
            return None
        end, value = found
        numeral = Numeral(position, end, value, words=True)
        digits = _IN_DIGITS.match(text, end, end + 10)
        again = digits.end() if digits is not None and Decimal(digits["digits"]) == value else end
        return self._build(text, numeral, self._tail(text, again))

    # --- scale, unit, per ------------------------------------------------------------------------------------

    def _tail(self, text: str, position: int) -> tuple[int, Decimal, str] | None:
        """(end, scale, unit code) of what follows a numeral, or None when nothing does."""
        scale, end = Decimal(1), position
        while True:
            match = self._scale.match(text, end, end + REACH)
            if match is None:
                break
            if self._no_scale.match(text, match.end(), match.end() + REACH):
                break  # `8,0⏎Tỷ lệ thất thoát`: the beginning of another word
            scale *= Decimal(self.pack.value("scale", match["scale"]) or 1)
            end = match.end()
        unit, end = self._unit_at(text, end)
        if unit == "percent:percent":
            stray = self._stray.match(text, end, end + REACH)  # `28,6% triệu đồng`: the percent sign slipped in
            if stray is not None:
                return self._tail(text, end)
        return (end, scale, unit) if end > position else None

    def _unit_at(self, text: str, position: int) -> tuple[str, int]:
        match = self._unit.match(text, position, position + REACH)
        if match is None:
            return "", position
        code = self.pack.value("unit", match["unit"]) or ""
        if not code:  # `phầnnghìn`: the blank that the word needs is missing
            return "", position
        name, kind, *case = code.split(":")
        torn = "\n" in match[0] and len(match["unit"]) == 1 and match["unit"] != "%"
        if torn or (case and match["unit"] != case[0]):
            return "", position
        return f"{name}:{kind}", match.end()

    def _build(self, text: str, numeral: Numeral, tail: tuple[int, Decimal, str] | None) -> Quantity:
        end, scale, unit = tail or (numeral.end, Decimal(1), "")
        quantity = Quantity(
            numeral.start,
            end,
            plain(numeral.value * scale),
            numeral.end,
            scale=scale,
            alt=None if numeral.alt is None else plain(numeral.alt * scale),
            words=numeral.words,
            flags=numeral.flags,
        )
        quantity = self._compound(text, quantity, unit)
        quantity = self._with_unit(quantity, unit)
        if not quantity.unit:
            quantity = self._currency_before(text, quantity)
        quantity = self._default_currency(text, quantity)
        return self._with_per(text, quantity)

    def _compound(self, text: str, quantity: Quantity, unit: str) -> Quantity:
        """``2 triệu 350 nghìn đồng``, ``một tỷ rưỡi``: add the smaller part."""
        if quantity.scale == 1 or unit:
            return quantity
        half = self._tail_word.match(text, quantity.end, quantity.end + REACH)
        if half is not None:
            return replace(quantity, end=half.end(), value=plain(quantity.value + quantity.scale / 2))
        if quantity.words:
            return self._compound_words(text, quantity)
        gap = _BLANK_DIGIT.match(text[quantity.end : quantity.end + 2])
        digits = NUMBER.match(text, quantity.end + 1) if gap else None
        tail = self._tail(text, digits.end()) if digits else None
        if digits is None or tail is None or not 1 < tail[1] < quantity.scale:
            return quantity
        rest = parse(text, digits.start(), digits.end(), self.pack.code, counts=False)
        if rest is None:
            return quantity
        whole = replace(
            quantity,
            end=tail[0],
            value=plain(quantity.value + rest.value * tail[1]),
            flags=(*quantity.flags, "compound"),
        )
        return self._with_unit(whole, tail[2])

    def _compound_words(self, text: str, quantity: Quantity) -> Quantity:
        """``drei Millionen fünfhunderttausend Euro``: the smaller part, in words too."""
        blank = _BLANK.match(text, quantity.end)
        found = number_words(self.pack.code).match(text, blank.end()) if blank else None
        if found is None:
            return quantity
        end, scale, unit = self._tail(text, found[0]) or (found[0], Decimal(1), "")
        rest = found[1] * scale
        if not 1 < rest < quantity.scale:
            return quantity
        whole = replace(quantity, end=end, value=plain(quantity.value + rest), flags=(*quantity.flags, "compound"))
        return self._with_unit(whole, unit)

    def _with_unit(self, quantity: Quantity, unit: str) -> Quantity:
        if not unit or quantity.unit:
            return quantity
        name, kind = unit.split(":")
        name, factor = _unit_factor(name)
        return replace(
            quantity, unit=name, kind=kind, value=plain(quantity.value * factor), scale=quantity.scale * factor
        )

    def _currency_before(self, text: str, quantity: Quantity) -> Quantity:
        match = self._before.search(text, max(0, quantity.start - 12), quantity.start)
        if match is None:
            return quantity
        code = self.pack.value("currency_before", match["unit"]) or ""
        return replace(self._with_unit(quantity, f"{code}:money"), start=match.start())

    # --- table headers ---------------------------------------------------------------------------------------

    @cached_property
    def _header(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"]["header_unit"])

    def header_unit(self, header: str) -> tuple[Decimal, str] | None:
        """(scale, unit) that a table header names: ``(TEUR)``, ``in Mio. Euro``, ``(triệu đồng)``, ``(%)``."""
        match = self._header.search(header)
        if match is None:
            return None
        tail = self._tail(header, match.end())
        return None if tail is None else (tail[1], tail[2])

    def with_header(self, quantity: Quantity, scale: Decimal, unit: str) -> Quantity:
        """``quantity`` with the scale and unit of its table header."""
        high = None if quantity.high is None else plain(quantity.high * scale)
        scaled = replace(quantity, value=plain(quantity.value * scale), high=high, scale=scale, alt=None)
        scaled = self._with_unit(scaled, unit)
        return replace(scaled, flags=tuple(flag for flag in scaled.flags if flag != "ambiguous_separator"))

    def _default_currency(self, text: str, quantity: Quantity) -> Quantity:
        """``N tỷ`` without a currency is money in a Vietnamese report, unless a counted noun follows."""
        currency = self.pack.settings.get("default_currency")
        large = quantity.value if quantity.words else quantity.scale
        if not currency or quantity.unit or large < 10**9 or self._counts_people(text, quantity.end):
            return quantity
        return replace(quantity, unit=currency, kind="money")

    def _counts_people(self, text: str, position: int) -> bool:
        return self._scaled_noun.match(text, position, position + REACH) is not None

    @cached_property
    def _scaled_noun(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["quantity"].get("scaled_noun", "(?!)"))

    def _with_per(self, text: str, quantity: Quantity) -> Quantity:
        match = self._per.match(text, quantity.end, quantity.end + REACH)
        if match is not None and not self._is_code(quantity, match):
            return self._rate(quantity, match)
        if quantity.kind == "count" and not quantity.words:
            match = self._noun_per.match(text, quantity.end, quantity.end + REACH)
            if match is not None:
                return replace(self._rate(quantity, match), inner=match.span("noun"))
        return quantity

    @staticmethod
    def _is_code(quantity: Quantity, match: regex.Match[str]) -> bool:
        """``12/A`` is a code, ``7.582/1 ca`` are cases and deaths: no rates."""
        return match["per"] == "A" or (quantity.bare and (match["base"] or "").strip() == "1")

    def _rate(self, quantity: Quantity, match: regex.Match[str]) -> Quantity:
        names = [self.pack.value("pernoun", word) or "" for word in match.captures("per")]
        bases = match.captures("base")
        if bases and names:
            names[0] = f"{_digits(bases[0])} {'inhabitants' if names[0] == 'person' else names[0]}"
        kind = quantity.kind if quantity.kind in ("percent", "percentage_point") else "rate"
        return replace(quantity, end=match.end(), kind=kind, per="/".join(name for name in names if name))


_BLANK = regex.compile(r"[^\S\n]{1,3}\n?[^\S\n]{0,3}")
_IN_DIGITS = regex.compile(r"[ \u00a0]?\((?P<digits>\d{1,4})\)")
_IN_WORDS = regex.compile(r"[ \u00a0]?\((?P<words>\p{L}+(?:\s\p{L}+){0,9})\)")
_HALVES = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_YEAR_BEFORE = regex.compile(r"(?<!\d)(?:19|20)\d\d\s$")
"""``2007 1 050,4``: after a year a blank can group digits, after any other number it sets two cells apart."""


def _thousands(numeral: Numeral, digits: str, unit: str, style: str) -> Numeral:
    """Settle an ambiguous numeral with a unit that can hardly be a decimal.

    Nobody writes a decimal that ends in 000; nor, where the comma makes decimals, money with three digits after a dot.
    """
    if numeral.alt is None or "percent" in unit:
        return numeral
    if digits.endswith("000"):
        larger, smaller = max(numeral.value, numeral.alt), min(numeral.value, numeral.alt)
        return replace(numeral, value=larger, alt=None, flags=()) if "." in digits else replace(
            numeral, value=larger, alt=smaller
        )
    local = style not in ("en", "mixed", POINT)
    if local and "." in digits and unit.endswith((":money", ":duration")):
        return replace(numeral, alt=None, flags=())
    return numeral


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


def _unit_factor(name: str) -> tuple[str, Decimal]:
    """``EUR*1000`` (TEUR) and ``EUR/100`` (Cent) carry a factor."""
    for sign in "*/":
        if sign in name and name.split(sign)[1].isdigit():
            unit, factor = name.split(sign)
            return unit, Decimal(factor) if sign == "*" else 1 / Decimal(factor)
    return name, Decimal(1)
