"""New tables to their final names, together: a kill in between is made good by the next run.

All files are written whole and synced beside the output folder's own, in ``.reportminer/new``.  Then the journal notes
that they are to be published, each is renamed, and the journal notes that it is done.  Whoever opens the folder next
and finds the first note without the second renames what is left.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportminer.batch.journal import Journal, Transaction
from reportminer.writers.atomic import remove, sync, sync_folder


def staging(hidden: Path) -> Path:
    """Return an empty folder for new tables."""
    folder = hidden / "new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def publish(journal: Journal, folder: Path, hidden: Path, names: Sequence[str], facts: Mapping[str, Any]) -> None:
    """Give the staged files ``names`` their places in ``folder``; ``facts`` describe them (see :func:`published`)."""
    new = hidden / "new"
    for name in names:
        with (new / name).open("rb+") as file:
            sync(file)
    files = {name: _stamp(new / name) for name in names}
    sync_folder(new)
    journal.put("publishing", {"files": files, **facts})
    resume(journal, folder, hidden)


def resume(journal: Journal, folder: Path, hidden: Path) -> None:
    """Finish publishing where it was begun; drop tables that were still being written."""
    record = journal.get("publishing")
    new = hidden / "new"
    if record is not None:
        # What is no longer staged has its final name already.
        for name in record["files"]:
            if (new / name).exists():
                (new / name).replace(folder / name)
        for name in set(journal.get("ours") or ()) - set(record["files"]):
            remove(folder / name)
        sync_folder(folder)
        with Transaction(journal.db):
            journal.put("publishing", None)
            journal.put("published", record)
            journal.put("ours", sorted(record["files"]))
    shutil.rmtree(new, ignore_errors=True)


def published(journal: Journal, folder: Path, formats: Sequence[str]) -> dict[str, Any] | None:
    """Return the facts of the tables in ``folder`` if they are up to date, in these formats and untouched."""
    record = journal.get("published")
    if record is None or record["formats"] != list(formats):
        return None
    try:
        untouched = all(_stamp(folder / name) == stamp for name, stamp in record["files"].items())
    except OSError:
        return None
    return dict(record) if untouched else None


def _stamp(file: Path) -> list[int]:
    seen = file.stat()
    return [seen.st_size, seen.st_mtime_ns]


