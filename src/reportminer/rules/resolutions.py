"""Find every cited official document of a text under one canonical key.

:func:`find` reads symbols (``21-NQ/TW``) wherever they stand, and everything else where a rule of
``lang/<code>/citations.toml`` can begin; overlaps are settled in favour of symbols and longer matches; sections and
subjects attach; short forms and anaphora resolve inside the document.  :mod:`reportminer.rules.citekeys` makes the keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import regex

from reportminer.lang import Pack, PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import vocabulary
from reportminer.rules.citeacts import (
    NameIndex,
    abbreviation_draft,
    abbreviations,
    book_before,
    compound_draft,
    compounds,
    first_words,
    named_draft,
    names,
)
from reportminer.rules.citecontext import Context
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citehandlers import handle
from reportminer.rules.citelinks import finish
from reportminer.rules.citeparts import attach_right, attach_section, read_date, read_subject, unit_of_text
from reportminer.rules.citerules import CiteRules, Trigger, rules_for
from reportminer.rules.citesymbols import find_symbols
from reportminer.rules.citetables import Act, cite_values, slug
from reportminer.rules.citewrap import Joined, join
from reportminer.rules.following import can_follow, could_follow, next_char
from reportminer.types import Resolution

_REACH = 600
"""No citation is longer; the bound also keeps the engine from looking for a word of the pattern in the whole text."""

_NEXT = re.compile(r"\s{1,4}([^\W\d_]+)")
_VIETNAMESE = re.compile(
    r"[vVpPzZ](?i:(?<=v)(?:ietnam|olkskomitee|iệt Nam)|(?<=p)(?:olitbüro|rovinzparteikomitee)|(?<=z)entralkomitee)|V(?<=\bV)ND\b"
)
"""Begins with letters that :mod:`re` can look for: a text that has none of the words costs little."""
_HEAD = 1500
"""Where a paper says which parliament printed it."""

_LAND = regex.compile(
    r"(?i:Landtag(?:e?s)?)\s+(?:von\s+|des\s+Landes\s+)?(?P<name>\p{Lu}[\p{L}-]+)|(?P<name>\p{Lu}[\p{L}-]{3,}(?i:e[rnms]))\s+(?i:Landtag)"
)


def find(text: str, pack: Pack, *, home_place: str = "") -> list[Resolution]:
    """All citations of one text in text order; only the title of a law overlaps others: those it holds.

    ``antecedent`` is the local id ``r<n>`` of the full citation a short form means (n counts the returned list from 1);
    anaphora (``Nghị quyết này``) are rows with mention ``anaphor`` and are kept only when resolved.
    """
    joined = join(text) if pack.code == "de" else Joined(text)
    hits = vocabulary.hits_near(joined.text, pack.code, vocabulary.hits(text, pack.code), joined.windows())
    return _found(joined, text, hits, pack, home_place)


def _found(joined: Joined, original: str, hits: vocabulary.Hits, pack: Pack, home_place: str) -> list[Resolution]:
    text, rules = joined.text, rules_for(pack.code)
    symbols = find_symbols(text, rules, pack)
    context = _context(text, pack, rules, symbols, unit_of_text(home_place))
    context.hits = hits
    others = _outside(_forward(context), symbols)
    drafts = sorted([*symbols, *others], key=lambda draft: (draft.start, -draft.end))
    _attach_sections(text, drafts, rules, pack)
    drafts = [draft for draft in drafts if draft.section or "needs_section" not in draft.flags]
    _head_dates(text, drafts, rules, pack)
    drafts = finish(drafts, context)
    _subjects(text, drafts, rules)
    for draft in drafts:
        draft.start, draft.end = joined.start(draft.start), joined.end(draft.end)
    return _resolutions(original, drafts)


def _context(text: str, pack: Pack, rules: CiteRules, symbols: list[Draft], home: str) -> Context:
    named: dict[str, list[Draft]] = {}
    for draft in symbols:
        if draft.name and draft.symbol and pack.code == "vi":
            named.setdefault(slug(draft.name), []).append(draft)
    learned = (
        NameIndex(pack.code, ((rows[0].name, _learned_act(rows[0])) for rows in named.values())) if named else None
    )
    origin = pack.code == "vi" or bool(symbols) or _VIETNAMESE.search(text) is not None
    if pack.code != "de":
        return Context(text, pack, rules, origin, home, learned, named)
    home_land = slug(home) if slug(home) in cite_values("de", "land").values() and not _federal(text) else ""
    return Context(text, pack, rules, origin, home, learned, named, _land(text), home_land)


def _learned_act(draft: Draft) -> Act:
    return Act((draft.name,), "", (draft.word_types or ("law",))[0], slug(draft.name), {})


def _federal(text: str) -> bool:
    return "bundestag" in text[:_HEAD].lower()


def _land(text: str) -> str:
    """The state whose parliament printed the text, when its head names one and the Bundestag is not meant."""
    if _federal(text):
        return ""
    table = cite_values("de", "land")
    words = (fold(match["name"]) for match in _LAND.finditer(text, 0, _HEAD))
    named = (table.get(word) or table.get(f"{word[:-1]}r") for word in words)
    return next((land for land in named if land), "")


# --- rules that begin with a word -------------------------------------------------------------------------------------


def _forward(context: Context) -> list[Draft]:
    """Every citation without a symbol: at each trigger the longest match wins, later ones begin after it.

    Only a title of a law holds others: the laws it amends, the treaty it is about.
    """
    found: list[Draft] = []
    inside: list[Draft] = []
    for drafts in _candidates(context):
        end = found[-1].end if found else 0
        if drafts[0].start < end and found[-1].mention == "anaphor" and drafts[0].mention != "anaphor":
            found.pop()
            end = found[-1].end if found else 0
        if drafts[0].start >= end:
            found.extend(drafts)
        elif drafts[0].start < found[-1].inner and (not inside or drafts[0].start >= inside[-1].end):
            inside.extend(_inside(drafts, found[-1], context))
    return [*found, *inside]


def _inside(drafts: list[Draft], title: Draft, context: Context) -> Iterator[Draft]:
    """Citations inside a title, cut where a bracket behind it is the title's own short name."""
    if drafts[0].start <= title.start or drafts[0].mention == "anaphor":
        return
    if drafts[-1].end <= title.inner:
        yield from drafts
    elif drafts[0].rule.endswith(".cite.act"):
        text = context.text[title.start : title.inner]
        for start, end, act in compounds(text, context.rules):
            cut = compound_draft(text, start, end, act, context.rules, context.origin)
            if cut is not None and cut.start + title.start == drafts[0].start:
                cut.start, cut.end = cut.start + title.start, cut.end + title.start
                yield cut


