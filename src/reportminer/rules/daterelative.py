"""Relative expressions and ordinal terms: ``Vorjahr``, ``cùng kỳ``, ``vergangenen fünf Jahren``, ``khóa XIII``."""

from __future__ import annotations

from datetime import date, timedelta

import regex

from reportminer.rules import calendar as cal
from reportminer.rules import terms
from reportminer.rules.datecontext import NONE, Context, State, paragraph_start, sentence_of
from reportminer.rules.datepoints import Point, ahead, back
from reportminer.types import Bounds

UNSAID = "report_year"
"""The period of a report (``kỳ báo cáo``) that the report does not name: no row."""


def relative(point: Point, context: Context, state: State) -> tuple[str, Bounds, str, bool]:
    """(value, bounds, kind, resolved) of a relative expression."""
    unit, steps, *now = (*point.code.split(":"), "0")[:3]
    offset = int(steps)
    if unit == "sameday":
        day = state.last_day
        return (str(day) if day else "", Bounds(day, day), "relative", day is not None)
    if unit == "same":
        return (*same_period(point, context, state), "relative", True)
    if unit == "report":
        return _report_period(point, state)
    governing = _reported(point, context, state)
    base = governing.start or governing.end
    if unit == "week" and state.latest_at == sentence_of(point.start, context).start and offset < 0 and base:
        return (*_step(unit, offset, base), "relative", True)
    spoken = unit in ("day", "week") or now == ["now"]  # told from the day of writing, not from another date
    if spoken or base is None or offset >= 0:
        base = context.reference or (None if spoken else base)
    if now == ["current"] and context.reference is None and _governing(point, context, state) == NONE:
        base = None  # in a report on last year the current one is another
    if base is None:
        return "", NONE, "relative", False
    value, bounds = _step(unit, offset, base)
    return value, bounds, "relative", True


def _report_period(point: Point, state: State) -> tuple[str, Bounds, str, bool]:
    """``Berichtsjahr``, ``kỳ báo cáo``: the period that the head of the document names."""
    bounds = state.topic
    if bounds.start is None or bounds.end is None:
        return UNSAID, NONE, "relative", False
    whole_year = bounds == cal.year_bounds(bounds.start.year)
    return str(bounds.start.year) if whole_year else f"{bounds.start}/{bounds.end}", bounds, "relative", True


