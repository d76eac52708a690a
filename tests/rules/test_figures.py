"""What is a figure and what is none: the inventory of ``data/numbers.tsv``, ranges, ratios, signs, borders."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportminer.config import Config
from reportminer.lang import load
from reportminer.miner import Miner
from reportminer.rules import figures
from reportminer.types import Figure, Span

INVENTORY = Path(__file__).parent / "data" / "numbers.tsv"


@cache
def miner() -> Miner:
    return Miner(Config(models=False))


def find(text: str, lang: str, taken: tuple[Span, ...] = ()) -> list[tuple[str, Decimal]]:
    pack = load(lang)
    return [(text[item.start : item.end], item.value) for item in figures.find(text, pack, lang, taken)]


def surfaces(text: str, lang: str) -> list[str]:
    return [surface for surface, _ in find(text, lang)]


# --- the inventory -----------------------------------------------------------------------------------------------


def inventory() -> list[dict[str, str]]:
    with INVENTORY.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def stated(row: dict[str, str]) -> list[tuple[str, str]]:
    """(value, comparator) of every figure a row states: ``a..b`` a range, ``a/b`` a ratio, a blank between two."""
    return [] if row["value"] == "none" else [(value, row["comparator"]) for value in row["value"].split()]


def mined(row: dict[str, str]) -> tuple[Figure, ...]:
    text = (row["carrier"] or "{}").format(row["surface"])
    return miner().mine_text(text, language=row["lang"]).figures


def shape(figure: Figure) -> Any:
    if figure.value_high is not None:
        return figure.value, figure.value_high
    return (figure.value, figure.denominator, "ratio") if figure.denominator is not None else figure.value


def expected_shape(value: str) -> Any:
    if ".." in value:
        return tuple(Decimal(part) for part in value.split(".."))
    return (*map(Decimal, value.split("/")), "ratio") if "/" in value else Decimal(value)


def met(row: dict[str, str]) -> bool:
    found = mined(row)
    same = [(shape(figure), figure.comparator) for figure in found] == [
        (expected_shape(value), comparator) for value, comparator in stated(row)
    ]
    units = all(figure.unit == row["unit"] for figure in found) if row["unit"] else True
    return same and units and all(figure.per == row["per"] for figure in found)


@pytest.mark.parametrize(
    "row", [row for row in inventory() if not row["why"]], ids=lambda row: f"{row['lang']}: {row['surface']}"
)
def test_the_inventory_is_read_as_specified(row: dict[str, str]) -> None:
    found = [(item.text, shape(item), item.comparator, item.kind, item.unit, item.per) for item in mined(row)]
    assert met(row), found


def test_nearly_all_of_the_inventory_is_met(capsys: pytest.CaptureFixture[str]) -> None:
    rows = inventory()
    rest = [row for row in rows if not met(row)]
    with capsys.disabled():
        for row in rest:
            print(f"\nnot met: {row['lang']} {row['surface']!r}: {row['why'] or 'no reason given'}", end="")
    assert 1 - len(rest) / len(rows) >= 0.97


def test_what_cannot_be_met_is_still_not_met() -> None:
    assert [row["surface"] for row in inventory() if row["why"] and met(row)] == []


# --- ranges and ratios -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, lang, expected",
    [
        ("5 bis 7 Personen", "de", ["5 bis 7"]),
        ("5–7 Personen", "de", ["5–7"]),
        ("5 - 7 Personen", "de", ["5 - 7"]),
        ("zwischen 5 und 7 Personen", "de", ["5 und 7"]),
        ("5 und 7 Personen", "de", ["5", "7"]),
        ("7 bis 5 Personen", "de", ["7", "5"]),
        ("5 % bis 7 %", "de", ["5 % bis 7 %"]),
        ("5 km bis 7 Euro", "de", ["5 km", "7 Euro"]),
        ("zwei bis drei Jahre", "de", ["zwei bis drei Jahre"]),
        ("từ 5 đến 7 người", "vi", ["từ 5 đến 7"]),
        ("5-7 người", "vi", ["5-7"]),
        ("5 đến 7 tỷ đồng", "vi", ["5 đến 7 tỷ đồng"]),
        ("tăng từ 5 lên 7 xã", "vi", ["5", "7"]),
    ],
)
def test_a_range_is_one_figure(text: str, lang: str, expected: list[str]) -> None:
    assert surfaces(text, lang) == expected


@pytest.mark.parametrize(
    "text, lang, expected",
    [
        ("21/25 Ziele", "de", ["21/25"]),
        ("21 von 25 Zielen", "de", ["21 von 25"]),
        ("stieg von 21 auf 25", "de", ["21", "25"]),
        ("um 5 von 20 auf 25 Fälle", "de", ["5", "20", "25"]),
        ("925/962 ấp", "vi", ["925/962"]),
        ("19 vụ/20 đối tượng", "vi", ["19", "20"]),
    ],
)
def test_a_ratio_is_one_figure(text: str, lang: str, expected: list[str]) -> None:
    assert surfaces(text, lang) == expected


# --- signs and borders -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Saldo: -0,1 %", [("-0,1 %", "-0.1")]),
        ("Saldo: −0,1 %", [("−0,1 %", "-0.1")]),
        ("Saldo: +12", [("+12", "12")]),
        ("Der Verband - 12 Vereine - tagt", [("12", "12")]),
        ("(-5)", [("-5", "-5")]),
    ],
)
def test_a_sign_fixed_to_the_numeral_belongs_to_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert find(text, "de") == [(surface, Decimal(value)) for surface, value in expected]


@pytest.mark.parametrize(
    "text, lang",
    [
        ("x12", "de"),
        ("x_12", "de"),
        ("12_x", "de"),
        ("#12", "de"),
        ("info12@beispiel.de", "de"),
        ("F-16", "de"),
        ("A4", "de"),
        ("5G", "de"),
        ("3-Punkte-Plan", "de"),
        ("12/A", "de"),
        ("1.2.3.4", "de"),
        ("H₂O CO2", "de"),
        ("45/2019/QH14", "vi"),
        ("21-NQ/TW", "vi"),
        ("VTV1", "vi"),
        ("PC04", "vi"),
    ],
)
def test_digits_in_names_and_codes_are_no_figures(text: str, lang: str) -> None:
    assert surfaces(text, lang) == []


def test_a_number_at_either_edge_of_the_text_is_found() -> None:
    assert surfaces("12 Gemeinden und 13", "de") == ["12", "13"]
    assert surfaces("", "de") == []


def test_a_glued_word_does_not_hide_the_number() -> None:
    assert surfaces("Gefördert wurden 15Projekte", "de") == ["15"]


def test_what_is_taken_by_a_date_is_no_figure() -> None:
    text = "Am 16. Juni 2022 kamen 12 Gäste"
    assert find(text, "de", (Span(3, 16),)) == [("12", Decimal(12))]


# --- units shared by a list --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, lang, expected",
    [
        ("11,1 bzw. 5 Mio. Euro", "de", ["11100000", "5000000"]),
        ("von 22,6 auf 22,3 Prozent", "de", ["22.6", "22.3"]),
        ("3, 4 und 5 Mio. Euro", "de", ["3000000", "4000000", "5000000"]),
        ("12 Gemeinden und 5 Mio. Euro", "de", ["12", "5000000"]),
        ("từ 5,2 xuống 3,1 tỷ đồng", "vi", ["5200000000", "3100000000"]),
    ],
)
def test_a_bare_number_takes_the_unit_of_the_next_in_its_list(text: str, lang: str, expected: list[str]) -> None:
    assert [value for _, value in find(text, lang)] == [Decimal(value) for value in expected]


def test_a_shared_unit_is_flagged() -> None:
    first, second = figures.find("11,1 bzw. 5 Mio. Euro", load("de"), "de")
    assert (first.unit, "unit_shared" in first.flags, "unit_shared" in second.flags) == ("EUR", True, False)
