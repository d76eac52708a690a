"""The contract: columns, ids, contexts, counts and data frames."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_miner import mined
from reportminer import types
from reportminer.counts import EntityCounts, ResolutionIndex
from reportminer.schema import MENTION_TABLES, TABLES
from reportminer.tables import CONTEXT_LENGTH, Locator, cut_around, frames, rows
from reportminer.types import Document, Page, Problem, Report, Span

TEXT = "Es gab 5 Dörfer. In Hanoi {2024}\nwaren es 7. Hà Nội und Nr. 3, odd."


def named(report: Report, table: str) -> list[dict[str, Any]]:
    return [dict(zip(TABLES[table].names, row, strict=True)) for row in rows(report, table)]


def test_the_contract_is_the_contract() -> None:
    order = "documents figures dates resolutions resolution_index entities entity_counts problems citations_graph"
    assert " ".join(TABLES) == order
    prefix = ["id", "doc_id", "page", "sentence", "start", "end", "text", "context", "rule", "flags"]
    for name in MENTION_TABLES:
        assert list(TABLES[name].names[:10]) == prefix
        assert TABLES[name].letter == name[0]
    assert all(column.description for table in TABLES.values() for column in table.columns)


@pytest.mark.parametrize(
    ("table", "value"),
    [("figures", "Figure"), ("dates", "DateExpression"), ("resolutions", "Resolution"), ("entities", "EntityMention")],
)
def test_every_field_of_a_value_has_a_column(table: str, value: str) -> None:
    held = {field.name for field in fields(getattr(types, value))} - {"counted_span"}
    assert held == set(TABLES[table].names) - {"id", "doc_id", "page", "sentence", "context", "bbox"}


def test_rows_have_one_cell_per_column() -> None:
    report = mined(TEXT)
    for name, table in TABLES.items():
        assert all(len(row) == len(table.columns) for row in rows(report, name)), name


def test_mentions_know_where_they_are() -> None:
    report = mined(TEXT)
    paged = replace(report, document=replace(report.document, pages=(Page(1, 0, 17), Page(2, 17, len(TEXT)))))
    first, last = named(paged, "figures")[0], named(paged, "figures")[1]
    assert (first["id"], first["page"], first["sentence"]) == (f"{'0' * 16}:f1", 1, 1)
    assert (last["id"], last["page"], last["sentence"], last["context"]) == (f"{'0' * 16}:f2", 2, 3, "waren es 7.")
    assert all(row["text"] == TEXT[row["start"] : row["end"]] for row in named(paged, "figures"))


def test_local_ids_become_global_and_empty_becomes_none() -> None:
    row = named(mined(TEXT), "figures")[0]
    assert row["resolution_id"] == f"{'0' * 16}:r1"
    assert row["part_of"] is None
    assert row["unit"] is None
    assert row["flags"] is None


def test_documents_count_their_rows() -> None:
    (row,) = named(mined(TEXT, size=70), "documents")
    counts = {name: row[name] for name in ("figures", "dates", "resolutions", "entities", "sentences", "bytes")}
    assert counts == {"figures": 3, "dates": 1, "resolutions": 1, "entities": 2, "sentences": 5, "bytes": 70}
    assert (row["status"], row["pages"], row["title"]) == ("ok", None, None)


def test_a_duplicate_has_no_counts() -> None:
    (row,) = named(Report(Document("", status="duplicate")), "documents")
    assert (row["figures"], row["chars"], row["status"]) == (None, None, "duplicate")


def test_problems_of_reader_and_miner_are_told_once() -> None:
    twice = Problem("read", "warning", "x", "y", 3)
    report = Report(Document("", path="a", problems=(twice,)), problems=(twice, replace(twice, code="z")))
    assert [(row["code"], row["page"]) for row in named(report, "problems")] == [("x", 3), ("z", 3)]


@given(st.text(), st.text(min_size=1), st.text(), st.integers(1, 60))
def test_a_context_is_short_and_holds_its_span(before: str, middle: str, after: str, length: int) -> None:
    cut = cut_around(before, middle, after, length)
    assert len(cut) <= length
    assert " ".join(middle.split())[:length].strip() in cut
    assert cut == " ".join(cut.split(" "))


@given(st.text(alphabet="a \n", max_size=2000), st.data())
def test_contexts_of_long_sentences_stay_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    _, _, context = Locator(Report(Document(text), sentences=(Span(0, len(text)),)))(start, end)
    assert len(context) <= CONTEXT_LENGTH


def test_a_span_outside_all_sentences_still_has_a_context() -> None:
    page, sentence, context = Locator(Report(Document("ab 5 cd")))(3, 4)
    assert (page, sentence, context) == (None, None, "ab 5 cd")


def reports() -> list[Report]:
    texts = ["Hanoi Nr. 3 und Nr. 3.", "Hà Nội Hà Nội Nr. 3.", "Nr. 4 ohne Ort."]
    made = [mined(text, path=f"{n}.txt", doc_id=f"{n:016x}") for n, text in enumerate(texts)]
    return [made[0], replace(made[1], document=replace(made[1].document, language="vi")), made[2]]


def test_resolutions_are_indexed_whatever_the_order() -> None:
    for order in itertools.permutations(reports()):
        index = ResolutionIndex()
        for report in order:
            index.add(report)
        assert list(index.rows()) == [
            ("k:3", "resolution", None, "zu 3", None, 3, 2, "de|vi"),
            ("k:4", "resolution", None, "zu 4", None, 1, 1, "de"),
        ]


def test_the_more_frequent_date_is_the_date() -> None:
    report = mined("Nr. 3 Nr. 3 Nr. 3")
    days = (date(2020, 1, 2), date(2020, 1, 1), date(2020, 1, 1))
    dated = replace(
        report, resolutions=tuple(replace(r, date=day) for r, day in zip(report.resolutions, days, strict=True))
    )
    index = ResolutionIndex()
    index.add(dated)
    assert next(index.rows())[4] == date(2020, 1, 1)


def test_entities_are_counted_whatever_the_order() -> None:
    for order in itertools.permutations(reports()):
        counts = EntityCounts()
        for report in order:
            counts.add(report)
        assert list(counts.rows()) == [("corpus", None, "hanoi", "LOC", "Hà Nội", "Hanoi|Hà Nội", 3, 2)]


def test_entities_without_id_meet_by_name() -> None:
    report = mined("Hanoi Hanoi")
    nameless = replace(report, entities=tuple(replace(e, entity_id="") for e in report.entities))
    counts = EntityCounts()
    counts.add(nameless)
    assert list(counts.rows()) == [("corpus", None, None, "LOC", "Hà Nội", "Hanoi", 2, 1)]


def test_frames_have_real_types() -> None:
    pandas = pytest.importorskip("pandas")
    made = frames([*reversed(reports()), mined(TEXT, path="z.txt", doc_id="f" * 16)])
    assert list(made) == list(TABLES)
    assert all(list(frame.columns) == list(TABLES[name].names) for name, frame in made.items())
    assert list(made["documents"]["path"]) == ["0.txt", "1.txt", "2.txt", "z.txt"]
    assert made["figures"]["value"].iloc[-1] == Decimal(3)
    assert isinstance(made["figures"]["value"].iloc[-1], Decimal)
    assert made["dates"]["start_date"].iloc[0] == pandas.Timestamp("2024-01-01")
    assert made["dates"]["approx"].dtype == "boolean"
    assert made["figures"]["page"].isna().all()
    assert made["entity_counts"].tail(1)["scope"].item() == "corpus"
    assert list(made["resolution_index"]["key"]) == ["k:3", "k:4"]


def test_frames_of_nothing_have_all_columns() -> None:
    pytest.importorskip("pandas")
    made = frames([])
    assert all(list(frame.columns) == list(TABLES[name].names) and frame.empty for name, frame in made.items())


def test_dates_beyond_the_nanosecond_range_fit() -> None:
    pytest.importorskip("pandas")
    report = mined("{9999} {1000}")
    assert [day.year for day in frames([report])["dates"]["start_date"]] == [9999, 1000]
    assert report.to_frames()["dates"].shape[0] == 2
