"""Date arithmetic: thirds, quarters, weeks, shifts, lunar days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.rules import calendar as cal
from reportminer.rules.datepoints import back, roman, two_digit_year

YEARS = st.integers(1600, 2199)
MONTHS = st.integers(1, 12)


@given(YEARS)
def test_the_thirds_of_a_year_make_up_the_year(year: int) -> None:
    first, second, third = (cal.year_bounds(year, part) for part in (1, 2, 3))
    assert (first.start, third.end) == cal.year_bounds(year)
    assert first.end + timedelta(days=1) == second.start
    assert second.end + timedelta(days=1) == third.start


@given(YEARS, MONTHS)
def test_the_thirds_of_a_month_make_up_the_month(year: int, month: int) -> None:
    first, second, third = (cal.month_bounds(year, month, part) for part in (1, 2, 3))
    assert (first.start, third.end) == cal.month_bounds(year, month)
    assert (first.end.day, second.start.day, second.end.day, third.start.day) == (10, 11, 20, 21)


@given(YEARS, MONTHS)
def test_a_month_ends_the_day_before_the_next(year: int, month: int) -> None:
    following = date(year + month // 12, month % 12 + 1, 1)
    assert cal.month_end(year, month) + timedelta(days=1) == following


@given(YEARS, st.integers(1, 53))
def test_a_week_has_seven_days_and_begins_on_monday(year: int, week: int) -> None:
    bounds = cal.week_bounds(year, week)
    if bounds is None:
        assert week == 53
        return
    assert (bounds.start.weekday(), (bounds.end - bounds.start).days) == (0, 6)
    assert bounds.start.isocalendar()[:2] == (year, week)


@pytest.mark.parametrize("week", [0, 54, 99])
def test_there_is_no_such_week(week: int) -> None:
    assert cal.week_bounds(2024, week) is None


@given(st.dates(date(1700, 1, 1), date(2100, 12, 31)), st.integers(-50, 50))
def test_a_shifted_day_stays_in_its_month(day: date, years: int) -> None:
    shifted = cal.shift_years(day, years)
    assert (shifted.year, shifted.month) == (day.year + years, day.month)
    assert abs(shifted.day - day.day) <= 1


@pytest.mark.parametrize(
    "day, years, expected",
    [
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)),
        (date(2025, 6, 30), -1, date(2024, 6, 30)),
        (None, 3, None),
    ],
)
def test_shifts_of_years(day: date | None, years: int, expected: date | None) -> None:
    assert cal.shift_years(day, years) == expected


@given(st.dates(date(1700, 1, 1), date(2100, 12, 31)), st.integers(-100, 100))
def test_shifts_of_months_count_months(day: date, months: int) -> None:
    shifted = cal.shift_months(day, months)
    assert (shifted.year * 12 + shifted.month) - (day.year * 12 + day.month) == months
    assert shifted.day <= day.day


@pytest.mark.parametrize(
    "year, month, day, solar",
    [
        (2025, 1, 1, date(2025, 1, 29)),
        (2025, 3, 10, date(2025, 4, 7)),
        (2025, 1, 15, date(2025, 2, 12)),
        (2024, 12, 23, date(2025, 1, 22)),
        (2025, 8, 15, date(2025, 10, 6)),
    ],
)
def test_lunar_days(year: int, month: int, day: int, solar: date) -> None:
    assert cal.lunar_to_gregorian(year, month, day) == solar


@given(st.integers(1, 3000), st.integers(-2, 15), st.integers(-2, 40))
def test_every_lunar_day_is_a_date_or_none(year: int, month: int, day: int) -> None:
    solar = cal.lunar_to_gregorian(year, month, day)
    assert solar is None or isinstance(solar, date)


@given(st.integers(-1, 3000), st.integers(-1, 14), st.integers(-1, 33))
def test_a_safe_date_never_raises(year: int, month: int, day: int) -> None:
    found = cal.safe_date(year, month, day)
    assert found is None or (found.year, found.month, found.day) == (year, month, day)


def test_seasons_over_new_year_end_in_the_next_year() -> None:
    assert cal.season_bounds(2023, 11, 5) == (date(2023, 11, 1), date(2024, 5, 31))
    assert cal.season_bounds(2023, 4, 9) == (date(2023, 4, 1), date(2023, 9, 30))


def test_decades_and_centuries() -> None:
    assert cal.decade_bounds(1990) == (date(1990, 1, 1), date(1999, 12, 31))
    assert cal.decade_bounds(1960, 1) == (date(1960, 1, 1), date(1963, 12, 31))
    assert cal.century_bounds(19) == (date(1801, 1, 1), date(1900, 12, 31))
    assert cal.century_bounds(19, 2) == (date(1840, 1, 1), date(1860, 12, 31))


@pytest.mark.parametrize(
    "unit, first",
    [("D", date(2025, 8, 16)), ("W", date(2025, 7, 17)), ("M", date(2025, 3, 21)), ("Y", date(2020, 8, 21))],
)
def test_the_last_five_units_end_at_the_reference_day(unit: str, first: date) -> None:
    assert back(5, unit, date(2025, 8, 20)) == (first, date(2025, 8, 20))


@pytest.mark.parametrize(
    "text, number", [("I", 1), ("IV", 4), ("IX", 9), ("XIII", 13), ("XIV", 14), ("XIX", 19), ("XL", 40)]
)
def test_roman_numbers(text: str, number: int) -> None:
    assert roman(text) == number


@pytest.mark.parametrize("digits, year", [(0, 2000), (22, 2022), (40, 2040), (41, 1941), (89, 1989)])
def test_years_of_two_digits(digits: int, year: int) -> None:
    assert two_digit_year(digits) == year


def test_easter_falls_on_the_known_sundays() -> None:
    known = {1954: (4, 18), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2038: (4, 25)}
    assert {year: (cal.easter(year).month, cal.easter(year).day) for year in known} == known
