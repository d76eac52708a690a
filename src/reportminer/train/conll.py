"""CoNLL files (token, BIO tag) as plain texts with entity spans, the form in which documents come.

>>> [sample.text for sample in parse(["Ninh\\tB-LOC", ",\\tO", "(\\tO", "heute\\tO", ")\\tO"], "de")]
['Ninh, (heute)']
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reportminer.errors import InputError

LABELS = ("PER", "ORG", "LOC")
"""What the models know.  MISC is annotated differently in every set, so it is read as no entity."""

_CLOSING = frozenset(",.;:!?)]}%…”’»") | {"...", "..", "!!", "??", "?!"}
_OPENING = frozenset("([{„‚«")
_MARKS = frozenset("\"'")
_GERMAN_CLOSING = frozenset("“‘")


@dataclass(frozen=True, slots=True)
class Sample:
    """A plain text with its entities as ``(start, end, label)`` in code points, in order, without overlap."""

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()


def read(path: Path, code: str, labels: tuple[str, ...] = LABELS) -> list[Sample]:
    """The sentences of a CoNLL file, NFC, as plain text.

    Raises :class:`~reportminer.errors.InputError` where the file is missing, no UTF-8, or a line has no tag.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as CoNLL: {error}") from None
    try:
        return list(parse(lines, code, labels))
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None


def parse(lines: Iterable[str], code: str, labels: tuple[str, ...] = LABELS) -> Iterator[Sample]:
    """Yield one sample per sentence; raises ValueError for a line without a tag."""
    for rows in _sentences(lines):
        words = [word for word, _ in rows]
        yield _sample(words, repair([tag for _, tag in rows], labels), code)


def _sentences(lines: Iterable[str]) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or line.startswith("-DOCSTART-"):
            if rows:
                yield rows
            rows = []
        elif len(cells) < 2 or not cells[0].strip():
            raise ValueError(f"line {number} is no token with a tag: {line[:60]!r}")
        else:
            rows.append((unicodedata.normalize("NFC", cells[0].strip()), cells[-1].strip()))
    if rows:
        yield rows


def repair(tags: Iterable[str], labels: tuple[str, ...] = LABELS) -> list[str]:
    """Make a tag sequence well-formed BIO: an ``I-`` without its ``B-`` begins an entity, other labels are ``O``.

    >>> repair(["I-LOC", "I-LOC", "I-PER", "B-MISC", "I-MISC"])
    ['B-LOC', 'I-LOC', 'B-PER', 'O', 'O']
    """
    result: list[str] = []
    before = "O"
    for tag in tags:
        prefix, _, label = tag.partition("-")
        if label not in labels:
            result.append("O")
        elif prefix in ("I", "E", "M", "L") and before[2:] == label:
            result.append(f"I-{label}")
        else:
            result.append(f"B-{label}")
        before = result[-1]
    return result


def _sample(words: list[str], tags: list[str], code: str) -> Sample:
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position = 0
    for word, tag, glued in zip(words, tags, _glued(words, code), strict=True):
        if pieces and not glued:
            pieces.append(" ")
            position += 1
        if tag[0] == "B":
            spans.append((position, position + len(word), tag[2:]))
        elif tag[0] == "I":
            spans[-1] = (spans[-1][0], position + len(word), tag[2:])
        pieces.append(word)
        position += len(word)
    return Sample("".join(pieces), tuple(spans))


def _glued(words: list[str], code: str) -> Iterator[bool]:
    """For every token, whether it stands directly at the one before it: the usual spacing of marks."""
    opened: set[str] = set()
    after_opening = True
    for word in words:
        closing = word in _CLOSING or (word in _GERMAN_CLOSING and code == "de")
        opening = word in _OPENING or (word in _GERMAN_CLOSING and code != "de")
        if word in _MARKS:
            closing, opening = word in opened, word not in opened
            opened ^= {word}
        yield closing or after_opening
        after_opening = opening
