"""Link citations inside one document: short forms, anaphora, dates of the same day, home units; then the final keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import regex

from reportminer.rules import citekeys as keys
from reportminer.rules.citecontext import Context
from reportminer.rules.citedrafts import Draft
from reportminer.rules.citeparts import issuer_title
from reportminer.rules.citetables import unit_slug

_SENTENCE_END = regex.compile(r"[.!?;](?=\s)")
_REACH = 2500
_SENTENCES = 5
_UNIT_WINDOW = 120
_GUESSES = {"bare_number", "one_digit"}
_ONE_ISSUER = {"NĐ": "CP"}
_NEEDS_SUPPORT = {"QĐ", "KH", "ĐA", "CTr", "TB", "HD", "CV", "BC", "L", "PL", "TTLT"}


def finish(drafts: list[Draft], context: Context) -> list[Draft]:
    """Resolve every draft in text order; short forms and anaphora that mean nothing are dropped."""
    _same_days(drafts)
    for draft in drafts:
        if draft.symbol is not None:
            _symbol_key(draft, context)
    kept: list[Draft] = []
    by_number: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    by_type: dict[str, list[Draft]] = defaultdict(list)
    own = next((draft for draft in drafts if draft.mention == "own_heading"), None)
    for draft in drafts:
        if draft.antecedent is not None:
            _copy(draft, draft.antecedent)
        elif draft.mention == "anaphor":
            if not _anaphor(draft, by_type, own, context.text):
                continue
        elif draft.short is not None and not _short(draft, by_number, context):
            continue
        kept.append(draft)
        _remember(draft, by_number, by_type)
    return kept


def _remember(draft: Draft, by_number: dict[tuple[str, str], list[Draft]], by_type: dict[str, list[Draft]]) -> None:
    if draft.mention in ("anaphor", "short"):
        return
    if draft.symbol is not None:
        by_number[draft.symbol.type_code, draft.number].append(draft)
        by_type[draft.symbol.type_code or _code_of(draft)].append(draft)
    elif draft.types and draft.types[0] in ("law", "code", "ordinance"):
        by_type[_code_of(draft)].append(draft)


def _code_of(draft: Draft) -> str:
    return {"law": "L", "code": "BL", "ordinance": "PL", "resolution": "NQ"}.get(draft.type, "")


def _same_days(drafts: Iterable[Draft]) -> None:
    """``cùng ngày`` repeats the date of the citation before."""
    last = None
    for draft in drafts:
        if draft.same_day and draft.date is None:
            draft.date = last
        last = draft.date or last


def _symbol_key(draft: Draft, context: Context) -> None:
    symbol = draft.symbol
    if symbol is None:
        return
    if keys.is_local(symbol) and not draft.unit:
        _find_unit(draft, context)
    local_term = draft.term if draft.term and (symbol.form == "party") else ""
    hint = date(int(draft.year_hint), 7, 1) if draft.year_hint and symbol.form != "party" else None
    parsed = keys.key_of(
        symbol, day=draft.date or hint, term=local_term, unit=draft.unit if keys.is_local(symbol) else ""
    )
    draft.key, draft.types = parsed.key, parsed.types
    draft.number, draft.year, draft.issuer = parsed.number, parsed.year, parsed.issuer
    draft.symbol_text, draft.jurisdiction = parsed.symbol, parsed.jurisdiction
    draft.term = draft.term or parsed.term
    if draft.status != "repaired":
        draft.status = (
            "issuer_inferred"
            if draft.unit_inferred
            else "partial"
            if keys.is_local(symbol) and not draft.unit
            else parsed.status
        )
    draft.issuer_name = draft.issuer_name or issuer_title(draft.issuer, context.pack.code)
    if draft.conflict:
        draft.flags.append("type_conflict")


def _find_unit(draft: Draft, context: Context) -> None:
    """The province named shortly before a local symbol, else the document's home place (inferred)."""
    low = max(0, draft.start - _UNIT_WINDOW)
    near = list(context.rules.parts["province"].finditer(context.text, low, draft.start))
    if near:
        draft.unit = unit_slug(near[-1]["unit"])
    elif context.home:
        draft.unit, draft.unit_inferred = context.home, True


