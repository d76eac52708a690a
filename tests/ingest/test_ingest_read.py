"""The contract of ``read``: what it fills in, and that it never raises for a bad document."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_samples import docx, p, pdf

from reportminer.ingest import FORMATS, SUFFIXES, Limits, read, read_bytes
from reportminer.types import Document

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_identity_comes_from_the_bytes_and_the_root(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"
    file.parent.mkdir()
    file.write_bytes(b"Ende 2023 gab es 4.925 Parteizellen.\n")
    document = read(file, root=tmp_path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (document.path, document.sha256, document.doc_id) == ("a/b.txt", digest, digest[:16])
    assert (document.format, document.size, document.status) == ("txt", file.stat().st_size, "ok")
    assert document.text == file.read_text(encoding="utf-8")
    assert read(file).path == "b.txt"
    assert read(file, root=tmp_path / "other").path == file.as_posix()


def _name_that_is_no_text() -> bytes:
    """A zip whose directory promises UTF-8 and holds something else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("wörd/document.xml", "<a/>")
    return target.getvalue().replace("wö".encode(), b"w\xad\xff")


def _of_unknown_encoding() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", '<?xml version="1.0" encoding="UTF-9999"?><a/>')
    return target.getvalue()


@pytest.mark.parametrize(
    "name, data, code",
    [
        ("c.docx", _of_unknown_encoding(), "broken_file"),
        ("b.docx", _name_that_is_no_text(), "broken_file"),
        ("a.doc", _OLE + b"\0" * 500, "unsupported_format"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unsupported_format"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 50, "broken_file"),
        ("a.xyz", b"Text", "unsupported_format"),
        ("README", b"Text", "unsupported_format"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "binary_content"),
        ("a.txt", bytes(range(256)) * 4, "binary_content"),
        ("a.pdf", b"%PDF-1.7\n", "broken_file"),
        ("a.docx", _OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 50, "broken_file"),
        ("a.docx", b"no zip at all", "broken_file"),
        ("a.odt", b"no zip at all", "broken_file"),
        ("a.eml", b"\n\nno header", "broken_file"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_advice(name: str, data: bytes, code: str) -> None:
    document = read_bytes(data, name)
    assert (document.status, codes(document), document.text) == ("failed", [code], "")
    assert document.problems[0].stage == "read"
    assert document.problems[0].message.endswith(".")


def test_empty_missing_and_oversized(tmp_path: Path) -> None:
    assert codes(read_bytes(b"", "a.pdf")) == ["empty_file"]
    assert read_bytes(b"", "a.pdf").status == "empty"
    assert codes(read_bytes(b" \n", "a.txt")) == ["no_text"]
    assert codes(read(tmp_path / "missing.txt")) == ["unreadable"]
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 100)
    document = read(big, limits=Limits(max_bytes=99))
    assert (codes(document), len(document.doc_id)) == (["too_large"], 16)


def test_content_speaks_louder_than_the_name() -> None:
    assert read_bytes(pdf(["Bericht 2023"]), "a.txt").format == "pdf"
    assert read_bytes(docx(p("Bericht")), "a.zip").format == "docx"
    assert read_bytes(b"<!DOCTYPE html><p>Bericht</p>", "a.txt").format == "html"


def test_text_beyond_the_limit_is_cut_at_a_line_and_said() -> None:
    document = read_bytes(b"eins\nzwei\ndrei\n", "a.txt", limits=Limits(max_chars=12))
    assert (document.text, document.status, codes(document)) == ("eins\nzwei\n", "partial", ["text_truncated"])


def test_every_suffix_leads_to_a_format_of_the_contract() -> None:
    assert set(FORMATS) == {"pdf", "docx", "odt", "rtf", "html", "txt", "md", "eml"}
    assert {reader.format for reader in SUFFIXES.values()} == set(FORMATS)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*sorted({*SUFFIXES, ".doc", ""}), ".pdf", ".docx"]))
def test_no_bytes_raise(data: bytes, suffix: str) -> None:
    for prefix in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"From: a@b\n\n"):
        document = read_bytes(prefix + data, "file" + suffix)
        assert document.status in {"ok", "partial", "empty", "failed"}
        assert (document.status == "ok") or document.problems
