"""Tables that came as plain lines: a label and numbers on a line, a line of nothing but numbers under its label.

One pass over the lines of a text gives for every such line what its label is, which scale and unit the heading above it
names (``in Mio. Euro``, ``Đơn vị tính: triệu đồng``, a line ``EUR EUR``), and whether its first number only counts the rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from reportminer.lang.pack import Pack, setting
from reportminer.link.scene import Scene
from reportminer.rules.quantities import parser
from reportminer.types import Span

_LONGEST = 200
_NUMBER = r"[(]?(?:€\s?)?[-–−+]?\d[\d.,]*(?:\s?%)?[)]?"
_ROW = regex.compile(
    rf"\s*(?P<bullet>(?:\d{{1,3}}(?:\.\d{{1,2}})*[.)]?|\p{{L}}[.)]|[IVX]{{1,5}}[.)]?|[-–•*+])\s+)?(?P<label>(?=[^\d\s]*\p{{L}})\S.*?)?"
    rf"(?:\s|:|^|(?<=\s))\s*(?P<numbers>(?:{_NUMBER}|[-–—x])(?:\s+(?:{_NUMBER}|[-–—x]))*+)\s*"
)
_BULLET = regex.compile(r"\s*(?:\d{1,3}(?:\.\d{1,2})*[.)]|\p{L}[.)]|[IVX]{1,5}[.)]|[-–•*+])\s+")
_TAIL = regex.compile(r"[\s:.…]+$")
_PART = regex.compile(r"(?:[–-]\s*)?(?:davon|darunter|trong\s+đó)\s*:?\s+(?:für\s+)?", regex.IGNORECASE)
_BRACKET = regex.compile(r"\s*\([^()]*\)\s*$")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_MAX_LABEL = 130
_MAX_LINES = 3
_SENTENCE_END = regex.compile(r"[.!?;]\s")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its span, its label, scale and unit of the heading, the heading's noun."""

    start: int
    end: int
    label: Span | None = None
    unit: tuple[Decimal, str] | None = None
    caption: Span | None = None
    ordinal: int = -1
    years: bool = False
    bare: bool = False


@dataclass(slots=True)
class _State:
    """What the lines above said."""

    unit: tuple[Decimal, str] | None = None
    caption: Span | None = None
    pending: list[Span] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    last: int = -1


@dataclass(frozen=True)
class Rows:
    """The table lines of a text, looked up by position."""

    rows: Sequence[Row]
    starts: Sequence[int]

    def at(self, position: int) -> Row | None:
        """The table line that holds ``position``."""
        index = bisect_right(self.starts, position) - 1
        return self.rows[index] if index >= 0 and position < self.rows[index].end else None


def rows_of(scene: Scene) -> Rows:
    """Read the lines of a scene once."""
    state = _State()
    text, position = scene.text, 0
    if scene.quantities:
        position = text.rfind("\n", 0, max(0, scene.quantities[0].start - 4000)) + 1
    while scene.quantities and position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        _read(scene, state, position, end)
        position = end + 1
    found = _settled(scene, state.rows)
    return Rows(found, [row.start for row in found])


def _read(scene: Scene, state: _State, start: int, end: int) -> None:
    text = scene.text
    if end - start > _LONGEST or text.find(" | ", start, end) >= 0:
        state.unit = state.caption = None
        state.pending.clear()
        if text[start:end].rstrip().endswith(":"):
            _see_caption(scene, state, max(start, end - _LONGEST * 2), end)
        return
    line = text[start:end].rstrip()
    if not line.strip():
        state.pending.clear()
        return
    match = _ROW.fullmatch(line) if line[-1].isdigit() or line[-1] in "%)x–—-" else None
    if match is not None and _is_row(scene, match) and not _runs_on(text, end):
        _add(scene, state, match, start, end)
        return
    _heading(scene, state, line, start)


def _runs_on(text: str, end: int) -> bool:
    """True where the next line goes on in the middle of a sentence."""
    following = text[end + 1 : end + 2]
    return following.islower() or following in ("%", "€", ",", ".", ")")


def _is_row(scene: Scene, match: regex.Match[str]) -> bool:
    """False for a line of prose that happens to end in a number."""
    label = match["label"]
    if label is None:
        return True
    words = label.split()
    last = words[-1].strip(",;")
    pack = scene.pack
    if len(label) > _MAX_LABEL or _SENTENCE_END.search(label) or label.endswith((",", ";")):
        return False
    return not any(
        pack.value(name, last) is not None
        for name in ("func", "preposition", "np_filler", "comparator", "left_verb", "level_verb", "np_stop", "month")
    ) and not any(word.islower() and _is_verb(pack, word) for word in words)


def _is_verb(pack: Pack, word: str) -> bool:
    """A verb makes a sentence of a label (German; the Vietnamese names of quantities begin with verbs)."""
    return pack.code == "de" and (pack.value("level_verb", word) is not None or word in _AUXILIARIES)


