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


LINKED = """{"@context": "https://schema.org", "@graph": [
 {"@type": "Organization", "name": "Stadt", "url": "https://example.org"},
 {"@type": "WebPage", "name": "Seite", "datePublished": "2020-01-01", "url": "https://example.org/seite"},
 {"@type": ["Thing", "NewsArticle"], "headline": "Lage im Kreis", "datePublished": "2024-08-12T10:00:00+02:00",
  "publisher": {"@type": "Organization", "name": "Amt für Zahlen"},
  "author": [{"@type": "Person", "name": "Referat 7"}, {"name": "Referat 8"}], "mainEntityOfPage": {"@id": "https://example.org/lage"}}
]}"""


def page(head: str) -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><h1>Kopf</h1><p>Es gab 5 Orte.</p></body></html>".encode()


def test_linked_data_fills_what_the_page_does_not_say_elsewhere() -> None:
    script = f'<script type="application/ld+json">{LINKED}</script>'
    document = read_bytes(page(script), "a.html")
    assert (document.title, document.author, document.publisher) == (
        "Lage im Kreis", "Referat 7, Referat 8", "Amt für Zahlen",
    )  # fmt: skip
    assert (str(document.published), document.source_url) == ("2024-08-12", "https://example.org/lage")
    assert document.text == "Kopf\n\nEs gab 5 Orte."
    head = '<title>Titel</title><meta name="date" content="2024-01-02"><meta name="author" content="Referat 9">'
    said = read_bytes(page(head + script), "a.html")
    assert (said.title, str(said.published), said.author) == ("Titel", "2024-01-02", "Referat 9")
    assert said.publisher == "Amt für Zahlen"


def test_linked_data_that_is_broken_or_of_something_else_says_nothing() -> None:
    for script in ('{"@type": "NewsArticle", "headline": "Lage"', "[" * 100_000, '{"@type": "Product", "name": "Lage"}',
                   '{"@type": "Article", "headline": 5, "author": {"name": ["x"]}, "url": "javascript:0", "@graph": 1}'):  # fmt: skip
        document = read_bytes(page(f'<script type="application/ld+json">{script}</script>'), "a.html")
        assert (document.title, document.author, document.source_url, document.published) == ("Kopf", "", "", None)
    plain = read_bytes(page(f"<script>{LINKED}</script>"), "a.html")
    assert (plain.title, plain.author) == ("Kopf", "")
