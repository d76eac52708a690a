"""What is compared: how predicted rows meet gold rows, and which fields of a row are judged how.

A field either is *dense* (every row has it: a wrong one is a false positive and a false negative) or *sparse*
(most rows have none: only a stated or a predicted one counts).  Gated fields are right only where the row's
value is right too.  ``Field.shows`` names the disagreements worth printing, so that a missed row is told once.
A field with ``meets`` is judged over rows that overlap and meet by it; all others over rows that overlap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportminer.evaluate_gold import GoldRow
from reportminer.rules.citetables import ascii_fold
from reportminer.types import Bounds, Span


class _Absent:
    def __repr__(self) -> str:
        return "not annotated"


_EVERY: Final = frozenset({"wrong", "missed", "spurious"})
_NONE: Final[frozenset[str]] = frozenset()
ABSENT: Final = _Absent()
"""What ``Field.gold`` returns for a row whose gold does not say anything about the field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One judged field: how to read it from gold and prediction, and when both are the same."""

    name: str
    gold: Callable[[GoldRow], Any]
    predicted: Callable[[Any], Any]
    same: Callable[[Any, Any, str], bool] = lambda gold, predicted, _lang: bool(gold == predicted)
    sparse: bool = False
    gated: bool = True
    shows: frozenset[str] = frozenset({"wrong"})
    meets: Callable[[GoldRow, Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The settled meeting of one table's rows in one text; doubtful gold and what lies on it is already out."""

    pairs: tuple[tuple[GoldRow, Any], ...]
    missed: tuple[GoldRow, ...]
    spurious: tuple[Any, ...]


