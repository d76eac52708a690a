"""Keys of cited documents: the inventory of ``data/symbols.tsv``, its look-alikes, builders, merging over documents."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.rules import citekeys as keys
from reportminer.types import Resolution

INVENTORY = Path(__file__).parent / "data" / "symbols.tsv"


def inventory() -> list[dict[str, str]]:
    with INVENTORY.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def key(symbol: str, day: str | None = None, term: str | None = None, unit: str | None = None) -> str:
    parsed = keys.key_for_symbol(
        symbol, date=date.fromisoformat(day) if day else None, term=term or "", unit=unit or ""
    )
    return parsed.key if parsed else ""


@pytest.mark.parametrize("row", inventory(), ids=lambda row: row["symbol"])
def test_inventory(row: dict[str, str]) -> None:
    assert key(row["symbol"], row["date"], row["term"], row["unit"]) == (row["key"] or "")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("60-NQ/TƯ", "60-NQ/TW"),
        ("144/QD/TW", "144-QĐ/TW"),
        ("05/2025/NQ - CP", "5/2025/NQ-CP"),
        ("38/2018/TT-\nBLĐTBXH", "38/2018/TT-BLDTBXH"),
        ("01/2020/TT-BNN&PTNT", "01/2020/TT-BNNPTNT"),
        ("121/2021/NÐ-CP", "121/2021/NĐ-CP"),
        ("30/2020/NĐ-CP2", "30/2020/NĐ-CP"),
        ("29/2004/NQ-QH11", "29/2004/QH11"),
        ("62/2006/QH 11", "62/2006/QH11"),
    ],
)
def test_spellings_of_one_document_share_a_key(left: str, right: str) -> None:
    assert key(left) == key(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("60-NQ/TU", "60-NQ/TW"),
        ("05/2025/NQ-CP", "05/NQ-CP"),
        ("30a/2008/NQ-CP", "30/2008/NQ-CP"),
        ("374/TTr-CP", "374/TT-CP"),
        ("02/2002/PL-UBTVQH11", "02/2002/UBTVQH11"),
    ],
)
def test_different_documents_keep_different_keys(left: str, right: str) -> None:
    assert key(left) != key(right)


def test_the_term_comes_from_the_date_and_a_given_term_wins() -> None:
    assert key("18-NQ/TW", "2017-10-25") == "vn:nq-tw:k12:18"
    assert key("18-NQ/TW", "2022-06-16") == "vn:nq-tw:k13:18"
    assert key("18-NQ/TW", None, "k12") == "vn:nq-tw:k12:18"
    assert keys.key_for_symbol("18-NQ/TW").status == "term_missing"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("05-NQ/TW", "05-NQ/TW"),
        ("144/QD/TW", "144-QĐ/TW"),
        ("127-Kl/TW", "127-KL/TW"),
        ("30/2020/ND-CP", "30/2020/NĐ-CP"),
        ("16/NQ-HDND", "16/NQ-HĐND"),
        ("45/2019/QH14", "45/2019/QH14"),
    ],
)
def test_symbols_are_restored(written: str, symbol: str) -> None:
    assert keys.key_for_symbol(written).symbol == symbol  # type: ignore[union-attr]


def test_other_jurisdictions() -> None:
    assert keys.eu_key("reg", "16", "0679") == "eu:reg:2016:679"
    assert keys.eu_key("dir", "93", "42") == "eu:dir:1993:42"
    assert keys.plenum_key("4", "") == "vn:nq-hntw:?:4"
    assert keys.congress_key("k16", "quang_ninh") == "vn:nq-dh@quang_ninh:k16"
    assert keys.file_key("OLG Köln", "15 U 85/17") == "de:az:olg-koeln:15-u-85-17"
    assert keys.act_key("emrk", "treaty") == "int:treaty:emrk"


def row(name: str) -> Resolution:
    return Resolution(0, 1, "x", "test", "resolution", key=name)


def merged(*pairs: tuple[str, str]) -> list[str]:
    return [item.key for _, item in keys.merge_incomplete([(doc, row(name)) for doc, name in pairs])]


def test_an_open_key_merges_inside_its_document_first() -> None:
    assert merged(("a", "vn:nq-tw:?:57"), ("a", "vn:nq-tw:k13:57"), ("b", "vn:nq-tw:k12:57"))[0] == "vn:nq-tw:k13:57"


def test_an_open_key_merges_with_a_single_full_key_of_the_corpus() -> None:
    assert merged(("a", "vn:nq-tw:?:57"), ("b", "vn:nq-tw:k13:57"))[0] == "vn:nq-tw:k13:57"
    assert merged(("a", "vn:nq:?:57"), ("b", "vn:nq-tw:k13:57"))[0] == "vn:nq-tw:k13:57"


def test_nothing_is_guessed_between_two_full_keys() -> None:
    assert merged(("a", "vn:nq-tw:?:18"), ("b", "vn:nq-tw:k12:18"), ("c", "vn:nq-tw:k13:18"))[0] == "vn:nq-tw:?:18"
    assert merged(("a", "vn:nq-tw:?:18"), ("a", "vn:nq-cp:2020:18"))[0] == "vn:nq-tw:?:18"


@given(st.text(max_size=40))
def test_any_text_gives_a_clean_key_or_none(text: str) -> None:
    parsed = keys.key_for_symbol(text)
    if parsed is not None:
        assert parsed.key.isascii()
        assert parsed.key == parsed.key.lower()
        again = keys.key_for_symbol(parsed.symbol)
        assert again is None or again.symbol == parsed.symbol


@given(
    st.integers(1, 9999),
    st.sampled_from(["", "2019", "2025"]),
    st.sampled_from(["NQ", "QĐ", "CT", "NĐ", "TT", "KL", "TTr", "CTr"]),
    st.sampled_from(["CP", "TTg", "TW", "BGDĐT", "HĐND", "BTC"]),
)
def test_a_symbol_read_again_is_the_same(number: int, year: str, kind: str, organ: str) -> None:
    first = keys.key_for_symbol(f"{number}/{year}/{kind}-{organ}" if year else f"{number}-{kind}/{organ}")
    assert first is not None
    second = keys.key_for_symbol(first.symbol)
    assert second is not None
    assert (second.key, second.symbol) == (first.key, first.symbol)
