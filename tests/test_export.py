"""Exports: every value of the canonical tables comes back from every format, and text stays text."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.errors import ConfigError, InputError
from reportminer.export import FORMATS, csvexcel, export, xlsx
from reportminer.export.source import Tables
from reportminer.schema import TABLES
from reportminer.writers.csv import line

FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1;1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=HYPERLINK(\"x\")",
    "=IMPORTXML(1)", "+49 30 1234", "-5 %", "@home", "＝1+1", "＋1", "－1", "＠x", "\u200b=1+1", "|calc", "%0A=1", "=\"a\"",
    "'=1+1", "=A1;=B1", "=1\n=2", "==1", "=-1", "+=1", "\u2212 3 Punkte", "\u00a0=1+1",
)  # fmt: skip
TAKEN = ("91,7 %", "3.5", "1/2", "007", "1e5", "12345678901234567", "16. Juni 2022", "Juni 2022", "2022-06-16", "12:30", "true")
LONG = "1234567890123456789.25"


def put(out: Path, **rows: list[dict[str, Any]]) -> Path:
    """Write tables that hold these rows and nothing else."""
    out.mkdir(exist_ok=True)
    for name, table in TABLES.items():
        lines = [line(table.names), *(line([row.get(key) for key in table.names]) for row in rows.get(name, []))]
        (out / f"{name}.csv").write_bytes(b"".join(lines))
    return out


def figure(number: int, **cells: Any) -> dict[str, Any]:
    return {"id": f"{'0' * 16}:f{number}", "doc_id": "0" * 16, "start": number, "end": number + 1, **cells}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    values = [Decimal("91.7"), Decimal("10950000000000"), Decimal(LONG), Decimal("-0.5"), None]
    times = [date(2024, 9, 10), date(1899, 5, 1), None, date(1900, 2, 28), date(1900, 3, 1)]
    texts = [*FORMULAS, *TAKEN, "Đà Nẵng; „5“ Dörfer", "_x0041_"]
    rows = [
        figure(n, text=text, value=values[n % 5], time_start=times[n % 5], flags="a|b" if n % 2 else None)
        for n, text in enumerate(texts, 1)
    ]
    documents = [{"doc_id": "0" * 16, "path": "a b/ä.txt", "language_score": 0.25, "status": "ok"}]
    dates = [{"id": "x:d1", "doc_id": "0" * 16, "approx": True, "anchored": False}]
    return put(tmp_path / "out", figures=rows, documents=documents, dates=dates)


def canonical(out: Path, name: str = "figures") -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_excel_guards_text_and_keeps_numbers(out: Path) -> None:
    folder = export(out, "csv-excel").path
    assert (folder / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbfid;doc_id;")
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    for row, wanted in zip(found, canonical(out), strict=True):
        text = wanted["text"]
        assert row["text"] == ("'" + text if text in FORMULAS or text in TAKEN else text)
        value = wanted["value"].replace(".", ",")
        assert row["value"] == ("'" + value if wanted["value"] == LONG else value)
        assert row["start"] == wanted["start"]
    dates = (folder / "dates.csv").read_text(encoding="utf-8-sig")
    assert ";WAHR;FALSCH;" in dates


def test_xlsx_keeps_values_types_and_text(out: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    done = export(out, "xlsx", inputs=tmp_path)
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames == list(TABLES)
    sheet = book["figures"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    head = [cell.value for cell in sheet[1]]
    for cells, wanted in zip(sheet.iter_rows(min_row=2), canonical(out), strict=True):
        row = dict(zip(head, cells, strict=True))
        assert row["text"].data_type == "s"
        if "\r" not in wanted["text"]:
            assert str(row["text"].value).replace("_x005F", "").replace("_x0009_", "\t") == wanted["text"]
        if wanted["value"] == LONG:
            assert row["value"].value == LONG
        elif wanted["value"]:
            assert row["value"].data_type == "n"
            assert Decimal(str(row["value"].value)) == Decimal(wanted["value"])
        day = row["time_start"].value
        if wanted["time_start"] > "1900-02-28":
            assert isinstance(day, datetime)
            assert day.date().isoformat() == wanted["time_start"]
        else:
            assert (day or "") == wanted["time_start"]
    assert book["documents"]["B2"].hyperlink.target.endswith("a%20b/%C3%A4.txt")
    assert sheet["B2"].hyperlink.location == "'documents'!A2"
    assert any("15 digits" in note for note in done.notes)
    assert any("1900" in note for note in done.notes)


def test_xlsx_long_texts_and_too_many_rows_are_kept_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    long = "a" * 40_000 + "z"
    out = put(tmp_path / "out", figures=[figure(n, text=long if n == 2 else str(n)) for n in range(1, 8)])
    done = export(out, "xlsx")
    book = openpyxl.load_workbook(done.path)
    assert [name for name in book.sheetnames if name.startswith("figures")] == ["figures", "figures_2", "figures_3"]
    found = [row[6] for n in ("", "_2", "_3") for row in book[f"figures{n}"].iter_rows(min_row=2, values_only=True)]
    assert len(found) == 7
    pieces = [row[4] for row in book["long_texts"].iter_rows(min_row=2, values_only=True)]
    assert "".join(pieces) == long
    assert len(done.notes) == 2


@pytest.mark.parametrize(("rows", "files"), [(0, 1), (3, 1), (4, 2), (7, 3)])
def test_csv_excel_goes_on_in_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, files: int
) -> None:
    monkeypatch.setattr(csvexcel, "MAX_ROWS", 3)
    done = export(put(tmp_path / "out", figures=[figure(n) for n in range(rows)]), "csv-excel")
    parts = list(done.path.glob("figures*.csv"))
    assert len(parts) == files
    assert sum(part.read_bytes().count(b"\r\n") - 1 for part in parts) == rows
    assert len(done.notes) == (files > 1)


def test_sqlite_keeps_every_digit(out: Path) -> None:
    db = sqlite3.connect(export(out, "sqlite").path)
    found = db.execute("SELECT value, typeof(value), time_start, text FROM figures ORDER BY start").fetchall()
    for (value, kind, day, text), wanted in zip(found, canonical(out), strict=True):
        assert kind == ("text" if wanted["value"] == LONG else "null" if not wanted["value"] else kind)
        assert not wanted["value"] or Decimal(str(value)) == Decimal(wanted["value"])
        assert (day or "", text) == (wanted["time_start"], wanted["text"])
    assert db.execute("SELECT approx, anchored FROM dates").fetchone() == (1, 0)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'figures_doc_id'").fetchone() == (1,)
    db.close()


def test_duckdb_keeps_every_digit(out: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    done = export(out, "duckdb")
    with duckdb.connect(str(done.path), read_only=True) as db:
        found = db.execute("SELECT value, time_start, text FROM figures ORDER BY start").fetchall()
        assert db.execute("SELECT approx, anchored FROM dates").fetchone() == (True, False)
    for (value, day, text), wanted in zip(found, canonical(out), strict=True):
        assert (value is None and not wanted["value"]) or Decimal(value) == Decimal(wanted["value"])
        assert (day.isoformat() if day else "", text) == (wanted["time_start"], wanted["text"])


def test_jsonl_is_typed(out: Path) -> None:
    folder = export(out, "jsonl").path
    with (folder / "figures.jsonl").open(encoding="utf-8") as file:
        found = [json.loads(text, parse_float=Decimal) for text in file]
    for row, wanted in zip(found, canonical(out), strict=True):
        assert row["text"] == wanted["text"]
        assert row["flags"] == (["a", "b"] if wanted["flags"] else [])
        assert (row["value"] is None and not wanted["value"]) or row["value"] == Decimal(wanted["value"])


def test_stata_keeps_values(out: Path) -> None:
    import pandas as pd

    done = export(out, "stata")
    found = pd.read_stata(done.path / "figures.dta")
    for row, wanted in zip(found.itertuples(), canonical(out), strict=True):
        assert row.value_text == wanted["value"]
        assert row.text == wanted["text"]
        assert pd.isna(row.time_start) or str(row.time_start.date()) == wanted["time_start"]
    assert any("value_text" in note for note in done.notes)


@pytest.mark.parametrize("format", FORMATS)
def test_exports_again_and_leaves_nothing_behind(out: Path, format: str) -> None:
    first = export(out, format).path
    files = {file: file.read_bytes() for file in [first, *first.rglob("*")] if file.is_file()}
    before = set(out.rglob("*"))
    assert export(out, format).path == first
    assert set(out.rglob("*")) == before
    if format != "duckdb":  # its file holds times of its own
        assert {file: file.read_bytes() for file in files} == files


def test_mistakes_are_named(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="known: xlsx"):
        export(out, "docx")
    with pytest.raises(InputError, match=r"lacks documents\.csv"):
        export(tmp_path, "xlsx")
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(ConfigError, match=r"pip install 'reportminer\[xlsx\]'"):
        export(out, "xlsx")
    (out / "figures.csv").write_text(",".join(TABLES["figures"].names) + "\nx,y\n")
    with pytest.raises(InputError, match="row 1 does not fit"):
        list(Tables(out).rows(TABLES["figures"]))


def test_the_command_says_where_and_what(out: Path) -> None:
    result = CliRunner().invoke(app, ["export", str(out), "--format", "sqlite"])
    assert result.exit_code == 0
    assert "reportminer.sqlite" in result.output
    assert "15 digits" in result.output
