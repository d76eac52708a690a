"""CSV as German Excel opens it with a double click: semicolons, decimal comma, byte order mark, CRLF, WAHR and FALSCH.

A spreadsheet reads a text such as ``=1+1`` as a formula, ``91,7 %`` as a number and ``Juni 2022`` as a date.  A text
that might be taken for one gets an apostrophe in front and stays a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import regex

from reportminer.export.source import Tables, fits_double
from reportminer.schema import TABLES, Table
from reportminer.writers.csv import plain

GUARD: Final = "'"
MAX_ROWS: Final = 1_048_575
MAX_CELL: Final = 32_767
_TAKEN_FOR_MORE: Final = regex.compile(
    r"""
    [\s\p{Cf}\p{Cc}]*[-=+@\uFF0D\uFF1D\uFF0B\uFF20\u2212|%] .*   # a formula, in ASCII or full width
    | [\t\r\n] .*
    | ' .*                                                       # so that a guard can be told from a text's own
    | [\p{Sc}(]? \s* \d [\d\s.,:;/%'()\p{Sc}\p{Pd}eE]*           # a number, a date, a time, a share
    | \d{1,2} \.? [\s\-/]* \p{L}+ \.? (?: [\s\-/]* \d{2,4})?     # 16. Juni 2022
    | \p{L}+ \.? [\s\-/]* \d{1,4} (?: , \s* \d{2,4})?            # Juni 2022
    | \d+ \s* \p{L}+ | true | false | wahr | falsch
    """,
    regex.VERBOSE | regex.DOTALL | regex.IGNORECASE,
)


def write(tables: Tables, target: Path) -> list[str]:
    """Write all tables into the folder ``target``; what has more rows than a sheet goes on in ``<table>_2.csv``."""
    target.mkdir()
    notes = []
    for name, table in TABLES.items():
        seen: Counter[str] = Counter()
        lines, files = _lines(tables, table, seen), 0
        while files == 0 or seen["rows"] == files * MAX_ROWS:
            part = islice(lines, MAX_ROWS)
            first = next(part, None)
            if files and first is None:
                break
            files += 1
            with (target / _file_name(name, files)).open("w", encoding="utf-8-sig", newline="") as file:
                file.write(";".join(table.names) + "\r\n")
                file.writelines([first] if first else [])
                file.writelines(part)
        notes += _notes(name, seen, files)
    return notes


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula, a number or a date.

    >>> [guarded(text) for text in ("=1+1", "91,7 %", "Juni 2022", "3 Dörfer bei Hanoi")]
    ["'=1+1", "'91,7 %", "'Juni 2022", '3 Dörfer bei Hanoi']
    """
    return GUARD + text if _TAKEN_FOR_MORE.fullmatch(text) else text


def _lines(tables: Tables, table: Table, seen: Counter[str]) -> Iterator[str]:
    for row in tables.rows(table):
        seen["rows"] += 1
        yield ";".join([_cell(cell, seen) for cell in row]) + "\r\n"


def _cell(cell: Any, seen: Counter[str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "WAHR" if cell else "FALSCH"
    if isinstance(cell, Decimal):
        if fits_double(cell):
            return plain(cell).replace(".", ",")
        seen["digits"] += 1
        return GUARD + plain(cell).replace(".", ",")
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    if not isinstance(cell, str):
        return str(cell)
    seen["long"] += len(cell) > MAX_CELL
    text = guarded(cell)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(sign in text for sign in ';"\r\n\t') else text


def _file_name(table: str, number: int) -> str:
    return f"{table}.csv" if number == 1 else f"{table}_{number}.csv"


def _notes(name: str, seen: Counter[str], files: int) -> list[str]:
    notes = []
    if files > 1:
        notes.append(f"{name}: {seen['rows']} rows are more than a sheet holds; they stand in {files} files")
    if seen["digits"]:
        notes.append(f"{name}: {seen['digits']} decimals of more than 15 digits are text")
    if seen["long"]:
        notes.append(f"{name}: {seen['long']} cells hold more than {MAX_CELL} characters; Excel cuts them, the file does not")
    return notes
