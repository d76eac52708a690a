"""Organs and institutions: the gazetteer of complete names, and the names and ids of what the patterns found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from reportminer import places
from reportminer.entity_rules import Found
from reportminer.gazetteer import Gazetteer, Hit, old_tones, slug, spellings, table
from reportminer.name_ends import completed
from reportminer.types import EntityMention

_LEVELS = {
    "tỉnh": "province", "provinz": "province", "thành phố": "city", "tp": "city", "stadt": "city", "huyện": "district",
    "quận": "district", "thị xã": "district", "bezirk": "district", "kreis": "district", "distrikt": "district",
    "landkreis": "kreis", "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
    "gemeinde": "commune", "kommune": "commune", "land": "land",
}  # fmt: skip
"""Class noun -> administrative level; German genitives are cut before the look-up."""

_FEMALE = regex.compile(r"(?:e|ung|ion|heit|keit|schaft|tät|anz|enz|ik|Bank|Front|bank|Partei|Kammer)$")
_NEUTER = regex.compile(
    r"(?:amt|Amt|komitee|Komitee|ministerium|gericht|werk|Kreuz|parlament|Parlament|Organ|Büro|zentrum|Zentrum|institut)$"
)
_GENITIVE_HEAD = regex.compile(
    r"^(\p{Lu}\p{L}*?(?:inisterium|institut|nstitut|entrum|omitee|räsidium|büro|linikum|arlament))s\b"
)
_GENITIVE_SHORT = regex.compile(r"^(\p{Lu}\p{L}*?(?:amt|verband|bund|rat|usschuss|gericht|hof|Amt|tag))e?s\b")


@dataclass(frozen=True, slots=True)
class Organ:
    """One row of ``organs.tsv`` in one language."""

    id: str
    kind: str
    name: str


@cache
def gazetteer(code: str) -> Gazetteer[Organ]:
    """The institutions whose name is complete on its own."""
    return Gazetteer((form, organ) for form, organ in _forms(code) if organ.kind in ("name", "home"))


def _forms(code: str) -> Iterator[tuple[str, Organ]]:
    for row in table("organs.tsv"):
        for form in filter(None, row[code].split("|")):
            yield form, Organ(row["id"], row["kind"], nominative(form))


def nominative(form: str) -> str:
    """The nominative that a form of the table stands for: ``Ständig~ Ausschuss+`` -> ``Ständiger Ausschuss``."""
    words = form.split(" ")
    head = next((word.rstrip("+") for word in words if not word.endswith("~")), "")
    ending = "e" if _FEMALE.search(head) else "es" if _NEUTER.search(head) else "er"
    return " ".join(word.rstrip("~") + ending if word.endswith("~") else word.rstrip("+") for word in words)


@cache
def _by_spelling(code: str) -> dict[tuple[str, bool], Organ]:
    """Spelling, and whether it is a sector's -> organ: ``Công an`` is both the police and what a ministry is for."""
    found: dict[tuple[str, bool], Organ] = {}
    for form, organ in _forms(code):
        for spelling in spellings(form):
            found.setdefault((_key(spelling), organ.kind == "sector"), organ)
    return found


_JOINT = regex.compile(r"\s*(?<=\w|\s)[-–,](?=\s|\p{Lu})\s*")


def _key(name: str) -> str:
    """Compared without case and without dashes and commas between the parts of a name."""
    return " ".join(_JOINT.sub(" ", old_tones(name)).lower().split())


def look_up(name: str, code: str, *, sector: bool = False) -> Organ | None:
    """The organ (or the sector) of that name, inflected or not."""
    return _by_spelling(code).get((_key(name), sector))


def from_hit(hit: Hit[Organ], text: str, home: str) -> EntityMention:
    """The mention of a gazetteer hit; an organ that every Land has gets its id from the home place."""
    surface, organ = text[hit.start : hit.end], hit.entry
    identity = organ.id if organ.kind == "name" else f"{organ.id}@{home}" if home else ""
    return EntityMention(hit.start, hit.end, surface, "gazetteer.organ", "ORG", organ.name, identity)


def from_rule(found: Found, text: str, code: str, home: str) -> EntityMention:
    """The mention of a pattern match, with its name in the nominative and its id."""
    found = replace(found, end=completed(text, found.end, code))
    surface = text[found.start : found.end]
    name = _name(found, surface, code)
    return EntityMention(
        found.start, found.end, surface, found.rule.id, "ORG", name, _id(found, text, name, code, home), source="rule"
    )


