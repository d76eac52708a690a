"""The counted noun phrase of a German figure: right of it, in the genitive, or as the subject on its left.

The phrases themselves are read by :mod:`reportminer.lang.de.phrases`.
"""

from __future__ import annotations

from functools import cache

import regex

from reportminer.lang.de.phrases import (
    GAP,
    adjacent,
    coordination,
    is_adjective,
    is_name,
    is_noun,
    noun_after,
    phrase_end,
    tokens_in,
    word_of,
)
from reportminer.lang.pack import Pack, load
from reportminer.rules.quantities import Quantity
from reportminer.types import Span


def counted(text: str, quantity: Quantity, sentence: Span, limit: int) -> Span | None:
    """The span of the noun phrase that ``quantity`` counts or measures; ``limit`` is where the next figure begins."""
    pack = load("de")
    end = min(sentence.end, max(limit, quantity.end))
    if quantity.inner is not None:
        return Span(*quantity.inner)
    if quantity.kind == "duration":
        return _direct(text, sentence.start, quantity, pack)
    right = _right(text, quantity, end, pack)
    if right is not None and (
        quantity.kind in ("count", "ratio", "fraction", "age", "measure") or _is_base(text, quantity, right, pack)
    ):
        return right
    if _ANAPHOR.match(text, quantity.end, end) or _ELLIPSIS.search(
        text, max(sentence.start, quantity.start - 40), quantity.start
    ):
        return None  # `vier Fünftel von ihnen`, `im Vorjahr waren es 30,1 %`: the figure before says what is counted
    left = _group(text, quantity, sentence, pack) or _left(text, quantity, sentence, pack)
    return left or _for_purpose(text, quantity, end, pack)


_ANAPHOR = regex.compile(r"\s(?:von\s(?:ihnen|denen|diesen)|davon)\b")
_ELLIPSIS = regex.compile(r"\b(?:waren|sind|werden|gab|gibt|wurden)\s(?:es|das|dies)\s(?:\p{Ll}+\s){0,3}$")


# --- to the right ------------------------------------------------------------------------------------------------


def _right(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    tokens = tokens_in(text, quantity.end, end)
    index = _skip_lead(text, tokens, quantity, pack)
    if index >= len(tokens) or not adjacent(
        text, quantity.end if index == 0 else tokens[index - 1].end, tokens[index].start
    ):
        return None
    start = index
    while index < len(tokens) and is_adjective(text, tokens[index], pack):
        index += 1
    if index >= len(tokens) or not is_noun(text, tokens[index], pack):
        return None
    last = phrase_end(text, tokens, index, pack)
    start = _drop_skipped(text, tokens, start, index, pack)
    return Span(tokens[start].start, _cut_hyphen(text, tokens[last].end))


def _cut_hyphen(text: str, end: int) -> int:
    return end


def _skip_lead(text: str, tokens: list[Span], quantity: Quantity, pack: Pack) -> int:
    """Skip ``der``/``aller`` after a share, ``weitere`` before a count, an opening bracket never."""
    index = 0
    genitive = quantity.kind in ("percent", "fraction", "ratio") or quantity.high is not None or quantity.scale != 1
    while index < len(tokens):
        word = word_of(text, tokens[index])
        if (genitive and index < 2 and pack.value("genitive", word) and word.islower()) or pack.value("np_skip", word):
            index += 1
        else:
            break
    return index


def _drop_skipped(text: str, tokens: list[Span], start: int, noun: int, pack: Pack) -> int:
    while start < noun and pack.value("np_skip", word_of(text, tokens[start])):
        start += 1
    return start


_BASE_LEADS = frozenset(
    (
        "",
        "der",
        "des",
        "aller",
        "sämtlicher",
        "von",
        "dieser",
        "ihrer",
        "seiner",
        "unserer",
        "der insgesamt",
        "von allen",
    )
)


def _is_base(text: str, quantity: Quantity, right: Span, pack: Pack) -> bool:
    """A percent has its base on the right only directly: ``91,7 % der Einheiten``, ``60 % Frauen``, not ``des Plans``."""
    lead = text[quantity.end : right.start].strip().lower()
    if quantity.kind == "percent":
        phrase = " ".join(text[quantity.end : right.end].split())
        return lead in _BASE_LEADS and pack.value("plan_cue", phrase) is None
    return quantity.kind in ("money", "rate") and lead in ("", "an")


_PURPOSE = regex.compile(r"[^\S\n]*\n?[^\S\n]*(?:an|für)\s+(?:(?:den|die|das|dem|der|einen|eine|ein)\s+)?(?=\p{L})")


def _for_purpose(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    """Money without a subject is for something: ``3,4 Mio. Euro für Schulen``."""
    if quantity.kind not in ("money", "rate"):
        return None
    match = _PURPOSE.match(text, quantity.end, end)
    if match is None:
        return None
    tokens = tokens_in(text, match.end(), end)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[phrase_end(text, tokens, noun, pack)].end)


_OF = regex.compile(
    r"(?:^|(?<=[.;:,(]\s)|(?<=\n))(?:[Vv]on|[Uu]nter)\s+(?:den\s|diesen\s|allen\s|insgesamt\s|rund\s|den\sinsgesamt\s)?(?:\d[\d.]*\s+)?(?=\p{L})"
)


def _group(text: str, quantity: Quantity, sentence: Span, pack: Pack) -> Span | None:
    """``Von 3.712 Planstellen waren 294 unbesetzt``: the group opens the clause."""
    if quantity.kind not in ("count", "percent", "fraction", "ratio"):
        return None
    matches = list(_OF.finditer(text, max(sentence.start, quantity.start - 140), quantity.start))
    if not matches:
        return None
    tokens = tokens_in(text, matches[-1].end(), quantity.start)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[noun].end)


