"""Times from before the sentence: the figure it goes on about, a heading, the paragraph, the document."""

from __future__ import annotations

import regex

from reportminer.lang.pack import setting
from reportminer.link.scene import Scene
from reportminer.link.timerows import is_compared, times_pattern
from reportminer.rules.quantities import Quantity
from reportminer.types import DateExpression, Span

_CARRIES = {
    "date", "month", "quarter", "half", "year", "partial", "range", "as_of", "school_year", "week", "datetime", "season",
    "term",
}  # fmt: skip
_STOCK_KINDS = {"count", "percent", "ratio", "money", "measure"}
_HEAD_OF_DOCUMENT = 700
_EVENTS = {"date", "datetime", "month", "partial"}
"""Kinds that tell when something happened: they govern one sentence more, a period governs the paragraph."""
_LEAD, _EVENT_LEAD = 60, 30
_A_MONTH = 27
_FIRST = 12
"""So many dates of a sentence are looked at for the one that governs."""
"""A date that begins within this many characters opens its sentence."""
_REACH = 5
"""How many sentences back the date of a paragraph is looked for."""


def goes_on(scene: Scene, sentence: Span, quantity: Quantity, *, same_sentence: bool) -> bool:
    """True where the sentence, or this part of it, speaks of what was just counted (``Davon``, ``trong đó``)."""
    if same_sentence:
        part = times_pattern(scene.pack.code, "part")
        return part.search(scene.text, max(sentence.start, quantity.start - 40), quantity.start) is not None
    index = scene.sentence_index(quantity.start)
    if scene.paragraph_start(quantity.start) > sentence.start - 2 or scene.ends_paragraph(scene.sentences[index - 1]):
        return False  # a new paragraph
    pattern = times_pattern(scene.pack.code, "goes_on")
    return pattern.match(scene.text, sentence.start, min(sentence.start + 90, quantity.start)) is not None


def same_time(scene: Scene, sentence: Span, quantity: Quantity) -> DateExpression | None:
    """``Im selben Zeitraum``, ``trong thời gian này``, ``cả nhiệm kỳ``: the last period or term named before.

    Said in a sentence without a date, it goes on for the next ones of the paragraph.
    """
    said = _said_again(scene, sentence.start, quantity.start)
    index = scene.sentence_index(quantity.start)
    first = scene.paragraph_start(quantity.start)
    for earlier in range(index - 1, max(-1, index - _REACH), -1):
        span = scene.sentences[earlier]
        if said is not None or span.start < first or scene.ends_paragraph(span) or scene.dates_in(span):
            break
        said = _said_again(scene, span.start, min(span.end, span.start + _LEAD))
    if said is None:
        return None
    kinds, reach = said
    rows = [
        row
        for row in scene.dates_before(sentence.start, reach)
        if row.kind in kinds and row.role == "text" and any(row.bounds) and not _is_aside(scene, row)
    ]
    past = [row for row in rows if not lies_ahead(scene, row)]
    return next(iter(past or rows), None)


def _said_again(scene: Scene, start: int, end: int) -> tuple[set[str], int] | None:
    """The kinds of period that words between two positions take up, and how many dates back to look for one."""
    code = scene.pack.code
    if times_pattern(code, "anaphor").search(scene.text, start, end):
        return _PERIODS, 8
    if times_pattern(code, "term_again").search(scene.text, start, end):
        return {"term"}, 60
    return None


def _is_aside(scene: Scene, row: DateExpression) -> bool:
    """A date in brackets or one compared with."""
    return scene.text[max(0, row.start - 1) : row.start] == "(" or is_compared(scene, row)


def lies_ahead(scene: Scene, row: DateExpression) -> bool:
    """True for a term or a span of years still to come: a heading with one heads goals."""
    today, (start, end) = scene.reference, row.bounds
    if row.kind not in ("term", "range") or today is None or start is None or end is None:
        return False
    return start.year >= today.year and end.year > today.year


_PERIODS = {
    "range",
    "year",
    "half",
    "quarter",
    "month",
    "school_year",
    "partial",
    "open_range",
    "term",
    "week",
    "season",
}


LIST_MARK = regex.compile(r"[^\S\n]*(?:[-–•*+]|\p{L}\)|\d{1,2}[.)])\s")
_HEADING_REACH = 20


