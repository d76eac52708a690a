"""Files: exact cells, whole files or none, the same bytes in any order."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_miner import mined
from reportminer.batch.blob import pack
from reportminer.batch.merge import write_tables
from reportminer.schema import TABLES
from reportminer.types import Report
from reportminer.writers.atomic import write_atomic
from reportminer.writers.csv import line, plain


def written(folder: Path, reports: list[Report]) -> dict[str, bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(map(pack, reports), folder)
    return {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}


def some_reports(count: int = 5) -> list[Report]:
    texts = [f"Es gab {n} Dörfer, Hanoi, Nr. {n % 2}, {{20{n:02}}} odd." for n in range(count)]
    return [mined(text, path=f"dir/{n}.txt", doc_id=f"{n:016x}") for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("91.7"), "91.7"),
        (Decimal("1.095E+13"), "10950000000000"),
        (Decimal("3400000.00"), "3400000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.10"), "-0.1"),
        (Decimal("-0.0"), "0"),
        (Decimal("100"), "100"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (0.5, "0.5"),
        (date(2024, 9, 10), "2024-09-10"),
        ('a "b"', '"a ""b"""'),
        ("a,b", '"a,b"'),
        ("a\rb", '"a\rb"'),
    ],
)
def test_cells_are_plain(value: Decimal | str | date | float | bool | None, text: str) -> None:
    assert line([value]) == f"{text}\n".encode()


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_keep_their_value(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2))
def test_texts_come_back(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(line(cells).decode(), newline=""))
    assert row == cells


def test_a_file_name_of_stray_bytes_is_escaped() -> None:
    assert line(["a\udcffb"]) == b"a\\udcffb\n"


def test_all_tables_of_the_contract_are_written(tmp_path: Path) -> None:
    files = written(tmp_path / "new" / "out", some_reports())
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == sorted(
        f"{name}.csv" for name in TABLES
    )
    for name, content in files.items():
        header, *body = csv.reader(io.StringIO(content.decode(), newline=""))
        assert tuple(header) == TABLES[name].names
        assert body
        assert all(len(row) == len(header) for row in body)
    assert b"\r" not in files["figures"]


def test_an_empty_run_has_headers(tmp_path: Path) -> None:
    assert all(content.count(b"\n") == 1 for content in written(tmp_path, []).values())


def test_rows_of_all_tables_are_counted(tmp_path: Path) -> None:
    counted = write_tables(map(pack, some_reports()), tmp_path)
    assert counted["documents"] == counted["problems"] == 5
    assert (counted["resolution_index"], counted["entity_counts"]) == (2, 6)


def test_one_file_is_written_whole(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.txt", [b"new"])
    write_atomic(tmp_path / "a.txt", [b"new", b"er"])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.txt", b"newer")]
