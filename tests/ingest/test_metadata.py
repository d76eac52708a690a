"""What files say of themselves: author, publisher, address; and what they do not say stays empty."""

from __future__ import annotations

from ingest_samples import docx, p, zipped

from reportminer.ingest import read_bytes


def test_a_page_names_its_author_publisher_and_address() -> None:
    head = (
        '<link rel="canonical" href="https://example.org/bericht"><meta property="og:site_name" content="Amt für Zahlen">'
        '<meta name="author" content="Referat 7"><meta name="date" content="2024-08-12">'
    )
    page = f"<!DOCTYPE html><html><head><title>Lage</title>{head}</head><body><p>Es gab 5 Orte.</p></body></html>"
    document = read_bytes(page.encode(), "a.html")
    assert (document.author, document.publisher) == ("Referat 7", "Amt für Zahlen")
    assert document.source_url == "https://example.org/bericht"
    assert str(document.published) == "2024-08-12"


def test_office_mail_and_rtf() -> None:
    office = read_bytes(
        zipped(
            {
                "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"<w:body>{p('Es gab 5 Orte.')}</w:body></w:document>",
                "docProps/core.xml": '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Lage</dc:title>'
                "<dc:creator>Referat 7</dc:creator></c>",
            }
        ),
        "a.docx",
    )
    assert (office.title, office.author, office.publisher) == ("Lage", "Referat 7", "")
    mail = read_bytes(b"From: Amt <amt@example.org>\nSubject: Lage\n\nEs gab 5 Orte.\n", "a.eml")
    assert mail.author == "Amt <amt@example.org>"
    rtf = read_bytes(rb"{\rtf1{\info{\author Referat 7}{\company Amt}}Es gab 5 Orte.}", "a.rtf")
    assert (rtf.author, rtf.publisher) == ("Referat 7", "Amt")
    bare = read_bytes(docx(p("Es gab 5 Orte.")), "a.docx")
    assert (bare.author, bare.publisher, bare.source_url) == ("", "", "")
