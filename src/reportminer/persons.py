"""Persons: one id per person and document; later mentions by the surname (or the Vietnamese given name) join it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from reportminer import places
from reportminer.entity_rules import Found
from reportminer.gazetteer import classes, slug
from reportminer.name_ends import completed
from reportminer.types import EntityMention

_SURNAME_LETTERS = 5
"""A shorter surname standing alone is more often a word."""

_TOKEN = re.compile(r"\w+(?:-\w+)*")
_NAME_BEFORE = re.compile(r"[^\W\d_a-zäöüß][\w-]*\s+$")
_NAME_AFTER = re.compile(r"[^\S\n]+[^\W\d_a-zäöüß][a-zäöüß]")


def from_rule(found: Found, text: str, code: str) -> Iterator[EntityMention]:
    """The mentions of a pattern match."""
    for start, end in found.match.spans("name"):
        if completed(text, end, code) != end:  # the next line begins with a word: ``Lê Văn Thanh`` over ``Phụ lục``
            end = max(start, text.rfind("\n", start, end))
            end = start + len(text[start:end].rstrip())
        if end <= start:
            continue
        name = " ".join(text[start:end].split())
        yield EntityMention(start, end, text[start:end], found.rule.id, "PER", name, f"per:{slug(name)}", source="rule")


@cache
def _articles(code: str) -> str:
    return f"(?:{'|'.join(classes(f'{code}/names.tsv').get('article', ()))})"


@cache
def _after_article(code: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_articles(code)}\s+$", re.IGNORECASE)


def without_roles(text: str, mentions: Sequence[EntityMention], code: str) -> list[EntityMention]:
    """Drop what only a title makes a name (``Herr Koordinator``) where the text uses the word with an article."""
    if "article" not in classes(f"{code}/names.tsv"):
        return list(mentions)
    titled = f"{code}.per.title"
    full = {row.name.split()[-1] for row in mentions if row.label == "PER" and " " in row.name}
    alone = {row.name for row in mentions if row.rule == titled and " " not in row.name} - full
    if not alone:
        return list(mentions)
    used = re.compile(rf"\b{_articles(code)}\s+({'|'.join(map(re.escape, sorted(alone)))})(?:s|es|n|en)?\b", re.IGNORECASE)
    roles = {match[1].lower() for match in used.finditer(text)}
    return [row for row in mentions if row.rule != titled or row.name.lower() not in roles]


def join(mentions: Sequence[EntityMention]) -> list[EntityMention]:
    """Give a mention by one name the id of the person named in full before it, if only one bears that name."""
    bearers: dict[str, EntityMention | None] = {}
    joined = []
    for mention in mentions:
        if mention.label == "PER" and " " in mention.name:
            _note(bearers, mention)
        joined.append(_joined(mention, bearers) if mention.label == "PER" else mention)
    return joined


def _note(bearers: dict[str, EntityMention | None], mention: EntityMention) -> None:
    """Remember a full name under its last word; None where two persons share it."""
    last = mention.name.split()[-1]
    known = bearers.get(last, mention)
    bearers[last] = known if known is not None and known.entity_id == mention.entity_id else None


def _joined(mention: EntityMention, bearers: dict[str, EntityMention | None]) -> EntityMention:
    for last in (mention.name, mention.name.removesuffix("s")):
        bearer = bearers.get(last)
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
    hits = [hit for hit in _TOKEN.finditer(text) if hit[0] in surnames or hit[0].removesuffix("s") in surnames]
    common = {hit[0] for hit in hits if _after_article(code).search(text, max(0, hit.start() - 12), hit.start())}
    for hit in hits:
        if hit[0] not in common and not _beside_name(text, *hit.span()):
            name = hit[0] if hit[0] in surnames else hit[0].removesuffix("s")
            yield EntityMention(*hit.span(), hit[0], "de.per.later", "PER", name, f"per:{slug(name)}", source="rule")


def _beside_name(text: str, start: int, end: int) -> bool:
    """True between capitalised words: a part of a longer name that no rule knows."""
    return bool(_NAME_BEFORE.search(text, max(0, start - 30), start) or _NAME_AFTER.match(text, end))
