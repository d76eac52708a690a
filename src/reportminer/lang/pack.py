"""Load a language pack: the words of ``words.tsv``, the rules of ``*.toml`` and the settings of ``pack.toml``.

``words.tsv`` has three columns: class, word, value.  In a pattern ``{class}`` stands for the alternation of all words
of that class (longest first, a blank in a word matches any run of blanks with at most one line break), and ``{name}``
for an entry of the ``[slots]`` table of the same TOML file or of ``lang/slots.toml``.  Anything else in braces
(``\\d{4}``) is left alone.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import regex

from reportminer.errors import PackError

GAP = r"[^\S\n]*\n?[^\S\n]*"
"""Blanks with at most one line break: what may stand between the words of one expression."""

DIGIT = "#"
"""The trigger of rules that begin with a digit."""

_SLOT = regex.compile(r"\{([a-z][a-z_0-9]*)\}")


@dataclass(frozen=True)
class PatternRule:
    """One pattern with its id, the words it can begin with, the handler that turns it into a value, and examples."""

    id: str
    pattern: regex.Pattern[str]
    value: str
    first: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """Everything reportminer knows of one language."""

    code: str
    name: str
    words: Mapping[str, Mapping[str, str]]
    slots: Mapping[str, str]
    rules: Mapping[str, tuple[PatternRule, ...]]
    settings: Mapping[str, Any]

    def value(self, word_class: str, word: str) -> str | None:
        """The value of ``word`` in ``word_class``; case and the kind of blanks do not matter."""
        return self.words.get(word_class, {}).get(fold(word))

    def compile(self, pattern: str) -> regex.Pattern[str]:
        """Compile a pattern with this pack's slots (case does not matter unless the pattern says ``(?-i:...)``)."""
        return regex.compile(expand(pattern, self.slots), regex.IGNORECASE)

    @cached_property
    def triggers(self) -> Mapping[str, Mapping[str, tuple[PatternRule, ...]]]:
        """Per rule table: first word (folded; ``#`` for a digit) -> the rules that can begin there, in order."""
        return {table: _trigger_map(rules, self.words) for table, rules in self.rules.items()}


def fold(word: str) -> str:
    """Lower case with single blanks: the form in which words are looked up."""
    return " ".join(word.lower().split())


def available() -> tuple[str, ...]:
    """The codes of the languages that have a folder here, sorted."""
    root = resources.files(__package__)
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.is_dir() and (entry / "pack.toml").is_file()))


@cache
def load(code: str) -> Pack:
    """Return the pack of a language; raises :class:`PackError` when there is none or it cannot be read."""
    root = resources.files(__package__)
    folder = root / code
    if not (folder / "pack.toml").is_file():
        raise PackError(f"there is no language pack {code!r}; available are {', '.join(available())}")
    settings = tomllib.loads((folder / "pack.toml").read_text("utf-8"))
    words = _read_words(folder / "words.tsv")
    slots = {name: _alternation(entries) for name, entries in words.items() if entries}
    slots |= {"gap": GAP, "blank": r"[^\S\n]*"} | tomllib.loads((root / "slots.toml").read_text("utf-8"))
    slots |= settings.get("slots", {})
    rules = {
        entry.name.removesuffix(".toml"): tuple(_read_rules(entry, slots))
        for entry in sorted(folder.iterdir(), key=lambda item: item.name)
        if entry.name.endswith(".toml") and entry.name != "pack.toml"
    }
    return Pack(code, settings["name"], words, slots, rules, settings)


@cache
def setting(code: str, *names: str) -> regex.Pattern[str]:
    """The compiled pattern of a setting of ``pack.toml``: ``setting("de", "times", "now")``; raises ``KeyError``."""
    pack = load(code)
    value: Any = pack.settings
    for name in names:
        value = value[name]
    return pack.compile(value)


def read_tsv(entry: Traversable) -> Iterator[dict[str, str]]:
    """The rows of a TSV file with a header line; lines that begin with ``//`` are comments."""
    lines = (line for line in entry.read_text("utf-8").splitlines() if line and not line.startswith("//"))
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _read_words(entry: Traversable) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for number, row in enumerate(read_tsv(entry), start=2):
        if row.get("word") is None or row.get("value") is None:
            raise PackError(f"{entry.name}, row {number}: expected class, word and value, found {row}")
        words.setdefault(row["class"], {})[fold(row["word"])] = row["value"]
    return words


def _alternation(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    parts = (GAP.join(regex.escape(part, special_only=True) for part in word.split(" ")) for word in ordered)
    return "(?:" + "|".join(parts) + ")"


def expand(pattern: str, slots: Mapping[str, str]) -> str:
    """Replace every ``{slot}`` that is known; slots may hold slots."""
    for _ in range(8):
        expanded = _SLOT.sub(lambda match: slots.get(match[1], match[0]), pattern)
        if expanded == pattern:
            return expanded
        pattern = expanded
    raise PackError(f"slots go round in circles in {pattern[:80]!r}")


def _read_rules(entry: Traversable, slots: Mapping[str, str]) -> Iterator[PatternRule]:
    data = tomllib.loads(entry.read_text("utf-8"))
    known = {**slots, **data.get("slots", {})}
    for row in data.get("rule", ()):
        source = row["pattern"]
        try:
            pattern = regex.compile(expand(source, known), regex.IGNORECASE)
        except (regex.error, KeyError) as error:
            raise PackError(f"{entry.name}, rule {row.get('id')}: {error}") from error
        options = {key: value for key, value in row.items() if key not in _RULE_KEYS}
        yield PatternRule(
            row["id"],
            pattern,
            row.get("value", ""),
            tuple(row.get("first", ())),
            options,
            tuple(row.get("examples", ())),
            tuple(row.get("not", ())),
        )


_RULE_KEYS = {"id", "pattern", "value", "first", "examples", "not"}


def _trigger_map(
    rules: Iterable[PatternRule], words: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[PatternRule, ...]]:
    found: dict[str, list[PatternRule]] = {}
    for rule in rules:
        for name in rule.first:
            firsts = {_first_token(word) for word in words[name[1:-1]]} if name.startswith("{") else {name}
            for first in firsts:
                if rule not in found.setdefault(first, []):
                    found[first].append(rule)
    return {first: tuple(rows) for first, rows in found.items()}


def _first_token(word: str) -> str:
    match = regex.match(r"\d|[^\W\d_]+|.", word)
    token = match[0] if match else word
    return DIGIT if token.isdigit() else token
