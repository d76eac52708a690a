"""One run per output folder: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reportminer.errors import OutputError

try:
    import fcntl
except ImportError:  # not a POSIX system: two runs on one folder are then not noticed
    fcntl = None  # type: ignore[assignment]  # a module or nothing

_TRIES: Final = 5
_PAUSE: Final = 0.05


@contextmanager
def locked(file: Path, folder: Path) -> Iterator[None]:
    """Hold the lock, or raise ``OutputError`` where another process does."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _taken_soon(descriptor):
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise OutputError(
                f"another run (process {holder or 'unknown'}) is writing to {folder}; "
                "wait for it, or take another folder"
            )
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def is_locked(file: Path) -> bool:
    """True where a run holds the lock right now."""
    with suppress(OSError):
        descriptor = os.open(file, os.O_RDWR)
        try:
            return not _taken(descriptor)
        finally:
            os.close(descriptor)
    return False


def _taken_soon(descriptor: int) -> bool:
    """Try for a moment: somebody may only have looked whether the folder is in use."""
    for _ in range(_TRIES):
        if _taken(descriptor):
            return True
        time.sleep(_PAUSE)
    return False


def _taken(descriptor: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
