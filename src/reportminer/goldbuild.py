"""Marked sources to reports and gold: ``corpus/marked/<split>/<id>.mark`` becomes a document and one gold line.

A source starts with header lines ``#! key=value`` (``id``, ``lang``, ``ref_date``, ``home_place``, and ``format``
where the report is not plain text); the marked text of :mod:`reportminer.goldmark` follows.  ``tables`` names the
tables that are annotated (all without it), ``without`` fields of figures that are not: neither is scored.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reportminer.errors import GoldError
from reportminer.goldmark import TABLES, GoldMarkError, parse
from reportminer.standoff import entry as standoff_entry

Renderer = Callable[[str, Path], None]
_HEADER: Final = re.compile(r"#!\s*(\w+)\s*=\s*(.*)")
_KEYS: Final = {"id", "lang", "ref_date", "home_place", "format", "tables", "without"}
# The header of an excerpt that stays outside (stand-off gold): where it lies, what it is, which half it belongs to.
_STANDOFF_KEYS: Final = {"source", "document", "page", "offset", "length", "register", "half", "note", "decode"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked source: its header, its plain text and the gold rows per table."""

    split: str
    header: Mapping[str, str]
    text: str
    tables: Mapping[str, list[dict[str, Any]]]

    @property
    def format(self) -> str:
        """The file format of the report, ``txt`` unless the header names one."""
        return self.header.get("format", "txt")


def build(
    marked_files: Iterable[Path], corpus_dir: Path, renderers: Mapping[str, Renderer] | None = None
) -> list[Path]:
    """Write ``reports/<split>/<id>.<format>`` and ``gold/<split>/<lang>.jsonl`` below ``corpus_dir``.

    ``renderers`` turn plain text into a document per format; without one for its format a source is an error.
    Returns the files written, gold last.
    """
    sources = [read_marked(file) for file in sorted(marked_files)]
    _refuse_twins(sources)
    reports = [_write_report(source, corpus_dir, renderers or {}) for source in sources]
    return reports + _write_gold(sources, corpus_dir)


def standoff(marked_files: Iterable[Path], texts: Path) -> list[dict[str, Any]]:
    """Return the stand-off entries of marked excerpts, sorted by id; ``texts`` is the folder of their sources."""
    sources = sorted((read_marked(file) for file in marked_files), key=lambda source: source.header["id"])
    return [standoff_entry(source.header, source.text, _ordered(source.tables), texts) for source in sources]


def _ordered(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [_position_first(row) for row in rows] for name, rows in tables.items()}


def read_marked(file: Path) -> Marked:
    """Read one marked source."""
    lines = unicodedata.normalize("NFC", file.read_text(encoding="utf-8")).split("\n")
    header = {}
    while lines and (match := _HEADER.fullmatch(lines[0].strip())):
        header[match[1]] = match[2].strip()
        lines.pop(0)
    if unknown := set(header) - _KEYS - _STANDOFF_KEYS:
        raise GoldError(f"{file}: unknown header {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}")
    if header.get("lang") not in {"de", "vi"}:
        raise GoldError(f"{file}: the header needs `#! lang=de` or `#! lang=vi`")
    if unknown := set(header.get("tables", "").split()) - set(TABLES.values()):
        raise GoldError(f"{file}: unknown table {sorted(unknown)[0]!r} in `#! tables`")
    try:
        # An excerpt ends where it was cut, a report with a line end.
        text, tables = parse("\n".join(lines).strip("\n") + ("" if "source" in header else "\n"))
    except GoldMarkError as error:
        raise GoldError(f"{file}: {error}") from error
    return Marked(file.parent.name, {"id": file.stem} | header, text, _annotated(tables, header))


def _annotated(
    tables: Mapping[str, list[dict[str, Any]]], header: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Only the tables, and of figures only the fields, that the header says were annotated."""
    names = header["tables"].split() if "tables" in header else list(tables)
    dropped = header.get("without", "").split()
    kept = {name: rows for name, rows in tables.items() if name in names}
    for row in kept.get("figures", []):
        for name in dropped:
            row.pop(name, None)
    return kept


def _refuse_twins(sources: Iterable[Marked]) -> None:
    seen = set()
    for source in sources:
        key = source.split, source.header["id"]
        if key in seen:
            raise GoldError(f"two marked sources of {key[0]} have the id {key[1]!r}")
        seen.add(key)


def _report_path(source: Marked, corpus_dir: Path) -> Path:
    return corpus_dir / "reports" / source.split / f"{source.header['id']}.{source.format}"


def _write_report(source: Marked, corpus_dir: Path, renderers: Mapping[str, Renderer]) -> Path:
    target = _report_path(source, corpus_dir)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.format == "txt":
        target.write_text(source.text, encoding="utf-8", newline="\n")
    elif source.format in renderers:
        renderers[source.format](source.text, target)
    else:
        raise GoldError(f"{source.header['id']}: no renderer for format {source.format!r}")
    return target


def _write_gold(sources: Iterable[Marked], corpus_dir: Path) -> list[Path]:
    files: dict[Path, list[Marked]] = defaultdict(list)
    for source in sources:
        files[corpus_dir / "gold" / source.split / f"{source.header['lang']}.jsonl"].append(source)
    for file, members in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        members.sort(key=lambda source: source.header["id"])
        lines = (json.dumps(_gold(source, file, corpus_dir), ensure_ascii=False) for source in members)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return sorted(files)


def _gold(source: Marked, gold_file: Path, corpus_dir: Path) -> dict[str, Any]:
    report = _report_path(source, corpus_dir)
    gold: dict[str, Any] = {
        "id": source.header["id"],
        "lang": source.header["lang"],
        "ref_date": source.header.get("ref_date") or None,
        "home_place": source.header.get("home_place") or None,
        "file": Path(os.path.relpath(report, gold_file.parent)).as_posix(),
    }
    if source.format != "txt":
        gold["text"] = source.text
    return gold | _ordered(source.tables)


def _position_first(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("start", "end", "text")} | dict(row)
