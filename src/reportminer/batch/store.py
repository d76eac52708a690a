"""The hidden folder ``.reportminer`` in the output folder: lock, journal, parts, and the tables being written.

Layout: ``lock``, ``journal.sqlite``, ``parts/ab/<name>.part``, ``new/`` (tables on their way to their final names).
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from reportminer.batch import blob, publish
from reportminer.batch.fingerprint import Fingerprint, differences
from reportminer.batch.journal import FORMAT, Journal
from reportminer.batch.lock import locked
from reportminer.batch.parts import PartReader, PartWriter, lost_parts, part_file, sweep
from reportminer.errors import InputError, OutputError
from reportminer.writers.atomic import remove

HIDDEN: Final = ".reportminer"


class Store:
    """An output folder that this process holds."""

    def __init__(self, folder: Path, journal: Journal, seed: str) -> None:
        """Use :meth:`open`."""
        self.folder, self.journal = folder, journal
        self.hidden = folder / HIDDEN
        self.parts = self.hidden / "parts"
        self._seed = seed

    @classmethod
    @contextmanager
    def open(cls, folder: Path, fingerprint: Fingerprint, *, force: bool = False) -> Iterator[Store]:
        """Create or continue a folder; refuse one that is in use or holds the results of another configuration.

        ``force`` throws away what an earlier run has read (its tables stay until new ones replace them).
        """
        hidden = folder / HIDDEN
        with output_errors(folder):
            (hidden / "parts").mkdir(parents=True, exist_ok=True)
            with locked(hidden / "lock", folder):
                if force:
                    _forget(hidden)
                journal = _journal(hidden / "journal.sqlite", folder)
                try:
                    _same_run(journal, fingerprint, folder)
                    store = cls(folder, journal, json.dumps(fingerprint, sort_keys=True))
                    store._recover()
                    yield store
                finally:
                    journal.close()

    def writer(self) -> PartWriter:
        """Return a writer of parts that the journal hears of."""
        return PartWriter(self.parts, self._seed, self.journal.finish)

    @contextmanager
    def reader(self) -> Iterator[PartReader]:
        """Return a reader of the parts that the journal knows."""
        reader = PartReader(self.parts, self.journal.part_names())
        try:
            yield reader
        finally:
            reader.close()

    def tidy(self) -> None:
        """Remove parts that hold no document of the tables any more."""
        for name in self.journal.drop_unused_parts():
            remove(part_file(self.parts, name))

    def _recover(self) -> None:
        """Finish or undo what a killed run has left half done."""
        publish.resume(self.journal, self.folder, self.hidden)
        for number in list(lost_parts(self.parts, self.journal.part_names())):
            self.journal.forget_part(number)
        sweep(self.parts, self.journal.part_names())


def read_only(folder: Path) -> Journal | None:
    """Open the journal of a folder to look at it; ``None`` where there is none."""
    file = folder / HIDDEN / "journal.sqlite"
    return _journal(file, folder) if file.is_file() else None


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and normalised text of every document in the tables of a folder, in their order.

    ``text[start:end]`` of any row of that document is the row's ``text``.  Copies and documents without text are left
    out.  ``InputError`` where no run has written to the folder.
    """
    journal = read_only(folder)
    if journal is None:
        raise InputError(f"no run has written to {folder}")
    reader = PartReader(folder / HIDDEN / "parts", journal.part_names())
    with closing(journal), closing(reader):
        for place in journal.finished():
            if place.part is None:
                continue
            for section in blob.sections(reader.read(place.part, place.offset, place.length)):
                if section.name == blob.TEXT:
                    yield place.path, blob.text(section)


def check_fingerprint(journal: Journal, fingerprint: Fingerprint, folder: Path) -> None:
    """Refuse a folder whose results were made otherwise, with a sentence that says what differs."""
    known = journal.get("fingerprint")
    if known is not None and (changes := differences(known, fingerprint)):
        raise OutputError(
            f"{folder} holds the results of another configuration ({changes}); take another folder, "
            "or read everything again with --force"
        )


@contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Turn what file system and database say about the output folder into an ``OutputError``."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        there = (folder / HIDDEN).exists()
        if not there and isinstance(error, FileNotFoundError | sqlite3.Error):
            raise OutputError(f"{folder} was deleted while the run was writing to it") from error
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        comfort = "; what is finished is kept, the same call goes on from there" if there else ""
        raise OutputError(f"cannot write to {folder}: {reason}{comfort}") from error


def _same_run(journal: Journal, fingerprint: Fingerprint, folder: Path) -> None:
    check_fingerprint(journal, fingerprint, folder)
    if journal.get("fingerprint") is None:
        journal.put("fingerprint", fingerprint)


def _journal(file: Path, folder: Path) -> Journal:
    try:
        journal = Journal(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise OutputError(f"the journal of {folder} is damaged; read everything again with --force") from error
    known = journal.get("format")
    if known is None:
        journal.put("format", FORMAT)
    elif known != FORMAT:
        journal.close()
        raise OutputError(
            f"{folder} was written by another version (journal format {known}, not {FORMAT}); "
            "take another folder, or read everything again with --force"
        )
    return journal


def _forget(hidden: Path) -> None:
    # The log goes first: left alone it would be taken for the log of the next journal.
    for name in ("journal.sqlite-wal", "journal.sqlite-shm", "journal.sqlite"):
        with suppress(FileNotFoundError):
            (hidden / name).unlink()
    for name in ("parts", "new"):
        shutil.rmtree(hidden / name, ignore_errors=True)
    (hidden / "parts").mkdir(exist_ok=True)
