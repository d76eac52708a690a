"""Every pack loads and keeps its word: the examples of each rule, its words, slots and triggers."""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
import regex

from reportminer.errors import PackError
from reportminer.lang import Pack, PatternRule, available, load
from reportminer.lang.pack import expand, fold
from reportminer.rules import dateanchor, dates, figures
from reportminer.rules.datepoints import read, resolve
from reportminer.rules.quantities import number_words

CODES = available()
_TOKEN = regex.compile(r"\d+|[^\W\d_]+")
_SLOT = regex.compile(r"\{[a-z_][a-z_0-9]*\}")
_TABLES = ("dates", "figures", "exclusions")
"""The tables of this file; ``citations.toml`` has a shape of its own, see test_resolutions.py."""

FAULTS: dict[str, str] = {}
"""Examples that do not hold, with the reason."""


def rules(table: str) -> Iterator[tuple[Pack, PatternRule]]:
    for code in CODES:
        pack = load(code)
        yield from ((pack, rule) for rule in pack.rules[table])


def examples(table: str, field: str) -> list[Any]:
    return [
        pytest.param(pack, rule, example, id=f"{pack.code} {rule.id}: {example}", marks=faulty(example))
        for pack, rule in rules(table)
        for example in getattr(rule, field)
    ]


def faulty(example: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=FAULTS[example])] if example in FAULTS else []


def with_fault(**reasons: str) -> list[Any]:
    return [
        pytest.param(code, marks=[pytest.mark.xfail(strict=True, reason=reasons[code])] if code in reasons else [])
        for code in CODES
    ]


def first_words(rule: PatternRule, pack: Pack) -> set[str]:
    """The words a rule says it can begin with, ``#`` for a digit."""
    words: set[str] = set()
    for name in rule.first:
        for word in pack.words[name[1:-1]] if name.startswith("{") else [name]:
            token = _TOKEN.match(word)
            words.add("#" if word == "#" or word[0].isdigit() else token[0] if token else word)
    return words


def starts(rule: PatternRule, surface: str, pack: Pack) -> Iterator[regex.Match[str]]:
    """The matches of a rule at the places where it says it can begin."""
    firsts = first_words(rule, pack)
    for token in _TOKEN.finditer(surface):
        if ("#" if token[0].isdigit() else token[0].lower()) in firsts:
            match = rule.pattern.match(surface, token.start())
            if match is not None:
                yield match


# --- loading -----------------------------------------------------------------------------------------------------


def test_german_and_vietnamese_are_there() -> None:
    assert set(CODES) >= {"de", "vi"}


@pytest.mark.parametrize("code", CODES)
def test_a_pack_loads_and_knows_its_code(code: str) -> None:
    pack = load(code)
    assert pack.code == code
    assert pack.name
    assert all(pack.rules[table] for table in _TABLES)


@pytest.mark.parametrize("code", ["xx", "", "..", "DE"])
def test_an_unknown_language_is_a_pack_error_that_names_the_known_ones(code: str) -> None:
    with pytest.raises(PackError, match="de, vi"):
        load(code)


def test_loading_twice_gives_the_same_pack() -> None:
    assert load("de") is load("de")


def test_slots_that_go_round_in_circles_are_a_pack_error() -> None:
    with pytest.raises(PackError, match="circles"):
        expand("{a}", {"a": "{b}", "b": "{a}"})


def test_braces_that_are_no_slots_are_left_alone() -> None:
    assert expand(r"\d{4}{day}\p{L}{2,3}", {"day": "x"}) == r"\d{4}x\p{L}{2,3}"


def test_words_are_looked_up_without_regard_to_case_and_blanks() -> None:
    assert load("de").value("month", "MÄRZ") == "3"
    assert load("vi").value("scale", "Triệu") == load("vi").value("scale", "triệu") is not None
    assert load("de").value("month", "Brumaire") is None
    assert load("de").value("no such class", "März") is None
    assert fold("Đồng \n Việt  Nam") == "đồng việt nam"


# --- words, slots, triggers --------------------------------------------------------------------------------------


