"""PDF: columns, tables, footnotes, raised marks, letter-spacing, sideways pages, fonts, scans and their recognition."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from ingest_samples import at, drawn, pdf, rule, shared, text_like_image

from reportminer import Miner
from reportminer.ingest import Limits, read, read_bytes
from reportminer.ingest.cells import SEPARATOR
from reportminer.ingest.pdf.tesseract import installed_languages
from reportminer.types import Cell, Document

PROSE = (
    "Die Zahl der Mitglieder stieg im Berichtsjahr weiter an und",
    "erreichte einen neuen Stand. Der Ausschuss hat alle Berichte",
    "geprüft und den Entwurf im Frühjahr ohne Gegenstimmen",
    "gebilligt. Die Gemeinden sollen nun in jedem Quartal über",
    "den Fortgang der Arbeiten berichten, damit die Mittel nach",
    "Bedarf verteilt werden können. Weitere Schritte folgen im",
    "Herbst, sobald die Prüfung der Unterlagen beendet ist und",
    "die Vertreter aller Orte gehört worden sind.",
)
ROWS = (
    ("Ort", "2022", "2023", "Anteil in %"),
    ("Altdorf", "1.204", "1.310", "12,5"),
    ("Neustadt am See", "985", "1.002", "9,8"),
    ("Bergheim", "12.480", "12.001", "-3,8"),
    ("Talheim", "77", "81", "5,2"),
)
EDGES = (60.0, 180.0, 260.0, 340.0, 440.0)


def words(document: Document) -> list[str]:
    return document.text.split()


def rows_of(document: Document) -> list[tuple[str, ...]]:
    return [tuple(line.split(SEPARATOR)) for line in document.text.split("\n") if SEPARATOR in line]


def prose(x: float, y: float, lines: tuple[str, ...] = PROSE, size: float = 9) -> bytes:
    return b"".join(at(x, y + 12 * row, line, size) for row, line in enumerate(lines))


def cells_at(top: float, rows: tuple[tuple[str, ...], ...] = ROWS) -> bytes:
    return b"".join(
        at(x + 4, top + 12 + 16 * number, text)
        for number, row in enumerate(rows)
        for x, text in zip(EDGES, row, strict=False)
    )


def grid(top: float, count: int) -> bytes:
    bottom = top + 16 * count
    across = (rule(EDGES[0], top + 16 * n, EDGES[-1], top + 16 * n) for n in range(count + 1))
    return b"".join((*across, *(rule(x, top, x, bottom) for x in EDGES)))


# columns


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left = tuple(f"links {line}"[:52] for line in PROSE)
    right = tuple(f"rechts {line}"[:52] for line in PROSE)
    mixed = b"".join(
        at(50, 100 + 12 * n, one, 8) + at(310, 100 + 12 * n, other, 8)
        for n, (one, other) in enumerate(zip(left * 2, right * 2, strict=True))
    )
    text = read_bytes(drawn(at(50, 60, "Bericht über das Jahr", 14) + mixed), "a.pdf").text
    assert text.index("Bericht über") < text.index("links") < text.rindex("links") < text.index("rechts")


def test_columns_in_the_order_of_the_file_stay() -> None:
    content = prose(50, 100, PROSE * 2, 8) + prose(310, 100, PROSE[::-1] * 2, 8)
    expected = " ".join((*PROSE * 2, *PROSE[::-1] * 2)).split()
    assert words(read_bytes(drawn(content), "a.pdf")) == expected


def test_rows_of_a_table_are_no_columns() -> None:
    content = prose(60, 60) + cells_at(200)
    assert rows_of(read_bytes(drawn(content), "a.pdf")) == list(ROWS)


# tables


@pytest.mark.parametrize("ruled", [True, False])
def test_tables_become_lines_with_cells(ruled: bool) -> None:
    content = prose(60, 60) + cells_at(200) + (grid(200, len(ROWS)) if ruled else b"") + prose(60, 320)
    document = read_bytes(drawn(content), "a.pdf")
    assert rows_of(document) == list(ROWS)
    before, after = document.text.split(SEPARATOR.join(ROWS[0]))[0], document.text.split("5,2")[-1]
    assert before.split() == after.split() == " ".join(PROSE).split()
    cell = next(cell for cell in document.cells if document.text[cell.start : cell.end] == "12.001")
    assert named(document, cell) == ("Bergheim", "2023")


def named(document: Document, cell: Cell) -> tuple[str, str]:
    assert cell.row_header is not None
    assert cell.column_header is not None
    return document.text[slice(*cell.row_header)], document.text[slice(*cell.column_header)]


def test_merged_heads_and_missing_outer_borders() -> None:
    rows = (("Ort", "Mitglieder 2022"), ("", "Soll", "Ist", "Anteil"), *ROWS[1:])
    inner = [rule(EDGES[1], 200, EDGES[1], 296), *(rule(x, 216, x, 296) for x in EDGES[2:4])]
    across = [rule(EDGES[0], 200 + 16 * n, EDGES[-1], 200 + 16 * n) for n in range(7)]
    document = read_bytes(drawn(cells_at(200, rows) + b"".join((*inner, *across))), "a.pdf")
    assert rows_of(document) == [("Ort", "Mitglieder 2022"), ("", "Soll", "Ist", "Anteil"), *ROWS[1:]]
    cell = next(cell for cell in document.cells if document.text[cell.start : cell.end] == "12.001")
    assert named(document, cell) == ("Bergheim", "Ist")
    assert cell.group_header is not None
    assert document.text[slice(*cell.group_header)] == "Mitglieder 2022"


def test_a_table_without_heads_has_none() -> None:
    document = read_bytes(drawn(cells_at(200, ROWS[1:]) + grid(200, 4)), "a.pdf")
    found = {document.text[cell.start : cell.end]: cell for cell in document.cells}
    assert {cell.column_header for cell in found.values()} == {None}
    row = found["1.310"].row_header
    assert row is not None
    assert document.text[slice(*row)] == "Altdorf"


def test_numbers_of_rows_are_no_figures(tmp_path: Path) -> None:
    rows = (("TT", "Ort", "Mitglieder"), *((str(n), f"Ort {name}", f"{n * 317}") for n, name in enumerate("ABCD", 1)))
    file = tmp_path / "a.pdf"
    file.write_bytes(drawn(prose(60, 60) + cells_at(200, rows) + grid(200, len(rows))))
    report = Miner().mine_file(file)
    assert [figure.text for figure in report.figures] == ["317", "634", "951", "1268"]


def test_a_table_goes_on_over_the_page_with_its_header() -> None:
    first = prose(60, 60) + cells_at(740) + grid(740, len(ROWS))
    more = (("Waldau", "310", "322", "3,9"), ("Seehof", "41", "40", "-2,4"))
    second = cells_at(40, more) + grid(40, 2) + prose(60, 120)
    document = read_bytes(drawn(first, second), "a.pdf")
    cell = next(cell for cell in document.cells if document.text[cell.start : cell.end] == "322")
    assert named(document, cell) == ("Waldau", "2023")
    assert [page.number for page in document.pages] == [1, 2]
    assert "Waldau" in document.text[slice(document.pages[1].start, document.pages[1].end)]


def test_words_cut_in_cells_are_joined() -> None:
    rows = (("Einheit", "Zellen"), ("Partei-", "12"), ("Altdorf", "15"))
    lines = cells_at(200, rows) + at(64, 242, "komitee", 9)
    across = [rule(EDGES[0], y, EDGES[2], y) for y in (200, 216, 246, 262)]
    shifted = lines.replace(b"(Altdorf)", b"( )").replace(b"(15)", b"( )")
    down = [rule(x, 200, x, 262) for x in EDGES[:3]]
    last = at(64, 258, "Altdorf") + at(184, 258, "15")
    document = read_bytes(drawn(shifted + last + b"".join((*across, *down))), "a.pdf")
    assert rows_of(document) == [("Einheit", "Zellen"), ("Parteikomitee", "12"), ("Altdorf", "15")]


@pytest.mark.parametrize(
    "lines",
    [
        [f"Abschnitt {word} .................... {n * 4}" for n, word in enumerate(("eins", "zwei", "drei", "vier"), 1)],
        ["1. Erster Punkt der Tagesordnung", "2. Zweiter Punkt", "3. Dritter Punkt", "4. Vierter Punkt"],
        ["10.00 Uhr Begrüßung", "10.15 Uhr Vortrag", "11.30 Uhr Pause", "12.00 Uhr Aussprache"],
    ],
)
def test_lists_are_no_tables(lines: list[str]) -> None:
    assert rows_of(read_bytes(pdf(lines), "a.pdf")) == []


def test_a_table_of_contents_is_no_table() -> None:
    content = b"".join(at(60, 80 + 16 * n, f"Abschnitt {n}") + at(500, 80 + 16 * n, str(3 * n)) for n in range(1, 8))
    assert rows_of(read_bytes(drawn(content), "a.pdf")) == []


def test_a_frame_around_text_is_no_table() -> None:
    frame = rule(50, 50, 400, 50) + rule(50, 160, 400, 160) + rule(50, 50, 50, 160) + rule(400, 50, 400, 160)
    document = read_bytes(drawn(prose(60, 65) + frame), "a.pdf")
    assert rows_of(document) == []
    assert words(document) == " ".join(PROSE).split()


def test_figures_of_cells_have_headers_and_boxes() -> None:
    rows = (("Ort", "Mitglieder 2022", "Mitglieder 2023"), ("Altdorf", "1.204", "1.310"), ("Bergheim", "985", "1.002"))
    wide = b"".join(at(60 + 150 * c, 112 + 16 * r, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    lines = [rule(55, 100 + 16 * n, 505, 100 + 16 * n) for n in range(4)] + [rule(55 + 150 * n, 100, 55 + 150 * n, 148) for n in range(4)]
    document = read_bytes(drawn(prose(60, 40)[:0] + wide + b"".join(lines)), "a.pdf")
    report = Miner().mine_text(document.text, language="de")
    assert [(str(f.value), f.counted) for f in report.figures if f.text == "1.310"] == [("1310", "Mitglieder")]


# marks, notes, headings


def test_raised_digits_are_no_part_of_numbers() -> None:
    content = at(60, 80, "Es gab 4.925") + at(124, 80, "1", 6, rise=4) + at(131, 80, "Zellen auf 30 km") + at(214, 80, "2", 6, rise=4)
    text = read_bytes(drawn(content), "a.pdf").text
    assert "4.925¹" in text.replace(" ¹", "¹")
    assert "km²" in text.replace(" ²", "²")


def test_raised_digits_before_a_full_stop() -> None:
    content = at(60, 80, "Es gab 4.925") + at(124, 80, "12", 6, rise=4) + at(131, 80, ". Danach kam nichts.")
    assert "4.925¹²." in read_bytes(drawn(content), "a.pdf").text
    level = at(60, 80, "Es gab 4.925") + at(124, 80, "12", 6) + at(131, 80, ". Danach")
    assert "¹" not in read_bytes(drawn(level), "a.pdf").text


def test_footnotes_stand_behind_the_text() -> None:
    notes = at(60, 790, "¹ Quelle: eigene Erhebung vom 3. Mai 2021.", 7)
    first = prose(60, 60, PROSE[:4]) + notes
    document = read_bytes(drawn(first, prose(60, 60, PROSE[4:])), "a.pdf")
    assert words(document)[: len(" ".join(PROSE).split())] == " ".join(PROSE).split()
    assert document.text.endswith("vom 3. Mai 2021.")
    assert [page.number for page in document.pages] == [1, 2, 1]
    assert document.text[document.pages[-1].start :].startswith("¹ Quelle")


def test_letter_spaced_headings_are_closed() -> None:
    heading = b"".join(at(60 + 13 * n, 60, letter, 12) for n, letter in enumerate("BESCHLUSS") if letter != " ")
    spaced = at(60, 90, "B e s c h l u s s   d e s   R a t e s", 12)
    text = read_bytes(drawn(spaced + prose(60, 120)), "a.pdf").text
    assert text.startswith("Beschluss des Rates")
    assert "BESCHLUSS" in read_bytes(drawn(heading + prose(60, 120)), "a.pdf").text.replace(" ", "")


def test_signature_stamps_are_left_out() -> None:
    stamp = at(400, 60, "Signature Not Verified", 7) + at(400, 68, "Digitally signed by: Amt", 7) + at(400, 76, "Date: 2025.03.05 10:22:33 +07:00", 7)
    document = read_bytes(drawn(stamp + prose(60, 120)), "a.pdf")
    assert "2025" not in document.text
    assert {item.kind for item in document.furniture} == {"stamp"}


# sideways and legacy fonts


def test_sideways_pages_are_read_upright() -> None:
    def sideways(x: float, y: float, text: str) -> bytes:
        return b"BT /F 11 Tf 0 1 -1 0 %g %g Tm (%s) Tj ET\n" % (x, y, text.encode("cp1252"))

    content = b"".join(
        sideways(100 + 16 * number, 60 + place, text)
        for number, row in enumerate(ROWS)
        for place, text in zip((0, 150, 260, 370), row, strict=True)
    )
    document = read_bytes(drawn(content), "a.pdf")
    assert rows_of(document) == list(ROWS)
    assert document.boxes is not None
    first, last = document.text.index("Altdorf"), document.text.index("Talheim")
    boxes = document.boxes.around(first, first + 7), document.boxes.around(last, last + 7)
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0].x0 < boxes[1].x0  # rows go from left to right on the page as it is
    assert boxes[0].bottom - boxes[0].top > 2 * (boxes[0].x1 - boxes[0].x0)


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_turned_pages_have_boxes_as_shown(turns: int) -> None:
    document = read_bytes(drawn(prose(60, 60), rotate=turns), "a.pdf")
    assert words(document) == " ".join(PROSE).split()
    assert document.boxes is not None
    for start, end in pairwise((0, 3, len(document.text))):
        box = document.boxes.around(start, end)
        assert box is not None
        wide, high = (842, 595) if turns != 180 else (595, 842)
        assert 0 <= box.x0 < box.x1 <= wide
        assert 0 <= box.top < box.bottom <= high


@pytest.mark.parametrize(
    "font, written, meant", [("V", "§¶ng bé ®Çu n¨m", "Đảng bộ đầu năm"), ("N", "ñaàu naêm", "đầu năm"), ("F", "für ® n¨m", "für ® n¨m")]
)
def test_legacy_fonts_are_told_by_name(font: str, written: str, meant: str) -> None:
    assert read_bytes(drawn(at(60, 60, written, font=font) + prose(60, 90)), "a.pdf").text.split("\n")[0] == meant


def test_a_no_break_space_alone_asks_for_no_font() -> None:
    document = read_bytes(drawn(at(60, 60, "Kosten:\u00a0 12 Euro") + prose(60, 90)), "a.pdf")
    assert document.text.split("\n")[0].split() == ["Kosten:", "12", "Euro"]
    assert not document.problems


# scans


def test_a_typed_head_over_a_scan_does_not_hide_it() -> None:
    head = b"".join(at(60, 60 + 14 * n, line) for n, line in enumerate(PROSE[:4]))
    document = read_bytes(drawn(b"q 450 0 0 600 60 60 cm /I Do Q\n" + head), "a.pdf")
    assert [(p.code, p.severity, p.page) for p in document.problems] == [("scan", "error", 1)]
    assert words(document) == " ".join(PROSE[:4]).split()


def test_the_last_page_of_a_scan_may_hold_three_lines() -> None:
    wide, high, pixels = text_like_image()
    sparse = (wide, high, pixels[: 24 * wide] + b"\xff" * (wide * (high - 24)))
    content = b"q 500 0 0 700 50 60 cm /I Do Q\n" + at(60, 40, "Amtsblatt 2024 84")
    assert [p.code for p in read_bytes(drawn(content, image=sparse), "a.pdf").problems] == ["scan"]


def test_photographs_are_no_scans() -> None:
    shade = (64, 64, bytes((x + y) % 256 for y in range(0, 128, 2) for x in range(0, 128, 2)))
    content = b"q 595 0 0 842 0 0 cm /I Do Q\n" + at(60, 60, "Jahresbericht 2024", 20)
    document = read_bytes(drawn(content, image=shade), "a.pdf")
    assert (document.status, document.text) == ("ok", "Jahresbericht 2024")


def test_recognition_without_the_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    document = read_bytes(pdf(PROSE, [], image_on=frozenset({1})), "a.pdf", limits=Limits(ocr=True))
    assert [p.code for p in document.problems] == ["ocr_missing", "scan"]
    assert "tesseract-ocr-vie" in document.problems[0].message


needs_tesseract = pytest.mark.skipif("deu" not in installed_languages(), reason="tesseract with German is not here")


@needs_tesseract
def test_scans_are_read() -> None:
    document = read_bytes(scanned(pdf(PROSE)), "a.pdf", limits=Limits(ocr=True))
    assert (document.status, document.repairs) == ("ok", ("ocr",))
    assert words(document) == " ".join(PROSE).split()
    assert document.boxes is not None
    start = document.text.index("Mitglieder")
    box = document.boxes.around(start, start + 10)
    assert box is not None
    assert 100 < box.x0 < box.x1 < 200
    assert 30 < box.top < box.bottom < 48


def scanned(data: bytes) -> bytes:
    """The first page as an image at 200 dpi."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as source:
        pixels = source[0].render(scale=200 / 72, grayscale=True).to_numpy()
        image = (pixels.shape[1], pixels.shape[0], pixels.tobytes())
    return drawn(b"q 595 0 0 842 0 0 cm /I Do Q\n", image=image)


def test_shared_stamped_scans() -> None:
    files = sorted(shared("real", "vi", "pdf").glob("BAD_scan*"))
    assert len(files) == 7
    for file in files:
        document = read(file)
        assert [p.code for p in document.problems] == ["scan"], file.name


@pytest.mark.slow
@needs_tesseract
def test_shared_recognition() -> None:
    from ingest_samples import word_f1

    for language in ("de", "vi"):
        read_page = read(shared("made", "pdf", f"{language}_1col_scan300.pdf"), limits=Limits(ocr=True))
        truth = read(shared("made", "pdf", f"{language}_1col.pdf"))
        end = next(page.end for page in truth.pages if page.number == 3)
        assert word_f1(read_page.text, truth.text[:end]) > 0.98


def test_shared_passwords_open() -> None:
    file = shared("made", "bad", "enc_user_aes256.pdf")
    assert read(file, limits=Limits(password="geheim")).status == "ok"
    wrong = read(file, limits=Limits(password="falsch"))
    assert (wrong.status, [p.code for p in wrong.problems]) == ("failed", ["encrypted"])
