"""Stand-off gold: rows over excerpts of documents that stay where they are.

An entry of stand-off gold names its text instead of holding it: ``source`` (a path below the folder of texts),
``page`` for a PDF, ``offset`` and ``length`` in code points of the text that :func:`source_text` reads, and the
``sha256`` of the excerpt, so that a changed source is noticed and never scored.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex

from reportminer.errors import GoldError

_UNREAD: Final = regex.compile(r"(?is)<(script|style|head|noscript|svg|nav)\b.*?</\1>|<!--.*?-->")
_BREAK: Final = regex.compile(
    r"(?i)<br\s*/?>|</(p|div|li|h\d|tr|ul|section|article|td|th|figcaption|blockquote)>",
)
_TAG: Final = regex.compile(r"<[^>]+>")
_WORD_NAMESPACE: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def excerpt(entry: Mapping[str, Any], texts: Path | None, where: str) -> str:
    """Return the text of a stand-off ``entry``; ``texts`` is the folder its ``source`` is relative to.

    Raises :class:`GoldError` where the folder is not given, the source is missing, or its text has changed.
    """
    if texts is None:
        raise GoldError(f"{where}: stand-off gold needs the folder of its texts (evaluate --texts DIR)")
    text = source_text(texts / str(entry["source"]), entry.get("page"))
    start = int(entry["offset"])
    cut = text[start : start + int(entry["length"])]
    if fingerprint(cut) != entry.get("sha256"):
        raise GoldError(f"{where}: {entry['source']} no longer holds the annotated excerpt at {start}")
    return cut


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@lru_cache(maxsize=8)
def source_text(path: Path, page: int | None = None) -> str:
    """Read a source plainly and in one fixed way, NFC with ``\\n`` line ends.

    This is not the reader of the product: that one improves, and the offsets of gold must not move with it.
    """
    reader = _READERS.get(path.suffix.lower(), _plain)
    try:
        text = reader(path, page or 1)
    except OSError as error:
        raise GoldError(f"cannot read {path}: {error.strerror}") from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _plain(path: Path, _page: int) -> str:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _pdf(path: Path, page: int) -> str:
    import pypdfium2

    with path.open("rb") as stream:
        document = pypdfium2.PdfDocument(stream)
        # U+0002 is what pdfium puts for a hyphen at the end of a line.
        return str(document[page - 1].get_textpage().get_text_bounded()).replace("\x02", "-\n")


def _html(path: Path, page: int) -> str:
    text = _BREAK.sub("\n", _UNREAD.sub("", _plain(path, page).replace("\r\n", "\n")))
    lines = html.unescape(_TAG.sub("", text)).split("\n")
    folded = "\n".join(regex.sub(r"[ \t\r]+", " ", line).strip() for line in lines)
    return str(regex.sub(r"\n{3,}", "\n\n", folded).strip()) + "\n"


def _docx(path: Path, _page: int) -> str:
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    paragraphs = body.iterfind(f"{_WORD_NAMESPACE}body/{_WORD_NAMESPACE}p")
    return "\n".join("".join(_run_text(part) for part in paragraph.iter()) for paragraph in paragraphs)


def _run_text(part: Any) -> str:
    name = str(part.tag).removeprefix(_WORD_NAMESPACE)
    return str(part.text or "") if name == "t" else {"tab": "\t", "br": "\n", "noBreakHyphen": "-"}.get(name, "")


_READERS: Final[Mapping[str, Callable[[Path, int], str]]] = {".pdf": _pdf, ".html": _html, ".docx": _docx}


def entry(header: Mapping[str, str], text: str, tables: Mapping[str, Iterable[Any]], texts: Path) -> dict[str, Any]:
    """Return the stand-off entry of a marked excerpt (:func:`reportminer.goldbuild.read_marked`).

    The excerpt is looked up in its source, so a wrong offset in the header is put right; an excerpt that the
    source does not hold raises :class:`GoldError`.
    """
    page = int(header["page"]) if "page" in header else None
    whole = source_text(texts / header["source"], page)
    offset = _nearest(whole, text, int(header.get("offset", 0)))
    if offset < 0:
        raise GoldError(f"{header['id']}: {header['source']} does not hold the excerpt {text[:60]!r}")
    place = {"source": header["source"], "page": page, "offset": offset, "length": len(text)}
    about: dict[str, Any] = {"id": header["id"], "lang": header["lang"], "ref_date": header.get("ref_date") or None}
    about |= {name: header[name] for name in ("register", "home_place") if header.get(name)}
    if "tables" in header:
        about["tables"] = header["tables"].split()
    rows = {name: list(table) for name, table in tables.items()}
    return about | {name: value for name, value in place.items() if value is not None} | {
        "sha256": fingerprint(text)
    } | rows


def _nearest(whole: str, text: str, stated: int) -> int:
    if whole.startswith(text, stated):
        return stated
    found = [match.start() for match in regex.finditer(regex.escape(text), whole)]
    return min(found, key=lambda start: abs(start - stated), default=-1)
