"""What is not read, told by its first bytes, and what to do about it."""

from __future__ import annotations

BINARY_ADVICE = (
    "Files with the ending {suffix} are not read. "
    "Save the document as PDF, DOCX, ODT, RTF, HTML, EML, Markdown or plain text."
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
_IMAGE = "This is an image: run text recognition (OCR) and save the result as PDF with text."
_ARCHIVE = "This is an archive: unpack it and read the files in it."
_MEDIA = "This is a sound or video file: it holds no text."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"BM\0", _IMAGE),
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"ID3", _MEDIA),
    (b"OggS", _MEDIA),
    (b"\x7fELF", "This is a program."),
    (b"MZ\x90", "This is a program."),
)


def advice_for(data: bytes) -> str:
    """Return one sentence of advice where the first bytes tell a format that is not read, else ``""``."""
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _IMAGE
    return next((advice for magic, advice in _MAGIC if data.startswith(magic)), "")


def is_encrypted_office(data: bytes) -> bool:
    """True for a DOCX with a password, which is an OLE container around the encrypted package."""
    return data.startswith(_OLE) and _ENCRYPTED_OOXML in data


def _ole(data: bytes) -> str:
    if is_encrypted_office(data):
        return "This is an office file with a password: open it and save it without one."
    for mark, advice in _OLE_KINDS:
        if mark.encode("utf-16-le") in data:
            return advice
    return "This is an old Office file: open it in an office program and save it as DOCX or PDF."


# The names of the streams in the container, which tell the program.
_OLE_KINDS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "This is an old Word file (.doc): open it in a word processor and save it as DOCX or PDF."),
    ("Workbook", "This is an old Excel file (.xls): open it in a spreadsheet program and save it as PDF or HTML."),
    ("PowerPoint Document", "This is an old PowerPoint file (.ppt): open it and save it as PDF."),
    ("__properties_version1.0", "This is an Outlook message (.msg): open it and save it as EML."),
)
