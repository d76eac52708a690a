"""The counted noun phrase of a German figure: right of it, in the genitive, or as the subject on its left.

No tagger: nouns are the capitalised words, adjectives the small words with an adjective ending that are no function words
(``words.tsv``, class ``func``).  That is exact enough and costs microseconds.
"""

from __future__ import annotations

from functools import cache

import regex

from reportminer.lang.pack import Pack, load
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_TOKEN = regex.compile(r"(?:\p{Lu}\.)+|\p{L}[\p{L}\p{M}\d’']*(?:[-/‑](?:\p{L}[\p{L}\d]*)?)*|\d[\d.,]*|[^\s\w]|\w")
_ADJECTIVE = regex.compile(r"\p{Ll}[\p{Ll}-]*(?:e|en|er|es|em)$")
_NOUN = regex.compile(r"\p{Lu}[\p{L}\p{M}\d’'‑/-]*$|\p{Lu}{2,}$")
_GAP = regex.compile(r"[^\S\n]*\n?[^\S\n]*")


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


def _tokens(text: str, start: int, end: int) -> list[Span]:
    return [Span(*match.span()) for match in _TOKEN.finditer(text, start, min(end, start + 260))]


def _right(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    tokens = _tokens(text, quantity.end, end)
    index = _skip_lead(text, tokens, quantity, pack)
    if index >= len(tokens) or not _adjacent(
        text, quantity.end if index == 0 else tokens[index - 1].end, tokens[index].start
    ):
        return None
    start = index
    while index < len(tokens) and _is_adjective(text, tokens[index], pack):
        index += 1
    if index >= len(tokens) or not _is_noun(text, tokens[index], pack):
        return None
    last = _extend(text, tokens, index, pack)
    start = _drop_skipped(text, tokens, start, index, pack)
    return Span(tokens[start].start, _cut_hyphen(text, tokens[last].end))


def _cut_hyphen(text: str, end: int) -> int:
    return end


def _skip_lead(text: str, tokens: list[Span], quantity: Quantity, pack: Pack) -> int:
    """Skip ``der``/``aller`` after a share, ``weitere`` before a count, an opening bracket never."""
    index = 0
    genitive = quantity.kind in ("percent", "fraction", "ratio") or quantity.high is not None or quantity.scale != 1
    while index < len(tokens):
        word = _word(text, tokens[index])
        if (genitive and index < 2 and pack.value("genitive", word) and word.islower()) or pack.value("np_skip", word):
            index += 1
        else:
            break
    return index


def _drop_skipped(text: str, tokens: list[Span], start: int, noun: int, pack: Pack) -> int:
    while start < noun and pack.value("np_skip", _word(text, tokens[start])):
        start += 1
    return start


def _extend(text: str, tokens: list[Span], noun: int, pack: Pack) -> int:
    """Take in coordinated nouns and one short prepositional modifier: returns the index of the last token."""
    last = noun
    while True:
        following = _coordination(text, tokens, last, pack)
        if following is None:
            break
        last = following
    modifier = _modifier(text, tokens, last, pack)
    return last if modifier is None else modifier


def _coordination(text: str, tokens: list[Span], last: int, pack: Pack) -> int | None:
    """``A und B``, ``A, B und C``, ``Grenz- und Inselkommunen und -bezirke``; a number behind the sign starts something new."""
    index = last + 1
    if index >= len(tokens):
        return None
    word = _word(text, tokens[index])
    if word not in ("und", "oder", "sowie", ",", "-", "bzw") and word != "&":
        return None
    if word == ",":
        return _comma_list(text, tokens, index, pack)
    return _noun_after(text, tokens, index + 1, pack)


def _comma_list(text: str, tokens: list[Span], comma: int, pack: Pack) -> int | None:
    """A comma goes on only where the list ends in ``und B`` or before the next number (``Bezirken, Städten, 95 ...``)."""
    noun = _noun_after(text, tokens, comma + 1, pack)
    if noun is None:
        return None
    index, seen = noun + 1, 0
    while index < len(tokens) and seen < 4:
        word = _word(text, tokens[index])
        if word in ("und", "oder", "sowie"):
            return noun if _noun_after(text, tokens, index + 1, pack) is not None else None
        if word != ",":
            return None
        nearest = _noun_after(text, tokens, index + 1, pack)
        if nearest is None:
            return noun if index + 1 >= len(tokens) else None
        index, seen = nearest + 1, seen + 1
    return noun if index >= len(tokens) and seen == 0 and _ends_before_number(text, tokens[-1].end) else None


def _ends_before_number(text: str, position: int) -> bool:
    return regex.match(r"\s*,?\s*\d", text[position : position + 4]) is not None


def _noun_after(text: str, tokens: list[Span], index: int, pack: Pack) -> int | None:
    while index < len(tokens) and (_is_adjective(text, tokens[index], pack) or _word(text, tokens[index]) in "-‑"):
        if text[tokens[index].start - 1] in "-‑":  # `und -bezirke`: the second half of a compound
            return index
        index += 1
    if index < len(tokens) and (_is_noun(text, tokens[index], pack) or text[tokens[index].start - 1] in "-‑"):
        return index
    return None


def _modifier(text: str, tokens: list[Span], last: int, pack: Pack) -> int | None:
    """``auf Gemeindeebene``, ``unter Basisparteikomitees``, ``in privaten Wirtschaftseinheiten``: no article, no number, no name."""
    index = last + 1
    if (
        index >= len(tokens)
        or not pack.value("pp_modifier", _word(text, tokens[index]))
        or _word(text, tokens[index]) in ("im", "zur")
    ):
        return None
    noun = _noun_after(text, tokens, index + 1, pack)
    if noun is None or pack.value("place_like", _word(text, tokens[noun])) or _is_name(text, tokens[noun]):
        return None
    if (
        _word(text, tokens[index]) != "auf"
        and noun + 2 < len(tokens)
        and pack.value("pp_modifier", _chained(text, tokens, noun, pack))
    ):
        return None
    following = _coordination(text, tokens, noun, pack)
    comma = following is not None and _word(text, tokens[noun + 1]) == ","
    return following if following is not None and not comma else noun


def _chained(text: str, tokens: list[Span], noun: int, pack: Pack) -> str:
    """The word behind the modifier and what is coordinated with it: a second preposition makes the chain too long."""
    following = _coordination(text, tokens, noun, pack)
    index = (following if following is not None else noun) + 1
    return _word(text, tokens[index]) if index < len(tokens) else ""


_NAME_ENDING = regex.compile(
    r"(?:land|burg|berg|heim|stadt|hausen|hagen|furt|Nam|Hanoi|Bayern|Hessen|Sachsen|Thüringen|Berlin|Bremen|Niedersachsen|Deutschland|Europa|Vietnam|Brandenburg|Schleswig-Holstein)$"
)


def _is_name(text: str, span: Span) -> bool:
    word = text[span.start : span.end]
    return (
        word in _COUNTRY_LIKE
        or (_NAME_ENDING.search(word) is not None
        and not word.endswith(("umland", "inland", "ausland", "Ackerland")))
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
}


def _is_noun(text: str, span: Span, pack: Pack) -> bool:
    word = text[span.start : span.end]
    if _NOUN.match(word) is None or len(word) < 2 or pack.value("np_block", word) or pack.value("func", word):
        return False
    return not _opens_as_other(text, span, word)


_BEFORE_NOUN = regex.compile(
    r"[^\S\n]*\n?[^\S\n]*(?:\p{Lu}|(?:wurden?|waren?|sind|ist|war|davon|werden|wird|haben|hat)\b)"
)


def _opens_as_other(text: str, span: Span, word: str) -> bool:
    """At the head of a sentence adjectives and participles are capitalised too (``Größte Maßnahme``, ``Ausgezahlt sind``)."""
    if not word.endswith(("e", "en", "t", "es", "er")) or not regex.search(
        r"(?:^|[.!?:;„“(\n|]\s*)$", text[max(0, span.start - 3) : span.start]
    ):
        return False
    following = _BEFORE_NOUN.match(text, span.end)
    if following is None:
        return False
    verb = not following[0].strip()[:1].isupper()
    return (
        word.endswith(("t", "en"))
        and regex.match(r"(?:Aus|Ein|Ab|An|Auf|Ge|Ver|Be|Er|Ent|Zer|Vor|Nach|Um|Zu|Wieder)\p{Ll}+", word) is not None
        if verb
        else True
    )


def _is_adjective(text: str, span: Span, pack: Pack) -> bool:
    word = text[span.start : span.end]
    return _ADJECTIVE.match(word) is not None and not pack.value("func", word)


def _word(text: str, span: Span) -> str:
    return text[span.start : span.end].lower()


def _adjacent(text: str, end: int, start: int) -> bool:
    gap = _GAP.match(text, end)
    return gap is not None and gap.end() == start


def _is_base(text: str, quantity: Quantity, right: Span, pack: Pack) -> bool:
    """A percent has its base on the right only directly: ``91,7 % der Einheiten``, ``60 % Frauen``."""
    lead = text[quantity.end : right.start].strip().lower()
    if quantity.kind == "percent":
        return lead in (
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
    return quantity.kind in ("money", "rate") and lead in ("", "an")


_PURPOSE = regex.compile(r"[^\S\n]*\n?[^\S\n]*(?:an|für)\s+(?:(?:den|die|das|dem|der|einen|eine|ein)\s+)?(?=\p{L})")


def _for_purpose(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    """Money without a subject is for something: ``3,4 Mio. Euro für Schulen``."""
    if quantity.kind not in ("money", "rate"):
        return None
    match = _PURPOSE.match(text, quantity.end, end)
    if match is None:
        return None
    tokens = _tokens(text, match.end(), end)
    noun = _noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[_extend(text, tokens, noun, pack)].end)


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
    tokens = _tokens(text, matches[-1].end(), quantity.start)
    noun = _noun_after(text, tokens, 0, pack)
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
    tokens = _tokens(text, matches[-1].end(), end)
    noun = _noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[_extend(text, tokens, noun, pack)].end)


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
        start += len(first) + len(_GAP.match(text, start + len(first))[0])  # type: ignore[index]  # matches the empty string too
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
    tokens = _tokens(text, start, end)
    if not _level_verb().search(text, start, _clause_end(text, end)):
        return None
    index = 0
    while index < len(tokens):
        if (
            _is_noun(text, tokens[index], pack)
            and not _follows_preposition(text, tokens, index, pack)
            and not _is_name(text, tokens[index])
        ) and not _is_change_word(text[tokens[index].start : tokens[index].end]) and (
            index or _has_verb(text, tokens)
        ):
            return _subject_phrase(text, tokens, index, pack)
        index += 1
    return None


@cache
def _level_verb() -> regex.Pattern[str]:
    """A verb that says what something amounts to; an agent (``die Bauern ernteten 5 ha``) is not what a number measures."""
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
        _is_adjective(text, tokens[index], pack)
        or (_DETERMINER.match(text[tokens[index].start : tokens[index].end])
        and _word(text, tokens[index]) not in _PREPOSITIONS)
    ):
        index -= 1
    return index >= 0 and _word(text, tokens[index]) in _PREPOSITIONS


