"""One SQLite file with a table each, primary keys and indexes.

Decimals are whole numbers or doubles where that keeps every digit, and text otherwise: their columns have no type of
their own, because SQLite would round what it takes for a number.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reportminer.export.source import Tables, fits_double
from reportminer.schema import TABLES, Table
from reportminer.writers.csv import plain

_TYPES: Final = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL", "decimal": "", "date": "TEXT"}
_INDEXED: Final = ("doc_id", "key", "entity_id", "indicator", "place", "part_of", "resolution_id", "antecedent")
_LARGEST: Final = 2**63 - 1


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the file ``target``."""
    notes = []
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        # The file is thrown away where anything fails: no journal needs to be kept beside it.
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; BEGIN")
        for table in TABLES.values():
            texts: Counter[str] = Counter()
            _create(db, table)
            marks = ", ".join("?" * len(table.columns))
            db.executemany(
                f"INSERT INTO {table.name} VALUES ({marks})",
                (tuple([_bound(cell, texts, table.name) for cell in row]) for row in tables.rows(table)),
            )
            for column in set(table.names) & set(_INDEXED):
                db.execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')
            notes += [f"{name}: {count} decimals of more than 15 digits are text" for name, count in texts.items()]
        db.execute("COMMIT")
    return notes


def _create(db: sqlite3.Connection, table: Table) -> None:
    columns = [
        f'"{column.name}" {_TYPES.get(column.type, "TEXT")}' + (" PRIMARY KEY" if column.name == "id" else "")
        for column in table.columns
    ]
    db.execute(f'CREATE TABLE "{table.name}" ({", ".join(columns)})')


def _bound(cell: Any, texts: Counter[str], table: str) -> Any:
    if isinstance(cell, Decimal):
        if cell == cell.to_integral_value() and abs(cell) <= _LARGEST:
            return int(cell)
        if fits_double(cell):
            return float(cell)
        texts[table] += 1
        return plain(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
