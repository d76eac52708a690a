"""Gold texts: reading the annotation guide's form and laying it over the text a reader made of the same document.

Two older spellings are accepted because the first example sets use them: ``citations`` for ``resolutions`` and
``family`` for ``type`` (with a few finer kinds, see ``_KINDS``).
"""

from __future__ import annotations

import calendar
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from reportminer.errors import GoldError
from reportminer.standoff import excerpt
from reportminer.types import Bounds

TABLES: Final = ("figures", "dates", "resolutions", "entities")
_KINDS: Final = {
    **dict.fromkeys(("area", "length", "mass", "speed", "volume"), "measure"),
    "period": "range",
}
# Kinds of the older sets that the guide has no single word for: such rows are not scored for their kind.
_UNSETTLED_KINDS: Final = {"permille", "pair", "comparison", "group_size"}
_INVISIBLE: Final = frozenset({"Cc", "Cf"})
"""Categories of control and format characters, which normalising takes out."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One annotated row; ``data`` holds its fields as values (Decimal, Bounds, date), ``doubt`` takes it out."""

    start: int
    end: int
    text: str
    doubt: bool
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldText:
    """One text and its gold; ``path`` is the document to mine (``None``: mine ``text`` itself).

    ``tables`` holds only the tables that were annotated: a missing one is not scored.
    """

    id: str
    lang: str
    text: str
    tables: Mapping[str, tuple[GoldRow, ...]]
    reference_date: date | None = None
    home_place: str = ""
    path: Path | None = None
    register: str = ""


def load_gold(path: Path | str, texts_folder: Path | None = None) -> list[GoldText]:
    """Read one gold file (JSON or JSON Lines), or every such file below a folder in sorted order.

    ``texts_folder`` is where the sources of stand-off gold lie (:mod:`reportminer.standoff`).
    """
    source = Path(path)
    if not source.exists():
        raise GoldError(f"there is no gold file or folder {source}")
    texts = [text for file in _gold_files(source) for text in _read_file(file, texts_folder)]
    if not texts:
        raise GoldError(f"{source} holds no gold (*.json, *.jsonl)")
    return texts


def _gold_files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    return sorted(file for file in source.rglob("*.json*") if file.suffix in {".json", ".jsonl"})


def _read_file(file: Path, texts_folder: Path | None) -> Iterator[GoldText]:
    for number, raw in enumerate(_objects(file), 1):
        if not isinstance(raw, dict):
            raise GoldError(f"{file}: entry {number} is not a JSON object")
        where = f"{file}, entry {number} ({raw.get('id', 'no id')})"
        if "source" in raw:
            raw = {"text": excerpt(raw, texts_folder, where)} | raw
        yield _gold_text(raw, file, where)


def _objects(file: Path) -> list[Any]:
    content = file.read_text(encoding="utf-8")
    try:
        if file.suffix == ".jsonl":
            return [json.loads(line) for line in content.splitlines() if line.strip()]
        loaded = json.loads(content)
    except json.JSONDecodeError as error:
        raise GoldError(f"{file} is not valid JSON: {error}") from error
    return loaded if isinstance(loaded, list) else [loaded]


def _gold_text(raw: dict[str, Any], file: Path, where: str) -> GoldText:
    if "citations" in raw:
        raw = {"resolutions": raw["citations"]} | raw
    lang = str(raw.get("lang", ""))
    document = _document_path(raw, file, lang)
    text = _text(raw, document, where)
    tables: dict[str, tuple[GoldRow, ...]] = {
        name: tuple(_rows(name, raw.get(name, ()), text, where)) for name in _table_names(raw, where)
    }
    return GoldText(
        id=str(raw.get("id", file.stem)),
        lang=lang,
        text=text,
        tables=tables,
        reference_date=_date(raw.get("ref_date"), where),
        home_place=raw.get("home_place") or "",
        path=document,
        register=str(raw.get("register", "")),
    )


def _table_names(raw: Mapping[str, Any], where: str) -> list[str]:
    """The tables that are annotated: those that ``tables`` names, else those that are there."""
    if "tables" not in raw:
        return [name for name in TABLES if name in raw]
    if unknown := sorted(set(raw["tables"]) - set(TABLES)):
        raise GoldError(f"{where}: unknown table {unknown[0]!r} in `tables`; known are {', '.join(TABLES)}")
    return [name for name in TABLES if name in raw["tables"]]


def _document_path(raw: Mapping[str, Any], file: Path, lang: str) -> Path | None:
    if raw.get("file"):
        return (file.parent / str(raw["file"])).resolve()
    if "text" in raw:
        return None
    names = (f"{raw.get('id')}.{lang}.txt", f"{raw.get('id')}.txt", f"report.{lang}.txt", f"{file.stem}.txt")
    return next((file.parent / name for name in names if (file.parent / name).is_file()), None)


def _text(raw: Mapping[str, Any], document: Path | None, where: str) -> str:
    if "text" in raw:
        return str(raw["text"])
    if document is None:
        raise GoldError(f"{where}: neither `text` nor `file`, and no report beside the gold file")
    if document.suffix.lower() not in {".txt", ".md"}:
        raise GoldError(f"{where}: gold for a {document.suffix} document needs its plain `text` inline")
    try:
        return document.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GoldError(f"{where}: cannot read {document}: {error.strerror}") from error