def _candidates(context: Context) -> Iterator[list[Draft]]:
    if context.pack.code != "de":
        yield from _triggered(context)
        return
    named = ([draft] for draft in _compound_drafts(context))
    yield from sorted([*_triggered(context), *named], key=lambda drafts: (drafts[0].start, -drafts[-1].end))


def _compound_drafts(context: Context) -> Iterator[Draft]:
    for start, end, act in compounds(context.text, context.rules):
        draft = compound_draft(context.text, start, end, act, context.rules, context.origin)
        if draft is not None:
            book_before(context.text, draft, context.rules, context.pack)
            attach_right(context.text, draft, context.rules, context.pack, ("date",))
            yield draft


def _triggered(context: Context) -> Iterator[list[Draft]]:
    text = context.text
    short = abbreviations(context.pack.code) if context.pack.code == "de" else {}
    heads = first_words(context.pack.code) if short else frozenset()
    known = vocabulary.citation_words(context.pack.code)
    for start, word in context.hits:
        if word not in known:
            continue
        end = start + len(word)
        if word in short:
            draft = abbreviation_draft(text, start, _abbreviation_end(text, end), context.rules)
            if draft is not None:
                yield [draft]
                continue
        if word in heads:
            draft = named_draft(text, start, names(context.pack.code), context.rules)
            if draft is not None:
                attach_right(text, draft, context.rules, context.pack, ("date",))
                yield [draft]
                continue
        found = _triggers_before(context.pack.code, word, next_char(text, end))
        if not found:
            continue
        following = _NEXT.match(text, end)
        if following is not None:
            stop = following.end()
            found = _triggers_with(context.pack.code, word, text[start:stop], next_char(text, stop))
        drafts = _longest(start, _fitting(following, found), context)
        if drafts:
            yield drafts


@cache
def _triggers_before(code: str, word: str, char: str) -> tuple[Trigger, ...]:
    """The triggers of a word whose rules can go on with ``char``."""
    rows = rules_for(code).triggers.get(word, ())
    return tuple(row for row in rows if row.rule.options.get("back") or can_follow(row.rule.pattern, word, char))


@lru_cache(1 << 13)
def _triggers_with(code: str, word: str, words: str, char: str) -> tuple[Trigger, ...]:
    """Those of the triggers of a word whose rules can begin with ``words``, it and the next, and go on with ``char``."""
    rows = _triggers_before(code, word, words[len(word) :].lstrip()[0])
    return tuple(row for row in rows if row.rule.options.get("back") or could_follow(row.rule.pattern, words, char))


