"""From quantities to figures: every column of the figures table that the text around a number can fill."""

from __future__ import annotations

import importlib
from decimal import Decimal
from functools import cache

import regex

from reportminer.lang.pack import load
from reportminer.link import lists, parts, timepairs
from reportminer.link.cues import cues
from reportminer.link.indicators import lexicon
from reportminer.link.linked import Linked, indicator_of
from reportminer.link.modality import Modality, echoed_estimates
from reportminer.link.places import place_of
from reportminer.link.rows import Row, rows_of
from reportminer.link.scene import Scene
from reportminer.link.tablecells import Counted, folded, noun_in_table, numbers_the_table, with_unit
from reportminer.link.times import Timeline
from reportminer.rules.quantities import Quantity
from reportminer.types import Figure, Span


def link(scene: Scene) -> list[Figure]:
    """Turn the quantities of a scene into figures, in text order."""
    nouns = importlib.import_module(f"reportminer.lang.{scene.pack.code}.nouns")
    linked: list[Linked] = []
    rows = rows_of(scene)
    times = Timeline(scene)
    modality = Modality(scene)
    for index, quantity in enumerate(scene.quantities):
        row = _link_one(scene, index, quantity, nouns.counted, rows.at(quantity.start), times, modality)
        if row is not None:
            linked.append(row)
    linked = lists.shared_units(linked)
    linked = lists.from_to(scene, linked)
    linked = lists.distributed_lists(scene, linked)
    linked = timepairs.spread(scene, linked)
    linked = lists.echoed_changes(scene, linked)
    linked = lists.echoes_before(scene, linked)
    linked = lists.instead_of(scene, linked)
    linked = lists.inherited_nouns(scene, linked)
    linked = parts.shares_of_plans(scene, linked)
    linked = parts.borne_parts(scene, linked)
    linked = parts.parts_of_wholes(scene, linked)
    linked = parts.elided_units(scene, linked)
    linked = echoed_estimates(scene, linked)
    return [item.figure for item in linked]


def _link_one(
    scene: Scene,
    index: int,
    quantity: Quantity,
    counted: Counted,
    line: Row | None,
    times: Timeline,
    modality: Modality,
) -> Linked | None:
    if line is not None and (line.years or (line.ordinal == quantity.start and quantity.end < line.end)):
        return None  # the years over the columns, the number of the row
    if numbers_the_table(scene, quantity):
        return None
    quantity = with_unit(scene, quantity, line)
    text, clause = scene.text, scene.clause(quantity)
    sentence = scene.sentence(quantity.start)
    limit = scene.quantities[index + 1].start if index + 1 < len(scene.quantities) else sentence.end
    noun = noun_in_table(scene, quantity, line, counted, limit) or counted(text, quantity, sentence, limit)
    if quantity.rule.endswith(".zero") and not _is_reportable_zero(scene, quantity, noun):
        return None
    finder = cues(scene.pack.code)
    comparator, qualifier = finder.comparator(text, quantity)
    when = times.when(quantity, clause, line)
    change = "" if _is_result(text, quantity, line) else _change(scene, quantity, clause, sentence)
    role = finder.role(text, quantity, sentence)
    phrase = folded(text, noun)
    place, place_text, place_source = place_of(scene, quantity, clause)
    figure = Figure(
        quantity.start,
        quantity.end,
        text[quantity.start : quantity.end],
        quantity.rule if "." in quantity.rule else f"{scene.pack.code}.figure.{quantity.rule}",
        quantity.value,
        kind=quantity.kind,
        value_high=quantity.high,
        value_alt=quantity.alt,
        unit=quantity.unit,
        per=quantity.per,
        denominator=quantity.denominator,
        counted=phrase,
        indicator=indicator_of(scene, phrase, quantity.kind),
        comparator=comparator,
        qualifier=qualifier,
        modality=modality.of(quantity, clause, sentence, when),
        change="" if role == "scope" else change,
        role="delta" if not role and quantity.kind in _DELTA_KINDS and _is_delta(scene, quantity, change) else role,
        base=finder.base(text, quantity, noun is not None and noun.start >= quantity.end),
        base_period=when.base_period,
        time_start=when.bounds.start,
        time_end=when.bounds.end,
        time_text=when.text,
        time_source=when.source,
        place=place,
        place_text=place_text,
        place_source=place_source,
        flags=_flags(scene, quantity, change),
        counted_span=noun,
    )
    return Linked(figure, quantity, clause)


def _is_result(text: str, quantity: Quantity, line: Row | None) -> bool:
    """A minus in accounts, ``(Vorjahr: +0,6 Mio. Euro)``: the sign of a result, no change."""
    if quantity.kind != "money" or "sign" not in quantity.flags:
        return False
    return line is not None or _IN_BRACKET.search(text, max(0, quantity.start - 40), quantity.start) is not None


_IN_BRACKET = regex.compile(r"\([^()\n]{2,36}:\s$")



def _change(scene: Scene, quantity: Quantity, clause: Span, sentence: Span) -> str:
    finder = cues(scene.pack.code)
    if finder.base(scene.text, quantity, counted_right=False) == "plan":
        return ""
    if quantity.kind == "factor" and quantity.rule.endswith("fold_word") and quantity.value != 1:
        named = scene.text[quantity.start : quantity.end].lower().startswith(("ver", "halb"))
        if named:
            return "increase" if quantity.value > 1 else "decrease"
    return finder.change(scene.text, quantity, clause, sentence) or finder.far_change(scene.text, quantity, clause)


def _is_delta(scene: Scene, quantity: Quantity, change: str) -> bool:
    """The amount of a rise or fall; what was cut as a whole (``44 Abteilungen ... gestrafft``) is no delta."""
    return change in ("increase", "decrease") and not cues(scene.pack.code).far_change(
        scene.text, quantity, scene.clause(quantity)
    )


_DELTA_KINDS = {"percent", "percentage_point", "money", "measure", "count", "factor"}


def _flags(scene: Scene, quantity: Quantity, change: str) -> tuple[str, ...]:
    flags = [flag for flag in quantity.flags if flag not in ("sign", "unit_shared")]
    if quantity.unit == "VND" and quantity.kind == "money" and (quantity.value > Decimal(2) * 10**16):
        flags.append("magnitude_suspect")
    if quantity.unit == "percent" and change and _of_rate(scene, quantity):
        flags.append("percent_means_pp")
    return tuple(dict.fromkeys(flags))


def _of_rate(scene: Scene, quantity: Quantity) -> bool:
    clause = scene.clause(quantity)
    return _rate_word(scene.pack.code).search(scene.text, clause.start, quantity.start) is not None


@cache
def _rate_word(code: str) -> regex.Pattern[str]:
    return load(code).compile(r"(?:tỷ lệ|tỉ lệ|\w*quote\b|\bAnteil\b|\w*anteil\b|\brate\b)")


_ZERO_IDS = {"death"}
_ZERO_CATEGORIES = {"disaster", "justice", "health"}


def _is_reportable_zero(scene: Scene, quantity: Quantity, noun: Span | None) -> bool:
    """A negation is a figure of value 0 only for the counted nouns of the lexicon where a zero is news."""
    if noun is None or noun.start - quantity.end > 12:
        return False
    known = lexicon(scene.pack.code)
    found = known.mentioned(folded(scene.text, noun))
    return known.categories.get(found, "") in _ZERO_CATEGORIES or found in _ZERO_IDS


