"""Blobs to tables: every table is the lines of its documents, copied in the order of the document paths.

That is the sorted merge of the contract, with the total key (path, start, end, id): paths differ, and the rows of one
document are in order already.  So memory holds one document at a time, and the tallies of the corpus tables, which
grow with what is named and cited and not with how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from reportminer.batch.blob import TALLIES, sections, tallies
from reportminer.counts import CORPUS_TABLES
from reportminer.schema import TABLES
from reportminer.writers.csv import line

_BUFFER: Final = 1 << 20


def write_tables(blobs: Iterable[bytes], folder: Path) -> Counter[str]:
    """Write ``<table>.csv`` for every table from the blobs in order; return the rows by table."""
    count: Counter[str] = Counter(dict.fromkeys(TABLES, 0))
    corpus = {name: table() for name, table in CORPUS_TABLES.items()}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / f"{name}.csv").open("wb", buffering=_BUFFER)) for name in TABLES
        }
        for name, file in files.items():
            file.write(line(TABLES[name].names))
        for blob in blobs:
            for section in sections(blob):
                if section.name in files:
                    files[section.name].write(section.content)
                    count[section.name] += section.rows
                elif section.name == TALLIES:
                    for name, tally in tallies(section).items():
                        corpus[name].merge(tally)
        for name, table in corpus.items():
            for row in table.rows():
                files[name].write(line(row))
                count[name] += 1
    return count
