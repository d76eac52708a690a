"""Words torn by a hyphen at the end of a line, joined for the rules of citations: ``Sozialge-⏎setzbuch``.

The joined text has the length of the original: the rest of the word moves up and the blanks it leaves stand behind it,
so that only what ends or begins inside that rest has to be moved back.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import regex

from reportminer.types import Span

_BREAK = regex.compile(
    r"(?<=\p{Ll})-\n[^\S\n]{0,8}(?!(?:und|oder|bzw|sowie|bis|zur|zum|als|auch|wie|noch|aber)(?!\p{L}))(?P<rest>\p{Ll}+)"
)


_WINDOW = 400
"""What must follow a word is looked for behind a line break too, so the word may stand in the line before."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A text with its torn words joined; ``rests`` are begin, end and way of every word rest that moved."""

    text: str
    rests: tuple[tuple[int, int, int], ...] = ()

    def start(self, position: int) -> int:
        """Where in the original that begins which begins here."""
        begin, end, way = self._rest(position)
        return position + way if begin <= position < end else position

    def end(self, position: int) -> int:
        """Where in the original that ends which ends here."""
        begin, end, way = self._rest(position - 1)
        return min(position, end) + way if begin < position <= end + way else position

    def windows(self) -> list[Span]:
        """The stretches in which words differ from the original, from the line before every joined word on."""
        found: list[Span] = []
        for begin, end, way in self.rests:
            line = max(self.text.rfind("\n", 0, begin), 0)
            low = max(self.text.rfind("\n", 0, line) + 1, begin - _WINDOW)
            if found and low <= found[-1].end:
                found[-1] = Span(found[-1].start, end + way)
            else:
                found.append(Span(low, end + way))
        return found

    def _rest(self, position: int) -> tuple[int, int, int]:
        index = bisect_right(self.rests, (position, len(self.text), 0)) - 1
        return self.rests[index] if index >= 0 else (0, 0, 0)


def join(text: str) -> Joined:
    """The text with torn words joined; the same text where none is torn.

    >>> join("das Sozialge-\\nsetzbuch (SGB)").text
    'das Sozialgesetzbuch   (SGB)'
    """
    if "-\n" not in text:
        return Joined(text)
    parts: list[str] = []
    rests: list[tuple[int, int, int]] = []
    last = 0
    for match in _BREAK.finditer(text):
        way = match.start("rest") - match.start()
        parts += (text[last : match.start()], match["rest"], " " * way)
        rests.append((match.start(), match.start() + len(match["rest"]), way))
        last = match.end()
    return Joined("".join([*parts, text[last:]]), tuple(rests)) if rests else Joined(text)
