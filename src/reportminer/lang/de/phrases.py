"""German noun phrases without a tagger: nouns are the capitalised words, adjectives the small words with an adjective
ending that are no function words (``words.tsv``, class ``func``).  Exact enough, and it costs microseconds.
"""

from __future__ import annotations

import regex

from reportminer.lang.pack import Pack
from reportminer.types import Span

_TOKEN = regex.compile(r"(?:\p{Lu}\.)+|\p{L}[\p{L}\p{M}\d’']*(?:[-/‑](?:\p{L}[\p{L}\d]*)?)*|\d[\d.,]*|[^\s\w]|\w")
_ADJECTIVE = regex.compile(r"\p{Ll}[\p{Ll}-]*(?:e|en|er|es|em)$")
_NOUN = regex.compile(r"\p{Lu}[\p{L}\p{M}\d’'‑/-]*$|\p{Lu}{2,}$")
GAP = regex.compile(r"[^\S\n]*\n?[^\S\n]*")
_NAME_ENDING = regex.compile(
    r"(?:land|burg|berg|heim|stadt|hausen|hagen|furt|Nam|Hanoi|Bayern|Hessen|Sachsen|Thüringen|Berlin|Bremen|Niedersachsen|Deutschland|Europa|Vietnam|Brandenburg|Schleswig-Holstein)$"
)
_COUNTRY_LIKE = {
    "Deutschland",
    "Vietnam",
    "Bayern",
    "Hessen",
    "Sachsen",
    "Thüringen",
    "Berlin",
    "Hamburg",
    "Bremen",
    "Europa",
    "West",
    "Ost",
    "Nord",
    "Süd",
    "Norden",
    "Süden",
    "Westen",
    "Osten",
}
_BEFORE_NOUN = regex.compile(
    r"[^\S\n]*\n?[^\S\n]*(?:\p{Lu}|(?:wurden?|waren?|sind|ist|war|davon|werden|wird|haben|hat)\b)"
)
_NUMBER_NEXT = regex.compile(r"\s*,?\s*\d")


def tokens_in(text: str, start: int, end: int) -> list[Span]:
    """The tokens between two positions (at most 260 characters on)."""
    return [Span(*match.span()) for match in _TOKEN.finditer(text, start, min(end, start + 260))]


def phrase_end(text: str, tokens: list[Span], noun: int, pack: Pack) -> int:
    """Take in coordinated nouns and one short prepositional modifier: returns the index of the last token."""
    last = noun
    while True:
        following = coordination(text, tokens, last, pack)
        if following is None:
            break
        last = following
    modifier = modifier_end(text, tokens, last, pack)
    return last if modifier is None else modifier


def coordination(text: str, tokens: list[Span], last: int, pack: Pack) -> int | None:
    """``A und B``, ``A, B und C``, ``Grenz- und Inselkommunen und -bezirke``; a number starts something new."""
    index = last + 1
    if index >= len(tokens):
        return None
    word = word_of(text, tokens[index])
    if word not in ("und", "oder", "sowie", ",", "-", "bzw") and word != "&":
        return None
    if word == ",":
        return comma_list(text, tokens, index, pack)
    return noun_after(text, tokens, index + 1, pack)


def comma_list(text: str, tokens: list[Span], comma: int, pack: Pack) -> int | None:
    """A comma goes on where the list ends in ``und B`` or before a number (``Bezirken, Städten, 95 ...``)."""
    noun = noun_after(text, tokens, comma + 1, pack)
    if noun is None:
        return None
    index, seen = noun + 1, 0
    while index < len(tokens) and seen < 4:
        word = word_of(text, tokens[index])
        if word in ("und", "oder", "sowie"):
            return noun if noun_after(text, tokens, index + 1, pack) is not None else None
        if word != ",":
            return None
        nearest = noun_after(text, tokens, index + 1, pack)
        if nearest is None:
            return noun if index + 1 >= len(tokens) else None
        index, seen = nearest + 1, seen + 1
    return noun if index >= len(tokens) and seen == 0 and ends_before_number(text, tokens[-1].end) else None


def ends_before_number(text: str, position: int) -> bool:
    """True where a number follows, after a comma or not."""
    return _NUMBER_NEXT.match(text[position : position + 4]) is not None


