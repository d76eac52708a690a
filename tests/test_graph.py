"""The citation network: edges of a corpus, incomplete keys joined, GraphML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.config import Config
from reportminer.counts import CitationsGraph, ResolutionIndex
from reportminer.errors import InputError
from reportminer.miner import Miner
from reportminer.types import Report
from reportminer.writers.graphml import write_graphml

VIETNAMESE = (
    "UBND TỈNH QUẢNG NINH\nSố: 12/KH-UBND\nQuảng Ninh, ngày 5 tháng 3 năm 2022\n\n"
    "Thực hiện Nghị quyết số 21-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương Đảng khóa XIII. "
    "Nghị quyết số 21-NQ/TW đã được quán triệt."
)
GERMAN = "Der Bericht stützt sich auf die Resolution Nr. 21-NQ/TW und auf § 5 SGB VIII."


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    miner = Miner(Config(models=False))
    return [miner.mine_text(VIETNAMESE, language="vi", doc_id="a" * 16), miner.mine_text(GERMAN, language="de", doc_id="b" * 16)]


def edges(reports: list[Report]) -> list[tuple[str, str, str, int, int]]:
    graph = CitationsGraph()
    for report in reports:
        graph.add(report)
    return list(graph.rows())


def test_a_document_with_a_key_of_its_own_cites_under_it(reports: list[Report]) -> None:
    sources = {(row[0], row[1]) for row in edges(reports)}
    assert ("b" * 16, "document") in sources
    assert any(kind == "key" and source.startswith("vn:kh-ubnd@quang_ninh") for source, kind in sources)


def test_both_languages_meet_in_one_full_key(reports: list[Report]) -> None:
    targets = [row[2] for row in edges(reports) if ":nq-tw:" in row[2]]
    assert targets == ["vn:nq-tw:k13:21"] * 2
    index = ResolutionIndex()
    for report in reports:
        index.add(report)
    (row,) = [row for row in index.rows() if ":nq-tw:" in row[0]]
    assert (row[0], row[6], row[7]) == ("vn:nq-tw:k13:21", 2, "de|vi")


def test_the_order_of_documents_does_not_matter(reports: list[Report]) -> None:
    assert edges(reports) == edges(reports[::-1])


def test_no_document_cites_itself(reports: list[Report]) -> None:
    assert [row for row in edges(reports) if row[0] == row[2]] == []


def test_graphml_holds_every_edge(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_text(VIETNAMESE, encoding="utf-8")
    (source / "b.txt").write_text(GERMAN, encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(app, ["run", str(source), "--out", str(out), "--quiet"]).exit_code == 0
    done = runner.invoke(app, ["graph", str(out)])
    assert done.exit_code == 0
    root = ET.parse(out / "citations_graph.graphml").getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = {node.get("id") for node in root.iter(f"{space}node")}
    ends = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{space}edge")]
    assert len(ends) == len((out / "citations_graph.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert {end for pair in ends for end in pair} == nodes


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="citations_graph"):
        write_graphml(tmp_path, tmp_path / "x.graphml")
