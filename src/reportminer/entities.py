"""Named entities of a text: persons, organs, places, from tables, patterns and (where one was trained) a model.

>>> [(row.text, row.label, row.entity_id) for row in find("Das Politbüro tagte in Quang Ninh.", "de")]
[('Politbüro', 'ORG', 'vn:org:politburo'), ('Quang Ninh', 'LOC', 'vn:prov:quang_ninh')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reportminer import entity_rules, organs, persons, places
from reportminer.entity_rules import Found
from reportminer.gazetteer import classes, old_tones, slug
from reportminer.name_ends import completed
from reportminer.places import home_place, place_id
from reportminer.types import EntityMention

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find", "home_place", "place_id", "places_in", "slug"]

_ACT_NUMBER = re.compile(r"(?:, Euratom)?\)\s*(?:Nr\.\s*|số\s*)?\d{1,4}/\d")

SURE = 0.8
"""From this score on a name that the model finds may swallow places that tables and patterns find inside it."""

_TOWN = re.compile(r"(?i)th[iị]\s+x[aã]")
"""A town is a district by law and a city in the gazetteer."""

_LOWER = ("city", "district", "commune")
"""Levels of which several units bear one name."""

_RANK = {"org": 1, "unit": 2, "gazetteer": 3, "per": 4, "loc": 5, "misc": 6, "model": 7}
"""Which of two readings of the same words counts (0: persons after a title, organs of the table)."""


def find(
    text: str, code: str, *, home_place: str = "", doc: Doc | None = None, models: bool = False
) -> list[EntityMention]:
    """Return the outermost named entities of a text in order.

    ``home_place`` (``quang_ninh``) completes the ids of organs and units named without their province.  ``doc`` is the
    text as the pipeline of :mod:`reportminer.nlp` processed it; with ``models`` the pipeline is run where a trained
    model exists.  Model mentions only fill what tables and patterns leave open.
    """
    home = places.province_slug(home_place) or home_place
    plain = old_tones(text)
    rows = settle([*_known(text, plain, code, home), *_patterns(text, plain, code, home)])
    rows = [row for row in rows if not (row.label == "ORG" and _names_law(text, row.start, code))]
    named = list(_from_model(text, code, doc, models))
    rows = fill(without_inner(rows, named), named)
    rows = persons.without_roles(text, rows, code)
    rows = as_persons(rows, list(persons.later(text, rows, code)))
    return persons.join(rows)


def places_in(mentions: Iterable[EntityMention]) -> list[EntityMention]:
    """The mentions that can say where a figure holds: administrative units and countries with an id."""
    levels = {"province", "land", "city", "district", "kreis", "commune", "country", "region"}
    return [row for row in mentions if row.label == "LOC" and row.entity_id and row.admin_level in levels]


def _known(text: str, plain: str, code: str, home: str) -> Iterator[EntityMention]:
    for place in places.find(plain, code):
        if _follows(text, place.start, code, "disease"):
            continue
        yield _place(place.start, place.end, text, place.entry, code, "gazetteer.place", "gazetteer")
    for organ in organs.gazetteer(code).find(plain):
        if not _inside_compound(plain, organ.start, organ.end) and not _in_citation(plain, organ.start, organ.end):
            yield organs.from_hit(organ, text, home)


def _inside_compound(text: str, start: int, end: int) -> bool:
    after = text[end : end + 1] in ("-", "/") and text[end + 1 : end + 2].isalpha()
    return after or (text[start - 1 : start] in ("-", "/") and text[max(0, start - 2) : start - 1].isalnum())


def _names_law(text: str, start: int, code: str) -> bool:
    """True for organs in the name of a law: ``Luật Kiểm toán nhà nước``."""
    return _follows(text, start, code, "law")


def _follows(text: str, start: int, code: str, name_class: str) -> bool:
    """True directly after a word of a class of ``names.tsv``."""
    words = classes(f"{code}/names.tsv").get(name_class, ())
    return text[max(0, start - 20) : start].rstrip().endswith(words) if words else False


def _in_citation(text: str, start: int, end: int) -> bool:
    """True for the issuer inside a number: ``Verordnung (EU) 2016/679``."""
    return text[start - 1 : start] == "(" and _ACT_NUMBER.match(text, end) is not None


def _place(start: int, end: int, text: str, place: places.Place, code: str, rule: str, source: str) -> EntityMention:
    surface = text[start:end]
    return EntityMention(start, end, surface, rule, "LOC", place.name_in(code), place.id, place.level, source)


def _patterns(text: str, plain: str, code: str, home: str) -> Iterator[EntityMention]:
    for found in entity_rules.find(plain, code):
        if found.rule.kind == "org":
            yield organs.from_rule(found, text, code, home)
        elif found.rule.kind == "per":
            yield from persons.from_rule(found, text, code)
        elif found.rule.kind == "unit":
            yield from _units(found, text, plain, code, home)
        else:
            yield from _others(found, text, code)


def _units(found: Found, text: str, plain: str, code: str, home: str) -> Iterator[EntityMention]:
    """Units named with their class noun, one by one (``các huyện Cô Tô, Ba Chẽ``)."""
    noun = found.match["class"]
    for start, end in found.match.spans("name"):
        name = " ".join(text[start:end].split())
        known = places.look_up(name, code)
        level = organs.level_of(noun)
        if known is not None and known.level == "city" and _TOWN.match(noun):
            level = "city"
        identity = places.unit_id(level, name, places.province_after(plain, end, code) or home, code)
        lower = known is not None and known.id.startswith("vn:") and not places.same_unit(known, level, code)
        if known is not None and not lower and identity in ("", known.id) and (identity or known.level not in _LOWER):
            yield _place(start, end, text, known, code, found.rule.id, "rule")
        else:
            yield EntityMention(start, end, text[start:end], found.rule.id, "LOC", name, identity, level, "rule")


def _others(found: Found, text: str, code: str) -> Iterator[EntityMention]:
    groups = "name" in found.rule.pattern.groupindex
    label = found.rule.kind.upper()
    for start, end in found.match.spans("name") if groups else [(found.start, found.end)]:
        if label == "LOC" and completed(text, end, code) != end:
            continue  # no place: the beginning of ``Làng Văn hóa``
        name = " ".join(text[start:end].split())
        yield EntityMention(start, end, text[start:end], found.rule.id, label, name, "", source="rule")


def _from_model(text: str, code: str, doc: Doc | None, models: bool) -> Iterator[EntityMention]:
    if doc is None and not models:
        return iter(())
    if doc is None:
        from reportminer import model_entities

        return model_entities.find(text, code)
    from reportminer import nlp

    return nlp.mentions(doc)


def without_inner(rows: Sequence[EntityMention], named: Iterable[EntityMention]) -> list[EntityMention]:
    """Drop places inside a longer name that the model is sure of (``Universität Hamburg``): only outermost names count.

    ``rows`` are in text order without overlaps.  A longer name that cuts a row, or holds anything but places, gives way;
    so does a place: what tables and patterns know of places is more than the model does.
    """
    starts, ends = [row.start for row in rows], [row.end for row in rows]
    dropped: set[int] = set()
    for outer in named:
        if outer.label != "LOC" and outer.score is not None and outer.score >= SURE:
            inner = range(bisect_right(ends, outer.start), bisect_left(starts, outer.end))
            places_inside = all(rows[k].label == "LOC" and _within(rows[k], outer) for k in inner)
            dropped.update(inner if places_inside else ())
    return [row for number, row in enumerate(rows) if number not in dropped]


def as_persons(rows: Sequence[EntityMention], surnames: Sequence[EntityMention]) -> list[EntityMention]:
    """Add surnames of persons named before; what the model takes the same word for counts less."""
    spans = {(row.start, row.end) for row in surnames}
    kept = [row for row in rows if row.source != "model" or row.label == "PER" or (row.start, row.end) not in spans]
    return fill(kept, surnames)


def _within(row: EntityMention, outer: EntityMention) -> bool:
    return outer.start <= row.start and row.end <= outer.end and row.end - row.start < outer.end - outer.start


def settle(rows: Iterable[EntityMention]) -> list[EntityMention]:
    """Of overlapping mentions keep the longest; of equal ones the reading that ranks first."""
    return fill([], sorted(rows, key=lambda row: (row.start - row.end, _rank(row), row.start)))


def fill(kept: Sequence[EntityMention], more: Iterable[EntityMention]) -> list[EntityMention]:
    """Add mentions that overlap nothing yet, in their given order; the result is in text order."""
    spans = sorted((row.start, row.end) for row in kept)
    result = list(kept)
    for row in more:
        index = bisect_right(spans, (row.start, row.end))
        free_before = index == 0 or spans[index - 1][1] <= row.start
        if free_before and (index == len(spans) or row.end <= spans[index][0]):
            insort(spans, (row.start, row.end))
            result.append(row)
    return sorted(result, key=lambda row: row.start)


def _rank(row: EntityMention) -> int:
    if row.rule.endswith(".per.title") or row.rule == "gazetteer.organ":
        return 0
    kind = row.rule.split(".")[1] if row.source == "rule" else row.source
    return _RANK.get(kind, len(_RANK))
