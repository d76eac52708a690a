"""DOCX, ODT, HTML and EML."""

from __future__ import annotations

import io
from datetime import date
from email.message import EmailMessage

import pytest
from ingest_samples import _W, docx, odt, p, shared, word_f1, zipped

from reportminer.ingest import Limits, read, read_bytes
from reportminer.types import Document

TABLE = [["Ort", "2021", "2022"], ["Hạ Long", "12", "1.061"], ["Uông Bí", "", "4.925"]]


def headed(document: Document, text: str) -> tuple[str, str]:
    """Row header and column header of the cell with this text."""
    cell = next(c for c in document.cells if document.text[c.start : c.end] == text)
    row, column = (document.text[slice(*s)] if s else "" for s in (cell.row_header, cell.column_header))
    return row, column


def test_python_docx_document() -> None:
    docx_library = pytest.importorskip("docx")
    source = docx_library.Document()
    source.core_properties.title = "Bericht 2023"
    source.add_paragraph("Vor der Tabelle.")
    table = source.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    source.add_paragraph("Nach der Tabelle.")
    buffer = io.BytesIO()
    source.save(buffer)
    document = read_bytes(buffer.getvalue(), "a.docx")
    rows = "Ort | 2021 | 2022\nHạ Long | 12 | 1.061\nUông Bí |  | 4.925"
    assert document.text == f"Vor der Tabelle.\n\n{rows}\n\nNach der Tabelle."
    assert (document.title, document.status) == ("Bericht 2023", "ok")
    assert headed(document, "4.925") == ("Uông Bí", "2022")
    assert headed(document, "2022") == ("", "")


def test_docx_keeps_insertions_controls_and_notes_but_not_deletions_and_contents() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Inhalt 12</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Es gab </w:t></w:r><w:del><w:r><w:delText>60</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>61</w:t></w:r></w:ins>"
        "<w:sdt><w:sdtContent><w:r><w:t> Zellen</w:t></w:r></w:sdtContent></w:sdt>"
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r></w:p>'
    )
    document = read_bytes(docx(body, footnotes="<w:footnote>" + p("Stand: 2023.") + "</w:footnote>"), "a.docx")
    assert document.text == "Es gab 61 Zellen¹\n\nStand: 2023."


def test_docx_merged_cells() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("Jahr 2022")}</w:tc>'
    rows = f"<w:tr><w:tc>{p('Ort')}</w:tc>{wide}</w:tr>"
    rows += f"<w:tr><w:tc>{p('Köln')}</w:tc><w:tc>{p('7')}</w:tc><w:tc>{p('8')}</w:tc></w:tr>"
    document = read_bytes(docx(f"<w:tbl>{rows}</w:tbl>"), "a.docx")
    assert headed(document, "8") == ("Köln", "Jahr 2022")


