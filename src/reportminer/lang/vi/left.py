"""What a Vietnamese figure measures when the noun stands before it: ``tỷ lệ hộ nghèo còn``, ``tổng thu ngân sách đạt``.

The syllables before the number are cut into words by the longest match in the word lists; every word has a class:
``V`` verb that says what something amounts to (``đạt``, ``còn``), ``A`` other verb, ``Q`` adverb, ``P`` preposition or time
word, ``L`` opening word, ``T`` name of a rate or total (``tỷ lệ``, ``tổng thu``), ``C`` conjunction, ``K`` comma, ``R``
number, ``X`` sign, ``N`` everything else: noun material.
"""

from __future__ import annotations

import regex

from reportminer.lang.pack import Pack, load
from reportminer.lang.vi.leftwords import Word, words_between
from reportminer.lang.vi.named import far_from, label, mainly, moved, such_as, worth
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_REACH = 240
_JOINED = (
    r"xã\shội|xây\sdựng|ngân\ssách|quốc\sphòng|an\sninh|kỹ\sthuật|công\snghệ|đào\stạo|thể\sthao|du\slịch|thương\smại"
    r"|dịch\svụ|kế\shoạch|văn\shóa|lâm\snghiệp|thủy\ssản|ngư\snghiệp|lâm\s-|nghề\snghiệp"
)
"""What stands behind the dash of one name: ``kinh tế - xã hội``, ``công nghiệp - xây dựng``."""
_BORDER = regex.compile(
    rf"[;!?|•]|:(?=\s)|\.(?=\s+\p{{Lu}})|\s[–—-]\s(?!\p{{Ll}}+\s\p{{Ll}}+\s(?:và|tăng|giảm)|(?:{_JOINED})\b)|[“”]|\n\s*\n"
)
_HARD = frozenset({"với", "có", "gồm", "bao gồm", "cho biết", "trả lại", "nêu rõ"})
"""Words that a name of a rate stands behind: ``mã số vùng trồng với diện tích``."""


def before(text: str, quantity: Quantity, start: int) -> tuple[Span | None, bool]:
    """The noun phrase before ``quantity`` that it measures, and whether a verb of amount joins the two.

    ``start`` is where the sentence begins.
    """
    pack = load("vi")
    low = _low(text, max(start, quantity.start - _REACH), quantity.start)
    if text[low : quantity.start].rstrip()[-1:] == "(":
        return None, False  # `465 chi bộ (96,47%)`: the number before the bracket says what it counts
    words = _outside_brackets(words_between(text, low, quantity.start))
    if words and words[0].letter == "V" and text[:low].rstrip().endswith("("):
        return None, False  # `564 người (chiếm tỷ lệ vượt trội là 64,98%)`
    end = _strip(words, _before_bracket(words), pack)
    if end == 0:
        return None, False
    compared = _compared(words, end)
    last = words[end - 1]
    if quantity.kind == "measure" and far_from(words, end):
        return None, False
    named = (
        worth(text, words, end, pack, money=quantity.kind == "money")
        or label(text, words, end, quantity)
        or such_as(words, end)
        or mainly(words, end)
    )
    if named is not None:
        return named, True
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


def _outside_brackets(words: list[Word]) -> list[Word]:
    """Without the lists in closed brackets: ``quân đội (bộ, quân khu và quân chủng), chiếm``."""
    kept: list[Word] = []
    for word in words:
        kept.append(word)
        if word.form == ")":
            opened = next((index for index in range(len(kept) - 1, -1, -1) if kept[index].form == "("), None)
            if opened and any(item.letter == "K" for item in kept[opened:]):
                del kept[opened:]
    return kept


def _before_bracket(words: list[Word]) -> int:
    """``hàng hóa mua vào (gồm cả hàng nhập khẩu) từ 5 triệu đồng``: what stands in brackets is passed over."""
    end = len(words)
    while end > 0 and words[end - 1].letter in "QA" and words[end - 1].form != ")":
        end -= 1
    if end == 0 or words[end - 1].form != ")":
        return len(words)
    opened = next((index for index in range(end - 2, max(-1, end - 16), -1) if words[index].form == "("), None)
    if opened is None or opened == 0:
        return len(words)
    del words[opened:end]
    return len(words)


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
    while index > 0 and words[index].letter in "ANCK":
        index -= 1
    listed = any(word.letter == "K" for word in words[index:end])
    counted = listed and any(word.letter == "R" for word in words[max(0, index - 4) : index])
    return words[index].letter == "T" and not counted


# --- the subject of a verb of amount -------------------------------------------------------------------------------


