"""What a real spreadsheet program reads from the exports (LibreOffice, where it is installed)."""

from __future__ import annotations

import csv
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from reportminer.export import export
from test_export import FORMULAS, TAKEN, figure, put

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# To CSV: comma, quote, UTF-8, cells as they are and not as they look, formulas as formulas, text quoted.
TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,-1"
# From CSV: semicolon, quote, UTF-8, German, special numbers recognised: what a double click in Germany does.
GERMAN = "CSV:59,34,76,1,,1031,false,true"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def opened(source: Path, folder: Path, table: str, *, how: str = "") -> list[dict[str, str]]:
    folder.mkdir()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    known = [f"--infilter={how}"] if how else []
    command = [str(SOFFICE), profile, "--headless", *known, "--convert-to", TO_CSV, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (made,) = [file for file in folder.glob("*.csv") if file.stem.endswith(table)]
    with made.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    values = [Decimal("91.7"), Decimal("10950000000000"), Decimal("-0.5"), Decimal("1.061"), Decimal("12345678.901")]
    texts = [text for text in (*FORMULAS, *TAKEN, "Đà Nẵng; „5“ Dörfer") if "\r" not in text and "\n" not in text]
    return put(tmp_path / "out", figures=[figure(n, text=t, value=values[n % 5]) for n, t in enumerate(texts)])


def test_xlsx_keeps_every_value(out: Path, tmp_path: Path) -> None:
    check(out, opened(export(out, "xlsx").path, tmp_path / "read", "figures"), guard=False, comma=False)


def test_csv_excel_keeps_every_value(out: Path, tmp_path: Path) -> None:
    source = export(out, "csv-excel").path / "figures.csv"
    check(out, opened(source, tmp_path / "read", "figures", how=GERMAN), guard=True, comma=True)


def check(out: Path, found: list[dict[str, str]], *, guard: bool, comma: bool) -> None:
    with (out / "figures.csv").open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert len(found) == len(wanted)
    for row, right in zip(found, wanted, strict=True):
        text = row["text"]
        assert (text.removeprefix("'") if guard and not right["text"].startswith("'") else text) in (right["text"], f"'{right['text']}")
        assert Decimal(row["value"].replace(",", ".")) == Decimal(right["value"])
        assert row["start"] == right["start"]
