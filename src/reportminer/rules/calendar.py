"""Date arithmetic of the contract: thirds, quarters, ISO weeks, school years, lunar days; EDTF-like values.

Conventions (output contract and domain specification, section 2): Anfang/Mitte/Ende and đầu/giữa/cuối are thirds, of a
year four months each, of a month days 1-10, 11-20 and 21 to the end; bounds are inclusive.
"""

from __future__ import annotations

import calendar as _calendar
from datetime import date, timedelta

from dateutil.easter import easter as western_easter

from reportminer.types import Bounds


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, _calendar.monthrange(year, month)[1])


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_bounds(year: int, part: int = 0) -> Bounds:
    """A year, or its first, second or last third (``part`` 1 to 3)."""
    if not part:
        return Bounds(date(year, 1, 1), date(year, 12, 31))
    return Bounds(date(year, 4 * part - 3, 1), month_end(year, 4 * part))


def month_bounds(year: int, month: int, part: int = 0) -> Bounds:
    """A month, or its days 1-10, 11-20 or 21 to the end (``part`` 1 to 3)."""
    first = 10 * (part - 1) + 1 if part else 1
    last = month_end(year, month) if part in (0, 3) else date(year, month, 10 * part)
    return Bounds(date(year, month, first), last)


def months_bounds(year: int, first: int, last: int) -> Bounds:
    """The months ``first`` to ``last`` of a year."""
    return Bounds(date(year, first, 1), month_end(year, last))


def week_bounds(year: int, week: int) -> Bounds | None:
    """An ISO 8601 week, Monday to Sunday; None when the year has no such week."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Bounds(monday, monday + timedelta(days=6))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    day: date = western_easter(year)
    return day


def season_bounds(year: int, first: int, last: int) -> Bounds:
    """Months ``first`` to ``last``; ``last`` lies in the next year when it comes before ``first``."""
    end_year = year if last >= first else year + 1
    return Bounds(date(year, first, 1), month_end(end_year, last))


def century_bounds(number: int, part: int = 0) -> Bounds:
    """A century; its middle is read as the years 40 to 60 (domain specification, dates)."""
    first = 100 * (number - 1)
    years = {
        0: (first + 1, first + 100),
        1: (first + 1, first + 33),
        2: (first + 40, first + 60),
        3: (first + 67, first + 100),
    }
    low, high = years[part]
    return Bounds(date(low, 1, 1), date(high, 12, 31))


def decade_bounds(first: int, part: int = 0) -> Bounds:
    """A decade; its beginning is read as the years 0 to 3, its middle as 4 to 6, its end as 7 to 9."""
    low, high = {0: (0, 9), 1: (0, 3), 2: (4, 6), 3: (7, 9)}[part]
    return Bounds(date(first + low, 1, 1), date(first + high, 12, 31))


def shift_years(day: date | None, years: int) -> date | None:
    """The same day some years later (or earlier); 29 February becomes the 28th, a month's last day stays the last."""
    if day is None:
        return None
    year = day.year + years
    if day == month_end(day.year, day.month):
        return month_end(year, day.month)
    return date(year, day.month, day.day)


def shift_months(day: date, months: int) -> date:
    """The same day some months later (or earlier), cut to the end of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def lunar_to_gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Vietnamese lunar date (package lunar-vn, years 1900 to 2100); None where there is none."""
    from lunar_vn import convert_lunar_to_solar  # imported here: only texts with lunar dates pay for it

    try:
        solar: date = convert_lunar_to_solar(day, month, year)
    except (ValueError, IndexError):
        return None
    return solar
