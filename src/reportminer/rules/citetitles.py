"""German laws by their full title: ``Drittes Gesetz zur Änderung des Weingesetzes``, ``Gesetz zu dem Abkommen vom ...``.

A title is a chain of nouns, their articles, prepositions and adjectives.  It is a citation where the text treats it as
the name of one law: in a list, behind an article, a number or ``Entwurf eines``, before its short name in brackets, or
where it amends a law.  What a title cites itself lies inside it (:attr:`Draft.inner`) and gets rows of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from reportminer.lang import PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citeacts import abbreviations, german_act, names, nominative
from reportminer.rules.citecontext import Context, Handler, Match, draft_of
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import read_date
from reportminer.rules.citetables import cite_values, slug

_LONGEST = 420
_STEP = regex.compile(
    r"(?P<gap>[^\S\n]{1,12}|[^\S\n]{0,3}\n[^\S\n]{0,3}|,\s{1,3}(?=(?:des|zur|zum|sowie)\s))-?(?:"
    r"(?P<date>vom\s+\d{1,2}\.\s?(?:\p{Lu}\p{Ll}+|\d{1,2}\.)\s?\d{4}(?!\d))"
    r"|(?P<part>(?:§§?|Artikels?|Absatz(?:es)?|Abs\.|Anlage|Nr\.|Nummer)\s?\d{1,4}[a-z]?(?!\w))"
    r"|(?P<eu>\((?:EU|EG|EWG|Euratom)\)\s(?:Nr\.\s)?\d{1,4}/\d{1,4}|\d{2,4}/\d{1,4}/(?:EU|EG|EWG|Euratom|JI|GASP))"
    r"|(?P<year>(?:von\s)?(?:19|20)\d\d)(?![\d./])"
    r"|(?P<closed>(?:und|sowie|oder|bzw\.|der|die|das|des|dem|den|im|in|ins|zur|zum|zu|von|vom|für|über|auf|aus|an|am|bei|beim|mit"
    r"|ohne|durch|gegen|nach|unter|zwischen|vor|als|eine[nrsm]?|ein|hinsichtlich|betreffend|bis|wegen|einschließlich|innerhalb|außerhalb)(?!\w))"
    r"|(?P<noun>\p{Lu}[\p{L}\d]*(?:[-/](?:\n\s?)?\p{L}+)*-?)"
    r"|(?P<genitive>(?:unmittelbar\s+)?(?!(?:immer|wieder|weiter|aber|bisher|daher|vorher|nachher|sicher|leider|selber|wer|hier|her|werder|später|früher)\b)"
    r"(?:\p{Ll}{3,}-(?=\s+(?:und|oder|sowie)\s+\p{Ll}+er\s)|\p{Ll}{3,}(?:-\p{Ll}+)?er)(?=\s+(?:(?:und|oder|sowie)\s+)?(?:\p{Lu}|\p{Ll}+(?:-\p{Ll}+)?(?:er|-)\s)))"
    r"|(?P<adjective>\p{Ll}{3,}(?:-\p{Ll}+)?(?:e|en|er|es|em)(?!\w)|\p{Ll}{3,}-(?=\s+(?:und|oder|sowie)\s))"
    r")"
)
_AFTER = {
    "": {"closed", "adjective", "genitive", "noun", "part", "eu"},
    "noun": {"closed", "noun", "year", "date", "eu", "part", "genitive"},
    "closed": {"closed", "adjective", "genitive", "noun", "part", "eu", "year"},
    "adjective": {"closed", "adjective", "genitive", "noun"},
    "genitive": {"closed", "adjective", "genitive", "noun"},
    "date": {"closed"},
    "year": {"closed"},
    "eu": {"closed"},
    "part": {"closed", "part", "noun", "date"},
}
"""What can follow what in a title: no adjective stands behind its noun but in the genitive (``Änderung weiterer Gesetze``),
so a verb ends the title."""

_NAMES = {"noun", "date", "year", "eu", "part"}
_STOP = regex.compile(
    r"\s+(?:in\s+Kraft\b|im\s+(?:Bundestag|Bundesrat|Plenum|Jahre?|Ausschuss|Haus|Parlament|Sinne|Zusammenhang)\b|am\s+\d|auf\s+Drucksache"
    r"|in\s+(?:(?:erster|zweiter|dritter|zweite|dritte)\b|der\s+(?:Fassung|Ausschussfassung))|zu\s+Recht\b|Drucksachen?\b|Beschlussempfehlung\b"
    r"|(?:und|sowie)\s+(?:\p{L}+\s+)?Gesetz\s|Berichterstattung\b|Tagesordnungspunkt|Anlage\s|(?:Der|Die|Das|Es|Er|Sie|Wir|Ich|Zu|In|Im|Auf|Mit)\s)"
)
_BRACKET = regex.compile(
    r"\s*\((?:(?P<short>[^()\d\n]{3,90}?(?:\s(?:19|20)\d\d)?)\s*[–-]\s+)?(?P<abbr>\p{Lu}[\p{L}/-]{0,16}(?:G|GB|V|VO|O)(?:/EU)?(?:\s(?:19|20)\d\d)?)\)"
    r"|\s*\((?P<short>\p{Lu}[\p{L}-]{2,60}(?:gesetz|Gesetz|ordnung|gesetzbuch)(?:\s(?:19|20)\d\d)?)\)"
    r"|\s*\(Art(?:ikel|\.)\s\d[^()\n]{0,20}\)"
)
_ORDINAL = r"(?P<ordinal>\p{Lu}\p{Ll}{1,24}te[snr]|\d{1,2}\.)\s+$"
_LEFT_ORDINAL = regex.compile(_ORDINAL)
_DRAFT = regex.compile(r"Entw(?:urf|urfs|urfes|ürfe)\s+(?:eines|des|zu\s+einem|für\s+ein|von)\s+(?:(?:…|\.{2,3})\s*)?$")
_ARTICLE = regex.compile(r"(?i:\b(?:das|dem|des|zum|vom|beim|dieses|diesem)\s+|[„“\"»])$")
_ITEM = regex.compile(r"(?:^|\n)[^\S\n]*(?:[–—•*·-]|\d{1,2}[.)]|[a-z]\))\s+(?:(?:…|\.{2,3})\s*)?$")
_INDEFINITE = regex.compile(r"(?i:\b(?:k?eine?[nmrs]?|jede[snm]?|neue[snm]?|solche[snm]?)\s+)$")
_AMENDS = regex.compile(
    r"zur\s+(?:Änderung|Neufassung|Reform|Ergänzung)\s+(?:des|der|von)\s[^()]*?\p{L}(?:gesetz|ordnung|gesetzbuch|-Gesetz)"
)
_BARE = regex.compile(r"\s*zu[rm]\s+\p{Lu}\p{L}+ung\s*")
"""``Gesetz zur Änderung``: what is changed could not be read."""

_TREATY_LAW = regex.compile(r"zu(?:\s+de[mrn]|[mr])?\s+(?:(?!vom).){3,90}?vom\s+\d{1,2}\.\s?(?:\p{L}+|\d{1,2}\.)\s?\d{4}")
_LINE_HYPHEN = regex.compile(r"(?<=\p{Ll})-\n?(?=\p{Ll})")
_STRAY_HYPHEN = regex.compile(r"(?<=\s)-(?=\p{Lu})")
_HIGH_ORDINAL = regex.compile(r"\p{Lu}\p{Ll}{3,20}(?:zig|ßig)ste[snr]")
_SURE_TREATY = regex.compile(r"bkommen|bereinkommen|onvention|usatzprotokoll")
_REST_OF_NAME = regex.compile(r"\s{1,3}[^\n.;:()]{4,120}")


@dataclass(frozen=True, slots=True)
class Title:
    """Where the chain of a title ends, and how many names (nouns, dates, numbers) it has."""

    end: int
    names: int


def read_title(text: str, start: int) -> Title:
    """Follow the title that begins at ``start`` (behind ``Gesetz``, with its blank)."""
    position, before, end, count = start, "", start, 0
    while position - start < _LONGEST and not _STOP.match(text, position):
        step = _STEP.match(text, position)
        if step is None or step.lastgroup is None:
            break
        kind = next(name for name in ("date", "part", "eu", "year", "closed", "noun", "genitive", "adjective") if step[name])
        if kind not in _AFTER[before] or not _crosses(step, kind, before):
            break
        position, before = step.end(), kind
        if kind in _NAMES:
            end, count = position, count + 1
    return Title(end, count)


def _crosses(step: regex.Match[str], kind: str, before: str) -> bool:
    """A line break inside a title lies before a small letter or behind an article: a list has one title a line."""
    return "\n" not in step["gap"] or not {kind, before}.isdisjoint(("closed", "adjective", "genitive"))


def _titled(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    text = context.text
    title = read_title(text, match.end("w"))
    name = text[match.end("w") : title.end]
    bracket = _BRACKET.match(text, title.end, title.end + 140)
    left = text[max(0, match.start() - 60) : match.start()]
    ordinal = _LEFT_ORDINAL.search(left)
    known = _number(ordinal["ordinal"]) if ordinal else ""
    amends = _AMENDS.match(name.lstrip()) is not None
    if not title.names or (context.origin and not amends) or _BARE.fullmatch(name):
        return
    if not (amends or known or _named(left, name, title, bracket, text)):
        return
    draft = draft_of(match, rule, "law")
    draft.start = match.start() - (len(left) - ordinal.start("ordinal")) if known and ordinal else match.start()
    draft.inner, draft.end = title.end, bracket.end() if bracket else title.end
    _identify(draft, " ".join(filter(None, (known, "Gesetz", clean(name)))), bracket)
    if not bracket and (tail := context.rules.parts["date"].match(text, draft.end)):
        draft.date, draft.end = read_date(tail, context.pack), tail.end()
    draft.jurisdiction = "de_bund"
    yield draft


def _named(left: str, name: str, title: Title, bracket: regex.Match[str] | None, text: str) -> bool:
    """True where the text treats the title as the name of one law."""
    if _DRAFT.search(left) or (bracket is not None and (bracket["abbr"] or bracket["short"])):
        return True
    if _INDEFINITE.search(left):
        return False
    if _ITEM.search(left):
        return text[title.end : title.end + 2].strip() == "" or text[title.end : title.end + 3].strip()[:1] in "(–-;,"
    return _ARTICLE.search(left) is not None and (title.names > 1 or not name.lstrip().startswith(("für", "gegen")))


def _identify(draft: Draft, title: str, bracket: regex.Match[str] | None) -> None:
    """Symbol and key: the abbreviation, else the short name, else the title; a treaty law ends with the treaty's date."""
    abbr = bracket["abbr"] if bracket else None
    short = bracket["short"] if bracket and not abbr else None
    treaty = _TREATY_LAW.match(title.partition("Gesetz ")[2])
    if abbr:
        known = abbreviations("de").get(abbr)
        draft.symbol_text, draft.key = abbr, german_act(known) if known else keys.act_key(slug(abbr))
    elif short:
        found = names("de").match(short, 0)
        draft.symbol_text = clean(short)
        known = found[1] if found and found[0] == len(short) else None
        draft.key = german_act(known) if known else keys.act_key(slug(nominative(draft.symbol_text)))
    else:
        draft.symbol_text = f"Gesetz {treaty[0]}" if treaty else title
        draft.key = keys.act_key(slug(draft.symbol_text, _LONGEST))