def heading(scene: Scene, quantity: Quantity) -> DateExpression | None:
    """The date of the heading above a list item (``Tính đến 16 giờ ngày 14/10:``) governs every item under it."""
    line = scene.text.rfind("\n", max(0, quantity.start - 600), quantity.start) + 1
    if not LIST_MARK.match(scene.text, line, line + 12):
        return None
    index = scene.sentence_index(quantity.start)
    for earlier in range(index - 1, max(-1, index - _HEADING_REACH), -1):
        span = scene.sentences[earlier]
        if scene.text[span.end - 1] != ":" or LIST_MARK.match(scene.text, span.start, span.end):
            continue
        rows = [row for row in scene.dates_in(span) if row.role != "citation_date" and row.kind in _HEADS_LIST]
        rows = [row for row in rows if not is_compared(scene, row)]
        near = [row for row in rows if row.start - span.start < _LEAD or span.end - row.end < _CLOSE]
        return near[-1] if near else None
    return None


_HEADS_LIST = _CARRIES | {"deadline", "term"}
_CLOSE = 80
"""A date this near to the colon, or one that opens the line, is what the list is about."""


_SECTION_REACH = 40
_SECTION_KINDS = {"term", "range", "year", "half", "quarter", "deadline", "week", "month", "school_year", "as_of"}
_TITLE_END = 400


def section(scene: Scene, quantity: Quantity) -> DateExpression | None:
    """The period in the heading of the section: a line of its own without a full stop (not the document's title)."""
    index = scene.sentence_index(quantity.start)
    for earlier in range(index - 1, max(-1, index - _SECTION_REACH), -1):
        span = scene.sentences[earlier]
        if not is_heading(scene, span):
            continue
        if span.start < _TITLE_END and _is_title(scene, earlier):
            return None
        rows = [row for row in scene.dates_in(span) if row.role != "citation_date" and row.kind in _SECTION_KINDS]
        rows = [row for row in rows if not is_compared(scene, row)]
        if not rows and scene.text[span.end - 1] == ":":
            continue  # the head of a list stands under the heading of its section
        return rows[-1] if rows else None
    return None


def _is_title(scene: Scene, index: int) -> bool:
    """True where nothing but headings stands above: the title of the document, its office, its day."""
    return all(is_heading(scene, span) for span in scene.sentences[:index])


def is_heading(scene: Scene, span: Span) -> bool:
    """True for a short line of its own that is no sentence and no table row."""
    text = scene.text
    alone = (span.start == 0 or text[span.start - 1] == "\n") and text[span.end : span.end + 1] in ("\n", "")
    alone = alone and "|" not in text[span.end : text.find("\n", span.end + 1)]  # a caption governs its table only
    return (
        alone
        and span.end - span.start < 160
        and text[span.end - 1] not in ".;,!?|"
        and "|" not in text[span.start : span.end]
    )


def carried(scene: Scene, quantity: Quantity, sentence: Span) -> DateExpression | None:
    """The date that opens an earlier sentence of the same paragraph governs until a new one comes."""
    first = scene.paragraph_start(quantity.start)
    index = scene.sentence_index(quantity.start)
    code = scene.pack.code
    if _has_own_time(scene, sentence, quantity) or _is_now(scene, quantity):
        return None
    for earlier in range(index - 1, max(-1, index - _REACH), -1):
        span = scene.sentences[earlier]
        if span.start < first or "|" in scene.text[span.start : span.end] or scene.ends_paragraph(span):
            return None
        if _is_interjection(scene, span):
            continue
        rows = [row for row in scene.dates_in(span)[:_FIRST] if row.role not in ("citation_date", "birth")]
        row = next((row for row in rows if _can_govern(row, span, code) and not is_compared(scene, row)), None)
        if row is not None:
            governs = _governs(scene, row, span, index - earlier) and not _is_over(scene, row, sentence)
            governs = governs and not _is_last_word(scene, row, span) and not _sets_against(scene, rows, row)
            if governs and row.kind == "school_year":
                governs = times_pattern(code, "school").search(scene.text, sentence.start, sentence.end) is not None
            if governs and row.kind in ("date", "datetime"):
                governs = times_pattern(code, "state").search(scene.text, sentence.start, sentence.end) is None
            return row if governs else None
    return None


