"""Handlers for acts of the EU and resolutions of the United Nations."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportminer.lang import PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citecontext import Context, Handler, Match, draft_of, listed, plain_number, series
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import read_date, roman
from reportminer.rules.citetables import slug

_SPACED_DASH = regex.compile(r"\s*([-–‑])\s*")


def _eu(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    kind = _eu_kind(fold(match["w"]).rsplit(" ", 1)[-1])
    types = {"reg": "eu_regulation", "dir": "eu_directive", "dec": "decision"}
    items = list(listed(series(match, rule, context), rule, types[kind]))
    for item, draft in items:
        years = _eu_order(item, kind)
        if years is None:
            continue
        draft.year, draft.number = keys.full_year(years[0]), plain_number(years[1])
        draft.key, draft.jurisdiction = keys.eu_key(kind, *years), "eu"
        body = " ".join(item["body"].upper().split())
        plain = f"{item['a']}/{item['b']}"
        bracketed = item.start("body") < item.start("a")
        number = " Nr." if item.groupdict().get("nr") else ""
        draft.symbol_text = f"({body}){number} {plain}" if bracketed else f"{plain}/{body}"
        if item is items[-1][0] and "eu_tail" in context.rules.parts:
            _eu_tail(draft, context)
        yield draft


def _eu_kind(word: str) -> str:
    if word.endswith(("richtlinie", "richtlinien", "rl", "thị")):
        return "dir"
    return "dec" if word.startswith("quyết") or "beschl" in word or "entsch" in word else "reg"


def _eu_tail(draft: Draft, context: Context) -> None:
    tail = context.rules.parts["eu_tail"].match(context.text, draft.end)
    if tail is not None and tail.end() > draft.end:
        draft.end, draft.date = tail.end(), read_date(tail, context.pack)
        body = fold(tail.groupdict().get("by") or "")
        draft.issuer, draft.issuer_name = next((pair for word, pair in _EU_ISSUERS if word in body), ("", ""))


_EU_ISSUERS = (
    ("parlaments", ("EU-EP-RAT", "Europäisches Parlament und Rat")),
    ("rates", ("EU-RAT", "Rat der Europäischen Union")),
    ("kommission", ("EU-KOM", "Europäische Kommission")),
)


def _eu_paper(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    """``KOM(2011) 367 endg.``, ``SWD(2021) 12``: papers of the Commission in one series a year and kind."""
    draft = draft_of(match, rule, "other")
    kind = {"KOM": "com", "SEK": "sec"}.get(match["kind"], match["kind"].lower())
    draft.year, draft.number = match["year"], plain_number(match["num"])
    draft.symbol_text = f"{match['kind']}({draft.year}) {draft.number}"
    draft.key, draft.jurisdiction = f"eu:{kind}:{draft.year}:{draft.number}", "eu"
    draft.issuer, draft.issuer_name = _EU_ISSUERS[2][1]
    yield draft


def _council(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    """``Ratsdok. 12111/11``: the number of a document of the Council and its year."""
    for item, draft in listed(series(match, rule, context), rule, "other"):
        year = item["year"] or ""
        draft.number, draft.year = plain_number(item["num"]), keys.full_year(year) if year else ""
        draft.symbol_text = f"{draft.number}/{year}" if year else draft.number
        draft.key, draft.jurisdiction = f"eu:council:{draft.year or '?'}:{draft.number}", "eu"
        draft.status = "full" if year else "year_missing"
        draft.issuer, draft.issuer_name = _EU_ISSUERS[1][1]
        yield draft


def _eu_order(item: Match, kind: str) -> tuple[str, str] | None:
    """Year and number: the year first since 2015 and in directives, the number first in regulations before."""
    first, second = item["a"], item["b"]
    numbered = bool(item.groupdict().get("nr")) or "số" in item[0]
    if _is_year(first) and (not numbered or not _is_year(second)):
        return first, second
    if _is_year(second):
        return second, first
    if kind == "reg" and len(second) == 2:
        return second, first
    return (first, second) if len(first) == 2 and kind != "reg" else None


def _is_year(text: str) -> bool:
    return len(text) == 4 and 1950 <= int(text) <= 2049


def _un(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if not _names_un(match) and not _looks_un(match, context):
        return
    for item, draft in listed(series(match, rule, context), rule, "resolution"):
        draft.number, draft.year = plain_number(item["num"]), item["year"] or ""
        draft.symbol_text = f"{draft.number} ({draft.year})" if draft.year else draft.number
        draft.key, draft.jurisdiction, draft.issuer = f"un:sc:{draft.number}", "un", "UNSC"
        draft.date = read_date(item, context.pack)
        yield draft


def _names_un(match: Match) -> bool:
    word = fold(match["w"])
    return bool(match["year"] or match.groupdict().get("issuer") or "un-" in word or "sicherheitsrat" in word)


def _looks_un(match: Match, context: Context) -> bool:
    """A bare ``Resolution 1325`` of four digits; one that could be a year needs the UN nearby."""
    number = int(match["num"]) if match["num"].isdigit() else 0
    if context.origin or not 1000 <= number <= 2999:
        return False
    return not 1980 <= number <= 2035 or _un_text(match, context)


def _un_text(match: Match, context: Context) -> bool:
    around = context.text[max(0, match.start() - 250) : match.end() + 250]
    return regex.search(r"Sicherheitsrat|Vereinten\s+Nationen|\bUN-|\bUNO", around) is not None


def _un_ga(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "resolution")
    draft.number, draft.symbol_text = f"{match['a']}/{match['b']}", f"A/RES/{match['a']}/{match['b']}"
    draft.key, draft.jurisdiction, draft.issuer = f"un:ga:{match['a']}:{match['b']}", "un", "UNGA"
    yield draft


def _un_old(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    """``217 A (III)``: before 1976 the session stood in Roman digits behind the number."""
    draft = draft_of(match, rule, "resolution")
    session = roman(match["a"])
    draft.number, draft.symbol_text = match["b"], f"{match['b']} ({match['a']})"
    draft.key, draft.jurisdiction, draft.issuer = f"un:ga:{session}:{match['b']}", "un", "UNGA"
    draft.date = read_date(match, context.pack)
    yield draft


def _un_symbol(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    assembly = match["body"] == "A"
    if assembly != bool(match["b"]):
        return
    draft = draft_of(match, rule, "resolution")
    draft.number = f"{match['a']}/{match['b']}" if assembly else match["a"]
    draft.symbol_text, draft.year = match[0].split(" ")[0], match["year"] or ""
    draft.key = f"un:ga:{match['a']}:{match['b']}" if assembly else f"un:sc:{match['a']}"
    draft.jurisdiction, draft.issuer = "un", "UNGA" if assembly else "UNSC"
    yield draft


def _ecj(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "judgment")
    draft.number = draft.symbol_text = _SPACED_DASH.sub("-", match["num"]).replace(" ", "")
    draft.key, draft.jurisdiction = f"eu:ecj:{slug(draft.number)}", "eu"
    yield draft


HANDLERS: dict[str, Handler] = {
    "eu": _eu,
    "eu_paper": _eu_paper,
    "council": _council,
    "un": _un,
    "un_ga": _un_ga,
    "un_old": _un_old,
    "un_symbol": _un_symbol,
    "ecj": _ecj,
}
"""Handler name in ``citations.toml`` -> function."""
