"""The canonical CSV tables of a run, read back row by row with their types."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from reportminer.errors import ConfigError, InputError
from reportminer.schema import TABLES, Table, Type

EXACT_DIGITS: Final = 15
"""Significant decimal digits that a double always keeps."""

_PARSERS: Final[Mapping[Type, Callable[[str], Any]]] = {
    "integer": int,
    "number": float,
    "decimal": Decimal,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


class Tables:
    """The tables in an output folder; ``inputs`` is the folder of the documents, where it is known."""

    def __init__(self, out: Path, inputs: Path | None = None) -> None:
        """Check that every table is there, or raise ``InputError``."""
        missing = [name for name in TABLES if not (out / f"{name}.csv").is_file()]
        if missing:
            raise InputError(
                f"{out} lacks {', '.join(f'{name}.csv' for name in missing)}; exports are made from the CSV tables of "
                "a finished run"
            )
        if inputs is not None and not inputs.is_dir():
            raise InputError(f"there is no folder {inputs}")
        self.out, self.inputs = out, inputs

    def file(self, name: str) -> Path:
        """Return the CSV file of a table."""
        return self.out / f"{name}.csv"

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows with typed cells, ``None`` for empty ones; memory holds one row."""
        parsers = [_PARSERS.get(column.type, str) for column in table.columns]
        for number, cells in self.raw(table):
            try:
                yield tuple([parse(cell) if cell else None for parse, cell in zip(parsers, cells, strict=True)])
            except (ValueError, KeyError, InvalidOperation) as error:
                raise InputError(
                    f"{self.file(table.name)}, row {number} does not fit the table; `reportminer validate` says why"
                ) from error

    def raw(self, table: Table) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows as they stand, counted from 1; the header must be that of the contract."""
        # Variants of a name over millions of documents stand in one cell.
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        file = self.file(table.name)
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                lines = csv.reader(stream, strict=True)
                if tuple(next(lines, ())) != table.names:
                    raise InputError(f"the header of {file} is not that of this version; run again")
                yield from enumerate(lines, 1)
        except (csv.Error, UnicodeDecodeError) as error:
            raise InputError(f"{file} is no CSV table: {error}") from error


def fits_double(value: Decimal) -> bool:
    """True where a double gives back every digit.

    >>> fits_double(Decimal("91.7")), fits_double(Decimal("1234567890123456.7"))
    (True, False)
    """
    return len(value.normalize().as_tuple().digits) <= EXACT_DIGITS and abs(value.adjusted()) < 300


def need(module: str, extra: str) -> ModuleType:
    """Import an optional library or say what to install."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise ConfigError(f"this needs {module}; install it with: pip install 'reportminer[{extra}]'") from error
