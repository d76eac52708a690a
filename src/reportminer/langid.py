"""Which language a text is in, and where a mixed one changes.

Letters and function words decide almost every text at a few nanoseconds per character (German and Vietnamese share
neither).  Only where they say nothing, as in Vietnamese without diacritics, the model of py3langid is loaded and asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

GERMAN, VIETNAMESE, MIXED, OTHER = "de", "vi", "mixed", "other"

_MIN_LETTERS = 20
_MIN_SEGMENT_LETTERS = 40
_MIXED_SHARE = 0.15
_SAMPLE = 20_000
_WINDOWS = 40
_WINDOW = _SAMPLE // _WINDOWS
_CLEAR = 0.12  # share of words that speak for the language: German prose has 0.4, Vietnamese 0.6, names in it 0.05
_ASKED = 2_000


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Without ă, which Romanian shares.
_VI_LETTER = re.compile("[đĩũơưĐĨŨƠƯ\u1ea0-\u1ef9]")
_VI_WORDS = _words("và của các là có không cho trong được những với này ngày tháng năm theo tại")
_LETTERS = re.compile("[^\\W\\d_]")
_DE_LETTER = re.compile("[äöüßÄÖÜ]")
_DE_WORDS = _words(
    "der die das und ist nicht mit für auf ein eine einer eines einem einen dem den des im zu zur zum von vom "
    "wird werden wurde wurden sind sich auch bei nach über durch aus oder wie als dass haben hat war bis sowie um an es"
)
# French, English, Dutch, Spanish and their like: what tells them from German words that look the same.
_OTHER_WORDS = _words(
    "the of and to that for with is was are this les des et dans pour que une sur het een van niet zijn el los las por "
    "con del della che non sono och det som att jest nie się na"
)


class _Model(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


class _Evidence(NamedTuple):
    """What the words of a stretch of text say."""

    letters: int
    words: int
    german: int
    vietnamese: int
    other: int

    @property
    def language(self) -> str:
        """The clear winner, or ``""``."""
        best = max(self.german, self.vietnamese)
        if not self.words or best < _CLEAR * self.words or self.other > best:
            return ""
        return GERMAN if self.german >= self.vietnamese else VIETNAMESE


def detect(text: str) -> tuple[str, float]:
    """Return de, vi, mixed or other, and how sure that is (0 to 1).

    >>> detect("Ende 2023 gab es in der Provinz 4.925 Parteizellen.")[0]
    'de'
    """
    lines = [(line, _evidence(line)) for line in _sampled(text)]
    total = _sum(evidence for _, evidence in lines)
    if sum(len(_LETTERS.findall(line)) for line, _ in lines) < _MIN_LETTERS:
        return OTHER, 0.0
    if not total.language:
        return _ask("\n".join(line for line, _ in lines)[:_ASKED])
    shares = _shares([evidence for _, evidence in lines], total.language)
    second = min(shares[GERMAN], shares[VIETNAMESE])
    if second >= _MIXED_SHARE:
        return MIXED, round(second * 2, 3)
    return total.language, round(shares[total.language], 3)


def segments(text: str) -> list[tuple[int, int, str]]:
    """Split a text into runs of lines in one language: ``(start, end, language)``, end exclusive, without gaps.

    Lines that say too little take the language of the line before them (the first ones: of the line after them).
    """
    if not text:
        return []
    if not (_VI_LETTER.search(text) and _has_german(text)):
        return [(0, len(text), detect(text)[0])]
    runs = list(_runs(text))
    if len(runs) == 1:
        return [(0, len(text), detect(text)[0] if runs[0][2] == "" else runs[0][2])]
    return runs


def _has_german(text: str) -> bool:
    return _DE_LETTER.search(text) is not None or " und " in text or " der " in text


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs between lines whose language is clear; what lies between two of one language belongs to them."""
    start = position = 0
    current = ""
    for line in text.splitlines(keepends=True):
        found = _language_of(line)
        if found and current and found != current:
            yield start, position, current
            start = position
        current = found or current
        position += len(line)
    yield start, position, current


def _language_of(line: str) -> str:
    evidence = _evidence(line[:_WINDOW])
    return evidence.language if evidence.letters >= _MIN_SEGMENT_LETTERS else ""


def _sampled(text: str) -> list[str]:
    """All lines of a short text; lines in windows spread evenly over a long one."""
    if len(text) <= _SAMPLE:
        return text.splitlines()
    step = len(text) // _WINDOWS
    windows = (text[start : start + _WINDOW] for start in range(0, step * _WINDOWS, step))
    return [line for window in windows for line in window.splitlines()]


def _evidence(line: str) -> _Evidence:
    """Count cheaply: letters of one language only, and function words that stand between blanks."""
    words = line.lower().split()
    strange = [] if line.isascii() else [word for word in line.split() if not word.isascii()]
    german = sum(map(_DE_WORDS.__contains__, words)) + sum(1 for word in strange if _DE_LETTER.search(word))
    return _Evidence(
        sum(map(len, words)),
        len(words),
        german,
        sum(1 for word in strange if _is_vietnamese(word, names_too=not german)),
        sum(map(_OTHER_WORDS.__contains__, words)),
    )


def _is_vietnamese(word: str, *, names_too: bool) -> bool:
    """Beside German words a capitalised syllable may be part of a name, and names decide nothing."""
    return word in _VI_WORDS or ((names_too or word[0].islower()) and _VI_LETTER.search(word) is not None)


def _sum(parts: Iterator[_Evidence]) -> _Evidence:
    letters = words = german = vietnamese = other = 0
    for part in parts:
        letters += part.letters
        words += part.words
        german += part.german
        vietnamese += part.vietnamese
        other += part.other
    return _Evidence(letters, words, german, vietnamese, other)


def _shares(lines: list[_Evidence], whole: str) -> dict[str, float]:
    """Share of the letters in lines of each language; short and silent lines count for the language of the whole."""
    letters = dict.fromkeys((GERMAN, VIETNAMESE, ""), 0)
    for line in lines:
        clear = line.language if line.letters >= _MIN_SEGMENT_LETTERS else whole
        letters[clear or whole] += line.letters
    total = sum(letters.values()) or 1
    return {language: count / total for language, count in letters.items()}


def _ask(text: str) -> tuple[str, float]:
    """Let the model decide between de, vi and anything else."""
    language, probability = _model().rank(text)[0]
    return (language if language in (GERMAN, VIETNAMESE) else OTHER), round(float(probability), 3)


@lru_cache(maxsize=1)
def _model() -> _Model:
    """Load py3langid once, where letters and words have failed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model: _Model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return model
