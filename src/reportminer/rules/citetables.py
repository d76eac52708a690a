"""The tables behind citations: document types, issuers, acts and type words (``lang/*.tsv``), read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from reportminer.lang.pack import fold, read_tsv


@dataclass(frozen=True, slots=True)
class DocType:
    """One type code of Vietnamese symbols: ``NQ``, the contract types it can stand for, and where it is used.

    ``solo`` says that a symbol of this type is a citation without any introducing word.
    """

    code: str
    types: tuple[str, ...]
    systems: tuple[str, ...]
    solo: bool


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer of Vietnamese symbols; ``numbering`` is ``party`` (restarts with the term) or ``state`` (with the year)."""

    code: str
    numbering: str
    level: str
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Act:
    """One act known by its names: ``slug`` ends its key, ``numbers`` are the symbols of its versions by year.

    ``key`` is a key known as such (``Projekt 06``); ``bare`` says when the abbreviation counts: alone, only after a
    section (``no``), or in texts of Vietnamese origin only (``vn``).
    """

    names: tuple[str, ...]
    abbr: str
    type: str
    slug: str
    numbers: Mapping[str, str]
    key: str = ""
    bare: str = ""
    vietnamese: bool = False


LOCAL_LEVELS = {"province", "district", "base", "local"}
"""Levels whose symbols do not name the unit: the key needs ``@unit``."""


def ascii_fold(text: str) -> str:
    """``TƯ`` -> ``TW`` first, then every letter without its marks (``Đ`` -> ``D``, ``ä`` -> ``ae``, ``ß`` -> ``ss``)."""
    text = text.replace("TƯ", "TW").replace("T.Ư", "TW").replace("T.W", "TW")
    return plain(text)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Letters without their marks; German umlauts become two letters."""
    text = unicodedata.normalize("NFC", text).translate(_SPECIAL)
    return "".join(char for char in unicodedata.normalize("NFKD", text) if ord(char) < 128)


_SPECIAL = str.maketrans(
    {
        "Đ": "D",
        "đ": "d",
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ß": "ss",
        "–": "-",
        "—": "-",
    }
)


def slug(text: str, limit: int = 80) -> str:
    """Lower-case ASCII words joined with hyphens: the last part of the key of an act cited by name."""
    words = "".join(char if char.isalnum() else " " for char in plain(text).lower()).split()
    return "-".join(words)[:limit].strip("-")


def unit_slug(name: str) -> str:
    """``Quảng Ninh`` -> ``quang_ninh``: the id of an administrative unit inside a key (no German umlauts here)."""
    return slug(name).replace("-", "_")


@cache
def doc_types() -> dict[str, DocType]:
    """Every type code, as written."""
    return {row.code: row for row in _doc_types()}


@cache
def types_by_ascii() -> dict[str, DocType]:
    """Type codes by their ASCII upper-case form; on a collision the first of the table wins, exact spelling comes first."""
    found: dict[str, DocType] = {}
    for row in doc_types().values():
        found.setdefault(ascii_fold(row.code).upper(), row)
    return found


def _doc_types() -> Iterator[DocType]:
    for row in _rows("doctypes.tsv"):
        types, systems = tuple(row["type"].split("|")), tuple(row["system"].split(","))
        yield DocType(row["code"], types, systems, row["solo"] == "yes")


@cache
def issuers() -> dict[str, Issuer]:
    """Issuers by code; names of rows with the same code come together."""
    found: dict[str, Issuer] = {}
    for row in _rows("issuers.tsv"):
        known = found.get(row["code"])
        names = {code: _names(row[code]) + (known.names[code] if known else ()) for code in ("vi", "de")}
        found[row["code"]] = Issuer(row["code"], row["numbering"], row["level"], names)
    return found


@cache
def issuer_aliases() -> dict[str, str]:
    """ASCII upper-case form of a code or an alias -> code."""
    found = {ascii_fold(code).upper(): code for code in issuers()}
    for row in _rows("issuers.tsv"):
        for alias in _names(row["aliases"]):
            found.setdefault(ascii_fold(alias).upper(), row["code"])
    return found


@cache
def issuer_names(language: str) -> dict[str, str]:
    """Folded name of an issuer in a language -> code."""
    return {fold(name): row.code for row in issuers().values() for name in row.names.get(language, ())}


@cache
def type_words(language: str) -> dict[str, tuple[str, ...]]:
    """Folded type word -> the contract types it can stand for, the usual one first."""
    return {
        fold(row["word"]): tuple(row["value"].split("|"))
        for row in _rows("citewords.tsv", language)
        if row["class"] == "doctype"
    }


@cache
def cite_words(language: str) -> dict[str, list[str]]:
    """Class -> words of ``citewords.tsv``."""
    found: dict[str, list[str]] = {}
    for row in _rows("citewords.tsv", language):
        found.setdefault(row["class"], []).append(row["word"])
    return found


@cache
def cite_values(language: str, word_class: str) -> dict[str, str]:
    """Folded word -> value of one class of ``citewords.tsv``."""
    return {fold(row["word"]): row["value"] for row in _rows("citewords.tsv", language) if row["class"] == word_class}


@cache
def acts(language: str) -> tuple[Act, ...]:
    """The acts of ``laws.tsv`` of a language."""
    return tuple(_act(row, language) for row in _rows("laws.tsv", language))


def _act(row: dict[str, str], language: str) -> Act:
    names = _names(row["name"])
    numbers = dict(pair.split(":", 1) for pair in _names(row.get("numbers")))
    vietnamese = row.get("vi") or (row["name"] if language == "vi" else "")
    symbol = vietnamese or row.get("abbr") or names[0]
    return Act(
        names,
        row.get("abbr") or "",
        row["type"],
        slug(symbol),
        numbers,
        row.get("key") or "",
        row.get("bare") or "",
        bool(vietnamese),
    )


def _rows(name: str, language: str = "") -> Iterable[dict[str, str]]:
    folder = resources.files("reportminer.lang")
    entry = folder / language / name if language else folder / name
    return read_tsv(entry) if entry.is_file() else ()


def _names(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split("|") if part)
