"""Zip archives and mails hold documents: each is a document of its own, ``a.zip/folder/b.pdf``, ``mail.eml/c.docx``.

A path through a container is used like one through a folder: ``walk`` lists what is inside, ``load`` gives the bytes.
Only one member is unpacked at a time, where it is read and under the limits of one document.
"""

from __future__ import annotations

import io
import mimetypes
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import lru_cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from reportminer.ingest.raw import Unreadable

_SUFFIXES: Final = (".zip", ".eml")
_MAX_MEMBERS: Final = 10_000
_MAX_DEPTH: Final = 3
_MAX_INNER: Final = 100_000_000  # a container inside another is unpacked to be listed
_MAX_MAIL: Final = 200_000_000
_BEARABLE: Final = 300_000_000
_MAX_RATIO: Final = 200
_END: Final = b"PK\x05\x06"
_OFFICE: Final = frozenset({"[Content_Types].xml", "mimetype"})
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f]")
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError,
    RuntimeError, LookupError, AttributeError, TypeError, OSError, MemoryError,
)  # fmt: skip


class Member(NamedTuple):
    """A file in a container: its path in it (safe, unique, / separators), its size in bytes, and how to get it."""

    name: str
    size: int
    load: Callable[[], bytes]


def is_container(name: str) -> bool:
    """True for names of files that may hold others."""
    return name.lower().endswith(_SUFFIXES)


def walk(file: str) -> Iterator[tuple[str, int]]:
    """Yield path and size of every document in a container on disk, at any depth; ``Unreadable`` where it is broken."""
    yield from _below(members_of(file), 1)


def _below(members: list[Member], depth: int) -> Iterator[tuple[str, int]]:
    for member in members:
        inner: list[Member] | None = None
        if is_container(member.name) and depth < _MAX_DEPTH and member.size <= _MAX_INNER:
            try:
                inner = _members(member.load(), member.name)
            except Unreadable:
                inner = None  # it goes to the reader as it is, which says what is wrong with it
        if not inner or not member.name.lower().endswith(".zip"):
            yield member.name, member.size
        for name, size in _below(inner or [], depth + 1):
            yield f"{member.name}/{name}", size


def load(path: Path | str) -> bytes:
    """Return the bytes of a file at a path through containers; ``FileNotFoundError`` where there is none."""
    file, inside = _split(str(path))
    members = members_of(file) if inside and is_container(file) else []
    for _ in range(_MAX_DEPTH):
        found = _find(members, inside)
        if found is None:
            break
        inside = inside[len(found.name) + 1 :]
        data = found.load()
        if not inside:
            return data
        members = _members(data, found.name)
    raise FileNotFoundError(2, "No such file or directory", str(path))


def exists(path: Path | str) -> bool:
    """True where ``load`` would find a file."""
    try:
        load(path)
    except (Unreadable, OSError):
        return False
    return True


def refusal(data: bytes) -> Unreadable:
    """Say why an archive that came to a reader was not taken apart."""
    try:
        listed = _members(data, "a.zip")
    except Unreadable as reason:
        return reason
    if not listed:
        return Unreadable("empty_archive", "The archive holds no files.")
    return Unreadable("nested_too_deep", "The archive lies too deep in others, or is too large: unpack it by hand.")


def _split(path: str) -> tuple[str, str]:
    """Part a path into the file on disk and what follows inside it."""
    file, inside = path, ""
    while file and not os.path.isfile(file):
        file, _, last = file.rpartition(os.sep)
        inside = f"{last}/{inside}" if inside else last
    return file, inside.replace(os.sep, "/")


def _find(members: list[Member], inside: str) -> Member | None:
    fitting = (member for member in members if inside == member.name or inside.startswith(member.name + "/"))
    return max(fitting, key=lambda member: len(member.name), default=None)


def members_of(file: str) -> list[Member]:
    """List a container on disk."""
    try:
        seen = os.stat(file)
    except OSError as reason:
        raise Unreadable("unreadable", f"The file cannot be read: {reason.strerror}.") from reason
    return _listed(file, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=2)
