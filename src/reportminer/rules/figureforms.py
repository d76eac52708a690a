"""The special forms of ``figures.toml``: fractions, factors, vague numbers, ages and durations in one word, zeros.

Each handler turns one match into a :class:`Quantity`, or into None when the words do not state a quantity after all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import regex

from reportminer.lang import Pack, PatternRule
from reportminer.rules.numerals import plain
from reportminer.rules.quantities import Quantity, number_words, parser


def _base(match: regex.Match[str], rule: PatternRule, value: Decimal, kind: str, **more: Any) -> Quantity:
    quantity = Quantity(match.start(), match.end(), value, match.end(), kind, rule=rule.id, words=True)
    return replace(quantity, **more)


def _fraction_word(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    found = _base(match, rule, Decimal(pack.value("fraction_word", match["word"]) or "0.5"), "fraction")
    article = match.groupdict().get("article")  # `die Hälfte`: the article belongs to the expression
    return found if not article else replace(found, start=match.start("article"))


def _share_of(numerator: int, denominator: int) -> Decimal:
    return plain((Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.000001")))


def _small(pack: Pack, word: str) -> int:
    return int(word) if word.isdigit() else int(pack.value("smallnumber", word) or 1)


def _fraction(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity | None:
    word = match["den"]
    denominator = int(word) if word.isdigit() else int(pack.value("fraction_denominator", word) or 0)
    numerator = _small(pack, match["num"])
    if not 0 < numerator < denominator:
        return None
    return _base(match, rule, _share_of(numerator, denominator), "fraction", words=not match["num"].isdigit())


def _every_nth(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity | None:
    denominator = int(match["d"]) if match["d"] else int(pack.value("every_nth", match["n"]) or 0)
    return _base(match, rule, _share_of(1, denominator), "fraction") if denominator > 1 else None


def _range_of(word: str, pack: Pack) -> str:
    return pack.value("vague", word) or pack.value("vague_pair", word) or "0:0"


def _vague(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    low, high = (Decimal(part) for part in _range_of(match["word"], pack).split(":"))
    quantity = _base(match, rule, low, "count", high=high)
    code = parser(pack.code)
    unit, end = code._unit_at(match.string, match.end())
    return replace(code._with_unit(quantity, unit), end=end) if unit.endswith(":money") else quantity


def _scaled_one(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _scaled(match, rule, pack, Decimal(1))


def _scaled_half(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _scaled(match, rule, pack, Decimal("0.5"))


def _scaled(match: regex.Match[str], rule: PatternRule, pack: Pack, number: Decimal) -> Quantity:
    scale = number * Decimal(pack.value("scale", match["scale"]) or 1)
    quantity = Quantity(match.start(), match.end(), plain(scale), match.end(), scale=scale, words=True, rule=rule.id)
    code = parser(pack.code)
    unit, end = code._unit_at(match.string, match.end())
    return replace(code._with_unit(quantity, unit), end=end) if unit else quantity


_TENS = {"chục": 10, "trăm": 100}


def _pair_scaled(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity | None:
    """``bốn, năm chục``: two neighbouring numbers before one scale are a range."""
    low, high = (_small(pack, match[name]) for name in ("low", "high"))
    word = match["scale"].lower()
    scale = Decimal(_TENS.get(word) or pack.value("scale", word) or 0)
    if high - low not in (1, 2) or not scale:
        return None
    return _base(match, rule, low * scale, "count", high=high * scale)


def _factor(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    high = match.groupdict().get("high")
    upper = plain(Decimal(high.replace(",", "."))) if high else None
    return _base(match, rule, plain(Decimal(match["num"].replace(",", "."))), "factor", words=False, high=upper)


def _factor_word(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _base(match, rule, Decimal(pack.value("factor_word", match["word"]) or 1), "factor")


def _factor_times(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    found = number_words(pack.code).match(match["num"], 0)
    return _base(match, rule, found[1] if found else Decimal(1), "factor")


def _age(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _base(match, rule, Decimal(match["num"]), "age", unit="year", words=False)


def _age_range(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity | None:
    low, high = Decimal(match["num"]), Decimal(match["high"])
    return _base(match, rule, low, "age", unit="year", high=high, words=False) if low < high else None


_DURATIONS = {"tägig": "day", "wöchig": "week", "monatig": "month", "stündig": "h", "minütig": "min"}


def _duration_adjective(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _base(match, rule, Decimal(match["num"]), "duration", unit=_DURATIONS[match["unit"].lower()], words=False)


def _group(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity | None:
    found = number_words(pack.code).match(match["num"], 0)
    return _base(match, rule, found[1], "count") if found else None


def _group_digits(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _base(match, rule, Decimal(match["num"]), "count", words=False)


def _money_dash(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    unit = (pack.value("unit", match["unit"]) or "").split(":")[0]
    return _base(match, rule, Decimal(match["num"]), "money", unit=unit, words=False)


def _two_digits(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    return _base(match, rule, Decimal(10), "percent", unit="percent", high=Decimal("99.99"))


def _zero(match: regex.Match[str], rule: PatternRule, pack: Pack) -> Quantity:
    end = match.start() + len(match[0].rstrip())
    return _base(match, rule, Decimal(0), "count", flags=("negation",), end=end, number_end=end)


HANDLERS: dict[str, Callable[[regex.Match[str], PatternRule, Pack], Quantity | None]] = {
    "fraction_word": _fraction_word, "fraction": _fraction, "every_nth": _every_nth, "vague": _vague,
    "scaled_one": _scaled_one, "scaled_half": _scaled_half, "factor": _factor, "factor_word": _factor_word, "factor_times": _factor_times,
    "age": _age, "age_range": _age_range, "duration_adjective": _duration_adjective, "group": _group, "group_digits": _group_digits,
    "money_dash": _money_dash,
    "two_digits": _two_digits, "pair_scaled": _pair_scaled, "zero": _zero,
}  # fmt: skip
