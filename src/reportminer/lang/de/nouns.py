"""The counted noun phrase of a German figure: right of it, in the genitive, or as the subject on its left.

The phrases themselves are read by :mod:`reportminer.lang.de.phrases`.
"""

from __future__ import annotations

import regex

from reportminer.lang.de.left import before
from reportminer.lang.de.phrases import (
    adjacent,
    is_adjective,
    is_noun,
    noun_after,
    phrase_end,
    tokens_in,
    word_of,
)
from reportminer.lang.pack import Pack, load
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_WORD_OR_SIGN = regex.compile(r"[\p{L}.]+|[,;:()]")


def counted(text: str, quantity: Quantity, sentence: Span, limit: int) -> Span | None:
    """The span of the noun phrase that ``quantity`` counts or measures; ``limit`` is where the next figure begins."""
    pack = load("de")
    end = min(sentence.end, max(limit, quantity.end))
    if quantity.inner is not None:
        return Span(*quantity.inner)
    if quantity.kind == "age" or (quantity.kind == "duration" and text[quantity.end : quantity.end + 5] == " lang"):
        return None
    right = _right(text, quantity, end, pack)
    if right is not None and (
        quantity.kind in ("count", "ratio", "fraction", "age", "measure", "duration")
        or _is_base(text, quantity, right, pack)
    ):
        return right
    if right is None and (predicate := _predicate(text, quantity, end, pack)) is not None:
        return predicate
    if _ANAPHOR.match(text, quantity.end, end) or _ELLIPSIS.search(
        text, max(sentence.start, quantity.start - 40), quantity.start
    ):
        return None  # `vier Fünftel von ihnen`, `im Vorjahr waren es 30,1 %`: the figure before says what is counted
    left = (
        _gapped(text, quantity, sentence)
        or _falls_to(text, quantity, sentence, end, pack)
        or _group(text, quantity, sentence, pack)
        or before(text, quantity, sentence.start, pack)
    )
    if left is None and not _PART.search(text, max(sentence.start, quantity.start - 80), quantity.start):
        return _for_purpose(text, quantity, end, pack)
    return left


def _gapped(text: str, quantity: Quantity, sentence: Span) -> Span | None:
    """``Die Erlöse lagen bei 198 Mio. Euro, der Personalaufwand bei 141 Mio. Euro``: the verb is said once."""
    if quantity.kind not in ("money", "percent", "measure", "count"):
        return None
    match = _GAPPED.search(text, max(sentence.start, quantity.start - 90), quantity.start)
    return Span(*match.span("noun")) if match is not None else None


_GAPPED = regex.compile(
    r"(?:,|,?\sund)\s(?:der|die|das|jene|jener)\s(?P<noun>(?:\p{Ll}{4,}e[nrs]?\s)?(?!(?:Zahl|Anzahl|Anteil|Quote|Wert|Höhe)\b)\p{Lu}[\p{L}-]++)"
    r"(?:\s(?:der|des|für|von)\s[^,;.:()\d]{2,40}?)?\s(?:bei|auf|mit)\s(?:(?:rund|etwa|knapp|gut|nur|fast|über|weitere|weiteren|insgesamt|zusammen|zusätzliche|mindestens|höchstens|noch|erst|sogar)\s){0,2}$"
)
_PART = regex.compile(r"\b(?:[Dd]avon|[Dd]arunter|[Hh]iervon|wovon)\b")
_FALLS = regex.compile(r"\bentf(?:allen|ielen|ällt|iel)\b")
_SHARE_OF = regex.compile(r"\W{0,3}Von\s(?:den|der|diesen|allen)\s")
_FALLS_TO = regex.compile(r"\s{1,2}auf\s{1,2}(?:(?:den|die|das)\s{1,2})?(?=\p{L})")


def _falls_to(text: str, quantity: Quantity, sentence: Span, end: int, pack: Pack) -> Span | None:
    """``Davon entfallen 5 Mio. Euro auf Mehreinnahmen``: the noun after ``auf``."""
    match = _FALLS_TO.match(text, quantity.end, end)
    if quantity.kind != "money" and _SHARE_OF.match(text, sentence.start):
        return None  # `Von den neuen Verträgen entfielen 27 Prozent auf`
    if match is None or not _FALLS.search(text, max(sentence.start, quantity.start - 200), quantity.start):
        return None
    tokens = tokens_in(text, match.end(), end)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[noun].end)


_PREDICATE = regex.compile(r"\s(?:waren|sind|war|ist)\s(?:davon\s)?(?=\p{L})")


def _predicate(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    """``3.411 waren Kinder``: the noun after the verb, without an article."""
    if quantity.kind not in ("count", "percent"):
        return None
    match = _PREDICATE.match(text, quantity.end, end)
    if match is None:
        return None
    tokens = tokens_in(text, match.end(), end)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[noun].end)


_ANAPHOR = regex.compile(r"\s(?:von\s(?:ihnen|denen|diesen)|davon)\b")
_ELLIPSIS = regex.compile(r"\b(?:waren|sind|werden|gab|gibt|wurden)\s(?:es|das|dies)\s(?:\p{Ll}+\s){0,3}$")


# --- to the right ------------------------------------------------------------------------------------------------


