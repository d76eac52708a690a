"""DOCX and ODT are zip files of XML: guards before anything is unpacked, and events instead of trees.

An event target costs the same memory for two paragraphs and for two million, does not mind how deep elements nest, and
sees a DOCTYPE before any of its entities is expanded.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from xml.etree.ElementTree import ParseError, XMLParser

from reportminer.ingest.raw import Limits, Unreadable

_MAX_MEMBERS = 10_000
_MAX_RATIO = 200  # real text parts pack 5 to 30 times, bombs 300 to 1,000 times
_SMALL = 20_000_000
_CHUNK = 1 << 16
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


class Target(Protocol):
    """Receives the events of one XML part."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, data: str) -> None:
        """Text, maybe in several pieces."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """A DOCTYPE, before anything it declares is used."""


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a container whose sizes are bearable, and turn every way a zip can be broken into ``Unreadable``."""
    try:
        with _directory(data) as archive:
            _guard(archive, limits)
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as reason:
        raise Unreadable("broken_file", f"The container cannot be unpacked: {reason}.") from reason


def _directory(data: bytes) -> zipfile.ZipFile:
    """Read the list of parts; a damaged one fails in more ways than zipfile names (names that are no text, odd dates)."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (ValueError, LookupError, struct.error, OverflowError) as reason:
        raise zipfile.BadZipFile(f"its list of parts is damaged ({reason})") from reason


def _guard(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or total > limits.max_unzipped:
        raise Unreadable("zip_bomb", f"Unpacked it would be {total} bytes in {len(members)} parts: refused.")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted", "The document has a password: open it and save it without one.")


def parse(archive: zipfile.ZipFile, name: str, target: Target) -> bool:
    """Send the events of one part to ``target``; False where the container has no such part."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return False
    if member.file_size > max(_SMALL, member.compress_size * _MAX_RATIO):
        raise Unreadable("zip_bomb", f"{name} would unpack to {member.file_size} bytes: refused.")
    parser = XMLParser(target=target)
    try:
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except (ParseError, LookupError, UnicodeError) as reason:  # LookupError: an encoding that nobody knows
        raise Unreadable("broken_file", f"{name} is not well-formed XML: {reason}.") from reason
    return True


class Office:
    """Base of the targets for office files: they have no DOCTYPE; one is an attack with entities."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse it."""
        raise Unreadable("doctype_refused", "The XML has a DOCTYPE, which no word processor writes: refused.")


class TitlePicker(Office):
    """Picks title, author (dc:creator) and publisher (dc:publisher) out of the metadata of DOCX and ODT."""

    def __init__(self) -> None:
        """Start outside."""
        self._found: dict[str, str] = {}
        self._inside = ""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Note what this is."""
        self._inside = local(tag) if tag.startswith(_DUBLIN_CORE) else ""

    def end(self, tag: str) -> None:
        """Leave it."""
        self._inside = ""

    def data(self, data: str) -> None:
        """Keep its text."""
        if self._inside:
            self._found[self._inside] = self._found.get(self._inside, "") + data

    @property
    def title(self) -> str:
        """The title, empty where there is none."""
        return self._found.get("title", "")

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self._found.get("creator", "")

    @property
    def publisher(self) -> str:
        """Who published it."""
        return self._found.get("publisher", "")


def local(tag: str) -> str:
    """``{namespace}p`` -> ``p``."""
    return tag.rpartition("}")[2]
