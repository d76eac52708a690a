"""Gold written inside the sentence is read and removed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer import goldmark
from reportminer.goldmark import GoldMarkError, parse


def only(marked: str, table: str) -> dict[str, Any]:
    (row,) = parse(marked)[1][table]
    return row


def test_the_marks_are_removed_and_offsets_count_the_plain_text() -> None:
    text, gold = parse("In ⟦f:91,7 %|v=91.7|k=percent|u=percent|c=Einheiten⟧ der Einheiten")
    assert text == "In 91,7 % der Einheiten"
    assert gold["figures"] == [
        {
            "start": 3, "end": 9, "text": "91,7 %", "value": "91.7", "kind": "percent", "unit": "percent",
            "counted": "Einheiten", "comparator": "eq", "time": None,
        }
    ]  # fmt: skip
    assert {name: gold[name] for name in ("dates", "resolutions", "entities")} == {
        "dates": [],
        "resolutions": [],
        "entities": [],
    }


def test_a_text_without_marks_is_itself() -> None:
    assert parse("Nichts | zu finden.") == ("Nichts | zu finden.", {name: [] for name in goldmark.TABLES.values()})


def test_figures_have_defaults_and_other_rows_have_none() -> None:
    assert only("⟦f:12|v=12⟧", "figures").keys() == {
        "start", "end", "text", "value", "kind", "comparator", "counted", "time",
    }  # fmt: skip
    assert only("⟦d:2022|v=2022⟧", "dates").keys() == {"start", "end", "text", "value"}


@pytest.mark.parametrize(
    "mark, expected",
    [
        ("⟦f:5|v=5|t=2020-01-01/2020-12-31⟧", ["2020-01-01", "2020-12-31"]),
        ("⟦f:5|v=5|t=2020-01-01/⟧", ["2020-01-01", None]),
        ("⟦f:5|v=5|t=/2020-12-31⟧", [None, "2020-12-31"]),
        ("⟦f:5|v=5⟧", None),
    ],
)
def test_either_side_of_a_time_may_be_open(mark: str, expected: list[str | None] | None) -> None:
    assert only(mark, "figures")["time"] == expected


def test_the_bounds_of_a_date_leave_the_open_side_out() -> None:
    assert only("⟦d:seit 2019|v=2019/..|b=2019-01-01/⟧", "dates")["start_date"] == "2019-01-01"
    assert "end_date" not in only("⟦d:seit 2019|v=2019/..|b=2019-01-01/⟧", "dates")
    assert only("⟦d:bis 2030|b=/2030-12-31⟧", "dates").items() >= {("end_date", "2030-12-31")}


def test_a_bare_attribute_is_true_and_the_label_of_an_entity() -> None:
    assert only("⟦f:zwölf|v=12|words|doubt⟧", "figures").items() >= {("words", True), ("doubt", True)}
    assert only("⟦e:Quảng Ninh|LOC⟧", "entities").items() >= {("label", "LOC"), ("text", "Quảng Ninh")}


def test_unknown_keys_are_kept_and_a_value_may_hold_an_equals_sign() -> None:
    row = only("⟦r:Resolution Nr. 21-NQ/TW|type=resolution|key=vn:nq-tw:k13:21|note=a=b⟧", "resolutions")
    assert row.items() >= {("type", "resolution"), ("key", "vn:nq-tw:k13:21"), ("note", "a=b")}


def test_marks_nest_and_both_rows_have_their_span() -> None:
    text, gold = parse("laut ⟦r:Beschluss vom ⟦d:3. Mai 2021|v=2021-05-03⟧ des Rats|type=decision⟧.")
    assert text == "laut Beschluss vom 3. Mai 2021 des Rats."
    assert gold["resolutions"][0]["text"] == "Beschluss vom 3. Mai 2021 des Rats"
    assert gold["dates"][0]["text"] == "3. Mai 2021"


def test_rows_come_in_text_order() -> None:
    _, gold = parse("⟦f:1|v=1⟧ und ⟦f:2|v=2⟧ und ⟦f:3|v=3⟧")
    assert [row["value"] for row in gold["figures"]] == ["1", "2", "3"]


def test_a_bar_outside_the_marks_is_text() -> None:
    assert parse("a | b ⟦f:1|v=1⟧ | c")[0] == "a | b 1 | c"


@pytest.mark.parametrize(
    "broken, message",
    [
        ("⟦x:1⟧", "unknown mark"),
        ("⟦f1⟧", "unknown mark"),
        ("⟦", "unknown mark"),
        ("⟦f:1|v=1", "never closed"),
        ("1⟧", "not opened"),
        ("⟦f:1|v=1⟧⟧", "not opened"),
    ],
)
def test_a_broken_mark_is_an_error_that_shows_the_place(broken: str, message: str) -> None:
    with pytest.raises(GoldMarkError, match=message):
        parse(broken)


PLAIN = st.text(alphabet=st.characters(blacklist_characters="⟦⟧|", blacklist_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(PLAIN, PLAIN, st.sampled_from("fdre")), max_size=8))
def test_every_row_quotes_the_plain_text(pieces: list[tuple[str, str, str]]) -> None:
    text, gold = parse("".join(f"{before}⟦{mark}:{inside}|v=1⟧" for before, inside, mark in pieces))
    assert text == "".join(before + inside for before, inside, _ in pieces)
    rows = [row for table in gold.values() for row in table]
    assert len(rows) == len(pieces)
    assert all(row["text"] == text[row["start"] : row["end"]] for row in rows)
