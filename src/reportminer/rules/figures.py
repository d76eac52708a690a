"""Find every stated quantity of a text and leave out everything that only looks like one.

One pass over the anchors (digits, number words, the first words of ``figures.toml``): exclusions first, then the
special forms (fractions, factors, vague numbers), then a plain quantity, which may grow into a range or a ratio.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from heapq import merge

import regex

from reportminer.lang import Pack, load
from reportminer.rules import anchors, vocabulary
from reportminer.rules.branches import Branches
from reportminer.rules.figureforms import HANDLERS
from reportminer.rules.numerals import plain
from reportminer.rules.quantities import Parser, Quantity, number_words, parser
from reportminer.types import Span

_GLUED_WORD = regex.compile(r"\p{Lu}?\p{Ll}{3,}")


@cache
def finder(code: str) -> Finder:
    """The figure finder of a language."""
    return Finder(load(code), parser(code))


def find(text: str, pack: Pack, style: str, taken: Sequence[Span] = ()) -> list[Quantity]:
    """Every quantity of ``text`` in order; nothing inside the spans of ``taken`` (dates, citations; sorted)."""
    return finder(pack.code).find(text, style, taken)


@dataclass(frozen=True, eq=False)
class Finder:
    """Figure finder of one language; build with :func:`finder`."""

    pack: Pack
    parser: Parser

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """The words a written-out number can begin with (the empty word stands for a compound)."""
        return frozenset(number_words(self.pack.code).triggers()) | {""}

    @cached_property
    def _excluded(self) -> Branches:
        """What looks like a figure and is none; the mark tells the rule with a ``chain``."""
        rules = self.pack.rules["exclusions"]
        return Branches(("chain" in rule.options, rule.pattern.pattern) for rule in rules)

    @cached_property
    def _chain(self) -> regex.Pattern[str]:
        """What joins ``§§ 3, 5 und 7``: after an excluded number of the rule with a ``chain`` the next is excluded too."""
        chains = (rule.options["chain"] for rule in self.pack.rules["exclusions"] if "chain" in rule.options)
        return self.pack.compile(next(chains, "(?!)"))

    @cached_property
    def _table(self) -> dict[str, regex.Pattern[str]]:
        table = self.pack.settings["quantity"]
        names = (
            "range",
            "range_between",
            "range_and",
            "range_lead",
            "share",
            "ratio",
            "ratio_block",
            "cases_deaths",
            "last_year",
            "number_word_needs",
            "number_word_needs_more",
            "number_word_blocks",
            "calendar_word_blocks",
            "minus",
        )
        return {name: self.pack.compile(table[name]) for name in names if name in table}

    def find(self, text: str, style: str, taken: Sequence[Span]) -> list[Quantity]:
        """Every quantity of ``text`` in order, none inside the spans of ``taken``."""
        found: list[Quantity] = []
        end = chained = 0
        starts = [span.start for span in taken]
        for position, word in self._anchors(text):
            if position < end or _inside(position, starts, taken):
                continue
            if word == "#":
                end, chained = self._no_figure(text, position, chained)
                if end:
                    continue
            stop, quantities = self._at(text, position, word, style)
            quantities = [item for item in quantities if not found or item.start >= found[-1].end]
            end = max(stop, end)
            found.extend(quantities)
        return self._share(text, [item for item in found if not _overlaps(item, starts, taken)])

    def _anchors(self, text: str) -> Iterator[tuple[int, str]]:
        code = self.pack.code
        plain_anchors = anchors.only(vocabulary.hits(text, code), vocabulary.figure_words(code))
        compounds = getattr(number_words(self.pack.code), "compounds", None)
        if compounds is None:
            return plain_anchors
        return merge(plain_anchors, ((start, "") for start in compounds(text)))

    def _at(self, text: str, position: int, word: str, style: str) -> tuple[int, list[Quantity]]:
        """(where to go on, the quantities found) at one anchor."""
        if word == "#":
            return self._at_digit(text, position, style)
        special = self._special(text, position, word)
        if special is None and not self._is_number_word(text, position, word):
            return position, []
        if self._excluded.match(text, position, position + anchors.REACH):
            return position + 1, []
        if special is not None:
            return special.end, [special]
        quantity = self.parser.at(text, position, style)
        return (position, []) if quantity is None else self._grown(text, quantity, style, digit=False)

    def _no_figure(self, text: str, position: int, chained: int) -> tuple[int, int]:
        """(end of the digits at ``position`` when they are no figure, else 0; end of the last chained exclusion)."""
        end = _digits_end(text, position)
        if not _left_free(text, position):
            return end, chained
        if chained and self._continues(text, chained, position):
            return end, end
        excluded = self._excluded.match(text, position, position + anchors.REACH)
        if excluded is None:
            return 0, chained
        end = max(excluded[0], end)
        return end, end if excluded[1] else chained

    def _continues(self, text: str, chained: int, position: int) -> bool:
        link = self._chain.match(text, chained, position + 12) if position - chained < _CHAIN_LINK else None
        return link is not None and link.end() == position

    def _at_digit(self, text: str, position: int, style: str) -> tuple[int, list[Quantity]]:
        special = self._special(text, position, "#")
        if special is not None:
            return special.end, [special]
        quantity = self.parser.at(text, position, style)
        if quantity is None:
            return _digits_end(text, position), []
        return self._grown(text, quantity, style, digit=True)

    def _is_number_word(self, text: str, position: int, word: str) -> bool:
        """A short number word counts only where the pack's context allows it (``ba`` is also "father")."""
        if word not in self._numbers:
            return False
        ambiguous: frozenset[str] = getattr(number_words(self.pack.code), "AMBIGUOUS", frozenset())
        found = number_words(self.pack.code).match(text, position)
        if found is None:
            return False
        blocked = self._table.get("number_word_blocks")
        if blocked is not None and blocked.search(text, max(0, position - 24), position):
            return False
        if self._is_calendar_word(text, position, found[0]):
            return False
        if text[position : found[0]].lower() not in ambiguous:
            return True
        calendar = self.pack.settings["quantity"].get("calendar_word")
        names = ("number_word_needs",) if word == calendar else ("number_word_needs", "number_word_needs_more")
        needs = [self._table[name] for name in names if name in self._table]
        return word != "một" and any(pattern.match(text, found[0], found[0] + anchors.REACH) for pattern in needs)

    def _is_calendar_word(self, text: str, start: int, end: int) -> bool:
        """``trong năm``: the number word that is also a calendar word, after a word that makes it one."""
        if text[start:end].lower() != self.pack.settings["quantity"].get("calendar_word"):
            return False
        if _DIGITS_AGAIN.match(text, end):
            return False  # `năm (05) năm`
        if _SAME_WORD.match(text, end) and text[end:].lstrip()[: end - start].lower() == text[start:end].lower():
            return False  # `năm năm`: five years
        return self._table["calendar_word_blocks"].search(text, max(0, start - 16), start) is not None

    # --- special forms ---------------------------------------------------------------------------------------

    def _special(self, text: str, position: int, word: str) -> Quantity | None:
        for rule in self.pack.triggers["figures"].get(word, ()):
            match = rule.pattern.match(text, position, position + anchors.REACH)
            if match is not None:
                quantity = HANDLERS[rule.value](match, rule, self.pack)
                if quantity is not None:
                    return quantity
        return None

    # --- ranges, ratios, signs -------------------------------------------------------------------------------

    def _grown(self, text: str, quantity: Quantity, style: str, *, digit: bool) -> tuple[int, list[Quantity]]:
        if not digit and (
            _heads_compound(text, quantity.end) or _AGAIN.search(text, max(0, quantity.start - 24), quantity.start)
        ):
            return quantity.end, []
        if digit and not _right_free(text, quantity):
            return max(quantity.end, _digits_end(text, quantity.number_end)), []
        ratio = self._ratio(text, quantity, style)
        if ratio is not None:
            return (ratio[-1].end if ratio else _digits_end(text, quantity.end + 1)), ratio
        ranged = self._range(text, quantity, style)
        signed = _signed(text, ranged or quantity) if digit else ranged or quantity
        signed = self._named_sign(text, signed)
        return signed.end, [signed]

    def _named_sign(self, text: str, quantity: Quantity) -> Quantity:
        """``minus drei Grad``, ``âm 5 độ C``: the word is no part of the span, its sign is part of the value."""
        named = quantity.kind in self.pack.settings["quantity"]["minus_kinds"] and quantity.value > 0 and quantity.high is None
        if named and self._table["minus"].search(text, max(0, quantity.start - 12), quantity.start):
            return replace(quantity, value=-quantity.value, flags=(*quantity.flags, "sign"))
        return quantity

    def _range(self, text: str, low: Quantity, style: str) -> Quantity | None:
        link = self._table["range"].match(text, low.end, low.end + anchors.REACH)
        if link is not None and _MINUS.fullmatch(link[0]) and not self._leads_range(text, low):
            link = None  # `-5.493,00 -247.804,47`: two cells, the dash is a sign
        between = None
        if link is None:
            between = self._table["range_between"].search(text, max(0, low.start - 24), low.start)
            link = self._table["range_and"].match(text, low.end, low.end + anchors.REACH) if between else None
        if link is None or link.end() >= len(text) or not _number_starts(text, link.end(), low):
            return None
        high = self.parser.at(text, link.end(), style)
        if high is None or not _right_free(text, high):
            return None
        high = _in_unit_of(high, low)
        if not _same_sort(low, high):
            return None
        lead = self._leads_range(text, low)
        return _ranged(text, low, high, lead.start() if lead else low.start)

    def _leads_range(self, text: str, low: Quantity) -> regex.Match[str] | None:
        return self._table["range_lead"].search(text, max(0, low.start - 12), low.start)

    def _ratio(self, text: str, first: Quantity, style: str) -> list[Quantity] | None:
        slash = (
            not first.words
            and text[first.end : first.end + 1] == "/"
            and text[first.end + 1 : first.end + 2].isdecimal()
        )
        link = (
            None if slash or not first.bare else self._table["ratio"].match(text, first.end, first.end + anchors.REACH)
        )
        if link is not None and self._table["ratio_block"].search(text, max(0, first.start - 30), first.start):
            return None
        position = first.end + 1 if slash else link.end() if link else -1
        if position < 0 or not first.bare:
            return None
        second = self.parser.at(text, position, style)
        if (
            second is None
            or (second.words != first.words and (slash or second.words or first.value < 2))
            or not _right_free(text, second)
            or text[second.number_end : second.number_end + 1] == "/"
        ):
            return None
        return self._slash(text, first, second, slash)

    def _slash(self, text: str, first: Quantity, second: Quantity, slash: bool) -> list[Quantity] | None:
        """The slash table of the domain specification (3.4)."""
        before = text[max(0, first.start - 60) : first.start]
        if (
            slash
            and self._table["last_year"].search(before)
            and text[first.start - 1 : first.start] in ("(", " ")
            and "(" in before[-3:]
        ):
            return [_this_year(first, second)]
        if first.value <= second.value:
            return [
                replace(
                    second, start=first.start, value=first.value, kind="ratio", denominator=second.value, alt=None,
                    number_end=second.number_end, rule="ratio", flags=(),
                )
            ]  # fmt: skip
        if slash and self._table["cases_deaths"].search(before):
            return [replace(first, rule="cases_slash_deaths"), replace(second, rule="cases_slash_deaths")]
        if slash and self._table["last_year"].search(before):
            return [_this_year(first, second)]
        return None if not slash else []

    # --- units shared by a list ------------------------------------------------------------------------------

    def _share(self, text: str, found: list[Quantity]) -> list[Quantity]:
        """``11,1 bzw. 5 Mio. Euro``, ``von 22,6 auf 22,3 Prozent``: a bare number takes scale and unit of the next.

        One with a scale of its own takes the unit only (``von 50 Millionen auf 80 Millionen Euro``).
        """
        for index in range(len(found) - 2, -1, -1):
            left, right = found[index], found[index + 1]
            scaled = left.kind == "count" and not left.unit and min(left.scale, right.scale) > 1 and right.unit != ""
            if (
                not (left.bare or scaled)
                or left.rule != "number"
                or right.bare
                or right.kind not in _SHARED
                or right.start - left.end > 24
            ):
                continue
            if self._table["share"].fullmatch(text, left.end, right.start) is None:
                continue
            scale = right.scale if left.value < 1000 and not scaled else Decimal(1)
            found[index] = replace(
                left, value=plain(left.value * scale), kind=right.kind, unit=right.unit, per=right.per,
                scale=left.scale if scaled else scale,
                flags=(*left.flags, "unit_shared"), alt=None,
            )  # fmt: skip
        return found


