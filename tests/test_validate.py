"""Tables of a run keep every promise; whatever is corrupted in them is found."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fake_miner import make_fake
from reportminer.batch import run
from reportminer.cli import app
from reportminer.config import Config
from reportminer.errors import InputError
from reportminer.schema import TABLES
from reportminer.validate import validate

Rows = list[list[str]]
TEXTS = {
    "a.txt": "Es gab 5 Dörfer in Hanoi und 12 Höfe {2024}.",
    "b/c.txt": "Hanoi: Nr. 7 und Nr. 8, 30 Höfe. Hà Nội {2023}. odd",
    "b/copy.txt": "Es gab 5 Dörfer in Hanoi und 12 Höfe {2024}.",
    "d.txt": "Nr. 7 in Hanoi.",
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    for name, text in TEXTS.items():
        file = folder / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    run([folder / "in"], folder / "out", Config(workers=0), make_miner=make_fake)
    for name in ("figures", "documents"):
        change(folder / "out", name, lambda rows, n=name: mend(rows, n))
    return folder


def mend(rows: Rows, name: str) -> None:
    """Give the fake miner's rows what a real one always gives."""
    for row in rows[1:]:
        if name == "figures":
            row[TABLES[name].names.index("resolution_id")] = ""


def change(out: Path, name: str, edit: Callable[[Rows], None]) -> None:
    file = out / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    edit(rows)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8", newline="")


def broken(good: Path, tmp_path: Path, name: str, edit: Callable[[Rows], None]) -> list[str]:
    out = tmp_path / "out"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(good / "out", out)
    change(out, name, edit)
    return list(validate(out).counts)


def put(row: int, column: str, cell: str, name: str) -> Callable[[Rows], None]:
    def edit(rows: Rows) -> None:
        rows[row][TABLES[name].names.index(column)] = cell

    return edit


def test_good_tables_keep_every_promise(good: Path) -> None:
    assert list(validate(good / "out").lines())[:-1] == []
    assert validate(good / "out", good / "in").ok


@pytest.mark.parametrize(
    ("name", "column", "cell", "rule"),
    [
        ("figures", "value", "5.0", "plain decimal"),
        ("figures", "value", "5e3", "plain decimal"),
        ("figures", "value", "", ""),
        ("figures", "kind", "number", "values of the schema"),
        ("figures", "time_start", "2024-02-30", "day of the calendar"),
        ("figures", "time_start", "10.09.2024", "plain date"),
        ("figures", "start", "9999", "start is before end"),
        ("figures", "text", "6", "text is what stands in the document"),
        ("figures", "id", "x:f1", "ids count"),
        ("figures", "part_of", "0:f1", "points to a row of figures"),
        ("figures", "resolution_id", "0:r1", "points to a row of resolutions"),
        ("figures", "doc_id", "0" * 16, "doc_id stands in documents"),
        ("figures", "value_high", "1", "value is not above value_high"),
        ("figures", "page", "0", "page counts from 1"),
        ("figures", "flags", "a||b", "list without empty members"),
        ("dates", "end_date", "2001-01-01", "start_date is not after end_date"),
        ("dates", "approx", "True", "plain boolean"),
        ("documents", "path", "z.txt", "ordered by path"),
        ("documents", "figures", "9", "documents counts the rows"),
        ("documents", "sha256", "0" * 64, "doc_id is the beginning of sha256"),
        ("documents", "status", "fine", "values of the schema"),
        ("resolution_index", "mentions", "9", "what the mentions give"),
        ("entity_counts", "mentions", "9", "what the mentions give"),
        ("entity_counts", "variants", "Hue", "what the mentions give"),
        ("problems", "path", "x.txt", "path stands in documents"),
        ("problems", "severity", "bad", "values of the schema"),
    ],
)  # fmt: skip
def test_a_corrupt_cell_is_found(good: Path, tmp_path: Path, name: str, column: str, cell: str, rule: str) -> None:
    if not rule:  # an unknown value is allowed
        assert not broken(good, tmp_path, name, put(1, column, cell, name))
        return
    assert any(rule in found for found in broken(good, tmp_path, name, put(1, column, cell, name)))


@pytest.mark.parametrize("name", ["figures", "entities", "resolutions", "dates", "entity_counts", "resolution_index"])
def test_lost_doubled_and_swapped_rows_are_found(good: Path, tmp_path: Path, name: str) -> None:
    assert broken(good, tmp_path, name, lambda rows: rows.pop())
    assert broken(good, tmp_path, name, lambda rows: rows.append(list(rows[-1])))
    assert broken(good, tmp_path, name, lambda rows: rows.__setitem__(slice(1, 3), rows[2:0:-1]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_a_place_or_a_count_is_found(good: Path, tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["figures", "dates", "resolutions", "entities", "resolution_index", "entity_counts"]))
    columns = ("id", "doc_id", "start", "end", "text") if TABLES[name].letter else ("mentions", "documents", "key", "name")
    column = data.draw(st.sampled_from([column for column in columns if column in TABLES[name].names]))
    cell = data.draw(st.sampled_from(["1", "2", "3", "-1", "0", "x", "ä", "1.5", ""]))
    at = TABLES[name].names.index(column)
    with (good / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    row = data.draw(st.integers(1, len(rows) - 1))
    found = broken(good, tmp_path, name, put(row, column, cell, name))
    assert bool(found) == (rows[row][at] != cell)


def test_a_changed_document_is_found(good: Path, tmp_path: Path) -> None:
    shutil.copytree(good / "in", tmp_path / "in")
    (tmp_path / "in" / "a.txt").write_text("anders")
    (tmp_path / "in" / "d.txt").unlink()
    rules = list(validate(good / "out", tmp_path / "in").counts)
    assert any("bytes that were read" in rule for rule in rules)
    assert any("in the input folder" in rule for rule in rules)


def test_the_command_reports_and_fails(good: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["validate", str(good / "out")]).exit_code == 0
    shutil.copytree(good / "out", tmp_path / "out")
    change(tmp_path / "out", "figures", put(1, "value", "5,5", "figures"))
    result = CliRunner().invoke(app, ["validate", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "figures: value: is a plain decimal (1)\n  row 1: '5,5'" in result.output
    shutil.rmtree(tmp_path / "out" / ".reportminer")
    assert "not checked: text against" in CliRunner().invoke(app, ["validate", str(tmp_path / "out")]).output
    change(tmp_path / "out", "figures", lambda rows: rows[0].reverse())
    with pytest.raises(InputError, match="header"):
        validate(tmp_path / "out")