def _subject(text: str, words: list[Word], end: int, pack: Pack) -> Span | None:
    """The first noun phrase of the stretch before the verb, without what is attached by prepositions."""
    high = end
    for _ in range(4):
        low = _segment(words, high)
        if _is_counted_beside(words, low, high, pack):
            high = low - 1
            continue
        found = _head(text, words, low, high, pack)
        if found is not None:
            return found
        if low == 0 or any(word.letter == "V" for word in words[low:high]):
            return None
        if any(
            word.letter == "R" and not _is_time(words, index)
            for index, word in enumerate(words[:low])
            if index >= low - 12
        ):
            return _unit_counter(text, words, low, pack)  # the stretch before counts something itself
        high = low - 1
    return None


def _is_counted_beside(words: list[Word], low: int, high: int, pack: Pack) -> bool:
    """``171 xã, phường, thị trấn, chiếm 96,6%``: the stretch only goes on with what was counted before the comma."""
    if low == 0 or words[low - 1].letter != "K" or not words[low:high]:
        return False
    return pack.value("counted_with", words[low].form) is not None and all(word.letter in "NC" for word in words[low:high])


def _unit_counter(text: str, words: list[Word], low: int, pack: Pack) -> Span | None:
    """``khách quốc tế đạt 2 triệu lượt người, tăng 22,8%``: who is counted in turns is still the subject."""
    if low == 0 or words[low - 1].letter != "K":
        return None
    number = next((index for index in range(low - 2, max(-1, low - 6), -1) if words[index].letter == "R"), None)
    if number is None:
        return None
    counted = [word for word in words[number + 1 : low - 1] if pack.value("scale", word.form) is None]
    phrase = " ".join(word.form for word in counted)
    if pack.value("classifier", phrase) is None:
        return None
    end = _strip(words, number, pack)
    high = end
    while high > 0 and words[high - 1].letter in "VQ":
        high -= 1
    return _subject(text, words, high, pack) if high < end else None


def _segment(words: list[Word], high: int) -> int:
    """Where the stretch that ends at ``high`` begins: behind a comma that is none of an enumeration."""
    index = high
    while index > 0:
        word = words[index - 1]
        if word.letter == "X" and word.form not in ("(", ")", "-", "/", "%", '"', "'"):
            break
        rated = word.form == "có" and _rate_before(words, index - 1)
        if (
            word.form in _HARD
            and not rated
            and index < high
            and words[index].letter == "T"
            and words[index].form not in _OF_THINGS
        ):
            break
        if word.letter == "K" and not _lists(words, index - 1, high):
            break
        if word.letter == "C" and any(item.letter in "R" for item in words[max(0, index - 6) : index - 1]):
            break
        index -= 1
    return index


def _rate_before(words: list[Word], index: int) -> bool:
    """``tỷ lệ hộ có thu nhập tăng lên``: the verb stands inside the name of a rate."""
    while index > 0 and words[index - 1].letter in "NTAP":
        index -= 1
        if words[index].form in ("tỷ lệ", "tỉ lệ"):
            return True
    return False


_WHERE = frozenset({"tại", "ở", "trong", "trên", "dưới", "từ", "đến", "theo"})


def _lists(words: list[Word], comma: int, high: int) -> bool:
    """A comma joins nouns where no verb, number or opening word stands in the short stretch before it."""
    index = comma
    while index > 0 and (words[index - 1].letter not in "KXLP" or words[index - 1].form == "/"):
        index -= 1
    if words[index if words[index].letter == "Q" else max(0, index - 1)].form in _WHERE and not any(
        word.letter == "T" for word in words[index:comma]
    ):
        return False  # `trên đảo, một khu đất`: where it is
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
    while last > first and (
        words[last].letter in "CKXQ"
        or words[last].form in _TO
        or (words[last].form in _EDGES and (words[last - 1].form in _TO or _begins_time(words, last + 1)))
    ):
        last -= 1
    if words[last].form == "(":
        last -= 1
    if words[first].letter != "T":
        cut = next((index for index in range(first, last + 1) if words[index].form in _OF_THINGS), None)
        last = cut - 2 if cut is not None and cut - 2 >= first else last
    if any(word.form == "(" for word in words[first:last]) and all(
        word.form != ")" for word in words[first : last + 1]
    ):
        last = next(index for index in range(first, last) if words[index].form == "(") - 1
    if last < first:
        return None
    span = Span(words[first].start, words[last].end)
    if first == last and _is_verb(words, low, first):
        return None
    if pack.value("head_reject", text[span.start : span.end]) is not None or not text[span.start].isalpha():
        return None
    return span


