"""Finished tables in the formats that people open: spreadsheets, databases, statistics programs.

The canonical CSV tables stay as they are; every export is made from them, typed by :mod:`reportminer.schema`.  Where a
format cannot hold what a table holds, nothing is lost silently: the value is kept another way, and a note says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from reportminer.errors import ConfigError, OutputError
from reportminer.export.source import Tables

Write = Callable[[Tables, Path], list[str]]
"""Writes all tables to a path that does not exist yet and returns notes, one sentence each."""


@dataclass(frozen=True, slots=True)
class Format:
    """Where the writer lies, and the name of what it makes (a file, or a folder of files)."""

    module: str
    name: str


FORMATS: Final[Mapping[str, Format]] = {
    "xlsx": Format("reportminer.export.xlsx", "reportminer.xlsx"),
    "csv-excel": Format("reportminer.export.csvexcel", "csv-excel"),
    "duckdb": Format("reportminer.export.duck", "reportminer.duckdb"),
    "sqlite": Format("reportminer.export.sqlite", "reportminer.sqlite"),
    "jsonl": Format("reportminer.export.jsonl", "jsonl"),
    "stata": Format("reportminer.export.stata", "stata"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written and what must be said about it."""

    path: Path
    notes: tuple[str, ...]


def export(out: Path, format: str, to: Path | None = None, inputs: Path | None = None) -> Exported:
    """Write the tables of a finished run as ``format`` to ``to`` (a file or folder; its usual name beside the tables).

    ``inputs`` is the folder the paths are relative to, for links to the documents.  Raises ``ConfigError`` for an
    unknown format or a library that is not installed, ``InputError`` for tables that are missing or are none,
    ``OutputError`` where the target cannot be written.  An earlier export is replaced only by a whole new one.
    """
    if format not in FORMATS:
        raise ConfigError(f"there is no format {format!r}; known: {', '.join(FORMATS)}")
    tables = Tables(out, inputs)
    target = to or out / FORMATS[format].name
    write: Write = import_module(FORMATS[format].module).write
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        notes = write(tables, temporary)
        if target.is_dir() and temporary.is_dir():
            _replace_folder(temporary, target)
        else:
            temporary.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        _remove(temporary)
    return Exported(target, tuple(notes))


def _replace_folder(new: Path, target: Path) -> None:
    """Put the files of ``new`` in the places of those of the same name; files of others stay."""
    for file in sorted(new.iterdir()):
        file.replace(target / file.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
