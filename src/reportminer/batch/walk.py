"""Inputs to jobs: every file once, in the order of its path, and which of them repeat another's bytes."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportminer.errors import InputError
from reportminer.schema import TABLES

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """One file to mine; ``path`` is relative to ``root`` with / separators."""

    file: Path
    root: Path
    path: str


def find_jobs(inputs: Sequence[Path | str], skip: Path | None = None) -> list[Job]:
    """List the files of ``inputs`` (files, and folders at any depth) without hidden ones and without ``skip``.

    Paths are relative to the folder given, or to the folder that several inputs share.
    """
    given = [_existing(Path(item)) for item in inputs]
    root = _root(given)
    hidden_folder = _absolute(skip) if skip else None
    files = {file: None for item in given for file in _listed(item, hidden_folder)}
    jobs = (Job(file, root, file.relative_to(root).as_posix()) for file in files)
    return sorted(jobs, key=lambda job: job.path)


def split_duplicates(jobs: Iterable[Job]) -> tuple[list[Job], list[tuple[Job, Job]]]:
    """Return the jobs to mine, and (copy, first) for every file whose bytes an earlier one has.

    Only files of equal size are read.
    """
    ordered = list(jobs)
    by_size: defaultdict[int, list[Job]] = defaultdict(list)
    for job in ordered:
        by_size[size_of(job.file)].append(job)
    first_of: dict[str, Job] = {}
    copies: dict[Job, Job] = {}
    for size, members in by_size.items():
        if len(members) > 1 and size > 0:
            copies.update(_copies(members, first_of))
    return [job for job in ordered if job not in copies], [(job, copies[job]) for job in ordered if job in copies]


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def _copies(members: Sequence[Job], first_of: dict[str, Job]) -> Iterator[tuple[Job, Job]]:
    for job in members:
        digest = sha256_of(job.file)
        if digest and (first := first_of.setdefault(digest, job)) is not job:
            yield job, first


def _existing(path: Path) -> Path:
    if not path.exists():
        raise InputError(f"there is no file or folder {path}")
    return _absolute(path)


def _absolute(path: Path) -> Path:
    # Not resolve(): a link keeps the name under which the user gave it.
    return Path(os.path.abspath(path))


def _root(given: Sequence[Path]) -> Path:
    folders = [path if path.is_dir() else path.parent for path in given]
    if len(given) > 1 and len(set(folders)) > 1:
        return Path(os.path.commonpath(folders))
    return folders[0]


def _listed(item: Path, skip: Path | None) -> Iterator[Path]:
    if not item.is_dir():
        yield item
        return
    try:
        yield from _files(sorted(item.iterdir()), skip)
    except OSError as error:
        raise InputError(f"cannot list {item}: {error.strerror}") from error


def _files(entries: Iterable[Path], skip: Path | None) -> Iterator[Path]:
    for entry in entries:
        if entry.name.startswith(".") or entry == skip or _is_output(entry, skip):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _below(entry, skip)
        elif entry.is_file():
            yield entry


def _below(folder: Path, skip: Path | None) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        # A folder that cannot be listed goes to the miner as it stands, so that a problems row tells of it.
        yield folder
        return
    yield from _files(entries, skip)


def _is_output(entry: Path, skip: Path | None) -> bool:
    """Recognise an earlier run's tables where input and output folder are the same."""
    return entry.parent == skip and entry.suffix == ".csv" and entry.stem in TABLES


def size_of(file: Path) -> int:
    """Return the size of a file in bytes, 0 where it cannot be seen."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
