"""What can follow a word: a filter that may only leave out patterns that could not match."""

from __future__ import annotations

import pytest
import regex

from reportminer.lang import load
from reportminer.rules.following import can_follow, next_char


def test_a_pattern_that_cannot_go_on_is_left_out() -> None:
    pattern = regex.compile(r"các\s+năm\s+\d{4}", regex.I)
    assert can_follow(pattern, "các", "n")
    assert can_follow(pattern, "Các", "N")
    assert not can_follow(pattern, "các", "h")


def test_patterns_that_look_back_or_need_nothing_more_are_never_left_out() -> None:
    assert can_follow(regex.compile(r"(?<=seit )Mai \d"), "Mai", "x")
    assert can_follow(regex.compile(r"heute(?: früh)?"), "heute", "x")
    assert can_follow(regex.compile(r"x"), "y", "")


def test_the_next_character_stands_behind_blanks() -> None:
    assert next_char("vom 3. Mai", 3) == "3"
    assert next_char("vom", 3) == ""
    assert next_char("vom" + " " * 40 + "x", 3) == ""


@pytest.mark.parametrize("code", ["de", "vi"])
def test_every_example_of_a_date_rule_passes_the_filter(code: str) -> None:
    for rule in load(code).rules["dates"]:
        for example in rule.examples:
            text = example.split(" => ")[0]
            match = rule.pattern.search(text)
            for word in rule.first:
                if match is None or not match[0].lower().startswith(f"{word.lower()} "):
                    continue
                spelled = match[0][: len(word)]
                assert can_follow(rule.pattern, spelled, next_char(match[0], len(word))), (rule.id, text)
