"""Digits and number words to exact decimals: separators, the vote on the document's style, words of both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.rules import numerals
from reportminer.rules.quantities import number_words


def read(text: str, style: str = "de", *, counts: bool = False) -> numerals.Numeral | None:
    return numerals.parse(text, 0, len(text), style, counts=counts)


def value(text: str, style: str = "de", *, counts: bool = False) -> Decimal:
    found = read(text, style, counts=counts)
    assert found is not None
    return found.value


# --- separators --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0", "0"),
        ("007", "7"),
        ("2412", "2412"),
        ("4 925", "4925"),
        ("4\u00a0925", "4925"),
        ("4\u202f925\u202f000", "4925000"),
        ("240'000", "240000"),
        ("240’000", "240000"),
        ("91,7", "91.7"),
        ("91.7", "91.7"),
        ("0,333333", "0.333333"),
        ("1.586.336", "1586336"),
        ("1,586,336", "1586336"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("4,925.5", "4925.5"),
        ("59.995,731", "59995.731"),
        ("1.260,500", "1260.5"),
    ],
)
def test_separators(text: str, expected: str) -> None:
    assert value(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["1.2.3", "12.34.5", "1.1.1.1", "1234.567.890", "1,23,456", "1.23,456.789"])
def test_what_is_no_numeral(text: str) -> None:
    assert read(text) is None


def test_three_digits_after_one_separator_are_ambiguous() -> None:
    assert (value("4.925"), read("4.925").alt) == (Decimal(4925), Decimal("4.925"))
    assert read("4.925").flags == ("ambiguous_separator",)
    assert (value("4,925"), read("4,925").alt) == (Decimal("4.925"), Decimal(4925))
    assert read("4,925").flags == ("ambiguous_separator",)


def test_a_counted_noun_decides_for_thousands() -> None:
    assert read("4.925", counts=True) == numerals.Numeral(0, 5, Decimal(4925))
    assert (value("4,925", counts=True), read("4,925", counts=True).alt) == (Decimal(4925), Decimal("4.925"))


def test_an_english_document_groups_with_commas() -> None:
    assert value("4,925", "en") == Decimal(4925)
    assert value("4.925", "en") == Decimal("4.925")


@pytest.mark.parametrize("text", ["0,125", "1234,567"])
def test_three_decimals_that_cannot_be_a_group_are_not_ambiguous(text: str) -> None:
    assert read(text).alt is None


@pytest.mark.parametrize(
    "text, language, style",
    [
        ("Es waren 4.925 und 1.234.567.", "de", "de"),
        ("4,925,123 and 1,234.5 and 12.5 %", "vi", "en"),
        ("4,925,123 người và 1.234.567 người", "vi", "mixed"),
        ("không có số", "vi", "vi"),
        ("", "de", "de"),
        ("no numbers", "other", "de"),
    ],
)
def test_the_document_votes_on_its_style(text: str, language: str, style: str) -> None:
    assert numerals.number_style(text, language) == style


@given(st.integers(0, 10**15))
def test_grouped_digits_round_trip(number: int) -> None:
    for separator in (".", " ", "\u00a0", "\u202f", "'"):
        text = f"{number:,}".replace(",", separator)
        assert value(text, counts=True) == number


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_decimals_are_exact(whole: int, cents: int) -> None:
    german = f"{whole:,}.{cents:02d}".translate(str.maketrans(",.", ".,"))
    assert value(german) == Decimal(f"{whole}.{cents:02d}")
    assert value(f"{whole:,}.{cents:02d}") == Decimal(f"{whole}.{cents:02d}")


@given(st.from_regex(r"[0-9][0-9.,' \u00a0]{0,20}[0-9]", fullmatch=True), st.sampled_from(["de", "vi", "en", "mixed"]))
def test_a_numeral_is_a_finite_decimal_or_none(text: str, style: str) -> None:
    match = numerals.NUMBER.match(text)
    found = (
        numerals.parse(text, match.start(), match.end(), style, counts=True)
        if text[match.end() - 1].isdigit()
        else None
    )
    assert found is None or (found.value.is_finite() and found.value >= 0)


@given(st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=6))
def test_plain_changes_the_form_and_not_the_value(number: Decimal) -> None:
    plain = numerals.plain(number)
    assert plain == number
    assert "E" not in f"{plain:f}"


# --- German words, by an independent speller -----------------------------------------------------------------------

_ONES = [
    "",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
]
_ONES += ["vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
_TENS = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]


def german(number: int, *, last: bool = True) -> str:
    if number >= 1000:
        return (
            german(number // 1000, last=False) + "tausend" + (german(number % 1000, last=last) if number % 1000 else "")
        )
    if number >= 100:
        return _ONES[number // 100] + "hundert" + (german(number % 100, last=last) if number % 100 else "")
    if number < 20:
        return "eins" if number == 1 and last else _ONES[number]
    return (_ONES[number % 10] + "und" if number % 10 else "") + _TENS[number // 10]


@given(st.integers(2, 999_999))
def test_german_number_words_round_trip(number: int) -> None:
    word = german(number)
    assert number_words("de").match(word, 0) == (len(word), Decimal(number))
    assert number_words("de").match(word.capitalize(), 0) == (len(word), Decimal(number))


@pytest.mark.parametrize(
    "number", [2, 12, 17, 21, 99, 100, 101, 111, 121, 999, 1000, 1001, 1100, 12_345, 100_000, 999_999]
)
def test_landmarks_of_german_number_words(number: int) -> None:
    assert number_words("de").match(german(number), 0) == (len(german(number)), Decimal(number))


@pytest.mark.parametrize(
    "word, expected",
    [
        ("zwo", "2"),
        ("dreissig", "30"),
        ("einhundertundeins", "101"),
        ("zwölfhundert", "1200"),
        ("neunzehnhundertneunundachtzig", "1989"),
        ("anderthalb", "1.5"),
        ("eineinhalb", "1.5"),
        ("zweieinhalb", "2.5"),
        ("zweier", "2"),
    ],
)
def test_other_german_spellings(word: str, expected: str) -> None:
    assert number_words("de").match(word, 0) == (len(word), Decimal(expected))


@pytest.mark.parametrize(
    "word",
    [
        "ein",
        "eins",
        "eine",
        "einer",
        "einige",
        "Achtung",
        "vierteljährlich",
        "Elfenbein",
        "und",
        "zig",
        "Zweig",
        "Dreieck",
        "",
    ],
)
def test_articles_and_other_words_are_no_german_numbers(word: str) -> None:
    assert number_words("de").match(word, 0) is None


# --- Vietnamese words, by an independent speller --------------------------------------------------------------------

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def vietnamese(number: int) -> str:
    words: list[str] = []
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if number >= scale:
            words += [*group(number // scale, after=bool(words)), name]
            number %= scale
    return " ".join([*words, *group(number, after=bool(words))] if number else words)


def group(number: int, *, after: bool) -> list[str]:
    """A group below 1000; after a larger scale an empty hundred is spoken (``một nghìn không trăm linh năm``)."""
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or after else []
    if not rest:
        return words
    if rest < 10:
        return [*words, "linh", _DIGITS[rest]] if words else [_DIGITS[rest]]
    tens, ones = divmod(rest, 10)
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + (
        {0: [], 1: ["một" if tens == 1 else "mốt"], 5: ["lăm"]}.get(ones) or ([_DIGITS[ones]] if ones else [])
    )


def read_back(number: int) -> None:
    words = vietnamese(number)
    assert number_words("vi").match(words, 0) == (len(words), Decimal(number))


@given(st.one_of(st.integers(1, 999_999), st.integers(1, 999).map(lambda number: number * 10**6)))
def test_vietnamese_number_words_round_trip(number: int) -> None:
    read_back(number)


def test_long_vietnamese_number_words() -> None:
    read_back(999_999_999)


@pytest.mark.parametrize("number", [1005, 2025, 2_050_000, 1_000_015])
def test_empty_hundreds_in_vietnamese_number_words(number: int) -> None:
    read_back(number)


@pytest.mark.parametrize(
    "number", [1, 10, 11, 15, 20, 21, 25, 55, 100, 101, 105, 110, 115, 999, 1000, 1200, 12_345, 10**6, 10**9]
)
def test_landmarks_of_vietnamese_number_words(number: int) -> None:
    read_back(number)


@pytest.mark.parametrize(
    "words, expected",
    [
        ("hăm lăm", "25"),
        ("hai chục", "20"),
        ("ba mươi tư", "34"),
        ("một trăm lẻ năm", "105"),
        ("hai mươi nhăm", "25"),
        ("bẩy mươi", "70"),
        ("một tỷ rưỡi", "1500000000"),
        ("hai triệu rưỡi", "2500000"),
        ("nửa triệu", "500000"),
        ("ba vạn", "30000"),
        ("một nghìn tỷ", "1000000000000"),
        ("Hai mươi\nmốt", "21"),
    ],
)
def test_other_vietnamese_spellings(words: str, expected: str) -> None:
    assert number_words("vi").match(words, 0) == (len(words), Decimal(expected))


@pytest.mark.parametrize("words", ["tư", "lăm", "mốt", "linh", "lẻ", "nửa đầu", "rưỡi", "người", "", "trăm", "mươi"])
def test_bound_forms_do_not_begin_a_vietnamese_number(words: str) -> None:
    assert number_words("vi").match(words, 0) is None


def test_a_number_ends_at_a_comma_or_a_second_line_break() -> None:
    assert number_words("vi").match("hai mươi, mốt", 0) == (8, Decimal(20))
    assert number_words("vi").match("hai mươi\n\nmốt", 0) == (8, Decimal(20))


@given(st.text(max_size=60), st.sampled_from(["de", "vi"]))
def test_number_words_never_raise(text: str, code: str) -> None:
    for position in range(len(text)):
        found = number_words(code).match(text, position)
        assert found is None or position < found[0] <= len(text)


def test_a_document_that_settles_its_own_style_has_no_doubts() -> None:
    settled = numerals.reading_style("Es waren 3,5 % und 12,25 %, insgesamt 1.234.567.", "de")
    assert settled == numerals.SETTLED
    numeral = read("4.925", settled)
    assert numeral is not None
    assert (numeral.value, numeral.alt, numeral.flags) == (Decimal(4925), None, ())


@pytest.mark.parametrize("text", ["Es waren 3,5 %.", "3,5 % und 12,2 %, aber 1.5 %", "keine Zahlen"])
def test_little_or_mixed_evidence_settles_nothing(text: str) -> None:
    assert numerals.reading_style(text, "de") == "de"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("de", "zwölf Komma fünf Prozent", "12.5"),
        ("de", "drei Komma eins vier", "3.14"),
        ("vi", "mười hai phẩy năm phần trăm", "12.5"),
        ("vi", "ba phẩy mười bốn", "3.14"),
        ("vi", "hai phẩy không năm", "2.05"),
        ("vi", "hai phẩy hai mươi lăm lần", "2.25"),
        ("de", "zwölf Kommas", "12"),
        ("vi", "năm phẩy", "5"),
    ],
)
def test_decimals_in_words(code: str, text: str, expected: str) -> None:
    found = number_words(code).match(text, 0)
    assert found is not None
    assert found[1] == Decimal(expected)
