"""What the handlers of citation rules share: the context of a text, lists of items, small conversions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import regex

from reportminer.lang import Pack, PatternRule
from reportminer.lang.pack import fold
from reportminer.rules.citeacts import NameIndex
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citerules import CiteRules
from reportminer.rules.vocabulary import Hits


@dataclass
class Context:
    """What handlers need beside the match.

    ``origin`` says that the text is of Vietnamese origin, ``home`` is the unit of its home place, ``land`` the German
    state whose parliament printed it, ``home_land`` the one its home place is; ``learned`` are the names of acts that the
    text cites with their number, ``hits`` the words at which rules can begin.
    """

    text: str
    pack: Pack
    rules: CiteRules
    origin: bool
    home: str
    learned: NameIndex | None = None
    symbols: dict[str, list[Draft]] = field(default_factory=dict)
    land: str = ""
    home_land: str = ""
    hits: Hits = ()


Match = regex.Match[str]
Handler = Callable[[Match, PatternRule, Context], Iterable[Draft]]


def draft_of(match: Match, rule: PatternRule, *types: str) -> Draft:
    """A draft with the range of a match and its type word."""
    draft = Draft(match.start(), match.end(), rule.id, types=types)
    draft.word = fold(match.groupdict().get("w") or "")
    return draft


def plain_number(text: str) -> str:
    """A number without leading zeros."""
    return text.lstrip("0") or "0"


def series(match: Match, rule: PatternRule, context: Context) -> list[Match]:
    """The match and the list items that follow it (``Drucksachen 17/1, 17/2 und 17/3``)."""
    found, more = [match], rule.options.get("more")
    while more is not None:
        item = more.match(context.text, found[-1].end())
        if item is None:
            break
        found.append(item)
    return found


def listed(items: list[Match], rule: PatternRule, kind: str) -> Iterator[tuple[Match, Draft]]:
    """Every item of a series with its draft; later items begin at their own number."""
    for index, item in enumerate(items):
        start = _item_start(item) if index else item.start()
        draft = Draft(start, item.end(), rule.id, types=(kind,))
        if len(items) > 1:
            draft.mention, draft.group = "list_item", -items[0].start() - 1
        yield item, draft


def _item_start(item: Match) -> int:
    """Where the item's own parts begin, with the bracket of ``(EG) Nr. 861/2006``."""
    start = min(item.start(name) for name, value in item.groupdict().items() if value)
    return start - 1 if start > 0 and item.string[start - 1] == "(" else start
