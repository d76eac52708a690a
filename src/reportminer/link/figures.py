"""From quantities to figures: every column of the figures table that the text around a number can fill."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import regex

from reportminer.lang.pack import load
from reportminer.link.cues import cues
from reportminer.link.indicators import lexicon
from reportminer.link.places import place_of
from reportminer.link.scene import Scene
from reportminer.link.times import When, time_of
from reportminer.rules.quantities import Quantity, parser
from reportminer.types import Figure, Span


@dataclass(frozen=True, slots=True)
class _Linked:
    """A figure in the making: the row so far and the quantity behind it."""

    figure: Figure
    quantity: Quantity
    clause: Span


def link(scene: Scene) -> list[Figure]:
    """Turn the quantities of a scene into figures, in text order."""
    nouns = importlib.import_module(f"reportminer.lang.{scene.pack.code}.nouns")
    linked: list[_Linked] = []
    for index, quantity in enumerate(scene.quantities):
        row = _link_one(scene, index, quantity, nouns.counted)
        if row is not None:
            linked.append(row)
    linked = _shared(linked)
    linked = _from_to(scene, linked)
    linked = _lists(scene, linked)
    linked = _echo(scene, linked)
    linked = _inherit(scene, linked)
    linked = _parts(scene, linked)
    return [item.figure for item in linked]


def _link_one(scene: Scene, index: int, quantity: Quantity, counted: object) -> _Linked | None:
    quantity = _with_table_unit(scene, quantity)
    text, clause = scene.text, scene.clause(quantity)
    sentence = scene.sentence(quantity.start)
    limit = scene.quantities[index + 1].start if index + 1 < len(scene.quantities) else sentence.end
    noun = _cell_noun(scene, quantity) or counted(text, quantity, sentence, limit)  # type: ignore[operator]  # the pack's function
    if quantity.rule.endswith(".zero") and not _is_reportable_zero(scene, quantity, noun):
        return None
    finder = cues(scene.pack.code)
    comparator, qualifier = finder.comparator(text, quantity)
    when = time_of(scene, quantity, clause)
    change = _change(scene, quantity, clause, sentence)
    role = finder.role(text, quantity, sentence)
    phrase = _folded(text, noun)
    place, place_text, place_source = place_of(scene, quantity, clause)
    figure = Figure(
        quantity.start,
        quantity.end,
        text[quantity.start : quantity.end],
        quantity.rule if "." in quantity.rule else f"{scene.pack.code}.figure.{quantity.rule}",
        quantity.value,
        kind=quantity.kind,
        value_high=quantity.high,
        value_alt=quantity.alt,
        unit=quantity.unit,
        per=quantity.per,
        denominator=quantity.denominator,
        counted=phrase,
        indicator=_indicator(scene, phrase),
        comparator=comparator,
        qualifier=qualifier,
        modality=_modality(scene, quantity, clause, sentence, when),
        change="" if role == "scope" else change,
        role="delta" if change in ("increase", "decrease") and not role and quantity.kind in _DELTA_KINDS else role,
        base=finder.base(text, quantity, noun is not None and noun.start >= quantity.end),
        base_period=when.base_period,
        time_start=when.bounds.start,
        time_end=when.bounds.end,
        time_text=when.text,
        time_source=when.source,
        place=place,
        place_text=place_text,
        place_source=place_source,
        flags=_flags(scene, quantity, change),
        counted_span=noun,
    )
    return _Linked(figure, quantity, clause)


def _change(scene: Scene, quantity: Quantity, clause: Span, sentence: Span) -> str:
    finder = cues(scene.pack.code)
    if finder.base(scene.text, quantity, counted_right=False) == "plan":
        return ""
    if quantity.kind == "factor" and quantity.rule.endswith("fold_word") and quantity.value != 1:
        named = scene.text[quantity.start : quantity.end].lower().startswith(("ver", "halb"))
        if named:
            return "increase" if quantity.value > 1 else "decrease"
    return finder.change(scene.text, quantity, clause, sentence) or finder.far_change(scene.text, quantity, clause)


def _modality(scene: Scene, quantity: Quantity, clause: Span, sentence: Span, when: When) -> str:
    """The cue of the clause; else the heading or column head above, else what the figure's deadline implies."""
    finder = cues(scene.pack.code)
    found = finder.modality(scene.text, quantity, clause, sentence)
    if found != "actual":
        return found
    cell = scene.cell(quantity.start)
    heads = [span for span in (cell.column_header, cell.row_header) if span] if cell else []
    named = next((cue for span in heads if (cue := finder.named(scene.text, span))), "")
    return named or ("target" if when.deadline else "actual")


