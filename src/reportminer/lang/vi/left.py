"""What a Vietnamese figure measures when the noun stands before it: ``tỷ lệ hộ nghèo còn``, ``tổng thu ngân sách đạt``.

The syllables before the number are cut into words by the longest match in the word lists; every word has a class:
``V`` verb that says what something amounts to (``đạt``, ``còn``), ``A`` other verb, ``Q`` adverb, ``P`` preposition or time
word, ``L`` opening word, ``T`` name of a rate or total (``tỷ lệ``, ``tổng thu``), ``C`` conjunction, ``K`` comma, ``R``
number, ``X`` sign, ``N`` everything else: noun material.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from reportminer.lang.pack import Pack, fold, load
from reportminer.link.indicators import lexicon
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_REACH = 240
_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}\d]*|\d[\d.,/]*|[^\s\w]")
_BORDER = regex.compile(r"[;!?|•]|:(?=\s)|\.(?=\s+\p{Lu})|\s[–—-]\s(?!\p{Ll}+\s\p{Ll}+\s(?:và|tăng|giảm))|[“”]|\n\s*\n")
_CLASSES = (
    ("Q", "comparator"),
    ("L", "clause_lead"),
    ("P", "left_cut"),
    ("A", "left_verb"),
    ("Q", "left_adverb"),
    ("V", "link_verb"),
    ("T", "rate_head"),
    ("T", "head_start"),
    ("N", "np_word"),
)
_LONGEST = 5
_HARD = frozenset({"với", "có", "gồm", "bao gồm", "cho biết", "trả lại", "nêu rõ"})
"""Words that a name of a rate stands behind: ``mã số vùng trồng với diện tích``."""
_PLACES = frozenset({"tỉnh", "huyện", "thành phố", "thị trấn"})
"""Opening words that stand inside a phrase as well (``ngân sách tỉnh``)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its span, its class and its folded form."""

    start: int
    end: int
    letter: str
    form: str


@cache
def _dictionary() -> dict[str, str]:
    pack = load("vi")
    heads = pack.words["rate_head"]
    table = {phrase: "T" if _opens(phrase, heads) else "N" for phrase in lexicon("vi").ids if " " in phrase}
    for letter, name in _CLASSES:
        table |= dict.fromkeys(pack.words.get(name, {}), letter)
    return table


def _opens(phrase: str, heads: Mapping[str, str]) -> bool:
    """True for an indicator that begins with the name of a rate (``tỷ lệ thất nghiệp``)."""
    words = phrase.split()
    return any(" ".join(words[:length]) in heads for length in (1, 2))


def words_between(text: str, start: int, end: int) -> list[Word]:
    """Cut a stretch into words by the longest match in the dictionary."""
    spans = [match.span() for match in _TOKEN.finditer(text, start, end)]
    forms = [fold(text[low:high]) for low, high in spans]
    table, index = _dictionary(), 0
    found: list[Word] = []
    while index < len(spans):
        length, letter = 1, _single(forms[index])
        if letter == "N":
            for size in range(min(_LONGEST, len(spans) - index), 0, -1):
                known = table.get(" ".join(forms[index : index + size]))
                if known is not None:
                    length, letter = size, known
                    break
        last = index + length - 1
        if letter == "T" and found and text[spans[index][0]].isupper() and found[-1].letter not in "XK":
            letter = "N"  # a name: `cửa khẩu Chi Ma`
        if letter == "L" and forms[index] in _PLACES and found and found[-1].letter in "NTA":
            letter = "N"
        found.append(Word(spans[index][0], spans[last][1], letter, " ".join(forms[index : last + 1])))
        index += length
    return found


def _single(form: str) -> str:
    if form[0].isdigit():
        return "R"
    if form == ",":
        return "K"
    if form in ("và", "nhưng", "hoặc"):
        return "C"
    return "N" if form[0].isalpha() else "X"


def before(text: str, quantity: Quantity, start: int) -> tuple[Span | None, bool]:
    """The noun phrase before ``quantity`` that it measures, and whether a verb of amount joins the two.

    ``start`` is where the sentence begins.
    """
    pack = load("vi")
    low = _low(text, max(start, quantity.start - _REACH), quantity.start)
    if text[low : quantity.start].rstrip()[-1:] == "(":
        return None, False  # `465 chi bộ (96,47%)`: the number before the bracket says what it counts
    words = words_between(text, low, quantity.start)
    end = _strip(words, len(words), pack)
    if end == 0:
        return None, False
    compared = _compared(words, end)
    last = words[end - 1]
    if compared is None and last.form in ("được", "có"):
        return None, False  # `bán được 54 tấn`, `có 3 ha`: who does it
    verb = any(word.letter == "V" for word in words[end:]) or last.letter == "V" or compared is not None
    verb = verb or (last.form == "đóng góp" and quantity.kind == "percent")
    if verb:
        end = compared if compared is not None else end
        while end > 0 and (words[end - 1].letter in "VQ" or words[end - 1].form == "đóng góp"):
            end -= 1
        return _subject(text, words, end, pack), True
    if last.letter == "A" and not _headed(words, end):
        return None, False
    return _adjacent(text, words, end, pack), text[: quantity.start].rstrip().endswith(":")


_COMPARING = frozenset({"cao hơn", "thấp hơn", "nhiều hơn", "ít hơn", "so với"})


def _compared(words: list[Word], end: int) -> int | None:
    """``cao hơn năm ngoái 10.000 đồng/kg``: where the comparison begins that stands between subject and number."""
    for index in range(end - 1, max(-1, end - 7), -1):
        if words[index].letter in "KXR":
            return None
        if words[index].form in _COMPARING:
            return index
    return None


_BULLET = regex.compile(r"\s*(?:\p{Ll}|\d{1,2}(?:\.\d{1,2})*)[.)]\s+")


def _low(text: str, low: int, high: int) -> int:
    while 0 < low < high and text[low - 1].isalnum():
        low += 1
    for match in _BORDER.finditer(text, low, high):
        if text[match.end() : high].strip():
            low = match.end()
    bullet = _BULLET.match(text, low, high)
    low = bullet.end() if bullet else low
    opened = text.rfind("(", low, high)
    if opened >= 0 and text.find(")", opened, high) < 0 and any(char.isalpha() for char in text[opened:high]):
        low = opened + 1
    return low


def _strip(words: list[Word], end: int, pack: Pack) -> int:
    """Strip comparators, adverbs and signs that stand directly before the number."""
    while end > 0:
        word = words[end - 1]
        if word.form == "có" or (word.letter == "Q" and word.form == "được"):
            break
        if (
            word.letter == "Q"
            or pack.value("comparator", word.form) is not None
            or word.form in (":", "từ", "(", "mức")
        ):
            end -= 1
        else:
            break
    return end


def _headed(words: list[Word], end: int) -> bool:
    """True where the verb belongs to the name of a rate before it (``tổng mức đầu tư``)."""
    index = end - 1
    while index > 0 and words[index].letter in "ANC":
        index -= 1
    return words[index].letter == "T"


# --- the subject of a verb of amount -------------------------------------------------------------------------------


def _subject(text: str, words: list[Word], end: int, pack: Pack) -> Span | None:
    """The first noun phrase of the stretch before the verb, without what is attached by prepositions."""
    high = end
    for _ in range(4):
        low = _segment(words, high)
        found = _head(text, words, low, high, pack)
        if found is not None:
            return found
        if low == 0 or any(word.letter == "V" for word in words[low:high]):
            return None
        if any(
            word.letter == "R" and not _is_time(words, index)
            for index, word in enumerate(words[:low])
            if index >= low - 8
        ):
            return None  # the stretch before counts something itself
        high = low - 1
    return None


def _segment(words: list[Word], high: int) -> int:
    """Where the stretch that ends at ``high`` begins: behind a comma that is none of an enumeration."""
    index = high
    while index > 0:
        word = words[index - 1]
        if word.letter == "X" and word.form not in ("(", ")", "-", "/", "%", '"', "'"):
            break
        if word.form in _HARD and index < high and words[index].letter == "T" and words[index].form not in _OF_THINGS:
            break
        if word.letter == "K" and not _lists(words, index - 1, high):
            break
        if word.letter == "C" and any(item.letter in "R" for item in words[max(0, index - 6) : index - 1]):
            break
        index -= 1
    return index


def _lists(words: list[Word], comma: int, high: int) -> bool:
    """A comma joins nouns where no verb, number or opening word stands in the short stretch before it."""
    index = comma
    while index > 0 and (words[index - 1].letter not in "KXLP" or words[index - 1].form == "/"):
        index -= 1
    left, right = words[index:comma], words[comma + 1 : high]
    headed = any(word.letter == "T" for word in left)
    if not left or not right or any(word.letter in "VR" for word in left) or right[0].letter in "TLPQ":
        return False
    if right[0].letter == "A" and not (headed and left[-1].letter == "A"):
        return False
    return sum(word.form.count(" ") + 1 for word in left) <= 9 and (
        headed or any(word.letter in "CK" for word in right) or len(left) <= 2 or (len(left) <= 3 and len(right) <= 2)
    )


def _is_time(words: list[Word], index: int) -> bool:
    """``9 tháng``, ``năm 2023``, ``12/2024``: a number of the calendar."""
    near = [words[other].form for other in (index - 1, index + 1) if 0 <= other < len(words)]
    time = ("tháng", "năm", "ngày", "quý", "giai đoạn", "khóa", "tuần", "niên độ", "nhiệm kỳ", "tháng đầu năm", "giờ")
    return "/" in words[index].form or any(form.startswith(time) for form in near)


def _head(text: str, words: list[Word], low: int, high: int, pack: Pack) -> Span | None:
    first = _first(words, low, high)
    if first is None:
        return None
    last = first
    headed = words[first].letter == "T"
    while last + 1 < high and _goes_on(words, last + 1, headed=headed):
        last += 1
    while last > first and words[last].letter in "CKXQ":
        last -= 1
    if words[last].form == "(":
        last -= 1
    if words[first].letter != "T":
        cut = next((index for index in range(first, last + 1) if words[index].form in _OF_THINGS), None)
        last = cut - 2 if cut is not None and cut - 2 >= first else last
    if any(word.form == "(" for word in words[first:last]) and all(word.form != ")" for word in words[first : last + 1]):
        last = next(index for index in range(first, last) if words[index].form == "(") - 1
    if last < first:
        return None
    span = Span(words[first].start, words[last].end)
    if pack.value("head_reject", text[span.start : span.end]) is not None or not text[span.start].isalpha():
        return None
    return span


def _first(words: list[Word], low: int, high: int) -> int | None:
    """Where the phrase begins: the first name of a rate, else the first noun behind opening words and time phrases."""
    rates = [index for index in range(low, high) if words[index].letter == "T" and not _counted(words, index)]
    if rates:
        rated = next((index for index in rates if not _told(words, low, index)), None)
        rated = _behind_verb(words, low, rates) if rated is None else rated
        if rated is not None:
            return _substance(words, low, rated)
    index = low
    while index < high and words[index].letter in "LQXCKV":
        index += 1
    if index < high and words[index].letter == "P":
        return None
    if index < high and words[index].letter == "A":
        following = [word.letter for word in words[index:high]]
        if set(following) <= set("AN") and len(following) <= 2:
            return index  # `xuất khẩu đạt`: the verb is the noun
        index += 1
    return index if index < high and words[index].letter in "NAT" else None


def _counted(words: list[Word], index: int) -> bool:
    """``37 điểm``: the noun of the number before it."""
    return index > 0 and words[index - 1].letter == "R" and not _is_time(words, index - 1)


def _told(words: list[Word], low: int, rated: int) -> bool:
    """True where something else has its verb of amount before the name of the rate."""
    seen = False
    for word in words[low:rated]:
        if word.letter == "V" and seen:
            return True
        seen = seen or word.letter in "NT"
    return False


def _behind_verb(words: list[Word], low: int, rates: list[int]) -> int | None:
    """The first name of a rate behind the last verb of amount before any."""
    verbs = [index for index in range(low, rates[-1]) if words[index].letter == "V"]
    return next((index for index in rates if index > verbs[-1]), None)


_OF_THINGS = frozenset({"khối lượng", "trọng lượng", "thể tích"})


def _substance(words: list[Word], low: int, rated: int) -> int:
    """``nhựa thuốc phiện có khối lượng``: the thing, not that it has a mass."""
    if words[rated].form in _OF_THINGS and rated - 2 >= low and words[rated - 1].form == "có":
        return low
    return rated


def _goes_on(words: list[Word], index: int, *, headed: bool) -> bool:
    word = words[index]
    if word.letter in "NTCK" or word.form in ("-", "/", "có", "không", "được"):
        return True
    if word.letter == "A":
        return headed
    return word.form in ("(", ")") and index + 1 < len(words)


def _adjacent(text: str, words: list[Word], end: int, pack: Pack) -> Span | None:
    """A noun phrase that leads to the number without a verb: ``thu nội địa 27.405 tỷ``, ``tổng chiều dài 36,4 km``."""
    low = _segment(words, end)
    stretch = words[low:end]
    if any(word.letter == "T" for word in stretch):
        return _head(text, words, low, end, pack)
    while low < end and words[low].letter in "LQC":
        low += 1
    stretch = words[low:end]
    if not stretch or len(stretch) > 7 or any(word.letter not in "NAC" for word in stretch):
        return None
    span = Span(stretch[0].start, stretch[-1].end)
    return None if pack.value("head_reject", text[span.start : span.end]) is not None else span
