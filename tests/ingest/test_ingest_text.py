"""TXT, Markdown and the encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_samples import shared, word_f1

from reportminer.ingest import read, read_bytes
from reportminer.ingest.cells import cells_in_lines
from reportminer.ingest.md import plain
from reportminer.ingest.vietnamese import from_tcvn3, from_viscii, from_vni, is_syllable, legacy_encoding

GERMAN = "Die Größe der Gebiete fällt – über 4.925 Plätze, „gemäß“ Beschluß für 15 Mio. €.\n" * 3
VIETNAMESE = "Nghị quyết số 21-NQ/TW về đổi mới, đầu tư công và quyền được hưởng thụ của người dân tỉnh.\n" * 3


@pytest.mark.parametrize(
    "codec, named",
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_german(codec: str, named: str) -> None:
    document = read_bytes(GERMAN.encode(codec), "a.txt")
    assert (document.text, document.encoding, document.repairs) == (GERMAN, named, ())


def test_latin9_euro_and_dos() -> None:
    text = GERMAN.replace("–", "-").replace("„", '"').replace("“", '"')
    assert read_bytes(text.encode("iso8859-15"), "a.txt").text == text
    dos = text.replace("€", "EUR")
    assert read_bytes(dos.encode("cp850"), "a.txt").text == dos


def test_vietnamese_cp1258() -> None:
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    import unicodedata

    spread = "".join(
        unicodedata.normalize("NFC", parts[:-1]) + parts[-1]
        if (parts := unicodedata.normalize("NFD", c))[-1] in marks
        else c
        for c in VIETNAMESE
    )
    document = read_bytes(spread.encode("cp1258"), "a.txt")
    assert (document.text, document.encoding) == (VIETNAMESE, "cp1258")


def test_a_cut_utf8_file_stays_utf8() -> None:
    document = read_bytes((VIETNAMESE * 4).encode()[:-2] + b"\xe1\xbb", "a.txt")
    assert document.encoding == "utf-8"
    assert [problem.code for problem in document.problems] == ["undecodable_bytes"]


def test_legacy_layouts() -> None:
    assert from_tcvn3("®\xadîc h\xadëng, T¸m tr¨m s¸u m\xad¬i") == "được hưởng, Tám trăm sáu mươi"
    assert from_vni("ñöôïc höôûng, ÑAÛNG, Nghò quyeát, kyõ") == "được hưởng, ĐẢNG, Nghị quyết, kỹ"
    assert from_viscii(b"\xf0\xdf\xfec") == "được"


def test_soft_hyphen_is_a_letter_in_tcvn3_and_goes_in_german() -> None:
    data = "C¸c cÊp ñy ®\xadîc giao; ®Çu t\xad c«ng ®¹t 64% vµ t¨ng tr\xadëng.\n".encode("cp1252") * 3
    document = read_bytes(data, "a.txt")
    assert document.text.startswith("Các cấp ủy được giao; đầu tư công đạt 64% và tăng trưởng.")
    assert (document.encoding, document.repairs) == ("tcvn3", ("tcvn3",))
    german = read_bytes("Wir prüfen die Partei\xadzellen.\n".encode("cp1252"), "a.txt")
    assert (german.text, german.repairs) == ("Wir prüfen die Parteizellen.\n", ("softhyphen",))


def test_tcvn3_inside_utf8_is_repaired_line_by_line() -> None:
    text = "Nghị quyết của Đảng\n®Çu t\xad c«ng ®¹t 64% vµ ®\xadîc giao\nBericht über Größe\n"
    document = read_bytes(text.encode(), "a.txt")
    assert document.text == "Nghị quyết của Đảng\nđầu tư công đạt 64% và được giao\nBericht über Größe\n"
    assert document.repairs == ("tcvn3",)


@pytest.mark.parametrize("text", [GERMAN, VIETNAMESE, "El niño español y la mañana del año\n" * 5, "A® B® C® D®"])
def test_no_false_alarm(text: str) -> None:
    assert legacy_encoding((text,)) == ""


@pytest.mark.parametrize("word", ["nghiệp", "quyết", "gì", "ưu", "Yên", "khuya", "ĐẢNG", "thuở", "nguyễn"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["für", "größe", "fỹr", "schọn", "niño", "bbb", "ngiệp"[::-1]])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_hard_wraps_and_hyphens_of_a_text_file_stay() -> None:
    text = "Die Partei-\nzellen 1\u00a0234 und 5\u202f678 km\u00b2\tNr. 38/2018/TT-\nBLĐTBXH\n"
    assert read_bytes(text.encode(), "a.txt").text == text


def test_line_ends() -> None:
    document = read_bytes(b"eins\r\nzwei\rdrei\n", "a.txt")
    assert (document.text, document.repairs) == ("eins\nzwei\ndrei\n", ("newlines",))


def test_table_in_text() -> None:
    text = "Bảng 1: Kết quả\nSTT | Huyện | 2021 | 2022\n1 | Đầm Hà | 12 | 1.061\n2 | Uông Bí |  | 4.925\nXong.\n"
    cells = {text[c.start : c.end]: c for c in cells_in_lines(text)}
    cell = cells["4.925"]
    assert cell.row_header is not None
    assert cell.column_header is not None
    assert cell.caption is not None
    assert text[slice(*cell.row_header)] == "Uông Bí"
    assert text[slice(*cell.column_header)] == "2022"
    assert text[slice(*cell.caption)] == "Bảng 1: Kết quả"
    assert cells["Huyện"].column_header is None
    assert list(cells_in_lines("ein | Strich\nkein | e Tabelle")) != []
    assert list(cells_in_lines("nur ein | Strich\n")) == []


@given(st.text(alphabet="ab |\n12", max_size=60))
def test_cells_stand_in_the_text(text: str) -> None:
    for cell in cells_in_lines(text):
        assert text[cell.start : cell.end].strip() == text[cell.start : cell.end] != ""


@pytest.mark.parametrize(
    "source, expected",
    [
        ("# Bericht 2023 #\n\nText\n", "Bericht 2023\n\nText\n"),
        ("Titel\n=====\nText", "Titel\nText"),
        ("**4.925** *Zellen* in `Hà Nội` und __61__ ~~alt~~", "4.925 Zellen in Hà Nội und 61 alt"),
        ("5 * 3 * 2, a_b_c, 2*3", "5 * 3 * 2, a_b_c, 2*3"),
        ("Siehe [Beschluss](https://example.org/a_b) ![Bild](b.png)", "Siehe Beschluss Bild"),
        ("| A | B |\n|---|--:|\n| 1 | 2 |\n", "A | B\n1 | 2\n"),
        ("- Punkt\n1. Punkt\n> Zitat\n---\nEnde", "- Punkt\n1. Punkt\n> Zitat\nEnde"),
        ("21\\-NQ\\/TW 3\\.", "21-NQ\\/TW 3."),
    ],
)
def test_markdown(source: str, expected: str) -> None:
    assert plain(source) == expected


def test_markdown_document_has_title_and_cells() -> None:
    document = read_bytes(b"# Bericht **2023**\n\n| Ort | 2022 |\n|---|---|\n| Uong Bi | 7 |\n", "a.md")
    assert (document.title, document.text) == ("Bericht 2023", "Bericht 2023\n\nOrt | 2022\nUong Bi | 7")
    assert [document.text[c.start : c.end] for c in document.cells] == ["Ort", "2022", "Uong Bi", "7"]


_FILES = (
    "de_cp1252 de_iso8859_15 de_mac de_utf16le_bom de_utf16le_nobom de_utf8 de_utf8bom "
    "vi_cp1258 vi_tcvn3 vi_utf16be_bom vi_utf8 vi_utf8_nfd vi_viscii vi_vni"
)


@pytest.mark.parametrize("name", _FILES.split())
def test_shared_encodings(name: str) -> None:
    document = read(shared("made", "other", f"{name}.txt"))
    truth = shared("made", "gt", f"txt_{name[:2]}.txt").read_text(encoding="utf-8")
    if name == "vi_tcvn3":  # the encoding has no accented capitals
        assert word_f1(document.text, truth) >= 0.995
    else:
        assert document.text == truth
    assert document.status == "ok"


def test_shared_real_text_files_have_no_false_repair() -> None:
    for file in sorted(shared("real").glob("*/txt/*.txt")):
        if "udhr_Vietnamese-" in file.name:
            continue  # three of them are in legacy encodings, two of those damaged
        assert not {"tcvn3", "vni", "viscii"} & set(read(file).repairs), file.name


@pytest.mark.parametrize("source", ["**a ", "[a", "_a ", "`a ", "|-", "- ", "* ", "# a     ", "~~"])
def test_markdown_marks_that_never_close_cost_no_more_than_they_are_long(source: str) -> None:
    assert plain(source * 10_000) is not None