def _subject_phrase(text: str, tokens: list[Span], noun: int, pack: Pack) -> Span:
    first = noun
    while first > 0 and _is_adjective(text, tokens[first - 1], pack):
        first -= 1
    last = noun
    head = _word(text, tokens[noun])
    if pack.value("rate_head", head) or head.endswith(("quote", "rate", "zahl", "anteil", "ertrag", "preis")):
        last = _genitive(text, tokens, noun, pack)
        if head in ("zahl", "anzahl") and last > noun:
            first = _after_article(text, tokens, noun + 1)
            return Span(tokens[first].start, tokens[last].end)
    else:
        following = _coordination(text, tokens, noun, pack)
        last = following if following is not None and _word(text, tokens[noun + 1]) != "," else noun
    return Span(tokens[first].start, tokens[last].end)


def _after_article(text: str, tokens: list[Span], index: int) -> int:
    return index + 1 if _word(text, tokens[index]) in ("der", "des", "an", "von", "aller") else index


def _genitive(text: str, tokens: list[Span], noun: int, pack: Pack) -> int:
    index = noun + 1
    if index < len(tokens) and _word(text, tokens[index]) in ("der", "des", "an", "von", "für", "aller", "am", "im"):
        found = _noun_after(text, tokens, index + 1, pack)
        if found is not None:
            following = _coordination(text, tokens, found, pack)
            return following if following is not None and _word(text, tokens[found + 1]) != "," else found
    return noun