def _short(draft: Draft, by_number: dict[tuple[str, str], list[Draft]], context: Context) -> bool:
    """Resolve a citation by number; False where it is no citation."""
    codes, issuer = draft.short or ((), "")
    issuer = _ONE_ISSUER.get(codes[0], issuer)
    number = draft.number
    for code in codes:
        for full in reversed(by_number.get((code, number), ())):
            if _compatible(full, draft, issuer):
                draft.antecedent = full
                _copy(draft, full)
                return True
    if _GUESSES & set(draft.flags):
        if not _plausible(draft, codes[0], issuer):
            return False
        draft.flags = [flag for flag in draft.flags if flag not in _GUESSES]
    elif codes[0] in ("L", "PL") and not draft.year:
        return False
    return _open_key(draft, codes[0], issuer, context)


def _compatible(full: Draft, draft: Draft, issuer: str) -> bool:
    if draft.year and full.symbol is not None and full.symbol.year != draft.year:
        return False
    return not issuer or full.issuer == issuer or issuer == full.issuer.rstrip("0123456789")


def _plausible(draft: Draft, code: str, issuer: str) -> bool:
    """A bare ``Nghị quyết 57`` is a citation; ``Quyết định 3`` needs a year or an issuer."""
    if draft.year or issuer:
        return True
    return code not in _NEEDS_SUPPORT and ("one_digit" not in draft.flags or draft.date is not None)


def _open_key(draft: Draft, code: str, issuer: str, context: Context) -> bool:
    if context.pack.code != "vi" and not context.origin and not draft.year:
        return False
    if code in ("L", "PL") and draft.year:
        return False
    draft.issuer = issuer
    local = issuer in ("TU", "HĐND", "UBND", "HU")
    if local and not draft.unit and context.home:
        draft.unit, draft.unit_inferred = context.home, True
    period = draft.year
    if not period and issuer == "TW":
        period = draft.term or keys.party_term(draft.date)
    elif not period and issuer == "TU":
        period = draft.term
    elif not period and (draft.date or draft.year_hint) and issuer:
        period = f"d{draft.date.year if draft.date else draft.year_hint}"
    draft.key = keys.short_key(code, issuer, draft.unit if local else "", period, draft.number)
    draft.status = "issuer_inferred" if draft.unit_inferred else "tail_inferred" if period and issuer else "partial"
    draft.symbol_text = ""
    draft.jurisdiction = "vn_party" if issuer in ("TW", "TU", "HU") else "vn_local" if local else "vn_state"
    return True


def _copy(draft: Draft, full: Draft) -> None:
    """A short form or an anaphor carries what is known of its antecedent."""
    draft.antecedent = full.antecedent or full
    draft.key, draft.status, draft.types = full.key, full.status, full.types
    draft.word_types = draft.word_types if set(draft.word_types) & set(full.types) else full.word_types
    if not draft.name:
        draft.number, draft.year, draft.symbol_text = full.number, full.year, full.symbol_text
        draft.date = draft.date or full.date
    draft.issuer, draft.issuer_name = full.issuer, draft.issuer_name or full.issuer_name
    draft.term = draft.term or full.term
    draft.jurisdiction = full.jurisdiction
    draft.flags = [flag for flag in draft.flags if flag not in _GUESSES | {"article"}]


def _anaphor(draft: Draft, by_type: dict[str, list[Draft]], own: Draft | None, text: str) -> bool:
    codes = draft.short[0] if draft.short else ()
    if own is not None and own.start < draft.start and _own_type(own, codes):
        _copy(draft, own)
        return True
    recent = [by_type[code][-1] for code in codes if by_type.get(code)]
    full = max(recent, key=lambda row: row.start, default=None)
    if full is None or draft.start - full.end > _REACH or _sentences(text, full.end, draft.start) > _SENTENCES:
        return False
    if "article" in draft.flags and not full.jurisdiction.startswith("vn"):
        return False
    _copy(draft, full)
    return True


def _own_type(own: Draft, codes: Iterable[str]) -> bool:
    code = (own.symbol.type_code if own.symbol else "") or _code_of(own)
    return code in codes or (code == "L" and "BL" in codes)  # a code carries the number of a law


def _sentences(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _SENTENCE_END.finditer(text, start, end))
