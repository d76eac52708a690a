"""The dates of a sentence as times: which can be one, which only compare, which belong to one number alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from reportminer.lang.pack import setting
from reportminer.link.scene import Scene
from reportminer.rules.quantities import Quantity
from reportminer.types import Bounds, DateExpression, Span

_USABLE = {
    "date", "month", "quarter", "half", "year", "partial", "range", "term", "open_range", "as_of", "deadline",
    "school_year", "season", "decade", "century", "week", "datetime", "set", "relative", "lunar",
}  # fmt: skip

_COMPARE_REACH = 90
_LEAD_REACH = 40
_NEAR = 50


@dataclass(frozen=True, slots=True)
class Stage:
    """The dates of one sentence that can be times, in text order.

    ``compared`` holds the starts of those that only say what is compared with, ``owners`` the start of the one quantity
    that a date belongs to (``von 214 (2020) auf 207 (2023)``), ``asides`` the brackets whose numbers alone a date governs.
    """

    rows: tuple[DateExpression, ...]
    compared: frozenset[int]
    owners: Mapping[int, int]
    asides: Mapping[int, Span] = field(default_factory=dict)

    def times(self, quantity: Quantity) -> list[DateExpression]:
        """The dates that ``quantity`` may take, its own ones left out."""
        return [
            row
            for row in self.rows
            if row.start not in self.compared
            and self.owners.get(row.start) is None
            and (row.end <= quantity.start or row.start >= quantity.end)
            and (row.start not in self.asides or self.asides[row.start].contains(Span(quantity.start, quantity.end)))
        ]

    def own(self, quantity: Quantity) -> DateExpression | None:
        """The date that belongs to ``quantity`` alone."""
        return next((row for row in self.rows if self.owners.get(row.start) == quantity.start), None)


def stage(scene: Scene, sentence: Span) -> Stage:
    """Look at the dates of ``sentence`` (citation dates and births are no times)."""
    rows = tuple(row for row in scene.dates_in(sentence) if is_usable(row) and not _names(scene, row))
    numbers = scene.quantities_in(sentence)
    owners = dict(_owners(scene, rows, numbers))
    compared = frozenset(row.start for row in rows if row.start not in owners and is_compared(scene, row))
    return Stage(rows, compared, owners, dict(_asides(scene, rows, sentence)))


_ASIDE_WORDS = 3
_MARKS = regex.compile(r"[()]")


def _asides(scene: Scene, rows: Sequence[DateExpression], sentence: Span) -> Iterator[tuple[int, Span]]:
    """``(mehr als beim Sturm im Jahr 2017)``: a date among other words in brackets says nothing of what is outside."""
    brackets = list(_brackets(scene.text, sentence)) if rows else []
    for row in rows:
        inside = next((span for span in brackets if span.start < row.start and row.end < span.end), None)
        if inside is not None:
            others = scene.text[inside.start + 1 : row.start] + scene.text[row.end : inside.end - 1]
            if len(others.split()) >= _ASIDE_WORDS:
                yield row.start, inside
        elif (clause := _attribute(scene, row, sentence)) is not None:
            yield row.start, clause


def _attribute(scene: Scene, row: DateExpression, sentence: Span) -> Span | None:
    """The relative clause around a date: ``Menschen, die 2002 verletzt wurden, erhalten 150.000 Euro``."""
    comma = scene.text.rfind(",", sentence.start, row.start)
    found = _pattern(scene, "attribute").match(scene.text, comma, sentence.end) if comma >= 0 else None
    return Span(*found.span()) if found is not None and found.end() >= row.end else None


def _brackets(text: str, sentence: Span) -> Iterator[Span]:
    opened = -1
    for mark in _MARKS.finditer(text, sentence.start, sentence.end):
        if mark[0] == "(":
            opened = mark.start() if opened < 0 else opened
        elif opened >= 0:
            yield Span(opened, mark.end())
            opened = -1


def is_usable(row: DateExpression) -> bool:
    """True where a date can be the time of a figure."""
    if row.role in ("citation_date", "birth") or row.kind not in _USABLE:
        return False
    return row.kind != "set" or row.value.startswith("{")


def _names(scene: Scene, row: DateExpression) -> bool:
    """``đại biểu Quốc hội khóa XV``, ``World Cup 2022``: the term or year of a name is no time of a figure."""
    if _in_title(scene, row) or (row.kind == "term" and not any(row.bounds)):
        return True
    if not row.rule.endswith((".term_ordinal", ".year_bare")):
        return False
    return _pattern(scene, "name_before").search(scene.text, max(0, row.start - _LEAD_REACH), row.start) is not None


def _in_title(scene: Scene, row: DateExpression) -> bool:
    """``Quyết định số 5 về kế hoạch kiểm toán năm 2024``: the year is part of what the act is called."""
    end = scene.after_citation(Span(max(0, row.start - _TITLE_REACH), row.start), row.start)
    if end <= max(0, row.start - _TITLE_REACH):
        return False
    return _pattern(scene, "title").fullmatch(scene.text, end, row.start) is not None


_TITLE_REACH = 140


def is_compared(scene: Scene, row: DateExpression) -> bool:
    """True after a word of comparison (``gegenüber 2022``, ``so với cùng kỳ``) and for dates that only name a thing.

    Such are the share of a plan (``51,8% chỉ tiêu năm 2024``) and what is known by its day (``Bescheid vom 5. März``).
    """
    if row.kind in ("as_of", "deadline", "open_range"):
        return False
    if _is_same_period(row):
        return _pattern(scene, "subject").match(scene.text, row.end, row.end + _LEAD_REACH) is None
    start = max(0, row.start - _COMPARE_REACH)
    if _pattern(scene, "compare").search(scene.text, start, row.start):
        return True
    if row.kind in ("range", "set"):
        return False
    return _pattern(scene, "named_by").search(scene.text, max(0, row.start - _LEAD_REACH), row.start) is not None


def _is_same_period(row: DateExpression) -> bool:
    """``cùng kỳ``, ``Vorjahreszeitraum``: words that say the same part of another year."""
    return row.kind == "relative" and (
        row.rule.endswith("same_period")
        or row.text.lower().startswith(("cùng", "vorjahresz", "vorjahresm", "vorjahresq"))
    )


_BLANK = regex.compile(r"\s")
_LABEL = regex.compile(r"\s*[:(]\s*(?:\p{L}+\.?\s){0,2}")
_BRACKET = regex.compile(r"[^\d().;]{0,45}\(\s*(?:\p{L}+\.?\s){0,2}")


def _owners(scene: Scene, rows: Sequence[DateExpression], numbers: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    before = after = 0
    for row in rows:
        while before < len(numbers) and numbers[before].end <= row.start:
            before += 1
        after = max(after, before)
        while after < len(numbers) and numbers[after].start < row.end:
            after += 1
        left = numbers[before - 1] if before else None
        right = numbers[after] if after < len(numbers) else None
        if right is not None and right.kind not in ("duration", "age") and (
            _is_label(scene, row, right) or _qualifies(scene, row, right) or _tells_before(scene, row, right)
        ):
            yield row.start, right.start
        elif (
            left is not None
            and left.kind != "duration"
            and row.start - left.end <= _NEAR
            and _is_owned(scene, row, left)
        ):
            yield row.start, left.start


def _is_label(scene: Scene, row: DateExpression, number: Quantity) -> bool:
    """``2021: 108,5``, ``Ende 2023 (57 482)``; a percentage in brackets is the change since then."""
    if _LABEL.fullmatch(scene.text, row.end, number.start) is None:
        return False
    return ":" in scene.text[row.end : number.start] or number.unit not in ("percent", "pp")


def _tells_before(scene: Scene, row: DateExpression, number: Quantity) -> bool:
    """``có 74.000 xe (cùng kỳ năm 2020 là 51.162 xe)``: the number of the year before, and no other's time."""
    if not _is_same_period(row) or number.start - row.end >= _NEAR:
        return False
    return _pattern(scene, "subject").match(scene.text, row.end, row.end + _LEAD_REACH) is not None