_AUXILIARIES = frozenset(
    {"hat", "haben", "hatte", "hatten", "wird", "werden", "wurde", "wurden", "kann", "soll", "sollen"}
)


def _add(scene: Scene, state: _State, match: regex.Match[str], start: int, end: int) -> None:
    label: Span | None = None
    if match["label"]:
        label = Span(start + match.start("label"), start + match.end("label"))
    elif state.pending and not scene.dates_in(Span(start, end)):
        label = Span(state.pending[0].start, state.pending[-1].end)
        if label.end - label.start > _MAX_LABEL:
            label = None
    ordinal = -1
    if match["bullet"] and match["bullet"].strip().isdigit():
        ordinal = start + match.start("bullet")
    state.pending.clear()
    years = label is None and all(_YEAR.fullmatch(word) for word in match["numbers"].split())
    state.rows.append(Row(start, end, _clean(scene, label), state.unit, state.caption, ordinal, years, match["label"] is None))


def _clean(scene: Scene, label: Span | None) -> Span | None:
    """The label without bullet, ``davon``, unit in brackets and leaders; None where nothing but a date or total stays."""
    if label is None:
        return None
    text, start, end = scene.text, label.start, label.end
    for pattern in (_BULLET, _PART):
        lead = pattern.match(text, start, end)
        start = lead.end() if lead else start
    for pattern in (_TAIL, _BRACKET, _TAIL):
        tail = pattern.search(text, max(start, end - 60), end)
        end = tail.start() if tail else end
    if not any(char.isalpha() for char in text[start:end]):
        return None
    words = " ".join(text[start:end].split())
    if scene.pack.value("column_generic", words) is not None or scene.pack.value("total_cue", words) is not None:
        return None
    bare = words
    for date in scene.dates_in(Span(start, end)):
        bare = bare.replace(" ".join(text[date.start : date.end].split()), "")
    if not any(char.isalpha() for char in bare) or regex.fullmatch(
        r"\s*(?:Jahr|Jahre|năm|Năm|tháng|Tháng|quý|Quý)\s*", bare
    ):
        return None
    return Span(start, end)


def _heading(scene: Scene, state: _State, line: str, start: int) -> None:
    unit = _unit_of(scene.pack.code, line)
    if unit is not None:
        state.unit = unit
    caption = _see_caption(scene, state, start, start + len(line))
    if unit is not None:
        state.pending.clear()
        return
    if line.endswith((".", ";", "!", "?")) and len(line) > 60:
        state.pending.clear()
        if not caption:
            state.unit = state.caption = None
        return
    if line.lstrip().startswith("(") and line.endswith(")"):
        return
    if _BULLET.match(line):
        state.pending.clear()
    indent = len(line) - len(line.lstrip())
    state.pending.append(Span(start + indent, start + len(line)))
    del state.pending[:-_MAX_LINES]


def _see_caption(scene: Scene, state: _State, start: int, end: int) -> bool:
    found = setting(scene.pack.code, "cues", "caption").search(scene.text, start, end)
    if found is not None:
        state.caption = Span(*found.span("noun"))
    return found is not None


def _unit_of(code: str, line: str) -> tuple[Decimal, str] | None:
    if len(line) >= 160:
        return None
    unit = parser(code).header_unit(line)
    if unit is not None:
        return unit
    words = line.split()
    if words and len(set(words)) == 1 and not words[0].isdigit():  # `EUR EUR`, `€ € €`
        return parser(code).header_unit(f"({words[0]})")
    return None


def _settled(scene: Scene, rows: list[Row]) -> list[Row]:
    """Drop the lone line that is no table; see which first numbers only count the rows."""
    kept: list[Row] = []
    for index, row in enumerate(rows):
        near = [rows[other] for other in (index - 1, index + 1) if 0 <= other < len(rows)]
        close = any(abs(other.start - row.start) < _LONGEST * 2 for other in near)
        touching = any(row.start - other.end in (1, 2) or other.start - row.end in (1, 2) for other in near)
        under = row.bare and row.label is not None  # `- Vận tải, kho bãi⏎11,2`: a number under its label
        if row.unit is None and not touching and (not close or (_count_numbers(scene, row) < 2 and not under)):
            continue
        counts = close and any(_follows(scene, row, other) for other in near)
        kept.append(row if counts else replace(row, ordinal=-1))
    return kept


def _follows(scene: Scene, row: Row, other: Row) -> bool:
    """True where the first numbers of two lines are neighbours: they count the lines."""
    if row.ordinal < 0 or other.ordinal < 0:
        return False
    numbers = [int(regex.match(r"\d+", scene.text, pos=item.ordinal)[0]) for item in (row, other)]  # type: ignore[index]  # digits stand there
    return abs(numbers[0] - numbers[1]) == 1


def _count_numbers(scene: Scene, row: Row) -> int:
    return sum(1 for word in scene.text[row.start : row.end].split() if word[0].isdigit() or word[-1].isdigit())
