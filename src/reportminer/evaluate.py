"""Gold and mined reports to scores: ``evaluate(load_gold("corpus/gold"), mine_gold(Miner)).table()``.

Rows meet by overlap, the best overlap first, one to one.  Doubtful gold counts neither for nor against; a table
or a field that a gold text does not annotate is not scored there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reportminer.evaluate_fields import ABSENT, FIELDS, Field, Matching, match
from reportminer.evaluate_gold import GoldRow, GoldText, lay_over, load_gold
from reportminer.evaluate_report import Miss, Scores, Tally
from reportminer.types import Bounds, Report, Span

if TYPE_CHECKING:
    from reportminer.batch.outcome import MinerFactory
    from reportminer.config import Config

__all__ = ["GoldText", "Miss", "Scores", "Tally", "evaluate", "load_gold", "mine_gold"]

_CONTEXT = 90


def mine_gold(make_miner: MinerFactory, config: Config | None = None) -> Callable[[GoldText], Report]:
    """Return a function that mines one gold text under its own language, reference date and home place.

    Plain text goes through ``mine_text``; any other document through ``mine_file``, as a user's would.
    """
    from reportminer.config import Config as _Config

    base = config or _Config()
    miner_for = lru_cache(maxsize=None)(make_miner)

    def mine(gold: GoldText) -> Report:
        language, day, home = gold.lang or None, gold.reference_date, gold.home_place or None
        if gold.path is None or gold.path.suffix.lower() == ".txt":
            return miner_for(base).mine_text(
                gold.text, language=language, reference_date=day, home_place=home, doc_id=gold.id
            )
        own = replace(base, language=language, reference_date=day, home_place=home)
        return miner_for(own).mine_file(gold.path)

    return mine


def evaluate(
    gold: Iterable[GoldText],
    mine: Callable[[GoldText], Report],
    *,
    errors: int = 0,
    group: Callable[[GoldText], str] = lambda gold: gold.lang,
) -> Scores:
    """Mine every gold text and count; ``errors`` keeps the first so many disagreements per table and field.

    ``group`` says under which name a text is counted: its language unless told otherwise.
    """
    texts = list(gold)
    scores = Scores(texts=len(texts))
    annotated = _annotated(texts)
    kept: dict[tuple[str, str], int] = {}
    for text in texts:
        report = mine(text)
        for miss in _score_text(scores, lay_over(text, report.document.text), report, annotated, group(text)):
            seen = kept[miss.table, miss.field] = kept.get((miss.table, miss.field), 0) + 1
            if seen <= errors:
                scores.misses.append(miss)
    return scores


def _annotated(texts: Sequence[GoldText]) -> set[tuple[str, str]]:
    """Which fields (and anaphors) the whole set speaks about, as (table, field)."""
    rows = [(table, row) for text in texts for table, table_rows in text.tables.items() for row in table_rows]
    known = {(table, field.name) for table, row in rows for field in FIELDS[table] if field.gold(row) is not ABSENT}
    if any(row.data.get("mention") == "anaphor" for _, row in rows):
        known.add(("resolutions", "anaphor"))
    return known


def _score_text(
    scores: Scores, gold: GoldText, report: Report, annotated: set[tuple[str, str]], group: str
) -> Iterator[Miss]:
    for table, rows in gold.tables.items():
        overlapping = _matching(table, rows, getattr(report, table), annotated)
        _count_rules(scores, table, overlapping, gold.lang)
        for field in FIELDS[table]:
            matching = overlapping
            if field.meets:
                matching = _matching(table, rows, getattr(report, table), annotated, field.meets)
            tally = scores.tallies[table, group, field.name]
            speaks = any(field.gold(row) is not ABSENT for row in rows)
            asked = speaks or (not rows and ((table, field.name) in annotated or field.name == "span"))
            for kind, row, predicted in _judge(tally, field, table, matching, gold.lang, asked):
                if kind in field.shows:
                    yield _miss(kind, row, predicted, field, table, gold, report)


def _matching(
    table: str,
    rows: Sequence[GoldRow],
    predicted: Iterable[Any],
    annotated: set[tuple[str, str]],
    meets: Callable[[GoldRow, Any], bool] | None = None,
) -> Matching:
    if table == "entities":
        # MISC means something else in every set: it is no part of the comparison.
        rows = [row for row in rows if row.data.get("label") != "MISC"]
        predicted = [row for row in predicted if row.label != "MISC"]
    matching = match(rows, list(predicted), meets)
    if table == "resolutions" and ("resolutions", "anaphor") not in annotated:
        # The guide does not annotate bare mentions; the contract gives them rows.
        spurious = tuple(row for row in matching.spurious if row.mention != "anaphor")
        return replace(matching, spurious=spurious)
    return matching


def _judge(
    tally: Tally, field: Field, table: str, matching: Matching, lang: str, asked: bool
) -> Iterator[tuple[str, GoldRow | None, Any]]:
    """Count one field of one text and yield what disagrees as (kind, gold row, predicted row)."""
    for row, predicted in matching.pairs:
        stated, said = field.gold(row), field.predicted(predicted)
        if stated is ABSENT:
            continue
        same = field.same(stated, said, lang)
        value_right = not field.gated or _value_right(table, row, predicted, lang)
        tally.asked += value_right
        tally.right += value_right and same
        hit = same and value_right
        has_gold, has_predicted = not field.sparse or bool(stated), not field.sparse or bool(said)
        tally.tp += hit and has_gold
        tally.fn += has_gold and not hit
        tally.fp += has_predicted and not hit
        if value_right and not same:
            yield "wrong", row, predicted
    for row in matching.missed:
        stated = field.gold(row)
        if stated is not ABSENT and (stated or not field.sparse):
            tally.fn += 1
            yield "missed", row, None
    for predicted in matching.spurious if asked else ():
        if field.predicted(predicted) or not field.sparse:
            tally.fp += 1
            yield "spurious", None, predicted


def _value_right(table: str, row: GoldRow, predicted: Any, lang: str) -> bool:
    value = next(field for field in FIELDS[table] if field.name == "value")
    stated = value.gold(row)
    return stated is ABSENT or value.same(stated, value.predicted(predicted), lang)


def _count_rules(scores: Scores, table: str, matching: Matching, lang: str) -> None:
    gated = table in ("figures", "dates")
    for row, predicted in matching.pairs:
        right = _value_right(table, row, predicted, lang) if gated else _identified(table, row, predicted, lang)
        scores.rules[table, predicted.rule].add(Tally(tp=int(right), fp=int(not right)))
    for predicted in matching.spurious:
        scores.rules[table, predicted.rule].fp += 1


def _identified(table: str, row: GoldRow, predicted: Any, lang: str) -> bool:
    names = ("key",) if table == "resolutions" and row.data.get("key") else ("type", "label")
    fields = (field for field in FIELDS[table] if field.name in names)
    return all(
        field.gold(row) is ABSENT or field.same(field.gold(row), field.predicted(predicted), lang) for field in fields
    )


def _miss(
    kind: str, row: GoldRow | None, predicted: Any, field: Field, table: str, gold: GoldText, report: Report
) -> Miss:
    span = Span(row.start, row.end) if row else Span(predicted.start, predicted.end)
    return Miss(
        table=table,
        field=field.name,
        id=f"{gold.lang}:{gold.id}",
        kind=kind,
        context=_in_brackets(report, span),
        gold=_shown(field.gold(row), row.text) if row else "",
        predicted=_shown(field.predicted(predicted), predicted.text) if predicted else "",
        rule=predicted.rule if predicted else "",
    )


def _shown(value: Any, text: str) -> str:
    if isinstance(value, Span) or value is None or (hasattr(value, "start") and not isinstance(value, Bounds)):
        return repr(text)
    if isinstance(value, Bounds):
        return f"{value.start or '..'}/{value.end or '..'} {text!r}"
    if isinstance(value, tuple):
        return f"{' '.join(str(part) for part in value if part is not None)} {text!r}"
    return f"{value!r} {text!r}"


def _in_brackets(report: Report, span: Span) -> str:
    text = report.document.text
    around = next((s for s in report.sentences if s.overlaps(span)), Span(span.start - _CONTEXT, span.end + _CONTEXT))
    start, end = max(0, around.start, span.start - 2 * _CONTEXT), min(len(text), max(around.end, span.end))
    marked = (
        f"{text[start : span.start]}[{text[span.start : span.end]}]{text[span.end : min(end, span.end + 2 * _CONTEXT)]}"
    )
    return " ".join(marked.split())
