"""Points in time of one piece: a match of ``dates.toml`` becomes a :class:`Point`, and a complete point gets bounds.

A point may lack its year (``16. Juni``, ``quý 3``): :meth:`Point.with_year` completes it, :func:`resolve` gives its
value and bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import regex

from reportminer.lang import Pack, PatternRule
from reportminer.rules import calendar as cal
from reportminer.types import Bounds

UNIT_DAYS = {"D": 1, "W": 7}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Point:
    """One date expression of one piece, year possibly missing.

    ``grain`` is the handler's name in the pack (day, month, year, quarter, ...); ``low`` and ``high`` hold what the
    grain needs (day and month, quarter, week, first and last month, second year).
    """

    start: int
    end: int
    rule: PatternRule
    grain: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int = 0
    low: int = 0
    high: int = 0
    code: str = ""
    clock: str = ""
    weak: bool = False
    relative_year: str = ""

    def with_year(self, year: int) -> Point:
        """The same point in ``year``."""
        return replace(self, year=year)

    @property
    def complete(self) -> bool:
        """True where the text itself says which year is meant."""
        return self.year is not None or self.grain in _YEARLESS_GRAINS


_YEARLESS_GRAINS = {
    "set",
    "present",
    "relative",
    "last_n",
    "next_n",
    "ago",
    "weekday",
    "decade",
    "century",
    "term_ordinal",
    "term_back",
    "year_set",
    "same_period",
}
NEEDS_YEAR = {"day", "month", "quarter", "half", "months_of", "week", "year", "year_edge", "lunar", "season"}


def read(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Point | None:
    """Turn the match of a rule into a point; None when the numbers are no date (31 February)."""
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    point = Point(match.start(), match.end(), rule, rule.value, weak=bool(rule.options.get("weak")))
    point = replace(
        point,
        year=_year(groups),
        month=_month(groups, pack),
        day=_day(groups, pack),
        part=int(pack.value("part", groups["part"]) or 0) if "part" in groups else 0,
        clock=_clock(groups),
        relative_year=groups.get("rel", groups.get("thisyear", "")),
    )
    point = _HANDLERS.get(rule.value, _plain)(point, groups, pack)
    return point if _possible(point) else None


def _year(groups: dict[str, str]) -> int | None:
    digits = groups.get("y") or groups.get("short", "").lstrip("’'")
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else two_digit_year(int(digits))


def two_digit_year(number: int) -> int:
    """``22`` is 2022, ``89`` is 1989 (pivot: 00 to 40 are in this century)."""
    return number + (2000 if number <= 40 else 1900)


def _day(groups: dict[str, str], pack: Pack) -> int | None:
    if "dw" in groups:
        return int(pack.value("dayordinal", groups["dw"]) or 0) or None
    return int(groups["d"].replace("l", "1")) if "d" in groups else None


def _month(groups: dict[str, str], pack: Pack) -> int | None:
    if "m" in groups:
        return int(groups["m"].replace("l", "1"))
    for group, word_class in (("mn", "month"), ("mw", "monthword"), ("mo", "ordinal")):
        if group in groups:
            value = pack.value(word_class, groups[group])
            return int(value) if value else None
    return None


def _clock(groups: dict[str, str]) -> str:
    if "hh" not in groups:
        return ""
    return f"T{int(groups['hh']):02d}:{int(groups.get('mi') or groups.get('mi2') or 0):02d}"


def roman(text: str) -> int:
    """The value of a Roman number: ``XIII`` is 13."""
    total = 0
    for char, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN[char]
        total += -value if following and _ROMAN[following] > value else value
    return total


def _plain(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return point


def _years(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    assert point.year is not None  # the pattern demands it
    second = groups.get("y2", "")
    high = int(second) if len(second) == 4 else _same_century(point.year, int(second)) if second else point.year + 1
    return replace(point, high=high, code=groups.get("edge", ""))


def _same_century(year: int, two_digits: int) -> int:
    return year - year % 100 + two_digits + (100 if two_digits < year % 100 else 0)


def _quarter(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    if "which" in groups:
        return replace(point, low=1 if groups["which"] == "đầu" else 2)
    if "qr" in groups:
        return replace(point, low=roman(groups["qr"].upper()))
    return replace(point, low=int(groups["q"]) if "q" in groups else int(pack.value("ordinal4", groups["qo"]) or 0))


def _count(groups: dict[str, str], pack: Pack) -> int:
    if "n" in groups:
        return int(groups["n"])
    if "nr" in groups:
        return roman(groups["nr"].upper())
    return int(pack.value("smallnumber", groups["nw"]) or 1) if "nw" in groups else 1


def _months_of(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    count = _count(groups, pack)
    tail = groups.get("which", "").lower() in ("cuối", "letzten")
    return replace(point, low=13 - count if tail else 1, high=12 if tail else count)


def _week(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(point, low=int(groups.get("w") or groups["w2"]))


def _number(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(point, low=_count(groups, pack), code=groups.get("body", "").lower())


def _decade(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    if "dec" in groups:
        return replace(point, low=int(groups["dec"]))
    if "decw" in groups:
        return replace(point, low=1900 + int(pack.value("decadeword", groups["decw"]) or 0))
    century = _count(groups, pack) if "n" in groups or "nr" in groups else 20
    return replace(point, low=100 * (century - 1) + int(groups["dec2"]))


def _span_back(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    unit = str(pack.settings["duration_units"][groups["unit"].lower()])
    return replace(point, low=_count(groups, pack), code=unit)


Handler = Callable[[Point, dict[str, str], Pack], Point]


def _word(word_class: str, group: str) -> Handler:
    def handler(point: Point, groups: dict[str, str], pack: Pack) -> Point:
        return replace(point, code=pack.value(word_class, groups[group]) or "")

    return handler


_DIRECTIONS = {"past": -1, "ahead": 1, "week_before": -1, "week_after": 1}


def _weekday(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    """``code`` is the day of the week (0 is Monday); ``low`` says before or after, ``high`` that weeks are meant."""
    direction = next((step for name, step in _DIRECTIONS.items() if name in groups), 0)
    weeks = any(name.startswith("week_") for name in groups)
    return replace(point, code=pack.value("weekday", groups["wd"]) or "", low=direction, high=int(weeks))


def _season(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    first, last = (pack.value("season", groups["season"]) or "1:12").split(":")
    return replace(point, low=int(first), high=int(last))


def _semester(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    winter = groups["noun"].lower().startswith("w")
    return replace(point, low=10 if winter else 4, high=3 if winter else 9)


def _year_set(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    years = [int(year) for year in regex.findall(r"\d{4}", groups["ys"])]
    return replace(point, low=min(years), high=max(years), code=",".join(map(str, years)))


def _year_edge(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(
        point,
        code="start"
        if regex.search("anfang|beginn", groups["edge"], regex.I)
        else "mid"
        if "mitte" in groups["edge"].lower()
        else "end",
    )


def _term_back(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(point, code=groups.get("edge", ""))


def _lunar(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    """Without the word for lunar, only the full moon and the month names of the lunar year say so."""
    named = "full" in groups or groups.get("mw", "").lower() in ("giêng", "chạp")
    marked = named or "mark" in groups or pack.settings.get("lunar_always", False)
    return replace(point, day=15 if "full" in groups else point.day, code="mark" if marked else "")


def _tet(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(point, grain="lunar", month=1, day=point.day or 1, code="mark")


def _relative(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    return replace(point, code=pack.value("relative", groups["rel"]) or "", relative_year="")


def _holiday(point: Point, groups: dict[str, str], pack: Pack) -> Point:
    """A feast of a year is its day: ``12-24``, or ``E+49`` counted from Easter Sunday."""
    assert point.year is not None  # the pattern demands it
    code = pack.value("holiday", groups["holiday"]) or "E+0"
    if code.startswith("E"):
        day = cal.easter(point.year) + timedelta(days=int(code[1:]))
        return replace(point, grain="day", month=day.month, day=day.day)
    month, number = code.split("-")
    return replace(point, grain="day", month=int(month), day=int(number))


def _day_as(flag: str) -> Handler:
    def handler(point: Point, groups: dict[str, str], pack: Pack) -> Point:
        return replace(point, grain="day", code=flag)

    return handler


_HANDLERS: dict[str, Handler] = {
    "years": _years, "term_years": _years, "school_year": _years, "year_set": _year_set, "year_edge": _year_edge,
    "quarter": _quarter, "half": _quarter, "months_of": _months_of, "week": _week, "term_ordinal": _number,
    "decade": _decade, "century": _number, "last_n": _span_back, "ago": _span_back, "season": _season,
    "semester": _semester, "set": _word("setword", "set"), "relative": _relative, "weekday": _weekday, "next_n": _span_back,
    "term_back": _term_back, "lunar": _lunar, "tet": _tet, "day_ocr": _day_as("repaired"),
    "day_us": _day_as("us_order"), "holiday": _holiday,
}  # fmt: skip


def _possible(point: Point) -> bool:
    if point.grain == "lunar":
        return bool(point.month and point.day and point.day <= 30 and point.code)
    if point.grain == "day":
        return (
            bool(point.month and point.day)
            and cal.safe_date(point.year or 2000, point.month or 0, point.day or 0) is not None
        )
    if point.grain in ("years", "school_year", "term_years"):
        return point.year is not None and 0 <= point.high - point.year <= 200
    return True


def resolve(point: Point) -> tuple[str, Bounds]:
    """The EDTF-like value and the inclusive bounds of a point; a missing year is written ``XXXX`` and has no bounds."""
    value = _value(point)
    if not point.complete or (point.year is None and point.grain in NEEDS_YEAR):
        return value, Bounds(None, None)
    bounds = _bounds(point)
    return value, bounds or Bounds(None, None)


def _value(point: Point) -> str:
    year = f"{point.year:04d}" if point.year is not None else "XXXX"
    match point.grain:
        case "day":
            return f"{year}-{point.month:02d}-{point.day:02d}{point.clock}"
        case "lunar":
            return f"lunar:{year}-{point.month:02d}-{point.day:02d}"
        case "month":
            return f"{year}-{point.month:02d}"
        case "quarter":
            return f"{year}-Q{point.low}"
        case "half":
            return f"{year}-H{point.low}"
        case "months_of" if (point.low, point.high) in ((1, 6), (7, 12)):
            return f"{year}-H{1 if point.low == 1 else 2}"
        case "months_of":
            return f"{year}-{point.low:02d}/{year}-{point.high:02d}"
        case "week":
            return f"{year}-W{point.low:02d}"
        case "years" | "term_years" | "school_year":
            return f"{year}/{point.high}"
        case "season" | "semester" if point.year is not None and point.high < point.low:
            return f"{year}/{point.year + 1}"
        case "decade":
            return f"{point.low // 10}X"
        case "century":
            return f"{point.low - 1:02d}XX"
        case "year_set":
            return "{" + point.code + "}"
        case "year_edge":
            return f"{year}-{ {'start': '01-01', 'mid': '06-30', 'end': '12-31'}[point.code] }"
        case "set":
            return point.code
        case _:
            return year


def _bounds(point: Point) -> Bounds | None:
    year = point.year or 0
    match point.grain:
        case "day":
            day = cal.safe_date(year, point.month or 0, point.day or 0)
            return Bounds(day, day)
        case "lunar":
            day = cal.lunar_to_gregorian(year, point.month or 0, point.day or 0)
            return Bounds(day, day)
        case "month":
            return cal.month_bounds(year, point.month or 0, point.part)
        case "year" | "birth_year":
            return cal.year_bounds(year, point.part)
        case "years" | "term_years":
            return Bounds(cal.year_bounds(year).start, cal.year_bounds(point.high).end)
        case "school_year":
            return _school_year(point)
        case "year_set":
            return Bounds(cal.year_bounds(point.low).start, cal.year_bounds(point.high).end)
        case "quarter":
            return cal.months_bounds(year, 3 * point.low - 2, 3 * point.low)
        case "half":
            return cal.months_bounds(year, 6 * point.low - 5, 6 * point.low)
        case "months_of":
            return cal.months_bounds(year, point.low, point.high)
        case "week":
            return cal.week_bounds(year, point.low)
        case "season" | "semester":
            return cal.season_bounds(year, point.low, point.high)
        case "decade":
            return cal.decade_bounds(point.low, point.part)
        case "century":
            return cal.century_bounds(point.low, point.part)
        case "year_edge":
            return _edge(year, point.code)
    return None


def _school_year(point: Point) -> Bounds:
    first = 9 if point.rule.id.startswith("vi.") else 8
    return cal.season_bounds(point.year or 0, first, first - 1)


def _edge(year: int, code: str) -> Bounds:
    month = {"start": 1, "mid": 6, "end": 12}[code]
    bounds = cal.month_bounds(year, month)
    day = bounds.start if code == "start" else bounds.end
    return Bounds(day, day)


_MONTHS = {"M": 1, "Q": 3, "Y": 12}


def ahead(day_count: int, unit: str, reference: date) -> Bounds:
    """The next ``day_count`` units (``D``, ``W``, ``M``, ``Q``, ``Y``) from the day after the reference day on."""
    first = reference + timedelta(days=1)
    if unit in UNIT_DAYS:
        return Bounds(first, reference + timedelta(days=day_count * UNIT_DAYS[unit]))
    return Bounds(first, cal.shift_months(reference, day_count * _MONTHS[unit]))


def back(day_count: int, unit: str, reference: date) -> Bounds:
    """The last ``day_count`` units (``D``, ``W``, ``M``, ``Q``, ``Y``) up to and including the reference day."""
    if unit in UNIT_DAYS:
        return Bounds(reference - timedelta(days=day_count * UNIT_DAYS[unit] - 1), reference)
    months = day_count * _MONTHS[unit]
    return Bounds(cal.shift_months(reference, -months) + timedelta(days=1), reference)
