"""Handlers for Vietnamese documents: acts by name, plenums, congresses, short forms, damaged symbols."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product

import regex

from reportminer.lang import PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citeacts import NameIndex, abbreviations, vietnamese_act
from reportminer.rules.citecontext import Context, Handler, Match, draft_of, plain_number
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import attach_right, issuer_code, ordinal, roman, take_issuer
from reportminer.rules.citetables import Act, acts, cite_values, doc_types, slug, type_words, unit_slug

# --- Vietnamese acts by name ---------------------------------------------------------------------------------------
_NO_NAME = regex.compile(r"(?:^|\s)(?:này|số|và|của|khóa)(?:\s|$)")
_MISREAD_SLASH = regex.compile(r"\d[l1I'|](?:19|20)\d\d|\d[l1I'|T]\p{Lu}")
_BEFORE_YEAR = regex.compile(r"^(\d{1,4}[a-z]??)[l1I'|]((?:19|20)\d\d)")
_BEFORE_SYMBOL = regex.compile(r"^(\d{1,4}[a-z]??(?:/\d{4})?)[l1I'|T](?=\p{Lu})")


def _act(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if context.text[max(0, match.start() - 6) : match.start()].rstrip().endswith(("pháp", "Pháp")):
        return
    word = fold(match["w"])
    kind = {"luật": "law", "bộ luật": "code", "pháp lệnh": "ordinance"}[word]
    end, act = _named(match, kind, context)
    draft = draft_of(match, rule, kind)
    after = rule.options["after"].match(context.text, end) if act else None
    generic = (
        rule.options["generic"].match(context.text, match.end()) if act is None and not match["w"].islower() else None
    )
    if act is not None and after is not None:
        year = after["year"] or ""
        draft.end = after.end() if year or after.end() > end + 2 else end
        if not year:
            attach_right(context.text, draft, context.rules, context.pack, ("date",))
            year = str(draft.date.year) if draft.date else ""
        _fill_act(draft, act, kind, year, draft.end)
        _learned(draft, act, year, context)
        yield draft
    elif generic is not None and _NO_NAME.search(fold(generic[0])) is None:
        name = generic[0][: generic.start("year") - generic.start()]
        name = regex.sub(r"\s*\(?\s*năm\s*$", "", name, flags=regex.IGNORECASE)
        _fill_act(draft, Act((name,), "", kind, slug(name), {}), kind, generic["year"], generic.end())
        yield draft


def _named(match: Match, kind: str, context: Context) -> tuple[int, Act | None]:
    candidates = [index.match(context.text, match.end()) for index in (_names_of(kind), context.learned) if index]
    found = [row for row in candidates if row is not None and row[1].type in (kind, "")]
    return max(found, key=lambda row: row[0]) if found else (match.end(), None)


@cache
def _names_of(kind: str) -> NameIndex:
    return NameIndex("vi", ((name, act) for act in acts("vi") if act.type == kind for name in act.names))


def _fill_act(draft: Draft, act: Act, kind: str, year: str, end: int) -> None:
    draft.end, draft.year, draft.name = end, year, act.names[0]
    draft.key, draft.status = vietnamese_act(act, kind, year)
    title = {"law": "Luật", "code": "Bộ luật", "ordinance": "Pháp lệnh"}[kind]
    draft.symbol_text = " ".join(part for part in (title, draft.name, year) if part)
    draft.jurisdiction = "vn_assembly"


def _learned(draft: Draft, act: Act, year: str, context: Context) -> None:
    """A name that the document cites in full elsewhere is a short form of that citation."""
    cited = [row for row in context.symbols.get(act.slug, ()) if row.symbol and (not year or year == row.symbol.year)]
    if cited:
        before = [row for row in cited if row.start < draft.start]
        draft.antecedent, draft.mention = (before or cited[:1])[-1], "short"


def _constitution(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    before = context.text[max(0, match.start() - 60) : match.start()]
    named = (
        match["nation"]
        or match["year"]
        or regex.search(r"(?:căn\s+cứ(?:\s+vào)?|điều\s+\d+[a-z]?(?:\s+của)?)\s+$", before, regex.IGNORECASE)
    )
    if named:
        draft = draft_of(match, rule, "constitution")
        draft.year, draft.jurisdiction = match["year"] or "", "vn_assembly"
        draft.symbol_text = " ".join(part for part in ("Hiến pháp", draft.year) if part)
        draft.key = "vn:constitution" + (f":{draft.year}" if draft.year else "")
        yield draft


def _abbr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    act = abbreviations("vi").get(match[0].split()[0])
    if act is not None:
        draft = draft_of(match, rule, act.type)
        _fill_act(draft, act, act.type, match["year"] or "", match.end())
        yield draft


# --- Vietnamese documents without a readable symbol ------------------------------------------------------------------


def _ocr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    text = match["sym"]
    if "/" in text and not _MISREAD_SLASH.search(text):
        return
    repaired = _BEFORE_YEAR.sub(r"\1/\2", text)
    repaired = _BEFORE_SYMBOL.sub(r"\1/", repaired)
    symbol = keys.parse_symbol(repaired)
    left = context.rules.parts["word"].match(context.text, max(0, match.start() - 60), match.start())
    if symbol is not None and repaired != text and left is not None and left["w"]:
        draft = draft_of(match, rule)
        draft.start, draft.word = left.start("w"), fold(left["w"])
        draft.symbol, draft.status, draft.attach = symbol, "repaired", True
        draft.word_types = type_words(context.pack.code).get(draft.word, ())
        draft.flags.append("repaired")
        _attach_ocr_date(draft, context)
        attach_right(context.text, draft, context.rules, context.pack)
        yield draft


_OCR_DATE = regex.compile(r"[^\S\n]*ngày[^\S\n]*(\d{1,2})[l/](\d{1,2}|l{1,2})[l/](\d{4})")


def _attach_ocr_date(draft: Draft, context: Context) -> None:
    match = _OCR_DATE.match(context.text, draft.end)
    if match is not None:
        try:
            draft.date = date(int(match[3]), int(match[2].replace("l", "1")), int(match[1]))
        except ValueError:
            return
        draft.end = match.end()


def _plenum(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    sessions, periods = _items(match, "nums", context), _items(match, "terms", context)
    several = len(sessions) * max(1, len(periods)) > 1
    spans = sessions if len(sessions) > 1 or len(periods) < 2 else periods
    pairs = list(product(sessions, periods or [("", 0, 0)]))
    if len(sessions) > 1:
        pairs = pairs[:: max(1, len(periods))]
    for index, (session, period) in enumerate(pairs):
        first, last = index == 0, index == len(pairs) - 1
        start = match.start() if first else spans[index][1]
        draft = Draft(start, match.end() if last else spans[index][2], rule.id, types=("resolution",))
        draft.session = draft.number = session[0]
        draft.term = f"k{roman(period[0])}" if period[0] else ""
        draft.key, draft.status = keys.plenum_key(session[0], draft.term), "partial"
        draft.issuer, draft.jurisdiction, draft.symbol_text = "TW", "vn_party", ""
        draft.word = fold(match["w"]) if first else ""
        if several:
            draft.mention, draft.group = "list_item", -match.start() - 1
        if last:
            _drop_bracket(draft, context.text)
            attach_right(context.text, draft, context.rules, context.pack)
        yield draft


def _drop_bracket(draft: Draft, text: str) -> None:
    """The last of ``4 (khóa XI, XII)`` does not own the closing bracket."""
    if text[draft.end - 1] == ")" and "(" not in text[draft.start : draft.end]:
        draft.end -= 1


def _items(match: Match, group: str, context: Context) -> list[tuple[str, int, int]]:
    """The members of a list of numbers with their ranges; a lone word (``tư``) is a number too."""
    if not match.groupdict().get(group):
        return []
    start, end = match.span(group)
    found = [(item[0], *item.span()) for item in _ITEM.finditer(context.text, start, end)]
    found = found or [(match[group], start, end)]
    return [(ordinal(text, context.pack.code), low, high) for text, low, high in found]


_ITEM = regex.compile(r"\d+|(?<!\w)[IVXL]+(?!\w)")


def _congress(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    groups = match.groupdict()
    if not any(groups.get(name) for name in rule.options["needs"]):
        return
    draft = draft_of(match, rule, "resolution")
    local = groups.get("unitnoun")
    draft.unit = unit_slug(groups["unit"]) if groups.get("unit") else context.home if local else ""
    draft.unit_inferred = bool(local and not groups.get("unit") and draft.unit)
    draft.term = f"k{roman(groups['term'])}" if groups.get("term") else ""
    draft.key = keys.congress_key(draft.term or slug(groups.get("years") or ""), draft.unit or ("?" if local else ""))
    complete = draft.term and (draft.unit or not local)
    draft.status = "issuer_inferred" if draft.unit_inferred else "full" if complete else "partial"
    draft.jurisdiction = "vn_party"
    yield draft


def _title_only(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    types = type_words(context.pack.code)[fold(match["w"])]
    code = next((row.code for row in doc_types().values() if row.types[0] == types[0]), "")
    draft = draft_of(match, rule, types[0])
    take_issuer(match, draft, context.pack)
    draft.issuer = issuer_code(match["issuer"], context.pack) or "TW"
    draft.subject = " ".join(match["subject"].split())
    title = regex.sub(r"^(?:về(?: việc)?|zur|zum|über|zu)\s+", "", draft.subject, flags=regex.IGNORECASE)
    draft.key, draft.status = (
        f"{keys.short_key(code, draft.issuer, '', '', '1').rsplit(':', 1)[0]}:{slug(title, 60)}",
        "partial",
    )
    draft.mention, draft.jurisdiction = "title_only", "vn_party" if draft.issuer == "TW" else "vn_state"
    yield draft


def _alias(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    act = next((row for row in acts(context.pack.code) if rule.options["target"] in row.names), None)
    if act is not None and (context.pack.code == "vi" or context.origin or "06" in match[0]):
        draft = draft_of(match, rule, act.type)
        draft.key, draft.status, draft.mention = act.key, "alias", "short"
        draft.number, draft.jurisdiction = "6", "vn_state"
        yield draft


def _treaty(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "treaty")
    draft.year, draft.jurisdiction = match["year"] or "", "other"
    draft.symbol_text = " ".join(match["w"].split())
    draft.key = keys.act_key(cite_values(context.pack.code, "treaty")[fold(match["w"])], "treaty")
    yield draft


def _judgment(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = draft_of(match, rule, "judgment")
    draft.number, draft.year = plain_number(match["num"]), match["year"]
    draft.symbol_text = f"{match['num']}/{match['year']}/{match['code']}"
    draft.key, draft.jurisdiction = f"vn:ba-{slug(match['code'])}:{draft.year}:{draft.number}", "vn_state"
    attach_right(context.text, draft, context.rules, context.pack)
    yield draft


# --- short forms and anaphora: read here, resolved in citelinks ------------------------------------------------------


def _short(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    codes = tuple(cite_values(context.pack.code, "short")[fold(match["w"])].split("|"))
    draft = draft_of(match, rule)
    draft.word_types = type_words(context.pack.code).get(draft.word, ())
    draft.number, draft.year, draft.mention = plain_number(match["num"]), match["year"] or "", "short"
    draft.attach = True
    attach_right(context.text, draft, context.rules, context.pack)
    draft.short = (codes, issuer_code(draft.issuer_name, context.pack) if draft.issuer_name else "")
    if match["w"][0].islower() and not match["no"] and not draft.year:
        return
    if not match["no"]:
        draft.flags.append("bare_number" if len(match["num"]) > 1 else "one_digit")
    yield draft


def _anaphor(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if match["w"][0].islower():
        return
    draft = draft_of(match, rule)
    codes = tuple(cite_values(context.pack.code, "anaphor")[fold(match["w"])].split("|"))
    draft.short, draft.mention, draft.status = (codes, ""), "anaphor", "anaphor_unresolved"
    draft.word_types = type_words(context.pack.code).get(draft.word, ())
    if fold(match["det"]) in ("die", "der", "das", "dem", "des", "den"):
        draft.flags.append("article")
    yield draft


HANDLERS: dict[str, Handler] = {
    "act": _act,
    "constitution": _constitution,
    "abbr": _abbr,
    "ocr": _ocr,
    "plenum": _plenum,
    "congress": _congress,
    "title_only": _title_only,
    "alias": _alias,
    "treaty": _treaty,
    "judgment": _judgment,
    "short": _short,
    "anaphor": _anaphor,
}
"""Handler name in ``citations.toml`` -> function."""
