"""When a figure holds: the date of its brackets, clause or sentence, one carried from before, a table header's.

A date after a word of comparison (``gegenüber 2022``, ``so với cùng kỳ``) is the base period of the figure, not its
time.  The order is: brackets right after the figure, the nearest earlier date of the sentence, the nearest later one of
the clause, the table header, the date that governs the paragraph (``time_source`` tells which).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from reportminer.lang.pack import load
from reportminer.link.scene import Scene
from reportminer.rules.quantities import Quantity
from reportminer.types import Bounds, DateExpression, Span

UNKNOWN = Bounds(None, None)


@dataclass(frozen=True, slots=True)
class When:
    """Bounds, words and source of a figure's time, and the words of the period it is compared with."""

    bounds: Bounds = UNKNOWN
    text: str = ""
    source: str = ""
    base_period: str = ""
    deadline: bool = False


_USABLE = {
    "date",
    "month",
    "quarter",
    "half",
    "year",
    "partial",
    "range",
    "term",
    "open_range",
    "as_of",
    "deadline",
    "school_year",
    "season",
    "decade",
    "century",
    "week",
    "datetime",
    "set",
    "relative",
    "lunar",
}


@cache
def _compare(code: str) -> regex.Pattern[str]:
    pack = load(code)
    return pack.compile(rf"(?<!\w){pack.settings['cues']['compare']}")


def time_of(scene: Scene, quantity: Quantity, clause: Span) -> When:
    """The time of ``quantity``; an empty :class:`When` where the text states none."""
    sentence = scene.sentence(quantity.start)
    dates = [row for row in scene.dates_in(sentence) if _usable(row, quantity)]
    base = _base_period(scene, dates, quantity, clause)
    times = [row for row in dates if not _is_compared(scene, row)]
    if quantity.kind == "duration":
        return When(base_period=base)
    found = _labelled(scene, dates, quantity) or _choose(scene, times, quantity, clause)
    if found is not None:
        row, source = found
        return When(_bounds(row), _words(scene, row), source, base, row.kind == "deadline")
    header = _header(scene, quantity)
    if header is not None:
        return When(_bounds(header), header.text, "sentence", base)
    carried = _heading(scene, quantity, sentence) or _carried(scene, quantity, sentence) or _section(scene, quantity)
    if carried is not None:
        return When(_bounds(carried), _words(scene, carried), "carried", base, carried.kind == "deadline")
    stated = _data_as_of(scene)
    if stated is not None and stated.end <= quantity.start and quantity.kind in _STOCK_KINDS:
        return When(_bounds(stated), _words(scene, stated), "document", base)
    return When(base_period=base)


_STOCK_KINDS = {"count", "percent", "ratio", "money", "measure"}
_HEAD_OF_DOCUMENT = 700


def _data_as_of(scene: Scene) -> DateExpression | None:
    """The day that the head of the document gives for all its data (``Số liệu tính đến 17 giờ ngày 27/8``)."""
    for row in scene.dates:
        if row.start > _HEAD_OF_DOCUMENT:
            return None
        if row.kind in ("as_of", "datetime") and _DATA.search(scene.text, max(0, row.start - 40), row.end):
            return row
    return None


_DATA = regex.compile(r"(?:Số liệu|số liệu|Datenstand|Lagestand|Datenlage|Alle Angaben|Angaben mit Stand|Zahlen mit Stand)")


def _usable(row: DateExpression, quantity: Quantity) -> bool:
    if (
        row.role in ("citation_date", "birth")
        or row.kind not in _USABLE
        or (row.kind == "set" and not row.value.startswith("{"))
    ):
        return False
    return row.end <= quantity.start or row.start >= quantity.end


def _is_compared(scene: Scene, row: DateExpression) -> bool:
    if _is_same_period(row):
        return True
    if row.kind in ("as_of", "deadline", "open_range"):
        return False
    return _compare(scene.pack.code).search(scene.text, max(0, row.start - 40), row.start) is not None


def _is_same_period(row: DateExpression) -> bool:
    """``cùng kỳ``, ``Vorjahreszeitraum``: words that only compare."""
    return row.kind == "relative" and (
        row.rule.endswith("same_period")
        or row.text.lower().startswith(("cùng", "vorjahresz", "vorjahresm", "vorjahresq"))
    )


def _base_period(scene: Scene, dates: Sequence[DateExpression], quantity: Quantity, clause: Span) -> str:
    compared = [row for row in dates if _is_compared(scene, row) and clause.start <= row.start < clause.end]
    if not compared:
        return ""
    row = min(compared, key=lambda item: _distance(item, quantity))
    return row.value or row.text


def _distance(row: DateExpression, quantity: Quantity) -> int:
    return quantity.start - row.end if row.end <= quantity.start else row.start - quantity.end


