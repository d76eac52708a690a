"""What the trained model of a language finds, as mentions: names only, never a title, a type of document or a common noun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from reportminer.gazetteer import classes, slug
from reportminer.lang.pack import load
from reportminer.models import recognizer
from reportminer.name_ends import completed, trimmed
from reportminer.types import EntityMention

LEAST = 0.75
"""What the model is less sure of is left out: a missing row does less harm than a wrong one."""

WRAPPED = 40
"""A line shorter than this was not wrapped: a name does not go on after it."""

_WORD = re.compile(r"\w+")


def find(text: str, code: str) -> Iterator[EntityMention]:
    """Yield the mentions of the model of the language in order; nothing where there is no model."""
    model = recognizer(code)
    if model is None:
        return
    for row in model.find(text):
        start = row.start + _class_noun(text[row.start : row.end], row.label, code)
        end = completed(text, trimmed(text, start, row.end, code), code)
        surface = text[start:end]
        if row.score >= LEAST and is_name(surface, code) and _fits(text, start, end, code):
            name = " ".join(surface.split())
            known = f"per:{slug(name)}" if row.label == "PER" else ""
            yield EntityMention(
                start, end, surface, "model.ner", row.label, name, known, source="model", score=row.score
            )


def _fits(text: str, start: int, end: int, code: str) -> bool:
    """False for the beginning of a citation, a part of a number or a compound, half a list, a heading run into a line."""
    if _cited(code).match(text, start) or text[end : end + 1] in ("/", "-") or text[start - 1 : start] in ("/", "-"):
        return False
    if text[start:end].split()[-1] in load(code).settings["conjunctions"]:
        return False  # cut off where its list goes on
    wrap = text.find("\n", start, end)
    return wrap < 0 or wrap - text.rfind("\n", 0, start) > WRAPPED


@cache
def _cited(code: str) -> re.Pattern[str]:
    """Types of documents, in any case: ``Công điện số 191`` is a citation, ``Nghị`` the beginning of one."""
    words = classes(f"{code}/citewords.tsv")
    ordered = sorted({*words.get("doctype", ()), *words.get("plural", ())}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?i:{'|'.join(map(_spaced, ordered))})\b") if ordered else re.compile(r"(?!)")


def _class_noun(surface: str, label: str, code: str) -> int:
    """The length of the class noun or title at the beginning, which is no part of a name: ``huyện Cô Tô``."""
    kind = {"LOC": "unit_class", "PER": "title"}.get(label)
    nouns = _nouns(kind, code) if kind else None
    found = nouns.match(surface) if nouns else None
    return found.end() if found else 0


@cache
def _nouns(kind: str, code: str) -> re.Pattern[str] | None:
    words = classes(f"{code}/names.tsv").get(kind, ())
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?i:{'|'.join(map(_spaced, ordered))})[.\s]+(?=\w)") if ordered else None


def is_name(surface: str, code: str) -> bool:
    """True where some word is written like a name and is more than a title, an office or a type of document.

    >>> is_name("Resolution", "de"), is_name("Tổng Bí thư", "vi"), is_name("Sở Tư pháp", "vi")
    (False, False, True)
    """
    words = _WORD.findall(surface)
    if not any(word[0].isupper() and len(word) > 1 and word.isalpha() for word in words):
        return False
    rest = _common(code)
    return " ".join(words).lower() not in rest and any(word.lower() not in rest for word in words)


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


@cache
def _common(code: str) -> frozenset[str]:
    """Words and phrases that are no names by themselves, in lower case."""
    return frozenset(_lowered(_lists(code)))


def _lists(code: str) -> Iterator[Iterable[str]]:
    names, cited = classes(f"{code}/names.tsv"), classes(f"{code}/citewords.tsv")
    yield from (names.get(kind, ()) for kind in ("title", "office", "no_name"))
    yield from (cited.get(kind, ()) for kind in ("doctype", "plural"))


def _lowered(lists: Iterator[Iterable[str]]) -> Iterator[str]:
    for words in lists:
        for word in words:
            yield " ".join(_WORD.findall(word)).lower()


__all__ = ["find", "is_name"]