def _rows(table: str, raw_rows: Iterable[dict[str, Any]], text: str, where: str) -> Iterator[GoldRow]:
    for raw in raw_rows:
        try:
            start, end, surface = int(raw["start"]), int(raw["end"]), str(raw["text"])
        except KeyError as error:
            raise GoldError(f"{where}: a row of {table} has no {error.args[0]!r}") from error
        if text[start:end] != surface:
            raise GoldError(f"{where}: {table} row {start}-{end} says {surface!r}, the text says {text[start:end]!r}")
        yield GoldRow(start, end, surface, bool(raw.get("doubt")), _data(table, raw, where))


def _data(table: str, raw: Mapping[str, Any], where: str) -> dict[str, Any]:
    data = dict(raw)
    if "family" in data:
        data.setdefault("type", data["family"])
    if "kind" in data:
        data["kind"] = _KINDS.get(data["kind"], data["kind"])
        if data["kind"] in _UNSETTLED_KINDS:
            del data["kind"]
    if table == "figures":
        data.update(_figure_values(data, where))
    elif table == "dates":
        data["bounds"] = _gold_bounds(data, where)
    elif table == "resolutions":
        data["date"] = _date(data.get("date"), where)
    return data


def _figure_values(data: Mapping[str, Any], where: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: _decimal(data.get(name), where) for name in ("value", "value_high", "denominator") if name in data
    }
    values.setdefault("comparator", data.get("comparator", "eq"))
    if "time" in data:
        values["time"] = _time(data["time"], where)
    return values


def _time(time: Any, where: str) -> Bounds | None:
    if time is None:
        return None
    if isinstance(time, str):
        return edtf_bounds(time)
    bounds = Bounds(_date(time[0], where), _date(time[1], where))
    return bounds if any(bounds) else None


def _gold_bounds(data: Mapping[str, Any], where: str) -> Bounds | None:
    bounds = Bounds(_date(data.get("start_date"), where), _date(data.get("end_date"), where))
    return bounds if any(bounds) else edtf_bounds(str(data.get("value") or ""))


def _decimal(value: Any, where: str) -> Decimal | None:
    if value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise GoldError(f"{where}: {value!r} is not a decimal") from error


def _date(value: Any, where: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise GoldError(f"{where}: {value!r} is not a date of the form 2022-06-16") from error


def edtf_bounds(value: str) -> Bounds | None:
    """Return the inclusive bounds of a simple EDTF-like value, ``None`` where it has none by itself.

    >>> edtf_bounds("2025-Q3")
    Bounds(start=datetime.date(2025, 7, 1), end=datetime.date(2025, 9, 30))
    """
    if "/" in value:
        low, high = (edtf_bounds(part) for part in value.split("/", 1))
        bounds = Bounds(low.start if low else None, high.end if high else None)
        return bounds if any(bounds) else None
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|-([QH])(\d))?", value):
        try:
            return _point_bounds(*match.groups())
        except ValueError:
            return None
    return None


def _point_bounds(year: str, month: str | None, day: str | None, part: str | None, index: str | None) -> Bounds:
    if day and month:
        only = date(int(year), int(month), int(day))
        return Bounds(only, only)
    first, last = 1, 12
    if month:
        first = last = int(month)
    elif part and index:
        length = 3 if part == "Q" else 6
        first, last = length * (int(index) - 1) + 1, length * int(index)
    return Bounds(date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1]))


def lay_over(gold: GoldText, document_text: str) -> GoldText:
    """Return ``gold`` with offsets into ``document_text``, which may differ from the gold's text in blanks only."""
    if gold.text == document_text:
        return gold
    ours, theirs = _visible(gold.text), _visible(document_text)
    _require_same(gold, ours, document_text, theirs)
    place = {position: theirs[index] for index, position in enumerate(ours)}
    tables = {
        name: tuple(_moved(row, gold.text, place, document_text) for row in rows) for name, rows in gold.tables.items()
    }
    return replace(gold, text=document_text, tables=tables)


def _visible(text: str) -> list[int]:
    return [
        index
        for index, char in enumerate(text)
        if not char.isspace() and (char.isalnum() or unicodedata.category(char) not in _INVISIBLE)
    ]


def _require_same(gold: GoldText, ours: list[int], document_text: str, theirs: list[int]) -> None:
    pairs = zip(ours, theirs, strict=False)
    differing = next((pair for pair in pairs if gold.text[pair[0]] != document_text[pair[1]]), None)
    if differing is None and len(ours) != len(theirs):
        shared = min(len(ours), len(theirs))
        differing = (
            ours[shared] if shared < len(ours) else len(gold.text),
            theirs[shared] if shared < len(theirs) else len(document_text),
        )
    if differing:
        here, there = differing
        raise GoldError(
            f"{gold.id}: the document's text is not the gold's: at {here} the gold says "
            f"{_glimpse(gold.text, here)!r}, at {there} the document says {_glimpse(document_text, there)!r}"
        )


def _glimpse(text: str, position: int) -> str:
    return text[max(0, position - 20) : position + 30]


def _moved(row: GoldRow, text: str, place: Mapping[int, int], document_text: str) -> GoldRow:
    visible = [place[index] for index in range(row.start, row.end) if index in place]
    if not visible:
        raise GoldError(f"gold row {row.start}-{row.end} holds only blanks: {text[row.start : row.end]!r}")
    start, end = visible[0], visible[-1] + 1
    return replace(row, start=start, end=end, text=document_text[start:end])
