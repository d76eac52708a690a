"""A citation while it is being read: parts are filled in from the symbol, from its neighbours and from the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reportminer.rules.citekeys import Symbol


@dataclass(slots=True)
class Draft:
    """One citation in the making.

    ``types`` are the readings of the symbol or rule, ``word_types`` those of the type word; ``short`` holds type code
    and issuer of a citation by number only; ``inner`` is where the part of a title ends that can cite others;
    ``anchor`` is where sections attach; ``name`` may lend itself to later mentions of the same act; ``year_hint`` is
    a year after a symbol that has none.
    """

    start: int
    end: int
    rule: str
    types: tuple[str, ...] = ()
    word: str = ""
    word_types: tuple[str, ...] = ()
    symbol: Symbol | None = None
    symbol_text: str = ""
    key: str = ""
    status: str = "full"
    number: str = ""
    year: str = ""
    issuer: str = ""
    issuer_name: str = ""
    unit: str = ""
    unit_inferred: bool = False
    date: date | None = None
    same_day: bool = False
    year_hint: str = ""
    term: str = ""
    session: str = ""
    section: str = ""
    subject: str = ""
    jurisdiction: str = ""
    mention: str = "full"
    name: str = ""
    short: tuple[tuple[str, ...], str] | None = None
    attach: bool = False
    inner: int = -1
    anchor: int = -1
    intro: int = -1
    group: int = 0
    antecedent: Draft | None = None
    flags: list[str] = field(default_factory=list)

    @property
    def type(self) -> str:
        """The contract type: the symbol's; where the symbol leaves a choice the type word decides."""
        for word_type in self.word_types:
            if word_type in self.types:
                return word_type
        return (self.types or self.word_types or ("other",))[0]

    @property
    def conflict(self) -> bool:
        """True where the type word says something else than the symbol."""
        return bool(self.types and self.word_types and not set(self.types) & set(self.word_types))
