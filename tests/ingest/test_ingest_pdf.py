"""PDF: furniture, words over line and page ends, scans, passwords, limits."""

from __future__ import annotations

import pytest
from ingest_samples import pdf, shared, word_f1

from reportminer.ingest import Limits, read, read_bytes
from reportminer.ingest.furniture import furniture
from reportminer.ingest.hyphens import joined

BODY = [f"Zeile {word} über die Größe der Gebiete im Kreis." for word in ("eins", "zwei", "drei", "vier")]


def test_pages_without_headers_and_page_numbers() -> None:
    pages = [["Jahresbericht 2024", *(f"{line} {n * 7}" for line in BODY), f"Seite {n} von 4"] for n in range(1, 5)]
    document = read_bytes(pdf(*pages), "a.pdf")
    assert document.status == "ok"
    assert document.repairs == ("boilerplate",)
    assert "Jahresbericht" not in document.text
    assert "Seite" not in document.text
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    for page, lines in zip(document.pages, pages, strict=True):
        assert document.text[page.start : page.end] == "\n".join(lines[1:-1])


def test_rows_of_a_table_at_page_edges_stay() -> None:
    pages = [
        [f"Hạ Long 20{n} {n * 37}.{n * 91}", "Text " + "abcdef"[n - 10], f"Cẩm Phả 19{n} {n * 3},7"]
        for n in range(10, 16)
    ]
    assert furniture(pages) == [set()] * len(pages)


def test_page_number_changes_sides() -> None:
    pages = [
        [f"{n} Gazette 12/2024" if n % 2 else f"Gazette 12/2024 {n}", f"Text {'abc'[n % 3]}"] for n in range(41, 47)
    ]
    assert furniture(pages) == [{0}] * 6


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Parteiorgani-\nsation", "Parteiorganisation"),
        ("Bund-\nLänder-Treffen", "Bund-Länder-Treffen"),
        ("Ein-\nund Ausfuhr", "Ein- und\nAusfuhr"),
        ("EU-\nweit 2020-\n2025", "EU-weit\n2020-2025"),
        ("so-\nwie und sowie", "sowie\nund sowie"),
        ("der E-Mail-\nVerkehr, Vor-Ort-\nTermin", "der E-Mail-Verkehr,\nVor-Ort-Termin"),
        ("38/2018/TT-\nBLĐTBXH", "38/2018/TT-BLĐTBXH"),
        ("38/2018/\nTT-BTC", "38/2018/TT-BTC"),
        ("hành chính -\nkinh tế", "hành chính -\nkinh tế"),
        ("hành chính-\nkinh tế", "hành chính-kinh\ntế"),
        ("Zell\u2010\nen", "Zellen"),
        ("Partei-\n\fzellen, neu", "Parteizellen,\f neu"),
    ],
)
def test_joined(text: str, expected: str) -> None:
    assert joined(text)[0] == expected


def test_words_are_joined_over_pages() -> None:
    document = read_bytes(pdf([*BODY, "Es gibt 61 Basispartei-"], ["organisationen, die", *BODY]), "a.pdf")
    assert "61 Basisparteiorganisationen,\ndie" in document.text
    assert "dehyphenated" in document.repairs
    assert document.text[slice(document.pages[1].start, document.pages[1].end)].startswith("die")


def test_scans_are_named_and_their_stamps_left_out() -> None:
    document = read_bytes(pdf(BODY, ["Stempel 05.03.2025"], image_on=frozenset({1})), "a.pdf")
    assert (document.status, [(q.code, q.page) for q in document.problems]) == ("partial", [("scan", 2)])
    assert "Stempel" not in document.text
    assert len(document.pages) == 2
    assert read_bytes(pdf([], image_on=frozenset({0})), "a.pdf").status == "empty"
    assert read_bytes(pdf(["Kurz."]), "a.pdf").status == "ok"


def test_page_limit() -> None:
    document = read_bytes(pdf(BODY, BODY, BODY), "a.pdf", limits=Limits(max_pages=2))
    assert (document.status, len(document.pages)) == ("partial", 2)
    assert [problem.code for problem in document.problems] == ["page_limit"]


_MADE = """de_1col de_2col_hyph de_weasy_2col de_libreoffice
vi_1col vi_2col vi_weasy_2col vi_libreoffice vi_nfd vi_tcvn3 vi_vni"""


@pytest.mark.parametrize("name", _MADE.split())
def test_shared_word_f1(name: str) -> None:
    document = read(shared("made", "pdf", f"{name}.pdf"))
    truth = shared("made", "gt", f"{name}.txt").read_text(encoding="utf-8")
    assert word_f1(document.text, truth) >= 0.99


@pytest.mark.parametrize(
    "name, status", [("enc_rc4_user", "failed"), ("enc_user_aes256", "failed"), ("enc_owner_only", "ok")]
)
def test_shared_passwords(name: str, status: str) -> None:
    document = read(shared("made", "bad", f"{name}.pdf"))
    assert document.status == status
    assert [problem.code for problem in document.problems] == (["encrypted"] if status == "failed" else [])


def test_shared_scans() -> None:
    document = read(shared("made", "pdf", "de_1col_scan200.pdf"))
    assert (document.status, {problem.code for problem in document.problems}) == ("empty", {"scan"})
    for file in sorted(shared("real").glob("*/pdf/SCANNED_*.pdf")):
        assert read(file).status == "empty", file.name


def test_words_know_their_boxes() -> None:
    document = read_bytes(pdf(["Die Partei zählt 4.925 Zellen in der Provinz-", "hauptstadt."]), "a.pdf")
    start = document.text.index("4.925")
    assert document.boxes is not None
    box = document.boxes.around(start, start + 5)
    assert box is not None
    assert 120 < box.x0 < box.x1 < 200
    assert 25 < box.top < 842 - 800 < box.bottom < 50
    whole = document.text.index("Provinzhauptstadt")
    over_two_lines = document.boxes.around(whole, whole + 17)
    assert over_two_lines is not None
    assert over_two_lines.x0 == 50
    assert over_two_lines.bottom > box.bottom + 10


def test_furniture_is_kept_apart() -> None:
    pages = [["Jahresbericht 2024", *(f"{line} {n * 7}" for line in BODY), f"Seite {n} von 4"] for n in range(1, 5)]
    document = read_bytes(pdf(*pages), "a.pdf")
    assert [(item.page, item.kind, item.text) for item in document.furniture][:2] == [
        (1, "edge", "Jahresbericht 2024"),
        (1, "edge", "Seite 1 von 4"),
    ]
    assert len(document.furniture) == 8


def test_pages_that_lost_their_content_are_named() -> None:
    document = read_bytes(pdf(BODY, [], []), "a.pdf")
    assert (document.status, [(p.code, p.severity) for p in document.problems]) == ("ok", [("blank_pages", "warning")])
    assert read_bytes(pdf(BODY, BODY, []), "a.pdf").problems == ()


def test_pages_that_are_no_pages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportminer.ingest.pdf import engine

    monkeypatch.setattr(engine, "_MOST_CHARACTERS", 100)
    document = read_bytes(pdf(["Kurz."], BODY), "a.pdf")
    assert (document.status, [(p.code, p.page) for p in document.problems]) == ("partial", [("page_broken", 2)])
    assert document.text.strip() == "Kurz."