# --- to the left -------------------------------------------------------------------------------------------------

_BORDER = regex.compile(
    r"[;:!?|]|\.(?=\s)|,(?=\s+(?:die|der|das|was|wobei|während|weil|dass|nachdem|davon|darunter|und|sodass|so)\b)|\s[–—]\s|[()]"
)


def _left(text: str, quantity: Quantity, sentence: Span, pack: Pack) -> Span | None:
    start = max(sentence.start, quantity.start - 200)
    number_of = _number_of(text, start, quantity.start, pack)
    directly = number_of or _direct(text, start, quantity, pack)
    if directly is not None:
        return directly
    for match in _BORDER.finditer(text, start, quantity.start):
        start = match.end()
    return _subject(text, start, quantity.start, pack)


@cache
def _direct_pattern() -> regex.Pattern[str]:
    return load("de").compile(
        r"(?P<noun>(?:(?-i:\p{Ll})[\p{Ll}]+(?:e|en|er|es|em){gap})?(?-i:\p{Lu})[\p{L}\d/-]+(?:{gap}(?:der|des|an|für|von|im|zur){gap}(?:\p{Ll}+(?:en|er|es){gap})?(?-i:\p{Lu})[\p{L}-]+)?)"
        r"{gap}(?:in{gap}Höhe{gap}von|von|über|um|auf|bei|:|=|mit|zu)?{gap}(?:jeweils{gap}|insgesamt{gap}|derzeit{gap}|durchschnittlich{gap}|\({gap})?{comparator}?{gap}$"
    )


_NUMBER_OF = regex.compile(r"\b(?:Zahl|Anzahl)\s+(?:der|des|aller)\s+")


def _number_of(text: str, start: int, end: int, pack: Pack) -> Span | None:
    """``die Zahl der Verwaltungseinheiten auf Gemeindeebene``: what the word number is about."""
    matches = [
        match for match in _NUMBER_OF.finditer(text, start, end) if not regex.search(r"[.;:(]", text[match.end() : end])
    ]
    if not matches:
        return None
    tokens = tokens_in(text, matches[-1].end(), end)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[phrase_end(text, tokens, noun, pack)].end)


def _direct(text: str, start: int, quantity: Quantity, pack: Pack) -> Span | None:
    """``Kosten in Höhe von``, ``Arbeitslosenquote von``, ``Aufklärungsquote:`` directly before the number."""
    end = quantity.start
    match = _direct_pattern().search(text, _word_start(text, max(start, end - 90)), end)
    if match is None or not match["noun"].strip() or _blocked(match["noun"].split(), pack):
        return None
    if not text[match.end("noun") : end].strip() and quantity.kind in _COUNTED:
        return None
    first = match["noun"].split()[0]
    start = match.start("noun")
    if pack.value("func", first):
        start += len(first) + len(GAP.match(text, start + len(first))[0])  # type: ignore[index]  # matches the empty string too
    phrase = text[start : match.end("noun")]
    if not phrase or _is_change_word(phrase) or pack.value("change_cue", phrase):
        return None
    return Span(start, match.end("noun"))


_COUNTED = {"count", "ratio", "fraction", "age", "factor"}


def _blocked(words: list[str], pack: Pack) -> bool:
    """Time words, units and empty words (``im Wert von``) name no quantity."""
    last = words[-1]
    return any(
        pack.value(word_class, word) for word in (words[0], last) for word_class in ("np_block", "unit", "scale")
    ) or bool(pack.value("func", last))


