"""What the trained model of a language finds, as mentions: names only, never a title, a type of document or a common noun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from reportminer.gazetteer import classes, slug
from reportminer.models import recognizer
from reportminer.types import EntityMention

_WORD = re.compile(r"\w+")


def find(text: str, code: str) -> Iterator[EntityMention]:
    """Yield the mentions of the model of the language in order; nothing where there is no model."""
    model = recognizer(code)
    if model is None:
        return
    for row in model.find(text):
        surface = text[row.start : row.end]
        if is_name(surface, code):
            name = " ".join(surface.split())
            known = f"per:{slug(name)}" if row.label == "PER" else ""
            yield EntityMention(
                row.start, row.end, surface, "model.ner", row.label, name, known, source="model", score=row.score
            )


def is_name(surface: str, code: str) -> bool:
    """True where some word is written like a name and is more than a title, an office or a type of document.

    >>> is_name("Resolution", "de"), is_name("Tổng Bí thư", "vi"), is_name("Sở Tư pháp", "vi")
    (False, False, True)
    """
    words = _WORD.findall(surface)
    if not any(word[0].isupper() for word in words) or (len(words) == 1 and len(words[0]) == 1):
        return False
    rest = _common(code)
    return " ".join(words).lower() not in rest and any(word.lower() not in rest for word in words)


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
