"""Find Vietnamese document symbols and what stands before them: type word, name of the law, lists of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import regex

from reportminer.lang import Pack
from reportminer.lang.pack import fold
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citekeys import Symbol, parse_symbol, with_type
from reportminer.rules.citeparts import attach_right
from reportminer.rules.citerules import CiteRules
from reportminer.rules.citetables import cite_words, doc_types, type_words

_WINDOW = 190
_NAMED = {"law", "code", "ordinance", "constitution"}
_NO_NAME = regex.compile(r"(?:^|\s)(?:này|nghị quyết|nghị định|thông tư|quyết định)(?:\s|$)|^được |^đã |^và ")
_NUMBER = regex.compile(r"(\d{1,4}[a-zđ]?)(\s?-(?!\d))?")
_HEAD = 2500
"""How far into a document its own heading number can stand."""

_LIST_END = regex.compile(r"(?:[,;–-]|\b(?:và|und|sowie|bis|đến))\s*(?:(?:số|Nr\.)\s*)?$", regex.IGNORECASE)


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
    _one_heading(drafts)
    _join_neighbours(text, drafts, rules)
    _share_tails(drafts)
    return drafts


def _closed_up(match: regex.Match[str]) -> str:
    return "".join(match[0].split())


def _drafts(
    text: str, match: regex.Match[str], symbol: Symbol, floor: int, group: int, rules: CiteRules
) -> Iterator[Draft]:
    start = match.start()
    low = max(floor, start - _WINDOW)
    base = Draft(start, match.end(), f"{rules.code}.cite.symbol", symbol=symbol, attach=True)
    if symbol.form == "letter":
        yield from _letter(text, base, low, rules)
        return
    if symbol.form == "bare":
        if _left(text, base, low, rules) and base.word_types and _complete(base):
            yield base
        return
    items = _list(text, start, low, symbol, group, rules)
    if items:
        base.group, base.mention = group, "list_item"
        yield from items
    elif not _left(text, base, low, rules) and not symbol.solo:
        return
    _own_heading(text, base)
    yield base


_ABOUT = regex.compile(r"\s{1,20}V/v(?!\w)", regex.IGNORECASE)


def _letter(text: str, base: Draft, low: int, rules: CiteRules) -> Iterator[Draft]:
    """An official letter has no type code: it needs its word before it, or ``Số:`` before and ``V/v`` after it."""
    left = rules.parts["letter"].match(text, low, base.start)
    if left is not None and left.end() == base.start:
        yield _with_word(base, left, rules)
        return
    intro = rules.parts["word"].match(text, low, base.start)
    if intro is not None and intro["intro"] and _ABOUT.match(text, base.end):
        base.start = base.anchor = intro.start("intro")
        _own_heading(text, base)
        yield base


def _complete(draft: Draft) -> bool:
    """The type word gives a symbol without type code its type."""
    completed = with_type(draft.symbol, draft.word_types[0]) if draft.symbol else None
    draft.symbol = completed
    return completed is not None


def _left(text: str, draft: Draft, low: int, rules: CiteRules) -> bool:
    """Extend to the type word or at least the introducer; False where there is neither."""
    start = draft.start
    word = rules.parts["word"].match(text, low, start)
    if word is not None and word["w"] and not _tail_of_name(text, word):
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


def _tail_of_name(text: str, match: regex.Match[str]) -> bool:
    """``... văn bản quy phạm pháp luật số 64/2025/QH15``: this ``luật`` is the end of a name."""
    return text[max(0, match.start("w") - 6) : match.start("w")].rstrip().endswith(("pháp", "Luật", "LUẬT"))


def _can_be_named(symbol: Symbol | None) -> bool:
    return symbol is not None and (symbol.form == "assembly" or symbol.type_code in ("PL", "LCT", "L"))


def _good_name(match: regex.Match[str]) -> bool:
    return _NO_NAME.search(fold(match["name"] or "")) is None


def _with_word(draft: Draft, match: regex.Match[str], rules: CiteRules) -> Draft:
    draft.start = draft.anchor = match.start("w")
    draft.word = fold(match["w"])
    draft.intro = match.start("intro") if match.groupdict().get("intro") else -1
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
    for found in _NUMBER.finditer(text, match.start("items"), start):
        item = Draft(
            found.start(),
            found.end(),
            f"{rules.code}.cite.symbol",
            symbol=replace(symbol, number=found[1]),
            group=group,
            mention="list_item",
        )
        item.word_types = _word_types(word, rules.code) if word else ()
        drafts.append(item)
    if drafts and (match["w"] or match["intro"]):
        shared = _plural(word, rules) and match["intro"]
        drafts[0].start = match.start("intro") if shared or not match["w"] else match.start("w")
        drafts[0].anchor = drafts[0].start
    return drafts


_OWN = regex.compile(r"(?:(?:\p{L}+[^\S\n]+){1,3}số[^\S\n]*:|(?:số|nr\.?)[^\S\n]*:?)[^\S\n]*\d", regex.IGNORECASE)


def _own_heading(text: str, draft: Draft) -> None:
    """``Số: 113/NQ-CP`` on a line of its own at the head is the document's own number."""
    if draft.start > _HEAD or draft.mention != "full":
        return
    line = text.rfind("\n", 0, draft.start) + 1
    stop = text.find("\n", draft.end, draft.end + _WINDOW)
    rest = text[draft.end : stop if stop >= 0 else draft.end + _WINDOW]
    if not text[line : draft.start].strip() and not rest.strip() and _OWN.match(text, draft.start):
        draft.mention = "own_heading"


