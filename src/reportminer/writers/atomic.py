"""Files that are either whole under their final name or not there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def write_parts(target: Path, parts: Iterable[bytes]) -> Path:
    """Write ``parts`` to a hidden name beside ``target``, force them to disk and return that name."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.writelines(parts)
            sync(file)
    except BaseException:
        remove(temporary)
        raise
    return temporary


def publish(temporary: Iterable[tuple[Path, Path]]) -> None:
    """Rename every (temporary, final) pair, then force the folder entries to disk."""
    pairs = list(temporary)
    for source, target in pairs:
        source.replace(target)
    for folder in {target.parent for _, target in pairs}:
        sync_folder(folder)


def write_atomic(target: Path, parts: Iterable[bytes]) -> None:
    """Write one file atomically."""
    publish([(write_parts(target, parts), target)])


def sync(file: BinaryIO) -> None:
    """Force an open file to disk."""
    file.flush()
    os.fsync(file.fileno())


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    with suppress(OSError):
        path.unlink()


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk."""
    # Some file systems refuse to sync a folder; the files themselves are safe by then.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