@pytest.mark.parametrize("suffix, part", [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_doctype_is_refused(suffix: str, part: str) -> None:
    data = zipped({part: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
    assert [q.code for q in read_bytes(data, "a." + suffix).problems] == ["doctype_refused"]


def test_zip_bombs_are_refused_before_unpacking() -> None:
    bomb = zipped({"word/document.xml": "<x>" + " " * 30_000_000 + "</x>"})
    assert [q.code for q in read_bytes(bomb, "a.docx").problems] == ["zip_bomb"]
    small = read_bytes(docx(p("x")), "a.docx", limits=Limits(max_unzipped=10))
    assert [q.code for q in small.problems] == ["zip_bomb"]


def test_odt() -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in TABLE
    )
    body = (
        "<text:tracked-changes><text:p>weg</text:p></text:tracked-changes>"
        '<text:h>Ziele</text:h><text:p>Es gab<text:s text:c="2"/>61<text:note>'
        "<text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Stand 2023</text:p></text:note-body></text:note> Zellen.</text:p>"
        f"<text:p>Tabelle 1: Orte</text:p><table:table>{cells}</table:table>"
    )
    document = read_bytes(odt(body), "a.odt")
    assert document.text.startswith("Ziele\n\nEs gab  61 Zellen.\n\nTabelle 1: Orte\n\nOrt | 2021 | 2022\n")
    assert document.text.endswith("4.925\n\nStand 2023")
    assert headed(document, "4.925") == ("Uông Bí", "2022")
    caption = document.cells[-1].caption
    assert caption is not None
    assert document.text[slice(*caption)] == "Tabelle 1: Orte"


def test_odt_with_password() -> None:
    data = odt("", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"})
    assert [q.code for q in read_bytes(data, "a.odt").problems] == ["encrypted"]


PAGE = """<!DOCTYPE html><html><head><title>Bericht &ndash; 2023</title>
<meta property="article:published_time" content="2024-08-12T10:00:00+02:00">
<script>var a = "<p>nein</p>";</script></head>
<body><nav><ul><li><a href="/">Start</a></li></ul></nav><div class="cookie-banner">Wir nutzen Cookies</div>
<main><h1>Bericht</h1><p>Es gab <b>4.925</b> Zellen auf 12&nbsp;km<sup>2</sup>.<br>Neue Zeile.</p>
<div>Absatz<p>Absatz zwei</p></div>
<table><caption>Orte</caption><tr><th>Ort</th><th colspan="2">2022</th></tr>
<tr><td rowspan="2">Köln</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></main>
<footer>Impressum</footer></body></html>"""


def test_html() -> None:
    document = read_bytes(PAGE.encode(), "a.html")
    assert document.text == (
        "Bericht\n\nEs gab 4.925 Zellen auf 12\u00a0km².\nNeue Zeile.\n\nAbsatz\n\nAbsatz zwei\n\n"
        "Orte\n\nOrt | 2022\nKöln | 1 | 2\n3 | 4"
    )
    assert (document.title, document.published) == ("Bericht – 2023", date(2024, 8, 12))
    assert headed(document, "2") == ("Köln", "2022")
    assert headed(document, "4")[1] == "2022"


def test_html_layout_tables_are_paragraphs() -> None:
    document = read_bytes(b"<table><tr><td><p>Eins</p><p>Zwei</p></td></tr><tr><td>Drei</td></tr></table>", "a.html")
    assert (document.text, document.cells) == ("Eins\n\nZwei\n\nDrei", ())


def test_html_of_nothing_but_navigation_is_kept() -> None:
    page = "<nav>" + "".join(f"<a href=x>Kapitel {n}</a><br>" for n in range(9)) + "</nav>"
    assert "Kapitel 8" in read_bytes(page.encode(), "a.html").text


def test_html_charset_and_depth() -> None:
    declared = "<meta charset=windows-1258><p>Größe".encode("cp1252")
    assert read_bytes(declared.replace(b"windows-1258", b"iso-8859-1"), "a.html").text == "Größe"
    deep = b"<div>" * 20_000 + b"unten" + b"</div>" * 20_000
    assert read_bytes(deep, "a.html").text == "unten"


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Bericht Nr. 21 – Größe"
    mail["Date"] = "Thu, 16 Jun 2022 10:00:00 +0700"
    mail["From"] = "a@example.org"
    return mail


def test_eml() -> None:
    mail = message()
    mail.set_content("Es gab 4.925 Zellen.\n", cte="base64")
    mail.add_alternative("<p>HTML</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/bericht.pdf")
    document = read_bytes(mail.as_bytes(), "a.eml")
    assert (document.text, document.title) == ("Es gab 4.925 Zellen.", "Bericht Nr. 21 – Größe")
    assert document.published == date(2022, 6, 16)
    assert document.problems == ()
    assert document.status == "ok"


def test_eml_with_html_only_and_with_no_date() -> None:
    mail = message()
    del mail["Date"]
    mail.set_content("<p>Es gab <b>61</b></p>", subtype="html")
    document = read_bytes(mail.as_bytes(), "a.eml")
    assert (document.text, document.published, document.format) == ("Es gab 61", None, "eml")


@pytest.mark.parametrize("name", [f"{lang}_report.{kind}" for lang in ("de", "vi") for kind in ("docx", "odt", "html")])
def test_shared_office(name: str) -> None:
    document = read(shared("made", "other", name))
    truth = shared("made", "gt", name.split(".")[0] + ".txt").read_text(encoding="utf-8")
    assert word_f1(document.text, truth) >= 0.99
    assert len(document.cells) == 135


@pytest.mark.parametrize("name", ["de_news", "vi_news"])
def test_shared_news(name: str) -> None:
    document = read(shared("made", "other", name + ".html"))
    truth = shared("made", "gt", name + ".txt").read_text(encoding="utf-8")
    assert word_f1(document.text, truth) >= 0.99
    assert document.published == date(2024, 8, 12)


_REFUSED = {
    "billion_laughs.docx": "doctype_refused",
    "xxe.docx": "doctype_refused",
    "xxe.html": "doctype_refused",
    "zipbomb_700MB.docx": "zip_bomb",
    "zipbomb_media_1GB.docx": "zip_bomb",
    "not_a_zip.docx": "broken_file",
}


@pytest.mark.parametrize("name, code", sorted(_REFUSED.items()))
def test_shared_attacks(name: str, code: str) -> None:
    assert [q.code for q in read(shared("made", "bad", name)).problems] == [code]


@pytest.mark.parametrize("name, status", [("a.html", "failed"), ("a.txt", "failed")])
def test_a_page_that_declares_entities_is_refused(name: str, status: str) -> None:
    attack = (
        '<?xml version="1.0"?><!DOCTYPE html [<!-- a --><!ELEMENT b ANY><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    )
    document = read_bytes(f"{attack}<html><body><p>Es gab &x; Orte.</p></body></html>".encode(), name)
    assert (document.status, [q.code for q in document.problems]) == (status, ["doctype_refused"])


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
        "<!DOCTYPE html SYSTEM 'about:legacy-compat'>",
    ],
)
def test_a_page_may_have_a_doctype_and_speak_of_entities(doctype: str) -> None:
    page = f"{doctype}<html><body><p>Mit &lt;!ENTITY x&gt; [5]: <!ENTITY y> &amp; mehr.</p></body></html>"
    document = read_bytes(page.encode(), "a.html")
    assert document.status == "ok"
    assert document.text.startswith("Mit <!ENTITY x> [5]:")


def test_many_comments_before_the_root() -> None:
    page = b"<!-- x -->" * 200 + b"<html><p>Text</p></html>"
    assert read_bytes(page, "a.txt").format == "html"
    assert read_bytes(b"<!-- x -->" * 300, "a.pdf").status == "failed"


def test_headers_and_footers_of_a_docx_are_furniture() -> None:
    document = read_bytes(docx(p("Es gab 5 Orte."), header1=p("Amt 7"), footer2=p("S. 3")), "a.docx")
    assert document.text == "Es gab 5 Orte."
    assert [piece.text for piece in document.furniture] == ["S. 3", "Amt 7"]


def run(text: str, font: str = "", style: str = "") -> str:
    marks = (f'<w:rStyle w:val="{style}"/>' if style else "") + (f'<w:rFonts w:ascii="{font}"/>' if font else "")
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def test_docx_runs_are_read_by_their_fonts() -> None:
    body = (
        f"<w:p>{run('®Çu n¨m', '.VnTime')}{run(' kostete das Gerät für Größe 3 5 €, ', 'Arial')}{run('naê', 'VNI-Times')}"
        f"{run('m', 'VNI-Times')}</w:p><w:p>{run('®Çu', '.VnTimeH')}{run(' © ® 5 m²')}</w:p>"
    )
    document = read_bytes(docx(body), "a.docx")
    assert document.text == "đầu năm kostete das Gerät für Größe 3 5 €, năm\n\nĐẦU © ® 5 m²"
    assert document.repairs == ("tcvn3", "vni")


def test_docx_fonts_come_from_styles() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="character" w:styleId="Alt"><w:basedOn w:val="Uralt"/></w:style>'
        '<w:style w:type="character" w:styleId="Uralt"><w:basedOn w:val="Alt"/><w:rPr><w:rFonts w:hAnsi=".VnArial"/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="Kreis"><w:basedOn w:val="Kreis"/></w:style>'
    )
    body = f"<w:p>{run('®Çu', style='Alt')}{run(' ® ', style='Kreis')}{run('®Çu', 'Arial', 'Alt')}</w:p>"
    assert read_bytes(docx(body, styles=styles), "a.docx").text == "đầu ® ®Çu"
    whole = styles.replace('"Arial"', '".VnTime"')
    assert read_bytes(docx(f"<w:p>{run('®Çu')}</w:p>", styles=whole), "a.docx").text == "đầu"


def test_a_font_that_only_kept_its_old_name_changes_nothing() -> None:
    document = read_bytes(docx(f"<w:p>{run('đầu năm à', '.VnTime')}{run('5 km', '.VnTime')}</w:p>"), "a.docx")
    assert (document.text, document.repairs) == ("đầu năm à5 km", ())


def test_damaged_styles_take_nothing_from_the_text() -> None:
    members = {"word/document.xml": f"<w:document {_W}><w:body>{p('Es gab 5 Orte.')}</w:body></w:document>"}
    assert read_bytes(zipped({**members, "word/styles.xml": "<w:styles"}), "a.docx").text == "Es gab 5 Orte."


def test_headers_and_footers_of_an_odt_are_furniture() -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "text")
    )
    styles = (
        f"<office:document-styles {spaces}><style:style><text:p>nichts</text:p></style:style><style:master-page>"
        "<style:header><text:p>Amt 7<text:tab/>Band <text:span>2</text:span></text:p></style:header>"
        "<style:header-left><text:p>Amt 7<text:tab/>Band 2</text:p></style:header-left>"
        "<style:footer><text:p>S. <text:page-number>1</text:page-number></text:p></style:footer>"
        "</style:master-page></office:document-styles>"
    )
    document = read_bytes(odt("<text:p>Es gab 5 Orte.</text:p>", **{"styles.xml": styles}), "a.odt")
    assert document.text == "Es gab 5 Orte."
    assert [piece.text for piece in document.furniture] == ["Amt 7 Band 2", "S. 1"]