def clean(name: str) -> str:
    """A name on one line, without the hyphens of line ends (``Immis-sionsschutz``) and stray ones (``-Europäischen``)."""
    joined = _LINE_HYPHEN.sub("", name)
    return " ".join(_STRAY_HYPHEN.sub("", joined).split())


def _number(word: str) -> str:
    """``Dritten`` and ``3.`` -> ``Drittes``; nothing where the word is no ordinal."""
    if word[:-1].isdigit():
        return _ordinal_words().get(int(word[:-1]), word)
    value = cite_values("de", "ordinalword").get(fold(word))
    if value:
        return _ordinal_words().get(int(value), word)
    return f"{word[:-1]}s" if _HIGH_ORDINAL.fullmatch(word) else ""


@cache
def _ordinal_words() -> dict[int, str]:
    found: dict[int, str] = {}
    for word, value in cite_values("de", "ordinalword").items():
        if word.endswith("es"):
            found.setdefault(int(value), word.capitalize())
    return found


_TREATY_HEAD = regex.compile(r"(?:s|es|en)$")
_BETWEEN_STATES = regex.compile(
    r"\s+(?:zwischen\s|über\s|betreffend\s|zu[rm]?\s+(?:(?:de[mrs]|Änderung|Einrichtung|Gründung|Schutz|Durchführung|Zusammenarbeit)\b|\p{Lu}))"
)


