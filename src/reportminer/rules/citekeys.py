"""Canonical keys of cited documents: the same document cited in German and in Vietnamese gets one key.

A Vietnamese key is ``vn:<type>-<issuer>[@<unit>]:<period>:<number>``; the period is the year of the symbol, the party
term (``k13``), the assembly term, a year derived from the date (``d2025``) or ``?``.  German, EU and UN keys have
builders of their own.  :func:`merge_incomplete` merges keys with a ``?`` over many documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import regex

from reportminer.rules import terms
from reportminer.rules.citetables import (
    LOCAL_LEVELS,
    DocType,
    ascii_fold,
    doc_types,
    issuer_aliases,
    issuers,
    slug,
    types_by_ascii,
)
from reportminer.types import Resolution


@dataclass(frozen=True, slots=True)
class Symbol:
    """The parts of a Vietnamese document symbol: ``types`` is the type code (may be empty), ``issuers`` the organs."""

    number: str
    year: str
    type_code: str
    issuers: tuple[str, ...]
    form: str
    solo: bool = True

    @property
    def text(self) -> str:
        """The symbol closed up, with Vietnamese letters and the separators its system prescribes."""
        head = "-".join(self.issuers)
        if self.form == "assembly":
            return f"{self.number}/{self.year}/{head}"
        if self.form == "party":
            return f"{self.number}-{self.type_code}/{head}"
        body = "-".join(part for part in (self.type_code, head) if part)
        return f"{self.number}/{self.year}/{body}" if self.year else f"{self.number}/{body}"


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key with what the symbol says about type (``types``: usual reading first), number, year, issuer and term."""

    key: str
    status: str
    types: tuple[str, ...]
    number: str
    year: str
    issuer: str
    symbol: str
    term: str
    jurisdiction: str


_NUMBER = r"(?P<num>\d{1,5}(?:\.\d{1,2})?[a-dđA-DĐ]?)"
_SYMBOL = regex.compile(rf"{_NUMBER}(?:/(?P<year>(?:19|20)\d\d))?(?P<sep>[-/])(?P<tail>[-/\p{{L}}&.\d]+)")
_ORGAN = regex.compile(r"\p{Lu}[\p{L}&.]{0,15}\d{0,2}")
_ASSEMBLY = regex.compile(r"(?:QH|UBTVQH)\d{1,2}")


def key_for_symbol(symbol: str, *, date: date | None = None, term: str = "", unit: str = "") -> ParsedKey | None:
    """The key of a Vietnamese symbol with what is known around it; None where it is no symbol.

    >>> key_for_symbol("30/2020/ND-CP").key
    'vn:nd-cp:2020:30'
    """
    parts = parse_symbol(symbol)
    return key_of(parts, day=date, term=term, unit=unit) if parts else None


@lru_cache(maxsize=65536)
def parse_symbol(symbol: str) -> Symbol | None:
    """Split a symbol into its parts; separators and case damage are repaired, look-alikes give None."""
    text = "".join(symbol.split()).translate(_DASHES).rstrip(".,;")
    match = _SYMBOL.fullmatch(text)
    if match is None:
        return None
    if "-/" in text:
        return _damaged(match["num"], match["tail"])
    number, year, tail = match["num"].lower(), match["year"] or "", match["tail"].strip(".")
    organs = [part for part in regex.split("[-/]", tail) if part]
    if not organs or not all(_ORGAN.fullmatch(organ) for organ in organs):
        return None
    return _read(number, year, match["sep"], organs)


_DASHES = str.maketrans("–—‐‑−Ð", "-----Đ")


def with_type(parts: Symbol, kind: str) -> Symbol | None:
    """A symbol without type code (``50/CP``, ``21/2014/BGD&ĐT``) completed by the type word before it."""
    code = next((row.code for row in doc_types().values() if row.types[0] == kind and row.code != "LB"), "")
    if not code:
        return None
    form = "party" if _party(parts.issuers, "/", parts.year) else "state"
    return replace(parts, type_code=code, form=form)


def _damaged(number: str, tail: str) -> Symbol | None:
    """``06-/TU``: the type is lost."""
    organ = tail.strip("-/")
    return Symbol(number, "", "", (organ,), "party") if organ in ("TU", "TW") else None


def _read(number: str, year: str, sep: str, organs: list[str]) -> Symbol | None:
    first = _organ(organs[0])
    if _ASSEMBLY.fullmatch(first) and len(organs) == 1:
        return Symbol(number, year, "", (first,), "assembly") if year else None
    if len(organs) == 1:
        known = first in issuers() or first == "CT"
        return Symbol(number, year, "", (first,), "bare", solo=False) if known else None
    kind, rest = _type(organs)
    tail = tuple(_join_aliases(rest))
    if kind is None:
        letter = not year and all(len(organ) > 1 for organ in organs)
        return (
            Symbol(number, "", "", tuple(_organ(organ) for organ in organs), "letter", solo=False) if letter else None
        )
    if not rest:
        return None
    if tail[0].startswith("QH") and _ASSEMBLY.fullmatch(tail[0]) and year:
        return Symbol(number, year, "", (tail[0],), "assembly")
    form = "party" if _party(tail, sep, year) else "state"
    return Symbol(number, year, kind.code, tail, form, kind.solo)


