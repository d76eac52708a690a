"""Places: the gazetteer of provinces, Länder, cities, countries, and the ids of units named with their class noun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

from reportminer.gazetteer import Gazetteer, Hit, alternation, classes, old_tones, slug, spelled_out, table, unaccented
from reportminer.lang.pack import load, setting

PROVINCE = "vn:prov:"
STATE = "de:land:"

_TO_PROVINCE = regex.compile(
    r"(?:\s*,?\s+(?:huyện|quận|thị xã|Bezirk)\s+(?:\p{Lu}\p{L}*\s?){1,3})?"
    r"\s*[,(]?\s*(?:(?:tỉnh|thành phố|TP\.?|(?:in\s+)?(?:der\s+)?Provinz)\s+)?"
)
_WORD = regex.compile(r"\p{L}+")
_SYLLABLES = regex.compile(r"\p{Lu}\p{L}*(?: \p{Lu}\p{L}*){1,3}!?")
"""A name that is also written with hyphens: ``Quang-Ninh``."""

_HEAD = 1500
"""The home place is named in the head of a document."""

_LETTERHEAD = 500
"""Who wrote a document stands before its text."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of ``places.tsv``; ``into`` is the unit that took it in after ``until``."""

    id: str
    level: str
    name: str
    names: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""
    into: str = ""

    def name_in(self, code: str) -> str:
        """The name in a language; units of Vietnam keep their own spelling everywhere."""
        return dict(self.names).get(code) or self.name


@cache
def places() -> dict[str, Place]:
    """All places of the gazetteer by id."""
    return {row["id"]: _place(row) for row in table("places.tsv")}


def _place(row: dict[str, str]) -> Place:
    names = () if row["id"].startswith(("vn:", "de:")) else tuple(_display(row))
    return Place(row["id"], row["level"], row["name"], names, row["since"], row["until"], row["into"])


def _display(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    for code in ("vi", "de"):
        first = row.get(code, "").split("|")[0].rstrip("!")
        if first:
            yield code, first


@cache
def gazetteer(code: str) -> Gazetteer[Place]:
    """The place names as a text in the language spells them."""
    forms = [(form, places()[row["id"]]) for row in table("places.tsv") for form in _forms(row, code)]
    return Gazetteer(forms, suffix="s?" if code == "de" else "")


def _forms(row: dict[str, str], code: str) -> set[str]:
    own = {form for form in row.get(code, "").split("|") if form}
    if not row["id"].startswith(("country:", "geo:", "city:")) or not own:
        marked = row["name"] + ("!" if row["flags"] == "weak" else "")
        own |= {marked}
    if row["id"].startswith("vn:"):
        own |= {_without_marks(form, code) for form in own}
        own |= {form.replace(" - ", "-").replace(" – ", "-") for form in own} if code != "vi" else set()
        own |= {form.replace(" ", "-") for form in own if _SYLLABLES.fullmatch(form)}
    elif code == "de":
        own |= {spelled_out(form) for form in own}
    return own


def _without_marks(form: str, code: str) -> str:
    """The form without Vietnamese marks; in Vietnamese it may be a person (``Quang Nam``) and needs a place cue."""
    plain = unaccented(form)
    return plain if code != "vi" or plain == form else plain.rstrip("!") + "!"


def spelled(code: str) -> set[str]:
    """The spellings of the units that organs belong to (of the own country where the language has one)."""
    countries = ("vn:",) if code == "vi" else ("vn:", "de:")
    rows = (row for row in table("places.tsv") if row["id"].startswith(countries))
    return {form for row in rows for form in _forms(row, code) if not form.endswith("!")}


@cache
def _cue(code: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\w]){alternation(classes(f'{code}/names.tsv').get('place_cue', ('',)))}\s+$")


def find(text: str, code: str) -> Iterator[Hit[Place]]:
    """Yield the gazetteer's places; a name that is also a word counts after a cue only (``in Essen``, ``nước Pháp``)."""
    for hit in gazetteer(code).find(text):
        if hit.weak and not _cue(code).search(text, max(0, hit.start - 20), hit.start):
            continue
        if _inside_compound(text, hit.start, hit.end):
            continue
        yield hit


