"""The one path from a document to its rows: used by the command line, the library, the batch and the evaluation."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from reportminer import langid, sentences
from reportminer.config import Config
from reportminer.ingest import Limits, read
from reportminer.ingest.cells import SEPARATOR, cells_in_lines, counters
from reportminer.lang import Pack, available, load
from reportminer.link.figures import link
from reportminer.link.scene import Scene
from reportminer.normalize import normalize
from reportminer.rules import dateanchor, dateline, dates, figures, numerals, resolutions
from reportminer.rules.datecontext import Context
from reportminer.types import (
    Cell,
    DateExpression,
    Document,
    EntityMention,
    Figure,
    Problem,
    Report,
    Resolution,
    Span,
)

Row = TypeVar("Row", Figure, DateExpression, Resolution, EntityMention)


class Miner:
    """Turns texts and files into reports.

    ``config`` sets what the documents do not say themselves (language, reference date, home place) and whether the NER
    models are used; everything else is found out per document.  A miner keeps no state between documents and can be
    used from several processes.
    """

    def __init__(self, config: Config | None = None) -> None:
        """Create a miner; loading of language packs and models happens at the first document."""
        self.config = config or Config()

    def warm_up(self) -> None:
        """Load packs, patterns and models now, so that no document pays for it."""
        for code in (self.config.language,) if self.config.language else available():
            mine_document(Document("1.", language=code), replace(self.config, language=code))

    def mine_text(
        self,
        text: str,
        *,
        language: str | None = None,
        reference_date: date | None = None,
        home_place: str | None = None,
        doc_id: str = "",
        path: str = "",
    ) -> Report:
        """Mine a text.  Offsets in the report refer to ``report.document.text``, the normalised form of ``text``."""
        normal, repairs = normalize(text)
        size = len(text.encode("utf-8", "replace"))
        document = Document(normal, doc_id=doc_id, path=path, repairs=repairs, size=size)
        if not normal.strip():
            document = replace(document, status="empty")
        config = replace(
            self.config,
            language=language or self.config.language,
            reference_date=reference_date or self.config.reference_date,
            home_place=home_place or self.config.home_place,
        )
        return mine_document(document, config)

    def mine_file(self, path: Path | str, root: Path | None = None) -> Report:
        """Read and mine one file.  A bad file gives a report with status ``failed``, never an exception."""
        return mine_document(read(Path(path), root=root, limits=_limits(self.config)), self.config)

    def mine_files(self, paths: Iterable[Path | str], root: Path | None = None) -> Iterator[Report]:
        """Mine files one after the other, lazily."""
        for path in paths:
            yield self.mine_file(path, root)


def _limits(config: Config) -> Limits:
    return Limits(
        max_bytes=config.max_bytes, max_chars=config.max_chars, max_pages=config.max_pages,
        max_unzipped=config.max_unpacked, password=config.password, ocr=config.ocr,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of text in one language, and what was found in it (positions relative to the part)."""

    offset: int
    sentences: tuple[Span, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateExpression, ...]
    resolutions: tuple[Resolution, ...]
    entities: tuple[EntityMention, ...]


def mine_document(document: Document, config: Config) -> Report:
    """Mine a document that was read: find its language, reference date and home place, then every part of it."""
    if document.status in ("failed", "empty") or not document.text.strip():
        return Report(document, problems=document.problems)
    if not document.cells and SEPARATOR in document.text:
        document = replace(document, cells=tuple(cells_in_lines(document.text)))
    document = _with_language(document, config)
    parts = _parts(document)
    problems = list(document.problems)
    if not parts:
        problems.append(_unsupported(document))
    drafts = [dates.find(document.text[start:end], load(code)) for start, end, code in parts]
    document = _with_reference(document, config, parts, drafts)
    document = _with_home(document, config, parts)
    style = numerals.number_style(document.text, document.language)
    document = replace(document, number_style=style)
    mined = [_mine_part(document, *part, config, found) for part, found in zip(parts, drafts, strict=True)]
    return _report(document, mined, tuple(problems))


def _with_language(document: Document, config: Config) -> Document:
    if config.language:
        return replace(document, language=config.language, language_score=None)
    language, score = langid.detect(document.text)
    return replace(document, language=language, language_score=score)


def _parts(document: Document) -> list[tuple[int, int, str]]:
    """The runs of text in a supported language, with their positions."""
    if document.language in available():
        return [(0, len(document.text), document.language)]
    if document.language == "mixed":
        return [part for part in langid.segments(document.text) if part[2] in available()]
    return []


def _unsupported(document: Document) -> Problem:
    return Problem(
        "extract",
        "warning",
        "unsupported_language",
        f"no language pack fits this text (supported: {', '.join(available())}); force one with --language",
    )


def _with_reference(
    document: Document, config: Config, parts: Sequence[tuple[int, int, str]], drafts: Sequence[Sequence[dates.Draft]]
) -> Document:
    """The reference date: given, from metadata, from a dateline, or (recorded only) the latest date of the text."""
    if config.reference_date is not None:
        return replace(document, reference_date=config.reference_date, reference_date_source="given")
    if document.reference_date is not None:
        return document
    if document.published is not None:
        return replace(document, reference_date=document.published, reference_date_source="metadata")
    for (start, end, code), found in zip(parts, drafts, strict=True):
        day, source = dateline.reference(document.text[start:end], load(code), found)
        if day is not None:
            return replace(document, reference_date=day, reference_date_source=source)
    return document


