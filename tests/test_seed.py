"""The sample report of the task, outside the repository (``../shared/seed``): every row its gold demands."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportminer import Miner
from reportminer.types import DateExpression, EntityMention, Figure, Report, Resolution

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed"

pytestmark = pytest.mark.skipif(not (SEED / "gold.json").is_file(), reason="the shared sample is not here")


@cache
def gold() -> dict[str, Any]:
    return json.loads((SEED / "gold.json").read_text("utf-8"))


@cache
def report() -> Report:
    text = (SEED / "report.de.txt").read_text("utf-8")
    return Miner().mine_text(text, home_place="quang_ninh")


Row = Figure | DateExpression | Resolution | EntityMention


def at(rows: tuple[Any, ...], stated: dict[str, Any]) -> Any:
    """The row on exactly this span, or None."""
    return next((row for row in rows if (row.start, row.end) == (stated["start"], stated["end"])), None)


def certain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if "doubt" not in row]


def test_shared_seed_text_is_not_changed_by_normalising() -> None:
    text = report().document.text
    for table in ("figures", "dates", "resolutions", "entities"):
        assert [row["text"] for row in gold()[table] if text[row["start"] : row["end"]] != row["text"]] == []
    assert report().document.language == "de"
    assert report().problems == ()


def test_shared_seed_has_28_figures() -> None:
    assert len(gold()["figures"]) == len(report().figures) == 28


def test_shared_seed_figures_have_span_value_kind_and_unit() -> None:
    stated = [
        (row["text"], row["start"], Decimal(row["value"]), row["kind"], row.get("unit", ""))
        for row in gold()["figures"]
    ]
    assert [(row.text, row.start, row.value, row.kind, row.unit) for row in report().figures] == stated


def test_shared_seed_figures_name_what_they_count() -> None:
    wrong = [
        (row["text"], row["counted"], found.counted)
        for row in gold()["figures"]
        if row["counted"] and (found := at(report().figures, row)) and not same_noun(row["counted"], found.counted)
    ]
    assert wrong == []


def same_noun(stated: str, found: str) -> bool:
    """The same phrase, or its beginning: the head counts, what modifies it may be missing."""
    return stated == found or (bool(found) and stated.startswith(found + " "))


def test_shared_seed_figures_have_their_comparators() -> None:
    assert [row.comparator for row in report().figures] == [row["comparator"] for row in gold()["figures"]]


def test_shared_seed_has_no_figure_in_names_ordinals_and_page_furniture() -> None:
    spans = [(row["start"], row["end"]) for row in gold()["not_figures"]]
    assert len(spans) == 4
    hit = [row.text for row in report().figures if any(row.start < end and start < row.end for start, end in spans)]
    assert hit == []


def test_shared_seed_states_seven_times() -> None:
    stated = [row for row in gold()["figures"] if row.get("time")]
    assert len(stated) == 7
    assert [times(at(report().figures, row)) for row in stated] == [tuple(row["time"]) for row in stated]


def times(row: Figure | None) -> tuple[str | None, str | None]:
    assert row is not None
    return iso(row.time_start), iso(row.time_end)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def test_shared_seed_says_until_today_of_three_figures() -> None:
    stated = [row for row in gold()["figures"] if row.get("time_text") == "Bis heute"]
    assert [at(report().figures, row).time_text for row in stated] == ["Bis heute"] * 3


def test_shared_seed_time_texts_are_the_words_of_the_report() -> None:
    stated = [row for row in gold()["figures"] if row.get("time_text")]
    assert [at(report().figures, row).time_text for row in stated] == [row["time_text"] for row in stated]


def test_shared_seed_gives_no_time_to_the_other_figures() -> None:
    timeless = [row for row in certain(gold()["figures"]) if "time" not in row]
    assert [
        (row["text"], times(at(report().figures, row)))
        for row in timeless
        if times(at(report().figures, row)) != (None, None)
    ] == []


@pytest.mark.parametrize("field", ["change", "modality"])
def test_shared_seed_figures_have_change_and_modality_where_stated(field: str) -> None:
    wrong = [
        (row["text"], row["counted"], row[field], getattr(at(report().figures, row), field))
        for row in certain(gold()["figures"])
        if field in row and getattr(at(report().figures, row), field) != row[field]
    ]
    assert wrong == []


def test_shared_seed_has_11_dates_with_value_kind_and_bounds() -> None:
    stated = [
        (row["text"], row["start"], row["value"], row["kind"], row.get("start_date"), row.get("end_date"))
        for row in gold()["dates"]
    ]
    assert len(stated) == 11
    assert [
        (row.text, row.start, row.value, row.kind, iso(row.start_date), iso(row.end_date)) for row in report().dates
    ] == stated


def test_shared_seed_cites_the_resolution_under_its_key() -> None:
    (stated,) = certain(gold()["resolutions"])
    found = at(report().resolutions, stated)
    assert found is not None
    assert (found.key, found.type, found.number, found.issuer, found.symbol, iso(found.date)) == (
        stated["key"], stated["type"], stated["number"], stated["issuer"], stated["symbol"], stated["date"],
    )  # fmt: skip


def test_shared_seed_names_quang_ninh_as_a_place() -> None:
    (stated,) = [row for row in gold()["entities"] if row["label"] == "LOC"]
    found = at(report().entities, stated)
    assert found is not None
    assert (found.label, found.name) == ("LOC", "Quảng Ninh")
    assert found.entity_id.endswith("quang_ninh")


def test_shared_seed_names_its_organisations() -> None:
    cited = [row for row in gold()["resolutions"] if "key" in row]
    named = [row for row in gold()["entities"] if row["label"] == "ORG"]
    free = [row for row in named if not any(cite["start"] <= row["start"] < cite["end"] for cite in cited)]
    assert len(free) == 2
    assert [(row.text, row.label) for row in (at(report().entities, stated) for stated in free) if row] == [
        (row["text"], "ORG") for row in free
    ]


def test_shared_seed_home_place_is_the_place_of_its_figures() -> None:
    (place,) = {row.place for row in report().figures}
    assert place.endswith("quang_ninh")
    assert place.endswith(report().document.home_place)
