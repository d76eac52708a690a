"""Turn the match of a citation rule into drafts: one small function per handler named in ``citations.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

import regex

from reportminer.lang import Pack, PatternRule
from reportminer.lang.pack import fold
from reportminer.rules import citekeys as keys
from reportminer.rules.citeacts import NameIndex, abbreviations, german_act, good_abbreviation, vietnamese_act
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import attach_right, issuer_code, ordinal, read_date, roman, take_issuer
from reportminer.rules.citerules import CiteRules
from reportminer.rules.citetables import Act, acts, cite_values, doc_types, slug, type_words, unit_slug


@dataclass
class Context:
    """What handlers need beside the match; ``origin`` says that the text is of Vietnamese origin."""

    text: str
    pack: Pack
    rules: CiteRules
    origin: bool
    home: str
    learned: NameIndex | None = None
    symbols: dict[str, list[Draft]] = field(default_factory=dict)
    land: str = ""


Match = regex.Match[str]
Handler = Callable[[Match, PatternRule, Context], Iterable[Draft]]
_HANDLERS: dict[str, Handler] = {}


def handle(match: Match, rule: PatternRule, context: Context) -> list[Draft]:
    """The drafts of one match, in text order; none where the match turns out to be no citation."""
    return list(_HANDLERS[rule.value](match, rule, context))


def _handler(name: str) -> Callable[[Handler], Handler]:
    def register(function: Handler) -> Handler:
        _HANDLERS[name] = function
        return function

    return register


def _draft(match: Match, rule: PatternRule, *types: str) -> Draft:
    draft = Draft(match.start(), match.end(), rule.id, types=types)
    draft.word = fold(match.groupdict().get("w") or "")
    return draft


def _number(text: str) -> str:
    return text.lstrip("0") or "0"


# --- Vietnamese acts by name ---------------------------------------------------------------------------------------


@_handler("act")
def _act(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if context.text[max(0, match.start() - 6) : match.start()].rstrip().endswith(("pháp", "Pháp")):
        return
    word = fold(match["w"])
    kind = {"luật": "law", "bộ luật": "code", "pháp lệnh": "ordinance"}[word]
    end, act = _named(match, kind, context)
    draft = _draft(match, rule, kind)
    after = rule.options["after"].match(context.text, end) if act else None
    generic = rule.options["generic"].match(context.text, match.end()) if act is None and not match["w"].islower() else None
    if act is not None and after is not None:
        year = after["year"] or ""
        draft.end = after.end() if year or after.end() > end + 2 else end
        if not year:
            attach_right(context.text, draft, context.rules, context.pack, ("date",))
            year = str(draft.date.year) if draft.date else ""
        _fill_act(draft, act, kind, year, draft.end)
        _learned(draft, act, year, context)
        yield draft
    elif generic is not None and regex.search(r"(?:^|\s)(?:này|số|và|của|khóa)(?:\s|$)", fold(generic[0])) is None:
        name = generic[0][: generic.start("year") - generic.start()]
        name = regex.sub(r"\s*\(?\s*năm\s*$", "", name, flags=regex.IGNORECASE)
        _fill_act(draft, Act((name,), "", kind, slug(name), {}), kind, generic["year"], generic.end())
        yield draft


def _named(match: Match, kind: str, context: Context) -> tuple[int, Act | None]:
    candidates = [index.match(context.text, match.end()) for index in (_names_of(kind), context.learned) if index]
    found = [row for row in candidates if row is not None and row[1].type in (kind, "")]
    return max(found, key=lambda row: row[0]) if found else (match.end(), None)


_NAMES: dict[str, NameIndex] = {}


def _names_of(kind: str) -> NameIndex:
    if kind not in _NAMES:
        _NAMES[kind] = NameIndex("vi", ((name, act) for act in acts("vi") if act.type == kind for name in act.names))
    return _NAMES[kind]


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


@_handler("constitution")
def _constitution(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    before = context.text[max(0, match.start() - 60) : match.start()]
    named = match["nation"] or match["year"] or regex.search(r"(?:căn\s+cứ(?:\s+vào)?|điều\s+\d+[a-z]?(?:\s+của)?)\s+$", before, regex.IGNORECASE)
    if named:
        draft = _draft(match, rule, "constitution")
        draft.year, draft.jurisdiction = match["year"] or "", "vn_assembly"
        draft.symbol_text = " ".join(part for part in ("Hiến pháp", draft.year) if part)
        draft.key = "vn:constitution" + (f":{draft.year}" if draft.year else "")
        yield draft


@_handler("abbr")
def _abbr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    act = abbreviations("vi").get(match[0].split()[0])
    if act is not None:
        draft = _draft(match, rule, act.type)
        _fill_act(draft, act, act.type, match["year"] or "", match.end())
        yield draft


# --- Vietnamese documents without a readable symbol ------------------------------------------------------------------


@_handler("ocr")
def _ocr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    text = match["sym"]
    if "/" in text and not regex.search(r"\d[l1I'|](?:19|20)\d\d|\d[l1I'|T]\p{Lu}", text):
        return
    repaired = regex.sub(r"^(\d{1,4}[a-z]??)[l1I'|]((?:19|20)\d\d)", r"\1/\2", text)
    repaired = regex.sub(r"^(\d{1,4}[a-z]??(?:/\d{4})?)[l1I'|T](?=\p{Lu})", r"\1/", repaired)
    symbol = keys.parse_symbol(repaired)
    left = context.rules.parts["word"].match(context.text, max(0, match.start() - 60), match.start())
    if symbol is not None and repaired != text and left is not None and left["w"]:
        draft = _draft(match, rule)
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
        from datetime import date

        try:
            draft.date = date(int(match[3]), int(match[2].replace("l", "1")), int(match[1]))
        except ValueError:
            return
        draft.end = match.end()


@_handler("plenum")
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
            attach_right(context.text, draft, context.rules, context.pack)
        yield draft


def _items(match: Match, group: str, context: Context) -> list[tuple[str, int, int]]:
    """The members of a list of numbers with their ranges; a lone word (``tư``) is a number too."""
    if not match.groupdict().get(group):
        return []
    start, end = match.span(group)
    found = [(item[0], *item.span()) for item in _ITEM.finditer(context.text, start, end)]
    found = found or [(match[group], start, end)]
    return [(ordinal(text, context.pack.code), low, high) for text, low, high in found]


_ITEM = regex.compile(r"\d+|(?<!\w)[IVXL]+(?!\w)")


@_handler("congress")
def _congress(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    groups = match.groupdict()
    if not any(groups.get(name) for name in rule.options["needs"]):
        return
    draft = _draft(match, rule, "resolution")
    local = groups.get("unitnoun")
    draft.unit = unit_slug(groups["unit"]) if groups.get("unit") else context.home if local else ""
    draft.unit_inferred = bool(local and not groups.get("unit") and draft.unit)
    draft.term = f"k{roman(groups['term'])}" if groups.get("term") else ""
    draft.key = keys.congress_key(draft.term or slug(groups.get("years") or ""), draft.unit or ("?" if local else ""))
    complete = draft.term and (draft.unit or not local)
    draft.status = "issuer_inferred" if draft.unit_inferred else "full" if complete else "partial"
    draft.jurisdiction = "vn_party"
    yield draft


@_handler("title_only")
def _title_only(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    types = type_words(context.pack.code)[fold(match["w"])]
    code = next((row.code for row in doc_types().values() if row.types[0] == types[0]), "")
    draft = _draft(match, rule, types[0])
    take_issuer(match, draft, context.pack)
    draft.issuer = issuer_code(match["issuer"], context.pack) or "TW"
    draft.subject = " ".join(match["subject"].split())
    title = regex.sub(r"^(?:về(?: việc)?|zur|zum|über|zu)\s+", "", draft.subject, flags=regex.IGNORECASE)
    draft.key, draft.status = f"{keys.short_key(code, draft.issuer, '', '', '1').rsplit(':', 1)[0]}:{slug(title, 60)}", "partial"
    draft.mention, draft.jurisdiction = "title_only", "vn_party" if draft.issuer == "TW" else "vn_state"
    yield draft


@_handler("alias")
def _alias(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    act = next((row for row in acts(context.pack.code) if rule.options["target"] in row.names), None)
    if act is not None and (context.pack.code == "vi" or context.origin or "06" in match[0]):
        draft = _draft(match, rule, act.type)
        draft.key, draft.status, draft.mention = act.key, "alias", "short"
        draft.number, draft.jurisdiction = "6", "vn_state"
        yield draft


@_handler("treaty")
def _treaty(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "treaty")
    draft.year, draft.jurisdiction = match["year"] or "", "other"
    draft.symbol_text = " ".join(match["w"].split())
    draft.key = keys.act_key(cite_values(context.pack.code, "treaty")[fold(match["w"])], "treaty")
    yield draft


@_handler("judgment")
def _judgment(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "judgment")
    draft.number, draft.year = _number(match["num"]), match["year"]
    draft.symbol_text = f"{match['num']}/{match['year']}/{match['code']}"
    draft.key, draft.jurisdiction = f"vn:ba-{slug(match['code'])}:{draft.year}:{draft.number}", "vn_state"
    attach_right(context.text, draft, context.rules, context.pack)
    yield draft


# --- short forms and anaphora: read here, resolved in citelinks ------------------------------------------------------


@_handler("short")
def _short(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    codes = tuple(cite_values(context.pack.code, "short")[fold(match["w"])].split("|"))
    draft = _draft(match, rule)
    draft.word_types = type_words(context.pack.code).get(draft.word, ())
    draft.number, draft.year, draft.mention = _number(match["num"]), match["year"] or "", "short"
    draft.attach = True
    attach_right(context.text, draft, context.rules, context.pack)
    draft.short = (codes, issuer_code(draft.issuer_name, context.pack) if draft.issuer_name else "")
    if match["w"][0].islower() and not match["no"] and not draft.year:
        return
    if not match["no"]:
        draft.flags.append("bare_number")
    yield draft


@_handler("anaphor")
def _anaphor(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if match["w"][0].islower():
        return
    draft = _draft(match, rule)
    codes = tuple(cite_values(context.pack.code, "anaphor")[fold(match["w"])].split("|"))
    draft.short, draft.mention, draft.status = (codes, ""), "anaphor", "anaphor_unresolved"
    draft.word_types = type_words(context.pack.code).get(draft.word, ())
    if fold(match["det"]) in ("die", "der", "das", "dem", "des", "den"):
        draft.flags.append("article")
    yield draft


# --- Germany, EU, UN -------------------------------------------------------------------------------------------------


def _series(match: Match, rule: PatternRule, context: Context) -> list[Match]:
    """The match and the list items that follow it (``Drucksachen 17/1, 17/2 und 17/3``)."""
    found, more = [match], rule.options.get("more")
    while more is not None:
        item = more.match(context.text, found[-1].end())
        if item is None:
            break
        found.append(item)
    return found


def _listed(items: list[Match], rule: PatternRule, kind: str) -> Iterator[tuple[Match, Draft]]:
    for index, item in enumerate(items):
        start = item.start() if index == 0 else min(item.start(name) for name, value in item.groupdict().items() if value)
        if index and context_bracket(item, start):
            start -= 1
        draft = Draft(start, item.end(), rule.id, types=(kind,))
        if len(items) > 1:
            draft.mention, draft.group = "list_item", -items[0].start() - 1
        yield item, draft


def context_bracket(item: Match, start: int) -> bool:
    """True where the item begins with a bracket: ``(EG) Nr. 861/2006``."""
    return start > 0 and item.string[start - 1] == "("


@_handler("paper")
def _paper(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    body = fold(match["body"])
    for item, draft in _listed(_series(match, rule, context), rule, "printed_paper"):
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
    return "lt-drs" if context.land else "bt-drs"


def _fill_paper(draft: Draft, body: str, item: Match, context: Context) -> None:
    period, number = item["wp"], _number(item["num"])
    draft.symbol_text, draft.number = f"{period}/{item['num']}", number
    draft.jurisdiction = "de_land" if body == "lt-drs" else "de_bund"
    if body == "br-drs":
        draft.number, draft.year = _number(period), keys.full_year(item["num"])
        draft.key = keys.paper_key(body, draft.year, period)
    elif body == "lt-drs":
        draft.key = keys.paper_key(f"lt-drs:{context.land or '?'}", period, number)
        draft.status = "full" if context.land else "partial"
    else:
        draft.key = keys.paper_key(body, period, number)
    if body != "br-drs":
        draft.term = f"wp{period}"


@_handler("paper_bare")
def _paper_bare(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if int(match["wp"]) <= 21 and match["num"] != "25":
        draft = Draft(match.start("wp"), match.end("num"), rule.id, types=("printed_paper",))
        _fill_paper(draft, "bt-drs", match, context)
        yield draft


@_handler("eu")
def _eu(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    word = fold(match["w"]).rsplit(" ", 1)[-1]
    kind = "dir" if word.endswith(("richtlinie", "richtlinien", "rl", "thị")) else "dec" if word.startswith("quyết") or "beschl" in word or "entsch" in word else "reg"
    types = {"reg": "eu_regulation", "dir": "eu_directive", "dec": "decision"}
    items = list(_listed(_series(match, rule, context), rule, types[kind]))
    for item, draft in items:
        years = _eu_order(item, kind)
        if years is None:
            continue
        draft.year, draft.number = keys.full_year(years[0]), _number(years[1])
        draft.key, draft.jurisdiction = keys.eu_key(kind, *years), "eu"
        body = " ".join(item["body"].upper().split())
        plain = f"{item['a']}/{item['b']}"
        bracketed = item.start("body") < item.start("a")
        number = " Nr." if item.groupdict().get("nr") else ""
        draft.symbol_text = f"({body}){number} {plain}" if bracketed else f"{plain}/{body}"
        if len(items) == 1 and "eu_tail" in context.rules.parts:
            _eu_tail(draft, context)
        yield draft


def _eu_tail(draft: Draft, context: Context) -> None:
    tail = context.rules.parts["eu_tail"].match(context.text, draft.end)
    if tail is not None and tail.end() > draft.end:
        draft.end, draft.date = tail.end(), read_date(tail, context.pack)


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


@_handler("un")
def _un(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    groups = match.groupdict()
    clear = groups.get("year") or groups.get("issuer") or "un-" in fold(match["w"]) or "sicherheitsrat" in fold(match["w"])
    if not clear and (context.origin or len(match["num"]) < 4 or int(match["num"]) > 2999 or 1980 <= int(match["num"]) <= 2035 and not _un_text(match, context)):
        return
    for item, draft in _listed(_series(match, rule, context), rule, "resolution"):
        draft.number, draft.year = _number(item["num"]), item["year"] or ""
        draft.symbol_text = f"{draft.number} ({draft.year})" if draft.year else draft.number
        draft.key, draft.jurisdiction, draft.issuer = f"un:sc:{draft.number}", "un", "UNSC"
        draft.date = read_date(item, context.pack)
        yield draft


def _un_text(match: Match, context: Context) -> bool:
    around = context.text[max(0, match.start() - 250) : match.end() + 250]
    return regex.search(r"Sicherheitsrat|Vereinten\s+Nationen|\bUN-|\bUNO", around) is not None


@_handler("un_ga")
def _un_ga(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "resolution")
    draft.number, draft.symbol_text = f"{match['a']}/{match['b']}", f"A/RES/{match['a']}/{match['b']}"
    draft.key, draft.jurisdiction, draft.issuer = f"un:ga:{match['a']}:{match['b']}", "un", "UNGA"
    yield draft


@_handler("un_symbol")
def _un_symbol(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    assembly = match["body"] == "A"
    if assembly != bool(match["b"]):
        return
    draft = _draft(match, rule, "resolution")
    draft.number = f"{match['a']}/{match['b']}" if assembly else match["a"]
    draft.symbol_text, draft.year = match[0].split(" ")[0], match["year"] or ""
    draft.key = f"un:ga:{match['a']}:{match['b']}" if assembly else f"un:sc:{match['a']}"
    draft.jurisdiction, draft.issuer = "un", "UNGA" if assembly else "UNSC"
    yield draft


@_handler("kmk")
def _kmk(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "resolution")
    draft.date = read_date(match, context.pack)
    if draft.date is not None:
        draft.key, draft.jurisdiction = f"de:kmk:{draft.date.isoformat()}", "de_land"
        draft.issuer, draft.issuer_name, draft.year = "KMK", "Kultusministerkonferenz", str(draft.date.year)
        yield draft


@_handler("gazette")
def _gazette(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "gazette")
    part = match["part"].upper()
    draft.year = match["year"] or _year_before(match, context)
    issue = match.groupdict().get("issue")
    draft.number = issue or match["page"]
    draft.symbol_text = " ".join(part for part in ("BGBl.", match["year"], part, f"Nr. {issue}" if issue else f"S. {match['page']}") if part)
    draft.key = f"de:bgbl-{part.lower()}:{draft.year or '?'}:" + (f"nr-{issue}" if issue else match["page"])
    draft.status, draft.jurisdiction = "full" if draft.year else "year_missing", "de_bund"
    yield draft


_YEAR_BEFORE = regex.compile(r"((?:19|20)\d\d)\s*[(,–-]?\s*$")


def _year_before(match: Match, context: Context) -> str:
    """``vom 3. Juni 2021 (BGBl. I S. 1444)``: the date directly before gives the year."""
    found = _YEAR_BEFORE.search(context.text, max(0, match.start() - 12), match.start())
    return found[1] if found else ""


@_handler("file_number")
def _file_number(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "judgment")
    number = " ".join(match["num"].split())
    left = context.rules.parts["court"].match(context.text, max(0, match.start() - 90), match.start())
    court = "bverfg" if regex.search("Bv[RFLEQMB]|PBvU", number) else _court(left["court"]) if left else ""
    draft.number = draft.symbol_text = number
    draft.key, draft.status = keys.file_key(court, number), "full" if court else "partial"
    if not court:
        draft.key = f"de:az:?:{slug(number)}"
    draft.issuer_name = " ".join(left["court"].split()) if left else ""
    draft.jurisdiction = "de_bund" if court.startswith("b") else "de_land"
    yield draft


_COURTS = {"bundesverfassungsgericht": "bverfg", "bundesgerichtshof": "bgh", "bundesverwaltungsgericht": "bverwg", "bundesarbeitsgericht": "bag", "bundessozialgericht": "bsg", "bundesfinanzhof": "bfh"}


def _court(name: str) -> str:
    return _COURTS.get(fold(name).removesuffix("s"), name)


@_handler("service")
def _service(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    body = match["body"].lower()
    draft = _draft(match, rule, "report" if body == "wd" else "other")
    draft.number = match["num"]
    draft.symbol_text = " ".join(match[0].split())
    draft.key = f"de:wd:{match['a']}-{match['b']}-{slug(match['num'])}" if body == "wd" else f"de:hib:{slug(match['num'])}"
    draft.jurisdiction = "de_bund"
    yield draft


@_handler("ecj")
def _ecj(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "judgment")
    draft.number = draft.symbol_text = regex.sub(r"\s*[–‑]\s*", "-", match["num"])
    draft.key, draft.jurisdiction = f"eu:ecj:{slug(draft.number)}", "eu"
    yield draft


@_handler("amending")
def _amending(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "law")
    draft.symbol_text = "Gesetz " + " ".join(match["name"].split())
    before = context.rules.parts["ordinal"].match(context.text, max(0, match.start() - 30), match.start())
    if before is not None:
        draft.start = before.start("ordinal")
        draft.symbol_text = f"{ordinal(before['ordinal'].rstrip('.'), context.pack.code)}. {draft.symbol_text}"
    draft.date = read_date(match, context.pack)
    draft.key, draft.jurisdiction = keys.act_key(slug(draft.symbol_text)), "de_bund"
    yield draft


@_handler("dated_law")
def _dated_law(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    draft = _draft(match, rule, "law")
    draft.date = read_date(match, context.pack)
    if draft.date is not None:
        draft.key, draft.jurisdiction = keys.act_key(f"gesetz-{draft.date.isoformat()}"), "de_bund"
        draft.year = str(draft.date.year)
        yield draft


@_handler("titled_law")
def _titled_law(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    if regex.search(r"\b(?:und|in|im) (?:hat|wird|ist)\b|\bGesetz(?:es)?\s+(?:über|zur|zum|für)\b|\b(?:wird|wurde|ist|hat|werden)\b", match["name"]):
        return
    draft = _draft(match, rule, "law")
    name = " ".join(regex.sub(r"-\n", "", match["name"]).split())
    draft.symbol_text = match["abbr"] or f"Gesetz {name}"
    known = abbreviations("de").get(match["abbr"] or "")
    draft.key = german_act(known) if known else keys.act_key(slug(draft.symbol_text))
    draft.date, draft.jurisdiction = read_date(match, context.pack), "de_bund"
    yield draft


@_handler("section_abbr")
def _section_abbr(match: Match, rule: PatternRule, context: Context) -> Iterator[Draft]:
    name = " ".join(match["abbr"].split())
    if name in ("GO", "GO BT", "Geschäftsordnung"):
        yield _rules_of_procedure(match, rule)
        return
    if name in abbreviations("de") or name.split()[0] in abbreviations("de") or not good_abbreviation(name):
        return
    draft = Draft(match.start("abbr"), match.end("abbr"), rule.id, types=("regulation" if name.endswith(("VO", "V")) else "law",))
    draft.symbol_text, draft.key, draft.jurisdiction = name, keys.act_key(slug(name)), "de_bund"
    draft.flags.append("needs_section")
    yield draft


def _rules_of_procedure(match: Match, rule: PatternRule) -> Draft:
    """``§ 31 GO``: in German parliaments the rules of procedure need no further name."""
    draft = Draft(match.start("abbr"), match.end("abbr"), rule.id, types=("statute",))
    draft.symbol_text, draft.key, draft.jurisdiction = "GO-BT", keys.act_key("go-bt"), "de_bund"
    draft.flags.append("needs_section")
    return draft