def _with_home(document: Document, config: Config, parts: Sequence[tuple[int, int, str]]) -> Document:
    if config.home_place or document.home_place or not parts:
        return replace(document, home_place=config.home_place or document.home_place)
    from reportminer.entities import home_place

    return replace(document, home_place=home_place(document.text[: parts[0][1]], parts[0][2]))


def _mine_part(
    document: Document, start: int, end: int, code: str, config: Config, drafts: Sequence[dates.Draft]
) -> _Part:
    from reportminer import entities  # spaCy: only when something is mined

    text = document.text[start:end] if (start, end) != (0, len(document.text)) else document.text
    pack = load(code)
    borders = sentences.split(text, code)
    cited = resolutions.find(text, pack, home_place=document.home_place)
    reference = document.reference_date if document.reference_date_source != "latest_in_text" else None
    context = Context(text, pack, reference, borders, [Span(row.start, row.end) for row in cited])
    when = dateanchor.anchor(drafts, context)
    cut: list[DateExpression | Resolution] = [*when, *(row for row in cited if row.mention != "anaphor")]
    cells = _cells(document.cells, start, end)
    taken = _union([*(Span(row.start, row.end) for row in cut), *counters(text, cells)])
    quantities = figures.find(text, pack, numerals.reading_style(document.text, document.number_style), taken)
    named = entities.find(text, code, home_place=document.home_place, models=config.models)
    when = _stated(when, borders, [item.start for item in quantities], pack)
    scene = Scene(
        text, pack, borders, quantities, when, cited, entities.places_in(named),
        cells, reference, entities.place_id(document.home_place),
    )  # fmt: skip
    return _Part(start, tuple(borders), tuple(link(scene)), tuple(when), tuple(cited), tuple(named))


def _union(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans without overlaps."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _stated(
    rows: Sequence[DateExpression], borders: Sequence[Span], numbers: Sequence[int], pack: Pack
) -> list[DateExpression]:
    """Keep ``bislang`` and its like only at the head of a sentence with a figure: else an as-of date of nothing."""
    needs = set(pack.settings["compose"]["present_needs_figure"])
    if not needs:
        return list(rows)
    return [row for row in rows if row.text.lower() not in needs or _heads_a_number(row, borders, numbers)]


def _heads_a_number(row: DateExpression, borders: Sequence[Span], numbers: Sequence[int]) -> bool:
    index = bisect_right(borders, (row.start, 1 << 60)) - 1
    if index < 0 or borders[index].start != row.start:
        return False
    following = bisect_right(numbers, row.end)
    return following < len(numbers) and numbers[following] < borders[index].end


def _cells(cells: Sequence[Cell], start: int, end: int) -> list[Cell]:
    if not start:
        return [cell for cell in cells if cell.end <= end]
    return [_shift_cell(cell, start) for cell in cells if start <= cell.start and cell.end <= end]


def _shift_cell(cell: Cell, offset: int) -> Cell:
    def moved(span: Span | None) -> Span | None:
        return None if span is None else Span(span.start - offset, span.end - offset)

    return Cell(
        cell.start - offset, cell.end - offset,
        moved(cell.row_header), moved(cell.column_header), moved(cell.caption), moved(cell.group_header),
    )  # fmt: skip


# --- parts to one report -----------------------------------------------------------------------------------------


def _report(document: Document, parts: Sequence[_Part], problems: tuple[Problem, ...]) -> Report:
    counts: Counter[str] = Counter()
    columns: dict[str, list[Any]] = {"sentences": [], "figures": [], "dates": [], "resolutions": [], "entities": []}
    for part in parts:
        columns["sentences"] += [Span(span.start + part.offset, span.end + part.offset) for span in part.sentences]
        columns["figures"] += [
            _renumbered(_moved(row, part.offset), "part_of", "f", counts["figures"]) for row in part.figures
        ]
        columns["dates"] += [_moved(row, part.offset) for row in part.dates]
        columns["resolutions"] += [
            _renumbered(_moved(row, part.offset), "antecedent", "r", counts["resolutions"]) for row in part.resolutions
        ]
        columns["entities"] += [_moved(row, part.offset) for row in part.entities]
        counts.update(figures=len(part.figures), resolutions=len(part.resolutions))
    return Report(document, **{name: tuple(rows) for name, rows in columns.items()}, problems=problems)


def _moved(row: Row, offset: int) -> Row:
    return row if not offset else replace(row, start=row.start + offset, end=row.end + offset)


def _renumbered(row: Row, field: str, letter: str, before: int) -> Row:
    """Local references (``f3``) count within a part; with several parts they count within the document."""
    local = getattr(row, field)
    if not before or not local:
        return row
    changed: dict[str, Any] = {field: f"{letter}{int(local[1:]) + before}"}
    return replace(row, **changed)
