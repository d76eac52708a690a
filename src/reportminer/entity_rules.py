"""Patterns of names per language: ``entities.tsv`` with the words of ``names.tsv``, ``organs.tsv`` and ``places.tsv`` as slots.

A pattern is only tried where one of its first words stands.  Texts come in :func:`reportminer.gazetteer.old_tones`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import regex

from reportminer.gazetteer import alternation, classes, first_words, old_tones, table, unaccented
from reportminer.lang.pack import GAP, expand
from reportminer.name_ends import second_halves
from reportminer.places import spelled

Words = dict[str, tuple[str, ...]]

_WORD = re.compile(r"[^\W\d_]+")
_LOOK_LEFT = 90
_ORGAN_KINDS = ("name", "home", "own", "unit", "part", "sector", "ministry")


@dataclass(frozen=True)
class EntityRule:
    """One pattern: ``kind`` says what a match is, ``left`` what directly before it belongs to it.

    Patterns are compiled at their first use: some hold hundreds of names.
    """

    id: str
    kind: str
    first: frozenset[str]
    source: str
    left_source: str
    needs_left: bool
    lists: Words = field(repr=False, hash=False, compare=False)
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern."""
        return _compile(self.source, self.lists)

    @cached_property
    def left(self) -> regex.Pattern[str] | None:
        """The compiled pattern of what stands before, if the rule has one."""
        return _compile(self.left_source, self.lists) if self.left_source else None


@dataclass(frozen=True, slots=True)
class Found:
    """One match of a rule; ``start`` lies before the match where ``left`` extended it."""

    rule: EntityRule
    start: int
    end: int
    match: regex.Match[str]


@cache
def rules(code: str) -> tuple[EntityRule, ...]:
    """The entity patterns of a language."""
    rows = table(f"{code}/entities.tsv")
    words = _words(code)
    lists = {name: _spelled_out(forms) for name, forms in words.items() if not _needs_pattern(name, forms)}
    slots = {name: rf"\L<{name}>" if name in lists else alternation(forms) for name, forms in words.items()}
    slots["second"] = second_halves(code)
    slots |= {row["id"]: old_tones(row["pattern"]) for row in rows if row["kind"] == "slot"}
    return tuple(_rule(row, {"gap": GAP, **slots}, words, lists) for row in rows if row["kind"] != "slot")


def find(text: str, code: str) -> Iterator[Found]:
    """Yield every match of every rule, in the order of their first words."""
    index = _index(code)
    for word in _WORD.finditer(text):
        for rule in index.get(word[0], ()):
            match = rule.pattern.match(text, word.start())
            if match:
                yield from _extended(rule, match, text)


def _extended(rule: EntityRule, match: regex.Match[str], text: str) -> Iterator[Found]:
    start = match.start()
    if rule.left is not None:
        before = rule.left.search(text, max(0, start - _LOOK_LEFT), start)
        if before is None and rule.needs_left:
            return
        start = before.start() if before else start
    yield Found(rule, start, match.end(), match)


@cache
def _index(code: str) -> dict[str, tuple[EntityRule, ...]]:
    found: dict[str, list[EntityRule]] = {}
    for rule in rules(code):
        for word in rule.first:
            found.setdefault(word, []).append(rule)
    return {word: tuple(listed) for word, listed in found.items()}


def _words(code: str) -> Words:
    """Every class of words that a pattern may use as a slot."""
    words = dict(classes(f"{code}/names.tsv"))
    words["title_cap"] = tuple(word[0].upper() + word[1:] for word in words["title"])
    for kind in _ORGAN_KINDS:
        words[f"org_{kind}"] = tuple(_organ_forms(kind, code))
    words["place"] = tuple(_place_forms(code))
    return words


def _organ_forms(kind: str, code: str) -> Iterator[str]:
    for row in table("organs.tsv"):
        if row["kind"] == kind:
            for form in filter(None, row[code].split("|")):
                yield form
                if code == "vi" and kind != "name":
                    yield form.upper()


def _place_forms(code: str) -> Iterator[str]:
    """Places as they stand in texts, the provinces in capitals too."""
    yield from spelled(code)
    for row in table("places.tsv"):
        if row["level"] == "province":
            yield row["name"].upper()
            yield unaccented(row["name"]).upper()


def _rule(row: dict[str, str], slots: dict[str, str], words: Words, lists: Words) -> EntityRule:
    left = row["left"].removeprefix("!")
    return EntityRule(
        row["id"],
        row["kind"],
        frozenset(_firsts(row["first"], words)),
        expand(old_tones(row["pattern"]), slots),
        expand(old_tones(left), slots),
        row["left"].startswith("!"),
        lists,
        tuple(filter(None, row["examples"].split(" | "))),
        tuple(filter(None, row["not"].split(" | "))),
    )


def _firsts(source: str, words: Words) -> Iterator[str]:
    for word in source.split():
        if word.startswith("{"):
            for form in words.get(word[1:-1], ()):
                yield from first_words(form)
        else:
            yield old_tones(word)


def _compile(source: str, lists: Words) -> regex.Pattern[str]:
    used: dict[str, Any] = {name: words for name, words in lists.items() if f"\\L<{name}>" in source}
    return regex.compile(source, **used)


def _needs_pattern(name: str, forms: tuple[str, ...]) -> bool:
    """Inflected forms, and names of organs: their dashes and line breaks are too many to be listed."""
    return name.startswith("org_") or any(set("+~") & set(form) for form in forms)


def _spelled_out(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms as texts break them: one line break between any two words, which is what a named list can hold."""
    plain = {old_tones(form) for form in forms}
    return tuple(sorted(plain.union(*map(_broken, plain))))


def _broken(form: str) -> Iterator[str]:
    for blank in re.finditer(" ", form):
        for gap in ("\n", " \n"):
            yield form[: blank.start()] + gap + form[blank.end() :]
