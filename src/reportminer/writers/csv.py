"""CSV as the contract says: UTF-8, comma, RFC 4180 quoting, plain decimals, empty cells for unknown.

Rows go to disk as they arrive, one part file per table; only where each document's rows lie is remembered.  At the
end the parts are copied in the order of the document paths, so the bytes do not depend on the order of arrival.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from reportminer.counts import CORPUS_TABLES
from reportminer.errors import OutputError
from reportminer.schema import TABLES
from reportminer.tables import Cell, Row
from reportminer.writers.atomic import publish, remove, write_parts

_NEEDS_QUOTES: Final = re.compile(r'[",\r\n]')
_COPY: Final = 1 << 20
_PARTS_PREFIX: Final = ".reportminer-parts-"


def cell(value: Cell) -> str:
    """Return one cell as CSV text.

    >>> [cell(value) for value in (Decimal("1.095E+13"), Decimal("91.70"), True, None, 'a "b", c')]
    ['10950000000000', '91.7', 'true', '', '"a ""b"", c"']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without idle zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def quoted(text: str) -> str:
    """Quote a text where RFC 4180 asks for it."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def line(row: Iterable[Cell]) -> bytes:
    """Return one row as a line; what UTF-8 cannot hold (a file name of stray bytes) is escaped."""
    return (",".join(map(cell, row)) + "\n").encode("utf-8", "backslashreplace")


class CsvWriter:
    """Collects reports in any order and, at :meth:`finish`, publishes all tables together.

    Use it as a context manager: leaving it without ``finish`` removes every trace.
    """

    def __init__(self, folder: Path | str) -> None:
        """Create the output folder and a hidden folder of parts in it, or raise ``OutputError``."""
        self.folder = Path(folder)
        self.row_counts: Counter[str] = Counter()
        self._corpus = {name: table() for name, table in CORPUS_TABLES.items()}
        self._blocks: list[tuple[str, str, dict[str, tuple[int, int]]]] = []
        with output_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._parts = Path(tempfile.mkdtemp(prefix=_PARTS_PREFIX, dir=self.folder))
            self._open: dict[str, BinaryIO] = {name: (self._parts / name).open("w+b") for name in TABLES}

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the parts."""
        for file in self._open.values():
            file.close()
        shutil.rmtree(self._parts, ignore_errors=True)

    def add(self, path: str, blob: bytes) -> None:
        """Write the rows of one document to the parts."""
        from reportminer.batch.blob import TALLIES, sections, tallies

        blocks: dict[str, tuple[int, int]] = {}
        with output_errors(self.folder):
            for section in sections(blob):
                if section.name in TABLES:
                    blocks[section.name] = self._append(section.name, section.content)
                    self.row_counts[section.name] += section.rows
                elif section.name == TALLIES:
                    for name, tally in tallies(section).items():
                        self._corpus[name].merge(tally)
        self._blocks.append((path, "", blocks))

    def finish(self) -> dict[str, Path]:
        """Merge the parts and publish ``<table>.csv`` for every table; return the paths by table name."""
        self._blocks.sort(key=lambda block: block[:2])
        targets = {name: self.folder / f"{name}.csv" for name in TABLES}
        written: list[tuple[Path, Path]] = []
        try:
            with output_errors(self.folder):
                for name, target in targets.items():
                    written.append((write_parts(target, self._content(name)), target))
                publish(written)
        except BaseException:
            for temporary, _ in written:
                remove(temporary)
            raise
        return targets

    def _append(self, table: str, content: bytes) -> tuple[int, int]:
        file = self._open[table]
        start = file.tell()
        file.write(content)
        return start, len(content)

    def _content(self, table: str) -> Iterator[bytes]:
        yield line(TABLES[table].names)
        yield from self._merged(table)
        for row in self._aggregated(table):
            self.row_counts[table] += 1
            yield line(row)

    def _merged(self, table: str) -> Iterator[bytes]:
        file = self._open[table]
        for _, _, blocks in self._blocks:
            start, length = blocks.get(table, (0, 0))
            file.seek(start)
            while length:
                chunk = file.read(min(length, _COPY))
                if not chunk:
                    raise OSError(f"the part file of {table} was cut short")
                length -= len(chunk)
                yield chunk

    def _aggregated(self, table: str) -> Iterator[Row]:
        return self._corpus[table].rows() if table in self._corpus else iter(())


@contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system says about the output folder into an ``OutputError``."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
