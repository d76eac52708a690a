"""What must hold for every text: offsets, order, no overlaps, exact values, the same answer twice, no exception."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reportminer.config import Config
from reportminer.miner import Miner
from reportminer.types import Report, Span

LANGUAGES = st.sampled_from(["de", "vi"])
REFERENCES = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2050, 12, 31)))

_WORDS = {
    "de": "In der Provinz gab es wurden Gemeinden Euro Mio. Mrd. % von auf um bis und bzw. davon rund über seit Ende Anfang "
    "Jahr Juni März 2023 2024 Quartal zwölf zwei Drittel die Hälfte je pro Einwohner km² Hektar Nr. § Artikel Stand: am zum "
    "Legislaturperiode Vorjahr Bis heute Resolution Nr. 21-NQ/TW keine verdoppelte Dutzende 3-tägig 67-jährig Seite",
    "vi": "tỉnh có đã xã hộ nghèo đồng tỷ triệu nghìn % từ đến lên còn xuống tăng giảm trong đó khoảng hơn gần tính ngày tháng "
    "năm quý đầu cuối giai đoạn nhiệm kỳ học hai mươi lăm trăm ba một nửa phần gấp lần người vụ Điều khoản số lớp âm lịch "
    "cùng kỳ đến nay Nghị quyết 21-NQ/TW Quảng Ninh mùng rằm Giêng không xảy ra lần lượt kế hoạch",
}
_SIGNS = [". ", ", ", "; ", "\n", "\n\n", " - ", "–", "-", "/", " | ", "(", ")", ":", "„", "“", "  ", "\u00a0", " "]
_NUMBERS = [
    "1",
    "5",
    "12",
    "31",
    "05",
    "2020",
    "2021-2025",
    "4.925",
    "4,925",
    "91,7",
    "1.234.567",
    "16.6.2022",
    "16/6",
    "30.2.",
]
_NUMBERS += [
    "7,5-7,6",
    "21/25",
    "1.1.1.1",
    "12.5",
    "0,1",
    "+754",
    "-0,1",
    "13.",
    "XIII",
    "10.950",
    "100.000",
    "9/7",
    "2023/24",
]


def tokens(lang: str) -> st.SearchStrategy[str]:
    words = st.sampled_from(_WORDS[lang].split())
    token = st.one_of(words, words, st.sampled_from(_NUMBERS), st.sampled_from(_SIGNS))
    return st.lists(token, max_size=40).flatmap(
        lambda parts: st.lists(
            st.sampled_from([" ", " ", " ", "", "\n"]), min_size=len(parts), max_size=len(parts)
        ).map(lambda gaps: "".join(part + gap for part, gap in zip(parts, gaps, strict=True)))
    )


SENTENCES = LANGUAGES.flatmap(lambda lang: st.tuples(st.just(lang), tokens(lang)))
SOUP = st.text(
    alphabet=st.one_of(st.sampled_from("0123456789.,/-–()[]%§ \n:'\u00a0|„“+½²³"), st.characters()),
    max_size=120,
)
LONG = re.compile(r"(?:\d\D{0,3}){20}")
"""Numbers that may have more digits than the decimal context (test_quantities.py has the fault)."""

OFTEN = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@cache
def miner() -> Miner:
    return Miner(Config(models=False))


def mine(text: str, lang: str, reference: date | None = None) -> Report:
    return miner().mine_text(text, language=lang, reference_date=reference)


def check(report: Report) -> None:
    """Everything the contract promises of any report."""
    text = report.document.text
    for table in (report.figures, report.dates):
        for row in table:
            assert 0 <= row.start < row.end <= len(text)
            assert row.text == text[row.start : row.end]
            assert row.rule
        assert all(left.end <= right.start for left, right in pairwise(table))
    for row in (*report.resolutions, *report.entities):
        assert row.text == text[row.start : row.end]
    assert all(left.end <= right.start for left, right in pairwise(report.sentences))
    check_figures(report)
    check_dates(report)


def check_figures(report: Report) -> None:
    for number, row in enumerate(report.figures, start=1):
        assert isinstance(row.value, Decimal)
        assert row.value.is_finite()
        assert row.value_high is None or row.value <= row.value_high
        assert (row.value_high is not None) == (row.comparator == "range")
        assert row.kind != "ratio" or row.denominator is not None
        assert row.time_start is None or row.time_end is None or row.time_start <= row.time_end
        assert row.part_of == "" or 1 <= int(row.part_of[1:]) < number


def shared(report: Report) -> list[tuple[str, str]]:
    """Figures and dates that share a character."""
    return [
        (figure.text, day.text)
        for figure in report.figures
        for day in report.dates
        if Span(figure.start, figure.end).overlaps(Span(day.start, day.end))
    ]


def check_dates(report: Report) -> None:
    for row in report.dates:
        assert row.start_date is None or row.end_date is None or row.start_date <= row.end_date
        assert row.text == row.text.strip()


@OFTEN
@given(SENTENCES, REFERENCES)
def test_reports_of_wild_sentences_keep_the_contract(sentence: tuple[str, str], reference: date | None) -> None:
    lang, text = sentence
    check(mine(text, lang, reference))


@OFTEN
@given(SOUP, LANGUAGES, REFERENCES)
def test_soup_is_mined_without_an_exception(text: str, lang: str, reference: date | None) -> None:
    assume(not LONG.search(text))
    check(mine(text, lang, reference))


@OFTEN
@given(st.text(alphabet="0123456789.,/-–%() \n", max_size=80), LANGUAGES)
def test_digits_and_separators_are_mined_without_an_exception(text: str, lang: str) -> None:
    assume(not LONG.search(text))
    check(mine(text, lang))


@pytest.mark.parametrize(
    "text",
    [
        "Am 12. Juni 2024 kamen 12 Gäste",
        "2021-2025: 15 bis 21 Anlagen",
        # found by hypothesis
        "91,7 Juni",
        "0–1500–00",
    ],
)
def test_a_figure_and_a_date_share_no_character(text: str) -> None:
    assert shared(mine(text, "de")) == []


@settings(max_examples=60, deadline=None)
@given(SENTENCES)
def test_mining_twice_gives_the_same(sentence: tuple[str, str]) -> None:
    lang, text = sentence
    assert mine(text, lang) == Miner(Config(models=False)).mine_text(text, language=lang)


@settings(max_examples=60, deadline=None)
@given(SENTENCES)
def test_the_normalised_text_is_mined_like_the_text(sentence: tuple[str, str]) -> None:
    """Mining is idempotent: what was normalised once does not change."""
    lang, text = sentence
    first = mine(text, lang)
    again = mine(first.document.text, lang)
    assert again.document.text == first.document.text
    assert (again.figures, again.dates) == (first.figures, first.dates)


@pytest.mark.parametrize("lang", ["de", "vi"])
@settings(max_examples=40, deadline=None)
@given(number=st.integers(1, 999_999_999))
def test_a_grouped_count_keeps_its_value_in_a_sentence(lang: str, number: int) -> None:
    written = f"{number:,}".replace(",", ".")
    text = f"Es gab {written} Parteizellen." if lang == "de" else f"Toàn tỉnh có {written} hộ nghèo."
    assume(not re.fullmatch(r"(19|20)\d\d", written))
    (figure,) = mine(text, lang).figures
    assert (figure.value, figure.text, figure.kind) == (number, written, "count")


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_full_date_round_trips(day: date) -> None:
    german = mine(f"Die Sitzung am {day.day}.{day.month}.{day.year} fiel aus.", "de").dates
    vietnamese = mine(f"Hội nghị ngày {day.day}/{day.month}/{day.year} bị hoãn.", "vi").dates
    words = mine(f"Hội nghị ngày {day.day} tháng {day.month} năm {day.year} bị hoãn.", "vi").dates
    for rows in (german, vietnamese, words):
        assert [(row.value, row.bounds) for row in rows] == [(day.isoformat(), (day, day))]


def test_the_check_looks_at_every_field_it_knows() -> None:
    assert {field.name for field in fields(Report)} >= {"figures", "dates", "resolutions", "entities", "sentences"}
