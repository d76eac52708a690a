"""The syllables before a Vietnamese number, cut into words by the longest match in the word lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from reportminer.lang.pack import fold, load
from reportminer.link.indicators import lexicon

_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}\d]*|\d(?:[\d.,/]*\d)?|[^\s\w]")
_CLASSES = (
    ("Q", "comparator"),
    ("L", "clause_lead"),
    ("P", "left_cut"),
    ("A", "left_verb"),
    ("Q", "left_adverb"),
    ("V", "link_verb"),
    ("T", "rate_head"),
    ("T", "head_start"),
    ("N", "np_word"),
)
_LONGEST = 5
_PLACES = frozenset({"tỉnh", "huyện", "thành phố", "thị trấn"})
"""Opening words that stand inside a phrase as well (``ngân sách tỉnh``)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its span, its class and its folded form."""

    start: int
    end: int
    letter: str
    form: str


@cache
def _dictionary() -> dict[str, str]:
    pack = load("vi")
    heads = pack.words["rate_head"]
    table = {phrase: "T" if _opens(phrase, heads) else "N" for phrase in lexicon("vi").ids if " " in phrase}
    for letter, name in _CLASSES:
        table |= dict.fromkeys(pack.words.get(name, {}), letter)
    return table


def _opens(phrase: str, heads: Mapping[str, str]) -> bool:
    """True for an indicator that begins with the name of a rate (``tỷ lệ thất nghiệp``)."""
    words = phrase.split()
    return any(" ".join(words[:length]) in heads for length in (1, 2))


def words_between(text: str, start: int, end: int) -> list[Word]:
    """Cut a stretch into words by the longest match in the dictionary."""
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    forms = [fold(text[low:high]) for low, high in spans]
    table, index = _dictionary(), 0
    found: list[Word] = []
    while index < len(spans):
        length, letter = 1, _single(forms[index])
        if letter == "N" and not _is_symbol(text[slice(*spans[index])]):
            for size in range(min(_LONGEST, len(spans) - index), 0, -1):
                phrase = " ".join(forms[index : index + size])
                known = table.get(phrase)
                if known is not None and not _torn(phrase, forms[index + 2 : index + 3], table):
                    length, letter = size, known
                    break
        last = index + length - 1
        if letter == "T" and found and text[spans[index][0]].isupper() and found[-1].letter not in "XK":
            letter = "N"  # a name: `cửa khẩu Chi Ma`
        if forms[index] == "nhưng" and found and found[-1].letter == "K":
            letter = "L"  # `Dù thị trường biến động, nhưng tài sản đạt`
        if letter == "L" and forms[index] in _PLACES and found and found[-1].letter in "NTA":
            letter = "N"
        found.append(Word(spans[index][0], spans[last][1], letter, " ".join(forms[index : last + 1])))
        index += length
    return found


def _torn(phrase: str, following: list[str], table: Mapping[str, str]) -> bool:
    """``có thể tích``: the longest word would tear the next one."""
    if phrase != "có thể" or not following:
        return False
    return table.get(f"thể {following[0]}") == "T"


def _is_symbol(word: str) -> bool:
    """``CaO``, ``kWp``: a capital inside, no word of the lists."""
    return any(char.isupper() for char in word[1:]) and not word.isupper()


def _single(form: str) -> str:
    if form[0].isdigit():
        return "R"
    if form == ",":
        return "K"
    if form in ("và", "nhưng", "hoặc"):
        return "C"
    return "N" if form[0].isalpha() else "X"