def _qualifies(scene: Scene, row: DateExpression, number: Quantity) -> bool:
    """``statt der 2016 veranschlagten 600 Millionen``: the date stands inside the phrase of the number."""
    if number.start - row.end >= _NEAR or not _pattern(scene, "article").search(
        scene.text, max(0, row.start - 12), row.start
    ):
        return False
    return _pattern(scene, "participle").fullmatch(scene.text, row.end, number.start) is not None


def _is_owned(scene: Scene, row: DateExpression, number: Quantity) -> bool:
    """A date in brackets after a number, between ``von A`` and ``auf B``, or of the number compared with."""
    text = scene.text
    if _BRACKET.fullmatch(text, number.end, row.start) and ")" in text[row.end : row.end + 12]:
        return True
    if not is_directly_after(scene, row, number):
        return False
    if _pattern(scene, "onward").match(text, row.end, row.end + _LEAD_REACH):
        return True
    return _pattern(scene, "compared_number").search(text, max(0, number.start - 30), number.start) is not None


def is_directly_after(scene: Scene, row: DateExpression, number: Quantity) -> bool:
    """True where only the counted noun and a preposition stand between (``207 Fälle im Jahr 2023``)."""
    if not 0 <= row.start - number.end < _NEAR:
        return False
    if _pattern(scene, "direct").fullmatch(scene.text, number.end, row.start):
        return True
    bare = _pattern(scene, "direct_part") if row.approx else _BLANK  # `1,9 % Ende 2024` needs no preposition
    return bare.fullmatch(scene.text, number.end, row.start) is not None


def leads_on(scene: Scene, row: DateExpression) -> bool:
    """True after a conjunction: the date belongs to what follows (``..., năm 2022 đạt 27``, ``und 2025 sollen``)."""
    start = max(0, row.start - _LEAD_REACH)
    return _pattern(scene, "coordinator").search(scene.text, start, row.start) is not None


def bounds_of(row: DateExpression) -> Bounds:
    """The time a date gives to a figure: an as-of date is that day on both sides, an open side stays open."""
    if row.kind == "as_of" and not _is_year(row):
        return Bounds(row.end_date, row.end_date)
    return row.bounds


def _is_year(row: DateExpression) -> bool:
    """``bis 2028`` closes a span of years, no day."""
    return row.value.startswith("../") and len(row.value) == len("../2028") and not row.approx


def words_of(scene: Scene, row: DateExpression) -> str:
    """The words of the date with the preposition before it, blanks folded."""
    match = setting(scene.pack.code, "cues", "time_lead").search(scene.text, max(0, row.start - 24), row.start)
    start = match.start() if match else row.start
    return " ".join(scene.text[start : row.end].split())


def _pattern(scene: Scene, name: str) -> regex.Pattern[str]:
    return times_pattern(scene.pack.code, name)


def times_pattern(code: str, name: str) -> regex.Pattern[str]:
    """A compiled pattern of the ``[times]`` table of a pack."""
    return setting(code, "times", name)
