"""Vietnamese number words: ``hai mươi lăm``, ``một trăm linh năm``, ``hai triệu rưỡi``, ``nửa triệu``, ``năm chục``.

Grammar: digit words combine with ``mươi``, ``chục``, ``trăm`` (with ``linh``/``lẻ`` for an empty ten), then with the
scales ``nghìn``, ``vạn``, ``triệu``, ``tỷ`` from large to small; ``rưỡi`` is half of the scale before it.  A single digit
word is only a number where a counted noun follows (``ba`` is also "father", ``năm`` also "year"): :data:`AMBIGUOUS` names them.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_HALF = ("rưỡi", "rưởi")
_STARTS = frozenset({"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "hăm", "nửa"})
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_VOCABULARY = {*_DIGITS, *_SCALES, *_STARTS, "mươi", "chục", "trăm", "linh", "lẻ", "rưỡi", "rưởi"}
_OTHER_WORDS = re.compile(
    r"(?:tỷ|tỉ)\s(?:lệ|trọng|giá|suất|số|phú|đối|thí)\b|triệu\s(?:phú|chứng|tập|hồi)\b|vạn\s(?:vật|tuế|sự)\b", re.IGNORECASE
)
"""Words that begin like a scale: ``tỷ phú`` is a billionaire, ``tỷ lệ`` a rate."""
AMBIGUOUS = frozenset({"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười"})
"""Words that stand for a number only before a counted noun."""


def triggers() -> frozenset[str]:
    """The words a number can begin with."""
    return _STARTS


def words_at(text: str, position: int, limit: int = 30) -> list[tuple[int, str]]:
    """The next number words as ``(end, folded word)``, as long as only blanks stand between them."""
    found: list[tuple[int, str]] = []
    while len(found) < limit:
        match = _WORD.match(text, position)
        word = match.group().lower() if match else ""
        if match is None or word not in _VOCABULARY or (word in _SCALES and _OTHER_WORDS.match(text, position)):
            break
        found.append((match.end(), word))
        gap = _GAP.match(text, match.end())
        if gap is None or gap.end() == match.end():
            break
        position = gap.end()
    return found


def match(text: str, position: int) -> tuple[int, Decimal] | None:
    """The end and value of the longest number at ``position``, or None."""
    words = words_at(text, position)
    if words and words[0][1] == "nửa":
        scale = _SCALES.get(words[1][1]) if len(words) > 1 else None
        return (words[1][0], Decimal(scale) / 2) if scale else None
    if len(words) > 2 and words[0][1] in _DIGITS and words[1][1] in _HALF and words[2][1] in _SCALES:
        return words[2][0], (_DIGITS[words[0][1]] + Decimal("0.5")) * _SCALES[words[2][1]]  # `hai rưỡi triệu`
    used, value = _number(words)
    return _with_decimals(text, words[used - 1][0], value) if used else None


_COMMA = re.compile(r"\s{1,3}phẩy\s{1,3}")


def _with_decimals(text: str, end: int, value: Decimal) -> tuple[int, Decimal]:
    """``mười hai phẩy năm`` is 12.5, ``ba phẩy mười bốn`` 3.14, ``hai phẩy không năm`` 2.05."""
    comma = _COMMA.match(text, end)
    words = words_at(text, comma.end(), 4) if comma else []
    used, digits = _decimals(words)
    if not used or value != int(value):
        return end, value
    return words[used - 1][0], Decimal(f"{int(value)}.{digits}")


def _decimals(words: list[tuple[int, str]]) -> tuple[int, str]:
    """How many words follow the comma, and their digits: one number (``mười bốn``) or digit by digit (``không năm``)."""
    names = [word for _, word in words]
    if names[:1] == ["mười"] or names[1:2] in (["mươi"], ["trăm"]):
        used, fraction = _below_1000(words)
        return used, str(fraction)
    digits = "".join(str(_DIGITS[name]) for name in itertools.takewhile(_DIGITS.__contains__, names))
    return len(digits), digits



def _number(words: list[tuple[int, str]]) -> tuple[int, Decimal]:
    """How many words form the number, and its value: groups below 1000 times falling scales."""
    total, last_scale, used = Decimal(0), 10**16, 0
    while True:
        count, group = _below_1000(words[used:], after=used > 0)
        if not count:
            return used, total
        position, factor = used + count, 1
        while (
            position < len(words) and words[position][1] in _SCALES and factor * _SCALES[words[position][1]] <= 10**15
        ):
            factor *= _SCALES[words[position][1]]
            position += 1
        if factor >= last_scale:
            if factor < 10**6 or total >= 10**6:
                return used, total
            # `một nghìn một trăm năm mươi tỷ`: thousands of millions
            used, total, last_scale = position, (total + group) * factor, factor
            continue
        total += group * factor
        if factor > 1 and position < len(words) and words[position][1] in _HALF:
            return position + 1, total + Decimal(factor) / 2
        used, last_scale = position, factor
        if factor == 1:
            return used, total


def _below_1000(words: list[tuple[int, str]], *, after: bool = False) -> tuple[int, Decimal]:
    """A group of three digits; behind a scale its hundred may be empty (``một nghìn không trăm linh năm``)."""
    names = [word for _, word in words]
    if after and names[:2] == ["không", "trăm"]:
        more, rest = _after_hundred(names[2:])
        return (2 + more, rest) if more else (0, Decimal(0))
    if not names or names[0] not in _STARTS:
        return 0, Decimal(0)
    used, value = _tens(names)
    if used == 1 and value < 10 and names[1:2] == ["trăm"]:
        more, rest = _after_hundred(names[2:])
        return 2 + more, value * 100 + rest
    return used, value


def _after_hundred(names: list[str]) -> tuple[int, Decimal]:
    if len(names) > 1 and names[0] in ("linh", "lẻ") and names[1] in _DIGITS:
        return 2, Decimal(_DIGITS[names[1]])
    if names[:1] in (["rưỡi"], ["rưởi"]):
        return 1, Decimal(50)
    used, value = _tens(names) if names and names[0] in _STARTS else (0, Decimal(0))
    return (used, value) if value >= 10 else (0, Decimal(0))


def _tens(names: list[str]) -> tuple[int, Decimal]:
    if names[0] in ("mười", "hăm"):
        base = 10 if names[0] == "mười" else 20
        unit = _DIGITS.get(names[1], 0) if len(names) > 1 and names[1] not in ("không", "mốt", "tư") else 0
        unit = unit if unit and not _begins_scale(names, 2) else 0
        return (2, Decimal(base + unit)) if unit else (1, Decimal(base))
    digit = _DIGITS[names[0]]
    if names[1:2] in (["mươi"], ["chục"]):
        unit = _DIGITS.get(names[2], 0) if len(names) > 2 and names[1] == "mươi" else 0
        return (3, Decimal(digit * 10 + unit)) if unit else (2, Decimal(digit * 10))
    return 1, Decimal(digit)


def _begins_scale(names: list[str], index: int) -> bool:
    """``mười năm trăm``: the digit belongs to the hundred after it."""
    return names[index : index + 1] == ["trăm"]