_LABEL = regex.compile(r"\s*[:(]\s*(?:\p{L}+\.?\s){0,2}")


def _labelled(scene: Scene, dates: Sequence[DateExpression], quantity: Quantity) -> tuple[DateExpression, str] | None:
    """``(Vorjahr: 36,1 Mio. Euro)``, ``2021: 108,5``: the date is the label of the number."""
    before = [row for row in dates if row.end <= quantity.start]
    if before and _LABEL.fullmatch(scene.text, before[-1].end, quantity.start):
        return before[-1], "clause"
    return None


_BRACKET = regex.compile(r"[^\d().;]{0,45}\(\s*(?:\p{L}+\.?\s){0,2}$")


def _choose(
    scene: Scene, times: Sequence[DateExpression], quantity: Quantity, clause: Span
) -> tuple[DateExpression, str] | None:
    after = [row for row in times if row.start >= quantity.end]
    if quantity.kind == "factor":  # the date behind a factor is what it is a multiple of
        after = []
    if after and _BRACKET.fullmatch(scene.text, quantity.end, after[0].start) and _closes(scene, after[0]):
        return after[0], "clause"
    direct = next((row for row in after if _directly_after(scene, row, quantity)), None)
    before = [row for row in times if row.end <= quantity.start and not _is_owned(scene, row, quantity)]
    inside = [row for row in before if row.start >= clause.start]
    if direct is not None and (
        not inside
        or (direct.kind in ("year", "date", "month", "quarter", "half") and _two_dated(scene, inside[-1], quantity))
    ):
        return direct, "clause"
    if inside:
        return inside[-1], "clause"
    later = [row for row in after if row.start < clause.end and _next_number(scene, quantity) >= row.start]
    later = [row for row in later if "," not in scene.text[quantity.end : row.start]]
    if later and not before:
        return later[0], "clause"
    if before:
        return before[-1], "sentence"
    trailing = [row for row in after if row.start < clause.end and "," not in scene.text[quantity.end : row.start]]
    return (trailing[0], "clause") if trailing else None


def _is_owned(scene: Scene, row: DateExpression, quantity: Quantity) -> bool:
    """A date in brackets after another number, or between ``von A`` and ``auf B``, belongs to that number alone."""
    other = next((item for item in reversed(scene.quantities) if item.end <= row.start), None)
    if (
        other is None
        or other.kind == "duration"
        or row.start - other.end > 50
        or scene.sentence_index(other.start) != scene.sentence_index(row.start)
    ):
        return False
    if _BRACKET.fullmatch(scene.text, other.end, row.start) and _closes(scene, row):
        return True
    return _directly_after(scene, row, other) and _ONWARD.match(scene.text, row.end, row.end + 40) is not None


_ONWARD = regex.compile(r"\s*(?:auf|lên|xuống|còn|tăng lên)\b", regex.I)


def _closes(scene: Scene, row: DateExpression) -> bool:
    return (
        scene.text[row.end : row.end + 12].lstrip().startswith((")", ",", ";"))
        or ")" in scene.text[row.end : row.end + 12]
    )


_DIRECT = {
    "de": regex.compile(r"[^\d.,;:()]{0,40}?\s(?:im|in|am|zum|Ende|seit|bis|Anfang|vom|zwischen)\s(?:den\s|dem\s)?$"),
    "vi": regex.compile(r"[^\d.,;:()]{0,40}?\s(?:trong|vào|tính đến|đến|vào cuối|của)?\s?$"),
}


def _directly_after(scene: Scene, row: DateExpression, quantity: Quantity) -> bool:
    pattern = _DIRECT.get(scene.pack.code)
    return (
        pattern is not None
        and row.start - quantity.end < 50
        and pattern.fullmatch(scene.text, quantity.end, row.start) is not None
    )


def _two_dated(scene: Scene, before: DateExpression, quantity: Quantity) -> bool:
    """``von 214 im Jahr 2020 auf 207 im Jahr 2023``: the earlier date belongs to the earlier number."""
    return any(
        before.start < other.start < quantity.start or _owns(before, other)
        for other in scene.quantities
        if other.start < quantity.start and other.end <= before.start and before.start - other.end < 30
    )


def _owns(row: DateExpression, other: Quantity) -> bool:
    return 0 <= row.start - other.end < 30


def _next_number(scene: Scene, quantity: Quantity) -> int:
    return next((other.start for other in scene.quantities if other.start >= quantity.end), 1 << 60)


def _bounds(row: DateExpression) -> Bounds:
    """An as-of date is that day on both sides; an open side stays open."""
    if row.kind == "as_of":
        return Bounds(row.end_date, row.end_date)
    return row.bounds


