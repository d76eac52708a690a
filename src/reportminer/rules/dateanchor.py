"""Resolve drafts against each other, the terms of the document and its reference date.

What fixes a missing year, in this order: the partner in a range or list, an explicit date of the same sentence (the
nearest before, else after), the last explicit date of the same paragraph, the reference date.  ``anchored`` says that
one of these was used.  Without any of them the row stays, without bounds: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import regex

from reportminer.lang import Pack
from reportminer.rules import calendar as cal
from reportminer.rules import terms
from reportminer.rules.datepoints import NEEDS_YEAR, Point, back, resolve
from reportminer.rules.dates import Draft, list_partner
from reportminer.types import Bounds, DateExpression, Span

NONE = Bounds(None, None)


@dataclass(frozen=True)
class Context:
    """What surrounds the dates of one text: its reference date, sentences, and the spans of citations in it."""

    text: str
    pack: Pack
    reference: date | None = None
    sentences: Sequence[Span] = ()
    citations: Sequence[Span] = ()
    digits: Sequence[int] = field(default=())


@dataclass(slots=True)
class _State:
    """What was seen so far, in text order."""

    governing: Bounds = NONE
    governing_end: int = -1
    topic: Bounds = NONE
    opening: Bounds = NONE
    opening_at: int = -1
    last_day: date | None = None
    term: Bounds = NONE
    newest: date | None = None


def anchor(drafts: Sequence[Draft], context: Context) -> list[DateExpression]:
    """Turn drafts into rows, in text order."""
    state = _State(newest=_newest(drafts))
    state.term = next((resolve(point)[1] for d in drafts for point in d.points if point.grain == "term_years"), NONE)
    rows: list[DateExpression] = []
    for index, draft in enumerate(drafts):
        row = _row(index, drafts, context, state)
        if row is None:
            continue
        rows.append(row)
        _remember(row, draft, context, state)
    return rows


def _newest(drafts: Sequence[Draft]) -> date | None:
    days = (resolve(draft.last)[1].end for draft in drafts if draft.last.grain == "day" and draft.last.year and not draft.operator)
    return max((day for day in days if day is not None), default=None)


def _remember(row: DateExpression, draft: Draft, context: Context, state: _State) -> None:
    if row.kind == "term" and row.start_date:
        state.term = row.bounds
    if row.role == "citation_date" or row.start_date is None and row.end_date is None:
        return
    if draft.last.grain == "day":
        state.last_day = row.end_date
    if row.kind in ("relative", "set", "term", "deadline") or draft.last.grain == "present" or _is_long(row.bounds):
        return
    state.governing, state.governing_end = row.bounds, row.end
    sentence = _sentence(row.start, context).start
    if state.opening_at != sentence:
        state.opening, state.opening_at = row.bounds, sentence
    if state.topic == NONE and row.kind in _YEAR_LIKE and row.start < _TITLE:
        state.topic = row.bounds


_TITLE = 400
"""A period in the first characters of a document is what the document is about."""

_YEAR_LIKE = {"year", "half", "quarter", "month", "range", "school_year"}


def _is_long(bounds: Bounds) -> bool:
    return bounds.start is not None and bounds.end is not None and (bounds.end - bounds.start).days > 366


def _row(index: int, drafts: Sequence[Draft], context: Context, state: _State) -> DateExpression | None:
    draft = drafts[index]
    cited = _cited(draft, context)
    points, anchored = _complete(index, drafts, context, state, cited)
    if points is None:
        return None
    draft = replace(draft, points=points)
    value, bounds, kind, relative_anchor = _meaning(draft, context, state)
    flags = (draft.last.code,) if draft.last.grain == "day" and draft.last.code else ()
    return DateExpression(
        draft.start,
        draft.end,
        context.text[draft.start : draft.end],
        draft.last.rule.id,
        kind,
        value,
        bounds.start,
        bounds.end,
        approx=any(point.part for point in points) or draft.last.grain in ("season", "school_year"),
        anchored=anchored or relative_anchor,
        calendar="lunar" if draft.last.grain == "lunar" else "gregorian",
        role=_role(kind, cited),
        flags=flags,
    )


def _cited(draft: Draft, context: Context) -> bool:
    span = Span(draft.start, draft.end)
    return any(span.overlaps(citation) for citation in context.citations)


def _role(kind: str, cited: bool) -> str:
    if cited:
        return "citation_date"
    return {"as_of": "as_of", "deadline": "deadline", "birth_year": "birth"}.get(kind, "text")


# --- missing years ---------------------------------------------------------------------------------------------


def _complete(
    index: int, drafts: Sequence[Draft], context: Context, state: _State, cited: bool
) -> tuple[tuple[Point, ...] | None, bool]:
    draft = drafts[index]
    last = draft.last
    anchored = False
    if last.grain in NEEDS_YEAR and last.year is None:
        year = _year_of(index, drafts, context, state)
        if year is not None:
            last, anchored = last.with_year(year), True
    points = (*draft.points[:-1], last)
    if len(points) == 2 and points[0].year is None and points[0].grain in NEEDS_YEAR and last.year is not None:
        points = (points[0].with_year(_earlier_year(points[0], last)), last)
    return points, anchored


def _earlier_year(first: Point, second: Point) -> int:
    """``25. Dezember bis 3. Januar 2021`` begins in 2020."""
    assert second.year is not None
    low, high = ((point.month or point.low or 0, point.day or 0) for point in (first, second))
    return second.year - 1 if high[0] and low > high else second.year


def _year_of(index: int, drafts: Sequence[Draft], context: Context, state: _State) -> int | None:
    draft = drafts[index]
    if draft.last.relative_year:
        return _relative_year(draft.last.relative_year, context)
    shared = _list_year(index, drafts, context)
    if shared is not None:
        return shared
    sentence = _sentence(draft.start, context)
    near = _explicit_year(index, drafts, sentence, context)
    if near is not None:
        return near
    if context.reference is not None:
        return _reference_year(draft, context)
    if state.governing_end >= _paragraph_start(context.text, draft.start):
        bound = state.governing.start or state.governing.end
        return bound.year if bound else None
    return None


def _relative_year(words: str, context: Context) -> int | None:
    if context.reference is None:
        return None
    past = regex.search(r"vorjahr|ngoái|trước|vergangenen", words, regex.I)
    return context.reference.year - (1 if past else 0)


def _list_year(index: int, drafts: Sequence[Draft], context: Context) -> int | None:
    """The year of a later item of the same list."""
    left = drafts[index]
    for right in drafts[index + 1 :]:
        if right.last.grain != left.last.grain or not list_partner(context.text, left, right, context.pack):
            return None
        if right.last.year is not None:
            return right.last.year
        left = right
    return None


def _explicit_year(index: int, drafts: Sequence[Draft], sentence: Span, context: Context) -> int | None:
    for step in (-1, 1):
        position = index + step
        while 0 <= position < len(drafts) and sentence.start <= drafts[position].start < sentence.end:
            other = drafts[position]
            if other.last.year is not None and other.last.grain in _GOVERNING and not _cited(other, context):
                if other.operator in ("", "as_of") and not other.join:
                    return other.last.year
            position += step
    return None


_GOVERNING = {"day", "month", "year", "quarter", "half", "months_of"}


_AHEAD_DAYS = 60
"""A yearless day this far after the reference date is still taken for the same year."""


def _reference_year(draft: Draft, context: Context) -> int:
    reference = context.reference
    assert reference is not None
    value, bounds = resolve(draft.last.with_year(reference.year))
    day = bounds.start
    ahead = timedelta(days=0 if draft.operator == "as_of" else _AHEAD_DAYS)
    if day is not None and day > reference + ahead and not _says_future(draft, context):
        return reference.year - 1
    return reference.year


def _says_future(draft: Draft, context: Context) -> bool:
    sentence = _sentence(draft.start, context)
    return _cue("future", context.pack.code).search(context.text, sentence.start, sentence.end) is not None


@cache
def _cue(name: str, code: str) -> regex.Pattern[str]:
    from reportminer.lang import load

    pack = load(code)
    return pack.compile(pack.settings["compose"][name])


def _sentence(position: int, context: Context) -> Span:
    from bisect import bisect_right

    index = bisect_right(context.sentences, (position, 1 << 60)) - 1
    if index >= 0 and context.sentences[index].end > position:
        return context.sentences[index]
    return Span(_paragraph_start(context.text, position), len(context.text))


_LONG_PARAGRAPH = 4000
"""Without blank lines a paragraph is taken to begin this many characters back, so that a text stays linear."""


def _paragraph_start(text: str, position: int) -> int:
    return max(text.rfind("\n\n", max(0, position - _LONG_PARAGRAPH), position) + 1, position - _LONG_PARAGRAPH)


# --- value and bounds ------------------------------------------------------------------------------------------


def _meaning(draft: Draft, context: Context, state: _State) -> tuple[str, Bounds, str, bool]:
    """(value, bounds, kind, resolved through another date) of a draft whose years are as complete as they get."""
    if draft.join == "range":
        return (*_range(draft), "range", False)
    if draft.days:
        return (*_days(draft), "range" if draft.days_join == "range" else "set", False)
    value, bounds, kind, anchored = _single(draft, context, state)
    if draft.operator:
        value, bounds, kind = _operated(draft, value, bounds, kind, context, state)
        anchored = anchored or draft.to_present
    return value, bounds, kind, anchored


def _range(draft: Draft) -> tuple[str, Bounds]:
    (low_value, low), (high_value, high) = (resolve(point) for point in draft.points)
    return f"{low_value}/{high_value}", Bounds(low.start, high.end)


def _days(draft: Draft) -> tuple[str, Bounds]:
    point = draft.last
    values = [resolve(replace(point, day=day))[0] for day in (*draft.days, point.day)]
    bounds = [resolve(replace(point, day=day))[1].start for day in (*draft.days, point.day)]
    joined = "/".join(values) if draft.days_join == "range" else "{" + ",".join(values) + "}"
    return joined, Bounds(bounds[0], bounds[-1])


_KINDS = {
    "day": "date", "years": "range", "months_of": "range", "term_years": "term", "term_ordinal": "term",
    "term_back": "term", "year_set": "set", "year_edge": "as_of", "semester": "range", "present": "as_of",
    "last_n": "relative", "ago": "relative", "weekday": "relative", "same_period": "relative",
}  # fmt: skip


def _single(draft: Draft, context: Context, state: _State) -> tuple[str, Bounds, str, bool]:
    point = draft.last
    match point.grain:
        case "present":
            return (*_present(context), "as_of", context.reference is not None)
        case "relative":
            return _relative(point, context, state)
        case "same_period":
            return (*_same_period(point, context, state), "relative", True)
        case "last_n" | "ago" | "weekday":
            return (*_counted_back(point, context), "relative", True)
        case "term_ordinal":
            return (*_term(point, context), "term", False)
        case "term_back":
            return _term_value(state.term), state.term, "term", state.term != NONE
        case "months_of" if (point.low, point.high) in ((1, 6), (7, 12)):
            kind = "half"
        case _:
            kind = _KINDS.get(point.grain, point.grain)
    value, bounds = resolve(point)
    if point.clock:
        kind = "datetime"
    if point.part and kind in ("year", "month"):
        kind = "partial"
    return value, bounds, kind, False


def _present(context: Context) -> tuple[str, Bounds]:
    if context.reference is None:
        return "../PRESENT", NONE
    return f"../{context.reference}", Bounds(None, context.reference)


def _term_value(bounds: Bounds) -> str:
    return f"{bounds.start.year}/{bounds.end.year}" if bounds.start and bounds.end else ""


def _operated(
    draft: Draft, value: str, bounds: Bounds, kind: str, context: Context, state: _State
) -> tuple[str, Bounds, str]:
    end = bounds.end
    match draft.operator:
        case "open_from" if draft.to_present or draft.last.grain == "year_edge" and context.reference:
            stop = context.reference
            first = _start_value(draft, value)
            return f"{first}/{stop or '..'}", Bounds(bounds.start, stop), "range" if stop else "open_range"
        case "open_from":
            return f"{_start_value(draft, value)}/..", Bounds(bounds.start, None), "open_range"
        case "as_of":
            if kind == "datetime" and context.text[draft.start].isdigit():
                return value, bounds, kind
            return f"../{value}", Bounds(None, end), "as_of"
        case "as_of_end":
            return (f"../{value}", Bounds(None, end), "as_of") if _closes_period(draft, bounds) else (value, bounds, kind)
        case "before" if context.pack.code == "vi":
            stop = bounds.start - timedelta(days=1) if bounds.start else None
            return f"../{stop or value}", Bounds(None, stop), "deadline" if _is_target(draft, end, context, state) else "as_of"
        case _:
            goal = draft.operator == "before" or _is_target(draft, end, context, state)
            return f"../{value}", Bounds(None, end), "deadline" if goal else "as_of"


def _start_value(draft: Draft, value: str) -> str:
    """An open interval begins with the first year of a term: ``seit Beginn der Legislaturperiode 2020–2025``."""
    return value.split("/")[0] if draft.last.grain in ("term_years", "term_back", "years", "school_year") else value


def _closes_period(draft: Draft, bounds: Bounds) -> bool:
    """``zum 31.12.2023`` is a balance day; on the first of a month things begin."""
    if draft.last.grain == "year_edge":
        return True
    day = bounds.end
    return draft.last.grain == "day" and day is not None and day.day != 1


def _is_target(draft: Draft, end: date | None, context: Context, state: _State) -> bool:
    if end is None:
        return False
    if context.reference is not None:
        return end > context.reference
    if state.newest is not None and end > state.newest and draft.last.grain in ("year", "month"):
        sentence = _sentence(draft.start, context)
        return _cue("past", context.pack.code).search(context.text, sentence.start, sentence.end) is None or _targets(draft, context)
    return _targets(draft, context)


def _targets(draft: Draft, context: Context) -> bool:
    sentence = _sentence(draft.start, context)
    return _cue("target", context.pack.code).search(context.text, sentence.start, sentence.end) is not None


# --- relative expressions --------------------------------------------------------------------------------------


def _relative(point: Point, context: Context, state: _State) -> tuple[str, Bounds, str, bool]:
    unit, _, steps = point.code.partition(":")
    offset = int(steps or 0)
    if unit == "sameday":
        day = state.last_day
        return (str(day) if day else "", Bounds(day, day), "relative", day is not None)
    if unit == "same":
        return (*_same_period(point, context, state), "relative", True)
    governing = _reported(point, context, state)
    base = governing.start or governing.end
    if unit in ("day", "week") or base is None or offset >= 0:
        base = context.reference or (None if unit in ("day", "week") else base)
    if base is None:
        return "", NONE, "relative", False
    value, bounds = _step(unit, offset, base)
    return value, bounds, "relative", True


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


def _governing(point: Point, context: Context, state: _State) -> Bounds:
    """The bounds of the last explicit date of the same paragraph before ``point``."""
    if state.governing_end < _paragraph_start(context.text, point.start):
        return NONE
    return state.governing


def _reported(point: Point, context: Context, state: _State) -> Bounds:
    """The period a sentence reports on: its opening date, the paragraph's last date, the document's topic."""
    if state.opening_at == _sentence(point.start, context).start:
        return state.opening
    governing = _governing(point, context, state)
    return governing if governing != NONE else state.topic


def _same_period(point: Point, context: Context, state: _State) -> tuple[str, Bounds]:
    governing = _reported(point, context, state)
    if governing == NONE or governing.end is None:
        if point.year is not None and governing == NONE:
            return f"same_period:{point.year}", NONE
        return "same_period:P-1Y", NONE
    shift = (point.year - governing.end.year) if point.year is not None else -1
    start = governing.start or date(governing.end.year, 1, 1)
    bounds = Bounds(cal.shift_years(start, shift), cal.shift_years(governing.end, shift))
    return f"{bounds.start}/{bounds.end}", bounds


def _counted_back(point: Point, context: Context) -> tuple[str, Bounds]:
    reference = context.reference
    if reference is None:
        return (f"P{point.low}{point.code}" if point.grain != "weekday" else "", NONE)
    if point.grain == "weekday":
        day = reference - timedelta(days=(reference.weekday() - int(point.code)) % 7)
        return str(day), Bounds(day, day)
    if point.grain == "ago":
        return _ago(point, reference)
    return f"P{point.low}{point.code}", back(point.low, point.code, reference)


def _ago(point: Point, reference: date) -> tuple[str, Bounds]:
    unit = {"Y": "year", "M": "month", "W": "week", "D": "day"}[point.code]
    return _step(unit, -point.low, reference)


# --- terms by ordinal ------------------------------------------------------------------------------------------

_ASSEMBLY = regex.compile(r"Quốc hội|Nationalversammlung|QH\d", regex.I)
_LOCAL = regex.compile(r"HĐND|Hội đồng nhân dân|Volksrat|Landtag|tỉnh|Provinz|huyện|thành phố|Bezirk", regex.I)


def _term(point: Point, context: Context) -> tuple[str, Bounds]:
    body = _body(point, context)
    term = terms.table().get((body, point.low))
    return (term.key, term.bounds) if term else (f"{_PREFIX.get(body, 'k')}{point.low}", NONE)


_PREFIX = {"bundestag": "wp", "assembly": "qh", "parliament": "wp"}


def _body(point: Point, context: Context) -> str:
    """Party terms are the small numbers of a Vietnamese text, the Bundestag's are those of a Wahlperiode."""
    near = context.text[max(0, point.start - 60) : point.end + 30]
    if "wahlperiode" in point.code or context.pack.code == "de" and point.low > 14 and not _ASSEMBLY.search(near):
        return "bundestag" if not _LOCAL.search(near) else "parliament"
    if _ASSEMBLY.search(near):
        return "assembly"
    return "party" if 8 <= point.low <= 14 else ""
