"""Handlers for German documents: printed papers, gazettes, file numbers, laws by title."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportminer.lang import PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citeacts import abbreviations, german_act, good_abbreviation
from reportminer.rules.citecontext import Context, Handler, Match, draft_of, listed, plain_number, series
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import read_date
from reportminer.rules.citetables import slug

_FIRST_PERIOD = 12
"""Reports from a state mean their own parliament with a lower period: the 12th Bundestag sat from 1990 on."""
_SPACED_SLASH = regex.compile(r"\s*/\s*")


def _paper(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    body = fold(match["body"])
    for item, draft in listed(series(match, rule, context), rule, "printed_paper"):
        if int(item["num"]) == 0:
            continue
        _fill_paper(draft, _paper_body(body, item, context), item, context)
        yield draft


def _paper_body(word: str, item: Match, context: Context) -> str:
    if word.startswith(("br", "bundesrat")):
        return "br-drs"
    if word.startswith(("lt", "landtag")):
        return "lt-drs"
    if word.startswith("plenar"):
        return "plpr"
    if word.startswith(("bt", "bundestag")):
        return "bt-drs"
    if len(item["num"]) == 2 and int(item["wp"]) > 21:
        return "br-drs"
    return "lt-drs" if context.land or (context.home_land and int(item["wp"]) < _FIRST_PERIOD) else "bt-drs"


def _fill_paper(draft: Draft, body: str, item: Match, context: Context) -> None:
    period, number = item["wp"], plain_number(item["num"])
    draft.symbol_text, draft.number = f"{period}/{item['num']}", number
    draft.jurisdiction = "de_land" if body == "lt-drs" else "de_bund"
    if body == "br-drs":
        draft.number, draft.year = plain_number(period), keys.full_year(item["num"])
        draft.key = keys.paper_key(body, draft.year, period)
    elif body == "lt-drs":
        land = context.land or context.home_land
        draft.key = keys.paper_key(f"lt-drs:{land or '?'}", period, number)
        draft.status = "full" if land else "partial"
    else:
        draft.key = keys.paper_key(body, period, number)
    if body != "br-drs":
        draft.term = f"wp{period}"


def _paper_bare(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if int(match["wp"]) <= 21 and match["num"] != "25":
        draft = Draft(match.start("wp"), match.end("num"), rule.id, types=("printed_paper",))
        _fill_paper(draft, "bt-drs", match, context)
        yield draft


def _kmk(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "resolution")
    draft.date = read_date(match, context.pack)
    if draft.date is not None:
        draft.key, draft.jurisdiction = f"de:kmk:{draft.date.isoformat()}", "de_land"
        draft.issuer, draft.issuer_name, draft.year = "KMK", "Kultusministerkonferenz", str(draft.date.year)
        yield draft


def _gazette(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "gazette")
    part = match["part"].upper()
    draft.year = match["year"] or _year_before(match, context)
    issue = match.groupdict().get("issue")
    draft.number = issue or match["page"]
    draft.symbol_text = " ".join(
        part for part in ("BGBl.", match["year"], part, f"Nr. {issue}" if issue else f"S. {match['page']}") if part
    )
    draft.key = f"de:bgbl-{part.lower()}:{draft.year or '?'}:" + (f"nr-{issue}" if issue else match["page"])
    draft.status, draft.jurisdiction = "full" if draft.year else "year_missing", "de_bund"
    yield draft


_YEAR_BEFORE = regex.compile(r"((?:19|20)\d\d)\s*[(,–-]?\s*$")


def _year_before(match: Match, context: Context) -> str:
    """``vom 3. Juni 2021 (BGBl. I S. 1444)``: the date directly before gives the year."""
    found = _YEAR_BEFORE.search(context.text, max(0, match.start() - 12), match.start())
    return found[1] if found else ""


def _file_number(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "judgment")
    number = _SPACED_SLASH.sub("/", " ".join(match["num"].split()))
    left = context.rules.parts["court"].match(context.text, max(0, match.start() - 90), match.start())
    court = "bverfg" if regex.search("Bv[RFLEQMB]|PBvU", number) else _court(left["court"]) if left else ""
    draft.number = draft.symbol_text = number
    draft.key, draft.status = keys.file_key(court, number), "full" if court else "partial"
    if not court:
        draft.key = f"de:az:?:{slug(number)}"
    draft.issuer_name = " ".join(left["court"].split()) if left else ""
    draft.date = read_date(left, context.pack) if left else None
    draft.jurisdiction = "de_bund" if court.startswith("b") else "de_land"
    yield draft


_COURTS = {
    "bundesverfassungsgericht": "bverfg",
    "bundesgerichtshof": "bgh",
    "bundesverwaltungsgericht": "bverwg",
    "bundesarbeitsgericht": "bag",
    "bundessozialgericht": "bsg",
    "bundesfinanzhof": "bfh",
}


def _court(name: str) -> str:
    return _COURTS.get(fold(name).removesuffix("s"), name)


def _service(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    body = match["body"].lower()
    draft = draft_of(match, rule, "report" if body == "wd" else "other")
    draft.number = match["num"]
    draft.symbol_text = " ".join(match[0].split())
    draft.key = (
        f"de:wd:{match['a']}-{match['b']}-{slug(match['num'])}" if body == "wd" else f"de:hib:{slug(match['num'])}"
    )
    draft.jurisdiction = "de_bund"
    yield draft


def _dated_law(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "law")
    draft.date = read_date(match, context.pack)
    if draft.date is not None:
        draft.key, draft.jurisdiction = keys.act_key(f"gesetz-{draft.date.isoformat()}"), "de_bund"
        draft.year = str(draft.date.year)
        yield draft


def _titled_law(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if regex.search(
        r"\b(?:und|in|im) (?:hat|wird|ist)\b|\bGesetz(?:es)?\b|\b(?:wird|wurde|ist|hat|werden)\b",
        match["name"],
    ):
        return
    draft = draft_of(match, rule, "law")
    name = " ".join(regex.sub(r"-\n", "", match["name"]).split())
    draft.symbol_text = match["abbr"] or f"Gesetz {name}"
    known = abbreviations("de").get(match["abbr"] or "")
    draft.key = german_act(known) if known else keys.act_key(slug(draft.symbol_text))
    draft.date, draft.jurisdiction = read_date(match, context.pack), "de_bund"
    yield draft


def _section_abbr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    name = " ".join(match["abbr"].split())
    if name in ("GO", "GO BT", "Geschäftsordnung"):
        yield _rules_of_procedure(match, rule)
        return
    if name in abbreviations("de") or name.split()[0] in abbreviations("de") or not good_abbreviation(name):
        return
    draft = Draft(
        match.start("abbr"), match.end("abbr"), rule.id, types=("regulation" if name.endswith(("VO", "V")) else "law",)
    )
    draft.symbol_text, draft.key, draft.jurisdiction = name, keys.act_key(slug(name)), "de_bund"
    draft.flags.append("needs_section")
    yield draft


def _rules_of_procedure(match: Match, rule: PatternRule) -> Draft:
    """``§ 31 GO``: in German parliaments the rules of procedure need no further name."""
    draft = Draft(match.start("abbr"), match.end("abbr"), rule.id, types=("statute",))
    draft.symbol_text, draft.key, draft.jurisdiction = "GO-BT", keys.act_key("go-bt"), "de_bund"
    draft.flags.append("needs_section")
    return draft


HANDLERS: dict[str, Handler] = {
    "paper": _paper,
    "paper_bare": _paper_bare,
    "kmk": _kmk,
    "gazette": _gazette,
    "file_number": _file_number,
    "service": _service,
    "dated_law": _dated_law,
    "titled_law": _titled_law,
    "section_abbr": _section_abbr,
}
"""Handler name in ``citations.toml`` -> function."""