def _words(scene: Scene, row: DateExpression) -> str:
    """The words of the date with the preposition before it, blanks folded."""
    pattern = _lead(scene.pack.code)
    match = pattern.search(scene.text, max(0, row.start - 24), row.start)
    start = match.start() if match else row.start
    return " ".join(scene.text[start : row.end].split())


@cache
def _lead(code: str) -> regex.Pattern[str]:
    return load(code).compile(load(code).settings["cues"]["time_lead"])


# --- tables and carried times ------------------------------------------------------------------------------------


def _header(scene: Scene, quantity: Quantity) -> DateExpression | None:
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    for span in (cell.column_header, cell.row_header, cell.caption):
        found = scene.dates_in(span) if span is not None else []
        if found:
            return found[-1]
    return None


_ITEM = regex.compile(r"[^\S\n]*(?:[-–•*+]|\p{L}\)|\d{1,2}[.)])\s")
_HEADING_REACH = 20


def _heading(scene: Scene, quantity: Quantity, sentence: Span) -> DateExpression | None:
    """The date of the heading above a list item (``Tính đến 16 giờ ngày 14/10:``) governs every item under it."""
    line = scene.text.rfind("\n", max(0, quantity.start - 600), quantity.start) + 1
    if not _ITEM.match(scene.text, line, line + 12):
        return None
    index = scene.sentence_index(quantity.start)
    for earlier in range(index - 1, max(-1, index - _HEADING_REACH), -1):
        span = scene.sentences[earlier]
        if scene.text[span.end - 1] != ":" or _ITEM.match(scene.text, span.start, span.end):
            continue
        rows = [
            row
            for row in scene.dates_in(span)
            if row.role != "citation_date" and row.kind in _CARRIES | {"deadline", "term"}
        ]
        return rows[-1] if rows else None
    return None


_SECTION_REACH = 40
_SECTION_KINDS = {"term", "range", "year", "half", "quarter", "deadline", "week", "month", "school_year"}


def _section(scene: Scene, quantity: Quantity) -> DateExpression | None:
    """The period in the heading of the section: a line of its own without a full stop (not the document's title)."""
    index = scene.sentence_index(quantity.start)
    for earlier in range(index - 1, max(-1, index - _SECTION_REACH), -1):
        span = scene.sentences[earlier]
        if not _is_heading(scene, span):
            continue
        if span.start < _TITLE_END:
            return None
        rows = [row for row in scene.dates_in(span) if row.role != "citation_date" and row.kind in _SECTION_KINDS]
        return rows[-1] if rows else None
    return None


_TITLE_END = 400


def _is_heading(scene: Scene, span: Span) -> bool:
    text = scene.text
    alone = (span.start == 0 or text[span.start - 1] == "\n") and text[span.end : span.end + 1] in ("\n", "")
    alone = (
        alone and "|" not in text[span.end : text.find("\n", span.end + 1)]
    )  # a table's caption governs the table only
    return (
        alone
        and span.end - span.start < 160
        and text[span.end - 1] not in ".;,!?|"
        and "|" not in text[span.start : span.end]
    )


def _carried(scene: Scene, quantity: Quantity, sentence: Span) -> DateExpression | None:
    """The date that opens an earlier sentence of the same paragraph governs until a new one comes (at most five on)."""
    first = scene.paragraph_start(quantity.start)
    index = scene.sentence_index(quantity.start)
    if _own_time(scene.pack.code).match(scene.text, sentence.start, sentence.start + 40):
        return None
    for earlier in range(index - 1, max(-1, index - 5), -1):
        span = scene.sentences[earlier]
        if span.start < first or _is_border(scene, span, sentence):
            return None
        rows = [
            row for row in scene.dates_in(span) if row.role not in ("citation_date", "birth") and row.kind in _CARRIES
        ]
        rows = [row for row in rows if not _is_compared(scene, row)]
        if rows:
            governs = _governs(scene, rows, span) and not rows[0].rule.endswith(".present")
            return rows[0] if governs else None
    return None


@cache
def _own_time(code: str) -> regex.Pattern[str]:
    """A sentence that opens with a time of its own (``Nach der Fusion``, ``Hiện nay``), even one without a date."""
    return load(code).compile(load(code).settings["cues"]["own_time"])


_CARRIES = {
    "date",
    "month",
    "quarter",
    "half",
    "year",
    "partial",
    "range",
    "as_of",
    "school_year",
    "week",
    "datetime",
    "season",
}


def _is_border(scene: Scene, span: Span, sentence: Span) -> bool:
    return "|" in scene.text[span.start : span.end]


def _governs(scene: Scene, rows: Sequence[DateExpression], span: Span) -> bool:
    """A date governs what follows when it opens its sentence and is the only one."""
    lead = scene.text[span.start : rows[0].start]
    return len(lead) < _LEAD and not any(char.isdigit() for char in lead)


_LEAD = 30
"""A date that begins within this many characters opens its sentence."""
