"""Stata files (release 14 and newer), one per table, with variable labels.

Numbers are doubles; where a column holds a decimal of more than 15 digits, ``<column>_text`` has them exactly.  This is
the one export that holds a whole table in memory, because the format states the width of every column first.
"""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reportminer.export.source import Tables, fits_double
from reportminer.schema import TABLES, Column, Table
from reportminer.writers.csv import plain

_WIDEST: Final = 2045
_LABEL: Final = 80
_STAMP: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the folder ``target``."""
    target.mkdir()
    return [note for table in TABLES.values() for note in _write(tables, table, target / f"{table.name}.dta")]


def _write(tables: Tables, table: Table, file: Path) -> list[str]:
    import pandas as pd

    rows = list(tables.rows(table))
    cells: dict[str, Any] = {}
    notes: list[str] = []
    wide: list[str] = []
    for at, column in enumerate(table.columns):
        values = [row[at] for row in rows]
        cells[column.name] = pd.Series([_value(value) for value in values], dtype=_dtype(column))
        if column.type == "decimal" and any(value is not None and not fits_double(value) for value in values):
            name = f"{column.name}_text"
            cells[name] = pd.Series(["" if value is None else plain(value) for value in values], dtype=object)
            notes.append(f"{table.name}: decimals of more than 15 digits stand exactly in {name}")
        if _dtype(column) is object:
            values = cells[column.name] = cells[column.name].fillna("")
            if any(len(value.encode("utf-8", "replace")) > _WIDEST for value in values):
                wide.append(column.name)
                notes.append(f"{table.name}: {column.name} has texts of more than {_WIDEST} bytes, stored as strL")
    labels = {column.name: column.description[:_LABEL] for column in table.columns}
    frame = pd.DataFrame(cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about names that Stata reserves: none of ours
        frame.to_stata(
            file, write_index=False, version=118, time_stamp=_STAMP, convert_strl=wide,
            variable_labels=labels, convert_dates={column.name: "td" for column in table.columns if column.type == "date"},
        )  # fmt: skip
    return notes


def _dtype(column: Column) -> Any:
    if column.type == "date":
        return "datetime64[s]"
    return "float64" if column.type in ("integer", "decimal", "number", "boolean") else object


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value
