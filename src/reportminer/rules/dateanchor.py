"""Resolve drafts against each other, the terms of the document and its reference date.

What fixes a missing year, in this order: the partner in a range or list, an explicit date of the same sentence (the
nearest before, else after), the last explicit date of the same paragraph, the reference date.  ``anchored`` says that
one of these was used.  Without any of them the row stays, without bounds: nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import regex

from reportminer.rules import daterelative
from reportminer.rules.datecontext import (
    NONE,
    Context,
    State,
    cue,
    is_compared,
    is_planned,
    paragraph_start,
    sentence_of,
)
from reportminer.rules.datepoints import NEEDS_YEAR, Point, resolve
from reportminer.rules.dates import Draft, list_partner
from reportminer.types import Bounds, DateExpression, Span


def anchor(drafts: Sequence[Draft], context: Context) -> list[DateExpression]:
    """Turn drafts into rows, in text order."""
    state = State(newest=_newest(drafts))
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
    days = (
        resolve(draft.last)[1].end
        for draft in drafts
        if draft.last.grain == "day" and draft.last.year and not draft.operator
    )
    return max((day for day in days if day is not None), default=None)


def _remember(row: DateExpression, draft: Draft, context: Context, state: State) -> None:
    if row.kind == "term" and row.start_date:
        state.term = row.bounds
    if draft.last.grain == "day" and row.end_date:
        state.last_day = row.end_date
    if row.role == "citation_date" or (row.start_date is None and row.end_date is None):
        return
    if state.topic == NONE and row.kind in _YEAR_LIKE and row.start < _TITLE:
        state.topic = row.bounds
    if not state.report_year and row.kind in _YEAR_LIKE and row.start < _TITLE and _is_in_title(row, context):
        state.report_year = _single_year(row.bounds)
    if row.kind in _SILENT or draft.last.grain == "present" or _is_long(row.bounds) or _is_aside(row, context):
        return
    sentence = sentence_of(row.start, context).start
    state.latest, state.latest_at = row.bounds, sentence
    if state.opening_at != sentence:
        state.opening, state.opening_at = row.bounds, sentence
        state.governing, state.governing_end = row.bounds, row.end


_SILENT = {"relative", "set", "term", "deadline"}
"""Kinds that say nothing about the period a sentence reports on."""


def _is_aside(row: DateExpression, context: Context) -> bool:
    """A date in brackets, after a word of comparison (``gegenüber 2020``) or of a plan (``des Planziels für 2024``)."""
    lead = context.text[max(0, row.start - _BRACKET) : row.start]
    if lead.rfind("(") > lead.rfind(")") or is_compared(context, row.start) or is_planned(context, row.start):
        return True
    return cue("formerly", context.pack.code).match(context.text, row.end, row.end + _BRACKET) is not None


_BRACKET = 60
"""How far back an open bracket is looked for."""


def _single_year(bounds: Bounds) -> int:
    """The calendar year that holds the bounds, else 0."""
    return bounds.end.year if bounds.start and bounds.end and bounds.start.year == bounds.end.year else 0


def _is_in_title(row: DateExpression, context: Context) -> bool:
    """True in a heading such as ``Jahresbericht 2023``, ``BÁO CÁO kết quả năm 2023``: a line that is no sentence."""
    start = context.text.rfind("\n", max(0, row.start - _TITLE), row.start) + 1
    end = context.text.find("\n", row.end)
    line = context.text[start : end if end >= 0 else len(context.text)].rstrip()
    if len(line) > _TITLE // 2 or line.endswith((".", ";", ":", ",", "!", "?")):
        return False
    return cue("report_title", context.pack.code).search(context.text, max(0, start - _TITLE // 2), row.start) is not None


_TITLE = 400
"""A period in the first characters of a document is what the document is about."""

_YEAR_LIKE = {"year", "half", "quarter", "month", "range", "school_year"}


def _is_long(bounds: Bounds) -> bool:
    return bounds.start is not None and bounds.end is not None and (bounds.end - bounds.start).days > 366


def _row(index: int, drafts: Sequence[Draft], context: Context, state: State) -> DateExpression | None:
    draft = drafts[index]
    cited = _cited(draft, context)
    points, anchored = _complete(index, drafts, context, state, cited)
    if points is None:
        return None
    draft = replace(draft, points=points)
    value, bounds, kind, relative_anchor = _meaning(draft, context, state)
    if value == daterelative.UNSAID:
        return None
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
    index = bisect_left(context.citations, (draft.end, 0)) - 1
    return index >= 0 and context.citations[index].end > draft.start


def _role(kind: str, cited: bool) -> str:
    if cited:
        return "citation_date"
    return {"as_of": "as_of", "deadline": "deadline", "birth_year": "birth"}.get(kind, "text")


# --- missing years ---------------------------------------------------------------------------------------------


def _complete(
    index: int, drafts: Sequence[Draft], context: Context, state: State, cited: bool
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


def _year_of(index: int, drafts: Sequence[Draft], context: Context, state: State) -> int | None:
    draft = drafts[index]
    if draft.last.relative_year:
        return _relative_year(draft, context, state)
    shared = _list_year(index, drafts, context)
    if shared is not None:
        return shared
    sentence = sentence_of(draft.start, context)
    near = _explicit_year(index, drafts, sentence, context)
    if near is not None:
        return near
    if context.reference is not None:
        return _reference_year(draft, context, state.report_year)
    if state.governing_end >= paragraph_start(context.text, draft.start) and not _is_apart(draft, context, state):
        bound = state.governing.start or state.governing.end
        return bound.year if bound else None
    return state.report_year or None


_UNWRAPPED = 120
"""A line longer than this is a paragraph by itself."""


def _is_apart(draft: Draft, context: Context, state: State) -> bool:
    """True where a day stands in another paragraph than the date that governs: its year is not said."""
    if draft.last.grain != "day":
        return False
    end = context.text.find("\n", state.governing_end, draft.start)
    return end >= 0 and end - context.text.rfind("\n", max(0, end - 4000), end) > _UNWRAPPED


def _relative_year(draft: Draft, context: Context, state: State) -> int | None:
    words = draft.last.relative_year
    if _SAME_YEAR.search(words):
        governs = state.governing_end >= paragraph_start(context.text, draft.start)
        bound = (state.governing.start or state.governing.end) if governs else None
        return bound.year if bound else None
    if context.reference is None:
        return None
    return context.reference.year + (-1 if _PAST_YEAR.search(words) else 1 if _NEXT_YEAR.search(words) else 0)


_SAME_YEAR = regex.compile(r"desselben|gleichen|selben|đó|ấy", regex.I)
_PAST_YEAR = regex.compile(r"vorjahr|ngoái|trước|vergangenen|vorigen|letzten", regex.I)
_NEXT_YEAR = regex.compile(r"folgejahr|nächsten|kommenden|sau|tới", regex.I)


_LIST_ITEMS = 40


def _list_year(index: int, drafts: Sequence[Draft], context: Context) -> int | None:
    """The year of a later item of the same list."""
    left = drafts[index]
    for right in islice(drafts, index + 1, index + 1 + _LIST_ITEMS):
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
            if _says_year(other) and not _cited(other, context) and not is_compared(context, other.start):
                if step > 0 and context.reference is not None and other.last.grain not in ("day", "month"):
                    return None
                return other.last.year
            position += step
    return None


def _says_year(draft: Draft) -> bool:
    plain = draft.operator in ("", "as_of") and not draft.join
    return plain and draft.last.year is not None and draft.last.grain in _GOVERNING


_GOVERNING = {"day", "month", "year", "quarter", "half", "months_of"}


_AHEAD_DAYS = 60
"""A yearless day this far after the reference date is still taken for the same year."""


def _reference_year(draft: Draft, context: Context, report_year: int) -> int:
    reference = context.reference
    assert reference is not None
    if report_year == reference.year - 1 and not _says_future(draft, context):
        return report_year  # the report on last year, written early in this one
    _value, bounds = resolve(draft.last.with_year(reference.year))
    day = bounds.start
    ahead = timedelta(days=0 if draft.operator == "as_of" else _AHEAD_DAYS)
    if day is not None and day > reference + ahead and not _says_future(draft, context):
        return reference.year - 1
    return reference.year


def _says_future(draft: Draft, context: Context) -> bool:
    sentence = sentence_of(draft.start, context)
    return cue("future", context.pack.code).search(context.text, sentence.start, sentence.end) is not None


# --- value and bounds ------------------------------------------------------------------------------------------


def _meaning(draft: Draft, context: Context, state: State) -> tuple[str, Bounds, str, bool]:
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
    "last_n": "relative", "next_n": "relative", "ago": "relative", "weekday": "relative", "same_period": "relative",
}  # fmt: skip


def _single(draft: Draft, context: Context, state: State) -> tuple[str, Bounds, str, bool]:
    point = draft.last
    match point.grain:
        case "present":
            return (*_present(context), "as_of", context.reference is not None)
        case "relative":
            return daterelative.relative(point, context, state)
        case "same_period":
            return (*daterelative.same_period(point, context, state), "relative", True)
        case "last_n" if context.reference is None and daterelative.lasts(state.topic, point):
            return f"{state.topic.start}/{state.topic.end}", state.topic, "relative", True  # the months of the title
        case "last_n" | "next_n" | "ago" | "weekday":
            return (*daterelative.counted_back(point, context), "relative", True)
        case "term_ordinal":
            return (*daterelative.ordinal_term(point, context), "term", False)
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
    draft: Draft, value: str, bounds: Bounds, kind: str, context: Context, state: State
) -> tuple[str, Bounds, str]:
    end = bounds.end
    match draft.operator:
        case "open_from" if draft.to_present or (draft.last.grain == "year_edge" and context.reference):
            stop = context.reference
            first = _start_value(draft, value)
            return f"{first}/{stop or '..'}", Bounds(bounds.start, stop), "range" if stop else "open_range"
        case "open_from":
            return f"{_start_value(draft, value)}/..", Bounds(bounds.start, None), "open_range"
        case "as_of":
            if kind == "datetime" and context.text[draft.start].isdigit():
                return value, bounds, kind
            return f"../{value}", Bounds(None, end), "as_of"
        case "as_of_end" if _closes_period(draft, bounds) or _is_stock(draft, context):
            return f"../{value}", Bounds(None, end), "as_of"
        case "as_of_end":
            return value, bounds, kind
        case "ahead":
            stop = bounds.start - timedelta(days=1) if bounds.start else None
            return (
                f"../{stop or value}",
                Bounds(None, stop),
                "deadline" if _is_target(draft, end, context, state) else "as_of",
            )
        case _:
            goal = draft.operator == "before" or _is_target(draft, end, context, state)
            return f"../{value}" if value else "", Bounds(None, end), "deadline" if goal else "as_of"


def _start_value(draft: Draft, value: str) -> str:
    """An open interval begins with the first year of a term: ``seit Beginn der Legislaturperiode 2020–2025``."""
    return value.split("/")[0] if draft.last.grain in ("term_years", "term_back", "years", "school_year") else value


def _closes_period(draft: Draft, bounds: Bounds) -> bool:
    """``zum 31.12.2023`` is a balance day; on the first of a month things begin."""
    if draft.last.grain == "year_edge":
        return True
    day = bounds.end
    return draft.last.grain == "day" and day is not None and day.day != 1


def _is_stock(draft: Draft, context: Context) -> bool:
    """``Zum 1. September waren 44 Stellen besetzt``: a day of counting, even the first of a month."""
    stock = cue("stock", context.pack.code)
    return draft.last.grain == "day" and stock.match(context.text, draft.end, draft.end + 40) is not None


def _is_target(draft: Draft, end: date | None, context: Context, state: State) -> bool:
    if end is None:
        return False
    if context.reference is not None:
        return end > context.reference
    if state.newest is not None and end > state.newest and draft.last.grain in ("year", "month"):
        sentence = sentence_of(draft.start, context)
        return cue("past", context.pack.code).search(context.text, sentence.start, sentence.end) is None or _targets(
            draft, context
        )
    return _targets(draft, context)


def _targets(draft: Draft, context: Context) -> bool:
    sentence = sentence_of(draft.start, context)
    return cue("target", context.pack.code).search(context.text, sentence.start, sentence.end) is not None
