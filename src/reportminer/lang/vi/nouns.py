"""The counted noun phrase of a Vietnamese figure: the syllables after it up to a verb, a preposition or a sign; or the
head of the clause before it (``tỷ lệ hộ nghèo còn 3,17%``).

No tagger: the words that end a noun phrase are a list (``words.tsv``, class ``np_stop``), the counted nouns of the
indicator lexicon give the least length of a phrase.
"""

from __future__ import annotations

import regex

from reportminer.lang.pack import Pack, load
from reportminer.link.indicators import lexicon
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_SYLLABLE = regex.compile(r"\p{L}[\p{L}\p{M}\d]*|[^\s\w]|\d[\d.,]*")
_MAX_SYLLABLES = 8


def counted(text: str, quantity: Quantity, sentence: Span, limit: int) -> Span | None:
    """The span of the noun phrase that ``quantity`` counts or measures; ``limit`` is where the next figure begins."""
    pack = load("vi")
    end = min(sentence.end, max(limit, quantity.end))
    if quantity.inner is not None:
        return Span(*quantity.inner)
    if quantity.kind == "duration":
        return None
    right = _right(text, quantity, end, pack)
    if right is not None and quantity.kind == "percent" and _begins_with_plan(text, right, pack):
        right = None
    if quantity.kind in ("count", "ratio", "fraction", "age") and right is not None:
        return _counted_left(text, quantity, sentence, right, pack) or right
    left = _left(text, quantity, sentence, pack)
    if quantity.kind in _BASED and right is not None:
        share = _SHARE.search(text, max(sentence.start, quantity.start - 24), quantity.start)
        if share or not _is_rate_head(text, left, pack):
            return right
    return left or (right if quantity.kind in ("money", "rate", "percent", "measure") else None)


def _is_rate_head(text: str, span: Span | None, pack: Pack) -> bool:
    """``tỷ lệ hộ nghèo``, ``tốc độ tăng trưởng``: the rate's name comes before anything on the right."""
    if span is None:
        return False
    words = text[span.start : span.end].lower().split()
    return any(pack.value("rate_head", " ".join(words[:length])) for length in (1, 2, 3))


_NUMBER_OF = regex.compile(r"\bsố\s+(?P<noun>(?:\p{L}+\s+){1,5}?)(?:là|đạt|gồm|có|khoảng|còn)\s+(?:\p{L}+\s+){0,1}$", regex.I)


def _counted_left(text: str, quantity: Quantity, sentence: Span, right: Span, pack: Pack) -> Span | None:
    """``số lao động là 22.396 người``: behind a mere classifier the noun before the number says what is counted."""
    if pack.value("classifier", text[right.start : right.end]) is None:
        return None
    match = _NUMBER_OF.search(text, max(sentence.start, quantity.start - 60), quantity.start)
    if match is None:
        return None
    return Span(match.start("noun"), match.start("noun") + len(match["noun"].rstrip()))


_BASED = ("percent", "measure", "fraction")
_SHARE = regex.compile(r"\b(?:chiếm|bằng|tương đương)\s(?:\p{L}+\s){0,2}$", regex.I)


def _begins_with_plan(text: str, span: Span, pack: Pack) -> bool:
    """``đạt 62,5% kế hoạch`` measures the noun before, against the plan."""
    words = text[span.start : span.end].lower().split()
    return any(pack.value("plan_cue", " ".join(words[:length])) for length in (1, 2))


# --- to the right ------------------------------------------------------------------------------------------------


def _right(text: str, quantity: Quantity, end: int, pack: Pack) -> Span | None:
    tokens = [Span(*match.span()) for match in _SYLLABLE.finditer(text, quantity.end, min(end, quantity.end + 120))]
    before = quantity.end
    if quantity.kind in ("fraction", "percent", "ratio") and tokens and _is(text, tokens[0], "số", "tổng"):
        both = len(tokens) > 1 and _is(text, tokens[1], "số")
        skipped = 2 if both else int(_is(text, tokens[0], "số"))
        before = tokens[skipped - 1].end if skipped else before
        tokens = tokens[skipped:]
    if not tokens or not text[tokens[0].start].isalpha() or text[before : tokens[0].start].strip():
        return None
    least = lexicon("vi").longest(text, tokens[0].start, end)
    last = _phrase_end(text, tokens, least, pack)
    return Span(tokens[0].start, last) if last is not None else None


