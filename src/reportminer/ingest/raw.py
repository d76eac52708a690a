"""What a reader returns before characters are fixed and offsets exist, and the contract every reader keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from reportminer.types import Furniture, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, and how it is read.

    ``max_unzipped`` is the summed size of the members of a zip container.  ``password`` opens encrypted documents;
    ``ocr``: pages that are images are read by text recognition, which takes seconds per page.
    """

    max_bytes: int = 200_000_000
    max_chars: int = 20_000_000
    max_pages: int = 5_000
    max_unzipped: int = 300_000_000
    password: str = field(default="", repr=False)
    ocr: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Where the words of a text stand on its page: ``places`` (n x 2) in the text, ``boxes`` (n x 4) in points."""

    places: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.float32]


PlacedWord = tuple[int, int, float, float, float, float]
"""The same of a single word: start, end, x0, top, x1, bottom.  A cell has few."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text; ``page`` (1-based) and ``words`` where the format has pages and boxes.

    ``joint`` stands between it and the block before where that is not the joint of the document.
    """

    text: str
    page: int | None = None
    words: Words | None = None
    joint: str | None = None


@dataclass(frozen=True, slots=True)
class RawCell:
    """One table cell as the source has it, with the grid places it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    words: tuple[PlacedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``caption`` only where the format marks one.

    ``goes_on``: the table continues the one before, on the next page, and may lack its header.
    """

    rows: tuple[tuple[RawCell, ...], ...]
    caption: str = ""
    page: int | None = None
    goes_on: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Blocks in reading order.  ``joint`` stands between two blocks; ``verbatim`` keeps the blanks at their borders."""

    format: str
    blocks: tuple[Block, ...] = ()
    joint: str = "\n\n"
    verbatim: bool = False
    encoding: str = ""
    title: str = ""
    published: date | None = None
    publisher: str = ""
    author: str = ""
    source_url: str = ""
    repairs: tuple[str, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    problems: tuple[Problem, ...] = ()


class Unreadable(Exception):
    """Raised inside a reader: the document cannot be read.  Becomes a ``Problem``, never leaves the package."""

    def __init__(self, code: str, message: str) -> None:
        """``code`` and ``message`` are those of the problem."""
        super().__init__(message)
        self.code = code


class Reader(Protocol):
    """One format.  ``sniff`` looks at the content alone; ``suffixes`` decide where no content speaks up."""

    format: str
    suffixes: tuple[str, ...]
    is_text: bool

    def sniff(self, data: bytes) -> bool:
        """True where the content can be nothing but this format."""
        ...

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Return the blocks; raise ``Unreadable`` where nothing can be had."""
        ...


def warning(code: str, message: str, page: int | None = None) -> Problem:
    """A doubt or a known gap; the rest of the document stands."""
    return Problem("read", "warning", code, message, page)


def error(code: str, message: str, page: int | None = None) -> Problem:
    """Something was lost."""
    return Problem("read", "error", code, message, page)