def match(
    gold: Sequence[GoldRow], predicted: Sequence[Any], meets: Callable[[GoldRow, Any], bool] | None = None
) -> Matching:
    """Pair rows by overlap: best overlap first, every row at most once; ``meets`` says which may pair at all."""
    candidates = sorted(
        (share, g, p) for share, g, p in _candidates(gold, predicted) if meets is None or meets(gold[g], predicted[p])
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, p in candidates:
        if g not in partner and p not in taken:
            partner[g] = p
            taken.add(p)
    pairs = tuple((gold[g], predicted[p]) for g, p in sorted(partner.items()) if not gold[g].doubt)
    missed = tuple(row for g, row in enumerate(gold) if g not in partner and not row.doubt)
    doubtful = [Span(row.start, row.end) for row in gold if row.doubt]
    free = (row for p, row in enumerate(predicted) if p not in taken)
    spurious = tuple(row for row in free if not any(Span(row.start, row.end).overlaps(span) for span in doubtful))
    return Matching(pairs, missed, spurious)


def _candidates(gold: Sequence[GoldRow], predicted: Sequence[Any]) -> Iterable[tuple[float, int, int]]:
    for g, row in enumerate(gold):
        for p, other in enumerate(predicted):
            shared = min(row.end, other.end) - max(row.start, other.start)
            if shared > 0:
                union = max(row.end, other.end) - min(row.start, other.start)
                yield -shared / union, g, p


def _key(name: str, default: Any = ABSENT) -> Callable[[GoldRow], Any]:
    return lambda row: row.data.get(name, default)


def _attribute(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


def _span(row: Any) -> Span:
    return Span(row.start, row.end)


def _always(_gold: Any, _predicted: Any, _lang: str) -> bool:
    return True


_QUOTES: Final = ("Pi", "Pf")

# figures


def _figure_value(row: GoldRow) -> Any:
    if "value" not in row.data:
        return ABSENT
    return row.data["value"], row.data.get("value_high"), row.data.get("denominator")


def _predicted_figure_value(row: Any) -> Any:
    return row.value, row.value_high, row.denominator


def _unit(unit: str | None, per: str | None) -> str:
    return "/".join(part for part in (unit, per) if part)


def _gold_unit(row: GoldRow) -> str:
    return _unit(row.data.get("unit"), row.data.get("per"))


def _predicted_time(row: Any) -> Bounds | None:
    bounds = Bounds(row.time_start, row.time_end)
    return bounds if any(bounds) else None


def _actual_is_none(modality: str | None) -> str:
    return "" if modality in (None, "actual") else str(modality)


def folded(phrase: str) -> str:
    """Fold case, blanks and quotation marks of a counted phrase."""
    bare = "".join(char for char in unicodedata.normalize("NFC", phrase) if unicodedata.category(char) not in _QUOTES)
    return " ".join(bare.replace('"', "").replace("'", "").replace("„", "").casefold().split())


def counted_same(gold: str | None, predicted: str | None, lang: str) -> bool:
    """Judge a counted phrase kindly: the same, or one inside the other with the same head.

    >>> counted_same("Parteizellen unter Basisparteikomitees", "Parteizellen", "de")
    True
    >>> counted_same("Einheiten der Parteizellen", "Parteizellen", "de")
    False
    """
    left, right = folded(gold or ""), folded(predicted or "")
    if left == right or not left or not right:
        return left == right
    if folded(head(gold or "", lang)) != folded(head(predicted or "", lang)):
        return False
    shorter, longer = sorted((_tokens(left), _tokens(right)), key=len)
    rest = iter(longer)
    return all(token in rest for token in shorter)


def counted_exact(gold: str | None, predicted: str | None, _lang: str) -> bool:
    """Judge a counted phrase strictly: the same after folding."""
    return folded(gold or "") == folded(predicted or "")


def head(phrase: str, lang: str) -> str:
    """Return the head: German the last capitalised word of the leading noun group, Vietnamese the first syllable."""
    words = phrase.split()
    if lang == "vi" or not words:
        return words[0].strip(",;:") if words else ""
    group: list[str] = []
    for word in words:
        capital = word.strip("„“\"'»«(")[:1].isupper()
        if group and not capital:
            break
        if capital:
            group.append(word)
            if word.endswith((",", ";", ":")):
                break
    return (group or words)[-1].strip(",;:")


def _tokens(folded_phrase: str) -> list[str]:
    return re.findall(r"[\w-]+", folded_phrase)


FIGURE_FIELDS: Final = (
    Field("span", _span, _span, gated=False),
    Field("value", _figure_value, _predicted_figure_value, gated=False, shows=_EVERY),
    Field("kind", _key("kind"), _attribute("kind")),
    Field("comparator", _key("comparator"), _attribute("comparator")),
    Field("unit", _gold_unit, lambda row: _unit(row.unit, row.per)),
    Field("counted", _key("counted"), _attribute("counted"), counted_same, sparse=True),
    Field("counted_exact", _key("counted"), _attribute("counted"), counted_exact, sparse=True, shows=_NONE),
    Field("time", _key("time"), _predicted_time, sparse=True),
    Field("change", _key("change", ""), _attribute("change"), sparse=True),
    Field(
        "modality",
        lambda row: _actual_is_none(row.data.get("modality")),
        lambda row: _actual_is_none(row.modality),
        sparse=True,
    ),
)


# dates


def _date_value(row: GoldRow) -> Any:
    return row.data.get("bounds") or (row.data.get("value") or "")


def _predicted_date_value(row: Any) -> Any:
    return row.bounds if any(row.bounds) else row.value


def _date_same(gold: Any, predicted: Any, _lang: str) -> bool:
    # A relative expression that nothing fixes: gold has no value, and whatever name the rule gives it is right.
    if gold == "":
        return not isinstance(predicted, Bounds)
    if isinstance(gold, str) and isinstance(predicted, str):
        return gold.casefold() == predicted.casefold()
    return bool(gold == predicted)


DATE_FIELDS: Final = (
    Field("span", _span, _span, gated=False),
    Field("value", _date_value, _predicted_date_value, _date_same, gated=False, shows=_EVERY),
    Field("kind", _key("kind"), _attribute("kind")),
)


# resolutions


def _gold_symbol(row: GoldRow) -> Any:
    if row.data.get("symbol"):
        return "symbol", _closed(row.data["symbol"])
    if row.data.get("number"):
        return "number", _closed(row.data["number"])
    return ABSENT


def _symbol_same(gold: tuple[str, str], predicted: Any, _lang: str) -> bool:
    return _closed(getattr(predicted, gold[0])) == gold[1]


def _closed(symbol: Any) -> str:
    """Gold of a German text spells ``ND-CP`` as the text does, the table ``NĐ-CP`` in both languages."""
    return re.sub(r"\s+", "", ascii_fold(str(symbol))).casefold()


def _same_key(row: GoldRow, predicted: Any) -> bool:
    return bool(row.data.get("key", predicted.key) == predicted.key)


RESOLUTION_FIELDS: Final = (
    Field("span", _attribute("text"), _attribute("text"), _always, gated=False, shows=_EVERY),
    Field("span_exact", _span, _span, gated=False),
    Field("key", lambda row: row.data.get("key") or ABSENT, _attribute("key"), gated=False),
    # Is it the right document? Asked of every citation found or missed, wherever the borders of its span lie.
    Field("identity", _key("key"), _attribute("key"), gated=False, shows=_NONE, meets=_same_key),
    Field("type", _key("type"), _attribute("type"), gated=False),
    Field("symbol", _gold_symbol, lambda row: row, _symbol_same, gated=False),
    Field("date", _key("date", None), _attribute("date"), gated=False, sparse=True),
)


# entities


def _labelled(label: str) -> Field:
    return Field(
        label,
        lambda row: _span(row) if row.data.get("label") == label else None,
        lambda row: _span(row) if row.label == label else None,
        sparse=True,
        gated=False,
        shows=_NONE,
    )


ENTITY_FIELDS: Final = (
    Field("span", _span, _span, gated=False, shows=_EVERY),
    Field("label", _key("label"), _attribute("label"), gated=False),
    *(_labelled(label) for label in ("PER", "ORG", "LOC")),
)

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "figures": FIGURE_FIELDS,
    "dates": DATE_FIELDS,
    "resolutions": RESOLUTION_FIELDS,
    "entities": ENTITY_FIELDS,
}