def _type(organs: list[str]) -> tuple[DocType | None, list[str]]:
    """The type code at the head of the organs (``TT-LB`` is turned round), and the rest."""
    if organs[0] == "LB" or organs[:2] == ["TT", "LB"]:
        rest = [organ for organ in organs if organ not in ("TT", "LB")]
        return doc_types()["TTLB"], rest or ["LB"]
    exact = doc_types().get(organs[0])
    if exact is None and not organs[0][0].islower():
        exact = types_by_ascii().get(ascii_fold(organs[0]).upper())
        exact = exact if exact and _spelled(organs[0], exact) else None
    return (exact, organs[1:]) if exact else (None, organs)


def _spelled(written: str, kind: DocType) -> bool:
    """True where ``written`` is the code without marks or with damaged case (``ND``, ``Kl``), not another word."""
    return ascii_fold(written) == ascii_fold(kind.code) or len(written) <= 4


def _join_aliases(organs: list[str]) -> Iterator[str]:
    """Organs in their usual spelling; aliases that hold a hyphen (``BNN-PTNT``) are one organ."""
    index = 0
    while index < len(organs):
        pair = "-".join(organs[index : index + 2])
        joined = issuer_aliases().get(ascii_fold(pair).upper()) if "-" in pair else None
        yield joined or _organ(organs[index])
        index += 2 if joined else 1


def _organ(organ: str) -> str:
    """The usual spelling of an organ: ``TƯ`` -> ``TW``, ``HDND`` -> ``HĐND``, ``CP2`` (footnote) -> ``CP``."""
    folded = ascii_fold(organ).upper()
    aliases = issuer_aliases()
    if folded in aliases:
        return aliases[folded]
    stem = folded.rstrip("0123456789")
    known = aliases.get(stem, "")
    if stem != folded and known:
        return known + folded[len(stem) :] if issuers()[known].level == "assembly" else known
    return organ.replace("TƯ", "TW")


def _party(tail: tuple[str, ...], sep: str, year: str) -> bool:
    if year:
        return False
    known = issuers().get(tail[0])
    if known is not None and known.numbering != "both":
        return known.numbering == "party"
    folded = ascii_fold(tail[0]).upper()
    if folded.endswith(("TW", "TU")) and len(folded) > 2:
        return True
    return sep == "-" and not folded.startswith(("QH", "UBTVQH"))


def key_of(parts: Symbol, *, day: date | None = None, term: str = "", unit: str = "") -> ParsedKey:
    """The key of a parsed symbol with the date, the term and the unit found around it."""
    names = [_code(organ) for organ in parts.issuers]
    issuer = parts.issuers[0]
    stem = "-".join(part for part in (_code(parts.type_code), *names) if part)
    if is_local(parts) and unit:
        stem += f"@{unit}"
    period, status = _period(parts, day, term)
    kind = doc_types().get(parts.type_code)
    types = kind.types if kind else _types_without_code(parts)
    number = parts.number.lstrip("0") or "0"
    found_term = period if period.startswith("k") else ""
    year = parts.year
    return ParsedKey(
        f"vn:{stem}:{period}:{_code(number, '.')}",
        status,
        types,
        number,
        year,
        issuer,
        parts.text,
        found_term,
        jurisdiction(parts),
    )


def _types_without_code(parts: Symbol) -> tuple[str, ...]:
    if parts.form == "assembly":
        return (
            ("law", "resolution", "code", "ordinance", "constitution")
            if parts.issuers[0].startswith("QH")
            else ("resolution", "ordinance")
        )
    return ("official_letter",) if parts.form == "letter" else ("other",)


def _period(parts: Symbol, day: date | None, term: str) -> tuple[str, str]:
    if parts.year:
        return parts.year, "full"
    if _ASSEMBLY.fullmatch(parts.issuers[0]) or parts.issuers[0].startswith("HĐNN"):
        return _code(parts.issuers[0]), "full"
    if parts.form == "party":
        found = term or (not is_local(parts) and party_term(day)) or "?"
        return found, "full" if found != "?" else "term_missing"
    return (f"d{day.year}", "full") if day else ("?", "year_missing")


def party_term(day: date | None) -> str:
    """The central party term in which a day lies (``k13``), or nothing."""
    found = terms.term_of("party", day) if day else None
    return found.key if found else ""


def is_local(parts: Symbol) -> bool:
    """True where the symbol does not name the province or commune that issued the document."""
    organ = parts.issuers[0]
    known = issuers().get(organ)
    return known.level in LOCAL_LEVELS if known else organ.endswith("TU") and len(organ) > 2


