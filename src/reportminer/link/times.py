"""When a figure holds: the date of its brackets, clause or sentence, one carried from before, a table header's.

A date after a word of comparison (``gegenüber 2022``, ``so với cùng kỳ``) is the base period of the figure, not its
time.  The order is: a date that belongs to the figure alone, the nearest earlier date of the clause, one right after
the number, the nearest date of the sentence, the table header, what was said before (``time_source`` tells which).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportminer.link import timecarry, timetable
from reportminer.link.accounts import Accounts
from reportminer.link.rows import Row
from reportminer.link.scene import Scene
from reportminer.link.timerows import Stage, bounds_of, is_directly_after, leads_on, stage, times_pattern, words_of
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


class Timeline:
    """The times of one scene, asked for in text order: a sentence that goes on takes the time of the one before."""

    def __init__(self, scene: Scene) -> None:
        """Begin before the first figure of ``scene``."""
        self.scene = scene
        self._span = Span(-1, -1)
        self._stage = Stage((), frozenset(), {})
        self._last = (-1, When())
        self._columns = timetable.Columns(scene)
        self._accounts = Accounts(scene)

    def when(self, quantity: Quantity, clause: Span, line: Row | None = None) -> When:
        """The time of ``quantity``, in a table without cells its ``line``; an empty :class:`When` where there is none."""
        column = self._columns.date(quantity, line) or self._accounts.date(quantity, line) if line is not None else None
        if column is not None:
            return When(bounds_of(column), column.text, "sentence", deadline=column.kind == "deadline")
        found = self._find(quantity, clause)
        index = self.scene.sentence_index(quantity.start)
        if quantity.kind != "duration" and (index != self._last[0] or self._stage.own(quantity) is None):
            self._last = (index, found)
        return found

    def _find(self, quantity: Quantity, clause: Span) -> When:
        scene = self.scene
        sentence = scene.sentence(quantity.start)
        if sentence != self._span:
            self._span, self._stage = sentence, stage(scene, sentence)
        base = _base_period(self._stage, quantity, clause)
        is_length = quantity.kind in ("duration", "age")
        if is_length and not _is_average(scene, quantity, clause):
            return When(base_period=base)
        chosen = _choose(scene, self._stage, quantity, clause)
        if chosen is not None:
            return self._said(*chosen, base)
        if is_length:
            return When(base_period=base)
        head = timetable.header(scene, quantity)
        if head is not None:
            return When(bounds_of(head), head.text, "sentence", base, head.kind == "deadline")
        return self._before(quantity, sentence, base)

    def _before(self, quantity: Quantity, sentence: Span, base: str) -> When:
        scene = self.scene
        named = timecarry.same_time(scene, sentence, quantity)
        if named is not None:
            return self._said(named, "carried", base)
        index, last = self._last
        steps = scene.sentence_index(quantity.start) - index
        if steps == 0 and last.source == "carried":
            return replace(last, base_period=base)  # `Trong đó, mầm non tuyển 372, tiểu học tuyển 438`
        if last.text and steps <= 1 and timecarry.goes_on(scene, sentence, quantity, same_sentence=steps == 0):
            return When(last.bounds, last.text, "carried", base, last.deadline)
        row = (
            timecarry.heading(scene, quantity)
            or timecarry.carried(scene, quantity, sentence)
            or timecarry.section(scene, quantity)
        )
        if row is not None:
            said = self._said(row, "carried", base)
            return replace(said, deadline=said.deadline or timecarry.lies_ahead(scene, row))
        stated = timecarry.data_as_of(scene, quantity)
        return self._said(stated, "document", base) if stated is not None else When(base_period=base)

    def _said(self, row: DateExpression, source: str, base: str) -> When:
        return When(bounds_of(row), words_of(self.scene, row), source, base, row.kind == "deadline")


def _is_average(scene: Scene, quantity: Quantity, clause: Span) -> bool:
    """A mean length (``im Schnitt 3,1 Tage``) is measured over a time; any other length has none."""
    return times_pattern(scene.pack.code, "average").search(scene.text, clause.start, quantity.start) is not None


def _base_period(dates: Stage, quantity: Quantity, clause: Span) -> str:
    compared = [row for row in dates.rows if row.start in dates.compared and clause.start <= row.start < clause.end]
    if not compared:
        return ""
    row = min(compared, key=lambda item: _distance(item, quantity))
    return row.value or row.text


def _distance(row: DateExpression, quantity: Quantity) -> int:
    return quantity.start - row.end if row.end <= quantity.start else row.start - quantity.end


def _choose(scene: Scene, dates: Stage, quantity: Quantity, clause: Span) -> tuple[DateExpression, str] | None:
    own = dates.own(quantity)
    if own is not None:
        return own, "clause"
    times = dates.times(quantity)
    before = [row for row in times if row.end <= quantity.start]
    inside = [row for row in before if row.start >= clause.start]
    after = _after(scene, times, quantity, clause)
    direct = next((row for row in after if is_directly_after(scene, row, quantity)), None)
    if direct is not None and (not inside or (direct.kind in _EXACT and _prefers(scene, direct, inside[-1], quantity))):
        return direct, "clause"
    if inside:
        return (inside[-1], "clause") if not _speaks_of_now(scene, inside[-1], quantity) else None
    limit = scene.next_quantity(quantity)
    later = next((row for row in after if row.start <= limit), None)
    if later is not None and not leads_on(scene, later):
        return later, "clause"
    if not before:
        return _trailing(after)
    return (before[-1], "sentence") if not _speaks_of_now(scene, before[-1], quantity) else None


def _speaks_of_now(scene: Scene, row: DateExpression, quantity: Quantity) -> bool:
    """``2003 waren es 56, heute sind es 52``: the later number is not of the earlier date."""
    now = times_pattern(scene.pack.code, "now")
    return not _is_recent(row) and now.search(scene.text, row.end, quantity.start) is not None


def _is_recent(row: DateExpression) -> bool:
    """``Bis heute``, ``seit 2020``: what lasts to now."""
    return row.kind in ("as_of", "open_range", "datetime") or row.end_date is None


_EXACT = {"year", "date", "month", "quarter", "half"}


def _after(scene: Scene, times: Sequence[DateExpression], quantity: Quantity, clause: Span) -> list[DateExpression]:
    """The dates behind the number in its clause that do not open something new."""
    if quantity.kind == "factor":  # the date behind a factor is what it is a multiple of
        return []
    return [
        row
        for row in times
        if quantity.end <= row.start < clause.end
        and "," not in scene.text[quantity.end : row.start]
        and not leads_on(scene, row)
    ]


def _trailing(after: Sequence[DateExpression]) -> tuple[DateExpression, str] | None:
    return (after[0], "clause") if after else None


_TIGHT = 14


def _prefers(scene: Scene, direct: DateExpression, before: DateExpression, quantity: Quantity) -> bool:
    """The date right behind a number wins where the one before has a number of its own.

    ``214 im Jahr 2020, 207 im Jahr 2023``; ``2024 6,4 %, weniger als 6,6 % im Jahr 2022``.
    """
    if _is_taken(scene, before):
        return True
    other = scene.previous_quantity(quantity.start)
    return direct.start - quantity.end <= _TIGHT and other is not None and other.start >= before.end


def _is_taken(scene: Scene, row: DateExpression) -> bool:
    other = scene.previous_quantity(row.start)
    same = other is not None and scene.sentence_index(other.start) == scene.sentence_index(row.start)
    return other is not None and same and is_directly_after(scene, row, other)