def _word_start(text: str, position: int) -> int:
    while 0 < position < len(text) and text[position - 1].isalpha():
        position += 1
    return position


_CHANGE_NOUN = regex.compile(
    r"^(?:Anstieg|Rückgang|Zuwachs|Zunahme|Abnahme|Plus|Minus|Steigerung|Senkung|Erhöhung|Vergleich|Vorjahr|Reduzierung|Verringerung|Schnitt|Durchschnitt)\w*$"
)


def _is_change_word(phrase: str) -> bool:
    return _CHANGE_NOUN.match(phrase.split()[0]) is not None


_DETERMINER = regex.compile(
    r"^(?:der|die|das|dem|den|des|ein|eine|einen|einer|eines|im|am|zum|zur|ihr|ihre|ihren|diese[mnrs]?|beim|vom|alle|allen)$",
    regex.I,
)


def _subject(text: str, start: int, end: int, pack: Pack) -> Span | None:
    """The first noun phrase of the clause that is no time or place: ``Die Zahl der Schulen sank auf``."""
    tokens = tokens_in(text, start, end)
    if not _level_verb().search(text, start, _clause_end(text, end)):
        return None
    index = 0
    while index < len(tokens):
        if (
            (
                is_noun(text, tokens[index], pack)
                and not _follows_preposition(text, tokens, index, pack)
                and not is_name(text, tokens[index])
            )
            and not _is_change_word(text[tokens[index].start : tokens[index].end])
            and (index or _has_verb(text, tokens))
        ):
            return _subject_phrase(text, tokens, index, pack)
        index += 1
    return None


@cache
def _level_verb() -> regex.Pattern[str]:
    """A verb that says what something amounts to; an agent (``Bauern ernteten 5 ha``) is not measured."""
    return load("de").compile(r"(?<!\w){level_verb}(?!\w)")


_STOP = regex.compile(r"[,;.:)]\s|\n\n|$")


def _clause_end(text: str, position: int) -> int:
    match = _STOP.search(text, position, position + 90)
    return match.start() if match else min(len(text), position + 90)


def _has_verb(text: str, tokens: list[Span]) -> bool:
    return any(text[token.start].islower() for token in tokens)


_PREPOSITIONS = {
    "in",
    "im",
    "an",
    "am",
    "auf",
    "bei",
    "beim",
    "mit",
    "nach",
    "seit",
    "von",
    "vom",
    "zu",
    "zum",
    "zur",
    "für",
    "durch",
    "gegen",
    "ohne",
    "um",
    "über",
    "unter",
    "vor",
    "zwischen",
    "bis",
    "ab",
    "ins",
    "ans",
    "aufs",
    "laut",
    "gegenüber",
    "gemäß",
    "aus",
    "während",
    "wegen",
}


def _follows_preposition(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    index -= 1
    while index >= 0 and (
        is_adjective(text, tokens[index], pack)
        or (
            _DETERMINER.match(text[tokens[index].start : tokens[index].end])
            and word_of(text, tokens[index]) not in _PREPOSITIONS
        )
    ):
        index -= 1
    return index >= 0 and word_of(text, tokens[index]) in _PREPOSITIONS


def _subject_phrase(text: str, tokens: list[Span], noun: int, pack: Pack) -> Span:
    first = noun
    while first > 0 and is_adjective(text, tokens[first - 1], pack):
        first -= 1
    last = noun
    head = word_of(text, tokens[noun])
    if pack.value("rate_head", head) or head.endswith(("quote", "rate", "zahl", "anteil", "ertrag", "preis")):
        last = _genitive(text, tokens, noun, pack)
        if head in ("zahl", "anzahl") and last > noun:
            first = _after_article(text, tokens, noun + 1)
            return Span(tokens[first].start, tokens[last].end)
    else:
        following = coordination(text, tokens, noun, pack)
        last = following if following is not None and word_of(text, tokens[noun + 1]) != "," else noun
    return Span(tokens[first].start, tokens[last].end)


def _after_article(text: str, tokens: list[Span], index: int) -> int:
    return index + 1 if word_of(text, tokens[index]) in ("der", "des", "an", "von", "aller") else index


def _genitive(text: str, tokens: list[Span], noun: int, pack: Pack) -> int:
    index = noun + 1
    if index < len(tokens) and word_of(text, tokens[index]) in ("der", "des", "an", "von", "für", "aller", "am", "im"):
        found = noun_after(text, tokens, index + 1, pack)
        if found is not None:
            following = coordination(text, tokens, found, pack)
            return following if following is not None and word_of(text, tokens[found + 1]) != "," else found
    return noun
