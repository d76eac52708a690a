"""Rows to files: CSV as the contract says, other formats made from it, and a description of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reportminer.schema import TABLES
from reportminer.writers.datapackage import NAME, datapackage


def finish_formats(folder: Path, formats: Sequence[str], rows: Mapping[str, int]) -> list[str]:
    """Turn a folder with every ``<table>.csv`` into the formats wanted and return the names of its files."""
    if "parquet" in formats:
        from reportminer.writers.parquet import to_parquet

        for name, table in TABLES.items():
            to_parquet(folder / f"{name}.csv", folder / f"{name}.parquet", table)
    if "csv" not in formats:
        for name in TABLES:
            (folder / f"{name}.csv").unlink()
    (folder / NAME).write_bytes(datapackage(formats, rows))
    suffixes = [suffix for suffix in ("csv", "parquet") if suffix in formats]
    return [*(f"{name}.{suffix}" for suffix in suffixes for name in TABLES), NAME]
