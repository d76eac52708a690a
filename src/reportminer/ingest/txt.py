"""Plain text: the lines stay as they are, hard wraps included, so that offsets are those of the file."""

from __future__ import annotations

from reportminer.ingest.encodings import decode
from reportminer.ingest.raw import Limits, Paragraph, RawDocument


class TxtReader:
    """Text in whatever encoding."""

    format = "txt"
    suffixes: tuple[str, ...] = (".txt", ".text")
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """Never: anything can be text."""
        return False

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Decode; nothing else."""
        decoded = decode(data)
        return RawDocument(
            self.format,
            (Paragraph(decoded.text),),
            verbatim=True,
            encoding=decoded.encoding,
            repairs=decoded.repairs,
            problems=decoded.problems,
        )
