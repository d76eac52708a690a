"""From quantities to figures: every column of the figures table that the text around a number can fill."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import regex

from reportminer.lang.pack import Pack, load
from reportminer.link import lists, timepairs
from reportminer.link.cues import cues
from reportminer.link.indicators import lexicon
from reportminer.link.linked import Linked, indicator_of
from reportminer.link.modality import Modality, echoed_estimates
from reportminer.link.places import place_of
from reportminer.link.rows import Row, rows_of
from reportminer.link.scene import Scene
from reportminer.link.times import Timeline
from reportminer.rules.quantities import Quantity, parser
from reportminer.types import Cell, Figure, Span

Counted = Callable[[str, Quantity, Span, int], Span | None]
"""A pack's function for the noun phrase of a quantity in running text."""


def link(scene: Scene) -> list[Figure]:
    """Turn the quantities of a scene into figures, in text order."""
    nouns = importlib.import_module(f"reportminer.lang.{scene.pack.code}.nouns")
    linked: list[Linked] = []
    rows = rows_of(scene)
    times = Timeline(scene)
    modality = Modality(scene)
    for index, quantity in enumerate(scene.quantities):
        row = _link_one(scene, index, quantity, nouns.counted, rows.at(quantity.start), times, modality)
        if row is not None:
            linked.append(row)
    linked = lists.shared_units(linked)
    linked = lists.from_to(scene, linked)
    linked = lists.distributed_lists(scene, linked)
    linked = timepairs.spread(scene, linked)
    linked = lists.echoed_changes(scene, linked)
    linked = lists.echoes_before(scene, linked)
    linked = lists.instead_of(scene, linked)
    linked = lists.inherited_nouns(scene, linked)
    linked = lists.shares_of_plans(scene, linked)
    linked = lists.borne_parts(scene, linked)
    linked = lists.parts_of_wholes(scene, linked)
    linked = echoed_estimates(scene, linked)
    return [item.figure for item in linked]


def _link_one(
    scene: Scene,
    index: int,
    quantity: Quantity,
    counted: Counted,
    line: Row | None,
    times: Timeline,
    modality: Modality,
) -> Linked | None:
    if line is not None and (line.years or (line.ordinal == quantity.start and quantity.end < line.end)):
        return None  # the years over the columns, the number of the row
    if _numbers_the_table(scene, quantity):
        return None
    quantity = _with_table_unit(scene, quantity, line)
    text, clause = scene.text, scene.clause(quantity)
    sentence = scene.sentence(quantity.start)
    limit = scene.quantities[index + 1].start if index + 1 < len(scene.quantities) else sentence.end
    own = _noun_in_cell(scene, quantity, counted, limit)
    noun = own or _cell_noun(scene, quantity) or _row_noun(scene, line) or counted(text, quantity, sentence, limit)
    if quantity.rule.endswith(".zero") and not _is_reportable_zero(scene, quantity, noun):
        return None
    finder = cues(scene.pack.code)
    comparator, qualifier = finder.comparator(text, quantity)
    when = times.when(quantity, clause, line)
    change = _change(scene, quantity, clause, sentence)
    if line is not None and quantity.kind == "money" and "sign" in quantity.flags:
        change = ""  # a minus in accounts
    if (
        quantity.kind == "money"
        and "sign" in quantity.flags
        and _IN_BRACKET.search(text, max(0, quantity.start - 40), quantity.start)
    ):
        change = ""  # `(Vorjahr: +0,6 Mio. Euro)`: a result with its sign
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
        indicator=indicator_of(scene, phrase, quantity.kind),
        comparator=comparator,
        qualifier=qualifier,
        modality=modality.of(quantity, clause, sentence, when),
        change="" if role == "scope" else change,
        role="delta" if not role and quantity.kind in _DELTA_KINDS and _is_delta(scene, quantity, change) else role,
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
    return Linked(figure, quantity, clause)


_IN_BRACKET = regex.compile(r"\([^()\n]{2,36}:\s$")
_COLUMN_NUMBERS = regex.compile(r"\s*\(?1\)?\s*\|\s*\(?2\)?\s*(?:\||$)|[^\n|]{0,12}\|\s*\(?2\)?\s*\|\s*\(?3\)?")
_NEXT_CELL = regex.compile(r"\s*[.)]?\s*\|\s*(?:[^\s\d|]|\d+[^|\n]*\p{L})")


