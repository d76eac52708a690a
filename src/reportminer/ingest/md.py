"""Markdown: the words without heading marks, emphasis, link targets and table rules."""

from __future__ import annotations

import re

from reportminer.ingest.encodings import decode
from reportminer.ingest.raw import Limits, Paragraph, RawDocument

_LINES_OUT = re.compile(
    r"^[ \t]*(?:=+[ \t]*|-{3,}[ \t]*|\*[ \t]*\*[ \t]*\*[* \t]*|`{3,}.*|~{3,}.*|\[[^\]\n]{1,200}\]:[ \t].*)$\n?",
    re.MULTILINE,
)
_TABLE_RULE = re.compile(r"^(?=[^\n]*\|)(?=[^\n]*-)[ \t|:-]+$\n?", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t](.*)$", re.MULTILINE)
# Bounded, so that a mark that is never closed costs no more than its neighbourhood.
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_INLINE = (
    re.compile(r"(\*\*|__|~~)(?=\S)(.{1,300}?)(?<=\S)\1"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\1(?![\w*])"),
    re.compile(r"(?<!\w)(_)(?=[^\s_])([^_\n]{1,300}?)(?<=\S)\1(?!\w)"),
    re.compile(r"(`{1,3})([^`\n]{1,500})\1"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~-])")


class MdReader:
    """Markdown with tables."""

    format = "md"
    suffixes: tuple[str, ...] = (".md", ".markdown")
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """Never: Markdown is text."""
        return False

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Decode and take the marks away."""
        decoded = decode(data)
        source = decoded.text.replace("\r\n", "\n")
        heading = _HEADING.search(source)
        return RawDocument(
            self.format,
            (Paragraph(plain(source)),),
            encoding=decoded.encoding,
            title=plain(_heading(heading)) if heading else "",
            repairs=decoded.repairs,
            problems=decoded.problems,
        )


def _heading(match: re.Match[str]) -> str:
    """The words of a heading, without a closing run of number signs."""
    text = match[1].strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else text


def plain(source: str) -> str:
    """Return the text of a Markdown source.

    >>> plain("## Ziele\\n**4.925** [Zellen](https://example.org)\\n")
    'Ziele\\n4.925 Zellen\\n'
    """
    text = _TABLE_RULE.sub("", source)
    text = _LINES_OUT.sub("", text)
    text = _HEADING.sub(_heading, text)
    text = _TABLE_ROW.sub(lambda match: " | ".join(cell.strip() for cell in match[1].split("|")), text)
    text = _LINK.sub(r"\1", text)
    for pattern in _INLINE:
        text = pattern.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text)
