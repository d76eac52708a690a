"""What attaches to a citation: date, issuer, session and term after it, a section before it, its subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import regex

from reportminer.lang import Pack
from reportminer.lang.pack import fold
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citerules import CiteRules, rules_for
from reportminer.rules.citetables import cite_values, issuer_names, issuers, plain, unit_slug
from reportminer.rules.following import can_follow, next_char

_RIGHT = ("date", "same_day", "year", "issuer", "session", "term")
_SECTION_WINDOW = 160
_REACH = 200
"""How far one attached part can reach; the bound also keeps the engine from looking for its words in the whole text."""
_SUBJECT_LIMIT = 200
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def attach_right(text: str, draft: Draft, rules: CiteRules, pack: Pack, names: Iterable[str] = _RIGHT) -> None:
    """Take in the dates, issuers, sessions and terms that follow the citation directly, each at most once."""
    waiting = set(names)
    while waiting:
        for name in _parts_before(rules.code, next_char(text, draft.end)):
            if name not in waiting:
                continue
            match = rules.parts[name].match(text, draft.end, draft.end + _REACH)
            if match is not None and match.end() > draft.end and _accept(name, match, draft, pack):
                draft.end = match.end()
                waiting.remove(name)
                break
        else:
            return


@cache
def _parts_before(code: str, char: str) -> tuple[str, ...]:
    """The parts on the right that can begin with ``char``, in the order in which they are tried."""
    parts = rules_for(code).parts
    return tuple(name for name in _RIGHT if name in parts and can_follow(parts[name], "", char))


def _accept(name: str, match: regex.Match[str], draft: Draft, pack: Pack) -> bool:
    if name == "date":
        return _take_date(match, draft, pack)
    if name == "same_day":
        draft.same_day = True
    elif name == "year":
        return _take_year(match, draft)
    elif name == "issuer":
        return take_issuer(match, draft, pack)
    elif name == "session":
        draft.session = ordinal(match["session"], pack.code)
    elif name == "term":
        return _take_term(match, draft)
    return True


def _take_date(match: regex.Match[str], draft: Draft, pack: Pack) -> bool:
    day = read_date(match, pack)
    if day is None and match.groupdict().get("y"):
        return False
    draft.date = day
    return True


def _take_year(match: regex.Match[str], draft: Draft) -> bool:
    """``Quyết định số 649 năm 2014``: a year counts only where the symbol and the date say none."""
    if draft.date or draft.year or (draft.symbol is not None and (draft.symbol.year or draft.symbol.form == "party")):
        return False
    draft.year_hint = match["year"]
    return True


def _take_term(match: regex.Match[str], draft: Draft) -> bool:
    number = roman(match["term"])
    if not 1 <= number <= 40:
        return False
    draft.term = f"k{number}"
    return True


def read_date(match: regex.Match[str], pack: Pack) -> date | None:
    """The date of the groups d, m or mn, y; None where the year is missing or the day does not exist."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    if "y" not in groups or "d" not in groups:
        return None
    month = groups.get("m") or pack.value("month", groups.get("mn", "")) or ""
    try:
        return date(int(groups["y"]), int(month), int(groups["d"]))
    except ValueError:
        return None


def roman(text: str) -> int:
    """``XIII`` or ``13`` -> 13; 0 where it is neither."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN.get(char, 0) for char in text.upper()]
    if not values or not all(values):
        return 0
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def ordinal(text: str, code: str) -> str:
    """A session number in digits, Roman digits or words."""
    known = cite_values(code, "ordinalword").get(fold(text))
    return known or str(roman(text) or text)


def take_issuer(match: regex.Match[str], draft: Draft, pack: Pack) -> bool:
    """Issuer, its term (``des 13. Zentralkomitees``) and its unit (``der Provinz Quang Ninh``)."""
    groups = match.groupdict()
    draft.issuer_name = " ".join((groups.get("issuer") or "").split())
    number = groups.get("term") or groups.get("localterm")
    if number and not draft.term:
        draft.term = f"k{roman(number)}"
    if groups.get("unit"):
        draft.unit = unit_slug(groups["unit"])
    return True


def issuer_code(name: str, pack: Pack) -> str:
    """The code of the longest known issuer inside a phrase (``des 13. Zentralkomitees der Partei`` -> ``TW``)."""
    folded = fold(name)
    found = [(len(known), code) for known, code in _known_issuers(pack.code).items() if known in folded]
    return max(found)[1] if found else ""


@cache
def _known_issuers(code: str) -> dict[str, str]:
    return {**issuer_names(code), **cite_values(code, "issuer"), **_BARE_GENITIVES.get(code, {})}


_BARE_GENITIVES = {"de": {"zentralkomitees": "TW", "parteikomitees": "TU", "volksrats": "HĐND", "volksrates": "HĐND"}}


def issuer_title(code: str, language: str) -> str:
    """The usual name of an issuer code in a language, for citations that do not name their issuer."""
    stem = code.rstrip("0123456789")
    known = issuers().get(code) or issuers().get(stem)
    names = known.names.get(language, ()) if known else ()
    return names[0] if names else ""


def attach_section(text: str, draft: Draft, rules: CiteRules, floor: int) -> None:
    """Take in the section that stands before the type word: ``khoản 2 Điều 5 Luật X``, ``§ 8a Abs. 1 SGB VIII``."""
    start = draft.start if draft.anchor < 0 else draft.anchor
    before = text[max(0, start - 14) : start].split()
    if not before or not _can_end_section(before[-1]):
        return
    low = max(floor, start - _SECTION_WINDOW)
    match = rules.parts["section"].match(text, low, start)
    if match is not None and match.end() == start and match["section"]:
        draft.section = " ".join(match["section"].split()).strip(" ,")
        draft.start = match.start("section")


def _can_end_section(word: str) -> bool:
    """A cheap look at the word before: a number, a letter, a short particle or a German adjective."""
    return len(word) <= 4 or word[-1].isdigit() or word[-2:-1].isdigit() or word.endswith(("en", ".", ","))


def read_subject(text: str, draft: Draft, rules: CiteRules) -> str:
    """What the document is about, when the text says so directly after it (at most 200 characters)."""
    match = rules.parts["subject"].match(text, draft.end, min(len(text), draft.end + _SUBJECT_LIMIT + 20))
    return " ".join(match["subject"].split())[:_SUBJECT_LIMIT] if match else ""


def unit_of_text(name: str) -> str:
    """A home place as a unit id: ``Quảng Ninh``, ``quang-ninh`` and ``quang_ninh`` are the same."""
    return unit_slug(plain(name)) if name else ""
