"""What one document gives, as bytes: its rows as lines of the final CSV, its tallies, its text.

A blob is made where the document is mined and never taken apart again: the merge copies the lines of its tables in the
order of the document paths, which is the sorted table, because the rows of one document are already in order.

Layout: ``<CRC-32 as 8 hex digits> <header as JSON>\\n`` and the sections.  The header maps the name of a section to its
length and its number of rows, in the order in which they stand.  The checksum covers all that follows it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from reportminer.counts import CORPUS_TABLES
from reportminer.schema import TABLES
from reportminer.tables import rows
from reportminer.types import Report
from reportminer.writers.csv import line

TALLIES: Final = "#tallies"
TEXT: Final = "#text"
_CRC_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a blob: the lines of a table, or what ``TALLIES`` and ``TEXT`` name."""

    name: str
    rows: int
    content: bytes


def pack(report: Report) -> bytes:
    """Return the blob of one report."""
    sections = [*(section for name in TABLES if (section := _table(report, name)).rows), *_extras(report)]
    header = {section.name: (len(section.content), section.rows) for section in sections}
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    body = b"".join((b" ", head, b"\n", *(section.content for section in sections)))
    return b"%08x" % zlib.crc32(body) + body


def is_whole(blob: bytes) -> bool:
    """False where a bit has flipped or the end is missing."""
    return len(blob) > _CRC_DIGITS and blob[:_CRC_DIGITS] == b"%08x" % zlib.crc32(memoryview(blob)[_CRC_DIGITS:])


def sections(blob: bytes) -> Iterator[Section]:
    """Yield the sections of a blob that is whole."""
    start = blob.index(b"\n") + 1
    for name, (length, count) in json.loads(blob[_CRC_DIGITS + 1 : start]).items():
        yield Section(name, count, blob[start : start + length])
        start += length


def tallies(section: Section) -> dict[str, Any]:
    """Return the tallies of the corpus tables (:data:`reportminer.counts.CORPUS_TABLES`) by table."""
    found: dict[str, Any] = json.loads(section.content)
    return found


def text(section: Section) -> str:
    """Return the normalised text of the document, to which every ``start`` and ``end`` refers."""
    return zlib.decompress(section.content).decode("utf-8", "surrogatepass")


def _table(report: Report, name: str) -> Section:
    lines = [line(row) for row in rows(report, name)]
    return Section(name, len(lines), b"".join(lines))


def _extras(report: Report) -> Iterator[Section]:
    found = {name: tally for name, table in CORPUS_TABLES.items() if (tally := table.tally(report))}
    if found:
        yield Section(TALLIES, len(found), json.dumps(found, separators=(",", ":")).encode("ascii"))
    if report.document.text:
        plain = report.document.text.encode("utf-8", "surrogatepass")
        yield Section(TEXT, 1, zlib.compress(plain, 1))
