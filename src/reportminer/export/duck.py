"""One DuckDB file with a table each; decimals are DECIMAL(38, 12), or text where a column holds a longer one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from reportminer.errors import InputError
from reportminer.export.source import Tables, need
from reportminer.schema import TABLES, Table

_TYPES: Final = {
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "number": "DOUBLE",
    "decimal": "DECIMAL(38, 12)",
    "date": "DATE",
}
# What DECIMAL(38, 12) keeps; DuckDB would round the rest without a word.
_KEPT: Final = r"-?[0-9]{1,26}(\.[0-9]{1,12})?"
_LINE_LIMIT: Final = 1 << 28


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the file ``target``."""
    duckdb = need("duckdb", "duckdb")
    notes: list[str] = []
    with duckdb.connect(str(target)) as db:
        db.execute("SET preserve_insertion_order = true")
        for table in TABLES.values():
            next(tables.raw(table), None)  # checks the header
            try:
                notes += _fill(db, table, tables.file(table.name))
            except duckdb.Error as error:
                raise InputError(f"{tables.file(table.name)} does not fit the table: {error}") from error
        # The log of the database must not stay behind when the file gets its name.
        db.execute("CHECKPOINT")
    return notes


def _fill(db: Any, table: Table, file: Path) -> list[str]:
    names = ", ".join(f"'{name}': 'VARCHAR'" for name in table.names)
    source = (
        f"read_csv(?, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', nullstr='', "
        f"new_line='\\n', max_line_size={_LINE_LIMIT}, buffer_size={2 * _LINE_LIMIT}, parallel=false, "
        f"columns={{{names}}})"
    )
    long = _long_decimals(db, table, source, file)
    cells = [
        f'CAST("{column.name}" AS {_TYPES[column.type]}) AS "{column.name}"'
        if column.type in _TYPES and column.name not in long
        else f'"{column.name}"'
        for column in table.columns
    ]
    db.execute(f'CREATE TABLE "{table.name}" AS SELECT {", ".join(cells)} FROM {source}', [str(file)])
    return [f"{table.name}.{name} holds decimals too long for DECIMAL(38, 12): the column is text" for name in long]


def _long_decimals(db: Any, table: Table, source: str, file: Path) -> list[str]:
    names = [column.name for column in table.columns if column.type == "decimal"]
    if not names:
        return []
    tests = ", ".join(f"bool_or(\"{name}\" IS NOT NULL AND NOT regexp_full_match(\"{name}\", '{_KEPT}'))" for name in names)
    found = db.execute(f"SELECT {tests} FROM {source}", [str(file)]).fetchone()
    return [name for name, is_long in zip(names, found, strict=True) if is_long]