_CHAIN_LINK = 40
"""Between two numbers of a chain of sections stands no more than this."""

_DIGITS_AGAIN = regex.compile(r"[ \u00a0]?\(\d{1,3}\)")
_AGAIN = regex.compile(r"\d[ \u00a0]?\($")
"""``09 (chín) năm``: the number said again."""
_SAME_WORD = regex.compile(r"\s{1,2}\p{L}++(?!\s*\d)")
_SHARED = {"percent", "percentage_point", "money", "measure", "rate", "count", "duration"}


def _overlaps(quantity: Quantity, starts: list[int], taken: Sequence[Span]) -> bool:
    """True where a quantity grew into a date or citation."""
    index = bisect_right(starts, quantity.end - 1) - 1
    return index >= 0 and taken[index].end > quantity.start


def _this_year(first: Quantity, second: Quantity) -> Quantity:
    """``206/113 vụ`` after a change verb: this year's number, last year's behind the slash."""
    rule = "this_year_slash_last_year"
    return replace(first, end=second.number_end, rule=rule, flags=(*first.flags, rule))


def _inside(position: int, starts: list[int], taken: Sequence[Span]) -> bool:
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < taken[index].end


def _digits_end(text: str, position: int) -> int:
    while position < len(text) and text[position].isdecimal():
        position += 1
    return position