def _groups(found: Found, group: str, text: str) -> list[str]:
    if group not in found.rule.pattern.groupindex:
        return []
    return [" ".join(text[start:end].split()) for start, end in found.match.spans(group)]


def _name(found: Found, surface: str, code: str) -> str:
    name = " ".join(surface.split())
    if code != "de":
        return name
    first = next((word for group in ("part", "head") for word in _groups(found, group, found.match.string)), "")
    organ = look_up(first, code) if first else None
    if organ is not None and name.startswith(first):
        return organ.name + name[len(first) :]
    return _GENITIVE_SHORT.sub(r"\1", _GENITIVE_HEAD.sub(r"\1", name))


def _id(found: Found, text: str, name: str, code: str, home: str) -> str:
    seat = _seat(found, text, code, home)
    organ = _organ_id(found, text, code, home)
    if organ is None:
        return f"org:{slug(name)}" if found.rule.kind == "org" and not _needs_seat(found, text) else ""
    identity, local = organ
    if not local:
        return identity
    if places.STATE + seat in places.places():
        identity = identity.replace("vn:", "de:", 1)  # the police of a Land
    return f"{identity}@{seat}" if seat else ""


def _needs_seat(found: Found, text: str) -> bool:
    """``Abteilung für ... der Provinz``: without the province it is any province's."""
    return bool(_groups(found, "class", text)) and not _groups(found, "at", text)


def _organ_id(found: Found, text: str, code: str, home: str) -> tuple[str, bool] | None:
    """The id of the organ and whether it belongs to a unit."""
    heads = [organ for word in _groups(found, "head", text) if (organ := look_up(word, code)) is not None]
    parts = [organ.id for word in _groups(found, "part", text) if (organ := look_up(word, code)) is not None]
    if heads:
        parts += [organ.id for organ in heads[:-1]]
        identity = ".".join([heads[-1].id, *reversed(parts)])
        if heads[-1].kind == "ministry":
            return f"{_country(home)}org:min_{identity}", False
        local = heads[-1].kind in ("own", "unit", "home") or bool(_groups(found, "at", text))
        return identity, local and not _central(found, text)
    return _sector_id(found, text, code, home)


def _sector_id(found: Found, text: str, code: str, home: str) -> tuple[str, bool] | None:
    bodies = _groups(found, "body", text)
    named = _groups(found, "sector", text)
    sectors = [organ for word in named if (organ := look_up(word, code, sector=True)) is not None]
    if not bodies or not sectors:
        return None
    if bodies[-1].lower() == "bộ":
        return f"vn:org:min_{sectors[-1].id}", False
    return f"vn:org:{slug(bodies[-1])}_{sectors[-1].id}", True


def _central(found: Found, text: str) -> bool:
    return any(word.lower() == "trung ương" for word in _groups(found, "class", text))


def _country(home: str) -> str:
    if places.PROVINCE + home in places.places():
        return "vn:"
    return "de:" if places.STATE + home in places.places() else ""


def _seat(found: Found, text: str, code: str, home: str) -> str:
    """The unit an organ belongs to, as the last part of its id; nothing where the text does not say."""
    nouns, names = _groups(found, "class", text), _groups(found, "at", text)
    level = level_of(nouns[-1]) if nouns else ""
    if names:
        known = places.look_up(names[-1], code)
        identity = known.id if known is not None else places.unit_id(level or "unit", names[-1], home, code)
        return places.province_slug(identity) or identity.partition(":")[2].replace(":", ".").replace("@", ".")
    return home if level in ("", "province", "city", "land") and not _is_lower(found, text, code) else ""


def _is_lower(found: Found, text: str, code: str) -> bool:
    """True for organs of districts and below, which the home province does not name."""
    heads = _groups(found, "head", text)
    organ = look_up(heads[-1], code) if heads else None
    return organ is not None and organ.id == "vn:org:district_party_committee"


def level_of(noun: str) -> str:
    """The administrative level of a class noun (``huyện``, ``Bezirks``), or nothing."""
    folded = " ".join(noun.lower().split()).rstrip(".")
    for cut in ("", "s", "es", "e", "en", "n"):
        stem = folded.removesuffix(cut) if folded.endswith(cut) else folded
        if stem in _LEVELS:
            return _LEVELS[stem]
    return next((level for word, level in _LEVELS.items() if folded.endswith(word) and len(word) > 4), "")