def _listed(file: str, size: int, _changed: int) -> list[Member]:
    if not file.lower().endswith(".zip"):
        if size > _MAX_MAIL:
            raise Unreadable("too_large", f"The mail has {size} bytes: its attachments are not read.")
        return _members(Path(file).read_bytes(), file)
    with open(file, "rb") as stream:
        stream.seek(max(0, size - 66_000))
        _check_count(stream.read())
    return _of_zip(_open(file), size)


def _members(data: bytes, name: str) -> list[Member]:
    if not name.lower().endswith(".zip"):
        return _of_mail(data)
    _check_count(data[-66_000:])
    return _of_zip(_open(io.BytesIO(data)), len(data))


def _check_count(tail: bytes) -> None:
    """Refuse a directory that is too long before Python reads it."""
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("broken_file", "The archive has no directory: it is cut off or no zip.")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    if count > _MAX_MEMBERS or length > 1_000 * _MAX_MEMBERS:
        raise Unreadable("zip_bomb", f"The archive says that it holds {count} files: more than {_MAX_MEMBERS}.")


def _open(source: str | io.BytesIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except _BROKEN as reason:
        raise Unreadable("broken_file", f"The archive cannot be opened: {reason}.") from reason


def _of_zip(archive: zipfile.ZipFile, packed: int) -> list[Member]:
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]  # is_dir() fails on a name of no letters
    total = sum(info.file_size for info in infos)
    if len(infos) > _MAX_MEMBERS or total > max(_BEARABLE, packed * _MAX_RATIO):
        raise Unreadable("zip_bomb", f"Unpacked it would be {total} bytes in {len(infos)} files: refused.")
    if infos and infos[0].filename in _OFFICE:
        return []
    names = _Names()
    found = ((names.safe(info.filename or "unnamed"), info) for info in infos)
    return [Member(name, info.file_size, partial(_unpack, archive, info)) for name, info in found if name]


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise Unreadable("encrypted", "The archive has a password: unpack it by hand.")
    try:
        return archive.read(info)
    except _BROKEN as reason:
        raise Unreadable("broken_file", f"The archive does not give the file back: {reason}.") from reason


def _of_mail(data: bytes) -> list[Member]:
    try:
        message = message_from_bytes(data, policy=policy.default)
        parts = list(message.iter_attachments()) if isinstance(message, EmailMessage) and message.is_multipart() else []
        names = _Names()
        return [_attachment(part, names, number) for number, part in enumerate(parts[:_MAX_MEMBERS], 1)]
    except (*_BROKEN, RecursionError) as reason:
        raise Unreadable("broken_file", f"The attachments cannot be listed: {type(reason).__name__}.") from reason


def _attachment(part: Message, names: _Names, number: int) -> Member:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        data, suffix = _message(part), ".eml"
    else:
        payload = part.get_payload(decode=True)
        data, suffix = payload if isinstance(payload, bytes) else b"", mimetypes.guess_extension(kind) or ""
    given = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    name = names.safe(given) or names.safe(f"attachment-{number}{suffix}")
    if kind == "message/rfc822" and not name.lower().endswith(".eml"):
        name += ".eml"
    return Member(name, len(data), lambda: data)


def _message(part: Message) -> bytes:
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    return message.as_bytes() if isinstance(message, Message) else b""


class _Names:
    """Makes names from containers safe: no way up or out, no hidden files, none twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def safe(self, name: str) -> str:
        parts = [part.strip() for part in _UNSAFE.sub("_", name).replace("\\", "/").split("/")]
        if "__MACOSX" in parts or (parts and parts[-1].startswith(".") and parts[-1].strip(".")):
            return ""  # hidden, as in folders
        plain = "/".join(part.replace(":", "_") for part in parts if part.strip("."))
        if not plain:
            return ""
        stem, dot, suffix = plain.rpartition(".")
        number, unique = 1, plain
        while unique in self._given:
            number += 1
            unique = f"{stem} ({number}).{suffix}" if dot and "/" not in suffix else f"{plain} ({number})"
        self._given.add(unique)
        return unique
