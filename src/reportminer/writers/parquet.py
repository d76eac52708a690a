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
_LARGEST_BLOCK: Final = 1 << 30
_SCALE: Final = 12


def to_parquet(source: Path, target: Path, table: Table) -> None:
    """Write one table; the same CSV gives the same bytes.

    Decimals have 26 digits before the point and 12 behind it; where a table holds a longer one, its decimals become
    decimal256 with twice the room, so that no digit is lost.
    """
    import pyarrow as pa

    decimal, block = pa.decimal128(38, _SCALE), _BLOCK
    while True:
        try:
            _convert(source, target, table, decimal, block)
        except pa.ArrowInvalid as error:
            if "Decimal" in str(error) and not pa.types.is_decimal256(decimal):
                decimal = pa.decimal256(76, 3 * _SCALE)
            elif "straddl" in str(error) and block < _LARGEST_BLOCK:
                block *= 16  # one row is longer than a block: a list of variants over millions of documents
            else:
                raise
        else:
            return


def _convert(source: Path, target: Path, table: Table, decimal: pa.DataType, block: int) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    types = {column.name: _type(column, decimal) for column in table.columns}
    schema = pa.schema(list(types.items()))
    # The CSV reader knows no decimal256: such columns are read as text and converted here.
    wide = [name for name, kind in types.items() if pa.types.is_decimal256(kind)]
    converting = csv.ConvertOptions(
        column_types=types | dict.fromkeys(wide, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    parsing = csv.ParseOptions(newlines_in_values=True)
    with (
        csv.open_csv(source, csv.ReadOptions(block_size=block), parsing, converting) as batches,
        parquet.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch.cast(schema) if wide else batch)


def _type(column: Column, decimal: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if column.type == "decimal":
        return decimal
    kinds = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
    return kinds.get(column.type, pa.string())
