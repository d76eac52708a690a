"""Parquet with real types (decimal128, date32, bool), made from the canonical CSV so that both say the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportminer.schema import Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

# Whole lines of this many bytes make a row group, some 20,000 figures.  Four times as many took twice the memory and
# the time: the columns of a block no longer fit into the processor's caches.
_BLOCK: Final = 8 << 20
_SCALE: Final = 12


def to_parquet(source: Path, target: Path, table: Table) -> None:
    """Write one table; the same CSV gives the same bytes.

    Decimals have 26 digits before the point and 12 behind it; where a table holds a longer one, its decimals become
    decimal256 with twice the room, so that no digit is lost.
    """
    import pyarrow as pa

    try:
        _convert(source, target, table, pa.decimal128(38, _SCALE))
    except pa.ArrowInvalid as error:
        if "ecimal" not in str(error):
            raise
        _convert(source, target, table, pa.decimal256(76, 3 * _SCALE))


def _convert(source: Path, target: Path, table: Table, decimal: pa.DataType) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    types = {column.name: _type(column, decimal) for column in table.columns}
    schema = pa.schema(list(types.items()))
    # One thread reads ahead and the columns are made in parallel; their order, and so the bytes, stay the same.
    reading = csv.ReadOptions(block_size=_BLOCK)
    parsing = csv.ParseOptions(newlines_in_values=True)
    converting = csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    with (
        csv.open_csv(source, reading, parsing, converting) as batches,
        parquet.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)


def _type(column: Column, decimal: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if column.type == "decimal":
        return decimal
    kinds = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
    return kinds.get(column.type, pa.string())