_MINUS = regex.compile(r"\s+[-–−]")
_GLUED = regex.compile(r"(?<![\p{L}\d.\-/])\p{Ll}{3,}$")
_MARK = regex.compile(
    r"\d{1,3}(?![\d.,]*\d)(?!\s?(?:%|\p{Ll}|\p{Sc}))|\d{1,3}(?=\s(?!người|hộ|xã|vụ|tỷ|triệu|nghìn)\p{Ll})"
)
"""``Viettel7 nắm giữ``: the mark of a footnote behind a word."""
_PAIR = regex.compile(r"\d[ ](?:\p{Ll}+[ ]?){1,4}/$")


def _left_free(text: str, position: int) -> bool:
    """False where what stands before makes the digits part of a name, a code or another number."""
    if position == 0:
        return True
    before = text[position - 1]
    if before.isalpha() or before == "_":
        return _GLUED.search(text, max(0, position - 24), position) is not None and not _MARK.match(text, position)
    if before in ".,":
        return position < 2 or not text[position - 2].isalnum()
    if before == "/":
        return _PAIR.search(text, max(0, position - 40), position) is not None
    if before in "-–—‑":
        return position < 2 or not text[position - 2].isalnum()
    return before not in "@#\\^=²"


def _right_free(text: str, quantity: Quantity) -> bool:
    """False where what follows makes the digits part of a name or a code (``5G``, ``3-Punkte``, ``12/A``)."""
    end = quantity.end
    after, following = text[end : end + 1], text[end + 1 : end + 2]
    if end > quantity.number_end or quantity.words:
        return not (after in "-‑" and following.isalpha() and after)
    if after.isalpha():
        return _GLUED_WORD.match(text[end : end + 8]) is not None
    if after in ("-", "‑", "–", "/") and following.isalpha():
        return False
    return not (after in (".", ",", ":") and following.isdigit()) and after not in ("_", "@", "\\")


