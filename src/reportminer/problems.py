"""Every code of the table ``problems`` and what it says about a document: the one list of them.

A code is never given another meaning: people filter and count by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    # The file
    "unreadable": "the file cannot be opened, or is gone",
    "not_followed": "a link that leads out of the folder, a device or a pipe: not opened",
    "duplicate": "the same bytes stand under another path; the rows stand there",
    "empty_file": "the file has no bytes",
    "unsupported_format": "a format that is not read; the message says what to save it as",
    "binary_content": "the name promises text, the content is none",
    "other_format": "the content is of another format than the name says; the content counts",
    "broken_file": "the file is damaged and nothing could be had from it",
    "encrypted": "the file has a password",
    "doctype_refused": "an office file with a DOCTYPE, or a page that declares entities, as only attacks do",
    "zip_bomb": "an archive, an office file or a PDF that would unpack to far more than a document needs",
    "empty_archive": "an archive without files",
    "nested_too_deep": "an archive inside too many others",
    # Limits
    "too_large": "more bytes than --max-bytes",
    "page_limit": "more pages than --max-pages; the first ones are read",
    "text_truncated": "more characters than --max-chars; the first ones are read",
    "memory_limit": "more memory than --memory",
    "cpu_limit": "more computing time than --cpu",
    "timeout": "more time than --timeout",
    "worker_died": "the process that read it died, twice",
    # The text
    "no_text": "no letters and no digits",
    "encoding_guessed": "no encoding fits well",
    "undecodable_bytes": "bytes without a meaning in the encoding of the file",
    "page_broken": "a page that cannot be read",
    "blank_pages": "pages with nothing on them, as damaged files have",
    "scan": "pages that are images of text; read with --ocr",
    "ocr_missing": "text recognition was asked for and is not installed",
    "ocr_failed": "text recognition failed on a page",
    "unsupported_language": "no language pack fits the text",
    # Faults of reportminer
    "reader_error": "a reader met something that it does not know; please report it",
    "crash": "mining met something that it does not know; please report it",
}
"""Code -> meaning."""
