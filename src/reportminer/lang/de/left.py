"""What a German figure measures when the noun stands before it: ``Kosten in Höhe von``, ``Die Quote ... liegt bei``.

Three places, in this order: the phrase that leads straight to the number (``Abschreibungen auf Anlagen von``), the subject
of the clause (``Der Mehraufwand beläuft sich nach den Berechnungen auf``), what a relative clause is about (``ein Gerät, das
480.000 Euro gekostet hatte``).
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportminer.lang.de.chunks import Chunks, Phrase, chunks
from reportminer.lang.pack import Pack
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_REACH = 240
_LIMITS = frozenset({"über", "unter", "ab", "bis", "höchstens", "mindestens", "maximal"})
_COUNTED = frozenset({"count", "ratio", "fraction", "age", "factor"})
_OF = frozenset({"von", "über", ":", "=", "(", ""})
_CARRIERS = frozenset(
    {
        "höhe",
        "wert",
        "umfang",
        "volumen",
        "gesamtwert",
        "gesamthöhe",
        "gesamtumfang",
        "gegenwert",
        "betrag",
        "auftragswert",
        "gesamtvolumen",
    }
)
_EMPTY_CARRIERS = frozenset({"höhe", "wert", "umfang", "gegenwert", "gesamtwert", "gesamthöhe", "gesamtumfang"})
_CHANGE_NOUN = regex.compile(
    r"(?:Anstieg|Rückgang|Zuwachs|Zunahme|Abnahme|Plus|Minus|Steigerung|Senkung|Erhöhung|Anhebung|Absenkung|Vergleich|Vorjahr"
    r"|Reduzierung|Reduktion|Verringerung|Kürzung|Aufstockung|Schnitt|Durchschnitt|Begrenzung|Verdopplung|Halbierung|Schrumpfen|Schrumpfung)(?:s|es|en)?$"
)
_BORDER = regex.compile(
    r"[;:!?|]|\.(?=\s+\p{Lu})(?<!\b(?:Mio|Mrd|Tsd|Nr|Abs|ca|bzw|rd|v|H|St|Art|Dr|Prof|Vj|i|z|B)\.)|\s[–—-]\s|\n\s*\n"
)
_STOP = regex.compile(r"[;:!?)]|\.(?=\s+\p{Lu})|\n\s*\n|,(?=\s)")
_AUXILIARIES = frozenset(
    {"hat", "haben", "hatte", "hatten", "will", "wollen", "soll", "sollen", "muss", "müssen", "kann", "können"}
)
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "dessen", "deren", "denen"})
_ANAPHORA = frozenset(
    {
        "davon",
        "darunter",
        "hiervon",
        "wovon",
        "darin",
        "dies",
        "sie",
        "er",
        "es",
        "was",
        "diese",
        "dieser",
        "dieses",
        "hierunter",
    }
)
_LETTERS = regex.compile(r"\p{L}+")


@dataclass(frozen=True, slots=True)
class _Lead:
    """What leads to the number: the index behind the last token of the phrase, the linking word, ``carried`` where an
    empty noun stood between (``in Höhe von``)."""

    end: int
    link: str
    carried: bool = False


def before(text: str, quantity: Quantity, start: int, pack: Pack) -> Span | None:
    """The span of the noun phrase before ``quantity`` that it measures; ``start`` is where its sentence begins."""
    low = _word_start(text, max(start, quantity.start - _REACH))
    bracket = False
    for match in _BORDER.finditer(text, low, quantity.start):
        if match[0] not in (":", "|") or not _only_fillers(text[match.end() : quantity.start], pack):
            low = match.end()
    opened = text.rfind("(", low, quantity.start)
    if opened >= 0 and text.find(")", opened, quantity.start) < 0:
        if _has_noun(text[opened + 1 : quantity.start], pack):
            low = opened + 1
        elif quantity.start - opened < 40:
            bracket = True
    tree = chunks(text, low, quantity.start)
    lead = _lead(tree, pack)
    after = text[quantity.end : _clause_end(text, quantity.end)]
    if quantity.kind == "duration" and not _lasts(tree, after):
        named = _direct(tree, lead, quantity, after, pack)
        return named if named is not None and _LENGTH.search(text, named.start, named.end) else None
    if bracket and lead.link != "(":
        return None
    found = _direct(tree, lead, quantity, after, pack)
    if found is None and not bracket:
        found = _subject(tree, lead, quantity, after, pack)
    return found


_LASTS = regex.compile(r"\b(?:dauer|betr[aäu]g|lauf|läuft|lief|währ|umfass|verkürz|verlänger)\p{Ll}*")


_LENGTH = regex.compile(
    r"(?:zeit|zeiten|dauer|frist|fristen|alter|haft|pause|verspätung|verzögerung|verbot|urlaub)\b", regex.I
)


def _lasts(tree: Chunks, after: str) -> bool:
    """A length of time is counted where a verb says how long something lasts, or directly behind its name."""
    if any(letter in "LV" and _LASTS.match(tree.word(index)) for index, letter in enumerate(tree.classes)):
        return True
    return _LASTS.search(after) is not None


def _only_fillers(between: str, pack: Pack) -> bool:
    return all(pack.value("np_filler", word) is not None for word in between.split())


def _word_start(text: str, position: int) -> int:
    while 0 < position < len(text) and text[position - 1].isalnum():
        position += 1
    return position


def _clause_end(text: str, position: int) -> int:
    match = _STOP.search(text, position, position + 120)
    return match.start() if match else min(len(text), position + 120)


def _has_noun(inside: str, pack: Pack) -> bool:
    return any(phrase.kind == "N" for phrase in chunks(inside, 0, len(inside)).phrases)


def _lead(tree: Chunks, pack: Pack) -> _Lead:
    """Strip comparators, adverbs and the linking preposition before the number."""
    end = _strip(tree, len(tree.tokens), pack)
    if end == 0:
        return _Lead(0, "")
    word = tree.word(end - 1)
    link = word if word in ("von", "auf", "um", "bei", "mit", "zu", "für", "an", "bis", ":", "=", "(") else ""
    end -= 1 if link else 0
    if not link and {tree.word(index) for index in range(end, len(tree.tokens))} & _LIMITS:
        link = "über"
    if link == "von" and end >= 2 and tree.word(end - 1) in _EMPTY_CARRIERS and tree.classes[end - 2] in "PGDA":
        cut = end - 1
        while cut > 0 and tree.classes[cut - 1] in "AD":
            cut -= 1
        if cut > 0 and tree.word(cut - 1) in ("in", "im", "mit"):
            return _Lead(cut - 1, "von", carried=True)
    if link in ("", "von", "auf", "um", "bei", "mit", "zu"):
        end = _strip(tree, end, pack)
    return _Lead(end, link)


def _strip(tree: Chunks, end: int, pack: Pack) -> int:
    while end > 0:
        word = tree.word(end - 1)
        if (
            word in ("als", "zu")
            and end > 1
            and tree.word(end - 2) in ("mehr", "weniger", "bis", "höher", "niedriger", "kleiner", "größer")
        ):
            end -= 2
        elif pack.value("np_filler", word) is not None:
            end -= 1
        elif (
            end > 1
            and tree.classes[end - 1] in "DG"
            and tree.word(end - 1) in ("den", "die", "der", "dem")
            and tree.classes[end - 2] == "P"
        ):
            end -= 1  # `statt der erlaubten`
        elif tree.surface(end - 1) in ("„", "«", "»", "–"):
            end -= 1
        else:
            break
    return end


# --- the phrase that leads to the number ---------------------------------------------------------------------------


def _direct(tree: Chunks, lead: _Lead, quantity: Quantity, after: str, pack: Pack) -> Span | None:
    phrase = next((item for item in reversed(tree.phrases) if item.last == lead.end - 1), None)
    if phrase is None:
        return None
    if lead.link == "bis" and "von" not in [tree.word(index) for index in range(phrase.first)]:
        return _span(tree, phrase, pack) if phrase.kind == "N" else None
    if lead.link in _OF or lead.carried:
        if lead.link == "" and not lead.carried and not _stands_alone(tree, phrase, quantity, after, pack):
            return None
        if lead.link == "(" and quantity.kind == "count" and not _named_count(tree, phrase):
            return None
        return _measured(tree, phrase, lead, pack)
    if lead.link == "für" and quantity.kind == "money" and _TRADED.search(after):
        return _measured(tree, phrase, lead, pack)
    if "L" in tree.classes or "V" in tree.classes[: phrase.first] or _verb_after(after, pack):
        return None
    if lead.link in ("auf", "um", "bei", "zu", "bis"):
        return _measured(tree, phrase, lead, pack)
    return None


_TRADED = regex.compile(
    r"^\s(?:(?:ex|im)portiert|(?:ver|ge|an|auf|ein)kauft|eingekauft|erworben|aus(?:ge)?führt|ausgeführt|eingeführt|beschafft|angeschafft"
    r"|saniert|gebaut|errichtet|modernisiert|erneuert|renoviert|versteigert|veräußert|abgesetzt)\b"
)
"""``Erzeugnisse für 33,8 Mrd. USD exportiert``: what was bought, sold or built for the money."""


def _named_count(tree: Chunks, phrase: Phrase) -> bool:
    """``die Zahl der Anträge (27.478)``."""
    return tree.word(phrase.head) in ("zahl", "anzahl", "gesamtzahl")


def _stands_alone(tree: Chunks, phrase: Phrase, quantity: Quantity, after: str, pack: Pack) -> bool:
    """A noun right before the number names it in lists and after verbs of amount, not where it is the agent."""
    if quantity.kind in _COUNTED and not tree.text[: quantity.start].rstrip(" ").endswith("\n"):
        return False
    if phrase.preposition and phrase.preposition not in (
        "mit",
        "bei",
        "für",
        "einschließlich",
        "zuzüglich",
        "abzüglich",
        "davon",
    ):
        return False
    if phrase.preposition == "für":
        return quantity.kind == "money"
    if any(tree.word(index).startswith("kost") and tree.classes[index] == "L" for index in range(phrase.first)):
        return False  # `Das kostet das Land 5 Mio. Euro`
    if any(tree.word(index) in _AUXILIARIES for index in range(phrase.first)):
        return False  # `hat die Provinz 1.035 Mio. Euro bereitgestellt`: who does it
    return "L" in tree.classes or (not _verb_after(after, pack) and not _other_verb(tree, phrase))


def _other_verb(tree: Chunks, phrase: Phrase) -> bool:
    """True where a word before the phrase could be a verb with an agent."""
    return any(
        letter == "V" and tree.word(index).endswith(("t", "te", "ten", "en", "ß", "b", "g"))
        for index, letter in enumerate(tree.classes[: phrase.first])
    )


def _measured(tree: Chunks, phrase: Phrase, lead: _Lead, pack: Pack) -> Span | None:
    """The head of a chain, or its last noun where that names a measure (``Betriebe mit einer Fläche von``)."""
    if phrase.kind == "E":
        return None
    if phrase.kind == "B":
        return _of_change(tree, phrase)
    if _CHANGE_NOUN.match(tree.surface(phrase.head)):
        return _of_change(tree, phrase)
    if not lead.carried and phrase.last > phrase.head and _names_measure(tree.word(phrase.last), pack):
        first = phrase.last
        while first > phrase.head and tree.classes[first - 1] == "A":
            first -= 1
        if tree.classes[first - 1] != "G" or not _names_measure(tree.word(phrase.head), pack):
            return Span(tree.tokens[first].start, tree.tokens[phrase.last].end)
    return _span(tree, phrase, pack)


def _names_measure(word: str, pack: Pack) -> bool:
    if pack.value("measure_noun", word) is not None:
        return True
    return any(pack.value("measure_noun", word[cut:]) is not None for cut in range(3, max(3, len(word) - 3)))


def _of_change(tree: Chunks, phrase: Phrase) -> Span | None:
    """``Erhöhung der Steuer um``: the change of what follows in the genitive."""
    if phrase.of is None:
        return None
    first, noun = phrase.of
    return Span(tree.tokens[first].start, tree.tokens[noun].end)


def _span(tree: Chunks, phrase: Phrase, pack: Pack) -> Span:
    """The phrase as counted text: adjectives and head, what is coordinated with it, the attribute of a rate."""
    first, last = phrase.first, phrase.head
    head = tree.word(phrase.head)
    if head in ("zahl", "anzahl", "gesamtzahl") and phrase.of is not None:
        return Span(tree.tokens[phrase.of[0]].start, tree.tokens[phrase.of[1]].end)
    if _names_rate(head, pack):
        last = max(last, phrase.of[1] if phrase.of else last)
    elif tree.classes[last + 1 : last + 3] == "CN" and tree.word(last + 1) in ("und", "oder"):
        last += 2
    return Span(tree.tokens[first].start, tree.tokens[last].end)


def _names_rate(head: str, pack: Pack) -> bool:
    return pack.value("rate_head", head) is not None or head.endswith(
        ("quote", "rate", "zahl", "anteil", "ertrag", "preis", "index")
    )


# --- the subject ---------------------------------------------------------------------------------------------------


def _subject(tree: Chunks, lead: _Lead, quantity: Quantity, after: str, pack: Pack) -> Span | None:
    high = len(tree.tokens)
    for low in _segments(tree):
        words = [tree.word(index) for index in range(low, min(high, low + 3))]
        phrases = [item for item in tree.phrases if low <= item.head < high]
        if high < len(tree.tokens) and any(item.numbered and not item.preposition for item in phrases):
            return None  # that clause counts something itself: `12 Unfälle, 5 % mehr als`
        found = _chosen(tree, phrases, low, high, quantity, after, pack, carried=lead.carried)
        if found is not None:
            return found
        if words and words[0] in _ANAPHORA:
            return None
        relative = _antecedent(tree, low, high, words, after, pack)
        if relative is not None:
            return relative
        if "L" in tree.classes[low:high]:
            return None
        high = max(0, low - 1)
    return None


_LISTED = regex.compile(r"A*N[CK]A*N")
_NEW_CLAUSE = regex.compile(r"[DG]A*(?:HC)?N+[LV]")


def _segments(tree: Chunks) -> list[int]:
    """Where the stretches between commas begin, from the last to the first; commas inside enumerations do not count."""
    borders = [
        index + 1
        for index, letter in enumerate(tree.classes)
        if (letter == "K" and tree.classes[index - 1 : index] != "H" and not _LISTED.match(tree.classes, index + 1))
        or (letter == "C" and _NEW_CLAUSE.match(tree.classes, index + 1))
    ]
    return [*reversed(borders), 0]


def _chosen(
    tree: Chunks,
    phrases: list[Phrase],
    low: int,
    high: int,
    quantity: Quantity,
    after: str,
    pack: Pack,
    *,
    carried: bool,
) -> Span | None:
    words = [tree.word(index) for index in range(low, high)]
    base = _part_of(tree, phrases, low, quantity)
    if base is not None:
        return _span(tree, base, pack)
    verbs = carried or quantity.kind == "factor" or "L" in tree.classes[low:high] or _verb_after(after, pack)
    named = _number_of(tree, phrases)
    if named is not None:
        return named
    if not verbs:
        return _for_purpose(tree, phrases, quantity)
    entfallen = any(word.startswith(("entf",)) for word in words) or regex.search(
        r"\bentf(?:allen|ielen|ällt|iel)\b", after
    )
    if entfallen:
        on = next((item for item in phrases if item.preposition == "auf" and item.kind == "N"), None)
        if on is not None:
            return _span(tree, on, pack)
        return None
    costs = next((i for i in range(low, high) if tree.classes[i] == "L" and tree.word(i).startswith("kost")), high)
    candidates = [item for item in phrases if item.head < costs and _may_be_subject(tree, item)]
    if costs < high and not candidates:
        return None
    if not candidates:
        return _for_purpose(tree, phrases, quantity)
    causes = any(pack.value("causative", word) is not None for word in words) or any(
        pack.value("causative", word) is not None for word in _LETTERS.findall(after)
    )
    accusative = [
        item for item in candidates if item.opener in ("den", "einen", "ihren", "seinen", "diesen", "unseren")
    ]
    if causes and len(candidates) > 1:
        chosen = accusative[0] if accusative else candidates[-1]
    else:
        chosen = next((item for item in candidates if item not in accusative), candidates[0])
    if _CHANGE_NOUN.match(tree.surface(chosen.head)):
        return _of_change(tree, chosen)
    return _span(tree, chosen, pack)


def _part_of(tree: Chunks, phrases: list[Phrase], low: int, quantity: Quantity) -> Phrase | None:
    """``Von den neuen Verträgen entfielen 27 Prozent auf``: what the share is a share of opens the clause."""
    first = phrases[0] if phrases else None
    if first is None or quantity.kind not in ("percent", "count", "fraction", "ratio") or tree.word(low) != "von":
        return None
    opened = first.preposition == "von" and first.opener in ("den", "der", "diesen", "allen")
    return first if opened and first.kind == "N" else None


def _may_be_subject(tree: Chunks, phrase: Phrase) -> bool:
    if tree.surface(phrase.head).isupper() and not phrase.opener:
        return False  # `nach § 103 HGO`
    return (
        phrase.kind == "N"
        and not phrase.preposition
        and phrase.opener not in ("dem", "einem", "diesem", "ihrem", "seinem", "des", "eines", "ihres", "seines")
        and (not _CHANGE_NOUN.match(tree.surface(phrase.head)) or phrase.of is not None)
    )


def _number_of(tree: Chunks, phrases: list[Phrase]) -> Span | None:
    """``die Zahl der Verwaltungseinheiten auf Gemeindeebene``: what the word number is about."""
    for item in reversed(phrases):
        if tree.word(item.head) in ("zahl", "anzahl", "gesamtzahl"):
            if item.of is not None:
                return Span(tree.tokens[item.of[0]].start, tree.tokens[item.of[1]].end)
            return _torn_genitive(tree, item)
    return None


def _torn_genitive(tree: Chunks, phrase: Phrase) -> Span | None:
    """``die Zahl der von der Räumung betroffenen Haushalte``: a participle with its own phrase stands between."""
    match = regex.compile(r"[GD]P.{1,8}?A(A*)(N)").match(tree.classes, phrase.head + 1)
    if match is None:
        return None
    return Span(tree.tokens[match.start(2)].start, tree.tokens[match.start(2)].end)


def _for_purpose(tree: Chunks, phrases: list[Phrase], quantity: Quantity) -> Span | None:
    """``Für jeden Platz zahlen wir 2.500 Euro``: money for something."""
    if quantity.kind != "money":
        return None
    found = next((item for item in phrases if item.preposition == "für" and item.kind == "N"), None)
    return None if found is None else Span(tree.tokens[found.first].start, tree.tokens[found.head].end)


def _antecedent(tree: Chunks, low: int, high: int, words: list[str], after: str, pack: Pack) -> Span | None:
    """``ein Gerät, das 480.000 Euro gekostet hatte``, ``Anträge, für die 5 Mio. Euro bewilligt wurden``."""
    if not low or not words:
        return None
    pronoun = words[1] if len(words) > 1 and words[0] in ("für", "auf", "mit", "an", "in", "bei") else words[0]
    nouns = [item for item in tree.phrases if low <= item.head < high and item.kind == "N" and not item.preposition]
    if pronoun not in _RELATIVE or nouns:
        return None
    heads = [item for item in tree.phrases if item.head < low and item.kind == "N"]
    if not heads or low - heads[-1].last > 3:
        return None
    return _span(tree, heads[-1], pack)


_COMPARATIVES = frozenset({"weniger", "höher", "niedriger", "zusätzlich", "zurück"})
"""Words of a change that are no verbs."""


def _verb_after(after: str, pack: Pack) -> bool:
    return any(
        word[0].islower()
        and (
            pack.value("level_verb", word) is not None
            or (word not in _COMPARATIVES and pack.value("change_cue", word) is not None)
        )
        for word in _LETTERS.findall(after)
    )