_DELTA_KINDS = {"percent", "percentage_point", "money", "measure", "count", "factor"}


def _with_table_unit(scene: Scene, quantity: Quantity) -> Quantity:
    """``Ansatz (TEUR)``, ``Doanh thu (triệu đồng)``: the header of a bare cell names its scale and unit."""
    cell = scene.cell(quantity.start)
    if cell is None or not quantity.bare or quantity.rule != "number":
        return quantity
    for span in (cell.row_header, cell.column_header, cell.caption):
        if span is None or span.start <= quantity.start < span.end:
            continue
        unit = parser(scene.pack.code).header_unit(scene.text[span.start : span.end])
        if unit is not None:
            return parser(scene.pack.code).with_header(quantity, *unit)
    return quantity


def _folded(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.end].split())


def _indicator(scene: Scene, phrase: str) -> str:
    return lexicon(scene.pack.code).lookup(phrase) if phrase else ""


def _flags(scene: Scene, quantity: Quantity, change: str) -> tuple[str, ...]:
    flags = [flag for flag in quantity.flags if flag not in ("sign", "unit_shared")]
    if quantity.unit == "VND" and quantity.kind == "money" and (quantity.value > Decimal(2) * 10**16):
        flags.append("magnitude_suspect")
    if quantity.unit == "percent" and change and _of_rate(scene, quantity):
        flags.append("percent_means_pp")
    return tuple(dict.fromkeys(flags))


def _of_rate(scene: Scene, quantity: Quantity) -> bool:
    clause = scene.clause(quantity)
    return _rate_word(scene.pack.code).search(scene.text, clause.start, quantity.start) is not None


@cache
def _rate_word(code: str) -> regex.Pattern[str]:
    return load(code).compile(r"(?:tỷ lệ|tỉ lệ|\w*quote\b|\bAnteil\b|\w*anteil\b|\brate\b)")


_ZERO_CATEGORIES = {"disaster", "justice", "health"}


def _is_reportable_zero(scene: Scene, quantity: Quantity, noun: Span | None) -> bool:
    """A negation is a figure of value 0 only for the counted nouns of the lexicon where a zero is news."""
    if noun is None or noun.start - quantity.end > 12:
        return False
    known = lexicon(scene.pack.code)
    found = known.lookup(_folded(scene.text, noun))
    return known.categories.get(found, "") in _ZERO_CATEGORIES