def _step(unit: str, offset: int, base: date) -> tuple[str, Bounds]:
    if unit in ("year", "school"):
        year = base.year + offset
        if unit == "school":
            first = year if base.month >= 8 else year - 1
            return f"{first}/{first + 1}", cal.season_bounds(first, 9, 8)
        return f"{year}", cal.year_bounds(year)
    if unit == "month":
        day = cal.shift_months(base.replace(day=1), offset)
        return f"{day:%Y-%m}", cal.month_bounds(day.year, day.month)
    if unit == "quarter":
        day = cal.shift_months(base.replace(day=1, month=3 * ((base.month - 1) // 3) + 1), 3 * offset)
        quarter = (day.month - 1) // 3 + 1
        return f"{day.year}-Q{quarter}", cal.months_bounds(day.year, 3 * quarter - 2, 3 * quarter)
    if unit == "week":
        year, week, _ = (base + timedelta(weeks=offset)).isocalendar()
        return f"{year}-W{week:02d}", cal.week_bounds(year, week) or NONE
    day = base + timedelta(days=offset)
    return str(day), Bounds(day, day)


def _governing(point: Point, context: Context, state: State) -> Bounds:
    """The bounds of the last explicit date of the same paragraph before ``point``."""
    if state.governing_end < paragraph_start(context.text, point.start):
        return NONE
    return state.governing


def _reported(point: Point, context: Context, state: State) -> Bounds:
    """The period a sentence reports on: its opening date, the paragraph's last date, the document's topic."""
    if state.latest_at == sentence_of(point.start, context).start:
        return state.latest
    governing = _governing(point, context, state)
    return governing if governing != NONE else state.topic


def same_period(point: Point, context: Context, state: State) -> tuple[str, Bounds]:
    """(value, bounds) of the same period in another year."""
    governing = _reported(point, context, state)
    if governing == NONE or governing.end is None:
        if point.year is not None and governing == NONE:
            return f"same_period:{point.year}", NONE
        return "same_period:P-1Y", NONE
    shift = (point.year - governing.end.year) if point.year is not None else -1
    start = governing.start or date(governing.end.year, 1, 1)
    bounds = Bounds(cal.shift_years(start, shift), cal.shift_years(governing.end, shift))
    return f"{bounds.start}/{bounds.end}", bounds


def lasts(bounds: Bounds, point: Point) -> bool:
    """True where a period has the length that is told (``die vergangenen neun Monate`` of ``Januar bis September``)."""
    start, end = bounds
    if start is None or end is None or point.code not in ("M", "Y") or not point.low:
        return False
    months = point.low * (12 if point.code == "Y" else 1)
    return cal.shift_months(start, months) == end + timedelta(days=1)


def counted_back(point: Point, context: Context) -> tuple[str, Bounds]:
    """(value, bounds) of ``die letzten N Jahre``, ``vor zwei Wochen``, ``am Montag``."""
    reference = context.reference
    if reference is None:
        return (f"P{point.low}{point.code}" if point.grain != "weekday" else "", NONE)
    if point.grain == "weekday":
        day = _day_of_week(point, reference)
        return str(day), Bounds(day, day)
    if point.grain == "next_n":
        return f"P{point.low}{point.code}", ahead(point.low, point.code, reference)
    if point.grain == "ago":
        return _ago(point, reference)
    return f"P{point.low}{point.code}", back(point.low, point.code, reference)


def _day_of_week(point: Point, reference: date) -> date:
    """``am Montag`` is the last one, today included; ``letzten``/``kommenden`` leave today out; or a day of a week."""
    wanted = int(point.code)
    if point.high:
        return reference + timedelta(days=7 * point.low + wanted - reference.weekday())
    if point.low > 0:
        return reference + timedelta(days=(wanted - reference.weekday() - 1) % 7 + 1)
    gone = (reference.weekday() - wanted) % 7
    return reference - timedelta(days=gone or (7 if point.low < 0 else 0))


def _ago(point: Point, reference: date) -> tuple[str, Bounds]:
    unit = {"Y": "year", "M": "month", "W": "week", "D": "day"}[point.code]
    return _step(unit, -point.low, reference)


# --- terms by ordinal ------------------------------------------------------------------------------------------

_ASSEMBLY = regex.compile(r"Quốc hội|Nationalversammlung|QH\d", regex.I)
_LOCAL = regex.compile(r"HĐND|Hội đồng nhân dân|Volksrat|Landtag|tỉnh|Provinz|huyện|thành phố|Bezirk", regex.I)


_LOCAL_PARTY = regex.compile(r"[/-]TU\s*\(?(?:(?:der|khóa)\s)?$")


def ordinal_term(point: Point, context: Context) -> tuple[str, Bounds]:
    """(key, bounds) of a term of office given by its ordinal."""
    body = _body(point, context)
    term = terms.table().get((body, point.low))
    return (term.key, term.bounds) if term else (f"{_PREFIX.get(body, 'k')}{point.low}", NONE)


_PREFIX = {"bundestag": "wp", "assembly": "qh", "parliament": "wp"}


def _body(point: Point, context: Context) -> str:
    """Party terms are the small numbers of a Vietnamese text, the Bundestag's are those of a Wahlperiode."""
    near = context.text[max(0, point.start - 60) : point.end + 30]
    if _LOCAL_PARTY.search(context.text, max(0, point.start - 24), point.start):
        return ""  # `20-NQ/TU (17. Legislaturperiode)`: the term of a local party organisation
    if "wahlperiode" in point.code or (context.pack.code == "de" and point.low > 14 and not _ASSEMBLY.search(near)):
        return "bundestag" if not _LOCAL.search(near) else "parliament"
    if _ASSEMBLY.search(near):
        return "assembly"
    return "party" if 8 <= point.low <= 14 else ""
