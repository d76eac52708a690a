"""The same facts in German and in Vietnamese: what both gold texts cite, both mined texts cite under one key."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from reportminer.evaluate_gold import GoldText, load_gold
from reportminer.lang import load
from reportminer.rules.citekeys import completions
from reportminer.rules.resolutions import find

GOLD = Path(__file__).parent.parent / "corpus" / "gold"


def pairs(split: str) -> dict[str, dict[str, GoldText]]:
    found: dict[str, dict[str, GoldText]] = defaultdict(dict)
    for text in load_gold(GOLD / split):
        if "_pair" in text.id:
            found[text.id.partition("_")[2]][text.lang] = text
    return {name: texts for name, texts in found.items() if set(texts) == {"de", "vi"}}


def shared(texts: dict[str, GoldText]) -> set[str]:
    """The keys that the gold of both languages has."""
    keys = [{row.data.get("key", "") for row in text.tables["resolutions"] if not row.doubt} for text in texts.values()]
    return keys[0] & keys[1] - {""}


def mined(text: GoldText) -> set[str]:
    keys = {row.key for row in find(text.text, load(text.lang), home_place=text.home_place)}
    filled = completions(keys)
    return {filled.get(key, key) for key in keys}


def met(split: str) -> tuple[int, int]:
    """How many shared keys both languages have, of how many."""
    wanted = [(key, texts) for texts in pairs(split).values() for key in shared(texts)]
    keys = {text.id: mined(text) for texts in pairs(split).values() for text in texts.values()}
    return sum(all(key in keys[text.id] for text in texts.values()) for key, texts in wanted), len(wanted)


@pytest.mark.parametrize(("split", "facts"), [("train", 22), ("dev", 69)])
def test_german_and_vietnamese_meet_in_every_key(split: str, facts: int) -> None:
    assert met(split) == (facts, facts)
