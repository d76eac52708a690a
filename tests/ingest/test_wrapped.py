"""Lines of one paragraph that a file calls paragraphs are one paragraph again."""

from __future__ import annotations

import textwrap

from reportminer.ingest.raw import Paragraph
from reportminer.ingest.wrapped import rejoined

PROSE = (
    "Im Jahr 2023 wurden im Landkreis 412 Anträge gestellt. Davon konnten die Behörden nach eigener Darstellung bis zum "
    "Ende des Jahres 398 bewilligen, die übrigen wurden zurückgezogen oder mangels Unterlagen abgelehnt. Die Verfahren "
    "dauerten im Mittel sieben Wochen; im Vorjahr waren es noch elf gewesen. Der Kreistag nahm den Bericht zur Kenntnis."
)


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


def text_of(blocks: tuple[Paragraph, ...]) -> str:
    return "".join((block.joint or "\n\n") * (index > 0) + block.text for index, block in enumerate(blocks))


def test_wrapped_lines_are_joined_and_paragraphs_stay_apart() -> None:
    lines = ["1. Anträge", *textwrap.wrap(PROSE, 60), "2. Ausblick", *textwrap.wrap(PROSE, 60)]
    blocks, found = rejoined(paragraphs(*lines))
    assert found
    joined = text_of(blocks).split("\n\n")  # type: ignore[arg-type]  # paragraphs in, paragraphs out
    assert [" ".join(part.split()) for part in joined] == ["1. Anträge", PROSE, "2. Ausblick", PROSE]


def test_paragraphs_and_lists_are_left_alone() -> None:
    items = [f"{number}. Die Gemeinde {name} meldet Vollzug." for number, name in enumerate("ABCDEFGHIJKL", 1)]
    for blocks in (paragraphs(*[PROSE] * 10), paragraphs(*items), paragraphs("kurz", "und", "knapp")):
        assert rejoined(blocks) == (tuple(blocks), False)