def noun_after(text: str, tokens: list[Span], index: int, pack: Pack) -> int | None:
    """The index of the noun that follows, adjectives skipped; None where none does."""
    while index < len(tokens) and (is_adjective(text, tokens[index], pack) or word_of(text, tokens[index]) in "-‑"):
        if text[tokens[index].start - 1] in "-‑":  # `und -bezirke`: the second half of a compound
            return index
        index += 1
    if index < len(tokens) and (is_noun(text, tokens[index], pack) or text[tokens[index].start - 1] in "-‑"):
        return index
    return None


def modifier_end(text: str, tokens: list[Span], last: int, pack: Pack) -> int | None:
    """``auf Gemeindeebene``, ``unter Basisparteikomitees``, ``in privaten Einheiten``: no article, no name."""
    index = last + 1
    if (
        index >= len(tokens)
        or not pack.value("pp_modifier", word_of(text, tokens[index]))
        or word_of(text, tokens[index]) in ("im", "zur")
    ):
        return None
    noun = noun_after(text, tokens, index + 1, pack)
    if word_of(text, tokens[index]) == "in" and noun is not None and word_of(text, tokens[noun]) == "richtung":
        return None
    if noun is None or pack.value("place_like", word_of(text, tokens[noun])) or is_name(text, tokens[noun]):
        return None
    if (
        word_of(text, tokens[index]) != "auf"
        and noun + 2 < len(tokens)
        and pack.value("pp_modifier", chained(text, tokens, noun, pack))
    ):
        return None
    following = coordination(text, tokens, noun, pack)
    comma = following is not None and word_of(text, tokens[noun + 1]) == ","
    return following if following is not None and not comma else noun


def chained(text: str, tokens: list[Span], noun: int, pack: Pack) -> str:
    """The word behind the modifier and what is coordinated with it: a second preposition makes the chain too long."""
    following = coordination(text, tokens, noun, pack)
    index = (following if following is not None else noun) + 1
    return word_of(text, tokens[index]) if index < len(tokens) else ""


def is_name(text: str, span: Span) -> bool:
    """True for words that look like a place name."""
    word = text[span.start : span.end]
    return word in _COUNTRY_LIKE or (
        _NAME_ENDING.search(word) is not None and not word.endswith(("umland", "inland", "ausland", "Ackerland"))
    )


def is_noun(text: str, span: Span, pack: Pack) -> bool:
    """True for a capitalised word that is no function word, time word or opening adjective."""
    word = text[span.start : span.end]
    if _NOUN.match(word) is None or len(word) < 2 or pack.value("np_block", word) or pack.value("func", word):
        return False
    return not opens_as_other(text, span, word)


_PREDICATIVE = ("lich", "fällig", "würdig", "artig", "haft", "sam", "isch")
"""Endings of adjectives that open a sentence without an ending of their own."""


def opens_as_other(text: str, span: Span, word: str) -> bool:
    """At the head of a sentence adjectives and participles are capitalised (``Größte Maßnahme``)."""
    if not word.endswith(("e", "en", "t", "es", "er", *_PREDICATIVE)) or not regex.search(
        r"(?:^|[.!?:;„“(\n|]\s*)$", text[max(0, span.start - 3) : span.start]
    ):
        return False
    following = _BEFORE_NOUN.match(text, span.end)
    if following is None:
        return False
    verb = not following[0].strip()[:1].isupper()
    if word.endswith(_PREDICATIVE):
        return verb  # `Auffällig ist, dass`
    return (
        word.endswith(("t", "en"))
        and regex.match(r"(?:Aus|Ein|Ab|An|Auf|Ge|Ver|Be|Er|Ent|Zer|Vor|Nach|Um|Zu|Wieder)\p{Ll}+", word) is not None
        if verb
        else True
    )


def is_adjective(text: str, span: Span, pack: Pack) -> bool:
    """True for a small word with an adjective ending."""
    word = text[span.start : span.end]
    return _ADJECTIVE.match(word) is not None and not word.endswith("weise") and not pack.value("func", word)


def word_of(text: str, span: Span) -> str:
    """The token in lower case."""
    return text[span.start : span.end].lower()


def adjacent(text: str, end: int, start: int) -> bool:
    """True where only blanks stand between two positions."""
    gap = GAP.match(text, end)
    return gap is not None and gap.end() == start