def _heads_compound(text: str, end: int) -> bool:
    """``Zwei-Staaten-Lösung``: the number word is the first part of a name."""
    return text[end : end + 1] in ("-", "‑") and text[end + 1 : end + 2].isupper()


def _number_starts(text: str, position: int, low: Quantity) -> bool:
    return text[position].isdecimal() or (low.words and text[position].isalpha())


_LARGER = {("g", "kg"): 1000, ("kg", "t"): 1000, ("mL", "L"): 1000, ("m", "km"): 1000, ("m2", "ha"): 10000}


def _in_unit_of(high: Quantity, low: Quantity) -> Quantity:
    """``500 gam đến dưới 01 kilôgam``: the upper end in the unit of the lower."""
    factor = _LARGER.get((low.unit, high.unit))
    return high if factor is None else replace(high, value=plain(high.value * factor), unit=low.unit)


def _same_sort(low: Quantity, high: Quantity) -> bool:
    if low.bare:
        return low.value * high.scale < high.value or low.value < high.value
    return low.kind == high.kind and low.unit == high.unit and low.value < high.value


def _ranged(text: str, low: Quantity, high: Quantity, start: int) -> Quantity | None:
    value, flags = low.value, tuple(dict.fromkeys((*low.flags, *high.flags)))
    if low.bare and not high.bare:
        value = value * high.scale
    elif (
        low.bare
        and value < 1000
        and high.value >= 10 * value
        and high.value % 1000 == 0
        and text[low.end : low.end + 1] in "-–"
    ):
        value, flags = value * 1000, (*flags, "elliptic_range")
    if value >= high.value:
        return None
    return replace(high, start=start, value=plain(value), high=high.value, rule="range", flags=flags, alt=None)


def _signed(text: str, quantity: Quantity) -> Quantity:
    """Take in a sign that is fixed to the numeral."""
    position = quantity.start - 1
    if position < 0 or text[position] not in "+-−–±" or (position > 0 and text[position - 1] not in " \n(|\u00a0:;\t"):
        return quantity
    if text[position] == "+":
        return replace(quantity, start=position, flags=(*quantity.flags, "sign"))
    if text[position] == "±" or quantity.high is not None:
        return quantity
    return replace(quantity, start=position, value=-quantity.value, flags=(*quantity.flags, "sign"))