def _cell_noun(scene: Scene, quantity: Quantity) -> Span | None:
    """In a table the row header says what is counted."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    row, column = cell.row_header, cell.column_header
    if column is not None and column.start != cell.start and _is_name_of_count(scene, column):
        return _without_unit(scene, column)
    if row is None or row.start == cell.start:
        return None
    return _without_unit(scene, row)


def _is_name_of_count(scene: Scene, column: Span) -> bool:
    """A column head that is no period and no empty word (``Wert``, ``Ist``) says what is counted; the row says of whom."""
    words = _folded(scene.text, _without_unit(scene, column))
    generic = any(scene.pack.value("column_generic", part) for part in (words, words.split()[0] if words else ""))
    return any(char.isalpha() for char in words) and not generic and not scene.dates_in(column)


def _without_unit(scene: Scene, header: Span) -> Span:
    """The header without its unit in brackets."""
    cut = scene.text.find("(", header.start, header.end)
    end = cut if cut > header.start else header.end
    return Span(header.start, header.start + len(scene.text[header.start : end].rstrip()))


# --- pairs and lists ---------------------------------------------------------------------------------------------


@cache
def _pattern(code: str, table: str, name: str) -> regex.Pattern[str]:
    pack = load(code)
    return pack.compile(pack.settings[table][name])


def _from_to(scene: Scene, linked: list[_Linked]) -> list[_Linked]:
    """``von A auf B``, ``từ A lên B``: two figures of one noun with the roles from and to."""
    code = scene.pack.code
    for index in range(len(linked) - 1):
        left, right = linked[index], linked[index + 1]
        if scene.sentence_index(left.quantity.start) != scene.sentence_index(right.quantity.start) or right.quantity.start - left.quantity.end > 90:
            continue
        lead = _pattern(code, "quantity", "from_lead").search(scene.text, max(0, left.quantity.start - 24), left.quantity.start)
        if lead is None or not _pattern(code, "quantity", "from_to").fullmatch(scene.text, left.quantity.end, right.quantity.start):
            continue
        noun = right.figure.counted if right.figure.counted_span and right.figure.counted_span.start >= right.quantity.end else left.figure.counted or right.figure.counted
        linked[index] = _with(left, role="from", change="", counted=noun, indicator=_indicator(scene, noun))
        linked[index + 1] = _with(right, role="to", change="", counted=noun, indicator=_indicator(scene, noun))
    return linked


def _shared(linked: list[_Linked]) -> list[_Linked]:
    """``48, 31 bzw. 64 % der Bäume``: numbers that take their unit from the next take its noun too."""
    for index in range(len(linked) - 2, -1, -1):
        item, following = linked[index], linked[index + 1]
        span = following.figure.counted_span
        if "unit_shared" in item.quantity.flags and span is not None and span.start >= following.quantity.end:
            linked[index] = _with(item, counted=following.figure.counted, indicator=following.figure.indicator)
    return linked


def _with(item: _Linked, **changes: object) -> _Linked:
    return replace(item, figure=replace(item.figure, **changes))  # type: ignore[arg-type]  # field names are checked by dataclasses


_ECHO = regex.compile(r"[^\d.;]{0,30}?(?:\s\(|\sbzw\.\s|\soder\s|\s\(tức\s|\stương đương\s)(?:\p{L}+\s){0,2}")


def _echo(scene: Scene, linked: list[_Linked]) -> list[_Linked]:
    """``um 43 (11,5 %)``, ``ein Plus von 812 Fällen bzw. 38,27 %``: the same change said twice."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        if item.figure.change or not before.figure.change or before.figure.change == "merged" or item.figure.kind not in ("percent", "count"):
            continue
        if item.figure.kind != before.figure.kind and _ECHO.fullmatch(scene.text, before.quantity.end, item.quantity.start):
            linked[index] = _with(item, change=before.figure.change, role="delta", counted=item.figure.counted or before.figure.counted)
    return linked


def _lists(scene: Scene, linked: list[_Linked]) -> list[_Linked]:
    """``668 bzw. 4.803``, ``lần lượt 5,7%, 7,0%``: the figures of one list, matched in order with the list before it."""
    pattern = _pattern(scene.pack.code, "cues", "lists")
    group = 0
    for first, last in _sentence_runs(scene, linked):
        span = scene.sentence(linked[first].quantity.start)
        mark = pattern.search(scene.text, span.start, span.end)
        if mark is None:
            continue
        members = _list_members(scene, linked[first:last], mark)
        if len(members) < 2:
            continue
        group += 1
        for offset in members:
            linked[first + offset] = _with(linked[first + offset], list_group=f"l{group}")
        _share_noun(linked, first, members)
        _distribute(scene, linked, first, members)
    return linked


def _sentence_runs(scene: Scene, linked: Sequence[_Linked]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(linked) + 1):
        if index == len(linked) or scene.sentence_index(linked[index].quantity.start) != scene.sentence_index(linked[start].quantity.start):
            runs.append((start, index))
            start = index
    return runs


_BETWEEN = regex.compile(r"[\s,;]*(?:und|và|bzw\.|beziehungsweise|respektive|sowie|\s)*\s*")


