"""What a run knows about its inputs: a small SQLite database that only the run's own process writes.

Table ``files`` has a row per input file.  ``status`` is empty while a file waits to be mined, then the document's
status; ``part``, ``offset`` and ``length`` say where its blob lies; ``first`` is set for a duplicate.  A row changes
only after its part file is safe on disk, so that at any moment the journal promises nothing that is not there.

Paths are kept as bytes: file names need not be text, and bytes sort as code points do.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportminer.batch.engine import Outcome

FORMAT: Final = 1
_PAGE: Final = 512
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS files (
  path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL,
  sha256 TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT '', first BLOB,
  errors INTEGER NOT NULL DEFAULT 0, warnings INTEGER NOT NULL DEFAULT 0,
  part INTEGER, offset INTEGER, length INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting ON files (path) WHERE status = '';
"""


class Place(NamedTuple):
    """A finished document: where its blob lies, or, for a duplicate, the path of the ``first`` copy."""

    path: str
    part: int | None
    offset: int
    length: int
    first: str
    sha256: str
    size: int


class Journal:
    """The database of one output folder; ``None`` keeps it in memory (for a dry run on a new folder)."""

    def __init__(self, file: Path | None) -> None:
        """Open or create; a file that is no journal raises ``sqlite3.DatabaseError``."""
        # Transactions are begun and ended by hand: a scan is all or nothing.
        self.db = sqlite3.connect(str(file or ":memory:"), isolation_level=None)
        # SQLite orders and compares on disk, not in memory: a journal may be larger than that.
        self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=FILE;" + _SCHEMA)

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def get(self, key: str) -> Any:
        """Return a fact about the folder, ``None`` where it is not known."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, key: str, value: Any) -> None:
        """Note a fact about the folder; ``None`` forgets it."""
        if value is None:
            self.db.execute("DELETE FROM meta WHERE key = ?", (key,))
        else:
            self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    def waiting(self) -> Iterator[str]:
        """Yield the paths to mine, in order; files may be finished meanwhile."""
        last = b""
        while page := self.db.execute(
            "SELECT path FROM files WHERE status = '' AND path > ? ORDER BY path LIMIT ?", (last, _PAGE)
        ).fetchall():
            yield from (os.fsdecode(path) for (path,) in page)
            (last,) = page[-1]

    def count_waiting(self) -> int:
        """Return how many files are still to be mined."""
        return self._number("SELECT count(*) FROM files WHERE status = ''")

    def count(self) -> int:
        """Return the number of files."""
        return self._number("SELECT count(*) FROM files")

    def finish(self, part: str, size: int, outcomes: Sequence[tuple[Outcome, int]]) -> None:
        """Note documents (with the offsets of their blobs) whose part file is safe; the tables are out of date now."""
        with Transaction(self.db):
            number = self.db.execute("INSERT INTO parts (name, size) VALUES (?, ?)", (part, size)).lastrowid
            self.db.executemany(
                "UPDATE files SET status = ?, sha256 = CASE ? WHEN '' THEN sha256 ELSE ? END, errors = ?,"
                " warnings = ?, part = ?, offset = ?, length = ? WHERE path = ?",
                (
                    (o.status, o.sha256, o.sha256, o.errors, o.warnings, number, at, len(o.blob), os.fsencode(o.path))
                    for o, at in outcomes
                ),
            )
            self.put("published", None)

    def finished(self) -> Iterator[Place]:
        """Yield the finished documents in the order of the final tables."""
        rows = self.db.execute(
            "SELECT path, part, offset, length, first, sha256, size FROM files WHERE status != '' ORDER BY path"
        )
        for path, part, offset, length, first, sha256, size in rows:
            yield Place(os.fsdecode(path), part, offset or 0, length or 0, os.fsdecode(first or b""), sha256, size)

    def statuses(self) -> Counter[str]:
        """Count the finished documents by status."""
        rows = self.db.execute("SELECT status, count(*) FROM files WHERE status != '' GROUP BY status")
        return Counter(dict(rows.fetchall()))

    def problems(self) -> Counter[str]:
        """Count the problems by severity."""
        errors, warnings = self.db.execute("SELECT total(errors), total(warnings) FROM files").fetchone()
        return Counter(error=int(errors), warning=int(warnings))

    def retry_failed(self) -> int:
        """Let every failed document wait again; return how many."""
        with Transaction(self.db):
            found = self.db.execute("UPDATE files SET status = '', part = NULL WHERE status = 'failed'").rowcount
            if found:
                self.put("published", None)
        return found

    def part_names(self) -> dict[int, tuple[str, int]]:
        """Return name and size of every part by its number."""
        return {number: (name, size) for number, name, size in self.db.execute("SELECT id, name, size FROM parts")}

    def forget_part(self, number: int) -> int:
        """Drop a part that is lost; its documents wait again.  Return how many they are."""
        with Transaction(self.db):
            lost = self.db.execute("UPDATE files SET status = '', part = NULL WHERE part = ?", (number,)).rowcount
            self.db.execute("DELETE FROM parts WHERE id = ?", (number,))
            if lost:
                self.put("published", None)
        return lost

    def drop_unused_parts(self) -> list[str]:
        """Forget the parts that hold no document any more and return the names that nobody else has."""
        unused = "SELECT id FROM parts WHERE id NOT IN (SELECT part FROM files WHERE part IS NOT NULL)"
        with Transaction(self.db):
            dropped = {name for (name,) in self.db.execute(f"SELECT name FROM parts WHERE id IN ({unused})")}
            self.db.execute(f"DELETE FROM parts WHERE id IN ({unused})")
        return sorted(dropped - {name for name, _ in self.part_names().values()})

    def _number(self, query: str) -> int:
        (number,) = self.db.execute(query).fetchone()
        return int(number)


class Transaction:
    """All of the statements inside, or none of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Remember the connection."""
        self._db = db

    def __enter__(self) -> None:
        """Begin."""
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Commit, or roll back where something was raised."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK" if kind else "COMMIT")