def words_file(code: str) -> list[list[str]]:
    text = (resources.files("reportminer.lang") / code / "words.tsv").read_text("utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if row and not row[0].startswith("//")]


@pytest.mark.parametrize("code", CODES)
def test_every_row_of_the_word_list_has_class_word_and_value(code: str) -> None:
    header, *rows = words_file(code)
    assert header == ["class", "word", "value"]
    assert [row for row in rows if len(row) != 3 or not row[0] or not row[1]] == []


@pytest.mark.parametrize("code", with_fault())
def test_no_word_stands_twice_in_a_class(code: str) -> None:
    seen = Counter((word_class, fold(word)) for word_class, word, *_ in words_file(code)[1:])
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("code", with_fault())
def test_words_are_in_normal_form_without_blanks_at_the_edges(code: str) -> None:
    rows = words_file(code)[1:]
    assert [row for row in rows if any(cell != unicodedata.normalize("NFC", cell) for cell in row)] == []
    assert [row for row in rows if row[1] != row[1].strip()] == []


@pytest.mark.parametrize("code", CODES)
def test_every_slot_of_a_rule_is_known(code: str) -> None:
    pack = load(code)
    left = {rule.id: _SLOT.findall(rule.pattern.pattern) for table in pack.rules.values() for rule in table}
    assert {rule: slots for rule, slots in left.items() if slots} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_slot_of_the_settings_is_known(code: str) -> None:
    pack = load(code)
    left = {name: _SLOT.findall(expand(pattern, pack.slots)) for name, pattern in patterns(pack.settings)}
    assert {name: slots for name, slots in left.items() if slots} == {}


def patterns(settings: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(settings, str):
        yield name, settings
    elif isinstance(settings, dict):
        for key, value in settings.items():
            yield from patterns(value, f"{name}.{key}")
    elif isinstance(settings, list):
        for index, value in enumerate(settings):
            yield from patterns(value, f"{name}.{index}")


@pytest.mark.parametrize("code", CODES)
def test_every_trigger_class_exists(code: str) -> None:
    pack = load(code)
    named = {word for table in pack.rules.values() for rule in table for word in rule.first if word.startswith("{")}
    assert {word for word in named if word[1:-1] not in pack.words} == set()


@pytest.mark.parametrize("code", CODES)
def test_every_trigger_word_is_one_lower_case_word(code: str) -> None:
    pack = load(code)
    firsts = [(rule.id, word) for table in ("dates", "figures") for rule in pack.rules[table] for word in rule.first]
    plain = [(rule, word) for rule, word in firsts if not word.startswith("{") and word != "#"]
    assert [(rule, word) for rule, word in plain if not regex.fullmatch(r"\p{Ll}+", word)] == []


@pytest.mark.parametrize("code", CODES)
def test_every_date_and_figure_rule_has_a_trigger(code: str) -> None:
    pack = load(code)
    assert [rule.id for table in ("dates", "figures") for rule in pack.rules[table] if not rule.first] == []


@pytest.mark.parametrize("code", CODES)
def test_rule_ids_are_unique(code: str) -> None:
    seen = Counter(rule.id for table in load(code).rules.values() for rule in table)
    assert [rule for rule, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", ["dates.toml", "figures.toml", "exclusions.toml"])
def test_no_pattern_matches_nothing(code: str, table: str) -> None:
    pack = load(code)
    assert [rule.id for rule in pack.rules[table.removesuffix(".toml")] if rule.pattern.fullmatch("")] == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("word_class", ["unit", "scale", "pernoun"])
def test_numbers_and_units_have_values(code: str, word_class: str) -> None:
    table = load(code).words[word_class]
    assert [word for word, value in table.items() if not value] == []
    if word_class == "scale":
        assert all(Decimal(value) > 1 for value in table.values())
    if word_class == "unit":
        assert {value.split(":")[1] for value in table.values()} <= {
            "percent", "percentage_point", "money", "measure", "rate", "duration", "age", "other", "count",
        }  # fmt: skip


# --- dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack, rule, example", examples("dates", "examples"))
def test_a_date_rule_matches_its_example_and_reads_its_value(pack: Pack, rule: PatternRule, example: str) -> None:
    surface, value = example.split(" => ")
    assert value in [date_value(match, rule, pack) for match in starts(rule, surface, pack)]


def date_value(match: regex.Match[str], rule: PatternRule, pack: Pack) -> str:
    point = read(match, rule, pack)
    if point is None:
        return ""
    named = {"present": "../PRESENT", "relative": "RELATIVE", "same_period": "RELATIVE", "term_back": "TERM"}
    if point.grain in named:
        return named[point.grain]
    if point.grain in ("last_n", "next_n", "ago"):
        return f"P{point.low}{point.code}"
    if point.grain == "term_ordinal":
        return term_key(match.string, pack)
    return resolve(point)[0]


def term_key(text: str, pack: Pack) -> str:
    """A term is named by the term table, which needs the words around it."""
    return dateanchor.anchor(dates.find(text, pack), dateanchor.Context(text, pack))[0].value


@pytest.mark.parametrize("pack, rule, example", examples("dates", "counterexamples"))
def test_a_date_rule_leaves_its_counterexample_alone(pack: Pack, rule: PatternRule, example: str) -> None:
    assert [match.group() for match in starts(rule, example, pack) if read(match, rule, pack)] == []


# --- figures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack, rule, example", examples("figures", "examples"))
def test_a_figure_rule_finds_its_example(pack: Pack, rule: PatternRule, example: str) -> None:
    surface, value = example.split(" => ")
    found = [(item.rule, item.value) for item in figures.find(surface, pack, pack.code)]
    assert (rule.id, Decimal(value)) in found


@pytest.mark.parametrize("pack, rule, example", examples("figures", "counterexamples"))
def test_a_figure_rule_leaves_its_counterexample_alone(pack: Pack, rule: PatternRule, example: str) -> None:
    assert rule.id not in [item.rule for item in figures.find(example, pack, pack.code)]


# --- exclusions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack, rule, example", examples("exclusions", "examples"))
def test_what_is_excluded_is_no_figure(pack: Pack, rule: PatternRule, example: str) -> None:
    assert rule.pattern.search(example)
    assert [example[item.start : item.end] for item in figures.find(example, pack, pack.code)] == []


@pytest.mark.parametrize("pack, rule, example", examples("exclusions", "counterexamples"))
def test_what_an_exclusion_spares_is_a_figure(pack: Pack, rule: PatternRule, example: str) -> None:
    assert rule.pattern.search(example) is None
    assert figures.find(example, pack, pack.code)


# --- number words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_triggers_of_number_words_are_folded_words(code: str) -> None:
    grammar = number_words(code)
    assert [word for word in grammar.triggers() if word != word.lower() or not word.isalpha()] == []


def test_toml_files_are_readable_on_their_own() -> None:
    folder = resources.files("reportminer.lang")
    for code in CODES:
        for name in ("pack", "citations", *_TABLES):
            assert tomllib.loads((folder / code / f"{name}.toml").read_text("utf-8"))
