"""What a web page says of itself as JSON-LD (schema.org): title, date, publisher, author, address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

_PAGES: Final = frozenset(
    {"WebPage", "Report", "BlogPosting", "LiveBlogPosting", "Legislation", "CreativeWork", "DigitalDocument"}
)
_MOST_NODES: Final = 1_000
_MOST_AUTHORS: Final = 20
_LONGEST: Final = 2_000_000


class Described(NamedTuple):
    """Each ``""`` where nothing is said; ``published`` as it was written."""

    title: str = ""
    published: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""


def described(scripts: Sequence[str]) -> Described:
    """Read the scripts of a page: articles before pages, the first that says something before the others.

    >>> described(['{"@type": "NewsArticle", "headline": "Lage", "author": [{"name": "Referat 7"}]}']).author
    'Referat 7'
    """
    nodes = [node for node in islice(_nodes(scripts), _MOST_NODES) if _is_work(node)]
    nodes.sort(key=lambda node: not _is_article(node))
    found = [_described(node) for node in nodes]
    return Described(*(next(filter(None, values), "") for values in zip(*found, strict=True)))


def _nodes(scripts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every object at the top of a script, in a list of objects or in a graph."""
    for script in scripts:
        try:
            waiting = [json.loads(script)] if len(script) <= _LONGEST else []
        except (ValueError, RecursionError):
            continue  # sites write broken JSON; it says nothing then
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting[:0] = value[:_MOST_NODES]
            elif isinstance(value, dict):
                yield value
                graph = value.get("@graph")
                waiting[:0] = graph[:_MOST_NODES] if isinstance(graph, list) else []


def _types(node: dict[str, Any]) -> list[str]:
    named = node.get("@type", "")
    return [str(name) for name in (named if isinstance(named, list) else [named])]


def _is_article(node: dict[str, Any]) -> bool:
    return any(name.endswith("Article") for name in _types(node))


def _is_work(node: dict[str, Any]) -> bool:
    return _is_article(node) or not _PAGES.isdisjoint(_types(node))


def _described(node: dict[str, Any]) -> Described:
    return Described(
        _text(node.get("headline")) or _text(node.get("name")),
        _text(node.get("datePublished")),
        _names(node.get("publisher")),
        _names(node.get("author")),
        _address(node.get("url")) or _address(node.get("mainEntityOfPage")),
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: Any) -> str:
    """The names of persons or organisations, given as text, as an object or as a list of them."""
    several = value if isinstance(value, list) else [value]
    names = (_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in several[:_MOST_AUTHORS])
    return ", ".join(dict.fromkeys(filter(None, names)))


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    found = _text(value)
    return found if found.startswith(("http://", "https://")) else ""
