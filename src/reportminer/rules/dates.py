"""Find date expressions and compose them: points -> ranges, open intervals, as-of dates, lists.

:func:`find` needs only the text and gives :class:`Draft` values; :mod:`reportminer.rules.dateanchor` resolves what
depends on other dates (missing years, ``Vorjahr``, ``bis heute``) and turns drafts into ``DateExpression`` rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from reportminer.lang import Pack, PatternRule, load
from reportminer.rules import anchors, vocabulary
from reportminer.rules.datepoints import Point, read
from reportminer.rules.following import can_follow, next_char

_WINDOW = 60
"""How far to the left an operator or a list of days can reach."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed expression: one or two points, how they are joined and what stands before them.

    ``operator`` is one of "" open_from until as_of before; ``join`` is "" or "range"; ``days`` are further days that
    share month and year with the last point; ``to_present`` says that an open interval ends today.
    """

    start: int
    end: int
    points: tuple[Point, ...]
    operator: str = ""
    join: str = ""
    days: tuple[int, ...] = ()
    days_join: str = ""
    to_present: bool = False

    @property
    def last(self) -> Point:
        """The last point, which lends its year to the others."""
        return self.points[-1]


@dataclass(frozen=True)
class _Grammar:
    """The compiled ``[compose]`` table of a pack."""

    range: regex.Pattern[str]
    between: regex.Pattern[str] | None
    both: regex.Pattern[str] | None
    list: regex.Pattern[str]
    days: regex.Pattern[str]
    days_needs: regex.Pattern[str] | None
    days_range: regex.Pattern[str]
    operators: tuple[tuple[str, regex.Pattern[str], bool, regex.Pattern[str] | None], ...]
    licences: dict[str, regex.Pattern[str]]
    gate: regex.Pattern[str]


@cache
def _grammar(code: str) -> _Grammar:
    from reportminer.lang import load  # the cache key is the code: packs are not hashable

    pack = load(code)
    table = pack.settings["compose"]

    def optional(name: str) -> regex.Pattern[str] | None:
        return pack.compile(table[name]) if table[name] else None

    return _Grammar(
        pack.compile(table["range"]),
        optional("between"),
        optional("and"),
        pack.compile(table["list"]),
        pack.compile(table["days"]),
        optional("days_needs"),
        pack.compile(table["days_range"]),
        tuple(
            (
                row["code"],
                pack.compile(row["pattern"]),
                row["include"],
                pack.compile(row["clock_needs"]) if "clock_needs" in row else None,
            )
            for row in table["operators"]
        ),
        {
            rule.id: pack.compile(rf"(?<!\w){rule.options['licence']}{{gap}}$")
            for rule in pack.rules["dates"]
            if "licence" in rule.options
        },
        pack.compile(table["digit_gate"]),
    )


def find(text: str, pack: Pack) -> list[Draft]:
    """Every date expression of ``text``, in order and without overlaps, unresolved."""
    grammar = _grammar(pack.code)
    drafts = _join_ranges(text, [Draft(point.start, point.end, (point,)) for point in points(text, pack)], grammar)
    drafts = [_with_days(text, draft, grammar) for draft in drafts]
    drafts = [_with_operator(text, draft, grammar) for draft in drafts]
    drafts = _join_present(text, drafts, grammar)
    return list(_licensed(text, drafts, grammar))


def points(text: str, pack: Pack) -> Iterator[Point]:
    """Every point of ``text``: at each trigger the longest match wins, later points begin after it."""
    triggers = pack.triggers["dates"]
    grammar = _grammar(pack.code)
    end = 0
    for start, word in anchors.only(vocabulary.hits(text, pack.code), vocabulary.date_words(pack.code)):
        if start < end or (word == "#" and not grammar.gate.match(text, start, start + anchors.REACH)):
            continue
        if word == "#":
            rules = triggers.get(word, ())
        else:
            end = start + len(word)
            rules = _rules_before(pack.code, text[start:end], next_char(text, end))
        if not rules:
            continue
        point = _longest(text, start, rules, pack)
        if point is not None:
            yield point
            end = point.end


@cache
def _rules_before(code: str, word: str, char: str) -> tuple[PatternRule, ...]:
    """The rules that can begin with a word, as it stands, when ``char`` comes next."""
    rules = load(code).triggers["dates"].get(vocabulary.date_words(code)[word], ())
    return tuple(rule for rule in rules if can_follow(rule.pattern, word, char))


def _longest(text: str, start: int, rules: Iterable[PatternRule], pack: Pack) -> Point | None:
    best: Point | None = None
    for rule in rules:
        match = rule.pattern.match(text, start, start + anchors.REACH)
        if match is not None and (best is None or match.end() > best.end or (best.weak and match.end() == best.end)):
            best = read(match, rule, pack) or best
    return best


_PERIODS = {
    "day",
    "month",
    "year",
    "years",
    "quarter",
    "half",
    "term_years",
    "week",
    "decade",
    "century",
    "year_edge",
    "months_of",
    "term_back",
    "school_year",
    "lunar",
}


def _join_ranges(text: str, drafts: list[Draft], grammar: _Grammar) -> list[Draft]:
    joined: list[Draft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if before is not None and len(before.points) == 1 and _is_range(text, before, draft, grammar):
            joined[-1] = Draft(before.start, draft.end, (*before.points, *draft.points), join="range")
        else:
            joined.append(draft)
    return joined


def _is_range(text: str, left: Draft, right: Draft, grammar: _Grammar) -> bool:
    first, second = left.last, right.last
    if first.grain not in _PERIODS or second.grain not in _PERIODS or right.start - left.end > 24:
        return False
    if (first.year is not None and second.year is None) or (first.year or 0) > (second.year or 9999):
        return False
    if first.grain == "day" and second.grain == "year":
        return False
    if _neighbour_months(first, second) and text[left.end : right.start].split() in (["und"], ["và"]):
        return True
    if grammar.range.fullmatch(text, left.end, right.start):
        return True
    if grammar.both is None or grammar.between is None or not grammar.both.fullmatch(text, left.end, right.start):
        return False
    return grammar.between.search(text, max(0, left.start - _WINDOW), left.start) is not None


def _neighbour_months(first: Point, second: Point) -> bool:
    """``Juli und August 2023`` is one period."""
    months = first.grain == second.grain == "month" and not first.part and not second.part
    return months and first.year is None and (second.month or 0) - (first.month or 0) == 1


def _with_days(text: str, draft: Draft, grammar: _Grammar) -> Draft:
    """Take in the days before a day: ``18. bis`` 19. Juli 2025, ``11., 18. und`` 25. März."""
    first = draft.points[0]
    if first.grain != "day" or first.clock or len(draft.points) > 1:
        return draft
    stem = _day_start(text, first)
    match = grammar.days.search(text, max(0, stem - _WINDOW), stem)
    if match is None:
        return draft
    days = tuple(int(day) for day in regex.findall(r"\d+", match["days"]))
    is_range = grammar.days_range.search(match["link"]) is not None
    if not all(1 <= day <= 31 for day in days) or (is_range and (len(days) > 1 or days[0] >= (first.day or 0))):
        return draft
    needs = grammar.days_needs
    lead = needs.search(text, max(0, match.start() - 8), match.start()) if needs else None
    if needs is not None and lead is None and not (is_range and match["link"] in "-–—"):
        return draft
    start = lead.start("noun") if lead is not None and lead["noun"] else match.start("days")
    return replace(draft, start=start, days=days, days_join="range" if is_range else "set")


def _day_start(text: str, point: Point) -> int:
    """Where the day's own digits begin (a Vietnamese point begins with ``ngày``)."""
    match = regex.compile(r"\D*").match(text, point.start, point.end)
    return point.start if text[point.start].isdigit() else match.end() if match else point.start


