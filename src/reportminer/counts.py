"""The tables of the whole corpus, added up document by document so that memory holds counts and never rows.

A corpus table is made in two steps.  Where a document is mined, ``tally(report)`` reduces it to a few counts (values of
JSON: they travel between processes and wait in part files).  When the tables are written, ``merge`` adds the tallies up,
in the order of the document paths, and ``rows`` yields the table.  A new corpus table is a class of this form, its
columns in :mod:`reportminer.schema` and a line in :data:`CORPUS_TABLES`; its result must not depend on the order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from reportminer.rules.citekeys import completions
from reportminer.types import EntityMention, Report, Resolution

EntityKey = tuple[str, str]
EntityRow = tuple[str, str | None, str | None, str, str, str, int, int]
EdgeRow = tuple[str, str, str, int, int]
IndexRow = tuple[str, str | None, str | None, str | None, date | None, int, int, str | None]


def favourite(votes: Counter[str]) -> str | None:
    """Return the most frequent value; of equals the longest, then the first in code point order."""
    return min(votes, key=lambda value: (-votes[value], -len(value), value), default=None)


class CorpusTable(Protocol):
    """A table that needs all documents."""

    @staticmethod
    def tally(report: Report) -> Sequence[Any]:
        """Reduce one report to JSON values; empty where it adds nothing."""
        ...

    def merge(self, tally: Iterable[Any]) -> None:
        """Add one document's tally."""
        ...

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of all documents merged so far, in the order of the table."""
        ...


@dataclass(slots=True)
class _Cited:
    types: Counter[str] = field(default_factory=Counter)
    symbols: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    dates: Counter[str] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    mentions: int = 0
    documents: int = 0

    @property
    def votes(self) -> tuple[Counter[str], ...]:
        return self.types, self.symbols, self.titles, self.dates

    def take(self, other: _Cited) -> None:
        """Add what was counted under another form of the same key."""
        self.mentions += other.mentions
        self.documents += other.documents
        self.languages |= other.languages
        for votes, more in zip(self.votes, other.votes, strict=True):
            votes.update(more)

    def add(self, citation: Resolution) -> None:
        self.mentions += 1
        day = citation.date.isoformat() if citation.date else ""
        subject = " ".join(citation.subject.split())
        for votes, value in zip(self.votes, (citation.type, citation.symbol, subject, day), strict=True):
            if value:
                votes[value] += 1


class ResolutionIndex:
    """One row per key, whatever the order in which reports arrive."""

    def __init__(self) -> None:
        """Start empty."""
        self._cited: defaultdict[str, _Cited] = defaultdict(_Cited)

    @staticmethod
    def tally(report: Report) -> list[Any]:
        """Count the citations of one report by key; those without a key are left out.

        An incomplete key counts under the one full key of the same report that answers it.
        """
        found: defaultdict[str, _Cited] = defaultdict(_Cited)
        full = completions(citation.key for citation in report.resolutions)
        for citation in report.resolutions:
            if citation.key:
                found[full.get(citation.key, citation.key)].add(citation)
        language = report.document.language
        return [[key, language, cited.mentions, *map(dict, cited.votes)] for key, cited in found.items()]

    def merge(self, tally: Iterable[Any]) -> None:
        """Add the tally of one document."""
        for key, language, mentions, *votes in tally:
            cited = self._cited[key]
            cited.mentions += mentions
            cited.documents += 1
            if language:
                cited.languages.add(language)
            for all_votes, more in zip(cited.votes, votes, strict=True):
                all_votes.update(more)

    def add(self, report: Report) -> None:
        """Count the citations of one report."""
        self.merge(self.tally(report))

    def rows(self) -> Iterator[IndexRow]:
        """Yield the rows of ``resolution_index`` ordered by key, incomplete keys joined where one full key fits."""
        whole = self._completed()
        for key in sorted(whole):
            cited = whole[key]
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


    def _completed(self) -> dict[str, _Cited]:
        full = completions(self._cited)
        whole: dict[str, _Cited] = {}
        for key in sorted(self._cited):
            whole.setdefault(full.get(key, key), _Cited()).take(self._cited[key])
        return whole


class CitationsGraph:
    """Who cites what: from the citing document (its own key where its head states one) to the cited key."""

    def __init__(self) -> None:
        """Start empty."""
        self._edges: defaultdict[tuple[str, str, str], _Edge] = defaultdict(_Edge)

    @staticmethod
    def tally(report: Report) -> list[Any]:
        """Count the citations of one report by cited key; a document does not cite itself."""
        full = completions(citation.key for citation in report.resolutions)
        keyed = [(full.get(row.key, row.key), row) for row in report.resolutions if row.key]
        own = next((key for key, row in keyed if row.mention == "own_heading"), "")
        kind, source = ("key", own) if own else ("document", report.document.doc_id)
        cited = Counter(key for key, _ in keyed if key != own)
        return [[kind, source, target, mentions] for target, mentions in sorted(cited.items())]

    def merge(self, tally: Iterable[Any]) -> None:
        """Add the tally of one document."""
        for kind, source, target, mentions in tally:
            edge = self._edges[kind, source, target]
            edge.mentions += mentions
            edge.documents += 1

    def add(self, report: Report) -> None:
        """Count the citations of one report."""
        self.merge(self.tally(report))

    def rows(self) -> Iterator[EdgeRow]:
        """Yield the edges ordered by source and target, incomplete keys joined as in ``resolution_index``."""
        full = completions(key for kind, *ends in self._edges for key in (ends if kind == "key" else ends[1:]))
        joined: defaultdict[tuple[str, str, str], _Edge] = defaultdict(_Edge)
        for (kind, source, target), edge in self._edges.items():
            source = full.get(source, source) if kind == "key" else source
            whole = joined[source, kind, full.get(target, target)]
            whole.mentions += edge.mentions
            whole.documents += edge.documents
        for source, kind, target in sorted(joined):
            if source != target:
                edge = joined[source, kind, target]
                yield source, kind, target, edge.mentions, edge.documents


@dataclass(slots=True)
class _Edge:
    mentions: int = 0
    documents: int = 0


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

    @staticmethod
    def tally(report: Report) -> list[Any]:
        """Count the names and surfaces of one report by entity."""
        found: defaultdict[EntityKey, _Named] = defaultdict(_Named)
        for mention in report.entities:
            named = found[_key(mention)]
            named.names[mention.name or mention.text] += 1
            named.variants.add(" ".join(mention.text.split()).replace("|", "/"))
        return [[*key, dict(named.names), sorted(named.variants)] for key, named in found.items()]

    def merge(self, tally: Iterable[Any]) -> None:
        """Add the tally of one document."""
        for label, entity_id, names, variants in tally:
            named = self._named[label, entity_id]
            named.names.update(names)
            named.variants.update(variants)
            named.documents += 1

    def add(self, report: Report) -> None:
        """Count the mentions of one report."""
        self.merge(self.tally(report))

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


CORPUS_TABLES: Final[Mapping[str, type[CorpusTable]]] = {
    "resolution_index": ResolutionIndex,
    "citations_graph": CitationsGraph,
    "entity_counts": EntityCounts,
}
"""Tables whose last rows come from all documents together."""
