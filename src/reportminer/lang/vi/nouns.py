"""The counted noun phrase of a Vietnamese figure: the syllables after it up to a verb, a preposition or a sign; or the
head of the clause before it (``tỷ lệ hộ nghèo còn 3,17%``).

No tagger: the words that end a noun phrase are a list (``words.tsv``, class ``np_stop``), the counted nouns of the
indicator lexicon give the least length of a phrase.
"""

from __future__ import annotations

from functools import cache

import regex

from reportminer.lang.pack import Pack, load
from reportminer.lang.vi.left import before
from reportminer.link.indicators import lexicon
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_SYLLABLE = regex.compile(r"\p{L}[\p{L}\p{M}\d]*|[^\s\w]|\d[\d.,]*")
_MAX_SYLLABLES = 8


def counted(text: str, quantity: Quantity, sentence: Span, limit: int) -> Span | None:
    """The span of the noun phrase that ``quantity`` counts or measures; ``limit`` is where the next figure begins."""
    pack = load("vi")
    end = min(sentence.end, max(limit, quantity.end))
    left, joined = before(text, quantity, sentence.start)
    left = _without_number_word(text, left, total=quantity.kind in ("count", "ratio"))
    if quantity.inner is not None:
        return left if _is_rate_head(text, left, pack) else Span(*quantity.inner)
    if quantity.kind == "duration":
        return left if left is not None and _LASTS.match(text, left.start, left.end) else None
    if quantity.kind == "age":
        return left if _is_rate_head(text, left, pack) else None
    right = _right(text, quantity, end, pack)
    if right is not None and quantity.kind == "percent" and _begins_with_plan(text, right, pack):
        return right
    if quantity.kind in ("count", "ratio", "fraction"):
        if right is None:
            return left if joined or _is_rate_head(text, left, pack) else None
        if text[right.start : right.end].lower() == "con":
            herd = _HERD.search(text, max(sentence.start, quantity.start - 30), quantity.start)
            if herd is not None:
                return Span(*herd.span())
        return _counted_left(text, left, quantity, right, pack) or right
    if quantity.kind in _BASED and right is not None:
        if quantity.kind == "measure" and left is not None and _OF_MONEY.match(text, left.start, left.end):
            return right  # `tiền thuê 16,7 ha đất`
        share = _SHARE.search(text, max(sentence.start, quantity.start - 24), quantity.start)
        level = left is not None and _LEVEL.match(text, left.start, left.end) is not None
        base = quantity.kind in ("percent", "fraction") and _is_rate_head(text, right, pack)
        if share or level or base or not _is_rate_head(text, left, pack):
            return right
    return left or (right if quantity.kind in ("money", "rate", "percent", "measure") else None)


_OF_MONEY = regex.compile(
    r"(?:tiền|thuế|phí|giá|vốn|kinh\s+phí|chi\s+phí|học\s+phí|lệ\s+phí|nợ|cước)\b(?!\s+trị)", regex.I
)
_REACHED = regex.compile(
    r"\b(?:đạt|bằng|vượt|thành|hiện|ngân|chiếm|tương đương|tăng|giảm|ước)(?:\s\p{L}+){0,2}\s*\(?$", regex.I
)
_LEVEL = regex.compile(r"mức\b", regex.I)


def _without_number_word(text: str, span: Span | None, *, total: bool) -> Span | None:
    """``số vụ tai nạn`` counts ``vụ tai nạn``, ``tổng số mẫu`` (a ``total``) ``mẫu``; ``số tiền``, ``số dư`` are names."""
    if span is None:
        return None
    start = span.start
    if total and (whole := _TOTAL.match(text, start, span.end)) is not None:
        start = whole.end()
    bare = _BARE_NUMBER_WORD.match(text, start, span.end)
    return Span(bare.end(), span.end) if bare is not None and bare.end() < span.end else span


_TOTAL = regex.compile(r"tổng\s+(?=số\b)", regex.I)
_BARE_NUMBER_WORD = regex.compile(r"số\s+(?:lượng\s+)?(?!tiền|dư|chuyển|thu|chi|nợ|liệu|còn|ngày|tháng|thực)", regex.I)
_LASTS = regex.compile(r"(?:thời\s+(?:gian|hạn|lượng)\s+\p{L}|tuổi\s+thọ|số\s+(?:ngày|tháng|năm|giờ))", regex.I)


def _is_rate_head(text: str, span: Span | None, pack: Pack) -> bool:
    """``tỷ lệ hộ nghèo``, ``tốc độ tăng trưởng``: the rate's name comes before anything on the right."""
    if span is None:
        return False
    words = text[span.start : span.end].lower().split()
    return any(pack.value("rate_head", " ".join(words[:length])) for length in (1, 2, 3))


def _counted_left(text: str, left: Span | None, quantity: Quantity, right: Span, pack: Pack) -> Span | None:
    """``số lao động là 22.396 người``, ``bác sĩ là 284 người``: a mere classifier behind the number."""
    if left is None or pack.value("classifier", text[right.start : right.end]) is None:
        return None
    if text[right.start : right.end].lower() == "điểm":
        return left if _MOVES.fullmatch(text, left.end, quantity.start) else None
    if _IS.fullmatch(text, left.end, quantity.start):
        return left
    # `trong đó khách nội địa 1.471.300 lượt, công an 80 người`: the noun stands right before its number
    beside = not text[left.end : quantity.start].strip() and text[left.start].islower()
    phrase = text[left.start : left.end]
    happened = pack.value("happening", phrase) is not None  # `bị thương 71 người`
    return left if beside and not happened and lexicon("vi").lookup(phrase) else None


