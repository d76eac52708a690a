"""Acts cited by name: ``Luật Đất đai năm 2024``, ``Bundesnaturschutzgesetz``, ``SGB VIII``, ``Haushaltsgesetz 2020``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from reportminer.lang import Pack
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citerules import CiteRules
from reportminer.rules.citetables import Act, acts, cite_values, cite_words, plain, slug

_TOKEN = regex.compile(r"[\w/&]+(?:-[\w/]+)*")
_BETWEEN = regex.compile(r"[^\S\n]{0,8},?[^\S\n]{0,8}(?:[-–][^\S\n]{0,8})?\n?[^\S\n]{0,8}")
_TONE_PAIRS = {
    old: new
    for pair in [
        "oà:òa",
        "oá:óa",
        "oả:ỏa",
        "oã:õa",
        "oạ:ọa",
        "oè:òe",
        "oé:óe",
        "oẻ:ỏe",
        "uỳ:ùy",
        "uý:úy",
        "uỷ:ủy",
        "uỹ:ũy",
        "uỵ:ụy",
    ]
    for old, new in [pair.split(":")]
}
_ENDING = regex.compile(r"(?:es|en|er|em|e|s|n)$")
_COMPOUND = regex.compile(
    r"(?<=[\p{L}-])(?:gesetz(?:buch)?|verordnung|ordnung|konvention|vertrag|abkommen|übereinkommen|pakt)(?:e?s)?(?![\w-])"
    r"|(?<=-)(?:Gesetz|Ordnung|Verordnung|Konvention|Vertrag|Abkommen|Übereinkommen)(?:e?s)?(?![\w-])"
)
_HEAD = regex.compile(r"(?r)(?<![\w-])\p{Lu}[\p{L}\d]*(?:-(?:\n)?[\p{L}\d]+)*-?")
_GENERIC = regex.compile(r"(?:gesetz|gesetzbuch|verordnung|konvention|staatsvertrag)$", regex.IGNORECASE)
_TREATY = regex.compile(r"(?:abkommen|übereinkommen)s?$", regex.IGNORECASE)
_TREATY_TAIL = regex.compile(r"\s+(?:vom\s+\d|zwischen\s+de[rmn]\s)")
_EU_BODY = regex.compile(r"\s*\((?:EU|EG|EWG|Euratom)\)")
_ABBREVIATION = regex.compile(r"(?:G|GB|O|V|VO|StG|BO|GO)$")
_GENITIVE = regex.compile(r"(gesetz|buch|vertrag|kommen|pakt)(?:e?s)$", regex.IGNORECASE)
_OF_STATE = regex.compile(r"^(\p{Lu}[\p{L}-]*isch)e[nrms] (?=.*gesetz$)", regex.IGNORECASE)
_INNER_HYPHEN = regex.compile(r"(?<=\p{Ll})-(?=\p{Ll})")
_WEAK_ENDING = regex.compile(r"(?:es|er|e|s)$")
_APPOSED = regex.compile(r"\s{0,2}(?:,|[–-])\s{1,2}")
_BLANK = regex.compile(r"\s")
_ABBR_TAIL = regex.compile(r"(?:/EU|-[A-Z]{2,3}|\s+[IVX]+|\s+BT)$")


@cache
def _state() -> regex.Pattern[str]:
    """``Sächsisches ``, ``Thüringer ``: the state before the name of its law."""
    stems = "|".join(regex.escape(word) for word in cite_words("de")["land_adjective"])
    return regex.compile(rf"(?r)(?<!\w)(?:{stems})(?:e[snrm]?)?\s{{1,3}}")


class NameIndex:
    """Names of acts by their first word; a name matches word by word, longest first."""

    def __init__(self, language: str, entries: Iterable[tuple[str, Act]]) -> None:
        """Index ``(name, act)`` pairs; ``language`` says what spellings of a word are the same."""
        self.language = language
        self._first: dict[str, list[tuple[tuple[str, ...], Act]]] = {}
        for name, act in entries:
            words = tuple(stem(match[0], language) for match in _TOKEN.finditer(name))
            self._first.setdefault(words[0], []).append((words, act))
        for rows in self._first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def match(self, text: str, start: int) -> tuple[int, Act] | None:
        """The end and the act of the longest name that begins at ``start``."""
        first = _TOKEN.match(text, start)
        rows = self._first.get(stem(first[0], self.language), ()) if first else ()
        for words, act in rows:
            end = self._end(text, first.end() if first else start, words[1:])
            if end is not None:
                return end, act
        return None

    def _end(self, text: str, end: int, words: Iterable[str]) -> int | None:
        for word in words:
            gap = _BETWEEN.match(text, end)
            found = _TOKEN.match(text, gap.end()) if gap and gap.end() > end else None
            if found is None or stem(found[0], self.language) != word:
                return None
            end = found.end()
        return end


def stem(word: str, language: str) -> str:
    """What two spellings of a word in a name share: case, tone position (``hoá``), German endings (``gesetzes``)."""
    if language == "de":
        word, _, union = _INNER_HYPHEN.sub("", word).partition("/EU")
        word = word.lower()
        return (_ENDING.sub("", word) if len(word) > 4 else word) + ("/eu" if union or word == "" else "")
    word = word.lower()
    if language == "vi":
        return "".join(_retone(word))
    return _ENDING.sub("", word) if len(word) > 4 else word


def _retone(word: str) -> Iterator[str]:
    head, tail = word[:-2], word[-2:]
    yield head
    yield tail if head.endswith("q") else _TONE_PAIRS.get(tail, tail)


@cache
def names(language: str) -> NameIndex:
    """The index of ``laws.tsv``."""
    return NameIndex(language, ((name, act) for act in acts(language) for name in act.names))


@cache
def first_words(language: str) -> frozenset[str]:
    """Every spelling in which a name of several words can begin."""
    heads = {name.split()[0] for act in acts(language) for name in act.names if " " in name and not act.vietnamese}
    bases = {head.rstrip("-,") for head in heads}
    return (
        frozenset(
            _WEAK_ENDING.sub("", base) + ending
            for base in bases
            for ending in ("", "s", "es", "en", "er", "em", "e")
        )
        | bases
    )


@cache
def abbreviations(language: str) -> dict[str, Act]:
    """Abbreviation, as written -> act."""
    return {act.abbr: act for act in acts(language) if act.abbr}


def vietnamese_act(act: Act, kind: str, year: str) -> tuple[str, str]:
    """Key and status of a Vietnamese act by name; the year of a version leads to the key of its number."""
    symbol = act.numbers.get(year, "")
    parsed = keys.key_for_symbol(symbol) if symbol else None
    if parsed is not None:
        return parsed.key, "alias"
    return f"vn:{kind}:{act.slug}" + (f":{year}" if year else ""), "full"


def german_act(act: Act, book: str = "", year: str = "") -> str:
    """The key of a German act; ``book`` is the number of a book of the Sozialgesetzbuch."""
    return act.key or keys.act_key("-".join(part for part in (act.slug, book.lower(), year) if part), act.type)


def compounds(text: str, rules: CiteRules) -> Iterator[tuple[int, int, Act | None]]:
    """German compounds that name an act: start, end and the act where the table knows it."""
    for match in _COMPOUND.finditer(text):
        head = _HEAD.match(text, max(0, match.start() - 60), match.start())
        if head is None or match.start() - head.start() < 3:
            continue
        end = match.end() + (3 if text.startswith("/EU", match.end()) else 0)
        if _EU_BODY.match(text, end):
            continue
        word = _INNER_HYPHEN.sub("", text[head.start() : end].replace("\n", ""))
        state = _state().match(text, max(0, head.start() - 40), head.start())
        start = state.start() if state and state.end() == head.start() else head.start()
        found = names(rules.code).match(word, 0) if start == head.start() else None
        known = found[1] if found and found[0] == len(word) else None
        base = nominative(word)
        if known is not None or _GENERIC.search(base) or (_TREATY.search(base) and _TREATY_TAIL.match(text, end)):
            yield start, end, known


@cache
def _common_nouns(language: str) -> frozenset[str]:
    """Compounds that name no act by themselves (``Rahmengesetz``)."""
    return frozenset(fold(word) for word in cite_words(language).get("nolaw", ()))


def nominative(word: str) -> str:
    """``Haushaltsgesetzes`` -> ``Haushaltsgesetz``."""
    return _OF_STATE.sub(r"\1es ", _GENITIVE.sub(r"\1", word))


def compound_draft(text: str, start: int, end: int, act: Act | None, rules: CiteRules, origin: bool) -> Draft | None:
    """An act named by a compound, with its book, year and abbreviation."""
    draft = Draft(start, end, f"{rules.code}.cite.act", attach=False)
    tail = rules.parts["act_tail"].match(text, end)
    groups = {name: value for name, value in tail.groupdict().items() if value} if tail else {}
    year, abbr = groups.get("year", ""), groups.get("abbr", "")
    if act is not None and act.vietnamese and not origin:
        act = None
    if "of" in groups and (act is None or not act.vietnamese):
        tail, year, abbr = None, "", ""  # `Bodengesetz von 2024` is a version of its own, a German act of 2019 is not
    word = _INNER_HYPHEN.sub("", text[start:end].replace("-\n", "-"))
    word = nominative(" ".join(word.split()))
    bare = fold(word) in _common_nouns(rules.code)
    if act is None and bare and not (year or abbr):
        return None
    if tail and (year or abbr or (groups.get("book") and act and act.slug == "sgb")):
        draft.end = tail.end()
    if act is not None and act.vietnamese:
        draft.key, draft.status = vietnamese_act(_numbered(act), act.type, year)
        draft.symbol_text = " ".join(part for part in (word, year) if part)
        draft.year, draft.jurisdiction, draft.types = year, "vn_assembly", (act.type,)
        return draft
    known = abbreviations(rules.code).get(abbr) or act
    book = groups.get("book", "") if known and known.slug == "sgb" else ""
    if act is not None and act.abbr and not (abbr or book or year):
        after = _apposition(text, draft.end, act.abbr)
        draft.end, abbr = after, act.abbr if after > draft.end else ""
    return _german(draft, known, word, abbr, book, year)


def _apposition(text: str, end: int, abbr: str) -> int:
    """The end of ``Einkommensteuergesetz, EStG``: name and abbreviation are one citation."""
    mark = _APPOSED.match(text, pos=end, endpos=end + 6)
    after = mark.end() + len(abbr) if mark else end
    return after if mark and text.startswith(abbr, mark.end()) and not text[after : after + 1].isalnum() else end


def _german(draft: Draft, act: Act | None, word: str, abbr: str, book: str, year: str) -> Draft:
    draft.types = (act.type,) if act else (_generic_type(word),)
    draft.year, draft.name = year, word
    if act is not None:
        draft.key = german_act(act, book, year)
        draft.symbol_text = " ".join(part for part in (abbr or ("SGB" if book else word), book, year) if part)
    else:
        draft.key = keys.act_key("-".join(part for part in (slug(abbr or word), year) if part), draft.types[0])
        draft.symbol_text = abbr or " ".join(part for part in (word, year) if part)
    draft.jurisdiction = _german_jurisdiction(draft.key, word)
    return draft


def _generic_type(word: str) -> str:
    lower = word.lower()
    if lower.endswith("verordnung"):
        return "regulation"
    return "treaty" if lower.endswith(("konvention", "staatsvertrag", "abkommen", "übereinkommen")) else "law"


def _german_jurisdiction(key: str, word: str) -> str:
    if key.startswith(("eu:", "int:")):
        return "eu" if key.startswith("eu:") else "other"
    state = _state().match(word[: word.rfind(" ") + 1]) is not None
    return "de_land" if state or word.startswith("Landes") else "de_bund"


@cache
def _vietnamese_numbers() -> dict[tuple[str, str], Act]:
    return {(act.type, act.slug): act for act in acts("vi")}


def _numbered(act: Act) -> Act:
    """The Vietnamese entry of an act that has a German name."""
    return _vietnamese_numbers().get((act.type, act.slug), act)


def abbreviation_draft(text: str, start: int, end: int, rules: CiteRules) -> Draft | None:
    """``SGB VIII``, ``EEG 2017``: an abbreviation with its book or year; ``bare = no`` needs a section (checked later)."""
    act = abbreviations(rules.code).get(text[start:end])
    if (
        act is None
        or text[start - 1 : start] == "-"
        or (text[end : end + 1] in ("-", "‑") and text[end + 1 : end + 2].isalnum())
    ):
        return None
    draft = Draft(start, end, f"{rules.code}.cite.abbreviation")
    tail = rules.parts["act_tail"].match(text, end)
    book = tail["book"] if tail and tail["book"] and act.slug == "sgb" else ""
    year = tail["year"] if tail and tail["year"] and not (tail["book"] or tail["of"]) else ""
    if tail is not None and (book or year):
        draft.end = tail.end("book" if book else "year")
    if book and text[draft.end : draft.end + 1] in ("-", "‑"):
        return None
    if act.bare == "no":
        draft.flags.append("needs_section")
    return _german(draft, act, act.abbr, act.abbr, book, year)


def named_draft(text: str, start: int, index: NameIndex, rules: CiteRules) -> Draft | None:
    """A German act whose name has several words (``Bürgerliches Gesetzbuch``, ``Vertrag von Lissabon``)."""
    found = index.match(text, start)
    if found is None or not _BLANK.search(text[start : found[0]]):
        return None
    end, act = found
    return compound_draft(text, start, end, act, rules, origin=True) if not act.vietnamese else None


def book_before(text: str, draft: Draft, rules: CiteRules, pack: Pack) -> None:
    """``Sechsten Buches Sozialgesetzbuch``: the ordinal before the code is its book."""
    match = rules.parts["book"].match(text, max(0, draft.start - 60), draft.start)
    if match is None or not draft.key.endswith(":sgb"):
        return
    number = int(cite_values(rules.code, "ordinalword")[fold(match["ordinal"])])
    roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")[number - 1]
    draft.start, draft.key, draft.symbol_text = match.start("ordinal"), f"de:law:sgb-{roman.lower()}", f"SGB {roman}"


def good_abbreviation(text: str) -> bool:
    """True for what looks like the abbreviation of an act (``LBauO``), not of a party or an agency."""
    return bool(_ABBREVIATION.search(_ABBR_TAIL.sub("", text)))


def same_name(left: str, right: str) -> bool:
    """True where two names differ in case and marks only."""
    return slug(plain(left)) == slug(plain(right))
