"""Parquet says what the CSV says, with types; the data package describes both."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fake_miner import mined
from reportminer.batch.blob import pack
from reportminer.batch.merge import write_tables
from reportminer.schema import TABLES
from reportminer.writers import finish_formats
from reportminer.writers.csv import line
from reportminer.writers.parquet import to_parquet

parquet = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")


def written(folder: Path, formats: tuple[str, ...], text: str = 'Es gab 5 "Dörfer", Hanoi,\nNr. 7, {2024}.') -> list[str]:
    folder.mkdir(exist_ok=True)
    reports = [mined(text, path=f"{n}.txt", doc_id=f"{n:016x}", sha256=f"{n:064x}") for n in range(3)]
    return finish_formats(folder, formats, write_tables(map(pack, reports), folder))


def test_parquet_has_real_types(tmp_path: Path) -> None:
    written(tmp_path, ("csv", "parquet"))
    figures = parquet.read_table(tmp_path / "figures.parquet")
    types = {field.name: field.type for field in figures.schema}
    assert pa.types.is_decimal128(types["value"])
    assert (types["start"], types["time_start"], types["text"]) == (pa.int64(), pa.date32(), pa.string())
    dates = parquet.read_table(tmp_path / "dates.parquet").to_pylist()
    assert (dates[0]["start_date"], dates[0]["approx"]) == (date(2024, 1, 1), False)
    assert parquet.read_schema(tmp_path / "dates.parquet").field("approx").type == pa.bool_()


def test_parquet_says_what_the_csv_says(tmp_path: Path) -> None:
    written(tmp_path, ("csv", "parquet"))
    for name, table in TABLES.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            wanted = list(csv.reader(file))[1:]
        columns = parquet.read_table(tmp_path / f"{name}.parquet")
        assert columns.column_names == list(table.names)
        found = [next(csv.reader([line(row.values()).decode()[:-1].replace("\n", "\0")])) for row in columns.to_pylist()]
        assert [[cell.replace("\0", "\n") for cell in row] for row in found] == wanted, name


def test_an_unknown_cell_is_null_and_never_empty(tmp_path: Path) -> None:
    written(tmp_path, ("parquet",))
    row = parquet.read_table(tmp_path / "figures.parquet").to_pylist()[0]
    assert (row["page"], row["unit"], row["value_high"]) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "bits"),
    [("10950000000000", 128), ("0.000001", 128), ("12345678901234567890123456", 128), ("0.00000000000001", 256)],
)
def test_no_digit_is_lost(tmp_path: Path, value: str, bits: int) -> None:
    table = TABLES["figures"]
    cells = [Decimal(value) if name == "value" else None for name in table.names]
    (tmp_path / "figures.csv").write_bytes(line(table.names) + line(cells))
    to_parquet(tmp_path / "figures.csv", tmp_path / "figures.parquet", table)
    found = parquet.read_table(tmp_path / "figures.parquet")
    assert found.schema.field("value").type.bit_width == bits
    assert found.to_pylist()[0]["value"] == Decimal(value)


def test_a_row_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportminer.writers.parquet._BLOCK", 1 << 10)
    written(tmp_path, ("csv", "parquet"), "Es gab 5 Dörfer" + " und mehr" * 900)
    table = TABLES["entity_counts"]
    cells = ["x" * 9000 if name == "variants" else None for name in table.names]
    (tmp_path / "entity_counts.csv").write_bytes(line(table.names) + line(cells) * 3)
    to_parquet(tmp_path / "entity_counts.csv", tmp_path / "e.parquet", table)
    assert parquet.read_table(tmp_path / "e.parquet").num_rows == 3


def test_only_the_formats_wanted_stay(tmp_path: Path) -> None:
    for formats in (("csv",), ("parquet",), ("csv", "parquet")):
        folder = tmp_path / "-".join(formats)
        names = written(folder, formats)
        assert sorted(names) == sorted(path.name for path in folder.iterdir())
        assert {Path(name).suffix for name in names} == {".json", *(f".{suffix}" for suffix in formats)}


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        written(folder, ("csv", "parquet"))
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def package(folder: Path) -> Any:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_describes_every_column(tmp_path: Path) -> None:
    written(tmp_path, ("csv",))
    resources = {resource["name"]: resource for resource in package(tmp_path)["resources"]}
    assert list(resources) == list(TABLES)
    for name, table in TABLES.items():
        fields = resources[name]["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table.names)
        assert all(field["description"] for field in fields)
    assert resources["figures"]["rows"] == 6
    value = next(field for field in resources["figures"]["schema"]["fields"] if field["name"] == "value")
    assert (value["type"], value["unit"]) == ("number", "column unit")


def test_keys_name_existing_columns(tmp_path: Path) -> None:
    written(tmp_path, ("csv",))
    for resource in package(tmp_path)["resources"]:
        own = set(TABLES[resource["name"]].names)
        assert set(resource["schema"].get("primaryKey", [])) <= own
        for key in resource["schema"].get("foreignKeys", []):
            target = TABLES[key["reference"]["resource"] or resource["name"]]
            assert set(key["fields"]) <= own
            assert set(key["reference"]["fields"]) <= set(target.names)


def test_frictionless_accepts_the_package(tmp_path: Path) -> None:
    tool = shutil.which("frictionless")
    if tool is None:
        pytest.skip("frictionless is not installed")
    written(tmp_path, ("csv",), "Es gab 5 Dörfer, Hanoi, Nr. 7, {2024}, odd.")
    told = subprocess.run([tool, "validate", "datapackage.json"], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
