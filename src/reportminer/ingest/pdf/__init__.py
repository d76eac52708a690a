"""PDF through pdfium: text in reading order, tables, word boxes; furniture, stamps and scans told apart.

Three passes.  ``sheets``: every page once, packed.  ``layout``: what is known only over all pages (furniture, the size
of the running text) in hand, each page becomes lines and tables.  ``flow``: pages become one text, words are joined.
"""

from __future__ import annotations

from reportminer.ingest.raw import Limits, RawDocument


class PdfReader:
    """PDF with a text layer; pages that are images are named, and read where text recognition is asked for."""

    format = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    is_text = False

    def sniff(self, data: bytes) -> bool:
        """The mark of PDF, maybe after a few blanks; junk before it is left to the suffix."""
        return data[:64].lstrip().startswith(b"%PDF-")

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read every page up to the limits."""
        from reportminer.ingest.pdf.reading import read_pdf  # pdfium and numpy: only when a PDF is read

        return read_pdf(data, limits)