def _numbers_the_table(scene: Scene, quantity: Quantity) -> bool:
    """True for the numbers of columns (``1 | 2 | 3``) and of rows (``4 | Nghị định ...``) in a table."""
    cell = scene.cell(quantity.start)
    if cell is None or not quantity.bare or quantity.value >= 1000 or "," in scene.text[quantity.start : quantity.end]:
        return False
    text = scene.text
    if text[cell.start : cell.end].strip(" .()") != text[quantity.start : quantity.end]:
        return False
    start = text.rfind("\n", max(0, cell.start - 300), cell.start) + 1
    if _COLUMN_NUMBERS.match(text, start, cell.end + 60) and quantity.value < 40:
        return True
    head = _folded(text, cell.column_header) if cell.column_header else ""
    return not text[start : cell.start].strip() and (
        scene.pack.value("row_number", head) is not None or (not head and _NEXT_CELL.match(text, cell.end) is not None)
    )


def _change(scene: Scene, quantity: Quantity, clause: Span, sentence: Span) -> str:
    finder = cues(scene.pack.code)
    if finder.base(scene.text, quantity, counted_right=False) == "plan":
        return ""
    if quantity.kind == "factor" and quantity.rule.endswith("fold_word") and quantity.value != 1:
        named = scene.text[quantity.start : quantity.end].lower().startswith(("ver", "halb"))
        if named:
            return "increase" if quantity.value > 1 else "decrease"
    return finder.change(scene.text, quantity, clause, sentence) or finder.far_change(scene.text, quantity, clause)


def _is_delta(scene: Scene, quantity: Quantity, change: str) -> bool:
    """The amount of a rise or fall; what was cut as a whole (``44 Abteilungen ... gestrafft``) is no delta."""
    return change in ("increase", "decrease") and not cues(scene.pack.code).far_change(
        scene.text, quantity, scene.clause(quantity)
    )


_DELTA_KINDS = {"percent", "percentage_point", "money", "measure", "count", "factor"}


def _with_table_unit(scene: Scene, quantity: Quantity, line: Row | None) -> Quantity:
    """``Ansatz (TEUR)``, ``Doanh thu (triệu đồng)``: the header of a bare cell names its scale and unit."""
    cell = scene.cell(quantity.start)
    if not quantity.bare or quantity.rule not in ("number", "range"):
        return quantity
    if cell is None:
        if line is None or line.unit is None:
            return quantity
        return parser(scene.pack.code).with_header(quantity, *line.unit)
    for span in (cell.column_header, cell.group_header, cell.row_header, cell.caption):
        if span is None or span.start <= quantity.start < span.end:
            continue
        unit = parser(scene.pack.code).header_unit(scene.text[span.start : span.end])
        if unit is not None:
            return parser(scene.pack.code).with_header(quantity, *unit)
    unit = _unit_in_row(scene, cell)
    return quantity if unit is None else parser(scene.pack.code).with_header(quantity, *unit)


def _unit_in_row(scene: Scene, cell: Cell) -> tuple[Decimal, str] | None:
    """What the column ``Đơn vị tính``, ``Einheit`` says for the row; it does not hold for shares and comparisons."""
    text, pack = scene.text, scene.pack
    if cell.column_header is None or _begins_with(pack, "column_of_shares", _folded(text, cell.column_header)):
        return None
    for other in scene.row(cell):
        head = _folded(text, other.column_header).strip("():. ")
        if other.start != cell.start and pack.value("column_of_units", head) is not None:
            return parser(pack.code).header_unit(f"({text[other.start : other.end].strip()})")
    return None


def _begins_with(pack: Pack, word_class: str, phrase: str) -> bool:
    """True where one to three words at the beginning of a phrase are in a class."""
    words = phrase.split()
    begins = (" ".join(words[:count]).rstrip(":;,") for count in range(1, min(len(words), _BEGINNING) + 1))
    return any(pack.value(word_class, begin) is not None for begin in begins)


