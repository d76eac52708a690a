"""What an output folder holds, for ``reportminer status``."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reportminer.batch import publish
from reportminer.batch.lock import is_locked
from reportminer.batch.store import HIDDEN, output_errors, read_only
from reportminer.errors import InputError


@dataclass(frozen=True, slots=True)
class Status:
    """``documents`` finished by status, ``waiting`` files, ``problems`` by severity; ``parts`` in number and bytes.

    ``tables`` is ``current``, ``outdated`` (a run has not come to its end) or ``changed`` (somebody else wrote them).
    """

    documents: dict[str, int]
    waiting: int
    problems: dict[str, int]
    parts: int
    part_bytes: int
    tables: str
    running: bool
    version: str


def status(out: Path | str) -> Status:
    """Look at an output folder; ``InputError`` where no run has written to it."""
    folder = Path(out)
    with output_errors(folder):
        journal = read_only(folder)
        if journal is None:
            raise InputError(f"no run has written to {folder}")
        with closing(journal):
            record = journal.get("published")
            current = record and publish.published(journal, folder, record["formats"])
            sizes = [size for _, size in journal.part_names().values()]
            return Status(
                dict(journal.statuses()),
                journal.count_waiting(),
                dict(journal.problems()),
                len(sizes),
                sum(sizes),
                "current" if current else "changed" if record else "outdated",
                is_locked(folder / HIDDEN / "lock"),
                (journal.get("fingerprint") or {}).get("version", "unknown"),
            )
