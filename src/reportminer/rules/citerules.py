"""Load ``citations.toml`` of a language: the parts that attach to a symbol and the rules for what has none.

The tables are kept apart from the other rule tables of a pack because their slots come from ``citewords.tsv`` and
``issuers.tsv`` and because gaps are possessive here (no backtracking on long runs of blanks).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex

from reportminer.errors import PackError
from reportminer.lang import Pack, PatternRule
from reportminer.lang.pack import expand, fold
from reportminer.rules.citetables import cite_words, issuer_names

_KEYS = {"id", "pattern", "value", "first", "examples", "not"}
_PATTERN_OPTIONS = ("after", "generic", "more")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule that can begin at a word; ``second`` are the words (folded) one of which must come next, if any."""

    rule: PatternRule
    second: frozenset[str]


@dataclass(frozen=True)
class CiteRules:
    """The compiled citation rules of one language: ``parts`` by id, ``rules``, and ``triggers`` (word -> rules)."""

    code: str
    parts: Mapping[str, regex.Pattern[str]]
    rules: tuple[PatternRule, ...]
    triggers: Mapping[str, tuple[Trigger, ...]]


@cache
def rules_for(code: str) -> CiteRules:
    """The citation rules of a language."""
    from reportminer.lang import load  # the cache key is the code: packs are not hashable

    pack = load(code)
    shared, own = _table(""), _table(code)
    slots = _slots(pack, {**shared.get("slots", {}), **own.get("slots", {})})
    rows = [*shared.get("part", ()), *own.get("part", ())]
    parts = {row["id"]: _compile(row["pattern"], slots, row["id"]) for row in rows}
    rules = tuple(_rule(row, slots) for row in own.get("cite", ()))
    return CiteRules(code, parts, rules, _triggers(code, rules))


def _table(code: str) -> dict[str, Any]:
    folder = resources.files("reportminer.lang")
    entry = folder / code / "citations.toml" if code else folder / "citations.toml"
    return tomllib.loads(entry.read_text("utf-8")) if entry.is_file() else {}


def _slots(pack: Pack, own: Mapping[str, str]) -> dict[str, str]:
    gap = own["gap"]
    slots = {name: _possessive(text) for name, text in pack.slots.items()}
    slots |= {name: _alternation(words, gap) for name, words in cite_words(pack.code).items()}
    slots["issuername"] = _alternation(issuer_names(pack.code), gap)
    return slots | dict(own)


def _possessive(pattern: str) -> str:
    """A slot of the pack without backtracking gaps."""
    return pattern.replace(r"[^\S\n]*\n?[^\S\n]*", r"[^\S\n]*+(?:\n[^\S\n]*+)?+")


def _alternation(words: Iterable[str], gap: str) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(gap.join(regex.escape(part) for part in word.split()) for word in ordered) + ")"


def _compile(pattern: str, slots: Mapping[str, str], name: str) -> regex.Pattern[str]:
    try:
        return regex.compile(expand(pattern, slots), regex.IGNORECASE | regex.VERSION1)
    except regex.error as error:
        raise PackError(f"citations.toml, {name}: {error}") from error


def _rule(row: Mapping[str, Any], slots: Mapping[str, str]) -> PatternRule:
    options = {key: value for key, value in row.items() if key not in _KEYS}
    options |= {key: _compile(row[key], slots, row["id"]) for key in _PATTERN_OPTIONS if key in row}
    return PatternRule(
        row["id"],
        _compile(row["pattern"], slots, row["id"]),
        row["value"],
        tuple(row.get("first", ())),
        options,
        tuple(row.get("examples", ())),
        tuple(row.get("not", ())),
    )


def _triggers(code: str, rules: Iterable[PatternRule]) -> dict[str, tuple[Trigger, ...]]:
    """Every spelling of every first word -> the rules that can begin there, with the words that must follow."""
    found: dict[str, dict[int, Trigger]] = {}
    for index, rule in enumerate(rules):
        given = frozenset(fold(word) for word in _words(code, rule.options.get("second", ())))
        for entry in _words(code, rule.first):
            first, *rest = entry.split()
            second = given or (frozenset({fold(rest[0])}) if rest else frozenset())
            for word in spellings(first):
                known = found.setdefault(word, {}).get(index)
                both = known.second | second if known and known.second and second else second
                found[word][index] = Trigger(rule, both if known is None or known.second else known.second)
    return {word: tuple(rows.values()) for word, rows in found.items()}


def _words(code: str, names: Iterable[str]) -> Iterator[str]:
    """Words given one by one or as a class of ``citewords.tsv``."""
    for name in names:
        yield from cite_words(code)[name[1:-1]] if name.startswith("{") else [name]


def spellings(word: str) -> set[str]:
    """The spellings under which a word is looked up in a text."""
    return {word, fold(word), fold(word).capitalize(), word.upper()}