_BEGINNING = 3


def _folded(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.end].split())


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


_ZERO_IDS = {"death"}
_ZERO_CATEGORIES = {"disaster", "justice", "health"}


def _is_reportable_zero(scene: Scene, quantity: Quantity, noun: Span | None) -> bool:
    """A negation is a figure of value 0 only for the counted nouns of the lexicon where a zero is news."""
    if noun is None or noun.start - quantity.end > 12:
        return False
    known = lexicon(scene.pack.code)
    found = known.mentioned(_folded(scene.text, noun))
    return known.categories.get(found, "") in _ZERO_CATEGORIES or found in _ZERO_IDS


def _row_noun(scene: Scene, line: Row | None) -> Span | None:
    """In a line of a table the label says what is counted, or the caption where the label is a place or a date."""
    if line is None:
        return None
    label = _without_code(scene, line.label)
    if label is None or (line.caption is not None and _is_place(scene, label)):
        return line.caption
    return label


_CODE = regex.compile(r"(?:\d{2,4}(?:\.\d{2}){1,4}\.?(?=[\s–-]))?(?:\s*[-–](?=\s))*\s*")


def _without_code(scene: Scene, label: Span | None) -> Span | None:
    """``3808.91.30 - - - Dạng bình xịt``: the label without its code and its indentation."""
    if label is None:
        return None
    code = _CODE.match(scene.text, label.start, label.end)
    return Span(code.end(), label.end) if code is not None and code.end() < label.end else label


def _is_place(scene: Scene, label: Span) -> bool:
    return any(place.start <= label.start and place.end >= label.end - 1 for place in scene.places_in(label))


def _noun_in_cell(scene: Scene, quantity: Quantity, counted: Counted, limit: int) -> Span | None:
    """What a cell itself says: the noun behind its number (``5 điểm``), or any where the cell holds a sentence."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    before, behind = scene.text[cell.start : quantity.start], scene.text[quantity.end : cell.end]
    if not any(char.isalpha() for char in behind) and len(before) < _SENTENCE_IN_CELL:
        return None
    noun = counted(scene.text, quantity, Span(cell.start, cell.end), limit)
    if noun is None or noun.start < cell.start or noun.end > cell.end:
        return None
    return noun if noun.start >= quantity.end or len(before) + len(behind) > _SENTENCE_IN_CELL else None


_SENTENCE_IN_CELL = 40
"""Letters beside the number from which on a cell is running text."""


def _cell_noun(scene: Scene, quantity: Quantity) -> Span | None:
    """In a table the row header says what is counted."""
    cell = scene.cell(quantity.start)
    if cell is None:
        return None
    row, column = cell.row_header, cell.column_header
    if column is not None and column.start != cell.start and _is_name_of_count(scene, column):
        return _bare_header(scene, column)
    if row is not None and column is not None and column.start != cell.start and _is_place(scene, row):
        return _bare_header(scene, column)
    if row is None or row.start == cell.start:
        return None
    return _without_unit(scene, row)


def _is_name_of_count(scene: Scene, column: Span) -> bool:
    """A column head that is no period and no empty word (``Wert``, ``Ist``) says what is counted."""
    if scene.quantities_in(column):
        return False  # the first row of a table that goes on from the page before
    words = _folded(scene.text, _bare_header(scene, column))
    return any(char.isalpha() for char in words) and not _begins_with(scene.pack, "column_generic", words)


def _bare_header(scene: Scene, header: Span) -> Span:
    """The header without its unit in brackets and without the period behind it (``Mittel 2024 (Mio. Euro)``)."""
    bare = _without_unit(scene, header)
    dates = scene.dates_in(bare)
    if not dates:
        return bare
    return Span(bare.start, bare.start + len(scene.text[bare.start : dates[0].start].rstrip(" ,:–-")))


def _without_unit(scene: Scene, header: Span) -> Span:
    """The header without its unit in brackets."""
    cut = scene.text.find("(", header.start, header.end)
    end = cut if cut > header.start else header.end
    return Span(header.start, header.start + len(scene.text[header.start : end].rstrip()))
