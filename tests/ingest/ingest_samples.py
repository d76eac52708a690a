"""Small documents built in memory, and the way to the big ones in ../shared."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def shared(*parts: str) -> Path:
    """A file of ../shared; the test is skipped where the folder is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip("../shared is not here")
    return path


def word_f1(ours: str, truth: str) -> float:
    """F1 over the multisets of words; the bars between cells are no words."""
    a, b = (Counter(text.replace("|", " ").split()) for text in (ours, truth))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def pdf(*pages: Sequence[str], image_on: frozenset[int] = frozenset()) -> bytes:
    """A PDF with lines of Helvetica; pages in ``image_on`` (0-based) are covered by an image of text."""
    return drawn(*(_lines(lines, image=number in image_on) for number, lines in enumerate(pages)))


def drawn(*pages: bytes, image: tuple[int, int, bytes] | None = None, rotate: int = 0) -> bytes:
    """A PDF of page contents: fonts F (Helvetica), V (.VnTime), N (VNI-Times), image I (default: like a text)."""
    count = len(pages)
    wide, high, pixels = image or text_like_image()
    entries = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/DeviceGray/BitsPerComponent 8"
    fonts = ("Helvetica", ".VnTime", "VNI-Times")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{7 + 2 * i} 0 R' for i in range(count))}]>>".encode(),
        *(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode() for name in fonts),
        _stream(pixels, entries),
    ]
    resources = "/Resources<</Font<</F 3 0 R/V 4 0 R/N 5 0 R>>/XObject<</I 6 0 R>>>>"
    for number, content in enumerate(pages):
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {rotate}{resources}"
        objects.append(f"{page}/Contents {8 + 2 * number} 0 R>>".encode())
        objects.append(_stream(content))
    return _assembled(objects)


def at(x: float, y: float, text: str, size: float = 11, font: str = "F", rise: float = 0) -> bytes:
    """Draw a text; ``y`` counts from the top of the page."""
    shown = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %g Tf %g Ts 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (font.encode(), size, rise, x, 842 - y, shown)


def rule(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """Draw a line; heights count from the top of the page."""
    return b"%g %g m %g %g l S\n" % (x0, 842 - y0, x1, 842 - y1)


def text_like_image() -> tuple[int, int, bytes]:
    """Width, height and grey pixels of something that looks like lines of print from afar."""
    wide, high = 240, 340
    ink = bytes(0 if x % 5 < 2 and 20 < x < 220 else 255 for x in range(wide))
    return wide, high, b"".join(ink if y % 8 < 4 else b"\xff" * wide for y in range(high))


def _lines(lines: Sequence[str], *, image: bool) -> bytes:
    parts = [b"q 595 0 0 842 0 0 cm /I Do Q\n"] if image else []
    return b"".join((*parts, *(at(50, 42 + 14 * row, line) for row, line in enumerate(lines))))


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj" % number + content + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def zipped(members: dict[str, str]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this WordprocessingML body; ``footnotes="..."`` adds word/footnotes.xml."""
    members = {"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    members |= {f"word/{name}.xml": f"<w:{name} {_W}>{content}</w:{name}>" for name, content in parts.items()}
    return zipped(members)


def p(*runs: str) -> str:
    """A DOCX paragraph."""
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def odt(body: str, **members: str) -> bytes:
    """An ODT with this content of office:text."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    }
    declared = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    content = f"<office:document-content {declared}><office:body><office:text>{body}</office:text></office:body>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content + "</office:document-content>")
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()
