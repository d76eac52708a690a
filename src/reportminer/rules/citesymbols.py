"""Find Vietnamese document symbols and what stands before them: type word, name of the law, lists of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from reportminer.lang import Pack
from reportminer.lang.pack import fold
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citekeys import Symbol, parse_symbol
from reportminer.rules.citeparts import attach_right, take_issuer
from reportminer.rules.citerules import CiteRules
from reportminer.rules.citetables import cite_words, type_words

_WINDOW = 190
_NAMED = {"law", "code", "ordinance", "constitution"}
_HEAD = 2500
"""How far into a document its own heading number can stand."""

_LIST_END = regex.compile(r"(?:[,;–-]|\b(?:và|und|sowie|bis|đến))\s*(?:(?:số|Nr\.)\s*)?$", regex.IGNORECASE)
_OWN = regex.compile(r"(?r)(?:^|\n)[^\S\n]*(?P<word>\p{L}+(?:[^\S\n]\p{L}+){0,2}[^\S\n])?[^\S\n]*(?:số|Nr\.?)[^\S\n]*:?[^\S\n]*", regex.IGNORECASE)


def find_symbols(text: str, rules: CiteRules, pack: Pack) -> list[Draft]:
    """Every symbol of ``text`` as a citation with its left and right neighbours, in order."""
    drafts: list[Draft] = []
    floor = 0
    for match in rules.parts["symbol"].finditer(text):
        symbol = parse_symbol(_closed_up(match))
        if symbol is None:
            continue
        for draft in _drafts(text, match, symbol, floor, len(drafts) + 1, rules):
            attach_right(text, draft, rules, pack)
            drafts.append(draft)
            floor = draft.end
    _share_tails(drafts)
    return drafts


def _closed_up(match: regex.Match[str]) -> str:
    return "".join(match[0].split())


def _drafts(text: str, match: regex.Match[str], symbol: Symbol, floor: int, group: int, rules: CiteRules) -> Iterator[Draft]:
    start = match.start()
    low = max(floor, start - _WINDOW)
    base = Draft(start, match.end(), f"{rules.code}.cite.symbol", symbol=symbol, attach=True)
    if symbol.form == "letter":
        left = rules.parts["letter"].match(text, low, start)
        if left is not None and left.end() == start:
            yield _with_word(base, left, rules)
        return
    items = _list(text, start, low, symbol, group, rules)
    if items:
        base.group, base.mention = group, "list_item"
        yield from items
    elif not _left(text, base, low, rules) and not symbol.solo:
        return
    _own_heading(text, base)
    yield base


def _left(text: str, draft: Draft, low: int, rules: CiteRules) -> bool:
    """Extend to the type word or at least the introducer; False where there is neither."""
    start = draft.start
    word = rules.parts["word"].match(text, low, start)
    if word is not None and word["w"]:
        _with_word(draft, word, rules)
        return True
    named = rules.parts["name"].match(text, low, start) if _can_be_named(draft.symbol) else None
    if named is not None and _good_name(named):
        draft.name = " ".join((named["name"] or "").split())
        _with_word(draft, named, rules)
        return True
    torn = rules.parts["torn"].match(text, max(low, start - 130), start) if "torn" in rules.parts else None
    if torn is not None:
        _with_word(draft, torn, rules)
        draft.flags.append("split_number")
        return True
    if word is not None and word["intro"]:
        draft.start = draft.anchor = word.start("intro")
        return True
    return False


def _can_be_named(symbol: Symbol | None) -> bool:
    return symbol is not None and (symbol.form == "assembly" or symbol.type_code in ("PL", "LCT", "L"))


def _good_name(match: regex.Match[str]) -> bool:
    name = fold(match["name"] or "")
    return not regex.search(r"(?:^|\s)(?:này|nghị quyết|nghị định|thông tư|quyết định)(?:\s|$)|^được |^đã |^và ", name)


def _with_word(draft: Draft, match: regex.Match[str], rules: CiteRules) -> Draft:
    draft.start = draft.anchor = match.start("w")
    draft.word = fold(match["w"])
    draft.word_types = _word_types(draft.word, rules.code)
    if match.groupdict().get("issuer"):
        draft.issuer_name = " ".join(match["issuer"].split())
    return draft


def _word_types(word: str, code: str) -> tuple[str, ...]:
    """The types of a type word; an adjective before it (``offizielle Depesche``) does not matter."""
    table = type_words(code)
    word = word.replace("luật luật", "luật")
    while word not in table and " " in word:
        word = word.split(" ", 1)[1]
    return table.get(word, ("law",) if "gesetz" in word else ())


def _list(text: str, start: int, low: int, symbol: Symbol, group: int, rules: CiteRules) -> list[Draft]:
    """``số 18, 19-NQ/TW``: the numbers before the symbol share its tail."""
    if not _LIST_END.search(text, max(low, start - 12), start):
        return []
    match = rules.parts["list"].match(text, low, start)
    if match is None or match.end() != start or not (match["w"] or match["intro"]):
        return []
    drafts = []
    word = fold(match["w"] or "")
    plural = word.split(" ")[-1] in {fold(entry) for entry in cite_words(rules.code).get("plural", ())}
    for found in regex.compile(r"(\d{1,4}[a-zđ]?)(\s?-(?!\d))?").finditer(text, match.start("items"), start):
        item = Draft(found.start(), found.end(), f"{rules.code}.cite.symbol", symbol=replace(symbol, number=found[1]), group=group, mention="list_item")
        item.word_types = _word_types(word, rules.code) if word else ()
        drafts.append(item)
    if drafts and (match["w"] or match["intro"]):
        shared = plural and match["intro"]
        drafts[0].start = match.start("intro") if shared or not match["w"] else match.start("w")
        drafts[0].anchor = drafts[0].start
    return drafts


def _own_heading(text: str, draft: Draft) -> None:
    """``Số: 113/NQ-CP`` on a line of its own at the head is the document's own number."""
    if draft.start > _HEAD or draft.mention == "list_item":
        return
    number = text.rfind(draft.symbol.number, draft.start, draft.end) if draft.symbol and draft.word else draft.start
    match = _OWN.match(text, max(0, number - 60), number) or (_OWN.match(text, max(0, draft.end - 60), draft.end) if False else None)
    head = text[max(0, draft.start - 2) : draft.start]
    line_start = draft.start == 0 or head.endswith("\n") or head.strip(" \t") == "\n"
    rest = text[draft.end : text.find("\n", draft.end) if "\n" in text[draft.end : draft.end + 80] else len(text)]
    intro = text[draft.start : draft.start + 12].lower()
    if line_start and not rest.strip() and (":" in intro or intro.startswith(("số", "nr"))) and (match is not None or intro.startswith(("số", "nr", "luật", "bộ luật"))):
        draft.mention = "own_heading"


def _share_tails(drafts: list[Draft]) -> None:
    """Items of a list take date, issuer and term of its last member."""
    for item in drafts:
        if item.group:
            last = [other for other in drafts if other.group == item.group][-1] if item.mention == "list_item" else item
            item.date, item.term = item.date or last.date, item.term or last.term
            item.issuer_name, item.unit = item.issuer_name or last.issuer_name, item.unit or last.unit


__all__ = ["find_symbols", "take_issuer"]
