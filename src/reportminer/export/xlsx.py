"""One workbook with a sheet per table: filters, a header that stays, real numbers and dates, links to the documents.

Text is never a formula.  Values that a sheet cannot hold exactly are text: decimals of more than 15 digits and days
before March 1900 (which spreadsheets count differently).  A text too long for a cell is cut there and stands whole, in
pieces, in the sheet ``long_texts``; a table with too many rows goes on in ``<table>_2``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reportminer.export.source import Tables, fits_double, need
from reportminer.schema import TABLES, Table, Type
from reportminer.writers.csv import plain

MAX_ROWS: Final = 1_048_575
MAX_CELL: Final = 32_767
_MAX_LINKS: Final = 65_530
_MAX_LINK: Final = 2000
_FIRST_DAY: Final = date(1900, 3, 1)
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDTHS: Final[dict[str, int]] = {"text": 30, "context": 60, "counted": 30, "path": 40, "title": 40, "message": 60}
_TYPE_WIDTHS: Final[dict[Type, int]] = {"integer": 8, "date": 11, "decimal": 16, "boolean": 8}


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the workbook ``target``."""
    xlsxwriter = need("xlsxwriter", "xlsx")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(target.parent)}
    with xlsxwriter.Workbook(str(target), options) as workbook:
        # The day of the export would make every file another.
        workbook.set_properties({"created": _CREATED})
        book = _Book(workbook, tables)
        for table in TABLES.values():
            book.add(table)
        book.add_long_texts()
    return book.notes


class _Book:
    def __init__(self, workbook: Any, tables: Tables) -> None:
        self._workbook, self._tables = workbook, tables
        self._head = workbook.add_format({"bold": True, "bottom": 1})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._text = workbook.add_format({"num_format": "@"})
        self._link = workbook.get_default_url_format()
        self._document_rows: dict[str, int] = {}
        self._long: list[tuple[str, str, str, str]] = []
        self._seen: Counter[str] = Counter()
        self.notes: list[str] = []

    def add(self, table: Table) -> None:
        """Write one table, over several sheets where it must be."""
        self._seen.clear()
        rows = self._tables.rows(table)
        sheets = 0
        first = next(rows, None)
        while first is not None or sheets == 0:
            sheets += 1
            name = table.name if sheets == 1 else f"{table.name}_{sheets}"
            first = self._sheet(name, table, first, rows)
        self._say(table.name, sheets)

    def add_long_texts(self) -> None:
        """Write what was cut from cells, in pieces that fit."""
        if not self._long:
            return
        sheet = self._workbook.add_worksheet("long_texts")
        sheet.freeze_panes(1, 0)
        line = 0
        for column, head in enumerate(("sheet", "cell", "column", "piece", "text")):
            sheet.write_string(0, column, head, self._head)
        for place in self._long:
            for number, piece in enumerate(_pieces(place[3]), 1):
                line += 1
                for column, cell in enumerate((*place[:3], str(number), piece)):
                    sheet.write_string(line, column, cell)

    def _sheet(self, name: str, table: Table, first: Any, rows: Iterator[tuple[Any, ...]]) -> Any:
        """Fill a sheet and return the row that does not fit on it any more."""
        sheet = self._workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, _WIDTHS.get(column.name, _TYPE_WIDTHS.get(column.type, 14)))
            sheet.write_string(0, at, column.name, self._head)
        line, row = 0, first
        while row is not None and line < MAX_ROWS:
            line += 1
            self._row(sheet, name, table, line, row)
            row = next(rows, None)
        self._seen["rows"] += line
        sheet.autofilter(0, 0, line, len(table.columns) - 1)
        return row

    def _row(self, sheet: Any, name: str, table: Table, line: int, row: tuple[Any, ...]) -> None:
        if table.name == "documents" and line <= _MAX_LINKS and row[0]:
            self._document_rows.setdefault(row[0], line + 1)
        for at, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                self._string(sheet, name, table, line, at, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(line, at, cell)
            elif isinstance(cell, date):
                if cell < _FIRST_DAY:
                    self._seen["days"] += 1
                    sheet.write_string(line, at, cell.isoformat(), self._text)
                else:
                    sheet.write_datetime(line, at, cell, self._day)
            elif isinstance(cell, Decimal) and not fits_double(cell):
                self._seen["digits"] += 1
                sheet.write_string(line, at, plain(cell), self._text)
            else:
                sheet.write_number(line, at, float(cell))

    def _string(self, sheet: Any, name: str, table: Table, line: int, at: int, text: str) -> None:
        if len(text) > MAX_CELL // 2 and _units(text) > MAX_CELL:
            self._seen["long"] += 1
            self._long.append((name, f"row {line + 1}", table.names[at], text))
            text = next(_pieces(text))
        link = self._link_of(name, table.names[at], text)
        if link and line <= _MAX_LINKS:
            sheet.write_url(line, at, link, self._link, text)
        else:
            self._seen["links"] += bool(link)
            sheet.write_string(line, at, text)

    def _link_of(self, sheet: str, column: str, text: str) -> str:
        if sheet.startswith("documents") and column == "path" and self._tables.inputs:
            # Schemes have no case; the library turns slashes behind a small `file://` into backslashes.
            link = "File" + Path(os.path.abspath(self._tables.inputs / text)).as_uri().removeprefix("file")
            return link if len(link) < _MAX_LINK else ""
        if column == "doc_id" and not sheet.startswith("documents") and text in self._document_rows:
            return f"internal:'documents'!A{self._document_rows[text]}"
        return ""

    def _say(self, table: str, sheets: int) -> None:
        said = {
            "digits": "decimals of more than 15 digits are text",
            "days": "days before March 1900 are text",
            "long": f"cells of more than {MAX_CELL} characters are cut; their texts stand whole in the sheet long_texts",
            "links": "cells are plain: a sheet holds no more links",
        }
        if sheets > 1:
            self.notes.append(f"{table}: {self._seen['rows']} rows stand on {sheets} sheets")
        self.notes += [f"{table}: {self._seen[key]} {words}" for key, words in said.items() if self._seen[key]]


def _units(text: str) -> int:
    """A spreadsheet counts UTF-16 units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _pieces(text: str) -> Iterator[str]:
    """Cut a text so that every piece fits a cell, whatever its signs."""
    size = MAX_CELL // 2 if _units(text) > len(text) else MAX_CELL
    return (text[start : start + size] for start in range(0, len(text), size))
