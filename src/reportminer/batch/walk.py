"""Inputs to files: every file once, without a list of them, so that a folder of millions costs no memory."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from reportminer.errors import InputError
from reportminer.ingest import containers
from reportminer.ingest.raw import Unreadable
from reportminer.schema import TABLES

_CHUNK: Final = 1 << 20
OUTPUT_NAMES: Final = frozenset(
    {f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")} | {"datapackage.json"}
)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to mine; ``path`` is relative to ``root`` with / separators.

    ``refused`` says why it must not even be opened: a link out of the folder, a device; ``code`` is that problem's.  A
    file behind a ``uri`` is fetched by whoever mines it.
    """

    file: Path
    root: Path
    path: str
    refused: str = ""
    uri: str = ""
    code: str = ""


class Entry(NamedTuple):
    """A file as the walk sees it: ``path`` as in :class:`Job`, and what tells whether it has changed."""

    path: str
    size: int
    mtime_ns: int
    inode: int


class Inputs:
    """The files of some inputs (files, and folders at any depth), without hidden ones and without ``skip``.

    Paths are relative to the folder given, or to the folder that several inputs share.  Iterating yields entries in no
    order, and a file twice where inputs overlap.
    """

    def __init__(self, inputs: Sequence[Path | str], skip: Path | None = None) -> None:
        """Check that the inputs exist, or raise ``InputError``."""
        self._given = [_existing(Path(item)) for item in inputs]
        self.root = _root(self._given)
        self._skip = os.path.abspath(skip) if skip else None
        self._real = tuple(os.path.realpath(item) for item in self._given)
        self._named = frozenset(map(str, self._given))
        self._prefix = len(str(self.root).rstrip(os.sep)) + 1

    def __iter__(self) -> Iterator[Entry]:
        """Walk."""
        for item in self._given:
            yield from self._folder(str(item), top=True) if item.is_dir() else self._entry(str(item))

    def check_any(self) -> None:
        """Raise ``InputError`` where there is no file at all."""
        if next(iter(self), None) is None:
            raise InputError(f"there are no files in {', '.join(map(str, self._given))}")

    def job(self, path: str) -> Job:
        """Return the job of one of the paths."""
        file = self.root / path
        return Job(file, self.root, path, self._refusal(str(file)))

    def sha256(self, path: str) -> str:
        """Return the SHA-256 of a file, empty where it cannot be read."""
        return sha256_of(self.root / path)

    def _folder(self, folder: str, top: bool = False) -> Iterator[Entry]:
        below: list[str] = []
        try:
            with os.scandir(folder) as listing:
                for item in listing:
                    if self._is_ours(item.name, folder, item.path):
                        continue
                    if item.is_dir(follow_symlinks=False):
                        below.append(item.path)
                    elif item.is_file(follow_symlinks=False) and not containers.is_container(item.name):
                        yield self._plain(item)
                    else:
                        yield from self._entry(item.path)
        except OSError as error:
            if top:
                raise InputError(f"cannot list {folder}: {error.strerror}") from error
            # A folder that cannot be listed goes to the miner as it stands, so that a problems row tells of it.
            yield Entry(self._relative(folder), 0, 0, 0)
        for name in below:
            yield from self._folder(name)

    def _is_ours(self, name: str, folder: str, path: str) -> bool:
        """Recognise the output folder, and an earlier run's tables where input and output folder are the same."""
        return name.startswith(".") or path == self._skip or (folder == self._skip and name in OUTPUT_NAMES)

    def _plain(self, item: os.DirEntry[str]) -> Entry:
        """A file that is no link: the listing knows that already, and one call to the system tells the rest."""
        try:
            seen = item.stat(follow_symlinks=False)
        except OSError:
            return Entry(self._relative(item.path), 0, 0, 0)
        return Entry(self._relative(item.path), seen.st_size, seen.st_mtime_ns, seen.st_ino)

    def _entry(self, file: str) -> Iterator[Entry]:
        # What cannot or must not be read goes to the miner all the same, so that a problems row tells of it.
        try:
            seen = os.stat(file)
        except OSError:
            yield Entry(self._relative(file), 0, 0, 0)
            return
        if stat.S_ISDIR(seen.st_mode) and not self._refusal(file):
            return  # a link to a folder that is read under its own name
        if self._refusal(file):
            yield Entry(self._relative(file), 0, 0, 0)
            return
        inside = list(_members(file)) if containers.is_container(file) else []
        if not inside or not file.lower().endswith(".zip"):
            yield Entry(self._relative(file), seen.st_size, seen.st_mtime_ns, seen.st_ino)
        for name, size in inside:
            yield Entry(f"{self._relative(file)}/{name}", size, seen.st_mtime_ns, seen.st_ino)

    def _refusal(self, file: str) -> str:
        """Say why a file must not be opened; what the user named himself may be a link to anywhere."""
        try:
            if os.path.islink(file) and file not in self._named:
                real = os.path.realpath(file)
                if not any(real == given or real.startswith(given.rstrip(os.sep) + os.sep) for given in self._real):
                    return "It is a link that leads out of the folder: not followed."
            mode = os.stat(file).st_mode
        except OSError:
            return ""
        return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "It is a device or a pipe, not a file: not opened."

    def _relative(self, file: str) -> str:
        return file[self._prefix :].replace(os.sep, "/")


def _members(file: str) -> Iterator[tuple[str, int]]:
    """List an archive or a mail; one that cannot be listed goes to the reader, which says what is wrong with it."""
    with suppress(Unreadable):
        yield from containers.walk(file)


def find_jobs(inputs: Sequence[Path | str], skip: Path | None = None) -> list[Job]:
    """List the files of ``inputs`` in the order of their paths: for few files."""
    found = Inputs(inputs, skip)
    return [found.job(path) for path in sorted({entry.path for entry in found})]


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, empty where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return sha256_of_stream(stream)
    except NotADirectoryError:
        return _inner_sha256(file)
    except OSError:
        return ""


def sha256_of_stream(stream: BinaryIO) -> str:
    """Return the SHA-256 of what is left in an open file."""
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _inner_sha256(file: Path) -> str:
    try:
        return hashlib.sha256(containers.load(file)).hexdigest()
    except (OSError, Unreadable):
        return ""


def size_of(file: Path) -> int:
    """Return the size of a file in bytes, 0 where it cannot be seen."""
    try:
        return file.stat().st_size
    except NotADirectoryError:
        with suppress(OSError, Unreadable):
            return len(containers.load(file))
        return 0
    except OSError:
        return 0


def _existing(path: Path) -> Path:
    if not path.exists() and not containers.exists(os.path.abspath(path)):
        raise InputError(f"there is no file or folder {path}")
    # Not resolve(): a link keeps the name under which the user gave it.
    return Path(os.path.abspath(path))


def _root(given: Sequence[Path]) -> Path:
    folders = [path if path.is_dir() else path.parent for path in given]
    if len(given) > 1 and len(set(folders)) > 1:
        return Path(os.path.commonpath(folders))
    return folders[0]
