"""JSON Lines: a file per table, an object per row; decimals as number literals with all their digits, lists as arrays."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportminer.export.source import Tables
from reportminer.schema import TABLES, Column
from reportminer.writers.csv import plain


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the folder ``target``."""
    target.mkdir()
    for name, table in TABLES.items():
        with (target / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for row in tables.rows(table):
                cells = zip(table.columns, row, strict=True)
                file.write("{" + ", ".join(f'"{column.name}": {_literal(column, cell)}' for column, cell in cells) + "}\n")
    return []


def _literal(column: Column, cell: Any) -> str:
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, date):
        return f'"{cell.isoformat()}"'
    if column.type == "list":
        cell = cell.split("|") if cell else []
    return json.dumps(cell, ensure_ascii=False)
