"""Lines that a source calls paragraphs: text wrapped by hand (or by a converter) in a DOCX, ODT or HTML file.

Such lines are told by their even width: where the first word of the next line would not have fitted on the line before,
the border between them is a line end, not the end of a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from reportminer.ingest.raw import Block, Paragraph

REPAIR = "unwrapped"
_MIN_LINES = 8
_MIN_WIDTH, _MAX_WIDTH = 40, 130
_STICKS_OUT = 1.25
_MIN_SHARE = 0.15
"""At least this share of the borders must cut a sentence, and be followed by a small letter."""


def rejoined(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], bool]:
    """``blocks`` with a line end between the lines of one paragraph, and whether there were any."""
    width = _width(blocks)
    if width == 0:
        return tuple(blocks), False
    joined = list(blocks)
    for index in range(1, len(joined)):
        before, after = blocks[index - 1], blocks[index]
        if isinstance(before, Paragraph) and isinstance(after, Paragraph) and _runs_on(before.text, after.text, width):
            joined[index] = replace(after, joint="\n")
    return tuple(joined), True


def _width(blocks: Sequence[Block]) -> int:
    """The width at which the lines were wrapped; 0 where they are paragraphs."""
    lines = [block.text.strip() for block in blocks if isinstance(block, Paragraph)]
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < _MIN_LINES or any("\n" in line for line in lines):
        return 0
    width = lengths[int(0.97 * (len(lengths) - 1))]  # a word that is too long or a heading sticks out
    if not _MIN_WIDTH <= width <= _MAX_WIDTH or lengths[int(0.99 * (len(lengths) - 1))] > _STICKS_OUT * width:
        return 0
    cut = sum(after[:1].islower() and _runs_on(before, after, width) for before, after in pairwise(lines))
    return width if cut >= max(3, _MIN_SHARE * (len(lines) - 1)) else 0


def _runs_on(before: str, after: str, width: int) -> bool:
    """True where the first word of ``after`` had no room behind ``before``."""
    left, right = before.strip(), after.strip()
    if not left or not right or left[-1] == ":":
        return False
    return len(left) + 1 + len(right.split(maxsplit=1)[0]) > width
