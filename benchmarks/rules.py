"""The rules alone: characters per CPU second, per stage.  No model, no file format, no output."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from reportminer import sentences
from reportminer.lang import load
from reportminer.normalize import normalize
from reportminer.rules import dateanchor, dates, figures, resolutions, vocabulary
from reportminer.types import Span

STAGES = ("sentences", "words", "dates", "resolutions", "anchor", "figures")
RULES = ("words", "dates", "resolutions", "anchor", "figures")
"""The stages that count as rules; sentences are measured because the anchoring of dates needs them."""


class Stopwatch:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def __call__(self, stage: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = work()
        self.seconds[stage] += time.process_time() - started
        return result


def measure(texts: Iterable[str], language: str) -> dict[str, Any]:
    """Run every stage over every document; one row for the table."""
    watch, pack = Stopwatch(), load(language)
    one_document("2023", pack, Stopwatch())  # loading and compiling are not what is measured
    characters = documents = found = 0
    for text in texts:
        normal = normalize(text)[0]
        found += one_document(normal, pack, watch)
        characters += len(normal)
        documents += 1
    total = sum(watch.seconds[stage] for stage in RULES)
    return {
        "documents": documents,
        "characters": characters,
        "rows": found,
        "cpu_seconds": {stage: round(seconds, 3) for stage, seconds in watch.seconds.items()},
        "mchar_per_second": {stage: rate(characters, seconds) for stage, seconds in watch.seconds.items()}
        | {"rules": rate(characters, total)},
    }


def one_document(text: str, pack: Any, watch: Stopwatch) -> int:
    """What :mod:`reportminer.miner` does with the rules, stage by stage; returns the number of rows."""
    borders = watch("sentences", lambda: sentences.split(text, pack.code))
    watch("words", lambda: vocabulary.hits(text, pack.code))  # remembered for the rules that follow
    drafts = watch("dates", lambda: dates.find(text, pack))
    cited = watch("resolutions", lambda: resolutions.find(text, pack))
    context = dateanchor.Context(text, pack, None, borders, [Span(row.start, row.end) for row in cited])
    when = watch("anchor", lambda: dateanchor.anchor(drafts, context))
    taken = union([Span(row.start, row.end) for row in (*when, *cited) if getattr(row, "mention", "") != "anaphor"])
    quantities = watch("figures", lambda: figures.find(text, pack, pack.code, taken))
    return len(cited) + len(when) + len(quantities)


def union(spans: list[Span]) -> list[Span]:
    """Sorted spans without overlaps."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def rate(characters: int, seconds: float) -> float:
    """Million characters per CPU second."""
    return round(characters / 1e6 / seconds, 3) if seconds else 0.0