def _first(words: list[Word], low: int, high: int) -> int | None:
    """Where the phrase begins: the first name of a rate, else the first noun behind opening words and time phrases."""
    rates = [
        index
        for index in range(low, high)
        if words[index].letter == "T"
        and not _counted(words, index)
        and not _numbered(words, index)
        and not _is_verb(words, low, index)
        and not _is_goal(words, low, index)
    ]
    if rates:
        rates = _objects(words, low, rates)
        rated = next((index for index in rates if not _told(words, low, index)), None)
        rated = _behind_verb(words, low, rates) if rated is None else rated
        if rated is not None:
            return _substance(words, low, rated)
    index = low
    while index < high and (words[index].letter in "LQXCKV" or words[index].form in _DETERMINERS):
        index += 1
    if index < high and words[index].letter == "P":
        return None
    if index < high and words[index].letter == "A":
        following = [word.letter for word in words[index:high]]
        if set(following) <= set("AN") and len(following) <= 2:
            return index  # `xuất khẩu đạt`: the verb is the noun
        index += 1
    return index if index < high and words[index].letter in "NAT" else None


_DETERMINERS = frozenset({"một", "các", "những"})


def _counted(words: list[Word], index: int) -> bool:
    """``37 điểm``: the noun of the number before it."""
    return index > 0 and words[index - 1].letter == "R" and not _is_time(words, index - 1)


def _objects(words: list[Word], low: int, rates: list[int]) -> list[int]:
    """``số hộ sẽ cần khoản đầu tư``: behind the verb of the sentence stands what it is about."""
    for index in range(rates[-1] - 1, low, -1):
        if words[index].letter == "A" and words[index - 1].form in _FINITE:
            return [rate for rate in rates if rate > index]
    return rates


def _is_verb(words: list[Word], low: int, index: int) -> bool:
    """``ông chi hơn 7 tỷ USD``, ``đang nợ 8 tỷ USD``: what somebody does."""
    return words[index].form in _ALSO_VERBS and index > low and words[index - 1].letter in "NQ"


def _is_goal(words: list[Word], low: int, index: int) -> bool:
    """``thu hồi về ngân sách 52 tỷ đồng``, ``nộp vào quỹ``: where the money goes."""
    return index - 1 > low and words[index - 1].form in ("về", "vào") and words[index - 2].letter == "A"


def _numbered(words: list[Word], index: int) -> bool:
    """``tiêu chí số 3.1``: the number of a name."""
    return words[index].form == "số" and index + 1 < len(words) and words[index + 1].letter == "R"


_FINITE = frozenset({"sẽ", "đã", "đang", "sẽ phải", "có thể"})


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


_ALSO_VERBS = frozenset({"chi", "thu", "nợ"})
_TO = frozenset(
    {
        "đến",
        "tới",
        "lên",
        "từ",
        "với",
        "cho",
        "vào",
        "trong",
        "tại",
        "ở",
        "theo",
        "của",
        "về",
        "do",
        "bằng",
        "có",
        "được",
    }
)


def _begins_time(words: list[Word], index: int) -> bool:
    return index < len(words) and words[index].form.startswith(("năm", "tháng", "quý", "tuần", "nhiệm kỳ", "giai đoạn"))


_EDGES = frozenset({"đầu", "giữa", "cuối", "hết"})
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


_GIVES = frozenset({"cho", "với", "tới", "đến", "từ", "tại", "trong", "vào"})
_FROM = regex.compile(r"\btừ\b")


def _adjacent(text: str, words: list[Word], end: int, pack: Pack) -> Span | None:
    """A noun phrase that leads to the number without a verb: ``thu nội địa 27.405 tỷ``, ``tổng chiều dài 36,4 km``."""
    object_moved = moved(words, end) if _FROM.search(text, words[end - 1].end, words[-1].end) else None
    if object_moved is not None:
        return object_moved
    low = _segment(words, end)
    stretch = words[low:end]
    if any(word.letter == "T" for word in stretch):
        return _head(text, words, low, end, pack)
    while low < end and words[low].letter in "LQC":
        low += 1
    stretch = words[low:end]
    if stretch and pack.value("paid_verb", stretch[0].form) is not None:
        return None  # `phạt hành chính 11 tỷ đồng`: what somebody does
    if stretch and (stretch[0].form in _GIVES or any(word.form == "cho" for word in stretch)):
        return None  # `và cho huyện Lý Nhân 500 triệu đồng`: who gets it
    if not stretch or len(stretch) > 7 or any(word.letter not in "NAC" for word in stretch):
        return None
    span = Span(stretch[0].start, stretch[-1].end)
    return None if pack.value("head_reject", text[span.start : span.end]) is not None else span