def jurisdiction(parts: Symbol) -> str:
    """Which Vietnamese system issued the document."""
    organ = parts.issuers[0]
    known = issuers().get(organ.rstrip("0123456789"))
    level = known.level if known else ""
    if level in ("assembly", "mass", "military") and (level != "military" or (known and known.numbering == "party")):
        return {"assembly": "vn_assembly", "mass": "vn_mass", "military": "vn_military"}[level]
    if parts.form == "party" or (known is not None and known.numbering == "party"):
        return "vn_party"
    return "vn_local" if level == "local" else "vn_state"


@lru_cache(maxsize=65536)
def _code(text: str, keep: str = "") -> str:
    return "".join(char for char in ascii_fold(text).lower() if char.isalnum() or char in keep)


# --- builders for what has no Vietnamese symbol ------------------------------------------------------------------


def plenum_key(session: str, term: str) -> str:
    """A resolution of a plenum of the Central Committee, cited by the plenum's number."""
    return f"vn:nq-hntw:{term or '?'}:{session}"


def congress_key(term: str, unit: str) -> str:
    """The resolution of a party congress."""
    return f"vn:nq-dh{f'@{unit}' if unit else ''}:{term or '?'}"


def short_key(type_code: str, issuer: str, unit: str, period: str, number: str) -> str:
    """A citation by type and number only; what is unknown stays ``?``."""
    stem = "-".join(_code(part) for part in (type_code, issuer) if part) + (f"@{unit}" if unit else "")
    return f"vn:{stem}:{period or '?'}:{_code(number.lstrip('0') or '0', '.')}"


def eu_key(kind: str, year: str, number: str) -> str:
    """``eu:reg:2016:679``; a two-digit year belongs to the twentieth century."""
    return f"eu:{kind}:{full_year(year)}:{number.lstrip('0')}"


def full_year(year: str) -> str:
    """``93`` -> ``1993``, ``22`` -> ``2022`` (the boundary is 50)."""
    return year if len(year) == 4 else ("19" if int(year) >= 50 else "20") + year


def paper_key(body: str, period: str, number: str) -> str:
    """A printed paper: ``de:bt-drs:19:15634``, ``de:br-drs:2022:123``, ``de:lt-drs:sh:18:3454``."""
    return f"de:{body}:{period}:{number.lstrip('0')}"


def act_key(act_slug: str, kind: str = "law") -> str:
    """A German act by abbreviation or name; treaties have a space of their own."""
    return f"int:treaty:{act_slug}" if kind == "treaty" else f"de:law:{act_slug}"


def file_key(court: str, number: str) -> str:
    """The file number of a court."""
    return f"de:az:{slug(court) or '?'}:{slug(number)}"


# --- merging over a corpus ---------------------------------------------------------------------------------------


def merge_incomplete(pairs: Iterable[tuple[str, Resolution]]) -> list[tuple[str, Resolution]]:
    """Give every ``?`` key the single full key of the same type, issuer and number: of its document, else of the corpus.

    Where there is none, or more than one, the key stays: nothing is guessed.  Merged rows get the flag ``merged``.
    """
    rows = list(pairs)
    corpus: dict[str, set[str]] = defaultdict(set)
    local: dict[tuple[str, str], set[str]] = defaultdict(set)
    for doc_id, row in rows:
        if _is_complete(row.key):
            for form in _incomplete_forms(row.key):
                corpus[form].add(row.key)
                local[doc_id, form].add(row.key)
    return [
        (doc_id, _merged(row, local.get((doc_id, row.key), set()), corpus.get(row.key, set()))) for doc_id, row in rows
    ]


def completions(keys: Iterable[str]) -> dict[str, str]:
    """Every incomplete key (``vn:nq-tw:?:57``) that exactly one full key among ``keys`` answers -> that key.

    >>> completions(["vn:nq-tw:?:57", "vn:nq-tw:k13:57", "vn:nq-tw:?:18"])
    {'vn:nq-tw:?:57': 'vn:nq-tw:k13:57'}
    """
    known = set(keys)
    answers: dict[str, set[str]] = defaultdict(set)
    for key in known:
        if _is_complete(key):
            for form in _incomplete_forms(key):
                answers[form].add(key)
    return {key: min(answers[key]) for key in sorted(known) if len(answers.get(key, ())) == 1 and not _is_complete(key)}


def _is_complete(key: str) -> bool:
    return key.startswith("vn:") and "?" not in key and key.count(":") >= 2


def _incomplete_forms(key: str) -> Iterator[str]:
    """The ``?`` forms a full key answers: ``vn:nq-tw:?:57`` and, without the issuer, ``vn:nq:?:57``."""
    head, stem, *period, number = key.split(":")
    if len(period) != 1:
        return
    yield f"{head}:{stem}:?:{number}"
    bare = stem.split("@")[0]
    if bare != stem:
        yield f"{head}:{bare}:?:{number}"
    if "-" in bare:
        yield f"{head}:{bare.split('-')[0]}:?:{number}"


def _merged(row: Resolution, local: set[str], corpus: set[str]) -> Resolution:
    for keys in (local, corpus):
        if len(keys) == 1:
            return replace(row, key=next(iter(keys)), flags=(*row.flags, "merged"))
        if keys:
            break
    return row