_KIND = regex.compile(
    r"(?r)(?<!\w)(?:Haager|Genfer|Wiener|Pariser|Brüsseler|Straßburger|Luxemburger|Berner|Dubliner|Schengener|Europäische[nrs]?|Internationale[nrs]?"
    r"|Erste[nrs]?|Zweite[nrs]?|Dritte[nrs]?|Vierte[nrs]?|Fünfte[nrs]?|Sechste[nrs]?)\s{1,2}"
)


def _treaty(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    """``Abkommen vom 9. September 2013``: a treaty by its date, or by its name where the text goes on with it."""
    day, word = read_date(match, context.pack), match["w"]
    text = context.text
    weak = not _SURE_TREATY.search(word)
    if day is None or (weak and not _BETWEEN_STATES.match(text, match.end())):
        return
    draft = draft_of(match, rule, "treaty")
    kind = _KIND.match(text, max(0, match.start() - 24), match.start())
    draft.start = kind.start() if kind else draft.start
    draft.date, draft.year, draft.jurisdiction = day, str(day.year), "other"
    stem = _TREATY_HEAD.sub("", word) if not word.endswith("kommen") else word
    rest = _REST_OF_NAME.match(text, pos=match.end(), endpos=match.end() + 124)
    found = names("de").match(stem + rest[0], 0) if rest else None
    draft.symbol_text = found[1].abbr if found else f"{stem} vom {day.isoformat()}"
    draft.key = german_act(found[1]) if found else keys.act_key(f"{slug(stem)}-{day.isoformat()}", "treaty")
    if found and found[0] > len(stem) and rest:
        draft.end = match.end() + found[0] - len(stem)
    yield draft


HANDLERS: dict[str, Handler] = {"titled": _titled, "dated_treaty": _treaty}
"""Handler name in ``citations.toml`` -> function."""