def _with_operator(text: str, draft: Draft, grammar: _Grammar) -> Draft:
    if draft.last.grain not in _PERIODS | {"season"} and not draft.last.code.startswith("year:"):
        return draft
    for code, pattern, include, clock_needs in grammar.operators:
        match = pattern.search(text, max(0, draft.start - _WINDOW), draft.start)
        if match is not None and draft.last.clock and clock_needs and not clock_needs.match(text, draft.end, draft.end + 90):
            continue
        if match is None or (draft.join == "range" and code != "as_of"):
            continue
        if draft.days_join == "range" and code in ("open_from", "until"):
            continue
        if code == "open_from" and draft.last.rule.id.endswith(".years") and match[0].strip().lower() in _FROM:
            continue
        return replace(draft, operator=code, start=match.start() if include else draft.start)
    return draft


_FROM = {"từ", "von"}
"""``từ 1982 đến 1986`` has both its ends."""


def _join_present(text: str, drafts: list[Draft], grammar: _Grammar) -> list[Draft]:
    """``từ năm 2017`` + ``đến nay`` is one interval that ends today."""
    joined: list[Draft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        ends = before is not None and draft.last.grain == "present" and not text[before.end : draft.start].strip(" ,\n")
        if before is not None and ends and (before.operator == "open_from" or _after_von(text, before)):
            joined[-1] = replace(before, end=draft.end, operator="open_from", to_present=True)
        else:
            joined.append(draft)
    return joined


_VON = regex.compile(r"\b[Vv]on\s$")


def _after_von(text: str, draft: Draft) -> bool:
    """``von 2021 bis heute``."""
    return not draft.operator and not draft.join and _VON.search(text, max(0, draft.start - 5), draft.start) is not None


def _licensed(text: str, drafts: list[Draft], grammar: _Grammar) -> Iterator[Draft]:
    """Drop weak points that nothing around them supports."""
    for index, draft in enumerate(drafts):
        if _stands_alone(draft) or _has_licence(text, draft, grammar) or _in_list(text, drafts, index, grammar):
            yield draft


def _stands_alone(draft: Draft) -> bool:
    composed = bool(draft.operator or draft.join or draft.days)
    return composed or not draft.last.weak or draft.last.grain == "weekday"


def _has_licence(text: str, draft: Draft, grammar: _Grammar) -> bool:
    pattern = grammar.licences.get(draft.last.rule.id)
    return pattern is None or pattern.search(text, max(0, draft.start - 30), draft.start) is not None


def _in_list(text: str, drafts: list[Draft], index: int, grammar: _Grammar) -> bool:
    """A weak day is fine beside a strong one: ``1. April, 3. Juli und 25. September 2020``."""
    draft = drafts[index]
    return any(
        other.last.grain == draft.last.grain and grammar.list.fullmatch(text, *gap) is not None
        for other, gap in (
            (drafts[index + 1], (draft.end, drafts[index + 1].start)) if index + 1 < len(drafts) else (draft, (0, 0)),
            (drafts[index - 1], (drafts[index - 1].end, draft.start)) if index else (draft, (0, 0)),
        )
        if other is not draft
    )


def list_partner(text: str, left: Draft, right: Draft, pack: Pack) -> bool:
    """True where two neighbouring drafts are items of one list and so may share a year."""
    gap = _grammar(pack.code).list
    return right.start - left.end < 24 and gap.fullmatch(text, left.end, right.start) is not None