def _list_members(scene: Scene, items: Sequence[_Linked], mark: regex.Match[str]) -> list[int]:
    """The run of neighbouring numbers around (or after) the list word, separated by commas and conjunctions only."""
    start = next((i for i, item in enumerate(items) if item.quantity.start >= mark.end()), None)
    if start is None:
        return []
    members = [start]
    while members[0] > 0 and _BETWEEN.fullmatch(scene.text, items[members[0] - 1].quantity.end, items[members[0]].quantity.start):
        members.insert(0, members[0] - 1)
    while members[-1] + 1 < len(items) and _BETWEEN.fullmatch(scene.text, items[members[-1]].quantity.end, items[members[-1] + 1].quantity.start):
        members.append(members[-1] + 1)
    return members


def _share_noun(linked: list[_Linked], first: int, members: list[int]) -> None:
    """``lần lượt kết nạp 17, 14 và 12 đảng viên``: the noun after the last number is everybody's."""
    last = linked[first + members[-1]]
    span = last.figure.counted_span
    if span is None or span.start < last.quantity.end or last.figure.kind != "count":
        return
    for offset in members[:-1]:
        item = linked[first + offset]
        own = item.figure.counted_span is not None and item.figure.counted_span.start >= item.quantity.end
        if item.figure.kind == "count" and not own:
            linked[first + offset] = _with(item, counted=last.figure.counted, indicator=last.figure.indicator)


def _distribute(scene: Scene, linked: list[_Linked], first: int, members: list[int]) -> None:
    """Give each member the counted noun of the figure at the same place in the list before (same kind, same length)."""
    earlier = [linked[first + i] for i in range(members[0])]
    if len(earlier) < len(members):
        return
    source = earlier[-len(members) :]
    if any(item.figure.kind != linked[first + offset].figure.kind for item, offset in zip(source, members, strict=True)):
        return
    for item, offset in zip(source, members, strict=True):
        target = linked[first + offset]
        own = target.figure.counted_span is not None and target.figure.counted_span.start >= target.quantity.end
        if not own and item.figure.counted:
            linked[first + offset] = _with(target, counted=item.figure.counted, indicator=item.figure.indicator)


def _inherit(scene: Scene, linked: list[_Linked]) -> list[_Linked]:
    """A number without a noun of its own takes the noun of the figure before it (``zwölf sind abgeschlossen``)."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        if item.figure.counted or not before.figure.counted or item.figure.kind in ("duration", "age"):
            continue
        steps = scene.sentence_index(item.quantity.start) - scene.sentence_index(before.quantity.start)
        if item.quantity.start - before.quantity.end < 200 and (steps == 0 or steps == 1 and _goes_on(scene, item, before)):
            linked[index] = _with(item, counted=before.figure.counted, indicator=before.figure.indicator)
    return linked


_COUNTS = {"count", "ratio", "fraction"}


def _goes_on(scene: Scene, item: _Linked, before: _Linked) -> bool:
    """Across a sentence border a pronoun goes on about the same thing, or a number of the same sort."""
    if _pattern(scene.pack.code, "cues", "goes_on").match(scene.text, scene.sentence(item.quantity.start).start):
        return True
    same = item.figure.kind == before.figure.kind and item.figure.unit == before.figure.unit
    return same or item.figure.kind in _COUNTS and before.figure.kind in _COUNTS


def _parts(scene: Scene, linked: list[_Linked]) -> list[_Linked]:
    """``davon``, ``trong đó``: the figure is part of the one before it in the same sentence (or the sentence before)."""
    for index in range(1, len(linked)):
        item = linked[index]
        if item.figure.role != "part":
            continue
        whole = next((other for other in range(index - 1, -1, -1) if linked[other].figure.role not in ("part", "scope") or other == 0), None)
        if whole is not None and scene.sentence_index(item.quantity.start) - scene.sentence_index(linked[whole].quantity.start) <= 1:
            linked[index] = _with(item, part_of=f"f{whole + 1}")
    return linked
