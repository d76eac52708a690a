"""Branches that are tried only behind what their look-behind wants: the same matches as one long alternation."""

import random

import pytest
import regex

from reportminer.lang import available, load
from reportminer.rules.branches import Branches, split

PATTERNS = (
    (True, r"(?<=\b(?:Seite|S\.)\s?)\d+(?!%)|(?<=\bTeil\s(?:Nr\.\s)?)\d"),
    (False, r"\d{4}|(?<=(?m:^)\s?)\d{1,2}(?=\))"),
    (True, r"(?<=(?<!nicht\s)Stufe(?=\s\d)\s)\d|(?<=a\|[(|]b)\d|(?<=\d/)\d"),
    (False, r"(?<=\b\()\d"),
)


def test_split() -> None:
    assert split(r"a\|b|(?:c|d)[|\]]|e") == [r"a\|b", r"(?:c|d)[|\]]", "e"]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("siehe Seite ^47", (14, True)),
        ("siehe Seite ^47%", (13, True)),
        ("Breitseite ^47", None),
        ("im Teil Nr. ^3", (13, True)),
        ("im Teil\n^3", (9, True)),
        ("im Teil\n\n^3", None),
        ("^12) Ergebnis", (2, False)),
        ("im Jahr ^2020", (12, False)),
        ("auf Stufe ^3", (11, True)),
        ("nicht Stufe ^3", None),
        ("a|(b^3", (5, True)),
        ("1/^2", (3, True)),
        ("vom Amt(^5", (9, False)),
        ("am (^5", None),
    ],
)
def test_match(text: str, end: tuple[int, bool] | None) -> None:
    """``^`` stands before the place that is asked for."""
    before, _, after = text.partition("^")
    assert Branches(PATTERNS).match(before + after, len(before), len(text) - 1) == end


@pytest.mark.parametrize("code", available())
def test_the_same_as_one_alternation(code: str) -> None:
    """Nonsense made of the words of the patterns themselves, in front of numbers."""
    rules = [(False, rule.pattern.pattern) for rule in load(code).rules["exclusions"]]
    whole = regex.compile("|".join(pattern for _, pattern in rules), regex.IGNORECASE)
    branches = Branches(rules)
    words = sorted({word for _, pattern in rules for word in regex.findall(r"(?<!\\)[\p{L}§]+\.?", pattern)})
    chance = random.Random(7)
    signs = (
        " ",
        " ",
        " ",
        "\n",
        " \n",
        "\n\n",
        "",
        "(",
        " (",
        "„",
        "/",
        "-",
        " | ",
        "  ",
        ". ",
        ", ",
        "x",
        "+",
        "\u00a0",
    )
    for _ in range(3000):
        parts = [chance.choice((*chance.choices(words, k=4), str(chance.randrange(3000)))) for _ in range(5)]
        text = "".join(part + chance.choice(signs) for part in parts) + f"{chance.randrange(99)} {chance.choice(words)}"
        for found in regex.finditer(r"(?<!\d)\d|(?<!\p{L})\p{L}", text):
            expected = whole.match(text, found.start(), found.start() + 160)
            got = branches.match(text, found.start(), found.start() + 160)
            assert (got and got[0]) == (expected and expected.end()), (text, found.start())
