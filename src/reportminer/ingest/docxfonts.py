"""Which font a run of a DOCX is set in: its own, that of its styles, or that of the whole document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportminer.ingest.zipxml import Office, local

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEPTH: Final = 20  # styles rest on styles; a circle of them has no end


def font_of(attrib: dict[str, str]) -> str:
    """The font that a w:rFonts names for Western letters, ``""`` where it names none."""
    return attrib.get(_W + "ascii") or attrib.get(_W + "hAnsi") or ""


@dataclass(slots=True)
class _Style:
    font: str = ""
    based_on: str = ""


class Fonts(Office):
    """The target for word/styles.xml; afterwards ``of`` answers for a run."""

    def __init__(self) -> None:
        """Know nothing."""
        self._default = ""
        self._paragraph = ""
        self._styles: dict[str, _Style] = {}
        self._open: _Style | None = None

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Note the fonts of styles and of the document."""
        name = local(tag)
        if name == "style":
            number = attrib.get(_W + "styleId", "")
            self._open = self._styles.setdefault(number, _Style())
            if attrib.get(_W + "type") == "paragraph" and attrib.get(_W + "default") in ("1", "true", "on"):
                self._paragraph = number
        elif name == "basedOn" and self._open:
            self._open.based_on = attrib.get(_W + "val", "")
        elif name == "rFonts":
            if self._open is None:
                self._default = font_of(attrib)
            elif not self._open.font:
                self._open.font = font_of(attrib)

    def end(self, tag: str) -> None:
        """Leave a style."""
        if local(tag) == "style":
            self._open = None

    def data(self, data: str) -> None:
        """Styles have no text."""

    def of(self, run_style: str, paragraph_style: str) -> str:
        """The font of a run without one of its own."""
        return self._inherited(run_style) or self._inherited(paragraph_style or self._paragraph) or self._default

    def _inherited(self, number: str) -> str:
        for _ in range(_DEPTH):
            style = self._styles.get(number)
            if style is None:
                return ""
            if style.font:
                return style.font
            number = style.based_on
        return ""