def _phrase_end(text: str, tokens: list[Span], least: int | None, pack: Pack) -> int | None:
    """Where the phrase ends: at the first stop word, sign, number or capitalised name behind the least length."""
    last: int | None = None
    for index, token in enumerate(tokens[:_MAX_SYLLABLES]):
        word = text[token.start : token.end]
        inside = least is not None and token.end <= least
        if not inside and (not word[0].isalpha() or _stops(text, tokens, index, pack)):
            break
        if not inside and index and word[0].isupper() and not word.isupper():
            break
        last = token.end
    return max(last, least) if last is not None and least is not None else last


def _stops(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    return any(
        pack.value("np_stop", text[tokens[index].start : tokens[index + length - 1].end]) is not None
        for length in (1, 2)
        if index + length <= len(tokens)
    )


def _is(text: str, token: Span, *words: str) -> bool:
    return text[token.start : token.end].lower() in words


# --- to the left -------------------------------------------------------------------------------------------------

_BORDER = regex.compile(
    r"[;:!?|•]|\.(?=\s)|,(?=\s)|\s[–-]\s|[“”]|\((?!\p{Lu}{2,8}\))|(?<!\(\p{Lu}{2,8})\)|\n\s*\n|(?<=\s)(?:và|nhưng|còn(?=\s+\p{Ll}+\s+\p{Ll}+\s+\p{Ll}))(?=\s)"
)


def _left(text: str, quantity: Quantity, sentence: Span, pack: Pack) -> Span | None:
    """The head of the clause: from its beginning to the verb before the number."""
    start = max(sentence.start, quantity.start - 220)
    borders = _clause_borders(text, start, quantity.start)
    nearer = quantity.start
    for border in reversed([None, *borders]):
        clause = border.end() if border is not None else start
        if nearer < quantity.start and _has_number(text[clause:nearer]):
            return None  # that clause speaks of its own number, whose noun is inherited
        if border is not None and border[0] == "(" and not text[clause : quantity.start].strip():
            return None  # `465 chi bộ (96,47%)`: the number before the bracket says what it counts
        found = _head(text, clause, quantity.start, pack)
        if found is not None:
            return found
        if (border is not None and border[0][0] in ";.!?|") or quantity.start - clause > 160:
            break
        nearer = clause
    return None


def _clause_borders(text: str, start: int, end: int) -> list[regex.Match[str]]:
    """The borders before a number; ``và`` is one only where a number stands before it (else it joins two nouns)."""
    borders: list[regex.Match[str]] = []
    last = start
    for match in _BORDER.finditer(text, start, end):
        if match[0].lower() in ("và", "nhưng") and not _has_number(text[last : match.start()]):
            continue
        borders.append(match)
        last = match.end()
    return borders


_DATE_NUMBER = regex.compile(
    r"(?:năm|tháng|quý|ngày|khóa|nhiệm kỳ|giai đoạn)\s+[\d/.-]+|\d+\s+(?:tháng|năm)\b|(?:19|20)\d\d|\d+[/.-]\d+[/.-]?\d*",
    regex.I,
)


def _has_number(text: str) -> bool:
    """True where a number stands that is no date."""
    return any(char.isdigit() for char in _DATE_NUMBER.sub("", text))


def _head(text: str, start: int, end: int, pack: Pack) -> Span | None:
    tokens = [Span(*match.span()) for match in _SYLLABLE.finditer(text, start, end)]
    tokens = _strip_lead(text, _from_rate_head(text, tokens, pack), pack)
    if not tokens:
        return None
    last: int | None = None
    for index, token in enumerate(tokens):
        if index and _ends_head(text, tokens, index, pack):
            break
        if not text[token.start].isalpha():
            break
        last = token.end
    first = tokens[0]
    if last is None or not text[first.start].isalpha() or _is_verb(text, tokens, 0, pack):
        return _object(text, tokens, pack)
    return None if pack.value("head_reject", text[first.start : last]) else Span(first.start, last)


def _from_rate_head(text: str, tokens: list[Span], pack: Pack) -> list[Span]:
    """Begin with the first name of a rate or total in the clause (``... cho thấy quý II/2025 tỷ lệ thất nghiệp``)."""
    for index in range(len(tokens)):
        for length in (2, 1):
            if index + length <= len(tokens) and pack.value(
                "head_start", text[tokens[index].start : tokens[index + length - 1].end]
            ):
                return tokens[index:]
    return tokens


def _object(text: str, tokens: list[Span], pack: Pack) -> Span | None:
    """``thu ngân sách đạt``: a clause that begins with its verb (``huy động``) has its object before the number."""
    index = 1
    while index < len(tokens) and _is_verb(text, tokens, index, pack):
        index += 1
    rest = tokens[index:]
    if len(rest) < 2 or not text[rest[0].start].isalpha():
        return None
    if lexicon("vi").longest(text, rest[0].start, rest[-1].end) is None and not pack.value(
        "rate_head", text[rest[0].start : rest[0].end]
    ):
        return None
    last = _phrase_end(text, rest, None, pack)
    return Span(rest[0].start, last) if last is not None else None


def _strip_lead(text: str, tokens: list[Span], pack: Pack) -> list[Span]:
    while tokens:
        for length in (3, 2, 1):
            phrase = text[tokens[0].start : tokens[min(length, len(tokens)) - 1].end]
            if len(tokens) >= length and pack.value("clause_lead", phrase) is not None:
                tokens = tokens[length:]
                break
        else:
            return tokens
        if tokens and text[tokens[0].start] in ",":
            tokens = tokens[1:]
    return tokens


def _is_verb(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    if _rate_at(text, tokens, index, pack):
        return False
    ends = [tokens[index + length - 1].end for length in (2, 1) if index + length <= len(tokens)]
    return any(pack.value("left_verb", text[tokens[index].start : end]) is not None for end in ends)


def _rate_at(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    """``thu ngân sách``, ``chi thường xuyên``: verbs that begin the name of a quantity."""
    end = lexicon("vi").longest(text, tokens[index].start, tokens[-1].end)
    return end is not None and end > tokens[index].end


def _ends_head(text: str, tokens: list[Span], index: int, pack: Pack) -> bool:
    for length in (2, 1):
        if index + length <= len(tokens):
            phrase = text[tokens[index].start : tokens[index + length - 1].end]
            if pack.value("left_cut", phrase) is not None or pack.value("left_verb", phrase) is not None:
                return not (
                    _is(text, tokens[index], "thu", "chi", "xuất", "nhập", "tăng", "sản", "cấp", "trồng", "đầu")
                    and _compound(text, tokens, index)
                )
    return False


def _compound(text: str, tokens: list[Span], index: int) -> bool:
    """``tốc độ tăng trưởng``, ``kim ngạch xuất khẩu``: the verb belongs to the name of the rate."""
    pair = text[tokens[index].start : tokens[min(index + 1, len(tokens) - 1)].end].lower()
    return " ".join(pair.split()) in {
        "tăng trưởng",
        "xuất khẩu",
        "nhập khẩu",
        "thu ngân",
        "chi ngân",
        "thu nội",
        "sản xuất",
        "sản lượng",
        "đầu tư",
        "cấp nước",
        "trồng mới",
        "thu nhập",
        "chi thường",
        "chi đầu",
        "sản phẩm",
        "thu hút",
        "tăng thu",
    }
