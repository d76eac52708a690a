"""One report on the terminal: its text with the mentions marked, and its tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reportminer.schema import MENTION_TABLES, TABLES
from reportminer.tables import Cell, Row, rows
from reportminer.types import Report
from reportminer.writers.csv import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

STYLES: Final = {"figures": "bold yellow", "dates": "green", "resolutions": "bold cyan", "entities": "magenta"}
_LEFT_OUT: Final = {"doc_id", "path", "start", "end", "context", "sha256", "version"}
# A terminal is narrow: of these tables only the columns that a reader checks against the text (all: --json).
_CHECKED: Final = {
    "figures": [
        *("id", "text", "value", "value_high", "kind", "unit", "per", "denominator", "counted", "comparator"),
        *("modality", "change", "role", "time_start", "time_end", "place", "flags"),
    ],
    "dates": ["id", "text", "kind", "value", "start_date", "end_date", "role", "flags"],
    "resolutions": ["id", "text", "type", "symbol", "key", "key_status", "date", "mention", "flags"],
    "entities": ["id", "text", "label", "name", "entity_id", "source"],
}
# A document may hold terminal commands; they are shown as what they are: dirt.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def as_json(report: Report, tables: Sequence[str]) -> str:
    """Return the named tables as JSON: a list of objects per table, decimals as strings."""
    content = {name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows(report, name)] for name in tables}
    return json.dumps(content, ensure_ascii=False, indent=2, default=_jsonable)


def render(report: Report, tables: Sequence[str], console: Console, *, with_text: bool) -> None:
    """Print the marked text (if asked) and the named tables that have rows."""
    if with_text:
        console.print(marked(report, colour=not console.no_color and console.is_terminal), soft_wrap=True)
    for name in tables:
        found = list(rows(report, name))
        if found:
            console.print(_table(name, found))


def marked(report: Report, *, colour: bool) -> Any:
    """Return the text with mentions in colours, or with ``[f1 ...]`` around them where there is no colour."""
    from rich.text import Text

    text = clean(report.document.text)
    if not colour:
        return Text("".join(_bracketed(report, text)))
    styled = Text(text)
    for table in MENTION_TABLES:
        for mention in getattr(report, table):
            styled.stylize(STYLES[table], mention.start, mention.end)
    return styled


def clean(text: str) -> str:
    """Replace control characters one for one, so that offsets stay."""
    return _CONTROL.sub("\ufffd", text)


def _bracketed(report: Report, text: str) -> Iterator[str]:
    # At one place inner marks close before outer ones, and everything closes before anything opens.
    signs: list[tuple[int, int, int, str]] = []
    for table in MENTION_TABLES:
        for number, mention in enumerate(getattr(report, table), 1):
            signs.append((mention.start, 1, -mention.end, f"[{TABLES[table].letter}{number} "))
            signs.append((mention.end, 0, -mention.start, "]"))
    position = 0
    for place, _, _, sign in sorted(signs):
        yield text[position:place]
        yield sign
        position = place
    yield text[position:]


def _table(name: str, found: Sequence[Row]) -> RichTable:
    from rich.table import Table
    from rich.text import Text

    used = [
        index
        for index, column in enumerate(TABLES[name].names)
        if column in _CHECKED.get(name, TABLES[name].names)
        and column not in _LEFT_OUT
        and any(row[index] is not None for row in found)
    ]
    table = Table(title=name, title_justify="left", title_style="bold")
    for index in used:
        table.add_column(TABLES[name].names[index], overflow="fold")
    for row in found:
        table.add_row(*(Text(clean(_shown(row[index])).replace("\n", " ")) for index in used))
    return table


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    text = str(value)
    return re.sub(r"^[0-9a-f]{16}:(?=[a-z]\d+$)", "", text)


def _jsonable(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not go into JSON")
