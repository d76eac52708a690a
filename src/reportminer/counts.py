"""The two aggregated tables, added up report by report so that memory holds counts and never rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from reportminer.types import EntityMention, Report, Resolution

EntityKey = tuple[str, str]
EntityRow = tuple[str, str | None, str | None, str, str, str, int, int]
IndexRow = tuple[str, str | None, str | None, str | None, date | None, int, int, str | None]


def favourite(votes: Counter[str]) -> str | None:
    """Return the most frequent value; of equals the longest, then the first in code point order."""
    return min(votes, key=lambda value: (-votes[value], -len(value), value), default=None)


@dataclass(slots=True)
class _Cited:
    types: Counter[str] = field(default_factory=Counter)
    symbols: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    dates: Counter[str] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    mentions: int = 0
    documents: int = 0

    def add(self, citation: Resolution) -> None:
        self.mentions += 1
        day = citation.date.isoformat() if citation.date else ""
        subject = " ".join(citation.subject.split())
        seen = (self.types, citation.type), (self.symbols, citation.symbol), (self.titles, subject), (self.dates, day)
        for votes, value in seen:
            if value:
                votes[value] += 1


class ResolutionIndex:
    """One row per key, whatever the order in which reports arrive."""

    def __init__(self) -> None:
        """Start empty."""
        self._cited: defaultdict[str, _Cited] = defaultdict(_Cited)

    def add(self, report: Report) -> None:
        """Count the citations of one report; those without a key are left out."""
        keys = set()
        for citation in report.resolutions:
            if citation.key:
                self._cited[citation.key].add(citation)
                keys.add(citation.key)
        for key in keys:
            self._cited[key].documents += 1
            if report.document.language:
                self._cited[key].languages.add(report.document.language)

    def rows(self) -> Iterator[IndexRow]:
        """Yield the rows of ``resolution_index`` ordered by key."""
        for key in sorted(self._cited):
            cited = self._cited[key]
            day = favourite(cited.dates)
            yield (
                key,
                favourite(cited.types),
                favourite(cited.symbols),
                favourite(cited.titles),
                date.fromisoformat(day) if day else None,
                cited.mentions,
                cited.documents,
                "|".join(sorted(cited.languages)) or None,
            )


@dataclass(slots=True)
class _Named:
    names: Counter[str] = field(default_factory=Counter)
    variants: set[str] = field(default_factory=set)
    documents: int = 0


def _key(mention: EntityMention) -> EntityKey:
    # Without a canonical id the folded name is all that can join two mentions.
    return mention.label, mention.entity_id or f"\0{mention.name.casefold()}"


class EntityCounts:
    """How often what is named, over all reports added."""

    def __init__(self) -> None:
        """Start empty."""
        self._named: defaultdict[EntityKey, _Named] = defaultdict(_Named)

    def add(self, report: Report) -> None:
        """Count the mentions of one report."""
        for mention in report.entities:
            named = self._named[_key(mention)]
            named.names[mention.name or mention.text] += 1
            named.variants.add(" ".join(mention.text.split()).replace("|", "/"))
        for key in {_key(mention) for mention in report.entities}:
            self._named[key].documents += 1

    def rows(self, scope: str = "corpus", doc_id: str | None = None) -> Iterator[EntityRow]:
        """Yield the rows of ``entity_counts``, the most frequent first."""
        made = [self._row(key, scope, doc_id) for key in self._named]
        return iter(sorted(made, key=lambda row: (-row[6], row[3], row[4], row[2] or "")))

    def _row(self, key: EntityKey, scope: str, doc_id: str | None) -> EntityRow:
        label, entity_id = key
        named = self._named[key]
        variants = "|".join(sorted(named.variants))
        own_id = None if entity_id.startswith("\0") else entity_id
        name = favourite(named.names) or ""
        return scope, doc_id, own_id, label, name, variants, named.names.total(), named.documents


def entity_rows(report: Report) -> Iterator[EntityRow]:
    """Yield the rows of ``entity_counts`` for one document."""
    counts = EntityCounts()
    counts.add(report)
    return counts.rows("document", report.document.doc_id)
