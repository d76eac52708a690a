"""A numeral with its scale, unit and per part, read at one place of the text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportminer.lang import load
from reportminer.rules.quantities import Quantity, parser


def read(text: str, lang: str, style: str | None = None) -> Quantity:
    found = parser(lang).at(text, 0, style or lang)
    assert found is not None
    return found


def short(quantity: Quantity) -> tuple[str, str, str, str]:
    return f"{quantity.value:f}", quantity.kind, quantity.unit, quantity.per


@pytest.mark.parametrize(
    "text, lang, expected",
    [
        ("3,4 Mio. Euro", "de", ("3400000", "money", "EUR", "")),
        ("3,4 Mio Euro", "de", ("3400000", "money", "EUR", "")),
        ("3,4 Millionen\nEuro", "de", ("3400000", "money", "EUR", "")),
        ("12,75 Mrd. €", "de", ("12750000000", "money", "EUR", "")),
        ("85 TEUR", "de", ("85000", "money", "EUR", "")),
        ("50 Cent", "de", ("0.5", "money", "EUR", "")),
        ("91,7 v. H.", "de", ("91.7", "percent", "percent", "")),
        ("1,03 Prozentpunkte", "de", ("1.03", "percentage_point", "pp", "")),
        ("250 m²", "de", ("250", "measure", "m2", "")),
        ("22,5 Tage", "de", ("22.5", "duration", "day", "")),
        ("12 Euro pro Kopf und Jahr", "de", ("12", "rate", "EUR", "person/year")),
        ("4.712 Straftaten je 100.000 Einwohner", "de", ("4712", "rate", "", "100000 inhabitants")),
        ("zweieinhalb Millionen", "de", ("2500000", "count", "", "")),
        ("10.950 tỷ đồng", "vi", ("10950000000000", "money", "VND", "")),
        ("120 nghìn tỷ đồng", "vi", ("120000000000000", "money", "VND", "")),
        ("100 tỉ", "vi", ("100000000000", "money", "VND", "")),
        ("1 tỷ 200 triệu đồng", "vi", ("1200000000", "money", "VND", "")),
        ("2 triệu 350 nghìn đồng", "vi", ("2350000", "money", "VND", "")),
        ("1,2 tỷ USD", "vi", ("1200000000", "money", "USD", "")),
        ("70 triệu đồng/người/năm", "vi", ("70000000", "rate", "VND", "person/year")),
        ("58,4 tạ/ha", "vi", ("58.4", "rate", "quintal", "ha")),
        ("6,5%/năm", "vi", ("6.5", "percent", "percent", "year")),
        ("400mm", "vi", ("400", "measure", "mm", "")),
        ("28,6% triệu đồng", "vi", ("28600000", "money", "VND", "")),
        ("346, 726 gam", "vi", ("346.726", "measure", "g", "")),
    ],
)
def test_scale_unit_and_per(text: str, lang: str, expected: tuple[str, str, str, str]) -> None:
    quantity = read(text, lang)
    assert short(quantity) == expected
    assert quantity.end == len(text)


@pytest.mark.parametrize(
    "text, lang, end",
    [
        ("12 Gemeinden", "de", 2),
        ("12.", "de", 2),
        ("12, dann 13", "de", 2),
        ("12 Milchkühe", "de", 2),
        ("12 Mio", "de", 6),
        ("5 Megaprojekte", "de", 1),
        ("12 xã", "vi", 2),
    ],
)
def test_what_follows_and_is_no_unit_stays_outside(text: str, lang: str, end: int) -> None:
    assert read(text, lang).end == end


@pytest.mark.parametrize(
    ("text", "lang", "unit"), [("5 m lang", "de", "m"), ("5 km2", "vi", "km2"), ("5 km", "vi", "km")]
)
def test_the_longest_unit_wins(text: str, lang: str, unit: str) -> None:
    assert read(text, lang).unit == unit


@pytest.mark.parametrize("text", ["5 M", "5 G", "5 L"])
def test_short_units_mind_their_case_in_vietnamese(text: str) -> None:
    assert read(text, "vi").unit == ""


def test_a_currency_may_stand_before() -> None:
    text = "VND 300.000"
    quantity = parser("de").at(text, 4, "de")
    assert (quantity.start, quantity.end, quantity.unit, quantity.value) == (0, 11, "VND", Decimal(300000))


def test_a_line_break_does_not_bind_a_unit_of_one_letter() -> None:
    assert read("12\nm", "de").unit == ""
    assert read("12\n%", "de").unit == "percent"


@pytest.mark.parametrize("text, value", [("7,243 Erstanträge", 7243), ("136,927 học sinh", 136927)])
def test_a_counted_noun_makes_thousands(text: str, value: int) -> None:
    quantity = read(text, "vi" if "học" in text else "de")
    assert (quantity.value, quantity.flags) == (value, ("ambiguous_separator",))
    assert quantity.alt == Decimal(value) / 1000


@pytest.mark.parametrize("text", ["12.000 Euro", "25.000 đồng", "100.000 Mio. Euro"])
def test_money_in_round_thousands_is_not_ambiguous(text: str) -> None:
    quantity = read(text, "vi" if "đồng" in text else "de")
    assert (quantity.alt, quantity.flags) == (None, ())


def test_the_second_reading_is_scaled_too() -> None:
    quantity = read("4,925 Mio. t", "de")
    assert (quantity.value, quantity.alt) == (Decimal(4925000), Decimal(4925000000))


@pytest.mark.parametrize(
    "header, lang, expected",
    [
        ("Ausgaben (TEUR)", "de", "85000 EUR"),
        ("Ausgaben in Mio. Euro", "de", "85000000 EUR"),
        ("Anteil (%)", "de", "85 percent"),
        ("Chi ngân sách (triệu đồng)", "vi", "85000000 VND"),
        ("Diện tích (ha)", "vi", "85 ha"),
    ],
)
def test_a_table_header_gives_scale_and_unit(header: str, lang: str, expected: str) -> None:
    found = parser(lang).header_unit(header)
    assert found is not None
    quantity = parser(lang).with_header(read("85", lang), *found)
    assert f"{quantity.value:f} {quantity.unit}" == expected


@pytest.mark.parametrize("header", ["Betriebe", "Jahr 2022", "Kreis (alt)", ""])
def test_a_header_without_unit_gives_none(header: str) -> None:
    assert parser("de").header_unit(header) is None


@pytest.mark.parametrize("lang", ["de", "vi"])
def test_every_unit_is_read_after_a_number(lang: str) -> None:
    pack = load(lang)
    unread = []
    for word, code in pack.words["unit"].items():
        _name, kind, *case = code.split(":")
        text = f"12 {case[0] if case else word}"
        quantity = read(text, lang)
        if quantity.kind != kind and kind == "money":  # `8 bảng` are groups, `8 triệu bảng` are pounds
            text = f"12 {next(iter(pack.words['scale']))} {word}"
            quantity = read(text, lang)
        if quantity.kind != kind or quantity.end != len(text):
            unread.append((word, code, quantity.kind, text[: quantity.end]))
    assert unread == []


@pytest.mark.parametrize("lang", ["de", "vi"])
def test_every_scale_multiplies(lang: str) -> None:
    pack = load(lang)
    wrong = [word for word, scale in pack.words["scale"].items() if read(f"3 {word}", lang).value != 3 * Decimal(scale)]
    assert wrong == []


@pytest.mark.parametrize("text", ["1" + 28 * "0", "12345678901234567890123456789012 km", "9" * 200])
def test_a_very_long_number_is_read_exactly_or_left_alone(text: str) -> None:
    quantity = parser("de").at(text, 0, "de")
    assert quantity is None or quantity.value == int(text.split()[0])


LONG = re.compile(r"(?:\d\D{0,3}){20}")
"""Numbers that may have more digits than the decimal context: see the test above."""


@pytest.mark.parametrize("text", ["3,5 ,2 %", "0.0 ,0%"])
def test_a_second_comma_is_no_torn_decimal(text: str) -> None:
    quantity = parser("de").at(text, 0, "de")
    assert quantity is None or quantity.end <= 3


def test_digits_that_python_does_not_know_are_no_numeral() -> None:
    quantity = parser("de").at("0.\U0001ccf0", 0, "de")
    assert quantity is None or quantity.end == 1


@given(
    st.text(alphabet="0123456789.,' \u00a0%€/-–()\nabkmđtỷệuroMi", min_size=1, max_size=40),
    st.sampled_from(["de", "vi"]),
)
def test_a_quantity_lies_inside_the_text_and_is_finite(text: str, lang: str) -> None:
    assume(not LONG.search(text))
    for position, char in enumerate(text):
        if not char.isdigit():
            continue
        quantity = parser(lang).at(text, position, lang)
        if quantity is not None:
            assert 0 <= quantity.start <= position < quantity.number_end <= quantity.end <= len(text)
            assert quantity.value.is_finite()