def _sets_against(scene: Scene, rows: list[DateExpression], first: DateExpression) -> bool:
    """``2009 waren es 1.000, 2025 werden es 987 sein``: of two years set against each other none governs."""
    years = {row.bounds for row in rows if row.kind == "year" and all(row.bounds) and not _is_aside(scene, row)}
    return first.kind == "year" and len(years) > 1


def _has_own_time(scene: Scene, sentence: Span, quantity: Quantity) -> bool:
    """``Danach``, ``Noch immer`` at the head of the sentence, or of its part behind a colon."""
    own = setting(scene.pack.code, "cues", "own_time")
    colon = scene.text.rfind(": ", sentence.start, quantity.start)
    heads = (sentence.start, colon + 2) if colon >= 0 else (sentence.start,)
    return any(own.match(scene.text, head, head + 40) is not None for head in heads)


def _is_last_word(scene: Scene, row: DateExpression, span: Span) -> bool:
    """``Das Projekt läuft bis 2015.``: a limit that closes a sentence without numbers is said of that sentence only."""
    closes = row.kind in ("as_of", "deadline") and not scene.text[row.end : span.end].strip(" .!?\n")
    return closes and not scene.quantities_in(span)


def _is_interjection(scene: Scene, span: Span) -> bool:
    """``(Zuruf: Das war 2019!)``: a sentence in brackets governs nothing outside them."""
    return scene.text[span.start] == "(" and scene.text[span.end - 1] == ")"


def _is_now(scene: Scene, quantity: Quantity) -> bool:
    """``...; derzeit sind es 18 Prozent``: the clause says that it holds now."""
    clause = scene.clause(quantity)
    return times_pattern(scene.pack.code, "now").search(scene.text, clause.start, quantity.start) is not None


def _is_over(scene: Scene, row: DateExpression, sentence: Span) -> bool:
    """What a sentence plans (``sẽ``, ``sollen``) is not of a time gone by."""
    if scene.reference is None or row.end_date is None or row.end_date >= scene.reference or row.kind == "as_of":
        return False
    return times_pattern(scene.pack.code, "ahead").search(scene.text, sentence.start, sentence.end) is not None


def _can_govern(row: DateExpression, span: Span, code: str) -> bool:
    """A relative year or month governs only where it opens its sentence (``Im vergangenen Jahr``)."""
    if row.kind != "relative":
        return row.kind in _CARRIES
    if times_pattern(code, "beside").match(row.text):
        return False  # `Im Vorjahr waren es 90`: what follows is of this year again
    start, end = row.bounds
    long_enough = start is not None and end is not None and (end - start).days >= _A_MONTH
    return long_enough and row.start - span.start < _EVENT_LEAD


def _governs(scene: Scene, row: DateExpression, span: Span, steps: int) -> bool:
    """A date governs what follows when it opens its sentence; a day or a month does so less far than a period."""
    lead = scene.text[scene.after_citation(span, row.start) : row.start]
    lead = LIST_MARK.sub("", lead, count=1) if LIST_MARK.match(lead) else lead
    event = row.kind in _EVENTS
    closes = row.kind == "as_of" or (
        row.kind == "partial" and times_pattern(scene.pack.code, "closing").match(row.text) is not None
    )
    if steps > (2 if closes else 1 if event or row.rule.endswith(".present") else _REACH):
        return False
    return len(lead) < (_EVENT_LEAD if event else _LEAD) and not any(char.isdigit() for char in lead)


def data_as_of(scene: Scene, quantity: Quantity) -> DateExpression | None:
    """The day that the head of the document gives for all its data (``Số liệu tính đến 17 giờ ngày 27/8``)."""
    if quantity.kind not in _STOCK_KINDS:
        return None
    row = _stated_day(scene)
    return row if row is not None and row.end <= quantity.start else None


def _stated_day(scene: Scene) -> DateExpression | None:
    data = times_pattern(scene.pack.code, "data")
    for row in scene.dates:
        if row.start > _HEAD_OF_DOCUMENT:
            return None
        if row.kind in ("as_of", "datetime") and data.search(scene.text, max(0, row.start - 40), row.end):
            return row
    return None
