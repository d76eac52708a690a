"""Terms of office by ordinal: the table ``lang/terms.tsv`` (closing days of congresses and constituent sittings)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from reportminer.lang.pack import read_tsv
from reportminer.types import Bounds


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a body (party, assembly, bundestag) with its key (``k13``, ``qh15``, ``wp20``) and bounds."""

    body: str
    number: int
    key: str
    bounds: Bounds


@cache
def table() -> dict[tuple[str, int], Term]:
    """Every known term by body and number."""
    rows = read_tsv(resources.files("reportminer.lang") / "terms.tsv")
    terms = (Term(row["body"], int(row["number"]), row["key"], _bounds(row["start"], row["end"])) for row in rows)
    return {(term.body, term.number): term for term in terms}


def term_of(body: str, day: date) -> Term | None:
    """The term of ``body`` in which ``day`` lies."""
    for term in table().values():
        start, end = term.bounds
        if term.body == body and start is not None and start <= day and (end is None or day <= end):
            return term
    return None


def _bounds(start: str, end: str | None) -> Bounds:
    return Bounds(date.fromisoformat(start), date.fromisoformat(end) if end else None)
