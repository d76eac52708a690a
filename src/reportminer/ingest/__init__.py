"""Reading: a file of any supported format becomes one ``Document``.

``read`` never raises for a bad document.  Whatever goes wrong is a ``Problem`` with stage ``read`` in the document
that comes back.  A new format is one module that keeps the ``Reader`` contract, and one line in ``READERS``.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import replace
from os.path import abspath  # keeps links as they are: a path names what the user sees
from pathlib import Path, PurePath

from reportminer.ingest import containers
from reportminer.ingest.compose import compose
from reportminer.ingest.docx import DocxReader
from reportminer.ingest.eml import EmlReader
from reportminer.ingest.encodings import looks_binary
from reportminer.ingest.html import HtmlReader
from reportminer.ingest.kinds import BINARY_ADVICE, advice_for, is_encrypted_office
from reportminer.ingest.md import MdReader
from reportminer.ingest.odt import OdtReader
from reportminer.ingest.offline import reading
from reportminer.ingest.pdf import PdfReader
from reportminer.ingest.raw import Limits, Reader, Unreadable, error, warning
from reportminer.ingest.rtf import RtfReader
from reportminer.ingest.txt import TxtReader
from reportminer.types import Document, Problem

__all__ = ["DEFAULT_LIMITS", "FORMATS", "READERS", "SUFFIXES", "Limits", "read", "read_bytes"]

READERS: tuple[Reader, ...] = (
    PdfReader(),
    DocxReader(),
    OdtReader(),
    HtmlReader(),
    RtfReader(),
    EmlReader(),
    MdReader(),
    TxtReader(),
)
FORMATS = tuple(reader.format for reader in READERS)
DEFAULT_LIMITS = Limits()
SUFFIXES = {suffix: reader for reader in READERS for suffix in reader.suffixes}


def read(path: Path, *, root: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read one file; ``Document.path`` is relative to ``root`` (default: the folder of the file)."""
    name = _relative(path, root)
    try:
        seen = path.stat()
    except NotADirectoryError:
        return _inner(path, name, limits)
    except OSError as problem:
        return _failed(Document("", path=name, format=""), _no_access(problem))
    try:
        if not stat.S_ISREG(seen.st_mode) and not stat.S_ISDIR(seen.st_mode):
            # Opening a pipe would wait for ever, and a device has no end.
            return _failed(Document("", path=name, format=""), error("not_followed", "It is no file: not opened."))
        size = seen.st_size
        if size > limits.max_bytes:
            return _too_large(path, name, size, limits)
        data = path.read_bytes()
    except OSError as problem:
        return _failed(Document("", path=name, format=""), _no_access(problem))
    return read_bytes(data, name, limits=limits)


def _inner(path: Path, name: str, limits: Limits) -> Document:
    """Read a member of an archive or an attachment of a mail."""
    known = Document("", path=name, format=_format_of(name))
    try:
        data = containers.load(abspath(path))
    except Unreadable as reason:
        return _failed(known, error(reason.code, str(reason)))
    except MemoryError:
        return _failed(known, error("memory_limit", "Unpacking it needs more memory than a document may take."))
    except OSError as problem:
        return _failed(known, _no_access(problem))
    return read_bytes(data, name, limits=limits)


def _no_access(problem: OSError) -> Problem:
    return error("unreadable", f"The file cannot be read: {problem.strerror or type(problem).__name__}.")


def read_bytes(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read what a file called ``name`` holds (also for members of archives and attachments)."""
    known = _identity(hashlib.sha256(data).hexdigest(), len(data), name)
    if not data:
        return replace(
            known,
            format=_format_of(name),
            status="empty",
            problems=(warning("empty_file", "The file has no bytes."),),
        )
    if len(data) > limits.max_bytes:
        return _failed(known, _over_limit(len(data), limits))
    try:
        with reading():
            reader = choose(data, name)
            document = compose(reader.read(data, limits), limits)
    except Unreadable as reason:
        return _failed(known, error(reason.code, str(reason)))
    except MemoryError:
        return _failed(known, error("memory_limit", "Reading it needs more memory than a document may take."))
    except Exception as defect:  # a reader must not stop a batch, whatever library fails in it
        return _failed(known, error("reader_error", f"{type(defect).__name__}: {defect}"[:300]))
    problems = (*document.problems, *_misnamed(reader, name))
    return replace(
        document, doc_id=known.doc_id, path=name, sha256=known.sha256, size=known.size, problems=problems
    )  # fmt: skip


def _misnamed(reader: Reader, name: str) -> Iterator[Problem]:
    """Say that the content is of another format than the name: it counts, but somebody may have sent the wrong file."""
    suffix = PurePath(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    if named is not None and named.format != reader.format:
        yield warning("other_format", f"The name ends in {suffix}, the content is {reader.format}: read as that.")


def choose(data: bytes, name: str) -> Reader:
    """Pick the reader: content that speaks for itself first, then the suffix.

    >>> choose(b"%PDF-1.7", "report.txt").format
    'pdf'
    """
    for reader in READERS:
        if reader.sniff(data):
            return reader
    suffix = PurePath(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    advice = advice_for(data)
    if suffix == ".zip" and data.startswith(b"PK"):
        raise containers.refusal(data)
    if is_encrypted_office(data):
        raise Unreadable("encrypted", advice)
    if named is not None and named.is_text and (advice or looks_binary(data)):
        raise Unreadable(
            "binary_content", f"The content is not text although the name ends in {suffix}. {advice}".strip()
        )
    if named is None or (advice and not data.startswith(b"PK")):  # a damaged DOCX is still a zip
        raise Unreadable("unsupported_format", advice or BINARY_ADVICE.format(suffix=suffix or "no suffix"))
    return named


def _relative(path: Path, root: Path | None) -> str:
    try:
        return Path(abspath(path)).relative_to(abspath(root or path.parent)).as_posix()
    except ValueError:
        return path.as_posix()


def _identity(sha256: str, size: int, name: str) -> Document:
    return Document("", doc_id=sha256[:16], path=name, sha256=sha256, size=size, format=_format_of(name))


def _format_of(name: str) -> str:
    reader = SUFFIXES.get(PurePath(name).suffix.lower())
    return reader.format if reader else ""


def _too_large(path: Path, name: str, size: int, limits: Limits) -> Document:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return _failed(_identity(sha256, size, name), _over_limit(size, limits))


def _over_limit(size: int, limits: Limits) -> Problem:
    return error("too_large", f"The file has {size} bytes, more than the limit of {limits.max_bytes}.")


def _failed(known: Document, problem: Problem) -> Document:
    return replace(known, status="failed", problems=(problem,))