def _inside_compound(text: str, start: int, end: int) -> bool:
    """True for ``Berlin-Gipfel`` and ``Ost-Berlin``: parts of words are no mentions."""
    after = text[end : end + 1] in ("-", "‐", "‑") and text[end + 1 : end + 2].isalpha()
    before = start > 1 and text[start - 1] in "-‐‑/" and text[start - 2].isalpha()
    return after or before


def province_after(text: str, end: int, code: str) -> str:
    """The bare slug of the province that a unit's name is followed by: ``huyện Vân Đồn, tỉnh Quảng Ninh``."""
    gap = _TO_PROVINCE.match(text, end)
    word = _WORD.match(text, gap.end()) if gap else None
    hit = gazetteer(code).at(text, word.start(), word[0]) if word else None
    return province_slug(hit.entry.id) if hit is not None else ""


@cache
def _by_name(code: str) -> dict[str, str]:
    """Slug of every spelling -> id, provinces first."""
    found: dict[str, str] = {}
    for row in table("places.tsv"):
        for form in _forms(row, code):
            found.setdefault(slug(form.rstrip("!")), row["id"])
    return found


def look_up(name: str, code: str, level: str = "") -> Place | None:
    """The place of that name (and level, if given)."""
    found = places().get(_by_name(code).get(slug(name), ""))
    return found if found is not None and level in ("", found.level) else None


def same_unit(known: Place, level: str, code: str) -> bool:
    """True where a place can be called by a class noun of the level.

    ``thành phố Đà Nẵng`` is a province, ``Bezirk Bien Hoa`` in a translation a town; but no ``huyện`` or ``xã`` is the
    province whose name it bears.
    """
    if known.level == level or {known.level, level} == {"city", "province"}:
        return True
    if not known.id.startswith("vn:"):
        return {known.level, level} <= {"city", "district", "province"}
    return code == "de" and {known.level, level} == {"city", "district"}


def unit_id(level: str, name: str, home: str, code: str) -> str:
    """The id of a unit named with its class noun: ``vn:district:van_don@quang_ninh``; empty where no province is known."""
    known = look_up(name, code)
    if known is not None and same_unit(known, level, code):
        return known.id
    if level == "province":
        return ""
    if level == "kreis":
        return f"de:kreis:{slug(name)}"
    country = "vn" if code == "vi" or not home or PROVINCE + home in places() else "de"
    return f"{country}:{level}:{slug(name)}@{home}" if home else ""


def province_slug(place_id: str) -> str:
    """The bare slug of a province or Land id (``quang_ninh``), else nothing."""
    for prefix in (PROVINCE, STATE):
        if place_id.startswith(prefix):
            return place_id.removeprefix(prefix)
    return ""


def place_id(home: str) -> str:
    """The id behind a bare home place: ``quang_ninh`` -> ``vn:prov:quang_ninh``, ``hessen`` -> ``de:land:hessen``."""
    if not home or ":" in home:
        return home
    return next((prefix + home for prefix in (PROVINCE, STATE) if prefix + home in places()), home)


def home_place(text: str, code: str) -> str:
    """The province or Land that the head of a document names most (the first of equals), as a bare slug; or nothing."""
    votes: Counter[str] = Counter()
    for hit in find(old_tones(text[:_HEAD]), code):
        home = province_slug(hit.entry.id) or _province_of(hit.entry.id)
        if home:
            votes[home] += 1
    best = max(votes, key=lambda name: votes[name], default="")
    return "" if best and _is_seat(text, code, best) else best


def _is_seat(text: str, code: str, home: str) -> bool:
    """True where the capital is only the seat of the national body that wrote the document."""
    if home not in load(code).settings.get("capitals", ()):
        return False
    national = setting(code, "national").search(text, 0, _LETTERHEAD)
    return national is not None and setting(code, "capital_unit").search(text, 0, _HEAD) is None


def _province_of(city: str) -> str:
    _, _, province = city.rpartition("@")
    return province if PROVINCE + province in places() else ""


def names(found: Iterable[Hit[Place]]) -> list[str]:
    """The names of hits (for tests and inspection)."""
    return [hit.entry.name for hit in found]