_HERD = regex.compile(
    r"(?:\btổng\s+)?\bđàn(?:\s+(?!(?:có|đạt|là|còn|hiện|ước|khoảng|gồm)\b)\p{L}+){1,3}(?=(?:\s+(?:có|đạt|là|còn|hiện|ước|khoảng|gồm)\b){0,2}\s+$)",
    regex.I,
)
"""``Đàn lợn 68.500 con``: the animals are named before the number."""
_IS = regex.compile(r"\s(?:là|đạt|còn|có|:)(?:\s(?:khoảng|hơn|gần|trên))?\s", regex.I)
_MOVES = regex.compile(r"\s(?:tăng|giảm|mất|lên|xuống|đạt|đóng cửa ở)(?:\s\p{L}+){0,3}\s", regex.I)
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
    again = _AGAIN.match(text, quantity.end, end)
    if again is not None:
        before = again.end()
        tokens = [token for token in tokens if token.start >= before]
    if len(tokens) > 1 and text[tokens[0].start] in _OPENING and not text[before : tokens[0].start].strip():
        before, tokens = tokens[0].end, tokens[1:]
    if quantity.kind in ("fraction", "percent", "ratio") and tokens and _is(text, tokens[0], "số", "tổng"):
        both = len(tokens) > 1 and _is(text, tokens[1], "số")
        skipped = 2 if both else int(_is(text, tokens[0], "số"))
        if len(tokens) > skipped and _is(text, tokens[skipped], "thu", "chi", "phiếu", "tiền", "vốn", "dư", "nợ"):
            skipped = 0  # `28% số thu`: the name of an amount
        before = tokens[skipped - 1].end if skipped else before
        tokens = tokens[skipped:]
    if not tokens or not text[tokens[0].start].isalpha() or text[before : tokens[0].start].strip():
        return None
    least = lexicon("vi").longest(text, tokens[0].start, end)
    if least is None and quantity.kind in _AMOUNTS and _acts(text, tokens, pack):
        return None  # `220.000 tấn chở theo`, `10% sử dụng`: a verb
    last = _phrase_end(text, tokens, least, pack)
    if last is None:
        return None
    beside = _beside().match(text, last, end)
    return Span(tokens[0].start, beside.end() if beside is not None else last)


@cache
def _beside() -> regex.Pattern[str]:
    """``cán bộ, đảng viên``, ``xã, phường và thị trấn``: who is counted together, no name of a place."""
    more = r"(?:,|{gap}và){gap}(?:{counted_with})(?!\w)"
    return load("vi").compile(rf"(?:{more})+(?!{{gap}}(?-i:\p{{Lu}}|\d)|{{gap}}(?:có|là|đạt|tăng|giảm|được){{gap}}\d)")


_OPENING = '“"‘«'
"""What may stand between a number and its noun (``9 “điểm đen”``)."""
_AMOUNTS = ("money", "measure", "rate", "percent")


def _acts(text: str, tokens: list[Span], pack: Pack) -> bool:
    """True where the words begin with a verb that does not begin the name of a rate."""
    for length in (3, 2, 1):
        if length <= len(tokens):
            phrase = text[tokens[0].start : tokens[length - 1].end]
            if pack.value("rate_head", phrase) is not None or pack.value("np_word", phrase) is not None:
                return False
            if pack.value("left_verb", phrase) is not None or pack.value("link_verb", phrase) is not None:
                return True
    return False


_AGAIN = regex.compile(r"[ \u00a0]?\((?:\p{Ll}+(?:\s\p{Ll}+){0,7}|\d{1,4})\)")
"""``10 (mười) điểm``: the number said again in words."""


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
    if index and _is_word(text[tokens[index - 1].start : tokens[index].end], pack):
        return False  # `lưu lượng kết nối`: the second half of a word
    if index and index + 1 < len(tokens) and _is_inner(text[tokens[index].start : tokens[index + 1].end], pack):
        return False  # `dịch vụ hàng không`: the first half of one
    if index == 0 and len(tokens) > 1:
        first = text[tokens[0].start : tokens[1].end]
        if pack.value("np_stop", first) is None and any(pack.value(name, first) for name in ("rate_head", "np_word")):
            return False  # `1,28% dự toán thu`: the word only begins like a verb
    return any(
        pack.value("np_stop", text[tokens[index].start : tokens[index + length - 1].end]) is not None
        for length in (1, 2)
        if index + length <= len(tokens)
    )


def _is_word(phrase: str, pack: Pack) -> bool:
    return pack.value("np_word", phrase) is not None or _is_inner(phrase, pack)


def _is_inner(phrase: str, pack: Pack) -> bool:
    return pack.value("np_inner", phrase) is not None


def _is(text: str, token: Span, *words: str) -> bool:
    return text[token.start : token.end].lower() in words
