"""Characters are fixed once."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportminer.normalize import normalize

_NASTY = (
    "a\u0301e\u0302\u0323\u00ad\u200b\u200d\ufeff\ufb01\uf0b7\r\n\x0b\x0c\x85\u2028\x00\x1f"
    "\u00a0\u202f\t\ufffe\ud800\u0110\u0421\u0435\u0308\u0438\u0391\u00d0-/"
)


@pytest.mark.parametrize(
    "text, expected, repairs",
    [
        ("Pha\u0301t trie\u0302\u0309n", "Phát triển", ("nfc",)),
        ("Partei\u00adzellen", "Parteizellen", ("softhyphen",)),
        ("a\u200bb\ufeffc\u2060", "abc", ("zerowidth",)),
        ("a\r\nb\rc\x0cd\u2028e", "a\nb\nc\nd\ne", ("newlines",)),
        ("Ha\ufb02ung \ufb03", "Haflung ffi", ("ligatures",)),
        ("\uf0b7 Punkt", "• Punkt", ("bullets",)),
        ("a\x00b\x1fc\ud800", "abc", ("control",)),
        ("e\u200b\u0301", "é", ("zerowidth", "nfc")),
        ("\r\x00\n", "\n", ("control", "newlines")),
        ("Nghị định số 40/2026/NĐ-\u0421\u0420", "Nghị định số 40/2026/NĐ-CP", ("lookalikes",)),
        ("40/2026/NĐ-\n\u0421\u0420; \u0421\u0420", "40/2026/NĐ-\nCP; \u0421\u0420", ("lookalikes",)),
        ("\u00d0iều 5, N\u00d0-CP", "Điều 5, NĐ-CP", ("lookalikes",)),
    ],
)
def test_repairs(text: str, expected: str, repairs: tuple[str, ...]) -> None:
    assert normalize(text) == (expected, repairs)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4.925",
        "1\u00a0234 5\u202f678 9\u2009012",
        "TT\u2011BTC Zelle\u2010n",
        "a\tb\n\nc",
        "Đảng",
        "\u041c\u0438\u0413-29A 5 \u03bcm \u0394T",
        "\u0420\u0430\u0441\u0441",
    ],
)
def test_clean_text_comes_back_as_it_is(text: str) -> None:
    fixed, repairs = normalize(text)
    assert fixed is text
    assert repairs == ()


@given(st.text() | st.text(alphabet=_NASTY))
@example("\u1100\u00ad\u1161")
def test_idempotent(text: str) -> None:
    once, _ = normalize(text)
    assert normalize(once) == (once, ())
    assert unicodedata.is_normalized("NFC", once)


@given(st.lists(st.text(alphabet=_NASTY), max_size=4))
def test_pieces_joined_by_line_ends_are_the_whole(pieces: list[str]) -> None:
    """What lets a reader fix block by block and still know every offset."""
    joined = "\n\n".join(normalize(piece)[0] for piece in pieces)
    assert normalize(joined)[0] == joined
