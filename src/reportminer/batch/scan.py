"""The inputs against the journal: what is new, changed, gone or a copy, in one transaction.

A file whose size, time and inode are as before is taken as unchanged; one of the same size but another time or inode
is compared by its SHA-256.  The rest is left to SQL, which needs no memory however many files there are.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportminer.batch.journal import Journal, Transaction
from reportminer.batch.remote import RemoteInputs
from reportminer.batch.walk import Entry, Inputs

# A file written within a clock tick after it was read looks unchanged: times this fresh are not trusted.
_FRESH_NS: Final = 2_000_000_000
_PAGE: Final = 512


@dataclass(frozen=True, slots=True)
class Scan:
    """How many files were seen, and how many of them are new, changed, gone, copies of another and still to mine."""

    files: int
    new: int
    changed: int
    removed: int
    duplicates: int
    waiting: int


AnyInputs = Inputs | RemoteInputs


class _DryRun(Exception):
    """Leaves the transaction."""


def scan(journal: Journal, inputs: AnyInputs, *, keep: bool = True) -> Scan:
    """Bring the journal up to date with the inputs; ``keep=False`` only says what would be."""
    found: list[Scan] = []
    try:
        with Transaction(journal.db):
            _see(journal.db, inputs)
            found.append(_compare(journal, inputs))
            if not keep:
                raise _DryRun
    except _DryRun:
        pass
    return found[0]


def _see(db: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    now = time.time_ns()
    db.execute("DROP TABLE IF EXISTS temp.seen")
    db.execute("CREATE TEMP TABLE seen (path BLOB PRIMARY KEY, size, mtime, inode) WITHOUT ROWID")
    db.executemany(
        "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)",
        (
            (os.fsencode(path), size, mtime if mtime < now - _FRESH_NS else -now, _signed(inode))
            for path, size, mtime, inode in entries
        ),
    )


def _signed(number: int) -> int:
    """Fit a 64-bit inode into SQLite's integers."""
    return number - (1 << 64) if number >= 1 << 63 else number


def _compare(journal: Journal, inputs: AnyInputs) -> Scan:
    db = journal.db
    removed = db.execute("DELETE FROM files WHERE path NOT IN (SELECT path FROM seen)").rowcount
    _confirm(db, inputs)
    # A changed file begins anew.
    changed = db.execute(
        "DELETE FROM files WHERE EXISTS (SELECT 1 FROM seen s WHERE s.path = files.path"
        " AND (s.size, s.mtime, s.inode) != (files.size, files.mtime, files.inode))"
    ).rowcount
    inserted = db.execute(
        "INSERT INTO files (path, size, mtime, inode) SELECT path, size, mtime, inode FROM seen"
        " WHERE path NOT IN (SELECT path FROM files)"
    ).rowcount
    new = inserted - changed
    if removed or changed or new:
        _find_copies(db, inputs)
        journal.put("published", None)
    (duplicates,) = db.execute("SELECT count(*) FROM files WHERE status = 'duplicate'").fetchone()
    return Scan(journal.count(), new, changed, removed, duplicates, journal.count_waiting())


def _confirm(db: sqlite3.Connection, inputs: AnyInputs) -> None:
    """Give a file with the same bytes but another time or inode the new ones."""
    unsure = (
        "SELECT s.path, f.sha256, s.mtime, s.inode FROM seen s JOIN files f ON f.path = s.path AND f.size = s.size"
        " WHERE f.sha256 != '' AND (s.mtime, s.inode) != (f.mtime, f.inode) AND s.path > ? ORDER BY s.path LIMIT ?"
    )
    last = b""
    while page := db.execute(unsure, (last, _PAGE)).fetchall():
        same = [(mtime, inode, path) for path, known, mtime, inode in page if _sha256(inputs, path) == known]
        db.executemany("UPDATE files SET mtime = ?, inode = ? WHERE path = ?", same)
        last = page[-1][0]


def _find_copies(db: sqlite3.Connection, inputs: AnyInputs) -> None:
    """Hash the files that share their size, and let every copy wait on the first of its kind by path."""
    _hash_equal_sizes(db, inputs)
    db.execute("DROP TABLE IF EXISTS temp.firsts")
    db.execute("CREATE TEMP TABLE firsts (sha256 TEXT PRIMARY KEY, path BLOB) WITHOUT ROWID")
    db.execute(
        "INSERT INTO firsts SELECT sha256, min(path) FROM files WHERE sha256 != '' AND size > 0"
        " GROUP BY sha256 HAVING count(*) > 1"
    )
    db.execute(
        "UPDATE files SET status = '', first = NULL, warnings = 0 WHERE first IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM firsts f WHERE f.sha256 = files.sha256 AND f.path = files.first)"
    )
    db.execute(
        "UPDATE files SET status = 'duplicate', part = NULL, errors = 0, warnings = 1,"
        " first = (SELECT path FROM firsts WHERE firsts.sha256 = files.sha256)"
        " WHERE first IS NULL AND sha256 IN (SELECT sha256 FROM firsts) AND path NOT IN (SELECT path FROM firsts)"
    )


def _hash_equal_sizes(db: sqlite3.Connection, inputs: AnyInputs) -> None:
    db.execute("DROP TABLE IF EXISTS temp.unhashed")
    db.execute(
        "CREATE TEMP TABLE unhashed AS SELECT path FROM files WHERE sha256 = ''"
        " AND size IN (SELECT size FROM files WHERE size > 0 GROUP BY size HAVING count(*) > 1)"
    )
    last = 0
    while page := db.execute(
        "SELECT rowid, path FROM unhashed WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, _PAGE)
    ).fetchall():
        hashed = [(_sha256(inputs, path), path) for _, path in page]
        db.executemany("UPDATE files SET sha256 = ? WHERE path = ?", hashed)
        last = page[-1][0]


def _sha256(inputs: AnyInputs, path: bytes) -> str:
    return inputs.sha256(os.fsdecode(path))