def _fitting(following: re.Match[str] | None, triggers: tuple[Trigger, ...]) -> Iterator[PatternRule]:
    """The rules whose second word, where they need one, comes next."""
    second = following[1].lower() if following else ""
    return (trigger.rule for trigger in triggers if not trigger.second or second in trigger.second)


def _abbreviation_end(text: str, end: int) -> int:
    """``FreizügG/EU`` and ``VOB/A`` have a tail."""
    tail = text[end : end + 3]
    return end + (3 if tail == "/EU" else 2 if tail[:2] == "/A" and not tail[2:].isalnum() else 0)


def _longest(start: int, rules: Iterable[PatternRule], context: Context) -> list[Draft]:
    best: list[Draft] = []
    for rule in rules:
        match = _match(start, rule, context.text)
        drafts = handle(match, rule, context) if match is not None else []
        if drafts and (not best or drafts[-1].end > best[-1].end):
            best = drafts
    return best


def _match(start: int, rule: PatternRule, text: str) -> regex.Match[str] | None:
    """The match of a rule at a trigger; ``back`` says how far before the trigger it may begin."""
    match = rule.pattern.match(text, start, start + _REACH)
    for offset in range(1, rule.options.get("back", 0) + 1):
        if match is not None:
            break
        match = rule.pattern.match(text, max(0, start - offset), start + _REACH)
    return match


def _outside(drafts: list[Draft], symbols: list[Draft]) -> Iterator[Draft]:
    """Drafts that share no character with a symbol's citation."""
    starts = [draft.start for draft in symbols]
    for draft in drafts:
        index = bisect_right(starts, draft.start)
        before = index > 0 and symbols[index - 1].end > draft.start
        after = index < len(symbols) and symbols[index].start < draft.end
        if not before and not after:
            yield draft


# --- what attaches, and the final values ------------------------------------------------------------------------------


def _attach_sections(text: str, drafts: list[Draft], rules: CiteRules, pack: Pack) -> None:
    floor, inner = 0, 0
    for draft in drafts:
        nested = draft.start < floor
        if draft.mention != "list_item" or draft.word:
            attach_section(text, draft, rules, inner if nested else floor)
        if not nested:
            floor, inner = draft.end, draft.start + 1
        else:
            inner = draft.end


def _head_dates(text: str, drafts: list[Draft], rules: CiteRules, pack: Pack) -> None:
    """The date line under a document's own number is the document's date."""
    if "head_date" not in rules.parts:
        return
    for draft in drafts:
        if draft.mention == "own_heading" and draft.date is None:
            match = rules.parts["head_date"].match(text, draft.end, draft.end + 300)
            day = read_date(match, pack) if match else None
            year = draft.symbol.year if draft.symbol else ""
            draft.date = day if day and year in ("", str(day.year)) else None


def _subjects(text: str, drafts: list[Draft], rules: CiteRules) -> None:
    for draft in drafts:
        if draft.attach and draft.mention != "anaphor" and not draft.subject:
            draft.subject = read_subject(text, draft, rules)


def _resolutions(text: str, drafts: list[Draft]) -> list[Resolution]:
    positions = {id(draft): f"r{index}" for index, draft in enumerate(drafts, start=1)}
    groups = {
        group: f"l{index}"
        for index, group in enumerate(dict.fromkeys(draft.group for draft in drafts if draft.group), start=1)
    }
    return [_resolution(text, draft, positions, groups) for draft in drafts]


def _resolution(text: str, draft: Draft, positions: dict[int, str], groups: dict[int, str]) -> Resolution:
    antecedent = positions.get(id(draft.antecedent), "") if draft.antecedent is not None else ""
    return Resolution(
        draft.start,
        draft.end,
        text[draft.start : draft.end],
        draft.rule,
        draft.type,
        key=draft.key,
        key_status=draft.status,
        number=draft.number,
        year=draft.year,
        issuer=draft.issuer,
        issuer_name=draft.issuer_name,
        symbol=draft.symbol_text,
        date=draft.date,
        term=draft.term,
        session=draft.session,
        section=draft.section,
        subject=draft.subject,
        jurisdiction=draft.jurisdiction,
        mention=draft.mention,
        antecedent=antecedent,
        list_group=groups.get(draft.group, ""),
        flags=tuple(dict.fromkeys(flag for flag in draft.flags if flag != "needs_section")),
    )
