"""German noun phrases of a stretch of text: every token gets a class, phrases are found in the string of classes.

The classes (one letter each): ``N`` noun, ``H`` first half of a compound (``Kredit-``), ``E`` name, ``B`` time word, unit or
empty noun (``Höhe``), ``A`` adjective, ``D`` determiner, ``G`` ``der``, ``des`` and what else opens a genitive, ``P``
preposition, ``C`` conjunction, ``K`` comma, ``L`` verb that says what something amounts to, ``R`` number, ``F`` function
word, ``V`` every other word, ``X`` sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from reportminer.lang.de.numerals import word_value
from reportminer.lang.de.phrases import is_adjective, is_name, is_noun, opens_as_other, tokens_in
from reportminer.lang.pack import Pack, load
from reportminer.types import Span

_GENITIVE = frozenset(
    {"der", "des", "dieser", "dieses", "ihrer", "seiner", "unserer", "aller", "deren", "dessen", "eines", "einer"}
)
_TIMES = ("jahr", "jahre", "jahres", "jahren", "zeitraum", "zeitraums", "quartal", "quartals")
_JOINED = frozenset({"und", "oder", "sowie", "bzw", "&"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase as token indices: ``first`` word, ``head`` noun, ``last`` token of what is attached to it.

    ``preposition`` is the word that governs it (empty: none), ``opener`` its article (empty: none); ``of`` is the noun
    phrase in the genitive (``first``, ``head``) that follows the head directly, if any.
    """

    first: int
    head: int
    last: int
    kind: str
    preposition: str = ""
    opener: str = ""
    of: tuple[int, int] | None = None
    numbered: bool = False


@dataclass(frozen=True)
class Chunks:
    """The tokens of a stretch of text, their classes and the phrases they form, in text order."""

    text: str
    tokens: list[Span]
    classes: str

    def word(self, index: int) -> str:
        """The token in lower case."""
        return self.surface(index).lower()

    def surface(self, index: int) -> str:
        """The token as written."""
        token = self.tokens[index]
        return self.text[token.start : token.end]

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Every noun phrase with the attributes that follow it directly."""
        found: list[Phrase] = []
        position = 0
        while (match := _PHRASE.search(self.classes, position)) is not None:
            found.append(self._phrase(match))
            position = found[-1].last + 1
        return tuple(found)

    def _phrase(self, match: regex.Match[str]) -> Phrase:
        head = match.end("head") - 1
        if match["head"].endswith("E") or set(match["head"]) == {"N"}:
            head = match.start("head")  # `Provinz Quang Tri`, `Land Brandenburg`: the name follows its noun
        last, of = match.end() - 1, None
        while (more := _ATTRIBUTE.match(self.classes, last + 1)) is not None:
            if self.classes[last + 1] != "G" and self.word(last + 1) not in _ATTACHING:
                break
            if (
                of is None
                and last == match.end() - 1
                and (self.classes[last + 1] == "G" or self.word(last + 1) == "von")
            ):
                of = (more.start("first"), more.start("noun"))
            last = more.end() - 1
        return Phrase(
            match.start("first"),
            head,
            last,
            self.classes[head],
            self.word(match.start("prep")) if match["prep"] else "",
            self.word(match.start("det")) if match["det"] else "",
            of,
            "R" in match[0],
        )


_ATTACHING = frozenset(
    {
        "von",
        "vom",
        "für",
        "aus",
        "auf",
        "an",
        "in",
        "im",
        "bei",
        "zu",
        "zur",
        "zum",
        "gegen",
        "gegenüber",
        "nach",
        "unter",
    }
)
_PHRASE = regex.compile(r"(?P<prep>P)?(?P<det>[DG])?R?(?:V(?=A))?(?P<first>(?:A+C(?=A))?A*)(?P<head>(?:(?:HK)*HC)?N+E*|B|E+)")
_ATTRIBUTE = regex.compile(r"(?:G|P[DG]?)R?(?:V(?=A))?(?P<first>A*)(?P<noun>(?:(?:HK)*HC)?N+E*)(?:C(?=A*N)A*N+)?(?!H)")


def chunks(text: str, start: int, end: int) -> Chunks:
    """Classify the tokens between two positions (the last 260 characters of them)."""
    tokens = tokens_in(text, max(start, end - 260), end)
    classes = "".join(_class_of(text, token) for token in tokens)
    return Chunks(text, tokens, _mend(text, tokens, classes))


def _mend(text: str, tokens: list[Span], classes: str) -> str:
    """``im Mittel`` is no noun, ``die Mittel`` is one; a word torn at the line end is one noun; people are names."""
    for index in range(len(tokens) - 1):
        if classes[index] == "H" and classes[index + 1] in "AV":  # `Investitions-⏎zuschüsse`
            classes = f"{classes[:index]}AN{classes[index + 2 :]}"
    for index in range(len(tokens) - 1):
        if classes[index + 1] in "NE" and text[tokens[index].start : tokens[index].end] in _ADDRESSES:
            classes = f"{classes[:index]}EE{classes[index + 2 :]}"  # `Frau Gerber` is a person
    for index in range(1, len(tokens)):
        if classes[index] == "N" and text[tokens[index].start : tokens[index].end] == "Mittel":
            previous = text[tokens[index - 1].start : tokens[index - 1].end]
            if previous in ("im", "Im"):
                classes = f"{classes[:index]}B{classes[index + 1 :]}"
    return classes


_ADDRESSES = frozenset({"Frau", "Herr", "Herrn", "Kollege", "Kollegen", "Kollegin", "Abgeordneter", "Abgeordnete"})


def _class_of(text: str, token: Span) -> str:
    word = text[token.start : token.end]
    if word == "Waren" and token.start and text[token.start - 1] == " " and text[token.start - 2] not in ".:!?":
        return "N"
    found = _word_class(word)
    if found == "N" and opens_as_other(text, token, word):
        return "A"
    return found


@lru_cache(maxsize=1 << 16)
def _word_class(word: str) -> str:
    pack, lower = load("de"), word.lower()
    if word[0].isdigit() or word_value(lower) is not None:
        return "R"
    if not word[0].isalpha():
        return "K" if word == "," else "X"
    for letter, members in (("C", _JOINED), ("G", _GENITIVE)):
        if lower in members:
            return letter
    for letter, name in (("D", "determiner"), ("P", "preposition")):
        if pack.value(name, lower) is not None:
            return letter
    if word[0].isupper() and pack.value("func", lower) is None:
        return _noun_class(word, pack)
    if pack.value("level_verb", lower) is not None:
        return "L"
    if pack.value("func", lower) is not None:
        return "F"
    return "A" if is_adjective(word, Span(0, len(word)), pack) else "V"


def _noun_class(word: str, pack: Pack) -> str:
    if pack.value("np_block", word) is not None or pack.value("unit", word) is not None or word.endswith(_TIMES):
        return "B"
    if is_name(word, Span(0, len(word))):
        return "E"
    if word.endswith("-"):
        return "H"
    return "N" if is_noun(f" {word}", Span(1, len(word) + 1), pack) else "F"
