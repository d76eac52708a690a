"""Persons: one id per person and document; later mentions by the surname (or the Vietnamese given name) join it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reportminer import places
from reportminer.entity_rules import Found
from reportminer.gazetteer import slug
from reportminer.types import EntityMention

_SURNAME_LETTERS = 5
"""A shorter surname standing alone is more often a word."""

_ARTICLE = re.compile(r"(?:\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|im|am|zum|zur)\s+)$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n]\s*)$")


def from_rule(found: Found, text: str) -> Iterator[EntityMention]:
    """The mentions of a pattern match."""
    for start, end in found.match.spans("name"):
        name = " ".join(text[start:end].split())
        yield EntityMention(start, end, text[start:end], found.rule.id, "PER", name, f"per:{slug(name)}", source="rule")


def join(mentions: Sequence[EntityMention]) -> list[EntityMention]:
    """Give a mention by one name the id of the only person of the document who bears it."""
    full = _bearers(mentions)
    return [_joined(mention, full) if mention.label == "PER" else mention for mention in mentions]


def _bearers(mentions: Iterable[EntityMention]) -> dict[str, EntityMention]:
    """Last name -> the only person with it."""
    found: dict[str, EntityMention] = {}
    several: set[str] = set()
    for mention in mentions:
        if mention.label != "PER" or " " not in mention.name:
            continue
        last = mention.name.split()[-1]
        if last in found and found[last].entity_id != mention.entity_id:
            several.add(last)
        found.setdefault(last, mention)
    return {last: mention for last, mention in found.items() if last not in several}


def _joined(mention: EntityMention, full: dict[str, EntityMention]) -> EntityMention:
    for last in (mention.name, mention.name.removesuffix("s")):
        bearer = full.get(last)
        if bearer is not None:
            return replace(mention, name=bearer.name, entity_id=bearer.entity_id)
    return mention


def later(text: str, mentions: Sequence[EntityMention], code: str) -> Iterator[EntityMention]:
    """Surnames of persons of the document that stand alone (German; a Vietnamese given name needs its title)."""
    if code != "de":
        return
    named = {mention.name.split()[-1] for mention in mentions if mention.label == "PER"}
    surnames = {name for name in named if len(name) >= _SURNAME_LETTERS and places.look_up(name, code) is None}
    if not surnames:
        return
    pattern = re.compile(r"(?<![\w-])(" + "|".join(sorted(map(re.escape, surnames), key=len, reverse=True)) + r")s?(?![\w-])")
    hits = list(pattern.finditer(text))
    common = {hit[1] for hit in hits if _ARTICLE.search(text, max(0, hit.start() - 12), hit.start())}
    for hit in hits:
        if hit[1] not in common:
            yield EntityMention(
                *hit.span(), hit[0], "de.per.later", "PER", hit[1], f"per:{slug(hit[1])}", source="rule"
            )
