"""Names from tables, found in text: one dictionary look-up per word, a pattern only where a name can begin.

A form is written as in the tables: ``+`` stands for the German genitive (``Politbüro+``), ``~`` for an adjective
ending (``Ständig~ Ausschuss+``), ``!`` marks a name that is also a common word.  All-capital headings match too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Generic, TypeVar

import regex

from reportminer.lang.pack import GAP, read_tsv

T = TypeVar("T")

_WORD = re.compile(r"[^\W\d_]+")
_ADJECTIVE = ("e", "en", "er", "es", "em")
_GENITIVE = ("", "s", "es", "n")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "đ": "d"})
_CAPITALS = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_TONES = (("o", "òóỏõọ", "a", "àáảãạ"), ("o", "òóỏõọ", "e", "èéẻẽẹ"), ("u", "ùúủũụ", "y", "ỳýỷỹỵ"))
_OLD_TONES = tuple(
    (change(plain + second), change(first + bare))
    for plain, firsts, bare, seconds in _TONES
    for first, second in zip(firsts, seconds, strict=True)
    for change in (str.lower, str.upper, str.capitalize)
)


def slug(name: str) -> str:
    """The ASCII form of a name in ids: ``Quảng Ninh`` -> ``quang_ninh``, ``Thüringen`` -> ``thueringen``."""
    lowered = unicodedata.normalize("NFC", name).lower().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "_", unaccented(lowered)).strip("_")


def unaccented(text: str) -> str:
    """The text without Vietnamese marks: ``Đắk Lắk`` -> ``Dak Lak``."""
    decomposed = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def spelled_out(form: str) -> str:
    """``Köln`` -> ``Koeln``: umlauts as two letters, for texts that have none."""
    return "".join(char.translate(_UMLAUTS) if char.islower() else _CAPITALS.get(char, char) for char in form)


def old_tones(text: str) -> str:
    """``Hoà`` and ``Hòa``, ``Uỷ`` and ``Ủy`` in one spelling (for comparisons only); the length stays the same."""
    for new, old in _OLD_TONES:
        if new in text:
            text = text.replace(new, old)
    return text


_DASHES = ("-", "–")


def form_pattern(form: str) -> str:
    """The regular expression of one form; a dash or a comma inside it may be another one, or missing."""
    parts = [_part(word) for word in old_tones(form).split(" ")]
    return GAP.join(parts)


def _part(word: str) -> str:
    if word in _DASHES:
        return f"(?:[-–,]{GAP})?"
    if word.endswith(",") and len(word) > 1:
        return _part(word[:-1]) + f"(?:{GAP}[-–,])?"
    source = regex.escape(word.rstrip("+~"), special_only=True)
    if word.endswith("~"):
        return source + "(?:e[nrsm]?)"
    return source + "(?:e?s|n)?" if word.endswith("+") else source


def first_words(form: str) -> set[str]:
    """Every spelling of the first word of a form."""
    first = old_tones(form).split(" ")[0]
    endings = _ADJECTIVE if first.endswith("~") else _GENITIVE if first.endswith("+") else ("",)
    found = {match[0] for ending in endings if (match := _WORD.search(first.rstrip("+~") + ending))}
    return found | {word.upper() for word in found}


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """One name found: where, and the entry it belongs to; ``weak`` names need a cue before them."""

    start: int
    end: int
    entry: T
    weak: bool = False


class Gazetteer(Generic[T]):
    """Finds the forms of entries; of several forms at one place the longest counts."""

    def __init__(self, forms: Iterable[tuple[str, T]], suffix: str = "") -> None:
        """``suffix`` is a pattern that may follow every form (a German genitive of places: ``s?``)."""
        self._forms: dict[str, list[tuple[str, T]]] = {}
        self._compiled: dict[str, list[tuple[regex.Pattern[str], T, bool]]] = {}
        self._suffix = suffix
        for form, entry in forms:
            for word in first_words(form.rstrip("!")):
                self._forms.setdefault(word, []).append((form, entry))
                if suffix:
                    self._forms.setdefault(word + ("S" if word.isupper() and len(word) > 1 else "s"), []).append(
                        (form, entry)
                    )

    def find(self, text: str) -> Iterator[Hit[T]]:
        """Yield the names of a text (already in :func:`old_tones`) from left to right, none inside another."""
        stop = 0
        known = self._forms
        for match in _WORD.finditer(text):
            word = match[0]
            if word in known and match.start() >= stop:
                hit = self.at(text, match.start(), word)
                if hit is not None:
                    stop = hit.end
                    yield hit

    def at(self, text: str, start: int, word: str) -> Hit[T] | None:
        """The longest name that begins at ``start`` with ``word``."""
        for pattern, entry, weak in self._patterns(word):
            match = pattern.match(text, start)
            if match:
                return Hit(start, match.end(), entry, weak)
        return None

    def _patterns(self, word: str) -> list[tuple[regex.Pattern[str], T, bool]]:
        if word not in self._compiled:
            forms = sorted(self._forms.get(word, ()), key=lambda item: -len(item[0]))
            self._compiled[word] = [(self._compile(form), entry, form.endswith("!")) for form, entry in forms]
        return self._compiled[word]

    def _compile(self, form: str) -> regex.Pattern[str]:
        plain = form.rstrip("!")
        variants = [plain] if plain.isupper() else [plain, plain.upper()]
        source = "|".join(form_pattern(variant) for variant in variants)
        return regex.compile(rf"(?<![\w])(?:{source}){self._suffix}(?![\w])")


@cache
def table(path: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of ``reportminer/lang`` (``places.tsv``, ``vi/names.tsv``)."""
    entry = resources.files("reportminer.lang")
    for part in path.split("/"):
        entry = entry / part
    return tuple({key: value or "" for key, value in row.items()} for row in read_tsv(entry))


@cache
def classes(path: str) -> dict[str, tuple[str, ...]]:
    """The words of a table with the columns class and word, by class."""
    found: dict[str, list[str]] = {}
    for row in table(path):
        found.setdefault(row["class"], []).append(row["word"])
    return {name: tuple(words) for name, words in found.items()}


def alternation(forms: Iterable[str]) -> str:
    """A group that matches any of the forms, longest first."""
    ordered = sorted({form.rstrip("!") for form in forms if form}, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(form_pattern(form) for form in ordered) + ")"


def spellings(form: str) -> set[str]:
    """All inflected spellings of a form, for exact look-ups."""
    options = []
    for word in old_tones(form.rstrip("!")).split(" "):
        stem = word.rstrip("+~")
        endings = _ADJECTIVE if word.endswith("~") else _GENITIVE if word.endswith("+") else ("",)
        options.append([stem + ending for ending in endings])
    return {" ".join(words) for words in product(*options)}