_QUOTES = frozenset('„“»«"')
"""What may open the name of what is counted (``9 „schwarze Punkte“``)."""


def _right(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    tokens = tokens_in(text, quantity.end, end)
    index = _skip_lead(text, tokens, quantity, pack)
    if index < len(tokens) and word_of(text, tokens[index]) in _QUOTES:
        tokens = [*tokens[:index], *tokens[index + 1 :]]
    if index >= len(tokens):
        return None
    low = quantity.end if index == 0 else tokens[index - 1].end
    if not adjacent(text, low, tokens[index].start) and text[low : tokens[index].start].strip() not in _QUOTES:
        return None
    start = index
    while index < len(tokens) and (
        is_adjective(text, tokens[index], pack)
        or _modifies(text, tokens, index, pack)
        or (index > start and _joins_adjectives(text, tokens, index, pack))
    ):
        index += 1
    if index + 1 < len(tokens) and _names_origin(text, tokens, index) and is_noun(text, tokens[index + 1], pack):
        index += 1
    torn = _behind_attribute(text, tokens, pack) if quantity.kind in ("percent", "fraction", "ratio") else None
    if torn is not None:
        index = torn
        start = index
    if index >= len(tokens) or not is_noun(text, tokens[index], pack):
        return None
    if quantity.kind == "duration" and (index or text[: quantity.end].endswith("n")):
        return None  # `seit 50 Jahren Vorreiterin`
    if index > start and _weak(text, tokens[start]) and start == 0 and not _governed(text, quantity, pack):
        return None  # `91 wiesen Mängel auf`, `41 % privaten Eigentümern`: a verb, a dative
    if quantity.kind in ("money", "rate") and _LEADS_ON.match(text, tokens[index].end, end + 24):
        return None  # `standen Ausgaben von 3,2 Mrd. Euro Einnahmen von 2,9 Mrd. Euro gegenüber`
    last = phrase_end(text, tokens, index, pack)
    start = _drop_skipped(text, tokens, start, index, pack)
    return Span(tokens[start].start, tokens[last].end)


def _behind_attribute(text: str, tokens: list[Span], pack: Pack) -> int | None:
    """``91 % des vom Minister zugewiesenen Plans``: the noun behind a participle with a phrase of its own."""
    words = [word_of(text, token) for token in tokens[:8]]
    if len(words) < 4 or words[0] not in ("der", "des", "aller") or pack.value("preposition", words[1]) is None:
        return None
    for noun in range(3, len(words)):
        if is_noun(text, tokens[noun], pack) and is_adjective(text, tokens[noun - 1], pack):
            return noun
    return None


_LEADS_ON = regex.compile(r"\s(?:in\sHöhe\s)?von\s(?:(?:rund|etwa|knapp|über|nur|insgesamt)\s)?\d")


def _joins_adjectives(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    """``3.160 provisorische und baufällige Häuser``: a conjunction between two adjectives of one noun."""
    if word_of(text, tokens[index]) not in ("und", "oder", "sowie", ",") or index + 2 >= len(tokens):
        return False
    following = is_adjective(text, tokens[index - 1], pack) and is_adjective(text, tokens[index + 1], pack)
    return following and is_noun(text, tokens[index + 2], pack)


def _modifies(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    """``26 unerlaubt eingereiste Personen``: an adverb before an adjective."""
    word = text[tokens[index].start : tokens[index].end]
    return (
        word.isalpha()
        and word.islower()
        and len(word) > 3
        and pack.value("func", word) is None
        and pack.value("level_verb", word) is None
        and pack.value("preposition", word) is None
        and index + 2 < len(tokens)
        and is_adjective(text, tokens[index + 1], pack)
        and is_noun(text, tokens[index + 2], pack)
    )


def _names_origin(text: str, tokens: list[Span], index: int) -> bool:
    """``Schweizer Städte``: a place name as an adjective, directly before a noun."""
    word = text[tokens[index].start : tokens[index].end]
    between = text[tokens[index].end : tokens[index + 1].start]
    return word[0].isupper() and word.endswith("er") and between == " " and load("de").value("origin", word) is not None


def _weak(text: str, token: Span) -> bool:
    """An adjective in ``-en``: after a bare number only in the dative or behind an article."""
    return text[token.start : token.end].endswith("en")


def _governed(text: str, quantity: Quantity, pack: Pack) -> bool:
    """True where an article or a preposition stands within four words before the number."""
    words = _WORD_OR_SIGN.findall(text[max(0, quantity.start - 40) : quantity.start])[-4:]
    return (
        any(
            pack.value("preposition", word) is not None
            or pack.value("determiner", word) is not None
            or word.lower() == "der"
            for word in words
        )
        and quantity.kind != "percent"
    )


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
        return lead in _BASE_LEADS or lead.startswith(("des vom ", "der vom ", "des von ", "der von ", "des für ", "der für ", "der im ", "des im "))
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
    if quantity.kind not in ("count", "percent", "fraction", "ratio", "money"):
        return None
    matches = list(_OF.finditer(text, max(sentence.start, quantity.start - 140), quantity.start))
    if not matches:
        return None
    tokens = tokens_in(text, matches[-1].end(), quantity.start)
    noun = noun_after(text, tokens, 0, pack)
    return None if noun is None else Span(tokens[0].start, tokens[noun].end)