def _one_heading(drafts: list[Draft]) -> None:
    """A document has one number: later lines that look like it are citations."""
    for draft in [draft for draft in drafts if draft.mention == "own_heading"][1:]:
        draft.mention = "full"


_JOINT = regex.compile(r"\s*(?:[,;]|và|und|sowie|[,;]\s*(?:và|und))\s*")


def _join_neighbours(text: str, drafts: list[Draft], rules: CiteRules) -> None:
    """``Depeschen Nr. 226/CD-TTg vom ..., Nr. 225/CD-TTg``: symbols under one type word are one list."""
    for number, (left, right) in enumerate(pairwise(drafts), start=1):
        if (
            right.word
            or right.group
            or not (left.word or left.group)
            or not _JOINT.fullmatch(text, left.end, right.start)
        ):
            continue
        if not _same_kind(left, right):
            continue
        if not left.group:
            left.group = number
            left.mention = "list_item"
            _share_word(left, rules)
        right.group, right.mention = left.group, "list_item"
        right.word_types = left.word_types if set(left.word_types) & set(_types(right)) else ()


def _same_kind(left: Draft, right: Draft) -> bool:
    codes = {draft.symbol.type_code for draft in (left, right) if draft.symbol}
    return len(codes) == 1


def _types(draft: Draft) -> tuple[str, ...]:
    kind = doc_types().get(draft.symbol.type_code) if draft.symbol else None
    return kind.types if kind else ("law", "resolution")


def _share_word(draft: Draft, rules: CiteRules) -> None:
    """A German plural before ``Nr.`` belongs to the whole list, not to its first member."""
    if _plural(draft.word, rules) and draft.intro >= 0:
        draft.start = draft.anchor = draft.intro


def _plural(word: str, rules: CiteRules) -> bool:
    return word.split(" ")[-1] in {fold(entry) for entry in cite_words(rules.code).get("plural", ())}


def _share_tails(drafts: list[Draft]) -> None:
    """Items of a list take date, issuer and term of its last member, unless they have a date of their own."""
    last: dict[int, Draft] = {draft.group: draft for draft in drafts if draft.group}
    for item in drafts:
        if item.group and item.date is None:
            tail = last[item.group]
            item.date, item.term = tail.date, item.term or tail.term
            item.issuer_name, item.unit = item.issuer_name or tail.issuer_name, item.unit or tail.unit
