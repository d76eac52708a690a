"""RTF: text, tables, notes, what is hidden, and every way to write a letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_samples import shared, word_f1

from reportminer.ingest import read, read_bytes

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f5\fcharset163 Arial (Vietnamese);}}{\stylesheet{\s0 Normal;}}"
TABLE = (
    r"Vorher\par\trowd\cellx100\cellx200\pard\intbl Ort\cell Zahl\cell\row"
    r"\trowd\cellx100\cellx200\pard\intbl Bonn\cell 12\par 13\cell\row\pard Nachher\par"
)


def text(body: str, head: str = HEAD) -> str:
    document = read_bytes((head + body + "}").encode("latin-1"), "a.rtf")
    assert (document.format, document.status) == ("rtf", "ok"), document.problems
    return document.text


@pytest.mark.parametrize(
    "body, wanted",
    [
        (r"Gr\'f6\'dfe: 4.925 Zellen\par Ende", "Größe: 4.925 Zellen\n\nEnde"),
        (r"\u272 ?\u7843 ?ng b\u7897\'3f 12", "Đảng bộ 12"),
        (r"\uc0\u272\u7843 ng", "Đảng"),
        (r"\uc2\u272 ??x", "Đx"),
        (r"{\f5 \'fe\'f5}\'fe", "₫ơþ"),
        (r"a\~b\_c\emdash d\{e\}\\", "a\u00a0b\u2011c—d{e}\\"),
        (r"km{\super 2} und {\v geheim}{\deleted alt}neu", "km² und neu"),
        (r"{\header Kopf}{\*\unbekannt weg}{\pict 0102}Text", "Text"),
        ("ein \r\nWort", "ein Wort"),
        (r"\bin3 }}}danach", "danach"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt Seite}} 3", "Seite 3"),
        (r"Text{\footnote\pard Eine Note.} weiter", "Text weiter\n\nEine Note."),
    ],
)
def test_letters_and_groups(body: str, wanted: str) -> None:
    assert text(body) == wanted


def test_tables_have_cells_and_end() -> None:
    document = read_bytes((HEAD + TABLE + "}").encode(), "a.rtf")
    assert document.text == "Vorher\n\nOrt | Zahl\nBonn | 12 13\n\nNachher"
    cell = document.cells[-1]
    assert document.text[cell.start : cell.end] == "12 13"
    assert cell.column_header
    assert document.text[slice(*cell.column_header)] == "Zahl"


def test_title_and_content_before_name() -> None:
    data = (HEAD + r"{\info{\title Bericht 2023}{\creatim\yr2020}}Es waren 5 Orte.}").encode()
    document = read_bytes(data, "a.doc")
    assert (document.format, document.title, document.text) == ("rtf", "Bericht 2023", "Es waren 5 Orte.")


def test_depth_and_damage_end() -> None:
    assert read_bytes(b"{\\rtf1 " + b"{" * 100_000 + b"Text", "a.rtf").status == "ok"
    assert [problem.code for problem in read_bytes(b"Text", "a.rtf").problems] == ["broken_file"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=6))
def test_damaged_files_never_raise(place: int, junk: bytes) -> None:
    data = (HEAD + TABLE + r"\u272 ?{\footnote x}}").encode()
    for broken in (data[:place], data[:place] + junk + data[place:]):
        codes = [problem.code for problem in read_bytes(broken, "a.rtf").problems]
        assert "reader_error" not in codes


@pytest.mark.parametrize("name", ["de_report", "vi_report"])
def test_reports_of_a_word_processor_shared(name: str) -> None:
    truth = shared("made", "gt", f"{name}.txt").read_text(encoding="utf-8")
    assert word_f1(read(shared("made", "other", f"{name}.rtf")).text, truth) > 0.999
