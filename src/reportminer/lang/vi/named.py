"""Where a phrase says by its form what a Vietnamese number measures: prices, labels, what is named before ``với``."""

from __future__ import annotations

import regex

from reportminer.lang.pack import Pack
from reportminer.lang.vi.leftwords import Word
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_WORTH = frozenset({"trị giá", "có giá", "có giá trị", "có trị giá", "tổng trị giá", "có tổng trị giá", "có giá bán"})


def worth(text: str, words: list[Word], end: int, pack: Pack, *, money: bool) -> Span | None:
    """``khối tài sản trị giá``, ``2 tấn hàng trị giá``: the words right before are what has the price."""
    high = end
    while high > 0 and (words[high - 1].letter in "VQ" or words[high - 1].form in _WORTH | _UP_TO):
        high -= 1
        if words[high].form in _WORTH:
            break
        if words[high].form in _EQUALS and money:
            return _equal(words, high, pack)
    else:
        return None
    low = run(words, high)
    if high > 1 and words[high - 1].letter == "R" and text[words[high - 2].start : words[high - 2].end].isupper():
        low = run(words, high - 1)  # `xăng RON 92 có giá`
    if low == high:
        return None
    if low > 0 and words[low - 1].letter == "R":
        if pack.value("unit", words[low].form) is None:
            pass
        elif low + 1 < high:
            low += 1  # `2 tấn hàng trị giá`
        else:
            low = run(words, low - 1)  # `phiên bản 64GB có giá`
            return Span(words[low].start, words[high - 1].end) if words[low].letter in "NT" else None
    if low > 0 and words[low - 1].letter in "C":
        return None
    low += words[low].form == "một" and low + 1 < high
    span = Span(words[low].start, words[high - 1].end)
    return None if pack.value("head_reject", text[span.start : span.end]) is not None else span


_UP_TO = frozenset({"đến", "tới", "từ", "lên"})
_EQUALS = frozenset({"tương ứng", "tương đương"})


def _equal(words: list[Word], high: int, pack: Pack) -> Span | None:
    """``85 triệu cổ phiếu tương ứng 1.704 tỷ đồng``: what was counted just before is worth that much."""
    low = high
    while low > 0 and words[low - 1].letter in "NTA":
        low -= 1
    if low == 0 or words[low - 1].letter != "R":
        return None
    while low < high and any(pack.value(name, words[low].form) is not None for name in ("unit", "scale")):
        low += 1
    return Span(words[low].start, words[high - 1].end) if low < high else None


def run(words: list[Word], high: int) -> int:
    """Where the nouns that end at ``high`` begin."""
    low = high
    while low > 0 and (words[low - 1].letter in "NT" or words[low - 1].form == "-"):
        low -= 1
    return low


_LINE_LABEL = regex.compile(
    r"(?:^|\n|[;.]\s)\s*(?:[-–+•*]|\p{Ll}\)|\d{1,2}[.)])?\s*(?P<label>\p{Lu}[^\n:;.|()\d]{3,70}?)\s*:\s*$"
)


def label(text: str, words: list[Word], end: int, quantity: Quantity) -> Span | None:
    """``- Cách ly tại nhà, nơi lưu trú: 15.258``: the whole of a label with a comma or a preposition in it."""
    found = _LINE_LABEL.search(text, max(0, quantity.start - 90), quantity.start)
    if found is None or not any(word.letter in "KP" for word in words[:end]):
        return None
    inside = [word for word in words[:end] if word.start >= found.start("label")]
    if any(word.letter in "RVX" or word.form in ("có", "được", "bị", "đã", "sẽ") for word in inside) or not inside:
        return None
    if any(word.letter == "T" for word in inside[1:]) or inside[0].letter in "PQL":
        return None
    return Span(*found.span("label"))


def mainly(words: list[Word], end: int) -> Span | None:
    """``(chủ yếu là hàng tư liệu sản xuất, chiếm 94,2%)``: what is named before the comma."""
    high = end
    while high > 0 and words[high - 1].letter in "VQ":
        high -= 1
    if high < 3 or high == end or words[high].form != "chiếm" or words[high - 1].letter != "K":
        return None
    low = high - 1
    while low > 0 and words[low - 1].letter in "NTA":
        low -= 1
    named = low > 0 and words[low - 1].form in ("là", "nhất là", "chủ yếu là")
    return Span(words[low].start, words[high - 2].end) if named and low < high - 1 else None


def far_from(words: list[Word], end: int) -> bool:
    """``cách đảo Song Tử Tây khoảng 400km``: a place it is away from."""
    index = end
    while index > 0 and words[index - 1].letter in "NLXT" and words[index - 1].form not in (",", "|"):
        index -= 1
    return 0 < index < end and words[index - 1].form in ("cách", "cách xa")


def such_as(words: list[Word], end: int) -> Span | None:
    """``đông nhất là chuyên gia với 58%``: what is named before the word ``với``."""
    if end < 3 or words[end - 1].form != "với":
        return None
    low = end - 1
    while low > 0 and words[low - 1].letter == "N":
        low -= 1
    return (
        Span(words[low].start, words[end - 2].end)
        if 0 < low < end - 1 and words[low - 1].form in ("là", "nhất là")
        else None
    )


_MOVERS = frozenset(
    {"giảm", "tăng", "nâng", "hạ", "rút", "kéo", "đưa", "điều chỉnh", "cắt giảm", "rút ngắn", "mở rộng"}
)


def moved(words: list[Word], end: int) -> Span | None:
    """``khu du lịch giảm vé cáp treo từ 750.000 đồng``: what is made less, not who does it."""
    low = run(words, end)
    if 0 < low < end and words[low - 1].form in _MOVERS:
        return Span(words[low].start, words[end - 1].end)
    return None
